"""Counts the composer's tokens while the user types, when the typing rests.

Owns the pause and which answer belongs to which text; counting happens in another thread.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Slot

from gptdesk.app.inference.client import InferenceClient
from gptdesk.app.views.composer import Composer

_TYPING_PAUSE_MS = 150


class LiveCount(QObject):
    """Keeps the composer's token count true."""

    def __init__(self, composer: Composer, client: InferenceClient) -> None:
        super().__init__(composer)
        self._composer = composer
        self._client = client
        self._text = ""
        self._number = -1  # of the count that was asked for last
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_TYPING_PAUSE_MS)
        self._timer.timeout.connect(self._on_typing_paused)
        composer.text_edited.connect(self._on_text_edited)
        client.token_count_ready.connect(self._on_token_count_ready)

    @Slot(str)
    def _on_text_edited(self, text: str) -> None:
        self._text = text
        self._timer.start()

    @Slot()
    def _on_typing_paused(self) -> None:
        self._number = self._client.count_tokens(self._text)

    @Slot(int, int)
    def _on_token_count_ready(self, number: int, tokens: int) -> None:
        if number == self._number:
            self._composer.set_token_count(tokens)
