"""What is wrong when the history cannot be read or written, and what is done then.

Owns the sentences, and what becomes of a file that is damaged; must not know what is unsaved.
"""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from gptdesk.errors import HistoryError
from gptdesk.storage.atomic import move_aside
from gptdesk.storage.history_schema import (
    MIGRATIONS,
    DamagedHistoryError,
    NewerHistoryError,
    as_text,
    error_code,
    migrate,
)
from gptdesk.storage.history_types import Backup, HistoryProblem, ProblemKind


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


def place_of(path: Path) -> tuple[int, int] | None:
    """Return which file has a name, whatever it is called; None where there is none."""
    with suppress(OSError):
        found = path.stat()
        return found.st_dev, found.st_ino
    return None


def expect_writable(path: Path) -> None:
    """Look whether a file, if it is there, and its folder may be written.

    SQLite opens what may only be read without a word, and fails when it is too late.

    Raises:
        PermissionError: they may not.
    """
    if not all(os.access(one, os.W_OK) for one in (path, path.parent) if one.exists()):
        raise PermissionError(errno.EACCES, "no permission to write", str(path))


def is_empty(path: Path) -> bool:
    """Tell whether there is a file, and nothing in it."""
    return path.exists() and path.stat().st_size == 0


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


def readable_copy(path: Path, reason: Exception) -> sqlite3.Connection:
    """Return what can be read of a file that cannot be opened for writing, in memory.

    Args:
        path: the file.
        reason: why it cannot be opened.
    """
    if path.is_file() and not isinstance(reason, NewerHistoryError | DamagedHistoryError):
        with suppress(sqlite3.Error, OSError, UnicodeDecodeError):
            return _in_memory(path)
        # A log that nobody may finish: finish it elsewhere.
        with suppress(sqlite3.Error, OSError, UnicodeDecodeError), TemporaryDirectory() as name:
            copy = Path(name) / path.name
            shutil.copyfile(path, copy)
            log = path.with_name(path.name + "-wal")
            if log.exists():
                shutil.copyfile(log, copy.with_name(log.name))
            return _in_memory(copy)
    memory = sqlite3.connect(":memory:", isolation_level=None)
    for migration in MIGRATIONS:
        migration(memory)
    return memory


def _in_memory(path: Path) -> sqlite3.Connection:
    memory = sqlite3.connect(":memory:", isolation_level=None)
    with closing(open_to_read(path)) as source:
        source.backup(memory)
    migrate(memory)
    return memory


def open_to_read(path: Path) -> sqlite3.Connection:
    """Open a file that is not to be changed."""
    db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    db.text_factory = as_text
    return db
