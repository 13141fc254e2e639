"""The view of a table of words: quiet rows, one selection, keys that leave the table.

Owns look and size only.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from gptdesk.app.theme import (
    APPEARANCE_CHANGED,
    SPACE_1,
    TARGET,
    current_theme,
    polish_again,
    zoom_of,
    zoomed,
)
from gptdesk.app.viewmodels.cell_table import CellTableModel
from gptdesk.app.views.widgets.steady import WholeRow

_ROWS_LOOKED_AT = 100  # for the width of a column; Qt's 1,000 take a quarter of a second
_ANY_WIDTH = 100_000


class CellTableView(QTableView):
    """Rows that are read, walked through and activated; nothing is edited."""

    def __init__(self, model: CellTableModel, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(TARGET)  # else that of the application's zoom
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setMinimumSectionSize(TARGET)
        self.horizontalHeader().setResizeContentsPrecision(_ROWS_LOOKED_AT)
        self.setProperty("font_kind", "ui_small")
        self.horizontalHeader().setProperty("font_kind", "ui_small")
        polish_again(self.horizontalHeader())  # Qt polishes it when it makes the table
        self._most_rows = 0  # any number
        self._least_rows = 0
        self._widest: int | None = None  # column, pixels at 100 %; None: as the user left them
        self._is_unfit = False
        WholeRow(self)
        self.fit_to_zoom()

    def replace_model(self, model: CellTableModel) -> None:
        """Show another model; the one before is deleted, and what was chosen in it."""
        before = self.model()
        self.setModel(model)
        before.deleteLater()

    def customEvent(self, event: QEvent) -> None:
        """Give rows and columns the size of another zoom."""
        if event.type() == APPEARANCE_CHANGED:
            self.fit_to_zoom()
            self._is_unfit = True
            if self.isVisible():
                self._fit_columns_again()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the first or the last row by Home and End; Qt would stay in the row."""
        last = self.model().rowCount() - 1
        row = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: last}.get(Qt.Key(event.key()))
        if row is None or last < 0 or event.modifiers() != Qt.KeyboardModifier.NoModifier:
            super().keyPressEvent(event)
            return
        column = max(0, self.currentIndex().column())
        self.setCurrentIndex(self.model().index(row, column))

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with a zoom that was chosen while nobody saw the table."""
        super().showEvent(event)
        self._fit_columns_again()

    def fit_to_zoom(self) -> None:
        """Give the rows the height of the zoom."""
        zoom = zoom_of(self)
        height = QFontMetrics(current_theme().font("ui_small", zoom)).height() + SPACE_1
        self.verticalHeader().setDefaultSectionSize(max(zoomed(TARGET, zoom), height))
        if self._most_rows:
            self.show_at_most(self._most_rows)
        self.set_least_rows(self._least_rows)

    def set_least_rows(self, rows: int) -> None:
        """Be as high as so many rows of one line, at least, in every zoom; 0: as low as it must."""
        self._least_rows = rows
        if rows:
            one = self.verticalHeader().defaultSectionSize()
            header = self.horizontalHeader().sizeHint().height()
            self.setMinimumHeight(header + rows * one + 2 * self.frameWidth())

    def fit_columns(self, *, widest: int = _ANY_WIDTH) -> None:
        """Make the columns as wide as their words, those that share what is left excepted.

        They are fitted again in another zoom.

        Args:
            widest: what a column takes at most, pixels at 100 %.
        """
        self._widest = widest
        self._is_unfit = False
        header, most = self.horizontalHeader(), zoomed(widest, zoom_of(self))
        for column in range(self.model().columnCount()):
            is_fitted = header.sectionResizeMode(column) == QHeaderView.ResizeMode.Interactive
            if is_fitted and not self.isColumnHidden(column):
                self.resizeColumnToContents(column)
                if self.columnWidth(column) > most:
                    self.setColumnWidth(column, most)

    def _fit_columns_again(self) -> None:
        if self._is_unfit and self._widest is not None:
            self.fit_columns(widest=self._widest)

    def set_wrapped(self) -> None:
        """Give a cell the lines that its words take, in the width of its column."""
        self.setWordWrap(True)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the words of the cells anew in the columns' new widths; the rows say the height."""
        super().resizeEvent(event)
        is_other_width = event.size().width() != event.oldSize().width()
        if self.wordWrap() and self._most_rows and is_other_width:
            self.show_at_most(self._most_rows)
        elif self.wordWrap():
            self._fit_rows()

    def sizeHintForColumn(self, column: int) -> int:
        """Return the width of some rows' words; the last one has the longest number.

        A number at the right of its column and words at the left of the next stay apart.
        """
        last = self.model().index(self.model().rowCount() - 1, column)
        width = self.sizeHintForIndex(last).width() if last.isValid() else 0
        return max(super().sizeHintForColumn(column), width + 1) + SPACE_1

    def show_at_most(self, rows: int) -> None:
        """Be as high as the rows that there are, and not higher than so many of one line."""
        self._most_rows = rows
        one = self.verticalHeader().defaultSectionSize()
        content = max(1, self.model().rowCount()) * one
        if self.wordWrap():
            self._fit_rows()
            content = max(one, self.verticalHeader().length())
        header = self.horizontalHeader().sizeHint().height()
        bar = self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(header + min(rows * one, content) + bar + 2 * self.frameWidth())

    def _fit_rows(self) -> None:
        """Make each row as high as its words, and at least as high as a row of one line."""
        least = self.verticalHeader().defaultSectionSize()
        for row in range(self.model().rowCount()):
            self.setRowHeight(row, max(least, self.sizeHintForRow(row)))
