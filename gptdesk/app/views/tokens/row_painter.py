"""The layout and the drawing of one row of a token's alternatives.

Owns columns, bars and marks; must not know where a row stands in the list or who clicks it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QCoreApplication, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QFontMetricsF, QPainter, QPen

from gptdesk.analysis.rows import TokenRow
from gptdesk.app.theme import SPACE_1, SPACE_2, Theme
from gptdesk.app.views.tokens.formula import filter_name
from gptdesk.app.views.tokens.letters import Letters
from gptdesk.app.views.tokens.marks import Marks
from gptdesk.app.views.tokens.words import final_text, rank_text, row_token
from gptdesk.app.views.widgets.figures import WIDEST_PERCENTAGES, percent_text

ROW_HEIGHT = 24
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter

_BAR_HEIGHT = 10
_ROUND = 4
_FILTERS = ("greedy", "top_k", "top_p", "min_p")
_TOKEN_WIDTH = (48, 160)  # least and most, pixels
_BAR_WIDTH = 40  # which it has before the token has more than its least
_NARROW_TOKEN, _NARROW_BAR = 44, 20  # when the text is large or the panel narrow
# What the list will look like, before there is anything to show.
_GHOSTS = (0.62, 0.41, 0.3, 0.23, 0.18, 0.14, 0.11, 0.09, 0.07, 0.06, 0.05, 0.04)
_SCALES = (0.1, 0.25, 0.5, 0.75, 1.0)  # what a full bar stands for; written above the bars


@dataclass(frozen=True, slots=True)
class RowHead:
    """The columns that every row begins with: mark, rank, token, bars.

    In pixels; they depend on font and width, never on data.

    Attributes:
        mark, rank, token, bar: left edges.
        rank_right: where ranks end.
        token_width, bar_width: of the token's ground, and of a full bar.
    """

    mark: int
    rank: int
    rank_right: int
    token: int
    token_width: int
    bar: int
    bar_width: int


@dataclass(frozen=True, slots=True)
class Columns(RowHead):
    """The columns of the list.

    Attributes:
        raw_right, final_right: where its figures end.
        id_right: where ids end; 0 where they are not shown.
    """

    raw_right: int
    final_right: int
    id_right: int = 0


class TokenRowPainter:
    """Draws rows in the colours and fonts of one theme.

    Args:
        theme: colours and fonts.
        zoom: size of the text, percent.

    Attributes:
        small, bold: fonts of figures, and of those of the chosen token.
        header_height, row_height: pixels.
    """

    def __init__(self, theme: Theme, zoom: int = 100) -> None:
        self._theme = theme
        self._colors: dict[str, QColor] = {}
        self.small = theme.font("ui_small", zoom)
        self.bold = _bold(self.small)
        mono = theme.font("mono_small", zoom)
        self._text, self._text_bold = Letters(self.small), Letters(self.bold)
        self._mono, self._mono_bold = Letters(mono), Letters(_bold(mono))
        self._divided = lru_cache(1)(self._divide)
        self.header_height = self._text.height + 4
        self.row_height = max(ROW_HEIGHT, self._text.height + 3, self._mono.height + 3)
        self._bar_height = max(_BAR_HEIGHT, _BAR_HEIGHT * zoom // 100)

    def color(self, name: str) -> QColor:
        """Return a colour of the theme."""
        if name not in self._colors:  # parsing it again for every figure takes a while
            self._colors[name] = self._theme.color(name)
        return self._colors[name]

    # -- the list

    def columns(self, width: int, rank_digits: int, id_digits: int = 0) -> Columns:
        """Divide `width` pixels.

        Args:
            width: of the list.
            rank_digits: of the widest rank.
            id_digits: of the largest id; 0 leaves ids out, as too little room does.
        """
        return self._divided(width, rank_digits, id_digits)

    def _divide(self, width: int, rank_digits: int, id_digits: int) -> Columns:
        metrics = QFontMetrics(self.bold)
        figures = (*WIDEST_PERCENTAGES, filter_name(""), *map(filter_name, _FILTERS))
        figure = max(metrics.horizontalAdvance(text) for text in figures)
        rank, rank_right = rank_edges(metrics, rank_digits)
        token = rank_right + SPACE_2
        final_right = width - SPACE_2
        raw_right = final_right - figure - SPACE_2
        left_over = raw_right - figure - SPACE_2 - token
        least, most = _TOKEN_WIDTH
        id_right = 0
        for_ids = metrics.horizontalAdvance("0" * id_digits) + SPACE_2
        if id_digits and left_over - for_ids >= least + SPACE_2 + _NARROW_BAR:
            id_right = rank_right + for_ids
            token, left_over = token + for_ids, left_over - for_ids
        for_token = min(left_over * 11 // 20, left_over - SPACE_2 - _BAR_WIDTH)
        token_width = min(max(for_token, least), most)
        if left_over < token_width + _NARROW_BAR:
            token_width = max(_NARROW_TOKEN, left_over - _NARROW_BAR)
        bar = token + token_width + SPACE_2
        return Columns(
            mark=SPACE_1,
            rank=rank,
            rank_right=rank_right,
            token=token,
            token_width=token_width,
            bar=bar,
            bar_width=max(8, raw_right - figure - SPACE_2 - bar),
            raw_right=raw_right,
            final_right=final_right,
            id_right=id_right,
        )

    def paint_header(self, painter: QPainter, columns: Columns, scale: float) -> None:
        """Draw the headings, which are the legend too: a line is raw p, a filled bar final q.

        Args:
            painter: of the widget, its top left corner at the header's.
            columns: from `columns`.
            scale: the probability that a full bar stands for.
        """
        height = self.header_height - 4
        painter.setFont(self.small)
        muted = self.color("text_muted")
        painter.setPen(muted)
        token = QRect(columns.token, 0, columns.token_width, height)
        painter.drawText(token, LEFT, _tr("token"))
        painter.drawText(QRect(0, 0, columns.id_right, height), RIGHT, _tr("id"))
        bar = QRect(columns.bar, 0, columns.bar_width, height)
        end = _tr("{0} %").format(round(scale * 100))
        if QFontMetrics(self.small).horizontalAdvance(f"0 {end}") <= columns.bar_width:
            painter.drawText(bar, LEFT, "0")
        painter.drawText(QRect(0, 0, columns.bar + columns.bar_width, height), RIGHT, end)
        middle, key = height / 2, Marks()
        for edge, text, is_line in (
            (columns.raw_right, _tr("raw p"), True),
            (columns.final_right, _tr("final q"), False),
        ):
            painter.setPen(muted)
            painter.drawText(QRect(0, 0, edge, height), RIGHT, text)
            left = edge - QFontMetrics(self.small).horizontalAdvance(text) - 12
            if is_line:
                self._add_raw(key, left, 8, middle)
            else:
                key.add_line(self.color("bar"), QRectF(left, middle - 3, 8, 6))
        key.draw(painter)

    def add_row(
        self, marks: Marks, columns: Columns, rect: QRect, row: TokenRow, scale: float
    ) -> None:
        """Add one row in `rect` to what is drawn."""
        letters = self._text_bold if row.is_chosen else self._text
        text = self.color("accent" if row.is_chosen else "text")
        muted = self.color("accent" if row.is_chosen else "text_muted")
        middle = rect.top() + rect.height() / 2
        marks.add_right(letters, text, columns.raw_right, middle, percent_text(row.raw_p))
        final = muted if row.is_removed else text
        marks.add_right(letters, final, columns.final_right, middle, final_text(row))
        if columns.id_right and row.token_id is not None and row.has_id:
            marks.add_right(letters, muted, columns.id_right, middle, str(row.token_id))
        self.add_head(marks, columns, rect, row, scale)

    def paint_ghost(self, painter: QPainter, columns: Columns, rect: QRect, index: int) -> None:
        """Draw the shape of row `index` of a list that is not there yet."""
        if index >= len(_GHOSTS):
            return
        color = QColor(self.color("line"))
        color.setAlphaF(1 - index / len(_GHOSTS))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        top = rect.top() + (rect.height() - _BAR_HEIGHT) / 2
        chip = 24 + (index * 23) % 41
        painter.drawRoundedRect(QRectF(columns.token, top, chip, _BAR_HEIGHT), 3, 3)
        width = columns.bar_width * _GHOSTS[index]
        painter.drawRoundedRect(QRectF(columns.bar, top, width, _BAR_HEIGHT), 2, 2)

    # -- parts of any row of tokens

    def add_head(
        self, marks: Marks, head: RowHead, rect: QRect, row: TokenRow, scale: float
    ) -> None:
        """Add a row's mark, rank, token and bars to what is drawn.

        Args:
            marks: what is drawn.
            head: where they stand.
            rect: the row.
            row: whose they are.
            scale: the probability that a full bar stands for.
        """
        letters = self._text_bold if row.is_chosen else self._text
        color = self.color("accent" if row.is_chosen else "text_muted")
        middle = rect.top() + rect.height() / 2
        if row.is_rest:
            end = head.token + head.token_width
            name = letters.elided(row_token(row), end - head.mark)
            marks.add_right(letters, color, end, middle, name)
        else:
            if row.is_chosen or row.is_drawn:  # stands in the text; the dice fall on it
                marks.add_left(letters, color, head.mark, middle, "●" if row.is_chosen else "○")
            marks.add_right(letters, color, head.rank_right, middle, rank_text(row))
            self._add_token(marks, head, rect.height(), middle, row)
        if head.bar_width:  # else the chart has given way to figures
            self._add_bars(marks, head, middle, row, scale)

    def paint_hover(self, painter: QPainter, rect: QRect) -> None:
        """Draw the ground of the row under the mouse; before the row."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.color("surface_raised"))
        painter.drawRoundedRect(rect, _ROUND, _ROUND)

    def paint_focus(self, painter: QPainter, rect: QRect) -> None:
        """Draw the ring of the row under the keyboard; after the row."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self.color("accent"), 1.5))
        painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), _ROUND, _ROUND)

    def _add_token(
        self, marks: Marks, head: RowHead, row_height: int, middle: float, row: TokenRow
    ) -> None:
        """Add a token on its ground, struck out when removed."""
        letters = self._mono_bold if row.is_chosen else self._mono
        text = letters.elided(row.text, head.token_width - 2 * SPACE_1)
        height = min(row_height - 2, letters.height + 2)
        width = letters.width(text) + 2 * SPACE_1
        chip = QRectF(head.token, middle - height / 2, width, height)
        marks.add_box(self.color("surface_raised"), chip, 3)
        if row.is_removed:
            self.add_strike(marks, chip, letters.font, text, ground="surface_raised")
        color = "accent" if row.is_chosen else "text_muted" if row.is_removed else "text"
        marks.add_left(letters, self.color(color), head.token + SPACE_1, middle, text)

    def add_strike(self, marks: Marks, box: QRectF, font: QFont, text: str, *, ground: str) -> None:
        """Add the line under a removed text: every glyph stays readable.

        Args:
            marks: what is drawn.
            box: the line goes across it.
            font, text: what will be drawn in the middle of the box.
            ground: colour name of what the text stands on; around a sign the line leaves a gap,
                else "!" would be read as "+".
        """
        y = box.center().y()
        marks.add_line(self.color("line_strong"), QRectF(box.left(), y - 0.5, box.width(), 1))
        if not any(one.isalnum() for one in text):
            width = QFontMetricsF(font).horizontalAdvance(text)
            gap = QRectF(box.center().x() - width / 2, y - 1, width, 2)
            marks.add_line(self.color(ground), gap)

    def _add_bars(
        self, marks: Marks, head: RowHead, middle: float, row: TokenRow, scale: float
    ) -> None:
        """Add final q as a filled bar and raw p as a thin line, from a common zero."""
        color = "bar_chosen" if row.is_chosen else "bar_rest" if row.is_rest else "bar"
        if row.final_p:
            length = max(1.0, head.bar_width * min(1.0, row.final_p / scale))
            bar = QRectF(head.bar, middle - self._bar_height / 2, length, self._bar_height)
            marks.add_box(self.color(color), bar, 2)
        if row.raw_p > 0:
            length = max(1.0, head.bar_width * min(1.0, row.raw_p / scale))
            self._add_raw(marks, head.bar, length, middle)

    def _add_raw(self, marks: Marks, left: float, length: float, middle: float) -> None:
        """Add a thin line with an edge of the ground's colour, so that it shows on any bar."""
        marks.add_line(self.color("window"), QRectF(left, middle - 1.75, length, 3.5))
        marks.add_line(self.color("bar_raw"), QRectF(left, middle - 0.75, length, 1.5))


def rank_edges(metrics: QFontMetrics, digits: int) -> tuple[int, int]:
    """Return where a column of ranks begins and ends: beside the mark, and never touching it."""
    left = SPACE_1 + metrics.horizontalAdvance("●") + SPACE_1
    return left, left + metrics.horizontalAdvance("0" * digits)


def rank_digits(rank_count: int, rows: Iterable[TokenRow]) -> int:
    """Return how many digits a rank can have.

    Args:
        rank_count: tokens of the vocabulary; 0 where that is not known.
        rows: on show; those of an answer of another vocabulary may have more.
    """
    return max(len(str(rank_count)), *(len(rank_text(row)) for row in rows), 1)


def across(rect: QRect, left: int, width: int) -> QRect:
    """Return the part of a row that a column takes."""
    return QRect(left, rect.top(), width, rect.height())


def scale_of(rows: Iterable[TokenRow]) -> float:
    """Return the probability that a full bar stands for."""
    largest = max((max(row.raw_p, row.final_p or 0.0) for row in rows), default=1.0)
    return next((scale for scale in _SCALES if largest <= scale), 1.0)


def _bold(font: QFont) -> QFont:
    heavy = QFont(font)
    heavy.setBold(True)
    return heavy


def _tr(text: str) -> str:
    return QCoreApplication.translate("TokenRowPainter", text)
