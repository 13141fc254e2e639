"""The part of a window that scrolls where there is too little room for it.

Owns the one scroll bar; a window's buttons stand below it and are always in sight.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Slot
from PySide6.QtWidgets import QFrame, QLayout, QScrollArea, QWidget

from gptdesk.app.theme import zoom_of, zoomed

_OF_THE_SCREEN = 0.65  # the highest that it asks for; title, buttons and margins have the rest

RING = 2  # pixels around it, for the focus


class _Inside(QWidget):
    """What scrolls; as high as it must be, where Qt would take what it would like to be."""

    def __init__(self, layout: QLayout) -> None:
        super().__init__()
        self.setLayout(layout)

    def heightForWidth(self, width: int) -> int:
        layout = self.layout()
        return -1 if layout is None else layout.totalMinimumHeightForWidth(width)


class ScrollingPart(QScrollArea):
    """As high as what stands in it, as long as there is room for that."""

    def __init__(
        self,
        layout: QLayout,
        name: str,
        parent: QWidget | None = None,
        *,
        least: int | None = None,
    ) -> None:
        """Show what `layout` holds.

        Args:
            layout: of the parts, below each other.
            name: for a screen reader.
            parent: widget.
            least: the height in pixels at 100 % with which it does, in a window that has a size of
                its own. None: a dialog grows with it, up to a part of the screen.
        """
        super().__init__(parent)
        self._layout, self._least = layout, least
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setProperty("kind", "page")
        self.setAccessibleName(name)
        self.verticalScrollBar().rangeChanged.connect(self._on_range_changed)
        self._on_range_changed(0, 0)
        layout.setContentsMargins(0, 0, 0, 0)
        self.setWidget(_Inside(layout))

    @property
    def needed_height(self) -> int:
        """The height in which it does not scroll, pixels."""
        layout = self._layout
        least = layout.totalMinimumSize()
        shown = self.viewport() if self.isVisible() else self.window()  # which has its width first
        width = max(least.width(), shown.width())
        height = layout.totalMinimumHeightForWidth(width) if layout.hasHeightForWidth() else -1
        return max(height, least.height()) + 2 * RING

    def sizeHint(self) -> QSize:
        """Ask for what it needs, in a window that has a size of its own."""
        if self._least is None:
            return super().sizeHint()
        return QSize(super().sizeHint().width(), self.needed_height)

    def minimumSizeHint(self) -> QSize:
        """Ask for all of it, and for a part of the screen at most; or do with the least."""
        bar = self.verticalScrollBar().sizeHint().width()
        most = round(self.screen().availableSize().height() * _OF_THE_SCREEN)
        if self._least is not None:
            most = zoomed(self._least, zoom_of(self))
        width = self._layout.totalMinimumSize().width() + bar + 2 * RING
        return QSize(width, min(self.needed_height, most))

    @Slot(int, int)
    def _on_range_changed(self, _least: int, most: int) -> None:
        """Be a stop of Tab while there is something to scroll, for the arrow and page keys."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if most else Qt.FocusPolicy.NoFocus)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ask anew when something in it appears or grows."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)
