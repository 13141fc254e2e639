"""The painting of a conversation's pages, on paper or into a PDF.

Owns the look of a page: dark text on white in every theme, prompts on a tinted ground, the number
at the foot.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import groupby

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from gptdesk.analysis.colour_scale import UNTOLD, UNTOLD_SHADE, Scale, shades_of
from gptdesk.app.theme import Theme, load_theme
from gptdesk.app.views.page.colours import brushes_of
from gptdesk.app.views.page.entry import Entry, EntryKind
from gptdesk.app.views.page.text_block import TextBlock
from gptdesk.app.views.printing.pages import (
    HEADING_HEIGHT,
    MARGIN,
    PADDING,
    POINT,
    RADIUS,
    TITLE_LINES,
    PrintPages,
    Strip,
    print_style,
)
from gptdesk.chat.messages import Message, Role
from gptdesk.formats.conversation_pages import Pieces, fitting_pieces

_Token = tuple[int, int, int]  # from where to where in an entry's text, and its step of the scale
_FOOT = 30 * POINT  # from the line at the foot to the edge of the paper
_JOIN_PAD = 2 * POINT  # between the last letter of a prompt and the edge of its tint
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class ConversationPages:
    """A conversation on paper.

    Args:
        title: of the conversation.
        messages: the path that is printed, whole.
        size: of the paper, in points.
        pieces: divides a text into tokens, each with its step of the scale; None for no colours.
        scale: of the colours; None is that of probability.

    Attributes:
        layout: what stands where.
    """

    def __init__(
        self,
        title: str,
        messages: Sequence[Message],
        size: QSizeF,
        pieces: Pieces | None = None,
        scale: Scale | None = None,
    ) -> None:
        scale = scale or Scale()
        theme = load_theme("light")
        title, subtitle = " ".join(title.split()), subtitle_of(messages)
        if pieces is not None:
            told = (message.records for message in messages if message.is_of_server)
            has_untold = any(map(scale.has_untold, told))
            legend = scale.legend(QCoreApplication.translate, has_untold=has_untold)
            subtitle += f"  ·  {legend}"
        self.layout = PrintPages(title, subtitle, messages, style=print_style(theme), size=size)
        self._painter = PrintPainter(self.layout, theme, pieces, scale)

    @property
    def sheets(self) -> list[list[Strip]]:
        """The strips of each page."""
        return self.layout.sheets

    def divide(self) -> Iterator[None]:
        """Make the pages, a paragraph with each step."""
        return self.layout.divide()

    def paint(self, painter: QPainter, number: int) -> None:
        """Paint a page, and free its lines."""
        self._painter.paint(painter, number)
        self.layout.forget_layouts(number)


def subtitle_of(messages: Sequence[Message]) -> str:
    """Return when a conversation began, and which models answered."""
    names = {message.model_name for message in messages if message.role is Role.ASSISTANT}
    parts = sorted(name for name in names if name)
    if messages:
        begun = QDateTime.fromSecsSinceEpoch(int(messages[0].created_at))
        parts.insert(0, QLocale().toString(begun.date(), QLocale.FormatType.LongFormat))
    return "  ·  ".join(parts)


class PrintPainter:
    """Paints pages of `pages`, each with the top left corner of the paper as origin."""

    def __init__(
        self,
        pages: PrintPages,
        theme: Theme,
        pieces: Pieces | None = None,
        scale: Scale | None = None,
    ) -> None:
        self._pages = pages
        self._shades = shades_of((scale or Scale()).measure)
        self._theme = theme
        self._pieces = pieces
        self._tokens: tuple[Entry | None, list[_Token]] = (None, [])  # of the entry painted last

    def paint(self, painter: QPainter, number: int) -> None:
        """Paint a page, 0 … len(sheets) - 1."""
        if number == 0:
            self._paint_title(painter)
        strips = self._pages.sheets[number]
        for _, group in groupby(strips, key=lambda strip: id(strip.entry)):
            self._paint_ground(painter, list(group))
        for strip in strips:
            if strip.piece is None:
                self._paint_heading(painter, strip)
            else:
                self._paint_lines(painter, strip)
        self._paint_foot(painter, number)

    def _paint_title(self, painter: QPainter) -> None:
        pages, block = self._pages, self._pages.title_block
        painter.setPen(self._theme.color("text"))
        shown = min(TITLE_LINES, block.line_count)
        for line in range(shown):
            block.layout.lineAt(line).draw(painter, QPointF(MARGIN, pages.top))
        top = pages.top + block.line_top(shown)
        box = QRectF(MARGIN, top, pages.width, pages.style.note.line_height)
        self._write(painter, box, pages.subtitle, _LEFT)

    def _paint_heading(self, painter: QPainter, strip: Strip) -> None:
        box = QRectF(MARGIN, strip.top, self._pages.width, HEADING_HEIGHT)
        self._write(painter, box, strip.entry.heading, _LEFT)

    def _paint_foot(self, painter: QPainter, number: int) -> None:
        pages = self._pages
        top = pages.paper_height - _FOOT - pages.style.note.line_height
        count = QCoreApplication.translate("PrintPainter", "{0} of {1}")
        count = count.format(number + 1, len(pages.sheets))
        room = QRectF(MARGIN, top, pages.width, pages.style.note.line_height)
        self._write(painter, room, count, _RIGHT)
        if number:  # the first page has the title above
            self._write(painter, room.adjusted(0, 0, -pages.width / 4, 0), pages.title, _LEFT)

    def _write(self, painter: QPainter, box: QRectF, text: str, flags: int) -> None:
        """Write one muted line, cut at the end of its box."""
        font = self._pages.style.small
        cut = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.setFont(font)
        painter.setPen(self._theme.color("text_muted"))
        painter.drawText(box, flags, cut)

    def _paint_lines(self, painter: QPainter, strip: Strip) -> None:
        assert strip.piece is not None
        block = self._pages.lay_out(strip)
        is_muted = strip.piece.note is not None or strip.is_code
        painter.setPen(self._theme.color("text_muted" if is_muted else "text"))
        origin = QPointF(MARGIN, strip.top - block.line_top(strip.first))
        if self._pieces is not None and strip.piece.note is None:
            self._paint_tokens(painter, strip, block, origin)
        for line in range(strip.first, strip.stop):
            block.layout.lineAt(line).draw(painter, origin)

    # -- under the text

    def _paint_tokens(
        self, painter: QPainter, strip: Strip, block: TextBlock, origin: QPointF
    ) -> None:
        """Tint the tokens of a strip's lines, and underline those that surprised."""
        tokens = self._tokens_of(strip.entry)
        for line, first, end in block.lines_between(0, block.height):
            if not strip.first <= line < strip.stop:
                continue
            text_line = block.layout.lineAt(line)
            top, height = origin.y() + text_line.y(), text_line.height()
            at = max(0, bisect_right(tokens, first, key=lambda token: token[0]) - 1)
            for start, stop, step in tokens[at:]:
                if start >= end:
                    break
                shade = UNTOLD_SHADE if step == UNTOLD else self._shades[step]
                brushes = brushes_of(self._theme, shade)
                last = min(stop, end, block.end)
                for left, right in block.spans_in(line, max(start, first), last):
                    box = QRectF(MARGIN + left, top, right - left, height)
                    painter.fillRect(box, brushes.tint)
                    weight = shade.weight * POINT / 2
                    under = QRectF(box.left(), box.bottom() - weight, box.width(), weight)
                    painter.fillRect(under, brushes.line)

    def _tokens_of(self, entry: Entry) -> list[_Token]:
        """Return the tokens of an entry that have a colour, in their order."""
        if self._tokens[0] is not entry and self._pieces is not None:
            tokens: list[_Token] = []
            messages = self._pages.messages
            for row, message in enumerate(entry.messages, start=entry.first_row):
                following = messages[row + 1] if row + 1 < len(messages) else None
                at = entry.position_of(row, 0)
                for piece in fitting_pieces(message, following, self._pieces):
                    if piece.step:
                        tokens.append((at, at + len(piece.text), piece.step))
                    at += len(piece.text)
            self._tokens = (entry, tokens)
        return self._tokens[1]

    def _paint_ground(self, painter: QPainter, strips: list[Strip]) -> None:
        """Tint the part of an entry that the user wrote."""
        entry = strips[0].entry
        body = [strip for strip in strips if strip.piece is not None]
        if not body or entry.kind is EntryKind.ANSWER:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("surface_raised"))
        if entry.kind is EntryKind.PROMPT:
            painter.drawRoundedRect(self._box(body[0].top, body[-1].bottom), RADIUS, RADIUS)
            return
        written = [strip for strip in body if strip.piece and strip.piece.note is None]
        rows = [box for strip in written for box in self._tinted(entry, strip)]
        full = [box for box in rows if box.right() > MARGIN + self._pages.width]
        if full:
            painter.drawRoundedRect(
                self._box(full[0].top(), full[-1].bottom(), rows[-1] is full[-1]), RADIUS, RADIUS
            )
        if rows and rows[-1] not in full:
            last = rows[-1].adjusted(0, 0 if full else -PADDING, 0, PADDING / 3)
            painter.drawRoundedRect(last, RADIUS, RADIUS)
            if full:  # no notch where the two meet
                painter.drawRect(last.adjusted(0, -RADIUS, -RADIUS, -last.height() / 2))

    def _box(self, top: float, bottom: float, has_end: bool = True) -> QRectF:
        left, width = MARGIN - PADDING, self._pages.width + 2 * PADDING
        below = PADDING if has_end else 0
        return QRectF(left, top - PADDING, width, bottom - top + PADDING + below)

    def _tinted(self, entry: Entry, strip: Strip) -> list[QRectF]:
        """Return the boxes of a strip's lines that the user wrote; the last ends in mid-line."""
        block = self._pages.lay_out(strip)
        boxes: list[QRectF] = []
        for line, first, end in block.lines_between(0, block.height):
            if not strip.first <= line < strip.stop or first >= entry.join:
                continue
            top = strip.top + block.line_top(line) - block.line_top(strip.first)
            height = block.line_top(line + 1) - block.line_top(line)
            right = float(self._pages.width + PADDING)
            if first < entry.join <= min(end, block.end) and len(entry.text) > entry.join:
                spans = block.spans_in(line, first, entry.join)
                if spans and spans[0][0] < 1:  # else it runs from right to left
                    right = spans[-1][1] + _JOIN_PAD
            left = MARGIN - PADDING
            boxes.append(QRectF(left, top, right + PADDING, height))
        return boxes
