"""The Text page is about the answer that is looked at, and costs nothing while it is hidden."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gptdesk.analysis.figures import Bands, TokenRef
from gptdesk.app.inference.token_questions import MeasureRunningPrompt
from gptdesk.app.viewmodels.inspector.inspector import InspectorViewModel
from gptdesk.app.viewmodels.inspector.text_page import TextPageViewModel
from gptdesk.chat.messages import Message, MessageState, Role
from tests.app.viewmodels.answers import LYON, PROMPT, answer
from tests.app.viewmodels.stand_ins import StandInChat, StandInClient

FIRST = answer(answer_id="first")
SECOND = answer((LYON, 13), answer_id="second")


class Stage:
    """Two answers, and everything that looks at them."""

    def __init__(self, *messages: Message) -> None:
        self.client = StandInClient()
        self.chat = StandInChat(*messages)
        self.inspector = InspectorViewModel(self.client, self.chat)
        self.page = TextPageViewModel(self.chat.messages, self.inspector)


@pytest.fixture
def stage(qapp) -> Stage:
    return Stage(Message(Role.USER, "The capital", id="user"), FIRST, SECOND)


def test_the_newest_answer_until_a_token_is_marked(stage: Stage, qtbot) -> None:
    """Marking a token of an older answer turns the page to that one."""
    stage.page.set_active(True)
    assert (stage.page.curves.answer_id, stage.page.row) == ("second", 2)
    with qtbot.waitSignal(stage.page.changed):
        stage.inspector.mark(TokenRef("first", is_prompt=False, index=1))
    assert (stage.page.curves.answer_id, stage.page.row) == ("first", 1)
    assert stage.page.current == len(PROMPT) + 1


def test_walking_within_a_text_draws_no_new_curves(stage: Stage, qtbot) -> None:
    """The mark moves with every arrow key; the curves of 1,000 tokens need not be made again."""
    stage.page.set_active(True)
    stage.inspector.mark(TokenRef("second", is_prompt=True, index=2))
    with (
        qtbot.assertNotEmitted(stage.page.changed),
        qtbot.waitSignal(stage.page.current_changed),
    ):
        stage.inspector.mark(TokenRef("second", is_prompt=True, index=3))
    assert stage.page.current == 3


def test_a_hidden_page_computes_nothing(stage: Stage, qtbot) -> None:
    """It costs nothing while the answer streams and another page is open."""
    with qtbot.assertNotEmitted(stage.page.changed, wait=250):
        stage.chat.messages.replace(2, replace(SECOND, text="other"))
        stage.inspector.mark(TokenRef("first", is_prompt=False, index=1))
    assert stage.page.curves.points == ()


def test_a_growing_answer_is_followed(stage: Stage, qtbot) -> None:
    """A few times a second, not with every token."""
    stage.page.set_active(True)
    changes: list[int] = []
    stage.page.changed.connect(lambda: changes.append(len(stage.page.curves.points)))
    for length in (3, 4, 5):
        longer = answer(range(300, 300 + length), [0.5] * length, answer_id="second")
        stage.chat.messages.replace(2, longer)
    qtbot.waitUntil(lambda: bool(changes))
    assert changes == [len(PROMPT) + 5]


def test_the_prompt_is_measured_while_the_answer_is_written(qapp) -> None:
    """Its figures are there before the answer's end, so that no place moves then."""
    bare = answer(is_measured=False)
    stage = Stage(replace(bare, state=MessageState.STREAMING))
    stage.page.set_active(True)
    assert stage.client.questions == [MeasureRunningPrompt(PROMPT)]
    stage.chat.messages.replace(0, bare)
    stage.page.set_active(True)
    assert stage.client.asked == [PROMPT], "once"


def test_bands_follow_their_edges(stage: Stage) -> None:
    """The user can move the thresholds; the counts are those of the transcript's colours."""
    stage.page.set_active(True)
    assert [band.count for band in stage.page.bands] == [5, 1, 0, 0]
    stage.inspector.set_bands(Bands((1, 49, 50)))
    assert [band.count for band in stage.page.bands] == [5, 0, 1, 0]


def test_from_band_to_tokens(stage: Stage) -> None:
    """One press finds the next token of a band, and after the last one the first."""
    stage.page.set_active(True)
    last = TokenRef("second", is_prompt=False, index=1)
    assert stage.page.next_in_band(1) == last
    stage.inspector.mark(last)
    assert stage.page.next_in_band(1) == last
    assert stage.page.next_in_band(0) == TokenRef("second", is_prompt=True, index=1)
    assert stage.page.next_in_band(3) is None


def test_no_answer_no_curves(qapp) -> None:
    """An empty conversation has an empty page."""
    stage = Stage()
    stage.page.set_active(True)
    assert stage.page.message is None
    assert stage.page.row is None
    assert stage.page.curves.points == ()
