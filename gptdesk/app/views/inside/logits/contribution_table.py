"""The table of shares: three columns of signed numbers, and bars of one of them.

Owns what a row looks like, its keys, and the account's foot in the same columns; what is shown is
the view model's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from gptdesk.app.painting import painted_row
from gptdesk.app.theme import SPACE_2, Theme, current_theme, zoom_of
from gptdesk.app.viewmodels.cell_table import CellTableModel
from gptdesk.app.views.inside.logits.page_parts import CopiedTable
from gptdesk.app.views.widgets.painted_table import ACTIVATE

BAR_COLUMN = 4
_BAR = Qt.ItemDataRole.UserRole  # of a cell: (value, most below zero, most above zero)
_SHARE_OF_NUMBERS = 0.16  # of the width, each of three columns
_Index = QModelIndex | QPersistentModelIndex


class ShareModel(CellTableModel):
    """Rows of shares; some are struck through.

    Attributes:
        bar_of: the value of a row that is drawn as a bar.
        ends: the lowest and the highest value, 0 among them.
        is_off: whether a row is struck through.
    """

    def __init__(
        self, header: tuple[str, ...], parent: QWidget, tips: Mapping[int, str] | None = None
    ) -> None:
        super().__init__(header, numbers=frozenset({1, 2, 3}), tips=tips or {}, parent=parent)
        self.bar_of: Callable[[int], float] = _zero
        self.ends = (0.0, 0.0)
        self.is_off: Callable[[int], bool] = _never

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell, its font or its bar."""
        if role == Qt.ItemDataRole.FontRole and self.is_off(index.row()):
            font = QFont(self.font)
            font.setStrikeOut(True)
            return font
        if role == _BAR and index.column() == BAR_COLUMN:
            return (self.bar_of(index.row()), *self.ends)
        return super().data(index, role)

    font = QFont()


class ShareTable(CopiedTable):
    """Shares, of which some can be opened.

    Signals:
        row_opened(int): by Enter or a double click.
        left: by Backspace.
    """

    row_opened = Signal(int)
    left = Signal()

    def __init__(
        self, model: ShareModel, name: str, text: Callable[[], str], parent: QWidget
    ) -> None:
        super().__init__(model, name, text, parent)
        self.setItemDelegateForColumn(BAR_COLUMN, _BarDelegate(self))
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionsClickable(True)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)  # a token may be long
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.doubleClicked.connect(self._on_double_clicked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open a row, or go back."""
        if ACTIVATE.matches(event) and self.currentIndex().isValid():
            self.row_opened.emit(self.currentIndex().row())
        elif event.key() == Qt.Key.Key_Backspace:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def fit_to_zoom(self) -> None:
        """Write in the size of the text, rows that are off too."""
        super().fit_to_zoom()
        model = self.model()
        if isinstance(model, ShareModel):
            model.font = current_theme().font("ui_small", zoom_of(self))

    def share_width(self, width: int) -> None:
        """Give every column its share of a width, the same in the account and in its foot."""
        numbers = round(width * _SHARE_OF_NUMBERS)
        name = round(width * 0.24)
        for column in (1, 2, 3):
            self.setColumnWidth(column, numbers)
        self.setColumnWidth(0, name)
        self.setColumnWidth(BAR_COLUMN, max(width - name - 3 * numbers, 0))

    def _on_double_clicked(self, index: QModelIndex) -> None:
        self.row_opened.emit(index.row())


class _BarDelegate(QStyledItemDelegate):
    """Draws a value as a bar to the right of zero or to the left of it."""

    @painted_row
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint one bar."""
        theme = current_theme()
        if option.state & QStyle.StateFlag.State_Selected:  # pyright: ignore[reportAttributeAccessIssue]  not in the stubs
            painter.fillRect(option.rect, theme.color("selection"))  # pyright: ignore[reportAttributeAccessIssue]
        bar = index.data(_BAR)
        if bar is not None:
            value, low, high = bar
            rect = option.rect.toRectF().adjusted(SPACE_2, 5, -SPACE_2, -5)  # pyright: ignore[reportAttributeAccessIssue]
            paint_bar(painter, theme, rect, value, low, high)


def paint_bar(
    painter: QPainter, theme: Theme, rect: QRectF, value: float, low: float, high: float
) -> None:
    """Draw a signed value between two ends that have zero among them."""
    span = high - low
    if span <= 0:
        return
    zero = rect.left() + rect.width() * -low / span
    long = rect.width() * abs(value) / span
    left = zero if value >= 0 else zero - long
    painter.fillRect(QRectF(left, rect.top(), long, rect.height()), sign_colour(theme, value))
    painter.fillRect(QRectF(zero - 0.5, rect.top() - 3, 1, rect.height() + 6), theme.color("line"))


def sign_colour(theme: Theme, value: float) -> QColor:
    """Return the colour of a signed value; its sign is written beside it."""
    return theme.color("token_orange_line" if value >= 0 else "token_blue_line")


def _zero(_row: int) -> float:
    return 0.0


def _never(_row: int) -> bool:
    return False
