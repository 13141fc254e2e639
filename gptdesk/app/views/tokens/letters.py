"""Short texts in one font that are drawn over and over: each is measured and shaped once.

While tokens stream, a list of alternatives is drawn anew several times a second: ranks, small
chances, names of filters and frequent tokens come again and again. To draw such a text costs a
third of what `QPainter.drawText` takes, which shapes it each time. Owns what is kept of them; must
not know what they say.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QStaticText, QTransform

_KEPT = 1_000  # texts; with their glyphs some 500 bytes each


@dataclass(frozen=True, slots=True)
class _Shaped:
    text: QStaticText
    width: float
    height: float


class Letters:
    """Draws single lines of plain text in one font, in the painter's colour.

    Before it draws, `take` gives the painter the font.

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

    def take(self, painter: QPainter) -> None:
        """Let a painter draw in this font."""
        painter.setFont(self.font)

    def draw_right(self, painter: QPainter, right: int, middle: float, text: str) -> None:
        """Draw a text that ends at `right`, with `middle` in the middle of its height."""
        shaped = self._shaped(text)
        left = math.floor(right - shaped.width + 0.5)
        painter.drawStaticText(left, _top(middle, shaped.height), shaped.text)

    def draw_left(self, painter: QPainter, left: float, middle: float, text: str) -> None:
        """Draw a text that begins at `left`, with `middle` in the middle of its height."""
        shaped = self._shaped(text)
        painter.drawStaticText(math.floor(left + 0.5), _top(middle, shaped.height), shaped.text)

    def _shape(self, text: str) -> _Shaped:
        made = QStaticText(text)
        made.setTextFormat(Qt.TextFormat.PlainText)
        made.prepare(QTransform(), self.font)
        size = made.size()
        return _Shaped(made, size.width(), size.height())

    def _elide(self, text: str, width: int) -> str:
        return self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)


def _top(middle: float, height: float) -> int:
    """Return where a line begins: halves always up, or rows of an odd height would be uneven."""
    return math.floor(middle - height / 2 + 0.5)
