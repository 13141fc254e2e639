"""The curve of a training's loss over its steps."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from gptdesk.app.painting import painted
from gptdesk.app.theme import SPACE_1, current_theme, zoom_of, zoomed
from gptdesk.sentences import numbered

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class LossCurve(QWidget):
    """Loss upwards from 0, in nats per token; steps to the right, up to the last that is planned.

    Where several steps share a pixel, their mean is drawn.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._losses: Sequence[tuple[int, float]] = ()
        self._steps = 0
        self.setAccessibleName(self.tr("Loss over the steps"))

    def show_losses(self, losses: Sequence[tuple[int, float]], steps: int) -> None:
        """Draw these losses, of a run of so many steps."""
        self._losses, self._steps = losses, steps
        latest = losses[-1] if losses else None
        self.setAccessibleDescription(
            self.tr("Step {0}: {1} nats per token").format(latest[0], f"{latest[1]:.3f}")
            if latest
            else ""
        )
        self.update()

    def sizeHint(self) -> QSize:
        """Room for a curve that can be read."""
        zoom = zoom_of(self)
        return QSize(zoomed(240, zoom), zoomed(110, zoom))

    def minimumSizeHint(self) -> QSize:
        """As low as a window of 600 pixels makes it."""
        zoom = zoom_of(self)
        return QSize(zoomed(120, zoom), zoomed(56, zoom))

    @painted
    def paintEvent(self, painter: QPainter, event: QPaintEvent) -> None:
        """Draw axes, figures and curve."""
        theme = current_theme()
        font = theme.font("ui_small", zoom_of(self))
        metrics = QFontMetricsF(font)
        line, wide = metrics.height(), metrics.horizontalAdvance("00.0") + SPACE_1
        plot = QRectF(wide, line / 2, self.width() - wide - 1, self.height() - 1.5 * line - SPACE_1)
        top = max([loss for _, loss in self._losses], default=1.0)
        painter.setFont(font)
        painter.setPen(QColor(theme.colours["text_muted"]))
        for value, y in ((top, plot.top()), (0.0, plot.bottom())):
            room = QRectF(0, y - line / 2, wide - SPACE_1, line)
            painter.drawText(room, _RIGHT, f"{value:.1f}" if self._losses else "")
        below = QRectF(plot.left(), plot.bottom() + SPACE_1, plot.width(), line)
        painter.drawText(below, _LEFT, self.tr("Loss, nats per token"))
        if self._steps:
            painter.drawText(
                below, _RIGHT, numbered(self._steps, self.tr("1 step"), self.tr("{0} steps"))
            )
        painter.setPen(QPen(QColor(theme.colours["line_strong"]), 1))
        painter.drawLine(plot.bottomLeft(), plot.bottomRight())
        if not self._losses:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.colours["accent"]), 1.5))
        painter.drawPolyline(QPolygonF(self._points(plot, top)))

    def _points(self, plot: QRectF, top: float) -> list[QPointF]:
        columns: dict[int, list[float]] = {}
        for step, loss in self._losses:
            columns.setdefault(round(plot.width() * step / max(self._steps, 1)), []).append(loss)
        return [
            QPointF(plot.left() + x, plot.bottom() - plot.height() * sum(ys) / len(ys) / top)
            for x, ys in columns.items()
        ]
