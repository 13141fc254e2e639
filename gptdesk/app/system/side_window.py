"""A window beside the main one, which either may stand in front of."""

from __future__ import annotations

from typing import cast

from PySide6.QtGui import QWindow
from PySide6.QtWidgets import QWidget


def bring_to_front(window: QWidget) -> None:
    """Show a window with the keyboard in it; the main one can be brought in front of it again.

    It opens where it was closed, if it was open before in this run.

    A window with a parent stays above it for good, over its composer for example, unless it is of
    the type `Qt.WindowType.Window` and its window system is told of no parent. It has to be closed
    with the main window, since the program goes on while it is open.
    """
    if window.windowHandle() is not None and not window.isVisible():
        window.move(window.pos())  # else Qt puts a dialog in the middle of the main window again
    window.create()  # not winId, which gives the main window's parts windows of their own
    if (handle := window.windowHandle()) is not None:
        handle.setTransientParent(cast("QWindow", None))  # PySide's stubs forget that None is one
    window.show()
    _keep_title_on_screen(window)
    window.raise_()
    window.activateWindow()


def _keep_title_on_screen(window: QWidget) -> None:
    """Move a window down whose title bar is above the screen: Qt places it without one.

    How high the bar is, the main window knows; a window that is just being shown does not.
    """
    main = window.parentWidget()
    if main is None:
        return
    bar = main.window().geometry().top() - main.window().frameGeometry().top()
    top = window.screen().availableGeometry().top()
    place = window.geometry()
    if place.top() - bar < top:
        place.moveTop(top + bar)
        window.setGeometry(place)
