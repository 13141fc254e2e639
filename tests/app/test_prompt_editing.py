"""A prompt that was sent is asked otherwise: in the composer, and beside the old one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from gptdesk.app.crash import CrashReporter
from gptdesk.app.main import Program, build_program
from gptdesk.storage.paths import user_paths
from tests.fakes import FakeEngine


@pytest.fixture
def program(qtbot: QtBot) -> Iterator[Program]:
    """A program with one prompt that was answered."""
    program = build_program(user_paths(), crashes=CrashReporter(), engine_factory=FakeEngine)
    qtbot.addWidget(program.window)
    with qtbot.waitSignals(
        [program.parts.library.model_opened, program.parts.conversations.loaded]
    ):
        program.start(None)
    _send(qtbot, program, "The old prompt")
    yield program
    program.window.close()


def _send(qtbot: QtBot, program: Program, text: str) -> None:
    program.window.composer.set_text(text)
    with qtbot.waitSignal(program.parts.chat.run_finished):
        program.window.composer.submit()


def test_an_edited_prompt_stands_beside_the_old_one(qtbot, program):
    """Nothing is lost: the old prompt with its answer is one branch, the new one another."""
    chat, window = program.parts.chat, program.window
    old = chat.messages.messages
    window.transcript.edit_requested.emit(0)
    assert window.composer.text() == "The old prompt"
    _send(qtbot, program, "The new prompt")

    assert chat.messages.message(0).text == "The new prompt"
    assert chat.branch_place(0) == (2, 2)
    assert window.message_bar.text == ""
    chat.show_branch(0, -1)
    assert chat.messages.messages == old


def test_leaving_it_brings_back_what_was_being_written(program):
    """The composer held a draft when the pencil was pressed."""
    window, before = program.window, program.parts.chat.messages.messages
    window.composer.set_text("half a sentence")
    window.transcript.edit_requested.emit(0)
    assert window.message_bar.text
    (cancel,) = (
        button for button in window.message_bar.findChildren(QPushButton) if not button.isHidden()
    )
    cancel.click()
    assert window.composer.text() == "half a sentence"
    assert program.parts.chat.messages.messages == before


def test_what_is_sent_in_another_conversation_is_no_edit(qtbot, program):
    """The prompt is not there any more."""
    chat, window = program.parts.chat, program.window
    window.transcript.edit_requested.emit(0)
    window.conversations.on_new_chat_triggered()
    _send(qtbot, program, "Something else")
    assert chat.branch_place(0) == (1, 1)
    assert chat.messages.message(0).text == "Something else"
