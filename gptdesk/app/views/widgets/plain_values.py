"""Times and settings as text, for the window's dialogs.

Pure text; knows no widgets. The order of a date is the user's own.
"""

from __future__ import annotations

from PySide6.QtCore import QDateTime, QLocale


def time_text(seconds: float) -> str:
    """Write a moment, in seconds since the epoch: 21 Nov 2026, 10:14."""
    moment = QDateTime.fromSecsSinceEpoch(int(seconds))
    return QLocale().toString(moment, "d MMM yyyy, HH:mm")


def setting_text(value: float) -> str:
    """Write a setting as it was set: 0.8, 1, 0.95."""
    return f"{value:,.6g}"
