"""What could come after a typed text: whose chances are on show, and which question is left."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject, Signal

from gptdesk.analysis.figures import TokenRef
from gptdesk.app.inference.token_questions import ExplainNext, ExplainToken
from gptdesk.app.viewmodels.chat.sampling import SamplingViewModel
from gptdesk.app.viewmodels.inspector.inspector import InspectorViewModel
from gptdesk.app.viewmodels.inspector.pipeline import PipelineViewModel
from gptdesk.app.viewmodels.inspector.typed_text import TypedText
from tests.app.viewmodels.places import Chat, answer
from tests.app.viewmodels.stand_ins import StandInClient
from tests.fakes import pipeline


class Typed(QObject):
    """A text that is typed as the test says."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.text: TypedText | None = None
        self.is_current = False

    def rest(self, *ids: int) -> None:
        self.text, self.is_current = TypedText(ids), True
        self.changed.emit()

    def type_on(self) -> None:
        self.is_current = False
        self.changed.emit()


Room = tuple[PipelineViewModel, StandInClient, Typed, InspectorViewModel]


@pytest.fixture
def room(qapp) -> Room:
    client, chat, typed = StandInClient(), Chat(), Typed()
    chat.messages.reset((answer(),))
    inspector = InspectorViewModel(client, chat)
    place = PipelineViewModel(client, inspector, SamplingViewModel(), chat, typed=typed)
    client.asked.clear()
    client.questions.clear()
    return place, client, typed, inspector


def _answer_newest(client: StandInClient) -> None:
    number = max(client._listeners)
    client.answer(number, pipeline(client.questions[-1].request))


def test_the_chances_on_show_are_never_taken_for_those_of_another_text(room: Room) -> None:
    """While the new ones are on their way the old ones stay, and say that they are old."""
    place, client, typed, _ = room
    typed.rest(1, 2)
    assert isinstance(client.questions[-1], ExplainNext)
    assert not place.is_next_current
    _answer_newest(client)
    assert place.is_next_current
    typed.type_on()
    assert not place.is_next_current
    place._pace.stop()
    old = place.pipeline
    typed.rest(1, 2, 3)
    assert place.pipeline is old, "nothing flickers"
    assert not place.is_next_current
    assert not place.can_swap
    _answer_newest(client)
    assert place.is_next_current
    assert place.pipeline is not old


def test_typing_on_and_a_mark_leave_the_question(room: Room) -> None:
    """Nobody waits for a chart that nobody will see."""
    place, client, typed, inspector = room
    typed.rest(1, 2)
    before = client.cancelled
    typed.type_on()
    assert client.cancelled == before + 1
    place._pace.stop()
    typed.rest(1, 2, 3)
    inspector.mark(TokenRef("answer", is_prompt=False, index=1))
    assert client.cancelled == before + 2
    assert place.next_after is None
    assert isinstance(client.questions[-1], ExplainToken)


def test_what_is_known_is_shown_again_at_once(room: Room) -> None:
    """The mouse goes over a token and leaves it: the chart is not asked for anew."""
    place, client, typed, inspector = room
    typed.rest(1, 2)
    _answer_newest(client)
    known = place.pipeline
    place._pace.stop()
    inspector.mark(TokenRef("answer", is_prompt=False, index=1))
    place._pace.stop()
    asked = len(client.questions)
    inspector.clear_mark()
    assert place.pipeline is known
    assert place.is_next_current
    assert len(client.questions) == asked
