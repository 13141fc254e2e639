"""Copies of the history: when one is made, which are kept, what they hold, how one comes back.

Owns the folder of backups; must not know what the tables mean, but for the number of conversations.
A copy is made from a reader of its own, so that no operation waits; it gets its name when it is
whole and was read through.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import sqlite3
import time
from collections.abc import Generator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event

from gptdesk.files.private import make_private_folder
from gptdesk.storage.history.schema import BUSY_S, expect_history, expect_sound
from gptdesk.storage.history.types import Backup

logger = logging.getLogger(__name__)

MAX_AGE_S = 24 * 3600.0
_DAYS, _WEEKS, _OTHERS, _GROUPS = 7, 4, 3, 4
_PAUSE_S = 30 * 24 * 3600.0  # between two copies: they do not belong together
_INSTRUCTIONS = 10_000
_HEADER_BYTES, _WRITE_VERSION = 19, 18  # of a database, by its file format
_PAGES = 1000  # copied between two looks at whether there is time
_STAMP = "%Y%m%d-%H%M%S"
_NAME = re.compile(r"(?P<kind>history|before|asked)-(?P<stamp>\d{8}-\d{6})(-\d+)?\.sqlite3")
_COUNT = "SELECT count(*) FROM conversation WHERE deleted_at IS NULL"


class BackupReason(StrEnum):
    """Why a copy was made; also how its name begins."""

    DAILY = "history"
    BEFORE = "before"  # a restore, or a newer program, was about to replace everything
    ASKED = "asked"  # by the user


class _CancelledError(Exception):
    pass


@dataclass(frozen=True, slots=True)
class BackupFacts:
    """A backup and what is in it.

    Attributes:
        backup: the copy.
        conversations: how many it holds; None where it cannot be read.
        reason: why it was made.
    """

    backup: Backup
    conversations: int | None
    reason: BackupReason


@dataclass(frozen=True, slots=True)
class HistoryFacts:
    """All conversations as files.

    Attributes:
        path: of the history.
        size_bytes: with what is not yet moved into the file.
        conversations: how many there are; None where they cannot be read.
        backup_dir: folder of the copies; it need not be there.
        backups: the copies, the newest first.
    """

    path: Path
    size_bytes: int
    conversations: int | None
    backup_dir: Path
    backups: tuple[BackupFacts, ...]


def backups(folder: Path) -> tuple[Backup, ...]:
    """Return the copies in a folder, the newest first; a folder that is not there has none."""
    found: list[tuple[float, int, Backup]] = []
    with suppress(OSError):
        for path in folder.iterdir():
            match = _NAME.fullmatch(path.name)
            with suppress(OSError, ValueError):
                if match is not None and path.is_file():
                    made = datetime.strptime(match["stamp"], _STAMP).astimezone().timestamp()
                    facts = path.stat()
                    found.append((made, facts.st_mtime_ns, Backup(path, made, facts.st_size)))
    return tuple(one for _, _, one in sorted(found, key=lambda one: one[:2], reverse=True))


def is_due(folder: Path, now: float | None = None) -> bool:
    """Tell whether the newest copy is older than a day; copies of the future count for nothing."""
    now = time.time() if now is None else now
    return not any(
        now - MAX_AGE_S < one.made_at <= now + MAX_AGE_S and _reason(one) is not BackupReason.BEFORE
        for one in backups(folder)
    )


def make_backup(
    database: Path,
    folder: Path,
    *,
    reason: BackupReason = BackupReason.DAILY,
    cancelled: Event | None = None,
) -> Backup | None:
    """Copy a history that others may be writing to.

    Args:
        database: the file.
        folder: made if it is not there.
        reason: why; what is about to be replaced is kept apart.
        cancelled: set when there is no time left.

    Returns:
        the copy; None when cancelled.

    Raises:
        DamagedHistoryError: the copy is not whole, so the original is not either.
        sqlite3.Error, OSError: it could not be read or written.
    """
    make_private_folder(folder)
    for left in folder.glob(".history-*.tmp*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > MAX_AGE_S:
                left.unlink()
    temporary = folder / f".history-{os.getpid()}-{time.monotonic_ns()}.tmp"
    temporary.touch(mode=0o600)
    try:
        _copy(database, temporary, cancelled)
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        path = _free_name(folder, reason)
        temporary.rename(path)
    except _CancelledError:
        return None
    finally:
        temporary.unlink(missing_ok=True)
    _prune(folder, path)
    return next(one for one in backups(folder) if one.path == path)


def restore_backup(backup: Path, db: sqlite3.Connection) -> None:
    """Put a copy's content in the place of an open history's, in one transaction.

    Args:
        backup: stays as it is.
        db: in no transaction; others may have the same file open.

    Raises:
        DamagedHistoryError: the backup is no whole history; nothing has changed.
        sqlite3.Error, OSError: it could not be read or written; nothing has changed.
    """
    with open_backup(backup) as reader:
        expect_history(reader, backup)
        expect_sound(reader, backup)
        reader.backup(db)


@contextmanager
def open_backup(backup: Path) -> Generator[sqlite3.Connection, None, None]:
    """Open a copy to read it, and leave nothing beside it.

    Its name can be a link, and lead to a history that another program is using: SQLite would put
    files beside that one. It is read from a copy.

    Raises:
        sqlite3.Error, OSError: it cannot be read.
    """
    with TemporaryDirectory(prefix="gptdesk-") as folder:
        if _has_log(backup):
            own = Path(folder) / "history.sqlite3"
            source = backup.resolve()
            log = source.with_name(f"{source.name}-wal")
            shutil.copyfile(source, own)
            if log.is_file():
                shutil.copyfile(log, own.with_name(f"{own.name}-wal"))
            backup = own
        with closing(_reader(backup)) as reader:
            yield reader


def history_facts(database: Path, backup_dir: Path, conversations: int | None) -> HistoryFacts:
    """Look at the files of a history whose number of conversations is known."""
    copies = tuple(
        BackupFacts(one, count_conversations(one.path), _reason(one)) for one in backups(backup_dir)
    )
    return HistoryFacts(database, _size_of(database), conversations, backup_dir, copies)


def count_conversations(backup: Path) -> int | None:
    """Return how many conversations a backup holds; None where it cannot be read."""
    try:
        with open_backup(backup) as db:
            count: int = db.execute(_COUNT).fetchone()[0]
            return count
    except (sqlite3.Error, OSError) as exc:
        logger.warning("%s cannot be counted: %s", backup, exc)
        return None


def kept(found: tuple[Backup, ...]) -> set[Path]:
    """Return which copies stay: the newest of 7 days and of 4 weeks, and 3 of the other kind.

    What was made within a day of the newest stays as well. Copies whose times are far apart were
    made under different clocks, or with a long pause between; each such group is treated by
    itself, so that a wrong clock takes no place of a good copy. The four largest groups stay.
    """
    groups: list[list[Backup]] = []
    for one in found:  # the newest first
        if not groups or groups[-1][-1].made_at - one.made_at > _PAUSE_S:
            groups.append([])
        groups[-1].append(one)
    groups.sort(key=len, reverse=True)  # of equal ones the newest first
    return {path for group in groups[:_GROUPS] for path in _kept_of_group(group)}


def _kept_of_group(found: list[Backup]) -> set[Path]:
    days: dict[str, Path] = {}
    weeks: dict[str, Path] = {}
    others: list[Path] = []
    for one in found:
        if _reason(one) is BackupReason.BEFORE:
            others.append(one.path)
            continue
        made = datetime.fromtimestamp(one.made_at).astimezone()
        days.setdefault(made.strftime("%Y-%j"), one.path)
        weeks.setdefault(made.strftime("%G-%V"), one.path)
    young = {one.path for one in found if one.made_at > found[0].made_at - MAX_AGE_S}
    return young.union(list(days.values())[:_DAYS], list(weeks.values())[:_WEEKS], others[:_OTHERS])


def _copy(source: Path, target: Path, cancelled: Event | None) -> None:
    def stop_if_cancelled(*_: int) -> None:
        if cancelled is not None and cancelled.is_set():
            raise _CancelledError

    with closing(_reader(source)) as reader, closing(sqlite3.connect(target)) as writer:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM sqlite_master").fetchone()  # holds this state of it
        reader.backup(writer, pages=_PAGES, progress=stop_if_cancelled, sleep=0)
        writer.execute("PRAGMA journal_mode = DELETE")
        if cancelled is not None:
            writer.set_progress_handler(cancelled.is_set, _INSTRUCTIONS)
        try:
            expect_sound(writer, source)
        except sqlite3.OperationalError:
            stop_if_cancelled()
            raise


def _reader(path: Path) -> sqlite3.Connection:
    uri = f"{path.resolve().as_uri()}?mode=ro"
    return sqlite3.connect(uri, uri=True, timeout=BUSY_S, isolation_level=None)


def _has_log(path: Path) -> bool:
    """Tell whether a file's header says that what is newest is in a log beside it."""
    with path.open("rb") as file:
        return file.read(_HEADER_BYTES)[_WRITE_VERSION:] == b"\x02"


def _free_name(folder: Path, reason: BackupReason) -> Path:
    stamp = datetime.now().astimezone().strftime(_STAMP)
    path, number = folder / f"{reason}-{stamp}.sqlite3", 1
    while path.exists():
        number += 1
        path = folder / f"{reason}-{stamp}-{number}.sqlite3"
    return path


def _prune(folder: Path, newest: Path) -> None:
    found = backups(folder)
    for path in {one.path for one in found} - kept(found) - {newest}:
        with suppress(OSError):
            path.unlink()


def _reason(backup: Backup) -> BackupReason:
    return BackupReason(backup.path.name.partition("-")[0])


def _size_of(database: Path) -> int:
    size = 0
    for path in (database, database.with_name(f"{database.name}-wal")):
        with suppress(OSError):
            size += path.stat().st_size
    return size
