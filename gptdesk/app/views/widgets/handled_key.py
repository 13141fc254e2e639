"""A key that a widget handles itself: declared once, for its handler and for the list of keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

_ARROWS = ("Up", "Down", "Left", "Right")


@dataclass(frozen=True, slots=True)
class HandledKey:
    """What a key does, and which it is.

    Attributes:
        does: for the list of keys, marked with `QT_TRANSLATE_NOOP("ShortcutList", …)`.
        keys: as `QKeySequence` writes them; several where each goes another way.
    """

    does: Any  # a str; PySide's stubs call what is marked an object
    keys: tuple[str | QKeySequence.StandardKey, ...]

    def matches(self, event: QKeyEvent) -> bool:
        """Return whether `event` is one of the keys."""
        return self.place(event) >= 0

    def place(self, event: QKeyEvent) -> int:
        """Return which of the keys `event` is, -1 for none.

        Modifiers beside those of the key make no difference; Enter of the number pad is Return.
        """
        pressed = Qt.Key.Key_Return if event.key() == Qt.Key.Key_Enter else event.key()
        for place, key in enumerate(self.keys):
            if isinstance(key, QKeySequence.StandardKey):
                if event.matches(key):
                    return place
                continue
            wanted = QKeySequence(key)[0]  # pyright: ignore[reportIndexIssue]  not in the stubs
            modifiers = wanted.keyboardModifiers()
            if pressed == wanted.key() and event.modifiers() & modifiers == modifiers:
                return place
        return -1

    def name(self) -> str:
        """Return what the key does, in the language of the window."""
        return _tr(self.does)

    def text(self) -> str:
        """Return the keys as they are written on this system."""
        if self.keys == _ARROWS:
            return _tr("arrow keys")
        native = QKeySequence.SequenceFormat.NativeText
        names = [QKeySequence(key).toString(native) for key in self.keys]
        return names[0] if len(names) == 1 else _tr("{0} or {1}").format(*names)


def _tr(text: str) -> str:
    return QCoreApplication.translate("ShortcutList", text)
