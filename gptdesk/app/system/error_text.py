"""Sentences for exceptions, in the user's language.

Errors of our own carry a template and facts, those of the system a number; everything else gets a
sentence that names no library and says that the details are in the log. No Qt widgets, no
traceback text.
"""

from __future__ import annotations

import logging

from PySide6.QtCore import QCoreApplication

from gptdesk.errors import GPTDeskError, cause_of
from gptdesk.sentences import in_language

logger = logging.getLogger(__name__)


class ClosingError(GPTDeskError):
    """The window is closing; nobody waits for this any more."""


class LoadCancelledError(GPTDeskError):
    """The user wants another model than the one that is being read, or none."""


def sentence_for(error: BaseException) -> str:
    """Return one or two plain sentences for `error`; never empty, never a traceback."""
    if isinstance(error, GPTDeskError) and (sentence := error.sentence(_tr).strip()):
        return sentence
    if isinstance(error, MemoryError):
        return _tr(
            "The computer has no memory left for this. Close other programs, or use less text."
        )
    is_of_system = isinstance(error, OSError) and error.strerror
    return _tr(
        "Something unexpected went wrong ({0}). The details are in the log: Help, Open log folder."
    ).format(cause_in_words(error) if is_of_system else type(error).__name__)


def in_words(text: str) -> str:
    """Return what the engine or the storage tells, in the user's language where it can be said."""
    return str(in_language(text, _tr))


def cause_in_words(error: BaseException) -> str:
    """Return what an error says of itself, a clause, in the user's language where it can be."""
    return in_words(cause_of(error))


def log_and_explain(what: str, error: BaseException) -> str:
    """Log what went wrong, at the edge of a thread, and return the user's sentence.

    Every kind of exception ends here: a panic of the tokenizer's Rust is no `Exception`, and an
    exception that left a slot would leave the user without an outcome.
    """
    if isinstance(error, ClosingError):
        logger.debug("%s: given up, the window closes", what)
    elif isinstance(error, GPTDeskError):
        logger.warning("%s: %s", what, type(error).__name__)
        logger.debug("%s: %s", what, error)
    else:
        logger.error("%s failed", what, exc_info=error)
    return sentence_for(error)


def _tr(text: str) -> str:
    return QCoreApplication.translate("errors", text)
