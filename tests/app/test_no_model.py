"""A window without a model says so, in the place where one would send."""

from __future__ import annotations

from collections import deque

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from gptdesk.app.main import build_program
from gptdesk.app.system.crash import CrashReporter
from gptdesk.errors import CheckpointError
from gptdesk.storage.models.catalog import bundled_model
from gptdesk.storage.paths import user_paths
from tests.fakes import FakeEngine, story_text

LEFT = Qt.MouseButton.LeftButton


def test_send_is_off_without_a_model_and_says_why(qtbot: QtBot) -> None:
    """A button that does nothing, and a promise that nothing runs behind, are two riddles."""
    missing = CheckpointError(bundled_model(), "it is not there", remedy="Install it again.")
    engine = FakeEngine(load_errors=deque([missing]))
    program = build_program(user_paths(), crashes=CrashReporter(), engine_factory=lambda: engine)
    views, library = program.window.views, program.view_models.library
    composer, bar, chat = views.composer, views.notice_bar, program.view_models.chat
    qtbot.addWidget(program.window)
    assert composer.send_button.isEnabled(), "the first prompt may wait for the model"
    with qtbot.waitSignal(library.open_failed):
        program.start(None)

    assert bar.text.endswith("Install it again. No model is open now.")
    for button in (composer.send_button, composer.step_button):
        assert not button.isEnabled()
        assert button.toolTip() == "No model is open. Open one first (Ctrl+O)."
        assert button.accessibleDescription() == button.toolTip()
    shown = [label.text() for label in views.empty_state.findChildren(QLabel)]
    assert "No model is open. Open one to begin." in shown
    qtbot.keyClicks(composer.editor, "A hen")
    qtbot.mouseClick(composer.send_button, LEFT)
    qtbot.keyClick(composer.editor, Qt.Key.Key_Return)
    assert "No model is open" in bar.text
    assert composer.text() == "A hen"

    with qtbot.waitSignal(library.model_opened):
        views.menu.open_bundled.trigger()
    assert composer.send_button.isEnabled()
    assert composer.send_button.toolTip() == "Send the prompt (Enter)"
    with qtbot.waitSignal(chat.run_finished):
        qtbot.mouseClick(composer.send_button, LEFT)
    assert chat.messages.message(1).text == story_text()

    engine.load_errors.append(missing)
    with qtbot.waitSignal(library.open_failed):
        library.open_model(bundled_model() / "letter.txt")
    assert bar.text.endswith(" fake is still in use.")
    assert composer.send_button.isEnabled()
    program.window.close()
    assert program.is_joined
