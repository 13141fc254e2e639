"""Descriptions that change with every token, told to a screen reader first and last.

Owns when they are told. A reader is told of each change; while an answer is written they were
several a token, and Orca, with fifty of them in its queue, threw away the answer's sentences too.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QWidget

from gptdesk.app.access.announcements import is_heard

REST_MS = 400  # without a change, until the last words are told; the first are told at once


def describe(widget: QWidget, words: str) -> None:
    """Give a widget its description: where a reader listens, not each time that it changes."""
    rest = widget.findChild(_Rest, options=Qt.FindChildOption.FindDirectChildrenOnly)
    if rest is None and not is_heard():
        widget.setAccessibleDescription(words)
    else:
        (rest or _Rest(widget)).take(words)


class _Rest(QObject):
    """The words that a widget is to have when they rest."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self._words: str | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REST_MS)
        self._timer.timeout.connect(self._on_rested)

    def take(self, words: str) -> None:
        if self._timer.isActive():
            self._words = words
        else:  # before the keyboard comes: what changes under it is said, too
            self._widget.setAccessibleDescription(words)
        self._timer.start()

    @Slot()
    def _on_rested(self) -> None:
        if self._words is not None:
            self._widget.setAccessibleDescription(self._words)
            self._words = None
