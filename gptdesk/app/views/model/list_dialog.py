"""*Models on this computer*: what lies ready, what each is, and why some cannot be opened.

Owns the dialog; which models there are and what is said of them is the view model's.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gptdesk.app.access.reading_order import TabAsRead
from gptdesk.app.fitting_zoom import FittingZoom
from gptdesk.app.outside import show_folder
from gptdesk.app.theme import SPACE_2, SPACE_3, SPACE_4
from gptdesk.app.viewmodels.cell_table import CellTableModel
from gptdesk.app.viewmodels.model.kept_models import KeptModels
from gptdesk.app.viewmodels.model.listed_models import ListedModel, ListedModels
from gptdesk.app.viewmodels.model.model_records import LONGEST_NOTE, ModelRecords
from gptdesk.app.views.widgets.cell_table_view import CellTableView
from gptdesk.app.views.widgets.labels import sentence_label, tell
from gptdesk.app.views.widgets.steady import set_available

_NOTE = 1  # column
_NUMBERS = frozenset({4, 5, 6, 7})  # columns
_WIDEST = 220  # column, at 100 %
_SAID_LINES = 4


class ModelListDialog(TabAsRead, QDialog):
    """A table of models; one that can be opened is, by Enter, a double click or the button.

    Those of the user's own folder can be removed and, as long as the program runs, brought back.
    A note can be written to each that can be opened.

    Signals:
        chosen: a model's path, object (Path).
    """

    chosen = Signal(object)

    def __init__(
        self,
        listed: ListedModels,
        kept: KeptModels,
        records: ModelRecords,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._listed = listed
        self._kept = kept
        self._records = records
        self._noted: Path | None = None  # file of the model that the field for a note is of
        self._wanted: Path | None = None  # to be chosen as soon as it is listed
        self._removed: Path | None = None  # asked for; none is chosen in its place by itself
        self._rows: tuple[ListedModel, ...] = ()
        self._sort_column: int | None = None  # as they were found
        self._is_largest_first = False
        self.setWindowTitle(self.tr("Models on this computer"))
        self.setModal(True)
        self._build()
        FittingZoom(self, opening=(860, 560), room=(576, 360))
        listed.changed.connect(self._on_changed)
        kept.changed.connect(listed.look)
        kept.brought_back.connect(self._on_brought_back)
        kept.said.connect(self._say)
        kept.failed.connect(self._on_failed)
        records.failed.connect(self._on_failed)
        self.finished.connect(listed.leave)

    def _build(self) -> None:
        lead = QLabel(
            self.tr(
                "In your models folder, in installed Python packages, in the cache of the Hugging"
                " Face hub, in the folders of LM Studio and Ollama, and those opened before. Only"
                " the heads of the files are read."
            ),
            self,
        )
        lead.setWordWrap(True)
        lead.setProperty("kind", "muted")
        self._cells = CellTableModel(self._listed.header, numbers=_NUMBERS, parent=self)
        self.table = CellTableView(self._cells, self.windowTitle(), self)
        self.table.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # names of one beginning
        header = self.table.horizontalHeader()
        header.setStretchLastSection(True)
        header.moveSection(_NOTE, len(self._listed.header) - 1)  # as long as it is, nothing is hid
        header.sectionClicked.connect(self._on_header_clicked)
        self.table.selectionModel().currentChanged.connect(self._on_current_changed)
        self.table.activated.connect(self._on_activated)
        self.said = sentence_label(self)
        self.said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.said.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.note = QLineEdit(self)
        self.note.setMaxLength(LONGEST_NOTE)
        self.note.editingFinished.connect(self._on_note_written)
        self.undo_note_button = QPushButton(self.tr("&Undo"), self)
        self.undo_note_button.setToolTip(self.tr("Bring back the note that was there before."))
        self.undo_note_button.setAccessibleName(self.tr("Undo the change of the note"))
        self.undo_note_button.clicked.connect(self._on_undo_note_clicked)
        name = QLabel(self.tr("Your &note"), self)
        name.setBuddy(self.note)
        note = QHBoxLayout()
        note.setSpacing(SPACE_2)
        for part in (name, self.note, self.undo_note_button):
            note.addWidget(part)
        self.open_button = QPushButton(self.tr("&Open"), self)
        self.open_button.clicked.connect(self._open_current)
        self.folder_button = QPushButton(self.tr("Show in &folder"), self)
        self.folder_button.clicked.connect(self._on_folder_clicked)
        self.verify_button = QPushButton(self.tr("&Verify"), self)
        self.verify_button.clicked.connect(self._on_verify_clicked)
        self.remove_button = QPushButton(self.tr("&Remove"), self)
        self.remove_button.clicked.connect(self._on_remove_clicked)
        self.undo_button = QPushButton(self.tr("&Bring back"), self)
        self.undo_button.clicked.connect(self._kept.bring_back)
        self.outcome = sentence_label(self)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.addButton(self.open_button, QDialogButtonBox.ButtonRole.ActionRole)
        acts = QHBoxLayout()
        acts.setSpacing(SPACE_2)
        for button in (
            self.folder_button,
            self.verify_button,
            self.remove_button,
            self.undo_button,
        ):
            acts.addWidget(button)
        acts.addStretch(1)
        buttons.rejected.connect(self.reject)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)  # Enter in the table opens what is chosen there
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        layout.setSpacing(SPACE_2)
        layout.addWidget(lead)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.said)
        layout.addLayout(note)
        layout.addLayout(acts)
        layout.addWidget(self.outcome)
        layout.addSpacing(SPACE_3)
        layout.addWidget(buttons)

    @property
    def current(self) -> ListedModel | None:
        """The model that the keyboard is on."""
        row = self.table.currentIndex().row()
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def showEvent(self, event: QShowEvent) -> None:
        """Look for models anew."""
        super().showEvent(event)
        self.said.setMinimumHeight(_SAID_LINES * (self.said.fontMetrics().lineSpacing() + 1))
        self.table.setFocus()
        self._wanted, self._removed = self._listed.opened, None
        self._say("")
        self._listed.look()

    @Slot()
    def _on_changed(self) -> None:
        current, row = self.current, self.table.currentIndex().row()
        self._rows = self._sorted(self._listed.rows)
        self._cells.show_rows(len(self._rows), self._cell)
        has_notes = any(self._cell(row, _NOTE) for row in range(len(self._rows)))
        self.table.setColumnHidden(_NOTE, not has_notes)
        self.table.fit_columns(widest=_WIDEST)
        paths = [row.path for row in self._rows]
        chosen = [one for one in (self._wanted, current and current.path) if one in paths]
        if chosen:
            self.table.selectRow(paths.index(chosen[0]))
        elif self._removed is not None:  # pressed again, the button must not remove another one
            self.table.setCurrentIndex(QModelIndex())
            self.table.clearSelection()
        elif paths:
            self.table.selectRow(min(max(row, 0), len(paths) - 1))
        if self._wanted in paths:
            self._wanted = None
        self._on_current_changed()

    @Slot(int)
    def _on_header_clicked(self, column: int) -> None:
        self._is_largest_first = column == self._sort_column and not self._is_largest_first
        self._sort_column = column
        names = list(self._listed.header)
        names[column] += " ↓" if self._is_largest_first else " ↑"  # Qt's arrow widens every column
        self._cells.set_header(tuple(names))
        self._on_changed()

    def _sorted(self, rows: tuple[ListedModel, ...]) -> tuple[ListedModel, ...]:
        """Return rows by the header that was clicked; those with a problem stay at the end."""
        if self._sort_column is None:
            return rows
        value = partial(self._listed.sort_value, column=self._sort_column)
        in_order = sorted(rows, key=value, reverse=self._is_largest_first)
        return tuple(sorted(in_order, key=lambda row: bool(row.problem)))

    def _cell(self, row: int, column: int) -> str:
        return self._listed.cells(self._rows[row])[column]

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self, *_: QModelIndex) -> None:
        current = self.current
        self.said.setText("" if current is None else self._listed.sentence(current))
        self.open_button.setEnabled(current is not None and not current.problem)
        self.folder_button.setEnabled(current is not None)
        is_own = current is not None and self._kept.is_own(current.path)
        can_verify = current is not None and self._kept.can_verify(current.path)
        set_available(self.verify_button, is_available=can_verify)
        self.verify_button.setToolTip(
            self.tr("Compare its files with the hashes that the hub told when it was fetched.")
            if can_verify
            else self.tr("Only what GPTDesk fetched from a hub has hashes to compare it with.")
        )
        set_available(self.remove_button, is_available=is_own)
        self.remove_button.setToolTip(
            "" if is_own else self.tr("Only what lies in your models folder can be removed here.")
        )
        set_available(self.undo_button, is_available=self._kept.can_bring_back)
        self._show_note()

    # -- the note

    def _show_note(self) -> None:
        """Show the note of the chosen model; one that is being written stays."""
        current = self.current
        file = None if current is None or current.outline is None else current.outline.file
        if file != self._noted:
            self._on_note_written()
            self._noted = file
            self.note.setModified(False)
        if not self.note.isModified():
            self.note.setText("" if file is None else self._records.note_of(file))
        self.note.setEnabled(file is not None)
        self.note.setPlaceholderText(
            self.tr("What you want to know of it again; it is kept where the file is moved, too.")
            if file is not None
            else self.tr("A note is kept of models that can be opened.")
        )
        can_undo = file is not None and self._records.can_undo_note(file)
        set_available(self.undo_note_button, is_available=can_undo)

    @Slot()
    def _on_note_written(self) -> None:
        if self._noted is not None and self.note.isModified():
            self.note.setModified(False)
            self._records.keep_note(self._noted, self.note.text())

    @Slot()
    def _on_undo_note_clicked(self) -> None:
        self._on_note_written()
        if self._noted is not None:
            self._records.undo_note(self._noted)

    def done(self, result: int) -> None:
        """Keep the note that is being written, and close."""
        self._on_note_written()
        super().done(result)

    # -- what is done with a model

    @Slot(QModelIndex)
    def _on_activated(self, _index: QModelIndex) -> None:
        self._open_current()

    @Slot()
    def _open_current(self) -> None:
        current = self.current
        if current is not None and not current.problem:
            self.accept()
            self.chosen.emit(Path(current.path))

    @Slot()
    def _on_folder_clicked(self) -> None:
        if self.current is not None:
            self._say(show_folder(self.current.path.parent), "error")

    @Slot()
    def _on_verify_clicked(self) -> None:
        if self.current is not None:
            self._kept.verify(self.current.path)

    @Slot()
    def _on_remove_clicked(self) -> None:
        if self.current is not None:
            self._removed = self.current.path
            self._kept.remove(self._removed)

    @Slot(object)
    def _on_brought_back(self, model: Path) -> None:
        self._wanted, self._removed = model, None

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        self._say(sentence, kind="error")

    @Slot(str)
    def _say(self, sentence: str, kind: str = "muted") -> None:
        tell(self.outcome, sentence, kind)
        set_available(self.undo_button, is_available=self._kept.can_bring_back)
