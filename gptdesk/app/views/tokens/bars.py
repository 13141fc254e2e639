"""The list of a token's alternatives, with bars.

Owns how `TokenRow`s look in a list; the arithmetic and the pace are the view model's. One row:
mark, rank, id, token, bar from a common zero, raw p, final q. The filled bar is final q, the thin
line is raw p. Columns have fixed widths: while tokens stream only lengths and figures change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QT_TRANSLATE_NOOP, QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gptdesk.analysis.rows import TokenRow
from gptdesk.app.access.descriptions import describe
from gptdesk.app.painting import painted
from gptdesk.app.phrases import in_a_row
from gptdesk.app.theme import APPEARANCE_CHANGED, SPACE_2, current_theme, zoom_of
from gptdesk.app.views.tokens.marks import Marks
from gptdesk.app.views.tokens.row_painter import Columns, TokenRowPainter, rank_digits, scale_of
from gptdesk.app.views.tokens.words import (
    final_text,
    id_text,
    marks_in_words,
    rank_text,
    row_in_words,
    row_token,
    rows_as_text,
    swap_words,
    tip_of,
)
from gptdesk.app.views.widgets.figures import percent_text
from gptdesk.app.views.widgets.painted_table import ACTIVATE, PaintedTable

PUT_TOKEN = replace(
    ACTIVATE,
    does=QT_TRANSLATE_NOOP("ShortcutList", "Next token: put the row's token there"),
)
PUT_TOKEN_OF_CARD = replace(
    ACTIVATE,
    does=QT_TRANSLATE_NOOP("ShortcutList", "Put another token there, in a new branch"),
)

ROW_COUNT = 22  # 20 tokens, a chosen one from further down, everything else: always reserved
_WIDTH, _LEAST_WIDTH = 352, 300


class TokenBars(PaintedTable):
    """A list of tokens with their probabilities; reads aloud as the same rows in words.

    Its rows are as high as a target; where there is no room for all of them, they scroll.

    Args:
        parent: the widget that it stands in.
        has_header: whether its titles stand in it; else `BarsHeader` has them.

    Attributes:
        header: shows the titles, if it does not.

    Signals:
        token_activated(int): id of a token that the user wants in the place of the chosen one.
    """

    token_activated = Signal(int)

    def __init__(self, parent: QWidget | None = None, *, has_header: bool = True) -> None:
        super().__init__(parent)
        self.header = None if has_header else BarsHeader(self)
        self._rows: tuple[TokenRow, ...] = ()
        self._scale = 1.0
        self._rank_digits = 1
        self._id_digits = 1
        self._has_ids = False
        self._why_none = ""
        self._can_swap = False
        self._swap_words = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Probabilities of the next token"))
        self._restyle()
        self.set_rows(())

    @property
    def rows(self) -> tuple[TokenRow, ...]:
        """The rows on show."""
        return self._rows

    def set_rows(
        self, rows: Sequence[TokenRow], rank_count: int = 0, *, why_none: str = ""
    ) -> None:
        """Show `rows` in this order.

        Args:
            rows: the tokens.
            rank_count: tokens of the vocabulary; 0 where that is not known.
            why_none: a sentence in the place of rows, where none will come.
        """
        titles = self._columns(), self._scale
        self._rows, self._why_none = tuple(rows), "" if rows else why_none
        self._rank_digits = rank_digits(rank_count, self._rows)
        ids = [len(id_text(row)) for row in self._rows]
        self._id_digits = max(len(str(rank_count)), *ids) if any(ids) else 0
        self._scale = scale_of(self._rows)
        self._fit_height()
        self.keep_current()
        chosen = next((row for row in self._rows if row.is_chosen), None)
        words = self._why_none or self.tr("Nothing was generated yet.")
        if self._rows:
            words = self.tr("Chosen: {0}").format(row_in_words(chosen)) if chosen else ""
        describe(self, words)
        self.update()
        if self.header is not None and titles != (self._columns(), self._scale):
            self.header.update()

    def keep_current(self) -> None:
        """Begin at the chosen row again, unless the keyboard is on one."""
        if not self.hasFocus():
            self.start_again()
        super().keep_current()

    def first_row(self) -> int:
        """Return the chosen row: Enter there changes nothing."""
        return next((index for index, row in enumerate(self._rows) if row.is_chosen), 0)

    def set_can_swap(self, can_swap: bool, words: str = "") -> None:
        """Say whether a click on a row puts its token into the text.

        Args:
            can_swap: whether it does.
            words: a sentence: what the click does; if nothing, why not.
        """
        before = self._swap_words
        self._can_swap = can_swap
        self._swap_words = words or (swap_words(is_prompt=False) if can_swap else "")
        if before and before != self._swap_words and before in QToolTip.text():
            QToolTip.hideText()  # what stands there is not true any more
        self.update_cursor()

    def set_ids_shown(self, is_shown: bool) -> None:
        """Show a column of token ids, where there is room for it, or none."""
        self._has_ids = is_shown
        self._repaint()

    def least_height(self, rows: int) -> int:
        """Return how high the header, if it has one, and so many rows are, pixels."""
        return self.header_height + rows * self._painter.row_height

    def _restyle(self) -> None:
        self._painter = TokenRowPainter(current_theme(), zoom_of(self))
        if self.header is None:
            self.header_height = self._painter.header_height
        else:
            self.header.setFixedHeight(self._painter.header_height)
        self._fit_height()
        self._repaint()

    def _fit_height(self) -> None:
        """Reserve all rows; what scrolls is no longer than its rows."""
        is_reserved = self.header is None or not self._rows
        self.setFixedHeight(self.least_height(ROW_COUNT if is_reserved else len(self._rows)))

    def _repaint(self) -> None:
        self.update()
        if self.header is not None:
            self.header.update()

    def _columns(self) -> Columns:
        id_digits = self._id_digits if self._has_ids else 0
        return self._painter.columns(self.width(), self._rank_digits, id_digits)

    def paint_header(self, painter: QPainter) -> None:
        """Paint the titles of the columns, from the top left corner on."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._painter.paint_header(painter, self._columns(), self._scale)

    # -- what Qt calls

    def customEvent(self, event: QEvent) -> None:
        """Draw in the new colours and size."""
        if event.type() == APPEARANCE_CHANGED:
            self._restyle()

    def sizeHint(self) -> QSize:
        """Ask for full rows."""
        return QSize(_WIDTH, self.maximumHeight())

    def minimumSizeHint(self) -> QSize:
        """Stay useful in a narrow panel."""
        return QSize(_LEAST_WIDTH, self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the titles stand above their columns in another width."""
        super().resizeEvent(event)
        self._repaint()

    @painted
    def paintEvent(self, painter: QPainter, event: QPaintEvent) -> None:
        """Paint header and rows that are seen, or the shape of what will be there."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        columns = self._columns()
        if self.header is None:
            self._painter.paint_header(painter, columns, self._scale)
        marks = Marks()
        for index, row in enumerate(self._rows):
            rect = self.row_rect(index)
            if rect.intersects(event.rect()):
                self._painter.add_row(marks, columns, rect, row, self._scale)
        if 0 <= self.hovered_row < len(self._rows):
            self._painter.paint_hover(painter, self.row_rect(self.hovered_row))
        marks.draw(painter)
        if self.hasFocus() and 0 <= self.current_row < len(self._rows):
            self._painter.paint_focus(painter, self.row_rect(self.current_row))
        if self._why_none:
            self._paint_why_none(painter)
        elif not self._rows:
            for index in range(ROW_COUNT):
                self._painter.paint_ghost(painter, columns, self.row_rect(index), index)

    def _paint_why_none(self, painter: QPainter) -> None:
        """Write the sentence in the room of the first rows."""
        theme = current_theme()
        painter.setFont(theme.font("ui_small", zoom_of(self)))
        painter.setPen(theme.color("text_muted"))
        rect = (
            self.row_rect(0).united(self.row_rect(ROW_COUNT // 4)).adjusted(SPACE_2, 0, -SPACE_2, 0)
        )
        painter.drawText(rect, Qt.TextFlag.TextWordWrap, self._why_none)

    # -- rows

    def row_count(self) -> int:
        """Return how many rows there are."""
        return len(self._rows)

    def row_rect(self, index: int) -> QRect:
        """Return where a row stands."""
        height = self._painter.row_height
        return QRect(0, self.header_height + index * height, self.width(), height)

    def row_tip(self, index: int) -> str:
        """Return a token's id and whole text, and what a click on it does."""
        tip = tip_of(self._rows[index])
        if not self.is_active(index):
            return tip
        return f"{tip}\n{self._swap_words}"

    def is_active(self, index: int) -> bool:
        """Return whether a click puts this row's token into the text."""
        if not self._can_swap or not 0 <= index < len(self._rows):
            return False
        return not self._rows[index].is_rest and not self._rows[index].is_chosen

    def activate(self, index: int) -> None:
        """Ask for this row's token in the place of the chosen one; where it cannot be, say why."""
        row = self._rows[index]
        if self.is_active(index) and row.token_id is not None:
            self.token_activated.emit(row.token_id)
        elif row.is_rest:
            self.tell(index, self.tr("No single token: type the text that you want instead."))
        elif row.is_chosen:
            self.tell(index, self.tr("This token stands there already."))
        else:
            self.tell(index, self._swap_words or self.tr("No other token can stand here now."))

    def text(self) -> str:
        """Return the rows as lines of columns divided by tabs, with a header."""
        return rows_as_text(self._rows)

    def accessible_cells(self) -> tuple[tuple[str, ...], ...]:
        """Return the text of every cell, row by row, the header's first."""
        header = (
            *(self.tr("rank"), self.tr("token"), self.tr("id")),
            *(self.tr("raw p"), self.tr("final q"), self.tr("remark")),
        )
        rows = (
            (
                rank_text(row),
                row_token(row),
                id_text(row),
                percent_text(row.raw_p),
                final_text(row),
                in_a_row(marks_in_words(row)),
            )
            for row in self._rows
        )
        return (header, *rows)


class BarsHeader(QWidget):
    """The titles of a list's columns, above an area in which its rows scroll."""

    def __init__(self, bars: TokenBars) -> None:
        super().__init__()
        self._bars = bars

    @painted
    def paintEvent(self, painter: QPainter, event: QPaintEvent) -> None:
        """Paint them where the columns are."""
        self._bars.paint_header(painter)
