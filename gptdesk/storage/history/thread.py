"""Keeps conversations on the disk, from the moment of their first message.

Owns one thread, which owns the file: every call returns at once, and its future is fulfilled in
that thread, in the order of the calls. Must not know Qt, the network or what a token means.

What a future says is on the disk survives a kill and, but for partial answers and drafts, a loss
of power. What cannot be written is kept, shown by every reading call as if it were, and written
when that is possible; `on_problem` says so. The layout is in `schema` and `token_packing`.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TypeVar

from gptdesk.chat.messages import Conversation, Message
from gptdesk.errors import HistoryError
from gptdesk.storage.history.facts import HistoryFacts
from gptdesk.storage.history.history import HistoryDesk
from gptdesk.storage.history.types import (
    Backup,
    Deletion,
    HistoryProblem,
    Hit,
    Outline,
    Summary,
    Unstored,
)

logger = logging.getLogger(__name__)

_T = TypeVar("_T")


class History:
    """All conversations of a user, in one file.

    Every method may be called from any thread and returns at once. Futures fail with
    `HistoryError`, whose text is for the user. A message that was saved is shown by every later
    call, whether or not it could be written.

    Attributes:
        on_problem: called in the history's thread with each `HistoryProblem`; None for nobody.
    """

    def __init__(
        self,
        database: Path,
        backup_dir: Path,
        *,
        on_problem: Callable[[HistoryProblem], None] | None = None,
    ) -> None:
        """Name the files; nothing is touched before `start`.

        Args:
            database: made, with its folder, if it is not there.
            backup_dir: likewise.
            on_problem: the attribute.
        """
        self.on_problem = on_problem
        self._desk = HistoryDesk(database, backup_dir, self._tell)
        self._tasks: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="history", daemon=True)
        self._is_closed = False
        self._is_clean = False

    # -- the thread

    def start(self) -> None:
        """Open the file, in its thread; make a backup if the newest is older than a day."""
        self._thread.start()

    def close(self, timeout_s: float = 5.0) -> bool:
        """Write what is left and end the thread; later calls fail.

        Returns:
            whether everything is on the disk and the thread has ended.
        """
        if not self._is_closed:
            self._is_closed = True
            self._desk.hurry()
            self._tasks.put(None)
        if self._thread.ident is not None:
            self._thread.join(timeout_s)
        return self._is_clean and not self._thread.is_alive()

    # -- reading

    def summaries(self) -> Future[tuple[Summary, ...]]:
        """List all conversations, the one changed last first."""
        return self._submit(self._desk.summaries)

    def load(self, conversation_id: str, last: int | None = None) -> Future[Conversation]:
        """Read a conversation.

        Args:
            conversation_id: which.
            last: read so many messages at the end of the shown path whole; the others are
                `Outline`s, with their text and without their tokens. None reads all whole.
        """
        return self._submit(partial(self._desk.load, conversation_id, last))

    def load_page(
        self, conversation_id: str, before_message_id: str, count: int
    ) -> Future[tuple[Message, ...]]:
        """Read the `count` messages above one whole, in the order they are shown."""
        return self._submit(
            partial(self._desk.load_page, conversation_id, before_message_id, count)
        )

    def load_messages(
        self, conversation_id: str, message_ids: Iterable[str]
    ) -> Future[tuple[Message, ...]]:
        """Read messages whole, in the order of their ids; those not there are left out."""
        return self._submit(partial(self._desk.load_messages, conversation_id, tuple(message_ids)))

    def search(self, text: str, limit: int = 50) -> Future[tuple[Hit, ...]]:
        """Find all words of `text`, the last of which may be a beginning.

        Titles come first, then messages on all branches, the newest first.
        """
        return self._submit(partial(self._desk.search, text, limit))

    # -- saving

    def save(self, conversation: Conversation, message: Message) -> Future[bool]:
        """Save a message, new or changed, and what is shown of its conversation.

        Returns:
            True: it is on the disk. False: it is kept, and written as soon as that is possible.
        """
        _expect_whole(message)
        return self._submit(partial(self._desk.save, conversation, message))

    def save_partial(self, conversation: Conversation, message: Message) -> Future[None]:
        """Save an answer that is growing; half a second later it is on the disk."""
        _expect_whole(message)
        return self._submit(partial(self._desk.save_partial, conversation, message))

    def save_shape(self, conversation: Conversation) -> Future[bool]:
        """Save which path is shown, the title and the pin; see `save`."""
        return self._submit(partial(self._desk.save_shape, conversation))

    def add(self, conversation: Conversation) -> Future[bool]:
        """Save a conversation that was not here before, with its times; see `save`.

        A long one is written part by part: what others ask meanwhile is done between two of them.
        It is there as a whole when all are.
        """
        return self._submit_parts(self._desk.add_in_parts(conversation))

    def set_draft(self, conversation_id: str, text: str) -> Future[None]:
        """Keep what stands in the composer; the empty id is the chat that has no message yet."""
        return self._submit(partial(self._desk.set_draft, conversation_id, text))

    def draft(self, conversation_id: str) -> Future[str]:
        """Return what stood in the composer."""
        return self._submit(partial(self._desk.draft, conversation_id))

    def store_all(self) -> Future[Unstored]:
        """Write what can be written now, and tell what would be lost if the program ended."""
        if self._thread.ident is None:
            nothing: Future[Unstored] = Future()
            nothing.set_result(Unstored())
            return nothing
        return self._submit(self._desk.store_all)

    # -- whole conversations

    def rename(self, conversation_id: str, title: str) -> Future[None]:
        """Give a conversation another title."""
        return self._submit(partial(self._desk.rename, conversation_id, title))

    def pin(self, conversation_id: str, *, is_pinned: bool) -> Future[None]:
        """Keep a conversation at the top of the list, or no longer."""
        return self._submit(partial(self._desk.pin, conversation_id, is_pinned))

    def delete(self, conversation_id: str) -> Future[Deletion]:
        """Delete a conversation; until the program ends it can be brought back."""
        return self._submit(partial(self._desk.delete, conversation_id))

    def undelete(self, deletion: Deletion) -> Future[None]:
        """Bring a conversation back."""
        return self._submit(partial(self._desk.undelete, deletion))

    def duplicate(self, conversation_id: str, title: str | None = None) -> Future[str]:
        """Copy a conversation, all branches included; return the id of the copy."""
        return self._submit_parts(self._desk.duplicate(conversation_id, title))

    def delete_everything(self) -> Future[None]:
        """Forget all conversations, drafts and backups, so that no byte of them is left."""
        return self._submit(self._desk.delete_everything)

    # -- backups

    def facts(self) -> Future[HistoryFacts]:
        """Tell where the history is, how large, and what its backups hold."""
        return self._submit(self._desk.facts)

    def backups(self) -> Future[tuple[Backup, ...]]:
        """List the copies that can be restored, the newest first."""
        return self._submit(self._desk.backups)

    def back_up(self) -> Future[Backup]:
        """Make a copy now."""
        return self._submit(self._desk.back_up)

    def restore(self, backup: Path) -> Future[None]:
        """Put a copy in the place of all conversations, which are copied first."""
        return self._submit(partial(self._desk.restore, backup))

    # -- in the thread

    def _submit(self, action: Callable[[], _T]) -> Future[_T]:
        future: Future[_T] = Future()

        def task() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                result = action()
            except Exception as exc:  # noqa: BLE001 whoever waits for the future gets it
                future.set_exception(exc)
            else:
                future.set_result(result)

        if self._is_closed:
            future.set_exception(_closed())
        else:
            self._tasks.put(task)
        return future

    def _submit_parts(self, parts: Generator[None, None, _T]) -> Future[_T]:
        """Do something long; what others ask meanwhile is done between two parts of it."""
        future: Future[_T] = Future()

        def go_on() -> None:
            try:
                next(parts)
            except StopIteration as end:
                future.set_result(end.value)
            except Exception as exc:  # noqa: BLE001 whoever waits for the future gets it
                future.set_exception(exc)
            else:
                self._tasks.put(go_on)

        if self._is_closed:
            future.set_exception(_closed())
        else:
            self._tasks.put(go_on)
        return future

    def _run(self) -> None:
        self._run_one(self._desk.begin)
        while True:
            try:
                task = self._tasks.get(timeout=self._desk.wait_s())
            except queue.Empty:
                task = self._desk.work_ahead
            if task is None:
                break
            self._run_one(task)
            self._run_one(self._desk.write_what_is_due)
        with suppress(queue.Empty):  # what is left of something long
            while (task := self._tasks.get_nowait()) is not None:
                self._run_one(task)
        self._run_one(self._end)

    def _end(self) -> None:
        self._is_clean = self._desk.end()

    def _tell(self, problem: HistoryProblem) -> None:
        if self.on_problem is not None:
            self.on_problem(problem)

    def _run_one(self, task: Callable[[], None]) -> None:
        try:
            task()
        except Exception:  # the thread must outlive every mistake
            logger.exception("a task of the history failed")


def _closed() -> HistoryError:
    return HistoryError("The history is closed.")


def _expect_whole(message: Message) -> None:
    if isinstance(message, Outline):
        raise ValueError(f"message {message.id} was not read whole and must not be saved")
