"""Ctrl+Z in a text field that has nothing to undo: it is for the window's own undo.

Qt's fields keep this key also where it does nothing. Owns telling when it is free; what it does
then is the menu's.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

_Field = QLineEdit | QPlainTextEdit | QTextEdit | QAbstractSpinBox


class SpareUndo(QObject):
    """Lets the undo key of the field with the keyboard go on to the menu, where it is free."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        app = QApplication.instance()
        assert isinstance(app, QApplication), "there are widgets"
        app.focusChanged.connect(self._on_focus_changed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Do not let a field say that the key is its own, unless it has something to undo."""
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return False
        if not event.matches(QKeySequence.StandardKey.Undo) or _can_undo(watched):
            return False
        event.ignore()
        return True

    @Slot(QWidget, QWidget)
    def _on_focus_changed(self, _: QWidget | None, now: QWidget | None) -> None:
        """Listen to every field of the window that the keyboard came to; once is enough."""
        if isinstance(now, _Field) and now.window() is self._window:
            now.installEventFilter(self)


def _can_undo(field: QObject) -> bool:
    if isinstance(field, QAbstractSpinBox):
        field = field.lineEdit()
    if isinstance(field, QLineEdit):
        return field.isUndoAvailable()
    return isinstance(field, QPlainTextEdit | QTextEdit) and field.document().isUndoAvailable()
