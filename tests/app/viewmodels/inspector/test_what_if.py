"""What if: the question is exact, and the answer is only shown for the text it is about."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gptdesk.analysis.figures import TokenRef
from gptdesk.app.viewmodels.chat.sampling import SamplingViewModel
from gptdesk.app.viewmodels.inspector.inspector import InspectorViewModel
from gptdesk.app.viewmodels.inspector.text_page import TextPageViewModel
from gptdesk.app.viewmodels.inspector.what_if import Obstacle, WhatIfViewModel, request_for
from gptdesk.chat.changes import HeadChange
from gptdesk.chat.messages import Message, MessageState, Run
from gptdesk.chat.tokens import SamplingSettings
from gptdesk.engine.inspection.values import FirstDifference, RemovedToken, WhatIf
from tests.app.viewmodels.answers import LYON, PARIS, PROMPT, SETTINGS, answer
from tests.app.viewmodels.stand_ins import StandInChat, StandInClient
from tests.fakes import INFO, info_in

NOW = SamplingSettings(top_k=1)
ANSWER = answer()


class Stage:
    """One answer on the page, and settings."""

    def __init__(self, *messages: Message) -> None:
        self.client = StandInClient()
        self.chat = StandInChat(*messages)
        self.inspector = InspectorViewModel(self.client, self.chat)
        self.page = TextPageViewModel(self.chat.messages, self.inspector)
        self.sampling = SamplingViewModel(NOW)
        self.what_if = WhatIfViewModel(self.client, self.page, self.sampling)
        self.page.set_active(True)

    def answer_with(self, **values: object) -> None:
        """Let the worker answer the last question."""
        fields = {
            "settings": NOW,
            "judged_tokens": 6,
            "removed": (RemovedToken(2, PROMPT[2], "top_k"), RemovedToken(6, 13, "top_k")),
            "same_tokens": 1,
            "difference": FirstDifference(6, 13, 11, 1.0, 0.25),
            "unexplained_tokens": 0,
            "is_complete": True,
        }
        self.client.answer(
            len(self.client.asked),
            WhatIf(**{**fields, **values}),  # pyright: ignore[reportArgumentType]
        )


@pytest.fixture
def stage(qapp) -> Stage:
    return Stage(ANSWER)


def test_the_question_is_the_whole_text_with_its_dice() -> None:
    """Prompt and answer, the draw of every token and the settings it was drawn with."""
    message = replace(ANSWER, runs=(*ANSWER.runs, Run(1, NOW, 7)))
    request = request_for(message, NOW)
    assert request.ids == (*PROMPT, PARIS, 13)
    assert request.answer_start == len(PROMPT)
    assert request.draws == (0.25, 0.25)
    assert request.drawn_with == (SETTINGS, NOW)
    assert request.settings == NOW
    assert request_for(replace(message, runs=()), NOW).drawn_with == ()


def test_the_answer_is_told_for_prompt_and_answer(stage: Stage) -> None:
    """Places of the text become tokens of the prompt and of the answer."""
    stage.what_if.run()
    assert stage.what_if.is_running
    stage.client.progress(1, 3, 6)
    assert stage.what_if.progress == (3, 6)
    stage.answer_with()
    verdict = stage.what_if.verdict
    assert verdict is not None
    assert not stage.what_if.is_running
    assert [token.index for token in verdict.removed_of_prompt] == [2]
    assert [token.index for token in verdict.removed_of_answer] == [6]
    assert verdict.ref_at(2) == TokenRef("answer", is_prompt=True, index=2)
    assert verdict.ref_at(6) == TokenRef("answer", is_prompt=False, index=1)
    assert verdict.difference_index == 1


def test_replay_begins_where_the_same_dice_part(stage: Stage, qtbot) -> None:
    """The row of the answer, and the index among its own tokens."""
    stage.what_if.run()
    stage.answer_with()
    with qtbot.waitSignal(stage.what_if.replay_requested) as replayed:
        stage.what_if.replay()
    assert replayed.args == [0, 1]


def test_no_replay_with_other_settings_than_those_that_were_judged(stage: Stage, qtbot) -> None:
    """The replay would not begin with the token that was promised."""
    stage.what_if.run()
    stage.answer_with()
    stage.sampling.set_temperature(0.1)
    assert not stage.what_if.is_of_now
    with qtbot.assertNotEmitted(stage.what_if.replay_requested):
        stage.what_if.replay()
    stage.sampling.set_settings(NOW)
    assert stage.what_if.can_replay
    stage.chat.messages.replace(0, replace(ANSWER, token_ids=(PARIS,), records=ANSWER.records[:1]))
    assert not stage.what_if.can_replay


def test_stop_keeps_what_is_known(stage: Stage) -> None:
    """A long text need not be waited for."""
    stage.what_if.run()
    stage.what_if.stop()
    assert stage.client.cancelled == 1
    stage.answer_with(is_complete=False, judged_tokens=2, difference=None)
    assert stage.what_if.verdict is not None
    assert not stage.what_if.can_replay
    stage.what_if.stop()
    assert stage.client.cancelled == 1, "there was nothing to stop"


def test_another_text_has_no_verdict(qapp) -> None:
    """What came out for one answer is never shown beside another; a question under way is ended."""
    other = answer((LYON, 13), answer_id="other")
    stage = Stage(other, ANSWER)
    stage.what_if.run()
    stage.answer_with()
    stage.inspector.mark(TokenRef("other", is_prompt=False, index=0))
    assert stage.what_if.verdict is None
    stage.what_if.run()
    stage.inspector.mark(TokenRef("answer", is_prompt=False, index=0))
    assert stage.client.cancelled == 1
    stage.answer_with()
    assert stage.what_if.verdict is None
    assert not stage.what_if.is_running


def test_a_failure_is_a_sentence(stage: Stage) -> None:
    """And the next question is possible."""
    stage.what_if.run()
    stage.client.fail(1, "The device had no room.")
    assert stage.what_if.problem == "The device had no room."
    assert not stage.what_if.is_running
    stage.what_if.run()
    assert stage.what_if.problem == ""


OTHER_RUN = Run(0, NOW, 7, "other", "1" * 64, precision="exact")  # without: a server's


@pytest.mark.parametrize(
    ("message", "obstacle"),
    [
        (replace(ANSWER, token_ids=(), records=()), Obstacle.NO_ANSWER),
        (replace(ANSWER, state=MessageState.STREAMING), Obstacle.WRITING),
        (replace(ANSWER, records=()), Obstacle.NO_RECORD),
        (replace(ANSWER, prompt_ids=(), prompt_stats=()), Obstacle.NO_RECORD),
        (replace(ANSWER, runs=(OTHER_RUN,)), Obstacle.OTHER_MODEL),
        (replace(ANSWER, runs=(replace(OTHER_RUN, precision=""),)), Obstacle.CANNOT_TELL),
        (ANSWER, Obstacle.NONE),
    ],
)
def test_what_stands_in_the_way_is_known(qapp, message: Message, obstacle: Obstacle) -> None:
    """A button that does nothing says why; nothing is asked that would not be true."""
    stage = Stage(message)
    assert stage.what_if.obstacle is obstacle
    asked = len(stage.client.asked)
    stage.what_if.run()
    assert (len(stage.client.asked) > asked) is (obstacle is Obstacle.NONE)


def test_the_verdict_goes_with_the_network_that_gave_it(stage: Stage) -> None:
    """Another precision gives other chances: "could not have come" may not be true of it."""
    stage.what_if.run()
    stage.answer_with()
    stage.client.loaded.emit(INFO)  # it only moved to another device
    assert stage.what_if.verdict is not None
    stage.client.info = info_in("fast")
    stage.client.loaded.emit(stage.client.info)
    assert stage.what_if.verdict is None
    assert not stage.what_if.can_replay


def test_another_model_is_not_asked_about_this_ones_answer(stage: Stage) -> None:
    """Asked while the other one was on its way, the question waits, and would be judged by it."""
    stage.what_if.run()
    stage.client.info = replace(INFO, sha256="1" * 64)
    stage.client.loaded.emit(stage.client.info)
    assert stage.client.cancelled == 1
    assert not stage.what_if.is_running
    assert stage.what_if.obstacle is Obstacle.OTHER_MODEL


def test_without_a_model_nothing_is_asked(stage: Stage) -> None:
    """The history can be read with no model open."""
    stage.client.info = None
    assert stage.what_if.obstacle is Obstacle.NO_MODEL
    stage.client.info = INFO
    assert stage.what_if.obstacle is Obstacle.NONE


def test_a_text_is_read_with_the_heads_that_were_off(qapp) -> None:
    """By the whole network every one of its tokens could be another; by two, none is told."""
    off = replace(ANSWER.runs[0], switched_off=(HeadChange(3, 2),))
    assert request_for(replace(ANSWER, runs=(off,)), NOW).heads == off.switched_off
    assert Stage(replace(ANSWER, runs=(off,))).what_if.obstacle is Obstacle.NONE
    mixed = replace(ANSWER, runs=(off, replace(ANSWER.runs[0], start=1)))
    assert Stage(mixed).what_if.obstacle is Obstacle.MIXED_HEADS
