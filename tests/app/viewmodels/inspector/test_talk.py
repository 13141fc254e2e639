"""One key for a talk: cover, reveal, one token more."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gptdesk.app.viewmodels.inspector.talk import TalkViewModel
from gptdesk.engine.tokenizers.vocabulary import END_OF_TEXT_ID
from tests.app.viewmodels.places import ANSWER_IDS, Place, answer
from tests.fakes import vocabulary


@pytest.fixture
def place(qapp) -> Iterator[Place]:
    place = Place()
    yield place
    place.close()


@pytest.fixture
def talk(place: Place) -> TalkViewModel:
    place.chat.write(1)
    return TalkViewModel(place.inspector)


@pytest.fixture
def steps(talk: TalkViewModel) -> list[bool]:
    """What was covered when a step was asked for."""
    steps: list[bool] = []
    talk.step_requested.connect(lambda: steps.append(talk.is_covered))
    return steps


def test_without_guessing_the_key_is_one_token(talk: TalkViewModel, steps: list[bool]) -> None:
    """Step mode for talks: nothing between the key and the token."""
    assert not talk.is_on
    talk.set_on(True)
    assert talk.is_on
    talk.advance()
    talk.advance()
    assert steps == [False, False]


def test_the_answer_is_not_there_before_it_is_revealed(
    talk: TalkViewModel, steps: list[bool], place: Place, qtbot
) -> None:
    """A token that stands in the text already cannot be guessed."""
    talk.set_guessing(True)
    assert talk.is_on
    assert talk.is_covered
    assert steps == []
    talk.advance()
    assert steps == [True], "covered until the token is there"
    place.chat.write(2)
    qtbot.waitUntil(lambda: not talk.is_covered)
    talk.advance()
    assert talk.is_covered, "the next guess"
    assert len(steps) == 1


def test_news_of_an_older_token_reveals_nothing(
    talk: TalkViewModel, steps: list[bool], place: Place, qtbot
) -> None:
    """The newest token is told at a pace: it may be the one before the one that was asked for."""
    place.chat.write(2)
    talk.set_guessing(True)
    talk.advance()
    place.inspector.newest_changed.emit(place.inspector.newest)
    assert talk.is_covered
    place.chat.write(3)
    qtbot.waitUntil(lambda: not talk.is_covered)
    place.inspector.newest_changed.emit(place.inspector.newest)
    assert not talk.is_covered


def test_a_token_that_nobody_asked_for_stays_covered(
    talk: TalkViewModel, place: Place, qtbot
) -> None:
    """A whole answer that streams in must not uncover itself."""
    talk.set_guessing(True)
    with qtbot.waitSignal(place.inspector.newest_changed):
        place.chat.write(3)
    assert talk.is_covered


def test_a_marked_token_is_only_uncovered(
    talk: TalkViewModel, steps: list[bool], place: Place
) -> None:
    """It is in the text; each one that is walked to is a guess of its own."""
    talk.set_guessing(True)
    place.mark(0)
    talk.advance()
    assert not talk.is_covered
    assert steps == []
    place.inspector.clear_mark()
    assert talk.is_covered


def test_where_the_answer_has_ended_nothing_is_covered(
    talk: TalkViewModel, steps: list[bool], place: Place, qtbot
) -> None:
    """Nothing comes next: the key says so, as F10 does, until there is another answer."""
    place.client.model.set_vocabulary(vocabulary())
    ids = (*ANSWER_IDS[:1], END_OF_TEXT_ID)
    with qtbot.waitSignal(place.inspector.newest_changed):
        place.chat.messages.replace(0, answer(1, token_ids=ids, records=()))
    talk.set_guessing(True)
    assert talk.is_guessing
    assert not talk.is_covered
    talk.advance()
    assert steps == [False]
    assert not talk.is_covered
    place.mark(0)
    assert talk.is_covered, "a token in the text is a guess of its own"
    place.inspector.clear_mark()
    assert not talk.is_covered
    place.chat.messages.append(answer(0, id="other"))
    qtbot.waitUntil(lambda: talk.is_covered)


def test_the_first_token_of_a_new_answer_is_revealed(
    talk: TalkViewModel, place: Place, qtbot
) -> None:
    """The answer is empty for a moment: that is not what was asked for."""
    talk.set_guessing(True)
    talk.step_requested.connect(lambda: place.chat.messages.append(answer(0, id="other")))
    talk.advance()
    qtbot.waitUntil(lambda: place.inspector._newest is None)
    assert talk.is_covered
    place.chat.messages.replace(1, answer(1, id="other"))
    qtbot.waitUntil(lambda: not talk.is_covered)


def test_leaving_guess_mode_uncovers(talk: TalkViewModel) -> None:
    """Whoever switches it off wants to see."""
    talk.set_guessing(True)
    talk.set_guessing(False)
    assert not talk.is_covered
    assert not talk.is_on


def test_a_step_reveals_what_was_guessed_and_the_next_one_goes_on(
    talk: TalkViewModel, steps: list[bool], place: Place, qtbot
) -> None:
    """F10 passes over no guess and no question: it does what the one key does."""
    revealed: list[tuple[object, str]] = []
    talk.revealed.connect(lambda ref, guess: revealed.append((ref, guess)))
    talk.set_guessing(True)
    talk.step()
    assert steps == [True]
    place.chat.write(2)
    qtbot.waitUntil(lambda: not talk.is_covered)
    assert revealed == [(place.inspector.newest, "")]
    talk.step()
    assert talk.is_covered, "it asks"
    talk.set_guess(" and")
    talk.step()
    place.chat.write(3)
    qtbot.waitUntil(lambda: not talk.is_covered)
    assert revealed[1:] == [(place.inspector.newest, " and")]
    assert talk.guess == ""
    assert len(steps) == 2


def test_a_guess_is_of_the_token_that_its_reveal_made(
    talk: TalkViewModel, place: Place, qtbot
) -> None:
    """Where several tokens came at once, or blanks were typed, nothing was guessed."""
    revealed: list[str] = []
    talk.revealed.connect(lambda _, guess: revealed.append(guess))
    talk.set_guessing(True)
    talk.set_guess(" and")
    talk.reveal()
    talk.set_guess(" then")  # typed while the token is on its way: the next one
    place.chat.write(2)
    qtbot.waitUntil(lambda: revealed == [" and"])
    assert talk.guess == " then"
    talk.advance()
    talk.reveal()
    place.chat.write(4)
    qtbot.waitUntil(lambda: not talk.is_covered)
    assert revealed == [" and"]
    assert talk.guess == "", "it was of a token that nobody saw come"
    talk.set_guess(" ")
    place.mark(0)
    assert not talk.asks_for_token
    talk.ask()
    assert place.inspector.marked is None
    assert talk.is_covered


def test_a_reveal_in_the_last_moment_of_an_answer_is_not_lost(
    talk: TalkViewModel, steps: list[bool], place: Place, qtbot
) -> None:
    """No token can begin until the end of the last one is told: a quick hand is faster."""
    talk.set_guessing(True)
    talk.set_busy(True)
    talk.reveal()
    assert len(steps) == 1
    talk.set_busy(False)
    assert len(steps) == 2
    talk.set_busy(True)
    talk.set_busy(False)
    assert len(steps) == 2, "what failed is not asked for over and over"
    talk.set_busy(True)
    talk.reveal()
    place.chat.write(2)
    talk.set_busy(False)
    assert len(steps) == 3, "it came"
