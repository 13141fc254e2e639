"""The keyboard of a window when the control that has it is hidden.

Qt hands it on to the next control in the order of Tab: a button that goes when it was clicked would
leave it in whatever stands after it, where the next letter or arrow changes something.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid


class KeptKeyboard(QObject):
    """Gives the keyboard of a window to one of its parts when the control that has it goes.

    Where a part of the window puts it elsewhere afterwards, that holds. It ends with the window,
    which goes by `deleteLater` or with its parent: a window on the screen of which Python knows no
    more would be taken apart after this, and its parts would still tell that they are hidden.

    Args:
        window: whose keyboard it is.
        home: takes it, if it can be seen.
    """

    def __init__(self, window: QWidget, home: QWidget) -> None:
        super().__init__(window)
        self._window, self._home = window, home
        self._watched: list[QWidget] = []  # the control with the keyboard, and what it stands in
        app = QApplication.instance()
        assert isinstance(app, QApplication), "there are widgets"
        app.focusChanged.connect(self._on_focus_changed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keyboard home before Qt looks for the next control."""
        is_hidden = event.type() == QEvent.Type.Hide and not event.spontaneous()
        if is_hidden and isValid(self._window) and isinstance(watched, QWidget):
            focused = self._window.focusWidget()
            if focused is not None and self._is_going(focused, watched):
                focused.clearFocus()  # while a dialog is in front, Qt would still go on from it
                self._home.setFocus()
        return False

    def _is_going(self, focused: QWidget, hidden: QWidget) -> bool:
        has_keyboard = focused is hidden or hidden.isAncestorOf(focused)
        stays = self._home.isVisible() and not hidden.isAncestorOf(self._home)
        return has_keyboard and stays and self._window.isVisible()

    @Slot()
    def _on_focus_changed(self) -> None:
        """Watch the window's control that has the keyboard, and all that it stands in.

        A dialog in front takes the keyboard only for a while: then it is there again.
        """
        for widget in self._watched:
            if isValid(widget):  # it may be destroyed by now
                widget.removeEventFilter(self)
        self._watched.clear()
        if not isValid(self._window):  # the parts of a window that is being destroyed go first
            return
        now = self._window.focusWidget()
        while now is not None and now is not self._window:
            now.installEventFilter(self)
            self._watched.append(now)
            now = now.parentWidget()
