"""The patching picture: what each cell of one branch's stream makes of the other.

Owns its colours, its cell cursor and how a cell is read aloud. 0 is this branch, 1 the other;
what lies beyond -1 and 1 has the colour of these, and a cell that was not computed is hatched.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from gptdesk.app.access.announcements import announce
from gptdesk.app.painting import painted
from gptdesk.app.theme import (
    APPEARANCE_CHANGED,
    SPACE_1,
    SPACE_2,
    TARGET,
    Theme,
    current_theme,
    zoom_of,
)
from gptdesk.app.views.inside.attention.heat import hatching
from gptdesk.app.views.widgets.figures import UNKNOWN, signed_text

_STRONGEST = 0.55  # of the hue at 1 on the ground, so that figures on it can be read
_LARGEST = 44  # pixels of a cell's height
_NEUTRAL = 128  # the colour of 0 in the table of 255; 0 of it is not computed


@dataclass(frozen=True, slots=True)
class PatchCells:
    """What is drawn.

    Attributes:
        points: names of the rows, the input first.
        tokens: names of the columns.
        first_place: of the first column.
        values: row by row; not a number where it is not computed.
    """

    points: tuple[str, ...]
    tokens: tuple[str, ...]
    first_place: int
    values: tuple[float, ...]

    def value(self, row: int, column: int) -> float:
        """Return a cell."""
        return self.values[row * len(self.tokens) + column]


def share_text(value: float) -> str:
    """Write a value with its sign, without one at 0: +0.87, −0.02, 0.00."""
    return UNKNOWN if math.isnan(value) else signed_text(value, 2)


class PatchMap(QWidget):
    """Rows of points and columns of places.

    Signals:
        cell_reached: the cursor stands on another cell.
    """

    cell_reached = Signal()

    def __init__(self, words_of: Callable[[int, int], str], parent: QWidget | None = None) -> None:
        """Take what a cell is called from `words_of`, of a row and a column."""
        super().__init__(parent)
        self._words_of = words_of
        self._cells: PatchCells | None = None
        self._image: QImage | None = None
        self._image_for: tuple[str, int] | None = None  # theme and columns
        self._cursor = (0, 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Patching picture, point by place"))

    @property
    def cursor_cell(self) -> tuple[int, int]:
        """Row and column under the cursor, from 0."""
        return self._cursor

    def show_cells(self, cells: PatchCells | None) -> None:
        """Show another picture; the cursor stays as far as there is such a cell."""
        self._cells, self._image = cells, None
        if cells is not None:
            row, column = self._cursor
            self._cursor = (
                min(row, len(cells.points) - 1),
                min(column, len(cells.tokens) - 1),
            )
        self._describe()
        self.update()

    def _describe(self) -> None:
        self.setAccessibleDescription("" if self._cells is None else self._words_of(*self._cursor))

    # -- what Qt calls

    def customEvent(self, event: QEvent) -> None:
        """Draw in the new colours and size."""
        if event.type() == APPEARANCE_CHANGED:
            self._image = None
            self.update()

    def sizeHint(self) -> QSize:
        """Take the room that there is."""
        return QSize(400, 220)

    def minimumSizeHint(self) -> QSize:
        """Show a little at least."""
        return QSize(200, 120)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk from cell to cell; Home and End go to the ends of the row."""
        cells, (row, column) = self._cells, self._cursor
        steps = {
            Qt.Key.Key_Up: (row - 1, column),
            Qt.Key.Key_Down: (row + 1, column),
            Qt.Key.Key_Left: (row, column - 1),
            Qt.Key.Key_Right: (row, column + 1),
            Qt.Key.Key_Home: (row, 0),
            Qt.Key.Key_End: (row, 1 << 30),
        }
        key = Qt.Key(event.key())
        if cells is None or key not in steps:
            super().keyPressEvent(event)
            return
        self._go_to(*steps[key])
        announce(self, self._words_of(*self._cursor))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Stand on the cell under the mouse."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        area = self._area(QRectF(self.rect()))
        if self._cells is None or not area.contains(event.position()):
            return
        x, y = event.position().x() - area.left(), event.position().y() - area.top()
        self._go_to(
            int(y * len(self._cells.points) / area.height()),
            int(x * len(self._cells.tokens) / area.width()),
        )

    def _go_to(self, row: int, column: int) -> None:
        assert self._cells is not None, "there are cells to go to"
        row = min(max(row, 0), len(self._cells.points) - 1)
        self._cursor = (row, min(max(column, 0), len(self._cells.tokens) - 1))
        self._describe()
        self.cell_reached.emit()
        self.update()

    def rect_of(self, row: int, column: int) -> QRectF:
        """Return where a cell stands."""
        return self._rect_in(self._area(QRectF(self.rect())), row, column)

    # -- painting

    @painted
    def paintEvent(self, painter: QPainter, event: QPaintEvent) -> None:
        """Paint the picture, and the cursor on it."""
        if self._cells is None:
            return
        area = self.paint_picture(painter, QRectF(self.rect()))
        theme = current_theme()
        colour = theme.color("accent" if self.hasFocus() else "text_muted")
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, 2))
        cell = self._rect_in(area, *self._cursor)
        grown = max(0.0, (6 - cell.width()) / 2)
        painter.drawRect(cell.adjusted(-grown, 0, grown, 0))

    def paint_picture(self, painter: QPainter, room: QRectF) -> QRectF:
        """Paint the picture with its names and its scale; return where the cells stand."""
        cells, theme = self._cells, current_theme()
        assert cells is not None, "there is a picture"
        painter.setFont(theme.font("ui_small", zoom_of(self)))
        area = self._area(room)
        painter.fillRect(area, hatching(theme))
        painter.drawImage(area, self._picture(theme, max(1, int(area.width()))))
        height, width = area.height() / len(cells.points), area.width() / len(cells.tokens)
        metrics = painter.fontMetrics()
        painter.setPen(theme.color("text_muted"))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for row, name in enumerate(cells.points):
            place = QRectF(
                room.left(), area.top() + row * height, area.left() - room.left(), height
            )
            painter.drawText(place.adjusted(0, 0, -SPACE_2, 0), right, name)
        step = max(1, math.ceil(metrics.horizontalAdvance("0000 ") / width))
        top = area.top() - metrics.height() - SPACE_1
        for column in range(0, len(cells.tokens), step):
            text = str(cells.first_place + column)
            if step == 1 and width >= 2 * TARGET:
                text = cells.tokens[column]
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(width * step) - 2)
            place = QRectF(area.left() + column * width, top, width * step, metrics.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft, text)
        if height >= metrics.height() and width >= metrics.horizontalAdvance("+0.00") + 4:
            painter.setPen(theme.color("text"))
            for row in range(len(cells.points)):  # few cells: there is room for figures
                for column in range(len(cells.tokens)):
                    text = share_text(cells.value(row, column))
                    rect = self._rect_in(area, row, column)
                    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
        self._paint_scale(painter, QRectF(area.left(), area.bottom() + SPACE_1, area.width(), 0))
        return area

    def _paint_scale(self, painter: QPainter, place: QRectF) -> None:
        theme, metrics = current_theme(), painter.fontMetrics()
        x, y, side = place.left(), place.top() + SPACE_1, metrics.height()
        middle = y + side / 2
        for value, words in (
            (-1.0, self.tr("−1, away from the other")),
            (0.0, self.tr("0, as this branch")),
            (1.0, self.tr("+1, as the other")),
        ):
            painter.setPen(theme.color("line_strong"))
            painter.setBrush(_colour(value, theme))
            painter.drawRect(QRectF(x, middle - side / 3, side * 2 / 3, side * 2 / 3))
            painter.setPen(theme.color("text_muted"))
            x += side
            painter.drawText(QPointF(x, y + metrics.ascent()), words)
            x += metrics.horizontalAdvance(words) + SPACE_2 * 2

    def _area(self, room: QRectF) -> QRectF:
        """Return where the cells stand in a room."""
        if self._cells is None:
            return room
        zoom = zoom_of(self)
        metrics = QFontMetrics(current_theme().font("ui_small", zoom))
        names = metrics.horizontalAdvance("input") + 2 * SPACE_2
        line = metrics.height() + SPACE_2
        height = max(room.height() - 2 * line - SPACE_2, 8.0)
        height = min(height, len(self._cells.points) * _LARGEST * zoom / 100)
        width = max(room.width() - names - 2, 8.0)
        width = min(width, len(self._cells.tokens) * 2.0 * _LARGEST * zoom / 100)
        return QRectF(room.left() + names, room.top() + line, width, height)

    def _rect_in(self, area: QRectF, row: int, column: int) -> QRectF:
        assert self._cells is not None, "there are cells"
        height = area.height() / len(self._cells.points)
        width = area.width() / len(self._cells.tokens)
        return QRectF(area.left() + column * width, area.top() + row * height, width, height)

    def _picture(self, theme: Theme, most: int) -> QImage:
        """Return the cells as an image: a pixel each, or the strongest of those that share one."""
        cells = self._cells
        assert cells is not None, "there is a picture"
        columns, rows = len(cells.tokens), len(cells.points)
        shown = min(columns, most)
        if self._image is not None and self._image_for == (theme.name, shown):
            return self._image
        values = cells.values
        if shown < columns:
            edges = [place * columns // shown for place in range(shown + 1)]
            values = tuple(
                max(
                    cells.values[row * columns + edges[at] : row * columns + edges[at + 1]],
                    key=lambda one: -1.0 if math.isnan(one) else abs(one),
                )
                for row in range(rows)
                for at in range(shown)
            )
        data = bytes(map(_index, values))
        indexed = QImage(data, shown, rows, shown, QImage.Format.Format_Indexed8)
        shades = ((index - _NEUTRAL) / 127 for index in range(1, 256))
        indexed.setColorTable([0, *(_colour(one, theme).rgba() for one in shades)])
        # the conversion copies, so that the bytes may go
        self._image = indexed.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
        self._image_for = (theme.name, shown)
        return self._image


def _index(value: float) -> int:
    return 0 if math.isnan(value) else _NEUTRAL + round(127 * min(max(value, -1.0), 1.0))


def _colour(value: float, theme: Theme) -> QColor:
    """Return the colour of a value from -1 to 1, linear in it."""
    ground = theme.color("surface")
    hue = theme.color("token_orange" if value > 0 else "token_blue")
    share = abs(value) * _STRONGEST
    parts = (
        (ground.red(), hue.red()),
        (ground.green(), hue.green()),
        (ground.blue(), hue.blue()),
    )
    return QColor(*(round(a + (b - a) * share) for a, b in parts))
