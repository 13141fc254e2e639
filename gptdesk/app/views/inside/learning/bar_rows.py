"""Rows of a name, a bar from a common zero and a figure; signed values go left and right.

Owns how they are drawn, walked through, copied and read aloud.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gptdesk.app.painting import painted
from gptdesk.app.phrases import with_colon
from gptdesk.app.theme import (
    APPEARANCE_CHANGED,
    SPACE_1,
    SPACE_2,
    TARGET,
    Theme,
    current_theme,
    zoom_of,
)
from gptdesk.app.views.inside.learning.loss_words import figure_text
from gptdesk.app.views.widgets.painted_table import PaintedTable

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_MOST_NAME = 160  # pixels at 100 %


@dataclass(frozen=True, slots=True)
class BarRow:
    """A named number."""

    name: str
    value: float


class BarRows(PaintedTable):
    """Numbers as bars.

    Attributes:
        rows: what is on show.
    """

    def __init__(
        self, header: tuple[str, str], *, is_signed: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.rows: tuple[BarRow, ...] = ()
        self._header, self._is_signed = header, is_signed
        self.setAccessibleName(header[1])
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._fit()

    def show_rows(self, rows: tuple[BarRow, ...]) -> None:
        """Show other numbers."""
        self.rows = rows
        self.keep_current()
        self._fit()

    def paint_into(self, painter: QPainter, width: int, theme: Theme) -> None:
        """Draw all rows, from the top left, into a picture."""
        painter.setFont(theme.font("ui_small"))
        for index in range(len(self.rows)):
            self._paint_row(painter, index, width, theme)

    # -- what a table says

    def row_count(self) -> int:
        """Return how many numbers there are."""
        return len(self.rows)

    def row_rect(self, index: int) -> QRect:
        """Return where one stands."""
        return QRect(0, index * self._row_height, self.width(), self._row_height)

    def row_name(self, index: int) -> str:
        """Return one as a sentence."""
        row = self.rows[index]
        return with_colon(row.name, figure_text(row.value, is_signed=self._is_signed))

    def row_tip(self, index: int) -> str:
        """Return the same."""
        return self.row_name(index)

    def activate(self, index: int) -> None:
        """Nothing opens."""

    def is_active(self, index: int) -> bool:
        """A click does nothing."""
        return False

    def text(self) -> str:
        """Return all numbers in full."""
        lines = ["\t".join(self._header), *(f"{row.name}\t{row.value!r}" for row in self.rows)]
        return "\n".join(lines)

    def accessible_cells(self) -> tuple[tuple[str, ...], ...]:
        """Return names and numbers."""
        rows = ((row.name, figure_text(row.value, is_signed=self._is_signed)) for row in self.rows)
        return (self._header, *rows)

    # -- what Qt calls

    def customEvent(self, event: QEvent) -> None:
        """Draw in the new colours and size."""
        if event.type() == APPEARANCE_CHANGED:
            self._fit()

    def sizeHint(self) -> QSize:
        """Take the width that there is."""
        return QSize(240, self.height())

    @painted
    def paintEvent(self, painter: QPainter, event: QPaintEvent) -> None:
        """Paint the rows in sight."""
        theme = current_theme()
        painter.setFont(theme.font("ui_small", zoom_of(self)))
        if self.hasFocus():  # without rows too: the keyboard is here
            painter.fillRect(self.row_rect(max(self.current_row, 0)), theme.color("selection"))
        for index in range(len(self.rows)):
            if self.row_rect(index).intersects(event.rect()):
                self._paint_row(painter, index, self.width(), theme)

    def _fit(self) -> None:
        zoom = zoom_of(self)
        metrics = QFontMetrics(current_theme().font("ui_small", zoom))
        self._row_height = max(TARGET * zoom // 100, metrics.height() + SPACE_1)
        widest = max((metrics.horizontalAdvance(row.name) for row in self.rows), default=0)
        self._name_width = min(widest + 2, _MOST_NAME * zoom // 100)
        self._figure_width = max(
            (metrics.horizontalAdvance(self._figure(row)) for row in self.rows), default=0
        )
        self.setFixedHeight(max(1, len(self.rows)) * self._row_height)
        self.update()

    def _figure(self, row: BarRow) -> str:
        return figure_text(row.value, is_signed=self._is_signed)

    def _paint_row(self, painter: QPainter, index: int, width: int, theme: Theme) -> None:
        row, top, height = self.rows[index], index * self._row_height, self._row_height
        painter.setPen(theme.color("text"))
        name = painter.fontMetrics().elidedText(
            row.name, Qt.TextElideMode.ElideRight, self._name_width
        )
        painter.drawText(QRectF(SPACE_1, top, self._name_width + 1, height), _LEFT, name)
        figures = QRectF(
            width - self._figure_width - SPACE_1 - 1, top, self._figure_width + 1, height
        )
        painter.drawText(figures, _RIGHT, self._figure(row))
        left = self._name_width + SPACE_1 + SPACE_2
        bars = QRectF(left, top + 5, max(figures.left() - SPACE_2 - left, 1), height - 10)
        largest = max((abs(r.value) for r in self.rows if math.isfinite(r.value)), default=0.0)
        if not math.isfinite(row.value) or not largest:
            return
        share = abs(row.value) / largest
        zero = bars.center().x() if self._is_signed else bars.left()
        length = share * (bars.width() / 2 if self._is_signed else bars.width())
        is_left = row.value < 0
        bar = QRectF(zero - length if is_left else zero, bars.top(), max(length, 1), bars.height())
        colour = "bar"
        if self._is_signed:
            colour = "token_blue_line" if is_left else "token_orange_line"
            painter.setPen(QPen(theme.color("line_strong"), 1))
            painter.drawLine(round(zero), top, round(zero), top + height)
        painter.fillRect(bar, theme.color(colour))
