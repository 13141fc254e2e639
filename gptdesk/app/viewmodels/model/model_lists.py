"""The models that the menu offers: those opened before, and those found on this computer.

Owns asking the disk in threads of its own, because a path on a dead network disk answers never. A
model counts as not there until the disk has said that it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Thread
from typing import TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.app.system.courier import way_to
from gptdesk.storage.models.catalog import Catalog, Origin, bundled_model, is_there

_T = TypeVar("_T")

_KEPT_BY_HASH = (Origin.HUGGING_FACE, Origin.OLLAMA)


@dataclass(frozen=True, slots=True)
class RecentModel:
    """A model opened before.

    Attributes:
        path: a file or a folder.
        is_there: whether the disk has said that it still is.
        name: what the program calls it that keeps it under a hash; empty of every other.
    """

    path: Path
    is_there: bool
    name: str = ""


@dataclass(frozen=True, slots=True)
class FoundModel:
    """A model that lies ready, besides the bundled one.

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

    def __init__(self, catalog: Catalog, parent: QObject | None = None) -> None:
        """Know nothing yet; see `look`."""
        super().__init__(parent)
        self._catalog = catalog
        self._recent: tuple[Path, ...] = ()
        self._there: set[Path] = set()
        self._found: tuple[FoundModel, ...] = ()
        self._asked: set[Path] = set()  # and not answered: nobody is asked twice
        self._are_folders_asked = False
        self._send = way_to(self)

    @property
    def recent(self) -> tuple[RecentModel, ...]:
        """Models opened before, newest first."""
        names = {one.path: one.name for one in self._found if one.origin in _KEPT_BY_HASH}
        return tuple(
            RecentModel(path, path in self._there, names.get(path, "")) for path in self._recent
        )

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
                self._ask_disk(partial(is_there, path), partial(self._on_path_answered, path))
        if not self._are_folders_asked:
            self._are_folders_asked = True
            self._ask_disk(partial(_found_in, self._catalog), self._on_folders_answered)

    def _ask_disk(self, look: Callable[[], _T], then: Callable[[_T], None]) -> None:
        """Call `then` here with what `look` returns; it may never return."""

        def run() -> None:
            self._send(partial(then, look()))

        Thread(target=run, name="model lists", daemon=True).start()

    def _on_path_answered(self, path: Path, is_there: bool) -> None:
        self._asked.discard(path)
        if is_there != (path in self._there):
            (self._there.add if is_there else self._there.discard)(path)
            self.recent_changed.emit(self.recent)

    def _on_folders_answered(self, found: tuple[FoundModel, ...]) -> None:
        self._are_folders_asked = False
        if found != self._found:
            self._found = found
            self.found_changed.emit(found)
            self.recent_changed.emit(self.recent)  # some have names now


def _found_in(catalog: Catalog) -> tuple[FoundModel, ...]:
    return tuple(
        FoundModel(entry.name, entry.path, entry.origin, entry.size_bytes)
        for entry in catalog.named()
        if entry.path != bundled_model()
    )
