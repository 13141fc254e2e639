"""The list of keys: none is forgotten, each says what it does, and all of it can be reached."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from PySide6.QtCore import QKeyCombination, QPoint, Qt
from PySide6.QtGui import QAccessible, QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QMenu, QWidget
from pytestqt.qtbot import QtBot

from gptdesk.analysis.rows import TokenRow
from gptdesk.app.theme import ThemeController, load_theme
from gptdesk.app.views.composer.editor import PromptEditor
from gptdesk.app.views.help.dialogs import HelpWindow
from gptdesk.app.views.help.guide import GuidePage
from gptdesk.app.views.help.shortcuts_page import ShortcutsPage
from gptdesk.app.views.tokens.bars import TokenBars
from gptdesk.app.views.window.menu import MainMenu
from gptdesk.app.views.window.shortcut_list import shortcut_groups


def test_every_key_is_listed_with_what_it_does(qtbot: QtBot) -> None:
    """A key that is not in the list is a key that nobody finds."""
    window = QMainWindow()
    qtbot.addWidget(window)
    MainMenu(window)
    rows = [row for group in shortcut_groups(window.menuBar()) for row in group.rows]
    keys = {key for _what, key in rows}
    native = QKeySequence.SequenceFormat.NativeText
    for action in window.findChildren(QAction):
        assert action.shortcut().isEmpty() or action.shortcut().toString(native) in keys
    names = [what for what, _key in rows]
    assert "Walk through the tokens" in names
    assert "Colour tokens by: Rank" in names
    assert "Pipeline: open the row's worked formula" in names
    assert not any("&" in name for name in names)
    (talk,) = (group for group in shortcut_groups(window.menuBar()) if group.title == "In a talk")
    assert [key for _what, key in talk.rows] == ["Space", "Return", "Return"]


def test_macos_moves_two_entries_and_no_other(qtbot: QtBot) -> None:
    """It puts them under the program's name by their role; else it would guess by the words."""
    window = QMainWindow()
    qtbot.addWidget(window)
    menu = MainMenu(window)
    roles = QAction.MenuRole
    assert (menu.quit.menuRole(), menu.about.menuRole()) == (roles.QuitRole, roles.AboutRole)
    others = {
        one.menuRole()
        for one in window.findChildren(QAction)
        if one not in (menu.quit, menu.about) and not isinstance(one.menu(), QMenu)
    }
    assert others <= {roles.NoRole, roles.TextHeuristicRole}
    guessed = [
        one.text()
        for one in window.findChildren(QAction)
        if one.menuRole() == roles.TextHeuristicRole
    ]
    words = r"(?i)about|config|options|setup|settings|preferences|quit|exit"
    assert not [text for text in guessed if re.search(words, text)]


def test_the_list_fits_a_small_screen(qtbot: QtBot, themes: ThemeController) -> None:
    """Its end, and the button that closes it, are never below the screen's edge.

    Nor is a key beyond its right edge, whatever the zoom; where there is room two columns stand.
    """
    window = QMainWindow()
    qtbot.addWidget(window)
    MainMenu(window)
    shortcuts = ShortcutsPage(shortcut_groups(window.menuBar()))
    dialog = HelpWindow(GuidePage(()), shortcuts, QWidget(), window)
    dialog.show_tab(shortcuts)
    screen = QGuiApplication.primaryScreen().availableSize()
    assert dialog.height() < screen.height()
    assert dialog.minimumSizeHint().height() < screen.height()
    assert shortcuts.verticalScrollBar().maximum() > 0, "the rest is reached by scrolling"
    labels = {one.text(): one for one in shortcuts.findChildren(QLabel)}
    for width, zoom in ((680, 100), (680, 250), (920, 250), (1240, 250)):
        themes.set_zoom(zoom)
        dialog.resize(width, 500)
        qtbot.waitUntil(lambda: shortcuts.widget().width() == shortcuts.viewport().width())
        for text, label in labels.items():
            left = label.mapTo(shortcuts.viewport(), QPoint()).x()
            assert left + label.width() <= shortcuts.viewport().width(), f"{text} at {zoom} %"
            assert label.height() >= label.heightForWidth(label.width()), f"{text} at {zoom} %"
    themes.set_zoom(100)
    dialog.resize(3000, 500)
    titles = [labels[group.title] for group in shortcut_groups(window.menuBar())]
    qtbot.waitUntil(lambda: len({title.x() for title in titles}) == 2)


def test_the_list_is_walked_through_by_ear(qtbot: QtBot, themes: ThemeController) -> None:
    """All of it was read in one breath; now each key with what it does, once, and how many."""
    window = QMainWindow()
    qtbot.addWidget(window)
    MainMenu(window)
    groups = shortcut_groups(window.menuBar())
    shortcuts = ShortcutsPage(groups)
    dialog = HelpWindow(GuidePage(()), shortcuts, QWidget(), window)
    qtbot.addWidget(dialog)
    dialog.show_tab(shortcuts)
    qtbot.waitUntil(lambda: shortcuts.focusProxy().hasFocus())
    texts, roles = QAccessible.Text, QAccessible.Role
    heard = QAccessible.queryAccessibleInterface(shortcuts.widget())
    assert (heard.role(), heard.text(texts.Name)) == (roles.List, "Keyboard shortcuts")
    rows = [heard.child(at) for at in range(heard.childCount())]
    assert sorted(row.text(texts.Name) for row in rows) == sorted(
        f"{what}: {key}" for group in groups for what, key in group.rows
    )
    assert {row.role() for row in rows} == {roles.ListItem}
    assert [heard.indexOfChild(row) for row in rows] == list(range(len(rows)))
    titles = [row.text(texts.Description) for row in rows]
    assert {title for title in titles if title} == {group.title for group in groups}
    steps = ((Qt.Key.Key_Down, 1), (Qt.Key.Key_Up, 0), (Qt.Key.Key_End, -1), (Qt.Key.Key_Home, 0))
    for key, place in steps:
        qtbot.keyClick(QApplication.focusWidget(), key)
        focus = rows[place].object()
        assert QApplication.focusWidget() is focus
        assert isinstance(focus, QLabel)
        assert not focus.visibleRegion().isEmpty(), "it is scrolled into sight"
    ground = dialog.grab().toImage().pixelColor(focus.mapTo(dialog, focus.rect().bottomRight()))
    assert ground == load_theme("light").color("selection"), "and is seen"
    qtbot.keyClick(focus, Qt.Key.Key_PageDown)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert not shortcuts.isAncestorOf(QApplication.focusWidget()), "one stop of Tab, not seventy"


@pytest.fixture
def listed(qtbot: QtBot) -> Callable[[str], QKeyCombination]:
    """Return the key that the list gives for what a key does."""
    window = QMainWindow()
    qtbot.addWidget(window)
    MainMenu(window)
    rows = dict(row for group in shortcut_groups(window.menuBar()) for row in group.rows)
    native = QKeySequence.SequenceFormat.NativeText
    return lambda what: QKeySequence.fromString(rows[what], native)[0]


def test_a_listed_key_does_what_is_listed(
    qtbot: QtBot, listed: Callable[[str], QKeyCombination]
) -> None:
    """A key that changes in a widget and not in the list is a key that the help gets wrong."""
    editor = PromptEditor()
    qtbot.addWidget(editor)
    with qtbot.waitSignal(editor.send_requested):
        press(qtbot, editor, listed("Send"))
    with qtbot.waitSignal(editor.leave_requested):
        press(
            qtbot,
            editor,
            listed("Stop the answer, or the opening of a model; else leave an edit"),
        )
    press(qtbot, editor, listed("New line"))
    assert editor.text() == "\n"


def test_a_listed_key_of_a_table_does_what_is_listed(
    qtbot: QtBot, listed: Callable[[str], QKeyCombination]
) -> None:
    """The rows of the next token are put into the text, and copied."""
    bars = TokenBars()
    qtbot.addWidget(bars)
    bars.set_rows((TokenRow(1, 262, "␣the", 0.6, 0.6), TokenRow(2, 257, "␣a", 0.4, 0.4)))
    bars.set_can_swap(True)
    bars.show()
    qtbot.keyClick(bars, Qt.Key.Key_Down)
    qtbot.keyClick(bars, Qt.Key.Key_Down)
    with qtbot.waitSignal(bars.token_activated) as put:
        press(qtbot, bars, listed("Next token: put the row's token there"))
    assert put.args == [257]
    press(qtbot, bars, listed("Copy the rows"))
    assert QGuiApplication.clipboard().text() == bars.text()


def press(qtbot: QtBot, widget: QWidget, key: QKeyCombination) -> None:
    qtbot.keyClick(widget, key.key(), key.keyboardModifiers())
