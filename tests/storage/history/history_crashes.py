"""Killing a program that writes to a history, and looking at what is left; no tests here."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

from gptdesk.chat.messages import Conversation, Message, MessageState, Role
from gptdesk.chat.notes import NoteCode
from gptdesk.storage.history.types import HistoryProblem
from tests.conversation_values import with_messages
from tests.storage.history.asking import AskedHistory
from tests.storage.history.conversations import answer

ROOT = Path(__file__).parents[3]


@dataclass
class Crash:
    """What one killed program had promised, and what was found.

    Attributes:
        sent, done: ids of prompts and answers that were acknowledged.
        shown: by answer, (tokens, time) of each hand-over.
        lost: ids that were promised and are not there, or not whole.
        lag_s: how old the newest hand-over was that is on the disk; None where none was needed.
        is_interrupted: the answer that was growing is marked, or none was growing.
        integrity: what SQLite says of the file.
        open_s: how long opening and listing took.
        problems: what the user was told at the next start.
    """

    sent: list[str] = field(default_factory=list[str])
    done: list[str] = field(default_factory=list[str])
    shown: dict[str, list[tuple[int, float]]] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list[str])
    lag_s: float | None = None
    is_interrupted: bool = True
    integrity: str = ""
    open_s: float = 0.0
    problems: list[HistoryProblem] = field(default_factory=list)

    def take(self, line: str) -> None:
        """Note a line of the child's."""
        match line.split():
            case ["sent", one]:
                self.sent.append(one)
            case ["done", one]:
                self.done.append(one)
            case ["shown", one, tokens, at]:
                self.shown.setdefault(one, []).append((int(tokens), float(at)))


def crash(folder: Path, seed: int, dice: random.Random) -> Crash:
    """Let a child stream, kill it at a random moment, and open what it left.

    Args:
        folder: for the history; may hold what earlier children left.
        seed: of the child.
        dice: for the moment.
    """
    found = Crash()
    database = folder / "history.sqlite3"
    command = [sys.executable, "-m", "tests.storage.history.history_child", str(database)]
    with subprocess.Popen(
        [*command, str(folder / "backups"), str(seed)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as child:
        assert child.stdout is not None
        found.take(child.stdout.readline())  # it is at work
        lines = iter(child.stdout)
        reader = Thread(target=lambda: [found.take(line) for line in lines if line[-1] == "\n"])
        reader.start()
        reader.join(dice.uniform(0, 1.5))
        killed_at = time.monotonic()
        child.kill()
        reader.join()
    look(found, database, folder / "backups", killed_at)
    return found


def look(found: Crash, database: Path, backups: Path, killed_at: float) -> None:
    """Compare what a killed program promised with what is in its history."""
    begin = time.perf_counter()
    history = AskedHistory(database, backups, on_problem=found.problems.append)
    history.start()
    summaries = history.summaries().result()
    found.open_s = time.perf_counter() - begin
    messages: dict[str, Message] = {}
    for summary in summaries:
        for message in history.load(summary.id).result().messages:
            messages[message.id] = message
    assert history.close()
    with closing(sqlite3.connect(database)) as db:
        found.integrity = db.execute("PRAGMA integrity_check").fetchone()[0]
        db.execute("INSERT INTO word_index (word_index) VALUES ('integrity-check')")
    found.lost = [one for one in found.sent if one not in messages]
    for one in found.done:
        state = messages[one].state if one in messages else None
        if state is not MessageState.COMPLETE:
            found.lost.append(one)
    for one, hand_overs in found.shown.items():
        if one not in found.done:
            _look_at_growing(found, messages.get(one), hand_overs, killed_at)


def _look_at_growing(
    found: Crash, message: Message | None, hand_overs: list[tuple[int, float]], killed_at: float
) -> None:
    written = len(message.token_ids) if message is not None else 0
    missing = [at for tokens, at in hand_overs if tokens > written]
    found.lag_s = killed_at - min(missing) if missing else 0.0
    if message is not None and message.state is not MessageState.COMPLETE:
        found.is_interrupted = (
            message.state is MessageState.STOPPED
            and message.notes[-1] == (len(message.text), NoteCode.INTERRUPTED)
            and len(message.records) == len(message.token_ids)
            and message.text.split() == message.text.split()[: len(message.token_ids)]
        )


def say(folder: Path, dice: random.Random, count: int) -> tuple[Conversation, bytes, bytes]:
    """Save `count` messages; return them, and the file and its log as they were before closing."""
    folder.mkdir()
    history = AskedHistory(folder / "history.sqlite3", folder / "backups")
    history.start()
    conversation = Conversation()
    for number in range(count):
        parent = conversation.leaf
        message = (
            answer(dice, parent, 12) if number % 3 else Message(Role.USER, "Hello", parent=parent)
        )
        conversation = with_messages(conversation, message)
        assert history.save(conversation, message).result()
    database, log = ((folder / f"history.sqlite3{end}").read_bytes() for end in ("", "-wal"))
    assert history.close()
    return conversation, database, log


def open_after_cut(
    folder: Path, database: bytes, log: bytes
) -> tuple[tuple[Message, ...], list[HistoryProblem]]:
    """Open a file with what is left of its log; return its messages and what the user was told."""
    path = folder / "history.sqlite3"
    path.write_bytes(database)
    path.with_name("history.sqlite3-wal").write_bytes(log)
    problems: list[HistoryProblem] = []
    history = AskedHistory(path, folder / "backups", on_problem=problems.append)
    history.start()
    found = [history.load(one.id).result() for one in history.summaries().result()]
    assert history.close()
    return (found[0].messages if found else ()), problems
