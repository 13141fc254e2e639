"""How an answer was made can be looked up afterwards, and used again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from gptdesk.app.viewmodels.chat.chat import ChatViewModel
from gptdesk.app.viewmodels.chat.sampling import SamplingViewModel
from gptdesk.app.viewmodels.inspector.answer_facts import AnswerFactsViewModel, runs_of, stretches
from gptdesk.chat.messages import Message, MessageState, Run
from gptdesk.chat.notes import NoteCode
from gptdesk.chat.tokens import SamplingSettings
from gptdesk.engine.tokenizers.vocabulary import END_OF_TEXT_ID
from gptdesk.engine.types import LoadRequest
from tests.app.viewmodels.answers import SETTINGS, answer
from tests.app.viewmodels.chats import Tokenizer, WatchedStore, ask
from tests.fakes import INFO

NOBODY: Any = None  # no model is opened here
COLD = SamplingSettings(temperature=0)


class Stage:
    """A chat, and what is asked about its answers."""

    def __init__(self, make_client, engine, qtbot: QtBot) -> None:
        self.client = make_client(lambda: engine, Tokenizer)
        self.client.start()
        self.sampling = SamplingViewModel()
        self.chat = ChatViewModel(self.client, WatchedStore(), self.sampling)
        self.facts = AnswerFactsViewModel(self.client, self.chat, self.sampling, NOBODY, NOBODY)
        with qtbot.waitSignal(self.client.loaded):
            self.client.load(LoadRequest(INFO.path))

    def about(self, message: Message) -> str:
        self.facts.answer = message
        return self.facts.ending()


@pytest.fixture
def stage(make_client, engine, qtbot: QtBot) -> Stage:
    return Stage(make_client, engine, qtbot)


def test_each_run_says_which_tokens_it_made() -> None:
    """An answer that was continued with other settings was made in two ways."""
    runs = (Run(0, SETTINGS, 7), Run(2, COLD, 7))
    made = runs_of(replace(answer((262, 13, 13, 262), (0.5,) * 4), runs=runs))
    assert [(one.first, one.last, one.run.settings) for one in made] == [
        (1, 2, SETTINGS),
        (3, 4, COLD),
    ]


@pytest.mark.parametrize(
    ("state", "notes", "token_ids", "sentence"),
    [
        (MessageState.STOPPED, (), (262,), "You stopped it."),
        (MessageState.STOPPED, ((4, NoteCode.INTERRUPTED),), (262,), "It was interrupted"),
        (MessageState.STOPPED, ((1, NoteCode.INTERRUPTED),), (262,), "You stopped it."),
        (
            MessageState.STOPPED,
            ((4, NoteCode.WRITTEN_ELSEWHERE),),
            (262,),
            "Another window is writing",
        ),
        (MessageState.FAILED, (), (262,), "after an error"),
        (MessageState.COMPLETE, (), (262, END_OF_TEXT_ID), "The model ended it."),
        (MessageState.COMPLETE, (), (262,), "Its last run reached the number of tokens"),
        (MessageState.STREAMING, (), (262,), "being written"),
    ],
)
def test_how_it_ended_is_said(stage: Stage, state, notes, token_ids, sentence) -> None:
    """Whether it can be continued, and whose doing it was; an older interruption is past."""
    message = replace(answer((262,), (0.5,)), state=state, notes=notes, text=" the")
    assert sentence in stage.about(replace(message, token_ids=token_ids))


def test_the_tokens_of_the_user_are_told_from_the_model_s(stage: Stage) -> None:
    """Also while it grows, when it is cut, and in the next answer that is asked about."""

    def look(places: set[int], length: int, answer_id: str = "one") -> tuple[int, ...]:
        made = answer((262,) * length, (0.5,) * length, answer_id=answer_id)
        records = tuple(
            replace(record, is_forced=place in places)
            for place, record in enumerate(made.records, start=1)
        )
        stage.facts.answer = replace(made, records=records)
        return stage.facts.forced_places()

    assert look({1, 2}, 3) == (1, 2)
    assert look({1, 2, 5}, 6) == (1, 2, 5)
    assert look({1}, 2) == (1,)
    assert look({3}, 6, "two") == (3,)
    stage.facts.answer = None
    assert stage.facts.forced_places() == ()
    assert stretches((1, 2, 5, 7, 8, 9)) == ((1, 2), (5, 5), (7, 9))


def test_settings_and_seed_are_used_again(stage: Stage) -> None:
    """One button, and the sliders stand as they stood."""
    run = Run(0, SETTINGS, 1234, INFO.name, INFO.sha256, INFO.precision)
    assert "Another model" not in stage.facts.use(run)
    assert (stage.sampling.settings, stage.sampling.seed) == (SETTINGS, 1234)


def test_another_model_is_said_to_be_another_one(stage: Stage) -> None:
    """The same dice give other tokens then; nobody should look for a mistake."""
    assert "Another model is open" in stage.facts.use(Run(0, SETTINGS, 1, "x", "other", "exact"))


def test_a_seed_from_elsewhere_that_does_not_fit_is_said_so(stage: Stage) -> None:
    """An imported file may hold any number."""
    stage.sampling.set_seed(5)
    assert "seed cannot" in stage.facts.use(Run(0, SETTINGS, 2**40))
    assert (stage.sampling.settings, stage.sampling.seed) == (SETTINGS, 5)


def test_the_answer_that_is_asked_about_is_followed(stage: Stage, qtbot: QtBot) -> None:
    """What is shown is true also when the answer goes on."""
    assert not stage.facts.choose(None)
    stage.sampling.set_max_new_tokens(2)
    ask(stage.chat, qtbot)
    assert not stage.facts.choose(0), "a prompt was not made with dice"
    assert stage.facts.choose(None)
    before = stage.facts.runs
    stage.sampling.set_settings(COLD)
    with qtbot.waitSignal(stage.facts.changed):
        stage.chat.continue_answer()
    qtbot.waitUntil(lambda: not stage.chat.is_busy)
    assert len(before) == 1
    assert [one.run.settings for one in stage.facts.runs][-1] == COLD
    assert stage.facts.answer == stage.chat.messages.message(1)
