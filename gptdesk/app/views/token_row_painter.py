"""How one row of the next token's alternatives is drawn.

Owns columns, bars and marks; must not know where a row stands in the list or who clicks it.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from gptdesk.app.theme import SPACE_1, SPACE_2, Theme
from gptdesk.app.viewmodels.token_rows import TokenRow
from gptdesk.app.views.figures import WIDEST_PERCENTAGES, percent_text

ROW_HEIGHT = 24
TIGHT_ROW_HEIGHT = 19  # in a low window
_BAR_HEIGHT = 10
_ROUND = 4
_FILTER_NAMES = {"greedy": "greedy", "top_k": "top-k", "top_p": "top-p", "min_p": "min-p"}
# What the list will look like, before there is anything to show.
_GHOSTS = (0.62, 0.41, 0.3, 0.23, 0.18, 0.14, 0.11, 0.09, 0.07, 0.06, 0.05, 0.04)

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Columns:
    """Edges and widths of the columns, in pixels; they depend on font and width, never on data."""

    mark: int
    rank: int
    rank_right: int
    token: int
    token_width: int
    bar: int
    bar_width: int
    raw_right: int
    final_right: int


class TokenRowPainter:
    """Draws rows in the colours and fonts of one theme."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._small = theme.font("ui_small")
        self._small_bold = _bold(self._small)
        self._mono = theme.font("mono_small")
        self._mono_bold = _bold(self._mono)
        text = QFontMetrics(self._small)
        mono = QFontMetrics(self._mono)
        self.header_height = text.height() + 4
        self.tight_row_height = max(TIGHT_ROW_HEIGHT, text.height() + 2, mono.height() + 2)
        self.full_row_height = max(ROW_HEIGHT, self.tight_row_height + 2)

    def columns(self, width: int) -> Columns:
        """Divide `width` pixels."""
        bold = QFontMetrics(self._small_bold)
        figures = (*WIDEST_PERCENTAGES, removal_text(""), *_FILTER_NAMES.values())
        figure = max(bold.horizontalAdvance(text) for text in figures)
        rank = SPACE_1 + bold.horizontalAdvance("●")
        rank_right = rank + bold.horizontalAdvance("50257")
        token = rank_right + SPACE_2
        final_right = width - SPACE_2
        raw_right = final_right - figure - SPACE_2
        left_over = raw_right - figure - SPACE_2 - token
        token_width = min(max(left_over * 11 // 20, 60), 160)
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
        )

    def paint_header(self, painter: QPainter, columns: Columns, scale: float) -> None:
        """Draw the headings, which are the legend too: a line is raw p, a filled bar final q.

        Args:
            painter: of the widget, its top left corner at the header's.
            columns: from `columns`.
            scale: the probability that a full bar stands for.
        """
        height = self.header_height - 4
        painter.setFont(self._small)
        muted = self._theme.color("text_muted")
        painter.setPen(muted)
        token = QRect(columns.token, 0, columns.token_width, height)
        painter.drawText(token, _LEFT, _tr("token"))
        bar = QRect(columns.bar, 0, columns.bar_width, height)
        painter.drawText(bar, _LEFT, "0")
        painter.drawText(bar, _RIGHT, f"{round(scale * 100)} %")
        middle = height / 2
        for edge, text, is_line in (
            (columns.raw_right, _tr("raw p"), True),
            (columns.final_right, _tr("final q"), False),
        ):
            painter.setPen(muted)
            painter.drawText(QRect(0, 0, edge, height), _RIGHT, text)
            left = edge - QFontMetrics(self._small).horizontalAdvance(text) - 12
            if is_line:
                self._paint_raw(painter, left, left + 8, middle)
            else:
                painter.fillRect(QRectF(left, middle - 3, 8, 6), self._theme.color("bar"))

    def paint_row(
        self, painter: QPainter, columns: Columns, rect: QRect, row: TokenRow, scale: float
    ) -> None:
        """Draw one row into `rect`."""
        theme = self._theme
        text = theme.color("accent" if row.is_chosen else "text")
        muted = theme.color("accent" if row.is_chosen else "text_muted")
        font = self._small_bold if row.is_chosen else self._small
        top, height = rect.top(), rect.height()
        painter.setFont(font)
        painter.setPen(muted)
        if row.is_rest:
            end = columns.token + columns.token_width
            name = QRect(columns.rank, top, end - columns.rank, height)
            painter.drawText(name, _RIGHT, _elided(font, _tr("everything else"), name.width()))
        else:
            if row.is_chosen:
                painter.drawText(QRect(columns.mark, top, columns.rank, height), _LEFT, "●")
            painter.drawText(QRect(0, top, columns.rank_right, height), _RIGHT, str(row.rank))
            self._paint_token(painter, columns, rect, row)
        self._paint_bar(painter, columns, rect, row, scale)
        painter.setFont(font)
        painter.setPen(text)
        painter.drawText(QRect(0, top, columns.raw_right, height), _RIGHT, percent_text(row.raw_p))
        painter.setPen(muted if row.is_removed else text)
        final = removal_text(row.removed_by) if row.is_removed else percent_text(row.final_p)
        painter.drawText(QRect(0, top, columns.final_right, height), _RIGHT, final)

    def paint_hover(self, painter: QPainter, rect: QRect) -> None:
        """Draw the ground of the row under the mouse; before the row."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("surface_raised"))
        painter.drawRoundedRect(rect, _ROUND, _ROUND)

    def paint_focus(self, painter: QPainter, rect: QRect) -> None:
        """Draw the ring of the row under the keyboard; after the row."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._theme.color("accent"), 1.5))
        painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), _ROUND, _ROUND)

    def paint_ghost(self, painter: QPainter, columns: Columns, rect: QRect, index: int) -> None:
        """Draw the shape of row `index` of a list that is not there yet."""
        if index >= len(_GHOSTS):
            return
        color = QColor(self._theme.color("line"))
        color.setAlphaF(1 - index / len(_GHOSTS))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        top = rect.top() + (rect.height() - _BAR_HEIGHT) / 2
        chip = 24 + (index * 23) % 41
        painter.drawRoundedRect(QRectF(columns.token, top, chip, _BAR_HEIGHT), 3, 3)
        width = columns.bar_width * _GHOSTS[index]
        painter.drawRoundedRect(QRectF(columns.bar, top, width, _BAR_HEIGHT), 2, 2)

    def _paint_token(self, painter: QPainter, columns: Columns, rect: QRect, row: TokenRow) -> None:
        font = QFont(self._mono_bold if row.is_chosen else self._mono)
        text = _elided(font, row.text, columns.token_width - 2 * SPACE_1)
        metrics = QFontMetrics(font)
        height = min(rect.height() - 2, metrics.height() + 2)
        chip = QRectF(
            columns.token,
            rect.top() + (rect.height() - height) / 2,
            metrics.horizontalAdvance(text) + 2 * SPACE_1,
            height,
        )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("surface_raised"))
        painter.drawRoundedRect(chip, 3, 3)
        font.setStrikeOut(row.is_removed)
        painter.setFont(font)
        color = "accent" if row.is_chosen else "text_muted" if row.is_removed else "text"
        painter.setPen(self._theme.color(color))
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_bar(
        self, painter: QPainter, columns: Columns, rect: QRect, row: TokenRow, scale: float
    ) -> None:
        middle = rect.top() + rect.height() / 2
        color = "bar_chosen" if row.is_chosen else "bar_rest" if row.is_rest else "bar"
        if row.final_p > 0:
            width = max(1.0, columns.bar_width * min(1.0, row.final_p / scale))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color(color))
            bar = QRectF(columns.bar, middle - _BAR_HEIGHT / 2, width, _BAR_HEIGHT)
            painter.drawRoundedRect(bar, min(2.0, width / 2), 2)
        if row.raw_p > 0:
            length = max(1.0, columns.bar_width * min(1.0, row.raw_p / scale))
            self._paint_raw(painter, columns.bar, columns.bar + length, middle)

    def _paint_raw(self, painter: QPainter, left: float, right: float, middle: float) -> None:
        """Draw a thin line with an edge of the ground's colour, so that it shows on any bar."""
        painter.fillRect(
            QRectF(left, middle - 1.75, right - left, 3.5), self._theme.color("window")
        )
        painter.fillRect(
            QRectF(left, middle - 0.75, right - left, 1.5), self._theme.color("bar_raw")
        )


def _bold(font: QFont) -> QFont:
    bold = QFont(font)
    bold.setBold(True)
    return bold


def _elided(font: QFont, text: str, width: int) -> str:
    return QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, width)


def removal_text(removed_by: str) -> str:
    """Return the filter's name as the sliders call it; "removed" where it is not known."""
    return _FILTER_NAMES.get(removed_by) or _tr("removed")


def _tr(text: str) -> str:
    return QCoreApplication.translate("TokenRowPainter", text)
