"""Conversations on their way to files and back.

Owns the thread in which files are made and read, and what is said when that is done; the formats
are `conversation_export`'s and storage's.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

from gptdesk.app.error_text import sentence_for
from gptdesk.app.viewmodels.conversation_export import NEEDS_VOCABULARY, export_bytes
from gptdesk.app.viewmodels.conversation_list import title_of
from gptdesk.app.viewmodels.conversations import ConversationsViewModel
from gptdesk.app.viewmodels.history_adapter import HistoryAdapter
from gptdesk.chat import Conversation
from gptdesk.engine.vocabulary import Vocabulary
from gptdesk.storage.conversation_files import read_conversation, write_file
from gptdesk.storage.conversation_pages import file_name, file_name_of

logger = logging.getLogger(__name__)


class ConversationTransfer(QObject):
    """Saves conversations as files, and adds those that files hold.

    Signals:
        done: a sentence, str.
        failed: a sentence, str.
    """

    done = Signal(str)
    failed = Signal(str)
    _finished = Signal(object, object)  # the future, and what to do with its result

    def __init__(
        self,
        history: HistoryAdapter,
        conversations: ConversationsViewModel,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._history = history
        self._conversations = conversations
        self._vocabulary: Vocabulary | None = None
        self._is_closed = False
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="transfer")
        self._finished.connect(self._on_finished, Qt.ConnectionType.QueuedConnection)

    @Slot(object)
    def set_vocabulary(self, vocabulary: Vocabulary) -> None:
        """Name tokens by `vocabulary`; tables cannot be made before."""
        self._vocabulary = vocabulary

    def proposed_name(self, conversation_id: str, suffix: str) -> str:
        """Return a name for a conversation's file; "" if it is not stored."""
        summary = self._conversations.list.summary(conversation_id)
        return "" if summary is None else file_name_of(title_of(summary), suffix)

    def export(self, conversation_id: str, path: Path) -> None:
        """Save a conversation; the end of the file's name says in which format."""
        if not self._is_possible(path.suffix):
            return

        def then(_: object) -> None:
            self.done.emit(self.tr("Exported to {0}.").format(path.name))

        self._history.load(
            conversation_id, lambda conversation: self._run(self._writing(conversation, path), then)
        )

    def save(self, path: Path, content: bytes, sentence: str) -> None:
        """Save a file that was made elsewhere, and say `sentence` when it is there."""
        self._run(lambda: write_file(path, content), lambda _: self.done.emit(sentence))

    def export_all(self, folder: Path, suffix: str) -> None:
        """Save every conversation in a file of its own, named after its title.

        One after the other: however many there are, one is in memory. No file is replaced.
        """
        if not self._is_possible(suffix):
            return
        ids = [summary.id for summary in self._conversations.list.summaries]
        count = len(ids)

        def next_one(_: object = None) -> None:
            if not ids:
                self.done.emit(
                    self.tr("%n conversation(s) exported to {0}.", "", count).format(folder.name)
                )
                return
            self._history.load(ids.pop(0), write)

        def write(conversation: Conversation) -> None:
            path = _free_path(folder / file_name(conversation, suffix))
            self._run(self._writing(conversation, path), next_one)

        next_one()

    def import_files(self, paths: Sequence[Path]) -> None:
        """Add the conversations that were exported as JSON; the last one is shown."""
        for path in paths:
            self._run(lambda path=path: read_conversation(path), self._conversations.add)

    def close(self) -> None:
        """Finish the file that is being written and begin no other."""
        self._is_closed = True
        self._thread.shutdown(wait=True, cancel_futures=True)

    def _is_possible(self, suffix: str) -> bool:
        if suffix in NEEDS_VOCABULARY and self._vocabulary is None:
            self.failed.emit(self.tr("The vocabulary is not read yet. Try again in a moment."))
            return False
        return True

    def _writing(self, conversation: Conversation, path: Path) -> Callable[[], None]:
        vocabulary = self._vocabulary
        return lambda: write_file(path, export_bytes(conversation, path.suffix, vocabulary))

    def _run(self, work: Callable[[], Any], then: Callable[[Any], None]) -> None:
        """Do `work` in the other thread, and `then` here."""
        if not self._is_closed:
            future = self._thread.submit(work)
            future.add_done_callback(lambda done: self._tell(done, then))

    def _tell(self, future: Future[Any], then: Callable[[Any], None]) -> None:
        if not self._is_closed:
            self._finished.emit(future, then)

    @Slot(object, object)
    def _on_finished(self, future: Future[Any], then: Callable[[Any], None]) -> None:
        if self._is_closed:
            return
        error = future.exception()
        if error is not None:
            logger.warning("transfer: %s", type(error).__name__, exc_info=error)
            self.failed.emit(sentence_for(error))
        else:
            then(future.result())


def _free_path(path: Path) -> Path:
    """Return `path`, with a number where there is such a file."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem} {number}{path.suffix}")
    return free
