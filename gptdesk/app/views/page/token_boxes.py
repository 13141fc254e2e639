"""The boxes of tokens in an entry of the transcript, and the outlines around some of them.

Owns the height of a token's box, and the look of a hovered and a marked token. Heights count from
the entry's top.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from gptdesk.app.theme import Theme
from gptdesk.app.views.page.entry import Entry
from gptdesk.app.views.page.text_block import TextBlock

MARK_WIDTH = 1.5
REACH = 3  # pixels that an outline reaches beyond its box

_PARTING_WIDTH = 2.0  # of the line where a branch left an older one
_FLAG = 5.0  # pixels, of the triangle on it
_HOVER_WIDTH = 1.0
_ABOVE, _BELOW = 2, 1  # between the edges of a line of text and a token's box
_ROUND = 3
_TEXTLESS = 3.0  # pixels that a token without text is wide

Line = tuple[TextBlock, int, int, int, QRectF]  # paragraph, line, first character, end, box


def lines_between(entry: Entry, band: tuple[float, float]) -> Iterator[Line]:
    """Yield the lines of an entry that are seen between two heights."""
    for piece, y in entry.pieces_between(*band):
        if piece.note is not None:
            continue
        block = piece.block
        for line, first, last in block.lines_between(band[0] - y, band[1] - y):
            top, bottom = y + block.line_top(line), y + block.line_top(line + 1)
            yield (
                block,
                line,
                first,
                last,
                QRectF(0, top + _ABOVE, 0, bottom - top - _ABOVE - _BELOW),
            )


def token_boxes(entry: Entry, begin: int, end: int, band: tuple[float, float]) -> list[QRectF]:
    """Return the boxes of a token's characters; a token without text has a narrow one.

    Args:
        entry: laid out within the band.
        begin, end: characters of the entry's text.
        band: the heights that count.
    """
    boxes: list[QRectF] = []
    for block, line, first, last, box in lines_between(entry, band):
        left, right = max(first, begin), min(last, end)
        if left < right:
            boxes.extend(
                QRectF(x0, box.top(), x1 - x0, box.height())
                for x0, x1 in block.spans_in(line, left, right)
            )
    caret = entry.caret(begin) if not boxes else None
    if caret is not None and band[0] < caret.bottom() and caret.top() < band[1]:
        boxes.append(caret.adjusted(0, _ABOVE, _TEXTLESS, -_BELOW))
    return boxes


def paint_outlines(
    painter: QPainter, theme: Theme, boxes: list[QRectF], *, is_marked: bool
) -> None:
    """Draw the outline of a token, or of tokens that are parts of one character."""
    color, width = ("accent", MARK_WIDTH) if is_marked else ("line_strong", _HOVER_WIDTH)
    painter.setPen(QPen(theme.color(color), width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for box in boxes:
        painter.drawRoundedRect(box.adjusted(-0.5, -0.5, 0.5, 0.5), _ROUND, _ROUND)


def paint_parting(painter: QPainter, theme: Theme, caret: QRectF) -> None:
    """Draw the mark where a branch left an older one: a line with a flag, before its first token.

    Args:
        painter: on the entry.
        theme: its colours.
        caret: the place between two characters, as high as the line.
    """
    x, top = round(caret.left()) - _PARTING_WIDTH / 2, caret.top() + _ABOVE
    line = QRectF(x, top, _PARTING_WIDTH, caret.height() - _ABOVE - _BELOW)
    corners = (QPointF(x, top), QPointF(x + _FLAG + _PARTING_WIDTH, top), QPointF(x, top + _FLAG))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("accent"))
    painter.drawRect(line)
    painter.drawPolygon(QPolygonF(list(corners)))
