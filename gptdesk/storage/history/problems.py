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
from gptdesk.files.atomic import move_aside
from gptdesk.storage.history.schema import (
    FAILURES,
    MIGRATIONS,
    DamagedHistoryError,
    NewerHistoryError,
    as_text,
    error_code,
    is_busy,
    migrate,
)
from gptdesk.storage.history.types import Backup, HistoryProblem, ProblemKind
from gptdesk.storage.history.unsaved import Unsaved, summary_of

_BLOCK_BYTES = 1 << 16
WAITS = "What is new is kept in memory and will be saved when that is possible."


def kind_of(exc: Exception) -> ProblemKind:
    """Return what an error means for the user."""
    if isinstance(exc, NewerHistoryError):
        return ProblemKind.NEWER
    is_full = isinstance(exc, sqlite3.Error) and error_code(exc) == sqlite3.SQLITE_FULL
    no_room = isinstance(exc, OSError) and exc.errno in (errno.ENOSPC, errno.EDQUOT)
    return ProblemKind.FULL if is_full or no_room else ProblemKind.UNWRITABLE


def is_lack_of_room(exc: Exception) -> bool:
    """Tell whether an error says that nothing more can be written, quotas and limits included."""
    codes = sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR
    return isinstance(exc, sqlite3.Error) and error_code(exc) in codes


def sentence_for(exc: Exception, path: Path, so: str) -> str:
    """Return an error for the user.

    Args:
        exc: why the history cannot be written.
        path: of the history.
        so: what follows from that, a whole sentence.
    """
    if isinstance(exc, HistoryError) and not isinstance(exc, DamagedHistoryError):
        return str(exc)
    if kind_of(exc) is ProblemKind.FULL:
        return f"The disk with {path} is full. {so}"
    if is_busy(exc):
        return f"Another program is writing to {path}. {so}"
    if not isinstance(exc, FAILURES):
        return f"Something unexpected went wrong ({type(exc).__name__}; the log has more). {so}"
    return f"{path} cannot be written. {so}"


def set_apart_sentence(unsaved: Unsaved) -> str:
    """Say which conversations cannot be stored as they are."""
    names = [
        change.conversation.title or summary_of(change.conversation).first_words
        for one, change in unsaved.changes.items()
        if one in unsaved.set_apart
    ]
    which = f"“{names[0]}”" if len(names) == 1 else f"{len(unsaved.set_apart)} conversations"
    return (
        f"{which} cannot be saved: something in it has no place in the history."
        " It is kept until GPTDesk is closed; export it to keep it. Everything else is saved."
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


def erase_history(path: Path) -> None:
    """Remove a history with the files that belong to it, overwritten; that needs no room.

    Raises:
        OSError: it cannot be removed.
    """
    for suffix in ("", "-wal", "-shm"):
        file = path.with_name(path.name + suffix)
        if not file.exists():
            continue
        doomed = file.rename(path.with_name(f".{path.name}.deleted{suffix}"))  # others see it go
        with suppress(OSError), doomed.open("rb+") as content:
            for _ in range(0, doomed.stat().st_size, _BLOCK_BYTES):
                content.write(bytes(_BLOCK_BYTES))
            os.fsync(content.fileno())
        doomed.unlink()


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
