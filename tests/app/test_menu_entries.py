"""What an entry of the menu promises: dots ask first, and no dots do it at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget
from pytestqt.qtbot import QtBot

from gptdesk.app.main import Program, build_program
from gptdesk.app.system.crash import CrashReporter
from gptdesk.storage.paths import user_paths
from tests.fakes import STORY, FakeEngine, Script

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def program(qtbot: QtBot, engine: FakeEngine) -> Iterator[Program]:
    """A started program with an answer."""
    program = build_program(user_paths(), crashes=CrashReporter(), engine_factory=lambda: engine)
    qtbot.addWidget(program.window)
    with qtbot.waitSignals(
        [program.view_models.library.model_opened, program.view_models.conversations.loaded]
    ):
        program.start(None)
    program.window.resize(1280, 800)
    with qtbot.waitSignal(program.view_models.chat.run_finished):
        engine.enqueue(Script(STORY))
        program.view_models.chat.submit("Once upon a time")
    yield program
    program.window.close()
    assert program.is_joined


def name_of(action: QAction) -> str:
    return action.text().replace("&", "").partition("\t")[0]


def entries(program: Program) -> list[tuple[QMenu, QAction]]:
    """Return what stands in the menus themselves; what opens a menu has its own entries."""
    menus = [action.menu() for action in program.window.menuBar().actions()]
    return [
        (menu, action)
        for menu in menus
        if isinstance(menu, QMenu)
        for action in menu.actions()
        if not action.isSeparator() and action.menu() is None
    ]


def click(qtbot: QtBot, program: Program, name: str) -> None:
    """Open the menu and click on an entry."""
    menu, action = next(one for one in entries(program) if name_of(one[1]) == name)
    menu.popup(program.window.mapToGlobal(program.window.rect().topLeft()))
    assert action.isEnabled(), name
    qtbot.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())


def test_a_letter_that_an_open_menu_does_not_know_is_not_written(
    qtbot: QtBot, program: Program
) -> None:
    """Qt passes it on to the menu bar, and so to the window: it ended in the draft."""
    bar, editor = program.window.menuBar(), program.window.views.composer.editor
    program.window.activateWindow()
    qtbot.waitUntil(program.window.isActiveWindow)
    title = next(one for one in bar.actions() if one.text().replace("&", "") == "Answer")
    qtbot.mouseClick(bar, LEFT, pos=bar.actionGeometry(title).center())
    menu = title.menu()
    assert QApplication.activePopupWidget() is menu
    assert isinstance(menu, QMenu)
    # a letter that is none of the menu's, nor of the menu bar's
    known = [one.text() for one in (*menu.actions(), *bar.actions())]
    letters = [c for c in "xzqj" if not any(f"&{c}" in text.lower() for text in known)]
    assert letters
    qtbot.keyClicks(menu, "".join(letters))
    assert menu.isVisible()
    assert editor.text() == ""
    qtbot.keyClick(menu, Qt.Key.Key_Escape)
    program.window.views.transcript.setFocus()
    qtbot.keyClicks(program.window.views.transcript, "x")
    assert editor.text() == "x", "without a menu it is for the composer"


def opened(program: Program) -> list[QWidget]:
    kinds = (Qt.WindowType.Window, Qt.WindowType.Dialog, Qt.WindowType.Popup)
    return [
        one
        for one in QApplication.topLevelWidgets()
        if one.isVisible()
        and one is not program.window
        and one.windowType() in kinds
        and not isinstance(one, QMenu)
    ]


# They ask for a file by the system's own dialog, which has tests of its own.
FILE_DIALOGS = {
    "Open model…",
    "Open model folder…",
    "Read a text file…",
    "Export all conversations…",
    "Import conversations…",
    "Export as PDF…",
    "Print…",
}


def test_what_opens_a_dialog_ends_with_dots_and_nothing_else_does(
    qtbot: QtBot, program: Program
) -> None:
    """Dots say that nothing is done yet: a user may look without fear."""
    program.window.show()
    names = [name_of(action) for _, action in entries(program)]
    assert set(names) >= FILE_DIALOGS
    with_dots = [one for one in names if one.endswith("…") and one not in FILE_DIALOGS]
    assert {"Go to conversation…", "About GPTDesk…", "Keyboard shortcuts…"} <= set(with_dots)
    for name in with_dots:
        click(qtbot, program, name)
        qtbot.waitUntil(lambda: bool(opened(program)), timeout=10_000)
        for one in opened(program):
            one.close()
    for name in (
        *("Find in this conversation", "Search all conversations", "Write", "Copy last answer"),
        *("Walk through the tokens", "Token ids in lists", "Conversations", "Inspector"),
        *("Zoom in", "Actual size", "Guess mode", "Type a guess", "First tour", "New chat"),
    ):
        click(qtbot, program, name)
        QApplication.processEvents()
        assert not opened(program), f"{name} opens something, and has no dots"


def test_the_guess_entries_and_the_box_of_conversations(qtbot: QtBot, program: Program) -> None:
    """Guess mode hides the chances, its entry reaches the field; Ctrl+K is in the middle."""
    window, panel = program.window, program.window.views.side_panel
    window.show()
    cover = panel.next_token_page.cover
    click(qtbot, program, "Guess mode")
    assert program.view_models.talk.is_guessing
    assert cover.isVisible()
    assert window.views.menu.guess.isChecked()
    click(qtbot, program, "Type a guess")
    assert window.focusWidget() is cover.field
    qtbot.keyClicks(cover.field, " and")
    assert cover.field.text() == " and"
    click(qtbot, program, "Guess mode")
    assert not cover.isVisible()

    for zoom in (100, 200):
        program.view_models.appearance._set_zoom(zoom)
        for size in ((1280, 800), (960, 600)):
            window.resize(*size)
            window.views.menu.jump.trigger()  # as Ctrl+K
            box = opened(program)[0]
            assert not isinstance(box, QDialog)
            middle = window.mapToGlobal(window.rect().center()).x()
            # A pixel of odd widths, and one of the frames that the offscreen platform draws.
            assert abs(box.frameGeometry().center().x() - middle) <= 2
            assert box.frameGeometry().width() <= window.width()
            qtbot.keyClick(box, Qt.Key.Key_Escape)
            assert not opened(program)
