"""Two branches part where their tokens do, whatever their text looks like."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gptdesk.analysis.compare import compare, first_difference, last_parting, side_of, sides_of
from gptdesk.chat.messages import PIECES_VOCABULARY, Conversation, Message, Role, Run
from gptdesk.chat.tokens import SamplingSettings
from tests.app.viewmodels.answers import LYON, PARIS, PROMPT, answer
from tests.conversation_values import with_messages

SEQUENCES = st.lists(st.integers(0, 3), max_size=12)


@given(SEQUENCES, SEQUENCES)
def test_first_difference(left: list[int], right: list[int]) -> None:
    """All before it is the same, and there it is not."""
    place = first_difference(left, right)
    if place is None:
        assert left == right
    else:
        assert left[:place] == right[:place]
        assert left[place : place + 1] != right[place : place + 1]


@given(st.text("ab", max_size=9), st.lists(st.text("ab", max_size=9), max_size=3))
def test_where_a_text_leaves_the_nearest_of_others(text: str, others: list[str]) -> None:
    """The same as comparing letter by letter."""
    padded = [other.ljust(len(text), "-") for other in others]
    places = [first_difference(text, other[: len(text)]) or 0 for other in padded]
    if text in (other[: len(text)] for other in others):
        places.append(len(text))
    expected = max(places, default=len(text))
    assert last_parting(text, others) == (expected if expected < len(text) else None)


def test_branches_of_one_prompt() -> None:
    """The prompt is the same and need not be shown; the answers differ at their first token."""
    comparison = compare(side_of(answer((PARIS, 13))), side_of(answer((LYON, 13))))
    assert comparison.difference == len(PROMPT)
    assert comparison.same_prompt == len(PROMPT)
    assert comparison.left.ref_at(len(PROMPT)).index == 0
    assert comparison.left.probability_of(len(PROMPT), PARIS) == (0.5, 0.25)


def test_a_branch_that_stopped_earlier_differs_at_its_end() -> None:
    """One text is the beginning of the other: the difference is that it ends."""
    comparison = compare(side_of(answer((PARIS, 13))), side_of(answer((PARIS,), (0.5,))))
    assert comparison.difference == len(PROMPT) + 1
    assert comparison.right.figures_at(len(PROMPT) + 1) is None
    assert compare(comparison.left, comparison.left).difference is None


def test_what_the_other_branch_thought_of_a_token() -> None:
    """A token among the alternatives has its figures there; one further down has none."""
    side = side_of(answer((PARIS, 13)))
    top_id = answer().records[0].top_ids[3]
    raw_p, final_p = side.probability_of(len(PROMPT), top_id) or (None, None)
    assert raw_p == answer().records[0].top_raw_p[3]
    assert final_p == answer().records[0].top_final_p[3]
    assert side.probability_of(len(PROMPT), 50_000) is None
    assert side.probability_of(0, PROMPT[0]) is None
    assert side.probability_of(1, PROMPT[1]) == (0.5, None)


def test_what_the_network_thought_of_the_other_prompt_s_token() -> None:
    """Two prompts part: the network that read both saw the same before, and weighed both."""
    stats = tuple(replace(one, top_ids=(), top_raw_p=()) for one in answer().prompt_stats)
    here = replace(answer(), prompt_stats=stats)
    other_ids = (*PROMPT[:4], LYON)
    other_stats = (*stats[:4], replace(stats[4], token_id=LYON, raw_p=0.125))
    there = replace(here, prompt_ids=other_ids, prompt_stats=other_stats)
    comparison = compare(side_of(here), side_of(there))
    assert comparison.difference == 4
    assert comparison.chance_of(comparison.left, LYON) == (0.125, None)


def test_what_can_be_compared_in_a_conversation() -> None:
    """Answers among themselves, and edited prompts by their newest answers."""
    first = Message(Role.USER, "The capital", id="first")
    edited = Message(Role.USER, "The river", id="edited")
    alone = Message(Role.USER, "A prompt whose answer never came", id="alone")
    answers = [
        replace(answer(), id="a", parent="first"),
        replace(answer((LYON, 13)), id="b", parent="first"),
        replace(answer(), id="c", parent="edited", prompt_ids=(464, 7850), prompt_stats=()),
    ]
    conversation = Conversation()
    for message in (first, answers[0], answers[1], edited, answers[2], alone):
        conversation = with_messages(conversation, message)

    sides = sides_of(conversation, "a")
    assert [(side.answer.id, side.place, side.count) for side in sides] == [
        ("a", 1, 2),
        ("b", 2, 2),
    ]
    by_prompt = sides_of(conversation, "edited")
    assert [(side.answer.id, side.place, side.count) for side in by_prompt] == [
        ("b", 1, 3),
        ("c", 2, 3),
    ]
    comparison = compare(*by_prompt)
    assert comparison.difference == 1
    assert comparison.same_prompt == 0, "two prompts: both are shown"
    with pytest.raises(KeyError):
        sides_of(conversation, "nobody")


def test_answers_that_a_server_drew_are_compared_by_text() -> None:
    """Each numbers its own tokens: number 0 of two answers is two tokens."""
    run = Run(0, SamplingSettings(), 1, vocabulary_sha256=PIECES_VOCABULARY)
    one, other = (
        Message(Role.ASSISTANT, text, token_ids=(0, 1), runs=(run,), pieces=pieces)
        for text, pieces in ((" a lake", (b" a", b" lake")), (" the sea", (b" the", b" sea")))
    )
    found = compare(side_of(one), side_of(other))
    assert found.is_by_text
    assert found.difference == 1
