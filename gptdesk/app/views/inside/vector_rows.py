"""Vectors as rows of bars: every number up or down from a line, one of them under the cursor.

Owns how a vector is drawn, walked through and read aloud. Where a vector has more numbers than
pixels, the one farthest from 0 stands for those that share a pixel.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import (
    QT_TRANSLATE_NOOP,
    QEvent,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gptdesk.app.painting import painted
from gptdesk.app.theme import APPEARANCE_CHANGED, SPACE_1, SPACE_2, current_theme, zoom_of
from gptdesk.app.views.tokens.formula import number_text
from gptdesk.app.views.widgets.handled_key import HandledKey
from gptdesk.app.views.widgets.painted_table import PaintedTable
from gptdesk.sentences import numbered

NUMBERS = HandledKey(
    QT_TRANSLATE_NOOP("ShortcutList", "In a vector: from number to number"), ("Left", "Right")
)
_STEPS = (-1, 1)
_NAME_WIDTH = 148
_BARS_HEIGHT, _MOST_BARS_HEIGHT = 40, 96  # at least, and where there is room
_PAGE = 16  # numbers that Ctrl and an arrow key go


@dataclass(frozen=True, slots=True)
class VectorRow:
    """A vector to be drawn.

    Attributes:
        code: what the engine calls it.
        name: what the user reads.
        values: its numbers.
        mean, variance, length: of it.
    """

    code: str
    name: str
    values: memoryview[float]
    mean: float
    variance: float
    length: float


class VectorRows(PaintedTable):
    """Vectors below each other, or some beside each other, in one scale.

    Signals:
        number_reached(int, int): the cursor stands on a number: row, and index from 0.
        number_opened(int, int): the user wants it as the sum that it is.
    """

    number_reached = Signal(int, int)
    number_opened = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[VectorRow, ...] = ()
        self._lines: tuple[int, ...] = ()  # how many vectors stand in each
        self._index = 0  # of the number under the cursor, in the current row
        self._peaks: list[tuple[int, list[float]]] = []  # per row, for a width
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Vectors of this place"))
        self._fit()

    @property
    def rows(self) -> tuple[VectorRow, ...]:
        """What is on show."""
        return self._rows

    @property
    def index(self) -> int:
        """The number under the cursor."""
        return self._index

    def show_rows(self, rows: tuple[VectorRow, ...], lines: tuple[int, ...] = ()) -> None:
        """Show other vectors; the cursor stays at its number as far as there is one.

        Args:
            rows: the vectors.
            lines: how many of them stand beside each other, line by line; one each without it.
        """
        self._rows, self._lines = rows, lines or (1,) * len(rows)
        self._peaks = [(0, []) for _ in rows]
        self.keep_current()
        self._keep_index()
        self._fit()

    def _keep_index(self) -> None:
        row = self._rows[self.current_row] if self.current_row >= 0 else None
        self._index = 0 if row is None else min(self._index, max(len(row.values) - 1, 0))

    def _fit(self) -> None:
        zoom = zoom_of(self)
        self._name_width = _NAME_WIDTH * zoom // 100
        least, most = (h * zoom // 100 + SPACE_2 for h in (_BARS_HEIGHT, _MOST_BARS_HEIGHT))
        count = max(1, len(self._lines))
        self.setMinimumHeight(count * least)
        self.setMaximumHeight(count * most)
        self.update()

    # -- what a table says

    def row_count(self) -> int:
        """Return how many vectors there are."""
        return len(self._rows)

    def row_rect(self, index: int) -> QRect:
        """Return where a vector stands."""
        height, before = self.height() // max(1, len(self._lines)), 0
        for line, count in enumerate(self._lines):
            if index < before + count:
                width = self.width() // count
                return QRect((index - before) * width, line * height, width, height)
            before += count
        return QRect()

    def row_under(self, pos: QPoint) -> int:
        """Return which vector stands at a place, -1 where there is none."""
        rows = range(len(self._rows))
        return next((row for row in rows if self.row_rect(row).contains(pos)), -1)

    def row_name(self, index: int) -> str:
        """Return a vector, and the number under the cursor, as a sentence."""
        row = self._rows[index]
        numbers = numbered(len(row.values), self.tr("1 number"), self.tr("{0} numbers"))
        return self.tr("{0}, {1}, length {2}, mean {3}, variance {4}; number {5}: {6}").format(
            row.name,
            numbers,
            number_text(row.length, 4),
            number_text(row.mean),
            number_text(row.variance, 4),
            min(self._index, len(row.values) - 1) + 1,
            number_text(row.values[min(self._index, len(row.values) - 1)]),
        )

    def row_tip(self, index: int) -> str:
        """Return what the keyboard is told."""
        return self.tr("{0}\nEnter: this number as a sum").format(self.row_name(index))

    def tip_at(self, pos: object) -> str:
        """Say nothing beside the cursor's own line."""
        return ""

    def activate(self, index: int) -> None:
        """Open the number under the cursor."""
        self.number_opened.emit(index, self._index)

    def text(self) -> str:
        """Return all numbers in full: a line per vector."""
        lines = ["\t".join((row.name, *map(repr, row.values))) for row in self._rows]
        return "\n".join(lines)

    def accessible_cells(self) -> tuple[tuple[str, ...], ...]:
        """Return names, lengths, means and variances."""
        header = (self.tr("vector"), self.tr("length"), self.tr("mean"), self.tr("variance"))
        rows = (
            (
                row.name,
                number_text(row.length, 4),
                number_text(row.mean, 4),
                number_text(row.variance, 4),
            )
            for row in self._rows
        )
        return (header, *rows)

    # -- what Qt calls

    def customEvent(self, event: QEvent) -> None:
        """Draw in the new colours and size."""
        if event.type() == APPEARANCE_CHANGED:
            self._fit()

    def sizeHint(self) -> QSize:
        """Take the width that there is."""
        return QSize(400, self.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from number to number in a vector; the rest as in every list."""
        place = NUMBERS.place(event)
        if place >= 0 and self.current_row >= 0:
            is_far = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            count = len(self._rows[self.current_row].values)
            step = _STEPS[place] * (_PAGE if is_far else 1)
            self._go_to(self.current_row, min(max(self._index + step, 0), count - 1))
            return
        super().keyPressEvent(event)
        self._keep_index()
        if self.current_row >= 0:
            self.number_reached.emit(self.current_row, self._index)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Stand on the number under the mouse."""
        super().mousePressEvent(event)
        row = self.row_under(event.position().toPoint())
        if row >= 0:
            self._go_to(row, self._index_at(row, event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click only puts the cursor there."""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the number as a sum."""
        if self.current_row >= 0:
            self.activate(self.current_row)

    def _go_to(self, row: int, index: int) -> None:
        self._index = index
        self.number_reached.emit(row, index)
        self.update()

    # -- painting

    @painted
    def paintEvent(self, painter: QPainter, event: QPaintEvent) -> None:
        """Paint the vectors in sight, in one scale."""
        peaks = [abs(peak) for row in range(len(self._rows)) for peak in self._peaks_of(row)]
        largest = max(peaks, default=0.0)
        for index in range(len(self._rows)):
            if self.row_rect(index).intersects(event.rect()):
                self._paint_row(painter, index, largest or 1.0)

    def _bars_rect(self, index: int) -> QRectF:
        rect = QRectF(self.row_rect(index))
        if self._is_beside(index):  # its name stands above it
            line = QFontMetrics(current_theme().font("ui_small", zoom_of(self))).lineSpacing()
            return rect.adjusted(0, line + SPACE_1, -SPACE_2, -SPACE_1)
        return rect.adjusted(self._name_width, SPACE_1, -SPACE_1, -SPACE_1)

    def _is_beside(self, index: int) -> bool:
        """Return whether other vectors stand in the same line."""
        return self.row_rect(index).width() < self.width()

    def _peaks_of(self, index: int) -> list[float]:
        """Return what is drawn: the numbers, or the farthest from 0 of each pixel."""
        width, values = int(self._bars_rect(index).width()), self._rows[index].values
        kept_width, peaks = self._peaks[index]
        if kept_width == width:
            return peaks
        count = len(values)
        if count <= width:
            peaks = list(values)
        else:
            edges = [place * count // width for place in range(width + 1)]
            peaks = [max(values[start:end], key=abs) for start, end in pairwise(edges)]
        self._peaks[index] = (width, peaks)
        return peaks

    def _index_at(self, row: int, x: float) -> int:
        rect, count = self._bars_rect(row), len(self._rows[row].values)
        share = (x - rect.left()) / max(rect.width(), 1)
        return min(max(int(share * count), 0), count - 1)

    def _paint_row(self, painter: QPainter, index: int, largest: float) -> None:
        theme, row, rect = current_theme(), self._rows[index], self._bars_rect(index)
        small = theme.font("ui_small", zoom_of(self))
        painter.setFont(small)
        metrics = QFontMetrics(small)
        length = f"|x| {number_text(row.length, 4)}"
        if self._is_beside(index):
            names = QRectF(self.row_rect(index).adjusted(0, 0, -SPACE_2, 0))
            beside = QRectF(names)
            names.setRight(names.right() - metrics.horizontalAdvance(length) - SPACE_2)
            at_right = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight
        else:
            names = QRectF(0, rect.top(), self._name_width - SPACE_2, rect.height())
            beside = names.translated(0, metrics.lineSpacing() + 2)
            at_right = Qt.AlignmentFlag.AlignTop
        painter.setPen(theme.color("text"))
        name = metrics.elidedText(row.name, Qt.TextElideMode.ElideRight, int(names.width()))
        painter.drawText(names, Qt.AlignmentFlag.AlignTop, name)
        painter.setPen(theme.color("text_muted"))
        painter.drawText(beside, at_right, length)
        painter.fillRect(rect, theme.color("surface"))
        peaks = self._peaks_of(index)
        middle, half = rect.center().y(), rect.height() / 2
        step = rect.width() / max(len(peaks), 1)
        for is_up, colour in ((True, "token_orange_line"), (False, "token_blue_line")):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(colour))
            bars = [
                QRectF(
                    rect.left() + place * step,
                    middle - half * peak / largest if is_up else middle,
                    max(step - (1 if step > 3 else 0), 1),
                    half * abs(peak) / largest,
                )
                for place, peak in enumerate(peaks)
                if (peak > 0) == is_up and peak
            ]
            painter.drawRects(bars)
        painter.setPen(QPen(theme.color("line_strong"), 1))
        painter.drawLine(QPointF(rect.left(), middle), QPointF(rect.right(), middle))
        if index == self.current_row:
            x = rect.left() + (self._index + 0.5) * rect.width() / max(len(row.values), 1)
            colour = theme.color("accent" if self.hasFocus() else "text_muted")
            painter.setPen(QPen(colour, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            wide = max(step, 6.0)
            painter.drawRect(QRectF(x - wide / 2, rect.top(), wide, rect.height()))
