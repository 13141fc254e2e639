"""The pages of a conversation on paper: the lines of each, and their places.

Owns sizes on paper and page breaks; lines come from the transcript's own layout, at another size.
Must not know the device that it is painted on. A `QTextDocument` would
keep no heading with its text, leave single lines alone on a page, and take longer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSizeF
from PySide6.QtGui import QFont

from gptdesk.app.theme import Theme
from gptdesk.app.views.page.body import Piece
from gptdesk.app.views.page.entry import Entry, EntryKind, PageStyle, continues
from gptdesk.app.views.page.text_block import TextBlock, TextStyle, text_style
from gptdesk.chat.messages import Message

POINT = 10  # units; so fine that nobody sees where they are rounded
MARGIN = 62 * POINT  # at the left and the right
PADDING = 7 * POINT  # between a tinted ground and the text on it
RADIUS = 4 * POINT
HEADING_HEIGHT = 18 * POINT
TITLE_LINES = 4  # of a title, at most

_TOP, _BOTTOM = 56 * POINT, 64 * POINT
_GAP = 14 * POINT  # below an entry
_LEAST_LINES = 2  # of a paragraph, at the end of a page and at the beginning
_KEPT_LINES = 4_000  # of which the layout is kept from counting the pages to painting them


@dataclass(frozen=True, slots=True)
class PrintStyle:
    """Fonts of a page, in its units.

    Attributes:
        text, code, note, title: of paragraphs.
        small: of headings and of the line at the foot.
    """

    text: TextStyle
    code: TextStyle
    note: TextStyle
    title: TextStyle
    small: QFont


def print_style(theme: Theme) -> PrintStyle:
    """Return the fonts of a theme in the sizes of a book."""

    def font(kind: str, points: float) -> QFont:
        made = theme.font(kind)
        made.setPixelSize(round(points * POINT))
        made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        return made

    title = font("ui", 16)
    title.setWeight(QFont.Weight.DemiBold)
    return PrintStyle(
        text=text_style(font("transcript", 10.5), code=font("mono", 9)),
        code=text_style(font("mono", 9), line_height=1.4),
        note=text_style(font("ui_small", 8.5), line_height=2.0),
        title=text_style(title, line_height=1.3),
        small=font("ui_small", 8.5),
    )


@dataclass(frozen=True, slots=True)
class Strip:
    """Lines of one paragraph, or an entry's heading, on a page.

    Attributes:
        entry: whose they are.
        piece: the paragraph or the note; None for the heading.
        first, stop: lines of it.
        top, bottom: where they stand, from the top of the paper.
        is_code: it is set as code.
    """

    entry: Entry
    piece: Piece | None
    first: int
    stop: int
    top: int
    bottom: int
    is_code: bool = False


class PrintPages:
    """The pages of a conversation; the first begins with its title.

    Args:
        title: of the conversation.
        subtitle: a line under it.
        messages: the path that is printed.
        style: fonts.
        size: of the paper, in points.

    Attributes:
        messages: those that are printed.
        sheets: of each page what stands on it, from top to bottom; complete after `divide`.
        width: of the text.
        title_block: laid out; at the top of the first page.
    """

    def __init__(
        self,
        title: str,
        subtitle: str,
        messages: Sequence[Message],
        *,
        style: PrintStyle,
        size: QSizeF,
    ) -> None:
        self.title, self.subtitle, self.style = title, subtitle, style
        self.messages = messages
        self.paper_width, self.paper_height = (
            round(side * POINT) for side in (size.width(), size.height())
        )
        self.width = max(100 * POINT, self.paper_width - 2 * MARGIN)
        self.top = _TOP
        self.end = max(_TOP + 100 * POINT, self.paper_height - _BOTTOM)
        self.sheets: list[list[Strip]] = [[]]
        self.title_block = TextBlock(0, len(title), ends_line=False)
        self.title_block.lay_out(title, style.title, self.width)
        self._kept_lines = 0
        self._y = _TOP + min(self.title_block.height, TITLE_LINES * style.title.line_height)
        self._y += style.note.line_height + _GAP

    def divide(self) -> Iterator[None]:
        """Make the pages, a paragraph with each step."""
        page_style = PageStyle(self.style.text, self.style.note, self.style.small, self.width)
        for entry in _entries(self.messages, page_style):
            pad = 0 if entry.kind is EntryKind.ANSWER else PADDING
            self._place_heading(entry, pad)
            for piece, is_code in self._pieces(entry):
                self._place(entry, piece, is_code=is_code)
                yield
            self._y += pad + _GAP

    def lay_out(self, strip: Strip) -> TextBlock:
        """Return a strip's paragraph with its lines."""
        assert strip.piece is not None
        block = strip.piece.block
        if not block.is_laid_out(self.width):
            self._set(strip.entry, strip.piece, is_code=strip.is_code)
        return block

    def forget_layouts(self, number: int) -> None:
        """Free the lines of a painted page, but for a paragraph that goes on on the next one."""
        for strip in self.sheets[number]:
            if strip.piece is not None and strip.stop == strip.piece.block.line_count:
                strip.piece.block.forget_layout()

    def _pieces(self, entry: Entry) -> Iterator[tuple[Piece, bool]]:
        """Yield what an entry consists of, laid out, and whether it is code."""
        y, is_fenced = 0, False
        while y < entry.body.height:
            entry.body.lay_out_between(y, y + 1)
            found = next(entry.body.pieces_between(y, y + 1), None)
            if found is None:
                return
            piece, top = found
            y = top + max(1, piece.block.height)
            is_fence = piece.note is None and entry.text.startswith("```", piece.block.start)
            is_code = piece.note is None and (is_fenced or is_fence)
            is_fenced ^= is_fence
            if is_code:
                self._set(entry, piece, is_code=True)
            yield piece, is_code

    def _set(self, entry: Entry, piece: Piece, *, is_code: bool) -> None:
        if is_code:
            piece.block.lay_out(entry.text, self.style.code, self.width)
        else:
            entry.body.lay_out(piece)

    def _place_heading(self, entry: Entry, pad: int) -> None:
        """Put the heading on this page if two lines of the text have room below it."""
        needed = HEADING_HEIGHT + pad + _LEAST_LINES * self.style.text.line_height
        if self._y + needed > self.end:
            self._turn()
        self._add(Strip(entry, None, 0, 0, self._y, self._y + HEADING_HEIGHT))
        self._y += pad

    def _place(self, entry: Entry, piece: Piece, *, is_code: bool) -> None:
        block, first = piece.block, 0
        while first < block.line_count:
            stop = self._fitting(block, first)
            if stop == first:
                self._turn()
                continue
            height = block.line_top(stop) - block.line_top(first)
            self._add(Strip(entry, piece, first, stop, self._y, self._y + height, is_code))
            first = stop
            if stop < block.line_count:
                self._turn()
        self._kept_lines += block.line_count
        if self._kept_lines > _KEPT_LINES:
            block.forget_layout()  # painting makes the lines again

    def _fitting(self, block: TextBlock, first: int) -> int:
        """Return the line after the last one for this page; `first` for none."""
        stop, count = first, block.line_count
        room = self.end - self._y + block.line_top(first)
        while stop < count and block.line_top(stop + 1) <= room:
            stop += 1
        if stop == count:
            return stop
        is_empty = self._y <= self.top + PADDING
        if count - stop < _LEAST_LINES and stop - first > _LEAST_LINES:
            stop -= 1  # no last line alone on the next page
        if stop - first < _LEAST_LINES and first == 0 and not is_empty:
            return first  # no first line alone on this one
        return max(stop, first + 1) if is_empty else stop

    def _add(self, strip: Strip) -> None:
        self.sheets[-1].append(strip)
        self._y = strip.bottom

    def _turn(self) -> None:
        self.sheets.append([])
        self._y = self.top + PADDING


def _entries(messages: Sequence[Message], style: PageStyle) -> Iterator[Entry]:
    """Yield the entries one by one, as they stand on the screen."""
    row = 0
    while row < len(messages):
        group = messages[row : row + 1]
        if row + 1 < len(messages) and continues(group, messages[row + 1]):
            group = messages[row : row + 2]
        yield Entry(row, group, style)
        row += len(group)
