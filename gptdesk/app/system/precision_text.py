"""Names of precisions in the user's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def precision_text(precision: str) -> str:
    """Return what a precision is called: "Fast" for "fast"; "" where it is not known."""
    names = {"exact": _tr("Exact"), "balanced": _tr("Balanced"), "fast": _tr("Fast")}
    return names.get(precision, precision)


def _tr(text: str) -> str:
    return QCoreApplication.translate("precision", text)
