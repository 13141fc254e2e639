"""The place of the window on the screen, as it was in the last run."""

from __future__ import annotations

from PySide6.QtCore import QByteArray
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from gptdesk.app.viewmodels.settings.preferences import Preferences

_SEEN_PIXELS = 100  # of a window, across and down, to be taken hold of


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
