"""The way of a whole model from a hub into the user's models folder.

A model on its way has a folder of its own, which no list of models looks into:

    <models>/.downloads/<name>/download.json     what is fetched, from which commit
                              /files/            whole files, and those on their way (`transfer`)

When all files are whole, `files` gets the name of the model in one step, so that there is never
half a model in the list. In it stays `gptdesk-source.json`: where it came from, and its hashes.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from gptdesk.errors import DownloadError
from gptdesk.files.atomic import write_atomic
from gptdesk.files.locks import NoLocksError, lock_file
from gptdesk.files.path_length import is_too_long
from gptdesk.files.private import make_private_folder
from gptdesk.files.regular import read_regular
from gptdesk.storage.models.hub.addresses import Hub
from gptdesk.storage.models.hub.repository import Choice, RemoteFile, Repository
from gptdesk.storage.models.hub.transfer import (
    FileTransfer,
    is_full,
    longest_path,
    no_room,
    partial_bytes,
)
from gptdesk.storage.models.hub.web import LostConnectionError, Stop, Web

SOURCE_FILE = "gptdesk-source.json"

_DOWNLOADS = ".downloads"
_PLAN_FILE, _FILES, _LOCK_FILE = "download.json", "files", "lock"
_SCHEMA = 1
_SOURCE_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Source:
    """Where a model came from.

    Attributes:
        repository: `owner/name`.
        commit: of the repository.
        licence: its short name; empty where none was told.
        files: with the sizes and hashes that the hub told.
    """

    repository: str
    commit: str
    licence: str
    files: tuple[RemoteFile, ...]

    @property
    def size_bytes(self) -> int:
        """Of all files whose size is known."""
        return sum(file.size_bytes or 0 for file in self.files)


@dataclass(frozen=True, slots=True)
class DownloadProgress:
    """How far a download is.

    Attributes:
        file: the one on its way.
        done_bytes: of the whole model, on the disk.
        total_bytes: of the whole model; less than it is where a size was not told.
        fetched_bytes: over the network since `run` was called.
    """

    file: str
    done_bytes: int
    total_bytes: int
    fetched_bytes: int


class Download:
    """One model that is on its way; it may have been begun by an earlier program.

    Attributes:
        name: the name that the model will have.
        source: what is fetched, and from where.
    """

    def __init__(self, models_dir: Path, name: str, source: Source) -> None:
        """Know of a download; nothing is read or written. See `begin` and `unfinished`."""
        self.name, self.source = name, source
        self.target = models_dir / name
        self._folder = models_dir / _DOWNLOADS / name

    @property
    def paths(self) -> Iterator[Path]:
        """The longest that each file of it has on the way."""
        return (longest_path(self._folder / _FILES / file.name) for file in self.source.files)

    @property
    def done_bytes(self) -> int:
        """What is on the disk of it."""
        return sum(partial_bytes(self._folder / _FILES / file.name) for file in self.source.files)

    def run(self, hub: Hub, stop: Stop, progress: Callable[[DownloadProgress], None]) -> Path:
        """Fetch what is missing, and put the model in its place; return where it is.

        Args:
            hub: where from; another one than at first may be meant, the commit and hashes stay.
            stop: set from another thread, it ends the run; what came is kept.
            progress: told after every few ten thousand bytes, in the thread that calls.

        Raises:
            DownloadError: it cannot be had, or cannot be kept; what came is kept.
            Stopped: as asked.
        """
        with _own(self._folder):
            try:
                return self._run(Web(hub, stop), stop, progress)
            except LostConnectionError as exc:
                raise DownloadError(
                    "The connection to {host} was lost ({why}). What came is kept: go on when the "
                    "network is back, or choose another mirror.",
                    host=hub.host,
                    why=exc.why,
                ) from exc
            except OSError as exc:
                if is_full(exc):
                    free = shutil.disk_usage(self._folder).free
                    needed = self.source.size_bytes - self.done_bytes
                    raise no_room(self._folder, needed, free) from exc
                raise _refused(self._folder, exc) from exc

    def remove(self) -> None:
        """Give up the download and all that came of it.

        Raises:
            DownloadError: the disk refuses, or it is running in another window.
        """
        with _own(self._folder):
            try:
                shutil.rmtree(self._folder)
            except OSError as exc:
                raise _refused(self._folder, exc) from exc

    def _run(self, web: Web, stop: Stop, progress: Callable[[DownloadProgress], None]) -> Path:
        files = self._folder / _FILES
        make_private_folder(files)
        fetched = 0
        done = {file.name: partial_bytes(files / file.name) for file in self.source.files}
        for file in self.source.files:
            url = web.hub.file_url(self.source.repository, self.source.commit, file.path)
            transfer = FileTransfer(web, stop, url, files / file.name)

            def tell(
                bytes_of_file: int,
                file: RemoteFile = file,
                transfer: FileTransfer = transfer,
                before: int = fetched,
            ) -> None:
                done[file.name] = bytes_of_file
                total = max(self.source.size_bytes, sum(done.values()))
                fetched_now = before + transfer.fetched_bytes
                progress(DownloadProgress(file.name, sum(done.values()), total, fetched_now))

            known = transfer.run(file, tell)
            fetched += transfer.fetched_bytes
            if known != file:
                self._learn(file, known)
        _write_source(files / SOURCE_FILE, self.source)
        if self.target.exists():
            raise DownloadError(
                "{folder} is there already. Rename or remove it, then go on.", folder=self.target
            )
        files.rename(self.target)
        with suppress(OSError):
            shutil.rmtree(self._folder)
        return self.target

    def _learn(self, file: RemoteFile, known: RemoteFile) -> None:
        """Keep what the hub told of a file only when it was fetched."""
        files = tuple(known if one == file else one for one in self.source.files)
        self.source = replace(self.source, files=files)
        _write_source(self._folder / _PLAN_FILE, self.source)


def begin(models_dir: Path, repository: Repository, choice: Choice) -> Download:
    """Make the folder of a new download and return it; one that was begun before goes on.

    Raises:
        DownloadError: the model is there already, or the disk refuses.
    """
    name = model_name(repository, choice)
    source = Source(repository.name, repository.commit, repository.licence, choice.files)
    for download in unfinished(models_dir):
        if download.name == name:
            return download
    download = Download(models_dir, name, source)
    if download.target.exists():
        raise DownloadError(
            "{name} is on this computer already, in {folder}.", name=name, folder=models_dir
        )
    _require_short_paths(download, models_dir)
    free = shutil.disk_usage(_nearest(models_dir)).free
    if source.size_bytes > free:
        raise no_room(models_dir, source.size_bytes, free)
    folder = models_dir / _DOWNLOADS / name
    try:
        make_private_folder(folder)
        _write_source(folder / _PLAN_FILE, source)
    except OSError as exc:
        raise _refused(folder, exc) from exc
    return download


def _require_short_paths(download: Download, models_dir: Path) -> None:
    for path in download.paths:
        if is_too_long(path):
            raise DownloadError(
                "{name} cannot be kept in {folder}: the path of {file} would be longer than this "
                "system allows. Fetch it with a browser into a folder with a short name, and open "
                "it there.",
                name=download.name,
                folder=models_dir,
                file=path.name,
            )


def unfinished(models_dir: Path) -> tuple[Download, ...]:
    """Return the downloads that wait to go on, by name; a damaged one is left out.

    One whose model has arrived, and whose folder a crash left behind, waits for nothing.
    """
    try:
        folders = sorted((models_dir / _DOWNLOADS).iterdir())
    except OSError:
        return ()
    sources = {folder.name: read_source(folder / _PLAN_FILE) for folder in folders}
    return tuple(
        Download(models_dir, name, source)
        for name, source in sources.items()
        if source and read_source(models_dir / name / SOURCE_FILE) != source
    )


def model_name(repository: Repository, choice: Choice) -> str:
    """Return what a model is called here: the repository's own name, or the file's."""
    if choice.others:
        return repository.name.rpartition("/")[2]
    return choice.weights[0].name.rpartition(".")[0]


def read_source(file: Path) -> Source | None:
    """Return what was written of a model's origin; None where nothing can be read."""
    try:
        values: Any = json.loads(read_regular(file, _SOURCE_BYTES))
        if values["schema"] != _SCHEMA:
            return None
        files = tuple(RemoteFile(**entry) for entry in values["files"])
        return Source(values["repository"], values["commit"], values["licence"], files)
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None


def _write_source(file: Path, source: Source) -> None:
    document = {"schema": _SCHEMA, **asdict(source)}
    write_atomic(file, json.dumps(document, indent=1).encode(), is_private=True)


@contextmanager
def _own(folder: Path) -> Generator[None]:
    """Keep other windows from the same download."""
    try:
        descriptor = lock_file(folder / _LOCK_FILE)
    except NoLocksError:
        yield
        return
    except OSError as exc:
        raise _refused(folder, exc) from exc
    if descriptor is None:
        raise DownloadError("Another window of GPTDesk is fetching {name}.", name=folder.name)
    try:
        yield
    finally:
        os.close(descriptor)


def _refused(folder: Path, error: OSError) -> DownloadError:
    return DownloadError(
        "{folder} cannot be written ({why}). What came is kept.",
        folder=folder,
        why=error,
    )


def _nearest(folder: Path) -> Path:
    """Return the folder, or the nearest one above that is there."""
    return next(path for path in (folder, *folder.parents) if path.exists())
