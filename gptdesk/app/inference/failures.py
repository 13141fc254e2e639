"""What becomes of an exception at the edge of the network's thread: a log entry and a sentence."""

from __future__ import annotations

import logging

from gptdesk.app.system.error_text import sentence_for
from gptdesk.errors import GPTDeskError

logger = logging.getLogger(__name__)


class ClosingError(GPTDeskError):
    """The window is closing; nobody waits for this any more."""


def told(what: str, error: BaseException) -> str:
    """Log what went wrong and return the user's sentence.

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
