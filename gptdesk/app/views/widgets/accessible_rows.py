"""What a screen reader gets of a table that we paint ourselves: rows with names, and their cells.

Owns the accessible objects; what stands in the cells is asked of the widget whenever it is read.
"""

from __future__ import annotations

from functools import partial
from typing import Protocol, cast

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget


class PaintedTable(Protocol):
    """A widget that paints a table; row 0 is its header."""

    def accessible_cells(self) -> tuple[tuple[str, ...], ...]:
        """Return the text of every cell, row by row."""
        ...

    def accessible_row_name(self, row: int) -> str:
        """Return a row as one sentence."""
        ...

    def accessible_rect(self, row: int, column: int | None) -> QRect:
        """Return where a cell, or a whole row, stands in the widget."""
        ...

    def accessible_current_row(self) -> int:
        """Return the row under the keyboard, -1 for none."""
        ...


class _Part(QAccessibleInterface):
    """A row, or one cell of it."""

    def __init__(self, tree: _Tree, row: int, column: int | None = None) -> None:
        super().__init__()
        self._tree = tree
        self._row = row
        self._column = column

    def isValid(self) -> bool:  # noqa: N802  Qt's name
        return self._tree.has(self._row, self._column)

    def object(self) -> QObject:
        # Qt's stub forgets that there may be none.
        return cast("QObject", None)

    def parent(self) -> QAccessibleInterface:
        if self._column is None:
            return QAccessible.queryAccessibleInterface(self._tree.widget)
        return self._tree.part(self._row)

    def childCount(self) -> int:  # noqa: N802  Qt's name
        return self._tree.cell_count(self._row) if self._column is None else 0

    def child(self, index: int) -> QAccessibleInterface:
        return self._tree.part(self._row, index)

    def childAt(self, x: int, y: int) -> QAccessibleInterface:  # noqa: N802  Qt's name
        for column in range(self.childCount()):
            part = self._tree.part(self._row, column)
            if part.rect().contains(x, y):
                return part
        return cast("QAccessibleInterface", None)

    def indexOfChild(self, child: QAccessibleInterface) -> int:  # noqa: N802  Qt's name
        return child.place if isinstance(child, _Part) else -1

    @property
    def place(self) -> int:
        """Which child of its parent it is."""
        return self._row if self._column is None else self._column

    def rect(self) -> QRect:
        return self._tree.rect(self._row, self._column)

    def role(self) -> QAccessible.Role:
        if self._column is None:
            return QAccessible.Role.Row
        return QAccessible.Role.ColumnHeader if self._row == 0 else QAccessible.Role.Cell

    def state(self) -> QAccessible.State:
        return self._tree.state(self._row, self._column)

    def text(self, kind: QAccessible.Text) -> str:
        return self._tree.text(self._row, self._column) if kind == QAccessible.Text.Name else ""

    def setText(self, kind: QAccessible.Text, text: str) -> None:  # noqa: N802  Qt's name
        """Nothing here is written by a screen reader."""


class _Tree:
    """The parts of one widget that were asked for, and what they say."""

    def __init__(self, widget: QWidget) -> None:
        self.widget = widget
        self.table = cast("PaintedTable", widget)
        self._parts: dict[tuple[int, int | None], _Part] = {}
        # Qt keeps every part in a list by number, and Python owns them: both must let go together.
        widget.destroyed.connect(partial(_release, self._parts))

    def part(self, row: int, column: int | None = None) -> _Part:
        key = (row, column)
        if key not in self._parts:
            self._parts[key] = _Part(self, row, column)
            QAccessible.registerAccessibleInterface(self._parts[key])
        return self._parts[key]

    def row_count(self) -> int:
        return len(self.table.accessible_cells())

    def cell_count(self, row: int) -> int:
        cells = self.table.accessible_cells()
        return len(cells[row]) if row < len(cells) else 0

    def has(self, row: int, column: int | None) -> bool:
        count = self.cell_count(row)
        return row < self.row_count() if column is None else column < count

    def rect(self, row: int, column: int | None) -> QRect:
        rect = self.table.accessible_rect(row, column)
        return rect.translated(self.widget.mapToGlobal(QPoint(0, 0)))

    def text(self, row: int, column: int | None) -> str:
        if not self.has(row, column):
            return ""
        if column is None:
            return self.table.accessible_row_name(row)
        return self.table.accessible_cells()[row][column]

    def state(self, row: int, column: int | None) -> QAccessible.State:
        state = QAccessible.State()
        if column is None and row > 0:
            state.focusable = True
            if row == self.table.accessible_current_row():
                state.focused = self.widget.hasFocus()
        return state


class _Table(QAccessibleWidget):
    """The widget itself."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget, QAccessible.Role.Table)
        self._tree = _Tree(widget)

    def childCount(self) -> int:  # noqa: N802  Qt's name
        return self._tree.row_count()

    def child(self, index: int) -> QAccessibleInterface:
        return self._tree.part(index)

    def childAt(self, x: int, y: int) -> QAccessibleInterface:  # noqa: N802  Qt's name
        for row in range(self._tree.row_count()):
            if self._tree.rect(row, None).contains(x, y):
                return self._tree.part(row)
        return cast("QAccessibleInterface", None)

    def indexOfChild(self, child: QAccessibleInterface) -> int:  # noqa: N802  Qt's name
        return child.place if isinstance(child, _Part) else -1


def make_accessible(kind: type[QWidget]) -> None:
    """Let screen readers find rows and cells in widgets of this class.

    Args:
        kind: a widget's class that is a `PaintedTable` too.
    """
    if kind in _KINDS:
        return
    _KINDS.append(kind)
    if len(_KINDS) == 1:
        QAccessible.installFactory(_interface_of)


def _interface_of(_name: str, thing: QObject) -> QAccessibleInterface | None:
    if isinstance(thing, QWidget) and isinstance(thing, tuple(_KINDS)):
        return _Table(thing)
    return None


def _release(parts: dict[tuple[int, int | None], _Part], *_destroyed: object) -> None:
    for part in parts.values():
        QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(part))
    parts.clear()


_KINDS: list[type[QWidget]] = []  # Qt's list of factories is global too
