"""Buttons that say why they cannot be pressed."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton

from gptdesk.app.views.widgets.steady import set_available


def show_obstacle(button: QPushButton, obstacle: str, does: str) -> None:
    """Disable a button, or enable it, and tell why or what for; it keeps the keyboard meanwhile.

    Args:
        button: of these.
        obstacle: why it cannot be pressed now; empty where it can.
        does: what it does.
    """
    words = obstacle or does
    button.setToolTip(words)
    button.setAccessibleDescription(words)
    set_available(button, is_available=not obstacle)
