"""The page of models worth having: what each is good for, how large it is, whether it fits here."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gptdesk.app.phrases import sentences, with_colon
from gptdesk.app.system.error_text import in_words
from gptdesk.app.theme import SPACE_2
from gptdesk.app.viewmodels.cell_table import CellTableModel
from gptdesk.app.viewmodels.model.downloads import DownloadsViewModel, ShelfRow
from gptdesk.app.views.widgets.cell_table_view import CellTableView
from gptdesk.app.views.widgets.labels import sentence_label
from gptdesk.app.views.widgets.little_room import RING, ScrollingPart
from gptdesk.sentences import size_text

LEAST, LEAST_ROWS = 96, 3  # pixels of what scrolls on a page, at 100 %; rows of its table


class ShelfPage(QWidget):
    """A table of models, and what is known of the chosen one.

    Signals:
        page_wanted: a model's page is to be opened in a browser, its address, str.
    """

    page_wanted = Signal(str)

    def __init__(self, downloads: DownloadsViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._downloads = downloads
        self._rows: tuple[ShelfRow, ...] = ()
        header = (
            self.tr("Model"),
            self.tr("Parameters"),
            self.tr("To fetch"),
            self.tr("Memory"),
            self.tr("Context"),
            self.tr("Licence"),
        )
        self._cells = CellTableModel(header, numbers=frozenset({1, 2, 3, 4}), parent=self)
        self.table = CellTableView(self._cells, self.tr("Models worth having"), self)
        self.table.horizontalHeader().setStretchLastSection(True)
        self.good_for = sentence_label(self)
        self.figures = sentence_label(self)
        self.figures.setProperty("kind", "muted")
        self.table.set_least_rows(LEAST_ROWS)
        inside = QVBoxLayout()
        inside.setSpacing(SPACE_2)
        inside.addWidget(self.table, 1)
        inside.addWidget(self.good_for)
        inside.addWidget(self.figures)
        page = ScrollingPart(inside, self.tr("Models and what is known of one"), self, least=LEAST)
        # After the table: a window gives the keyboard to what was put into it first.
        self.get = QPushButton(self.tr("&Fetch it"), self)
        self.page = QPushButton(self.tr("Its &page in a browser"), self)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(RING, 0, RING, 0)
        buttons.setSpacing(SPACE_2)
        for button in (self.get, self.page):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, SPACE_2 - RING, 0, 0)
        layout.setSpacing(SPACE_2 - RING)
        layout.addWidget(page, 1)
        layout.addLayout(buttons)
        self.table.selectionModel().currentRowChanged.connect(self._show_chosen)
        self.get.clicked.connect(self._on_get_clicked)
        self.page.clicked.connect(self._on_page_clicked)
        downloads.shelf_changed.connect(self._on_shelf_changed)
        self._on_shelf_changed()

    @property
    def chosen(self) -> ShelfRow | None:
        """The model that the details tell of."""
        row = self.table.currentIndex().row()
        return self._rows[row] if 0 <= row < len(self._rows) else None

    @Slot()
    def _on_shelf_changed(self) -> None:
        before, self._rows = self._rows, self._downloads.shelf
        if [one.model for one in before] == [one.model for one in self._rows]:
            self._cells.show_again()  # nobody is moved from the cell that he reads
        else:
            self._cells.show_rows(len(self._rows), self._cell)
            self.table.selectRow(0)
        self.table.fit_columns()
        self._show_chosen()

    def _cell(self, row: int, column: int) -> str:
        one = self._rows[row]
        needs = one.outline.by_precision if one.outline else ()
        return (
            one.model.name,
            f"{one.outline.parameters / 1e6:,.0f} M" if one.outline else "",
            size_text(one.outline.file_bytes) if one.outline else "",
            size_text(dict(needs)["exact"].total) if needs else "",
            f"{one.outline.context_length:,}" if one.outline else "",
            one.model.licence,
        )[column]

    @Slot()
    def _show_chosen(self) -> None:
        one = self.chosen
        if one is None:
            return
        self.good_for.setText(in_words(one.model.good_for))
        said = [sentences((self._memory_text(one), self._gate_text(one))), one.speed]
        if one.note:
            said.append(with_colon(self.tr("Your note"), one.note))
        self.figures.setText("\n".join(filter(None, said)))

    def _memory_text(self, one: ShelfRow) -> str:
        if one.outline is None:
            return ""
        needs = dict(one.outline.by_precision)
        exact = size_text(needs["exact"].total)
        fast = size_text(needs["fast"].total) if "fast" in needs else ""
        said = self.tr("Takes {0} of memory when it is computed exactly.").format(exact)
        if fast:
            said = self.tr("Takes {0} of memory when it is computed exactly, {1} at Fast.").format(
                exact, fast
            )
        fits = {
            True: self.tr("This computer has that."),
            False: self.tr("This computer has less."),
            None: "",
        }[one.fits]
        return sentences((said, fits))

    def _gate_text(self, one: ShelfRow) -> str:
        if not one.model.is_gated:
            return ""
        return self.tr(
            "Its makers give it out to known users only: accept the licence on its page first, and"
            " give GPTDesk your access token."
        )

    @Slot()
    def _on_get_clicked(self) -> None:
        if self.chosen is not None:
            self._downloads.fetch_from_shelf(self.chosen.model)

    @Slot()
    def _on_page_clicked(self) -> None:
        if self.chosen is not None:
            self.page_wanted.emit(self._downloads.place.page_of(self.chosen.model.repository))
