"""Stop while a model is being opened, by key and menu, in the shown window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gptdesk.app.main import build_program
from gptdesk.app.system.crash import CrashReporter
from gptdesk.storage.paths import user_paths
from tests.fakes import INFO, FakeEngine


def test_an_opening_is_stopped_by_the_user(qtbot: QtBot, tmp_path: Path) -> None:
    """A file of gigabytes takes a while; what is true then is said, and an answer goes first."""
    engine = FakeEngine()
    program = build_program(user_paths(), crashes=CrashReporter(), engine_factory=lambda: engine)
    qtbot.addWidget(program.window)
    models, views = program.view_models, program.window.views
    stop, library, editor = views.menu.stop, models.library, views.composer.editor
    engine.load_delay_s = 3600
    with qtbot.waitSignal(program.client.load_progressed):
        program.start(None)
    program.window.show()
    qtbot.waitExposed(program.window)
    views.composer.focus_editor()
    assert stop.isEnabled()
    qtbot.keyClicks(editor, "Once")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert models.chat.is_busy
    with qtbot.waitSignal(models.chat.run_finished):
        qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert library.is_loading
    assert stop.isEnabled(), "first the answer that waits, then the model"
    with qtbot.waitSignal(library.opening_stopped):
        qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert not stop.isEnabled()
    assert "was not opened. No model is open now." in views.notice_bar.text
    assert views.status.message.toolTip() == ""

    engine.load_delay_s = 0
    with qtbot.waitSignal(library.model_opened):
        views.menu.open_bundled.trigger()
    assert not stop.isEnabled()
    engine.load_delay_s = 3600
    with qtbot.waitSignal(program.client.load_progressed):
        library.open_model(tmp_path / "large")
    with qtbot.waitSignal(library.opening_stopped):
        stop.trigger()
    assert f"large was not opened. {INFO.name} is still in use." in views.notice_bar.text
    qtbot.keyClicks(editor, "upon")
    with qtbot.waitSignal(models.chat.run_finished):
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert models.chat.messages.messages[-1].model_name == INFO.name
    program.window.close()
    assert program.is_joined
