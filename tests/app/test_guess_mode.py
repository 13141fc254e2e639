"""Guess mode in the real window: what can be guessed is covered, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from gptdesk.app.main import Program, build_program
from gptdesk.app.system.crash import CrashReporter
from gptdesk.app.views.guess.cover import GuessStack
from gptdesk.engine.tokenizers.vocabulary import END_OF_TEXT_ID
from gptdesk.engine.types import FinishReason
from gptdesk.storage.paths import user_paths
from tests.fakes import STORY, FakeEngine, Script

CONTROL, PLAIN = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def program(qtbot: QtBot, engine: FakeEngine) -> Iterator[Program]:
    program = build_program(user_paths(), crashes=CrashReporter(), engine_factory=lambda: engine)
    qtbot.addWidget(program.window)
    models = program.view_models
    with qtbot.waitSignals([models.library.model_opened, models.conversations.loaded]):
        program.start(None)
    yield program
    program.window.close()
    assert program.is_joined


def _reveal_buttons(program: Program) -> list[QPushButton]:
    """Return the *Reveal* buttons that are seen; the window Under the hood is one of both."""
    inside = program.window.views.side_windows.inside_window
    windows = [program.window] if inside is None else [program.window, inside]
    stacks = [stack for window in windows for stack in window.findChildren(GuessStack)]
    return [stack.cover.button for stack in stacks if stack.cover.button.isVisible()]


def test_an_answer_that_ended_leaves_nothing_to_guess(
    qtbot: QtBot, program: Program, engine: FakeEngine
) -> None:
    """A question without an answer, with a button that does nothing, teaches a wrong thing."""
    views, chat = program.window.views, program.view_models.chat
    editor = views.composer.editor

    def run(script: Script, key: Qt.Key, modifier: Qt.KeyboardModifier = PLAIN) -> None:
        engine.enqueue(script)
        with qtbot.waitSignal(chat.run_finished):
            qtbot.keyClick(editor, key, modifier)

    qtbot.keyClicks(editor, "A beginning")
    run(Script((*STORY, (END_OF_TEXT_ID, ""))), Qt.Key.Key_Return)
    views.menu.inside.trigger()
    qtbot.keyClick(editor, Qt.Key.Key_G, CONTROL)
    assert views.menu.guess.isChecked()
    assert _reveal_buttons(program) == []
    qtbot.keyClick(editor, Qt.Key.Key_Space)
    assert "ended its answer" in views.notice_bar.text
    assert _reveal_buttons(program) == []

    run(Script(STORY[:2], FinishReason.MAX_TOKENS), Qt.Key.Key_R, CONTROL)
    qtbot.waitUntil(lambda: len(_reveal_buttons(program)) > 1)
    engine.enqueue(Script(((END_OF_TEXT_ID, ""),)))
    with qtbot.waitSignal(chat.run_finished):
        qtbot.mouseClick(_reveal_buttons(program)[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: _reveal_buttons(program) == [])
