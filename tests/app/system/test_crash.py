"""Uncaught errors reach the log and the user, from any thread, once each."""

from __future__ import annotations

import errno
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gptdesk.app.system.crash import CrashReporter
from gptdesk.app.system.error_text import sentence_for
from gptdesk.errors import CheckpointError, InferenceError


@pytest.fixture
def reporter(qapp: object, tmp_path: Path) -> Iterator[CrashReporter]:
    """A reporter with its hooks in place and its files in a folder of the test."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    crashes = CrashReporter()
    crashes.install(tmp_path / "logs")
    yield crashes
    crashes.uninstall()
    for handler in set(root.handlers) - set(handlers):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


def _fail() -> None:
    raise RuntimeError("the kettle is empty")


def _fail_in_thread() -> None:
    thread = threading.Thread(target=_fail)
    thread.start()
    thread.join()


def test_a_log_folder_that_cannot_be_made_is_told_by_its_own_reason(
    qapp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That a file in it is missing follows from that, and tells a user nothing."""

    def refuse(folder: Path) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(folder))

    monkeypatch.setattr("gptdesk.app.system.crash.make_private_folder", refuse)
    reporter = CrashReporter()
    reporter.install(tmp_path / "logs")
    reporter.uninstall()
    assert "(Permission denied)" in reporter.warning


def test_an_error_in_another_thread_is_reported_in_the_gui_thread(
    reporter: CrashReporter, qtbot: QtBot, tmp_path: Path
) -> None:
    """A worker that dies silently leaves a user waiting for ever."""
    threads: list[threading.Thread] = []
    reporter.report_ready.connect(lambda _report: threads.append(threading.current_thread()))
    with qtbot.waitSignal(reporter.report_ready) as caught:
        _fail_in_thread()
    assert "the kettle is empty" in caught.args[0]
    assert "PySide6" in caught.args[0]
    assert threads == [threading.main_thread()]
    log = (tmp_path / "logs" / "gptdesk.log").read_text(encoding="utf-8")
    assert "the kettle is empty" in log


def test_the_same_error_is_shown_once(reporter: CrashReporter, qtbot: QtBot) -> None:
    """A mistake in a paint event comes sixty times a second; one dialog is enough."""
    reports: list[str] = []
    reporter.report_ready.connect(reports.append)
    for _ in range(5):
        _fail_in_thread()
    qtbot.waitUntil(lambda: len(reports) > 0)
    qtbot.wait(50)
    assert len(reports) == 1


def test_a_crash_of_the_interpreter_leaves_its_stack(tmp_path: Path) -> None:
    """After a crash below Python, faults.log is all that is left to go by."""
    code = (
        "import sys, ctypes, pathlib\n"
        "from PySide6.QtCore import QCoreApplication\n"
        "from gptdesk.app.system.crash import CrashReporter\n"
        "app = QCoreApplication([])\n"
        "reporter = CrashReporter()\n"
        f"reporter.install(pathlib.Path({str(tmp_path)!r}))\n"
        "ctypes.string_at(0)\n"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert result.returncode != 0
    assert "string_at" in (tmp_path / "faults.log").read_text(encoding="utf-8")


def test_a_log_folder_that_cannot_be_made_does_not_stop_the_start(
    qapp: object, tmp_path: Path
) -> None:
    """A full disk must not keep anyone from their window."""
    (tmp_path / "logs").write_text("a file in the way")
    crashes = CrashReporter()
    crashes.install(tmp_path / "logs")
    crashes.uninstall()


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError("CUDA error: \x1b[31mdevice-side assert"),
        EOFError(),
        MemoryError(),
        InferenceError(""),
        CheckpointError(Path("a.bin"), "it is empty", remedy="Download it again."),
    ],
)
def test_every_error_has_a_sentence(error: BaseException) -> None:
    """Never an empty message, never a library's own text with escape codes."""
    sentence = sentence_for(error)
    assert sentence.endswith(".")
    assert "\x1b" not in sentence
    assert "Traceback" not in sentence
