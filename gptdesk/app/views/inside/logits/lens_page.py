"""The page *Lens*: what every point of the stream would say, at this place and at all places.

Owns the table, the curve and the grid, the choice among them, and their exports; the answers are
the view model's.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QHideEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gptdesk.app.theme import APPEARANCE_CHANGED, SPACE_1, SPACE_2, SPACE_4, current_theme
from gptdesk.app.viewmodels.cell_table import CellTableModel
from gptdesk.app.viewmodels.export_offers import Offer
from gptdesk.app.viewmodels.inside.keeping import Figures
from gptdesk.app.viewmodels.inside.lens import LensViewModel, Statistic
from gptdesk.app.viewmodels.inside.looking import InsideViewModel
from gptdesk.app.viewmodels.inside.target import TargetViewModel
from gptdesk.app.viewmodels.inside.walking import Page
from gptdesk.app.viewmodels.inspector.talk import TalkViewModel
from gptdesk.app.views.guess.cover import GuessStack
from gptdesk.app.views.inside.logits.lens_curve import LensCurve
from gptdesk.app.views.inside.logits.lens_grid import LensGrid, TintScale, paint_scale
from gptdesk.app.views.inside.logits.logit_words import (
    kl_text,
    length_text,
    point_sentence,
    short_point_name,
    top_text,
)
from gptdesk.app.views.inside.logits.page_parts import (
    CopiedTable,
    ExportButton,
    announce,
    page_heading,
)
from gptdesk.app.views.inside.logits.token_field import TokenField
from gptdesk.app.views.inside.words import origin_of, page_name
from gptdesk.app.views.text.chart_files import picture_png
from gptdesk.app.views.widgets.figures import bits_text, count_text, percent_text
from gptdesk.app.views.widgets.segments import segment, show_segment
from gptdesk.chat.kept_views import KeptCell
from gptdesk.engine.inside.values import LensPoint
from gptdesk.formats.csv_text import labels_csv

_CURVE_SIZE = QSize(900, 360)
_TOP_COLUMN = 6


class LensPage(QWidget):
    """The lens, as table with curve or as grid.

    Attributes:
        table: the points of this place.
        curve: one figure of them.
        grid: all places.
        target: which token is asked about.
        export: what can be copied and saved.
    """

    def __init__(
        self,
        inside: InsideViewModel,
        lens: LensViewModel,
        target: TargetViewModel,
        talk: TalkViewModel,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._inside, self._lens, self._target = inside, lens, target
        self._build_head()
        self._build_figures()
        covered = GuessStack(self._arranged(), talk, then_focus=self.table, is_ahead=True)
        self.cover = covered.cover
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(covered)
        lens.changed.connect(self._on_lens_changed)
        lens.selected_changed.connect(self._on_selected_changed)
        lens.grid_changed.connect(self._on_grid_changed)
        target.changed.connect(self._on_target_changed)
        inside.view_changed.connect(self._on_view_changed)
        self._show_statistic()
        self._on_lens_changed()  # the strip may have asked for it

    def look(self) -> None:
        """Ask for what is shown: the place, or the places in sight."""
        self._on_view_changed()
        if self.grid.isVisible():
            self.grid.look()
        else:
            self._lens.look()

    # -- building

    def _build_head(self) -> None:
        self.heading = page_heading(page_name(Page.LENS), self)
        self.target = TokenField(self.tr("&Token"), self._inside.text_of, self._target.find, self)
        self.target.list.setToolTip(self.tr("The token that the figures are about"))
        self.target.token_chosen.connect(self._target.choose)
        self.export = ExportButton(
            (
                Offer(self.tr("Lens as CSV"), "lens.csv", "text/csv", self._csv),
                Offer(self.tr("Curve as PNG"), "lens.png", "image/png", self._curve_png),
                Offer(self.tr("Grid as CSV"), "lens grid.csv", "text/csv", self._grid_csv),
                Offer(self.tr("Grid as PNG"), "lens grid.png", "image/png", self._grid_png),
            ),
            self._obstacle,
            self,
        )
        self.sentence = QLabel(
            self.tr(
                "What each point of the stream would say if the network ended there:"
                " a reading by the last block's decoder, not a belief."
            ),
            self,
        )
        self.sentence.setProperty("font_kind", "ui")
        self.sentence.setProperty("kind", "muted")
        self.sentence.setWordWrap(True)
        self.extents = QFrame(self)
        self.here = segment(
            self.tr("This &place"), self.tr("All points at one place"), self.extents
        )
        self.everywhere = segment(
            self.tr("A&ll places"), self.tr("All places, ends of blocks"), self.extents
        )
        self.statistics_frame = QFrame(self)
        names = {
            Statistic.P: (self.tr("p"), self.tr("The probability of the token")),
            Statistic.TOP: (self.tr("first"), self.tr("The most probable token")),
            Statistic.RANK: (self.tr("rank"), self.tr("The rank of the token")),
            Statistic.ENTROPY: (self.tr("entropy"), self.tr("How spread out it is, in bits")),
            Statistic.KL: (self.tr("KL"), self.tr("How far from the answer's own, in nats")),
        }
        self.statistics = {
            statistic: segment(name, tip, self.statistics_frame)
            for statistic, (name, tip) in names.items()
        }
        for frame, buttons in (
            (self.extents, (self.here, self.everywhere)),
            (self.statistics_frame, tuple(self.statistics.values())),
        ):
            frame.setProperty("kind", "segments")
            row = QHBoxLayout(frame)
            row.setContentsMargins(2, 2, 2, 2)
            row.setSpacing(0)
            for button in buttons:
                row.addWidget(button)
                button.clicked.connect(self._on_segment_clicked)
        show_segment(self.here, is_chosen=True)
        show_segment(self.everywhere, is_chosen=False)

    def _build_figures(self) -> None:
        self._model = CellTableModel(
            (
                *(self.tr("point"), self.tr("p"), self.tr("rank"), self.tr("entropy, bits")),
                *(self.tr("KL, nats"), self.tr("|x|"), self.tr("five most probable")),
            ),
            numbers=frozenset(range(1, _TOP_COLUMN)),
            tips={
                1: self.tr("The probability of the token, if the network ended at this point"),
                2: self.tr("The rank of the token among all, if the network ended at this point"),
                3: self.tr("How spread out that prediction is: 0 bits is sure"),
                4: self.tr("How far that prediction is from the network's own, over all tokens"),
                5: self.tr("The length of the vector at this point"),
            },
            parent=self,
        )
        self.table = CopiedTable(
            self._model, self.tr("What every point of the stream would say"), self._rows_text, self
        )
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_TOP_COLUMN, QHeaderView.ResizeMode.Stretch)
        self.table.selectionModel().currentRowChanged.connect(self._on_row_changed)
        self.curve = LensCurve(self)
        self.curve.setAccessibleName(self.tr("One figure over all points"))
        self.curve.point_chosen.connect(self._on_point_chosen)
        self.readout = QLabel(self)
        self.readout.setProperty("font_kind", "ui_small")
        self.readout.setProperty("kind", "muted")
        self.readout.setWordWrap(True)
        self.grid = LensGrid(self._inside, self._lens, self)
        self.grid.place_chosen.connect(self._inside.look_at)
        self.grid.cell_changed.connect(self._on_cell_changed)
        self.scale = TintScale(self)

    def _arranged(self) -> QWidget:
        content = QWidget(self)
        head = QHBoxLayout()
        head.setSpacing(SPACE_2)
        head.addWidget(self.heading, 1)
        head.addWidget(self.target)
        head.addWidget(self.export)
        choices = QHBoxLayout()
        choices.setSpacing(SPACE_2)
        choices.addWidget(self.extents)
        choices.addWidget(self.statistics_frame)
        choices.addStretch(1)
        place = QWidget(self)
        of_place = QVBoxLayout(place)
        of_place.setContentsMargins(0, 0, 0, 0)
        of_place.setSpacing(SPACE_1)
        of_place.addWidget(self.curve, 1)
        of_place.addWidget(self.table, 3)
        places = QWidget(self)
        of_places = QVBoxLayout(places)
        of_places.setContentsMargins(0, 0, 0, 0)
        of_places.setSpacing(SPACE_1)
        of_places.addWidget(self.grid, 1)
        of_places.addWidget(self.scale)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(place)
        self._stack.addWidget(places)
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addLayout(head)
        layout.addWidget(self.sentence)
        layout.addLayout(choices)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self.readout)
        layout.addWidget(self.export.notice)
        return content

    # -- what Qt calls

    def customEvent(self, event: QEvent) -> None:
        """Draw the scale in the new size."""
        if event.type() == APPEARANCE_CHANGED:
            self._show_statistic()

    def hideEvent(self, event: QHideEvent) -> None:
        """Ask for no more columns."""
        super().hideEvent(event)
        self._lens.leave_grid()

    # -- what happens

    @Slot()
    def _on_segment_clicked(self) -> None:
        button = self.sender()
        for statistic, one in self.statistics.items():
            if one is button:
                self._lens.statistic = statistic
        is_all = self.everywhere.isChecked()
        if is_all != (self._stack.currentIndex() == 1):
            show_segment(self.here, is_chosen=not is_all)
            show_segment(self.everywhere, is_chosen=is_all)
            self._stack.setCurrentIndex(1 if is_all else 0)
            self.target.setVisible(not is_all)
            if not is_all:
                self._lens.leave_grid()
            self.look()
        self._show_statistic()

    def _show_statistic(self) -> None:
        is_all = self._stack.currentIndex() == 1
        statistic = self._lens.statistic
        self.statistics[Statistic.TOP].setVisible(is_all)
        if statistic is Statistic.TOP and not is_all:
            statistic = Statistic.P
        for one, button in self.statistics.items():
            show_segment(button, is_chosen=one is statistic)
        self.scale.show_statistic(statistic, self._lens.vocabulary_size)
        self.curve.show_points(self._points, statistic, self._lens.vocabulary_size)
        self.grid.redraw()
        self._show_readout()

    @Slot()
    def _on_view_changed(self) -> None:
        inside, target = self._inside, self._target
        default = "" if inside.target_id is None else inside.text_of(inside.target_id)
        ids = [one for one in target.top_ids if one != inside.target_id]
        self.target.show_tokens(default, ids, target.target_id)

    @Slot()
    def _on_target_changed(self) -> None:
        self._on_view_changed()
        if self.isVisible():
            self._lens.look()

    @Slot()
    def _on_lens_changed(self) -> None:
        points = self._points
        self._model.show_rows(len(points), lambda row, column: self._cell(points[row], column))
        self.table.limit_height()
        self.curve.show_points(points, self._lens.statistic, self._lens.vocabulary_size)
        self._on_selected_changed()

    @Slot()
    def _on_selected_changed(self) -> None:
        """Mark the point; without one the last, which is the answer."""
        names = [point.name for point in self._points]
        if names:
            selected = self._lens.selected
            row = names.index(selected) if selected in names else len(names) - 1
            flags = QItemSelectionModel.SelectionFlag
            self.table.selectionModel().setCurrentIndex(
                self._model.index(row, 0), flags.ClearAndSelect | flags.Rows
            )
            self.table.scrollTo(self._model.index(row, 0))
            self.curve.mark(row)
        self._show_readout()

    @Slot(QModelIndex)
    def _on_row_changed(self, index: QModelIndex) -> None:
        if 0 <= index.row() < len(self._points):
            self._lens.select(self._points[index.row()].name)
            self.curve.mark(index.row())
            self._show_readout()

    @Slot(int)
    def _on_point_chosen(self, index: int) -> None:
        self._lens.select(self._points[index].name)
        announce(self.curve, self.readout.text())

    @Slot()
    def _on_grid_changed(self) -> None:
        self.grid.redraw()
        self._show_readout()

    @Slot()
    def _on_cell_changed(self) -> None:
        self._show_readout()

    def _show_readout(self) -> None:
        """Say what is under the keyboard, in the grid or in the curve."""
        if self._stack.currentIndex() == 1:
            words = self.grid.words_at(max(self.grid.row, 0), self.grid.place)
            self.readout.setText(self._lens.grid_problem or words)
            return
        points, at = self._points, self.curve.marked
        lens = self._lens.lens
        if lens is None or not 0 <= at < len(points):
            self.readout.setText("")
        else:
            self.readout.setText(point_sentence(self._inside, points[at], lens.target_id))

    # -- figures

    @property
    def _points(self) -> tuple[LensPoint, ...]:
        return () if self._lens.lens is None else self._lens.lens.points

    def figures(self) -> Figures | None:
        """Return the table of the place."""
        if self._lens.lens is None:
            return None
        columns = range(self._model.columnCount())
        names = tuple(
            str(self._model.headerData(column, Qt.Orientation.Horizontal)) for column in columns
        )
        rows = tuple(
            tuple(
                KeptCell(self._cell(point, column), number)
                for column, number in enumerate(_numbers_of(point))
            )
            for point in self._points
        )
        return Figures(names, rows)

    def picture(self) -> bytes | None:
        """Return the curve or the grid, whichever is on show, as a PNG."""
        if self._stack.currentIndex() == 1:
            return self._grid_png() if self._lens.columns else None
        return self._curve_png() if self._points else None

    def _cell(self, point: LensPoint, column: int) -> str:
        outcome = point.outcome
        if column == _TOP_COLUMN:
            return top_text(self._inside, outcome)
        return (
            short_point_name(point.name),
            percent_text(outcome.p),
            count_text(outcome.rank),
            bits_text(outcome.entropy_bits),
            kl_text(point.kl_nats),
            length_text(point.stream_length),
        )[column]

    def _rows_text(self) -> str:
        """Return the table as lines divided by tabs, whose figures they are below."""
        model, columns = self._model, range(self._model.columnCount())
        lines = [[str(model.headerData(c, Qt.Orientation.Horizontal)) for c in columns]]
        lines += [[self._cell(point, column) for column in columns] for point in self._points]
        return "\n".join("\t".join(line) for line in lines) + f"\n{origin_of(self._inside)}\n"

    # -- exports

    def _obstacle(self, offer: Offer) -> str:
        """Return why curve or grid cannot be taken away; empty where they can."""
        is_grid = offer.file_name.startswith("lens grid")
        if is_grid and not self._lens.columns:
            return self.tr("Not computed yet: open “All places” first.")
        is_known = is_grid or bool(self._points)
        return (
            "" if is_known and not self._inside.is_computing else self.tr("It is being computed.")
        )

    def _csv(self) -> bytes:
        lens = self._lens.lens
        target_id = None if lens is None else lens.target_id
        at = self._inside.at
        place = None if at is None else at.place
        rows = (self._csv_row(place, target_id, point) for point in self._points)
        return self._csv_of(rows)

    def _grid_csv(self) -> bytes:
        columns = self._lens.columns
        return self._csv_of(
            self._csv_row(place, self.grid.target_of(place), point)
            for place in sorted(columns)
            for point in columns[place]
        )

    def _csv_of(self, rows: Iterable[tuple[object, ...]]) -> bytes:
        header = (
            *("place", "point", "id", "text", "p", "rank", "entropy_bits", "kl_nats", "length"),
            *(f"top_{number}_{what}" for number in range(1, 6) for what in ("id", "text", "p")),
        )
        return labels_csv(((origin_of(self._inside),), header, *rows)).encode()

    def _csv_row(
        self, place: int | None, target_id: int | None, point: LensPoint
    ) -> tuple[object, ...]:
        text_of, outcome = self._inside.text_of, point.outcome
        return (
            *(place, point.name, target_id, None if target_id is None else text_of(target_id)),
            *(outcome.p, outcome.rank, outcome.entropy_bits, point.kl_nats, point.stream_length),
            *(v for one in outcome.top for v in (one.token_id, text_of(one.token_id), one.p)),
        )

    def _curve_png(self) -> bytes:
        theme = current_theme()

        def paint(painter: QPainter) -> None:
            room = self._paint_lines(painter, _CURVE_SIZE)
            self.curve.paint(painter, room, theme)

        return picture_png(_CURVE_SIZE, theme, paint)

    def _grid_png(self) -> bytes:
        theme, view = current_theme(), self.grid.viewport().size()
        size = view + QSize(2 * SPACE_4, 6 * SPACE_4)

        def paint(painter: QPainter) -> None:
            room = self._paint_lines(painter, size)
            scale = QRectF(room.left(), room.bottom() - SPACE_4, room.width(), SPACE_4)
            paint_scale(painter, scale, theme, self._lens.statistic, self._lens.vocabulary_size)
            painter.translate(room.topLeft())
            self.grid.paint(painter, theme, self.grid.viewport().rect())

        return picture_png(size, theme, paint)

    def _paint_lines(self, painter: QPainter, size: QSize) -> QRectF:
        """Write what a picture shows above it and whose figures below; return the room between."""
        theme = current_theme()
        painter.setFont(theme.font("ui_small"))
        line = painter.fontMetrics().height() + SPACE_1
        room = QRectF(0, 0, size.width(), size.height()).adjusted(
            SPACE_4, SPACE_2, -SPACE_4, -SPACE_2
        )
        painter.setPen(theme.color("text"))
        statistic = next(b.text() for b in self.statistics.values() if b.isChecked())
        lens = self._lens.lens
        words = self.tr("Lens at all places: {0} of the next token").format(statistic)
        if self._stack.currentIndex() == 0 and lens is not None:
            target = self._inside.text_of(lens.target_id)
            words = self.tr("Lens: {0} of “{1}”").format(statistic, target)
        painter.drawText(room, int(Qt.AlignmentFlag.AlignTop), words)
        painter.setPen(theme.color("text_muted"))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignBottom), origin_of(self._inside))
        return room.adjusted(0, line, 0, -line)


def _numbers_of(point: LensPoint) -> tuple[float | None, ...]:
    """Return the figures of a row in full; None where there is no number."""
    outcome = point.outcome
    figures = (outcome.p, outcome.rank, outcome.entropy_bits, point.kl_nats, point.stream_length)
    return (None, *(one if math.isfinite(one) else None for one in figures), None)
