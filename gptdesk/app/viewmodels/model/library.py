"""The open model, its precision and its device, and the handling of one that cannot be opened.

Owns the decision what to load, at the start and on request; reading a model is the worker's, the
lists on the disk are storage's.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QDir, QObject, Signal, Slot

from gptdesk.app.inference.client import InferenceClient
from gptdesk.app.phrases import sentences
from gptdesk.app.system.error_text import in_words
from gptdesk.app.system.precision_text import precision_text
from gptdesk.app.viewmodels.model.model_lists import ModelLists
from gptdesk.app.viewmodels.settings.preferences import Preferences
from gptdesk.engine.remote.address import ServerAddress
from gptdesk.engine.tokenizers.chosen_layout import ChosenLayout
from gptdesk.engine.types import LoadRequest, ModelInfo
from gptdesk.storage.models.catalog import Catalog, bundled_model, shown_name
from gptdesk.storage.models.load_guard import LoadGuard

logger = logging.getLogger(__name__)


class LibraryViewModel(QObject):
    """Opens models, and remembers the last one, its precision and its device for the next start.

    A choice is remembered when it has proved itself: a model that cannot be opened, or not in this
    precision, is not tried again at the next start. A graphics card that is gone stays chosen: the
    CPU computes until it is back.

    Attributes:
        lists: the models that can be chosen without naming a file.
        keeps_other: a model that is opened comes beside the one before it, where both fit into
            memory: two take turns.

    Signals:
        loading_started: a model's name; it is being opened, str.
        name_changed: of the model that answers, or is being opened; "" if there is none, str.
        model_opened: `ModelInfo`, object.
        not_opened: why a model was not opened, str, and whether the user stopped it, bool; who
            opens another one instead does it now. One of the next two follows.
        open_failed: why a model was not opened, and which one is in use instead, str.
        opening_stopped: which one is in use, now that the user wanted no other, str.
        loading_changed: `is_loading` is another one, bool.
        held_back: a sentence and a path: a model that was not opened by itself, str, object (Path).
        precision_changed: `precision` may be another one now, str.
        context_limit_changed: `context_limit` is another one, int.
        device_changed: `device` may be another one now, str.
        precision_kept: a sentence: another model is as coarse as the one before it, str.
        device_missed: a sentence: the CPU computes, and not the card that was asked for, str.
    """

    loading_started = Signal(str)
    name_changed = Signal(str)
    model_opened = Signal(object)
    not_opened = Signal(str, bool)
    open_failed = Signal(str)
    opening_stopped = Signal(str)
    loading_changed = Signal(bool)
    held_back = Signal(str, object)
    precision_changed = Signal(str)
    context_limit_changed = Signal(int)
    device_changed = Signal(str)
    precision_kept = Signal(str)
    device_missed = Signal(str)

    def __init__(
        self,
        client: InferenceClient,
        *,
        catalog: Catalog,
        guard: LoadGuard,
        preferences: Preferences,
        device: str | None = None,
        precision: str | None = None,
        layouts: Callable[[], Mapping[str, ChosenLayout]] = dict,
        parent: QObject | None = None,
    ) -> None:
        """Open models on `device` in `precision` in this run; None is what the preferences say.

        `layouts` tells how the user has conversations laid out, by the sha256 of the model.
        """
        super().__init__(parent)
        self._device = device
        self._precision = precision
        self._client = client
        self._catalog = catalog
        self._guard = guard
        self._preferences = preferences
        self._layouts = layouts
        self.lists = ModelLists(catalog, self)
        self.keeps_other = False
        self._opened: Path | None = None  # as it was asked for
        self._opened_precision = ""  # as it was asked for: not every network has every one
        self._openings: deque[LoadRequest] = deque()  # asked for, in order, and not answered yet
        # By the user; remembered once they have worked.
        self._chosen_precision: str | None = None
        self._chosen_device: str | None = None
        self._fallback: Path | None = None  # opened instead, when the first one of a start fails
        client.loaded.connect(self._on_loaded)
        client.load_failed.connect(self._on_load_failed)
        client.load_cancelled.connect(self._on_load_cancelled)

    @property
    def is_loading(self) -> bool:
        """Whether a model is being opened."""
        return bool(self._openings)

    @property
    def opened(self) -> Path | None:
        """Where the model in use is, as it was asked for; None while there is none."""
        return self._opened

    @property
    def _path_in_use(self) -> Path | None:
        """What is being opened, or is open, on this computer; None where that is a server's."""
        if not self._openings:
            return self._opened
        latest = self._openings[-1]
        return latest.path if latest.server is None else None

    @property
    def precision(self) -> str:
        """How finely the model is computed, or will be when what is being opened is there."""
        if self._openings:
            return self._openings[-1].precision
        if self._client.info is not None and self._client.info.server is None:
            return self._client.info.precision
        return self._precision or self._preferences.settings.precision

    @property
    def _asked_precision(self) -> str:
        """What the next model is asked for in; the one in use may not have it."""
        if self._openings or not self._opened_precision:
            return self.precision
        return self._opened_precision

    @property
    def device(self) -> str:
        """The device that is asked for, which may not be there; what computes is in `ModelInfo`."""
        if self._openings:
            return self._openings[-1].device
        return self._device or self._preferences.settings.device

    @property
    def context_limit(self) -> int:
        """Tokens of context, where a model could have more."""
        return self._preferences.settings.context_limit

    @property
    def remembered(self) -> str:
        """Where the model is that the next start opens; "" is the bundled one."""
        return self._preferences.settings.model_path

    def remember(self, model_path: str) -> None:
        """Open another one at the next start; what is in use stays. See `remembered`."""
        self._preferences.change(model_path=model_path)

    @property
    def browse_dir(self) -> Path:
        """Where a file dialog should start: beside the last model that was not the bundled one."""
        beside = (one.path.parent for one in self.lists.recent if one.is_there)
        return next(beside, Path(QDir.homePath()))

    def open_at_start(self, wanted: Path | None) -> None:
        """Open `wanted`, else the last model, else the bundled one.

        A model whose opening ended the last run is not opened by itself; the user is told, and
        the bundled one takes its place.
        """
        bundled = bundled_model()
        remembered = self._preferences.settings.model_path
        path = wanted or (Path(remembered) if remembered else bundled)
        suspect = self._guard.interrupted()
        if wanted is None and suspect is not None and suspect == path:
            sentence = self.tr(
                "{0} was not opened by itself, because GPTDesk did not get through opening it"
                " the last time."
            ).format(path)
            if path != bundled:
                self.open_model(bundled)
            else:
                self.name_changed.emit("")
            self.held_back.emit(sentence, path)
            return
        self._fallback = bundled if path != bundled else None
        self._open(path)

    @Slot(object)
    def open_model(self, path: Path) -> None:
        """Open the model at `path`, a file or a folder."""
        self._fallback = None
        self._open(path)

    @Slot()
    def open_bundled(self) -> None:
        """Open the model that came with GPTDesk."""
        self.open_model(bundled_model())

    @Slot(object)
    def connect_server(self, server: ServerAddress) -> None:
        """Use the model of a server; it is not connected to by itself at the next start."""
        self._fallback = None
        path = Path(server.host)
        precision = self._asked_precision
        self._begin(LoadRequest(path, self.device, precision, self.context_limit, server=server))

    @Slot()
    def disconnect_server(self) -> None:
        """Open the model again that was in use before the server's, or the bundled one."""
        remembered = self._preferences.settings.model_path
        self.open_model(Path(remembered) if remembered else bundled_model())

    @Slot(str)
    def choose_precision(self, precision: str) -> None:
        """Compute in `precision` from now on: what is open, or being opened, is opened again."""
        if precision == self.precision:
            return
        self._chosen_precision = precision
        path = self._path_in_use
        if path is not None:
            self._open(path, precision=precision)
        else:
            self._remember_precision(precision)
            self.precision_changed.emit(precision)

    @Slot(str)
    def choose_device(self, device: str) -> None:
        """Compute on `device` from now on: what is open, or being opened, is opened again."""
        if device == self.device:
            return
        self._chosen_device = device
        path = self._path_in_use
        if path is not None:
            self._open(path, device=device)
        else:
            self._remember_device(device)
            self.device_changed.emit(device)

    @Slot(int)
    def choose_context_limit(self, tokens: int) -> None:
        """Keep at most so many tokens in the context from now on; what is open is opened again."""
        if tokens == self.context_limit:
            return
        self._preferences.change(context_limit=tokens)
        self.context_limit_changed.emit(tokens)
        path = self._path_in_use
        if path is not None:
            self._open(path)

    @Slot()
    def stop_opening(self) -> None:
        """Open none of the models that were asked for; the one in use stays."""
        self._fallback = None
        self._client.cancel_loads()

    def close(self) -> None:
        """Leave cleanly: an opening that the user did not wait for is nobody's fault."""
        self._guard.forget_load()

    def _open(self, path: Path, *, precision: str | None = None, device: str | None = None) -> None:
        request = LoadRequest(
            path,
            device or self.device,
            precision or self._asked_precision,
            self.context_limit,
            self._layouts(),
        )
        self._begin(request)

    def _begin(self, request: LoadRequest) -> None:
        request = replace(request, keeps_other=self.keeps_other)
        self._openings.append(request)
        self.loading_changed.emit(True)
        if request.server is None:
            self._guard.remember_load(request.path)
        self.loading_started.emit(_name_of(request))
        self.name_changed.emit(_name_of(request))
        self._tell_choices()
        self._client.load(request)

    @Slot(object)
    def _on_loaded(self, info: ModelInfo) -> None:
        request = self._take_answered()
        is_kept = False
        if request is not None:  # else it only moved to the CPU
            self._fallback = None
            is_kept = info.precision not in ("", "exact") and self._is_by_habit(request)
            self._remember(request)
        self.model_opened.emit(info)
        self.name_changed.emit(info.name)
        self._tell_choices()
        if request is not None and request.device.startswith("cuda") and info.device == "cpu":
            self.device_missed.emit(in_words(info.device_reason))
        if is_kept:
            self.precision_kept.emit(
                self.tr(
                    "{0} is computed in {1}, as the model before it was. Its figures are not quite"
                    " those of float32."
                ).format(info.name, precision_text(info.precision))
            )

    def _is_by_habit(self, request: LoadRequest) -> bool:
        """Whether a model has the precision of the one before it, and nobody chose it for this."""
        is_other = _remembered(request.path) != self._preferences.settings.model_path
        return is_other and self._precision is None and self._chosen_precision is None

    def _take_answered(self) -> LoadRequest | None:
        """Return the load that has just ended, if it is one of these."""
        if len(self._openings) <= self._client.loads_pending:
            return None
        request = self._openings.popleft()
        if not self._openings:
            self._guard.forget_load()
            self.loading_changed.emit(False)
        return request

    def _remember(self, request: LoadRequest) -> None:
        if request.server is not None:
            self._opened = None
            return
        self._opened, self._opened_precision = request.path, request.precision
        if request.precision == self._chosen_precision:
            self._remember_precision(request.precision)
        if request.device == self._chosen_device:
            self._remember_device(request.device)
        self._preferences.change(model_path=_remembered(request.path))
        if _remembered(request.path):
            self._catalog.remember(request.path)
            self.lists.look()

    def _remember_precision(self, precision: str) -> None:
        self._chosen_precision = self._precision = None
        self._preferences.change(precision=precision)

    def _remember_device(self, device: str) -> None:
        self._chosen_device = self._device = None
        self._preferences.change(device=device)

    def _tell_choices(self) -> None:
        self.precision_changed.emit(self.precision)
        self.device_changed.emit(self.device)

    @Slot(str)
    def _on_load_failed(self, sentence: str) -> None:
        self._take_answered()
        logger.warning("model not opened: %s", sentence)
        if not self._openings:
            self._chosen_precision = self._chosen_device = None
            if self._fallback is not None:
                self.open_model(self._fallback)
        self.not_opened.emit(sentence, False)
        self._tell_what_is_left()
        self.open_failed.emit(sentences((sentence, self.instead_sentence())))

    @Slot()
    def _on_load_cancelled(self) -> None:
        request = self._take_answered()
        if request is None or self._openings:
            return  # for another one that is being opened now
        self._chosen_precision = self._chosen_device = None
        stopped = self.tr("{0} was not opened.").format(_name_of(request))
        self.not_opened.emit(stopped, True)
        self._tell_what_is_left()
        self.opening_stopped.emit(sentences((stopped, self.instead_sentence())))

    def _tell_what_is_left(self) -> None:
        self._tell_choices()
        info = self._client.info
        if not self._openings:
            self.name_changed.emit("" if info is None else info.name)

    def instead_sentence(self) -> str:
        """Return what answers now that a model was not opened, as a sentence."""
        if self._openings:
            return self.tr("{0} is opened instead.").format(_name_of(self._openings[-1]))
        if self._client.info is not None:
            return self.tr("{0} is still in use.").format(self._client.info.name)
        return self.tr("No model is open now.")


def _name_of(request: LoadRequest) -> str:
    """Return what is being opened, in short: a server by its host."""
    return shown_name(request.path) if request.server is None else request.server.host


def _remembered(path: Path) -> str:
    """Return what the settings keep of a model's place: nothing of the bundled one's."""
    return "" if path == bundled_model() else str(path)
