"""One paragraph of a page: a `QTextLayout`, made when the paragraph is first seen.

Owns the lines of a paragraph, and the places of its characters. Positions are Python's (code
points); Qt's own (UTF-16 units) never leave this module. Must not know messages, colours or
scrolling.
"""

from __future__ import annotations

import math
import re
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import cast

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontInfo,
    QFontMetricsF,
    QTextLayout,
    QTextLine,
    QTextOption,
)

from gptdesk.app.views.page.formats import PLAIN_LOOK, ParagraphLook, TextFormat, formats_in
from gptdesk.app.views.page.paragraphs import displayable

_TAB_WIDTH = 4  # characters
_NEWLINE_MARK = 5.0  # pixels that show a selected line end
QUOTE_INSET = 14  # pixels for each bar of a quote
CODE_INSET = 10  # pixels on either side of code
_WIDEST_HANG = 0.4  # of the width; markers that are wider do not push further lines to the right
_TELLING = 1_000  # characters at the beginning that tell the direction of a paragraph

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\u200f\u202b\u202e\u2067\ufb1d-\ufdff\ufe70-\ufefe]")
_ASTRAL_RIGHT_TO_LEFT = re.compile("[\U00010800-\U00010fff\U0001e800-\U0001efff]")


@dataclass(frozen=True, slots=True)
class TextStyle:
    """Fonts and line height of a text.

    Attributes:
        font: its font.
        line_height: pixels from line to line.
        char_width: average width of a character, for estimates.
        code: the font of what is code in it.
        muted: colour of markup; None: as the text.
    """

    font: QFont
    line_height: int
    char_width: float
    code: QFont
    muted: QColor | None = None


def text_style(
    font: QFont,
    *,
    line_height: float = 1.5,
    code: QFont | None = None,
    muted: QColor | None = None,
) -> TextStyle:
    """Return the style for `font`; `line_height` is in units of its size."""
    size = QFontInfo(font).pixelSize()
    width = max(1.0, QFontMetricsF(font).averageCharWidth())
    return TextStyle(font, round(size * line_height), width, code or font, muted)


class TextBlock:
    """One paragraph: its text, and its lines once it was laid out.

    Attributes:
        start, end: its range in the whole text, without the newline.
        ends_line: a newline follows.
        look: of the whole paragraph; only after `lay_out`.
    """

    __slots__ = (
        "_is_mixed",
        "_layout",
        "_lines",
        "_tops",
        "_units",
        "_width",
        "end",
        "ends_line",
        "look",
        "start",
    )

    def __init__(self, start: int, end: int, *, ends_line: bool) -> None:
        self.start = start
        self.end = end
        self.ends_line = ends_line
        self.look = PLAIN_LOOK
        self._layout: QTextLayout | None = None
        self._lines: Sequence[QTextLine] = ()  # no list until there are some: blocks are many
        self._tops: Sequence[int] = ()  # of the lines, and the bottom of the last
        self._units: array[int] | None = None  # UTF-16 offset of each character; None: the same
        self._width = -1
        self._is_mixed = False  # of text in both directions

    @property
    def height(self) -> int:
        """Pixels of all lines; only after `lay_out`."""
        return self._tops[-1]

    @property
    def line_count(self) -> int:
        """Number of lines; 0 before `lay_out`."""
        return len(self._lines)

    def is_laid_out(self, width: int) -> bool:
        """Return whether the lines are there for this width."""
        return self._width == width

    def estimated_height(self, style: TextStyle, width: int) -> int:
        """Return its approximate height in pixels."""
        length = (self.end - self.start) * style.char_width
        if length <= width:
            return style.line_height
        return math.ceil(length / max(width, style.char_width)) * style.line_height

    def line_top(self, line: int) -> int:
        """Return where a line begins; `line_count` gives the bottom."""
        return self._tops[line]

    def lay_out(
        self,
        text: str,
        style: TextStyle,
        width: int,
        formats: Sequence[TextFormat] = (),
        look: ParagraphLook = PLAIN_LOOK,
    ) -> None:
        """Break the paragraph into lines of at most `width` pixels.

        Args:
            text: the whole text.
            style: fonts and line height.
            width: pixels.
            formats: of the whole text.
            look: of the paragraph.
        """
        self.look = look
        indent = look.quotes * QUOTE_INSET
        right = width
        if look.code_start is not None:
            indent, right = indent + CODE_INSET, width - CODE_INSET
        right = max(right, indent + 1)
        shown = displayable(text[self.start : self.end])
        self._units = _utf16_offsets(shown)
        self._is_mixed = not shown.isascii() and bool(
            _RIGHT_TO_LEFT.search(shown) or _ASTRAL_RIGHT_TO_LEFT.search(shown)
        )
        layout = QTextLayout(shown, style.font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        hang = look.hang
        if _runs_right_to_left(shown):
            hang = 0
            option.setTextDirection(Qt.LayoutDirection.RightToLeft)
            option.setAlignment(Qt.AlignmentFlag.AlignRight)
        option.setTabStopDistance(_TAB_WIDTH * style.char_width)
        layout.setTextOption(option)
        if formats:
            layout.setFormats(self._format_ranges(formats, style))
        layout.setCacheEnabled(True)
        usual = QFontMetricsF(style.font)
        lines: list[QTextLine] = []
        tops = [0]
        layout.beginLayout()
        line = layout.createLine()
        while line.isValid():
            line.setLineWidth(right - indent)
            height = max(style.line_height, math.ceil(line.height()))
            above = float(round((height - line.height()) / 2))
            if height == style.line_height:  # another script's font must not lower the letters
                above = round((height - usual.height()) / 2) + usual.ascent() - line.ascent()
            line.setPosition(QPointF(indent, tops[-1] + above))
            lines.append(line)
            if hang and len(lines) == 1:
                x = math.ceil(_cursor_x(line, self._unit(min(hang, len(shown)))))
                indent = x if x < indent + (right - indent) * _WIDEST_HANG else indent
            tops.append(tops[-1] + height)
            line = layout.createLine()
        layout.endLayout()
        self._layout, self._lines, self._tops, self._width = layout, lines, tops, width

    def _format_ranges(
        self, formats: Sequence[TextFormat], style: TextStyle
    ) -> list[QTextLayout.FormatRange]:
        """Return the formats of the paragraph in Qt's own counting."""
        ranges: list[QTextLayout.FormatRange] = []
        for one in formats_in(formats, self.start, self.end):
            made = QTextLayout.FormatRange()
            made.start = self._unit(one.start - self.start)  # pyright: ignore[reportAttributeAccessIssue]
            made.length = self._unit(one.end - self.start) - made.start
            made.format = one.char_format(style.font, style.code, style.muted)
            ranges.append(made)
        return ranges

    def forget_layout(self) -> None:
        """Free the lines; they are made again when they are next seen."""
        self._layout, self._lines, self._tops, self._units = None, (), (), None
        self._width = -1

    @property
    def layout(self) -> QTextLayout:
        """The lines, for painting; only after `lay_out`."""
        assert self._layout is not None
        return self._layout

    def position_at(self, x: float, y: float) -> int:
        """Return the position in the whole text that is nearest to a point in the block."""
        index = min(max(0, bisect_right(self._tops, y) - 1), len(self._lines) - 1)
        line = self._lines[index]
        unit = int(line.xToCursor(x))
        last = line.textStart() + line.textLength()
        if index + 1 < len(self._lines) and unit >= last:
            unit = int(self.layout.previousCursorPosition(last))  # stay on the line that was hit
        return self.start + self._char(unit)

    def line_of(self, position: int) -> int:
        """Return the line that holds a position of the whole text."""
        unit = self._unit(position - self.start)
        starts = [line.textStart() for line in self._lines]
        return max(0, bisect_right(starts, unit) - 1)

    def caret(self, position: int) -> QPointF:
        """Return the top of the line and the x at which a caret before `position` stands."""
        index = self.line_of(position)
        return QPointF(self._x(index, self._unit(position - self.start)), self._tops[index])

    def lines_between(self, top: float, bottom: float) -> Iterator[tuple[int, int, int]]:
        """Yield the lines that stand between two heights: which, and the range of their text.

        Spaces at which a line was broken belong to none; a newline belongs to the line it ends.
        """
        shown, last_line = self.layout.text(), len(self._lines) - 1
        index = max(0, bisect_right(self._tops, top) - 1)
        while index <= last_line and self._tops[index] < bottom:
            line = self._lines[index]
            first = self._char(line.textStart())
            last = self._char(line.textStart() + line.textLength())
            if index == last_line:
                end = self.end + self.ends_line
            else:
                while last > first and shown[last - 1] == " ":
                    last -= 1
                end = self.start + last
            yield index, self.start + first, end
            index += 1

    def spans_in(self, line: int, start: int, end: int) -> list[tuple[float, float]]:
        """Return where characters of one line stand, from left to right; a newline has a mark."""
        last = min(end, self.end)
        units = self._unit(start - self.start), self._unit(last - self.start)
        spans = self._spans(line, *units) if start < last else []
        if end > self.end:
            x = self._x(line, units[1])
            spans.append((x, x + _NEWLINE_MARK))
        return spans

    def rects(self, start: int, end: int, *, with_newline: bool = False) -> list[QRectF]:
        """Return the boxes, a full line high, that cover characters of the whole text.

        Args:
            start, end: range; what lies outside the block is ignored.
            with_newline: show the line end after the block, when it is in the range.
        """
        first = self._unit(max(start, self.start) - self.start)
        last = self._unit(min(end, self.end) - self.start)
        boxes: list[QRectF] = []
        for index, line in enumerate(self._lines):
            left = max(first, line.textStart())
            right = min(last, line.textStart() + line.textLength())
            if left >= right:
                continue
            top, height = self._tops[index], self._tops[index + 1] - self._tops[index]
            boxes.extend(
                QRectF(x0, top, x1 - x0, height) for x0, x1 in self._spans(index, left, right)
            )
        if with_newline and start <= self.end < end:
            at, top = len(self._lines) - 1, self._tops[-2]
            x = self._x(at, self._unit(self.end - self.start))
            boxes.append(QRectF(x, top, _NEWLINE_MARK, self._tops[-1] - top))
        return boxes

    def _spans(self, index: int, left: int, right: int) -> list[tuple[float, float]]:
        """Return where UTF-16 units left … right - 1 of one line stand, from left to right."""
        if not self._is_mixed:
            return [(self._x(index, left), self._x(index, right))]
        line = self._lines[index]
        edges = sorted(
            sorted((_cursor_x(line, unit), _cursor_x(line, unit, trailing=True)))
            for unit in range(left, right)
        )
        spans: list[tuple[float, float]] = []
        for x0, x1 in edges:
            if spans and x0 <= spans[-1][1] + 0.5:
                spans[-1] = (spans[-1][0], max(spans[-1][1], x1))
            else:
                spans.append((x0, x1))
        return spans

    def _x(self, index: int, unit: int) -> float:
        """Return the x before a unit; spaces that hang over the edge stay inside it."""
        return min(_cursor_x(self._lines[index], unit), float(self._width))

    def _unit(self, char: int) -> int:
        return char if self._units is None else self._units[char]

    def _char(self, unit: int) -> int:
        return unit if self._units is None else bisect_left(self._units, unit)


def _cursor_x(line: QTextLine, unit: int, *, trailing: bool = False) -> float:
    edge = QTextLine.Edge.Trailing if trailing else QTextLine.Edge.Leading
    x, _unit = cast("tuple[float, int]", line.cursorToX(unit, edge))  # PySide returns both
    return x


def _runs_right_to_left(text: str) -> bool:
    """Return whether the first letter that has a direction is Hebrew, Arabic or the like."""
    if text.isascii():
        return False
    directions = map(unicodedata.bidirectional, text[:_TELLING])
    return next((d for d in directions if d in ("L", "R", "AL")), "L") != "L"


def _utf16_offsets(text: str) -> array[int] | None:
    if text.isascii() or max(text) <= "\uffff":
        return None
    return array("I", accumulate((2 if char > "\uffff" else 1 for char in text), initial=0))
