"""The room that pages take: one of several is on show, and what has no room beside folds below.

A page that is not on show has the size of an earlier zoom: it is dressed when it is shown.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QStackedWidget, QWidget


class PageStack(QStackedWidget):
    """The pages; as large as the one on show needs, not as the largest of all."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.currentChanged.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """Ask for what the page on show asks for."""
        return self._shown().sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Do with what the page on show does with."""
        return self._shown().minimumSizeHint()

    def heightForWidth(self, width: int) -> int:
        """Be as high as the page on show has to be: what can be smaller gives way first."""
        layout = self._shown().layout()
        return -1 if layout is None else layout.minimumHeightForWidth(width)

    def _shown(self) -> QWidget:
        page = self.currentWidget()
        assert page is not None, "there are pages"
        return page


class FoldingRow(QWidget):
    """Parts side by side; below each other where there is less room than they need.

    Its page never asks for their width side by side: it would have to be scrolled sideways.
    """

    def __init__(self, spacing: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(spacing)

    def add(self, part: QWidget, stretch: int = 0) -> None:
        """Put a part at the end; where they are folded, it stands at the left.

        Args:
            part: becomes a child.
            stretch: of the room that is left over; such a part can be as narrow as it can. At 0
                it has its own width.
        """
        left = Qt.AlignmentFlag.AlignLeft
        self._row.addWidget(part, stretch, Qt.AlignmentFlag(0) if stretch else left)

    def add_gap(self) -> None:
        """Leave the room that is left over between two parts."""
        self._row.addStretch(1)

    @property
    def is_folded(self) -> bool:
        """Whether the parts stand below each other."""
        return self._row.direction() == QBoxLayout.Direction.TopToBottom

    def minimumSizeHint(self) -> QSize:
        """Ask for the widest part's width, and the height of now."""
        return QSize(max(self._widths(), default=0), self._row.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold, or unfold."""
        super().resizeEvent(event)
        self._fold()

    def event(self, event: QEvent) -> bool:
        """Do so when a part needs another width, too."""
        is_done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._fold()
        return is_done

    def _fold(self) -> None:
        row, directions = self._row, QBoxLayout.Direction
        is_folded = row.spacing() * (row.count() - 1) + sum(self._widths()) > self.width()
        if is_folded != self.is_folded:
            row.setDirection(directions.TopToBottom if is_folded else directions.LeftToRight)
            self.updateGeometry()

    def _widths(self) -> list[int]:
        """Return what each part needs, pixels."""
        row = self._row
        items = [(at, item) for at in range(row.count()) if (item := row.itemAt(at)) is not None]
        sizes = [item.minimumSize() if row.stretch(at) else item.sizeHint() for at, item in items]
        return [size.width() for size in sizes]
