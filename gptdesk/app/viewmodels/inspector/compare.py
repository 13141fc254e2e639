"""The branches that a message on the screen can be compared with.

Owns fetching the branches that nobody looked at yet, whose tokens are still on the disk only; the
comparison itself is in `analysis/compare.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.analysis.compare import Side, sides_of
from gptdesk.app.viewmodels.chat.messages import MessageListModel
from gptdesk.app.viewmodels.conversations.history import HistoryAdapter
from gptdesk.chat.messages import Conversation, Message
from gptdesk.storage.history.types import Outline


class Showing(Protocol):
    """The part of the chat that is needed here."""

    messages: MessageListModel

    @property
    def conversation(self) -> Conversation:
        """What is shown."""
        ...


class ComparingViewModel(QObject):
    """Finds what can be compared.

    Signals:
        sides_ready(object, int, int): a tuple of two `Side`s or more, and which two of them to
            begin with.
        notice_raised(str): a sentence: there is nothing to compare.
    """

    sides_ready = Signal(object, int, int)
    notice_raised = Signal(str)

    def __init__(
        self, chat: Showing, history: HistoryAdapter, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._chat = chat
        self._history = history
        self._asked = 0  # only the newest wish is answered

    @Slot(int)
    def compare(self, row: int) -> None:
        """Compare the message in `row` with its branches, the one before it first."""
        self._asked += 1
        number, conversation = self._asked, self._chat.conversation
        message_id = self._chat.messages.message(row).id
        sides = sides_of(conversation, message_id)
        missing = tuple(side.answer.id for side in sides if isinstance(side.answer, Outline))
        if not missing:
            self._tell(conversation, message_id)
            return

        def then(messages: tuple[Message, ...]) -> None:
            if number == self._asked:
                self._tell(_filled(conversation, messages), message_id)

        self._history.ask(lambda history: history.load_messages(conversation.id, missing), then)

    def _tell(self, conversation: Conversation, message_id: str) -> None:
        sides = tuple(side for side in sides_of(conversation, message_id) if side.ids)
        if sides:  # ids of different vocabularies cannot be compared
            name = sides[_shown_place(conversation, sides)].answer.vocabulary_sha256
            sides = tuple(side for side in sides if side.answer.vocabulary_sha256 == name)
        if len(sides) < 2:
            self.notice_raised.emit(
                self.tr("There is nothing to compare here yet: regenerate the answer first.")
            )
            return
        self.sides_ready.emit(sides, *_two(_shown_place(conversation, sides)))


def _shown_place(conversation: Conversation, sides: Sequence[Side]) -> int:
    """Return which side is on the screen, else the last one."""
    path = {message.id for message in conversation.path()}
    shown = (place for place, side in enumerate(sides) if side.answer.id in path)
    return next(shown, len(sides) - 1)


def _two(shown: int) -> tuple[int, int]:
    """Return which two sides are compared first: the shown one, and the one before it."""
    return (shown - 1, shown) if shown > 0 else (0, 1)


def _filled(conversation: Conversation, messages: tuple[Message, ...]) -> Conversation:
    for message in messages:
        conversation = conversation.with_replaced(message)
    return conversation
