"""Conversations go into files and come back, while the window goes on."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gptdesk.app.inference.loaded_model import LoadedModel
from gptdesk.app.viewmodels.conversations import transfer as conversation_transfer
from gptdesk.app.viewmodels.conversations.transfer import ConversationTransfer, ImportProgress
from gptdesk.chat.messages import Conversation
from gptdesk.engine.tokenizers.vocabulary import VOCAB_SIZE
from gptdesk.errors import ConversationFileError
from gptdesk.formats import conversation_json as conversation_json_module
from gptdesk.formats.conversation_json import conversation_json, read_conversation
from gptdesk.storage.history import conversation_rows
from gptdesk.storage.history.history import History
from tests.app.keeping import Desk, conversation_of
from tests.app.viewmodels import answers
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
    model = LoadedModel(vocabulary=vocabulary())
    transfer = ConversationTransfer(desk.history, desk.conversations, model)
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


def test_a_table_names_its_tokens_before_any_model_is_there(
    desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    """The bundled vocabulary is read for it, in the thread that exports."""
    answer = replace(answers.answer(), id="answer", parent=FOX.leaf)
    desk.store(Conversation((*FOX.messages, answer), answer.id, id="told"))
    transfer = ConversationTransfer(desk.history, desk.conversations, LoadedModel())
    with qtbot.waitSignal(transfer.done):
        transfer.export("told", tmp_path / "told.csv")
    table = (tmp_path / "told.csv").read_text("utf-8-sig")
    assert table.startswith("answer,message_id,index,id,text")
    assert " Paris" in table
    transfer.close()


def test_a_folder_that_cannot_be_written_is_told(
    transfer: ConversationTransfer, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "file").write_bytes(b"")
    with qtbot.waitSignal(transfer.failed) as told:
        transfer.export("fox", tmp_path / "file" / "fox.json")
    assert "cannot be written" in told.args[0]


def test_a_folder_that_is_missing_is_named_and_not_made(
    transfer: ConversationTransfer, tmp_path: Path, qtbot: QtBot
) -> None:
    """One, all, and a file that was made elsewhere: nothing lands where nobody looks."""
    folder = tmp_path / "Documants"
    reason = f"it was not written, because there is no folder {folder}."
    with qtbot.waitSignal(transfer.failed) as told:
        transfer.export("fox", folder / "fox.json")
    assert told.args == [f"fox.json: {reason}"]
    with qtbot.waitSignal(transfer.failed) as told:
        transfer.save(folder / "fox.pdf", b"%PDF", "Exported.")
    assert told.args == [f"fox.pdf: {reason}"]
    with qtbot.waitSignal(transfer.failed) as told:
        transfer.export_all(folder, ".json")
    assert told.args == [f"Documants: there is no such folder ({tmp_path})."]
    assert not folder.exists()


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

    transfer.export_progressed.connect(stop_in_the_long_one, Qt.ConnectionType.DirectConnection)
    ends: list[int] = []
    transfer.ended.connect(lambda: ends.append(len(counts)))
    with qtbot.waitSignal(transfer.done) as told:
        transfer.export_all(tmp_path, ".json")
    assert told.args == ["The export was stopped; what was finished stays."]
    assert sorted(path.name for path in tmp_path.glob("*.json")) == [
        "A small fox 2.json",
        "A small fox.json",
    ]
    assert list(tmp_path.glob(".*")) == [], "no unfinished file"
    assert counts[-1] == (100, 204)
    assert ends == [len(counts)]
    assert read_conversation(tmp_path / "A small fox.json", VOCAB_SIZE) in (FOX, TWIN)
    transfer.export_progressed.disconnect(stop_in_the_long_one)
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
            transfer._tell(transfer._jobs[0])
            time.sleep(0.001)

    monkeypatch.setattr(conversation_transfer, "write_file", write)
    transfer.export("fox", tmp_path / "fox.json")
    assert endless.wait(10)
    transfer.close()


def saved_as(folder: Path, *conversations: Conversation) -> list[Path]:
    paths = [folder / f"{one.id}.json" for one in conversations]
    for path, one in zip(paths, conversations, strict=True):
        path.write_bytes(b"".join(conversation_json(one)))
    return paths


def messages_on_the_disk(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "home" / "history.sqlite3")) as db:
        return db.execute("SELECT count(*) FROM message").fetchone()[0]


def long_one(name: str = "long") -> Conversation:
    return conversation_of(name, *map(str, range(1_000)), title="Long", changed_at=1.4e9)


def test_a_long_import_is_stored_in_parts(
    desk: Desk, transfer: ConversationTransfer, tmp_path: Path, qtbot: QtBot, monkeypatch
) -> None:
    """However long a file is, a few hundred of its messages are in memory; it is whole after."""
    monkeypatch.setattr(conversation_transfer, "_TELL_S", 0)
    read, stored, most = 0, 0, 0
    message_of, add_part = conversation_json_module._message_of, History.add_part

    def count_read(*arguments):
        nonlocal read, most
        read += 1
        most = max(most, read - stored)
        return message_of(*arguments)

    def count_stored(self, conversation, messages, **places):
        nonlocal stored
        add_part(self, conversation, messages, **places)
        stored += len(messages)

    monkeypatch.setattr(conversation_json_module, "_message_of", count_read)
    monkeypatch.setattr(History, "add_part", count_stored)
    told: list[ImportProgress] = []
    transfer.import_progressed.connect(told.append, Qt.ConnectionType.DirectConnection)
    long = long_one()
    transfer.import_files(saved_as(tmp_path, long))
    qtbot.waitUntil(lambda: desk.chat.conversation.id == "long")
    assert desk.history.submit(lambda history: history.load("long", None)).result() == long
    size = (tmp_path / "long.json").stat().st_size
    looked = [one.read for one in told if not one.total]
    assert looked == sorted(looked), "it is looked through first"
    assert {one.size for one in told if one.read} == {size}
    storing = [one for one in told if one.total]
    assert sorted({one.count for one in storing}) == [0, 200, 400, 600, 800]
    assert {(one.total, one.file, one.files) for one in storing} == {(1_000, 1, 1)}
    assert (read, stored) == (1_000, 1_000)
    assert most <= 400


def test_an_import_that_is_stopped_leaves_what_is_whole(
    desk: Desk, transfer: ConversationTransfer, tmp_path: Path, qtbot: QtBot, monkeypatch
) -> None:
    """Of the one that was begun nothing is left, in the list or on the disk."""
    monkeypatch.setattr(conversation_transfer, "_TELL_S", 0)

    def stop_in_the_long_one(progress: ImportProgress) -> None:
        if (progress.count, progress.file) == (600, 2):
            transfer.stop()

    transfer.import_progressed.connect(stop_in_the_long_one, Qt.ConnectionType.DirectConnection)
    paths = saved_as(tmp_path, conversation_of("owl", "An owl"), long_one(), long_one("more"))
    with qtbot.waitSignal(transfer.done) as told:
        transfer.import_files(paths)
    assert told.args == [
        "The import was stopped after 1 of 3 conversations; nothing is here of the others."
    ]
    desk.wait_idle()
    assert {one[0] for one in desk.stored_titles()} == {"fox", "twin", "owl"}
    qtbot.waitUntil(lambda: messages_on_the_disk(tmp_path) == 5)
    with qtbot.waitSignal(transfer.done) as told:
        transfer.import_files(paths[1:2])
        transfer.stop()
    assert told.args == ["The import was stopped; nothing was imported."]
    transfer.import_progressed.disconnect(stop_in_the_long_one)
    transfer.import_files(paths[1:2])
    qtbot.waitUntil(lambda: desk.chat.conversation.id == "long", timeout=20_000)


def test_a_file_that_is_damaged_at_its_end_leaves_nothing(
    desk: Desk, transfer: ConversationTransfer, tmp_path: Path, qtbot: QtBot
) -> None:
    """What was stored of it before that was seen is taken back."""
    long = long_one()
    last = replace(long.messages[-1], parent="nobody")
    with qtbot.waitSignal(transfer.failed) as told:
        transfer.import_files(
            saved_as(tmp_path, replace(long, messages=(*long.messages[:-1], last)))
        )
    assert told.args[0].startswith("long.json: it is damaged")
    assert {one[0] for one in desk.stored_titles()} == {"fox", "twin"}
    qtbot.waitUntil(lambda: messages_on_the_disk(tmp_path) == 4)


def test_what_cannot_be_stored_now_is_shown_and_kept(
    desk: Desk, transfer: ConversationTransfer, tmp_path: Path, qtbot: QtBot, monkeypatch
) -> None:
    """A full disk keeps nobody from reading a conversation that a friend sent."""

    def refuse(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(conversation_rows, "add_part", refuse)
        transfer.import_files(saved_as(tmp_path, conversation_of("owl", "An owl")))
        qtbot.waitUntil(lambda: desk.chat.conversation.id == "owl")
    assert "owl" in {one[0] for one in desk.stored_titles()}


@pytest.mark.parametrize(
    ("again", "sentence"),
    [
        (["fox"], "This conversation is here already; it was imported as a copy."),
        (
            ["owl", "fox"],
            "2 conversations were imported. 1 of 2 is here already; it was imported as a copy.",
        ),
        (
            ["fox", "owl", "twin"],
            "3 conversations were imported. 2 of 3 are here already; they were imported as copies.",
        ),
        (
            ["owl", "owl"],
            "2 conversations were imported. 1 of 2 is here already; it was imported as a copy.",
        ),
    ],
)
def test_a_double_is_told(
    desk: Desk,
    transfer: ConversationTransfer,
    tmp_path: Path,
    qtbot: QtBot,
    again: list[str],
    sentence: str,
) -> None:
    """Two of the same in the list would be a riddle."""
    saved_as(tmp_path, FOX, TWIN, conversation_of("owl", "An owl"))
    with qtbot.waitSignal(transfer.done) as told:
        transfer.import_files([tmp_path / f"{name}.json" for name in again])
    assert told.args == [sentence]
    qtbot.waitUntil(lambda: len(desk.titles) == 2 + len(again))


def test_one_that_was_deleted_can_still_be_brought_back(
    desk: Desk, transfer: ConversationTransfer, tmp_path: Path, qtbot: QtBot
) -> None:
    """The file's conversation is another one then, so that Undo has its own."""
    paths = saved_as(tmp_path, FOX)
    with qtbot.waitSignal(desk.conversations.deleted):
        desk.conversations.delete("fox")
    transfer.import_files(paths)
    qtbot.waitUntil(lambda: desk.titles == ["A small fox"] * 2)
    assert "fox" not in {one[0] for one in desk.stored_titles()}
    desk.conversations.undo_delete()
    qtbot.waitUntil(lambda: desk.titles == ["A small fox"] * 3)


def test_what_is_new_is_said_once(
    desk: Desk, transfer: ConversationTransfer, tmp_path: Path, qtbot: QtBot
) -> None:
    """Silence after a long import would leave everybody wondering."""
    said: list[str] = []
    transfer.done.connect(said.append)
    transfer.import_files(saved_as(tmp_path, conversation_of("owl", "An owl")))
    qtbot.waitUntil(lambda: desk.chat.conversation.id == "owl")
    assert said == ["owl.json was imported."]


def test_two_at_once_are_both_told(
    transfer: ConversationTransfer, tmp_path: Path, qtbot: QtBot
) -> None:
    """The error of the first must not go under in the success of the second."""
    (tmp_path / "picture.json").write_bytes(b"PNG")
    failed: list[str] = []
    transfer.failed.connect(failed.append)
    starts: list[int] = []
    transfer.started.connect(lambda: starts.append(1))
    transfer.import_files([tmp_path / "picture.json"])
    transfer.import_files(saved_as(tmp_path, conversation_of("owl", "An owl")))
    qtbot.waitUntil(lambda: len(failed) == 2)
    assert failed[1] == f"{failed[0]} owl.json was imported."
    assert len(starts) == 1
    with qtbot.waitSignal(transfer.done) as told:
        transfer.import_files([tmp_path / "owl.json"])
    assert told.args == ["This conversation is here already; it was imported as a copy."]


def test_several_wrong_files_are_counted(
    transfer: ConversationTransfer, tmp_path: Path, qtbot: QtBot
) -> None:
    """The reason of one, and how many more: three sentences would replace each other."""
    paths = [tmp_path / f"{number}.json" for number in range(3)]
    for path in paths:
        path.write_bytes(b"PNG")
    with qtbot.waitSignal(transfer.failed) as told:
        transfer.import_files(paths)
    assert told.args[0].startswith("0.json: it is damaged")
    assert told.args[0].endswith(" 2 more could not be imported.")


def test_a_dead_disk_does_not_hold_up_a_closing_window(
    transfer: ConversationTransfer, tmp_path: Path, monkeypatch, caplog
) -> None:
    """A write to it never ends; the log says what was not finished."""
    monkeypatch.setattr(conversation_transfer, "_CLOSE_S", 0)
    monkeypatch.setattr(conversation_transfer, "_ANSWER_S", 0.01)
    began, answers = Event(), Event()

    def write(path: Path, data: Iterator[bytes]) -> None:
        began.set()
        answers.wait()

    monkeypatch.setattr(conversation_transfer, "write_file", write)
    transfer.export("fox", tmp_path / "fox.json")
    assert began.wait(10)
    assert not transfer.close()
    assert caplog.messages[-1].startswith("fox.json: left unfinished, because the disk does not")
    answers.set()
    monkeypatch.setattr(conversation_transfer, "_ANSWER_S", 10)
    assert transfer.close(), "it has answered after all"


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
