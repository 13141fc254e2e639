"""The term of the glossary that a widget is about, for *What is this?*."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

_TERM = "term"  # property of a widget


def set_term(key: str, *widgets: QWidget) -> None:
    """Let *What is this?* explain the term called `key` while the keyboard is on a widget."""
    for widget in widgets:
        widget.setProperty(_TERM, key)


def term_of(widget: QWidget | None) -> str:
    """Return the term of `widget`, or of what it stands in; "" for none."""
    while widget is not None:
        if key := widget.property(_TERM):
            return str(key)
        widget = widget.parentWidget()
    return ""
