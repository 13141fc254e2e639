"""The history's file, read and written in whatever state the disk is.

Owns what happens when the disk does not play along; must not know threads. Nothing that was to be
saved is ever dropped: it waits in `unsaved`, and reading shows it.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from gptdesk.chat.messages import Conversation, Message, MessageState
from gptdesk.errors import HistoryError
from gptdesk.sentences import Sentence
from gptdesk.storage.history.connection import HistoryConnection
from gptdesk.storage.history.problems import (
    WAITS,
    is_lack_of_room,
    kind_of,
    readable_copy,
    sentence_for,
    set_apart_sentence,
)
from gptdesk.storage.history.schema import (
    FAILURES,
    ReplacedError,
    as_text,
    error_code,
    is_busy,
)
from gptdesk.storage.history.types import HistoryProblem, ProblemKind, Unstored
from gptdesk.storage.history.unsaved import Shape, Unsaved, shape_of
from gptdesk.storage.history.write_rows import Written, write_unsaved

logger = logging.getLogger(__name__)

_T = TypeVar("_T")
_BUSY_S = 30.0  # another window may write for so long before the user hears of it
_ATTEMPTS = 3


class HistoryFile:
    """One open history.

    Attributes:
        connection: the file itself.
        unsaved: what is not in it yet.
        is_failing: the last attempt to write did not succeed.
        known: by conversation, what this window knows of its row.
        deleted: conversations that this program has deleted.
    """

    def __init__(
        self, path: Path, backup_dir: Path, tell: Callable[[HistoryProblem], None]
    ) -> None:
        self.connection = HistoryConnection(path, backup_dir, tell)
        self.unsaved = Unsaved()
        self.is_failing = False
        self.known: dict[str, Shape] = {}
        self.deleted: set[str] = set()
        self._tell = tell
        self._told: HistoryProblem | None = None
        self._failure: HistoryProblem | None = None  # why the last attempt to write failed
        self._failing_since = 0.0
        self._stand_in: sqlite3.Connection | None = None  # for reading while there is no file
        self._written: dict[str, Message] = {}  # answers that are streaming, as they are on disk
        self._opening = 0  # of the file, after which they were written

    # -- reading and changing

    def read(self, action: Callable[[sqlite3.Connection], _T]) -> _T:
        """Return what `action` reads; of what there was where the file cannot be opened now.

        Raises:
            HistoryError: it cannot be read.
        """

        def read() -> _T:
            db = self._connection_or_stand_in()
            try:
                return action(db)
            except sqlite3.OperationalError as exc:
                if error_code(exc) or db.text_factory is not str:
                    raise
                db.text_factory = as_text  # slower, and reads what is no UTF-8
                return action(db)

        try:
            return self._attempt(read)
        except sqlite3.Error as exc:
            raise HistoryError(
                "{file} cannot be read: {error}.", file=self.connection.path, error=exc
            ) from exc

    def change(self, action: Callable[[sqlite3.Connection], _T]) -> _T:
        """Do `action` in one transaction, forced to the disk, after all that is unsaved.

        Raises:
            HistoryError: it cannot be done; nothing has changed.
        """

        def change() -> _T:
            self._write_unsaved()
            return self.connection.transaction(action)

        try:
            result = self._attempt(change)
        except FAILURES as exc:
            path = self.connection.path
            raise HistoryError(sentence_for(exc, path, Sentence("Nothing was changed."))) from exc
        self._succeed()
        return result

    def flush(self, *, is_durable: bool = True) -> bool:
        """Write what is unsaved and can be stored; return whether the file could be written.

        Args:
            is_durable: also a loss of power must not cost it.
        """
        try:
            self._attempt(lambda: self._write_unsaved(is_durable=is_durable))
            self._succeed()
        except Exception as exc:  # noqa: BLE001 what is unsaved stays so, and that is told
            self._fail(exc)
            return False
        return True

    def unstored(self) -> Unstored:
        """Tell what is not in the file."""
        drafts = sum(map(bool, self.unsaved.drafts.values()))
        problem = self._told or self._problem()
        return Unstored(
            len(self.unsaved.changes), drafts, problem.sentence if problem is not None else ""
        )

    def erase(self, action: Callable[[sqlite3.Connection], None]) -> None:
        """Empty the file, and forget what was to be written to it.

        A file that there is no room to empty is removed.

        Args:
            action: empties it, in a transaction.

        Raises:
            HistoryError: that was not possible; nothing has changed.
        """

        def empty() -> None:
            self.connection.get()
            self._drop_stand_in()
            self.connection.transaction(action)

        self._empty(empty, Sentence("Nothing was deleted."))
        self.unsaved = Unsaved()
        self.known.clear()
        self.deleted.clear()
        self._written.clear()
        self._succeed()

    def compact(self) -> None:
        """Leave nothing of what was deleted in the file; one without room for that is removed.

        Raises:
            HistoryError: that was not possible.
        """
        so = Sentence(
            "What was deleted can still be found in it; close other windows, then try again."
        )
        self._empty(self.connection.compact, so)

    def _empty(self, action: Callable[[], None], so: str) -> None:
        path = self.connection.path
        try:
            self._attempt(action)
        except FAILURES as exc:
            if not is_lack_of_room(exc):
                raise HistoryError(sentence_for(exc, path, so)) from exc
            logger.warning("%s is removed, for there is no room to empty it: %s", path, exc)
            try:
                self.connection.remove()
            except OSError as failure:
                raise HistoryError(
                    "{file} could not be deleted. Delete it yourself.", file=path
                ) from failure

    def improve(self, action: Callable[[sqlite3.Connection], bool]) -> bool:
        """Do a part of work in the background; return whether there is more to do.

        What fails, be it by a mistake, is done another time, when the program starts again.
        """
        try:
            return self._attempt(lambda: self.connection.transaction(action, is_durable=False))
        except Exception as exc:
            logger.warning("put off: %s", exc, exc_info=None if isinstance(exc, FAILURES) else exc)
            return False

    def _attempt(self, action: Callable[[], _T]) -> _T:
        """Do something with the file; where that is damaged, put it aside and do it again.

        Raises:
            HistoryError, sqlite3.Error, OSError: it cannot be done.
        """
        for _ in range(_ATTEMPTS):
            try:
                return action()
            except ReplacedError:
                self.connection.close()
            except FAILURES as exc:
                if not self.connection.is_damaged(exc) or not self._put_aside(exc):
                    raise
        raise HistoryError("{file} is damaged again and again.", file=self.connection.path)

    def close(self) -> None:
        """Let go of the file; the next use opens it again."""
        self._drop_stand_in()
        self.connection.close()

    # -- opening

    def open(self) -> bool:
        """Open the file, whatever is there; return whether it can be written.

        A damaged one is put aside, and a new one begun.
        """
        try:
            self._attempt(self.connection.look_through)
        except FAILURES as exc:
            self._fail(exc)
            return False
        self.connection.session.clean_up()
        return True

    def _connection_or_stand_in(self) -> sqlite3.Connection:
        if self._stand_in is not None:
            return self._stand_in
        try:
            return self.connection.get()
        except FAILURES as exc:
            if self.connection.is_damaged(exc):
                raise
            self._fail(exc)
            self._stand_in = readable_copy(self.connection.path, exc)
            return self._stand_in

    def _drop_stand_in(self) -> None:
        if self._stand_in is not None:
            self._stand_in.close()
            self._stand_in = None

    # -- writing

    def _write_unsaved(self, *, is_durable: bool = True) -> None:
        """Write what is unsaved; it is saved then, or set apart if it cannot be stored."""
        self.connection.get()
        self._drop_stand_in()
        if not self.unsaved.waiting() and not self.unsaved.vocabularies:
            return
        if self._opening != self.connection.openings:  # what is in this file is not known
            self._opening = self.connection.openings
            self._written.clear()

        def write(db: sqlite3.Connection) -> Written:
            return write_unsaved(
                db,
                self.unsaved,
                known=self.known,
                before=self._written,
                deleted=self.deleted,
                writer=self.connection.session.id,
                is_damaged=self.connection.is_damaged,
            )

        written = self.connection.transaction(write, is_durable=is_durable)
        for one in written.conversations:
            change = self.unsaved.changes.get(one)
            if change is not None:
                self.known[one] = shape_of(change.conversation)
        for message in written.messages.values():
            if message.state is MessageState.STREAMING:
                self._written[message.id] = message
            else:
                self._written.pop(message.id, None)
        self.unsaved.forget(written.conversations)
        self.unsaved.vocabularies.clear()
        for one, exc in written.set_apart.items():
            logger.error("conversation %s cannot be stored", one, exc_info=exc)
            self.unsaved.set_apart[one] = exc

    # -- when it does not work

    def _fail(self, exc: Exception) -> None:
        """Note that the file cannot be written, and say so once."""
        now = time.monotonic()
        self._failing_since = self._failing_since if self.is_failing else now
        self.is_failing = True
        is_patient = is_busy(exc) and now - self._failing_since < _BUSY_S
        if is_patient and self.connection.session.has_locks:
            return
        path = self.connection.path
        sentence = sentence_for(exc, path, WAITS)
        if is_busy(exc) and not self.connection.session.has_locks:
            sentence = Sentence(
                "{path} is on a disk that cannot lock files, which saving needs. {so}",
                path=path,
                so=WAITS,
            )
        if self._failure is None or self._failure.kind is not kind_of(exc):
            is_expected = isinstance(exc, FAILURES)
            logger.log(
                logging.WARNING if is_expected else logging.ERROR,
                "history not written: %s",
                exc,
                exc_info=None if is_expected else exc,
            )
            self._failure = HistoryProblem(kind_of(exc), sentence, path=path)
        self._tell_what_is_true()

    def _succeed(self) -> None:
        """Note that the file can be written."""
        self.is_failing = False
        self._failure = None
        self._tell_what_is_true()

    def _problem(self) -> HistoryProblem | None:
        """Return what keeps something from being saved."""
        if self._failure is None and self.unsaved.set_apart:
            sentence = set_apart_sentence(self.unsaved)
            return HistoryProblem(ProblemKind.PARTLY, sentence, path=self.connection.path)
        return self._failure

    def _tell_what_is_true(self) -> None:
        """Say what is wrong, or that all is well again, where it is not what was said last."""
        problem = self._problem()
        if problem != self._told:
            self._told = problem
            solved = HistoryProblem(ProblemKind.SOLVED, Sentence("Everything is saved again."))
            self._tell(problem or solved)

    def _put_aside(self, exc: Exception) -> bool:
        """Begin a new file with what can be read of the damaged one; return whether one can."""
        logger.warning("history is damaged: %s", exc)
        try:
            self.connection.put_aside(self._take_salvaged, self.unsaved.vocabularies.setdefault)
        except FAILURES as failure:
            self._fail(failure)
            self._stand_in = readable_copy(self.connection.path, exc)
            return False
        return True

    def _take_salvaged(self, conversation: Conversation) -> None:
        """Write a conversation of a damaged file; what waits to be written is newer."""
        newer = self.unsaved.changes.pop(conversation.id, None)
        self.unsaved.keep_whole(conversation)
        if newer is not None:
            self.unsaved.keep(newer.conversation, *newer.messages.values())
        with suppress(*FAILURES):  # it waits as well then
            self._write_unsaved(is_durable=False)
