"""A file that the program is started with a second time is opened by the window that is there."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gptdesk.app.main import Program, build_program
from gptdesk.app.system import first_start
from gptdesk.app.system.crash import CrashReporter
from gptdesk.app.system.first_start import OpenedFiles, hand_over, take_first_start
from gptdesk.files.locks import lock_file
from gptdesk.formats.conversation_json import conversation_json
from gptdesk.storage.paths import user_paths
from tests.app.keeping import conversation_of
from tests.fakes import FakeEngine

pytestmark = pytest.mark.skipif(os.name == "nt", reason="no such sockets in Python there")

ROOT = Path(__file__).parents[2]


@pytest.fixture
def runtime(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A runtime folder with a name short enough for a socket, as the system's has."""
    with tempfile.TemporaryDirectory() as folder:
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        yield Path(folder)


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def begin(
    qtbot: QtBot, runtime: Path, engine: FakeEngine
) -> Iterator[Callable[[Path | None], Program]]:
    """Start the window as `run` does, the first one of this user."""
    programs, firsts = [], []

    def begin(file: Path | None) -> Program:
        program = build_program(
            user_paths(), crashes=CrashReporter(), engine_factory=lambda: engine
        )
        qtbot.addWidget(program.window)
        programs.append(program)
        first = take_first_start(user_paths())
        assert first is not None
        firsts.append(first)
        first.path_received.connect(program.window.take_file)
        program.window.closing.connect(first.close)
        first.listen()
        with qtbot.waitSignals(
            [program.view_models.conversations.loaded, program.view_models.library.model_opened]
        ):
            program.start(file)
        return program

    yield begin
    for program in programs:
        program.window.close_at_once()
        assert program.is_joined or program.client.shutdown(10_000)


@pytest.fixture
def start_again(qtbot: QtBot, tmp_path: Path) -> Callable[..., None]:
    """Run the real command once more, in a folder, and wait until it has ended well."""

    def start_again(*arguments: str) -> None:
        command = [sys.executable, "-m", "gptdesk", *arguments]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        with subprocess.Popen(
            command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True
        ) as child:
            qtbot.waitUntil(lambda: child.poll() is not None)
            assert child.stderr is not None
            assert (child.returncode, child.stderr.read()) == (0, "")

    return start_again


def titles(program: Program) -> list[str]:
    model = program.view_models.conversations.list
    return [model.index(model.row_of(one.id)).data() for one in model.summaries]


def write_conversation(path: Path, title: str) -> Path:
    path.write_bytes(b"".join(conversation_json(conversation_of(title, title))))
    return path


def test_the_open_window_takes_the_files_of_later_starts(
    begin: Callable[[Path | None], Program],
    start_again: Callable[..., None],
    engine: FakeEngine,
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    """A model by a relative path, a conversation, a file that is neither, from a real command."""
    program = begin(None)
    window, library = program.window, program.view_models.library
    model = tmp_path / "my model.gguf"
    model.touch()
    window.showMinimized()
    with qtbot.waitSignal(library.model_opened):
        start_again(model.name)
    assert engine.loads[-1].path == model
    assert not window.isMinimized()
    write_conversation(tmp_path / "talk.json", "A talk")
    start_again("talk.json")
    qtbot.waitUntil(lambda: "A talk" in titles(program))
    (tmp_path / "bad.json").write_text("{}")
    start_again("bad.json")
    qtbot.waitUntil(lambda: "bad.json" in window.views.notice_bar.text)
    assert "A talk" in titles(program)

    # macOS starts nothing a second time: the running program is told
    write_conversation(tmp_path / "other talk.json", "Another talk")
    app = QApplication.instance()
    assert app is not None
    opened = OpenedFiles(app)
    opened.path_received.connect(window.take_file)
    QApplication.sendEvent(app, QFileOpenEvent(QUrl("https://example.org/")))
    QApplication.sendEvent(app, QFileOpenEvent(str(tmp_path / "other talk.json")))
    qtbot.waitUntil(lambda: "Another talk" in titles(program))
    app.removeEventFilter(opened)


def test_a_conversation_at_the_first_start_is_imported(
    begin: Callable[[Path | None], Program], tmp_path: Path, qtbot: QtBot
) -> None:
    """A double click on it, while no window is open; the model is the one used last."""
    program = begin(write_conversation(tmp_path / "talk.json", "A talk"))
    qtbot.waitUntil(lambda: titles(program) == ["A talk"])
    assert program.view_models.client.info is not None


def test_only_one_is_the_first_until_it_closes(runtime: Path) -> None:
    """And one that was killed, which leaves its files behind, is not waited for."""
    first = take_first_start(user_paths())
    assert first is not None
    assert take_first_start(user_paths()) is None
    first.close()
    first.close()
    assert list((runtime / "gptdesk").iterdir()) == []
    killed = take_first_start(user_paths())
    assert killed is not None
    os.close(killed._lock)  # as the system does
    again = take_first_start(user_paths())
    assert again is not None
    again.close()
    killed._receiver.close()


def test_a_path_of_any_bytes_arrives_also_before_the_first_start_listens(
    runtime: Path, qtbot: QtBot
) -> None:
    """Several starts at once are what a desktop makes of several chosen files."""
    first = take_first_start(user_paths())
    assert first is not None
    paths = [Path(os.fsdecode(f"/tmp/{n} ü\n".encode() + b"\xff")) for n in range(5)]
    for path in paths:
        assert hand_over(user_paths(), path)
    received: list[Path] = []
    first.path_received.connect(received.append)
    first.listen()
    qtbot.waitUntil(lambda: len(received) == len(paths))
    assert received == paths
    first.close()


def test_a_second_start_waits_for_the_socket_of_the_first(runtime: Path) -> None:
    """Between taking the lock and making the socket, the first one can be interrupted."""
    place = first_start._place(user_paths())
    assert place is not None
    lock = lock_file(first_start._lock_of(place))
    assert lock is not None
    handed: list[bool] = []
    second = Thread(target=lambda: handed.append(hand_over(user_paths(), Path("a.gguf"))))
    second.start()
    os.close(lock)
    first = take_first_start(user_paths())
    assert first is not None
    second.join(60)
    assert handed == [True]
    first.close()


def test_where_no_socket_can_be_each_start_has_its_own_window(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A path that is too long for one, a folder that cannot be made, one of another user."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / ("long" * 30)))
    assert take_first_start(user_paths()) is None
    assert not hand_over(user_paths(), Path("a.gguf"))
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "file"))
    assert take_first_start(user_paths()) is None
    assert not hand_over(user_paths(), Path("a.gguf"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    assert take_first_start(user_paths()) is None
    assert not hand_over(user_paths(), Path("a.gguf"))
