"""Short texts in one font that are drawn over and over: each is measured and shaped once.

While tokens stream, a list of alternatives is drawn anew several times a second: ranks, small
chances, names of filters and frequent tokens come again and again. To draw such a text costs a
third of what `QPainter.drawText` takes, which shapes it each time. Owns what is kept of them; must
not know what they say.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QStaticText, QTransform

_KEPT = 1_000  # texts; with their glyphs some 500 bytes each


@dataclass(frozen=True, slots=True)
class _Shaped:
    text: QStaticText
    width: float
    height: float


class Letters:
    """Draws single lines of plain text in one font, in the painter's colour.

    Attributes:
        font: the font.
        height: of a line, pixels.
    """

    def __init__(self, font: QFont) -> None:
        self.font = font
        self._metrics = QFontMetrics(font)
        self.height = self._metrics.height()
        self._shaped = lru_cache(_KEPT)(self._shape)
        self.elided = lru_cache(_KEPT)(self._elide)

    def width(self, text: str) -> float:
        """Return how wide a text is, pixels."""
        return self._shaped(text).width

    def draw_right(self, painter: QPainter, rect: QRect, right: int, text: str) -> None:
        """Draw a text that ends at `right`, in the middle of the height of `rect`."""
        shaped = self._shaped(text)
        self._draw(painter, right - shaped.width, rect, shaped)

    def draw_left(self, painter: QPainter, rect: QRect, left: float, text: str) -> None:
        """Draw a text that begins at `left`, in the middle of the height of `rect`."""
        self._draw(painter, left, rect, self._shaped(text))

    def _draw(self, painter: QPainter, left: float, rect: QRect, shaped: _Shaped) -> None:
        painter.setFont(self.font)
        top = rect.top() + (rect.height() - shaped.height) / 2
        painter.drawStaticText(QPointF(left, top), shaped.text)

    def _shape(self, text: str) -> _Shaped:
        made = QStaticText(text)
        made.setTextFormat(Qt.TextFormat.PlainText)
        made.prepare(QTransform(), self.font)
        size = made.size()
        return _Shaped(made, size.width(), size.height())

    def _elide(self, text: str, width: int) -> str:
        return self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
