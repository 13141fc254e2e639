"""Conversations go into files and come back, while the window goes on."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gptdesk.app.viewmodels.conversations import transfer as conversation_transfer
from gptdesk.app.viewmodels.conversations.transfer import ConversationTransfer
from gptdesk.engine.tokenizers.vocabulary import VOCAB_SIZE
from gptdesk.errors import ConversationFileError
from gptdesk.formats.conversation_json import conversation_json, read_conversation
from tests.app.keeping import Desk, conversation_of
from tests.fakes import vocabulary

FOX = conversation_of("fox", "A small fox", " went out", changed_at=1.6e9)
TWIN = conversation_of("twin", "A small fox", " stayed", changed_at=1.5e9)


@pytest.fixture
def desk(tmp_path, client, qtbot: QtBot) -> Iterator[Desk]:
    desk = Desk.at(tmp_path / "home", client, qtbot)
    desk.store(FOX, TWIN)
    yield desk
    desk.chat.shutdown()
    assert desk.history.close(5)
    assert desk.errors == []


@pytest.fixture
def transfer(desk: Desk) -> Iterator[ConversationTransfer]:
    transfer = ConversationTransfer(desk.history, desk.conversations)
    yield transfer
    transfer.close()


def test_what_was_exported_comes_back_as_it_was(
    desk: Desk, transfer: ConversationTransfer, tmp_path: Path, qtbot: QtBot
) -> None:
    """The file is the whole conversation as the history has it."""
    path = tmp_path / "fox.json"
    with qtbot.waitSignal(transfer.done) as told:
        transfer.export("fox", path)
    assert told.args == ["Exported to fox.json."]
    assert path.read_bytes() == b"".join(conversation_json(FOX))
    transfer.import_files([path])
    qtbot.waitUntil(lambda: len(desk.titles) == 3 and desk.chat.messages.rowCount() == 2)
    assert desk.chat.conversation.messages == FOX.messages
    assert desk.chat.conversation.id != "fox", "the one that is here stays"


def test_all_are_exported_and_none_replaces_another(
    transfer: ConversationTransfer, tmp_path: Path, qtbot: QtBot
) -> None:
    """Two of the same title are two files; what was there before stays."""
    folder = tmp_path / "all"
    folder.mkdir()
    (folder / "A small fox.json").write_text("mine")
    with qtbot.waitSignal(transfer.done) as told:
        transfer.export_all(folder, ".json")
    assert told.args[0].startswith("2 conversation")
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["A small fox 2.json", "A small fox 3.json", "A small fox.json"]
    assert (folder / "A small fox.json").read_text() == "mine"
    assert {read_conversation(folder / name, VOCAB_SIZE).id for name in names[:2]} == {
        "fox",
        "twin",
    }


def test_a_file_that_is_none_is_told_and_the_others_come(
    desk: Desk, transfer: ConversationTransfer, tmp_path: Path, qtbot: QtBot
) -> None:
    """One wrong file among many costs only itself."""
    (tmp_path / "picture.json").write_bytes(b"\x89PNG")
    (tmp_path / "owl.json").write_bytes(
        b"".join(conversation_json(conversation_of("owl", "An owl")))
    )
    with qtbot.waitSignal(transfer.failed) as told:
        transfer.import_files([tmp_path / "picture.json", tmp_path / "owl.json"])
    assert told.args[0].startswith("picture.json: it is damaged")
    qtbot.waitUntil(lambda: len(desk.titles) == 3)


def test_a_table_needs_the_vocabulary(
    transfer: ConversationTransfer, tmp_path: Path, qtbot: QtBot
) -> None:
    """Asked for too early, that is said; a moment later it works."""
    with qtbot.waitSignal(transfer.failed):
        transfer.export("fox", tmp_path / "fox.csv")
    transfer.set_vocabulary(vocabulary())
    with qtbot.waitSignal(transfer.done):
        transfer.export("fox", tmp_path / "fox.csv")
    assert (
        (tmp_path / "fox.csv").read_text("utf-8-sig").startswith("answer,message_id,index,id,text")
    )


def test_a_folder_that_cannot_be_written_is_told(
    transfer: ConversationTransfer, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "file").write_bytes(b"")
    with qtbot.waitSignal(transfer.failed) as told:
        transfer.export("fox", tmp_path / "file" / "fox.json")
    assert "cannot be written" in told.args[0]


def test_all_stay_in_the_folder_that_was_chosen(
    transfer: ConversationTransfer, tmp_path: Path, qtbot: QtBot
) -> None:
    """A link to nothing that has the name of a conversation leads elsewhere."""
    folder, outside = tmp_path / "all", tmp_path / "outside.json"
    folder.mkdir()
    (folder / "A small fox.json").symlink_to(outside)
    with qtbot.waitSignal(transfer.done):
        transfer.export_all(folder, ".json")
    assert not outside.exists()
    assert len([path for path in folder.iterdir() if not path.is_symlink()]) == 2


def test_one_that_cannot_be_written_costs_only_itself(
    transfer: ConversationTransfer, tmp_path: Path, qtbot: QtBot, monkeypatch
) -> None:
    """The other conversations are there, and it is said that one is not."""
    write = conversation_transfer.write_file

    def refuse_one(path: Path, data: Iterator[bytes], *, is_new: bool) -> None:
        if path.stem.endswith("2"):
            raise ConversationFileError(path, "it cannot be written (No space left on device)")
        write(path, data, is_new=is_new)

    monkeypatch.setattr(conversation_transfer, "write_file", refuse_one)
    with qtbot.waitSignal(transfer.failed) as told:
        transfer.export_all(tmp_path, ".json")
    assert told.args[0].startswith("1 conversation")
    assert "No space left" in told.args[0]
    assert (tmp_path / "A small fox.json").exists()


def test_an_export_is_counted_and_can_be_stopped(
    desk: Desk, transfer: ConversationTransfer, tmp_path: Path, qtbot: QtBot, monkeypatch
) -> None:
    """What is finished stays; of the file that was begun nothing is left."""
    long = conversation_of("long", *map(str, range(200)), title="Long", changed_at=1.4e9)
    desk.store(long)
    monkeypatch.setattr(conversation_transfer, "_TELL_S", 0)
    counts: list[tuple[int, int]] = []

    def stop_in_the_long_one(count: int, total: int) -> None:  # in the other thread
        counts.append((count, total))
        if count == 100:
            transfer.stop()

    transfer.progressed.connect(stop_in_the_long_one, Qt.ConnectionType.DirectConnection)
    with qtbot.waitSignal(transfer.done) as told:
        transfer.export_all(tmp_path, ".json")
    assert told.args == ["The export was stopped; what was finished stays."]
    assert sorted(path.name for path in tmp_path.glob("*.json")) == [
        "A small fox 2.json",
        "A small fox.json",
    ]
    assert list(tmp_path.glob(".*")) == [], "no unfinished file"
    assert counts[-2:] == [(100, 204), (0, 0)]
    assert read_conversation(tmp_path / "A small fox.json", VOCAB_SIZE) in (FOX, TWIN)
    transfer.progressed.disconnect(stop_in_the_long_one)
    with qtbot.waitSignal(transfer.done) as told:
        transfer.export("long", tmp_path / "long.json")
    assert told.args == ["Exported to long.json."], "stopping is over"
    assert read_conversation(tmp_path / "long.json", VOCAB_SIZE) == long


def test_a_long_export_does_not_hold_up_a_closing_window(
    desk: Desk, transfer: ConversationTransfer, tmp_path: Path, qtbot: QtBot, monkeypatch
) -> None:
    """It would take minutes; the unfinished file goes."""
    monkeypatch.setattr(conversation_transfer, "_CLOSE_S", 0)
    endless = Event()

    def write(path: Path, data: Iterator[bytes]) -> None:
        path.write_bytes(next(data))
        endless.set()
        while True:  # as if there were always one more message
            transfer._tell_count(transfer._jobs[0])
            time.sleep(0.001)

    monkeypatch.setattr(conversation_transfer, "write_file", write)
    transfer.export("fox", tmp_path / "fox.json")
    assert endless.wait(10)
    transfer.close()


def test_leaving_waits_for_the_file_and_for_nothing_else(
    desk: Desk, transfer: ConversationTransfer, tmp_path: Path
) -> None:
    """A closing window leaves whole files behind, and says nothing to widgets that are gone."""
    transfer.export("fox", tmp_path / "fox.json")
    transfer.close()
    desk.wait_idle()
    path = tmp_path / "fox.json"
    assert not path.exists() or read_conversation(path, VOCAB_SIZE) == FOX
    transfer.import_files([path])
