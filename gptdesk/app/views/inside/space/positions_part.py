"""The position vectors: all their numbers, the cosine of each two, and their lengths.

Owns which of the three is on show.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from gptdesk.app.access.announcements import announce
from gptdesk.app.phrases import in_a_row
from gptdesk.app.theme import SPACE_1, SPACE_2, SPACE_4, current_theme
from gptdesk.app.viewmodels.cell_table import CellTableModel
from gptdesk.app.viewmodels.inside.keeping import Figures
from gptdesk.app.viewmodels.inside.looking import InsideViewModel
from gptdesk.app.viewmodels.inside.space import Part, SpaceViewModel
from gptdesk.app.views.inside.kept.cells import number_cell, row_of
from gptdesk.app.views.inside.logits.page_parts import ZoomedLabel
from gptdesk.app.views.inside.space.cell_map import Picture
from gptdesk.app.views.inside.space.length_curve import LengthCurve
from gptdesk.app.views.inside.space.picture_stack import PictureStack, ReadTable
from gptdesk.app.views.inside.space.space_words import cosine_text, length_text
from gptdesk.app.views.text.chart_files import picture_png
from gptdesk.app.views.tokens.formula import number_text
from gptdesk.app.views.widgets.figures import MINUS
from gptdesk.app.views.widgets.segments import segment, show_segment
from gptdesk.engine.inside.values import Positions, floats
from gptdesk.formats.csv_text import labels_csv

_CURVE_SIZE = QSize(900, 400)


class PositionsPart(QWidget):
    """Position vectors.

    Attributes:
        buttons: choose numbers, cosines or lengths, in this order.
        picture: the numbers or the cosines.
        curve: the lengths.
        lengths_table: the same as a table.
        readout: of the curve.
    """

    def __init__(
        self, inside: InsideViewModel, space: SpaceViewModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._inside, self._space = inside, space
        self._shown: tuple[Positions | None, int] | None = None
        self.sentence = ZoomedLabel(
            self.tr(
                "One learned vector for each place of the context; it is added to the token's."
            ),
            self,
            is_muted=True,
        )
        frame = QFrame(self)
        frame.setProperty("kind", "segments")
        self.buttons = (
            segment(self.tr("&numbers"), self.tr("All places, all dimensions"), frame),
            segment(self.tr("c&osines"), self.tr("The angle between each two places"), frame),
            segment(self.tr("&lengths"), self.tr("The length of each vector"), frame),
        )
        row = QHBoxLayout(frame)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(0)
        for index, button in enumerate(self.buttons):
            row.addWidget(button)
            show_segment(button, is_chosen=index == 0)
            button.clicked.connect(self._on_button_clicked)
        self.picture = PictureStack(self.tr("Position vectors"), self._in_words, self)
        self._build_lengths()
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.picture)
        self._stack.addWidget(self._lengths_page)
        head = QHBoxLayout()
        hint = ZoomedLabel(
            self.tr("Arrow keys walk, + and − zoom, T: as a table."),
            self,
            font_kind="ui_small",
            is_muted=True,
        )
        hint.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(frame)
        head.addWidget(hint, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addWidget(self.sentence)
        layout.addLayout(head)
        layout.addWidget(self._stack, 1)
        space.changed.connect(self._on_changed)

    def _build_lengths(self) -> None:
        self.curve = LengthCurve(self)
        self.curve.place_reached.connect(self._on_place_reached)
        self.curve.table_requested.connect(self._on_table_requested)
        self._model = CellTableModel(
            (self.tr("position"), self.tr("length")), numbers=frozenset({0, 1}), parent=self
        )
        name = self.tr("Lengths of the position vectors")
        self.lengths_table = ReadTable(self._model, name, self._lengths_text, self)
        self.lengths_table.picture_requested.connect(self._on_curve_requested)
        self._curve_or_table = QStackedWidget(self)
        self._curve_or_table.addWidget(self.curve)
        self._curve_or_table.addWidget(self.lengths_table)
        self.readout = ZoomedLabel(parent=self, font_kind="ui_small")
        self._lengths_page = QWidget(self)
        page = QVBoxLayout(self._lengths_page)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(SPACE_1)
        page.addWidget(self._curve_or_table, 1)
        page.addWidget(self.readout)

    # -- exports

    def figures(self) -> Figures | None:
        """Return the lengths, which can be kept; the other numbers are too many."""
        positions = self._space.positions
        if positions is None:
            return None
        lengths = enumerate(floats(positions.lengths), start=1)
        rows = (row_of(2, str(place), number_cell(one)) for place, one in lengths)
        return Figures((self.tr("position"), self.tr("length")), tuple(rows))

    def csv(self, origin: str) -> bytes:
        """Return what is on show, in full precision."""
        positions = self._space.positions
        if positions is None:
            return labels_csv([(origin,)]).encode()
        chosen = self._chosen

        def lines() -> Iterator[Iterable[object]]:
            yield (origin,)
            if chosen == 2:
                yield ("position", "length")
                yield from enumerate(floats(positions.lengths), start=1)
                return
            values, columns = self._values(positions)
            yield ("position", *range(1, columns + 1))
            for row in range(positions.count):
                yield (row + 1, *values[row * columns : (row + 1) * columns])

        return labels_csv(lines()).encode()

    def png(self, origin: str) -> bytes:
        """Return the picture that is on show."""
        if self._chosen < 2:
            return self.picture.png(self._name(), origin)
        theme = current_theme()

        def paint(painter: QPainter) -> None:
            room = QRectF(0, 0, _CURVE_SIZE.width(), _CURVE_SIZE.height())
            room.adjust(SPACE_4, SPACE_4, -SPACE_4, -SPACE_4)
            painter.setFont(theme.font("ui"))
            line = painter.fontMetrics().height()
            painter.setPen(theme.color("text"))
            painter.drawText(room, Qt.AlignmentFlag.AlignTop, self._name())
            painter.drawText(room, Qt.AlignmentFlag.AlignBottom, origin)
            self.curve.paint_into(painter, room.adjusted(0, 2 * line, 0, -2 * line), theme)

        return picture_png(_CURVE_SIZE, theme, paint)

    # -- what is shown

    @property
    def _chosen(self) -> int:
        return next(i for i, button in enumerate(self.buttons) if button.isChecked())

    def _name(self) -> str:
        return (
            self.tr("Position vectors"),
            self.tr("Cosines of the position vectors"),
            self.tr("Lengths of the position vectors"),
        )[self._chosen]

    def _values(self, positions: Positions) -> tuple[memoryview[float], int]:
        if self._chosen == 0:
            return floats(positions.values), positions.width
        return floats(positions.cosines), positions.count

    def _show(self) -> None:
        positions, chosen = self._space.positions, self._chosen
        self._stack.setCurrentIndex(int(chosen == 2))
        if self._shown == (positions, chosen):
            return
        self._shown = positions, chosen
        if chosen == 2:
            self._show_lengths(positions)
            return
        if positions is None:
            self.picture.show_picture(self._name(), None, (), str, _no_value)
            self.picture.readout.setText(self._space.problem(Part.POSITIONS))
            return
        values, columns = self._values(positions)
        is_values = chosen == 0
        text = _value_text if is_values else cosine_text
        middle, most = (positions.largest / 4, positions.largest) if is_values else (0.5, 1.0)
        ends = number_text(middle, 2), number_text(most, 2)  # middle: half the root
        ticks = (
            (0.0, MINUS + ends[1]),
            (0.25, MINUS + ends[0]),
            (0.5, "0"),
            (0.75, "+" + ends[0]),
            (1.0, "+" + ends[1]),
        )
        picture = Picture(
            positions.count,
            columns,
            positions.value_picture if is_values else positions.cosine_picture,
            is_signed=True,
            ticks=ticks,
            labels=(),
            figure=lambda row, column: text(values[row * columns + column]),
        )
        header = (self.tr("position"), *(f"{one:,}" for one in range(1, columns + 1)))
        self.picture.show_picture(
            self._name(),
            picture,
            header,
            lambda row: f"{row + 1:,}",
            lambda row, column: values[row * columns + column],
        )

    def _show_lengths(self, positions: Positions | None) -> None:
        lengths = () if positions is None else tuple(floats(positions.lengths))
        self.curve.show_lengths(lengths)
        self._model.show_rows(
            len(lengths),
            lambda row, column: length_text(lengths[row]) if column else f"{row + 1:,}",
        )
        self._say_length()

    def _in_words(self, row: int, column: int) -> str:
        positions = self._space.positions
        if positions is None:
            return ""
        values, columns = self._values(positions)
        value = values[row * columns + column]
        if self._chosen == 0:
            words = self.tr("position {0}, dimension {1}: {2}")
            return words.format(row + 1, column + 1, number_text(value, 6))
        words = self.tr("position {0} with position {1}: cosine {2}")
        return words.format(row + 1, column + 1, cosine_text(value))

    def _say_length(self) -> None:
        positions = self._space.positions
        if positions is not None:
            place = self.curve.marked
            words = self.tr("position {0}: length {1}").format(
                place + 1, length_text(floats(positions.lengths)[place])
            )
            self.readout.setText(words)
            self.curve.setAccessibleName(in_a_row((self._name(), words)))

    def _lengths_text(self) -> str:
        positions = self._space.positions
        lengths = () if positions is None else floats(positions.lengths)
        rows = (f"{place}\t{length!r}" for place, length in enumerate(lengths, start=1))
        return "\n".join(("position\tlength", *rows))

    # -- what happens

    @Slot(str)
    def _on_changed(self, part: str) -> None:
        if part == Part.POSITIONS:
            self._show()

    @Slot()
    def _on_button_clicked(self) -> None:
        chosen = self._chosen
        for index, button in enumerate(self.buttons):
            show_segment(button, is_chosen=index == chosen)
        self._show()

    @Slot()
    def _on_place_reached(self) -> None:
        self._say_length()
        announce(self.curve, self.readout.text())

    @Slot()
    def _on_table_requested(self) -> None:
        self._curve_or_table.setCurrentWidget(self.lengths_table)
        self.lengths_table.setCurrentIndex(self._model.index(self.curve.marked, 1))
        self.lengths_table.setFocus()

    @Slot()
    def _on_curve_requested(self) -> None:
        self._curve_or_table.setCurrentWidget(self.curve)
        self.curve.setFocus()
        self.curve.go_to(max(self.lengths_table.currentIndex().row(), 0))


def _value_text(value: float) -> str:
    return number_text(value, 3)


def _no_value(_row: int, _column: int) -> float:
    return 0.0
