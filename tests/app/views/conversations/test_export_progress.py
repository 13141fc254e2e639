"""A long export says how far it is, and can be stopped."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gptdesk.app.viewmodels.conversations import transfer as conversation_transfer
from gptdesk.app.viewmodels.conversations.transfer import ConversationTransfer
from gptdesk.app.views.conversations import export_progress
from gptdesk.app.views.conversations.commands import ConversationCommands
from gptdesk.app.views.widgets.notice_bar import NoticeBar
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


@pytest.mark.parametrize("way", ["mouse", "keyboard", "closing"])
def test_a_long_export_is_shown_and_stopped(
    desk: Desk, tmp_path: Path, qtbot: QtBot, monkeypatch, way: str
) -> None:
    """Its window comes by itself, takes no key from who is typing, and goes with the export."""
    window = QWidget()
    QVBoxLayout(window).addWidget(QLineEdit())
    qtbot.addWidget(window)
    window.show()
    bar = NoticeBar(window)
    monkeypatch.setattr(export_progress, "_PATIENCE_MS", 0)
    monkeypatch.setattr(conversation_transfer, "_TELL_S", 0)
    transfer = ConversationTransfer(desk.history, desk.conversations)
    progress = ConversationCommands(window, bar, desk.conversations, transfer).progress

    def write(_path: Path, data: Iterator[bytes]) -> None:
        list(data)
        while True:  # as if there were always one more message
            transfer._tell_count(transfer._jobs[0])
            time.sleep(0.001)

    monkeypatch.setattr(conversation_transfer, "write_file", write)
    transfer.export("fox", tmp_path / "fox.json")
    qtbot.waitUntil(lambda: progress.isVisible() and progress.text == "2 of 2 messages exported")
    assert progress.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    if way == "mouse":
        qtbot.mouseClick(progress.stop, Qt.MouseButton.LeftButton)
    elif way == "keyboard":
        qtbot.keyClick(progress, Qt.Key.Key_Escape)
    else:
        progress.close()
    qtbot.waitUntil(lambda: bar.text == "The export was stopped; what was finished stays.")
    assert progress.isHidden()
    assert progress.stop.isEnabled(), "for the next one"
    transfer.close()


def test_a_short_export_needs_no_window(desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    transfer = ConversationTransfer(desk.history, desk.conversations)
    progress = ConversationCommands(
        window, NoticeBar(window), desk.conversations, transfer
    ).progress
    with qtbot.waitSignal(transfer.done):
        transfer.export("fox", tmp_path / "fox.json")
    assert progress.isHidden()
    assert not progress._patience.isActive()
    transfer.close()
