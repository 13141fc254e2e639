"""What two painted tables have in common: a row under the mouse, and one under the keyboard.

Owns walking, hovering, clicking and telling a screen reader; what rows are and how they look is the
subclass's.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
)
from PySide6.QtWidgets import QScrollArea, QToolTip, QWidget

from gptdesk.app.theme import SPACE_2
from gptdesk.app.views.widgets.accessible_rows import make_accessible

_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Home: -999, Qt.Key.Key_End: 999}
_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


class PaintedRows(QWidget):
    """A widget of rows; reads aloud as a table. Row 0 of that table is its header.

    Signals:
        copied: the rows were put on the clipboard as text.
        row_reached(int): the keyboard stands on another row: it must be in sight.
    """

    copied = Signal()
    row_reached = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        make_accessible(type(self))
        self._current = -1  # row under the keyboard
        self._hovered = -1
        self._pressed = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)

    # -- what a subclass says

    def row_count(self) -> int:
        """Return how many rows there are."""
        raise NotImplementedError

    def row_rect(self, index: int) -> QRect:
        """Return where a row stands in the widget."""
        raise NotImplementedError

    def row_name(self, index: int) -> str:
        """Return a row as one sentence."""
        raise NotImplementedError

    def tip_at(self, pos: QPoint) -> str:
        """Return what the mouse is told at a place; empty for nothing."""
        raise NotImplementedError

    def row_tip(self, index: int) -> str:
        """Return what the keyboard, and the mouse, are told of a row."""
        raise NotImplementedError

    def activate(self, index: int) -> None:
        """Do what a click on a row, or Enter, is for."""
        raise NotImplementedError

    def is_active(self, index: int) -> bool:
        """Return whether a click on a row does anything."""
        return index >= 0

    @Slot()
    def copy(self) -> None:
        """Put the rows on the clipboard as text."""
        raise NotImplementedError

    def accessible_cells(self) -> tuple[tuple[str, ...], ...]:
        """Return the text of every cell, row by row, the header's first."""
        raise NotImplementedError

    def header_rect(self) -> QRect:
        """Return where the header stands."""
        raise NotImplementedError

    # -- rows

    @property
    def current_row(self) -> int:
        """The row under the keyboard, -1 for none."""
        return self._current

    @property
    def hovered_row(self) -> int:
        """The row under the mouse, -1 for none."""
        return self._hovered

    def keep_current(self) -> None:
        """There are other rows now: stay on one that there is."""
        self._current = min(self._current, self.row_count() - 1)
        self.update_cursor()

    def bring_into_sight(self, index: int, area: QScrollArea) -> None:
        """Scroll `area`, in which this widget stands, up or down to a row."""
        inside = area.widget()
        if inside is None:
            return
        middle = self.mapTo(inside, self.row_rect(index).center())
        across = area.horizontalScrollBar().value()
        area.ensureVisible(across, middle.y(), 0, 2 * self.row_rect(index).height())

    def row_at(self, y: int) -> int:
        """Return the index of the row at `y`, -1 where there is none."""
        for index in range(self.row_count()):
            rect = self.row_rect(index)
            if rect.top() <= y <= rect.bottom():
                return index
        return -1

    def update_cursor(self) -> None:
        """Show a hand over a row that a click does something with."""
        if self._hovered < self.row_count() and self.is_active(self._hovered):
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.unsetCursor()

    # -- what Qt calls

    def event(self, event: QEvent) -> bool:
        """Say what is under a mouse that rests."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            text = self.tip_at(event.pos())
            if text:
                place = QRect(event.pos(), event.pos()).adjusted(-8, -8, 8, 8)
                QToolTip.showText(event.globalPos(), text, self, place)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show which row is under the mouse."""
        self._set_hovered(self.row_at(round(event.position().y())))

    def leaveEvent(self, event: QEvent) -> None:
        """No row is under the mouse."""
        self._set_hovered(-1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the keyboard on the row."""
        row = self.row_at(round(event.position().y()))
        self._pressed = row if event.button() == Qt.MouseButton.LeftButton else -1
        if row >= 0:
            self._current = row
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click activates the row."""
        row = self.row_at(round(event.position().y()))
        if row >= 0 and row == self._pressed:
            self.activate(row)
        self._pressed = -1

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Start at the first row when reached with the keyboard."""
        if self._current < 0 and self.row_count():
            self._current = 0
        super().focusInEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk through the rows, activate one, copy them."""
        key = Qt.Key(event.key())
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif key in _ENTER and self._current >= 0:
            QToolTip.hideText()  # it would cover what Enter opens
            self.activate(self._current)
        elif key in _STEPS and self.row_count():
            self._current = max(0, min(self.row_count() - 1, self._current + _STEPS[key]))
            self.row_reached.emit(self._current)
            self._announce_current()
            self.update()
        else:
            super().keyPressEvent(event)

    def _announce_current(self) -> None:
        moved = QAccessibleEvent(self, QAccessible.Event.Focus)
        moved.setChild(self._current + 1)  # the header is child 0
        QAccessible.updateAccessibility(moved)
        words = self.row_name(self._current)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))
        below = self.row_rect(self._current).bottomLeft() + QPoint(SPACE_2, 0)
        QToolTip.showText(self.mapToGlobal(below), self.row_tip(self._current), self)

    def _set_hovered(self, row: int) -> None:
        if row != self._hovered:
            self._hovered = row
            self.update_cursor()
            self.update()

    # -- what a screen reader asks

    def accessible_row_name(self, row: int) -> str:
        """Return a row of the table as one sentence; row 0 is the header."""
        return self.row_name(row - 1) if row > 0 else ", ".join(self.accessible_cells()[0])

    def accessible_rect(self, row: int, column: int | None) -> QRect:
        """Return where a row stands; its cells are read, not pointed at."""
        return self.row_rect(row - 1) if row > 0 else self.header_rect()

    def accessible_current_row(self) -> int:
        """Return the row of the table that is under the keyboard, -1 for none."""
        return -1 if self._current < 0 else self._current + 1
