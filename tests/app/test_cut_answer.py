"""An answer that ends at *Maximum tokens* says so: in the window, after a restart, in a file."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gptdesk.app.main import Program, build_program
from gptdesk.app.system.crash import CrashReporter
from gptdesk.chat.notes import NoteCode, note_sentence
from gptdesk.engine.types import FinishReason
from gptdesk.storage.paths import user_paths
from tests.fakes import STORY, FakeEngine, Script

SENTENCE = note_sentence(NoteCode.MAX_TOKENS)
CUT = Script(STORY[:3], FinishReason.MAX_TOKENS)


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


def _open(qtbot: QtBot, engine: FakeEngine) -> Program:
    program = build_program(user_paths(), crashes=CrashReporter(), engine_factory=lambda: engine)
    qtbot.addWidget(program.window)
    models = program.view_models
    with qtbot.waitSignals([models.library.model_opened, models.conversations.loaded]):
        program.start(None)
    return program


def _seen(program: Program) -> str:
    return program.window.views.transcript.scroller.page.entries[-1].text_in_words(10_000)


def test_a_cut_answer_says_so_until_it_goes_on(
    qtbot: QtBot, engine: FakeEngine, tmp_path: Path
) -> None:
    """Else a finished answer and one that was cut look the same; one step is asked for, not cut."""
    program = _open(qtbot, engine)
    views, chat = program.window.views, program.view_models.chat

    def press(key: Qt.Key, modifier: Qt.KeyboardModifier, script: Script) -> None:
        engine.enqueue(script)
        with qtbot.waitSignal(chat.run_finished):
            qtbot.keyClick(views.composer.editor, key, modifier)

    plain, control = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
    qtbot.keyClicks(views.composer.editor, "A beginning")
    press(Qt.Key.Key_Return, plain, CUT)
    assert _seen(program).endswith(SENTENCE)
    press(Qt.Key.Key_F10, plain, Script(STORY[3:4], FinishReason.MAX_TOKENS))
    assert SENTENCE not in _seen(program)
    press(Qt.Key.Key_Return, control, CUT)
    assert _seen(program).count(SENTENCE) == 1
    seen = _seen(program)

    own, transfer = chat.conversation.id, program.view_models.transfer
    for name in ("cut.txt", "cut.md", "cut.html", "cut.json"):
        with qtbot.waitSignal(transfer.done):
            transfer.export(own, tmp_path / name)
        said = "max-tokens" if name == "cut.json" else "Maximum tokens"
        assert (tmp_path / name).read_text("utf-8").count(said) == 1, name

    program.window.close()
    assert program.is_joined
    program = _open(qtbot, FakeEngine())
    program.view_models.conversations.open_conversation(own)
    qtbot.waitUntil(lambda: program.view_models.chat.messages.rowCount() == 2)
    qtbot.waitUntil(lambda: _seen(program) == seen)
    program.window.close()
    assert program.is_joined
