"""Rows of alternatives sum to one, and say what is not known."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from gptdesk.analysis.figures import figures_of_record
from gptdesk.analysis.rows import TokenRow, rows_of_figures
from gptdesk.chat.tokens import TokenRecord

RECORD = TokenRecord(7, 0.25, 0.375, 2, 1.5, 2, 0.7, (9, 7), (0.5, 0.25), (0.625, 0.375), ("", ""))
TOLD = TokenRecord(5, 0.05, None, None, None, None, None, (9, 7), (0.5, 0.25), ())


def rows(record: TokenRecord) -> tuple[TokenRow, ...]:
    return rows_of_figures(figures_of_record(0, record), str)


@pytest.mark.parametrize("kept", [2, 5])
def test_rows_sum_to_one(kept: int) -> None:
    """A list that sums to less hides where the rest is."""
    own, rest = rows(replace(RECORD, kept=kept))[:-1], rows(replace(RECORD, kept=kept))[-1]
    assert [(row.rank, row.token_id, row.is_chosen) for row in own] == [(1, 9, False), (2, 7, True)]
    assert rest.is_rest
    assert math.fsum(row.raw_p for row in (*own, rest)) == 1.0
    assert rest.final_p == 0.0


def test_the_rest_has_no_q_where_it_is_not_known_how_many_are_kept() -> None:
    """A server told a part: what is left of 1 would be the errors of all that it told."""
    *own, rest = rows(replace(RECORD, kept=None))
    assert [row.final_p for row in own] == [0.625, 0.375]
    assert rest.final_p is None
    assert rest.raw_p == 0.25


def test_a_token_whose_rank_is_not_known_has_a_row() -> None:
    """The engine gave the two best ones and this one; of no row it told the final probability."""
    first, second, chosen, rest = rows(TOLD)
    assert (first.rank, second.rank, chosen.rank) == (1, 2, None)
    assert (chosen.token_id, chosen.is_chosen, chosen.is_removed) == (5, True, False)
    assert [row.final_p for row in (first, second, chosen, rest)] == [None] * 4
    assert rest.raw_p == pytest.approx(0.2)
    assert not rest.is_removed


def test_figures_say_how_it_was_chosen_only_if_that_is_known() -> None:
    """That it was greedy, or in the prompt, is a fact too."""
    told = figures_of_record(0, TOLD)
    assert (told.is_greedy, told.is_prompt, told.draw) == (False, False, None)
    assert figures_of_record(0, replace(RECORD, draw=None)).is_greedy
    by_hand = figures_of_record(0, replace(RECORD, draw=None, is_forced=True))
    assert (by_hand.is_forced, by_hand.is_greedy) == (True, False)
