"""The painter of the curves over a text: on the screen, into a picture, into an SVG file.

Owns axes, bars and lines; must not know the mouse. Two plots share one axis of tokens:
surprisal upwards and entropy downwards from a common zero, both in bits, and below them the
perplexity so far, in powers of two.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPolygonF

from gptdesk.analysis.curves import Point, TextCurves
from gptdesk.app.theme import SPACE_1, SPACE_2, Theme
from gptdesk.app.views.text.curves_layout import (
    BIT_SCALES,
    POWER_SCALES,
    CurvesLayout,
    bit_figures,
    height_of,
    largest_bits,
    largest_power,
    means,
    peaks,
    perplexity_figures,
    scale_for,
)

_WIDEST_BAR = 12.0
_UPPER_SHARE = 0.62  # of the height, for the plot of bits
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class CurvesPainter:
    """Draws in the colours and fonts of one theme.

    Args:
        theme: of the colours and fonts.
        zoom: percent.
        has_answer: the text is a prompt and its answer, and not one that is only read.
    """

    def __init__(self, theme: Theme, zoom: int = 100, *, has_answer: bool = True) -> None:
        self._theme = theme
        self._has_answer = has_answer
        self.font = theme.font("ui_small", zoom)
        self._metrics = QFontMetricsF(self.font)
        self._line = self._metrics.height() + 2

    @property
    def height(self) -> int:
        """Smallest readable height of the chart, in pixels."""
        return round(3 * self._line + 2 * SPACE_1 + 196)

    def layout(self, rect: QRectF, curves: TextCurves) -> CurvesLayout:
        """Divide a place among the two plots, their headings and the axis of tokens."""
        left = rect.left() + self._metrics.horizontalAdvance("1,024") + SPACE_1
        width = max(1.0, rect.right() - left)
        # Two headings and the axis of tokens are a line each; the figures of the axes hang over.
        room = max(40.0, rect.height() - 3 * self._line - 3 * SPACE_1)
        upper = room * _UPPER_SHARE
        bits = QRectF(left, rect.top() + self._line + SPACE_1, width, upper)
        below = bits.bottom() + SPACE_1 + self._line
        return CurvesLayout(
            bits,
            QRectF(left, below + SPACE_1, width, room - upper),
            len(curves.points),
            scale_for(BIT_SCALES, largest_bits(curves.points)),
            scale_for(POWER_SCALES, largest_power(curves.points)),
        )

    def paint(
        self,
        painter: QPainter,
        layout: CurvesLayout,
        curves: TextCurves,
        *,
        marked: int | None = None,
        pointed: int | None = None,
    ) -> None:
        """Draw all of it.

        Args:
            painter: of the device.
            layout: from `layout`.
            curves: of the text.
            marked: the place that is looked at.
            pointed: the place under the mouse.
        """
        painter.setFont(self.font)
        self._paint_prompt(painter, layout, curves)
        self._paint_headings(painter, layout)
        self._paint_grid(painter, layout)
        if pointed is not None:
            self._paint_place(painter, layout, pointed, "line_strong")
        self._paint_bars(painter, layout, curves.points, marked)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_perplexity(painter, layout, curves.points)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        if marked is not None and marked < layout.count:
            self._paint_mark(painter, layout, curves.points[marked], marked)

    def _paint_prompt(self, painter: QPainter, layout: CurvesLayout, curves: TextCurves) -> None:
        """Draw the prompt's ground, and below the axis which part is whose."""
        prompt = curves.prompt_points if self._has_answer else 0
        split = layout.bits.left() + prompt * layout.slot
        if prompt:
            for plot in (layout.bits, layout.perplexity):
                ground = QRectF(plot.left(), plot.top(), split - plot.left(), plot.height())
                painter.fillRect(ground, self._theme.color("surface_raised"))
        painter.setPen(self._theme.color("text_muted"))
        for place, text in self.part_labels(layout, prompt):
            painter.drawText(place, _LEFT, text)

    def part_labels(self, layout: CurvesLayout, prompt: int) -> list[tuple[QRectF, str]]:
        """Return the labels below the axis, with their places.

        The prompt's stands at the left, the answer's where the answer begins or as near to it as
        both have room. Where there is room for one, the longer part has it.

        Args:
            layout: from `layout`.
            prompt: tokens of the prompt.
        """
        answer = layout.count - prompt
        name = _tr("answer {0}") if self._has_answer else _tr("tokens {0}")
        texts = _tr("prompt {0}").format(f"{prompt:,}"), name.format(f"{answer:,}")
        widths = [self._metrics.horizontalAdvance(text) + 1 for text in texts]
        left, right = layout.bits.left(), layout.bits.right()
        after = left + widths[0] + max(SPACE_2, self._line / 2) if prompt else left
        begin = min(max(left + prompt * layout.slot, after), right - widths[1])
        has_room = not prompt or not answer or begin >= after
        top = layout.perplexity.bottom() + SPACE_1
        labels: list[tuple[QRectF, str]] = []
        if prompt and (has_room or prompt > answer):
            labels.append((QRectF(left, top, widths[0], self._line), texts[0]))
        if answer and (has_room or prompt <= answer):
            labels.append((QRectF(begin, top, widths[1], self._line), texts[1]))
        return labels

    def _paint_headings(self, painter: QPainter, layout: CurvesLayout) -> None:
        """Draw what each plot shows; a bar or a line stands before its name."""
        top = layout.bits.top() - SPACE_1 - self._line
        x = layout.bits.left()
        x = self._paint_key(painter, x, top, _tr("▴ surprisal"), "bar", is_bar=True)
        self._paint_key(painter, x, top, _tr("▾ entropy"), "bar_rest", is_bar=True)
        painter.setPen(self._theme.color("text_muted"))
        line = QRectF(layout.bits.left(), top, layout.bits.width(), self._line)
        painter.drawText(line, _RIGHT, _tr("bits"))
        top = layout.perplexity.top() - SPACE_1 - self._line
        x = layout.perplexity.left()
        self._paint_key(painter, x, top, _tr("perplexity so far"), "text", is_bar=False)

    def _paint_key(
        self, painter: QPainter, x: float, top: float, name: str, color: str, *, is_bar: bool
    ) -> float:
        """Draw one name of a heading; return where the next one begins."""
        middle = top + self._line / 2
        height = 8.0 if is_bar else 2.0
        width = 6.0 if is_bar else 14.0
        mark = QRectF(x, middle - height / 2, width, height)
        painter.fillRect(mark, self._theme.color(color))
        painter.setPen(self._theme.color("text_muted"))
        text_width = self._metrics.horizontalAdvance(name) + 1
        text = QRectF(mark.right() + SPACE_1, top, text_width, self._line)
        painter.drawText(text, _LEFT, name)
        return text.right() + SPACE_2

    def _paint_grid(self, painter: QPainter, layout: CurvesLayout) -> None:
        """Draw the zero, the middle and the top of each plot, with what they stand for."""
        for plot, figures in (
            (layout.bits, bit_figures(layout.bit_scale)),
            (layout.perplexity, perplexity_figures(layout.perplexity_scale)),
        ):
            for share, figure in figures:
                y = round(height_of(plot, share)) + 0.5
                is_zero = share == (0.5 if plot is layout.bits else 0.0)
                color = "line_strong" if is_zero else "line"
                painter.setPen(QPen(self._theme.color(color), 1))
                painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
                painter.setPen(self._theme.color("text_muted"))
                text = QRectF(0, y - self._line / 2, plot.left() - SPACE_1, self._line)
                painter.drawText(text, _RIGHT, figure)

    def _paint_bars(
        self, painter: QPainter, layout: CurvesLayout, points: Sequence[Point], marked: int | None
    ) -> None:
        """Draw surprisal and entropy; where tokens share a pixel, the highest of them."""
        gap = 1.0 if layout.slot >= 3 else 0.0
        width = max(1.0, min(layout.slot - gap, _WIDEST_BAR))
        for figure, y_of, name in (
            (_surprisal, layout.y_of_surprisal, "bar"),
            (_entropy, layout.y_of_entropy, "bar_rest"),
        ):
            usual, chosen = self._theme.color(name), self._theme.color("bar_chosen")
            for place, bits in peaks(points, figure, layout.slot):
                end = y_of(bits)
                left = layout.x_of(place) - width / 2
                bar = QRectF(left, min(end, layout.zero), width, abs(end - layout.zero))
                painter.fillRect(bar, chosen if place == marked else usual)
                if bits > layout.bit_scale:  # it goes on: a gap in the ground's colour
                    break_at = QRectF(left - 1, end + 4, width + 2, 2)
                    painter.fillRect(break_at, self._theme.color("window"))

    def _paint_perplexity(
        self, painter: QPainter, layout: CurvesLayout, points: Sequence[Point]
    ) -> None:
        """Draw the perplexity so far; where tokens share a pixel, their mean."""
        pen = QPen(self._theme.color("text"), 1.5)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        line = [
            QPointF(layout.bits.left() + x * layout.slot, layout.y_of_perplexity(value))
            for x, value in means(points, _perplexity, layout.slot)
        ]
        if len(line) == 1:
            painter.drawEllipse(line[0], 1.5, 1.5)
        else:
            painter.drawPolyline(QPolygonF(line))

    def _paint_place(self, painter: QPainter, layout: CurvesLayout, place: int, color: str) -> None:
        """Draw a line through both plots."""
        x = round(layout.x_of(place)) + 0.5
        painter.setPen(QPen(self._theme.color(color), 1))
        for plot in (layout.bits, layout.perplexity):
            painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))

    def _paint_mark(
        self, painter: QPainter, layout: CurvesLayout, point: Point, place: int
    ) -> None:
        """Draw the token that is looked at: a line, and a dot on every curve."""
        self._paint_place(painter, layout, place, "accent")
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.color("window"), 1.5))
        painter.setBrush(self._theme.color("accent"))
        for value, y_of in (
            (point.surprisal_bits, layout.y_of_surprisal),
            (point.entropy_bits, layout.y_of_entropy),
            (point.perplexity, layout.y_of_perplexity),
        ):
            if value is not None:
                painter.drawEllipse(QPointF(layout.x_of(place), y_of(value)), 4, 4)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)


def _surprisal(point: Point) -> float | None:
    return point.surprisal_bits


def _entropy(point: Point) -> float | None:
    return point.entropy_bits


def _perplexity(point: Point) -> float | None:
    return point.perplexity


def _tr(text: str) -> str:
    return QCoreApplication.translate("CurvesPainter", text)
