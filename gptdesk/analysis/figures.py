"""Figures of one token, wherever it stands, and the measures that tokens are coloured by.

Owns the one way from a place in a conversation to its figures: a token of an answer from its
record, one of a prompt from the pass that measured it. Frozen plain data, no Qt; what the figures
mean stands under 'Numbers' in `chat/tokens.py`.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass
from enum import StrEnum

from gptdesk.chat.messages import Message
from gptdesk.chat.tokens import TokenRecord, TokenStats


@dataclass(frozen=True, slots=True)
class TokenRef:
    """A place in a conversation. A prompt's tokens are those that one answer saw.

    Attributes:
        answer_id: of the answer's message, also for a token of its prompt.
        is_prompt: the token is one of the message's `prompt_ids`, not of its `token_ids`.
        index: place among them, from 0.
    """

    answer_id: str
    is_prompt: bool
    index: int

    def ids_in(self, message: Message) -> tuple[int, ...]:
        """Return the tokens of `message` that `index` counts in."""
        return message.prompt_ids if self.is_prompt else message.token_ids

    def ids_before(self, message: Message) -> tuple[int, ...]:
        """Return all tokens that stand before this one, as the network saw them."""
        if self.is_prompt:
            return message.prompt_ids[: self.index]
        return message.prompt_ids + message.token_ids[: self.index]


@dataclass(frozen=True, slots=True)
class TopToken:
    """One of the most probable tokens at a place.

    Attributes:
        token_id: id in the vocabulary.
        raw_p: before any setting.
        final_p: after them; None where nothing was drawn, and where the engine cannot tell.
        removed_by: "greedy", "top_k", "top_p", "min_p"; "" for what could be chosen, and where it
            is not known.
    """

    token_id: int
    raw_p: float
    final_p: float | None
    removed_by: str


@dataclass(frozen=True, slots=True)
class TokenFigures:
    """One token and what the network thought of it; None stands for what is not known.

    Attributes:
        index: place among the tokens of its answer or its prompt, from 0.
        token_id: id in the vocabulary.
        raw_p, surprisal_bits: None for a token that nothing predicted, and where a server did not
            tell it.
        rank, entropy_bits: None for these too, and where the engine cannot tell.
        final_p, kept: None in a prompt, where nothing was chosen, and where the engine cannot tell.
        draw: None then too, when greedy, and for a token that the user put there.
        is_forced: the user put it into the answer.
        is_prompt: it was not chosen at all.
        is_greedy: the best token was taken, without dice; False where that is not known.
        top: the most probable tokens at its place, by raw probability.
        is_told: a server drew it, and told what is known of it.
        has_id: `token_id` is one of a vocabulary, and not only the number of a text.
    """

    index: int
    token_id: int
    raw_p: float | None
    final_p: float | None
    rank: int | None
    surprisal_bits: float | None
    entropy_bits: float | None
    kept: int | None
    draw: float | None
    is_forced: bool
    is_prompt: bool
    is_greedy: bool
    top: tuple[TopToken, ...]
    is_told: bool = False
    has_id: bool = True

    @property
    def rank_beyond(self) -> int | None:
        """How many tokens are known to come before it, where its rank is not told; else None."""
        is_listed = any(one.token_id == self.token_id for one in self.top)
        return None if self.rank is not None or is_listed or not self.top else len(self.top)


class Measure(StrEnum):
    """What tokens are coloured by."""

    NONE = "none"
    PROBABILITY = "probability"
    RANK = "rank"
    SURPRISAL = "surprisal"
    ENTROPY = "entropy"


@dataclass(frozen=True, slots=True)
class Bands:
    """Where one band of ranks ends and the next begins (GLTR's, arXiv:1906.04043).

    Attributes:
        edges: the last rank of each band but the last one, ascending; 1 or more.
    """

    edges: tuple[int, int, int] = (10, 100, 1_000)

    def __post_init__(self) -> None:
        first, second, third = self.edges
        if not 1 <= first < second < third:
            raise ValueError(f"edges must ascend from 1 or more, not {self.edges!r}")

    def band_of(self, rank: int) -> int:
        """Return the band of a rank, 0 … 3."""
        return bisect_left(self.edges, rank)


def figures_of(message: Message, ref: TokenRef) -> TokenFigures | None:
    """Return what is known of a token; None while nothing is.

    Args:
        message: the answer that `ref` names.
        ref: the place.

    Raises:
        ValueError: `message` is another one.
    """
    if message.id != ref.answer_id:
        raise ValueError(f"answer_id must be {message.id!r}, not {ref.answer_id!r}")
    if ref.index < 0:
        return None
    if ref.is_prompt:
        stats = message.prompt_stats
        return _of_stats(stats[ref.index]) if ref.index < len(stats) else None
    records = message.records
    if ref.index >= len(records):
        return None
    return figures_of_record(
        ref.index,
        records[ref.index],
        is_told=message.is_drawn_by_server,
        is_served=message.is_of_server,
    )


def surprisal_bits(raw_p: float) -> float:
    """Return how surprising a token of this probability is; infinite for one that cannot come."""
    return max(0.0, -math.log2(raw_p)) if raw_p > 0 else math.inf


def figures_of_record(
    index: int, record: TokenRecord, *, is_told: bool = False, is_served: bool = False
) -> TokenFigures:
    """Return what a record knows of the token at `index` of its answer.

    Args:
        index: place of the token.
        record: of it.
        is_told: a server drew all of them, by texts.
        is_served: a server computed; that it drew one shows where no final probability is known.
    """
    count = len(record.top_ids)
    final_p = record.top_final_p or (None,) * count
    removed_by = record.top_removed_by or ("",) * count
    return TokenFigures(
        index=index,
        token_id=record.token_id,
        raw_p=record.raw_p,
        final_p=record.final_p,
        rank=record.rank,
        surprisal_bits=None if record.raw_p is None else surprisal_bits(record.raw_p),
        entropy_bits=record.entropy_bits,
        kept=record.kept,
        draw=record.draw,
        is_forced=record.is_forced,
        is_prompt=False,
        is_greedy=record.draw is None and record.kept is not None and not record.is_forced,
        top=tuple(map(TopToken, record.top_ids, record.top_raw_p, final_p, removed_by)),
        is_told=is_told or (is_served and record.final_p is None and not record.is_forced),
        has_id=not is_told,
    )


def _of_stats(stats: TokenStats) -> TokenFigures:
    return TokenFigures(
        index=stats.index,
        token_id=stats.token_id,
        raw_p=stats.raw_p,
        final_p=None,
        rank=stats.rank,
        surprisal_bits=stats.surprisal_bits,
        entropy_bits=stats.entropy_bits,
        kept=None,
        draw=None,
        is_forced=False,
        is_prompt=True,
        is_greedy=False,
        top=tuple(
            TopToken(token_id, raw_p, None, "")
            for token_id, raw_p in zip(stats.top_ids, stats.top_raw_p, strict=True)
        ),
    )
