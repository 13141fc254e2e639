"""The time that is left of a download or a training, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from gptdesk.sentences import numbered


def time_left_text(seconds: float) -> str:
    """Return seconds, or minutes from two of them on, as words."""
    if seconds < 100:
        return numbered(round(seconds), _tr("1 second left"), _tr("{0} seconds left"))
    return numbered(round(seconds / 60), _tr("1 minute left"), _tr("{0} minutes left"))


def _tr(text: str) -> str:
    return QCoreApplication.translate("TimeLeft", text)
