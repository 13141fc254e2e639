"""What an engine said, as plain values for JSON and CSV.

Owns the names and the order of the fields that other programs read; change them as carefully as a
file format. The standard library only.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict

from gptdesk.engine.bench import BenchResult, bytes_per_token, machine_values
from gptdesk.engine.types import (
    ContextShifted,
    GenerationEnd,
    GenerationStep,
    ModelInfo,
    TextStats,
    TokenStats,
)
from gptdesk.engine.vocabulary import Vocabulary

Values = dict[str, object]


def event_values(
    event: GenerationStep | ContextShifted | GenerationEnd, vocabulary: Vocabulary
) -> Values:
    """Return one event of a run; the key "event" tells which.

    Every `text` of a run, joined, is the answer. A token among the alternatives has the text of
    its own; where that is only a part of a character it is U+FFFD.
    """
    match event:
        case GenerationStep():
            return _step_values(event, vocabulary)
        case ContextShifted():
            return {"event": "context_shift", **asdict(event)}
        case GenerationEnd():
            return {
                "event": "end",
                "finish_reason": event.reason.value,
                "text": event.text,
                "statistics": asdict(event.stats),
            }


def model_values(info: ModelInfo) -> Values:
    """Return which model it was, so that the figures can be had again."""
    return {
        "name": info.name,
        "sha256": info.sha256,
        "config": info.config.to_dict(),
        "precision": info.precision,
        "kernel": info.kernel,
        "error": None if info.error is None else asdict(info.error),
        "device": info.device,
    }


def bench_values(result: BenchResult) -> Values:
    """Return what was measured, with everything that the figures have to be quoted with."""
    return {
        "decode_tokens_per_s": result.stats.decode_tokens_per_s,
        "time_to_first_token_s": result.stats.time_to_first_token_s,
        "load_s": result.load_s,
        "peak_rss_mib": result.peak_rss_mib,
        "prompt_tokens": result.stats.prompt_tokens,
        "new_tokens": result.stats.new_tokens,
        "size_bytes": result.info.size_bytes,
        "bytes_per_token": bytes_per_token(result.info),
        "read_bytes_per_s": result.read_bytes_per_s,
        "limit_tokens_per_s": result.limit_tokens_per_s,
        "share_of_limit": result.share_of_limit,
        "model": model_values(result.info),
        "machine": {**machine_values(), "threads": result.info.threads},
    }


def inspection_values(info: ModelInfo, stats: TextStats, vocabulary: Vocabulary) -> Values:
    """Return what a model thought of a text; a token that nothing predicted has nulls."""
    perplexity = stats.perplexity
    return {
        "model": model_values(info),
        "tokens": [_token_values(token, vocabulary) for token in stats.tokens],
        # JSON has no infinity
        "perplexity": None if perplexity is None or math.isinf(perplexity) else perplexity,
    }


def inspection_rows(stats: TextStats, vocabulary: Vocabulary, top_n: int) -> Iterator[list[object]]:
    """Yield the same as rows of a table, the header first; an empty cell stands for null."""
    header: list[object] = ["index", "id", "text", "bytes_hex", "p", "rank"]
    header += ["surprisal_bits", "entropy_bits"]
    for place in range(1, top_n + 1):
        header += [f"top{place}_id", f"top{place}_text", f"top{place}_p"]
    yield header
    for token in stats.tokens:
        row: list[object] = [
            token.index,
            token.token_id,
            _text(token.token_id, vocabulary),
            vocabulary.pieces[token.token_id].hex(),
            token.raw_p,
            token.rank,
            token.surprisal_bits,
            token.entropy_bits,
        ]
        for token_id, p in zip(token.top_ids, token.top_raw_p, strict=True):
            row += [token_id, _text(token_id, vocabulary), p]
        yield row + [None] * (len(header) - len(row))


def _step_values(step: GenerationStep, vocabulary: Vocabulary) -> Values:
    record = step.record
    return {
        "event": "token",
        "token_id": record.token_id,
        "text": step.text,
        "raw_p": record.raw_p,
        "final_p": record.final_p,
        "rank": record.rank,
        "entropy_bits": record.entropy_bits,
        "kept": record.kept,
        "draw": record.draw,
        "context_tokens": step.context_tokens,
        "top": [
            {
                "id": token_id,
                "text": _text(token_id, vocabulary),
                "raw_p": raw,
                "final_p": final,
                "removed_by": removed_by or None,
            }
            for token_id, raw, final, removed_by in zip(
                record.top_ids,
                record.top_raw_p,
                record.top_final_p,
                record.top_removed_by or ("",) * len(record.top_ids),
                strict=True,
            )
        ],
    }


def _token_values(token: TokenStats, vocabulary: Vocabulary) -> Values:
    is_predicted = token.raw_p is not None
    return {
        "index": token.index,
        "id": token.token_id,
        "text": _text(token.token_id, vocabulary),
        "bytes": list(vocabulary.pieces[token.token_id]),
        "p": token.raw_p,
        "rank": token.rank,
        "surprisal_bits": token.surprisal_bits,
        "entropy_bits": token.entropy_bits,
        "top": [
            {"id": token_id, "text": _text(token_id, vocabulary), "p": p}
            for token_id, p in zip(token.top_ids, token.top_raw_p, strict=True)
        ]
        if is_predicted
        else None,
    }


def _text(token_id: int, vocabulary: Vocabulary) -> str:
    return vocabulary.pieces[token_id].decode("utf-8", errors="replace")
