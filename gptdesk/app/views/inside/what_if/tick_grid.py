"""The grid of all heads, blocks down and heads across, each with a box; a cross in it is off.

Owns how the boxes look, are walked through, scrolled and read aloud; what a switch does is the
owner's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

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
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from gptdesk.app.access.announcements import announce
from gptdesk.app.painting import painted
from gptdesk.app.theme import APPEARANCE_CHANGED, SPACE_1, TARGET, current_theme, zoom_of
from gptdesk.app.views.guess.talk_keys import KEEPS_SPACE
from gptdesk.app.views.widgets.cell_area import ARROW_STEPS, CellArea
from gptdesk.app.views.widgets.handled_key import HandledKey
from gptdesk.chat.changes import HeadChange

HEADS = HandledKey(
    QT_TRANSLATE_NOOP("ShortcutList", "Heads off: from head to head"),
    ("Up", "Down", "Left", "Right"),
)
SWITCH = HandledKey(
    QT_TRANSLATE_NOOP("ShortcutList", "Heads off: switch a head off, or on again"), ("Space",)
)
_CELL = 28  # pixels at 100 %
_BOX = 14


class TickGrid(CellArea):
    """Boxes, one of them under the cursor: empty is on, crossed is off, as in the attention grid.

    Attributes:
        block, head: the cursor's, from 1.

    Signals:
        head_reached(int, int): the cursor is to stand on another head.
        switched(int, int): a head is to be switched off, or put back.
    """

    head_reached = Signal(int, int)
    switched = Signal(int, int)

    def __init__(self, words: Callable[[int, int], str], parent: QWidget | None = None) -> None:
        """Show no head yet; `words` says what is to be said of one."""
        super().__init__(parent)
        self._words = words
        self._n_layers, self._n_heads = 1, 1
        self._changes: dict[tuple[int, int], HeadChange] = {}
        self.block, self.head = 1, 1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty(KEEPS_SPACE, True)
        self.setAccessibleName(self.tr("Heads"))
        self._restyle()

    def show_heads(self, n_layers: int, n_heads: int, changes: Sequence[HeadChange]) -> None:
        """Show which heads there are, and what is changed in them."""
        self._changes = {(change.block, change.head): change for change in changes}
        if (n_layers, n_heads) != (self._n_layers, self._n_heads):
            self._n_layers, self._n_heads = n_layers, n_heads
            self.updateGeometry()
            self._fit()
        self._describe()
        self.viewport().update()

    def show_cursor(self, block: int, head: int) -> None:
        """Stand on a head, and scroll to it."""
        if (block, head) == (self.block, self.head):
            return
        self.block, self.head = block, head
        self._bring_into_sight()
        self._describe()
        self.viewport().update()

    def rect_of(self, block: int, head: int) -> QRect:
        """Return where a head stands in the viewport."""
        x = self._left + (head - 1) * self._cell - self.horizontalScrollBar().value()
        y = self._top + (block - 1) * self._cell - self.verticalScrollBar().value()
        return QRect(x, y, self._cell, self._cell)

    def _bring_into_sight(self) -> None:
        cell, room = self._cell, self.viewport().size()
        for bar, place, edge, size in (
            (self.verticalScrollBar(), self.block, self._top, room.height()),
            (self.horizontalScrollBar(), self.head, self._left, room.width()),
        ):
            first = (place - 1) * cell
            bar.setValue(min(max(bar.value(), first + cell - (size - edge)), first))

    # -- sizes

    def _restyle(self) -> None:
        zoom = zoom_of(self)
        self._cell = max(TARGET, _CELL * zoom // 100)
        self._font = current_theme().font("ui_small", zoom)
        metrics = QFontMetrics(self._font)
        self._left = metrics.horizontalAdvance("00") + 2 * SPACE_1
        self._top = metrics.height() + SPACE_1
        self.updateGeometry()
        self._fit()

    def _content(self) -> QSize:
        """Return how large all boxes are, with the numbers beside them."""
        return QSize(
            self._left + self._n_heads * self._cell, self._top + self._n_layers * self._cell
        )

    def sizeHint(self) -> QSize:
        """Ask for room for all heads."""
        return self._content() + QSize(2, 2)

    def minimumSizeHint(self) -> QSize:
        """Do with three by three."""
        few = QSize(self._left + 3 * self._cell, self._top + 3 * self._cell)
        return few.boundedTo(self._content()) + QSize(2, 2)

    def _fit(self) -> None:
        content, room = self._content(), self.viewport().size()
        for bar, whole, size in (
            (self.verticalScrollBar(), content.height(), room.height()),
            (self.horizontalScrollBar(), content.width(), room.width()),
        ):
            bar.setRange(0, max(0, whole - size))
            bar.setPageStep(size)
            bar.setSingleStep(self._cell)
        self.viewport().update()

    # -- what Qt calls

    def customEvent(self, event: QEvent) -> None:
        """Draw in the new colours and size."""
        if event.type() == APPEARANCE_CHANGED:
            self._restyle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Scroll as far as there is something, to where the cursor is."""
        super().resizeEvent(event)
        self._fit()
        self._bring_into_sight()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from head to head; switch one off."""
        place = HEADS.place(event)
        if place >= 0:
            down, across = ARROW_STEPS[place]
            self._go_to(self.block + down, self.head + across)
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            is_first = event.key() == Qt.Key.Key_Home
            self._go_to(self.block, 1 if is_first else self._n_heads)
        elif SWITCH.matches(event):
            self.switched.emit(self.block, self.head)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Switch the head under the mouse."""
        found = self._head_at(event.position())
        if found is not None and event.button() is Qt.MouseButton.LeftButton:
            self.head_reached.emit(*found)
            self.switched.emit(*found)

    def tip_at(self, pos: QPoint) -> str:
        """Return the head under the mouse in words."""
        found = self._head_at(QPointF(pos))
        return "" if found is None else self._words(*found)

    def _go_to(self, block: int, head: int) -> None:
        block, head = min(max(block, 1), self._n_layers), min(max(head, 1), self._n_heads)
        if (block, head) != (self.block, self.head):
            self.head_reached.emit(block, head)
            words = self._words(block, head)
            announce(self, words)

    def _head_at(self, pos: QPointF) -> tuple[int, int] | None:
        if pos.x() < self._left or pos.y() < self._top:
            return None
        head = (int(pos.x()) - self._left + self.horizontalScrollBar().value()) // self._cell + 1
        block = (int(pos.y()) - self._top + self.verticalScrollBar().value()) // self._cell + 1
        is_one = block <= self._n_layers and head <= self._n_heads
        return (block, head) if is_one else None

    def _describe(self) -> None:
        self.setAccessibleDescription(self._words(self.block, self.head))

    # -- painting

    @painted
    def paintEvent(self, painter: QPainter, event: QPaintEvent) -> None:
        """Paint the boxes in sight, then the numbers that stay beside them."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font)
        room = self.viewport().rect()
        painter.save()
        painter.setClipRect(room.adjusted(self._left, self._top, 0, 0))
        for block in range(1, self._n_layers + 1):
            for head in range(1, self._n_heads + 1):
                rect = self.rect_of(block, head)
                if rect.intersects(event.rect()):
                    self._paint_head(painter, block, head, rect)
        painter.restore()
        self._paint_numbers(painter, room)

    def _paint_head(self, painter: QPainter, block: int, head: int, rect: QRect) -> None:
        theme, change = current_theme(), self._changes.get((block, head))
        size = _BOX * self._cell / _CELL
        box = QRectF(0, 0, size, size)
        box.moveCenter(QRectF(rect).center())
        if change is not None and change.factor > 0:  # turned down or up
            painter.setPen(theme.color("token_orange_line" if change.factor > 1 else "accent"))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, f"{100 * change.factor:.0f}")
        else:
            painter.setPen(QPen(theme.color("line_strong"), 1))
            painter.setBrush(theme.color("surface"))
            painter.drawRoundedRect(box, 3, 3)
            if change is not None:
                self._paint_off(painter, box, rect, change)
        if (block, head) == (self.block, self.head):
            colour = theme.color("accent" if self.hasFocus() else "text_muted")
            painter.setPen(QPen(colour, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(rect).adjusted(1.5, 1.5, -1.5, -1.5), 4, 4)

    def _paint_off(self, painter: QPainter, box: QRectF, rect: QRect, change: HeadChange) -> None:
        """Cross a head out that is off; one that writes its mean has a letter instead."""
        painter.setPen(QPen(current_theme().color("danger"), 2))
        if change.uses_mean:
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, "μ")
            return
        painter.drawLine(box.bottomLeft() + QPointF(-2, 2), box.topRight() + QPointF(2, -2))
        painter.drawLine(box.topLeft() + QPointF(-2, -2), box.bottomRight() + QPointF(2, 2))

    def _paint_numbers(self, painter: QPainter, room: QRect) -> None:
        theme = current_theme()
        for head in range(1, self._n_heads + 1):
            x = self.rect_of(1, head).left()
            if self._left <= x + self._cell // 2 <= room.right():
                is_here = head == self.head
                painter.setPen(theme.color("text" if is_here else "text_muted"))
                cell = QRect(x, 0, self._cell, self._top)
                painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, str(head))
        for block in range(1, self._n_layers + 1):
            y = self.rect_of(block, 1).top()
            if self._top <= y + self._cell // 2 <= room.bottom():
                is_here = block == self.block
                painter.setPen(theme.color("text" if is_here else "text_muted"))
                cell = QRect(0, y, self._left, self._cell)
                painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, str(block))
