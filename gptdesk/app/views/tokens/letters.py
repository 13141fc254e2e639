"""Short texts in one font that are drawn over and over: each is measured and shaped once.

While tokens stream, a list of alternatives is drawn anew several times a second: ranks, small
chances, names of filters and frequent tokens come again and again. To draw such a text costs a
third of what `QPainter.drawText` takes, which shapes it each time. Owns what is kept of them; must
not know what they say.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics, QStaticText, QTransform

_KEPT = 1_000  # texts; with their glyphs some 500 bytes each


@dataclass(frozen=True, slots=True)
class Shaped:
    """A text that needs only to be drawn, and its size, pixels."""

    text: QStaticText
    width: float
    height: float


class Letters:
    """Shapes single lines of plain text in one font.

    Attributes:
        font: the font.
        height: of a line, pixels.
        shaped: returns a text as it is drawn.
        elided: returns a text as far as it fits into a width in pixels.
    """

    def __init__(self, font: QFont) -> None:
        self.font = font
        self._metrics = QFontMetrics(font)
        self.height = self._metrics.height()
        self.shaped = lru_cache(_KEPT)(self._shape)
        self.elided = lru_cache(_KEPT)(self._elide)

    def width(self, text: str) -> float:
        """Return how wide a text is, pixels."""
        return self.shaped(text).width

    def _shape(self, text: str) -> Shaped:
        made = QStaticText(text)
        made.setTextFormat(Qt.TextFormat.PlainText)
        made.prepare(QTransform(), self.font)
        size = made.size()
        return Shaped(made, size.width(), size.height())

    def _elide(self, text: str, width: int) -> str:
        return self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
