"""The history as the window sees it: asked in the window's thread, answered there.

Owns the way from the history's futures to calls in the window's thread; decides nothing and
delays nothing. What can be asked is in `storage.history.history`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from gptdesk.app.system.error_text import sentence_for
from gptdesk.chat.messages import Conversation, Message
from gptdesk.storage.history.history import History, Parts
from gptdesk.storage.history.thread import HistoryThread
from gptdesk.storage.history.types import Unstored

logger = logging.getLogger(__name__)

_T = TypeVar("_T")


class HistoryAdapter(QObject):
    """Asks a `History`; answers come in this object's thread.

    Each `then` is called once, unless it failed; that is told by the signal `failed`.
    What could not be written at once is kept by the history and written later; `problem_raised`
    says so.

    Signals:
        stored: a `Conversation` as it is being stored now, object.
        message_stored: a `Message` as it is being stored now, object.
        problem_raised: a `HistoryProblem`, object.
        failed: a sentence, str.
    """

    stored = Signal(object)
    message_stored = Signal(object)
    problem_raised = Signal(object)
    failed = Signal(str)
    _answered = Signal(object, object, object)  # the future, `then`, `failed`
    _problem_met = Signal(object)  # in the history's thread

    def __init__(self, database: Path, backup_dir: Path, parent: QObject | None = None) -> None:
        """Name the files; nothing is touched before `start`."""
        super().__init__(parent)
        self._thread = HistoryThread(database, backup_dir, on_problem=self._problem_met.emit)
        self._is_started = False
        self._is_closed = False
        queued = Qt.ConnectionType.QueuedConnection
        self._answered.connect(self._on_answered, queued)
        self._problem_met.connect(self.problem_raised, queued)

    def start(self) -> None:
        """Open the history; what was asked before is answered then."""
        self._is_started = True
        self._thread.start()

    # -- any operation

    def ask(
        self,
        action: Callable[[History], _T | Parts[_T]],
        then: Callable[[_T], object] | None = None,
        failed: Callable[[], object] | None = None,
    ) -> None:
        """Have the history do something.

        Args:
            action: an operation of `History`. It is called in the history's thread, so it must use
                only values that do not change: no `self`.
            then: called with the result.
            failed: called after the user was told why it could not be done.
        """

        def tell(done: Future[_T]) -> None:  # in the history's thread
            is_awaited = then is not None or done.cancelled() or done.exception() is not None
            if is_awaited and not self._is_closed:
                self._answered.emit(done, then, failed)

        self._thread.submit(action).add_done_callback(tell)

    def submit(self, action: Callable[[History], _T | Parts[_T]]) -> Future[_T]:
        """Have the history do something for another thread, which may wait; see `ask`."""
        return self._thread.submit(action)

    # -- the chat's `ConversationStore`

    def save(
        self,
        conversation: Conversation,
        message: Message,
        on_saved: Callable[[], object] | None = None,
    ) -> None:
        """Store a message; `on_saved` comes also after the user was told that it cannot be."""

        def then(_: object) -> None:
            if on_saved is not None:
                on_saved()

        self.message_stored.emit(message)  # what listens stores what belongs to it before
        self.ask(lambda history: history.save(conversation, message), then, on_saved)
        self.stored.emit(conversation)

    def save_partial(self, conversation: Conversation, message: Message) -> None:
        """Store an answer that is being written; the history writes the newest, now and then."""
        self.message_stored.emit(message)
        self.ask(lambda history: history.save_partial(conversation, message))

    def drop_view(self, conversation: Conversation, message: Message, view_id: str) -> None:
        """Store an answer from which a kept view was taken."""
        self.ask(lambda history: history.drop_view(conversation, message, view_id))
        self.stored.emit(conversation)

    def save_shape(self, conversation: Conversation) -> None:
        """Store which path is shown, the title and the pin."""
        self.ask(lambda history: history.save_shape(conversation))
        self.stored.emit(conversation)

    # -- the end

    def store_all(self, timeout_s: float) -> Unstored | None:
        """Store what can be stored, and return what cannot; None where that takes too long."""
        if self._is_closed or not self._is_started:
            return Unstored()
        try:
            return self._thread.submit(History.store_all).result(timeout_s)
        except TimeoutError:
            return None

    def close(self, timeout_s: float) -> bool:
        """Store what is left and end the history's thread; nothing is called after this.

        Returns:
            Whether everything is stored and the thread has ended.
        """
        self._is_closed = True
        return self._thread.close(timeout_s)

    # -- from the history's thread to this one

    @Slot(object, object, object)
    def _on_answered(
        self,
        future: Future[Any],
        then: Callable[[Any], object] | None,
        failed: Callable[[], object] | None,
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
