"""Conversations on their way to files and back.

Owns the thread in which files are made and read, and what is said when that is done; the formats
are `formats`' and storage's.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from itertools import count, islice
from pathlib import Path
from threading import Event
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from gptdesk.app.system.error_text import sentence_for
from gptdesk.app.viewmodels.conversations.conversations import ConversationsViewModel
from gptdesk.app.viewmodels.conversations.history import HistoryAdapter
from gptdesk.app.viewmodels.conversations.list import title_of
from gptdesk.chat.messages import Conversation, Message
from gptdesk.engine.tokenizers.vocabulary import VOCAB_SIZE, Vocabulary
from gptdesk.errors import GPTDeskError, HistoryError
from gptdesk.formats.conversation import NEEDS_VOCABULARY, export_parts
from gptdesk.formats.conversation_json import read_conversation, write_file
from gptdesk.formats.conversation_pages import Reader, file_name, file_name_of

logger = logging.getLogger(__name__)

_T = TypeVar("_T")

_PAGE = 50  # messages that are in memory together
_TELL_S = 0.1  # between two words about how far it is
_CLOSE_S = 0.5  # a file that takes longer is given up when the window closes


class _StoppedError(Exception):
    """The user wants no more of it."""


class _Job:
    """An export in the other thread.

    Attributes:
        stopped: set when it is to end.
        ended: set when it has.
        count, total: messages that were written, and that there are.
        told_at: when that was told last.
    """

    def __init__(self) -> None:
        self.stopped, self.ended = Event(), Event()
        self.count = self.total = 0
        self.told_at = 0.0


class ConversationTransfer(QObject):
    """Saves conversations as files, and adds those that files hold.

    Signals:
        done: a sentence, str.
        failed: a sentence, str.
        progressed: messages that were exported, and that there are, int, int; 0 of 0 at the end.
            Sent from the other thread.
    """

    done = Signal(str)
    failed = Signal(str)
    progressed = Signal(int, int)
    _finished = Signal(object, object, object)  # a future, what to do with its result, its job

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
        self._jobs: list[_Job] = []
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
        job, vocabulary = _Job(), self._vocabulary

        def work() -> None:
            conversation = self._outlines(conversation_id)
            job.total = len(conversation.messages)
            read = self._reader(job, conversation.id)
            write_file(path, export_parts(conversation, path.suffix, vocabulary, read))

        def then(_: object) -> None:
            self.done.emit(self.tr("Exported to {0}.").format(path.name))

        self._run_job(job, work, then)

    def save(self, path: Path, content: bytes, sentence: str) -> None:
        """Save a file that was made elsewhere, and say `sentence` when it is there."""
        self._run(lambda: write_file(path, (content,)), lambda _: self.done.emit(sentence))

    def export_all(self, folder: Path, suffix: str) -> None:
        """Save every conversation in a file of its own, named after its title.

        A page of messages after the other: however much there is, one is in memory. No file is
        replaced. What cannot be read or written is told in the end, and all others are.
        """
        if not self._is_possible(suffix):
            return
        job, vocabulary = _Job(), self._vocabulary
        summaries = self._conversations.list.summaries
        job.total = sum(summary.message_count for summary in summaries)

        def work() -> list[GPTDeskError]:
            errors: list[GPTDeskError] = []
            for summary in summaries:
                try:
                    conversation = self._outlines(summary.id)
                    read = self._reader(job, conversation.id)
                    make = partial(export_parts, conversation, suffix, vocabulary, read)
                    _write_free(folder / file_name(conversation, suffix), make)
                except GPTDeskError as exc:
                    logger.warning("export: %s", exc)
                    errors.append(exc)
            return errors

        def then(errors: list[GPTDeskError]) -> None:
            exported = len(summaries) - len(errors)
            sentence = self.tr("%n conversation(s) exported to {0}.", "", exported)
            sentence = sentence.format(folder.name)
            if errors:
                more = self.tr("%n could not be: {0}", "", len(errors))
                self.failed.emit(f"{sentence} {more.format(sentence_for(errors[0]))}")
            else:
                self.done.emit(sentence)

        self._run_job(job, work, then)

    @Slot()
    def stop(self) -> None:
        """End what is being exported: the unfinished file goes, what is finished stays."""
        for job in self._jobs:
            job.stopped.set()

    def import_files(self, paths: Sequence[Path]) -> None:
        """Add the conversations that were exported as JSON; the last one is shown."""
        for path in paths:
            self._run(
                lambda path=path: read_conversation(path, VOCAB_SIZE), self._conversations.add
            )

    def close(self) -> None:
        """Finish what is being exported if that is a matter of a moment, and begin no other."""
        self._is_closed = True
        for job in self._jobs[:1]:
            job.ended.wait(_CLOSE_S)
        self.stop()
        self._thread.shutdown(wait=True, cancel_futures=True)

    def _is_possible(self, suffix: str) -> bool:
        if suffix in NEEDS_VOCABULARY and self._vocabulary is None:
            self.failed.emit(self.tr("The vocabulary is not read yet. Try again in a moment."))
            return False
        return True

    def _outlines(self, conversation_id: str) -> Conversation:
        """Read a conversation without its tokens, in the other thread."""
        return self._history.submit(lambda history: history.load(conversation_id, 0)).result()

    def _page(self, conversation_id: str, ids: Sequence[str]) -> tuple[Message, ...]:
        """Read messages with their tokens, in the other thread."""
        page = self._history.submit(lambda history: history.load_messages(conversation_id, ids))
        return page.result()

    def _reader(self, job: _Job, conversation_id: str) -> Reader:
        """Return what brings messages of a conversation whole, a page at a time."""

        def read(messages: Iterable[Message]) -> Iterator[Message]:
            outlines = iter(messages)
            while ids := [message.id for message in islice(outlines, _PAGE)]:
                page = self._page(conversation_id, ids)
                if len(page) < len(ids):
                    raise HistoryError(self.tr("A conversation was deleted meanwhile."))
                for message in page:
                    self._tell_count(job)
                    yield message
                    job.count += 1

        return read

    def _tell_count(self, job: _Job) -> None:
        if job.stopped.is_set():
            raise _StoppedError
        now = time.monotonic()
        if now >= job.told_at + _TELL_S and not self._is_closed:
            job.told_at = now
            self.progressed.emit(job.count, job.total)

    def _run_job(self, job: _Job, work: Callable[[], _T], then: Callable[[_T], None]) -> None:
        """Export in the other thread, so that it can be stopped."""

        def run() -> _T:
            try:
                self._tell_count(job)
                return work()
            finally:
                job.ended.set()

        self._jobs.append(job)
        self._run(run, then, job)

    def _run(
        self, work: Callable[[], _T], then: Callable[[_T], None], job: _Job | None = None
    ) -> None:
        """Do `work` in the other thread, and `then` here."""

        def tell(future: Future[_T]) -> None:
            if not self._is_closed:
                self._finished.emit(future, then, job)

        if not self._is_closed:
            self._thread.submit(work).add_done_callback(tell)

    @Slot(object, object, object)
    def _on_finished(
        self, future: Future[Any], then: Callable[[Any], None], job: _Job | None
    ) -> None:
        if self._is_closed:
            return
        if job is not None:
            self._jobs.remove(job)
            self.progressed.emit(0, 0)
        error = future.exception()
        if isinstance(error, _StoppedError):
            self.done.emit(self.tr("The export was stopped; what was finished stays."))
        elif error is not None:
            logger.warning("transfer: %s", type(error).__name__, exc_info=error)
            self.failed.emit(sentence_for(error))
        else:
            then(future.result())


def _write_free(path: Path, make: Callable[[], Iterator[bytes]]) -> None:
    """Write a file, with a number in its name where there is something of that name."""
    free, numbers = path, count(2)
    while True:
        try:
            write_file(free, make(), is_new=True)
        except FileExistsError:
            free = path.with_name(f"{path.stem} {next(numbers)}{path.suffix}")
        else:
            return
