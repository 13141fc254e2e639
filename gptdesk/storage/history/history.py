"""The history: all conversations of a user in one file, and all that can be done with them.

The one list of operations: the window asks for each of them by `HistoryThread.submit`, tests call
them directly. Owns when growing answers and drafts are written, and when what failed is tried
again; must not know Qt, the network, what a token means, or that there are other threads but the
one that makes a backup.

What was acknowledged is on the disk and survives a kill and, but for partial answers and drafts, a
loss of power. What cannot be written is kept, shown by every reading operation as if it were, and
written when that is possible; a `HistoryProblem` says so. The layout is in `schema` and
`token_packing`.
"""

from __future__ import annotations

import logging
import math
import sqlite3
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from typing import TypeAlias, TypeVar

from gptdesk.chat.kept_views import KeptView
from gptdesk.chat.messages import Conversation, Message
from gptdesk.errors import HistoryError, cause_of
from gptdesk.sentences import Sentence
from gptdesk.storage.history import backups, conversation_rows, write_rows
from gptdesk.storage.history.backups import BackupReason, HistoryFacts, history_facts
from gptdesk.storage.history.file import HistoryFile
from gptdesk.storage.history.problems import sentence_for
from gptdesk.storage.history.read_rows import (
    read_draft,
    read_kept_views,
    read_some,
    read_vocabulary,
)
from gptdesk.storage.history.schema import (
    FAILURES,
    NewerHistoryError,
    is_damage,
    migrate,
)
from gptdesk.storage.history.search import find, find_unsaved, index_some
from gptdesk.storage.history.types import (
    Backup,
    Deletion,
    HistoryProblem,
    Hit,
    Interrupted,
    Outline,
    ProblemKind,
    Summary,
    Unstored,
)
from gptdesk.storage.history.unsaved import shape_of

logger = logging.getLogger(__name__)

_T = TypeVar("_T")
Parts: TypeAlias = Generator[None, None, _T]  # something long; between two parts others are served

PARTIAL_S = 0.4  # between two writings of a growing answer: on the disk within half a second
RETRY_S = 2.0  # before what could not be written is tried again; twice as long each time
_LONGEST_RETRY_S = 30.0
_AT_ONCE = 200  # messages that are written while everybody else waits


class History:
    """All conversations of a user; every method is called in one thread.

    Operations fail with `HistoryError`, whose text is for the user. A message that was saved is
    shown by every later operation, whether or not it could be written.
    """

    def __init__(
        self, database: Path, backup_dir: Path, tell: Callable[[HistoryProblem], None]
    ) -> None:
        """Name the files; nothing is touched before `open_file`.

        Args:
            database: made, with its folder, if it is not there.
            backup_dir: made when the first backup is.
            tell: called with each problem, also in the thread that makes a backup.
        """
        self._file = HistoryFile(database, backup_dir, tell)
        self._backup_dir = backup_dir
        self._tell = tell
        self._backup_thread: Thread | None = None
        self._is_hurried = Event()
        self._partial_at: float | None = None  # when what is growing must be written
        self._flushed_at = -math.inf
        self._growing_id = ""  # the answer that was written last while it grew
        self._retry_at: float | None = None
        self._retry_s = RETRY_S
        self._is_indexing = False  # what an earlier program wrote becomes searchable

    # -- beginning, waiting, ending

    def open_file(self) -> None:
        """Open the file, and make a backup if it is time."""
        if self._file.open():
            self._is_indexing = True
            if not self._file.connection.session.others():  # nobody else can bring them back
                with suppress(HistoryError):  # another time then
                    self._file.change(conversation_rows.forget_all)
            if backups.is_due(self._backup_dir) and self._file.read(conversation_rows.summaries):
                make = self._make_daily_backup
                self._backup_thread = Thread(target=make, name="backup", daemon=True)
                self._backup_thread.start()

    def hurry(self) -> None:
        """Give up what can be done another time; may be called from any thread."""
        self._is_hurried.set()

    def close_file(self) -> bool:
        """Write what is left and close the file; return whether all is on the disk."""
        is_clean = not self.store_all()
        deleted = self._file.deleted
        if deleted and is_clean:
            with suppress(HistoryError):
                self._file.change(lambda db: conversation_rows.forget(db, deleted))
        if self._backup_thread is not None:
            self._backup_thread.join()
        self._file.close()
        self._file.connection.session.withdraw()
        return is_clean

    def wait_s(self) -> float | None:
        """Return how long there is nothing to do by itself; None is for ever."""
        if self._is_indexing:
            return 0.0
        due = [at for at in (self._partial_at, self._retry_at) if at is not None]
        return max(0.0, min(due) - time.monotonic()) if due else None

    def write_what_is_due(self) -> None:
        """Write growing answers and drafts whose time has come, and what failed before."""
        now = time.monotonic()
        if self._file.is_failing and self._retry_at is None:
            self._retry_at = now + self._retry_s
        if self._retry_at is not None:
            self._partial_at = None
            if now >= self._retry_at:
                self._flush()
        elif self._partial_at is not None and now >= self._partial_at:
            self._flush(is_durable=False)

    def work_ahead(self) -> None:
        """Do what is due, and a part of what can wait: indexing."""
        self.write_what_is_due()
        if self._is_indexing:
            self._is_indexing = self._file.improve(index_some)

    def _flush(self, *, is_durable: bool = True) -> bool:
        self._partial_at = self._retry_at = None
        self._flushed_at = time.monotonic()
        is_written = self._file.flush(is_durable=is_durable)
        self._retry_s = RETRY_S if is_written else min(2 * self._retry_s, _LONGEST_RETRY_S)
        return is_written

    def _write_soon(self) -> None:
        if self._partial_at is None:
            self._partial_at = self._flushed_at + PARTIAL_S

    # -- reading

    def summaries(self) -> tuple[Summary, ...]:
        """List all conversations, the one changed last first."""
        stored = {one.id: one for one in self._file.read(conversation_rows.summaries)}
        found = self._file.unsaved.summaries(stored, self._file.known)
        return tuple(sorted(found, key=lambda one: one.changed_at, reverse=True))

    def load(self, conversation_id: str, last: int | None = None) -> Conversation:
        """Read a conversation.

        Args:
            conversation_id: which.
            last: read so many messages at the end of the shown path whole; the others are
                `Outline`s, with their text and without their tokens. None reads all whole.
        """
        known = self._file.known.get(conversation_id)
        session = self._file.connection.session.id
        stored = self._file.read(
            lambda db: conversation_rows.read_conversation(db, conversation_id, last, session)
        )
        if stored is not None and known is None:
            self._file.known[conversation_id] = shape_of(stored)
        merged = self._file.unsaved.merged(conversation_id, stored, known)
        if merged is None:
            raise HistoryError(conversation_rows.GONE)
        return merged

    def interrupted(self) -> tuple[Interrupted, ...]:
        """Return answers that this program found interrupted, the newest first."""
        return tuple(reversed(self._file.connection.interrupted))

    def load_messages(
        self, conversation_id: str, message_ids: Iterable[str]
    ) -> tuple[Message, ...]:
        """Read messages whole, in the order of their ids; those not there are left out."""
        ids = tuple(message_ids)
        change = self._file.unsaved.changes.get(conversation_id)
        session = self._file.connection.session.id

        def read(db: sqlite3.Connection) -> dict[str, Message]:
            row = write_rows.conversation_row(db, conversation_id)
            return {} if row is None else read_some(db, row, ids, session)

        found = self._file.read(read)
        if change is not None:
            unsaved = (*change.conversation.messages, *change.messages.values())
            whole = {one.id: one for one in unsaved if not isinstance(one, Outline)}
            found |= whole if not found else change.messages
        return tuple(found[one] for one in ids if one in found)

    def kept_views(self, conversation_id: str) -> tuple[tuple[str, KeptView], ...]:
        """Return the views on the disk, each after the id of the answer that it was kept with."""

        def read(db: sqlite3.Connection) -> tuple[tuple[str, KeptView], ...]:
            row = write_rows.conversation_row(db, conversation_id)
            return () if row is None else read_kept_views(db, row)

        return self._file.read(read)

    def search(self, text: str, limit: int = 50) -> tuple[Hit, ...]:
        """Find all words of `text`, the last of which may be a beginning.

        Titles come first, then messages on all branches, the newest first; before them what is not
        on the disk yet.
        """
        changes = self._file.unsaved.changes.values()
        kept = find_unsaved(((one.conversation, one.messages.values()) for one in changes), text)
        places = {(hit.conversation_id, hit.message_id) for hit in kept}
        stored = self._file.read(lambda db: find(db, text, limit))
        others = (hit for hit in stored if (hit.conversation_id, hit.message_id) not in places)
        return (*kept, *others)[:limit]

    def draft(self, conversation_id: str) -> str:
        """Return what stood in the composer; the empty id is the chat that has no message yet."""
        kept = self._file.unsaved.drafts.get(conversation_id)
        return self._file.read(lambda db: read_draft(db, conversation_id)) if kept is None else kept

    def vocabulary(self, key: str) -> bytes | None:
        """Return a vocabulary that was kept; None where it is not there."""
        kept = self._file.unsaved.vocabularies.get(key)
        return self._file.read(lambda db: read_vocabulary(db, key)) if kept is None else kept

    # -- saving

    def save(self, conversation: Conversation, message: Message) -> bool:
        """Save a message, new or changed, and what is shown of its conversation.

        Returns:
            True: it is on the disk. False: it is kept, and written as soon as that is possible.
        """
        _expect_whole(message)
        self._file.unsaved.keep(conversation, message)
        return self._is_stored(conversation)

    def save_partial(self, conversation: Conversation, message: Message) -> None:
        """Save an answer that grows: its beginning at once, the rest within half a second.

        What comes later than that after the last writing is written at once, too.
        """
        _expect_whole(message)
        self._file.unsaved.keep(conversation, message)
        if message.id != self._growing_id and self._retry_at is None:
            self._growing_id = message.id
            self._flush(is_durable=False)
        else:
            self._write_soon()

    def keep_vocabulary(self, key: str, pack: Callable[[], bytes]) -> None:
        """Keep the vocabulary of answers, once: it is written with what is saved next.

        Args:
            key: which; answers name it.
            pack: called where it is not there.
        """
        known: bytes | None = None
        with suppress(HistoryError):  # where nothing can be read nothing is written either
            known = self.vocabulary(key)
        if known is None:
            self._file.unsaved.vocabularies[key] = pack()
            self._write_soon()

    def drop_vocabulary(self, key: str) -> None:
        """Forget a vocabulary whose bytes are damaged; it is kept again with the next answer."""
        self._file.unsaved.vocabularies.pop(key, None)
        self._file.change(lambda db: write_rows.drop_vocabulary(db, key))

    def drop_view(self, conversation: Conversation, message: Message, view_id: str) -> None:
        """Save an answer from which a kept view was taken, and remove that view."""
        _expect_whole(message)
        self._file.unsaved.keep(conversation, message)
        self._file.change(lambda db: write_rows.drop_view(db, conversation.id, message.id, view_id))

    def save_shape(self, conversation: Conversation) -> bool:
        """Save which path is shown, the title and the pin; see `save`."""
        self._file.unsaved.keep(conversation)
        return self._is_stored(conversation)

    def add_conversation(self, conversation: Conversation) -> Parts[bool]:
        """Save a conversation that was not here before, with its times; see `save`.

        It is there as a whole when all its parts are. One that cannot be written so is kept, and
        written when that is possible, as any other.
        """
        messages = conversation.messages
        try:
            for first, count in _parts(len(messages)):
                part = messages[first : first + count]
                self.add_part(conversation, part, first=first, total=len(messages))
                yield
        except Exception:  # noqa: BLE001 what is wrong is found and told in the ordinary way
            self._file.unsaved.keep_whole(conversation)
            return self._is_stored(conversation)
        return True

    def add_part(
        self, conversation: Conversation, messages: Sequence[Message], *, first: int, total: int
    ) -> None:
        """Save some messages of a conversation that was not here before.

        With the last of them it is there; until then it can be taken back.

        Args:
            conversation: with its times; its own messages are not looked at.
            messages: those of this part.
            first: place of the first of them.
            total: how many messages the conversation will have.
        """
        writer = self._file.connection.session.id
        self._file.change(
            lambda db: conversation_rows.add_part(db, conversation, messages, first, total, writer)
        )
        if first + len(messages) >= total:
            self._file.known[conversation.id] = shape_of(conversation)

    def take_back(self, conversation_id: str, *, be_it_whole: bool = False) -> Parts[None]:
        """Forget the parts of a conversation of which no more will come.

        Args:
            conversation_id: which.
            be_it_whole: also where the last part was stored by now.
        """
        if be_it_whole:
            self._file.known.pop(conversation_id, None)
            self._change_row(conversation_id, conversation_rows.hide, may_be_missing=True)
        while self._file.change(
            lambda db: conversation_rows.forget_part(db, conversation_id, _AT_ONCE)
        ):
            yield

    def set_draft(self, conversation_id: str, text: str) -> None:
        """Keep what stands in the composer: it is written soon, as an answer that grows."""
        self._file.unsaved.keep_draft(conversation_id, text)
        self._write_soon()

    def store_all(self) -> Unstored:
        """Write what can be written, and tell what would be lost if the program ended."""
        self._file.unsaved.set_apart.clear()
        self._flush()
        return self._file.unstored()

    def _is_stored(self, conversation: Conversation) -> bool:
        self._flush()
        return conversation.id not in self._file.unsaved.changes

    # -- whole conversations

    def rename(self, conversation_id: str, title: str) -> None:
        """Give a conversation another title."""
        self._file.change(lambda db: conversation_rows.rename(db, conversation_id, title))

    def pin(self, conversation_id: str, *, is_pinned: bool) -> None:
        """Keep a conversation at the top of the list, or no longer."""
        self._file.change(lambda db: conversation_rows.pin(db, conversation_id, is_pinned))

    def delete(self, conversation_id: str) -> Deletion:
        """Delete a conversation; until the program ends it can be brought back."""
        is_apart = self._file.unsaved.hide(conversation_id)
        self._change_row(conversation_id, conversation_rows.hide, may_be_missing=is_apart)
        self._file.deleted.add(conversation_id)
        return Deletion(conversation_id)

    def undelete(self, deletion: Deletion) -> None:
        """Bring a deleted conversation back."""
        one = deletion.conversation_id
        is_apart = self._file.unsaved.show(one)
        self._file.deleted.discard(one)
        try:
            self._change_row(one, conversation_rows.show, may_be_missing=is_apart)
        except HistoryError:
            self._file.deleted.add(one)
            raise

    def _change_row(
        self,
        conversation_id: str,
        action: Callable[[sqlite3.Connection, str], None],
        *,
        may_be_missing: bool,
    ) -> None:
        def change(db: sqlite3.Connection) -> None:
            if not may_be_missing or write_rows.conversation_row(db, conversation_id) is not None:
                action(db, conversation_id)

        self._file.change(change)

    def duplicate(self, conversation_id: str) -> Parts[str]:
        """Copy a conversation, all branches included; return the id of the copy."""
        copy = self._file.change(lambda db: conversation_rows.begin_copy(db, conversation_id))
        for part in _parts(len(copy.messages)):
            self._file.change(lambda db, part=part: conversation_rows.copy_part(db, copy, *part))
            yield
        return copy.id

    def delete_everything(self) -> None:
        """Forget all conversations, drafts and backups, so that no byte of them is left."""
        self._is_hurried.set()  # a backup that is being made is one more copy
        if self._backup_thread is not None:
            self._backup_thread.join()
        self._is_hurried.clear()
        self._file.erase(conversation_rows.erase)
        copies = [one.path for one in backups.backups(self._backup_dir)]
        history = self._file.connection.path
        damaged = history.parent.glob(f"{history.name}.corrupt-*")
        # Of programs that were killed:
        unfinished = self._backup_dir.glob(".history-*.tmp*")
        doomed = history.parent.glob(f".{history.name}.deleted*")
        for path in (*copies, *damaged, *unfinished, *doomed):
            try:
                path.unlink(missing_ok=True)
            except OSError as exc:
                raise HistoryError(
                    "{file} could not be deleted. Delete it yourself.", file=path
                ) from exc
        self._file.compact()

    # -- backups

    def facts(self) -> HistoryFacts:
        """Tell where the history is, how large, and what its backups hold."""
        count = None
        with suppress(HistoryError):
            count = len(self.summaries())
        return history_facts(self._file.connection.path, self._backup_dir, count)

    def backups(self) -> tuple[Backup, ...]:
        """List the copies that can be restored, the newest first."""
        return backups.backups(self._backup_dir)

    def back_up(self) -> Backup:
        """Make a copy now."""
        self._file.flush()
        return self._copy(BackupReason.ASKED)

    def restore(self, backup: Path) -> Backup | None:
        """Put a copy in the place of all conversations; return the copy that is made of them first.

        Where there are none, none is made.
        """
        self._file.flush()
        before: Backup | None = None
        if self._file.read(conversation_rows.summaries):
            before = self._copy(BackupReason.BEFORE)
        path = self._file.connection.path
        try:
            db = self._file.connection.get()
        except FAILURES as exc:
            raise HistoryError(sentence_for(exc, path, Sentence("Nothing was changed."))) from exc
        try:
            backups.restore_backup(backup, db)
            migrate(db)
            self._is_indexing = True
        except NewerHistoryError as exc:
            raise HistoryError(
                "{backup} was made by a newer GPTDesk; it needs that one.", backup=backup
            ) from exc
        except FAILURES as exc:
            raise HistoryError(
                "{backup} could not be restored. Nothing was changed.", backup=backup
            ) from exc
        finally:
            self._file.close()
        return before

    def _copy(self, reason: BackupReason) -> Backup:
        try:
            made = backups.make_backup(self._file.connection.path, self._backup_dir, reason=reason)
        except FAILURES as exc:
            raise HistoryError(
                "No backup could be made in {backup_dir}: {error}.",
                backup_dir=self._backup_dir,
                error=exc,
            ) from exc
        assert made is not None
        return made

    def _make_daily_backup(self) -> None:
        """Make a copy; in a thread of its own."""
        try:
            backups.make_backup(
                self._file.connection.path, self._backup_dir, cancelled=self._is_hurried
            )
        except FAILURES as exc:
            logger.warning("no backup: %s", exc)
            sentence = Sentence(
                "The history is damaged ({folder}: {error})."
                if is_damage(exc)
                else "No backup could be made ({folder}: {error}).",
                folder=self._backup_dir,
                error=cause_of(exc),
            )
            self._tell(HistoryProblem(ProblemKind.BACKUP, sentence, path=self._backup_dir))


def _parts(messages: int) -> Iterator[tuple[int, int]]:
    """Yield first place and number of the messages of each part; of no messages there is one."""
    yield from ((first, _AT_ONCE) for first in range(0, max(1, messages), _AT_ONCE))


def _expect_whole(message: Message) -> None:
    if isinstance(message, Outline):
        raise ValueError(f"message {message.id} was not read whole and must not be saved")
