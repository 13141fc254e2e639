"""A list of the sidebar whose rows are opened, by a click or with Enter, and left with Esc.

Owns these keys and the mouse; what a row is and how it looks is its subclasses'.
"""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from gptdesk.app.views.widgets.handled_key import HandledKey

OPEN = HandledKey(QT_TRANSLATE_NOOP("ShortcutList", "Open"), ("Return",))


class OpeningList(QListView):
    """Rows as wide as the sidebar; Up and Down walk.

    Signals:
        left: Esc was pressed.
    """

    left = Signal()

    def __init__(self, name: str, accessible_name: str, parent: QWidget | None = None) -> None:
        """Name the list for style sheets and tests, and for screen readers."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(accessible_name)
        self.setProperty("kind", "plain")
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)

    def open_index(self, index: QModelIndex) -> None:
        """Ask for what stands in a row, if it can be opened."""
        raise NotImplementedError

    def enter_first(self) -> None:
        """Put the keyboard on the first row that can be opened."""
        if self.model().rowCount():
            self.setCurrentIndex(self.model().index(0, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open with Enter, leave with Esc."""
        if OPEN.matches(event):
            self.open_index(self.currentIndex())
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open what was clicked."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index == self.currentIndex():
            self.open_index(index)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Have a row, so that the first arrow key walks from there and Enter means something."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self.enter_first()
