"""The marks of a list's rows, gathered by pen and brush and drawn in a few strokes.

To give a painter another font, pen or brush takes as long as to draw a short text, and a list that
is drawn row by row does so a dozen times in each. Owns the order: grounds, lines, texts; must not
know what they mean.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QStaticText

from gptdesk.app.views.tokens.letters import Letters

_Placed = tuple[int, int, QStaticText]  # left, top


class Marks:
    """Boxes that do not overlap, lines over them as they were added, and texts over those."""

    def __init__(self) -> None:
        self._boxes: dict[int, tuple[QColor, list[tuple[QRectF, float]]]] = {}
        self._lines: list[tuple[QRectF, QColor]] = []
        self._texts: dict[tuple[Letters, int], tuple[QColor, list[_Placed]]] = {}

    def add_box(self, color: QColor, box: QRectF, radius: float) -> None:
        """Add a filled box; the radius across is no more than half of its width."""
        self._boxes.setdefault(color.rgba(), (color, []))[1].append((box, radius))

    def add_line(self, color: QColor, box: QRectF) -> None:
        """Add a line, as a box."""
        self._lines.append((box, color))

    def add_left(
        self, letters: Letters, color: QColor, left: float, middle: float, text: str
    ) -> None:
        """Add a text that begins at `left`, with `middle` in the middle of its height."""
        shaped = letters.shaped(text)
        placed = math.floor(left + 0.5), _top(middle, shaped.height), shaped.text
        self._texts.setdefault((letters, color.rgba()), (color, []))[1].append(placed)

    def add_right(
        self, letters: Letters, color: QColor, right: float, middle: float, text: str
    ) -> None:
        """Add a text that ends at `right`, with `middle` in the middle of its height."""
        self.add_left(letters, color, right - letters.width(text), middle, text)

    def draw(self, painter: QPainter) -> None:
        """Draw all of them; the painter keeps the last pen, brush and font."""
        painter.setPen(Qt.PenStyle.NoPen)
        for color, boxes in self._boxes.values():
            painter.setBrush(color)
            for box, radius in boxes:
                painter.drawRoundedRect(box, min(radius, box.width() / 2), radius)
        for box, color in self._lines:
            painter.fillRect(box, color)
        for (letters, _), (color, texts) in self._texts.items():
            painter.setFont(letters.font)
            painter.setPen(color)
            for left, top, text in texts:
                painter.drawStaticText(left, top, text)


def _top(middle: float, height: float) -> int:
    """Return where a line begins: halves always up, or rows of an odd height would be uneven."""
    return math.floor(middle - height / 2 + 0.5)
