"""The paragraphs of a text for layout, with characters that Qt can show.

Positions are Python's (code points), and neither step moves one. Plain Python.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence

# Laying out a line of text takes longer than its length: no paragraph is longer than this on the
# screen. The text itself is not changed.
LONGEST_PARAGRAPH = 5_000
_BREAK_WITHIN = 1_000  # a longer one is broken at the last space of so many characters

# Half a surrogate pair is dropped by PySide (every position after it would be wrong), and control
# characters have no shape: one visible character stands for each.
_ODD = re.compile("[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029\ufffc\ud800-\udfff]")
_JOINERS = frozenset("\u200d\ufe0e\ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")


def displayable(text: str) -> str:
    """Return `text` with every character that Qt cannot show replaced by one that it can."""
    return _ODD.sub(_stand_in, text) if _ODD.search(text) else text


def _stand_in(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code == 0x0D:
        return "\u200b"  # of CRLF: the newline itself is seen already
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else "\ufffd"


def paragraph_spans(
    text: str, start: int, breaks: Sequence[int] = ()
) -> Iterator[tuple[int, int, bool]]:
    """Split `text` from `start` on into pieces that are laid out on their own.

    Args:
        text: the whole text.
        start: where to begin.
        breaks: ascending positions at which a piece must end.

    Yields:
        (start, end, ends_line): the piece without its newline, and whether it has one. A text that
        ends with a newline ends with an empty piece.
    """
    size = len(text)
    stops = iter((*breaks[bisect_right(breaks, start) :], size + 1))
    stop = next(stops)
    end = -1  # of the line that holds `start`: found once, into however many pieces it is broken
    while True:
        if end < start:
            end = text.find("\n", start)
            if end < 0:
                end = size
        limit = end if end < stop else stop
        if limit - start > LONGEST_PARAGRAPH:
            limit = _soft_break(text, start)
            yield start, limit, False
            start = limit
        elif stop <= end:
            yield start, stop, False
            if stop == size:
                return
            start, stop = stop, next(stops)
        elif end == size:
            yield start, end, False
            return
        else:
            yield start, end, True
            start = end + 1
            if stop == start:
                if stop == size:
                    return
                stop = next(stops)


def _soft_break(text: str, start: int) -> int:
    """Return where a paragraph that is too long is broken: after a space, or between letters."""
    limit = start + LONGEST_PARAGRAPH
    space = text.rfind(" ", limit - _BREAK_WITHIN, limit)
    if space >= 0:
        return space + 1
    while limit > start + _BREAK_WITHIN and (
        unicodedata.combining(text[limit]) or text[limit] in _JOINERS or text[limit - 1] == "\u200d"
    ):
        limit -= 1
    return limit
