"""A client on a fake engine, and the check that no test leaves a thread behind."""

from __future__ import annotations

import gc
import logging
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QThread
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from gptdesk.app import painting
from gptdesk.app.access import announcements
from gptdesk.app.inference.client import InferenceClient
from gptdesk.app.theme import ThemeController
from gptdesk.app.viewmodels.inspector import typed_text
from gptdesk.app.views.composer import sending
from tests.fakes import FakeEngine, FakeTokenizer

NAMED, UNNAMED = {"inference", "token counter"}, "QThread"  # threads, as the system names them
TASKS = Path("/proc/self/task")
XVFB_PROGRAMS = ("Xvfb", "openbox", "xdotool")


def delete_what_is_closed() -> None:
    """Delete what `deleteLater` was called of, which otherwise waits for the next event loop."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def running_threads() -> list[str]:
    """Return the names of our threads that run now; nothing where the system does not say."""
    names = []
    for task in TASKS.glob("*/comm"):
        try:
            names.append(task.read_text().strip())
        except OSError:  # it ended just now
            continue
    unnamed = [name for name in names if name == UNNAMED]
    return unnamed if NAMED.isdisjoint(names) else unnamed + _named_by_qt()


def _named_by_qt() -> list[str]:
    """Return the names of our threads that Qt still runs.

    The pool that torch keeps for good bears the name of the thread that first told it how many
    threads to compute with, and lives on after that one.
    """
    threads = [one for one in gc.get_objects() if type(one) is QThread and isValid(one)]
    return [one.objectName() for one in threads if one.objectName() in NAMED and one.isRunning()]


@pytest.fixture(autouse=True)
def _widgets_go_with_their_test() -> Iterator[None]:
    """Qt deletes closed windows later, in an event loop: the next theme would dress them all."""
    yield
    delete_what_is_closed()


@pytest.fixture(autouse=True)
def _no_thread_outlives_its_test() -> Iterator[None]:
    """A thread that runs on takes a later test down, far from its cause."""
    yield
    deadline = time.monotonic() + 60
    while running_threads() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert running_threads() == []


@pytest.fixture(autouse=True)
def _garbage_is_collected_here() -> Iterator[None]:
    """As in the program: another thread's collection would destroy Qt's objects there."""
    gc.disable()
    yield
    gc.collect(1)
    gc.enable()


class _Mistakes(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.told.append(f"{record.getMessage()}: {record.exc_info and record.exc_info[1]!r}")


@pytest.fixture(autouse=True)
def _no_mistake_is_painted_over() -> Iterator[None]:
    """A paint event lives through every exception: what it logs must not go unnoticed."""
    mistakes = _Mistakes()
    painting.logger.addHandler(mistakes)
    yield
    painting.logger.removeHandler(mistakes)
    assert mistakes.told == []


@pytest.fixture(autouse=True)
def _no_theme_outlives_its_test(qapp: QApplication) -> Iterator[None]:
    """A widget asks the application for its theme, font and colours: not the last test's."""
    font, palette = qapp.font(), qapp.palette()
    yield
    qapp.setProperty("theme", None)
    qapp.setProperty("zoom", None)
    qapp.setStyleSheet("")
    if qapp.font() != font:
        qapp.setFont(font)
    if qapp.palette() != palette:
        qapp.setPalette(palette)


@pytest.fixture(autouse=True)
def _nothing_is_looked_at_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    """The panel stays at the token that a test is about, however long that takes.

    What comes next after a rest has tests of its own, which take this back.
    """
    for pause in ("REST_MS", "SEEN_MS"):
        monkeypatch.setattr(typed_text, pause, 10**8)


@pytest.fixture(autouse=True)
def _no_press_comes_too_early(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test presses Send or Esc as soon as an answer ended, which no user could have seen.

    The pause after that has a test of its own, which takes this back.
    """
    monkeypatch.setattr(sending, "SETTLED_S", 0.0)


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is announced to a screen reader, in order."""
    words: list[str] = []
    monkeypatch.setattr(announcements, "is_heard", lambda: True)
    monkeypatch.setattr(announcements, "_send", lambda _, sentence, **__: words.append(sentence))
    return words


@pytest.fixture
def themes(qapp: QApplication) -> Iterator[ThemeController]:
    """The light theme on the application, which is left as it was."""
    palette, font = QPalette(qapp.palette()), qapp.font()
    controller = ThemeController(qapp, "light")
    controller.put_on()
    yield controller
    QGuiApplication.styleHints().unsetColorScheme()
    controller.deleteLater()
    qapp.setStyleSheet("")
    qapp.setPalette(palette)
    qapp.setFont(font)


@pytest.fixture
def engine(qapp) -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def make_client(qapp) -> Iterator[Callable[..., InferenceClient]]:
    clients = []

    def make(factory, tokenizer_factory=lambda _: FakeTokenizer()) -> InferenceClient:
        client = InferenceClient(factory, tokenizer_factory=tokenizer_factory)
        clients.append(client)
        return client

    yield make
    for client in clients:
        assert client.shutdown(10_000), "a thread outlived its test"


@pytest.fixture
def client(make_client, engine) -> InferenceClient:
    client = make_client(lambda: engine)
    client.start()
    return client


@pytest.fixture
def display() -> Iterator[str]:
    """A virtual screen with a window manager, without which there is no keyboard focus."""
    absent = [program for program in XVFB_PROGRAMS if shutil.which(program) is None]
    if absent:
        pytest.skip(f"not installed: {', '.join(absent)}")
    reader, writer = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1400x900x24", "-nolisten", "tcp"],
        pass_fds=(writer,),
        stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    with os.fdopen(reader) as pipe:
        name = f":{pipe.readline().strip()}"
    manager = subprocess.Popen(
        ["openbox"], env={**os.environ, "DISPLAY": name}, stderr=subprocess.DEVNULL
    )
    yield name
    for process in (manager, server):
        process.terminate()
        process.wait(timeout=10)


@pytest.fixture
def on_display(display: str, tmp_path: Path) -> dict[str, str]:
    """The environment of a program on a screen of its own, with nobody's settings."""
    return {
        **os.environ,
        "DISPLAY": display,
        "QT_QPA_PLATFORM": "xcb",
        "PYTHONFAULTHANDLER": "1",  # a crash tells where
        "GPTDESK_HOME": str(tmp_path / "home"),
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }


@pytest.fixture
def drive(on_display: dict[str, str], tmp_path: Path) -> Callable[..., None]:
    """Run a script that presses real keys, with its arguments and a folder for pictures."""
    pictures = Path(os.environ.get("GPTDESK_TEST_PICTURES", tmp_path / "pictures"))

    def run(script: str, *arguments: Path) -> None:
        result = subprocess.run(
            [sys.executable, str(Path(__file__).with_name(script)), *arguments, pictures],
            env=on_display,
            capture_output=True,
            text=True,
            timeout=170,
            check=False,
        )
        assert result.returncode == 0, result.stdout + result.stderr
        assert "NOT REACHED" not in result.stdout
        assert "Traceback" not in result.stderr

    return run
