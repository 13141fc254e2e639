"""The models that the menu offers: those opened before, and those found on this computer.

Owns asking the disk in threads of its own, because a path on a dead network disk answers never. A
model counts as not there until the disk has said that it is.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from PySide6.QtCore import QObject, Qt, Signal, SignalInstance, Slot

from gptdesk.storage.models.catalog import Catalog, Origin, is_there


@dataclass(frozen=True, slots=True)
class RecentModel:
    """A model opened before.

    Attributes:
        path: a file or a folder.
        is_there: whether the disk has said that it still is.
    """

    path: Path
    is_there: bool


@dataclass(frozen=True, slots=True)
class FoundModel:
    """A model that lies ready and was not brought by GPTDesk.

    Attributes:
        name: what it is called.
        path: a file or a folder.
        origin: where it was found.
        size_bytes: of its weights on the disk.
    """

    name: str
    path: Path
    origin: Origin
    size_bytes: int


class ModelLists(QObject):
    """Two lists, filled as the disk answers.

    Signals:
        recent_changed: `recent` is another one now, object (tuple of `RecentModel`).
        found_changed: `found` is another one now, object (tuple of `FoundModel`).
    """

    recent_changed = Signal(object)
    found_changed = Signal(object)
    _path_answered = Signal(object, bool)  # from a thread
    _folders_answered = Signal(object)  # from a thread

    def __init__(self, catalog: Catalog, parent: QObject | None = None) -> None:
        """Know nothing yet; see `look`."""
        super().__init__(parent)
        self._catalog = catalog
        self._recent: tuple[Path, ...] = ()
        self._there: set[Path] = set()
        self._found: tuple[FoundModel, ...] = ()
        self._asked: set[Path] = set()  # and not answered: nobody is asked twice
        self._are_folders_asked = False
        queued = Qt.ConnectionType.QueuedConnection
        self._path_answered.connect(self._on_path_answered, queued)
        self._folders_answered.connect(self._on_folders_answered, queued)

    @property
    def recent(self) -> tuple[RecentModel, ...]:
        """Models opened before, newest first."""
        return tuple(RecentModel(path, path in self._there) for path in self._recent)

    @property
    def found(self) -> tuple[FoundModel, ...]:
        """Models in the user's folder, in Python packages, or got by other programs."""
        return self._found

    @Slot()
    def look(self) -> None:
        """Ask the disk for both lists; what has not answered since the last time is waited for."""
        self._recent = self._catalog.recent()
        self.recent_changed.emit(self.recent)
        for path in self._recent:
            if path not in self._asked:
                self._asked.add(path)
                self._tell_later(self._path_answered, lambda path=path: (path, is_there(path)))
        if not self._are_folders_asked:
            self._are_folders_asked = True
            self._tell_later(self._folders_answered, lambda: (_found_in(self._catalog),))

    def _tell_later(self, signal: SignalInstance, look: Callable[[], tuple[object, ...]]) -> None:
        """Emit what `look` returns; it may never return."""

        def run() -> None:
            answer = look()
            with contextlib.suppress(RuntimeError):  # the window has closed meanwhile
                signal.emit(*answer)

        Thread(target=run, name="model lists", daemon=True).start()

    @Slot(object, bool)
    def _on_path_answered(self, path: Path, is_there: bool) -> None:
        self._asked.discard(path)
        if is_there != (path in self._there):
            (self._there.add if is_there else self._there.discard)(path)
            self.recent_changed.emit(self.recent)

    @Slot(object)
    def _on_folders_answered(self, found: tuple[FoundModel, ...]) -> None:
        self._are_folders_asked = False
        if found != self._found:
            self._found = found
            self.found_changed.emit(found)


def _found_in(catalog: Catalog) -> tuple[FoundModel, ...]:
    return tuple(
        FoundModel(entry.name, entry.path, entry.origin, entry.size_bytes)
        for entry in catalog.named()
        if entry.origin is not Origin.BUNDLED
    )
