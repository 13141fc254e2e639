"""Models in the user's own folder: looked at again, removed, and brought back.

Only what lies in that folder is touched. A removed model waits in `<models>/.removed` until the
program ends, or the next one begins.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from gptdesk.errors import DownloadError
from gptdesk.files.regular import open_regular
from gptdesk.sentences import Sentence
from gptdesk.storage.models.hub.download import SOURCE_FILE, read_source
from gptdesk.storage.models.hub.transfer import has_hash
from gptdesk.storage.models.hub.web import Stop

_REMOVED = ".removed"


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


def remove(models_dir: Path, model: Path) -> Path:
    """Take a model out of the user's folder; return where it waits, for `bring_back`.

    Raises:
        DownloadError: it lies somewhere else, or the disk refuses.
    """
    if model.parent != models_dir or model.name.startswith("."):
        raise DownloadError(
            "{model} is not in {models_dir}. Nothing else is removed.",
            model=model,
            models_dir=models_dir,
        )
    waiting = models_dir / _REMOVED / model.name
    try:
        waiting.parent.mkdir(exist_ok=True)
        _delete(waiting)
        return model.rename(waiting)
    except OSError as exc:
        raise DownloadError(
            "{model} cannot be removed ({why}).", model=model, why=exc.strerror or exc
        ) from exc


def bring_back(models_dir: Path, waiting: Path) -> Path:
    """Undo `remove`; return the model's place.

    Raises:
        DownloadError: something else has its name now, or it is gone.
    """
    model = models_dir / waiting.name
    try:
        if model.exists():
            raise FileExistsError(17, Sentence("something else has its name"))
        return waiting.rename(model)
    except OSError as exc:
        raise DownloadError(
            "{model} cannot be brought back ({why}).", model=model, why=exc.strerror or exc
        ) from exc


def forget_removed(models_dir: Path) -> None:
    """Delete for good what was removed; a disk that refuses keeps it until the next time."""
    with suppress(OSError):
        shutil.rmtree(models_dir / _REMOVED)


def _delete(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
