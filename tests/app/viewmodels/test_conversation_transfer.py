"""Conversations go into files and come back, while the window goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gptdesk.app.viewmodels.conversation_transfer import ConversationTransfer
from gptdesk.storage.conversation_files import conversation_json, read_conversation
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
    assert {read_conversation(folder / name).id for name in names[:2]} == {"fox", "twin"}


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


def test_leaving_waits_for_the_file_and_for_nothing_else(
    desk: Desk, transfer: ConversationTransfer, tmp_path: Path
) -> None:
    """A closing window leaves whole files behind, and says nothing to widgets that are gone."""
    transfer.export("fox", tmp_path / "fox.json")
    transfer.close()
    desk.wait_idle()
    path = tmp_path / "fox.json"
    assert not path.exists() or read_conversation(path) == FOX
    transfer.import_files([path])
