"""Sentences said once by a screen reader, wherever the keyboard is: answers, notices, switches.

Owns how the words reach the reader. On Linux every one is a small object of the role *notification*
that appears: Orca before 45, Debian 12's among them, says no `QAccessibleAnnouncementEvent`, and a
newer one that got both would say everything twice. Elsewhere Qt's event is what readers listen to.

Orca 47 throws notifications away while more than 50 changes wait to be read, as when a page of the
inspector is taken down: so they are sent a little later than what they are about.
"""

from __future__ import annotations

import sys
from typing import cast

from PySide6.QtCore import QObject, QRect, QTimer
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleEvent,
    QAccessibleInterface,
)
from PySide6.QtWidgets import QWidget

from gptdesk.app.access.parts import AccessibleParts

KEPT = 16  # sentences; a reader asks for the words some time after it was told of them
LATER_MS = 100


def is_heard() -> bool:
    """Return whether a screen reader, or something like it, asks the window what it shows."""
    return QAccessible.isActive()


def announce(
    widget: QWidget, words: str, *, is_urgent: bool = False, is_at_once: bool = False
) -> None:
    """Let a screen reader say a change once; nothing happens where there is none.

    Args:
        widget: in whose window it happened.
        words: for the ear.
        is_urgent: whether it may cut short what is being said, where the reader lets us choose.
        is_at_once: to be said before what is told next: where the keyboard goes to.
    """
    if words and is_heard():
        _send(widget, words, is_urgent=is_urgent, is_at_once=is_at_once)


def _send(widget: QWidget, words: str, *, is_urgent: bool, is_at_once: bool) -> None:
    if sys.platform in {"win32", "darwin"}:
        event = QAccessibleAnnouncementEvent(widget, words)
        politeness = QAccessible.AnnouncementPoliteness
        event.setPoliteness(politeness.Assertive if is_urgent else politeness.Polite)
        QAccessible.updateAccessibility(event)
        return
    window = widget.window()
    speaker = window.findChild(_Speaker) or _Speaker(window)
    speaker.say(words, is_at_once=is_at_once)


class _Speaker(QObject):
    """The last sentences of one window."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._notices = AccessibleParts(self, lambda _place: _Notice(window))
        self._count = 0
        self._waiting: list[str] = []
        self._timer = QTimer(self, interval=LATER_MS, singleShot=True)
        self._timer.timeout.connect(self._say_all)

    def say(self, words: str, *, is_at_once: bool) -> None:
        self._waiting.append(words)
        if is_at_once:
            self._say_all()
        elif not self._timer.isActive():
            self._timer.start()

    def _say_all(self) -> None:
        waiting, self._waiting = self._waiting, []
        for words in waiting:
            notice = self._notices.part(self._count % KEPT)
            self._count += 1
            notice.words = words
            # Readers keep a name until they are told of another one (Orca 47, by libatspi 2.54).
            for event in (QAccessible.Event.NameChanged, QAccessible.Event.ObjectShow):
                QAccessible.updateAccessibility(QAccessibleEvent(notice, event))


class _Notice(QAccessibleInterface):
    """One sentence, which is on no screen."""

    def __init__(self, window: QWidget) -> None:
        super().__init__()
        self._window = window
        self.words = ""

    def isValid(self) -> bool:  # noqa: N802  Qt's name
        return True

    def object(self) -> QObject:
        return cast("QObject", None)  # Qt's stub forgets that there may be none

    def parent(self) -> QAccessibleInterface:
        return QAccessible.queryAccessibleInterface(self._window)

    def childCount(self) -> int:  # noqa: N802  Qt's name
        return 0

    def child(self, index: int) -> QAccessibleInterface:
        return cast("QAccessibleInterface", None)

    def childAt(self, x: int, y: int) -> QAccessibleInterface:  # noqa: N802  Qt's name
        return cast("QAccessibleInterface", None)

    def indexOfChild(self, child: QAccessibleInterface) -> int:  # noqa: N802  Qt's name
        return -1

    def rect(self) -> QRect:
        return QRect()

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.Notification

    def state(self) -> QAccessible.State:
        return QAccessible.State()

    def text(self, kind: QAccessible.Text) -> str:
        return self.words if kind == QAccessible.Text.Name else ""

    def setText(self, kind: QAccessible.Text, text: str) -> None:  # noqa: N802  Qt's name
        """Nothing here is written by a screen reader."""
