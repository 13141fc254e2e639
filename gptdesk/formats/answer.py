"""The tokens of one answer as a table in CSV and JSON, and its curves as CSV.

The table is that of `token_table.py`, as `gptdesk-cli` writes it. No files are written here.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence

from gptdesk.analysis.curves import curves_of
from gptdesk.chat.changes import heads_in_words
from gptdesk.chat.messages import Message
from gptdesk.chat.tokens import TOP_N, TokenStats
from gptdesk.engine.tokenizers.vocabulary import Vocabulary
from gptdesk.engine.types import ModelInfo
from gptdesk.formats.csv_text import csv_text
from gptdesk.formats.engine_values import model_values
from gptdesk.formats.token_table import (
    GeneratedToken,
    TableToken,
    Values,
    token_table_rows,
    token_table_values,
)


def table_tokens(message: Message) -> tuple[TableToken, ...]:
    """Return an answer's tokens after those of its prompt, for a table.

    A prompt that was not measured, and an answer without records, have ids and nothing else.
    """
    prompt = message.prompt_stats or plain_tokens(message.prompt_ids)
    return (*prompt, *_answer_tokens(message, start=len(prompt)))


def plain_tokens(ids: Sequence[int], *, start: int = 0) -> tuple[TokenStats, ...]:
    """Return tokens of which nothing is known but what they are."""
    return tuple(TokenStats(index, token_id) for index, token_id in enumerate(ids, start=start))


def model_of(message: Message, info: ModelInfo | None) -> Values:
    """Return which model wrote an answer, as much as is known of it, and which heads were off.

    Args:
        message: the answer.
        info: the model in use; where it is the same one, everything is known.
    """
    heads = {"heads": heads_in_words(message.switched_off)} if message.switched_off else {}
    return {**_model_of(message, info), **heads}


def _model_of(message: Message, info: ModelInfo | None) -> Values:
    run = message.runs[-1] if message.runs else None
    if run is None:
        return {"name": message.model_name or None, "sha256": None, "precision": None}
    if info is not None and (info.sha256, info.precision) == (run.model_sha256, run.precision):
        return model_values(info)
    return {
        "name": run.model_name or message.model_name,
        "sha256": None if run.is_of_server else run.model_sha256 or None,
        "precision": run.precision or None,
    }


def table_json(
    model: Mapping[str, object], tokens: Sequence[TableToken], vocabulary: Vocabulary
) -> str:
    """Return a token table as `gptdesk-cli inspect --json` writes it."""
    values = token_table_values(model, tokens, vocabulary)
    values["perplexity"] = _perplexity(tokens)
    return json.dumps(values, ensure_ascii=False, allow_nan=False) + "\n"


def table_csv(
    model: Mapping[str, object], tokens: Sequence[TableToken], vocabulary: Vocabulary
) -> str:
    """Return a token table as `gptdesk-cli inspect --csv` writes it."""
    known = any(isinstance(token, GeneratedToken) or token.top_ids for token in tokens)
    return csv_text(token_table_rows(model, tokens, vocabulary, TOP_N if known else 0))


def curves_csv(message: Message) -> str:
    """Return the curves over a text as a table."""
    header = ("index", "id", "p", "rank", "surprisal_bits", "entropy_bits", "perplexity")
    rows = (
        (
            *(place, point.token_id, point.raw_p, point.rank, point.surprisal_bits),
            *(point.entropy_bits, point.perplexity),
        )
        for place, point in enumerate(curves_of(message).points)
    )
    return csv_text((header, *rows))


def _answer_tokens(message: Message, start: int) -> Iterator[TableToken]:
    if len(message.records) != len(message.token_ids):
        yield from plain_tokens(message.token_ids, start=start)
        return
    for index, record in enumerate(message.records):
        run = message.run_at(index)
        if run is None:
            yield GeneratedToken(start + index, record, None)
        else:
            yield GeneratedToken(start + index, record, run.settings, run.switched_off)


def _perplexity(tokens: Sequence[TableToken]) -> float | None:
    """Return the perplexity of the tokens that were predicted; None where JSON has no number."""
    surprisals: list[float] = []
    for token in tokens:
        if token.surprisal_bits is not None:
            surprisals.append(token.surprisal_bits)
        elif isinstance(token, GeneratedToken):
            return None  # its probability is beyond what a float can say
    if not surprisals:
        return None
    mean = math.fsum(surprisals) / len(surprisals)
    return 2.0**mean if mean < 1024 else None
