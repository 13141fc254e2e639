"""A long export or import says how far it is, and can be stopped."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QProgressBar, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gptdesk.app.inference.loaded_model import LoadedModel
from gptdesk.app.viewmodels.conversations import transfer as conversation_transfer
from gptdesk.app.viewmodels.conversations.transfer import ConversationTransfer, ImportProgress
from gptdesk.app.views.conversations import transfer_progress
from gptdesk.app.views.conversations.commands import ConversationCommands
from gptdesk.app.views.conversations.transfer_progress import TransferProgress
from gptdesk.app.views.widgets.notice_bar import NoticeBar
from gptdesk.formats.conversation_json import conversation_json
from gptdesk.storage.history.history import History
from tests.app.keeping import Desk, conversation_of

FOX = conversation_of("fox", "A small fox", " went out")


@pytest.fixture
def desk(tmp_path, client, qtbot: QtBot) -> Iterator[Desk]:
    desk = Desk.at(tmp_path / "home", client, qtbot)
    desk.store(FOX)
    yield desk
    desk.chat.shutdown()
    assert desk.history.close(5)
    assert desk.errors == []


Stage = tuple[ConversationTransfer, TransferProgress, NoticeBar]


@pytest.fixture
def stage(desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """A window with a field to type in, over which the progress comes at once."""
    window = QWidget()
    QVBoxLayout(window).addWidget(QLineEdit())
    qtbot.addWidget(window)
    window.show()
    bar = NoticeBar(window)
    monkeypatch.setattr(transfer_progress, "_PATIENCE_MS", 0)
    monkeypatch.setattr(conversation_transfer, "_TELL_S", 0)
    transfer = ConversationTransfer(desk.history, desk.conversations, LoadedModel())
    return transfer, ConversationCommands(window, bar, desk.conversations, transfer).progress, bar


def stop(progress: TransferProgress, way: str, qtbot: QtBot) -> None:
    if way == "mouse":
        qtbot.mouseClick(progress.stop, Qt.MouseButton.LeftButton)
    elif way == "keyboard":
        qtbot.keyClick(progress, Qt.Key.Key_Escape)
    else:
        progress.close()


@pytest.mark.parametrize("way", ["mouse", "keyboard", "closing"])
def test_a_long_export_is_shown_and_stopped(
    desk: Desk, stage: Stage, tmp_path: Path, qtbot: QtBot, monkeypatch, way: str
) -> None:
    """Its window comes by itself, takes no key from who is typing, and goes with the export."""
    transfer, progress, bar = stage

    def write(_path: Path, data: Iterator[bytes]) -> None:
        list(data)
        while True:  # as if there were always one more message
            transfer._tell(transfer._jobs[0])
            time.sleep(0.001)

    monkeypatch.setattr(conversation_transfer, "write_file", write)
    transfer.export("fox", tmp_path / "fox.json")
    qtbot.waitUntil(lambda: progress.isVisible() and progress.text == "2 of 2 messages exported")
    assert progress.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    stop(progress, way, qtbot)
    qtbot.waitUntil(lambda: bar.text == "The export was stopped; what was finished stays.")
    assert progress.isHidden()
    assert progress.stop.isEnabled(), "for the next one"
    transfer.close()


@pytest.mark.parametrize("way", ["mouse", "keyboard", "closing"])
def test_a_long_import_is_shown_and_stopped(
    desk: Desk, stage: Stage, tmp_path: Path, qtbot: QtBot, monkeypatch, way: str
) -> None:
    """The same window, in its own words: which file of how many, and how far it is in it."""
    transfer, progress, bar = stage
    paths = [tmp_path / f"{name}.json" for name in ("first", "second")]
    texts = map(str, range(1_000))
    paths[0].write_bytes(b"".join(conversation_json(conversation_of("first", "A first"))))
    paths[1].write_bytes(b"".join(conversation_json(conversation_of("second", *texts))))
    add_part = History.add_part

    def wait_in_the_second(history: History, *, conversation, first: int, **part) -> None:
        while first == 400 and not transfer._jobs[0].stopped.is_set():
            time.sleep(0.001)  # a slow disk
        add_part(history, conversation, first=first, **part)

    monkeypatch.setattr(History, "add_part", wait_in_the_second)
    transfer.import_files(paths)
    words = "File 2 of 2: 400 of 1,000 messages imported"
    qtbot.waitUntil(lambda: progress.isVisible() and progress.text == words)
    assert progress.windowTitle() == "Import"
    bar_widget = progress.findChild(QProgressBar)
    # One of two files, and of the other a fifth for looking through it, and the rest for reading,
    # which is ahead of storing by what a part takes, and for storing.
    least, most = (1000 * (1.2 + 0.8 * (read + 0.4) / 2) / 2 for read in (0.4, 1))
    assert int(least) <= bar_widget.value() <= round(most)
    assert progress.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    stop(progress, way, qtbot)
    sentence = "The import was stopped after 1 of 2 conversations; nothing is here of the others."
    qtbot.waitUntil(lambda: bar.text == sentence)
    assert progress.isHidden()
    assert progress.stop.isEnabled(), "for the next one"
    qtbot.waitUntil(lambda: sorted(desk.titles) == ["A first", "A small fox"])
    transfer.close()


def test_a_short_export_needs_no_window(desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    transfer = ConversationTransfer(desk.history, desk.conversations, LoadedModel())
    progress = ConversationCommands(
        window, NoticeBar(window), desk.conversations, transfer
    ).progress
    with qtbot.waitSignal(transfer.done):
        transfer.export("fox", tmp_path / "fox.json")
    assert progress.isHidden()
    assert not progress._patience.isActive()
    transfer.close()


def test_a_long_name_makes_the_window_no_wider(stage: Stage) -> None:
    """It would jump from under the pointer that is on its way to *Stop*."""
    _, progress, _ = stage
    progress.show_import(ImportProgress("a.json", 1, 2))
    progress.show()
    width = progress.sizeHint().width()
    progress.show_import(ImportProgress("fox\n" * 60 + ".json", 1, 2))
    assert progress.sizeHint().width() <= width + transfer_progress._NAME_WIDTH
    assert "\n" not in progress.text
    progress.dismiss()
