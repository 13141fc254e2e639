"""A scrolled area of painted cells: tips, zoom, and its look under the keyboard.

Owns what such areas have in common; what stands in a cell, and how it looks, is the subclass's.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip

ARROW_STEPS = ((-1, 0), (1, 0), (0, -1), (0, 1))  # rows and columns that an arrow key goes
FAR = 16  # cells that Ctrl and an arrow key go


class CellArea(QAbstractScrollArea):
    """Says what is under a mouse that rests, and is drawn anew when the keyboard comes or goes."""

    def tip_at(self, pos: QPoint) -> str:
        """Return what the mouse is told at a place of the viewport; empty for nothing."""
        raise NotImplementedError

    def viewportEvent(self, event: QEvent) -> bool:
        """Say what is under a mouse that rests."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.tip_at(event.pos()), self)
            return True
        return super().viewportEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the keyboard."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that the keyboard is elsewhere."""
        super().focusOutEvent(event)
        self.viewport().update()


class ZoomedCellArea(CellArea):
    """Cells whose size the user changes: with +, − and 0, or with Ctrl and the wheel."""

    def zoom(self, direction: int) -> None:
        """Make cells larger, 1, or smaller, -1; 0 lets all of them fit."""
        raise NotImplementedError

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom."""
        if event.key() in {Qt.Key.Key_Plus, Qt.Key.Key_Equal}:
            self.zoom(1)
        elif event.key() == Qt.Key.Key_Minus:
            self.zoom(-1)
        elif event.key() == Qt.Key.Key_0:
            self.zoom(0)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll, or with Ctrl zoom."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)
