"""The part of a dialog that scrolls where the screen is too low for it.

Owns the one scroll bar; a dialog's buttons stand below it and are always in sight.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Slot
from PySide6.QtWidgets import QFrame, QLayout, QScrollArea, QWidget

_OF_THE_SCREEN = 0.65  # the highest that it asks for; title, buttons and margins have the rest

_RING = 2  # pixels around it, for the focus


class _Inside(QWidget):
    """What scrolls; as high as it must be, where Qt would take what it would like to be."""

    def __init__(self, layout: QLayout) -> None:
        super().__init__()
        self.setLayout(layout)

    def heightForWidth(self, width: int) -> int:
        layout = self.layout()
        return -1 if layout is None else layout.totalMinimumHeightForWidth(width)


class ScrollingPart(QScrollArea):
    """As high as what stands in it, as long as the screen has room for that."""

    def __init__(self, layout: QLayout, name: str, parent: QWidget | None = None) -> None:
        """Show what `layout` holds; `name` is for a screen reader."""
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setProperty("kind", "page")
        self.setAccessibleName(name)
        self.verticalScrollBar().rangeChanged.connect(self._on_range_changed)
        self._on_range_changed(0, 0)
        self._layout = layout
        layout.setContentsMargins(0, 0, 0, 0)
        self.setWidget(_Inside(layout))

    def minimumSizeHint(self) -> QSize:
        """Ask for all of it, and for a part of the screen at most."""
        layout = self._layout
        least = layout.totalMinimumSize()
        shown = self.viewport() if self.isVisible() else self.window()  # which has its width first
        width = max(least.width(), shown.width())
        height = layout.totalMinimumHeightForWidth(width) if layout.hasHeightForWidth() else -1
        most = round(self.screen().availableSize().height() * _OF_THE_SCREEN)
        bar = self.verticalScrollBar().sizeHint().width()
        height = max(height, least.height()) + 2 * _RING
        return QSize(least.width() + bar + 2 * _RING, min(height, most))

    @Slot(int, int)
    def _on_range_changed(self, _least: int, most: int) -> None:
        """Be a stop of Tab while there is something to scroll, for the arrow and page keys."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if most else Qt.FocusPolicy.NoFocus)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ask anew when something in it appears or grows."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)
