"""Files on their way into the prompt: read in another thread, and inserted as one text.

Owns the thread and what is said of files that cannot be used; how a file is read is storage's.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Event, Thread

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.app.phrases import listed, sentences
from gptdesk.app.system.courier import way_to
from gptdesk.app.system.error_text import in_words
from gptdesk.app.viewmodels.chat.chat import ChatViewModel
from gptdesk.errors import TextFileError
from gptdesk.files.text import TextFile, read_text_file
from gptdesk.sentences import one_line

logger = logging.getLogger(__name__)

MOST_BYTES = 32 * 1024 * 1024  # of all files that are dropped at once
_NAMED = 3  # files in a sentence; of the others only the number is said


@dataclass(frozen=True, slots=True)
class _Reading:
    """What came of some files.

    Attributes:
        conversation_id: the chat that was open when they were dropped.
        files: those that were read.
        refused: the others, each with the reason.
        is_apart: they are not for the prompt.
    """

    conversation_id: str
    files: tuple[TextFile, ...]
    refused: tuple[TextFileError, ...]
    is_apart: bool = False


class DroppedTexts(QObject):
    """Reads files for the prompt.

    Signals:
        text_ready: the text of all files, str, and what it is called; as `object`, because it may
            be long.
        apart_ready: the same of files that are not for the prompt.
        notice_raised: a sentence: how something was read.
        problem_raised: a sentence: what could not be used, and why.
    """

    text_ready = Signal(object, str)
    apart_ready = Signal(object, str)
    notice_raised = Signal(str)
    problem_raised = Signal(str)

    def __init__(self, chat: ChatViewModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._chat = chat
        self._closing = Event()
        self._send = way_to(self)

    @Slot(object)
    def read(self, paths: Sequence[Path]) -> None:
        """Read files, for the chat that is open now."""
        self._start(tuple(paths), is_apart=False)

    def read_apart(self, paths: Sequence[Path]) -> None:
        """Read files, not for the prompt."""
        self._start(tuple(paths), is_apart=True)

    def _start(self, paths: tuple[Path, ...], *, is_apart: bool) -> None:
        args = (self._chat.conversation.id, paths, is_apart)
        # A daemon: a disk that does not answer must keep nobody from closing the program.
        Thread(target=self._work, args=args, name="dropped", daemon=True).start()

    def close(self) -> None:
        """Read no more; nothing comes from here after this."""
        self._closing.set()

    def _work(self, conversation_id: str, paths: tuple[Path, ...], is_apart: bool) -> None:
        files: list[TextFile] = []
        refused: list[TextFileError] = []
        room = MOST_BYTES
        for path in paths:
            if self._closing.is_set():
                return
            try:
                file = read_text_file(path, MOST_BYTES)
            except TextFileError as exc:
                refused.append(exc)
            except Exception as exc:
                logger.exception("a dropped file was not read")
                kind = type(exc).__name__
                refused.append(TextFileError(path, "it cannot be read ({kind})", kind=kind))
            else:
                if len(file.text) <= room:
                    room -= len(file.text)
                    files.append(file)
                else:
                    reason = "all files together are larger than {limit_mb} MB"
                    refused.append(TextFileError(path, reason, limit_mb=MOST_BYTES // 2**20))
        if not self._closing.is_set():
            reading = _Reading(conversation_id, tuple(files), tuple(refused), is_apart)
            self._send(partial(self._on_read, reading))

    def _on_read(self, reading: _Reading) -> None:
        if self._closing.is_set():
            return
        files, said = reading.files, []
        if files and reading.is_apart:
            self.apart_ready.emit(_joined(files), files[0].name)
            said.extend(self._guesses(files))
        elif files and reading.conversation_id != self._chat.conversation.id:
            said.append(
                self.tr("{0}: not inserted, because another chat is open now.").format(
                    self._named([file.name for file in files])
                )
            )
        elif files:
            name = files[0].name if len(files) == 1 else self.tr("{0} files").format(len(files))
            self.text_ready.emit(_joined(files), name)
            said.extend(self._guesses(files))
        said.extend(self._refusals(reading.refused))
        if said:
            (self.problem_raised if reading.refused else self.notice_raised).emit(sentences(said))

    def _guesses(self, files: Sequence[TextFile]) -> Iterator[str]:
        guessed = [file for file in files if file.guessed]
        if guessed:
            yield self.tr(
                "{0}: not UTF-8, so it was read as {1}. If letters look wrong, save it as UTF-8"
                " and drop it again."
            ).format(self._named([file.name for file in guessed]), guessed[0].guessed)

    def _refusals(self, refused: Sequence[TextFileError]) -> Iterator[str]:
        if refused:
            names = self._named([error.path.name or str(error.path) for error in refused])
            reason = in_words(refused[0].reason)
            yield self.tr("{0}: {1}. Nothing of it was inserted.").format(names, reason)

    def _named(self, names: Sequence[str]) -> str:
        """Name a few of the files, and say how many others there are."""
        few = one_line(listed(names[:_NAMED]))
        more = len(names) - _NAMED
        return few if more <= 0 else self.tr("{0} and {1} more").format(few, more)


def _joined(files: Sequence[TextFile]) -> str:
    """Return the texts one after the other, each from a line of its own on."""
    if len(files) == 1:
        return files[0].text
    return "".join(
        file.text if file.text.endswith(("\n", "\r")) or file is files[-1] else file.text + "\n"
        for file in files
    )
