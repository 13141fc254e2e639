"""Pictures of weights: one hue, linear in the square root of a weight, and what is not allowed.

Owns the colours and the legend; a picture comes as one byte a cell, 255 · √weight.
"""

from __future__ import annotations

import functools

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetrics,
    QImage,
    QPainter,
    QPaintEvent,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from gptdesk.app.painting import painted
from gptdesk.app.theme import (
    APPEARANCE_CHANGED,
    SPACE_1,
    SPACE_2,
    Theme,
    current_theme,
    load_theme,
    zoom_of,
)
from gptdesk.app.views.widgets.figures import percent_of

_SCALE = (0.0, 0.01, 0.1, 0.25, 0.5, 1.0)  # weights that the legend names
_SHORT_SCALE = (0.0, 0.1, 1.0)  # where there is little room
_HATCH = 7  # pixels between two lines of the pattern
_STEP_WIDTH = 18  # of the legend, in pixels at 100 %
OUTDATED_OPACITY = 0.35


def heat_image(picture: bytes, side: int, theme: Theme) -> QImage:
    """Return a picture of weights, side · side, in the colours of a theme, RGB32."""
    image = QImage(picture, side, side, side, QImage.Format.Format_Indexed8)
    image.setColorTable(_colour_table(theme.name))
    return image.convertToFormat(QImage.Format.Format_RGB32)


@functools.cache
def _colour_table(theme_name: str) -> list[int]:
    """Return the colours of all bytes; a theme's never change."""
    theme = load_theme(theme_name)
    return [heat_colour(value / 255, theme).rgb() for value in range(256)]


def heat_colour(root: float, theme: Theme) -> QColor:
    """Return the colour of a weight by its square root, 0 … 1."""
    ground, hue = theme.color("surface"), theme.color("token_orange")
    parts = (
        (ground.red(), hue.red()),
        (ground.green(), hue.green()),
        (ground.blue(), hue.blue()),
    )
    return QColor(*(round(a + (b - a) * root) for a, b in parts))


def paint_future(painter: QPainter, area: QRectF, cells: int, theme: Theme) -> None:
    """Hatch what lies above the diagonal of a square of cells: later places, not allowed."""
    if cells < 2:
        return
    cell = area.width() / cells
    if cells <= 128:  # in steps
        corners = [area.topRight()]
        corners.append(QPointF(area.right(), area.bottom() - cell))
        for row in range(cells - 2, -1, -1):
            x, y = area.left() + (row + 1) * cell, area.top() + (row + 1) * cell
            corners += [QPointF(x, y), QPointF(x, y - cell)]
    else:
        corners = [area.topRight(), area.bottomRight(), area.topLeft()]
        corners[1] -= QPointF(0, cell)
        corners[2] += QPointF(cell, 0)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(hatching(theme))
    painter.drawPolygon(QPolygonF(corners))


def hatching(theme: Theme) -> QBrush:
    """Return the pattern of what is not allowed, on the window's ground."""
    return QBrush(_hatched_tile(theme.name))


@functools.cache
def _hatched_tile(theme_name: str) -> QImage:
    theme = load_theme(theme_name)
    tile = QImage(_HATCH, _HATCH, QImage.Format.Format_RGB32)
    tile.fill(theme.color("window"))
    for x in range(_HATCH):
        tile.setPixelColor(x, _HATCH - 1 - x, theme.color("line"))
    return tile


class HeatLegend(QWidget):
    """The scale of the weights, and the pattern of what is not allowed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(
            self.tr("Scale of the weights, by their square root; hatched: not allowed")
        )
        self.setToolTip(self.accessibleName())

    def sizeHint(self) -> QSize:
        """Have room for the steps and their words."""
        return self._size_of(_SCALE)

    def minimumSizeHint(self) -> QSize:
        """Have room for a few of them."""
        return self._size_of(_SHORT_SCALE)

    def customEvent(self, event: QEvent) -> None:
        """Take the room of the new size."""
        if event.type() == APPEARANCE_CHANGED:
            self.updateGeometry()
            self.update()

    def _size_of(self, scale: tuple[float, ...]) -> QSize:
        metrics, words = QFontMetrics(self._font()), self._words(scale)
        step = _STEP_WIDTH * zoom_of(self) // 100
        width = sum(map(metrics.horizontalAdvance, words)) + len(words) * (step + SPACE_1 + SPACE_2)
        return QSize(width, metrics.height() + 2)

    def _font(self) -> QFont:
        return current_theme().font("ui_small", zoom_of(self))

    def _words(self, scale: tuple[float, ...]) -> tuple[str, ...]:
        return (
            *(percent_of(f"{weight * 100:g}") for weight in scale),
            self.tr("not allowed"),
        )

    @painted
    def paintEvent(self, painter: QPainter, event: QPaintEvent) -> None:
        """Paint a box and its weight, one after the other."""
        theme, font = current_theme(), self._font()
        metrics = QFontMetrics(font)
        painter.setFont(font)
        wide, high, x = _STEP_WIDTH * zoom_of(self) // 100, metrics.height() - 2, 0
        scale = _SCALE if self.width() >= self._size_of(_SCALE).width() else _SHORT_SCALE
        for index, word in enumerate(self._words(scale)):
            box = QRectF(x, 1, wide, high)
            painter.setPen(theme.color("line_strong"))
            is_scale = index < len(scale)
            painter.setBrush(
                heat_colour(scale[index] ** 0.5, theme) if is_scale else hatching(theme)
            )
            painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
            x += wide + SPACE_1
            painter.setPen(theme.color("text_muted"))
            advance = metrics.horizontalAdvance(word)
            place = QRectF(x, 0, advance + 1, self.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, word)
            x += advance + SPACE_2
