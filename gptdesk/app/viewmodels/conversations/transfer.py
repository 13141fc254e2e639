"""Export and import of conversations, in a thread of their own.

Owns that thread, how far a job is, stopping it, and what is said in the end; the formats are those
of `gptdesk/formats/`.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count, islice
from pathlib import Path
from threading import Event
from typing import Any, TypeVar
from uuid import uuid4

from PySide6.QtCore import QObject, Qt, Signal, Slot

from gptdesk.app.inference.loaded_model import LoadedModel
from gptdesk.app.system.background import BackgroundThread
from gptdesk.app.system.error_text import sentence_for
from gptdesk.app.viewmodels.conversations.conversations import ConversationsViewModel
from gptdesk.app.viewmodels.conversations.history import HistoryAdapter
from gptdesk.app.viewmodels.conversations.list import title_of
from gptdesk.app.viewmodels.export_offers import export_themes
from gptdesk.chat.messages import Conversation, Message
from gptdesk.engine.tokenizers.vocabulary import gpt2_vocabulary
from gptdesk.errors import GPTDeskError, HistoryError
from gptdesk.formats.conversation import NEEDS_VOCABULARY, export_parts
from gptdesk.formats.conversation_json import SavedConversation, open_conversation
from gptdesk.formats.conversation_pages import Reader
from gptdesk.formats.export_file import write_file
from gptdesk.formats.file_name import file_name, file_name_of
from gptdesk.storage.history.history import History

logger = logging.getLogger(__name__)

_T = TypeVar("_T")

_PAGE = 50  # messages that are in memory together while they are exported
_PART = 200  # and while they are imported
_TELL_S = 0.1  # between two words about how far it is
_CLOSE_S = 0.5  # a file that takes longer is given up when the window closes
_ANSWER_S = 2.0  # and a disk that takes longer to answer is dead


class _StoppedError(Exception):
    """The user wants no more of it."""


class _Job:
    """An export or an import in the other thread.

    Attributes:
        name: of the file or folder.
        files: to be imported, 0 for an export.
        file: which of them it is, from 1.
        stopped: set when it is to end.
        ended: set when it has.
        count, total: messages that are done, and that there are; of an import, in one file.
        told_at: when that was told last.
    """

    def __init__(self, name: str, files: int = 0) -> None:
        self.name, self.files, self.file = name, files, 1
        self.stopped, self.ended = Event(), Event()
        self.count = self.total = 0
        self.told_at = 0.0


@dataclass(slots=True)
class _Imported:
    """What became of the files of an import.

    Attributes:
        files: how many there were.
        ids: of the conversations that are there now.
        kept: those that could not be stored in parts.
        doubled: how many were here already.
        errors: of the other files.
        is_stopped: the user wanted no more of it.
    """

    files: int
    ids: list[str] = field(default_factory=list)
    kept: list[Conversation] = field(default_factory=list)
    doubled: int = 0
    errors: list[GPTDeskError] = field(default_factory=list)
    is_stopped: bool = False

    @property
    def whole(self) -> int:
        """How many conversations were imported."""
        return len(self.ids) + len(self.kept)


class ConversationTransfer(QObject):
    """Saves conversations as files, and adds those that files hold.

    Signals:
        done: a sentence, str.
        failed: a sentence, str.
        export_progressed: messages that were exported, and that there are, int, int.
        import_progressed: messages that were imported, and that there are in this file; which file
            it is, and how many there are, four ints.
        ended: an export or an import.

    How far something is, is told from the other thread.
    """

    done = Signal(str)
    failed = Signal(str)
    export_progressed = Signal(int, int)
    import_progressed = Signal(int, int, int, int)
    ended = Signal()
    _finished = Signal(object, object, object)  # a future, what to do with its result, its job

    def __init__(
        self,
        history: HistoryAdapter,
        conversations: ConversationsViewModel,
        model: LoadedModel,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._history = history
        self._conversations = conversations
        self._model = model  # names tokens; tables cannot be made before it has a vocabulary
        self._is_closed = False
        self._jobs: list[_Job] = []
        self._thread = BackgroundThread("transfer")
        self._finished.connect(self._on_finished, Qt.ConnectionType.QueuedConnection)

    def proposed_name(self, conversation_id: str, suffix: str) -> str:
        """Return a name for a conversation's file; "" if it is not stored."""
        summary = self._conversations.list.summary(conversation_id)
        return "" if summary is None else file_name_of(title_of(summary), suffix)

    def export(self, conversation_id: str, path: Path) -> None:
        """Save a conversation; the end of the file's name says in which format."""
        if not self._is_possible(path.suffix):
            return
        job, vocabulary = _Job(path.name), self._model.vocabulary

        def work() -> None:
            conversation = self._outlines(conversation_id)
            job.total = len(conversation.messages)
            read = self._reader(job, conversation.id)
            themes = export_themes()
            write_file(path, export_parts(conversation, path.suffix, vocabulary, themes, read))

        def then(_: object) -> None:
            self.done.emit(self.tr("Exported to {0}.").format(path.name))

        self._run(job, work, then)

    def save(self, path: Path, content: bytes, sentence: str) -> None:
        """Save a file that was made elsewhere, and say `sentence` when it is there."""
        job = _Job(path.name)
        self._run(job, lambda: write_file(path, (content,)), lambda _: self.done.emit(sentence))

    def export_all(self, folder: Path, suffix: str) -> None:
        """Save every conversation in a file of its own, named after its title.

        A page of messages after the other: however much there is, one is in memory. No file is
        replaced. What cannot be read or written is told in the end, and all others are.
        """
        if not self._is_possible(suffix):
            return
        job, vocabulary = _Job(folder.name), self._model.vocabulary
        summaries = self._conversations.list.summaries
        job.total = sum(summary.message_count for summary in summaries)

        def work() -> list[GPTDeskError]:
            themes, errors = export_themes(), list[GPTDeskError]()
            for summary in summaries:
                try:
                    conversation = self._outlines(summary.id)
                    read = self._reader(job, conversation.id)
                    make = partial(export_parts, conversation, suffix, vocabulary, themes, read)
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

        self._run(job, work, then)

    @Slot()
    def stop(self) -> None:
        """End what is being done; of an unfinished file, or conversation, nothing stays."""
        for job in self._jobs:
            job.stopped.set()

    def import_files(self, paths: Sequence[Path]) -> None:
        """Add the conversations that were exported as JSON; the last one is shown.

        Each is read and stored a part after the other, and is there when all of it is. One that is
        here already stays, and that of the file becomes another.
        """
        if not paths:
            return
        job = _Job(paths[0].name, len(paths))
        deleted_ids, show = self._conversations.deleted_ids, self._conversations.show_later()

        def work() -> _Imported:
            imported = _Imported(len(paths))
            here = frozenset(one.id for one in self._history.submit(History.summaries).result())
            for job.file, path in enumerate(paths, start=1):
                try:
                    self._import_file(job, path, imported, here, deleted_ids)
                except _StoppedError:
                    imported.is_stopped = True
                    break
                except GPTDeskError as exc:
                    logger.warning("import: %s", exc)
                    imported.errors.append(exc)
            return imported

        def then(imported: _Imported) -> None:
            if imported.ids:
                show(imported.ids[-1])
            for conversation in imported.kept:  # it is in memory until it can be written
                self._conversations.add_conversation(conversation)
            sentence = self._import_sentence(imported)
            if sentence:
                (self.failed if imported.errors else self.done).emit(sentence)

        self._run(job, work, then)

    def close(self) -> bool:
        """Finish what is being written if that is a matter of a moment, and begin nothing more.

        Returns:
            whether that is so; otherwise the disk does not answer, and the log says what is left.
        """
        self._is_closed = True
        for job in self._jobs[:1]:
            job.ended.wait(_CLOSE_S)
        self.stop()
        if self._thread.close(_ANSWER_S):
            return True
        logger.error(
            "%s: left unfinished, because the disk does not answer; beside an export a file .….tmp"
            " may be left",
            ", ".join(job.name for job in self._jobs if not job.ended.is_set()),
        )
        return False

    def _is_possible(self, suffix: str) -> bool:
        if suffix in NEEDS_VOCABULARY and self._model.vocabulary is None:
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

    def _import_file(
        self,
        job: _Job,
        path: Path,
        imported: _Imported,
        here: frozenset[str],
        deleted: frozenset[str],
    ) -> None:
        """Add the conversation of a file; where it cannot be stored now, keep it for later.

        Args:
            job: that is told how far it is.
            path: the file.
            imported: what became of the files before, and of this one.
            here: ids of the conversations that were there before.
            deleted: ids of those that may be brought back.
        """
        try:
            with open_conversation(path, gpt2_vocabulary().size) as saved:
                about = saved.about
                is_here = about.id in here or about.id in imported.ids
                if is_here or about.id in deleted:
                    about = replace(about, id=uuid4().hex)
                self._store(job, about, saved)
                imported.ids.append(about.id)
        except HistoryError as exc:
            logger.warning("import: %s", exc)
            with open_conversation(path, gpt2_vocabulary().size) as saved:
                imported.kept.append(saved.whole())
                is_here = saved.about.id in here
        imported.doubled += is_here

    def _store(self, job: _Job, about: Conversation, saved: SavedConversation) -> None:
        """Store a conversation, a part after the other; all of it or nothing stays."""
        job.count, job.total, job.told_at = 0, saved.count, 0.0
        try:
            part = tuple(islice(saved.messages, _PART))
            while True:
                self._tell_count(job)
                # Read before this part is stored: with the last one the conversation is there.
                following = tuple(islice(saved.messages, _PART))
                add = partial(
                    History.add_part,
                    conversation=about,
                    messages=part,
                    first=job.count,
                    total=job.total,
                )
                self._history.submit(add).result()
                job.count += len(part)
                if not following:
                    return
                part = following
        except Exception:
            if not self._is_closed:  # otherwise the next start forgets it
                self._history.submit(lambda history: history.take_back(about.id))
            raise

    def _import_sentence(self, imported: _Imported) -> str:
        """Return what is said after an import; nothing where all went as it should."""
        said: list[str] = []
        if imported.errors:
            said.append(sentence_for(imported.errors[0]))
            if more := len(imported.errors) - 1:
                said.append(self.tr("%n more could not be imported.", "", more))
        if imported.is_stopped and not imported.whole:
            said.append(self.tr("The import was stopped; nothing was imported."))
        elif imported.is_stopped:
            sentence = self.tr(
                "The import was stopped after {0} of {1} conversations; nothing is here of the"
                " others."
            )
            said.append(sentence.format(imported.whole, imported.files))
        if imported.doubled and imported.files == 1:
            said.append(self.tr("This conversation is here already; it was imported as a copy."))
        elif imported.doubled == 1:
            sentence = self.tr("1 of {0} is here already; it was imported as a copy.")
            said.append(sentence.format(imported.files))
        elif imported.doubled:
            sentence = self.tr("{0} of {1} are here already; they were imported as copies.")
            said.append(sentence.format(imported.doubled, imported.files))
        return " ".join(said)

    def _tell_count(self, job: _Job) -> None:
        if job.stopped.is_set():
            raise _StoppedError
        now = time.monotonic()
        if now >= job.told_at + _TELL_S and not self._is_closed:
            job.told_at = now
            if job.files:
                self.import_progressed.emit(job.count, job.total, job.file, job.files)
            else:
                self.export_progressed.emit(job.count, job.total)

    def _run(self, job: _Job, work: Callable[[], _T], then: Callable[[_T], None]) -> None:
        """Do `work` in the other thread, and `then` here."""
        if self._is_closed:
            return

        def run() -> _T:
            try:
                if job.stopped.is_set():
                    raise _StoppedError
                return work()
            finally:
                job.ended.set()

        def tell(future: Future[_T]) -> None:
            if not self._is_closed:
                self._finished.emit(future, then, job)

        self._jobs.append(job)
        self._thread.submit(run).add_done_callback(tell)

    @Slot(object, object, object)
    def _on_finished(self, future: Future[Any], then: Callable[[Any], None], job: _Job) -> None:
        if self._is_closed:
            return
        self._jobs.remove(job)
        self.ended.emit()
        error = future.exception()
        if isinstance(error, _StoppedError):
            nothing = _Imported(job.files, is_stopped=True)
            exported = self.tr("The export was stopped; what was finished stays.")
            self.done.emit(self._import_sentence(nothing) if job.files else exported)
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
