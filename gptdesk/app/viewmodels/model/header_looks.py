"""Looks at models of the hub by their headers, before one is chosen or fetched.

Owns which are looked at, several at once, and what came of it; how a header comes over the network
is storage's, and what it says the engine's.
"""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.app.inference.client import InferenceClient
from gptdesk.app.inference.model_questions import OutlineModel
from gptdesk.app.system.courier import run_for
from gptdesk.app.system.error_text import log_and_explain
from gptdesk.app.viewmodels.model.devices import DevicesViewModel
from gptdesk.app.viewmodels.model.hub_place import HubPlace
from gptdesk.engine.types import ModelOutline
from gptdesk.storage.models.hub.peek import peek
from gptdesk.storage.models.hub.repository import Choice, Repository, with_hashes
from gptdesk.storage.models.hub.web import Stop, Stopped, Web

_AT_ONCE = 4


@dataclass(frozen=True)
class HeaderLook:
    """A model of the hub whose header lies in `folder`, to be judged as `path`.

    Both are None of one that is known already, or tells what it is at its end. The folder goes
    with this object, and with the program.
    """

    repository: Repository
    choice: Choice
    folder: Path | None = None
    path: Path | None = None

    def remove(self) -> None:
        """Delete what was laid out."""
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)

    def without_folder(self, sentence: str) -> str:
        """Return what was said of the copy, as of the model itself."""
        text = sentence.replace(f"{self.folder}/", "")
        return text.replace(str(self.folder), self.repository.name)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a header says of a model.

    Attributes:
        outline: what it is; None where it cannot be opened.
        problem: a sentence: why not, or why its header did not come.
    """

    outline: ModelOutline | None
    problem: str = ""


def look_at(
    place: HubPlace, repository: Repository, choice: Choice, stop: Stop, *, is_known: bool = False
) -> HeaderLook:
    """Fetch the header of a model, unless it `is_known`, and lay it out; for a thread of its own.

    Raises:
        DownloadError: the hub says no, or stays silent.
        LostConnectionError: it cannot be reached.
        Stopped: as asked.
        OSError: the disk refuses.
    """
    web = Web(place.hub(), stop)
    known = with_hashes(web, repository, choice)
    if known.is_pickle or is_known:
        return HeaderLook(repository, known)
    folder = Path(tempfile.mkdtemp(prefix="gptdesk-peek-"))
    try:
        look = HeaderLook(repository, known, folder, peek(web, repository, known, folder))
        weakref.finalize(look, shutil.rmtree, folder, ignore_errors=True)
        return look
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


class HeaderLooks(QObject):
    """What the headers of a repository's GGUF files say; each has a vocabulary of megabytes.

    Signals:
        changed: a verdict more, or all of another repository.
    """

    changed = Signal()

    def __init__(
        self,
        place: HubPlace,
        client: InferenceClient,
        devices: DevicesViewModel,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._place, self._client, self._devices = place, client, devices
        self._stop = Stop()
        self._repository: Repository | None = None
        self._waiting: deque[Choice] = deque()
        self._n_under_way = 0
        self._verdicts: dict[str, Verdict] = {}
        self._total = 0

    @property
    def progress(self) -> tuple[int, int]:
        """Headers that were looked at, and those that are to be in all."""
        return len(self._verdicts), self._total

    @property
    def is_running(self) -> bool:
        """Whether headers are on their way."""
        return bool(self._n_under_way or self._waiting)

    def verdict_on(self, repository: Repository, choice: Choice) -> Verdict | None:
        """Return what a model's header says; None while nobody has looked."""
        return self._verdicts.get(choice.label) if repository is self._repository else None

    def begin(self, repository: Repository, offers: tuple[Choice, ...]) -> None:
        """Look at each of `offers` that is a GGUF file, those in front first."""
        self.stop()
        self._stop = Stop()
        self._repository, self._verdicts = repository, {}
        self._waiting = deque(one for one in offers if one.label.endswith(".gguf"))
        self._total = len(self._waiting)
        for _ in range(_AT_ONCE):
            self._look_at_next()
        self.changed.emit()

    @Slot()
    def stop(self) -> None:
        """Look at no more of them; what is known already stays."""
        self._stop.set()
        self._waiting.clear()
        self._n_under_way = 0
        self.changed.emit()

    def _look_at_next(self) -> None:
        if self._waiting and self._repository is not None:
            choice, stop = self._waiting.popleft(), self._stop
            self._n_under_way += 1
            work = partial(look_at, self._place, self._repository, choice, stop)
            run_for(self, "look at a header", work, partial(self._on_looked, choice, stop))

    def _on_looked(self, choice: Choice, stop: Stop, future: Future[HeaderLook]) -> None:
        try:
            look = future.result()
        except Stopped:
            return
        except BaseException as exc:  # noqa: BLE001  the edge of a thread
            if stop is self._stop:
                self._take(choice, Verdict(None, log_and_explain("a look at a header", exc)))
            return
        if stop is not self._stop or look.path is None:
            look.remove()
            return

        def judged(outline: ModelOutline) -> None:
            look.remove()
            if stop is self._stop:
                self._take(choice, Verdict(outline))

        def refused(sentence: str) -> None:
            look.remove()
            if stop is self._stop:
                self._take(choice, Verdict(None, look.without_folder(sentence)))

        question = OutlineModel(look.path, self._devices.chosen, self._devices.context_limit)
        self._client.ask(question, judged, refused)

    def _take(self, choice: Choice, verdict: Verdict) -> None:
        if self._n_under_way:  # else it was stopped, and had its answer already
            self._n_under_way -= 1
            self._look_at_next()
        self._verdicts[choice.label] = verdict
        self.changed.emit()
