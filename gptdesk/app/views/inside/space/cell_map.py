"""A picture of a table of numbers, with a cell cursor and its scale.

Owns the colours, how it is zoomed, scrolled and walked through. Each number comes as one byte, 0
for none; the bytes become an image once, and a frame scales what is seen of it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

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
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from gptdesk.app.access.announcements import announce
from gptdesk.app.painting import painted, saved
from gptdesk.app.phrases import in_a_row, listed
from gptdesk.app.theme import APPEARANCE_CHANGED, SPACE_1, SPACE_2, Theme, current_theme, zoom_of
from gptdesk.app.views.inside.attention_page import AS_TABLE
from gptdesk.app.views.widgets.cell_area import ARROW_STEPS, FAR, ZoomedCellArea
from gptdesk.app.views.widgets.handled_key import HandledKey

CELLS = HandledKey(
    QT_TRANSLATE_NOOP("ShortcutList", "In a picture of numbers: from cell to cell"),
    ("Up", "Down", "Left", "Right"),
)

_MOST_CELL = 40  # pixels of a cell where all fits, at 100 %
_ZOOM = 2.0
_MOST_ZOOM = 32.0
_SCALE_WIDTH = 200
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Picture:
    """A table of numbers to be drawn.

    Attributes:
        rows, columns: of it.
        cells: one byte a number, row by row; 0 is none.
        is_signed: 1 … 255 go from blue over nothing (128) to orange; otherwise from nothing to
            orange.
        ticks: of the scale: where, 0 … 1, and what stands there.
        labels: of the rows, a name and a figure each; empty for none.
        figure: what stands in a cell that has room for it.
    """

    rows: int
    columns: int
    cells: bytes
    is_signed: bool
    ticks: tuple[tuple[float, str], ...]
    labels: tuple[tuple[str, str], ...]
    figure: Callable[[int, int], str]


def labels_width(labels: Iterable[tuple[str, str]], metrics: QFontMetrics) -> int:
    """Return the pixels that the names and the figures of rows take, with a gap between them."""
    widths = (
        max(map(metrics.horizontalAdvance, side), default=0) for side in zip(*labels, strict=True)
    )
    return sum(widths) + SPACE_2


def paint_label(painter: QPainter, place: QRect, label: tuple[str, str]) -> None:
    """Write the name of a row at the left of its place, and its figure at the right."""
    for side, text in zip((_LEFT, _RIGHT), label, strict=True):
        painter.drawText(place, side, text)


class CellMap(ZoomedCellArea):
    """A picture.

    Signals:
        cell_reached(int, int): the cursor stands on a cell: row and column, from 0.
        table_requested: the user wants to read it as a table.
    """

    cell_reached = Signal(int, int)
    table_requested = Signal()

    def __init__(
        self, name: str, in_words: Callable[[int, int], str], parent: QWidget | None = None
    ) -> None:
        """Begin empty; `in_words` says what a cell is."""
        super().__init__(parent)
        self._name, self._in_words = name, in_words
        self._picture: Picture | None = None
        self._image = QImage()
        self._zoom = 1.0
        self._left = 0
        self._cell = QSize(1, 1)
        self.cursor_cell = (0, 0)
        self.setProperty("kind", "page")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        self._arrange()

    # -- what others tell it

    @property
    def picture(self) -> Picture | None:
        """What is on show."""
        return self._picture

    @property
    def cell_size(self) -> QSize:
        """Pixels of a cell."""
        return self._cell

    def show_picture(self, name: str, picture: Picture | None) -> None:
        """Show another picture; the cursor stays as far as there is such a cell."""
        self._name, self._picture = name, picture
        self._draw()
        if picture is not None:
            row, column = self.cursor_cell
            self.cursor_cell = min(row, picture.rows - 1), min(column, picture.columns - 1)
        self._arrange()
        self._describe()

    def go_to(self, row: int, column: int) -> None:
        """Put the cursor on a cell, as far as there is one."""
        picture = self._picture
        if picture is None:
            return
        row = min(max(row, 0), picture.rows - 1)
        column = min(max(column, 0), picture.columns - 1)
        self.cursor_cell = row, column
        self._bring_into_sight()
        self._describe()
        self.viewport().update()
        self.cell_reached.emit(row, column)

    def zoom(self, direction: int) -> None:
        """Make cells larger, 1, or smaller, -1; 0 lets all fit that can."""
        factor = {1: _ZOOM, -1: 1 / _ZOOM}.get(direction)
        self._zoom = 1.0 if factor is None else min(max(self._zoom * factor, 1.0), _MOST_ZOOM)
        self._arrange()
        self._bring_into_sight()

    def rect_of(self, row: int, column: int) -> QRect:
        """Return where a cell stands in the viewport."""
        wide, high = self._cell.width(), self._cell.height()
        x = self._left + column * wide - self.horizontalScrollBar().value()
        return QRect(x, row * high - self.verticalScrollBar().value(), wide, high)

    def cell_at(self, pos: QPointF) -> tuple[int, int] | None:
        """Return the cell at a point of the viewport."""
        picture = self._picture
        if picture is None or pos.x() < self._left:
            return None
        column = int(pos.x() - self._left + self.horizontalScrollBar().value())
        row = int(pos.y() + self.verticalScrollBar().value())
        row, column = row // self._cell.height(), column // self._cell.width()
        return (row, column) if row < picture.rows and column < picture.columns else None

    # -- geometry

    def _arrange(self) -> None:
        """Choose the size of a cell, and the way to scroll."""
        zoom, picture = zoom_of(self), self._picture
        self._metrics = QFontMetrics(current_theme().font("mono_small", zoom))
        labels = () if picture is None else picture.labels
        self._left = labels_width(labels, self._metrics) + SPACE_2 if labels else 0
        rows, columns = (1, 1) if picture is None else (picture.rows, picture.columns)
        room = self._room()
        least = self._metrics.height() if labels else 1
        most = _MOST_CELL * zoom // 100
        wide = min(max(room.width() // columns, 1), most)
        high = min(max(room.height() // rows, least), most)
        self._cell = QSize(int(wide * self._zoom), int(high * self._zoom) if not labels else high)
        for bar, need, seen, step in (
            (self.horizontalScrollBar(), columns * self._cell.width(), room.width(), wide),
            (self.verticalScrollBar(), rows * self._cell.height(), room.height(), high),
        ):
            bar.setRange(0, max(0, need - max(seen, 0)))
            bar.setPageStep(max(seen, 1))
            bar.setSingleStep(max(step, 16))
        self.viewport().update()

    def _room(self) -> QRect:
        return self.viewport().rect().adjusted(self._left, 0, 0, 0)

    def _bring_into_sight(self) -> None:
        row, column = self.cursor_cell
        room = self._room()
        for bar, index, size, seen in (
            (self.horizontalScrollBar(), column, self._cell.width(), room.width()),
            (self.verticalScrollBar(), row, self._cell.height(), room.height()),
        ):
            bar.setValue(min(max(bar.value(), (index + 1) * size - seen), index * size))

    # -- drawing

    def _draw(self) -> None:
        picture = self._picture
        self._image = QImage() if picture is None else picture_image(picture, current_theme())

    @painted
    def paintEvent(self, painter: QPainter, event: QPaintEvent) -> None:
        """Paint what is seen of the picture, its figures where there is room, and the cursor."""
        picture, theme = self._picture, current_theme()
        if picture is None:
            return
        room = self._room()
        wide, high = self._cell.width(), self._cell.height()
        first_row, first_column = (
            self.verticalScrollBar().value() // high,
            self.horizontalScrollBar().value() // wide,
        )
        rows = min(room.height() // high + 2, picture.rows - first_row)
        columns = min(room.width() // wide + 2, picture.columns - first_column)
        painter.setFont(theme.font("mono_small", zoom_of(self)))
        with saved(painter):
            painter.setClipRect(room)
            corner = self.rect_of(first_row, first_column).topLeft()
            target = QRect(corner, QSize(columns * wide, rows * high))
            source = QRect(first_column, first_row, columns, rows)
            painter.drawImage(target, self._image, source)
            self._paint_figures(painter, source)
            self._paint_cursor(painter, theme)
        self._paint_labels(painter, theme, first_row, rows)

    def _paint_figures(self, painter: QPainter, cells: QRect) -> None:
        assert self._picture is not None, "there is a picture"
        if self._cell.height() < self._metrics.height():
            return
        if self._cell.width() < self._metrics.horizontalAdvance("−0.000"):
            return
        painter.setPen(current_theme().color("text"))
        for row in range(cells.top(), cells.bottom() + 1):
            for column in range(cells.left(), cells.right() + 1):
                place = self.rect_of(row, column)
                text = self._picture.figure(row, column)
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_cursor(self, painter: QPainter, theme: Theme) -> None:
        cell = QRectF(self.rect_of(*self.cursor_cell))
        reach_x, reach_y = (max(0.0, (8 - side) / 2) for side in (cell.width(), cell.height()))
        cell.adjust(-reach_x, -reach_y, reach_x, reach_y)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.color("window"), 4))
        painter.drawRect(cell)
        colour = theme.color("accent" if self.hasFocus() else "text")
        painter.setPen(QPen(colour, 2))
        painter.drawRect(cell)

    def _paint_labels(self, painter: QPainter, theme: Theme, first: int, rows: int) -> None:
        assert self._picture is not None, "there is a picture"
        if not self._picture.labels:
            return
        painter.setClipRect(QRect(0, 0, self._left, self.viewport().height()))
        for row in range(first, first + rows):
            is_marked = row == self.cursor_cell[0]
            painter.setPen(theme.color("text" if is_marked else "text_muted"))
            place = self.rect_of(row, 0)
            place.setLeft(0)
            place.setRight(self._left - SPACE_1)
            paint_label(painter, place, self._picture.labels[row])

    def _describe(self) -> None:
        words = "" if self._picture is None else self._in_words(*self.cursor_cell)
        self.setAccessibleName(in_a_row((self._name, words)))

    # -- what Qt calls

    def customEvent(self, event: QEvent) -> None:
        """Draw in the new colours and size."""
        if event.type() == APPEARANCE_CHANGED:
            self._draw()
            self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the room."""
        super().resizeEvent(event)
        self._arrange()

    def sizeHint(self) -> QSize:
        """Take what there is."""
        return QSize(400, 200)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk from cell to cell, zoom, or read it as a table."""
        place = CELLS.place(event)
        if AS_TABLE.matches(event):
            self.table_requested.emit()
        elif place >= 0:
            is_far = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            down, right = (one * (FAR if is_far else 1) for one in ARROW_STEPS[place])
            self._walk_to(self.cursor_cell[0] + down, self.cursor_cell[1] + right)
        elif event.key() == Qt.Key.Key_Home:
            self._walk_to(self.cursor_cell[0], 0)
        elif event.key() == Qt.Key.Key_End and self._picture is not None:
            self._walk_to(self.cursor_cell[0], self._picture.columns)
        else:
            super().keyPressEvent(event)

    def _walk_to(self, row: int, column: int) -> None:
        self.go_to(row, column)
        if self._picture is not None:
            words = self._in_words(*self.cursor_cell)
            announce(self, words)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the cursor on the cell under the mouse."""
        cell = self.cell_at(event.position())
        if event.button() is Qt.MouseButton.LeftButton and cell is not None:
            self.go_to(*cell)

    def tip_at(self, pos: QPoint) -> str:
        """Return the cell under the mouse in words."""
        cell = self.cell_at(QPointF(pos))
        return "" if cell is None else self._in_words(*cell)


class MapScale(QWidget):
    """The scale of a picture."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture: Picture | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_picture(self, picture: Picture | None) -> None:
        """Show another picture's scale."""
        self._picture = picture
        if picture is not None:
            self.setAccessibleName(listed(text for _, text in picture.ticks))
        self.update()

    def sizeHint(self) -> QSize:
        """Have room for the bar and the words below it."""
        line = QFontMetrics(current_theme().font("ui_small", zoom_of(self))).height()
        return QSize((_SCALE_WIDTH + 100) * zoom_of(self) // 100, line + 12)

    def customEvent(self, event: QEvent) -> None:
        """Take the room of the new size."""
        if event.type() == APPEARANCE_CHANGED:
            self.updateGeometry()
            self.update()

    @painted
    def paintEvent(self, painter: QPainter, _event: QPaintEvent) -> None:
        """Paint the scale."""
        if self._picture is not None:
            painter.setFont(current_theme().font("ui_small", zoom_of(self)))
            bar = _SCALE_WIDTH * zoom_of(self) // 100
            paint_scale(painter, self.rect().toRectF(), bar, self._picture, current_theme())


def paint_scale(
    painter: QPainter, room: QRectF, width: int, picture: Picture, theme: Theme
) -> None:
    """Draw the scale of a picture: a bar of its colours, figures below."""
    metrics = painter.fontMetrics()
    left = room.left() + metrics.horizontalAdvance(picture.ticks[0][1]) / 2
    steps = range(1, 256)
    bar = QImage(bytes(steps), len(steps), 1, len(steps), QImage.Format.Format_Indexed8)
    bar.setColorTable(_colours(picture, theme))
    painter.drawImage(QRectF(left, room.top(), width, 8), bar.convertToFormat(_RGB))
    painter.setPen(theme.color("text_muted"))
    for share, text in picture.ticks:
        x = left + share * width
        painter.drawLine(QPointF(x, room.top() + 8), QPointF(x, room.top() + 10))
        advance = metrics.horizontalAdvance(text) + 2
        place = QRectF(x - advance / 2, room.top() + 10, advance, metrics.height())
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)


_RGB = QImage.Format.Format_RGB32


def picture_image(picture: Picture, theme: Theme) -> QImage:
    """Return a picture in the colours of a theme, a pixel for a cell."""
    wide, high = picture.columns, picture.rows
    image = QImage(picture.cells, wide, high, wide, QImage.Format.Format_Indexed8)
    image.setColorTable(_colours(picture, theme))
    return image.convertToFormat(_RGB)


def _colours(picture: Picture, theme: Theme) -> list[int]:
    ground = theme.color("surface")
    colours = [theme.color("line_strong").rgb()]
    for value in range(1, 256):
        share = (value - 128) / 127 if picture.is_signed else (value - 1) / 254
        hue = theme.color("token_blue" if share < 0 else "token_orange")
        colours.append(_mixed(ground, hue, abs(share)).rgb())
    return colours


def _mixed(ground: QColor, hue: QColor, share: float) -> QColor:
    parts = zip(
        (ground.red(), ground.green(), ground.blue()),
        (hue.red(), hue.green(), hue.blue()),
        strict=True,
    )
    return QColor(*(round(a + (b - a) * share) for a, b in parts))


def log_cells(values: memoryview[float]) -> tuple[bytes, float, float]:
    """Return numbers as bytes of a log scale, and its ends; what is not above 0 is 0: none."""
    above = [value for value in values if value > 0 and math.isfinite(value)]
    low, high = (min(above), max(above)) if above else (1.0, 1.0)
    span = math.log(high / low) or 1.0
    cells = bytes(
        1 + round(254 * math.log(value / low) / span) if value > 0 and math.isfinite(value) else 0
        for value in values
    )
    return cells, low, high
