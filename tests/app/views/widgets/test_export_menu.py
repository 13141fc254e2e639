"""Where a file goes is asked in the system's way, and nothing is written before the answer."""

from __future__ import annotations

from pathlib import Path
from threading import Event, current_thread

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from gptdesk.app.viewmodels.export_offers import Offer
from gptdesk.app.views.widgets.export_menu import ExportMenu, ask_where_to_save


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    parent = QWidget()
    qtbot.addWidget(parent)
    return parent


def test_the_question_names_the_file_and_adds_its_ending(
    parent: QWidget, qtbot: QtBot, tmp_path: Path
) -> None:
    """A name without an ending gets one before it is asked whether a file may be replaced."""
    answers: list[Path] = []
    ask_where_to_save(parent, tmp_path / "tokens.csv", "Token table", answers.append)
    dialog = parent.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave
    assert dialog.defaultSuffix() == "csv"
    assert Path(dialog.selectedFiles()[0]).name == "tokens.csv"
    assert not dialog.testOption(QFileDialog.Option.DontConfirmOverwrite)
    dialog.selectFile("mine")
    dialog.accept()
    assert answers == [tmp_path / "mine.csv"]


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("f.pdf", "f.pdf"),
        ("F.PDF", "F.PDF"),
        ("f.txt", "f.txt.pdf"),
        ("f.pdf.json", "f.pdf.json.pdf"),
        ("1.5 times", "1.5 times.pdf"),
        ("taken.json", "taken.json 2.pdf"),
    ],
)
def test_the_ending_is_that_of_what_is_saved(
    parent: QWidget, tmp_path: Path, typed: str, written: str
) -> None:
    """A PDF in a .json file opens nowhere; and only what was asked about is replaced."""
    (tmp_path / "taken.json.pdf").write_bytes(b"mine")
    answers: list[Path] = []
    ask_where_to_save(parent, tmp_path / "fox.pdf", "Conversation", answers.append)
    dialog = parent.findChild(QFileDialog)
    assert dialog is not None
    dialog.selectNameFilter(dialog.nameFilters()[-1])  # all files
    dialog.selectFile(typed)
    dialog.accept()
    assert answers == [tmp_path / written]


def test_changing_ones_mind_writes_nothing(parent: QWidget, tmp_path: Path) -> None:
    """Cancel is an answer too."""
    answers: list[Path] = []
    ask_where_to_save(parent, tmp_path / "tokens.csv", "Token table", answers.append)
    dialog = parent.findChild(QFileDialog)
    assert dialog is not None
    dialog.reject()
    assert answers == []


def test_the_next_file_goes_where_the_last_one_went(
    parent: QWidget, qtbot: QtBot, tmp_path: Path
) -> None:
    """A series of exports is not a series of walks through folders."""
    starts: list[Path] = []

    def ask_where(parent: QWidget, start: Path, what: str, then) -> None:
        starts.append(start)
        then(tmp_path / "series" / start.name)

    offer = Offer("Table", "a.csv", "text/csv", lambda: b"a")
    menu = ExportMenu((offer,), parent, ask_where=ask_where)
    (tmp_path / "series").mkdir()
    menu.save(offer)
    menu.save(offer)
    assert starts[1] == tmp_path / "series" / "a.csv"
    assert (tmp_path / "series" / "a.csv").read_bytes() == b"\xef\xbb\xbfa", "a mark for Excel"


def test_a_folder_that_is_missing_is_named_and_not_made(
    parent: QWidget, qtbot: QtBot, tmp_path: Path
) -> None:
    """A slip in a folder's name must not hide the file in a folder that nobody looks into."""
    starts: list[Path] = []

    def ask_where(parent: QWidget, start: Path, what: str, then) -> None:
        starts.append(start)
        then(tmp_path / "Documants" / start.name)

    offer = Offer("Table", "a.csv", "text/csv", lambda: b"a")
    menu = ExportMenu((offer,), parent, ask_where=ask_where)
    for _ in range(2):
        with qtbot.waitSignal(menu.failed) as told:
            menu.save(offer)
    folder = tmp_path / "Documants"
    assert told.args == [f"a.csv was not written, because there is no folder {folder}."]
    assert list(tmp_path.iterdir()) == []
    assert starts[1].parent.is_dir(), "a folder that is proposed is there"


class LongWork:
    """A content that is not made before the test allows it."""

    def __init__(self) -> None:
        self.may_end, self.threads = Event(), []

    def make(self) -> bytes:
        self.threads.append(current_thread())
        assert self.may_end.wait(30)
        return b"a"


@pytest.mark.parametrize("is_saving", [True, False], ids=["saved", "copied"])
def test_what_takes_long_does_not_hold_the_window(
    parent: QWidget, qtbot: QtBot, tmp_path: Path, is_saving: bool
) -> None:
    """The map of 1,024 places is 20 MB of text: the window goes on until it is there."""
    path, work = tmp_path / "a.csv", LongWork()
    offer = Offer("Map", "a.csv", "text/csv", lambda: work.make)
    menu = ExportMenu((offer,), parent, ask_where=lambda _parent, _start, _what, then: then(path))
    QGuiApplication.clipboard().setText("before")
    said: list[str] = []
    told_in = []
    menu.done.connect(said.append)
    menu.done.connect(
        lambda _sentence: told_in.append(current_thread()), Qt.ConnectionType.DirectConnection
    )
    name = "Save: Map…" if is_saving else "Copy: Map"
    next(action for action in menu.actions() if action.text() == name).trigger()
    assert not said, "the window's thread is back before anything is made"
    assert not path.exists()
    work.may_end.set()
    qtbot.waitUntil(lambda: bool(said))
    assert current_thread() not in work.threads
    assert told_in == [current_thread()]
    if is_saving:
        assert said == [f"Saved as {path}."]
        assert path.read_bytes() == b"\xef\xbb\xbfa"
    else:
        assert said == ["Copied."]
        assert QGuiApplication.clipboard().text() == "a"
    work.threads[0].join(30)
    assert not work.threads[0].is_alive()


def test_a_window_that_closes_meanwhile_gets_its_file(qtbot: QtBot, tmp_path: Path) -> None:
    """What was asked for is written, nobody is told, and no thread stays."""
    path, work = tmp_path / "a.csv", LongWork()
    window = QWidget()
    offer = Offer("Map", "a.csv", "text/csv", lambda: work.make)
    menu = ExportMenu((offer,), window, ask_where=lambda _parent, _start, _what, then: then(path))
    menu.save(offer)
    shiboken6.delete(window)
    qtbot.waitUntil(lambda: bool(work.threads))
    work.may_end.set()
    work.threads[0].join(30)
    assert not work.threads[0].is_alive()
    assert path.read_bytes() == b"\xef\xbb\xbfa"


def test_a_file_is_replaced_as_a_whole(parent: QWidget, qtbot: QtBot, tmp_path: Path) -> None:
    """What cannot be made leaves what was there."""
    path = tmp_path / "a.csv"
    path.write_bytes(b"before")

    def fail() -> bytes:
        raise OSError(28, "No space left on device")

    offer = Offer("Table", "a.csv", "text/csv", lambda: fail)
    menu = ExportMenu((offer,), parent, ask_where=lambda _parent, _start, _what, then: then(path))
    with qtbot.waitSignal(menu.failed) as told:
        menu.save(offer)
    assert told.args == [f"{path} could not be written: No space left on device."]
    assert path.read_bytes() == b"before"
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []
