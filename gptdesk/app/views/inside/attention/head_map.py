"""A head's attention between all places: a picture with a cell cursor.

Owns how it is drawn, zoomed, scrolled, walked through and read aloud. The picture becomes an image
once; a frame scales what is seen of it.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetrics,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from gptdesk.app.access.announcements import announce
from gptdesk.app.painting import painted, saved
from gptdesk.app.theme import APPEARANCE_CHANGED, SPACE_1, SPACE_2, current_theme, zoom_of
from gptdesk.app.views.inside.attention.head_grid import HEADS, OPEN
from gptdesk.app.views.inside.attention.heat import (
    OUTDATED_OPACITY,
    hatching,
    heat_image,
    paint_future,
)
from gptdesk.app.views.widgets.cell_area import ARROW_STEPS, FAR, ZoomedCellArea
from gptdesk.engine.inside.values import AttentionMap

MOST_CELLS = 1024  # on a side of the picture
_SIZES = (1, 2, 3, 4, 6, 8, 12, 16, 20, 24, 32, 48)  # pixels of a place, to zoom through
_FIT_MOST = 32  # pixels of a place where all fits
_LABEL_WIDTH = 84  # of a token beside the picture, at 100 %


class HeadMap(ZoomedCellArea):
    """The map of one head.

    Signals:
        cell_chosen(int, int): the cursor goes to a cell: the place that reads, the one it reads.
        row_chosen(int): the user wants to look at this place.
        row_opened(int): the user wants this place's row as a list.
        cells_changed(int): the picture has room for so many cells on a side.
        height_changed: `wanted_width` is another one.
    """

    cell_chosen = Signal(int, int)
    row_chosen = Signal(int)
    row_opened = Signal(int)
    cells_changed = Signal(int)
    height_changed = Signal()

    def __init__(
        self,
        in_words: Callable[[int, int], str],
        heard: Callable[[int, int], str],
        parent: QWidget | None = None,
    ) -> None:
        """Begin empty; both say what a cell is, by its two places, to be seen and to be heard."""
        super().__init__(parent)
        self._in_words, self._heard = in_words, heard
        self._map: AttentionMap | None = None
        self._image = QImage()
        self._tokens: tuple[str, ...] = ()
        self._place = 0
        self._hidden: frozenset[int] = frozenset()
        self._cursor = (1, 1)
        self._is_outdated = False
        self._size = 0.0  # pixels of a place; 0: all of it fits
        self._cells = 0
        self._pressed: tuple[int, int] | None = None
        self.setProperty("kind", "page")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Map of the head"))
        self._arrange()

    # -- what others tell it

    @property
    def place_size(self) -> float:
        """Pixels on a side of one place's cell."""
        return self._cell

    @property
    def cells(self) -> int:
        """Cells on a side of the picture that there is room for."""
        return self._cells or MOST_CELLS

    def show_map(
        self, attention: AttentionMap | None, tokens: tuple[str, ...], hidden: frozenset[int]
    ) -> None:
        """Show another map; `tokens` are those of the whole text, `hidden` places not read."""
        if attention is not self._map:
            self._map = attention
            self._draw()
        self._tokens, self._hidden = tokens, hidden
        self._arrange()

    def show_place(self, place: int) -> None:
        """Outline the row of the place that is looked at."""
        self._place = place
        self.viewport().update()

    def show_cursor(self, cursor: tuple[int, int]) -> None:
        """Put the cursor on a cell."""
        if cursor != self._cursor:
            self._cursor = cursor
            self._bring_into_sight()
        self._describe()
        self.viewport().update()

    def show_outdated(self, *, is_outdated: bool) -> None:
        """Show that the map is of something else than what is looked at."""
        self._is_outdated = is_outdated
        self.viewport().update()

    def zoom(self, direction: int) -> None:
        """Make cells larger, 1, or smaller, -1; 0 lets all of it fit."""
        if direction == 0:
            self._size = 0.0
        else:
            fit = self._fit_size()
            sizes = [fit, *(size for size in _SIZES if size > fit)]
            now = self._cell
            if direction > 0:
                self._size = float(next((size for size in sizes if size > now), sizes[-1]))
            else:
                self._size = float(next((size for size in reversed(sizes) if size < now), 0.0))
            if self._size <= fit:
                self._size = 0.0
        self._arrange()
        self._bring_into_sight()

    # -- geometry

    @property
    def wanted_width(self) -> int:
        """Pixels that a square of the height that there is takes, with what is beside it."""
        return self._left + max(self._room().height(), 1) + 2 * self.frameWidth()

    def rect_of(self, row: int, column: int) -> QRectF:
        """Return where a cell stands in the viewport."""
        first = 1 if self._map is None else self._map.first_place
        origin = self._origin()
        return QRectF(
            origin.x() + (column - first) * self._cell,
            origin.y() + (row - first) * self._cell,
            self._cell,
            self._cell,
        )

    def cell_at(self, pos: QPointF) -> tuple[int, int] | None:
        """Return the cell at a point of the viewport."""
        if self._map is None or not self._room().contains(pos.toPoint()):
            return None
        at = pos - QPointF(self._origin())
        i, j = math.floor(at.y() / self._cell), math.floor(at.x() / self._cell)
        if not (0 <= i < self._map.side and 0 <= j < self._map.side):
            return None
        return self._map.first_place + i, self._map.first_place + j

    def _origin(self) -> QPoint:
        x, y = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        return QPoint(self._left - x, self._top - y)

    def _room(self) -> QRect:
        return self.viewport().rect().adjusted(self._left, self._top, 0, 0)

    def _fit_size(self) -> float:
        """Return the pixels of a place where all fits; whole ones, or a whole number to a pixel."""
        side = 1 if self._map is None else self._map.side
        room = max(min(self._room().width(), self._room().height()), 1)
        if side <= room:
            return float(min(room // side, _FIT_MOST * zoom_of(self) // 100))
        return 1 / math.ceil(side / room)

    def _arrange(self) -> None:
        """Choose the size of a place's cell, and the way to scroll."""
        zoom = zoom_of(self)
        self._metrics = QFontMetrics(current_theme().font("mono_small", zoom))
        widest = max(map(self._metrics.horizontalAdvance, self._tokens[:256]), default=0)
        self._left = self._top = min(widest, _LABEL_WIDTH * zoom // 100) + SPACE_2
        self._cell = self._size or self._fit_size()
        self._has_labels = self._cell >= 0.8 * self._metrics.height()
        if not self._has_labels:
            self._left = self._top = self._metrics.height() + SPACE_1
            self._cell = self._size or self._fit_size()
        side = 0 if self._map is None else self._map.side
        need = math.ceil(side * self._cell)
        room = self._room()
        for bar, seen in (
            (self.horizontalScrollBar(), room.width()),
            (self.verticalScrollBar(), room.height()),
        ):
            bar.setRange(0, max(0, need - max(seen, 0)))
            bar.setPageStep(max(seen, 1))
            bar.setSingleStep(max(round(self._cell), 16))
        cells = MOST_CELLS if self._cell >= 1 else max(min(room.width(), room.height()), 1)
        if cells != self._cells and self.isVisible():
            self._cells = cells
            self.cells_changed.emit(cells)
        self._describe()
        self.viewport().update()

    def _bring_into_sight(self) -> None:
        if self._map is None:
            return
        i, j = (place - self._map.first_place for place in self._cursor)
        room = self._room()
        for bar, index, seen in (
            (self.horizontalScrollBar(), j, room.width()),
            (self.verticalScrollBar(), i, room.height()),
        ):
            start, end = math.floor(index * self._cell), math.ceil((index + 1) * self._cell)
            bar.setValue(min(max(bar.value(), end - seen), start))

    # -- drawing

    def _draw(self) -> None:
        attention = self._map
        self._image = (
            QImage()
            if attention is None
            else heat_image(attention.picture, attention.picture_side, current_theme())
        )

    @painted
    def paintEvent(self, painter: QPainter, event: QPaintEvent) -> None:
        """Paint what is seen of the picture, then its marks, then the tokens beside it."""
        if self._map is None:
            return
        with saved(painter):
            painter.setClipRect(self._room())
            painter.setOpacity(OUTDATED_OPACITY if self._is_outdated else 1)
            self.paint_picture(painter, QRectF(self._picture_rect()), QRectF(self._room()))
            painter.setOpacity(1)
            self._paint_marks(painter)
        self._paint_labels(painter)

    def _picture_rect(self) -> QRectF:
        assert self._map is not None, "there is a picture"
        side = self._map.side * self._cell
        return QRectF(QPointF(self._origin()), QPointF(self._origin()) + QPointF(side, side))

    def paint_picture(self, painter: QPainter, area: QRectF, seen: QRectF) -> None:
        """Paint the map into a square, as far as it is seen: cells, future, hidden places."""
        attention, theme = self._map, current_theme()
        if attention is None:
            return
        # A cell of the picture stands for so many places; the last one may reach beyond the map.
        shared = math.ceil(attention.side / attention.picture_side)
        scale = area.width() / attention.side * shared
        target = area.intersected(seen)
        if target.isEmpty():
            return
        left, top = (
            math.floor((target.left() - area.left()) / scale),
            math.floor((target.top() - area.top()) / scale),
        )
        right, bottom = (
            min(math.ceil((target.right() - area.left()) / scale), attention.picture_side),
            min(math.ceil((target.bottom() - area.top()) / scale), attention.picture_side),
        )
        source = QRectF(left, top, right - left, bottom - top)
        place = QRectF(
            area.left() + left * scale,
            area.top() + top * scale,
            source.width() * scale,
            source.height() * scale,
        )
        painter.drawImage(place, self._image, source)
        cell = area.width() / attention.side
        self._paint_seen_future(painter, area, target)
        painter.setPen(Qt.PenStyle.NoPen)
        last = attention.first_place + attention.side
        for hidden in self._hidden:
            if attention.first_place <= hidden < last - 1:
                j = hidden - attention.first_place
                top_left = area.topLeft() + QPointF(j * cell, (j + 1) * cell)
                column = QRectF(top_left, QSize(1, 1).toSizeF())
                column.setSize(QRectF(0, 0, cell, (attention.side - j - 1) * cell).size())
                painter.fillRect(column, hatching(theme))

    def _paint_seen_future(self, painter: QPainter, area: QRectF, seen: QRectF) -> None:
        """Hatch the cells above the diagonal; of a large map only what is seen of them."""
        attention = self._map
        assert attention is not None, "there is a picture"
        cell = area.width() / attention.side
        first = max(math.floor((seen.top() - area.top()) / cell), 0)
        last = min(math.ceil((seen.right() - area.left()) / cell), attention.side)
        if last - first < 2:
            return
        corner = area.topLeft() + QPointF(first * cell, first * cell)
        span = (last - first) * cell
        square = QRectF(corner.x(), corner.y(), span, span)
        paint_future(painter, square, last - first, current_theme())

    def _paint_marks(self, painter: QPainter) -> None:
        assert self._map is not None, "there is a picture"
        theme, first = current_theme(), self._map.first_place
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if first <= self._place < first + self._map.side:
            row = self.rect_of(self._place, first)
            row.setRight(self.rect_of(self._place, self._place).right())
            painter.setPen(QPen(theme.color("accent"), 1.5))
            painter.drawRect(row.adjusted(-0.5, -0.5, 0.5, 0.5))
        cell = self.rect_of(*self._cursor)
        reach = max(0.0, (8 - cell.width()) / 2)  # a cursor on one pixel must be seen
        painter.setPen(QPen(theme.color("text"), 2.5 if self.hasFocus() else 1.5))
        painter.drawRect(cell.adjusted(-reach, -reach, reach, reach))

    def _paint_labels(self, painter: QPainter) -> None:
        theme = current_theme()
        painter.setFont(theme.font("mono_small", zoom_of(self)))
        painter.setPen(theme.color("text_muted"))
        assert self._map is not None, "there is a picture"
        first, room, cell = self._map.first_place, self._room(), self._cell
        if not self._has_labels:
            self._paint_axes(painter)
            return
        wide = self._left - SPACE_1
        for is_column in (False, True):
            bar = self.horizontalScrollBar() if is_column else self.verticalScrollBar()
            start = math.floor(bar.value() / cell)
            end = min(
                math.ceil((bar.value() + room.height() + room.width()) / cell), self._map.side
            )
            with saved(painter):
                if is_column:
                    painter.setClipRect(room.adjusted(0, -self._top, 0, 0))
                    painter.translate(0, self._top)
                    painter.rotate(-90)
                else:
                    painter.setClipRect(room.adjusted(-self._left, 0, 0, 0))
                for index in range(start, end):
                    place = first + index
                    text = self._tokens[place - 1] if place <= len(self._tokens) else ""
                    text = self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, wide)
                    along = index * cell - bar.value()
                    is_marked = place == self._cursor[1 if is_column else 0]
                    painter.setPen(theme.color("text" if is_marked else "text_muted"))
                    if is_column:
                        box = QRectF(SPACE_1, self._left + along, wide, cell)
                        side = Qt.AlignmentFlag.AlignLeft
                    else:
                        box = QRectF(0, self._top + along, wide, cell)
                        side = Qt.AlignmentFlag.AlignRight
                    painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_axes(self, painter: QPainter) -> None:
        """Say what the sides are, where tokens have no room."""
        room = self._room()
        across = QRect(room.left(), 0, room.width(), self._top)
        painter.drawText(across, Qt.AlignmentFlag.AlignVCenter, self.tr("to →"))
        with saved(painter):
            painter.translate(0, room.top())
            painter.rotate(-90)
            down = QRect(-room.height(), 0, room.height(), self._left)
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(down, right, self.tr("← from"))

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
        if event.size().height() != event.oldSize().height():
            self.height_changed.emit()

    def showEvent(self, event: object) -> None:
        """Ask for as many cells as there is room for."""
        super().showEvent(event)  # pyright: ignore[reportArgumentType]
        self._cells = 0
        self._arrange()

    def sizeHint(self) -> QSize:
        """Take what there is."""
        return QSize(400, 300)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk from cell to cell, open the row, zoom."""
        place = HEADS.place(event)
        if OPEN.matches(event):
            self.row_opened.emit(self._cursor[0])
        elif place >= 0:
            is_far = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            step = [one * (FAR if is_far else 1) for one in ARROW_STEPS[place]]
            self._choose(self._cursor[0] + step[0], self._cursor[1] + step[1])
        elif event.key() in {Qt.Key.Key_Home, Qt.Key.Key_End}:
            is_end = event.key() == Qt.Key.Key_End
            self._choose(self._cursor[0], self._cursor[0] if is_end else 1)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the cursor on the cell under the mouse."""
        cell = self.cell_at(event.position())
        if event.button() is Qt.MouseButton.LeftButton and cell is not None:
            self._pressed = cell
            self._choose(*cell)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click looks at the place of the row."""
        if self._pressed is not None and self.cell_at(event.position()) == self._pressed:
            self.row_chosen.emit(self._pressed[0])
        self._pressed = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the row under the mouse."""
        cell = self.cell_at(event.position())
        if event.button() is Qt.MouseButton.LeftButton and cell is not None:
            self.row_opened.emit(cell[0])

    def tip_at(self, pos: QPoint) -> str:
        """Return the cell under the mouse in words."""
        cell = self.cell_at(QPointF(pos))
        return "" if cell is None else self._in_words(*cell)

    def _choose(self, row: int, column: int) -> None:
        if self._map is None:
            return
        first, last = self._map.first_place, self._map.first_place + self._map.side - 1
        row, column = min(max(row, first), last), min(max(column, first), last)
        self.cell_chosen.emit(row, column)
        words = self._heard(row, column)
        announce(self, words)

    def _describe(self) -> None:
        words = "" if self._map is None else self._heard(*self._cursor)
        self.setAccessibleName(self.tr("Map of the head, {0}").format(words))
