"""A damaged history is met with a sentence, and as much of it as can be read."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from gptdesk.chat.messages import Conversation, Message, Role
from gptdesk.errors import HistoryError
from gptdesk.storage.history.schema import SCHEMA
from gptdesk.storage.history.types import HistoryProblem, ProblemKind
from tests.conversation_values import with_messages
from tests.storage.history.asking import AskedHistory
from tests.storage.history.conversations import chat

NAME = "history.sqlite3"


def open_in(folder: Path) -> tuple[AskedHistory, list[HistoryProblem]]:
    problems: list[HistoryProblem] = []
    history = AskedHistory(folder / NAME, folder / "backups", on_problem=problems.append)
    history.start()
    return history, problems


def works(history: AskedHistory) -> bool:
    """Whether a new message is stored and found again."""
    conversation = with_messages(Conversation(), Message(Role.USER, "Does it work?"))
    is_saved = history.save(conversation, conversation.messages[0]).result()
    return is_saved and history.load(conversation.id).result() == conversation


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Conversation]]:
    """Return a folder with a history and its backup, and what is in them."""
    folder = tmp_path_factory.mktemp("sound")
    history, _ = open_in(folder)
    dice = random.Random(1)
    conversations = [chat(dice, 2, tokens=8) for _ in range(12)]
    for conversation in conversations:
        assert history.add_conversation(conversation).result()
    history.back_up().result()
    assert history.close()
    return folder, conversations


def test_damage_anywhere_ends_neither_the_program_nor_the_history(
    sound: tuple[Path, list[Conversation]], tmp_path: Path
) -> None:
    """Random bytes are changed: the program starts, keeps the file, brings back what it can (C5).

    The long run is tests/benchmarks/history_faults.py.
    """
    source, conversations = sound
    data = (source / NAME).read_bytes()
    known = {conversation.id: conversation for conversation in conversations}
    dice = random.Random(2)
    put_aside = brought_back = 0
    for number in range(40):
        folder = tmp_path / str(number)
        shutil.copytree(source / "backups", folder / "backups")
        damaged = bytearray(data)
        for _ in range(dice.choice((1, 10, 100))):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        (folder / NAME).write_bytes(damaged)
        history, problems = open_in(folder)
        for summary in history.summaries().result():
            loaded = history.load(summary.id).result()
            brought_back += loaded == known.get(summary.id)
        history.search("Paris").result()
        assert works(history)
        assert history.close()
        aside = list(folder.glob(f"{NAME}.corrupt-*"))
        assert len(aside) == len(problems) <= 1
        for problem in problems:
            put_aside += 1
            assert problem.kind is ProblemKind.DAMAGED
            assert aside[0].name in problem.sentence
            assert aside[0].read_bytes() == damaged, "the only copy there is"
            assert problem.backup is not None
            history, _ = open_in(folder)
            history.restore(problem.backup.path).result()
            assert {one.id for one in history.summaries().result()} == set(known)
            assert history.close()
        shutil.rmtree(folder)
    assert put_aside > 10
    assert brought_back > 40 * len(known) / 3, "where the bytes are is chance: 180 to 270"


def test_answers_that_lost_their_tokens_are_counted(
    sound: tuple[Path, list[Conversation]], tmp_path: Path
) -> None:
    """Every word is there again: that the figures are not must not be found out by chance."""
    source, conversations = sound
    shutil.copy(source / NAME, tmp_path / NAME)
    answers = [one for chat in conversations for one in chat.messages if one.token_ids]
    with closing(sqlite3.connect(tmp_path / NAME)) as db:
        sql = (
            "UPDATE tokens SET ids = x'00' WHERE message IN (SELECT seq FROM message WHERE id = ?)"
        )
        for answer in answers[:3]:
            db.execute(sql, (answer.id,))
        db.commit()
        root = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'draft'").fetchone()[0]
        size = db.execute("PRAGMA page_size").fetchone()[0]
        db.execute("PRAGMA journal_mode = DELETE")
    damaged = bytearray((tmp_path / NAME).read_bytes())
    damaged[(root - 1) * size : root * size] = b"\xff" * size
    (tmp_path / NAME).write_bytes(damaged)
    history, problems = open_in(tmp_path)
    listed = [history.load(one.id).result() for one in history.summaries().result()]
    history.draft("").result()
    assert history.close()
    texts = {one.id: one.text for chat in conversations for one in chat.messages}
    assert {one.id: one.text for chat in listed for one in chat.messages} == texts
    (problem,) = [one for one in problems if one.kind is ProblemKind.DAMAGED]
    assert "12 of 12 conversations could be saved from it, but of 3 answers only the text, " in (
        problem.sentence
    )


@pytest.mark.parametrize("what", ["nothing", "text", "folder", "other", "half", "zeros"])
def test_what_is_no_history_is_put_aside(
    sound: tuple[Path, list[Conversation]], tmp_path: Path, what: str
) -> None:
    """Whatever lies at the place of the file, the user's or another program's, is kept."""
    source, _ = sound
    data = (source / NAME).read_bytes()
    shutil.copytree(source / "backups", tmp_path / "backups")
    path = tmp_path / NAME
    match what:
        case "nothing":
            path.write_bytes(b"")
        case "text":
            path.write_text("Dear diary, " * 1000)
        case "folder":
            path.mkdir()
            (path / "precious").write_text("data")
        case "other":
            with closing(sqlite3.connect(path)) as db:
                db.execute("CREATE TABLE recipes (cake TEXT)")
        case "half":
            path.write_bytes(data[: len(data) // 2])
        case "zeros":  # what a lost journal leaves
            path.write_bytes(bytes(len(data)))
    history, problems = open_in(tmp_path)
    assert works(history)
    assert history.close()
    assert [problem.kind for problem in problems] == [ProblemKind.DAMAGED]
    assert problems[0].backup is not None
    (aside,) = tmp_path.glob(f"{NAME}.corrupt-*")
    assert aside.is_dir() == (what == "folder")


def test_damage_that_is_met_later_costs_nothing_that_is_new(
    sound: tuple[Path, list[Conversation]], tmp_path: Path
) -> None:
    """The disk goes bad while the program runs: the next message is in the new file."""
    source, _ = sound
    shutil.copytree(source, tmp_path, dirs_exist_ok=True)
    history, problems = open_in(tmp_path)
    assert len(history.summaries().result()) == 12
    with closing(sqlite3.connect(tmp_path / NAME)) as db:  # another window: nothing is remembered
        db.execute("UPDATE conversation SET is_pinned = 1")
        db.commit()
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with (tmp_path / NAME).open("r+b") as file:
        for page in range(1, (tmp_path / NAME).stat().st_size // 4096):
            file.seek(page * 4096)
            file.write(b"\xff" * 64)
    assert works(history)
    history.summaries().result()
    assert works(history)
    assert [problem.kind for problem in problems] == [ProblemKind.DAMAGED]
    assert history.close()


def test_a_newer_file_is_left_alone(sound: tuple[Path, list[Conversation]], tmp_path: Path) -> None:
    """Who goes back to an older GPTDesk loses nothing; what is new is in the window only."""
    shutil.copy(sound[0] / NAME, tmp_path / NAME)
    with closing(sqlite3.connect(tmp_path / NAME)) as db:
        db.execute(f"PRAGMA user_version = {SCHEMA + 1}")
        db.execute("CREATE TABLE wonders (of_the_future)")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = (tmp_path / NAME).read_bytes()
    history, problems = open_in(tmp_path)
    conversation = with_messages(Conversation(), Message(Role.USER, "Hello"))
    assert not history.save(conversation, conversation.messages[0]).result()
    assert history.load(conversation.id).result() == conversation
    assert [one.id for one in history.summaries().result()] == [conversation.id]
    with pytest.raises(HistoryError, match="newer GPTDesk"):
        history.delete_everything().result()
    assert not history.close(), "not everything is on the disk"
    assert [problem.kind for problem in problems] == [ProblemKind.NEWER]
    assert (tmp_path / NAME).read_bytes() == before


def test_a_file_that_vanished_is_missed(
    sound: tuple[Path, list[Conversation]], tmp_path: Path
) -> None:
    """An empty list after years of use must not look like a first start."""
    shutil.copytree(sound[0] / "backups", tmp_path / "backups")
    history, problems = open_in(tmp_path)
    assert history.summaries().result() == ()
    assert [problem.kind for problem in problems] == [ProblemKind.DAMAGED]
    assert problems[0].backup is not None
    assert history.close()
