"""The painter of one entry of a page, in the colours of a theme.

Owns grounds, tints, text, caret and focus ring; takes all geometry from the entry. Tokens, hits and
the selection are layers, painted under and over the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath, QPen

from gptdesk.app.theme import PADDING, SPACE_1, SPACE_2, Theme
from gptdesk.app.views.page.entry import Entry, EntryKind, PageStyle
from gptdesk.app.views.page.text_block import QUOTE_INSET

_RADIUS = 8
_JOIN_PAD = 3  # between the last letter of a prompt and the edge of its tint
_TINT_BELOW = 2  # as much as the line box leaves under the letters
_CARET_WIDTH = 2
_RING_WIDTH = 1.5
_BAR_WIDTH = 3  # of a quote
_CODE_GROUND = 0.06  # opacity of the text's colour behind code


class Layer(Protocol):
    """A layer that is painted on every entry of a page.

    The painter's origin is the top left of the entry's text column, and the entry is laid out
    within the band: the visible heights, from the entry's top.
    """

    def paint_under(
        self, painter: QPainter, theme: Theme, entry: Entry, band: tuple[float, float]
    ) -> None:
        """Paint the part under the text."""
        ...

    def paint_over(
        self, painter: QPainter, theme: Theme, entry: Entry, band: tuple[float, float]
    ) -> None:
        """Paint the part over the text."""
        ...


@dataclass(frozen=True, slots=True)
class EntryLook:
    """The parts of an entry's look that do not depend on its text.

    Attributes:
        has_focus: draw the focus ring.
        reserved_width: pixels at the right of the header that belong to others.
        remark: stands after the name; empty for none.
    """

    has_focus: bool = False
    reserved_width: int = 0
    remark: str = ""


class EntryPainter:
    """Paints entries of one page.

    Args:
        theme: its colours.
        style: of the page.
        layers: painted with each entry, the first one lowest.
    """

    def __init__(self, theme: Theme, style: PageStyle, layers: Sequence[Layer] = ()) -> None:
        self._theme = theme
        self._style = style
        self._layers = layers

    def paint(
        self, painter: QPainter, entry: Entry, band: tuple[float, float], look: EntryLook
    ) -> None:
        """Paint the visible part of an entry.

        Args:
            painter: its origin is the top left of the entry's text column.
            entry: laid out within the band.
            band: the visible heights, from the entry's top.
            look: what stands around the text.
        """
        self._paint_ground(painter, entry, band)
        self._paint_looks(painter, entry, band)
        if self.shows_header(band):
            self._paint_header(painter, entry, look)
        for layer in self._layers:
            layer.paint_under(painter, self._theme, entry, band)
        for piece, y in entry.pieces_between(*band):
            color = "text" if piece.note is None else "text_muted"
            painter.setPen(self._theme.color(color))
            clip = QRectF(-PADDING, band[0] - y, self._style.width + 2 * PADDING, band[1] - band[0])
            piece.block.layout.draw(painter, QPointF(0, y), [], clip.translated(0, y))
        if entry.is_streaming:
            self._paint_caret(painter, entry)
        for layer in self._layers:
            layer.paint_over(painter, self._theme, entry, band)
        if look.has_focus:
            self._paint_ring(painter, entry)

    def shows_header(self, band: tuple[float, float]) -> bool:
        """Return whether anything of the header stands in the visible heights."""
        return band[0] < self._style.header_height

    def _paint_looks(self, painter: QPainter, entry: Entry, band: tuple[float, float]) -> None:
        """Paint the ground of code, the bars of quotes, and rules."""
        for piece, y in entry.pieces_between(*band):
            block, look = piece.block, piece.block.look
            left = look.quotes * QUOTE_INSET
            for bar in range(look.quotes):
                box = QRectF(bar * QUOTE_INSET, y, _BAR_WIDTH, block.height)
                painter.fillRect(box, self._theme.color("line_strong"))
            if look.code_start is not None:
                ground = self._theme.color("text")
                ground.setAlphaF(_CODE_GROUND)
                painter.fillRect(QRectF(left, y, self._style.width - left, block.height), ground)
            elif look.is_rule:
                x = block.caret(block.end).x() + SPACE_1
                box = QRectF(x, y + block.height // 2, max(0.0, self._style.width - x), 1)
                painter.fillRect(box, self._theme.color("line_strong"))

    def _paint_header(self, painter: QPainter, entry: Entry, look: EntryLook) -> None:
        width = self._style.width - look.reserved_width
        heading = f"{entry.heading}  ·  {look.remark}" if look.remark else entry.heading
        name = QFontMetricsF(self._style.header).elidedText(
            heading, Qt.TextElideMode.ElideRight, width
        )
        painter.setFont(self._style.header)
        painter.setPen(self._theme.color("text_muted"))
        box = QRectF(0, 0, width, self._style.header_height)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), name)

    def _paint_ground(self, painter: QPainter, entry: Entry, band: tuple[float, float]) -> None:
        if entry.kind is EntryKind.PROMPT:
            path = QPainterPath()
            path.addRoundedRect(
                -PADDING,
                self._style.header_height,
                self._style.width + 2 * PADDING,
                entry.body.height + 2 * PADDING,
                _RADIUS,
                _RADIUS,
            )
        elif entry.kind is EntryKind.CONTINUED and entry.join:
            path = self._tint(entry, band)
        else:
            return
        painter.fillPath(path, self._theme.color("surface_raised"))

    def _tint(self, entry: Entry, band: tuple[float, float]) -> QPainterPath:
        """Return the shape under a prompt: it ends where the prompt ends, in mid-line."""
        left, right = -float(PADDING), float(self._style.width + PADDING)
        top = float(entry.body_top + entry.body.first_text_top - SPACE_2)
        found = entry.body.paragraph_at(entry.join - 1)
        if found is None or entry.body_top + found[1] > band[1]:  # it goes on below
            bottom = band[1] + 2 * _RADIUS
            top = max(top, band[0] - 2 * _RADIUS)
            return _rounded([(left, top), (right, top), (right, bottom), (left, bottom)])
        block, y = found
        if not block.line_count:  # it ended above
            return QPainterPath()
        line = block.line_of(entry.join - 1)
        above = entry.body_top + y + block.line_top(line)
        below = entry.body_top + y + block.line_top(line + 1) + _TINT_BELOW
        if below + SPACE_1 < band[0]:
            return QPainterPath()
        boxes = [
            box for box in block.rects(block.start, entry.join) if box.top() == block.line_top(line)
        ]
        if not boxes or (block.ends_line and entry.join > block.end):
            below += SPACE_1
            return _rounded([(left, top), (right, top), (right, below), (left, below)])
        first, last = min(box.left() for box in boxes), max(box.right() for box in boxes)
        if first < 1:
            edge = min(last + _JOIN_PAD, right)
            lower = [(edge, above), (edge, below), (left, below)]
            upper = [(left, top), (right, top), (right, above)]
        else:  # a line that runs from right to left
            edge = max(first - _JOIN_PAD, left)
            lower = [(edge, above), (edge, below), (right, below)]
            upper = [(right, top), (left, top), (left, above)]
        if above - top <= SPACE_2:  # one line
            return _rounded([upper[0], (edge, top), *lower[1:]])
        return _rounded([*upper, *lower])

    def _paint_caret(self, painter: QPainter, entry: Entry) -> None:
        box = entry.caret(len(entry.text))
        if box is not None:
            inset = box.height() * 0.14
            left = round(box.left()) + 1  # between two pixels it would be a blur in some fonts
            painter.fillRect(
                QRectF(left, box.top() + inset, _CARET_WIDTH, box.height() - 2 * inset),
                self._theme.color("accent"),
            )

    def _paint_ring(self, painter: QPainter, entry: Entry) -> None:
        painter.setPen(QPen(self._theme.color("accent"), _RING_WIDTH))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        height = entry.height - self._style.gap + SPACE_2
        box = QRectF(-PADDING, -SPACE_1, self._style.width + 2 * PADDING, height)
        painter.drawRoundedRect(box, _RADIUS, _RADIUS)


def _rounded(corners: Sequence[tuple[float, float]]) -> QPainterPath:
    """Return a polygon with round corners, also those that point inwards."""
    path = QPainterPath()
    count = len(corners)
    for index, (x, y) in enumerate(corners):
        corner = QPointF(x, y)
        before = _towards(corner, QPointF(*corners[index - 1]))
        after = _towards(corner, QPointF(*corners[(index + 1) % count]))
        if index:
            path.lineTo(before)
        else:
            path.moveTo(before)
        path.quadTo(corner, after)
    path.closeSubpath()
    return path


def _towards(corner: QPointF, other: QPointF) -> QPointF:
    """Return the point at which the curve around a corner meets the edge to another."""
    edge = other - corner
    length = max(abs(edge.x()), abs(edge.y()))  # edges are level or upright
    return corner + edge * (min(_RADIUS, length / 2) / length) if length else corner
