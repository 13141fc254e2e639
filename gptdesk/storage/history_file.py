"""The history's file: opened, written, mended, put aside; used by one thread.

Owns the connection and what is done when the disk does not play along; must not know threads.
Nothing that was to be saved is ever dropped: it waits in `unsaved`, and reading shows it.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from gptdesk.chat import Conversation, Message, MessageState
from gptdesk.errors import HistoryError
from gptdesk.storage.backups import backups
from gptdesk.storage.history_rows import end_interrupted, write_unsaved
from gptdesk.storage.history_salvage import salvage
from gptdesk.storage.history_schema import (
    FAILURES,
    DamagedHistoryError,
    UnstorableError,
    as_text,
    error_code,
    expect_sound,
    in_transaction,
    is_busy,
    is_damage,
    may_be_damage,
    open_history,
)
from gptdesk.storage.history_sessions import Session
from gptdesk.storage.history_trouble import (
    damage_problem,
    expect_writable,
    is_empty,
    kind_of,
    lost_problem,
    move_history_aside,
    place_of,
    readable_copy,
    sentence_for,
)
from gptdesk.storage.history_types import HistoryProblem, ProblemKind
from gptdesk.storage.history_unsaved import Shape, Unsaved, shape_of

logger = logging.getLogger(__name__)

_T = TypeVar("_T")
_BUSY_S = 30.0  # another window may write for so long before the user hears of it
_CHECKED_BYTES = 100_000_000  # a larger file is checked with its daily backup only


class HistoryFile:
    """One open history.

    Attributes:
        path: the file.
        unsaved: what is not in it yet.
        is_failing: the last attempt to write did not succeed.
        known: by conversation, what whoever works with it knows of its row.
        deleted: conversations that this program has deleted.
    """

    def __init__(
        self, path: Path, backup_dir: Path, tell: Callable[[HistoryProblem], None]
    ) -> None:
        self.path = path
        self.unsaved = Unsaved()
        self.is_failing = False
        self.known: dict[str, Shape] = {}
        self.deleted: set[str] = set()
        self.session = Session(path)
        self._backup_dir = backup_dir
        self._tell = tell
        self._told: ProblemKind | None = None
        self._failing_since = 0.0
        self._db: sqlite3.Connection | None = None
        self._place: tuple[int, int] | None = None  # device and number of the open file
        self._stand_in: sqlite3.Connection | None = None  # for reading while there is no file
        self._is_new = False  # that there is no file was already said
        self._written: dict[str, Message] = {}  # answers that are streaming, as they are on disk

    # -- reading and changing

    def read(self, action: Callable[[sqlite3.Connection], _T]) -> _T:
        """Return what `action` reads; of an empty history where the file cannot be opened.

        Raises:
            HistoryError: it cannot be read.
        """
        for _ in range(3):
            db = None
            try:
                db = self._connection_or_stand_in()
                return action(db)
            except (sqlite3.Error, UnicodeDecodeError) as exc:
                if db is not None and error_code(exc) == 0 and db.text_factory is str:
                    db.text_factory = as_text  # slower, and reads what is no UTF-8
                elif self._is_damage(exc):
                    self._put_aside(exc)
                else:
                    raise HistoryError(f"{self.path} cannot be read: {exc}.") from exc
        raise HistoryError(f"{self.path} cannot be read.")

    def change(self, action: Callable[[sqlite3.Connection], _T]) -> _T:
        """Do `action` in one transaction, forced to the disk, after all that is unsaved.

        Raises:
            HistoryError: it cannot be done; nothing has changed.
        """
        for _ in range(2):
            try:
                self._write_unsaved()
                return self._transaction(action)
            except FAILURES as exc:
                if not self._is_damage(exc):
                    raise HistoryError(sentence_for(exc, self.path)) from exc
                self._put_aside(exc)
        raise HistoryError(f"{self.path} cannot be written.")

    def flush(self, *, is_durable: bool = True) -> bool:
        """Write what is unsaved; return whether all of it is in the file now.

        Args:
            is_durable: also a loss of power must not cost it.

        Raises:
            UnstorableError: something never can be; it is forgotten, and the rest unsaved still.
        """
        for _ in range(2):
            try:
                self._write_unsaved(is_durable=is_durable)
            except UnstorableError:
                raise
            except FAILURES as exc:
                if self._is_damage(exc) and self._put_aside(exc):
                    continue
                self._fail(exc)
                return False
            self.is_failing = False
            if self._told is not None:
                self._told = None
                self._tell(HistoryProblem(ProblemKind.SOLVED, "Everything is saved again."))
            return True
        return False

    def compact(self) -> None:
        """Give room that is not used back to the disk, so that nothing deleted is left in it.

        Raises:
            HistoryError: it cannot be done.
        """
        try:
            db = self.connection()
            db.execute("VACUUM")
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except (sqlite3.Error, OSError) as exc:
            raise HistoryError(sentence_for(exc, self.path)) from exc

    def connection(self) -> sqlite3.Connection:
        """Return the open file, opened if need be.

        Raises:
            HistoryError, sqlite3.Error, OSError: it cannot be opened.
        """
        if self._db is not None and self._place != place_of(self.path):
            logger.warning("%s was replaced by another file", self.path)
            self.close()
        if self._db is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            newest = next(iter(backups(self._backup_dir)), None)
            is_lost = newest is not None and not self._is_new and not self.path.exists()
            if self.path.is_dir() or (newest and is_empty(self.path)):
                raise DamagedHistoryError(f"{self.path} is no file, or an empty one.")
            expect_writable(self.path)
            self._db = open_history(self.path)
            self._is_new = False
            if is_lost:
                self._tell(lost_problem(self.path, newest))
            self._place = place_of(self.path)
            self._drop_stand_in()
            self.session.begin()
            self._end_interrupted(self._db)
        return self._db

    def close(self) -> None:
        """Let go of the file; the next use opens it again."""
        self._drop_stand_in()
        self._written.clear()
        if self._db is not None:
            db, self._db = self._db, None
            with suppress(sqlite3.Error):
                db.close()

    # -- opening

    def open(self) -> bool:
        """Open the file, whatever is there; return whether it can be written.

        A damaged one is put aside, and a new one begun.
        """
        for _ in range(2):
            try:
                db = self.connection()
                self._check(db)
            except FAILURES as exc:
                if self._is_damage(exc) and self._put_aside(exc):
                    continue
                self._fail(exc)
                return False
            self.session.clean_up()
            return True
        return False

    def _check(self, db: sqlite3.Connection) -> None:
        if self.path.stat().st_size <= _CHECKED_BYTES:
            expect_sound(db, self.path)

    def _end_interrupted(self, db: sqlite3.Connection) -> None:
        sql = "SELECT DISTINCT writer FROM message WHERE writer IS NOT NULL"
        gone = self.session.gone([row[0] for row in db.execute(sql)])
        if gone:
            in_transaction(db, lambda db: end_interrupted(db, gone))

    def _connection_or_stand_in(self) -> sqlite3.Connection:
        if self._stand_in is not None:
            return self._stand_in
        try:
            return self.connection()
        except FAILURES as exc:
            if is_damage(exc):
                raise
            self._fail(exc)
            self._stand_in = readable_copy(self.path, exc)
            return self._stand_in

    def _drop_stand_in(self) -> None:
        if self._stand_in is not None:
            self._stand_in.close()
            self._stand_in = None

    # -- writing

    def _transaction(
        self, action: Callable[[sqlite3.Connection], _T], *, is_durable: bool = True
    ) -> _T:
        db = self.connection()
        db.execute(f"PRAGMA synchronous = {'FULL' if is_durable else 'NORMAL'}")
        try:
            return in_transaction(db, action)
        except sqlite3.Error as exc:
            if error_code(exc) == sqlite3.SQLITE_IOERR:
                self.close()  # its idea of the file may be wrong now
            raise

    def _write_unsaved(self, *, is_durable: bool = True) -> None:
        """Write what is unsaved; it is saved then.

        Raises:
            UnstorableError: something never can be; it is forgotten, nothing was written.
        """
        self.connection()
        if not self.unsaved:
            return

        def write(db: sqlite3.Connection) -> dict[str, Message]:
            return write_unsaved(
                db,
                self.unsaved,
                known=self.known,
                before=self._written,
                deleted=self.deleted,
                writer=self.session.id,
            )

        try:
            written = self._transaction(write, is_durable=is_durable)
        except UnstorableError as exc:
            self.unsaved.changes.pop(exc.conversation_id, None)
            raise
        for change in self.unsaved.changes.values():
            self.known[change.conversation.id] = shape_of(change.conversation)
        for message in written.values():
            if message.state is MessageState.STREAMING:
                self._written[message.id] = message
            else:
                self._written.pop(message.id, None)
        self.unsaved.clear()

    # -- when it does not work

    def _is_damage(self, exc: Exception) -> bool:
        if may_be_damage(exc) and self._db is not None:
            try:
                expect_sound(self._db, self.path)
            except FAILURES:
                return True
        return is_damage(exc)

    def _fail(self, exc: Exception) -> None:
        """Note that the file cannot be written, and say so once."""
        now = time.monotonic()
        self._failing_since = self._failing_since if self.is_failing else now
        self.is_failing = True
        kind = kind_of(exc)
        is_patient = is_busy(exc) and now - self._failing_since < _BUSY_S
        if kind is not self._told and not is_patient:
            logger.warning("history not written: %s", exc)
            self._told = kind
            self._tell(HistoryProblem(kind, sentence_for(exc, self.path), path=self.path))

    def _put_aside(self, exc: Exception) -> bool:
        """Rename the damaged file, begin a new one with what can be read of it, and say so.

        Returns:
            whether that was possible; if not the history works in memory.
        """
        logger.warning("history is damaged: %s", exc)
        self.close()
        try:
            aside = move_history_aside(self.path)
            self._is_new = True
            saved = salvage(aside, self._take_salvaged)
        except FAILURES as failure:
            self._fail(failure)
            self._stand_in = readable_copy(self.path, exc)
            return False
        newest = next(iter(backups(self._backup_dir)), None)
        self._tell(damage_problem(aside, saved, newest))
        return True

    def _take_salvaged(self, conversation: Conversation) -> None:
        """Write a conversation of a damaged file; what waits to be written is newer."""
        newer = self.unsaved.changes.pop(conversation.id, None)
        self.unsaved.keep_whole(conversation)
        if newer is not None:
            self.unsaved.keep(newer.conversation, *newer.messages.values())
        with suppress(*FAILURES):  # it waits as well then
            self._write_unsaved(is_durable=False)
