"""The lengths of the position vectors as a curve; an arrow key or a click marks a place."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QWidget

from gptdesk.app.painting import painted
from gptdesk.app.theme import APPEARANCE_CHANGED, SPACE_2, Theme, current_theme, zoom_of
from gptdesk.app.views.inside.attention_page import AS_TABLE
from gptdesk.app.views.inside.space.space_words import length_text
from gptdesk.app.views.widgets.cell_area import FAR

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class LengthCurve(QWidget):
    """A curve over places.

    Attributes:
        marked: the index of a place.

    Signals:
        place_reached(int): the cursor stands on a place, from 0.
        table_requested: the user wants to read it as a table.
    """

    place_reached = Signal(int)
    table_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lengths: tuple[float, ...] = ()
        self.marked = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_lengths(self, lengths: tuple[float, ...]) -> None:
        """Draw other lengths."""
        self._lengths = lengths
        self.marked = min(self.marked, max(len(lengths) - 1, 0))
        self.update()

    def go_to(self, index: int) -> None:
        """Mark a place, as far as there is one."""
        if self._lengths:
            self.marked = min(max(index, 0), len(self._lengths) - 1)
            self.place_reached.emit(self.marked)
            self.update()

    def sizeHint(self) -> QSize:
        """Take what there is."""
        return QSize(400, 200)

    def customEvent(self, event: QEvent) -> None:
        """Draw in the new colours and size."""
        if event.type() == APPEARANCE_CHANGED:
            self.update()

    @painted
    def paintEvent(self, painter: QPainter, _event: QPaintEvent) -> None:
        """Paint the curve and the mark."""
        theme, zoom = current_theme(), zoom_of(self)
        self.paint_into(painter, self.rect().toRectF(), theme, zoom)
        if self._lengths:
            spot = self.spot_of(self.marked)
            painter.setPen(QPen(theme.color("accent"), 1.5))
            painter.setBrush(theme.color("accent" if self.hasFocus() else "window"))
            painter.drawEllipse(spot, 4.5, 4.5)

    def paint_into(self, painter: QPainter, room: QRectF, theme: Theme, zoom: int = 100) -> None:
        """Draw the curve into a place of any device."""
        painter.setFont(theme.font("ui_small", zoom))
        plot = _plot(room, painter)
        line = QFontMetricsF(painter.font()).height()
        most = self._most()
        for share in (0.0, 0.5, 1.0):
            y = plot.bottom() - share * plot.height()
            painter.setPen(QPen(theme.color("line"), 1))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(theme.color("text_muted"))
            label = QRectF(room.left(), y - line / 2, plot.left() - room.left() - SPACE_2, line)
            painter.drawText(label, _RIGHT, length_text(share * most))
        count = len(self._lengths)
        for index in sorted({0, count // 2, count - 1} - {-1}):
            x = self._x(plot, index)
            place = QRectF(x - 40, plot.bottom() + 2, 80, line)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, f"{index + 1:,}")
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("text"), 1.5))
        painter.drawPolyline(QPolygonF([self._spot(plot, i) for i in range(count)]))

    def spot_of(self, index: int) -> QPointF:
        """Return where a place stands in the widget."""
        return self._spot(_plot(self.rect().toRectF(), self), index)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Mark the place under the mouse."""
        plot = _plot(self.rect().toRectF(), self)
        if event.button() is Qt.MouseButton.LeftButton and plot.width() > 0:
            share = (event.position().x() - plot.left()) / plot.width()
            self.go_to(round(share * (len(self._lengths) - 1)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk along the places."""
        is_far = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if AS_TABLE.matches(event):
            self.table_requested.emit()
        elif step is not None:
            self.go_to(self.marked + step * (FAR if is_far else 1))
        elif event.key() == Qt.Key.Key_Home:
            self.go_to(0)
        elif event.key() == Qt.Key.Key_End:
            self.go_to(len(self._lengths))
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the keyboard."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that the keyboard is elsewhere."""
        super().focusOutEvent(event)
        self.update()

    def _most(self) -> float:
        return max(self._lengths, default=0.0) or 1.0

    def _x(self, plot: QRectF, index: int) -> float:
        return plot.left() + index * plot.width() / max(len(self._lengths) - 1, 1)

    def _spot(self, plot: QRectF, index: int) -> QPointF:
        share = self._lengths[index] / self._most()
        return QPointF(self._x(plot, index), plot.bottom() - share * plot.height())


def _plot(room: QRectF, device: QPainter | QWidget) -> QRectF:
    font = device.font()
    if isinstance(device, QWidget):
        font = current_theme().font("ui_small", zoom_of(device))
    metrics = QFontMetricsF(font)
    left = metrics.horizontalAdvance("00.000") + SPACE_2
    return room.adjusted(left, metrics.height() / 2 + 2, -3 * SPACE_2, -metrics.height() - SPACE_2)
