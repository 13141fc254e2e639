"""Parts of sentences put together, and labels taken apart, as the language of the window has it.

Between two sentences English has a space and Chinese nothing; a list of names has a comma or a
mark of its own. What is empty is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication

from gptdesk.sentences import joined

# Chinese has the letter of an access key behind the word, as 文件(&F)
_KEY_BEHIND = re.compile(r"\s*\(&[^&\s]\)")


def sentences(parts: Iterable[str]) -> str:
    """Return whole sentences one after the other."""
    return joined(parts, _tr("{0} {1}", "two sentences"))


def in_a_row(parts: Iterable[str]) -> str:
    """Return facts with commas between them: "6.2 tokens/s, first token 0.64 s"."""
    return joined(parts, _tr("{0}, {1}", "two facts"))


def listed(names: Iterable[str]) -> str:
    """Return names with commas between them: "top-k, top-p"."""
    return joined(names, _tr("{0}, {1}", "two names of a list"))


def clauses(parts: Iterable[str]) -> str:
    """Return clauses with semicolons between them."""
    return joined(parts, _tr("{0}; {1}", "two clauses"))


def with_colon(name: str, text: str) -> str:
    """Return what is said of a name: "Top-k: Keeps the 40 best scores."."""
    return _tr("{0}: {1}", "a name, and what is said of it").format(name, text)


def without_access_key(label: str) -> str:
    """Return a control's label as it is read aloud, and as it stands in a list."""
    return _KEY_BEHIND.sub("", label).replace("&", "")


def _tr(text: str, comment: str) -> str:
    return QCoreApplication.translate("Phrases", text, comment)
