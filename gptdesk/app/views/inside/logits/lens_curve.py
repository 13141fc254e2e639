"""The curve of one figure over all points of the stream: a click or an arrow key marks a point.

Owns drawing it, on the screen and into a picture, mouse and keyboard. All figures are in the table
beside it.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from gptdesk.app.painting import painted
from gptdesk.app.theme import SPACE_1, SPACE_2, SPACE_4, Theme, current_theme, zoom_of
from gptdesk.app.viewmodels.inside.lens import MOST_KL, Statistic
from gptdesk.app.views.inside.logits.logit_words import short_point_name
from gptdesk.app.views.widgets.figures import count_text, percent_of
from gptdesk.engine.inside.values import LensPoint

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class LensCurve(QWidget):
    """All points of one place, from the input to the last block.

    Attributes:
        marked: the index of a point, -1 for none.

    Signals:
        point_chosen(int): by a click or a key, the index of a point.
    """

    point_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._points: tuple[LensPoint, ...] = ()
        self._statistic = Statistic.P
        self._vocabulary = 2
        self.marked = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def show_points(
        self, points: tuple[LensPoint, ...], statistic: Statistic, vocabulary: int
    ) -> None:
        """Draw other points, or another figure of them."""
        self._points, self._vocabulary = points, vocabulary
        self._statistic = Statistic.P if statistic is Statistic.TOP else statistic
        self.update()

    def mark(self, index: int) -> None:
        """Mark a point."""
        if index != self.marked:
            self.marked = index
            self.update()

    def sizeHint(self) -> QSize:
        """Ask for seven lines."""
        return QSize(320, round(7 * self._line()))

    def minimumSizeHint(self) -> QSize:
        """Do with five lines."""
        return QSize(200, round(5 * self._line()))

    @painted
    def paintEvent(self, painter: QPainter, _event: QPaintEvent) -> None:
        """Paint the curve."""
        self.paint(painter, self._room(), current_theme(), zoom_of(self))
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(current_theme().color("accent"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().toRectF().adjusted(1, 1, -1, -1), 4, 4)

    def paint(self, painter: QPainter, room: QRectF, theme: Theme, zoom: int = 100) -> None:
        """Draw all of it into a place of any device."""
        painter.setFont(theme.font("ui_small", zoom))
        plot = self._plot(room, QFontMetricsF(painter.font()))
        self._paint_axes(painter, theme, room, plot)
        if not self._points:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        spots = [self._spot(plot, index) for index in range(len(self._points))]
        painter.setPen(QPen(theme.color("text"), 1.5))
        painter.drawPolyline(QPolygonF(spots))
        for index, spot in enumerate(spots):
            is_half = self._points[index].name.endswith("attention")
            is_marked = index == self.marked
            painter.setPen(QPen(theme.color("accent" if is_marked else "text"), 1.5))
            painter.setBrush(theme.color("accent" if is_marked else "window"))
            if not is_half and not is_marked:
                painter.setBrush(theme.color("text"))
            size = 4.5 if is_marked else 3
            painter.drawEllipse(spot, size, size)

    def _paint_axes(self, painter: QPainter, theme: Theme, room: QRectF, plot: QRectF) -> None:
        """Draw the ends and the middle of the figure's axis, and the names of the points."""
        line = QFontMetricsF(painter.font()).height()
        for height, figure in self._figures():
            y = round(plot.bottom() - height * plot.height()) + 0.5
            painter.setPen(QPen(theme.color("line"), 1))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(theme.color("text_muted"))
            label = QRectF(room.left(), y - line / 2, plot.left() - room.left() - SPACE_2, line)
            painter.drawText(label, _RIGHT, figure)
        free = plot.left() - line  # nothing is written before it
        for index, point in enumerate(self._points):
            if point.name.endswith("attention"):
                continue
            wide = QFontMetricsF(painter.font()).horizontalAdvance(short_point_name(point.name))
            left = self._spot(plot, index).x() - wide / 2
            if left >= free:
                label = QRectF(left, plot.bottom() + SPACE_2, wide + 1, line)
                painter.drawText(label, Qt.AlignmentFlag.AlignCenter, short_point_name(point.name))
                free = left + wide + SPACE_2

    def _figures(self) -> tuple[tuple[float, str], ...]:
        """Return what is written at the axis, each with its height."""
        vocabulary = self._vocabulary
        if self._statistic is Statistic.P:
            return tuple((p, percent_of(f"{100 * p:.0f}")) for p in (0, 0.5, 1.0))
        if self._statistic is Statistic.RANK:
            values = [float(vocabulary), 100.0, 1.0]
            words = count_text
        elif self._statistic is Statistic.ENTROPY:
            values = [0.0, 5.0, 10.0, 15.0]
            words = _whole
        else:
            values = [0.0, MOST_KL / 2, MOST_KL]
            words = _whole
        heights = [self._statistic.height_of(value, vocabulary) for value in values]
        return tuple(
            (height, words(round(value)))
            for height, value in zip(heights, values, strict=True)
            if 0 <= height <= 1
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Mark the point under the mouse."""
        plot = self._plot(self._room(), QFontMetricsF(self._font()))
        if event.button() is Qt.MouseButton.LeftButton and self._points:
            spots = [self._spot(plot, index).x() for index in range(len(self._points))]
            x = event.position().x()
            self.point_chosen.emit(min(range(len(spots)), key=lambda i: abs(spots[i] - x)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk through the points."""
        last = len(self._points) - 1
        at = max(self.marked, 0)
        target = {
            Qt.Key.Key_Left: max(at - 1, 0),
            Qt.Key.Key_Right: min(at + 1, last),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }.get(Qt.Key(event.key()))
        if target is None or last < 0:
            super().keyPressEvent(event)
        else:
            self.point_chosen.emit(target)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The keyboard is elsewhere."""
        super().focusOutEvent(event)
        self.update()

    def spot_of(self, index: int) -> QPointF:
        """Return where a point stands in the widget."""
        return self._spot(self._plot(self._room(), QFontMetricsF(self._font())), index)

    # -- the rest

    def _room(self) -> QRectF:
        return self.rect().toRectF().adjusted(SPACE_1, 2, -SPACE_1, -2)

    def _font(self) -> QFont:
        return current_theme().font("ui_small", zoom_of(self))

    def _line(self) -> float:
        return QFontMetricsF(self._font()).height() + 2

    def _plot(self, room: QRectF, metrics: QFontMetricsF) -> QRectF:
        widest = count_text(max(self._vocabulary, 10_000))  # also beside percentages
        left = metrics.horizontalAdvance(widest) + SPACE_4
        half = metrics.height() / 2
        return room.adjusted(left, half, -SPACE_2, -metrics.height() - SPACE_2 - SPACE_1)

    def _spot(self, plot: QRectF, index: int) -> QPointF:
        value = self._statistic.of(self._points[index])
        up = self._statistic.height_of(value, self._vocabulary)
        step = plot.width() / max(len(self._points) - 1, 1)
        return QPointF(plot.left() + index * step, plot.bottom() - up * plot.height())


def _whole(value: int) -> str:
    return str(value)
