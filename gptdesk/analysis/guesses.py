"""Guesses of what comes next, beside what came, and the score of a talk.

Owns what each figure of a guess means. All of them are raw (temperature 1, before any filter, over
the whole vocabulary), of the network that made the answer, in bits; see 'Numbers' in
`chat/tokens.py`.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, replace
from statistics import fmean

from gptdesk.analysis.figures import TokenFigures
from gptdesk.chat.tokens import TokenStats


@dataclass(frozen=True, slots=True)
class JudgedGuess:
    """A guess of one token or several, and the one token that came.

    Attributes:
        pieces: the tokens of the guess, as the tokenizer divides what was typed, spaces included;
            at least one. The figures of each are those after the text and the pieces before it.
        came: what stands there now, with the figures that its answer keeps.
    """

    pieces: tuple[TokenStats, ...]
    came: TokenFigures

    @property
    def p(self) -> float:
        """The chance of the whole guess: the product of raw p of its pieces, one after another.

        0 also where that is smaller than the smallest float; `bits` is finite then.
        """
        return math.prod(piece.raw_p or 0.0 for piece in self.pieces)

    @property
    def bits(self) -> float:
        """What was needed for the guess: -log2 of that chance, the sum over its pieces."""
        return sum(_known(piece.surprisal_bits) for piece in self.pieces)

    @property
    def came_bits(self) -> float:
        """What was needed for the token that came: its surprisal, -log2 of its raw p."""
        return _known(self.came.surprisal_bits)

    @property
    def rank(self) -> int | None:
        """Rank of the first piece, at the place of the token that came."""
        return self.pieces[0].rank

    @property
    def is_right(self) -> bool:
        """Whether the token that came is the guess, or its first piece."""
        return self.pieces[0].token_id == self.came.token_id


@dataclass(frozen=True, slots=True)
class GuessScore:
    """All guesses of a talk.

    Attributes:
        count: how many; at least one.
        right: of so many the first piece, which may be all of it, was the token that came.
        mean_bits: of the guesses.
        mean_came_bits: of the tokens that came at the same places: the model's own.
    """

    count: int
    right: int
    mean_bits: float
    mean_came_bits: float


def judged(pieces: tuple[TokenStats, ...], came: TokenFigures) -> JudgedGuess:
    """Put a guess beside what came.

    A first piece that came has the figures of the answer: computed again, the last digits of the
    same number could differ.
    """
    first = pieces[0]
    if first.token_id == came.token_id:
        first = replace(first, raw_p=came.raw_p, rank=came.rank, surprisal_bits=came.surprisal_bits)
    return JudgedGuess((first, *pieces[1:]), came)


def score_of(guesses: Collection[JudgedGuess]) -> GuessScore | None:
    """Return the score of all guesses; None without any."""
    if not guesses:
        return None
    return GuessScore(
        count=len(guesses),
        right=sum(guess.is_right for guess in guesses),
        mean_bits=fmean(guess.bits for guess in guesses),
        mean_came_bits=fmean(guess.came_bits for guess in guesses),
    )


def _known(bits: float | None) -> float:
    if bits is None:
        raise ValueError("surprisal_bits must be known of a guess and of what came, not None")
    return bits
