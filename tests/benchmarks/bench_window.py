"""A window to be measured: the real one, or, with `--plain`, the view models under a list view.

Shared by the `window_*.py` scripts beside it, which print figures; nothing here is a test.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
if "GPTDESK_HOME" not in os.environ:
    _HOME = tempfile.TemporaryDirectory(prefix="gptdesk-bench-")  # removed at exit
    os.environ["GPTDESK_HOME"] = _HOME.name
sys.path.insert(0, str(Path(__file__).parents[2]))

from PySide6.QtCore import (
    QElapsedTimer,
    QEventLoop,
    QLocale,
    QModelIndex,
    QObject,
    Qt,
    QTimer,
    Slot,
)
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QApplication,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from gptdesk.app.inference.client import InferenceClient
from gptdesk.app.viewmodels.chat.chat import ChatViewModel
from gptdesk.app.viewmodels.chat.sampling import SamplingViewModel
from gptdesk.app.viewmodels.inspector.next_token import NextTokenViewModel
from gptdesk.engine.protocol import Engine
from gptdesk.engine.types import LoadRequest
from tests.app.viewmodels.memory_store import MemoryStore
from tests.fakes import INFO, FakeEngine

SIZE = 1280, 800
HEARTBEAT_MS = 16
JOIN_MS = 700


@dataclass
class Room:
    """What every script needs of a window, whichever it is."""

    kind: str
    window: QWidget
    client: InferenceClient
    chat: ChatViewModel
    sampling: SamplingViewModel
    is_joined: Callable[[], bool]

    def wait_until_loaded(self) -> None:
        """Turn the event loop until a model is there."""
        turn_until(lambda: self.client.info is not None)


def open_room(engine_factory: Callable[[], Engine], *, model: Path | None, is_plain: bool) -> Room:
    """Show a window on that engine and start opening `model`; None is the bundled one."""
    if QApplication.instance() is None:
        if is_plain:
            QApplication(sys.argv[:1])
        else:
            from gptdesk.app.main import make_application

            _KEPT.append(make_application(sys.argv[:1]))
    if is_plain:
        return _open_plain(engine_factory, model)
    return _open_program(engine_factory, model)


_KEPT: list[object] = []  # what must live as long as the script


def _open_program(engine_factory: Callable[[], Engine], model: Path | None) -> Room:
    from gptdesk.app.main import build_program
    from gptdesk.app.system.crash import CrashReporter
    from gptdesk.storage.paths import user_paths

    program = build_program(user_paths(), crashes=CrashReporter(), engine_factory=engine_factory)
    _KEPT.append(program)
    program.start(model)
    program.window.resize(*SIZE)  # a screen of Qt's offscreen platform is smaller: no panel there
    models = program.view_models
    return Room(
        "main window",
        program.window,
        program.client,
        models.chat,
        models.sampling,
        lambda: program.is_joined,
    )


class EndOfText(QStyledItemDelegate):
    """Shows the end of a message in one line: a list view would lay out all of it each time."""

    def displayText(self, value: object, locale: QLocale) -> str:
        return str(value)[-100:].replace("\n", " ")

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        super().initStyleOption(option, index)
        option.text = self.displayText(index.data(), option.locale)


class PlainWindow(QListView):
    """The least that shows messages and closes in the right order."""

    def __init__(self, client: InferenceClient) -> None:
        super().__init__()
        self.client = client
        self.chat: ChatViewModel | None = None
        self.next_token = NextTokenViewModel(client.model, self)
        self.is_joined = True
        self.setItemDelegate(EndOfText(self))
        self.setUniformItemSizes(True)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.chat is not None:
            self.chat.shutdown()
        self.next_token.shutdown()
        self.is_joined = self.client.shutdown(JOIN_MS)
        super().closeEvent(event)


def _open_plain(engine_factory: Callable[[], Engine], model: Path | None) -> Room:
    client = InferenceClient(engine_factory)
    sampling = SamplingViewModel()
    chat = ChatViewModel(client, MemoryStore(), sampling)
    window = PlainWindow(client)
    window.chat = chat
    window.setModel(chat.messages)
    chat.record_added.connect(window.next_token.show)
    _KEPT.extend((client, sampling, chat, window))
    window.resize(1280, 800)
    window.show()
    client.start()
    client.load(LoadRequest(model or INFO.path))
    return Room("plain list view", window, client, chat, sampling, lambda: window.is_joined)


class Heartbeat(QObject):
    """Measures how long the event loop was away, every 16 ms."""

    def __init__(self) -> None:
        super().__init__()
        self.gaps_ms: list[float] = []
        self._clock = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_timeout)

    def start(self) -> None:
        self._clock.start()
        self._timer.start(HEARTBEAT_MS)

    def stop(self) -> None:
        self._timer.stop()

    @Slot()
    def _on_timeout(self) -> None:
        self.gaps_ms.append(self._clock.nsecsElapsed() / 1e6)
        self._clock.restart()


def turn_until(is_done: Callable[[], bool], *, limit_s: float = 120.0) -> None:
    """Run the event loop until `is_done`, looking every 5 ms.

    Raises:
        TimeoutError: it never was.
    """
    loop = QEventLoop()
    timer = QTimer()
    deadline = time.monotonic() + limit_s

    def look() -> None:
        if is_done() or time.monotonic() > deadline:
            loop.quit()

    timer.timeout.connect(look)
    timer.start(5)
    if not is_done():
        loop.exec()
    if not is_done():
        raise TimeoutError(f"not done after {limit_s:g} s")


def turn_for(seconds: float) -> None:
    """Run the event loop that long."""
    loop = QEventLoop()
    timer = QTimer()
    timer.setSingleShot(True)
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(loop.quit)
    timer.start(round(seconds * 1000))
    loop.exec()


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the smallest value that `percent` of all do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100).__int__() - 1)]


def spread(values: Sequence[float], unit: str) -> str:
    """Return p50, p99 and the largest of `values`, as one line."""
    return (
        f"p50 {percentile(values, 50):.1f}, p99 {percentile(values, 99):.1f},"
        f" max {max(values):.1f} {unit} (n = {len(values):,})"
    )


def parser(description: str) -> argparse.ArgumentParser:
    """Return a parser with the options that all scripts have."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--plain", action="store_true", help="a list view in place of the window")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--untimed", action="store_true", help="print times, but fail on what is wrong only"
    )
    return parser


def add_model_option(parser: argparse.ArgumentParser) -> None:
    """Let a script run on a real network as well."""
    parser.add_argument(
        "--model", default="fake", help="'fake' (default), 'bundled', or a model file or folder"
    )


def engine_and_model(name: str, fake: FakeEngine) -> tuple[Callable[[], Engine], Path | None]:
    """Return an engine factory and what to open, as `--model` says."""
    if name == "fake":
        return (lambda: fake), None
    from gptdesk.app.main import make_engine

    return make_engine, None if name == "bundled" else Path(name)


def verdict(exact: dict[str, bool], timed: dict[str, bool], *, is_untimed: bool) -> int:
    """Print each check and return the exit code; times on a busy machine can be left out of it."""
    for name, is_met in {**exact, **timed}.items():
        print(f"  {'pass' if is_met else 'FAIL'}  {name}")
    return 0 if all(exact.values()) and (is_untimed or all(timed.values())) else 1


def leave(room: Room, exit_code: int) -> None:
    """Close the window and end the process as the program does."""
    while not room.window.close():  # it asks instead, until a slow disk has what is new
        turn_for(0.1)
    if not room.is_joined():
        sys.stdout.flush()
        os._exit(exit_code)
    sys.exit(exit_code)


def dice(seed: int) -> random.Random:
    """Return random numbers that are the same every time; the seed is printed."""
    print(f"  seed {seed}")
    return random.Random(seed)
