"""The *Text* page: a whole text as curves, its ranks, and *What if*.

Owns the order of the page, the switch between chart and table, and the export menu.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gptdesk.app.system.term import set_term
from gptdesk.app.theme import (
    APPEARANCE_CHANGED,
    SPACE_1,
    SPACE_2,
    SPACE_3,
    current_theme,
    set_font,
    zoom_of,
)
from gptdesk.app.viewmodels.cell_table import CellTableModel
from gptdesk.app.viewmodels.chat.sampling import SamplingViewModel
from gptdesk.app.viewmodels.inspector.guesses import GuessesViewModel
from gptdesk.app.viewmodels.inspector.talk import TalkViewModel
from gptdesk.app.viewmodels.inspector.text_page import TextPageViewModel
from gptdesk.app.viewmodels.inspector.what_if import WhatIfViewModel
from gptdesk.app.views.guess.cover import GuessStack
from gptdesk.app.views.text.curves import CurvesView
from gptdesk.app.views.text.exports import TextExports
from gptdesk.app.views.text.histogram import Histogram
from gptdesk.app.views.text.what_if_panel import WhatIfPanel
from gptdesk.app.views.text.words import band_name, summary_in_words
from gptdesk.app.views.widgets.cell_table_view import CellTableView
from gptdesk.app.views.widgets.export_menu import AskWhere, ExportMenu
from gptdesk.app.views.widgets.figures import (
    bits_text,
    count_text,
    percent_text,
    perplexity_text,
    share_text,
)
from gptdesk.app.views.widgets.steady import set_available

_ROWS_SHOWN = 12
_ID_COLUMN = 2  # of the table of tokens


class TextPage(QScrollArea):
    """Summary, curves, histogram and *What if*, in one column that scrolls as one.

    Signals:
        token_chosen(object): in a chart, a table or a list, a `TokenRef`.
    """

    token_chosen = Signal(object)

    def __init__(
        self,
        page: TextPageViewModel,
        what_if: WhatIfViewModel,
        exports: TextExports,
        parent: QWidget | None = None,
        *,
        talk: TalkViewModel,
        sampling: SamplingViewModel,
        guesses: GuessesViewModel | None = None,
        ask_where: AskWhere | None = None,
    ) -> None:
        super().__init__(parent)
        self._page = page
        self._exports = exports
        self._model = exports.model
        self._shape: tuple[str, int] | None = None  # of the text in the tables
        self.what_if = WhatIfPanel(what_if, self._model, sampling)
        self._build(talk, guesses)
        self.menu = ExportMenu(exports.offers(), self, ask_where=ask_where)
        self.export.setMenu(self.menu)
        self._connect()
        self._fit_to_zoom()
        self._on_changed()

    def customEvent(self, event: QEvent) -> None:
        """Write the figures of a token in the new size."""
        if event.type() == APPEARANCE_CHANGED:
            self._fit_to_zoom()

    def _fit_to_zoom(self) -> None:
        # Figures of any token have room: nothing moves when one is pointed at.
        font = current_theme().font("ui_small", zoom_of(self))
        set_font(self.readout, font)
        self.readout.setFixedHeight(2 * QFontMetrics(font).lineSpacing() + 2)

    # -- building

    def _build(self, talk: TalkViewModel, guesses: GuessesViewModel | None) -> None:
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(self.tr("Text"))
        self.summary = _muted_label()
        self.summary.setProperty("font_kind", "ui_small")
        self.as_table = QPushButton(self.tr("As ta&ble"))
        self.as_table.setProperty("kind", "quiet")
        self.as_table.setCheckable(True)
        self.as_table.setAccessibleDescription(
            self.tr("Shows the figures of the charts as rows and columns.")
        )
        self.export = QPushButton(self.tr("E&xport"))
        self.export.setProperty("kind", "quiet")
        self.curves = CurvesView(self._model)
        self.readout = _muted_label()
        self.readout.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.rank_title = QLabel()
        self.rank_title.setProperty("kind", "title")
        self.rank_title.setProperty("font_kind", "ui")
        self.rank_title.setWordWrap(True)
        self.histogram = Histogram()
        set_term("rank", self.histogram)
        self._build_tables()
        covered = GuessStack(self._arranged(), talk, then_focus=self.curves, guesses=guesses)
        self.cover = covered.cover
        self.setWidget(covered)

    def _build_tables(self) -> None:
        self.tokens = CellTableModel(
            (
                self.tr("Place"),
                self.tr("Token"),
                self.tr("Id"),
                self.tr("p"),
                self.tr("Rank"),
                self.tr("Surprisal"),
                self.tr("Entropy"),
                self.tr("Perpl."),
            ),
            numbers=frozenset((0, 2, 3, 4, 5, 6, 7)),
            parent=self,
        )
        self.ranks = CellTableModel(
            (self.tr("Rank"), self.tr("Tokens"), self.tr("Share")),
            numbers=frozenset((1, 2)),
            parent=self,
        )
        self.token_table = CellTableView(self.tokens, self.tr("Figures of every token"))
        self.band_table = CellTableView(self.ranks, self.tr("Tokens by rank"))
        self.token_table.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.token_table.hide()
        self.band_table.hide()

    def _arranged(self) -> QWidget:
        page = QWidget()
        head = QHBoxLayout()
        head.setSpacing(SPACE_1)
        head.addWidget(self.as_table)
        head.addWidget(self.export)
        head.addStretch()
        line = QFrame()
        line.setProperty("kind", "line")
        line.setFixedHeight(1)
        layout = self._column = QVBoxLayout(page)
        layout.setContentsMargins(SPACE_3, SPACE_2, SPACE_3, SPACE_3)
        layout.setSpacing(SPACE_2)
        for part in (
            *(self.summary, head, self.curves, self.token_table, self.readout),
            *(self.rank_title, self.histogram, self.band_table, line, self.what_if),
        ):
            if isinstance(part, QWidget):
                layout.addWidget(part)
            else:
                layout.addLayout(part)
        layout.addStretch()
        return page

    def _connect(self) -> None:
        self._model.names_changed.connect(self._on_names_changed)
        self._page.changed.connect(self._on_changed)
        self._page.current_changed.connect(self._on_current_changed)
        self.as_table.toggled.connect(self._on_table_toggled)
        self.curves.token_chosen.connect(self.token_chosen)
        self.curves.pointed_changed.connect(self._on_pointed_changed)
        self.histogram.band_chosen.connect(self._on_band_chosen)
        self.token_table.activated.connect(self._on_row_activated)
        self.token_table.clicked.connect(self._on_row_activated)
        self.band_table.activated.connect(self._on_band_activated)
        self.what_if.token_chosen.connect(self.token_chosen)
        queued = Qt.ConnectionType.QueuedConnection
        self.what_if.judged.connect(self._on_judged, queued)
        self.what_if.change.toggled.connect(self._on_change_toggled, queued)

    # -- what Qt calls

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to compute."""
        super().showEvent(event)
        self._page.set_active(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Compute nothing while the page is hidden."""
        super().hideEvent(event)
        self._page.set_active(False)

    # -- what changes

    @Slot(bool)
    def set_ids_shown(self, is_shown: bool) -> None:
        """Show the column of token ids in the table, or not."""
        self.token_table.setColumnHidden(_ID_COLUMN, not is_shown)

    @Slot()
    def _on_names_changed(self) -> None:
        self._shape = None
        self._on_changed()

    @Slot()
    def _on_judged(self) -> None:
        """Scroll to the answer, which stands below the question."""
        self._column.activate()
        self.ensureWidgetVisible(self.what_if.replay, 0, 0)

    @Slot(bool)
    def _on_change_toggled(self, is_open: bool) -> None:
        """Scroll to the sliders and the question, which go below their button; it stays."""
        if is_open:
            self._column.activate()
            self.ensureWidgetVisible(self.what_if.run, 0, SPACE_2)
            self.ensureWidgetVisible(self.what_if.change, 0, 0)

    @Slot()
    def _on_changed(self) -> None:
        curves, bands = self._page.curves, self._page.bands
        has_text = bool(curves.points)
        set_available(self.export, is_available=self._exports.is_ready)
        summary = summary_in_words(curves) if has_text else self.tr("There is no text yet.")
        if has_text and not curves.prompt_points and not self._page.can_inspect:
            summary = self.tr("{0} This engine cannot measure the prompt.").format(summary)
        message = self._page.message
        is_of_server = message is not None and message.is_of_server
        if is_of_server and has_text and not curves.known:
            summary = self.tr("The server told no probabilities of these tokens.")
        elif is_of_server and any(point.entropy_bits is None for point in curves.points):
            reason = self.tr(
                "{0} The entropy is not known: a server told the most probable tokens only."
            )
            summary = reason.format(summary)
        self.summary.setText(summary)
        self.curves.set_curves(curves, self._page.message)
        self.histogram.set_bands(bands)
        self._show_ranks()
        if self.as_table.isChecked():
            self._fill_tables()
        self._on_current_changed()

    def _show_ranks(self) -> None:
        """Show the ranks that are known, or say that none is."""
        known, predicted = sum(band.count for band in self._page.bands), self._page.curves.known
        points = self._page.curves.points
        is_told = predicted or not points
        if known == predicted and is_told:
            title = self.tr("Tokens by rank")
        elif known:
            title = self.tr("Tokens by rank, of {0} of {1}: the others' ranks are not known")
        else:
            title = self.tr("The ranks of these tokens are not known: the engine cannot tell them.")
        self.rank_title.setText(title.format(f"{known:,}", f"{predicted:,}"))
        is_table, has_ranks = self.as_table.isChecked(), bool(known) or not (predicted or points)
        self.histogram.setVisible(has_ranks and not is_table)
        self.band_table.setVisible(has_ranks and is_table)

    @Slot()
    def _on_current_changed(self) -> None:
        current = self._page.current
        self.curves.set_current(current)
        self._show_readout()
        if current is not None and self.as_table.isChecked():
            index = self.tokens.index(current, 0)
            if self.token_table.currentIndex().row() != current:
                self.token_table.selectionModel().setCurrentIndex(
                    index,
                    QItemSelectionModel.SelectionFlag.ClearAndSelect
                    | QItemSelectionModel.SelectionFlag.Rows,
                )
            self.token_table.scrollTo(index)

    @Slot(object)
    def _on_pointed_changed(self, _place: int | None) -> None:
        self._show_readout()

    def _show_readout(self) -> None:
        """Show the figures of the token under the mouse, else of the marked one."""
        pointed = self.curves.pointed
        place = self._page.current if pointed is None else pointed
        points = self._page.curves.points
        if place is None or place >= len(points):
            hint = self.tr("Point at a token for its figures; click, or use the arrow keys.")
            self.readout.setText(hint if points else "")
            return
        point = points[place]
        self.readout.setText(
            self.tr("{0}  {1}  p {2}, rank {3}\n{4} bits, entropy {5} bits, perplexity {6}").format(
                f"{place + 1:,}",
                self._model.text_in(self._page.message, point.token_id),
                share_text(point.raw_p),
                count_text(point.rank),
                bits_text(point.surprisal_bits),
                bits_text(point.entropy_bits),
                perplexity_text(point.perplexity),
            )
        )

    @Slot(bool)
    def _on_table_toggled(self, is_table: bool) -> None:
        for part in (self.curves, self.readout):
            part.setVisible(not is_table)
        self.token_table.setVisible(is_table)
        self._show_ranks()
        if is_table:
            self._fill_tables()
            self._on_current_changed()

    def _fill_tables(self) -> None:
        """Write the figures of the charts into the tables; a reader of a longer one stays."""
        points, bands, message = self._page.curves.points, self._page.bands, self._page.message

        def token_cell(row: int, column: int) -> str:
            point = points[row]
            if column < 2:
                return (f"{row + 1:,}", self._model.text_in(message, point.token_id))[column]
            if column == _ID_COLUMN:
                return str(point.token_id)
            if column < 5:
                return (share_text(point.raw_p), count_text(point.rank))[column - 3]
            if column < 7:
                return bits_text((point.surprisal_bits, point.entropy_bits)[column - 5])
            return perplexity_text(point.perplexity)

        def band_cell(row: int, column: int) -> str:
            band = bands[row]
            return (band_name(band), f"{band.count:,}", percent_text(band.share))[column]

        shape = (self._page.curves.answer_id, self._page.curves.prompt_points)
        is_longer = shape == self._shape
        self._shape = shape
        self.tokens.show_rows(len(points), token_cell, is_longer=is_longer)
        self.ranks.show_rows(len(bands), band_cell)
        for table in (self.band_table,) if is_longer else (self.token_table, self.band_table):
            table.fit_columns()
        for table in (self.token_table, self.band_table):
            table.show_at_most(_ROWS_SHOWN)

    @Slot(QModelIndex)
    def _on_row_activated(self, index: QModelIndex) -> None:
        self.token_chosen.emit(self._page.curves.points[index.row()].ref)

    @Slot(QModelIndex)
    def _on_band_activated(self, index: QModelIndex) -> None:
        self._on_band_chosen(index.row())

    @Slot(int)
    def _on_band_chosen(self, place: int) -> None:
        """Go to the next token of a band, and from the last one to the first."""
        ref = self._page.next_in_band(place)
        if ref is not None:
            self.token_chosen.emit(ref)


def _muted_label() -> QLabel:
    label = QLabel()
    label.setProperty("kind", "muted")
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
