"""Plain values for JSON and CSV of what an engine said: events, model, measurements.

Owns the names and the order of the fields that other programs read; change them as carefully as a
file format.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict

from gptdesk.engine.bench import BenchResult, bytes_per_token, machine_values
from gptdesk.engine.tokenizers.vocabulary import Vocabulary
from gptdesk.engine.types import (
    ContextShifted,
    GenerationEnd,
    GenerationStep,
    ModelInfo,
    TextStats,
)
from gptdesk.formats.token_table import (
    Values,
    table_id,
    token_table_rows,
    token_table_values,
    top_values,
)


def event_values(
    event: GenerationStep | ContextShifted | GenerationEnd, vocabulary: Vocabulary
) -> Values:
    """Return one event of a run; the key "event" tells which.

    Every `text` of a run, joined, is the answer. A token among the alternatives has a text of its
    own (`token_text`).
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
        "sha256": None if info.server is not None else info.sha256,  # of no file
        "config": dict(info.shape.rows),
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
        **token_table_values(model_values(info), stats.tokens, vocabulary),
        # JSON has no infinity
        "perplexity": None if perplexity is None or math.isinf(perplexity) else perplexity,
    }


def inspection_rows(
    info: ModelInfo, stats: TextStats, vocabulary: Vocabulary, top_n: int
) -> Iterator[list[object]]:
    """Yield the same as rows of a table, the header first; an empty cell stands for null."""
    return token_table_rows(model_values(info), stats.tokens, vocabulary, top_n)


def _step_values(step: GenerationStep, vocabulary: Vocabulary) -> Values:
    record = step.record
    return {
        "event": "token",
        "token_id": table_id(record.token_id, vocabulary),
        "text": step.text,
        "raw_p": record.raw_p,
        "final_p": record.final_p,
        "rank": record.rank,
        "entropy_bits": record.entropy_bits,
        "kept": record.kept,
        "draw": record.draw,
        "is_forced": record.is_forced,
        "context_tokens": step.context_tokens,
        "top": top_values(record, vocabulary, ("raw_p", "final_p")),
    }
