"""A look at a model of the hub before it is fetched: its small files, and the start of its weights.

What comes is laid out as the model would be, so that it can be judged by the same readers: a file
of weights has its full length here, but only its start is there, and the rest takes no room.
"""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path

from gptdesk.errors import DownloadError
from gptdesk.sentences import Sentence
from gptdesk.storage.models.hub.gguf_head import pass_header
from gptdesk.storage.models.hub.repository import Choice, RemoteFile, Repository
from gptdesk.storage.models.hub.web import LostConnectionError, Reply, Web

_SAFETENSORS_BYTES = 1_000_000  # behind the table of contents of one of any size
_GGUF_BYTES = 24_000_000  # at most, where it does not end before; it holds the vocabulary
_MOST_BYTES = 50_000_000  # of a small file: a tokenizer.json of 256,000 tokens has 35 MB
_PIECE_BYTES = 1 << 16
_ATTEMPTS = 3


def peek(web: Web, repository: Repository, choice: Choice, folder: Path) -> Path:
    """Fetch as much of a model as tells what it is; return what to open.

    Args:
        web: to ask with.
        repository, choice: the model; its sizes are known.
        folder: where to lay it out; empty.

    Raises:
        DownloadError: the hub says no, or stays silent.
        Stopped: as asked.
        OSError: the disk refuses.
    """
    for file in choice.files:
        start = _Start(web, repository, file)
        if file.name.endswith(".gguf"):
            start.read_gguf_head()
        else:
            is_large = file.name.endswith(".safetensors")
            start.read(_SAFETENSORS_BYTES if is_large else _MOST_BYTES)
        start.write(folder / file.name)
    return folder if choice.others else folder / choice.weights[0].name


class _Start:
    """The beginning of a file, as far as it was wanted so far; asked for in one request."""

    def __init__(self, web: Web, repository: Repository, file: RemoteFile) -> None:
        self._web, self._file = web, file
        self._url = web.hub.file_url(repository.name, repository.commit, file.path)
        self._data = bytearray()
        self._reply: Reply | None = None
        self._lost = 0
        self._most = 0  # bytes that are asked for

    def read(self, most_bytes: int) -> None:
        """Read the whole file, or so many bytes of it."""
        self._ask_for(most_bytes)
        try:
            while len(self._data) < self._most and self._read_piece():
                pass
        finally:
            self._leave()

    def read_gguf_head(self) -> None:
        """Read its table of contents, and little more."""
        self._ask_for(_GGUF_BYTES)
        at = 0

        def take(count: int) -> bytes:
            nonlocal at
            if at + count > _GGUF_BYTES:
                raise DownloadError(
                    "The table of contents of {name} goes on beyond {most} MB: what it holds is "
                    "not known.",
                    name=self._file.name,
                    most=_GGUF_BYTES // 1_000_000,
                )
            while len(self._data) < at + count:
                if not self._read_piece():
                    raise EOFError
            at += count
            return bytes(self._data[at - count : at])

        try:
            pass_header(take)
        except EOFError:  # cut short: its reader says so
            pass
        finally:
            self._leave()

    def write(self, target: Path) -> None:
        """Lay it out in its full length, of which the rest takes no room."""
        with target.open("wb") as out:
            out.write(self._data)
            out.truncate(self._file.size_bytes or len(self._data))

    def _ask_for(self, most_bytes: int) -> None:
        self._most = min(self._file.size_bytes or most_bytes, most_bytes)

    def _read_piece(self) -> bool:
        """Read a piece more; return whether there was one.

        Raises:
            DownloadError: the hub says no, or was lost too often.
        """
        while len(self._data) < self._most:
            try:
                return self._read_from_reply()
            except LostConnectionError as exc:
                self._leave()
                self._lost += 1
                if self._lost == _ATTEMPTS:
                    raise DownloadError(
                        "The connection to {host} was lost ({why}). Try again when the network is "
                        "back.",
                        host=self._web.hub.host,
                        why=exc.why,
                    ) from exc
        return False

    def _read_from_reply(self) -> bool:
        if self._reply is None:
            first, last = len(self._data), self._most - 1
            self._reply = self._web.open(self._url, first=first, last=last)
            if self._reply.status == HTTPStatus.OK:
                self._data.clear()  # the whole file comes, from its first byte
            elif self._reply.status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
                return False
        piece = self._reply.read(min(_PIECE_BYTES, self._most - len(self._data)))
        if not piece and self._file.size_bytes is not None:
            raise LostConnectionError(Sentence("the connection broke"))
        self._data += piece
        return bool(piece)

    def _leave(self) -> None:
        reply, self._reply = self._reply, None
        if reply is not None:
            reply.close()
