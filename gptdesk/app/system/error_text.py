"""Sentences for exceptions, in the user's language.

Errors of our own carry a template and facts; everything else gets a sentence that names no library
and says that the details are in the log. No Qt widgets, no traceback text.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from gptdesk.errors import GPTDeskError


def sentence_for(error: BaseException) -> str:
    """Return one or two plain sentences for `error`; never empty, never a traceback."""
    if isinstance(error, GPTDeskError) and (sentence := error.sentence(_tr).strip()):
        return sentence
    if isinstance(error, MemoryError):
        return _tr(
            "The computer has no memory left for this. Close other programs, or use less text."
        )
    return _tr(
        "Something unexpected went wrong ({0}). The details are in the log: Help, Open log folder."
    ).format(type(error).__name__)


def _tr(text: str) -> str:
    return QCoreApplication.translate("errors", text)
