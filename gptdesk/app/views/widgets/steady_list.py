"""A list that keeps its current row in sight when it becomes lower."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QListWidget


class SteadyList(QListWidget):
    """Rows under each other."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Scroll to the current row; Qt leaves it below the edge."""
        super().resizeEvent(event)
        if self.currentRow() >= 0:
            self.scrollToItem(self.currentItem())
