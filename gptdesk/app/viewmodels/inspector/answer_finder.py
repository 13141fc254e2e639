"""The search for one answer among all that were ever given.

Owns what is offered for a few words: chats by their titles, then messages that have the words.
Knows no widgets.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.app.viewmodels.chat.chat import ChatViewModel
from gptdesk.app.viewmodels.conversations.conversations import ConversationsViewModel
from gptdesk.app.viewmodels.conversations.history import HistoryAdapter
from gptdesk.app.viewmodels.conversations.list import title_of
from gptdesk.chat.messages import Role
from gptdesk.formats.file_name import short_title
from gptdesk.storage.history.types import Hit

_MOST_CHATS = 20
_MOST_HITS = 50
_FIRST_CHARS = 160


@dataclass(frozen=True, slots=True)
class FoundAnswer:
    """An answer that can be chosen.

    Attributes:
        conversation_id: of its chat.
        message_id: of the answer, or of the user's message that it is the newest answer to; "" for
            the last answer of the chat.
        title: of the chat.
        words: the answer's or the message's first ones, or those around what was found; "" for the
            last answer of the chat.
        is_prompt: `words` are the user's.
    """

    conversation_id: str
    message_id: str
    title: str
    words: str = ""
    is_prompt: bool = False


class AnswerFinder(QObject):
    """Finds answers; the newest question is answered last.

    Signals:
        found(object): a tuple of `FoundAnswer`.
    """

    found = Signal(object)

    def __init__(
        self,
        chat: ChatViewModel,
        conversations: ConversationsViewModel,
        history: HistoryAdapter,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._chat = chat
        self._conversations = conversations
        self._history = history
        self._asked = 0

    @Slot(str)
    def ask(self, text: str) -> None:
        """Find what has every word of `text`; without any: the answers of the open chat first."""
        self._asked += 1
        number, chats = self._asked, tuple(self._chats(text))
        if not text.strip():
            self.found.emit((*self._here(), *chats))
            return
        self.found.emit(chats)

        def then(hits: tuple[Hit, ...]) -> None:
            if number == self._asked:
                messages = (hit for hit in hits if hit.message_id is not None)
                self.found.emit((*chats, *map(self._of_hit, messages)))

        self._history.ask(lambda history: history.search(text, _MOST_HITS), then)

    def _here(self) -> Iterator[FoundAnswer]:
        """Yield the answers of the open chat, on all branches, the newest first."""
        conversation = self._chat.conversation
        title = self._title_of(conversation.id, conversation.title)
        for message in reversed(conversation.messages):
            if message.role is Role.ASSISTANT and message.text:
                words = " ".join(message.text[:_FIRST_CHARS].split())
                yield FoundAnswer(conversation.id, message.id, title, words)

    def _chats(self, text: str) -> Iterator[FoundAnswer]:
        matching = self._conversations.search.matching(text)
        own = "" if text.strip() else self._chat.conversation.id  # its answers are listed
        others = (summary for summary in matching if summary.id != own)
        for summary, _ in zip(others, range(_MOST_CHATS), strict=False):
            yield FoundAnswer(summary.id, "", title_of(summary))

    def _of_hit(self, hit: Hit) -> FoundAnswer:
        return FoundAnswer(
            hit.conversation_id,
            hit.message_id or "",
            self._title_of(hit.conversation_id, hit.title),
            "".join(text for text, _ in hit.parts),
            is_prompt=hit.role is Role.USER,
        )

    def _title_of(self, conversation_id: str, title: str) -> str:
        summary = self._conversations.list.summary(conversation_id)
        return title_of(summary) if summary is not None else short_title(title)
