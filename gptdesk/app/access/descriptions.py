"""What a widget shows, in words that change with every token, for a screen reader.

Owns when they are told. A reader is told of each change; while an answer is written they were
several a token, and Orca, with fifty of them in its queue, threw away the answer's sentences too.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QWidget

from gptdesk.app.access.announcements import is_heard
from gptdesk.app.system.timers import single_shot

REST_MS = 400  # without a change, until the last words are told


def describe(widget: QWidget, words: str) -> None:
    """Give a widget its description: where a reader listens, when the words rest."""
    rest = widget.findChild(_Rest, options=Qt.FindChildOption.FindDirectChildrenOnly)
    if rest is None and not is_heard():
        widget.setAccessibleDescription(words)
    else:
        (rest or _Rest(widget)).take(words)


class _Rest(QObject):
    """The words that a widget is to have."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self._words = ""
        self._timer = single_shot(self, REST_MS, self._on_rested)

    def take(self, words: str) -> None:
        self._words = words
        self._timer.start()

    @Slot()
    def _on_rested(self) -> None:
        self._widget.setAccessibleDescription(self._words)
