"""The room that pages take: one of several is on show.

A page that is not on show has the size of an earlier zoom: it is dressed when it is shown.
"""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget, QWidget


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
