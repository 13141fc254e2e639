"""The list of keys: none is forgotten, each says what it does, and all of it can be reached."""

from __future__ import annotations

from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMainWindow, QScrollArea
from pytestqt.qtbot import QtBot

from gptdesk.app.views.window.dialogs import ShortcutsDialog
from gptdesk.app.views.window.menu import MainMenu


def test_every_key_is_listed_with_what_it_does(qtbot: QtBot) -> None:
    """A key that is not in the list is a key that nobody finds."""
    window = QMainWindow()
    qtbot.addWidget(window)
    menu = MainMenu(window)
    rows = [row for group in menu.shortcuts() for row in group.rows]
    keys = {key for _what, key in rows}
    native = QKeySequence.SequenceFormat.NativeText
    for action in window.findChildren(QAction):
        assert action.shortcut().isEmpty() or action.shortcut().toString(native) in keys
    names = [what for what, _key in rows]
    assert "Walk through the tokens" in names
    assert "Colour tokens by: Rank" in names
    assert "Pipeline: open the row's worked formula" in names
    assert not any("&" in name for name in names)


def test_the_list_fits_a_small_screen(qtbot: QtBot) -> None:
    """Its end, and the button that closes it, are never below the screen's edge."""
    window = QMainWindow()
    qtbot.addWidget(window)
    dialog = ShortcutsDialog(MainMenu(window).shortcuts(), window)
    dialog.show()
    screen = QGuiApplication.primaryScreen().availableSize()
    assert dialog.height() < screen.height()
    assert dialog.minimumSizeHint().height() < screen.height()
    area = dialog.findChild(QScrollArea)
    assert area is not None
    assert area.verticalScrollBar().maximum() > 0, "the rest is reached by scrolling"
