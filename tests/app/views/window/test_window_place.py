"""The window comes back where it was."""

from __future__ import annotations

from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from gptdesk.app.viewmodels.settings.preferences import Preferences
from gptdesk.app.views.window.window_place import restore_place, save_place
from gptdesk.storage.paths import user_paths


def test_the_window_comes_back_where_it_was(qtbot: QtBot) -> None:
    """A window that moves at every start is a window to be arranged at every start."""
    first, second = QMainWindow(), QMainWindow()
    qtbot.addWidget(first)
    qtbot.addWidget(second)
    first.resize(700, 500)
    preferences = Preferences(user_paths())
    assert not restore_place(second, preferences)
    save_place(first, preferences)
    assert restore_place(second, Preferences(user_paths()))
    assert second.size() == first.size()
