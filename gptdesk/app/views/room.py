"""The floor plan of the window: the reading room, and the instrument beside it.

Owns where the two stand. The instrument stands beside the text while the text keeps a readable
width; in a narrower window it lies over the text when it is asked for.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QWidget

PANEL_WIDTH = 360
_READABLE_WIDTH = 560  # a text column of 480 and its margins


class Room(QWidget):
    """Lays out a centre and a side panel.

    Signals:
        panel_visibility_changed: whether the panel can be seen, bool.
    """

    panel_visibility_changed = Signal(bool)

    def __init__(self, centre: QWidget, panel: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._centre = centre
        self._panel = panel
        self._is_wanted = True  # beside the text
        self._is_overlay_open = False
        self._edge = QFrame(self)  # the line between the two
        self._edge.setProperty("kind", "line")
        for widget in (centre, panel):
            widget.setParent(self)
        self._panel.setAutoFillBackground(True)

    @property
    def is_overlay(self) -> bool:
        """Whether the window is too narrow for both."""
        return self.width() < _READABLE_WIDTH + PANEL_WIDTH

    @property
    def is_panel_visible(self) -> bool:
        """Whether the panel can be seen now."""
        return self._is_overlay_open if self.is_overlay else self._is_wanted

    @property
    def is_panel_wanted(self) -> bool:
        """Whether the panel is shown where there is room for it; what is worth remembering."""
        return self._is_wanted

    @Slot(bool)
    def set_panel_visible(self, is_visible: bool) -> None:
        """Show or hide the panel, beside the text or over it."""
        if self.is_overlay:
            self._is_overlay_open = is_visible
        else:
            self._is_wanted = is_visible
        self._arrange()

    def set_panel_wanted(self, is_wanted: bool) -> None:
        """Restore the choice of an earlier run."""
        self._is_wanted = is_wanted
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        """Ask for the centre's minimum; the panel needs nothing more."""
        return self._centre.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Move between beside and over as the width allows."""
        was_overlay = 0 <= event.oldSize().width() < _READABLE_WIDTH + PANEL_WIDTH
        if self.is_overlay and not was_overlay:
            self._is_overlay_open = False
        self._arrange()

    def _arrange(self) -> None:
        is_visible = self.is_panel_visible
        panel_width = min(PANEL_WIDTH, self.width())
        panel_left = self.width() - panel_width
        beside = is_visible and not self.is_overlay
        centre_width = panel_left - 1 if beside else self.width()
        self._centre.setGeometry(QRect(0, 0, centre_width, self.height()))
        self._panel.setGeometry(QRect(panel_left, 0, panel_width, self.height()))
        self._edge.setGeometry(QRect(panel_left - 1, 0, 1, self.height()))
        changed = self._panel.isHidden() == is_visible
        self._panel.setVisible(is_visible)
        self._edge.setVisible(is_visible)
        self._panel.raise_()
        self._edge.raise_()
        if changed:
            self.panel_visibility_changed.emit(is_visible)
