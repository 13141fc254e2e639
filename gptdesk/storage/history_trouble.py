"""What is wrong when the history cannot be read or written, and what can be saved then.

Owns the sentences, and what becomes of a file that is damaged; must not know what is unsaved.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from gptdesk.chat import Conversation
from gptdesk.errors import HistoryError
from gptdesk.storage.atomic import move_aside
from gptdesk.storage.history_actions import read_conversation
from gptdesk.storage.history_schema import (
    MIGRATIONS,
    DamagedHistoryError,
    NewerHistoryError,
    as_text,
    error_code,
    schema_of,
)
from gptdesk.storage.history_types import Backup, HistoryProblem, ProblemKind

logger = logging.getLogger(__name__)


def kind_of(exc: Exception) -> ProblemKind:
    """Return what an error means for the user."""
    if isinstance(exc, NewerHistoryError):
        return ProblemKind.NEWER
    is_full = isinstance(exc, sqlite3.Error) and error_code(exc) == sqlite3.SQLITE_FULL
    return ProblemKind.FULL if is_full else ProblemKind.UNWRITABLE


def sentence_for(exc: Exception, path: Path) -> str:
    """Return an error for the user."""
    if isinstance(exc, HistoryError) and not isinstance(exc, DamagedHistoryError):
        return str(exc)
    if kind_of(exc) is ProblemKind.FULL:
        return (
            "The disk is full. What is new is kept in memory and will be saved when there is room."
        )
    return (
        f"{path} cannot be written. What is new is kept in memory and will be saved when it can be."
    )


def damage_problem(aside: Path, saved: tuple[int, int], newest: Backup | None) -> HistoryProblem:
    """Say that a damaged file was put aside.

    Args:
        aside: where it is now.
        saved: how many of its conversations could be read, and how many there were.
        newest: what can be restored.
    """
    count, total = saved
    found = f"{count} of {total} conversations could be saved from it." if count else ""
    remedy = "You can restore the newest backup." if newest else "There is no backup."
    return HistoryProblem(
        ProblemKind.DAMAGED,
        " ".join(
            filter(None, (f"The history was damaged; it is kept as {aside.name}.", found, remedy))
        ),
        backup=newest,
        path=aside,
    )


def lost_problem(path: Path, newest: Backup | None) -> HistoryProblem:
    """Say that the file is gone though there was one."""
    sentence = f"The history {path.name} is gone; a new one was begun. A backup can be restored."
    return HistoryProblem(ProblemKind.DAMAGED, sentence, backup=newest, path=path)


def move_history_aside(path: Path) -> Path:
    """Rename a damaged history with the files that belong to it; return its new path.

    Raises:
        OSError: it cannot be renamed.
    """
    aside = move_aside(path)
    for suffix in ("-wal", "-shm"):
        companion = path.with_name(path.name + suffix)
        if companion.exists():
            companion.rename(aside.with_name(aside.name + suffix))
    return aside


def salvage(path: Path, take: Callable[[Conversation], None]) -> tuple[int, int]:
    """Read what can be read of a damaged file, which stays as it is.

    Args:
        path: the file.
        take: called with each conversation, as far as it could be read.

    Returns:
        how many conversations were taken, and how many there were.
    """
    if not path.is_file():
        return 0, 0
    taken = total = 0
    with closing(_reader(path, "mode=ro")) as db:
        sql = "SELECT id FROM conversation NOT INDEXED WHERE deleted_at IS NULL"
        for conversation_id in dict.fromkeys(_rows(db, sql)):
            total += 1
            conversation = _salvaged(db, str(conversation_id))
            if conversation is not None and conversation.messages:
                take(conversation)
                taken += 1
    return taken, total


def readable_copy(path: Path, reason: Exception) -> sqlite3.Connection:
    """Return what can be read of a file that cannot be opened for writing, in memory.

    Args:
        path: the file.
        reason: why it cannot be opened.
    """
    memory = sqlite3.connect(":memory:", isolation_level=None)
    memory.text_factory = as_text
    is_known = not isinstance(reason, NewerHistoryError | DamagedHistoryError)
    for mode in ("mode=ro", "immutable=1") if is_known and path.is_file() else ():
        with suppress(sqlite3.Error), closing(_reader(path, mode)) as source:
            if schema_of(source) == len(MIGRATIONS):
                source.backup(memory)
                return memory
    for migration in MIGRATIONS:
        migration(memory)
    return memory


def _reader(path: Path, mode: str) -> sqlite3.Connection:
    db = sqlite3.connect(f"{path.resolve().as_uri()}?{mode}", uri=True)
    db.text_factory = as_text
    return db


def _rows(db: sqlite3.Connection, sql: str) -> list[object]:
    """Return the first column of the rows that come before the first damage."""
    found: list[object] = []
    with suppress(sqlite3.Error):
        found.extend(row[0] for row in db.execute(sql))
    return found


def _salvaged(db: sqlite3.Connection, conversation_id: str) -> Conversation | None:
    for wanted in (None, 0):  # with all figures, without them
        try:
            return read_conversation(db, conversation_id, wanted, None)
        except (sqlite3.Error, ValueError, TypeError, KeyError) as exc:
            logger.warning("conversation %s: %s", conversation_id, exc)
    return None
