"""One token's figures are the same wherever they are asked for."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from gptdesk.analysis.figures import (
    Bands,
    TokenRef,
    TopToken,
    figures_of,
    figures_of_record,
)
from gptdesk.chat.messages import Message, Role
from gptdesk.chat.tokens import TokenRecord, TokenStats

RECORD = TokenRecord(
    token_id=7,
    raw_p=0.25,
    final_p=0.5,
    rank=2,
    entropy_bits=1.5,
    kept=3,
    draw=0.6,
    top_ids=(9, 7),
    top_raw_p=(0.5, 0.25),
    top_final_p=(0.5, 0.5),
    top_removed_by=("", "top_k"),
)
ANSWER = Message(
    Role.ASSISTANT,
    " Paris",
    token_ids=(7,),
    records=(RECORD,),
    prompt_ids=(1, 2),
    prompt_stats=(
        TokenStats(0, 1),
        TokenStats(1, 2, 0.125, 3, 3.0, 4.5, top_ids=(5, 2), top_raw_p=(0.5, 0.125)),
    ),
    id="a",
)


def test_an_answers_token_has_the_figures_of_its_record() -> None:
    """What the card says is what was recorded when the dice fell."""
    figures = figures_of(ANSWER, TokenRef("a", is_prompt=False, index=0))
    assert figures is not None
    assert (figures.token_id, figures.raw_p, figures.final_p, figures.rank) == (7, 0.25, 0.5, 2)
    assert (figures.surprisal_bits, figures.entropy_bits) == (2.0, 1.5)
    assert (figures.kept, figures.draw, figures.is_forced) == (3, 0.6, False)
    assert figures.top == (TopToken(9, 0.5, 0.5, ""), TopToken(7, 0.25, 0.5, "top_k"))


def test_a_prompts_token_has_no_final_probability() -> None:
    """Nobody chose it: a q would be invented."""
    figures = figures_of(ANSWER, TokenRef("a", is_prompt=True, index=1))
    assert figures is not None
    assert (figures.raw_p, figures.rank, figures.surprisal_bits) == (0.125, 3, 3.0)
    assert (figures.final_p, figures.kept, figures.draw) == (None, None, None)
    assert figures.top[0] == TopToken(5, 0.5, None, "")
    first = figures_of(ANSWER, TokenRef("a", is_prompt=True, index=0))
    assert first is not None
    assert (first.raw_p, first.rank, first.top) == (None, None, ())


def test_what_the_engine_could_not_tell_is_not_known() -> None:
    """A server gives the best probabilities: a zero, or "greedy", would be invented."""
    told = TokenRecord(7, 0.25, None, None, None, None, None, (9, 7), (0.5, 0.25), ())
    figures = figures_of_record(3, told)
    assert (figures.index, figures.raw_p, figures.surprisal_bits) == (3, 0.25, 2.0)
    assert (figures.final_p, figures.rank, figures.entropy_bits) == (None, None, None)
    assert (figures.kept, figures.draw) == (None, None)
    assert not figures.is_greedy
    assert not figures.is_prompt
    assert figures.top == (TopToken(9, 0.5, None, ""), TopToken(7, 0.25, None, ""))


def test_who_chose_a_token_is_known() -> None:
    """Dice, the best score, or the user; nobody chose a prompt's."""
    greedy = figures_of_record(0, replace(RECORD, draw=None))
    assert greedy.is_greedy
    assert not figures_of_record(0, RECORD).is_greedy
    assert not figures_of_record(0, replace(RECORD, draw=None, is_forced=True)).is_greedy
    prompt = figures_of(ANSWER, TokenRef("a", is_prompt=True, index=1))
    assert prompt is not None
    assert prompt.is_prompt
    assert not prompt.is_greedy


def test_what_is_not_known_is_none_and_never_an_error() -> None:
    """A prompt that was not measured, an answer of an older version without records."""
    bare = Message(Role.ASSISTANT, " Paris", token_ids=(7,), prompt_ids=(1, 2), id="a")
    assert figures_of(bare, TokenRef("a", is_prompt=False, index=0)) is None
    assert figures_of(bare, TokenRef("a", is_prompt=True, index=1)) is None
    with pytest.raises(ValueError, match="answer_id"):
        figures_of(bare, TokenRef("b", is_prompt=False, index=0))


def test_a_token_that_could_not_come_is_infinitely_surprising() -> None:
    """A swap may put any token there, and its raw probability may be too small for a number."""
    forced = TokenRecord(7, 0.0, 0.0, 50_257, 1.0, 3, None, (), (), (), (), is_forced=True)
    figures = figures_of(
        Message(Role.ASSISTANT, "x", token_ids=(7,), records=(forced,), id="a"),
        TokenRef("a", is_prompt=False, index=0),
    )
    assert figures is not None
    assert figures.surprisal_bits == math.inf
    assert figures.is_forced


def test_ids_before_a_token_are_what_the_network_saw() -> None:
    """What is asked of the engine about a place is everything in front of it, prompt included."""
    assert TokenRef("a", is_prompt=False, index=0).ids_before(ANSWER) == (1, 2)
    assert TokenRef("a", is_prompt=True, index=1).ids_before(ANSWER) == (1,)
    assert TokenRef("a", is_prompt=True, index=1).ids_in(ANSWER) == (1, 2)


def test_bands_end_at_their_edges() -> None:
    """GLTR's first band is the ranks 1 to 10, both included."""
    ranks = (1, 10, 11, 100, 101, 1_000, 1_001)
    assert [Bands().band_of(rank) for rank in ranks] == [0, 0, 1, 1, 2, 2, 3]
    with pytest.raises(ValueError, match="edges"):
        Bands((10, 10, 1_000))
