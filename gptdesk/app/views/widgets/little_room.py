"""Parts of a window that do with little room: one scrolls, and one folds.

Owns the one scroll bar; a window's buttons stand below it and are always in sight.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLayout, QScrollArea, QWidget

from gptdesk.app.access.reading_order import TabAsRead
from gptdesk.app.system.timers import single_shot
from gptdesk.app.theme import SPACE_2, zoom_of, zoomed

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
        self._wanted: QWidget | None = None
        self._scrolling = single_shot(self, then=self._show_wanted)
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

    def show_part(self, part: QWidget) -> None:
        """Bring a part into sight that says something new, once it has its place."""
        self._wanted = part
        self._scrolling.start()

    @Slot()
    def _show_wanted(self) -> None:
        if self._wanted is not None:
            self.ensureWidgetVisible(self._wanted, 0, SPACE_2)

    @Slot(int, int)
    def _on_range_changed(self, _least: int, most: int) -> None:
        """Be a stop of Tab while there is something to scroll, for the arrow and page keys."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if most else Qt.FocusPolicy.NoFocus)

    def focusNextPrevChild(self, is_next: bool) -> bool:
        """Leave it to the window, which scrolls: Qt would go to where a text's cursor is.

        That is out of its sight where the text itself has scrolled.
        """
        window = self.window()
        if isinstance(window, TabAsRead):
            return window.focusNextPrevChild(is_next)
        return super().focusNextPrevChild(is_next)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ask anew when something in it appears or grows."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)


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
