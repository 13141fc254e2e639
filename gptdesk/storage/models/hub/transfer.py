"""The way of one file from a hub to the disk, which survives cuts, crashes and wrong bytes.

A file on its way is `<name>.part`; beside it `<name>.pieces` holds the sha256 of each whole piece,
in order, 32 bytes each. Whoever goes on later believes the disk only as far as its pieces agree.

Whole files are compared with the hash that the hub tells: sha256 of large ones, git's sha1 of
`blob <size>`, a zero and the content for small ones.
Source: https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from io import BufferedRandom, BufferedReader
from pathlib import Path

from gptdesk.errors import DownloadError
from gptdesk.sentences import Sentence
from gptdesk.storage.models.hub.repository import RemoteFile, with_headers
from gptdesk.storage.models.hub.web import LostConnectionError, Reply, Stop, Web

PIECE_BYTES = 1 << 20

_READ_BYTES = 1 << 16
_DIGEST_BYTES = 32
_WAITS_S = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0)  # between attempts that brought nothing
_RESERVE_BYTES = 50_000_000  # a full disk hurts every other program too
_PART, _PIECES = ".part", ".pieces"

Progress = Callable[[int], None]  # bytes of the file that are on the disk


class FileTransfer:
    """One file that is fetched, or fetched on."""

    def __init__(self, web: Web, stop: Stop, url: str, target: Path) -> None:
        """Fetch `url` to `target`; nothing is opened yet."""
        self._web, self._stop, self._url, self._target = web, stop, url, target
        self._part = target.with_name(target.name + _PART)
        self._pieces_file = target.with_name(target.name + _PIECES)
        self._tag = ""
        self.fetched_bytes = 0  # over the network, with those fetched twice

    def run(self, file: RemoteFile, progress: Progress) -> RemoteFile:
        """Fetch the file, or what is missing of it; return it with what the hub told of it.

        Args:
            file: its size and hash, as far as they are known.
            progress: told the bytes that are on the disk.

        Raises:
            DownloadError: it cannot be had, or there is no room; what came stays.
            LostConnectionError: the network stays away; what came stays.
            Stopped: as asked; what came stays.
            OSError: the disk refuses.
        """
        if self._target.exists():  # renamed only when it was whole
            progress(self._target.stat().st_size)
            return file
        with _opened(self._part) as part, _opened(self._pieces_file) as pieces:
            written = _agreed_bytes(part, pieces, self._stop)
            progress(written)
            content = _Content(part, pieces, written)
            file = self._fetch_rest(file, content, progress)
            if not content.is_of(file):
                self._replace_wrong_pieces(file, content)
            part.flush()
            os.fsync(part.fileno())
        self._part.replace(self._target)
        self._pieces_file.unlink(missing_ok=True)
        return file

    def _fetch_rest(self, file: RemoteFile, content: _Content, progress: Progress) -> RemoteFile:
        """Ask for what is missing, again after each cut, until the file has its length."""
        n_failures = 0
        while file.size_bytes is None or content.size < file.size_bytes or not file.size_bytes:
            before = content.size
            try:
                with self._open(content.size) as reply:
                    file, is_whole = self._read(file, reply, content, progress)
                if is_whole:
                    return file
                reason: str = Sentence("the connection broke")
            except LostConnectionError as exc:
                self._stop.expect_unset()
                reason = exc.why
            if content.size > before:
                n_failures = 0
                continue
            if n_failures == len(_WAITS_S):
                raise LostConnectionError(reason)
            self._stop.wait(_WAITS_S[n_failures])
            n_failures += 1
        return file

    def _open(self, first: int) -> Reply:
        return self._web.open(self._url, first=first, tag=self._tag)

    def _read(
        self, file: RemoteFile, reply: Reply, content: _Content, progress: Progress
    ) -> tuple[RemoteFile, bool]:
        """Write what an answer brings; return whether the file is whole then."""
        if reply.status == 416:  # nothing lies behind what is here, or here is too much
            content.cut(0 if file.size_bytes is None else min(content.size, file.size_bytes))
            return file, file.size_bytes is None or content.size == file.size_bytes
        if reply.status == 200:
            content.cut(0)  # this house sends no parts, or the file has changed
            file = with_headers(file, reply)
        else:
            _expect_from(content.size, reply)
        tag = reply.headers.get("etag", "")
        self._tag = "" if tag.startswith("W/") else tag
        self._expect_room(file, content.size)
        length = reply.headers.get("content-length", "")
        expected = int(length) if length.isdigit() else None
        came = 0
        while data := reply.read(_READ_BYTES):
            came += len(data)
            self.fetched_bytes += len(data)
            if file.size_bytes is not None and content.size + len(data) > file.size_bytes:
                raise DownloadError(
                    "{host} sends more of {name} than the {size:,} bytes that it has. Choose "
                    "another mirror.",
                    host=self._web.hub.host,
                    name=file.name,
                    size=file.size_bytes,
                )
            content.add(data)
            progress(content.size)
            self._stop.expect_unset()
        self._stop.expect_unset()  # a read that was woken ends like a file
        if file.size_bytes is not None:
            return file, content.size == file.size_bytes
        return file, expected is None or came == expected

    def _expect_room(self, file: RemoteFile, written: int) -> None:
        if file.size_bytes is None:
            return
        free = shutil.disk_usage(self._part.parent).free
        needed = file.size_bytes - written + _RESERVE_BYTES
        if needed > free:
            raise no_room(self._part.parent, needed, free)

    def _replace_wrong_pieces(self, file: RemoteFile, content: _Content) -> None:
        """Fetch the file a second time and replace the pieces that differ, until it is right.

        Raises:
            DownloadError: the same comes again, and it is not what the hub has told.
        """
        first = 0
        n_failures = 0
        while first < content.size:
            try:
                with self._web.open(self._url, first=first, tag=self._tag) as reply:
                    _expect_from(first, reply)
                    while first < content.size:
                        size = min(PIECE_BYTES, content.size - first)
                        piece = self._exactly(reply, size)
                        if content.put(first, piece) and content.is_of(file):
                            return
                        first += size
                        n_failures = 0
            except LostConnectionError:
                self._stop.expect_unset()
                if n_failures == len(_WAITS_S):
                    raise
                self._stop.wait(_WAITS_S[n_failures])
                n_failures += 1
        content.cut(0)
        raise DownloadError(
            "What {host} sends as {name} is not the file that was promised: its hash is another "
            "one, twice. Nothing of it is kept. Choose another mirror.",
            host=self._web.hub.host,
            name=file.name,
        )

    def _exactly(self, reply: Reply, size: int) -> bytes:
        piece = bytearray()
        while len(piece) < size:
            data = reply.read(min(_READ_BYTES, size - len(piece)))
            self._stop.expect_unset()
            if not data:
                raise LostConnectionError(Sentence("the connection broke"))
            self.fetched_bytes += len(data)
            piece += data
        return bytes(piece)


class _Content:
    """What is on the disk of a file on its way, with its hashes."""

    def __init__(self, part: BufferedRandom, pieces: BufferedRandom, size: int) -> None:
        self._part, self._pieces = part, pieces
        self._go_to(size)

    def _go_to(self, size: int) -> None:
        """Write on behind the first `size` bytes, the end of a piece."""
        self.size = size
        self._part.seek(size)
        self._pieces.seek(size // PIECE_BYTES * _DIGEST_BYTES)
        self._piece = hashlib.sha256()

    def add(self, data: bytes) -> None:
        """Write the next bytes, and the hash of each piece that they fill."""
        view = memoryview(data)
        while view:
            now = view[: PIECE_BYTES - self.size % PIECE_BYTES]
            self._part.write(now)
            self._piece.update(now)
            self.size += len(now)
            view = view[len(now) :]
            if self.size % PIECE_BYTES == 0:
                self._part.flush()  # the hash of a piece is never on the disk before the piece
                self._pieces.write(self._piece.digest())
                self._pieces.flush()
                self._piece = hashlib.sha256()

    def cut(self, size: int) -> None:
        """Keep the first `size` bytes, whole pieces of them where it is cut at all."""
        if size < self.size:
            self._go_to(size - size % PIECE_BYTES)
            self._part.truncate()
            self._pieces.truncate()

    def put(self, first: int, piece: bytes) -> bool:
        """Put a whole piece at byte `first` in the place of what is there, if it differs."""
        self._part.seek(first)
        if self._part.read(len(piece)) == piece:
            return False
        self._part.seek(first)
        self._part.write(piece)
        if len(piece) == PIECE_BYTES:
            self._pieces.seek(first // PIECE_BYTES * _DIGEST_BYTES)
            self._pieces.write(hashlib.sha256(piece).digest())
        return True

    def is_of(self, file: RemoteFile) -> bool:
        """Whether all of it has the hash of `file`; True where none was told."""
        self._part.seek(0)
        return has_hash(self._part, file, self.size)


def has_hash(stream: BufferedRandom | BufferedReader, file: RemoteFile, size: int) -> bool:
    """Whether what follows in `stream`, `size` bytes, is the content of `file`."""
    if file.size_bytes is not None and size != file.size_bytes:
        return False
    if file.sha256:
        return hashlib.file_digest(stream, "sha256").hexdigest() == file.sha256
    if file.blob:
        digest = hashlib.sha1(b"blob %d\0" % size, usedforsecurity=False)
        while data := stream.read(PIECE_BYTES):
            digest.update(data)
        return digest.hexdigest() == file.blob
    return True


def no_room(folder: Path, needed: int, free: int) -> DownloadError:
    """Return the sentence for a disk that is too full."""
    return DownloadError(
        "The disk of {folder} has {free:,.0f} MB left, and {needed:,.0f} MB are needed. Make room, "
        "then go on: what came is kept.",
        folder=folder,
        free=free / 1e6,
        needed=needed / 1e6,
    )


def is_full(error: OSError) -> bool:
    """Whether the disk, or the user's share of it, is full."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT)


def longest_path(target: Path) -> Path:
    """Return the longest path that a file has on its way."""
    return target.with_name(target.name + _PIECES)


def partial_bytes(target: Path) -> int:
    """Return how much of a file is on the disk, whole or on its way."""
    for path in (target, target.with_name(target.name + _PART)):
        with suppress(OSError):
            return path.stat().st_size
    return 0


def _opened(path: Path) -> BufferedRandom:
    """Open for reading and writing what may not be there yet; other users keep out."""
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(path, flags, 0o600), "r+b")


def _agreed_bytes(part: BufferedRandom, pieces: BufferedRandom, stop: Stop) -> int:
    """Cut both to the pieces that agree with their hashes; return how many bytes these are."""
    agreed = 0
    while len(digest := pieces.read(_DIGEST_BYTES)) == _DIGEST_BYTES:
        stop.expect_unset()
        piece = part.read(PIECE_BYTES)
        if len(piece) < PIECE_BYTES or hashlib.sha256(piece).digest() != digest:
            break
        agreed += PIECE_BYTES
    part.truncate(agreed)
    pieces.truncate(agreed // PIECE_BYTES * _DIGEST_BYTES)
    return agreed


def _expect_from(first: int, reply: Reply) -> None:
    """Refuse an answer that does not begin with byte `first` of the file."""
    words = reply.headers.get("content-range", "bytes 0").removeprefix("bytes ").split("-")
    if words[0] != str(first) or reply.status not in (200, 206):
        raise LostConnectionError(Sentence("another part came than was asked for"))
