"""The window of a text that is only read: coloured, with curves, ranks, a table and exports.

Owns the order of its parts; the figures come from the view model as they are measured. Nothing of
it is stored: what is wanted is exported.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, Qt, Slot
from PySide6.QtGui import QFontMetrics, QHideEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from gptdesk.analysis.curves import RankBand, rank_bands
from gptdesk.analysis.figures import Bands, Measure, TokenRef
from gptdesk.app.access.reading_order import TabAsRead
from gptdesk.app.fitting_zoom import FittingZoom
from gptdesk.app.inference.loaded_model import LoadedModel
from gptdesk.app.phrases import in_a_row, sentences
from gptdesk.app.system.precision_text import precision_text
from gptdesk.app.theme import (
    APPEARANCE_CHANGED,
    SPACE_2,
    SPACE_4,
    current_theme,
    set_kind,
    zoom_of,
    zoomed,
)
from gptdesk.app.viewmodels.cell_table import CellTableModel
from gptdesk.app.viewmodels.export_offers import Offer
from gptdesk.app.viewmodels.inspector.reading import MOST_CHARACTERS, ReadingViewModel
from gptdesk.app.views.text.coloured_text import coloured_text_html
from gptdesk.app.views.text.curves import CurvesView
from gptdesk.app.views.text.histogram import Histogram
from gptdesk.app.views.tokens.colour_legend import ColourLegend
from gptdesk.app.views.transcript.transcript import TranscriptView
from gptdesk.app.views.widgets.cell_table_view import CellTableView
from gptdesk.app.views.widgets.export_menu import AskWhere, ExportMenu
from gptdesk.app.views.widgets.figures import bits_text, count_text, perplexity_text, share_text
from gptdesk.app.views.widgets.labels import PassingLabel
from gptdesk.app.views.widgets.little_room import RING, ScrollingPart
from gptdesk.app.views.widgets.steady import set_available
from gptdesk.chat.messages import Message
from gptdesk.engine.tokenizers.vocabulary import Vocabulary
from gptdesk.formats.answer import curves_csv, model_of, table_csv, table_tokens

_LEAST_TABLE, _LEAST_RIGHT = 160, 288  # pixels of the table's height, and of the figures' width
_LINES_SAID = 2  # of what became of an export
_LEAST_HEIGHT = 120  # pixels of what scrolls
_ROOM = (576, 360)  # pixels in which nothing is cut at 100 %; what has no room scrolls


class ReadingWindow(TabAsRead, QDialog):
    """A text and its figures; a token of it opens its card."""

    def __init__(
        self,
        reading: ReadingViewModel,
        model: LoadedModel,
        parent: QWidget | None = None,
        *,
        ask_where: AskWhere | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._reading = reading
        self._model = model
        self._measure = Measure.SURPRISAL
        self._bands = Bands()
        self._ranks: tuple[RankBand, ...] = ()
        self._build()
        FittingZoom(self, opening=(1080, 720), room=_ROOM)
        self._fit_figures()
        self._build_menu(ask_where)
        self._connect()
        self._colour()
        self._on_text_changed()

    def _build(self) -> None:
        self.note = QLabel(self)
        self.note.setProperty("font_kind", "ui")
        self.note.setWordWrap(True)
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.progress = QProgressBar(self)
        self.progress.setAccessibleName(self.tr("Tokens measured"))
        self.stop = QPushButton(self.tr("&Stop"), self)
        self.stop.setAutoDefault(False)
        self.text = TranscriptView(self._model, self)
        self.text.only_show()
        self.text.set_model(self._reading.messages)
        self.legend = ColourLegend(self, is_in_column=False)
        self.summary = QLabel(self)
        self.summary.setProperty("kind", "muted")
        self.summary.setWordWrap(True)
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self.curves = CurvesView(self._model, self, has_answer=False)
        self.histogram = Histogram(self)
        header = (self.tr("Place"), self.tr("Token"), self.tr("p"), self.tr("Rank"))
        header += (self.tr("Surprisal"), self.tr("Entropy"), self.tr("Perpl."))
        self.rows = CellTableModel(header, numbers=frozenset((0, 2, 3, 4, 5, 6)), parent=self)
        self.table = CellTableView(self.rows, self.tr("Figures of every token"), self)
        self.export = QPushButton(self.tr("E&xport"), self)
        self.export.setAutoDefault(False)
        self.close_button = QPushButton(self.tr("&Close"), self)
        self.close_button.setAutoDefault(False)
        self.said = PassingLabel(self)  # what became of the last export
        self.said.setProperty("font_kind", "ui_small")
        self.said.setWordWrap(True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self._arrange()

    def _arrange(self) -> None:
        state, foot = QHBoxLayout(), QHBoxLayout()
        state.setSpacing(SPACE_2)
        state.addWidget(self.progress, 1)
        state.addWidget(self.stop)
        foot.setSpacing(SPACE_2)
        foot.addWidget(self.export)
        foot.addWidget(self.said, 1)
        foot.addWidget(self.close_button)
        left, columns = QVBoxLayout(), QSplitter(self)
        right = QVBoxLayout()
        columns.setChildrenCollapsible(False)
        for column, parts in (
            (left, (self.text, self.legend)),
            (right, (self.summary, self.curves, self.histogram, self.table)),
        ):
            column.setSpacing(SPACE_2)
            for part in parts:
                column.addWidget(part, int(part in (self.text, self.table)))
        left.setContentsMargins(0, 0, 0, 0)
        side = QWidget(self)
        side.setLayout(left)
        self._right = ScrollingPart(right, self.tr("Figures"), self, least=_LEAST_HEIGHT)
        columns.addWidget(side)
        columns.addWidget(self._right)
        columns.setStretchFactor(0, 3)
        columns.setStretchFactor(1, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        layout.setSpacing(SPACE_2)
        layout.addWidget(self.note)
        layout.addLayout(state)
        layout.addWidget(columns, 1)
        layout.addLayout(foot)

    def customEvent(self, event: QEvent) -> None:
        """Leave the figures, and what is said, their room in another zoom."""
        if event.type() == APPEARANCE_CHANGED:
            self._fit_figures()

    def _fit_figures(self) -> None:
        zoom, bar = zoom_of(self), self._right.verticalScrollBar().sizeHint().width()
        self._right.setMinimumWidth(zoomed(_LEAST_RIGHT, zoom) + bar + 2 * RING)
        self.table.setMinimumHeight(zoomed(_LEAST_TABLE, zoom))
        font = current_theme().font("ui_small", zoom)
        # It has its room before it says anything, and no path, however long, moves the page.
        self.said.setFixedHeight(_LINES_SAID * QFontMetrics(font).lineSpacing())

    def _build_menu(self, ask_where: AskWhere | None) -> None:
        offers = (
            Offer(self.tr("Token table as CSV"), "tokens.csv", "text/csv", self._table_csv),
            Offer(self.tr("Curves as CSV"), "curves.csv", "text/csv", self._curves_csv),
            Offer(self.tr("Coloured text as HTML"), "coloured text.html", "text/html", self._html),
        )
        self.menu = ExportMenu(offers, self, ask_where=ask_where)
        self.export.setMenu(self.menu)

    def _connect(self) -> None:
        self._reading.text_changed.connect(self._on_text_changed)
        self._reading.progressed.connect(self._on_progressed)
        self._reading.ended.connect(self._on_ended)
        self.stop.clicked.connect(self._reading.stop)
        self.close_button.clicked.connect(self.close)
        self.legend.measure_chosen.connect(self._on_measure_chosen)
        queued = Qt.ConnectionType.QueuedConnection  # while it is painted nothing moves
        self.text.tokens.untold_shown.connect(self.legend.set_untold, queued)
        self.legend.bands_chosen.connect(self._on_bands_chosen)
        self.text.tokens.marked.token_marked.connect(self._on_token_marked)
        self.curves.token_chosen.connect(self._choose)
        self.histogram.band_chosen.connect(self._on_band_chosen)
        self.table.activated.connect(self._on_row_chosen)
        self.table.clicked.connect(self._on_row_chosen)
        self.table.selectionModel().currentRowChanged.connect(self._on_row_changed)
        self.menu.done.connect(self._on_exported)
        self.menu.failed.connect(self._on_export_failed)
        self.said.passed.connect(self._forget_said)

    def hideEvent(self, event: QHideEvent) -> None:
        """Measure no more of a text that nobody sees; minimised it is only out of the way."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._reading.stop()

    # -- what was measured

    @Slot()
    def _on_text_changed(self) -> None:
        self.setWindowTitle(self.tr("{0}: read").format(self._reading.name))
        self._forget_said()
        self._right.verticalScrollBar().setValue(0)
        self._show_figures()
        self._on_progressed()
        if not self._reading.is_reading:
            self._on_ended()

    @Slot()
    def _on_progressed(self) -> None:
        reading = self._reading
        is_reading = reading.is_reading
        self.progress.setRange(0, reading.total)
        self.progress.setValue(reading.done)
        self.progress.setVisible(is_reading)
        self.stop.setVisible(is_reading)
        self.note.setText(self._in_words())
        set_kind(self.note, "error" if reading.problem else "muted")

    @Slot()
    def _on_ended(self) -> None:
        self._on_progressed()
        self._show_figures()

    def _in_words(self) -> str:
        """Say what the figures are figures of."""
        reading = self._reading
        if reading.problem:
            return reading.problem
        words = [self.tr("This text alone, from its own beginning; nothing was asked or sent.")]
        if message := reading.message:
            run = message.runs[-1]
            model = in_a_row((run.model_name, precision_text(run.precision)))
            words.append(self.tr("Read by {0}.").format(model))
        if reading.total > reading.context_length:
            sentence = self.tr(
                "Read in windows of {0} tokens, each of which begins with the last half of the one"
                " before: every token after the first window is predicted from at least {1} tokens."
            )
            length = reading.context_length
            words.append(sentence.format(f"{length:,}", f"{length // 2:,}"))
        if reading.is_stopped:
            sentence = self.tr("Stopped: measured so far, in tokens: {0} of {1}.")
            words.append(sentence.format(f"{reading.done:,}", f"{reading.total:,}"))
        if reading.lost_characters:
            sentence = self.tr(
                "Characters that this model's vocabulary does not have are left out ({0})."
            )
            words.append(sentence.format(f"{reading.lost_characters:,}"))
        if not reading.is_whole:
            sentence = self.tr("Only its first {0} characters are read.")
            words.append(sentence.format(f"{MOST_CHARACTERS:,}"))
        return sentences(words)

    def _show_figures(self) -> None:
        """Show the curves, ranks and rows of what is measured."""
        curves, message = self._reading.curves, self._reading.message
        points = curves.points
        sentence = self.tr("Perplexity {0}, after the first token over {1}.")
        perplexity = perplexity_text(points[-1].perplexity) if points else ""
        words = sentence.format(perplexity, count_text(curves.known)) if curves.known else ""
        self.summary.setText(words)
        self.curves.set_curves(curves, message)
        self._show_ranks()
        is_read = bool(points) and not self._reading.is_reading
        set_available(self.export, is_available=is_read)

        def cell(row: int, column: int) -> str:
            point = points[row]
            if column < 2:
                return (f"{row + 1:,}", self._model.text_in(message, point.token_id))[column]
            if column < 4:
                return (share_text(point.raw_p), count_text(point.rank))[column - 2]
            if column < 6:
                return bits_text((point.surprisal_bits, point.entropy_bits)[column - 4])
            return perplexity_text(point.perplexity)

        self.rows.show_rows(len(points), cell)
        self.table.fit_columns()

    def _show_ranks(self) -> None:
        self._ranks = rank_bands(self._reading.curves.points, self._bands)
        self.histogram.set_bands(self._ranks)

    # -- colours

    def _colour(self) -> None:
        self.text.tokens.set_colouring(self._measure, self._bands)
        self.legend.set_measure(self._measure)
        self.legend.set_bands(self._bands)

    @Slot(object)
    def _on_measure_chosen(self, measure: Measure) -> None:
        self._measure = Measure(measure)
        self._colour()

    @Slot(object)
    def _on_bands_chosen(self, bands: Bands) -> None:
        self._bands = bands
        self._colour()
        self._show_ranks()

    # -- one token

    @Slot(object)
    def _on_token_marked(self, ref: TokenRef | None) -> None:
        place = self._reading.curves.place_of(ref)
        self.curves.set_current(place)
        if place is not None and self.table.currentIndex().row() != place:
            flags = QItemSelectionModel.SelectionFlag
            self.table.selectionModel().setCurrentIndex(
                self.rows.index(place, 0), flags.ClearAndSelect | flags.Rows
            )

    @Slot(object)
    def _choose(self, ref: TokenRef) -> None:
        """Go to a token of the text, and open its card."""
        self.text.tokens.marked.enter(ref)

    @Slot(QModelIndex)
    def _on_row_chosen(self, index: QModelIndex) -> None:
        self._choose(self._reading.curves.points[index.row()].ref)

    @Slot(QModelIndex)
    def _on_row_changed(self, index: QModelIndex) -> None:
        """Go to the token of a row that the user walked to.

        A row that follows the text is there already, and one that Tab came to is not selected.
        """
        if index.isValid() and self.table.selectionModel().isSelected(index):
            ref = self._reading.curves.points[index.row()].ref
            if ref != self.text.tokens.marked.ref:
                self._choose(ref)

    @Slot(int)
    def _on_band_chosen(self, band: int) -> None:
        """Go to the next token of a band, and from the last one to the first."""
        points = self._reading.curves.points
        current = self.curves.current
        start = 0 if current is None else current + 1
        for place in (*range(start, len(points)), *range(start)):
            rank = points[place].rank
            if rank is not None and self._bands.band_of(rank) == band:
                self._choose(points[place].ref)
                return

    # -- exports

    def _known(self) -> tuple[Message, Vocabulary] | None:
        """Return what is measured, with the names of its tokens; None where nothing is."""
        message = self._reading.message
        return None if message is None else (message, self._model.vocabulary_of(message))

    def _table_csv(self) -> bytes:
        if (known := self._known()) is None:
            return b""
        message, vocabulary = known
        model = model_of(message, self._model.info)
        return table_csv(model, table_tokens(message), vocabulary).encode()

    def _curves_csv(self) -> bytes:
        known = self._known()
        return b"" if known is None else curves_csv(known[0]).encode()

    def _html(self) -> bytes:
        if (known := self._known()) is None:
            return b""
        return coloured_text_html(*known, self._measure, self._bands).encode()

    @Slot(str)
    def _on_exported(self, sentence: str) -> None:
        set_kind(self.said, "muted")
        self.said.say(self._fitting(sentence))

    @Slot(str)
    def _on_export_failed(self, sentence: str) -> None:
        """Say what went wrong; it stays until something else is said."""
        set_kind(self.said, "error")
        self.said.keep(self._fitting(sentence))

    def _fitting(self, sentence: str) -> str:
        """Return what there is room for, a long path cut in the middle; the tip has all of it."""
        self.said.setToolTip(sentence)
        room = round((_LINES_SAID - 0.3) * self.said.width())  # less where lines are broken
        return self.said.fontMetrics().elidedText(sentence, Qt.TextElideMode.ElideMiddle, room)

    @Slot()
    def _forget_said(self) -> None:
        self.said.clear()
        self.said.setToolTip("")
