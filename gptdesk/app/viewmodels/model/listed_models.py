"""The models on this computer as rows of a list: what each is, or why it cannot be opened.

Owns which models are listed, their order, and the words of the cells; looking for models is done by
`ModelLists`, reading their headers by the engine.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.app.phrases import with_colon
from gptdesk.app.told_apart import names_told_apart
from gptdesk.app.viewmodels.model.devices import DevicesViewModel
from gptdesk.app.viewmodels.model.library import LibraryViewModel
from gptdesk.app.viewmodels.model.model_records import ModelRecords
from gptdesk.engine.types import ModelOutline
from gptdesk.sentences import size_text
from gptdesk.storage.models.catalog import (
    BUNDLED_MODEL,
    SEED_SUFFIX,
    Origin,
    bundled_model,
    shown_name,
)

_UNKNOWN = "…"


@dataclass(frozen=True, slots=True)
class ListedModel:
    """A row.

    Attributes:
        name: what it is called.
        path: a file or a folder.
        origin: where it was found.
        size_bytes: of its weights on the disk; 0 where that is not known yet.
        outline: what it is; None while that is not known.
        problem: why it cannot be opened; empty where nothing is known to speak against it.
    """

    name: str
    path: Path
    origin: Origin
    size_bytes: int
    outline: ModelOutline | None
    problem: str


class ListedModels(QObject):
    """The rows, which grow and are filled in as the disk and the engine answer.

    Signals:
        changed: `rows` are other ones now.
    """

    changed = Signal()

    def __init__(
        self,
        library: LibraryViewModel,
        devices: DevicesViewModel,
        records: ModelRecords,
        parent: QObject | None = None,
    ) -> None:
        """Know what the three know; nothing is looked for before `look`."""
        super().__init__(parent)
        self._library = library
        self._devices = devices
        self._records = records
        self._is_wanted = False
        self._compared: set[Path] = set()  # files that were looked at since `look`
        library.lists.found_changed.connect(self._on_lists_changed)
        library.lists.recent_changed.connect(self._on_lists_changed)
        devices.needs_changed.connect(self._on_outlined)
        records.changed.connect(self._on_records_changed)

    @property
    def header(self) -> tuple[str, ...]:
        """Names of the columns."""
        return (
            self.tr("Name"),
            self.tr("Note"),
            self.tr("Family"),
            self.tr("Licence"),
            self.tr("On the disk"),
            self.tr("Bits a weight"),
            self.tr("Context"),
            self.tr("Memory, exact"),
        )

    @property
    def opened(self) -> Path | None:
        """Where the model in use is; None while there is none."""
        return self._library.opened

    @property
    def rows(self) -> tuple[ListedModel, ...]:
        """All models once; what cannot be opened stands at the end."""
        lists = self._library.lists
        found = {bundled_model(): (BUNDLED_MODEL, Origin.BUNDLED, 0)}
        for one in lists.found:
            found.setdefault(one.path, (one.name, one.origin, one.size_bytes))
        for one in lists.recent:
            if one.is_there:
                found.setdefault(one.path, (shown_name(one.path), Origin.RECENT, 0))
        outlines, problems = self._devices.outlines, self._devices.problems
        names = names_told_apart([name for name, _, _ in found.values()], [*map(str, found)])
        rows = (
            ListedModel(name, path, origin, size, outlines.get(path), problems.get(path, ""))
            for name, (path, (_, origin, size)) in zip(names, found.items(), strict=True)
        )
        return tuple(sorted(rows, key=lambda row: bool(row.problem)))

    def cells(self, row: ListedModel) -> tuple[str, ...]:
        """Return the words of a row, a column each."""
        outline = row.outline
        size = outline.file_bytes if outline else row.size_bytes
        on_disk = size_text(size) if size or row.problem else _UNKNOWN
        if outline is None:
            family = self.tr("cannot be opened") if row.problem else _UNKNOWN
            return (row.name, "", family, "", on_disk, "", "", "")
        return (
            row.name,
            self._records.note_of(outline.file),
            outline.family,
            outline.licence or self.tr("not said"),
            on_disk,
            f"{outline.bits_per_weight:.1f}",
            f"{outline.context_length:,}",
            size_text(outline.of("exact").total),
        )

    def sort_value(self, row: ListedModel, column: int) -> tuple[float, str]:
        """Return what rows are put in order by in a column: its number, or else its words."""
        outline = row.outline
        numbers = (
            outline.file_bytes if outline else row.size_bytes,
            outline.bits_per_weight if outline else 0,
            outline.context_length if outline else 0,
            outline.of("exact").total if outline else 0,
        )
        first = len(self.header) - len(numbers)
        if column >= first:
            return (numbers[column - first], row.name.casefold())
        return (0, self.cells(row)[column].casefold())

    def sentence(self, row: ListedModel) -> str:
        """Return what else is to be said of a row: where it lies, or why it cannot be opened."""
        if row.problem:
            return row.problem
        place = {
            Origin.BUNDLED: self.tr("Came with GPTDesk"),
            Origin.USER: self.tr("In your models folder"),
            Origin.PACKAGE: self.tr("In an installed Python package"),
            Origin.HUGGING_FACE: self.tr("In the cache of the Hugging Face hub"),
            Origin.LM_STUDIO: self.tr("LM Studio's; it is only read"),
            Origin.OLLAMA: self.tr("Ollama's; it is only read"),
            Origin.RECENT: self.tr("Opened before"),
        }[row.origin]
        lines = [with_colon(place, str(row.path))]
        if row.outline is not None:
            need = row.outline.of("exact")
            words = self.tr(
                "Parameters: {0}. Memory, computed exactly: weights {1}, keys and values {2} when"
                " the context is full (tokens: {3})."
            )
            lines.append(
                words.format(
                    f"{row.outline.parameters:,}",
                    size_text(need.weights),
                    size_text(need.context),
                    f"{row.outline.loaded_context:,}",
                )
            )
            if speed := self._records.speed_text(row.outline.file):
                lines.append(speed)
        if row.path.suffix == SEED_SUFFIX:
            lines.append(
                self.tr(
                    "It is drawn from a seed when it is opened: what a network says before it"
                    " learned anything."
                )
            )
        return "\n".join(lines)

    @Slot()
    def look(self) -> None:
        """Look for models, and into those that are not known or could not be opened."""
        self._is_wanted = True
        self._compared.clear()
        self._devices.forget_problems()
        self._library.lists.look()
        self._on_lists_changed()

    @Slot()
    def leave(self) -> None:
        """Look into no more of them: nobody sees the list."""
        self._is_wanted = False

    @Slot()
    def _on_lists_changed(self) -> None:
        if self._is_wanted:
            for row in self.rows:
                self._devices.outline(row.path)
            self._on_outlined()

    @Slot()
    def _on_outlined(self) -> None:
        if self._is_wanted:
            files = {row.outline.file for row in self.rows if row.outline} - self._compared
            self._compared |= files
            self._records.look(files)
            self.changed.emit()

    @Slot()
    def _on_records_changed(self) -> None:
        if self._is_wanted:
            self.changed.emit()
