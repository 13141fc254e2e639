"""The SHA-256 of model files, known again for as long as their size and time stay the same.

Owns the record of them, and reading a file for it. Called from any thread.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from gptdesk.files.atomic import write_atomic
from gptdesk.files.regular import open_regular, read_regular
from gptdesk.storage.models.catalog import CatalogEntry, files_that_name
from gptdesk.storage.models.hub.web import Stop

logger = logging.getLogger(__name__)

_SCHEMA = 1
_MOST_BYTES = 8_000_000
_MOST_FILES = 2_000  # the oldest ones are forgotten
_PIECE_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class _Known:
    sha256: str
    size_bytes: int
    mtime_ns: int


class FileHashes:
    """The record; it can be deleted, and is made anew from the files."""

    def __init__(self, file: Path) -> None:
        """Read it; one that is damaged counts as empty."""
        self._file = file
        self._lock = Lock()
        self._known = _read(file)

    def known(self, file: Path) -> str:
        """Return the hash of a file that is the same as when it was read; else ""."""
        kept, now = self._known.get(str(file)), _stat_of(file)
        if kept is None or now is None:
            return ""
        is_same = (kept.size_bytes, kept.mtime_ns) == (now.st_size, now.st_mtime_ns)
        return kept.sha256 if is_same else ""

    def last_known(self, file: Path) -> str:
        """Return the hash of what was last read there, though it may be gone by now; else ""."""
        kept = self._known.get(str(file))
        return "" if kept is None else kept.sha256

    def is_of_known_size(self, file: Path) -> bool:
        """Tell whether a file that was read had this size: it may be that one, moved here."""
        now = _stat_of(file)
        with self._lock:
            return now is not None and any(
                one.size_bytes == now.st_size for one in self._known.values()
            )

    def keep(self, file: Path, sha256: str) -> None:
        """Record what a file, as it is now, was found to hold."""
        now = _stat_of(file)
        if now is not None and self.known(file) != sha256:
            self._keep(file, _Known(sha256, now.st_size, now.st_mtime_ns))

    def read(self, file: Path, stop: Stop) -> str:
        """Return the hash of a file, which is read for it if it is not known.

        Raises:
            OSError: it cannot be read.
            Stopped: as asked.
        """
        if known := self.known(file):
            return known
        digest = hashlib.sha256()
        with open_regular(file) as stream:
            before = os.fstat(stream.fileno())
            while piece := stream.read(_PIECE_BYTES):
                stop.expect_unset()
                digest.update(piece)
        # With the time from before it was read: what was changed meanwhile is read again.
        known = _Known(digest.hexdigest(), before.st_size, before.st_mtime_ns)
        self._keep(file, known)
        return known.sha256

    def find(self, sha256: str, models: Iterable[CatalogEntry], stop: Stop) -> Path | None:
        """Return the path of a model whose weights have this hash; None where there is none.

        Those of a known size are read only if the wanted one had that size, when it is known.

        Raises:
            Stopped: as asked.
        """
        files = [(entry.path, file) for entry in models for file in files_that_name(entry.path)]
        for path, file in files:
            if self.known(file) == sha256:
                return path
        with self._lock:
            sizes = {one.size_bytes for one in self._known.values() if one.sha256 == sha256}
        for path, file in files:
            now = _stat_of(file)
            is_likely = now is not None and (not sizes or now.st_size in sizes)
            if is_likely and not self.known(file):
                stop.expect_unset()
                try:
                    found = self.read(file, stop)
                except OSError as exc:
                    logger.info("%s was not compared: %s", file, exc)
                    continue
                if found == sha256:
                    return path
        return None

    def _keep(self, file: Path, known: _Known) -> None:
        with self._lock:
            self._known.pop(str(file), None)  # the new ones stand at the end
            self._known[str(file)] = known
            newest = list(self._known.items())[-_MOST_FILES:]
            self._known = dict(newest)
            files = {path: astuple(one) for path, one in newest}
            data = json.dumps({"schema": _SCHEMA, "files": files}, indent=0).encode()
            try:
                write_atomic(self._file, data, is_private=True)
            except OSError as exc:
                logger.warning("hashes of models not saved: %s", exc)


def _read(file: Path) -> dict[str, _Known]:
    try:
        document: Any = json.loads(read_regular(file, _MOST_BYTES))
        if document["schema"] != _SCHEMA:
            return {}
        return {path: _Known(*one) for path, one in document["files"].items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as exc:
        logger.warning("hashes of models not read: %s", exc)
        return {}


def _stat_of(file: Path) -> os.stat_result | None:
    try:
        return file.stat()
    except (OSError, ValueError):  # gone, out of reach; not a name
        return None
