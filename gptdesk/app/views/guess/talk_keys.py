"""The space key in talk and guess mode, wherever the keyboard is.

Owns telling whether Space is free. It is, but for a text that can be written into, and for a button
or a grid that was reached with Tab: with the keyboard alone nothing else would press it. A click
on the same button leaves Space to the talk.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from gptdesk.app.viewmodels.inspector.talk import TalkViewModel
from gptdesk.app.views.guess.cover import GuessStack, is_advance
from gptdesk.app.views.widgets.exact_text import ExactTextEdit

KEEPS_SPACE = "keeps_space"  # a property: what Space does in this widget goes before the talk


class TalkKeys(QObject):
    """Listens to a window, and to the widget in it that has the keyboard.

    Args:
        window: keys that none of its widgets takes come to it.
        talk: says whether the key works.
        prompt: the composer's field, if it is in this window. It has no use for Space while it is
            empty; a prompt that begins with a space is written with talk mode off.

    Signals:
        advance_requested: Space was pressed, and was free.
    """

    advance_requested = Signal()

    def __init__(
        self, window: QWidget, talk: TalkViewModel, prompt: ExactTextEdit | None = None
    ) -> None:
        super().__init__(window)
        self._window = window
        self._talk = talk
        self._prompt = prompt
        window.installEventFilter(self)
        if prompt is not None:
            prompt.installEventFilter(self)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._on_focus_changed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take Space before the widget with the keyboard does, or what that widget left."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if not is_advance(event, self._talk) or self._has_use_for_space(watched):
            return False
        if not event.isAutoRepeat():  # one press is one token
            self.advance_requested.emit()
        return True

    def _has_use_for_space(self, widget: QObject) -> bool:
        if widget is self._window or isinstance(widget, GuessStack):
            return False  # nobody in it took the key
        if self._prompt is not None and widget is self._prompt:
            return bool(self._prompt.text())
        if isinstance(widget, QLineEdit | QPlainTextEdit | QTextEdit):
            return not widget.isReadOnly()
        if _is_kept_for(widget):
            return True
        if isinstance(widget, QAbstractItemView):
            return False  # it would only begin a search
        return self._window.testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)

    @Slot()
    def _on_focus_changed(self) -> None:
        """See the keys of the widget that has the keyboard now; Qt keeps one filter for each."""
        widget = QApplication.focusWidget()
        if widget is not None and widget is not self._window and widget.window() is self._window:
            widget.installEventFilter(self)


def _is_kept_for(widget: QObject | None) -> bool:
    while widget is not None and not widget.property(KEEPS_SPACE):
        widget = widget.parent()
    return widget is not None
