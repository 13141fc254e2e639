"""Care of the models in the user's folder: compared with their hashes, removed, brought back.

Owns the thread that reads a model for it, and what is said in the end.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.app.phrases import listed, sentences
from gptdesk.app.system.courier import run_for
from gptdesk.app.system.error_text import log_and_explain
from gptdesk.sentences import numbered
from gptdesk.storage.models.catalog import shown_name
from gptdesk.storage.models.hub.download import SOURCE_FILE
from gptdesk.storage.models.hub.kept import Removals, Verified, verify
from gptdesk.storage.models.hub.web import Stop, Stopped

_T = TypeVar("_T")


class KeptModels(QObject):
    """What can be done with a model that lies in the user's folder.

    Signals:
        changed: a model was removed, or brought back.
        brought_back: where a model is again, before `changed`, object (Path).
        said: what is done, or was found, a sentence, str.
        failed: why something was not done, or what is wrong with a model, a sentence, str.
    """

    changed = Signal()
    brought_back = Signal(object)
    said = Signal(str)
    failed = Signal(str)

    def __init__(self, models_dir: Path, parent: QObject | None = None) -> None:
        """Know the folder; nothing is read before it is asked for."""
        super().__init__(parent)
        self._models_dir = models_dir
        self._stop = Stop()
        self._removals = Removals(models_dir)

    @property
    def can_bring_back(self) -> bool:
        """Whether a removal of this run can be undone."""
        return self._removals.n_waiting > 0

    def is_own(self, model: Path) -> bool:
        """Whether a model lies in the user's folder, so that it can be removed."""
        return model.parent == self._models_dir and not model.name.startswith(".")

    def can_verify(self, model: Path) -> bool:
        """Whether it is known which hashes a model's files had when it was fetched."""
        return self.is_own(model) and (model / SOURCE_FILE).is_file()

    def verify(self, model: Path) -> None:
        """Read every file of a model, and compare it with the hash that its hub told."""
        self._stop.set()
        self._stop = stop = Stop()
        name = shown_name(model)
        self.said.emit(self.tr("{0} is being read and compared…").format(name))
        work = partial(verify, model, stop, _say_nothing)
        self._run("verify", work, partial(self._on_verified, name))

    def remove(self, model: Path) -> None:
        """Take a model out of the folder; it waits beside those removed before it."""
        work = partial(self._removals.remove, model)
        self._run("remove a model", work, partial(self._on_removed, shown_name(model)))

    @Slot()
    def bring_back(self) -> None:
        """Put the model that was removed last in its place again; then the one before it."""
        if self.can_bring_back:
            self._run("bring a model back", self._removals.bring_back, self._on_brought_back)

    def close(self) -> None:
        """Stop reading, and delete for good what was removed."""
        self._stop.set()
        self._removals.forget()

    def _on_verified(self, name: str, future: Future[Verified]) -> None:
        found = future.result()
        if found.wrong:
            self.failed.emit(
                self.tr(
                    "{0} is not what was fetched: {1} changed or gone. Remove it, and get it again."
                ).format(name, listed(found.wrong))
            )
            return
        right = numbered(found.n_right, self.tr("1 file"), self.tr("{0} files"))
        self.said.emit(self.tr("{0} is as it was fetched: {1} compared.").format(name, right))

    def _on_removed(self, name: str, future: Future[None]) -> None:
        future.result()
        removed = self.tr("{0} is removed. It can be brought back until GPTDesk ends.").format(name)
        self._say_what_waits(removed, least=2)
        self.changed.emit()

    def _on_brought_back(self, future: Future[Path]) -> None:
        model = future.result()
        back = self.tr("{0} is in its place again.").format(shown_name(model))
        self._say_what_waits(back, least=1)
        self.brought_back.emit(model)
        self.changed.emit()

    def _say_what_waits(self, sentence: str, *, least: int) -> None:
        """Say a sentence, and how many can be brought back if there are at least so many."""
        waiting = self._removals.n_waiting
        left = self.tr("Removed models that can be brought back, the newest first: {0}.")
        more = (left.format(waiting),) if waiting >= least else ()
        self.said.emit(sentences((sentence, *more)))

    def _run(self, name: str, work: Callable[[], _T], then: Callable[[Future[_T]], None]) -> None:
        run_for(self, name, work, partial(self._on_done, then))

    def _on_done(self, then: Callable[[Future[Any]], None], future: Future[Any]) -> None:
        try:
            then(future)
        except Stopped:
            return
        except BaseException as exc:  # noqa: BLE001  the edge of a thread
            self.failed.emit(log_and_explain("care of a model", exc))


def _say_nothing(_name: str) -> None:
    """Nobody watches which file is being read."""
