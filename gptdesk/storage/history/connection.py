"""The history's file while it is open: opened, changed as a whole, closed, put aside.

Owns the connection, and that several programs open and mend one file in turn; must not know what is
unsaved, or what is done when something fails.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from gptdesk.chat.messages import Conversation
from gptdesk.files.private import make_private_folder
from gptdesk.storage.history.backups import BackupReason, backups, make_backup
from gptdesk.storage.history.problems import (
    damage_problem,
    erase_history,
    expect_writable,
    is_empty,
    lost_problem,
    move_history_aside,
    place_of,
    salvage,
)
from gptdesk.storage.history.schema import (
    BUSY_S,
    FAILURES,
    SCHEMA,
    DamagedHistoryError,
    ReplacedError,
    error_code,
    expect_own_schema,
    expect_sound,
    in_transaction,
    is_damage,
    may_be_damage,
    open_history,
    schema_of,
)
from gptdesk.storage.history.sessions import Session
from gptdesk.storage.history.types import HistoryProblem, Interrupted
from gptdesk.storage.history.write_rows import end_interrupted

logger = logging.getLogger(__name__)

_T = TypeVar("_T")
_CHECKED_BYTES = 100_000_000  # a larger file is checked with its daily backup only


class HistoryConnection:
    """A connection to one history that comes back after whatever happened to the file.

    Attributes:
        path: the file.
        session: this program's use of it.
        openings: how often it was opened so far.
        interrupted: answers that other programs were writing when they ended, as far as it was
            found out here; the newest comes last.
    """

    def __init__(
        self, path: Path, backup_dir: Path, tell: Callable[[HistoryProblem], None]
    ) -> None:
        self.path = path
        self.session = Session(path)
        self.openings = 0
        self.interrupted: list[Interrupted] = []
        self._backup_dir = backup_dir
        self._tell = tell
        self._db: sqlite3.Connection | None = None
        self._place: tuple[int, int] | None = None  # device and number of the open file
        self._is_new = False  # that there is no file was already said

    def get(self) -> sqlite3.Connection:
        """Return the open file, opened if need be.

        Raises:
            HistoryError, sqlite3.Error, OSError: it cannot be opened.
        """
        if self._db is not None and not self._is_as_it_was(self._db):
            logger.warning("%s was replaced by another file", self.path)
            self.close()
        if self._db is None:
            make_private_folder(self.path.parent, f"{self.path.name}*")
            with self.session.alone():
                self._open()
            self.session.announce()
            self._end_interrupted()
        assert self._db is not None
        return self._db

    def close(self) -> None:
        """Let go of the file; the next use opens it again."""
        if self._db is not None:
            db, self._db = self._db, None
            with suppress(sqlite3.Error):
                db.close()

    def transaction(
        self, action: Callable[[sqlite3.Connection], _T], *, is_durable: bool = True
    ) -> _T:
        """Do `action` wholly or not at all, and return its result.

        Args:
            action: called in a transaction.
            is_durable: also a loss of power must not cost it.

        Raises:
            ReplacedError: it was done to a file that another window has put aside meanwhile.
            HistoryError, sqlite3.Error, OSError: it was not done.
        """
        db = self.get()
        db.execute(f"PRAGMA synchronous = {'FULL' if is_durable else 'NORMAL'}")

        def act(db: sqlite3.Connection) -> _T:
            expect_own_schema(db, self.path)
            return action(db)

        try:
            result = in_transaction(db, act)
        except sqlite3.Error as exc:
            if error_code(exc) == sqlite3.SQLITE_IOERR:
                self.close()  # its idea of the file may be wrong now
            raise
        if self._place != place_of(self.path):
            raise ReplacedError(f"{self.path} was put aside.")  # with what was just written
        return result

    def compact(self) -> None:
        """Give room that is not used back to the disk, so that nothing deleted is left in it.

        Raises:
            HistoryError, sqlite3.Error, OSError: that was not possible.
        """
        db = self.get()
        db.execute("VACUUM")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def remove(self) -> None:
        """Remove the file with what belongs to it, so that no byte of it is left.

        Raises:
            OSError: it could not be removed.
        """
        self.close()
        with self.session.alone():
            erase_history(self.path)
            self._is_new = True

    def look_through(self) -> None:
        """Open the file and read all of it, unless it is very large.

        Raises:
            HistoryError, sqlite3.Error, OSError: it cannot be opened, or is damaged.
        """
        db = self.get()
        if self.path.stat().st_size <= _CHECKED_BYTES:
            expect_sound(db, self.path)

    def is_damaged(self, exc: Exception) -> bool:
        """Tell whether an error comes from damage to the file."""
        if may_be_damage(exc) and self._db is not None:
            try:
                expect_sound(self._db, self.path)
            except FAILURES:
                return True
        return is_damage(exc)

    def put_aside(
        self, take: Callable[[Conversation], None], take_vocabulary: Callable[[str, bytes], object]
    ) -> None:
        """Rename the damaged file, with what belongs to it, and say so.

        Args:
            take: called with each conversation that could be read, as far as it could.
            take_vocabulary: called with the key and the bytes of each vocabulary.

        Raises:
            HistoryError, sqlite3.Error, OSError: it cannot be renamed.
        """
        self.close()
        with self.session.alone():
            if place_of(self.path) != self._place:
                return  # another window was faster
            aside = move_history_aside(self.path)
            self._is_new = True
            saved = salvage(aside, take, take_vocabulary)
        newest = next(iter(backups(self._backup_dir)), None)
        self._tell(damage_problem(aside, saved, newest))

    def _is_as_it_was(self, db: sqlite3.Connection) -> bool:
        return self._place == place_of(self.path) and schema_of(db) == SCHEMA

    def _open(self) -> None:
        self._place = place_of(self.path)
        newest = next(iter(backups(self._backup_dir)), None)
        is_lost = newest is not None and not self._is_new and self._place is None
        if self.path.is_dir() or (newest and is_empty(self.path)):
            raise DamagedHistoryError(f"{self.path} is no file, or an empty one.")
        expect_writable(self.path)
        if self._place is None:
            self.path.touch(mode=0o600)  # its log and their index get the same mode
        patience_s = BUSY_S if self.session.has_locks else 0.0
        self._db = open_history(self.path, self._keep_older, patience_s)
        self._place = place_of(self.path)
        self._is_new = False
        self.openings += 1
        if is_lost:
            self._tell(lost_problem(self.path, newest))

    def _keep_older(self) -> None:
        make_backup(self.path, self._backup_dir, reason=BackupReason.BEFORE)

    def _end_interrupted(self) -> None:
        assert self._db is not None
        sql = "SELECT DISTINCT writer FROM message WHERE writer IS NOT NULL"
        gone = self.session.gone([row[0] for row in self._db.execute(sql)])
        if gone:
            self.interrupted += in_transaction(self._db, lambda db: end_interrupted(db, gone))
