"""The draw as a bar: chances laid end to end from 0 to 1, and the point where u fell.

Owns painting and the sentence below; the intervals are the engine's.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAccessible,
    QColor,
    QFontMetrics,
    QHelpEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gptdesk.analysis.rows import TextOf
from gptdesk.app.access.descriptions import describe
from gptdesk.app.access.roles import hear_as
from gptdesk.app.painting import painted
from gptdesk.app.phrases import sentences
from gptdesk.app.theme import APPEARANCE_CHANGED, SPACE_1, current_theme, zoom_of
from gptdesk.app.views.widgets.figures import percent_text, point_text, points_text
from gptdesk.engine.inspection.values import Draw, Interval

_BAR_HEIGHT = 22
_POINTER = 5


def draw_in_words(draw: Draw, text_of: TextOf, token_id: int | None) -> str:
    """Return where the dice fell, and where the token of the text stands if that is elsewhere.

    Args:
        draw: the intervals.
        text_of: how tokens are written.
        token_id: the token that stands in the text.
    """
    drawn = draw.drawn
    u, low, high = points_text(draw.u, drawn.low, drawn.high)
    words = _tr("u = {0} falls on “{1}”, which has {2} to {3}.").format(
        u, text_of(drawn.token_id), low, high
    )
    if token_id is None or token_id == drawn.token_id:
        return words
    if draw.chosen is None:
        other = _tr("“{0}”, which stands in the text, could not be drawn.").format(
            text_of(token_id)
        )
    else:
        _, low, high = points_text(draw.u, draw.chosen.low, draw.chosen.high)
        other = _tr("“{0}”, which stands in the text, has {1} to {2}.").format(
            text_of(token_id), low, high
        )
    return sentences((words, other))


class DrawBar(QWidget):
    """One bar from 0 to 1 and a pointer on it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        hear_as(DrawBar, QAccessible.Role.Chart)
        self._draw: Draw | None = None
        self._token_id: int | None = None
        self._text_of: TextOf = str
        self._reason = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("The draw"))
        self._fit_to_zoom()

    def show_draw(self, draw: Draw, text_of: TextOf, token_id: int | None) -> None:
        """Show where the dice fell; arguments as in `draw_in_words`."""
        self._draw, self._text_of, self._token_id = draw, text_of, token_id
        parts = [draw_in_words(draw, text_of, token_id)]
        parts.extend(_in_words(interval, text_of) for interval in draw.leading)
        describe(self, "\n".join(parts))
        self.update()

    def show_reason(self, reason: str) -> None:
        """Say why there is no draw to be seen."""
        self._draw, self._reason = None, reason
        describe(self, reason)
        self.update()

    def customEvent(self, event: QEvent) -> None:
        """Draw in the new size."""
        if event.type() == APPEARANCE_CHANGED:
            self._fit_to_zoom()

    def _fit_to_zoom(self) -> None:
        theme, zoom = current_theme(), zoom_of(self)
        self._font, self._mono = theme.font("ui_small", zoom), theme.font("mono_small", zoom)
        self._bar_height = max(_BAR_HEIGHT, QFontMetrics(self._mono).height() + 4)
        self.setFixedHeight(self.sizeHint().height())
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for the pointer's figure, the bar and the figures of its ends."""
        line = QFontMetrics(self._font).height()
        return QSize(300, 2 * line + _POINTER + self._bar_height + 2 * SPACE_1)

    def minimumSizeHint(self) -> QSize:
        """Be as narrow as the panel."""
        return QSize(120, self.sizeHint().height())

    def event(self, event: QEvent) -> bool:
        """Say whose part of the bar the mouse rests on."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            interval = self.interval_at(event.pos().x())
            if interval is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), _in_words(interval, self._text_of), self)
            return True
        return super().event(event)

    def interval_at(self, x: int) -> Interval | None:
        """Return the token whose part of the bar is at `x`; None among everything else."""
        if self._draw is None:
            return None
        point = x / max(1, self.width())
        known = [*self._draw.leading, self._draw.drawn]
        if self._draw.chosen is not None:
            known.append(self._draw.chosen)
        return next((one for one in known if one.low <= point < one.high), None)

    @painted
    def paintEvent(self, painter: QPainter, event: QPaintEvent) -> None:
        """Paint the bar, or why there is none."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font)
        if self._draw is None:
            painter.setPen(self._color("text_muted"))
            painter.drawText(
                self.rect(),
                Qt.AlignmentFlag.AlignLeft
                | Qt.AlignmentFlag.AlignVCenter
                | Qt.TextFlag.TextWordWrap,
                self._reason,
            )
            return
        line = QFontMetrics(self._font).height()
        bar = QRectF(0, line + _POINTER + SPACE_1, self.width(), self._bar_height)
        self._paint_intervals(painter, bar, self._draw)
        self._paint_ends(painter, bar)
        self._paint_pointer(painter, bar, self._draw.u)

    def _paint_intervals(self, painter: QPainter, bar: QRectF, draw: Draw) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._color("surface_raised"))  # everything else
        painter.drawRect(bar)
        for place, interval in enumerate(draw.leading):
            self._paint_interval(painter, bar, interval, is_even=place % 2 == 0)
        for interval in (draw.chosen, draw.drawn):
            if interval is not None:
                self._paint_interval(painter, bar, interval, is_even=True)

    def _paint_interval(
        self, painter: QPainter, bar: QRectF, interval: Interval, *, is_even: bool
    ) -> None:
        left = bar.left() + bar.width() * interval.low
        width = max(1.0, bar.width() * (interval.high - interval.low))
        rect = QRectF(left, bar.top(), width, bar.height())
        is_chosen = interval.token_id == self._token_id
        color = "bar_chosen" if is_chosen else "pressed" if is_even else "hover"
        painter.fillRect(rect, self._color(color))
        text = self._text_of(interval.token_id)
        free = self._free_of_pointer(rect)
        if QFontMetrics(self._mono).horizontalAdvance(text) + 4 <= free.width():
            painter.setFont(self._mono)
            painter.setPen(self._color("on_accent" if is_chosen else "text"))
            painter.drawText(free, Qt.AlignmentFlag.AlignCenter, text)
            painter.setFont(self._font)

    def _free_of_pointer(self, rect: QRectF) -> QRectF:
        """Return the larger part of `rect` beside the pointer."""
        assert self._draw is not None, "painted only with a draw"
        x = self.width() * self._draw.u
        if not rect.left() < x < rect.right():
            return rect
        left, right = QRectF(rect), QRectF(rect)
        left.setRight(x - 2)
        right.setLeft(x + 2)
        return max(left, right, key=QRectF.width)

    def _paint_ends(self, painter: QPainter, bar: QRectF) -> None:
        painter.setPen(QPen(self._color("line_strong"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(bar.adjusted(0.5, 0.5, -0.5, -0.5))
        painter.setPen(self._color("text_muted"))
        below = QRectF(0, bar.bottom() + 2, bar.width(), QFontMetrics(self._font).height())
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, "0")
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, "1")

    def _paint_pointer(self, painter: QPainter, bar: QRectF, u: float) -> None:
        x = bar.left() + bar.width() * u
        painter.fillRect(QRectF(x - 2, bar.top(), 4, bar.height()), self._color("window"))
        painter.fillRect(QRectF(x - 1, bar.top() - 2, 2, bar.height() + 4), self._color("text"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._color("text"))
        top = bar.top() - 2
        corners = [(x, top), (x - _POINTER, top - _POINTER), (x + _POINTER, top - _POINTER)]
        painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))
        text = f"u = {point_text(u)}"
        width = QFontMetrics(self._font).horizontalAdvance(text) + 2
        left = min(max(0.0, x - width / 2), self.width() - width)
        painter.setPen(self._color("text"))
        place = QRectF(left, 0, width, bar.top() - _POINTER - 2)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)

    def _color(self, name: str) -> QColor:
        return current_theme().color(name)


def _in_words(interval: Interval, text_of: TextOf) -> str:
    low, high = points_text(interval.low, interval.high)
    return _tr("“{0}”: {1} to {2}, {3}").format(
        text_of(interval.token_id), low, high, percent_text(interval.final_p)
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("DrawBar", text)
