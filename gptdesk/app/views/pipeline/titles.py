"""The titles of the pipeline's columns, which stay in sight while the rows scroll under them.

Owns where they stand; what they say and look like is the table's.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from gptdesk.app.painting import painted
from gptdesk.app.theme import current_theme


class StickyTitles(QWidget):
    """Lies on a table: at its top, or lower where that is scrolled out of sight.

    What the mouse does on it, the table is told.
    """

    def __init__(self, table: QWidget, paint: Callable[[QPainter], None]) -> None:
        """Lie on `table`; `paint` draws the titles with their top left corner at (0, 0)."""
        super().__init__(table)
        self._table = table
        self._paint = paint
        self._area: QScrollArea | None = None
        self._lowest = 0
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)

    def follow(self, area: QScrollArea) -> None:
        """Stay in sight in the area that the table scrolls in."""
        self._area = area
        area.verticalScrollBar().valueChanged.connect(self.settle)
        self._table.installEventFilter(self)

    def fit(self, height: int, lowest: int) -> None:
        """Take another size, and say other things, perhaps.

        Args:
            height: pixels; the width is the table's.
            lowest: the last place for their top, over the end of the rows.
        """
        self._lowest = lowest
        self.resize(self._table.width(), height)
        self.settle()
        self.update()  # what is painted of the table again is only what they do not cover

    @Slot()
    def settle(self) -> None:
        """Stand at the first line of the table that is in sight."""
        hidden = 0
        if self._area is not None:
            hidden = -self._table.mapTo(self._area.viewport(), QPoint(0, 0)).y()
        self.move(0, max(0, min(hidden, self._lowest)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The table was moved by what stands above it."""
        if event.type() == QEvent.Type.Move:
            self.settle()
        return False

    @painted
    def paintEvent(self, painter: QPainter, event: QPaintEvent) -> None:
        """Paint them on the page's ground: rows are under them."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), current_theme().color("window"))
        self._paint(painter)
