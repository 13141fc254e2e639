"""Two windows on one history: no write is lost, none waits for ever, each sees the other's."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from gptdesk.chat.messages import Conversation, Message, MessageState, Role
from gptdesk.chat.notes import NoteCode
from gptdesk.errors import HistoryError
from gptdesk.files.locks import lock
from gptdesk.storage.history import sessions as history_sessions
from gptdesk.storage.history.schema import SCHEMA
from gptdesk.storage.history.sessions import Session
from gptdesk.storage.history.types import HistoryProblem, ProblemKind
from gptdesk.storage.history.unsaved import Unsaved, shape_of
from tests.conversation_values import with_messages
from tests.storage.history.asking import AskedHistory
from tests.storage.history.conversations import answer, chat, growing

ROOT = Path(__file__).parents[3]


def open_history(folder: Path, problems: list[HistoryProblem]) -> AskedHistory:
    history = AskedHistory(
        folder / "history.sqlite3", folder / "backups", on_problem=problems.append
    )
    history.start()
    return history


def say(history: AskedHistory, conversation: Conversation, text: str) -> Conversation:
    conversation = with_messages(conversation, Message(Role.USER, text, parent=conversation.leaf))
    assert history.save(conversation, conversation.messages[-1]).result()
    return conversation


def test_a_look_at_a_session_that_begins_does_not_end_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To see whether anybody has it, another program locks its file for a moment."""
    session, other = Session(tmp_path / "history"), Session(tmp_path / "history")
    looks = iter([False])
    monkeypatch.setattr(
        history_sessions, "lock", lambda descriptor: next(looks, None) is None and lock(descriptor)
    )
    session.announce()
    assert next(looks, None) is None, "it was refused once"
    assert other.others()
    assert other.gone([session.id]) == []
    session.withdraw()
    assert other.gone([session.id]) == [session.id]


def start_writer(folder: Path, shared: str, name: str, count: int) -> subprocess.Popen[str]:
    """Start a program that writes into a conversation of its own and into a shared one."""
    command = [
        sys.executable,
        "-m",
        "tests.storage.history.history_writer",
        str(folder),
        shared,
        name,
    ]
    return subprocess.Popen(
        [*command, str(count)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def test_two_programs_write_at_once(tmp_path: Path) -> None:
    """Interleaved writes, also at the very first moment, when all of them make the file (C25).

    The long run is tests/benchmarks/history_faults.py.
    """
    count = 60
    writers = [start_writer(tmp_path, "shared", name, count) for name in ("a", "b", "c")]
    for writer in writers:
        output, errors = writer.communicate(timeout=170)
        assert (writer.returncode, errors) == (0, "")
        assert output == f"{count} saved, 0 problems\n"
    problems: list[HistoryProblem] = []
    history = open_history(tmp_path, problems)
    found = {one.id: history.load(one.id).result() for one in history.summaries().result()}
    assert history.close()
    assert problems == []
    assert set(found) == {"shared", "a", "b", "c"}
    for name in ("a", "b", "c"):
        own = [one.text for one in found[name].messages]
        shared = [one.text for one in found["shared"].messages if one.text.startswith(name)]
        assert own + shared == [f"{name} {number}" for number in range(0, count, 2)] + [
            f"{name} {number}" for number in range(1, count, 2)
        ]


def test_each_window_sees_what_the_other_has_saved(tmp_path: Path) -> None:
    problems: list[HistoryProblem] = []
    one, other = open_history(tmp_path, problems), open_history(tmp_path, problems)
    conversation = say(one, Conversation(title="Ours"), "From the first window")
    assert [summary.title for summary in other.summaries().result()] == ["Ours"]
    theirs = say(other, other.load(conversation.id).result(), "From the second")
    other.rename(theirs.id, "Named in the second").result()
    ours = say(one, conversation, "From the first again")
    merged = one.load(conversation.id).result()
    assert {message.text for message in merged.messages} == {
        "From the first window",
        "From the second",
        "From the first again",
    }
    assert len(merged.branches(ours.leaf or "")) == 2, "two prompts in the same place"
    assert merged.title == "Named in the second"
    assert one.close()
    assert other.close()
    assert problems == []


def test_what_waits_here_takes_back_nothing_that_another_window_did() -> None:
    """A new name that could not be saved yet is no wish to see an older branch."""
    first = Message(Role.USER, "One")
    here = Conversation((first,), leaf=first.id)
    second = Message(Role.USER, "Two", parent=first.id)
    stored = replace(here, messages=(first, second), leaf=second.id)
    unsaved = Unsaved()
    unsaved.keep(replace(here, title="Named here"))
    merged = unsaved.merged(here.id, stored, shape_of(here))
    assert merged is not None
    assert (merged.leaf, merged.title) == (second.id, "Named here")


def test_an_answer_that_another_window_writes_is_not_interrupted(tmp_path: Path) -> None:
    """Starting a second window must not mark, or end, what the first one is doing."""
    problems: list[HistoryProblem] = []
    one = open_history(tmp_path, problems)
    conversation = say(one, Conversation(), "Hello")
    whole = answer(random.Random(1), conversation.leaf, 40)
    conversation = with_messages(conversation, growing(whole, 20))
    assert one.add_conversation(conversation).result()
    other = open_history(tmp_path, problems)
    seen = other.load(conversation.id).result().messages[-1]
    assert (seen.state, seen.notes[-1][1]) == (MessageState.STOPPED, NoteCode.WRITTEN_ELSEWHERE)
    assert one.load(conversation.id).result() == conversation
    assert one.save(conversation.with_replaced(whole), whole).result()
    assert other.load(conversation.id).result().messages[-1] == whole
    assert one.close()
    assert other.close()


def test_a_conversation_deleted_elsewhere_is_not_lost_to_its_writer(tmp_path: Path) -> None:
    problems: list[HistoryProblem] = []
    one, other = open_history(tmp_path, problems), open_history(tmp_path, problems)
    conversation = say(one, Conversation(), "Mine")
    other.delete(conversation.id).result()
    conversation = say(one, conversation, "Still mine")
    assert one.load(conversation.id).result() == conversation
    assert len(other.summaries().result()) == 1
    other.delete(conversation.id).result()
    assert other.close(), "now it is gone for good"
    conversation = say(one, conversation, "And still")
    assert one.load(conversation.id).result() == conversation
    assert one.close()


def test_everything_can_be_deleted_and_restored_beside_another_window(tmp_path: Path) -> None:
    problems: list[HistoryProblem] = []
    one, other = open_history(tmp_path, problems), open_history(tmp_path, problems)
    conversation = say(one, Conversation(), "Hello")
    backup = one.back_up().result()
    late = say(other, Conversation(), "Later")
    one.restore(backup.path).result()
    assert [summary.id for summary in other.summaries().result()] == [conversation.id]
    late = say(other, late, "Later still")
    assert one.load(late.id).result() == late, "the window that has it open keeps it"
    other.delete_everything().result()
    assert one.summaries().result() == ()
    assert one.save(conversation, conversation.messages[0]).result()
    assert [summary.id for summary in other.summaries().result()] == [conversation.id]
    assert one.close()
    assert other.close()
    assert problems == []


def test_a_window_that_writes_for_long_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody reads "database is locked": the message is in the window, and saved later."""
    monkeypatch.setattr("gptdesk.storage.history.connection.BUSY_S", 0.05)
    monkeypatch.setattr("gptdesk.storage.history.history.RETRY_S", 0.0)
    problems: list[HistoryProblem] = []
    history = open_history(tmp_path, problems)
    conversation = say(history, Conversation(), "Hello")
    with closing(sqlite3.connect(tmp_path / "history.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        second = Message(Role.USER, "Still here?", parent=conversation.leaf)
        conversation = with_messages(conversation, second)
        assert not history.save(conversation, second).result()
        assert history.load(conversation.id).result() == conversation
        other.execute("COMMIT")
    assert history.close()
    assert problems == []
    history = open_history(tmp_path, problems)
    assert history.load(conversation.id).result() == conversation
    assert history.close()


def test_windows_that_meet_a_damaged_file_together_lose_nothing(tmp_path: Path) -> None:
    """Only one of them puts it aside, and nothing is written to a file that lost its name."""
    dice = random.Random(2)
    problems: list[HistoryProblem] = []
    history = open_history(tmp_path, problems)
    for _ in range(5):
        assert history.add_conversation(chat(dice, 2, tokens=8)).result()
    assert history.close()
    damaged = bytearray((tmp_path / "history.sqlite3").read_bytes())
    for _ in range(60):
        damaged[dice.randrange(len(damaged))] ^= 255
    for number in range(15):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "history.sqlite3").write_bytes(damaged)
        told: list[HistoryProblem] = []
        windows = [open_history(folder, told) for _ in range(3)]
        new = [with_messages(Conversation(), Message(Role.USER, "Hello")) for _ in windows]
        saved = [
            window.save(conversation, conversation.messages[0])
            for window, conversation in zip(windows, new, strict=True)
        ]
        assert all(future.result() for future in saved)
        assert all(window.close() for window in windows)
        last = open_history(folder, told)
        listed = {one.id for one in last.summaries().result()}
        assert last.close()
        assert {one.id for one in new} <= listed
        kinds = [problem.kind for problem in told]
        assert kinds.count(ProblemKind.DAMAGED) == 1
        waits = [kind for kind in kinds if kind is not ProblemKind.DAMAGED]
        assert set(waits) <= {ProblemKind.UNWRITABLE, ProblemKind.SOLVED}, "a busy machine: waited"
        assert waits.count(ProblemKind.UNWRITABLE) == waits.count(ProblemKind.SOLVED)
        assert len(list(folder.glob("*.corrupt-*"))) == 1


def test_a_file_that_was_replaced_is_opened_anew(tmp_path: Path) -> None:
    """Another program puts an older copy in its place; nothing goes into a file without a name."""
    problems: list[HistoryProblem] = []
    history = open_history(tmp_path, problems)
    old = say(history, Conversation(), "Old")
    assert history.close()
    copy = (tmp_path / "history.sqlite3").read_bytes()
    history = open_history(tmp_path, problems)
    newer = say(history, replace(Conversation(), title="Newer"), "Newer")
    for path in tmp_path.glob("history.sqlite3*"):
        path.unlink()
    (tmp_path / "history.sqlite3").write_bytes(copy)
    newer = say(history, newer, "And newer")
    assert {one.id for one in history.summaries().result()} == {old.id, newer.id}
    assert history.close()
    history = open_history(tmp_path, problems)
    assert history.load(newer.id).result() == newer
    assert history.close()


def test_undo_works_whatever_the_clock_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second window that was started two days later, by a wrong clock, forgot the deletion."""
    problems: list[HistoryProblem] = []
    first = open_history(tmp_path, problems)
    conversation = chat(random.Random(1), 2)
    assert first.add_conversation(conversation).result()
    deletion = first.delete(conversation.id).result()
    now = time.time()
    with monkeypatch.context() as patch:
        patch.setattr("time.time", lambda: now + 2 * 24 * 3600)
        second = open_history(tmp_path, problems)
        assert second.summaries().result() == ()
        assert second.close()
    first.undelete(deletion).result()
    assert first.load(conversation.id).result() == conversation
    first.delete(conversation.id).result()
    assert first.close()
    third = open_history(tmp_path, problems)
    third.summaries().result()
    with closing(sqlite3.connect(tmp_path / "history.sqlite3")) as db:
        assert db.execute("SELECT count(*) FROM conversation").fetchone()[0] == 0
    assert third.close()
    assert problems == []


def _migrate_as_a_newer_program(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE newer (what TEXT)")
        db.execute("INSERT INTO newer VALUES ('kept')")
        db.execute(f"PRAGMA user_version = {SCHEMA + 1}")
        db.commit()


def _content(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as db:
        return list(db.iterdump())


def test_a_running_program_leaves_a_history_alone_that_a_newer_one_migrated(
    tmp_path: Path,
) -> None:
    """It wrote on into tables it did not know, and *Delete everything* made them another's."""
    problems: list[HistoryProblem] = []
    history = open_history(tmp_path, problems)
    conversation = say(history, Conversation(), "Hello")
    backup = history.back_up().result()
    path = tmp_path / "history.sqlite3"
    _migrate_as_a_newer_program(path)
    before = _content(path)
    new = with_messages(conversation, Message(Role.USER, "More", parent=conversation.leaf))
    assert history.save(new, new.messages[-1]).result() is False
    assert [one.kind for one in problems] == [ProblemKind.NEWER]
    for future in (
        history.delete_everything(),
        history.delete(conversation.id),
        history.rename(conversation.id, "Other"),
        history.restore(backup.path),
        history.duplicate(conversation.id),
    ):
        with pytest.raises(HistoryError, match="written by a newer GPTDesk"):
            future.result()
    assert history.store_all().result().conversations == 1, "what waits is not lost by that"
    assert not history.close()
    assert _content(path) == before
    assert backup.path.exists()
