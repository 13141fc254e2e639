"""A scrolled area of painted cells: its tips, its look under the keyboard, and what is said once.

Owns what such areas have in common; what stands in a cell, and how it looks, is the subclass's.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QFocusEvent, QHelpEvent
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget


def announce(widget: QWidget, words: str) -> None:
    """Let a screen reader say a change once."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, words))


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
