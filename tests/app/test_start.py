"""Nothing on the user's disk keeps the window from opening, and what went wrong stands in it."""

from __future__ import annotations

import json
import os
import random
import threading
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.qtbot import QtBot

from gptdesk.app import translations
from gptdesk.app.main import Program, build_program
from gptdesk.app.system.crash import CrashReporter
from gptdesk.app.viewmodels.settings.preferences import Preferences
from gptdesk.app.views.window.window_place import restore_place
from gptdesk.files.atomic import write_atomic
from gptdesk.storage.history.history import History
from gptdesk.storage.models.catalog import Catalog
from gptdesk.storage.paths import user_paths
from gptdesk.storage.settings import read_settings
from tests.app.start_setups import LONG, SETUPS, geometry, rounds
from tests.fakes import FakeEngine

pytestmark = pytest.mark.skipif(os.name == "nt", reason="pipes and links in the file system")


@pytest.fixture
def crashes() -> Iterator[CrashReporter]:
    crashes = CrashReporter()
    yield crashes
    crashes.uninstall()


def start(qtbot: QtBot, crashes: CrashReporter) -> Program:
    """Start as `run` does, and wait for the window, the model and the history."""
    paths = user_paths()
    crashes.install(paths.log_dir)
    program = build_program(paths, crashes=crashes, engine_factory=FakeEngine)
    qtbot.addWidget(program.window)
    answered = []
    program.view_models.history.ask(History.summaries, answered.append)
    program.view_models.history.failed.connect(answered.append)
    with qtbot.waitSignal(program.view_models.library.model_opened):
        program.start(None)
    qtbot.waitUntil(lambda: bool(answered))
    return program


def close(program: Program) -> None:
    program.window.close_at_once()  # nobody is there to be asked
    assert program.is_joined or program.client.shutdown(10_000)


@pytest.mark.parametrize("names", rounds(), ids="+".join)
def test_the_window_opens_and_says_what_is_wrong(
    qtbot: QtBot, crashes: CrashReporter, names: tuple[str, ...]
) -> None:
    """And a message sent does not take the warnings away."""
    for name in names:
        SETUPS[name][0](user_paths())
    reports: list[str] = []
    crashes.report_ready.connect(reports.append)
    program = start(qtbot, crashes)
    window = program.window
    assert window.isVisible()
    screen = QGuiApplication.primaryScreen().availableGeometry()
    assert screen.intersects(window.geometry())
    assert window.width() <= screen.width()
    with qtbot.waitSignal(program.view_models.chat.run_finished):
        window.views.composer.set_text("Once")
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Return)
    for name in names:
        assert SETUPS[name][1] in window.views.notice_bar.text
    close(program)
    assert reports == []


def recent_entries(program: Program) -> dict[str, QAction]:
    """Open the File menu, as a click does, and return the entries of *Recent models* by path."""
    file_menu = program.window.menuBar().actions()[0].menu()
    file_menu.aboutToShow.emit()
    menu = next(one.menu() for one in file_menu.actions() if one.text() == "&Recent models")
    return {action.toolTip(): action for action in menu.actions()}


def test_a_recent_model_out_of_reach_is_greyed(
    qtbot: QtBot, crashes: CrashReporter, tmp_path: Path
) -> None:
    """It ended the program at the start, with exit code 1 and no word."""
    here, gone = tmp_path / "here.pth", tmp_path / "gone.pth"
    here.touch()
    gone.touch()
    paths = user_paths()
    paths.data_dir.mkdir(parents=True)
    models = [LONG, str(here), str(gone), str(here / "below")]
    paths.recent_models_file.write_text(json.dumps({"schema": 1, "models": models}))
    program = start(qtbot, crashes)

    def can_be_chosen() -> dict[str, bool]:
        return {path: action.isEnabled() for path, action in recent_entries(program).items()}

    expected = {LONG: False, str(here): True, str(gone): True, str(here / "below"): False}
    qtbot.waitUntil(lambda: can_be_chosen() == expected)
    gone.unlink()
    qtbot.waitUntil(lambda: can_be_chosen() == expected | {str(gone): False})
    assert all(len(action.text()) < 200 for action in recent_entries(program).values())
    chosen: list[Path] = []
    program.window.views.menu.model_chosen.connect(chosen.append)
    with qtbot.waitSignal(program.view_models.library.model_opened):
        recent_entries(program)[str(here)].trigger()
    assert chosen == [here]
    assert isinstance(chosen[0], Path)
    close(program)


def test_a_dead_disk_keeps_nobody_waiting(
    qtbot: QtBot, crashes: CrashReporter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asking about a path on a network disk that is out of reach never returns."""
    here, dead = tmp_path / "here.pth", tmp_path / "dead.pth"
    here.touch()
    dead.touch()
    for model in (here, dead):
        Catalog(user_paths()).remember(model)
    connected = Event()
    stat = Path.stat

    def stat_of_a_dead_disk(path: Path, **options: bool) -> os.stat_result:
        if path == dead:
            assert connected.wait(30)
        return stat(path, **options)

    monkeypatch.setattr(Path, "stat", stat_of_a_dead_disk)
    program = start(qtbot, crashes)
    qtbot.waitUntil(lambda: recent_entries(program)[str(here)].isEnabled())
    assert not recent_entries(program)[str(dead)].isEnabled()
    threads = threading.active_count()
    for _ in range(5):
        recent_entries(program)
    assert threading.active_count() <= threads + 2, "nobody asks twice"
    connected.set()
    qtbot.waitUntil(lambda: recent_entries(program)[str(dead)].isEnabled())
    close(program)


def test_settings_that_cannot_be_saved_are_said_until_they_are(
    qtbot: QtBot, crashes: CrashReporter
) -> None:
    """Sending a message does not make it untrue."""
    paths = user_paths()
    paths.config_dir.parent.mkdir(parents=True)
    paths.config_dir.touch()
    program = start(qtbot, crashes)
    bar = program.window.views.notice_bar
    program.window.views.menu.zoom_in.trigger()
    qtbot.waitUntil(lambda: "Settings cannot be saved" in bar.text)
    program.window.views.commands.new_chat()
    assert "Settings cannot be saved" in bar.text
    paths.config_dir.unlink()
    program.window.views.menu.zoom_in.trigger()
    qtbot.waitUntil(lambda: "Settings cannot be saved" not in bar.text)
    assert read_settings(paths.settings_file)[0].zoom == 120
    close(program)


def test_a_window_left_on_another_screen_comes_back_to_this_one(qtbot: QtBot) -> None:
    """Any bytes, and the bytes of any place: the window is where it can be seen and moved."""
    preferences = Preferences(user_paths())
    screen = QGuiApplication.primaryScreen().availableGeometry()
    dice = random.Random(12)
    whole = geometry(100, 100, 800, 600)
    for _ in range(60):
        stored = bytearray(whole)
        for _ in range(dice.randrange(1, 6)):
            stored[dice.randrange(8, len(stored))] = dice.randrange(256)
        write_atomic(
            user_paths().window_file, bytes(stored[: dice.randrange(8, 80)]), is_private=True
        )
        window = QMainWindow()
        qtbot.addWidget(window)
        window.setMinimumSize(560, 420)
        restore_place(window, preferences)
        window.show()
        seen = screen.intersected(window.frameGeometry())
        assert min(seen.width(), seen.height()) >= 100, bytes(stored).hex()
        assert window.width() <= screen.width()
        assert window.height() <= screen.height()
        window.close()


def test_what_was_wrong_before_the_window_is_said_in_its_language(
    qtbot: QtBot, crashes: CrashReporter, qapp: QApplication
) -> None:
    """The log is opened, and refused, before the language is known."""
    file = user_paths().settings_file
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text('schema = 1\nlanguage = "zh_CN"\n')
    SETUPS["logs_folder_that_is_a_file"][0](user_paths())
    program = start(qtbot, crashes)
    assert "：无法写入日志（" in program.window.views.notice_bar.text
    close(program)
    translations.install(qapp, translations.ENGLISH)
