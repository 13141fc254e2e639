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

from gptdesk.chat import Message, MessageState
from gptdesk.errors import HistoryError
from gptdesk.storage.atomic import move_aside
from gptdesk.storage.backups import backups
from gptdesk.storage.history_rows import (
    Shape,
    conversation_row,
    end_interrupted,
    from_text,
    shape_of,
    write_draft,
    write_message,
    write_shape,
)
from gptdesk.storage.history_schema import (
    MIGRATIONS,
    DamagedHistoryError,
    NewerHistoryError,
    error_code,
    is_damage,
    open_history,
)
from gptdesk.storage.history_search import index_words
from gptdesk.storage.history_sessions import Session
from gptdesk.storage.history_types import HistoryProblem, ProblemKind
from gptdesk.storage.history_unsaved import Change, Unsaved

logger = logging.getLogger(__name__)

_T = TypeVar("_T")
_CHECKED_BYTES = 50_000_000  # a larger file is checked with its daily backup only


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
        self._db: sqlite3.Connection | None = None
        self._place: tuple[int, int] | None = None  # device and number of the open file
        self._stand_in: sqlite3.Connection | None = None  # for reading while there is no file
        self._written: dict[str, Message] = {}  # answers that are streaming, as they are on disk

    # -- reading and changing

    def read(self, action: Callable[[sqlite3.Connection], _T]) -> _T:
        """Return what `action` reads; of an empty history where the file cannot be opened.

        Raises:
            HistoryError: it cannot be read.
        """
        for _ in range(2):
            try:
                return action(self._connection_or_stand_in())
            except sqlite3.Error as exc:
                if not is_damage(exc):
                    raise HistoryError(_sentence(exc, self.path)) from exc
                self._put_aside(exc)
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
            except (sqlite3.Error, HistoryError, OSError) as exc:
                if not is_damage(exc):
                    raise HistoryError(_sentence(exc, self.path)) from exc
                self._put_aside(exc)
        raise HistoryError(f"{self.path} cannot be written.")

    def flush(self, *, is_durable: bool = True) -> bool:
        """Write what is unsaved; return whether all of it is in the file now.

        Args:
            is_durable: also a loss of power must not cost it.
        """
        for _ in range(2):
            try:
                self._write_unsaved(is_durable=is_durable)
            except (sqlite3.Error, HistoryError, OSError) as exc:
                if is_damage(exc):
                    self._put_aside(exc)
                    continue
                self._fail(exc)
                return False
            if self.is_failing:
                self.is_failing = False
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
            raise HistoryError(_sentence(exc, self.path)) from exc

    def connection(self) -> sqlite3.Connection:
        """Return the open file, opened if need be.

        Raises:
            HistoryError, sqlite3.Error, OSError: it cannot be opened.
        """
        if self._db is not None and self._place != _place(self.path):
            logger.warning("%s was replaced by another file", self.path)
            self.close()
        if self._db is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._db = open_history(self.path)
            self._place = _place(self.path)
            self._drop_stand_in()
            self.session.begin()
            self._end_interrupted(self._db)
        return self._db

    def close(self) -> None:
        """Let go of the file; the next use opens it again."""
        self._drop_stand_in()
        self._written.clear()
        self.known.clear()
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
            except (sqlite3.Error, HistoryError, OSError) as exc:
                if is_damage(exc) or self.path.is_dir():
                    self._put_aside(exc)
                    continue
                self._fail(exc)
                return False
            self.session.clean_up()
            return True
        return False

    def _check(self, db: sqlite3.Connection) -> None:
        if self.path.stat().st_size > _CHECKED_BYTES:
            return
        found = db.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise DamagedHistoryError(f"{self.path} is not whole: {found}")

    def _end_interrupted(self, db: sqlite3.Connection) -> None:
        sql = "SELECT DISTINCT writer FROM message WHERE writer IS NOT NULL"
        gone = self.session.gone([row[0] for row in db.execute(sql)])
        if not gone:
            return

        def end(db: sqlite3.Connection) -> None:
            for seq in end_interrupted(db, gone):
                sql = "SELECT text FROM content WHERE message = ?"
                text = db.execute(sql, (seq,)).fetchone()
                index_words(db, seq, from_text(text[0]) if text else "")

        _in_transaction(db, end)

    def _connection_or_stand_in(self) -> sqlite3.Connection:
        if self._stand_in is not None:
            return self._stand_in
        try:
            return self.connection()
        except (sqlite3.Error, HistoryError, OSError) as exc:
            if is_damage(exc):
                raise
            self._fail(exc)
            self._stand_in = _readable_copy(self.path, exc)
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
            return _in_transaction(db, action)
        except sqlite3.Error as exc:
            if error_code(exc) == sqlite3.SQLITE_IOERR:
                self.close()  # its idea of the file may be wrong now
            raise

    def _write_unsaved(self, *, is_durable: bool = True) -> None:
        if not self.unsaved:
            return
        written: dict[str, Message] = {}

        def write(db: sqlite3.Connection) -> None:
            for change in self.unsaved.changes.values():
                self._write_change(db, change, written)
            for conversation_id, text in self.unsaved.drafts.items():
                write_draft(db, conversation_id, text)

        self._transaction(write, is_durable=is_durable)
        for change in self.unsaved.changes.values():
            self.known[change.conversation.id] = shape_of(change.conversation)
        for message in written.values():
            if message.state is MessageState.STREAMING:
                self._written[message.id] = message
            else:
                self._written.pop(message.id, None)
        self.unsaved.clear()

    def _write_change(
        self, db: sqlite3.Connection, change: Change, written: dict[str, Message]
    ) -> None:
        conversation = change.conversation
        row = conversation_row(db, conversation.id)
        if row is None and conversation.id in self.deleted:
            return
        seq, is_new = write_shape(db, conversation, self.known.get(conversation.id))
        places = {message.id: place for place, message in enumerate(conversation.messages)}
        messages = dict(change.messages)
        if is_new:  # so that it is there whatever happened to an earlier file
            messages = {one.id: one for one in conversation.messages} | messages
        for message in messages.values():
            place = places.get(message.id, len(places))
            before = self._written.get(message.id)
            before = before if not is_new else None
            message_seq = write_message(
                db, seq, message, place=place, writer=self.session.id, before=before
            )
            if message.state is not MessageState.STREAMING:
                index_words(db, message_seq, message.text)
            written[message.id] = message
        if messages and not change.is_whole:
            db.execute(
                "UPDATE conversation SET changed_at = max(changed_at, ?) WHERE seq = ?",
                (time.time(), seq),
            )
        if conversation.id not in self.deleted:
            db.execute("UPDATE conversation SET deleted_at = NULL WHERE seq = ?", (seq,))

    # -- when it does not work

    def _fail(self, exc: Exception) -> None:
        """Note that the file cannot be written, and say so once."""
        logger.warning("history not written: %s", exc)
        self.is_failing = True
        kind = _kind(exc)
        if kind is not self._told:
            self._told = kind
            self._tell(HistoryProblem(kind, _sentence(exc, self.path), path=self.path))

    def _put_aside(self, exc: Exception) -> None:
        """Rename the damaged file, with what belongs to it, and say so."""
        logger.warning("history is damaged: %s", exc)
        self.close()
        try:
            aside = move_aside(self.path)
            for suffix in ("-wal", "-shm"):
                companion = self.path.with_name(self.path.name + suffix)
                if companion.exists():
                    companion.rename(aside.with_name(aside.name + suffix))
        except OSError as failure:
            raise HistoryError(f"{self.path} is damaged and cannot be renamed.") from failure
        newest = next(iter(backups(self._backup_dir)), None)
        remedy = "You can restore the newest backup." if newest else "There is no backup."
        self._tell(
            HistoryProblem(
                ProblemKind.DAMAGED,
                f"The history was damaged and could not be read. It is kept as {aside.name};"
                f" a new one was begun. {remedy}",
                backup=newest,
                path=aside,
            )
        )


def _in_transaction(db: sqlite3.Connection, action: Callable[[sqlite3.Connection], _T]) -> _T:
    db.execute("BEGIN IMMEDIATE")
    try:
        result = action(db)
        db.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            if db.in_transaction:
                db.execute("ROLLBACK")
        raise
    return result


def _place(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _readable_copy(path: Path, reason: Exception) -> sqlite3.Connection:
    """Return what can be read of a file that cannot be opened for writing, in memory."""
    memory = sqlite3.connect(":memory:", isolation_level=None)
    if not isinstance(reason, NewerHistoryError) and path.is_file():
        for mode in ("mode=ro", "immutable=1"):
            with suppress(sqlite3.Error, ValueError):
                source = sqlite3.connect(f"{path.resolve().as_uri()}?{mode}", uri=True)
                try:
                    source.backup(memory)
                    if memory.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                        return memory
                finally:
                    source.close()
    memory.close()
    memory = sqlite3.connect(":memory:", isolation_level=None)
    for migration in MIGRATIONS:
        migration(memory)
    return memory


def _kind(exc: Exception) -> ProblemKind:
    if isinstance(exc, NewerHistoryError):
        return ProblemKind.NEWER
    is_full = isinstance(exc, sqlite3.Error) and error_code(exc) == sqlite3.SQLITE_FULL
    return ProblemKind.FULL if is_full else ProblemKind.UNWRITABLE


def _sentence(exc: Exception, path: Path) -> str:
    if isinstance(exc, HistoryError):
        return str(exc)
    if _kind(exc) is ProblemKind.FULL:
        return (
            "The disk is full. What is new is kept in memory and will be saved when there is room."
        )
    return (
        f"{path} cannot be written. What is new is kept in memory and will be saved when it can be."
    )
