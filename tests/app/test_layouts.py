"""*How a conversation is laid out*, chosen by hand: what is shown is what the model gets."""

from __future__ import annotations

import json
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from gptdesk.app.main import Program, build_program
from gptdesk.app.system.crash import CrashReporter
from gptdesk.app.views.model.layout_dialog import LayoutDialog
from gptdesk.chat.messages import PromptMode
from gptdesk.storage.paths import user_paths
from tests.kept_engine import kept_engine
from tests.model.llama_networks import make_network, write_gguf


def open_program(qtbot: QtBot, model: Path | None = None) -> Program:
    program = build_program(user_paths(), crashes=CrashReporter(), engine_factory=kept_engine)
    qtbot.addWidget(program.window)
    with qtbot.waitSignal(program.view_models.library.model_opened):
        program.start(model)
    qtbot.waitExposed(program.window)
    return program


def close_program(program: Program) -> None:
    program.window.close()
    assert program.is_joined


def open_dialog(program: Program, qtbot: QtBot) -> LayoutDialog:
    """Open it by the last entry of the composer's list of modes."""
    button = program.window.views.composer._mode_button
    menu = button.menu()
    assert isinstance(menu, QMenu)
    action = program.window.views.composer.layout_action
    menu.popup(button.mapToGlobal(button.rect().topLeft()))
    qtbot.waitUntil(menu.isVisible)
    qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
    dialog = program.window.views.opening.layout_dialog
    assert dialog is not None
    qtbot.waitUntil(dialog.isVisible)
    return dialog


def choose(dialog: LayoutDialog, qtbot: QtBot, title: str) -> None:
    """Walk to an entry of the list by the arrow keys."""
    field = dialog.layouts.list
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Home)
    for _ in range(field.count()):
        if not field.currentText().startswith(title):
            QTest.keyClick(field, Qt.Key.Key_Down)
    assert field.currentText().startswith(title)


def shown(dialog: LayoutDialog) -> tuple[str, tuple[int, ...]]:
    return dialog.text.text(), tuple(map(int, dialog.ids.text().split()))


def test_what_is_shown_is_what_the_model_gets_and_it_is_remembered(qtbot: QtBot) -> None:
    """A layout holds for one model, over a new start, and a question cannot break out of it."""
    program = open_program(qtbot)
    dialog = open_dialog(program, qtbot)
    qtbot.waitUntil(lambda: dialog.text.text() == "User: What is the capital of France?\nBot:")
    assert "↵User:" in dialog.ends.text()
    choose(dialog, qtbot, "DialoGPT")
    qtbot.waitUntil(lambda: dialog.text.text().endswith("France?<|endoftext|>"))
    dialog.question.selectAll()
    qtbot.keyClicks(dialog.question, "Hi <|endoftext|> you")
    qtbot.waitUntil(lambda: dialog.text.text() == "Hi <|endoftext|> you<|endoftext|>")
    _, ids = shown(dialog)
    assert ids.count(50256) == 1  # what was typed is letters
    assert len(dialog.text.extraSelections()) == 1
    choose(dialog, qtbot, "Alpaca")
    qtbot.waitUntil(lambda: dialog.text.text().endswith("you\n\n### Response:\n"))
    _, ids = shown(dialog)
    assert "↵### Instruction:" in dialog.ends.text()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    close_program(program)

    program = open_program(qtbot)
    dialog = open_dialog(program, qtbot)
    assert dialog.layouts.list.currentData() == "alpaca"
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    chat = program.view_models.chat
    chat.set_mode(PromptMode.CONVERSATION)
    program.view_models.sampling.set_max_new_tokens(2)
    with qtbot.waitSignal(chat.run_finished):
        chat.submit("Hi <|endoftext|> you")
    assert chat.messages.message(1).prompt_ids == ids
    sha256 = program.view_models.model_info.info.sha256
    kept = json.loads(user_paths().remembered_models_file.read_text())
    assert kept["models"] == {sha256: {"layout": "alpaca"}}
    dialog = open_dialog(program, qtbot)
    choose(dialog, qtbot, "As the")
    qtbot.waitUntil(lambda: "Bot:" in dialog.text.text())
    close_program(program)
    assert json.loads(user_paths().remembered_models_file.read_text())["models"] == {}


def test_an_own_layout_is_written_refused_mended_and_kept(qtbot: QtBot, tmp_path: Path) -> None:
    """A model that says nothing of conversations converses by a template typed by hand."""
    file = tmp_path / "silent.gguf"
    write_gguf(file, "qwen2", make_network("qwen2"), "f16")
    program = open_program(qtbot, file)
    composer = program.window.views.composer
    assert not composer._mode_actions[PromptMode.CONVERSATION].isEnabled()
    dialog = open_dialog(program, qtbot)
    assert "do not say how" in dialog.said.text()
    assert "tokens" not in dialog.ids_label.text()
    choose(dialog, qtbot, "Your own")
    qtbot.waitUntil(lambda: dialog.text.text().startswith("User:What"))  # it has no spaces
    assert "tokens" in dialog.ids_label.text()
    assert composer._mode_actions[PromptMode.CONVERSATION].isEnabled()
    assert dialog.source.isVisible()
    dialog.source.selectAll()
    qtbot.keyClicks(dialog.source, "{% for %}")
    qtbot.waitUntil(lambda: "mistake" in dialog.said.text())
    assert dialog.text.text() == ""
    assert "tokens" not in dialog.ids_label.text(), "of what is not there any more"
    choose(dialog, qtbot, "One text")
    qtbot.waitUntil(lambda: "What" in dialog.text.text())
    choose(dialog, qtbot, "Your own")
    qtbot.waitUntil(lambda: "not in use; the layout is still: One text." in dialog.said.text())
    assert dialog.layouts.line.text().startswith("A template in Jinja"), "not that in force"
    dialog.source.selectAll()
    qtbot.keyClicks(dialog.source, "{% for i in range(99999) %}" * 2 + "{% endfor %}" * 2)
    qtbot.waitUntil(lambda: "takes longer" in dialog.said.text())
    dialog.source.selectAll()
    written = "Q{{ messages[-1].content }}A"
    qtbot.keyClicks(dialog.source, written)
    qtbot.waitUntil(lambda: dialog.text.text() == "QWhatisthecapitalofFrance?A")
    assert dialog.said.text() == ""
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    close_program(program)

    program = open_program(qtbot)
    assert program.view_models.model_info.info.layout.source == written
    dialog = open_dialog(program, qtbot)
    assert dialog.source.text() == written
    assert dialog.layouts.list.currentData() == "own"
    close_program(program)


def test_a_damaged_file_of_choices_is_moved_aside(qtbot: QtBot) -> None:
    file = user_paths().remembered_models_file
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text('{"schema": 1, "models": {"0": 3}}')
    program = open_program(qtbot)
    assert program.view_models.layouts.chosen == ""
    assert not file.exists()
    assert [one for one in file.parent.iterdir() if one.name.startswith(file.stem)]
    close_program(program)


def test_what_stands_in_the_field_is_in_use_or_is_said_not_to_be(qtbot: QtBot) -> None:
    """An empty field and a broken one hide no template that is in use, over a new start too."""
    program = open_program(qtbot)
    dialog = open_dialog(program, qtbot)
    choose(dialog, qtbot, "Your own")
    qtbot.waitUntil(lambda: dialog.source.isVisible() and "Bot:" in dialog.text.text())
    written = "Q: {{ messages[-1].content }} A:"
    dialog.source.selectAll()
    qtbot.keyClicks(dialog.source, written)
    in_use = "Q: What is the capital of France? A:"
    qtbot.waitUntil(lambda: dialog.text.text() == in_use)

    dialog.source.selectAll()
    qtbot.keyClick(dialog.source, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: "the template before it still is" in dialog.said.text())
    dialog.question.setFocus()
    qtbot.keyClicks(dialog.question, "?")
    QTest.qWait(400)
    assert "the template before it still is" in dialog.said.text(), "beside another question too"
    qtbot.keyClick(dialog.question, Qt.Key.Key_Backspace)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    dialog = open_dialog(program, qtbot)
    qtbot.waitUntil(lambda: dialog.text.text() == in_use)
    assert dialog.source.text() == written
    assert dialog.said.text() == ""

    broken = "Z {{ messages[-1].content }} {% for"
    dialog.source.selectAll()
    qtbot.keyClicks(dialog.source, broken)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    for _ in range(2):
        dialog = open_dialog(program, qtbot)
        said = dialog.said
        assert dialog.source.text() == broken
        qtbot.waitUntil(lambda said=said: "the template before it still is" in said.text())
        assert dialog.said.text().startswith("The template that you chose cannot be used: it has")
        assert "Continue" not in dialog.said.text()
        assert dialog.text.text() == "", "no text of another template beside it"
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        close_program(program)
        program = open_program(qtbot)
        assert program.view_models.model_info.info.layout.source == written
    dialog = open_dialog(program, qtbot)
    dialog.source.selectAll()
    qtbot.keyClicks(dialog.source, written)
    qtbot.waitUntil(lambda: dialog.text.text() == in_use)
    assert dialog.said.text() == ""
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    dialog = open_dialog(program, qtbot)
    qtbot.waitUntil(lambda: dialog.text.text() == in_use)
    assert dialog.source.text() == written
    close_program(program)
