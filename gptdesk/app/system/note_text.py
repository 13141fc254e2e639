"""Notes of answers in the user's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from gptdesk.chat.notes import note_sentence


def note_text(note: str) -> str:
    """Return what a note says."""
    return note_sentence(note, _tr)


def _tr(text: str) -> str:
    return QCoreApplication.translate("notes", text)
