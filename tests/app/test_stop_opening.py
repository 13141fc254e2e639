"""Stop while a model is being opened, by key and menu, in the shown window."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gptdesk.app.main import build_program
from gptdesk.app.system.crash import CrashReporter
from gptdesk.app.viewmodels.inspector.two_models import ModelChoice
from gptdesk.engine.types import LoadProgress, LoadRequest, ModelInfo
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


class ManyModels(FakeEngine):
    """Has a model at every path, named after it; those among `slow` take an hour."""

    slow: tuple[str, ...] = ()

    def load(self, request: LoadRequest, progress: LoadProgress) -> ModelInfo:
        name = request.path.name
        self.load_delay_s = 3600 if name in self.slow else 0
        info = super().load(request, progress)
        self.info = replace(info, name=name, path=request.path, sha256=name)
        return self.info


def test_the_second_of_two_models_is_stopped_by_the_user(qtbot: QtBot, tmp_path: Path) -> None:
    """The model of before comes back, and is the one that is named; Esc again leaves it."""
    engine = ManyModels()
    program = build_program(user_paths(), crashes=CrashReporter(), engine_factory=lambda: engine)
    qtbot.addWidget(program.window)
    models, views = program.view_models, program.window.views
    two_models, editor, bar = models.two_models, views.composer.editor, views.notice_bar
    own, first, second = (ModelChoice(name, tmp_path / name) for name in ("own", "one", "two"))
    with qtbot.waitSignals([models.library.model_opened, models.conversations.loaded]):
        program.start(own.path)
    program.window.show()
    qtbot.waitExposed(program.window)
    views.composer.focus_editor()
    for slow, presses in ((("two",), 1), (("two", "own"), 2)):
        engine.slow = slow
        views.menu.ask_two.trigger()
        dialog = views.side_windows.two_models_dialog
        assert dialog is not None
        two_models.ask("Once", first, second)
        qtbot.waitUntil(lambda: two_models.status == "two is being opened…")
        qtbot.waitUntil(lambda: models.library.is_loading)
        qtbot.keyClick(editor, Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda: "two was not opened. own is opened instead." in bar.text)
        if presses == 2:
            assert two_models.status == "own is being opened again…"
            qtbot.keyClick(editor, Qt.Key.Key_Escape)
            qtbot.waitUntil(lambda: "own was not opened. one is still in use." in bar.text)
        qtbot.waitUntil(lambda: not two_models.is_running)
        stopped, in_use = ("two", "own") if presses == 1 else ("own", "one")
        assert program.client.info is not None
        assert program.client.info.name == in_use
        assert (
            two_models.status
            == dialog.said.text()
            == (f"{stopped} was not opened. {in_use} is still in use.")
        )
        assert not two_models.has_failed, "the user wanted it: that is no error"
        dialog.reject()
    program.window.close()
    assert program.is_joined
