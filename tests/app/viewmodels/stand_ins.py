"""A client and a chat of which only signals and requests are left."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from gptdesk.app.viewmodels.chat.messages import MessageListModel
from gptdesk.chat.messages import Message
from gptdesk.chat.tokens import TokenStats
from gptdesk.engine.inspection.values import WhatIfRequest
from gptdesk.engine.types import ModelInfo
from tests.fakes import INFO


class StandInClient(QObject):
    """Counts requests up, and answers when the test says so."""

    loaded = Signal(object)
    measured = Signal(int, object)
    tokenized = Signal(int, object)
    what_if_progressed = Signal(int, int, int)
    what_if_ready = Signal(int, object)
    aside_failed = Signal(int, str)

    def __init__(self) -> None:
        super().__init__()
        self.info: ModelInfo | None = INFO
        self.asked: list[object] = []
        self.cancelled = 0

    def measure(self, ids: tuple[int, ...]) -> int:
        return self._ask(ids)

    def tokenize(self, text: str) -> int:
        return self._ask(text)

    def what_if(self, request: WhatIfRequest) -> int:
        return self._ask(request)

    def cancel_what_if(self) -> None:
        self.cancelled += 1

    def _ask(self, what: object) -> int:
        self.asked.append(what)
        return len(self.asked)


class StandInChat(QObject):
    """Messages, and nobody who answers."""

    def __init__(self, *messages: Message) -> None:
        super().__init__()
        self.messages = MessageListModel(self)
        self.messages.reset(messages)
        self.stats: dict[str, tuple[TokenStats, ...]] = {}

    def hold_message(self, message_id: str | None) -> None:
        """Every message is whole here."""

    def set_prompt_stats(self, answer_id: str, stats: tuple[TokenStats, ...]) -> None:
        self.stats[answer_id] = stats
