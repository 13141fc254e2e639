"""How the rows of the pipeline are drawn, their header and their sums.

Owns colours, strokes and alignment; must not know which row is open or under the mouse. Each part
is drawn in two goes: its head, and the cells of the columns that are seen.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QLineF, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from gptdesk.app.theme import SPACE_1, SPACE_2, Theme
from gptdesk.app.views.pipeline.columns import Column, PipelineTableRow
from gptdesk.app.views.pipeline.layout import PipelineLayout, Place, full_width, layout_of
from gptdesk.app.views.tokens.row_painter import ROW_HEIGHT, TokenRowPainter, bold

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter

Places = Sequence[Place]  # where columns stand in the widget


class PipelinePainter:
    """Draws in the colours and fonts of one theme.

    Args:
        theme: colours and fonts.
        zoom: size of the text, percent.
    """

    def __init__(self, theme: Theme, zoom: int = 100) -> None:
        self._theme = theme
        self._colors: dict[str, QColor] = {}
        self._zoom = zoom
        self._small = theme.font("ui_small", zoom)
        self._bold = bold(self._small)
        self._struck = QFont(self._small)
        self._struck.setStrikeOut(True)
        self._metrics = QFontMetrics(self._bold)
        self.parts = TokenRowPainter(theme, zoom)  # token, marks and bars
        self.row_height = max(ROW_HEIGHT - 2, self._metrics.height() + 4)
        self.header_height = 2 * self._metrics.height() + SPACE_2
        self.footer_height = 2 * self.row_height + SPACE_1

    def layout(self, columns: Sequence[Column], width: int) -> PipelineLayout:
        """Divide `width` pixels."""
        return layout_of(columns, width, self._metrics.horizontalAdvance, self._zoom)

    def full_width(self, columns: Sequence[Column]) -> int:
        """Return the width at which all steps are seen at once."""
        return full_width(columns, self._metrics.horizontalAdvance, self._zoom)

    # -- header

    def paint_header(self, painter: QPainter, layout: PipelineLayout, scale: float) -> None:
        """Draw what stands above tokens and bars; `scale` is what a full bar stands for."""
        below = self._second_line()
        painter.setFont(self._small)
        painter.setPen(self._color("text_muted"))
        painter.drawText(_across(below, layout.token, layout.token_width), _LEFT, _tr("token"))
        # A full bar is narrower than its figure where the panel is narrow.
        middle = layout.token + layout.token_width // 2
        bar = _across(below, middle, layout.bar + layout.bar_width - middle)
        painter.drawText(bar, _RIGHT, f"{round(scale * 100)} %")
        self._line(painter, layout, self.header_height - 2)

    def paint_titles(self, painter: QPainter, places: Places, columns: Sequence[Column]) -> None:
        """Draw each column's title and setting."""
        below = self._second_line()
        above = below.translated(0, -self._metrics.height())
        painter.setFont(self._small)
        for place in places:
            column = columns[place.index]
            painter.setPen(self._color("text_disabled" if column.is_neutral else "text"))
            painter.drawText(_across(above, place.left, place.width), _RIGHT, column.title)
            painter.setPen(self._color("text_disabled" if column.is_neutral else "text_muted"))
            setting = _tr("off") if column.is_neutral else column.setting
            painter.drawText(_across(below, place.left, place.width), _RIGHT, setting)

    # -- rows

    def paint_row(
        self,
        painter: QPainter,
        layout: PipelineLayout,
        rect: QRect,
        row: PipelineTableRow,
        scale: float,
    ) -> None:
        """Draw a row's mark, rank, token and bars into `rect`."""
        token = row.token
        painter.setFont(self._bold if token.is_chosen else self._small)
        painter.setPen(self._color("accent" if token.is_chosen else "text_muted"))
        if token.is_rest:
            end = layout.token + layout.token_width
            text = _tr("everything else")
            text = self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, end - SPACE_1)
            painter.drawText(_across(rect, 0, end), _RIGHT, text)
        else:
            self.parts.paint_mark(painter, layout.mark, rect, token)
            painter.drawText(_across(rect, 0, layout.rank_right), _RIGHT, str(token.rank))
            self.parts.paint_token(painter, layout.token, layout.token_width, rect, token)
        self.parts.paint_bars(painter, layout.bar, layout.bar_width, rect, token, scale)

    def paint_cells(
        self,
        painter: QPainter,
        places: Places,
        rect: QRect,
        row: PipelineTableRow,
        columns: Sequence[Column],
    ) -> None:
        """Draw a row's figures."""
        plain = self._bold if row.token.is_chosen else self._small
        for place in places:
            cell = row.cells[place.index]
            painter.setFont(self._struck if cell.is_struck else plain)
            painter.setPen(self._cell_color(columns[place.index], row, is_struck=cell.is_struck))
            painter.drawText(_across(rect, place.left, place.width), _RIGHT, cell.text)

    def _cell_color(self, column: Column, row: PipelineTableRow, *, is_struck: bool) -> QColor:
        is_last = column.key == "final"
        if is_struck or (is_last and row.token.is_removed):
            return self._color("text_muted")
        if column.is_neutral:
            return self._color("text_disabled")
        return self._color("accent" if is_last and row.token.is_chosen else "text")

    # -- sums

    def paint_footer(self, painter: QPainter, layout: PipelineLayout, rect: QRect) -> None:
        """Draw what the two lines below the rows are."""
        self._line(painter, layout, rect.top())
        painter.setFont(self._small)
        painter.setPen(self._color("text_muted"))
        end = layout.bar + layout.bar_width
        for line, name in zip(self._footer_lines(rect), (_tr("sum"), _tr("kept")), strict=True):
            painter.drawText(_across(line, 0, end), _RIGHT, name)

    def paint_sums(
        self, painter: QPainter, places: Places, rect: QRect, columns: Sequence[Column]
    ) -> None:
        """Draw each column's sum, and how many tokens it leaves."""
        first, second = self._footer_lines(rect)
        painter.setFont(self._small)
        for place in places:
            column = columns[place.index]
            painter.setPen(self._color("text_disabled" if column.is_neutral else "text_muted"))
            painter.drawText(_across(first, place.left, place.width), _RIGHT, column.total)
            if column.kept is not None:
                text = f"{column.kept:,}"
                painter.drawText(_across(second, place.left, place.width), _RIGHT, text)

    # -- the rest

    def _footer_lines(self, rect: QRect) -> tuple[QRect, QRect]:
        first = QRect(0, rect.top() + SPACE_1, rect.width(), self.row_height)
        return first, first.translated(0, self.row_height)

    def _second_line(self) -> QRect:
        height = self._metrics.height()
        return QRect(0, 2 + height, 1, height)

    def _line(self, painter: QPainter, layout: PipelineLayout, y: int) -> None:
        painter.setPen(QPen(self._color("line"), 1))
        painter.drawLine(QLineF(layout.mark, y + 0.5, layout.final.right, y + 0.5))

    def _color(self, name: str) -> QColor:
        if name not in self._colors:  # parsing it again for every figure takes a while
            self._colors[name] = self._theme.color(name)
        return self._colors[name]


def _across(rect: QRect, left: int, width: int) -> QRect:
    return QRect(left, rect.top(), width, rect.height())


def _tr(text: str) -> str:
    return QCoreApplication.translate("PipelinePainter", text)
