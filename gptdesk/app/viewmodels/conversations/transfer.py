"""Export and import of conversations, in a thread of their own.

Owns that thread, how far a job is, stopping it, and what is said in the end; the formats are those
of `gptdesk/formats/`.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count, islice
from pathlib import Path
from threading import Event
from typing import Any, TypeVar
from uuid import uuid4

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, Slot

from gptdesk.analysis.vocabularies import Vocabularies
from gptdesk.app.inference.loaded_model import LoadedModel
from gptdesk.app.phrases import sentences
from gptdesk.app.system.background import BackgroundThread
from gptdesk.app.system.error_text import sentence_for
from gptdesk.app.viewmodels.conversations.conversations import ConversationsViewModel
from gptdesk.app.viewmodels.conversations.history import HistoryAdapter
from gptdesk.app.viewmodels.conversations.list import title_of
from gptdesk.app.viewmodels.conversations.vocabularies import vocabularies_of
from gptdesk.app.viewmodels.export_offers import export_themes
from gptdesk.chat.messages import Conversation, Message
from gptdesk.engine.tokenizers.vocabulary import gpt2_vocabulary
from gptdesk.errors import ConversationFileError, GPTDeskError, HistoryError
from gptdesk.formats.conversation import (
    ExportContent,
    coloured_pieces,
    export_parts,
)
from gptdesk.formats.conversation_json import SavedConversation, open_conversation
from gptdesk.formats.conversation_pages import Pieces, Reader, every_branch
from gptdesk.formats.export_file import write_file
from gptdesk.formats.file_name import file_name, file_name_of
from gptdesk.formats.vocabulary_bytes import packed
from gptdesk.sentences import numbered, one_line
from gptdesk.storage.history.history import History, Parts

logger = logging.getLogger(__name__)

_T = TypeVar("_T")

_PAGE = 50  # messages that are in memory together while they are exported
_PART = 200  # and while they are imported
_TELL_S = 0.1  # between two words about how far it is
_LOOK_S = 0.05  # between two looks at whether it was stopped, while the history is busy
_CLOSE_S = 0.5  # a file that takes longer is given up when the window closes
_ANSWER_S = 2.0  # and a disk that takes longer to answer is dead


class _StoppedError(Exception):
    """The user wants no more of it."""


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """How far an import is.

    Attributes:
        name: of the file.
        file, files: which it is, from 1, and how many there are.
        read, size: bytes of it that were looked through, and that it has.
        count, total: its messages that are stored, and that there are; 0 until all was looked
            through.
    """

    name: str
    file: int
    files: int
    read: int = 0
    size: int = 0
    count: int = 0
    total: int = 0


class _Job:
    """An export or an import in the other thread.

    Attributes:
        name: of the file or folder.
        files: to be imported, 0 for an export.
        file: which of them it is, from 1.
        stopped: set when it is to end.
        ended: set when it has.
        is_whole: it has ended, and nothing was left out.
        count, total: messages that are done, and that there are; of an import, in one file.
        read, size: bytes of this file, for an import.
        told_at: when that was told last.
    """

    def __init__(self, name: str, files: int = 0) -> None:
        self.name, self.files, self.file = name, files, 1
        self.stopped, self.ended = Event(), Event()
        self.is_whole = False
        self.count = self.total = self.read = self.size = 0
        self.told_at = 0.0

    def begin_file(self, name: str, file: int) -> None:
        """Go on to the next file of an import."""
        self.name, self.file, self.told_at = name, file, 0.0
        self.count = self.total = self.read = self.size = 0


@dataclass(slots=True)
class _Imported:
    """What became of the files of an import.

    Attributes:
        files: how many there were.
        name: of the last one that was imported.
        ids: of the conversations that are there now.
        kept: those that could not be stored in parts.
        doubled: how many were here already.
        errors: of the other files.
        is_stopped: the user wanted no more of it.
    """

    files: int
    name: str = ""
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
        started: an export or an import; what was said of the one before is out of date.
        done: a sentence, str. With what is said of others that ran at the same time.
        failed: a sentence, str; so is this.
        exported: a file, or the folder of several; before `done`, object (Path).
        export_progressed: messages that were exported, and that there are, int, int.
        import_progressed: an `ImportProgress`, object.
        ended: an export or an import.
        busy_changed: whether there is something to stop, bool.

    How far something is, is told from the other thread.
    """

    started = Signal()
    done = Signal(str)
    failed = Signal(str)
    exported = Signal(object)
    export_progressed = Signal(int, int)
    import_progressed = Signal(object)
    ended = Signal()
    busy_changed = Signal(bool)
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
        self._model = model  # knows some vocabularies
        self._is_closed = False
        self._jobs: list[_Job] = []
        self._said: list[str] = []  # of the jobs that ended while others ran
        self._has_failed = False  # one of these
        self._thread = BackgroundThread("transfer")
        self._finished.connect(self._on_finished, Qt.ConnectionType.QueuedConnection)

    def proposed_name(self, conversation_id: str, suffix: str) -> str:
        """Return a name for a conversation's file; "" if it is not stored."""
        summary = self._conversations.list.summary(conversation_id)
        return "" if summary is None else file_name_of(title_of(summary), suffix)

    def export(
        self, conversation_id: str, path: Path, content: ExportContent | None = None
    ) -> None:
        """Save a conversation; the end of the file's name says in which format.

        Args:
            conversation_id: which.
            path: of the file.
            content: what of it; None is what is usual for the format.
        """
        suffix = path.suffix.lower()
        job, known = _Job(one_line(path.name)), self._model.vocabularies

        def work() -> None:
            conversation = self._outlines(job, conversation_id)
            job.total = len(conversation.messages)
            named = self._answer(job, partial(vocabularies_of, of=conversation, known=known))
            read = self._reader(job, conversation.id)
            themes = export_themes()
            parts = export_parts(
                conversation, suffix, named, themes, read, content, QCoreApplication.translate
            )
            write_file(path, parts)

        def then(_: object) -> None:
            self.exported.emit(path)
            self._say(self.tr("Exported to {0}.").format(one_line(path.name)))

        self._run(job, work, then)

    def save(self, path: Path, content: bytes, sentence: str) -> None:
        """Save a file that was made elsewhere, and say `sentence` when it is there."""
        job = _Job(one_line(path.name))

        def then(_: object) -> None:
            self.exported.emit(path)
            self._say(sentence)

        self._run(job, lambda: write_file(path, (content,)), then)

    def read_pages(
        self,
        conversation_id: str,
        content: ExportContent,
        then: Callable[[Sequence[Message], Pieces | None], None],
    ) -> None:
        """Read a conversation that is to be made into pages.

        Args:
            conversation_id: which.
            content: what of it.
            then: called with the messages in their order, and with what divides their text
                into coloured pieces, None for no colours.
        """
        known = self._model.vocabularies

        def read(history: History) -> tuple[Conversation, Vocabularies]:
            conversation = history.load(conversation_id)
            return conversation, vocabularies_of(history, conversation, known)

        def tell(answer: tuple[Conversation, Vocabularies]) -> None:
            conversation, named = answer
            pieces = None
            if content.has_colours:
                pieces = partial(coloured_pieces, vocabularies=named, scale=content.scale)
            is_whole = content.is_whole
            then(every_branch(conversation) if is_whole else conversation.path(), pieces)

        self._history.ask(read, tell)

    def export_all(self, folder: Path, suffix: str, content: ExportContent | None = None) -> None:
        """Save every conversation in a file of its own, named after its title.

        A page of messages after the other: however much there is, one is in memory. No file is
        replaced, and no folder made. What cannot be read or written is told in the end, and all
        others are.
        """
        job, known = _Job(one_line(folder.name)), self._model.vocabularies
        summaries = self._conversations.list.summaries
        job.total = sum(summary.message_count for summary in summaries)

        def work() -> list[GPTDeskError]:
            if not folder.exists():
                raise ConversationFileError(
                    folder, "there is no such folder ({place})", place=folder.parent
                )
            themes, errors = export_themes(), list[GPTDeskError]()
            for summary in summaries:
                try:
                    conversation = self._outlines(job, summary.id)
                    name = partial(vocabularies_of, of=conversation, known=known)
                    named, read = self._answer(job, name), self._reader(job, conversation.id)
                    make = partial(
                        *(export_parts, conversation, suffix, named, themes, read, content),
                        QCoreApplication.translate,
                    )
                    _write_free(folder / file_name(conversation, suffix), make)
                except GPTDeskError as exc:
                    logger.warning("export: %s", exc)
                    errors.append(exc)
            return errors

        def then(errors: list[GPTDeskError]) -> None:
            exported = len(summaries) - len(errors)
            what = numbered(exported, self.tr("1 conversation"), self.tr("{0} conversations"))
            sentence = self.tr("{0} exported to {1}.").format(what, one_line(folder.name))
            self.exported.emit(folder)
            if errors:
                more = self.tr("{0} could not be: {1}").format(
                    f"{len(errors):,}", sentence_for(errors[0])
                )
                self._say(sentences((sentence, more)), is_error=True)
            else:
                self._say(sentence)

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
            summaries = self._answer(job, History.summaries)
            here = frozenset(one.id for one in summaries)
            for file, path in enumerate(paths, start=1):
                job.begin_file(path.name, file)
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
            self._say(self._import_sentence(imported), is_error=bool(imported.errors))

        self._run(job, work, then)

    def unfinished(self) -> tuple[str, ...]:
        """Wait a moment; return a sentence about each job that closing now would break off."""
        for job in self._jobs[:1]:
            job.ended.wait(_CLOSE_S)
        return self.running()

    def running(self) -> tuple[str, ...]:
        """Return a sentence about each job of now, and what stays of it if it is broken off."""
        imported = self.tr("{0} is being imported; nothing of it stays.")
        exported = self.tr("{0} is being exported; only files that are whole stay.")
        return tuple(
            (imported if job.files else exported).format(one_line(job.name))
            for job in self._jobs
            if not job.ended.is_set()
        )

    def close(self) -> bool:
        """Finish what is being written if that is a matter of a moment, and begin nothing more.

        Returns:
            whether that is so; otherwise the disk does not answer, and the log says what is left.
        """
        self._is_closed = True
        for job in self._jobs[:1]:
            job.ended.wait(_CLOSE_S)
        self.stop()
        is_ended = self._thread.close(_ANSWER_S)
        for job in self._jobs:
            if not is_ended and not job.ended.is_set():
                rest = "the next start removes the rest" if job.files else ".….tmp may be left"
                logger.error(
                    "%s: left unfinished, because the disk does not answer; %s", job.name, rest
                )
            elif not job.is_whole:
                what = "import" if job.files else "export"
                logger.info("%s: this %s ends with the program; whole ones stay", job.name, what)
        return is_ended

    def _outlines(self, job: _Job, conversation_id: str) -> Conversation:
        """Read a conversation without its tokens, in the other thread."""
        return self._answer(job, lambda history: history.load(conversation_id, 0))

    def _answer(self, job: _Job, action: Callable[[History], _T | Parts[_T]]) -> _T:
        """Return what the history answers, in the other thread.

        Raises:
            _StoppedError: the job was, and what was asked for may be done or not.
        """
        answer = self._history.submit(action)
        while not wait((answer,), _LOOK_S).done:
            if job.stopped.is_set():
                raise _StoppedError
        return answer.result()

    def _reader(self, job: _Job, conversation_id: str) -> Reader:
        """Return what brings messages of a conversation whole, a page at a time."""

        def read(messages: Iterable[Message]) -> Iterator[Message]:
            outlines = iter(messages)
            while ids := [message.id for message in islice(outlines, _PAGE)]:
                load = partial(
                    History.load_messages, conversation_id=conversation_id, message_ids=ids
                )
                page = self._answer(job, load)
                if len(page) < len(ids):
                    raise HistoryError(self.tr("A conversation was deleted meanwhile."))
                for message in page:
                    self._tell(job)
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

        def on_read(read: int, size: int) -> None:
            job.read, job.size = read, size
            self._tell(job)

        try:
            self._tell(job)
            with open_conversation(path, gpt2_vocabulary().size, on_read) as saved:
                about = saved.about
                is_here = about.id in here or about.id in imported.ids
                if is_here or about.id in deleted:
                    about = replace(about, id=uuid4().hex)
                for key, vocabulary in saved.vocabularies.items():
                    pack = partial(packed, vocabulary)
                    self._answer(job, partial(History.keep_vocabulary, key=key, pack=pack))
                self._store(job, about, saved)
                imported.ids.append(about.id)
                imported.name = path.name
        except HistoryError as exc:
            logger.warning("import: %s", exc)
            with open_conversation(path, gpt2_vocabulary().size, on_read) as saved:
                imported.kept.append(saved.whole())
                imported.name = path.name
                is_here = saved.about.id in here
        imported.doubled += is_here

    def _store(self, job: _Job, about: Conversation, saved: SavedConversation) -> None:
        """Store a conversation, a part after the other; all of it or nothing stays."""
        job.count, job.total, job.read, job.told_at = 0, saved.count, 0, 0.0
        try:
            part = tuple(islice(saved.messages, _PART))
            while True:
                self._tell(job)
                # Read before this part is stored: with the last one the conversation is there.
                following = tuple(islice(saved.messages, _PART))
                add = partial(
                    History.add_part,
                    conversation=about,
                    messages=part,
                    first=job.count,
                    total=job.total,
                )
                self._answer(job, add)
                job.count += len(part)
                if not following:
                    return
                part = following
        except Exception as exc:
            if not self._is_closed:  # otherwise the next start forgets it
                # The last part may be stored at this moment.
                is_stopped = isinstance(exc, _StoppedError)
                self._history.submit(
                    lambda history: history.take_back(about.id, be_it_whole=is_stopped)
                )
            raise

    def _import_sentence(self, imported: _Imported) -> str:
        """Return what is said after an import: what came of each of the files."""
        said: list[str] = []
        if imported.errors:
            said.append(sentence_for(imported.errors[0]))
            if more := len(imported.errors) - 1:
                said.append(self.tr("{0} more could not be imported.").format(f"{more:,}"))
        if imported.is_stopped and not imported.whole:
            said.append(self.tr("The import was stopped; nothing was imported."))
        elif imported.is_stopped:
            sentence = self.tr("The import was stopped after the conversation was here.")
            if imported.files != 1:
                sentence = self.tr(
                    "The import was stopped after {0} of {1} conversations; nothing is here of the"
                    " others."
                )
            said.append(sentence.format(imported.whole, imported.files))
        elif imported.whole == 1 and (imported.files > 1 or not imported.doubled):
            said.append(self.tr("{0} was imported.").format(one_line(imported.name)))
        elif imported.whole > 1:
            sentence = self.tr("{0} conversations were imported.")
            said.append(sentence.format(f"{imported.whole:,}"))
        if imported.doubled and imported.files == 1:
            said.append(self.tr("This conversation is here already; it was imported as a copy."))
        elif imported.doubled == 1:
            sentence = self.tr("1 of {0} is here already; it was imported as a copy.")
            said.append(sentence.format(imported.files))
        elif imported.doubled:
            sentence = self.tr("{0} of {1} are here already; they were imported as copies.")
            said.append(sentence.format(imported.doubled, imported.files))
        return sentences(said)

    def _say(self, sentence: str, *, is_error: bool = False) -> None:
        """Say what came of a job, after what came of those that ran at the same time."""
        self._said.append(sentence)
        self._has_failed |= is_error
        (self.failed if self._has_failed else self.done).emit(sentences(self._said))

    def _tell(self, job: _Job) -> None:
        """Tell how far a job is, in the other thread; end it where it was stopped."""
        if job.stopped.is_set():
            raise _StoppedError
        now = time.monotonic()
        if now >= job.told_at + _TELL_S and not self._is_closed:
            job.told_at = now
            self._emit_progress(job)

    def _emit_progress(self, job: _Job) -> None:
        if job.files:
            progress = ImportProgress(
                job.name, job.file, job.files, job.read, job.size, job.count, job.total
            )
            self.import_progressed.emit(progress)
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
                result = work()
                job.is_whole = not job.stopped.is_set()
                return result
            finally:
                job.ended.set()

        def tell(future: Future[_T]) -> None:
            if not self._is_closed:
                self._finished.emit(future, then, job)

        if not self._jobs:
            self._said.clear()
            self._has_failed = False
            self.started.emit()
            self.busy_changed.emit(True)
        self._jobs.append(job)
        self._emit_progress(job)  # it may wait for another, or for the disk
        self._thread.submit(run).add_done_callback(tell)

    @Slot(object, object, object)
    def _on_finished(self, future: Future[Any], then: Callable[[Any], None], job: _Job) -> None:
        if self._is_closed:
            return
        self._jobs.remove(job)
        self.ended.emit()
        if not self._jobs:
            self.busy_changed.emit(False)
        error = future.exception()
        if isinstance(error, _StoppedError):
            nothing = _Imported(job.files, is_stopped=True)
            exported = self.tr("The export was stopped; what was finished stays.")
            self._say(self._import_sentence(nothing) if job.files else exported)
        elif error is not None:
            logger.warning("transfer: %s", type(error).__name__, exc_info=error)
            self._say(sentence_for(error), is_error=True)
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
