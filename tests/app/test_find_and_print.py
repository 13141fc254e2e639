"""Ctrl+F and Ctrl+P in the whole window, with the keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from gptdesk.app.main import Program, build_program
from gptdesk.app.system.crash import CrashReporter
from gptdesk.app.viewmodels.conversations.search_results import HIT_ROLE
from gptdesk.app.views.window.closing_dialog import ClosingDialog
from gptdesk.chat.messages import Conversation, Message, Role
from gptdesk.storage.paths import user_paths
from tests.fakes import FakeEngine

_CONTROL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def program(qtbot: QtBot) -> Iterator[Program]:
    """The window, with a conversation about foxes and no model."""
    program = build_program(
        user_paths(),
        crashes=CrashReporter(),
        engine_factory=FakeEngine,
    )
    window = program.window
    qtbot.addWidget(window)
    program.start(None)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    yield program
    window.close()
    assert program.is_joined or program.client.shutdown(10_000)


def _tell(program: Program) -> None:
    first = Message(Role.USER, "A fox")
    second = Message(Role.ASSISTANT, " saw a FOX.\n\nThe fox ran.", parent=first.id)
    program.view_models.chat.open_conversation(
        Conversation(messages=(first, second), leaf=second.id)
    )


def _press(qtbot: QtBot, program: Program, key: Qt.Key, modifier=Qt.KeyboardModifier.NoModifier):
    focus = program.window.focusWidget()
    assert focus is not None
    qtbot.keyClick(focus, key, modifier)


def test_words_are_found_with_the_keyboard_alone(qtbot: QtBot, program: Program) -> None:
    """Ctrl+F, a word, Enter, F3, Shift+F3, Esc: and one writes on where one was."""
    window = program.window
    bar = window.views.finding.bar
    _press(qtbot, program, Qt.Key.Key_F, _CONTROL)
    assert bar.isHidden(), "there is nothing to find yet"
    _tell(program)
    window.views.composer.focus_editor()
    writing = window.focusWidget()
    _press(qtbot, program, Qt.Key.Key_F, _CONTROL)
    assert bar.isVisible()
    qtbot.keyClicks(window.focusWidget(), "fox")
    assert bar.count_text == "1 of 3"
    _press(qtbot, program, Qt.Key.Key_Return)
    assert bar.count_text == "2 of 3"
    _press(qtbot, program, Qt.Key.Key_F3)
    assert bar.count_text == "3 of 3"
    _press(qtbot, program, Qt.Key.Key_F3, _SHIFT)
    assert bar.count_text == "2 of 3"
    _press(qtbot, program, Qt.Key.Key_Escape)
    assert bar.isHidden()
    assert window.focusWidget() is writing


def test_a_hit_of_the_search_is_marked_in_its_conversation(qtbot: QtBot, program: Program) -> None:
    """One clicks it to see the word in its place, and goes on from there with F3."""
    models, views = program.view_models, program.window.views
    prompt = Message(Role.USER, "Of a fox.", id="asked")
    answer = Message(Role.ASSISTANT, " A wolf.\n\nThe fox ran, a fox.", parent="asked", id="told")
    models.conversations.add_conversation(Conversation((prompt, answer), "told", id="foxes"))
    qtbot.waitUntil(lambda: models.chat.conversation.id == "foxes")
    models.conversations.new()
    sidebar = views.sidebar
    views.menu.search.trigger()
    qtbot.keyClicks(sidebar.search, "fox")
    qtbot.waitUntil(lambda: sidebar.results.model().rowCount() == 2)
    rows = range(2)
    hits = [sidebar.results.model().index(row, 0).data(HIT_ROLE).message_id for row in rows]
    bar = views.finding.bar
    for message_id, count in (("told", "2 of 3"), ("asked", "1 of 3")):
        index = sidebar.results.model().index(hits.index(message_id), 0)
        place = sidebar.results.visualRect(index).center()
        qtbot.mouseClick(sidebar.results.viewport(), Qt.MouseButton.LeftButton, pos=place)
        qtbot.waitUntil(lambda count=count: bar.count_text == count)
        assert bar.isVisible()
        assert sidebar.results.hasFocus(), "one looks at the next hit with an arrow"
    _press(qtbot, program, Qt.Key.Key_F3)
    assert bar.count_text == "2 of 3"
    models.conversations.new()
    assert bar.isHidden()
    models.conversations.open_conversation("foxes")
    qtbot.waitUntil(lambda: models.chat.conversation.id == "foxes")
    assert bar.isHidden(), "nobody looks for it any more"


def test_ctrl_p_asks_for_a_printer_first(
    qtbot: QtBot, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is printed before the answer, and nothing after a no."""
    asked: list[str] = []

    def refuse(dialog: QPrintDialog) -> int:
        asked.append(dialog.printer().docName())
        return QDialog.DialogCode.Rejected.value

    monkeypatch.setattr(QPrintDialog, "exec", refuse)
    _tell(program)
    _press(qtbot, program, Qt.Key.Key_P, _CONTROL)
    assert asked == ["A fox"]
    assert not program.window.views.printing.is_busy


def test_closing_the_window_gives_the_pages_up(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    """After a question; a device that goes while it is painted on takes the program with it."""
    _tell(program)
    program.window.views.printing.save_pdf(tmp_path / "foxes.pdf")
    assert program.window.views.printing.is_busy
    program.window.close()
    (asked,) = program.window.findChildren(ClosingDialog)
    assert "Pages are being made" in asked.what.text()
    assert program.window.views.printing.is_busy
    qtbot.mouseClick(asked.close_anyway, Qt.MouseButton.LeftButton)
    assert not program.window.isVisible()
    assert not program.window.views.printing.is_busy
    assert not (tmp_path / "foxes.pdf").exists()
