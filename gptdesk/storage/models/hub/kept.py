"""Models in the user's own folder: looked at again, removed, and brought back.

Only what lies in that folder is touched. A removed model waits in `<models>/.removed` until the
program ends; no list of models looks into it.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from gptdesk.errors import DownloadError
from gptdesk.files.locks import NoLocksError, lock_file
from gptdesk.files.regular import open_regular
from gptdesk.sentences import Sentence
from gptdesk.storage.models.catalog import REMOVED_FOLDER
from gptdesk.storage.models.hub.download import SOURCE_FILE, read_source
from gptdesk.storage.models.hub.transfer import has_hash
from gptdesk.storage.models.hub.web import Stop

_LOCK_FILE = "lock"


@dataclass(frozen=True, slots=True)
class Verified:
    """What became of the files of a model since they were fetched.

    Attributes:
        n_right: files with the hash that the hub told.
        n_unknown: files of which the hub told no hash.
        wrong: names of those that are changed or gone.
    """

    n_right: int
    n_unknown: int
    wrong: tuple[str, ...]


def verify(model: Path, stop: Stop, progress: Callable[[str], None]) -> Verified:
    """Read every file of a model that was fetched, and compare its hash.

    Args:
        model: its folder.
        stop: ends it between two files.
        progress: told the name of each file before it is read.

    Raises:
        DownloadError: it is no model that was fetched by this program.
        Stopped: as asked.
    """
    source = read_source(model / SOURCE_FILE)
    if source is None:
        raise DownloadError(
            "{model} was not fetched by GPTDesk: there are no hashes to compare it with.",
            model=model,
        )
    wrong: list[str] = []
    n_unknown = 0
    for file in source.files:
        stop.expect_unset()
        progress(file.name)
        path = model / file.name
        try:
            with open_regular(path) as stream:
                is_right = has_hash(stream, file, path.stat().st_size)
        except OSError:
            is_right = False
        if not is_right:
            wrong.append(file.name)
        elif not (file.sha256 or file.blob):
            n_unknown += 1
    return Verified(len(source.files) - len(wrong) - n_unknown, n_unknown, tuple(wrong))


class Removals:
    """Models taken out of the user's folder by one run of the program; the newest comes back first.

    Each waits in a folder of its own, so two of one name do not meet:

        <models>/.removed/<run>/lock     held while the run lasts: another window leaves it alone
                               /0/<name of the model>

    It may be used from several threads.
    """

    def __init__(self, models_dir: Path) -> None:
        """Know the folder; nothing is made before the first removal."""
        self._models_dir = models_dir
        self._guard = threading.Lock()
        self._waiting: list[Path] = []
        self._run: Path | None = None
        self._lock: int | None = None  # descriptor
        self._n_removed = 0

    @property
    def n_waiting(self) -> int:
        """How many can be brought back."""
        return len(self._waiting)

    def remove(self, model: Path) -> None:
        """Take a model out of the user's folder until `bring_back` or `forget`.

        Raises:
            DownloadError: it lies somewhere else, or the disk refuses.
        """
        if model.parent != self._models_dir or model.name.startswith("."):
            raise DownloadError(
                "{model} is not in {models_dir}. Nothing else is removed.",
                model=model,
                models_dir=self._models_dir,
            )
        with self._guard:
            try:
                place = self._new_place()
                try:
                    self._waiting.append(model.rename(place / model.name))
                except OSError:
                    place.rmdir()
                    raise
            except OSError as exc:
                raise DownloadError(
                    "{model} cannot be removed ({why}).", model=model, why=exc
                ) from exc

    def bring_back(self) -> Path:
        """Undo the newest removal whose place is free; return the model's place.

        Raises:
            DownloadError: something else has its name now, or it is gone; it can be tried again.
            LookupError: nothing waits.
        """
        with self._guard:
            places = {waiting: self._models_dir / waiting.name for waiting in self._waiting}
            newest = self._waiting[-1]
            waiting = next((w for w in reversed(places) if not places[w].exists()), newest)
            model = places[waiting]
            try:
                if model.exists():
                    raise FileExistsError(Sentence("something else has its name"))
                waiting.rename(model)
            except OSError as exc:
                raise DownloadError(
                    "{model} cannot be brought back ({why}).", model=model, why=exc
                ) from exc
            self._waiting.remove(waiting)
            with suppress(OSError):
                waiting.parent.rmdir()
            return model

    def forget(self) -> None:
        """Delete for good what was removed, and what a run left that ended in a crash.

        A disk that refuses keeps it until the next time; what another window removed stays.
        """
        with self._guard:
            self._waiting.clear()
            own, self._run = self._run, None
            descriptor, self._lock = self._lock, None
            if descriptor is not None:
                os.close(descriptor)
        removed = self._models_dir / REMOVED_FOLDER
        with suppress(OSError):
            for run in removed.iterdir():
                if run == own or _is_left(run):
                    shutil.rmtree(run, ignore_errors=True)
            removed.rmdir()

    def _new_place(self) -> Path:
        """Make a folder for one model, in the folder of this run."""
        if self._run is None:
            removed = self._models_dir / REMOVED_FOLDER
            removed.mkdir(exist_ok=True)
            self._run = Path(tempfile.mkdtemp(prefix="run-", dir=removed))
            with suppress(NoLocksError):
                self._lock = lock_file(self._run / _LOCK_FILE)
        place = self._run / str(self._n_removed)
        place.mkdir()
        self._n_removed += 1
        return place


def _is_left(run: Path) -> bool:
    """Tell whether what lies in the folder of removed models has no program any more."""
    lock = run / _LOCK_FILE
    if not lock.exists():
        return not run.name.startswith("run-")  # of an earlier version; else just being made
    try:
        descriptor = lock_file(lock)
    except OSError:
        return False
    if descriptor is None:
        return False
    os.close(descriptor)
    return True
