"""A table that we paint ourselves: its rows under the mouse and the keyboard, and read aloud.

Owns walking, hovering, clicking and copying; what stands in a row and how it looks is the
subclass's. A `QTableView` with a delegate takes twice as long for a change of all rows; one that
paints nothing gives a screen reader, where there is one, its rows and cells.
"""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QEvent, QPoint, QRect, Qt, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QCursor,
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
)
from PySide6.QtWidgets import QMenu, QScrollArea, QToolTip, QWidget

from gptdesk.app.access.announcements import announce, is_heard
from gptdesk.app.access.spoken_table import SpokenTable
from gptdesk.app.theme import SPACE_2
from gptdesk.app.views.widgets.handled_key import HandledKey
from gptdesk.app.views.widgets.steady import bring_into_sight

WALK = HandledKey(
    QT_TRANSLATE_NOOP("ShortcutList", "From row to row, from token to token"),
    ("Up", "Down", "Left", "Right"),
)
COPY = HandledKey(
    QT_TRANSLATE_NOOP("ShortcutList", "Copy the rows"), (QKeySequence.StandardKey.Copy,)
)
ACTIVATE = HandledKey("", ("Return",))  # what a row does is said by the table that has it

_STEPS = (-1, 1)  # of the first two keys
_ACROSS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}  # cells of a row, for the ear
_ENDS = {Qt.Key.Key_Home: -999, Qt.Key.Key_End: 999}


class PaintedTable(QWidget):
    """A widget of rows under a header.

    Attributes:
        header_height: pixels; the subclass sets it.

    Signals:
        copied: the rows were put on the clipboard as text.
        row_reached(int): the keyboard stands on another row: it must be in sight.
    """

    copied = Signal()
    row_reached = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.header_height = 0
        self._current = -1  # row under the keyboard
        self._hovered = -1
        self._pressed = -1
        self._spoken: SpokenTable | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)

    # -- what a subclass says

    def row_count(self) -> int:
        """Return how many rows there are."""
        raise NotImplementedError

    def row_rect(self, index: int) -> QRect:
        """Return where a row stands in the widget."""
        raise NotImplementedError

    def row_tip(self, index: int) -> str:
        """Return what the keyboard, and the mouse, are told of a row."""
        raise NotImplementedError

    def activate(self, index: int) -> None:
        """Do what a click on a row, or Enter, is for."""
        raise NotImplementedError

    def text(self) -> str:
        """Return the rows as lines of columns divided by tabs, with a header."""
        raise NotImplementedError

    def accessible_cells(self) -> tuple[tuple[str, ...], ...]:
        """Return the text of every cell, row by row, the header's first."""
        raise NotImplementedError

    def is_active(self, index: int) -> bool:
        """Return whether a click on a row does anything."""
        return index >= 0

    def tip_at(self, pos: QPoint) -> str:
        """Return what the mouse is told at a place; empty for nothing."""
        row = self.row_under(pos)
        return self.row_tip(row) if row >= 0 else ""

    def add_row_actions(self, menu: QMenu, index: int) -> None:
        """Put into a context menu what can be done with a row."""

    # -- rows

    @property
    def current_row(self) -> int:
        """The row under the keyboard, -1 for none."""
        return min(self._current, self.row_count() - 1)

    @property
    def hovered_row(self) -> int:
        """The row under the mouse, -1 for none."""
        return self._hovered

    def header_rect(self) -> QRect:
        """Return where the header stands."""
        return QRect(0, 0, self.width(), self.header_height)

    def keep_current(self) -> None:
        """There are other rows now: stay on one that there is.

        Where there are none for a moment, the keyboard goes on from its row with the next ones.
        """
        if not self.hasFocus():
            self._current = self.current_row
        elif self.row_count():
            self._current = max(self.current_row, 0)  # the keyboard may have come before the rows
        self.update_cursor()
        self.tell_rows()

    def start_again(self) -> None:
        """The next rows are of something else: the keyboard begins at the chosen, or first one."""
        self._current = -1

    def first_row(self) -> int:
        """Return the row that the keyboard comes to first."""
        return 0

    def spoken_table(self) -> SpokenTable:
        """Return the rows and cells as a screen reader finds them."""
        if self._spoken is None:
            self._spoken = SpokenTable(self)
            self.tell_rows()
        return self._spoken

    def tell_rows(self) -> None:
        """Tell a screen reader that there are other rows, or that they stand elsewhere."""
        if self._spoken is not None:
            rects = [self.row_rect(index) for index in range(self.row_count())]
            self._spoken.show_rows(self.accessible_cells(), rects)

    def bring_into_sight(self, index: int, area: QScrollArea) -> None:
        """Scroll `area`, in which this widget stands, up or down to a row, and those around it."""
        inside = area.widget()
        if inside is None:
            return
        row = self.row_rect(index)
        middle = self.mapTo(inside, row.center())
        across = area.horizontalScrollBar().value()
        above = max(row.height(), self.row_rect(0).top())  # titles may stay in sight
        area.ensureVisible(across, middle.y(), 0, row.height() + above)
        bring_into_sight(self, row)

    def row_at(self, y: int) -> int:
        """Return the index of the row at `y`, -1 where there is none."""
        for index in range(self.row_count()):
            rect = self.row_rect(index)
            if rect.top() <= y <= rect.bottom():
                return index
        return -1

    def row_under(self, pos: QPoint) -> int:
        """Return the index of the row at a place, -1 where there is none."""
        return self.row_at(pos.y())

    def hover_in(self, area: QScrollArea) -> None:
        """Show which row is under a mouse that rests, when `area` scrolls the rows under it."""
        area.verticalScrollBar().valueChanged.connect(self._hover_again)

    def update_cursor(self) -> None:
        """Show a hand over a row that a click does something with."""
        if self._hovered < self.row_count() and self.is_active(self._hovered):
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.unsetCursor()

    @Slot()
    def copy(self) -> None:
        """Put the rows on the clipboard as text."""
        if self.row_count():
            QGuiApplication.clipboard().setText(self.text())
            self.copied.emit()

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
        self._set_hovered(self.row_under(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        """No row is under the mouse."""
        self._set_hovered(-1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the keyboard on the row."""
        row = self.row_under(event.position().toPoint())
        self._pressed = row if event.button() == Qt.MouseButton.LeftButton else -1
        if row >= 0:
            self._current = row
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click activates the row."""
        row = self.row_under(event.position().toPoint())
        if row >= 0 and row == self._pressed:
            if not self.visibleRegion().boundingRect().contains(self.row_rect(row)):
                self.row_reached.emit(row)
            self.activate(row)
        self._pressed = -1

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Start at the first row when reached with the keyboard, and say it."""
        if self._current < 0 and self.row_count():
            self._current = self.first_row()
        super().focusInEvent(event)
        self.update()
        if is_heard() and self.row_count():
            self.spoken_table().tell_again(self.current_row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk through the rows, activate one, copy them."""
        place = WALK.place(event)
        step = _STEPS[place] if 0 <= place < len(_STEPS) else _ENDS.get(Qt.Key(event.key()), 0)
        if COPY.matches(event):
            self.copy()
        elif ACTIVATE.matches(event):
            QToolTip.hideText()  # it would cover what Enter opens
            if self.current_row >= 0:
                self.activate(self.current_row)
            else:
                self.tell(-1, self.tr("There are no rows here yet."))
        elif step and self.row_count():
            self._current = max(0, min(self.row_count() - 1, self._current + step))
            self.row_reached.emit(self._current)
            self._announce_current()
            self.update()
        elif (across := _ACROSS.get(Qt.Key(event.key()))) is not None and self._spoken is not None:
            self._spoken.tell_column(across)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the row, and a copy."""
        is_by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        row = self.current_row if is_by_key else self.row_under(event.pos())
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if row >= 0:
            self.add_row_actions(menu, row)
        copy = menu.addAction(self.tr("&Copy as text"))
        copy.setShortcut(QKeySequence.StandardKey.Copy)
        copy.setEnabled(self.row_count() > 0)
        copy.triggered.connect(self.copy)
        menu.addActions(self.actions())  # what its owner added
        menu.popup(event.globalPos())

    def tell(self, index: int, words: str) -> None:
        """Say something at a row, to the eye and to the ear."""
        announce(self, words)
        rect = self.row_rect(index) if 0 <= index < self.row_count() else self.header_rect()
        below = rect.bottomLeft() + QPoint(SPACE_2, 0)
        QToolTip.showText(self.mapToGlobal(below), words, self)

    def _announce_current(self) -> None:
        if is_heard():
            self.spoken_table().tell_row(self._current)
        below = self.row_rect(self._current).bottomLeft() + QPoint(SPACE_2, 0)
        QToolTip.showText(self.mapToGlobal(below), self.row_tip(self._current), self)

    @Slot()
    def _hover_again(self) -> None:
        if self._hovered >= 0 or self.underMouse():
            self._set_hovered(self.row_under(self.mapFromGlobal(QCursor.pos())))

    def _set_hovered(self, row: int) -> None:
        if row != self._hovered:
            self._hovered = row
            self.update_cursor()
            self.update()
