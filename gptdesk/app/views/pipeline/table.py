"""The pipeline's table on the screen: a row per token, a column per step.

Owns scrolling sideways, and the open row, which makes room for its worked formula below itself;
words come from `columns`, strokes from the painter.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QT_TRANSLATE_NOOP, QEvent, QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QMenu, QScrollArea, QScrollBar, QSizePolicy, QWidget

from gptdesk.app.painting import painted
from gptdesk.app.theme import APPEARANCE_CHANGED, SPACE_1, SPACE_2, current_theme, zoom_of
from gptdesk.app.views.pipeline.columns import PipelineTable, cells_of, table_as_text
from gptdesk.app.views.pipeline.formula_card import FormulaCard
from gptdesk.app.views.pipeline.painter import PipelineLayout, PipelinePainter, Place
from gptdesk.app.views.pipeline.titles import StickyTitles
from gptdesk.app.views.tokens.formula import FormulaStep
from gptdesk.app.views.tokens.row_painter import rank_digits, scale_of
from gptdesk.app.views.tokens.words import tip_of
from gptdesk.app.views.widgets.painted_table import ACTIVATE, PaintedTable

OPEN_FORMULA = replace(
    ACTIVATE,
    does=QT_TRANSLATE_NOOP("ShortcutList", "Pipeline: open the row's worked formula"),
)

_ROWS = 22  # reserved, so that nothing below moves: 20 tokens, one from further down, the rest


class PipelineTableView(PaintedTable):
    """A painted table; reads aloud as rows and cells.

    Signals:
        row_opened(int): the user wants the formula of a row; -1: of none.
        swap_requested(int): id of a token that the user wants in the place of the chosen one.
    """

    row_opened = Signal(int)
    swap_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table = PipelineTable()
        self._painter = PipelinePainter(current_theme(), zoom_of(self))
        self._layout: PipelineLayout | None = None
        self._scale = 1.0
        self._open = -1
        self._gap = 0
        self._rows_top = 0
        self._can_swap = False
        self.formula = FormulaCard(self)
        self.formula.hide()
        self._titles = StickyTitles(self, self._paint_titles)
        self._bar = QScrollBar(Qt.Orientation.Horizontal, self._titles)
        self._bar.setAccessibleName(self.tr("Steps that are out of sight"))
        self._bar.hide()
        self._bar.valueChanged.connect(self._on_scrolled)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("How the token was chosen, step by step"))
        self.setAccessibleDescription(
            self.tr("One row per token, one column per step; Enter opens a row's worked formula.")
        )
        self._restyle()

    # -- what it shows

    @property
    def table(self) -> PipelineTable:
        """What is on show."""
        return self._table

    @property
    def open_row(self) -> int:
        """The row whose formula is shown, -1 for none."""
        return self._open

    @property
    def folded(self) -> tuple[str, ...]:
        """Titles of the steps that are folded away because they change nothing."""
        if self._layout is None:
            return ()
        return tuple(self._table.columns[index].title for index in self._layout.folded)

    def set_table(self, table: PipelineTable) -> None:
        """Show another pipeline; which row is open is the caller's to say."""
        self._table = table
        self._scale = scale_of(row.token for row in table.rows)
        self.keep_current()
        self._arrange()
        self.update()

    def set_can_swap(self, can_swap: bool) -> None:
        """Say whether another token can be put in the place of the chosen one."""
        self._can_swap = can_swap

    def follow(self, area: QScrollArea) -> None:
        """Keep the titles in sight in the area that the table scrolls in."""
        self._titles.follow(area)
        self.hover_in(area)

    def show_formula(self, index: int, title: str, steps: tuple[FormulaStep, ...]) -> None:
        """Show a formula below a row; of row -1, none."""
        self._open = index
        if index >= 0:
            self.formula.show_formula(title, steps)
        self.formula.setVisible(index >= 0)
        self._arrange()
        self.update()

    def _restyle(self) -> None:
        self._painter = PipelinePainter(current_theme(), zoom_of(self))
        self.header_height = self._painter.header_height
        self._arrange()
        self.update()

    # -- geometry

    def _arrange(self) -> None:
        """Divide the width, and take the height that rows, formula and sums need."""
        painter, table = self._painter, self._table
        before, self._layout = self._layout, None
        if table.columns:
            digits = rank_digits(table.rank_count, (row.token for row in table.rows))
            self._layout = painter.layout(table.columns, self.width(), digits)
        self._gap = 0  # which the formula takes between two rows
        if self._open >= 0:
            self._gap = self.formula.height_for(self.width() - 2 * SPACE_2) + 2 * SPACE_1
        unseen = 0 if self._layout is None else self._layout.unseen
        self._bar.setRange(0, unseen)
        if self._layout is not None and (before is None or before.seen != self._layout.seen):
            self._bar.setValue(self._layout.first)  # else it stays where the user scrolled to
        self._bar.setVisible(unseen > 0)
        self._rows_top = painter.header_height  # the steps' scroll bar stands below their titles
        if self._layout is not None and unseen > 0:
            window = self._layout.steps_right - self._layout.steps_left
            height = self._bar.sizeHint().height()
            self._bar.setPageStep(self._layout.seen)
            self._bar.setGeometry(self._layout.steps_left, self._rows_top, window, height)
            self._rows_top += height
        footer = self._footer_rect(painter)
        self._titles.fit(self._rows_top, footer.top() - self._rows_top)
        if self._open >= 0:
            below = self.row_rect(self._open).bottom() + 1
            height = self._gap - 2 * SPACE_1
            width = self.width() - 2 * SPACE_2
            self.formula.setGeometry(SPACE_2, below + SPACE_1, width, height)
        self.setFixedHeight(footer.bottom() + 1)

    def _footer_rect(self, painter: PipelinePainter) -> QRect:
        rows = max(_ROWS, len(self._table.rows))
        top = self._rows_top + rows * painter.row_height + self._gap
        return QRect(0, top, self.width(), painter.footer_height)

    def minimumSizeHint(self) -> QSize:
        """Stay useful in a narrow panel."""
        return QSize(300, self.height())

    # -- what Qt calls

    def customEvent(self, event: QEvent) -> None:
        """Draw in the new colours and size."""
        if event.type() == APPEARANCE_CHANGED:
            self._restyle()

    @painted
    def paintEvent(self, painter: QPainter, event: QPaintEvent) -> None:
        """Paint rows and sums."""
        if self._layout is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        layout, brush, places = self._layout, self._painter, self._places(self._layout)
        for index, row in enumerate(self._table.rows):
            rect = self.row_rect(index)
            if index in {self.hovered_row, self._open}:
                brush.parts.paint_hover(painter, rect)
            brush.paint_row(painter, layout, places, rect, row, self._scale)
        brush.paint_footer(painter, layout, places, self._footer_rect(brush))
        if self.current_row >= 0 and self.hasFocus():
            brush.parts.paint_focus(painter, self.row_rect(self.current_row))

    def _paint_titles(self, painter: QPainter) -> None:
        if self._layout is not None:
            places = self._places(self._layout)
            self._painter.paint_header(painter, self._layout, places, self._scale)

    def _places(self, layout: PipelineLayout) -> tuple[Place, ...]:
        """Return where the columns stand that are seen."""
        return (*layout.scrolled(self._bar.value()), layout.final)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Divide the new width."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._arrange()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the steps sideways, also with Shift; up and down is the page's."""
        sideways = event.angleDelta().x() or event.pixelDelta().x()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            sideways = sideways or event.angleDelta().y()
        if sideways and self._bar.maximum() > 0:
            self._bar.setValue(self._bar.value() - (1 if sideways > 0 else -1))
            event.accept()
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll through the steps, close the formula; the rest as in every list."""
        sideways = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if sideways is not None and self._bar.maximum() > 0:
            self._bar.setValue(self._bar.value() + sideways)
            super().keyPressEvent(event)  # for the ear, which has every column
        elif event.key() == Qt.Key.Key_Escape and self._open >= 0:
            self.setFocus()  # it may be in the formula
            self.row_opened.emit(-1)
        else:
            super().keyPressEvent(event)

    @Slot()
    def _on_scrolled(self) -> None:
        self.update()
        self._titles.update()

    # -- rows

    def row_count(self) -> int:
        """Return how many rows there are."""
        return len(self._table.rows)

    def row_rect(self, index: int) -> QRect:
        """Return where a row stands; those below an open one stand lower."""
        height = self._painter.row_height
        gap = self._gap if 0 <= self._open < index else 0
        return QRect(0, self._rows_top + index * height + gap, self.width(), height)

    def header_rect(self) -> QRect:
        """Return where the titles stand now."""
        return QRect(self._titles.pos(), QSize(self.width(), self.header_height))

    def row_under(self, pos: QPoint) -> int:
        """Return the row at a place; none under the titles."""
        return -1 if self._titles.geometry().contains(pos) else super().row_under(pos)

    def row_tip(self, index: int) -> str:
        """Return a token's id and whole text, and what a click does."""
        tip = tip_of(self._table.rows[index].token)
        return self.tr("{0}\nClick, or Enter: the worked formula.").format(tip)

    def tip_at(self, pos: QPoint) -> str:
        """Return a step's rule over its title, else the row's tip."""
        if not self.header_rect().contains(pos):
            return super().tip_at(pos)
        if self._layout is None:
            return ""
        places = self._places(self._layout)
        return next((at.column.rule for at in places if at.left <= pos.x() < at.right), "")

    def activate(self, index: int) -> None:
        """Open a row's formula, or close it."""
        self.row_opened.emit(-1 if index == self._open else index)

    def add_row_actions(self, menu: QMenu, index: int) -> None:
        """Offer the formula, and the token."""
        token = self._table.rows[index].token
        formula = menu.addAction(self.tr("&Worked formula"))
        formula.triggered.connect(lambda: self.activate(index))
        swap = menu.addAction(self.tr("&Put this token here"))
        swap.setEnabled(self._can_swap and not token.is_rest and not token.is_chosen)
        swap.triggered.connect(lambda: self.swap_requested.emit(token.token_id))

    def text(self) -> str:
        """Return the table as lines of columns divided by tabs."""
        return table_as_text(self._table)

    def accessible_cells(self) -> tuple[tuple[str, ...], ...]:
        """Return the text of every cell, row by row, the header's first."""
        return cells_of(self._table)
