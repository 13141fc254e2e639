"""The three columns of the window: conversations, text and inspector.

Owns where the three stand, and who gives way before the text loses its readable width: first the
conversations, unless they were asked for where there is room for one side only. In the place of a
hidden side stands a narrow rail with a button that brings it back. Where the window has no room
for a side at all, it lies over the text when it is asked for, and never over the composer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QToolButton, QVBoxLayout, QWidget

from gptdesk.app.icons import icon
from gptdesk.app.theme import (
    APPEARANCE_CHANGED,
    COLUMN_WIDTH,
    PANEL_WIDTH,
    SPACE_1,
    SPACE_2,
    TARGET,
    fitting_zoom,
    limit_own_zoom,
    zoom_of,
    zoomed,
)

SIDEBAR_WIDTH = 240  # at 100 %
_LEAST_SIDEBAR = 204  # at 100 %, beside text and panel
COMFORTABLE_PANEL = 480  # at 100 %: every page of the inspector shows what matters
WIDEST_PANEL = 672  # at 100 %: where the text has its full column, all steps of the pipeline
_MARGINS = 56  # of the text column, both sides
_READABLE_WIDTH = 480 + _MARGINS
_LEAST_WIDTH = 480  # with its margins: where large letters have not enough room in the panel
_RAIL_WIDTH = 36  # at 100 %
_RAIL_ROOM = 960  # pixels of the window's width, for a rail of 100 %
_EDGE = 1
_ZOOM_STEP = 10  # percent


class SideRail(QWidget):
    """A narrow column of icon buttons in the place of a hidden side.

    Attributes:
        show_button: brings the side back.
    """

    def __init__(self, icon_name: str, name: str, key: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(SPACE_1, SPACE_2, SPACE_1, SPACE_2)
        self._column.setSpacing(SPACE_1)
        self._column.addStretch(1)
        self.show_button = self.add_button(icon_name, name, key)

    def add_button(self, icon_name: str, name: str, key: str) -> QToolButton:
        """Add a button below the others.

        Args:
            icon_name: of its icon.
            name: what it does.
            key: that does the same.
        """
        button = QToolButton(self)
        button.setProperty("kind", "large_icon")
        button.setIcon(icon(icon_name))
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(name)
        button.setToolTip(f"{name} ({key})")
        self._column.insertWidget(self._column.count() - 1, button)
        return button


class LeftRail(SideRail):
    """In the place of the conversations: *New chat* and the search never go with them.

    Attributes:
        new_chat, search: its other buttons.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__("sidebar", _tr("Show the conversations"), "F9", parent)
        self.new_chat = self.add_button("new-chat", _tr("New chat"), "Ctrl+N")
        self.search = self.add_button("search", _tr("Search in all conversations"), "Ctrl+Shift+F")


class RightRail(SideRail):
    """In the place of the inspector."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("panel", _tr("Show the inspector"), "F8", parent)


@dataclass(slots=True)
class _Side:
    """A widget at one side of the text.

    Attributes:
        widget: what stands there.
        rail: what stands there while the widget does not.
        edge: the line between them and the text.
        is_wanted: shown where there is room.
        is_over_open: shown over the text, where there is none.
    """

    widget: QWidget
    rail: SideRail
    edge: QFrame
    is_wanted: bool = True
    is_over_open: bool = False


@dataclass(frozen=True, slots=True)
class _Room:
    """What the width is enough for.

    Attributes:
        width: of all three columns, pixels.
        zoom: of the sides, percent.
    """

    width: int
    zoom: int

    @property
    def rail_zoom(self) -> int:
        """What a rail has room for, percent: it grows only where the window is wide."""
        return fitting_zoom(100 * self.width // _RAIL_ROOM)

    @property
    def rail(self) -> int:
        """Width of a rail."""
        return zoomed(_RAIL_WIDTH, min(self.zoom, self.rail_zoom))

    @property
    def sidebar(self) -> int:
        """Width of the sidebar without a panel."""
        return min(zoomed(SIDEBAR_WIDTH, self.zoom), self.width - 2 * self.rail)

    @property
    def shared_sidebar(self) -> int:
        """Width of the sidebar beside text and panel: a third of what the text can spare."""
        third = self._beside_text(0) // 3
        return max(SIDEBAR_WIDTH, min(zoomed(SIDEBAR_WIDTH, self.zoom), third))

    @property
    def is_sidebar_over(self) -> bool:
        return self.width - self.sidebar - _EDGE < _READABLE_WIDTH + self.rail + _EDGE

    @property
    def is_panel_over(self) -> bool:
        return self._beside_text(self.rail) < PANEL_WIDTH

    @property
    def has_both(self) -> bool:
        """Whether panel and sidebar have their size beside each other and the text."""
        sidebar = self.shared_sidebar
        has_panel = self._beside_text(sidebar) >= zoomed(PANEL_WIDTH, self.zoom)
        return has_panel and sidebar >= zoomed(_LEAST_SIDEBAR, self.zoom)

    def panel_beside(self, *, has_sidebar: bool) -> int:
        """Return the panel's width beside the text, the same for every page.

        A larger zoom makes it no narrower: letters grow in it, and the text gives up what it can.
        """
        smaller = (replace(self, zoom=zoom) for zoom in range(100, self.zoom, _ZOOM_STEP))
        before = max((room.panel_by_zoom(has_sidebar=has_sidebar) for room in smaller), default=0)
        left = self.shared_sidebar if has_sidebar else self.rail
        before = min(before, self._beside_text(left, _LEAST_WIDTH))
        return max(self.panel_by_zoom(has_sidebar=has_sidebar), before)

    def panel_by_zoom(self, *, has_sidebar: bool) -> int:
        """Return what the text can spare, or all that it does not need.

        Where that is too narrow for large letters, the text gives way down to `_LEAST_WIDTH`.
        """
        left = self.shared_sidebar if has_sidebar else self.rail
        spared = min(zoomed(COMFORTABLE_PANEL, self.zoom), self._beside_text(left))
        least = min(zoomed(PANEL_WIDTH, self.zoom), self._beside_text(left, _LEAST_WIDTH))
        unused = self._beside_text(left, zoomed(COLUMN_WIDTH, self.zoom) + _MARGINS)
        return max(spared, least, min(zoomed(WIDEST_PANEL, self.zoom), unused))

    @property
    def panel_over(self) -> int:
        """Width of the panel where it lies over the text."""
        return min(zoomed(COMFORTABLE_PANEL, self.zoom), self.width - 2 * self.rail)

    def _beside_text(self, left: int, text: int = _READABLE_WIDTH) -> int:
        return self.width - left - text - 2 * _EDGE


class ThreeColumns(QWidget):
    """Lays out a centre, a side panel at the right, and a sidebar at the left.

    Args:
        centre: the text and what belongs to it.
        panel, sidebar: the sides.
        foot: a part of the centre that nothing lies over, at its lower end.

    Attributes:
        left_rail, right_rail: what stands in the place of a hidden side.

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
        *,
        foot: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._centre, self._foot = centre, foot
        centre.setParent(self)
        self.left_rail, self.right_rail = LeftRail(self), RightRail(self)
        self._sidebar = self._side(sidebar, self.left_rail)
        self._panel = self._side(panel, self.right_rail)
        self._is_sidebar_first = False
        self._room = self._measured()
        if foot is not None:
            foot.installEventFilter(self)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus_changed)

    def _side(self, widget: QWidget, rail: SideRail) -> _Side:
        edge = QFrame(self)
        edge.setProperty("kind", "line")
        widget.setParent(self)
        widget.setAutoFillBackground(True)
        return _Side(widget, rail, edge)

    # -- what can be seen

    @property
    def is_sidebar_over(self) -> bool:
        """Whether the window is too narrow for the sidebar alone beside the text."""
        return self._room.is_sidebar_over

    @property
    def is_panel_over(self) -> bool:
        """Whether the window is too narrow for the panel alone beside the text."""
        return self._room.is_panel_over

    @property
    def is_sidebar_visible(self) -> bool:
        """Whether the sidebar can be seen now."""
        return self._is_sidebar_beside or (self.is_sidebar_over and self._sidebar.is_over_open)

    @property
    def is_panel_visible(self) -> bool:
        """Whether the panel can be seen now."""
        return self._is_panel_beside or (self.is_panel_over and self._panel.is_over_open)

    @property
    def is_sidebar_wanted(self) -> bool:
        """Whether the sidebar is shown where there is room for it; what is worth remembering."""
        return self._sidebar.is_wanted

    @property
    def is_panel_wanted(self) -> bool:
        """Whether the panel is shown where there is room for it; what is worth remembering."""
        return self._panel.is_wanted

    @property
    def is_sidebar_first(self) -> bool:
        """Whether the panel gives way to the sidebar; what is worth remembering."""
        return self._is_sidebar_first

    # -- what is wanted

    @Slot(bool)
    def set_sidebar_visible(self, is_visible: bool) -> None:
        """Show or hide the sidebar, beside the text or over it."""
        if self.is_sidebar_over:
            self._sidebar.is_over_open = is_visible
        else:
            self._sidebar.is_wanted = is_visible
            if is_visible and not self._room.has_both:
                self._is_sidebar_first = True
        self._arrange()

    @Slot(bool)
    def set_panel_visible(self, is_visible: bool) -> None:
        """Show or hide the panel, beside the text or over it."""
        if self.is_panel_over:
            self._panel.is_over_open = is_visible
        else:
            self._panel.is_wanted = is_visible
            if is_visible and not self._room.has_both:
                self._is_sidebar_first = False
        self._arrange()

    @Slot()
    def show_sidebar(self) -> None:
        """Show the sidebar, beside the text or over it."""
        self.set_sidebar_visible(True)

    @Slot()
    def show_panel(self) -> None:
        """Show the panel, beside the text or over it."""
        self.set_panel_visible(True)

    @Slot()
    def hide_sidebar(self) -> None:
        """Make room for the text."""
        self.set_sidebar_visible(False)

    def set_wanted(self, *, sidebar: bool, panel: bool, sidebar_first: bool = False) -> None:
        """Restore the choices of an earlier run."""
        self._sidebar.is_wanted, self._panel.is_wanted = sidebar, panel
        self._is_sidebar_first = sidebar_first
        self._arrange()

    # -- what Qt calls

    def minimumSizeHint(self) -> QSize:
        """Ask for the centre's minimum; the sides need nothing more."""
        return self._centre.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Divide the width again."""
        self._arrange()

    def customEvent(self, event: QEvent) -> None:
        """Divide the width again: in another zoom the sides need another one."""
        if event.type() == APPEARANCE_CHANGED:
            self._arrange()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave the foot free when it grows."""
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize):
            self._place_sides()
        return False

    @Slot(QWidget, QWidget)
    def _on_focus_changed(self, _before: QWidget | None, now: QWidget | None) -> None:
        """What lies over the text goes away when the keyboard comes to a control behind it."""
        if now is None or not self._centre.isAncestorOf(now):
            return
        place = QRect(now.mapTo(self, QPoint()), now.size())
        sides = (self._panel, self.set_panel_visible), (self._sidebar, self.set_sidebar_visible)
        for side, set_visible in sides:
            hidden = side.widget.geometry().adjusted(-TARGET, 0, TARGET, 0)  # a strip is not enough
            if side.is_over_open and hidden.contains(place):
                set_visible(False)

    # -- how the width is divided

    def _measured(self) -> _Room:
        """Return what there is room for."""
        room = _Room(self.width(), zoom_of(self))
        for rail in (self.left_rail, self.right_rail):
            limit_own_zoom(rail, room.rail_zoom)
        return room

    @property
    def _is_sidebar_beside(self) -> bool:
        has_rival = self._panel.is_wanted and not self.is_panel_over
        is_free = not has_rival or self._room.has_both or self._is_sidebar_first
        return self._sidebar.is_wanted and not self.is_sidebar_over and is_free

    @property
    def _is_panel_beside(self) -> bool:
        is_free = not self._is_sidebar_beside or self._room.has_both
        return self._panel.is_wanted and not self.is_panel_over and is_free

    @property
    def _sidebar_width(self) -> int:
        has_both = self._is_sidebar_beside and self._is_panel_beside
        return self._room.shared_sidebar if has_both else self._room.sidebar

    @property
    def _panel_width(self) -> int:
        return self._room.panel_beside(has_sidebar=self._is_sidebar_beside)

    def _arrange(self) -> None:
        """Move between beside and over as the width allows; what lay over the text goes away."""
        room = self._room = self._measured()
        self._sidebar.is_over_open &= room.is_sidebar_over
        self._panel.is_over_open &= room.is_panel_over
        left = self._sidebar_width if self._is_sidebar_beside else room.rail
        right = self._panel_width if self._is_panel_beside else room.rail
        width = room.width - left - right - 2 * _EDGE
        self._centre.setGeometry(QRect(left + _EDGE, 0, width, self.height()))
        self._place_sides()
        shows_sidebar, shows_panel = self.is_sidebar_visible, self.is_panel_visible
        if self._set_visible(self._sidebar, shows_sidebar):
            self.sidebar_visibility_changed.emit(shows_sidebar)
        if self._set_visible(self._panel, shows_panel):
            self.panel_visibility_changed.emit(shows_panel)

    def _place_sides(self) -> None:
        """Put the sides where they stand: beside the text, or over it beside their rails."""
        room, height, over = self._room, self.height(), self._height_over()
        self.left_rail.setGeometry(0, 0, room.rail, height)
        self.right_rail.setGeometry(room.width - room.rail, 0, room.rail, height)

        is_beside, width = self._is_sidebar_beside, self._sidebar_width
        high = over if self._sidebar.is_over_open else height
        left = 0 if is_beside else room.rail
        self._sidebar.widget.setGeometry(left, 0, width, high)
        shown = left + width if self.is_sidebar_visible else room.rail
        self._sidebar.edge.setGeometry(shown, 0, _EDGE, high)

        is_beside = self._is_panel_beside
        width = self._panel_width if is_beside else room.panel_over
        high = over if self._panel.is_over_open else height
        left = room.width - width - (0 if is_beside else room.rail)
        self._panel.widget.setGeometry(left, 0, width, high)
        shown = left if self.is_panel_visible else room.width - room.rail
        self._panel.edge.setGeometry(shown - _EDGE, 0, _EDGE, high)

    def _height_over(self) -> int:
        """Return how high a side is that lies over the text: down to the foot."""
        if self._foot is None:
            return self.height()
        return self._foot.mapTo(self, QPoint(0, 0)).y()

    def _set_visible(self, side: _Side, is_visible: bool) -> bool:
        """Show or hide a side; return whether that is news."""
        is_news = side.widget.isHidden() == is_visible
        side.widget.setVisible(is_visible)
        side.rail.setVisible(not is_visible or side.is_over_open)
        for widget in (side.rail, side.widget, side.edge):
            widget.raise_()
        return is_news


def _tr(text: str) -> str:
    return QCoreApplication.translate("SideRail", text)
