"""Tokens and their figures: how a token was chosen, and what the network thought of it.

Frozen plain data; the standard library and `errors` only. 'Numbers' (what each figure means):

- raw p       softmax of the logits over the whole vocabulary: temperature 1, before any filter.
- final q     after repetition penalty, temperature, top-k, top-p, min-p, in this order, and
              renormalised.
- draw u      one number in [0, 1) per token; the token is the first, in descending q (ties by id),
              whose cumulative q exceeds u.
- rank        1-based, over the whole vocabulary, by raw p (ties by id).
- surprisal   -log2 p of the token, entropy -Σ p log2 p, both in bits, both raw.
- perplexity  2 ** (mean surprisal).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

from gptdesk.errors import require
from gptdesk.sentences import Sentence

TOP_N = 20  # alternatives kept with every token
_NOT_NEGATIVE, _SHARE = Sentence("0 or more"), Sentence("between 0 and 1")
_ABOVE_0 = Sentence("above 0 and finite")
MOST_TOKENS = 999_999  # of a vocabulary; no known one has as many


@dataclass(frozen=True, slots=True)
class SamplingSettings:
    """How the next token is chosen from the logits; the neutral values change nothing.

    Attributes:
        temperature: divides the logits; 0 is greedy, 1 is neutral.
        top_k: keep the k most probable tokens (ties stay); 0 keeps all.
        top_p: keep the most probable tokens that together reach p; 1 keeps all.
        min_p: keep tokens at least this fraction of the most probable one; 0 keeps all.
        repetition_penalty: > 1 makes tokens that already occurred less probable; 1 is neutral
            (arXiv:1909.05858).
    """

    temperature: float = 0.8
    top_k: int = 0
    top_p: float = 0.95
    min_p: float = 0.0
    repetition_penalty: float = 1.0

    def __post_init__(self) -> None:
        require(self.temperature >= 0, "temperature", self.temperature, _NOT_NEGATIVE)
        require(
            math.isfinite(self.temperature), "temperature", self.temperature, Sentence("finite")
        )
        require(self.top_k >= 0, "top_k", self.top_k, _NOT_NEGATIVE)
        require(0 <= self.top_p <= 1, "top_p", self.top_p, _SHARE)
        require(0 <= self.min_p <= 1, "min_p", self.min_p, _SHARE)
        penalty = self.repetition_penalty
        require(0 < penalty < math.inf, "repetition_penalty", penalty, _ABOVE_0)


SETTING_NAMES = tuple(field.name for field in fields(SamplingSettings))
# They change no probability and remove no token.
NEUTRAL = SamplingSettings(temperature=1.0, top_k=0, top_p=1.0, min_p=0.0, repetition_penalty=1.0)


@dataclass(frozen=True, slots=True)
class TokenRecord:
    """One token of an answer and how it was chosen; None is what the engine could not tell.

    Attributes:
        token_id: id in the vocabulary.
        raw_p, final_p: its probability before and after penalty, temperature and filters.
            A server that draws may tell neither.
        rank: its 1-based place in the raw distribution over the whole vocabulary.
        entropy_bits: of the raw distribution.
        kept: tokens that the filters left.
        draw: the `u` in [0, 1) that chose it; None also when greedy, and for a token that the user
            put there.
        top_ids, top_raw_p, top_final_p: the most probable tokens, by raw probability;
            `top_final_p` is empty where it is not known.
        top_removed_by: what took each of them out: "greedy", "top_k", "top_p", "min_p", or ""
            for those that could have been chosen. Empty where it is not known.
        is_forced: the user put it there; no dice were asked, and it may be one that the filters
            removed (`final_p` is 0 then).
    """

    token_id: int
    raw_p: float | None
    final_p: float | None
    rank: int | None
    entropy_bits: float | None
    kept: int | None
    draw: float | None
    top_ids: tuple[int, ...]
    top_raw_p: tuple[float, ...]
    top_final_p: tuple[float, ...]
    top_removed_by: tuple[str, ...] = ()
    is_forced: bool = False


@dataclass(frozen=True, slots=True)
class TokenStats:
    """What the network thought of one token of a given text.

    Attributes:
        index: place in the text, from 0.
        token_id: id in the vocabulary.
        raw_p, rank, surprisal_bits, entropy_bits: None for a token that nothing predicted.
        top_ids, top_raw_p: most probable tokens at this place; empty where nothing predicted it.
    """

    index: int
    token_id: int
    raw_p: float | None = None
    rank: int | None = None
    surprisal_bits: float | None = None
    entropy_bits: float | None = None
    top_ids: tuple[int, ...] = ()
    top_raw_p: tuple[float, ...] = ()
