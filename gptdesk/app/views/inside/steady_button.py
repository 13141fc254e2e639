"""Buttons that say why they cannot be pressed, and one that keeps the keyboard meanwhile."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton


class SteadyButton(QPushButton):
    """Gives the keyboard to no neighbour while it is disabled.

    Qt hands it on to the next widget: the next Enter would press what the user did not choose.
    """

    _had_keyboard = False

    def set_available(self, *, is_available: bool) -> None:
        """Enable or disable it; the keyboard comes back, unless the user put it elsewhere."""
        if is_available == self.isEnabled():
            return
        if not is_available and self.hasFocus():
            self._had_keyboard = True
            self.clearFocus()  # no widget has it: keys go to the window
        self.setEnabled(is_available)
        if is_available and self._had_keyboard:
            self._had_keyboard = False
            if self.window().focusWidget() is None:
                self.setFocus(Qt.FocusReason.OtherFocusReason)


def show_obstacle(button: QPushButton, obstacle: str, does: str) -> None:
    """Disable a button, or enable it, and tell why or what for.

    Args:
        button: of these.
        obstacle: why it cannot be pressed now; empty where it can.
        does: what it does.
    """
    words = obstacle or does
    button.setToolTip(words)
    button.setAccessibleDescription(words)
    if isinstance(button, SteadyButton):
        button.set_available(is_available=not obstacle)
    else:
        button.setEnabled(not obstacle)
