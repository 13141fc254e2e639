"""Counts the tokens that the composer would send, when the typing rests.

Owns the pause and what makes the count another one; counting happens in another thread.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Slot

from gptdesk.app.inference.client import InferenceClient
from gptdesk.app.inference.token_counter import CountTokens
from gptdesk.app.viewmodels.chat.chat import ChatViewModel
from gptdesk.app.views.composer.composer import Composer
from gptdesk.app.views.composer.prompt_editing import PromptEditing

_TYPING_PAUSE_MS = 150


class LiveCount(QObject):
    """Keeps the composer's token count true."""

    def __init__(
        self,
        composer: Composer,
        client: InferenceClient,
        chat: ChatViewModel,
        editing: PromptEditing,
    ) -> None:
        super().__init__(composer)
        self._composer = composer
        self._client = client
        self._chat = chat
        self._editing = editing
        self._asked: int | None = None  # number of the count that was asked for last
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_TYPING_PAUSE_MS)
        self._timer.timeout.connect(self._on_typing_paused)
        for changed in (
            composer.text_edited,
            chat.mode_changed,
            chat.conversation_changed,
            chat.busy_changed,
            client.loaded,
        ):
            changed.connect(self._on_changed)

    @Slot()
    def _on_changed(self) -> None:
        self._timer.start()

    @Slot()
    def _on_typing_paused(self) -> None:
        draft = self._chat.draft(self._composer.text(), self._editing.message_id)
        self._client.forget(self._asked)
        self._asked = self._client.ask(CountTokens(draft), self._composer.set_count)
