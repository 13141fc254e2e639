"""Radio buttons that stand side by side in the shape of one control."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from gptdesk.app.theme import TARGET


def segment(word: str, tip: str, parent: QWidget) -> QPushButton:
    """Return one of the buttons; `parent` is the frame around all of them."""
    button = QPushButton(word, parent)
    button.setProperty("kind", "segment")
    button.setProperty("font_kind", "ui_small")
    button.setCheckable(True)
    button.setMinimumWidth(TARGET)
    button.setAutoExclusive(True)  # arrow keys move the choice; a screen reader says "radio"
    button.setToolTip(tip)
    button.setAccessibleDescription(tip)
    return button


def show_segment(button: QPushButton, *, is_chosen: bool) -> None:
    """Show whether a button is the chosen one; Tab stops only there, as with radio buttons."""
    button.setChecked(is_chosen)
    tab = Qt.FocusPolicy.StrongFocus if is_chosen else Qt.FocusPolicy.ClickFocus
    button.setFocusPolicy(tab)
