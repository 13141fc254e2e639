"""The reading of a head from one place: a row per place, with score, weight, value and a bar.

Owns the columns, their widths and how a row is written and read aloud.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from gptdesk.app.painting import painted
from gptdesk.app.theme import APPEARANCE_CHANGED, SPACE_1, SPACE_2, TARGET, current_theme, zoom_of
from gptdesk.app.viewmodels.inside.attention import ReadPlace
from gptdesk.app.views.inside.attention.heat import heat_colour
from gptdesk.app.views.widgets.figures import decimal_text, percent_text
from gptdesk.app.views.widgets.painted_table import PaintedTable

_DETAILS = (2, 3, 5)  # columns that are left out where there is no room for all
_TOKEN_WIDTH, _PLACE_WIDTH, _NUMBER_WIDTH, _BAR_WIDTH = 132, 44, 84, 60  # pixels at 100 %


def figure_text(value: float) -> str:
    """Write a score or a length with two decimals: 61.75, −3.10."""
    return decimal_text(value, 2)


@dataclass(frozen=True, slots=True)
class RowEntry:
    """A place of the row.

    Attributes:
        token: its text.
        read: its numbers.
    """

    token: str
    read: ReadPlace


class RowTable(PaintedTable):
    """The places that a head reads.

    Signals:
        place_opened(int): the user wants the dot product with a place.
        place_reached(int): the cursor stands on a place.
    """

    place_opened = Signal(int)
    place_reached = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[RowEntry, ...] = ()
        self._accessible: tuple[tuple[str, ...], ...] | None = None  # made when it is asked for
        self._root = ""
        self._is_outdated = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("What the head reads from this place"))
        self._fit()

    @property
    def rows(self) -> tuple[RowEntry, ...]:
        """What is on show, in order."""
        return self._rows

    @property
    def current_place(self) -> int | None:
        """The place under the cursor."""
        index = self.current_row
        return self._rows[index].read.place if 0 <= index < len(self._rows) else None

    def show_rows(self, rows: tuple[RowEntry, ...], width: int) -> None:
        """Show other places; the cursor stays on its place as far as it is there.

        Args:
            rows: in the order in which they are shown.
            width: D, of a head; 0 where it is not known.
        """
        place = self.current_place
        self._rows = rows
        self._root = f"÷ √{width}" if width else "÷ √D"
        self._accessible = None
        found = (index for index, row in enumerate(rows) if row.read.place == place)
        self._current = next(found, min(max(self._current, 0), len(rows) - 1))
        self._fit()
        self.tell_rows()

    def choose_in_sight(self, area: QScrollArea) -> None:
        """Put the cursor on the first row in sight, unless the row that it is on is in sight."""
        height = area.viewport().height()
        top = min(area.verticalScrollBar().value(), max(self.height() - height, 0))
        rect = self.row_rect(self._current)
        if self._rows and not top <= rect.top() <= rect.bottom() <= top + height:
            above = top - self.header_height
            self._current = min(max(-(-above // self._row_height), 0), len(self._rows) - 1)
            self.update()

    def show_outdated(self, *, is_outdated: bool) -> None:
        """Show that the row is of something else than what is looked at."""
        self._is_outdated = is_outdated
        self.update()

    def _fit(self) -> None:
        zoom = zoom_of(self)
        small = current_theme().font("ui_small", zoom)
        height = QFontMetrics(small).height()
        self._row_height = max(TARGET, height + SPACE_1)
        self.header_height = height + SPACE_2
        widths = (_TOKEN_WIDTH, _PLACE_WIDTH, *[_NUMBER_WIDTH] * 4, _BAR_WIDTH)
        self._widths = [width * zoom // 100 for width in widths]
        self.setFixedHeight(self.header_height + max(len(self._rows), 1) * self._row_height)
        few = (width for column, width in enumerate(self._widths) if column not in _DETAILS)
        self.setMinimumWidth(sum(few))
        self.update()

    # -- what a table says

    def row_count(self) -> int:
        """Return how many places there are."""
        return len(self._rows)

    def row_rect(self, index: int) -> QRect:
        """Return where a place stands."""
        top = self.header_height + index * self._row_height
        return QRect(0, top, self.width(), self._row_height)

    def row_at(self, y: int) -> int:
        """Return the index of the row at `y`, -1 where there is none."""
        index = (y - self.header_height) // self._row_height
        return index if 0 <= index < len(self._rows) else -1

    def row_name(self, index: int) -> str:
        """Return a place as a sentence."""
        row = self._rows[index]
        read = row.read
        if not read.is_allowed:
            words = self.tr("to {0}, {1}: not allowed, score {2}, value length {3}")
            return words.format(
                row.token, read.place, figure_text(read.score), figure_text(read.value_length)
            )
        words = self.tr("to {0}, {1}: weight {2}, score {3}, scaled {4}, value length {5}")
        return words.format(
            row.token,
            read.place,
            percent_text(read.weight),
            figure_text(read.score),
            figure_text(read.scaled),
            figure_text(read.value_length),
        )

    def row_tip(self, index: int) -> str:
        """Return what mouse and keyboard are told."""
        return self.tr("{0}\nEnter: the dot product, written out").format(self.row_name(index))

    def activate(self, index: int) -> None:
        """Open the dot product."""
        self.place_opened.emit(self._rows[index].read.place)

    def text(self) -> str:
        """Return the rows with their numbers in full."""
        lines = ["\t".join(self._header())]
        for row in self._rows:
            read = row.read
            weight = repr(read.weight) if read.is_allowed else self.tr("not allowed")
            numbers = (repr(read.score), repr(read.scaled), weight, repr(read.value_length))
            lines.append("\t".join((row.token, str(read.place), *numbers)))
        return "\n".join(lines)

    def accessible_cells(self) -> tuple[tuple[str, ...], ...]:
        """Return the cells, header first."""
        if self._accessible is None:
            self._accessible = (self._header(), *map(self._cells_of, self._rows))
        return self._accessible

    def _header(self) -> tuple[str, ...]:
        return (
            self.tr("token"),
            self.tr("place"),
            self.tr("score"),
            self._root,
            self.tr("weight"),
            self.tr("|value|"),
        )

    def _cells_of(self, row: RowEntry) -> tuple[str, ...]:
        read = row.read
        weight = percent_text(read.weight) if read.is_allowed else self.tr("not allowed")
        return (
            row.token,
            str(read.place),
            figure_text(read.score),
            figure_text(read.scaled),
            weight,
            figure_text(read.value_length),
        )

    # -- what Qt calls

    def customEvent(self, event: QEvent) -> None:
        """Write in the new colours and size."""
        if event.type() == APPEARANCE_CHANGED:
            self._fit()

    def sizeHint(self) -> QSize:
        """Take the width that there is."""
        return QSize(self.minimumWidth(), self.height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the cursor on the row, whose softmax is written out then."""
        super().mousePressEvent(event)
        if self.current_place is not None:
            self.place_reached.emit(self.current_place)

    def _announce_current(self) -> None:
        super()._announce_current()
        if self.current_place is not None:
            self.place_reached.emit(self.current_place)

    @painted
    def paintEvent(self, painter: QPainter, event: QPaintEvent) -> None:
        """Paint the rows in sight."""
        theme = current_theme()
        painter.setFont(theme.font("ui_small", zoom_of(self)))
        painter.setPen(theme.color("text_muted"))
        if self._rows:
            self._paint_cells(painter, self.header_rect(), self._header())
        first = max(self.row_at(max(event.rect().top(), self.header_height)), 0)
        for index in range(first, len(self._rows)):
            rect = self.row_rect(index)
            if rect.top() > event.rect().bottom():
                break
            self._paint_row(painter, index, rect)

    def _paint_row(self, painter: QPainter, index: int, rect: QRect) -> None:
        theme, read = current_theme(), self._rows[index].read
        if index == self.current_row:
            painter.fillRect(rect, theme.color("selection" if self.hasFocus() else "hover"))
        elif index == self.hovered_row:
            painter.fillRect(rect, theme.color("hover"))
        painter.setPen(theme.color(self._ink(index)))
        self._paint_cells(painter, rect, self._cells_of(self._rows[index]))
        columns = (c for c in range(len(self._widths) - 1) if self._is_shown(c))
        left = sum(self._widths[column] for column in columns) + SPACE_2
        room = QRectF(left, rect.top() + 5, rect.right() - left - SPACE_2, rect.height() - 10)
        if room.width() > 0 and read.is_allowed:
            bar = QRectF(room.left(), room.top(), room.width() * read.weight, room.height())
            painter.fillRect(bar, heat_colour(read.weight**0.5, theme))
            if bar.width() >= 1:
                painter.setPen(theme.color("token_orange_line"))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(bar.adjusted(0.5, 0.5, -0.5, -0.5))

    def _ink(self, index: int) -> str:
        """Return the colour of a row's words; muted ones cannot be read on the selection."""
        is_selected = index == self.current_row and self.hasFocus()
        is_muted = self._is_outdated or not self._rows[index].read.is_allowed
        return "text_muted" if is_muted and not is_selected else "text"

    def _is_shown(self, column: int) -> bool:
        """Return whether a column is painted: where there is little room, not the details."""
        return column not in _DETAILS or self.width() >= sum(self._widths)

    def _paint_cells(self, painter: QPainter, rect: QRect, cells: tuple[str, ...]) -> None:
        x, metrics = 0, painter.fontMetrics()
        for column, (cell, width) in enumerate(zip(cells, self._widths, strict=False)):
            if not self._is_shown(column):
                continue
            box = QRect(x + SPACE_1, rect.top(), width - SPACE_2, rect.height())
            side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
            text = metrics.elidedText(cell, Qt.TextElideMode.ElideRight, box.width())
            painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, text)
            x += width
