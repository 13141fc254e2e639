"""What the tests of a chat have in common."""

from __future__ import annotations

from threading import get_ident

from PySide6.QtCore import QObject, Slot

from gptdesk.app.viewmodels.chat.chat import ChatViewModel
from tests.app.viewmodels.memory_store import MemoryStore
from tests.fakes import FakeTokenizer, vocabulary


class Told(QObject):
    """Notes what the chat says."""

    def __init__(self, chat: ChatViewModel) -> None:
        super().__init__()
        self.busy, self.records, self.ends, self.errors = [], [], [], []
        self.notices, self.context, self.can_regenerate, self.changed_rows = [], [], [], []
        self.thread_ids = set()
        chat.busy_changed.connect(self.busy.append)
        chat.record_added.connect(self.records.append)
        chat.run_finished.connect(self.ends.append)
        chat.error_raised.connect(self.errors.append)
        chat.notice_raised.connect(self.notices.append)
        chat.can_regenerate_changed.connect(self.can_regenerate.append)
        chat.context_changed.connect(self._on_context_changed)
        chat.messages.dataChanged.connect(self._on_data_changed)

    @Slot(int, int)
    def _on_context_changed(self, used, total) -> None:
        self.context.append((used, total))

    @Slot(object, object)
    def _on_data_changed(self, first, last) -> None:
        self.thread_ids.add(get_ident())
        self.changed_rows.append((first.row(), last.row()))


class WatchedStore(MemoryStore):
    """Notes what was stored when; may be slow to say that it was."""

    def __init__(self) -> None:
        super().__init__()
        self.log = []
        self.partial_texts = []
        self.is_slow = False
        self.waiting = []

    def save(self, conversation, message, on_saved=None):
        assert message in conversation.messages
        self.log.append((message.role, message.text))
        if self.is_slow and on_saved is not None:
            self.waiting.append(on_saved)
            on_saved = None
        super().save(conversation, message, on_saved)

    def save_partial(self, conversation, message):
        assert message in conversation.messages
        self.partial_texts.append(message.text)
        super().save_partial(conversation, message)


class Tokenizer(FakeTokenizer):
    """Has the real vocabulary, from which a branch's text is made."""

    @property
    def vocabulary(self):
        return vocabulary()


def finish(chat, qtbot) -> None:
    qtbot.waitUntil(lambda: not chat.is_busy)


def ask(chat, qtbot, text="Once") -> None:
    assert chat.submit(text)
    finish(chat, qtbot)


def texts(chat) -> list[str]:
    return [message.text for message in chat.messages.messages]
