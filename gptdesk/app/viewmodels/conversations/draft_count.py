"""The count of tokens that would be sent, taken when the typing rests.

Owns the pause and what makes the count another one; counting happens in another thread.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.app.inference.client import InferenceClient
from gptdesk.app.inference.token_counter import CountTokens, PromptCount
from gptdesk.app.system.timers import single_shot
from gptdesk.app.viewmodels.chat.chat import ChatViewModel
from gptdesk.app.viewmodels.conversations.drafts import Drafts

_TYPING_PAUSE_MS = 150


class DraftCount(QObject):
    """Keeps the token count of what is being written true.

    Signals:
        counted: a `PromptCount`, object.
    """

    counted = Signal(object)

    def __init__(self, client: InferenceClient, chat: ChatViewModel, drafts: Drafts) -> None:
        super().__init__(drafts)
        self._client = client
        self._chat = chat
        self._drafts = drafts
        self._text = ""
        self._asked: int | None = None  # number of the count that was asked for last
        self._timer = single_shot(self, _TYPING_PAUSE_MS, self._on_typing_paused)
        for changed in (
            chat.mode_changed,
            chat.shown.changed,
            chat.busy_changed,
            client.loaded,
        ):
            changed.connect(self._on_changed)

    @Slot(object)
    def set_text(self, text: str) -> None:
        """Count another text soon."""
        self._text = text
        self._timer.start()

    @Slot()
    def _on_changed(self) -> None:
        self._timer.start()

    @Slot()
    def _on_typing_paused(self) -> None:
        edited_id = self._drafts.edited_id if self._drafts.is_editing else ""
        self._client.forget(self._asked)
        draft = self._chat.draft(self._text, edited_id)
        self._asked = self._client.ask(CountTokens(draft), self.counted.emit, self._on_failed)

    def _on_failed(self, sentence: str) -> None:
        """Show no count that is another text's: that of a server that is gone, say."""
        self.counted.emit(PromptCount(None, problem=sentence))
