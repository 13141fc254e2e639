"""What a screen reader takes parts of the windows for: pages, tables that are heard, facts."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QLabel, QStackedWidget
from pytestqt.qtbot import QtBot

from gptdesk.app.main import Program
from gptdesk.app.views.widgets import painted_table
from tests.app import test_whole_words
from tests.app.inspector_pages import make_pages
from tests.app.test_whole_words import come_to_rest

program = test_whole_words.program


def test_pages_are_not_said_to_be_layers(program: Program) -> None:
    """Orca said "layered pane" each time that the keyboard came into the inspector."""
    window = program.window
    window.show()
    make_pages(window)
    stacks = window.findChildren(QStackedWidget)
    assert stacks
    for stack in stacks:
        heard = QAccessible.queryAccessibleInterface(stack)
        assert heard.role() == QAccessible.Role.Client, stack
        assert heard.childCount() == stack.count(), "its pages are in it as before"


def test_the_row_of_the_keyboard_is_selected_in_a_table_that_is_heard(
    qtbot: QtBot, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else Orca 47 says "not selected" after each cell of it but the first."""
    monkeypatch.setattr(painted_table, "is_heard", lambda: True)
    window = program.window
    window.resize(1280, 800)
    window.show()
    panel = window.views.side_panel
    panel.show_page("pipeline")
    table = panel.pipeline_page.table
    qtbot.waitUntil(lambda: table.row_count() > 2)
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Home)
    qtbot.keyClick(table, Qt.Key.Key_Down)
    spoken = table.spoken_table()
    heard = QAccessible.queryAccessibleInterface(spoken)
    cells = [heard.child(at) for at in range(heard.childCount())]
    selected = [cell.rect().top() for cell in cells if cell.state().selected]
    assert len(selected) == spoken.model().columnCount(), "a whole row"
    assert set(selected) == {cell.rect().top() for cell in cells if cell.state().focused}


def test_the_facts_of_an_answer_are_said_once_and_by_name(qtbot: QtBot, program: Program) -> None:
    """It said "2 tokens 256 tokens", twice: nobody knew which was the prompt."""
    program.window.show()
    come_to_rest()
    qtbot.keyClick(program.window, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    dialog = program.window.views.side_windows.answer_dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: "token" in dialog.length.text())
    facts = dialog.accessibleDescription().split("\n")
    assert [fact.partition(": ")[0] for fact in facts[:4]] == ["Made", "End", "Prompt", "Answer"]
    assert facts[2] == f"Prompt: {dialog.prompt.text()}"
    assert facts[3] == f"Answer: {dialog.length.text()}"
    tied = {label.buddy() for label in dialog.findChildren(QLabel) if label.buddy()}
    assert {dialog.made, dialog.ended, dialog.prompt, dialog.length} <= tied
    said = QAccessible.queryAccessibleInterface(dialog.said)
    assert said.text(QAccessible.Text.Name) == "", "nothing was done yet"


def test_what_was_done_to_an_answer_is_said(
    qtbot: QtBot, program: Program, said: list[str]
) -> None:
    """It said "Copied." to the eye only."""
    program.window.show()
    come_to_rest()
    qtbot.keyClick(program.window, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    dialog = program.window.views.side_windows.answer_dialog
    assert dialog is not None
    qtbot.waitUntil(dialog.copy.isEnabled)
    said.clear()
    qtbot.mouseClick(dialog.copy, Qt.MouseButton.LeftButton)
    assert said == ["Copied."]
    assert QApplication.clipboard().text() == dialog.sha256.text()
