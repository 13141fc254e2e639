"""Changed attention heads in the user's language."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication

from gptdesk.chat.changes import HeadChange, heads_in_words


def heads_text(heads: Iterable[HeadChange]) -> str:
    """Return what is changed: "heads 3.2, 5.1 off; head 6.1 at 50 %"; "" where nothing is."""
    return heads_in_words(heads, _tr)


def _tr(text: str) -> str:
    return QCoreApplication.translate("changes", text)
