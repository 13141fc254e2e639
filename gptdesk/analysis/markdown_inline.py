"""Emphasis, code and escapes inside one piece of Markdown, with their places in the source.

Follows CommonMark 0.31.2 (https://spec.commonmark.org/0.31.2/#inlines) for backslash escapes, code
spans and emphasis, in linear time. Links, images, HTML and entities stay text: nothing here can
open or hide anything. Plain Python.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntFlag


class Style(IntFlag):
    """How characters of a Markdown text are shown; several can hold at once."""

    PLAIN = 0
    BOLD = 1
    ITALIC = 2
    CODE = 4
    MARKUP = 8  # characters that say how others are shown


@dataclass(frozen=True, slots=True)
class Mark:
    """Markup around a range of characters.

    Attributes:
        start, inner_start: of the markup in front.
        inner_end, end: of the markup behind.
        style: of what lies between.
    """

    start: int
    inner_start: int
    inner_end: int
    end: int
    style: Style


_SPECIAL = re.compile(r"\\[!-/:-@\[-`{-~]|`+|\*+|_+")
_TICKS = re.compile("`+")


def inline_marks(text: str) -> list[Mark]:
    """Return all markup of a text, in no order; an escape is a mark with nothing between."""
    marks: list[Mark] = []
    runs: list[_Run] = []
    ticks: dict[int, list[int]] | None = None  # where runs of backticks begin, by length
    at = 0
    while found := _SPECIAL.search(text, at):
        start, at = found.span()
        first, length = found.group()[0], at - start
        if first == "\\":
            marks.append(Mark(start, start + 1, start + 1, start + 1, Style.PLAIN))
        elif first == "`":
            if ticks is None:
                ticks = _ticks_by_length(text)
            closers = ticks.get(length, ())
            next_one = bisect_left(closers, at)
            if next_one < len(closers):
                inner_end = closers[next_one]
                marks.append(Mark(start, at, inner_end, inner_end + length, Style.CODE))
                at = inner_end + length
        else:
            runs.append(_run(text, start, at))
    marks += _emphases(runs)
    return marks


def styles(marks: Sequence[Mark], length: int) -> Iterator[tuple[int, int, Style]]:
    """Yield (start, end, style) of the stretches of a text; they cover it exactly."""
    changes: list[tuple[int, int, Style]] = []  # where, +1 or -1, what
    for mark in marks:
        for start, end, style in (
            (mark.start, mark.inner_start, Style.MARKUP),
            (mark.inner_end, mark.end, Style.MARKUP),
            (mark.inner_start, mark.inner_end, mark.style),
        ):
            if start < end and style:
                changes += ((start, 1, style), (end, -1, style))
    changes.sort()
    depth = {Style.BOLD: 0, Style.ITALIC: 0, Style.CODE: 0, Style.MARKUP: 0}
    at, style = 0, Style.PLAIN
    for where, step, changed in changes:
        if where > at:
            yield at, where, style
            at = where
        depth[changed] += step
        style = style | changed if depth[changed] else style & ~changed
    if at < length:
        yield at, length, style


def _ticks_by_length(text: str) -> dict[int, list[int]]:
    ticks: dict[int, list[int]] = {}
    for found in _TICKS.finditer(text):
        ticks.setdefault(found.end() - found.start(), []).append(found.start())
    return ticks


# -- emphasis: https://spec.commonmark.org/0.31.2/#phase-2-inline-structure


@dataclass(slots=True)
class _Run:
    """A delimiter run: what is left of it between `start` and `end`."""

    char: str
    start: int
    end: int
    length: int  # of the whole run
    can_open: bool
    can_close: bool


def _run(text: str, start: int, end: int) -> _Run:
    char = text[start]
    before = text[start - 1] if start else "\n"
    after = text[end] if end < len(text) else "\n"
    is_left = _is_flanking(before, after)
    is_right = _is_flanking(after, before)
    if char == "_":
        return _Run(
            char,
            start,
            end,
            end - start,
            is_left and (not is_right or _is_punctuation(before)),
            is_right and (not is_left or _is_punctuation(after)),
        )
    return _Run(char, start, end, end - start, is_left, is_right)


def _is_flanking(outside: str, inside: str) -> bool:
    """Return whether a run stands at the edge of what begins with `inside`."""
    if inside.isspace():
        return False
    return not _is_punctuation(inside) or outside.isspace() or _is_punctuation(outside)


def _is_punctuation(char: str) -> bool:
    return unicodedata.category(char)[0] in "PS"


def _emphases(runs: Sequence[_Run]) -> list[Mark]:
    marks: list[Mark] = []
    count = len(runs)
    before = list(range(-1, count - 1))  # a linked list of the runs that are left
    after = list(range(1, count + 1))
    lowest: dict[tuple[str, bool, int], int] = {}  # no opener stands at or below it

    def unlink(index: int) -> None:
        if before[index] >= 0:
            after[before[index]] = after[index]
        if after[index] < count:
            before[after[index]] = before[index]

    at = 0
    while at < count:
        closer = runs[at]
        if not closer.can_close:
            at = after[at]
            continue
        kind = (closer.char, closer.can_open, closer.length % 3)
        bottom = lowest.get(kind, -1)
        place = before[at]
        while place > bottom and not _is_opener_of(runs[place], closer):
            place = before[place]
        if place <= bottom:
            lowest[kind] = before[at]
            if not closer.can_open:
                unlink(at)
            at = after[at]
            continue
        opener = runs[place]
        used = 2 if min(opener.end - opener.start, closer.end - closer.start) >= 2 else 1
        style = Style.BOLD if used == 2 else Style.ITALIC
        opener.end -= used
        marks.append(Mark(opener.end, opener.end + used, closer.start, closer.start + used, style))
        closer.start += used
        after[place], before[at] = at, place  # those between them are text
        if opener.start == opener.end:
            unlink(place)
        if closer.start == closer.end:
            unlink(at)
            at = after[at]
    return marks


def _is_opener_of(opener: _Run, closer: _Run) -> bool:
    if opener.char != closer.char or not opener.can_open:
        return False
    if not closer.can_open and not opener.can_close:
        return True
    return (opener.length + closer.length) % 3 != 0 or (
        opener.length % 3 == 0 and closer.length % 3 == 0
    )
