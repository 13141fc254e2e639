"""The three columns of the window: conversations, text and inspector.

Owns where the three stand. What stands at the sides gives way before the text loses its readable
width: first the instrument, then the list of conversations. What has given way lies over the text
when it is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QWidget

from gptdesk.app.theme import PANEL_WIDTH

SIDEBAR_WIDTH = 240
_READABLE_WIDTH = 560  # a text column of 480 and its margins
_EDGE = 1


@dataclass(slots=True)
class _Side:
    """A widget at one side of the text.

    Attributes:
        widget: what stands there.
        edge: the line between it and the text.
        width: that it would like, at most.
        is_wanted: shown where there is room.
        is_over_open: shown over the text, where there is none.
    """

    widget: QWidget
    edge: QFrame
    width: int
    is_wanted: bool = True
    is_over_open: bool = False


class ThreeColumns(QWidget):
    """Lays out a centre, a side panel at the right, and a sidebar at the left.

    Signals:
        panel_visibility_changed, sidebar_visibility_changed: whether it can be seen, bool.
    """

    panel_visibility_changed = Signal(bool)
    sidebar_visibility_changed = Signal(bool)

    def __init__(
        self,
        centre: QWidget,
        panel: QWidget,
        sidebar: QWidget,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._centre = centre
        centre.setParent(self)
        self._sidebar = self._side(sidebar, SIDEBAR_WIDTH)
        self._panel = self._side(panel, PANEL_WIDTH)

    def _side(self, widget: QWidget, width: int) -> _Side:
        edge = QFrame(self)
        edge.setProperty("kind", "line")
        widget.setParent(self)
        widget.setAutoFillBackground(True)
        return _Side(widget, edge, width)

    @property
    def is_sidebar_over(self) -> bool:
        """Whether the window is too narrow for the sidebar beside the text."""
        return self.width() < SIDEBAR_WIDTH + _EDGE + _READABLE_WIDTH

    @property
    def is_panel_over(self) -> bool:
        """Whether there is no room for the panel beside the text, and the sidebar where it is."""
        return self._room_for_panel() < PANEL_WIDTH

    @property
    def is_sidebar_visible(self) -> bool:
        """Whether the sidebar can be seen now."""
        side = self._sidebar
        return side.is_over_open if self.is_sidebar_over else side.is_wanted

    @property
    def is_panel_visible(self) -> bool:
        """Whether the panel can be seen now."""
        return self._panel.is_over_open if self.is_panel_over else self._panel.is_wanted

    @property
    def is_sidebar_wanted(self) -> bool:
        """Whether the sidebar is shown where there is room for it; what is worth remembering."""
        return self._sidebar.is_wanted

    @property
    def is_panel_wanted(self) -> bool:
        """Whether the panel is shown where there is room for it; what is worth remembering."""
        return self._panel.is_wanted

    @Slot(bool)
    def set_sidebar_visible(self, is_visible: bool) -> None:
        """Show or hide the sidebar, beside the text or over it."""
        self._show(self._sidebar, is_visible, is_over=self.is_sidebar_over)

    @Slot(bool)
    def set_panel_visible(self, is_visible: bool) -> None:
        """Show or hide the panel, beside the text or over it."""
        self._show(self._panel, is_visible, is_over=self.is_panel_over)

    @Slot()
    def show_sidebar(self) -> None:
        """Show the sidebar, beside the text or over it."""
        self.set_sidebar_visible(True)

    @Slot()
    def hide_sidebar(self) -> None:
        """Make room for the text."""
        self.set_sidebar_visible(False)

    def set_wanted(self, *, sidebar: bool, panel: bool) -> None:
        """Restore the choices of an earlier run."""
        self._sidebar.is_wanted, self._panel.is_wanted = sidebar, panel
        self._arrange()

    @Slot(int)
    def set_panel_width(self, width: int) -> None:
        """Give the panel up to this many pixels, as far as the text can spare them."""
        self._panel.width = max(width, PANEL_WIDTH)
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        """Ask for the centre's minimum; the sides need nothing more."""
        return self._centre.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Move between beside and over as the width allows; what lay over the text goes away."""
        if not self.is_sidebar_over:
            self._sidebar.is_over_open = False
        if not self.is_panel_over:
            self._panel.is_over_open = False
        self._arrange()

    def _show(self, side: _Side, is_visible: bool, *, is_over: bool) -> None:
        if is_over:
            side.is_over_open = is_visible
        else:
            side.is_wanted = is_visible
        self._arrange()

    def _room_for_panel(self) -> int:
        beside = self._sidebar.is_wanted and not self.is_sidebar_over
        taken = SIDEBAR_WIDTH + _EDGE if beside else 0
        return self.width() - taken - _READABLE_WIDTH - _EDGE

    def _arrange(self) -> None:
        shows_sidebar, shows_panel = self.is_sidebar_visible, self.is_panel_visible
        left, right = 0, self.width()
        if shows_sidebar and not self.is_sidebar_over:
            left = SIDEBAR_WIDTH + _EDGE
        panel_width = min(self._panel.width, self.width())
        if shows_panel and not self.is_panel_over:
            panel_width = min(panel_width, self._room_for_panel())
            right -= panel_width + _EDGE
        height = self.height()
        panel_left = self.width() - panel_width
        self._centre.setGeometry(QRect(left, 0, right - left, height))
        self._sidebar.widget.setGeometry(QRect(0, 0, SIDEBAR_WIDTH, height))
        self._sidebar.edge.setGeometry(QRect(SIDEBAR_WIDTH, 0, _EDGE, height))
        self._panel.widget.setGeometry(QRect(panel_left, 0, panel_width, height))
        self._panel.edge.setGeometry(QRect(panel_left - _EDGE, 0, _EDGE, height))
        if self._set_visible(self._sidebar, shows_sidebar):
            self.sidebar_visibility_changed.emit(shows_sidebar)
        if self._set_visible(self._panel, shows_panel):
            self.panel_visibility_changed.emit(shows_panel)

    def _set_visible(self, side: _Side, is_visible: bool) -> bool:
        """Show or hide a side; return whether that is news."""
        is_news = side.widget.isHidden() == is_visible
        for widget in (side.widget, side.edge):
            widget.setVisible(is_visible)
            widget.raise_()
        return is_news
