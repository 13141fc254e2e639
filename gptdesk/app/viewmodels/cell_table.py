"""A read-only table of words, for charts that can be read as rows too.

Owns what Qt asks of a table; its owner says what stands in a cell.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

_Index = QModelIndex | QPersistentModelIndex
Cell = Callable[[int, int], str]  # of a row and a column


class CellTableModel(QAbstractTableModel):
    """Rows of cells whose text is made when it is looked at."""

    def __init__(
        self,
        header: tuple[str, ...],
        *,
        numbers: frozenset[int] = frozenset(),
        tips: Mapping[int, str] = MappingProxyType({}),
        parent: QObject | None = None,
    ) -> None:
        """Name the columns.

        Args:
            header: the names.
            numbers: columns that stand at the right.
            tips: what a column is, where its name does not say it.
            parent: it ends with this one.
        """
        super().__init__(parent)
        self._tips = tips
        self._header = header
        self._numbers = numbers
        self._rows = 0
        self._cell: Cell = _nothing

    def show_rows(self, rows: int, cell: Cell, *, is_longer: bool = False) -> None:
        """Show other rows.

        Args:
            rows: how many.
            cell: what stands in them.
            is_longer: the rows that are there stay as they are, and more may follow; so a reader
                is not thrown out of the table.
        """
        if not is_longer or rows < self._rows:
            self.beginResetModel()
            self._rows, self._cell = rows, cell
            self.endResetModel()
        elif rows > self._rows:
            self.beginInsertRows(QModelIndex(), self._rows, rows - 1)
            self._rows, self._cell = rows, cell
            self.endInsertRows()

    def show_again(self, column: int | None = None) -> None:
        """Show what the cells of a column, or all, say now; the rows are the same."""
        if self._rows:
            first, last = (0, len(self._header) - 1) if column is None else (column, column)
            self.dataChanged.emit(self.index(0, first), self.index(self._rows - 1, last))

    def set_header(self, header: tuple[str, ...]) -> None:
        """Name the same columns anew."""
        if header != self._header:
            self._header = header
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(header) - 1)

    def rowCount(self, parent: _Index | None = None) -> int:
        """Return the number of rows."""
        return 0 if parent is not None and parent.isValid() else self._rows

    def columnCount(self, parent: _Index | None = None) -> int:
        """Return the number of columns."""
        return 0 if parent is not None and parent.isValid() else len(self._header)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Name a column, above its cells."""
        if orientation is not Qt.Orientation.Horizontal or section >= len(self._header):
            return None
        if role == Qt.ItemDataRole.ToolTipRole and section in self._tips:
            return self._tips[section]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):  # it may be elided
            return self._header[section]
        return self._alignment(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a cell says."""
        if not index.isValid() or not 0 <= index.row() < self._rows:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):  # it may be elided
            return self._cell(index.row(), index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(index.column())
        return None

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        is_number = column in self._numbers
        side = Qt.AlignmentFlag.AlignRight if is_number else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter


def _nothing(_row: int, _column: int) -> str:
    return ""
