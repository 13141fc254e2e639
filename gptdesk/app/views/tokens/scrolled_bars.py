"""The list of a token's alternatives where a page has no room for all of its rows.

Owns how many rows are seen: all where the page scrolls anyway, else as many as fit, and the list
scrolls under its titles. So there is one scroll bar and never two side by side.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from gptdesk.app.views.tokens.bars import ROW_COUNT, TokenBars

_LEAST_ROWS = 8  # which are worth a list of their own


class ScrolledBars(QWidget):
    """`TokenBars` in an area.

    Attributes:
        bars: the rows.
        area: in which they scroll.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_scrolled = False
        self.bars = TokenBars(has_header=False)
        self.area = QScrollArea(self)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(self.bars)
        self.bars.hover_in(self.area)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        assert self.bars.header is not None
        layout.addWidget(self.bars.header)
        layout.addWidget(self.area, 1)

    @property
    def least_height(self) -> int:
        """The height of the fewest rows with which it scrolls, pixels."""
        return self._height_of(_LEAST_ROWS)

    def set_scrolled(self, is_scrolled: bool) -> None:
        """Take fewer rows than all, and scroll; or all of them."""
        if is_scrolled != self._is_scrolled:
            self._is_scrolled = is_scrolled
            self.updateGeometry()

    def begin_at(self, index: int) -> None:
        """Show the first rows, and a row further down if it is chosen: a new place is on show."""
        hidden = self.bars.row_rect(index).bottom() + 1 - self.area.viewport().height()
        self.area.verticalScrollBar().setValue(max(0, hidden))

    def minimumSizeHint(self) -> QSize:
        """Ask for what is to be seen."""
        width = self.bars.minimumSizeHint().width()
        return QSize(width, self._height_of(_LEAST_ROWS if self._is_scrolled else ROW_COUNT))

    def sizeHint(self) -> QSize:
        """Ask for all rows."""
        return QSize(self.bars.sizeHint().width(), self._height_of(ROW_COUNT))

    def _height_of(self, rows: int) -> int:
        assert self.bars.header is not None
        return self.bars.header.height() + self.bars.least_height(rows)
