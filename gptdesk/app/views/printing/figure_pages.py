"""A table of figures on paper, with a picture above it and the line of origin at every foot.

Owns the columns' widths and the page breaks. What does not fit beside each other stands below each
other, with the first column again; only text that is wider than the paper is cut.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter, QPen

from gptdesk.app.theme import load_theme
from gptdesk.app.views.page.text_block import TextBlock
from gptdesk.app.views.printing.pages import MARGIN, POINT, TITLE_LINES, print_style

_TOP, _FOOT = 56 * POINT, 64 * POINT
_GAP = 10 * POINT
_BETWEEN = 8 * POINT  # columns
_PICTURE_HEIGHT = 0.55  # of the room of a page, at most
_FIRST_WIDTH = 0.4  # of the page, at most, for the column that is repeated
_MEASURED_AT_ONCE = 200  # rows
_SMALLEST = 0.7  # of its size, for a text that is wider than its column
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class PrintedFigures:
    """What is printed.

    Attributes:
        title: of the first page.
        subtitle: a line under it.
        origin: whose figures they are; it stands on every page.
        columns: their names.
        rows: as many texts each.
        numbers: columns of numbers, which stand at the right.
        picture: above the table; None without one.
    """

    title: str
    subtitle: str
    origin: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()
    picture: QImage | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of some columns on a page, below the columns' names.

    Attributes:
        columns: which of them.
        first, stop: rows.
        top: where it begins, from the top of the paper.
    """

    columns: tuple[int, ...]
    first: int
    stop: int
    top: float


class FigurePages:
    """Figures on paper.

    Args:
        figures: what is printed.
        size: of the paper, in points.

    Attributes:
        sheets: the parts of each page; complete after `divide`.
    """

    def __init__(self, figures: PrintedFigures, size: QSizeF) -> None:
        self._figures, self._theme = figures, load_theme("light")
        style = print_style(self._theme)
        self._font = style.small
        self._bold = QFont(style.small)
        self._bold.setWeight(QFont.Weight.DemiBold)
        self._paper = QSizeF(size.width() * POINT, size.height() * POINT)
        self._width = max(100.0 * POINT, self._paper.width() - 2 * MARGIN)
        self._end = max(_TOP + 100.0 * POINT, self._paper.height() - _FOOT)
        self._row_height = 1.3 * QFontMetricsF(self._font).height()
        title = " ".join(figures.title.split())
        self._title = TextBlock(0, len(title), ends_line=False)
        self._title.lay_out(title, style.title, round(self._width))
        self._title_lines = min(TITLE_LINES, self._title.line_count)
        self._widths = [0.0 for _ in figures.columns]
        self.sheets: list[list[Part]] = [[]]

    def divide(self) -> Iterator[None]:
        """Measure the columns, then make the pages, a little with each step."""
        figures = self._figures
        self._measure([figures.columns], self._bold)
        for first in range(0, len(figures.rows), _MEASURED_AT_ONCE):
            self._measure(figures.rows[first : first + _MEASURED_AT_ONCE], self._font)
            yield
        self._widths = [min(width, self._width) for width in self._widths]
        y = self._below_title()
        if (box := self._picture_box()) is not None:
            y = box.bottom() + _GAP
        for columns in self._side_by_side():
            first = 0
            while first < len(figures.rows):
                fitting = int((self._end - y) / self._row_height) - 1  # the names take one
                if fitting < min(2, len(figures.rows) - first) and y > _TOP:
                    self.sheets.append([])
                    y = float(_TOP)
                    continue
                stop = min(first + max(fitting, 1), len(figures.rows))
                self.sheets[-1].append(Part(columns, first, stop, y))
                y += (stop - first + 1) * self._row_height + _GAP
                first = stop
                yield

    def paint(self, painter: QPainter, number: int) -> None:
        """Paint a page, 0 …; dark on white in every theme."""
        if number == 0:
            self._paint_beginning(painter)
        for part in self.sheets[number]:
            self._paint_part(painter, part)
        top = self._paper.height() - _FOOT + 2 * self._row_height
        foot = QRectF(MARGIN, top, self._width, self._row_height)
        count = QCoreApplication.translate("FigurePages", "{0} of {1}")
        count = count.format(number + 1, len(self.sheets))
        painter.setPen(self._theme.color("text_muted"))
        self._write(painter, foot, count, self._font, is_right=True)
        foot.setWidth(self._width - QFontMetricsF(self._font).horizontalAdvance(count) - _BETWEEN)
        self._write(painter, foot, self._figures.origin, self._font)

    def _measure(self, rows: Sequence[Sequence[str]], font: QFont) -> None:
        advance = QFontMetricsF(font).horizontalAdvance
        for row in rows:
            for column, text in enumerate(row):
                self._widths[column] = max(self._widths[column], advance(text))

    def _below_title(self) -> float:
        return _TOP + self._title.line_top(self._title_lines) + 2 * self._row_height + _GAP

    def _picture_box(self) -> QRectF | None:
        """Return where the picture stands: at most as wide as the text, and not blown up."""
        picture = self._figures.picture
        if picture is None or picture.isNull():
            return None
        room = QSizeF(self._width, _PICTURE_HEIGHT * (self._end - _TOP))
        room = room.boundedTo(QSizeF(picture.size()) * POINT)
        size = QSizeF(picture.size()).scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        return QRectF(QPointF(MARGIN, self._below_title()), size)

    def _side_by_side(self) -> Iterator[tuple[int, ...]]:
        """Yield which columns stand beside each other; the first stands in each."""
        first = self._widths[0] = min(self._widths[0], self._first_most())
        columns, width = [0], first
        for column, needed in enumerate(self._widths[1:], start=1):
            if len(columns) > 1 and width + _BETWEEN + needed > self._width:
                yield tuple(columns)
                columns, width = [0], first
            self._widths[column] = min(needed, self._width - first - _BETWEEN)
            columns.append(column)
            width += _BETWEEN + self._widths[column]
        yield tuple(columns)

    def _first_most(self) -> float:
        return self._width if len(self._widths) == 1 else _FIRST_WIDTH * self._width

    def _paint_beginning(self, painter: QPainter) -> None:
        painter.setPen(self._theme.color("text"))
        for line in range(self._title_lines):
            self._title.layout.lineAt(line).draw(painter, QPointF(MARGIN, _TOP))
        top = _TOP + self._title.line_top(self._title_lines)
        painter.setPen(self._theme.color("text_muted"))
        box = QRectF(MARGIN, top, self._width, self._row_height)
        self._write(painter, box, self._figures.subtitle, self._font)
        if (box := self._picture_box()) is not None and self._figures.picture is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(box, self._figures.picture)

    def _paint_part(self, painter: QPainter, part: Part) -> None:
        figures = self._figures
        painter.setPen(self._theme.color("text"))
        self._paint_row(painter, part, part.top, figures.columns, self._bold)
        line = part.top + self._row_height
        painter.setPen(QPen(self._theme.color("line"), POINT / 2))
        painter.drawLine(QPointF(MARGIN, line), QPointF(MARGIN + self._width, line))
        painter.setPen(self._theme.color("text"))
        for place, row in enumerate(range(part.first, part.stop), start=1):
            top = part.top + place * self._row_height
            self._paint_row(painter, part, top, figures.rows[row], self._font)

    def _paint_row(
        self, painter: QPainter, part: Part, top: float, texts: Sequence[str], font: QFont
    ) -> None:
        x = float(MARGIN)
        for column in part.columns:
            box = QRectF(x, top, self._widths[column], self._row_height)
            is_right = column in self._figures.numbers
            self._write(painter, box, texts[column], font, is_right=is_right)
            x += self._widths[column] + _BETWEEN

    def _write(
        self, painter: QPainter, box: QRectF, text: str, font: QFont, *, is_right: bool = False
    ) -> None:
        """Write one line: smaller where its box is too narrow, and cut where that is not enough."""
        share = box.width() / max(QFontMetricsF(font).horizontalAdvance(text) - 1, 1.0)
        if share < 1:
            font = QFont(font)
            font.setPixelSize(int(font.pixelSize() * max(share, _SMALLEST)))
            metrics = QFontMetricsF(font)
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width() + 1)
        painter.setFont(font)
        flags = _RIGHT if is_right else _LEFT
        painter.drawText(box.adjusted(-1, 0, 1, 0), int(flags | Qt.TextFlag.TextSingleLine), text)
