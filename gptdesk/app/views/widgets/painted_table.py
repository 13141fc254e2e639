"""A table that we paint ourselves: its rows under the mouse and the keyboard, and read aloud.

Owns walking, hovering, clicking, copying, and the rows and cells that a screen reader finds; what
stands in a row and how it looks is the subclass's. A `QTableView` with a delegate takes twice as
long for a change of all rows, and tells a screen reader cells without the sentence of their row.
"""

from __future__ import annotations

from functools import cache, partial
from typing import cast

from PySide6.QtCore import QT_TRANSLATE_NOOP, QEvent, QObject, QPoint, QRect, Qt, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QAccessibleInterface,
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
)
from PySide6.QtWidgets import QAccessibleWidget, QMenu, QScrollArea, QToolTip, QWidget

from gptdesk.app.access.announcements import announce
from gptdesk.app.phrases import in_a_row
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
        _install_accessibility()
        self.header_height = 0
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

    def accessible_row_name(self, row: int) -> str:
        """Return a row of `accessible_cells` as one sentence."""
        return self.row_name(row - 1) if row > 0 else in_a_row(self.accessible_cells()[0])

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

    def bring_into_sight(self, index: int, area: QScrollArea) -> None:
        """Scroll `area`, in which this widget stands, up or down to a row, and those around it."""
        inside = area.widget()
        if inside is None:
            return
        middle = self.mapTo(inside, self.row_rect(index).center())
        across = area.horizontalScrollBar().value()
        area.ensureVisible(across, middle.y(), 0, 2 * self.row_rect(index).height())
        bring_into_sight(self, self.row_rect(index))

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
        """Start at the first row when reached with the keyboard."""
        if self._current < 0 and self.row_count():
            self._current = 0
        super().focusInEvent(event)
        self.update()

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
        moved = QAccessibleEvent(self, QAccessible.Event.Focus)
        moved.setChild(self._current + 1)  # the header is child 0
        QAccessible.updateAccessibility(moved)
        below = self.row_rect(self._current).bottomLeft() + QPoint(SPACE_2, 0)
        QToolTip.showText(self.mapToGlobal(below), self.row_tip(self._current), self)

    def _set_hovered(self, row: int) -> None:
        if row != self._hovered:
            self._hovered = row
            self.update_cursor()
            self.update()


# -- what a screen reader asks; row 0 is the header


class _Part(QAccessibleInterface):
    """A row, or one cell of it; its text is asked of the table whenever it is read."""

    def __init__(self, parts: _Parts, row: int, column: int | None = None) -> None:
        super().__init__()
        self._parts = parts
        self._table = parts.table
        self._row = row
        self._column = column

    def isValid(self) -> bool:  # noqa: N802  Qt's name
        cells = self._cells()
        return bool(cells) if self._column is None else self._column < len(cells)

    def object(self) -> QObject:
        return cast("QObject", None)  # Qt's stub forgets that there may be none

    def parent(self) -> QAccessibleInterface:
        if self._column is None:
            return QAccessible.queryAccessibleInterface(self._table)
        return self._parts.part(self._row)

    def childCount(self) -> int:  # noqa: N802  Qt's name
        return len(self._cells()) if self._column is None else 0

    def child(self, index: int) -> QAccessibleInterface:
        return self._parts.part(self._row, index)

    def childAt(self, x: int, y: int) -> QAccessibleInterface:  # noqa: N802  Qt's name
        is_here = self.childCount() > 0 and self.rect().contains(x, y)
        return self.child(0) if is_here else cast("QAccessibleInterface", None)

    def indexOfChild(self, child: QAccessibleInterface) -> int:  # noqa: N802  Qt's name
        return child.place if isinstance(child, _Part) else -1

    @property
    def place(self) -> int:
        """Which child of its parent it is."""
        return self._row if self._column is None else self._column

    def rect(self) -> QRect:
        """Return the row's; cells are read, not pointed at."""
        table = self._table
        rect = table.row_rect(self._row - 1) if self._row > 0 else table.header_rect()
        return rect.translated(table.mapToGlobal(QPoint(0, 0)))

    def role(self) -> QAccessible.Role:
        if self._column is None:
            return QAccessible.Role.Row
        return QAccessible.Role.ColumnHeader if self._row == 0 else QAccessible.Role.Cell

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        if self._column is None and self._row > 0:
            state.focusable = True
            if self._row == self._table.current_row + 1:
                state.focused = self._table.hasFocus()
        return state

    def text(self, kind: QAccessible.Text) -> str:
        if kind != QAccessible.Text.Name or not self.isValid():
            return ""
        if self._column is None:
            return self._table.accessible_row_name(self._row)
        return self._cells()[self._column]

    def setText(self, kind: QAccessible.Text, text: str) -> None:  # noqa: N802  Qt's name
        """Nothing here is written by a screen reader."""

    def _cells(self) -> tuple[str, ...]:
        rows = self._table.accessible_cells()
        return rows[self._row] if self._row < len(rows) else ()


class _Parts:
    """The rows and cells of one table that were asked for."""

    def __init__(self, table: PaintedTable) -> None:
        self.table = table
        self._made: dict[tuple[int, int | None], _Part] = {}
        # Qt keeps every part in a list by number, and Python owns them: both must let go together.
        table.destroyed.connect(partial(_release, self._made))

    def part(self, row: int, column: int | None = None) -> _Part:
        key = (row, column)
        if key not in self._made:
            self._made[key] = _Part(self, row, column)
            QAccessible.registerAccessibleInterface(self._made[key])
        return self._made[key]


def _release(parts: dict[tuple[int, int | None], _Part], *_destroyed: object) -> None:
    for part in parts.values():
        QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(part))
    parts.clear()


class _AccessibleTable(QAccessibleWidget):
    """The widget itself."""

    def __init__(self, table: PaintedTable) -> None:
        super().__init__(table, QAccessible.Role.Table)
        self._table = table
        self._parts = _Parts(table)

    def childCount(self) -> int:  # noqa: N802  Qt's name
        return len(self._table.accessible_cells())

    def child(self, index: int) -> QAccessibleInterface:
        return self._parts.part(index)

    def childAt(self, x: int, y: int) -> QAccessibleInterface:  # noqa: N802  Qt's name
        rows = map(self._parts.part, range(self.childCount()))
        found = next((row for row in rows if row.rect().contains(x, y)), None)
        return cast("QAccessibleInterface", found)

    def indexOfChild(self, child: QAccessibleInterface) -> int:  # noqa: N802  Qt's name
        return child.place if isinstance(child, _Part) else -1


def _interface_of(_name: str, thing: QObject) -> QAccessibleInterface | None:
    return _AccessibleTable(thing) if isinstance(thing, PaintedTable) else None


@cache
def _install_accessibility() -> None:
    """Let screen readers find rows and cells, once: Qt's list of such factories is global."""
    QAccessible.installFactory(_interface_of)
