"""The devices that a model can be loaded on, and the memory that models need there.

Owns what is asked of the engine, and the sentences; what is opened is the library's.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.app.inference.client import InferenceClient
from gptdesk.app.inference.model_questions import ListDevices, OutlineModel
from gptdesk.app.obstacles import for_next_model, model_is_opened
from gptdesk.app.phrases import sentences
from gptdesk.app.system.error_text import in_words
from gptdesk.app.viewmodels.model.library import LibraryViewModel
from gptdesk.device_names import card_number
from gptdesk.engine.types import ComputeDevice, ModelOutline
from gptdesk.sentences import numbered, size_text
from gptdesk.storage.models.catalog import bundled_model, shown_name

Offer = tuple[str, str, str]  # a device's name, its title, what it would mean


class DevicesViewModel(QObject):
    """Devices by name, and models by the memory they need.

    Attributes:
        outlines: what is known of models that can be opened, by path.
        problems: a sentence on each of the others.

    Signals:
        changed: `offers`, `chosen` and `line`, of which one may be another one now, object (tuple
            of `Offer`), str, str.
        needs_changed: the memory that models need, by path: a size, and a sentence about it, object
            (dict of pairs of str).
        doubted: a sentence and a path: a model that was not opened, because it needs more memory
            than is free, str, object (Path).
    """

    changed = Signal(object, str, str)
    needs_changed = Signal(object)
    doubted = Signal(str, object)

    def __init__(
        self, client: InferenceClient, library: LibraryViewModel, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._client = client
        self._library = library
        self._devices: tuple[ComputeDevice, ...] = ()
        self.outlines: dict[Path, ModelOutline] = {}  # by the path that was asked for
        self.problems: dict[Path, str] = {}  # why the others cannot be opened
        self._asked: set[Path] = set()
        library.device_changed.connect(self._on_device_changed)
        library.precision_changed.connect(self._tell)
        library.loading_started.connect(self._tell)
        library.open_failed.connect(self._tell)
        library.opening_stopped.connect(self._tell)
        library.model_opened.connect(self._on_model_opened)
        library.lists.recent_changed.connect(self.weigh_listed)

    @property
    def chosen(self) -> str:
        """The device that is asked for: "auto", "cpu", "cuda:0"."""
        name = self._library.device
        return f"cuda:{card_number(name)}" if name.startswith("cuda") else name

    @property
    def memory_bytes(self) -> int | None:
        """All the memory of the chosen device; None while that is not known."""
        device = self._device_of(self.chosen)
        return None if device is None else device.total_bytes

    @property
    def context_limit(self) -> int:
        """Tokens of context, where a model could have more."""
        return self._library.context_limit

    @property
    def offers(self) -> tuple[Offer, ...]:
        """What can be chosen; what is chosen is among them, also when it is not there."""
        automatic = self.tr("A graphics card that works computes, otherwise the CPU.")
        offers: list[Offer] = [("auto", self.tr("Automatic"), automatic)]
        offers += [(one.name, self._title(one), self._meaning(one)) for one in self._devices]
        if not self._devices:
            offers.append(("cpu", self.tr("CPU"), ""))
        if self.chosen not in {name for name, _, _ in offers}:
            title = self.tr("Graphics card {0}, not found").format(card_number(self.chosen) + 1)
            offers.append((self.chosen, title, self.tr("While it is gone, the CPU computes.")))
        return tuple(offers)

    @property
    def line(self) -> str:
        """A sentence or two: what computes now, and the memory that the model needs there."""
        if self._library.is_loading:
            return model_is_opened()
        info = self._client.info
        if info is None:
            return for_next_model()
        needs = self.outlines.get(info.path)
        if needs is None:
            return in_words(info.device_reason)
        return sentences((in_words(info.device_reason), self._needs_sentence(needs, info.device)))

    @Slot()
    def look(self) -> None:
        """Ask which devices there are, and how much memory is free."""
        self._client.ask(ListDevices(), self._on_listed)

    @Slot()
    def weigh_listed(self) -> None:
        """Ask for the needs of the models in the menu that are not known yet."""
        there = (one.path for one in self._library.lists.recent if one.is_there)
        for path in (bundled_model(), *there):
            self.outline(path)

    @Slot(object)
    def open_if_room(self, path: Path) -> None:
        """Open a model, unless it needs more memory than is free: then the user is asked."""
        if self._client.is_loading:  # the answer would have to wait for that model
            self._library.open_model(path)
            return

        def open_known(needs: ModelOutline) -> None:
            self._on_outlined(needs)
            if sentence := self._doubt(needs):
                self.doubted.emit(sentence, path)
            else:
                self._library.open_model(path)

        def open_unknown(_sentence: str) -> None:
            self._library.open_model(path)  # says the same, where the user looks for it

        self.look()
        self._client.ask(
            OutlineModel(path, self.chosen, self._library.context_limit), open_known, open_unknown
        )

    def outline(self, path: Path) -> None:
        """Ask what a model is, unless that is known already."""
        if path in self._asked:
            return
        self._asked.add(path)

        def failed(sentence: str) -> None:
            self.outlines.pop(path, None)
            self.problems[path] = sentence
            self._tell()

        self._client.ask(
            OutlineModel(path, self.chosen, self._library.context_limit), self._on_outlined, failed
        )

    def forget_problems(self) -> None:
        """Let what could not be opened be looked at again: it may be whole by now."""
        self._asked -= self.problems.keys()

    def _doubt(self, needs: ModelOutline) -> str:
        """Say what speaks against opening a model now; nothing if it has room."""
        need = needs.of(self._library.precision).total
        device = self._device_of(self.chosen)
        room = None if device is None else device.free_bytes or device.total_bytes
        info, freed = self._client.info, 0
        if device is not None and device.free_bytes and info and info.device == device.name:
            freed = info.size_bytes  # the engine closes it first, where both do not fit
        if room is None or need <= room + freed:
            return ""
        return self.tr(
            "{0} needs about {1} of memory, and {2} are free. The computer may become very slow."
        ).format(shown_name(needs.path), size_text(need), size_text(room))

    def _needs_sentence(self, needs: ModelOutline, device_name: str) -> str:
        sizes = dict(needs.by_precision)
        room = ""
        device = self._device_of(device_name)
        if device is not None and device.free_bytes is not None:
            room = self.tr("; {0} are free").format(size_text(device.free_bytes))
        elif device is not None and device.total_bytes is not None:
            room = self.tr("; the card has {0}").format(size_text(device.total_bytes))
        if len(sizes) == 1:
            return self.tr("Memory: about {0}{1}.").format(size_text(needs.of("exact").total), room)
        if "fast" in sizes:
            words = self.tr("Memory: about {0} in Exact, {1} in Balanced, {2} in Fast{3}.")
        else:
            words = self.tr("Memory: about {0} in Exact, {1} in Balanced{2}.")
        return words.format(*(size_text(need.total) for need in sizes.values()), room)

    def _device_of(self, name: str) -> ComputeDevice | None:
        """Return a device by its name; the automatic one is what computes now, else the CPU."""
        if name == "auto":
            info = self._client.info
            name = "cpu" if info is None or info.server is not None else info.device
        return next((one for one in self._devices if one.name == name), None)

    def _title(self, device: ComputeDevice) -> str:
        if device.name == "cpu":
            return self.tr("CPU")
        return self.tr("{0} (card {1})").format(device.title, card_number(device.name) + 1)

    def _meaning(self, device: ComputeDevice) -> str:
        if device.obstacle:
            return in_words(device.obstacle)
        if device.name != "cpu":
            room = "" if device.total_bytes is None else size_text(device.total_bytes)
            return self.tr(
                "The model is opened again, in the card's own memory ({0}); the first answers are "
                "prepared on it."
            ).format(room)
        threads = numbered(device.threads, self.tr("1 thread"), self.tr("{0} threads"))
        if device.free_bytes is None:
            return self.tr("The processor computes, with {0}.").format(threads)
        return self.tr("The processor computes, with {0}; {1} of memory are free.").format(
            threads, size_text(device.free_bytes)
        )

    @Slot(object)
    def _on_listed(self, devices: tuple[ComputeDevice, ...]) -> None:
        if devices != self._devices:
            self._devices = devices
            self._tell()

    def _on_outlined(self, needs: ModelOutline) -> None:
        self.outlines[needs.path] = needs
        self.problems.pop(needs.path, None)
        self._tell()

    @Slot()
    def _on_device_changed(self) -> None:
        """Another device, other kernels: everything is weighed anew."""
        self._asked.clear()
        self.weigh_listed()
        self._tell()

    @Slot()
    def _on_model_opened(self) -> None:
        info = self._client.info
        if info is not None and info.server is None:
            self._asked.discard(info.path)  # its context may be another one now
            self.outline(info.path)
        self.look()
        self._tell()

    @Slot()
    def _tell(self) -> None:
        precision = self._library.precision
        self.changed.emit(self.offers, self.chosen, self.line)
        self.needs_changed.emit(
            {
                path: (
                    self.tr("{0} of memory").format(size_text(needs.of(precision).total)),
                    self._needs_sentence(needs, self.chosen),
                )
                for path, needs in self.outlines.items()
            }
        )
