"""The place of the window on the screen, as it was in the last run, and of a window beside it."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QPoint, QRect, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from gptdesk.app.theme import zoom_of, zoomed
from gptdesk.app.viewmodels.settings.preferences import Preferences

_WITH_INSPECTOR = 950  # pixels of the window's width: narrower, it lies over the text
_SEEN_PIXELS = 100  # of a window, across and down, to be taken hold of
# Of a window over the main one, at 100 %; where less is free, it covers the composer.
_LEAST_HEIGHT = 560


def opening_size(screen: QSize) -> QSize:
    """Return the size in which the window opens first, pixels.

    On a screen that has just enough room for the inspector beside the text, it takes that.
    """
    size = QSize(1280, 800).boundedTo(screen * 0.95)
    if screen.width() >= _WITH_INSPECTOR:
        size.setWidth(max(size.width(), _WITH_INSPECTOR))
    return size


def restore_place(window: QWidget, preferences: Preferences) -> bool:
    """Put `window` where it was; False when that is not known, or on no screen any more."""
    stored = preferences.window_geometry()
    if stored is None or not window.restoreGeometry(QByteArray(stored)):
        return False
    for screen in QGuiApplication.screens():
        seen = window.geometry().intersected(screen.availableGeometry())
        if min(seen.width(), seen.height()) >= _SEEN_PIXELS:
            return True
    window.move(QGuiApplication.primaryScreen().availableGeometry().topLeft())
    return False


def save_place(window: QWidget, preferences: Preferences) -> None:
    """Remember where `window` is."""
    preferences.save_window_geometry(bytes(window.saveGeometry().data()))


def stand_beside(window: QWidget, main: QWidget, composer: QWidget) -> None:
    """Give `window`, before it is shown, a size and a place where the composer can be reached."""
    frame = main.frameGeometry()
    around = frame.size() - main.size()  # what the window system puts around a window
    place = place_beside(
        window.size() + around,
        frame,
        composer.mapToGlobal(QPoint(0, 0)).y(),
        main.screen().availableGeometry(),
        zoom=zoom_of(None),
    )
    window.resize(place.size() - around)
    window.move(place.topLeft())


def place_beside(
    size: QSize, main: QRect, composer_top: int, screen: QRect, *, zoom: int = 100
) -> QRect:
    """Return the place of a window that opens: right or left of the main one, else over its text.

    There it stands in the corner at the top right, and ends where the composer begins, unless too
    little would be left of it. It never leaves the screen.

    Args:
        size: what it would take, with its frame, in pixels.
        main: the main window with its frame, on the desktop.
        composer_top: where the composer begins, on the desktop.
        screen: what is free of the main window's screen.
        zoom: of the letters, percent; large ones need more height.
    """
    size = size.boundedTo(screen.size())
    top = min(max(main.top(), screen.top()), screen.bottom() + 1 - size.height())
    for left in (main.right() + 1, main.left() - size.width()):
        if screen.left() <= left <= screen.right() + 1 - size.width():
            return QRect(QPoint(left, top), size)
    free = max(composer_top - screen.top(), zoomed(_LEAST_HEIGHT, zoom))
    left = screen.right() + 1 - size.width()
    return QRect(left, screen.top(), size.width(), min(size.height(), free))
