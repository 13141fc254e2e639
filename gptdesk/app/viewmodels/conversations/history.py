"""The history as the window sees it: asked in the window's thread, answered there.

Owns the way from the history's futures to calls in the window's thread; decides nothing and
delays nothing. It is the chat's `Keeper`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from concurrent.futures import CancelledError, Future
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from gptdesk.app.system.error_text import sentence_for
from gptdesk.chat.messages import Conversation, Message
from gptdesk.storage.history.facts import HistoryFacts
from gptdesk.storage.history.thread import History
from gptdesk.storage.history.types import (
    Backup,
    Deletion,
    HistoryProblem,
    Hit,
    Summary,
    Unstored,
    edits_key,
)

logger = logging.getLogger(__name__)

_T = TypeVar("_T")
_Then = Callable[[_T], None]
_Failed = Callable[[], object]


class HistoryAdapter(QObject):
    """Asks a `History`; each `then` is called once, in this object's thread, unless it failed.

    What fails is told by `failed`; nothing else happens then.

    What could not be written at once is kept by the history and written later; `problem_raised`
    says so.

    Signals:
        stored: a `Conversation` as it is being stored now, object.
        problem_raised: a `HistoryProblem`, object.
        failed: a sentence, str.
    """

    stored = Signal(object)
    problem_raised = Signal(object)
    failed = Signal(str)
    _answered = Signal(object, object, object)  # the future, `then`, `failed`
    _problem_met = Signal(object)

    def __init__(self, database: Path, backup_dir: Path, parent: QObject | None = None) -> None:
        """Name the files; nothing is touched before `start`."""
        super().__init__(parent)
        self._history = History(database, backup_dir, on_problem=self._tell_problem)
        self._is_closed = False
        queued = Qt.ConnectionType.QueuedConnection
        self._answered.connect(self._on_answered, queued)
        self._problem_met.connect(self._on_problem_met, queued)

    def start(self) -> None:
        """Open the history; what was asked before is answered then."""
        self._history.start()

    # -- the chat's keeper

    def save(
        self,
        conversation: Conversation,
        message: Message,
        on_saved: Callable[[], None] | None = None,
    ) -> None:
        """Store a message; `on_saved` comes also after the user was told that it cannot be."""
        future = self._history.save(conversation, message)

        def then(_: object) -> None:
            if on_saved is not None:
                on_saved()

        self._ask(future, then, failed=on_saved)
        self.stored.emit(conversation)

    def save_partial(self, conversation: Conversation, message: Message) -> None:
        """Store an answer that is being written; the history writes the newest, now and then."""
        self._history.save_partial(conversation, message)

    def save_shape(self, conversation: Conversation) -> None:
        """Store which path is shown, the title and the pin."""
        self._ask(self._history.save_shape(conversation))
        self.stored.emit(conversation)

    # -- what the list of conversations asks

    def summaries(self, then: _Then[tuple[Summary, ...]]) -> None:
        """Ask for all conversations, newest first."""
        self._ask(self._history.summaries(), then)

    def load(
        self, conversation_id: str, then: _Then[Conversation], *, last: int | None = None
    ) -> None:
        """Ask for a conversation, with `last` for the tokens of that many messages only."""
        self._ask(self._history.load(conversation_id, last), then)

    def load_messages(
        self, conversation_id: str, ids: Iterable[str], then: _Then[tuple[Message, ...]]
    ) -> None:
        """Ask for messages with their tokens."""
        self._ask(self._history.load_messages(conversation_id, ids), then)

    def outlines(self, conversation_id: str) -> Future[Conversation]:
        """Ask for a conversation without its tokens; for another thread, which may wait."""
        return self._history.load(conversation_id, 0)

    def whole(self, conversation_id: str, ids: Iterable[str]) -> Future[tuple[Message, ...]]:
        """Ask for messages with their tokens; for another thread, which may wait."""
        return self._history.load_messages(conversation_id, ids)

    def rename(self, conversation_id: str, title: str, failed: _Failed) -> None:
        """Give a conversation that nobody has open another title."""
        self._ask(self._history.rename(conversation_id, title), failed=failed)

    def pin(self, conversation_id: str, *, is_pinned: bool, failed: _Failed) -> None:
        """Pin a conversation that nobody has open, or do so no more."""
        self._ask(self._history.pin(conversation_id, is_pinned=is_pinned), failed=failed)

    def add(self, conversation: Conversation, then: _Then[object]) -> None:
        """Store a whole conversation that is not there yet."""
        self._ask(self._history.add(conversation), then)

    def delete(self, conversation_id: str, then: _Then[Deletion], failed: _Failed) -> None:
        """Delete a conversation; `undelete` brings it back."""
        self._ask(self._history.delete(conversation_id), then, failed=failed)

    def undelete(self, deletion: Deletion, then: _Then[None], failed: _Failed) -> None:
        """Bring a deleted conversation back."""
        self._ask(self._history.undelete(deletion), then, failed=failed)

    def duplicate(self, conversation_id: str, then: _Then[str]) -> None:
        """Store a copy of a conversation; its id is answered."""
        self._ask(self._history.duplicate(conversation_id), then)

    def search(self, text: str, limit: int, then: _Then[tuple[Hit, ...] | None]) -> None:
        """Search all messages and titles; None when that failed."""
        self._ask(self._history.search(text, limit), then, failed=lambda: then(None))

    def draft(self, conversation_id: str, then: _Then[str]) -> None:
        """Ask for what stood in the composer; "" is the chat that is not stored yet."""
        self._ask(self._history.draft(conversation_id), then)

    def set_draft(self, conversation_id: str, text: str) -> None:
        """Keep what stands in the composer."""
        self._history.set_draft(conversation_id, text)

    def edits(self, conversation_id: str, then: _Then[str]) -> None:
        """Ask for the prompts that were being edited, as `set_edits` took them."""
        self._ask(self._history.draft(edits_key(conversation_id)), then)

    def set_edits(self, conversation_id: str, packed: str) -> None:
        """Keep the prompts that are being edited."""
        self._history.set_draft(edits_key(conversation_id), packed)

    # -- what the settings ask

    def facts(self, then: _Then[HistoryFacts]) -> None:
        """Ask where the history is, how large, and what its backups hold."""
        self._ask(self._history.facts(), then)

    def backups(self, then: _Then[tuple[Backup, ...]]) -> None:
        """Ask for the copies that can be restored, newest first."""
        self._ask(self._history.backups(), then)

    def back_up(self, then: _Then[Backup]) -> None:
        """Make a copy now."""
        self._ask(self._history.back_up(), then)

    def restore(self, path: Path, then: _Then[None]) -> None:
        """Put a backup in the place of all conversations."""
        self._ask(self._history.restore(path), then)

    def delete_everything(self, then: _Then[None], failed: _Failed) -> None:
        """Delete all conversations, drafts and backups for good."""
        self._ask(self._history.delete_everything(), then, failed=failed)

    def store_all(self, timeout_s: float) -> Unstored | None:
        """Store what can be stored, and return what cannot; None where that takes too long."""
        if self._is_closed:
            return Unstored()
        try:
            return self._history.store_all().result(timeout_s)
        except TimeoutError:
            return None

    def close(self, timeout_s: float) -> bool:
        """Store what is left and end the history's thread; nothing is called after this.

        Returns:
            Whether everything is stored and the thread has ended.
        """
        self._is_closed = True
        return self._history.close(timeout_s)

    # -- from the history's thread to this one

    def _ask(
        self,
        future: Future[_T],
        then: _Then[_T] | None = None,
        *,
        failed: _Failed | None = None,
    ) -> None:
        """Have `then` called with the answer, or `failed` after the error was told."""

        def tell(done: Future[_T]) -> None:  # in the history's thread
            if not self._is_closed:
                self._answered.emit(done, then, failed)

        future.add_done_callback(tell)

    def _tell_problem(self, problem: HistoryProblem) -> None:
        """Bring a problem here from the history's thread."""
        self._problem_met.emit(problem)

    @Slot(object, object, object)
    def _on_answered(
        self, future: Future[Any], then: Callable[[Any], None] | None, failed: _Failed | None
    ) -> None:
        if self._is_closed:
            return
        try:
            answer = future.result()
        except CancelledError:
            return
        except Exception as exc:  # whatever it is: it was met in another thread
            logger.warning("history: %s", type(exc).__name__, exc_info=exc)
            self.failed.emit(sentence_for(exc))
            if failed is not None:
                failed()
            return
        if then is not None:
            then(answer)

    @Slot(object)
    def _on_problem_met(self, problem: HistoryProblem) -> None:
        self.problem_raised.emit(problem)
