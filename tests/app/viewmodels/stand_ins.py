"""A client and a chat of which only signals and requests are left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields

from PySide6.QtCore import QObject, Signal

from gptdesk.analysis.compare import Side
from gptdesk.app.inference.loaded_model import LoadedModel
from gptdesk.app.inference.questions import Question
from gptdesk.app.viewmodels.chat.messages import MessageListModel
from gptdesk.chat.messages import Message
from gptdesk.chat.tokens import TokenStats
from gptdesk.engine.inspection.values import Divergences
from gptdesk.engine.types import ModelInfo
from tests.fakes import INFO


class StandInClient(QObject):
    """Counts questions up, and answers when the test says so.

    Attributes:
        asked: what the questions are about: ids, a text, or a request.
        questions: themselves.
        cancelled: how many questions were stopped or forgotten before their end.
    """

    loaded = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.model = LoadedModel(self)
        self.model.set_info(INFO)
        self.asked: list[object] = []
        self.questions: list[Question] = []
        self.cancelled = 0
        self._listeners: dict[int, tuple[Callable, Callable | None, Callable | None]] = {}

    @property
    def info(self) -> ModelInfo | None:
        return self.model.info

    @info.setter
    def info(self, info: ModelInfo | None) -> None:
        self.model._info = info

    def ask(
        self,
        question: Question,
        then: Callable,
        failed: Callable | None = None,
        progress: Callable | None = None,
    ) -> int:
        self.questions.append(question)
        self.asked.append(getattr(question, fields(question)[0].name))
        self._listeners[len(self.asked)] = then, failed, progress
        return len(self.asked)

    def stop(self, number: int) -> None:
        self.cancelled += number in self._listeners

    def forget(self, number: int | None) -> None:
        self.cancelled += self._listeners.pop(number, None) is not None

    def answer(self, number: int, answer: object) -> None:
        """Answer a question by its number, from 1, unless it has ended or was forgotten."""
        if number in self._listeners:
            self._listeners.pop(number)[0](answer)

    def fail(self, number: int, sentence: str) -> None:
        failed = self._listeners.pop(number)[1]
        if failed is not None:
            failed(sentence)

    def progress(self, number: int, done: int, total: int) -> None:
        progress = self._listeners[number][2]
        assert progress is not None
        progress(done, total)


class StandInChat(QObject):
    """Messages, and nobody who answers."""

    def __init__(self, *messages: Message) -> None:
        super().__init__()
        self.messages = MessageListModel(self)
        self.messages.reset(messages)
        self.stats: dict[str, tuple[TokenStats, ...]] = {}
        self.is_busy = False
        self.id = self.running_conversation_id = "chat"

    @property
    def shown(self) -> StandInChat:
        return self

    @property
    def tree(self) -> StandInChat:
        return self

    @property
    def runner(self) -> StandInChat:
        return self

    @property
    def answer_id(self) -> str:
        return self.messages.message(self.messages.rowCount() - 1).id

    def hold(self, message_id: str | None) -> None:
        """Every message is whole here."""

    def set_prompt_stats(self, answer_id: str, stats: tuple[TokenStats, ...]) -> None:
        self.stats[answer_id] = stats


class StandInTwoModels(QObject):
    """Nothing is being done, and nothing is known of how far two models are apart.

    Attributes:
        wanted: the pairs of sides that are to be measured.
        found: what `between` says of any two.
    """

    changed = Signal()
    notice_raised = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.status, self.done, self.total, self.is_running = "", 0, 0, False
        self.wanted: list[tuple[Side, Side]] = []
        self.found: Divergences | None = None

    def behind_names(self, sides: Sequence[Side]) -> tuple[str, ...]:
        return ("",) * len(sides)

    def model_names(self, sides: Sequence[Side]) -> tuple[str, ...]:
        return ("",) * len(sides)

    def why_not(self, _left: Side, _right: Side) -> str:
        return ""

    def between(self, _left: Side, _right: Side) -> Divergences | None:
        return self.found

    def measure(self, left: Side, right: Side) -> None:
        self.wanted.append((left, right))

    def stop(self) -> None:
        self.is_running = False
