"""The layout and the drawing of the pipeline's table: header, rows and sums.

Owns widths, colours, strokes and alignment; must not know which row is open or under the mouse.
Rank, token and bars stay at the left and the final probability at the right; the steps between them
scroll where there is no room. Steps that change nothing are folded away first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QCoreApplication, QLineF, QRect, QRectF
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from gptdesk.app.theme import SPACE_1, SPACE_2, Theme
from gptdesk.app.views.pipeline.columns import Column, PipelineTableRow
from gptdesk.app.views.tokens.marks import Marks
from gptdesk.app.views.tokens.row_painter import (
    LEFT,
    RIGHT,
    ROW_HEIGHT,
    RowHead,
    TokenRowPainter,
    across,
    rank_edges,
)
from gptdesk.app.views.widgets.figures import MINUS, WIDEST_PERCENTAGES

_ALWAYS = {"raw", "temperature"}
_SCORES = {"logit", "penalty", "temperature"}
_WIDEST_SCORE = f"{MINUS}100.00"
_TOKEN = (56, 150)  # least and most, pixels at 100 %
_BAR = (20, 110)


@dataclass(frozen=True, slots=True)
class Place:
    """Where one column stands.

    Attributes:
        index, column: which one.
        left, width: of its cells; of a scrolling column from the left end of all of them.
    """

    index: int
    column: Column
    left: int
    width: int

    @property
    def right(self) -> int:
        """Where its figures end."""
        return self.left + self.width


@dataclass(frozen=True, slots=True)
class PipelineLayout(RowHead):
    """All columns; their places depend on the settings too.

    Attributes:
        steps: the columns that scroll.
        steps_left, steps_right: the window that they are seen through; it shows whole columns.
        seen: how many of them are seen at once.
        first: the step to begin with, so that those are seen that did most.
        final: the last column, which does not scroll.
        folded: indices of the columns that are folded away.
    """

    steps: tuple[Place, ...]
    steps_left: int
    steps_right: int
    seen: int
    first: int
    final: Place
    folded: tuple[int, ...]

    def scrolled(self, first: int) -> tuple[Place, ...]:
        """Return where the columns that are seen stand in the widget, from the `first` step on."""
        shown = self.steps[first : first + self.seen]
        start = self.steps_left - (shown[0].left if shown else 0)
        return tuple(replace(at, left=start + at.left) for at in shown)

    @property
    def unseen(self) -> int:
        """How many columns are out of sight; 0 when all are seen."""
        return len(self.steps) - self.seen


class PipelinePainter:
    """Draws in the colours and fonts of one theme.

    Args:
        theme: colours and fonts.
        zoom: size of the text, percent.

    Attributes:
        parts: draws token, marks and bars.
        row_height, header_height, footer_height: pixels.
    """

    def __init__(self, theme: Theme, zoom: int = 100) -> None:
        self.parts = TokenRowPainter(theme, zoom)
        self._zoom = zoom
        self._metrics = QFontMetrics(self.parts.bold)
        self.row_height = max(ROW_HEIGHT, self._metrics.height() + 4)
        self.header_height = 2 * self._metrics.height() + SPACE_2
        self.footer_height = 2 * self.row_height + SPACE_1

    # -- columns

    def layout(self, columns: Sequence[Column], width: int, rank_digits: int) -> PipelineLayout:
        """Divide `width` pixels among columns, the last one being the final probability.

        The widest rank has so many digits.
        """
        rank, rank_right = rank_edges(self._metrics, rank_digits)
        token = rank_right + SPACE_2
        least_token, most_token = (size * self._zoom // 100 for size in _TOKEN)
        least_bar, most_bar = (size * self._zoom // 100 for size in _BAR)
        widths = [self._width(column) for column in columns]
        steps = list(range(len(columns) - 1))
        room = width - SPACE_2 - widths[-1] - token - SPACE_2  # for token, bars and steps
        folded = [index for index in steps if columns[index].is_neutral]
        if sum(widths[:-1]) + least_token + least_bar + SPACE_2 <= room:
            folded = []
        shown = [index for index in steps if index not in folded]
        for_steps = room - least_token - least_bar - SPACE_2
        seen = len(shown)
        closer = SPACE_2 - SPACE_1  # half of what lies between two columns gives way, too
        if sum(widths[index] for index in shown) > for_steps:
            least_bar = most_bar = 0  # the chart gives way before a step does
            for_steps = room - least_token - SPACE_1
            if 0 < sum(widths[index] for index in shown) - for_steps <= closer * (len(shown) + 1):
                widths = [one - closer for one in widths]
                for_steps += closer
        if sum(widths[index] for index in shown) > for_steps:
            widest = max(widths)  # for all, so that as many are seen wherever one is
            if (for_steps + closer) // (widest - closer) > for_steps // widest:
                widest, for_steps = widest - closer, for_steps + closer
            widths = [widest] * len(columns)
            seen = max(1, for_steps // widest)
        steps_width = sum(widths[index] for index in shown[:seen])
        final_left = width - SPACE_2 - widths[-1]
        final = Place(len(columns) - 1, columns[-1], final_left, widths[-1])
        places, left = list[Place](), 0
        for index in shown:
            places.append(Place(index, columns[index], left, widths[index]))
            left += widths[index]
        spare = max(0, for_steps - steps_width)
        for_token = spare * 6 // 10 if most_bar else spare
        token_width = min(most_token, least_token + for_token)
        bar_width = min(most_bar, least_bar + spare - (token_width - least_token))
        return PipelineLayout(
            mark=SPACE_1,
            rank=rank,
            rank_right=rank_right,
            token=token,
            token_width=token_width,
            bar=token + token_width + SPACE_2,
            bar_width=bar_width,
            steps=tuple(places),
            steps_left=final.left - steps_width,
            steps_right=final.left,
            seen=seen,
            first=_first_seen([columns[index] for index in shown], seen),
            final=final,
            folded=tuple(folded),
        )

    def _width(self, column: Column) -> int:
        figures = (_WIDEST_SCORE,) if column.key in _SCORES else WIDEST_PERCENTAGES
        return max(map(self._metrics.horizontalAdvance, (*figures, column.title))) + SPACE_2

    # -- header, rows, sums; `places` are where those columns stand that are seen

    def paint_header(
        self,
        painter: QPainter,
        layout: PipelineLayout,
        places: Sequence[Place],
        scale: float,
    ) -> None:
        """Draw what stands above tokens and bars, and each column's title and setting.

        `scale` is the probability that a full bar stands for.
        """
        height = self._metrics.height()
        above, below = QRect(0, 2, 1, height), QRect(0, 2 + height, 1, height)
        painter.setFont(self.parts.small)
        painter.setPen(self.parts.color("text_muted"))
        painter.drawText(across(below, layout.token, layout.token_width), LEFT, _tr("token"))
        # A full bar is narrower than its figure where the panel is narrow.
        middle = layout.token + layout.token_width // 2
        bar = across(below, middle, layout.bar + layout.bar_width - middle)
        if layout.bar_width:
            painter.drawText(bar, RIGHT, _tr("{0} %").format(round(scale * 100)))
        self._line(painter, layout, self.header_height - 2)
        for place in places:
            column = place.column
            painter.setPen(self._quiet("text", column))
            painter.drawText(across(above, place.left, place.width), RIGHT, column.title)
            painter.setPen(self._quiet("text_muted", column))
            setting = _tr("off") if column.is_neutral else column.setting
            painter.drawText(across(below, place.left, place.width), RIGHT, setting)

    def paint_row(
        self,
        painter: QPainter,
        layout: PipelineLayout,
        places: Sequence[Place],
        rect: QRect,
        row: PipelineTableRow,
        scale: float,
    ) -> None:
        """Draw a row into `rect`."""
        marks = Marks()
        self.parts.add_head(marks, layout, rect, row.token, scale)
        plain = self.parts.bold if row.token.is_chosen else self.parts.small
        for place in places:
            cell = row.cells[place.index]
            if cell.is_struck:
                self._add_strike(marks, rect, place, plain, cell.text)
        marks.draw(painter)
        painter.setFont(plain)
        for place in places:
            cell = row.cells[place.index]
            painter.setPen(self._cell_color(place.column, row, is_struck=cell.is_struck))
            painter.drawText(across(rect, place.left, place.width), RIGHT, cell.text)

    def paint_footer(
        self,
        painter: QPainter,
        layout: PipelineLayout,
        places: Sequence[Place],
        rect: QRect,
    ) -> None:
        """Draw each column's sum, and how many tokens it leaves."""
        self._line(painter, layout, rect.top())
        sums = QRect(0, rect.top() + SPACE_1, rect.width(), self.row_height)
        kept = sums.translated(0, self.row_height)
        painter.setFont(self.parts.small)
        painter.setPen(self.parts.color("text_muted"))
        end = layout.bar + layout.bar_width
        painter.drawText(across(sums, 0, end), RIGHT, _tr("sum"))
        painter.drawText(across(kept, 0, end), RIGHT, _tr("kept"))
        for place in places:
            column = place.column
            painter.setPen(self._quiet("text_muted", column))
            painter.drawText(across(sums, place.left, place.width), RIGHT, column.total)
            if column.kept is not None:
                at = across(kept, place.left, place.width)
                painter.drawText(at, RIGHT, f"{column.kept:,}")

    def _add_strike(self, marks: Marks, rect: QRect, place: Place, font: QFont, text: str) -> None:
        width = QFontMetrics(font).horizontalAdvance(text)
        box = QRectF(place.right - width, rect.top(), width, rect.height())
        self.parts.add_strike(marks, box, font, text, ground="window")

    def _cell_color(self, column: Column, row: PipelineTableRow, *, is_struck: bool) -> QColor:
        if row.token.is_chosen:
            return self._quiet("accent", column)
        is_out = is_struck or (column.key == "final" and row.token.is_removed)
        return self.parts.color("text_muted") if is_out else self._quiet("text", column)

    def _quiet(self, name: str, column: Column) -> QColor:
        return self.parts.color("text_muted" if column.is_neutral else name)

    def _line(self, painter: QPainter, layout: PipelineLayout, y: int) -> None:
        painter.setPen(QPen(self.parts.color("line"), 1))
        painter.drawLine(QLineF(layout.mark, y + 0.5, layout.final.right, y + 0.5))


def _first_seen(steps: Sequence[Column], seen: int) -> int:
    """Return from which step on most of those are seen that matter.

    They are raw p, the temperature, and the filters that removed a token.
    """
    left: int | None = None  # tokens left so far
    matters: list[bool] = []
    for step in steps:
        cuts = step.kept is not None and step.kept != left
        matters.append(step.key in _ALWAYS or cuts)
        left = step.kept if cuts else left
    starts = range(max(1, len(steps) - seen + 1))
    return max(starts, key=lambda start: sum(matters[start : start + seen]))


def _tr(text: str) -> str:
    return QCoreApplication.translate("PipelinePainter", text)
