"""Parts of sentences: names on one line, numbers of things, and sizes.

A leaf: the standard library only.
"""

from __future__ import annotations

import re

# C0, C1, Unicode's line ends, and what turns the direction of the text that follows.
_ACTING = re.compile("[\0-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def one_line(text: str) -> str:
    """Return a text in which nothing tears the line, turns it round or commands a terminal."""
    return _ACTING.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def to_translate(context: str, text: str) -> str:  # noqa: ARG001  read by lupdate
    """Return `text`; it is marked for the translators, where there is no Qt to say so.

    Args:
        context: that the window asks with.
        text: in English, as it is.
    """
    return text


def counted(number: int, noun: str) -> str:
    """Return "1 token", or "2,000 tokens"."""
    return f"{number:,} {noun}" + "s" * (number != 1)


def numbered(number: int, one: str, many: str) -> str:
    """Return `one` for 1, else `many` with the number in the place of {0}.

    For what is translated: "1 token", and "{0} tokens".
    """
    return one if number == 1 else many.format(f"{number:,}")


def size_text(size_bytes: int) -> str:
    """Write the size of a file: 812 B, 1.2 MiB."""
    if size_bytes < 1024:
        return f"{size_bytes:,} B"
    size, unit = size_bytes / 1024, "KiB"
    for larger in ("MiB", "GiB"):
        if size < 1024:
            break
        size, unit = size / 1024, larger
    return f"{size:,.1f} {unit}"
