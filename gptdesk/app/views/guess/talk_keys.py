"""The space key in talk and guess mode, wherever the keyboard is.

Owns telling whether Space is free. It is, but for a text that can be written into, and for what
Space presses (a button, a check box, a list that opens, a grid) where that was reached with the
keyboard: nothing else would press it then. A click on the same button leaves Space to the talk.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from gptdesk.app.viewmodels.inspector.talk import TalkViewModel
from gptdesk.app.views.guess.cover import GuessStack, is_advance
from gptdesk.app.views.widgets.exact_text import ExactTextEdit

KEEPS_SPACE = "keeps_space"  # a property: Space does something in this widget, as in a button

_ARROWS = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right}


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
        self._walked: QObject | None = None  # a grid that arrow keys went through since a click
        window.installEventFilter(self)
        if prompt is not None:
            prompt.installEventFilter(self)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._on_focus_changed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take Space before the widget with the keyboard does, or what that widget left."""
        if event.type() == QEvent.Type.MouseButtonPress:
            self._walked = None
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() in _ARROWS:
            self._walked = watched
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
        was_last_by_key = self._window.testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
        return _is_pressed_by_space(widget) and (was_last_by_key or widget is self._walked)

    @Slot()
    def _on_focus_changed(self) -> None:
        """See the keys of the widget that has the keyboard now; Qt keeps one filter for each."""
        widget = QApplication.focusWidget()
        if widget is not None and widget is not self._window and widget.window() is self._window:
            widget.installEventFilter(self)


def _is_pressed_by_space(widget: QObject | None) -> bool:
    if isinstance(widget, QAbstractItemView):  # else Space would only begin a search
        can_be_checked = Qt.ItemFlag.ItemIsUserCheckable
        return bool(widget.currentIndex().flags() & can_be_checked) or _is_kept_for(widget)
    return isinstance(widget, QAbstractButton | QComboBox) or _is_kept_for(widget)


def _is_kept_for(widget: QObject | None) -> bool:
    while widget is not None and not widget.property(KEEPS_SPACE):
        widget = widget.parent()
    return widget is not None
