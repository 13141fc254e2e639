"""Text that does nothing to a terminal, a page or a file that it is written into."""

from __future__ import annotations

import html
import re
import unicodedata

FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"
HALF_PAIR = re.compile("[\ud800-\udfff]")  # of two surrogates: no file can hold it
_TURNING = {"R", "AL", "AN"}
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # all but tab and newline


def html_text(text: str) -> str:
    """Return a text for HTML, in which control characters are pictures of themselves."""
    return html.escape(visible_controls(text))


def visible_controls(text: str) -> str:
    """Return a text that does nothing to a terminal, and that a file can hold.

    Control characters but tab and newline are pictures of themselves, or U+FFFD where there is no
    picture; so are halves of surrogate pairs.
    """
    return encodable(CONTROLS.sub(_picture, text.replace("\r\n", "\n")))


def isolated(text: str) -> str:
    """Return a piece of text so that its direction turns nothing around it.

    An Arabic or Hebrew piece would take the figures behind it to its other side. A piece that is
    read from left to right is returned as it is.
    """
    if text.isascii() or not any(unicodedata.bidirectional(c) in _TURNING for c in text):
        return text
    return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}"


def _picture(control: re.Match[str]) -> str:
    code = ord(control[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "\N{SYMBOL FOR DELETE}" if code == 0x7F else "\N{REPLACEMENT CHARACTER}"


def encodable(text: str) -> str:
    """Return `text` without halves of surrogate pairs, which no file can hold."""
    return HALF_PAIR.sub("\N{REPLACEMENT CHARACTER}", text)
