"""Guesses against arithmetic done by hand."""

from __future__ import annotations

import math

import pytest

from gptdesk.analysis.figures import TokenFigures, figures_of_record
from gptdesk.analysis.guesses import GuessScore, JudgedGuess, judged, score_of
from gptdesk.chat.tokens import TokenStats
from tests.fakes import record


def piece(token_id: int, p: float, rank: int = 2) -> TokenStats:
    return TokenStats(0, token_id, p, rank, -math.log2(p), 1.0)


def came(token_id: int, p: float) -> TokenFigures:
    return figures_of_record(0, record(token_id, raw_p=p, rank=1))


def test_a_guess_of_two_pieces_has_the_chance_of_both() -> None:
    """One after another: 1/2 of 1/4 is 1/8, which takes three bits; the rank is the first one's."""
    guess = judged((piece(5, 0.5, rank=7), piece(6, 0.25)), came(9, 0.0625))
    assert guess.p == 0.125
    assert guess.bits == 3.0
    assert guess.rank == 7
    assert guess.came_bits == 4.0
    assert not guess.is_right


def test_a_first_piece_that_came_has_the_figures_of_the_answer() -> None:
    """Two numbers for one thing, in two rows of one table, would both be doubted."""
    guess = judged((piece(5, 0.250001, rank=2), piece(6, 0.5)), came(5, 0.25))
    assert guess.is_right
    assert (guess.pieces[0].raw_p, guess.rank) == (0.25, 1)
    assert guess.bits == 3.0


def test_the_score_is_the_mean_of_bits() -> None:
    guesses = [
        judged((piece(5, 0.5),), came(5, 0.5)),
        judged((piece(5, 0.125), piece(6, 0.25)), came(9, 0.25)),
    ]
    assert score_of(guesses) == GuessScore(2, 1, mean_bits=3.0, mean_came_bits=1.5)
    assert score_of([]) is None


def test_a_chance_below_the_smallest_float_keeps_its_bits() -> None:
    guess = JudgedGuess(tuple(piece(1, 1e-30) for _ in range(12)), came(2, 0.5))
    assert guess.p == 0
    assert guess.bits == pytest.approx(360 * math.log2(10))
