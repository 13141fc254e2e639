"""Obstacles to what is asked for, in sentences that several rooms of the window say.

What only one room says stands there.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def answer_is_written() -> str:
    """Return what is said where an answer is being written."""
    return _tr("An answer is being written; stop it first.")


def answer_is_read() -> str:
    """Return what is said of an answer that is not whole in memory yet."""
    return _tr("This answer is still being read. Try again.")


def model_is_opened() -> str:
    """Return what is said while there is no model yet."""
    return _tr("The model is being opened…")


def for_next_model() -> str:
    """Return what is said of a choice while there is no model."""
    return _tr("Applies to the model that is opened next.")


def model_has_changed() -> str:
    """Return what is said of a question to a model that is gone."""
    return _tr("Another model was opened meanwhile.")


def tokens_are_of_another() -> str:
    """Return what is said of tokens that the model in use does not have."""
    return _tr("The tokens are of another model's vocabulary, which the model in use cannot read.")


def pages_are_made() -> str:
    """Return what is said while a printer or a PDF gets its pages."""
    return _tr("Pages are being made already. Wait for their end.")


def nothing_to_print() -> str:
    """Return what is said where there is no page."""
    return _tr("There is nothing to print yet.")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Obstacles", text)
