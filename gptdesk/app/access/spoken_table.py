"""The cells of a painted table for a screen reader: a table of Qt's own that nobody sees.

PySide has no interface for a table, and Qt's views have one that every reader knows: rows, columns,
headers, the place of each cell. So one lies over the painted rows, paints nothing and takes no
mouse; whoever has the keyboard stays the painted widget.
"""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    QTimer,
    Slot,
)
from PySide6.QtGui import QRegion
from PySide6.QtWidgets import QFrame, QTableView, QWidget

Cells = tuple[tuple[str, ...], ...]  # row by row, the header's first

_Index = QModelIndex | QPersistentModelIndex


class SpokenTable(QTableView):
    """A table that is only heard.

    Args:
        table: the widget that paints the rows, and has the keyboard.
    """

    def __init__(self, table: QWidget) -> None:
        super().__init__(table)
        self._cells = _Cells(self)
        self._place = (-1, 0)  # row and column that were told last
        self.setModel(self._cells)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMask(QRegion(-2, -2, 1, 1))  # nothing of it is in sight, whatever the style paints
        self.verticalHeader().hide()
        self.horizontalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(1)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)  # else cells are said
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)  # to be "not selected"
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFocusProxy(table)  # what has the keyboard for it
        self.show()

    def show_rows(self, cells: Cells, rects: list[QRect]) -> None:
        """Have other cells.

        Args:
            cells: the text of every cell, the header's first.
            rects: where each row under the header stands in the widget, in pixels.
        """
        self._cells.set_cells(cells)
        if not rects:
            return
        first = rects[0]
        self.setGeometry(0, first.top(), first.width(), rects[-1].bottom() + 1 - first.top())
        ends = [rect.top() for rect in rects[1:]]
        for row, (rect, end) in enumerate(zip(rects, [*ends, rects[-1].bottom() + 1], strict=True)):
            if row < self._cells.rowCount():
                self.setRowHeight(row, max(1, end - rect.top()))
        count = max(1, self._cells.columnCount())
        for column in range(self._cells.columnCount()):
            self.setColumnWidth(column, max(1, first.width() // count))

    def tell_row(self, row: int) -> None:
        """Tell that the keyboard is on another row now."""
        self._tell(row, self._place[1])

    def tell_column(self, step: int) -> None:
        """Tell the next cell of the row, or the one before."""
        columns = self._cells.columnCount()
        self._tell(self._place[0], min(max(self._place[1] + step, 0), columns - 1))

    def tell_again(self, row: int) -> None:
        """Tell where the keyboard is, after Qt has told that the widget has it."""
        self._place = (row, self._place[1])
        QTimer.singleShot(0, self._tell_place)

    @Slot()
    def _tell_place(self) -> None:
        self.setCurrentIndex(QModelIndex())
        self._tell(*self._place)

    def _tell(self, row: int, column: int) -> None:
        self._place = (row, max(0, column))
        self.setCurrentIndex(self._cells.index(*self._place))  # Qt tells the focus


class _Cells(QAbstractTableModel):
    """Rows of words under a header."""

    def __init__(self, parent: QTableView) -> None:
        super().__init__(parent)
        self._header: tuple[str, ...] = ()
        self._rows: Cells = ()

    def set_cells(self, cells: Cells) -> None:
        """Have other words; as many rows as before are the same rows."""
        header, rows = (cells[0], cells[1:]) if cells else ((), ())
        if (header, len(rows)) != (self._header, len(self._rows)):
            self.beginResetModel()
            self._header, self._rows = header, rows
            self.endResetModel()
        elif rows != self._rows:
            self._rows = rows
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(header) - 1))

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  as Qt has it
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  as Qt has it
        return 0 if parent.isValid() else len(self._header)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        row = self._rows[index.row()] if index.row() < len(self._rows) else ()
        is_there = role == Qt.ItemDataRole.DisplayRole and index.column() < len(row)
        return row[index.column()] if is_there else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        is_across = orientation is Qt.Orientation.Horizontal and section < len(self._header)
        return self._header[section] if is_across and role == Qt.ItemDataRole.DisplayRole else None
