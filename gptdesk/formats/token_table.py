"""The table of a text's tokens with all their figures, as plain values for JSON and CSV.

One table for tokens that were given and for those that were generated: the window and
`gptdesk-cli` name every column alike. Other programs read the names and their order; change them
as carefully as a file format.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from gptdesk.chat.changes import HeadChange, heads_in_words
from gptdesk.chat.tokens import SETTING_NAMES, SamplingSettings, TokenRecord, TokenStats
from gptdesk.engine.tokenizers.vocabulary import AnswerPieces, Vocabulary

Values = dict[str, object]

_MODEL = {"model": "name", "model_sha256": "sha256", "precision": "precision", "heads": "heads"}


@dataclass(frozen=True, slots=True)
class GeneratedToken:
    """A token that was chosen, at its place in a text.

    Attributes:
        index: place in the text, from 0.
        record: how it was chosen.
        settings: with which settings; None where they are not known.
        heads: attention heads that were off, or turned up or down.
    """

    index: int
    record: TokenRecord
    settings: SamplingSettings | None
    heads: tuple[HeadChange, ...] = ()

    @property
    def surprisal_bits(self) -> float | None:
        """Its surprisal; None where its probability is not known, or too small for a float."""
        p = self.record.raw_p
        return abs(math.log2(p)) if p else None


TableToken = TokenStats | GeneratedToken


def token_table_values(
    model: Mapping[str, object], tokens: Sequence[TableToken], vocabulary: Vocabulary
) -> Values:
    """Return a text's tokens as one value for JSON.

    Args:
        model: what was asked: `engine_values.model_values`, or as much of it as is known.
        tokens: in order; a generated one has q, u, what was kept, and the settings, besides.
        vocabulary: for their text.
    """
    return {"model": dict(model), "tokens": [_values(token, vocabulary) for token in tokens]}


def token_table_rows(
    model: Mapping[str, object],
    tokens: Sequence[TableToken],
    vocabulary: Vocabulary,
    top_n: int,
) -> Iterator[list[object]]:
    """Yield the same as rows of a table, the header first; an empty cell stands for null.

    Columns that only generated tokens have are there where one is. The model stands in each row,
    so that rows of several tables can be put together.

    Args:
        model, tokens, vocabulary: as above.
        top_n: most probable tokens per row.
    """
    has_generated = any(isinstance(token, GeneratedToken) for token in tokens)
    header = token_table_header(top_n, has_generated=has_generated)
    yield list(header)

    about_model = {column: model.get(name) for column, name in _MODEL.items()}
    for token in tokens:
        cells = {**about_model, **_figures(token, vocabulary)}
        cells["bytes_hex"] = vocabulary.piece(_id(token)).hex()
        if isinstance(token, GeneratedToken) and token.settings is not None:
            cells |= asdict(token.settings)
        if isinstance(token, GeneratedToken) and token.heads:
            cells["heads"] = heads_in_words(token.heads)
        for place, entry in enumerate(_top(token, vocabulary) or (), start=1):
            cells |= {f"top{place}_{name}": value for name, value in entry.items()}
        yield [cells.get(column) for column in header]


def token_table_header(top_n: int, *, has_generated: bool) -> tuple[str, ...]:
    """Return the names of the columns; see `token_table_rows`."""
    header = ["index", "id", "text", "bytes_hex", "p", "rank", "surprisal_bits", "entropy_bits"]
    if has_generated:
        header += ["q", "kept", "u", "forced", *SETTING_NAMES]
    names = ("id", "text", "p", "q", "removed_by") if has_generated else ("id", "text", "p")
    header += [f"top{place}_{name}" for place in range(1, top_n + 1) for name in names]
    return (*header, *(name for name in _MODEL if has_generated or name != "heads"))


def table_id(token_id: int, vocabulary: Vocabulary) -> int | None:
    """Return a token's id; None where a server told texts, which are only numbered."""
    return None if isinstance(vocabulary, AnswerPieces) else token_id


def token_text(token_id: int, vocabulary: Vocabulary) -> str:
    """Return a token's own text; where that is only a part of a character it is U+FFFD."""
    return vocabulary.piece(token_id).decode("utf-8", errors="replace")


def top_values(record: TokenRecord, vocabulary: Vocabulary, names: Sequence[str]) -> list[Values]:
    """Return the most probable tokens of a record.

    Args:
        record: whose.
        vocabulary: for their text.
        names: of their raw and of their final probability.
    """
    raw, final = names
    return [
        {
            "id": table_id(token_id, vocabulary),
            "text": token_text(token_id, vocabulary),
            raw: raw_p,
            final: final_p,
            "removed_by": removed_by or None,
        }
        for token_id, raw_p, final_p, removed_by in zip(
            record.top_ids,
            record.top_raw_p,
            record.top_final_p or (None,) * len(record.top_ids),
            record.top_removed_by or ("",) * len(record.top_ids),
            strict=True,
        )
    ]


def _values(token: TableToken, vocabulary: Vocabulary) -> Values:
    values = _figures(token, vocabulary)
    if isinstance(token, GeneratedToken):
        values["settings"] = None if token.settings is None else asdict(token.settings)
        if token.heads:
            values["heads"] = heads_in_words(token.heads)
    values["top"] = _top(token, vocabulary)
    return values


def _figures(token: TableToken, vocabulary: Vocabulary) -> Values:
    token_id = _id(token)
    values: Values = {
        "index": token.index,
        "id": table_id(token_id, vocabulary),
        "text": token_text(token_id, vocabulary),
        "bytes": list(vocabulary.piece(token_id)),
    }
    if isinstance(token, TokenStats):
        return values | {
            "p": token.raw_p,
            "rank": token.rank,
            "surprisal_bits": token.surprisal_bits,
            "entropy_bits": token.entropy_bits,
        }
    record = token.record
    return values | {
        "p": record.raw_p,
        "rank": record.rank,
        "surprisal_bits": token.surprisal_bits,
        "entropy_bits": record.entropy_bits,
        "q": record.final_p,
        "kept": record.kept,
        "u": record.draw,
        "forced": record.is_forced,
    }


def _top(token: TableToken, vocabulary: Vocabulary) -> list[Values] | None:
    """Return the most probable tokens; None where nothing predicted the token."""
    if isinstance(token, GeneratedToken):
        return top_values(token.record, vocabulary, ("p", "q"))
    if token.raw_p is None:
        return None
    return [
        {
            "id": table_id(token_id, vocabulary),
            "text": token_text(token_id, vocabulary),
            "p": p,
        }
        for token_id, p in zip(token.top_ids, token.top_raw_p, strict=True)
    ]


def _id(token: TableToken) -> int:
    return token.token_id if isinstance(token, TokenStats) else token.record.token_id
