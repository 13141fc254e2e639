"""The *Edit* menu acts on what has the keyboard, and offers only what is possible there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gptdesk.app.main import build_program
from gptdesk.app.system.crash import CrashReporter
from gptdesk.storage.paths import user_paths
from tests.fakes import FakeEngine, story_text

Key, LEFT = Qt.Key, Qt.MouseButton.LeftButton
CONTROL = Qt.KeyboardModifier.ControlModifier


class Desk:
    """A window, and a hand in its *Edit* menu."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.program = build_program(
            user_paths(), crashes=CrashReporter(), engine_factory=FakeEngine
        )
        self.window, self.models = self.program.window, self.program.view_models
        self.views = self.window.views
        qtbot.addWidget(self.window)
        with qtbot.waitSignal(self.models.library.model_opened):
            self.program.start(None)
        self.window.resize(1280, 800)
        qtbot.waitExposed(self.window)
        self.window.activateWindow()

    def open(self) -> set[str]:
        """Open the menu with the mouse; return what can be clicked of the six entries."""
        menu, bar = self.views.menu.edit_menu, self.window.menuBar()
        place = bar.actionGeometry(menu.menuAction()).center()
        self.qtbot.mouseClick(bar, LEFT, pos=place)
        self.qtbot.waitUntil(menu.isVisible)
        editing = self.views.menu.editing.items()
        return {name for name, one in editing if one.isVisible() and one.isEnabled()}

    def leave(self) -> None:
        self.qtbot.keyClick(self.views.menu.edit_menu, Key.Key_Escape)

    def choose(self, name: str) -> set[str]:
        """Open the menu and click an entry; return what could be clicked."""
        possible = self.open()
        action, menu = self.views.menu.editing[name], self.views.menu.edit_menu
        self.qtbot.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())
        self.qtbot.waitUntil(lambda: not menu.isVisible())
        return possible

    def focus(self, widget: QWidget) -> None:
        self.window.activateWindow()  # a tip of the card may have taken that
        widget.setFocus()
        self.qtbot.waitUntil(lambda: QApplication.focusWidget() is widget)


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    desk = Desk(qtbot)
    yield desk
    desk.window.close()
    assert desk.program.is_joined


def test_each_entry_does_in_the_part_with_the_keyboard_what_it_says(
    qtbot: QtBot, desk: Desk
) -> None:
    """Who never learnt the keys looks here first; a grey entry is as true as a black one."""
    views, clipboard = desk.views, QGuiApplication.clipboard()
    editor, text = views.composer.editor, views.composer.text
    clipboard.clear()
    desk.focus(editor)
    assert desk.open() == set()
    desk.leave()
    qtbot.keyClicks(editor, "A red hen")
    assert desk.choose("select_all") == {"undo", "select_all"}
    assert desk.choose("copy") == {"undo", "cut", "copy", "select_all"}
    assert clipboard.text() == "A red hen"
    assert "paste" in desk.choose("cut")
    assert text() == ""
    assert desk.choose("undo") == {"undo", "paste"}
    assert text() == "A red hen"
    assert "redo" in desk.choose("redo")
    assert text() == ""
    desk.choose("paste")
    assert text() == "A red hen"
    qtbot.keyClick(editor, Key.Key_A, CONTROL)
    qtbot.keyClick(editor, Key.Key_X, CONTROL)
    qtbot.keyClick(editor, Key.Key_V, CONTROL)
    qtbot.keyClick(editor, Key.Key_V, CONTROL)
    assert text() == "A red henA red hen", "the keys are the field's own"

    search = views.sidebar.search
    desk.focus(search)
    assert desk.choose("paste") == {"paste"}
    assert search.text() == "A red hen"
    assert text() == "A red henA red hen"
    desk.choose("select_all")
    desk.choose("cut")
    assert search.text() == ""

    desk.focus(editor)
    with qtbot.waitSignal(desk.models.chat.run_finished):
        qtbot.keyClick(editor, Key.Key_Return)
    desk.focus(views.transcript)
    assert desk.choose("select_all") == {"select_all"}
    assert desk.choose("copy") == {"copy", "select_all"}
    assert clipboard.text().endswith(story_text())
    bars = views.side_panel.next_token_page.bars
    qtbot.waitUntil(lambda: bars.row_count() > 0)
    desk.focus(bars)
    assert desk.choose("copy") == {"copy"}
    assert clipboard.text().startswith("rank\tid\ttoken")
    desk.focus(views.sidebar.list)
    assert desk.open() == set()
    desk.leave()


def test_one_undo_is_seen_and_says_what_it_undoes(qtbot: QtBot, desk: Desk) -> None:
    """A deletion comes back by the same line of the menu where nothing was typed."""
    views, menu = desk.views, desk.views.menu
    editor, undo = views.composer.editor, menu.editing["undo"]
    desk.focus(editor)
    qtbot.keyClicks(editor, "A hen")
    with qtbot.waitSignal(desk.models.chat.run_finished):
        qtbot.keyClick(editor, Key.Key_Return)
    conversation_id = desk.models.chat.conversation.id
    desk.focus(views.sidebar.list)
    with qtbot.waitSignal(desk.models.conversations.deleted):
        views.sidebar.list.delete_requested.emit(conversation_id)
    desk.open()
    assert (undo.isVisible(), menu.undo_delete.isVisible()) == (False, True)
    desk.leave()
    desk.focus(editor)
    qtbot.keyClicks(editor, "typed")
    desk.open()
    assert (undo.isVisible(), menu.undo_delete.isVisible()) == (True, False)
    desk.leave()
    qtbot.waitUntil(menu.undo_delete.isVisible)  # its key works again
    desk.focus(views.sidebar.search)
    with qtbot.waitSignal(desk.models.conversations.loaded):
        qtbot.keyClick(views.sidebar.search, Key.Key_Z, CONTROL)
    rows = desk.models.conversations.list
    qtbot.waitUntil(lambda: [one.id for one in rows.summaries] == [conversation_id])
