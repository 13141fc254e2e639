"""Every place of the words is found, once, and what was found stays right while answers grow."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import count, pairwise

import pytest
from pytestqt.qtbot import QtBot

from gptdesk.app.viewmodels.chat.messages import MessageListModel
from gptdesk.app.views.page.hits import FindHits, Hit
from gptdesk.chat.folding import folded
from gptdesk.chat.messages import Message, MessageState, PromptMode, Role


def user(text: str, mode: PromptMode = PromptMode.CONTINUE) -> Message:
    return Message(Role.USER, text, mode)


def answer(text: str, mode: PromptMode = PromptMode.CONTINUE) -> Message:
    return Message(Role.ASSISTANT, text, mode, MessageState.STREAMING)


@pytest.fixture
def model(qapp) -> MessageListModel:
    return MessageListModel()


@pytest.fixture
def hits(model: MessageListModel) -> FindHits:
    """A search whose slices end only with the rows: its clock stands still."""
    return FindHits(model, model, clock=lambda: 0.0)


def in_slices(model: MessageListModel) -> FindHits:
    """Return a search that gets four rows far at a time: a millisecond goes by with each."""
    milliseconds = count()
    return FindHits(model, model, clock=lambda: next(milliseconds) / 1000)


def finish(hits: FindHits) -> None:
    """Search to the end, as the event loop does."""
    while not hits.is_complete:
        hits._timer.timeout.emit()


def all_of(hits: FindHits) -> list[Hit]:
    return [hits.hit(index) for index in range(hits.count)]


def test_case_and_the_join_of_a_continuation_make_no_difference(
    model: MessageListModel, hits: FindHits
) -> None:
    """What reads as one text is searched as one: "is Paris" is nowhere in one message alone."""
    model.reset([user("The capital is"), answer(" Paris. IS PARIS big?")])
    hits.set_query("is paris")
    assert all_of(hits) == [Hit(0, 12, 20), Hit(0, 22, 30)]


def test_messages_of_a_conversation_are_apart(model: MessageListModel, hits: FindHits) -> None:
    """There, prompt and answer are two texts with a heading between them."""
    mode = PromptMode.CONVERSATION
    model.reset([user("The capital is", mode), answer(" Paris is big.", mode)])
    hits.set_query("is Paris")
    assert hits.count == 0
    hits.set_query("IS")
    assert all_of(hits) == [Hit(0, 12, 14), Hit(1, 4, 6), Hit(1, 7, 9)]


@pytest.mark.parametrize(
    ("text", "query", "found"),
    [
        ("In İstanbul", "ISTANBUL", ["İstanbul"]),
        ("ΟΔΟΣ, οδος", "οδοσ", ["ΟΔΟΣ", "οδος"]),
        ("die Straße, STRASSE", "strasse", ["Straße", "STRASSE"]),
        ("Missouri, ß", "s", ["s", "s", "ß"]),
        ("ein smørrebrød", "smorrebrod", ["smørrebrød"]),
        ("ёлка и елка", "ЕЛКА", ["ёлка", "елка"]),
        ("هذا كِتَاب", "كتاب", ["كِتَاب"]),
        ("(שָׁלוֹם)", "שלום", ["שָׁלוֹם"]),
        ("cafe\u0301s, cafés", "cafe", ["cafe\u0301", "café"]),
        ("ฉันรักแมวมาก", "แมว", ["แมว"]),
        ("나는 학교에서", "학교", ["학교"]),
        ("🙂 soft\u00adhyphen", "softhyphen", ["soft\u00adhyphen"]),
        ("a\u0301", "\u0301", []),
    ],
)
def test_what_makes_no_difference_shifts_nothing(
    model: MessageListModel, hits: FindHits, text: str, query: str, found: list[str]
) -> None:
    """The mark is on the letters that were meant, however many there are in the folded text."""
    model.reset([answer(text)])
    hits.set_query(query)
    assert [text[hit.start : hit.end] for hit in all_of(hits)] == found
    assert list(hits.between(0, 0, len(text))) == [(hit.start, hit.end) for hit in all_of(hits)]
    for hit in all_of(hits):
        assert list(hits.between(0, hit.end - 1, hit.end)) == [(hit.start, hit.end)]


def test_a_letter_that_a_mark_follows_is_another(model: MessageListModel, hits: FindHits) -> None:
    """An answer comes in pieces; the last one can change the letter before it."""
    growing = answer("カ")
    model.reset([growing])
    hits.set_query("カ")
    assert hits.count == 1
    model.replace(0, replace(growing, text="カ\u3099"))
    assert hits.count == 0
    model.replace(0, replace(growing, text="カ\u3099カ"))
    assert all_of(hits) == [Hit(0, 2, 3)]


def test_a_growing_answer_is_searched_as_it_comes(
    model: MessageListModel, hits: FindHits, qtbot: QtBot
) -> None:
    """Also a word that comes in two halves; and what was there is not told as new."""
    growing = answer(" the fo")
    model.reset([user("A fox,"), growing])
    hits.set_query("fox")
    assert all_of(hits) == [Hit(0, 2, 5)]
    told: list[tuple[int, int]] = []
    hits.extended.connect(lambda row, char: told.append((row, char)))
    hits.found.connect(lambda first, last: told.append((-1, -1)))
    for piece in ("x", " and", " FOX"):
        growing = replace(growing, text=growing.text + piece)
        model.replace(1, growing)
    assert all_of(hits) == [Hit(0, 2, 5), Hit(0, 11, 14), Hit(0, 19, 22)]
    assert told == [(0, 11), (0, 19)]


def test_an_answer_that_grows_behind_what_nobody_sees_is_searched_at_once(
    model: MessageListModel, hits: FindHits, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Joiners fold to nothing: from each token on, the search went back over all of them."""
    growing = answer("")
    model.reset([user("a fo" + "\u200d" * 20_000), growing])
    hits.set_query("fox")
    lengths: list[int] = []

    def counted(text: str) -> str:
        lengths.append(len(text))
        return folded(text)

    monkeypatch.setattr("gptdesk.app.views.page.hits.folded", counted)
    model.replace(1, replace(growing, text="x fox"))
    assert all_of(hits) == [Hit(0, 2, 20_005), Hit(0, 20_006, 20_009)]
    assert 0 < sum(lengths) < 100_000


def test_another_path_takes_its_hits_with_it(model: MessageListModel, hits: FindHits) -> None:
    """A branch that is left, and one that comes: F3 must not lead to what is not there."""
    first, second = user("fox one"), answer(" fox two fox")
    model.reset([first, second])
    hits.set_query("fox")
    assert hits.count == 3
    model.show([first, answer(" no more")])
    assert all_of(hits) == [Hit(0, 0, 3)]
    model.show([first, second])
    assert hits.count == 3
    model.reset([])
    assert hits.count == 0


def test_a_continuation_that_is_taken_away_takes_its_hits_with_it(
    model: MessageListModel, hits: FindHits
) -> None:
    """It was searched as one text with its prompt, whose row stays."""
    prompt = user("The capital is")
    model.reset([prompt, answer(" Paris.")])
    hits.set_query("is paris")
    assert hits.count == 1
    model.show([prompt])
    assert hits.count == 0
    hits.set_query("capital")
    assert all_of(hits) == [Hit(0, 4, 11)]


def test_a_continuation_that_comes_is_searched_with_its_prompt(
    model: MessageListModel, hits: FindHits
) -> None:
    """The prompt alone was searched to its end when the first token arrived."""
    model.reset([user("The capital is")])
    hits.set_query("is paris")
    model.append(answer(" Paris."))
    assert all_of(hits) == [Hit(0, 12, 20)]


def test_the_last_message_takes_its_hits_with_it(model: MessageListModel, hits: FindHits) -> None:
    """It is the one that goes most often: an answer is made again."""
    mode = PromptMode.CONVERSATION
    first, second = user("fox one", mode), answer("fox two", mode)
    model.reset([first, second])
    hits.set_query("fox")
    model.show([first])
    assert all_of(hits) == [Hit(0, 0, 3)]


@pytest.mark.parametrize(
    ("query", "letters"), [("aba", "abA "), ("asßa", ("a", "s", "ß", "\u0301", "S", "\u00ad"))]
)
def test_random_histories_are_what_a_fresh_search_finds(
    model: MessageListModel, hits: FindHits, query: str, letters: Sequence[str]
) -> None:
    """Appended, grown, cut, taken away, in any order."""
    rng, pauses = random.Random(5), random.Random(6)
    sliced = in_slices(model)
    for searching in (hits, sliced):
        searching.set_query(query)
    rows: list[Message] = []
    for _ in range(1500):
        deed = rng.random()
        text = "".join(rng.choice(letters) for _ in range(rng.randrange(9)))
        if deed < 0.3 or not rows:
            mode = rng.choice(list(PromptMode))
            rows.append(rng.choice((user, answer))(text, mode))
        elif deed < 0.7:
            rows[-1] = replace(rows[-1], text=rows[-1].text + text)
        elif deed < 0.85:
            at = rng.randrange(len(rows))
            rows[at] = replace(rows[at], text=rows[at].text[: rng.randrange(20)])
        else:
            del rows[rng.randrange(len(rows)) :]
        model.show(rows)
        fresh = FindHits(model, clock=lambda: 0.0)
        fresh.set_query(query)
        assert all_of(hits) == all_of(fresh)
        if pauses.random() < 0.3:  # else the next change comes before the end is reached
            finish(sliced)
            assert all_of(sliced) == all_of(fresh)
        for query_row in range(len(rows)):
            found = list(hits.between(query_row, 0, 10_000))
            assert found == [(hit.start, hit.end) for hit in all_of(fresh) if hit.row == query_row]


def test_a_long_conversation_is_searched_in_slices(model: MessageListModel, qtbot: QtBot) -> None:
    """No turn of the event loop is held up for longer than meant, and all rows are searched."""
    text = "Once upon a time there was a small fox who lived in a house. " * 10
    model.reset([(user, answer)[row % 2](text) for row in range(1_000)])
    hits = in_slices(model)
    counts: list[int] = []
    hits.counted.connect(lambda: counts.append(hits.count))
    hits.set_query("fox")
    assert not hits.is_complete, "the rest comes later"
    qtbot.waitUntil(lambda: hits.is_complete)
    assert hits.count == 10_000
    assert max(after - before for before, after in pairwise([0, *counts])) <= 5 * 10 * 2
    assert hits.place(998, 0) == 9_980
