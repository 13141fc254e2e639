"""Stand-ins for what the pipeline's view models look at: a client, a chat, an inspector."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Signal

from gptdesk.analysis.figures import TokenRef
from gptdesk.app.inference.questions import Question
from gptdesk.app.inference.token_questions import ExplainToken
from gptdesk.app.viewmodels.chat.sampling import SamplingViewModel
from gptdesk.app.viewmodels.inspector.inspector import InspectorViewModel
from gptdesk.app.viewmodels.inspector.pipeline import PipelineViewModel
from gptdesk.chat.messages import Message, MessageState, Role, Run
from gptdesk.chat.tokens import SamplingSettings, TokenStats
from tests.app.viewmodels.stand_ins import StandInChat, StandInClient
from tests.fakes import INFO, pipeline, record, vocabulary

PROMPT_IDS = (10, 11, 12)
ANSWER_IDS = (262, 5615, 6151, 13)
DRAWS = (0.1, 0.6, 0.2, 0.9)
THEN = SamplingSettings(temperature=0.5, top_k=7)
NOW = SamplingSettings(temperature=1.0)


class Client(StandInClient):
    """Explains when told to; never measures."""

    def ask(self, question: Question, *listeners: Callable) -> int:
        return super().ask(question, *listeners) if isinstance(question, ExplainToken) else 0

    def answer(self, number: int | None = None, answer: object = None) -> None:
        """Answer a request by its number, from 1; the newest without one."""
        number = len(self.asked) if number is None else number
        super().answer(number, answer or pipeline(self.asked[number - 1]))


class Chat(StandInChat):
    """Messages, and whether one is being written."""

    busy_changed = Signal(bool)

    def set_prompt_stats(self, answer_id: str, stats: tuple[TokenStats, ...]) -> None:
        self.messages.replace(0, replace(self.messages.message(0), prompt_stats=stats))

    def set_busy(self, is_busy: bool) -> None:
        self.is_busy = is_busy
        if self.messages.rowCount():
            self.messages.replace(0, replace(self.messages.message(0), state=self._state()))
        self.busy_changed.emit(is_busy)

    def write(self, count: int) -> None:
        """Let the answer have its first `count` tokens."""
        self.messages.replace(0, answer(count, state=self._state()))

    def _state(self) -> MessageState:
        return MessageState.STREAMING if self.is_busy else MessageState.COMPLETE


def answer(tokens: int = len(ANSWER_IDS), **changes: object) -> Message:
    """Return an answer of some tokens that were chosen with `THEN`."""
    message = Message(
        Role.ASSISTANT,
        b"".join(vocabulary().pieces[i] for i in ANSWER_IDS[:tokens]).decode(),
        state=MessageState.COMPLETE,
        token_ids=ANSWER_IDS[:tokens],
        records=tuple(
            record(token_id, draw=draw)
            for token_id, draw in zip(ANSWER_IDS[:tokens], DRAWS, strict=False)
        ),
        runs=(Run(0, THEN, 1, "fake", INFO.sha256, INFO.precision),),
        prompt_ids=PROMPT_IDS,
        id="answer",
    )
    return replace(message, **changes)  # pyright: ignore[reportArgumentType]


class Place:
    """A view model on stand-ins, with an answer on the screen."""

    def __init__(self, message: Message | None = None) -> None:
        self.client = Client()
        self.chat = Chat()
        self.chat.messages.append(message or answer())
        self.inspector = InspectorViewModel(self.client, self.chat)
        self.sampling = SamplingViewModel(NOW)
        self.view_model = PipelineViewModel(self.client, self.inspector, self.sampling, self.chat)

    def mark(self, index: int, *, is_prompt: bool = False) -> TokenRef:
        """Look at a token."""
        ref = TokenRef("answer", is_prompt=is_prompt, index=index)
        self.inspector.mark(ref)
        return ref

    def close(self) -> None:
        self.view_model.shutdown()
        self.inspector.shutdown()
