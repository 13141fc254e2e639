"""Sentences for exceptions, as a user reads them.

Expected errors carry their own sentence; everything else gets one that names no library and
promises that the details are in the log. No Qt widgets, no traceback text.
"""

from __future__ import annotations

from gptdesk.errors import GPTDeskError


def sentence_for(error: BaseException) -> str:
    """Return one or two plain sentences for `error`; never empty, never a traceback."""
    text = str(error).strip()
    if isinstance(error, GPTDeskError) and text:
        return text
    if isinstance(error, MemoryError):
        return "The computer has no memory left for this. Close other programs, or use less text."
    return (
        f"Something unexpected went wrong ({type(error).__name__}). "
        "The details are in the log: Help, Open log folder."
    )
