"""The layer of search hits on a page: each is tinted, and the current one outlined.

Owns the look of hits; takes their positions from the search and all geometry from the entry.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from gptdesk.app.theme import Theme
from gptdesk.app.views.page.entry import Entry
from gptdesk.app.views.page.hits import FindHits, Hit
from gptdesk.app.views.page.token_boxes import MARK_WIDTH, lines_between

_ROUND = 3


@dataclass(frozen=True, slots=True)
class FoundMarks:
    """The hits of a search, as a layer of the page.

    Attributes:
        hits: all of them.
        current: place of the current one; None for none.
    """

    hits: FindHits
    current: Hit | None = None

    def paint_under(
        self, painter: QPainter, theme: Theme, entry: Entry, band: tuple[float, float]
    ) -> None:
        """Tint the visible hits of an entry."""
        tint = theme.color("found")
        for start, end, box in self._boxes(entry, band):
            is_current = self.current == (entry.first_row, start, end)
            painter.fillRect(box, theme.color("found_current") if is_current else tint)

    def paint_over(
        self, painter: QPainter, theme: Theme, entry: Entry, band: tuple[float, float]
    ) -> None:
        """Outline the current hit."""
        current = self.current
        if current is None or current.row != entry.first_row:
            return
        painter.setPen(QPen(theme.color("text"), MARK_WIDTH))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for _, _, box in self._boxes(entry, band, one=current):
            painter.drawRoundedRect(box.adjusted(-0.5, -0.5, 0.5, 0.5), _ROUND, _ROUND)

    def _boxes(
        self, entry: Entry, band: tuple[float, float], *, one: Hit | None = None
    ) -> list[tuple[int, int, QRectF]]:
        """Return the boxes of all hits in the band, or of one."""
        boxes: list[tuple[int, int, QRectF]] = []
        for block, line, first, last, box in lines_between(entry, band):
            spans = self.hits.between(entry.first_row, first, last) if one is None else (one[1:],)
            for start, end in spans:
                left, right = max(start, first), min(end, last)
                if left < right:
                    boxes.extend(
                        (start, end, QRectF(x0, box.top(), x1 - x0, box.height()))
                        for x0, x1 in block.spans_in(line, left, right)
                    )
        return boxes
