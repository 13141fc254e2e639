"""The attention page: all heads, one head, one row, and each of them as a table.

Owns the switches above the views and what stands below them; which view is shown, and what it
needs, is the view model's.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QT_TRANSLATE_NOOP, QEvent, QModelIndex, Qt, Slot
from PySide6.QtGui import (
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gptdesk.app.phrases import clauses
from gptdesk.app.system.heads_text import heads_text
from gptdesk.app.theme import (
    APPEARANCE_CHANGED,
    SPACE_1,
    SPACE_2,
    SPACE_3,
    SPACE_4,
    current_theme,
    set_font,
    zoom_of,
)
from gptdesk.app.viewmodels.cell_table import CellTableModel
from gptdesk.app.viewmodels.export_offers import Offer
from gptdesk.app.viewmodels.inside.attention import AttentionView, AttentionViewModel
from gptdesk.app.viewmodels.inside.keeping import Figures
from gptdesk.app.viewmodels.inside.looking import InsideViewModel
from gptdesk.app.viewmodels.inside.walking import Page
from gptdesk.app.viewmodels.inspector.talk import TalkViewModel
from gptdesk.app.views.guess.talk_keys import KEEPS_SPACE
from gptdesk.app.views.inside.attention.exports import (
    heads_csv,
    heads_png,
    map_csv,
    map_png,
    row_csv,
)
from gptdesk.app.views.inside.attention.head_grid import HeadGrid
from gptdesk.app.views.inside.attention.head_map import HeadMap
from gptdesk.app.views.inside.attention.heat import HeatLegend
from gptdesk.app.views.inside.attention.row_panel import RowPanel
from gptdesk.app.views.inside.attention.row_table import figure_text
from gptdesk.app.views.inside.attention.words import (
    cell_in_words,
    means_in_words,
    pattern_text,
    patterns_in_words,
    sum_in_words,
)
from gptdesk.app.views.inside.kept.cells import (
    joined,
    number_cell,
    row_of,
    share_cell,
    sum_figures,
    total_cell,
)
from gptdesk.app.views.inside.words import change_state, origin_of, step_title, words_of
from gptdesk.app.views.tokens.words import spoken_percent
from gptdesk.app.views.widgets.cell_table_view import CellTableView
from gptdesk.app.views.widgets.export_menu import ExportMenu
from gptdesk.app.views.widgets.figures import UNKNOWN, percent_text
from gptdesk.app.views.widgets.handled_key import HandledKey
from gptdesk.app.views.widgets.labels import PassingLabel
from gptdesk.app.views.widgets.painted_table import COPY
from gptdesk.app.views.widgets.segments import segment, show_segment
from gptdesk.chat.kept_views import KeptCell
from gptdesk.engine.inside.values import Stop

_ACROSS = Qt.Orientation.Horizontal

AS_TABLE = HandledKey(QT_TRANSLATE_NOOP("ShortcutList", "A picture as a table, and back"), ("T",))
GO_UP = HandledKey(
    QT_TRANSLATE_NOOP(
        "ShortcutList", "One level up: from a sum, a table, a row, a head, a part's own parts"
    ),
    ("Backspace",),
)
SWITCH = HandledKey(
    QT_TRANSLATE_NOOP("ShortcutList", "Attention: switch the head off, or on again"), ("Space",)
)
BESIDE = HandledKey(
    QT_TRANSLATE_NOOP("ShortcutList", "Attention, table of a map: the row before, the row after"),
    ("Left", "Right"),
)

_PICTURE_WIDTH = 300  # of a picture beside the row, at least, in pixels at 100 %
_MOST_ZOOM_WITH_SENTENCE = 150
_UNBOUNDED = 16_777_215  # as wide as Qt lets a widget be


class AttentionPage(QWidget):
    """Four views of what heads read.

    Attributes:
        attention: which of them is on show, and what is known.
        grid, map, row, table: the views.
        segments: the buttons of the views.
    """

    def __init__(
        self, inside: InsideViewModel, talk: TalkViewModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._inside = inside
        self._talk = talk
        self._tokens: tuple[str, ...] = ()
        self._before: tuple[object, float] | None = None  # what a switched head is compared with
        self._switched = ""
        self.attention = AttentionViewModel(inside, self)
        self.heading = QLabel()
        self.heading.setProperty("kind", "heading")
        self.sentence = QLabel()
        self.sentence.setProperty("kind", "muted")
        self.sentence.setWordWrap(True)
        self.grid = HeadGrid()
        self.map = HeadMap(self._cell_in_words, self._cell_heard)
        self.row = RowPanel(inside, self.attention, self._token_at)
        self._build_tables()
        self._build_switches()
        self.readout = QLabel()
        self.readout.setWordWrap(True)
        self.readout.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.note = PassingLabel()
        self.note.setWordWrap(True)
        self.menu = ExportMenu(self._offers(), self)
        self.export.setMenu(self.menu)
        self._lay_out()
        self._connect()
        self._build_keys()
        self._restyle()
        self._on_view_changed()

    # -- building

    def _build_tables(self) -> None:
        self._heads_model = CellTableModel(
            (
                self.tr("head"),
                self.tr("previous place"),
                self.tr("first place"),
                self.tr("same token"),
                self.tr("induction"),
                self.tr("state"),
            ),
            numbers=frozenset({1, 2, 3, 4}),
            tips=dict.fromkeys((1, 2, 3, 4), patterns_in_words()),
            parent=self,
        )
        self._cells_model = CellTableModel(
            (self.tr("place"), self.tr("token"), self.tr("weight"), self.tr("÷ √D")),
            numbers=frozenset({0, 2, 3}),
            parent=self,
        )
        self.heads_table = CellTableView(self._heads_model, self.tr("All heads"))
        self.cells_table = CellTableView(self._cells_model, self.tr("Row of the map"))
        for table in (self.heads_table, self.cells_table):
            table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self._heads_in_table: tuple[tuple[int, int], ...] = ()
        self.row_before = QPushButton(self.tr("Row before"))
        self.row_after = QPushButton(self.tr("Row after"))
        for button, key in ((self.row_before, self.tr("Left")), (self.row_after, self.tr("Right"))):
            button.setProperty("kind", "quiet")
            tip = self.tr("The table is of one row of the map: what one place reads. {0}")
            button.setToolTip(tip.format(key))
        self.cells_title, self.cells_foot = QLabel(), QLabel()
        self.cells_foot.setWordWrap(True)
        cells, head = QWidget(), QHBoxLayout()
        head.addWidget(self.cells_title, 1)
        head.addWidget(self.row_before)
        head.addWidget(self.row_after)
        column = QVBoxLayout(cells)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_1)
        column.addLayout(head)
        column.addWidget(self.cells_table, 1)
        column.addWidget(self.cells_foot)
        self.table = QStackedWidget()
        self.table.addWidget(self.heads_table)
        self.table.addWidget(cells)

    def _build_switches(self) -> None:
        self._frame = QFrame()
        self._frame.setProperty("kind", "segments")
        self._frame.setAccessibleName(self.tr("View"))
        row = QHBoxLayout(self._frame)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(0)
        self.segments: dict[AttentionView, QPushButton] = {}
        for view, word, tip in (
            (AttentionView.GRID, self.tr("grid"), self.tr("All heads")),
            (AttentionView.HEAD, self.tr("head"), self.tr("All places of this head")),
            (AttentionView.ROW, self.tr("row"), self.tr("What the head reads from this place")),
            (AttentionView.TABLE, self.tr("table"), self.tr("The picture as a table")),
        ):
            button = segment(word, tip, self._frame)
            button.clicked.connect(partial(self._show_view, view))
            self.segments[view] = button
            row.addWidget(button)
        self.hide_first = QCheckBox(self.tr("&Without the first place"))
        self.hide_first.setToolTip(
            self.tr("Many heads read the first place when there is nothing else to read.")
        )
        self.switch = QPushButton(self.tr("Head &off"))
        self.switch.setProperty("kind", "quiet")
        self.switch.setCheckable(True)
        self.switch.setToolTip(
            self.tr("Computes everything without this head, here only; the answer stays. Space")
        )
        self.export = QPushButton(self.tr("E&xport"))
        self.export.setProperty("kind", "quiet")
        self.export.setToolTip(self.tr("Copies figures or pictures, or saves them as files"))
        self.smaller, self.larger, self.fit = (
            QPushButton("−"),
            QPushButton("+"),
            QPushButton(self.tr("&Fit")),
        )
        for button, name in (
            (self.smaller, self.tr("Smaller cells (−)")),
            (self.larger, self.tr("Larger cells (+)")),
            (self.fit, self.tr("All of the map (0)")),
        ):
            button.setProperty("kind", "quiet")
            button.setAccessibleName(name)
            button.setToolTip(name)
        self.legend = HeatLegend()

    def _lay_out(self) -> None:
        self._views = QStackedWidget()
        for view in (self.grid, self.map, self.table):
            self._views.addWidget(view)
        middle = QHBoxLayout()
        middle.setSpacing(SPACE_4)
        middle.addWidget(self._views, 100)  # up to its greatest width; the row has the rest
        middle.addWidget(self.row, 1)
        top, switches, end = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        top.addWidget(self.heading, 1)
        top.addWidget(self._frame)
        switches.setSpacing(SPACE_2)
        for part in (self.hide_first, self.switch):
            switches.addWidget(part)
        switches.addStretch(1)
        switches.addWidget(self.export)
        end.setSpacing(SPACE_3)
        end.addWidget(self.legend)
        end.addWidget(self.note, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addLayout(top)
        layout.addWidget(self.sentence)
        layout.addLayout(switches)
        layout.addLayout(middle, 1)
        below = QHBoxLayout()
        below.setSpacing(SPACE_2)
        below.addWidget(self.readout, 1)
        for part in (self.smaller, self.larger, self.fit):
            below.addWidget(part)
        layout.addLayout(below)
        layout.addLayout(end)

    def _connect(self) -> None:
        attention = self.attention
        attention.view_changed.connect(self._on_view_changed)
        attention.heads_changed.connect(self._on_heads_changed)
        attention.map_changed.connect(self._on_map_changed)
        attention.row_changed.connect(self._on_row_changed)
        attention.cursor_changed.connect(self._on_cursor_changed)
        attention.outdated_changed.connect(self._on_outdated_changed)
        self._inside.view_changed.connect(self._on_place_view_changed)
        self._inside.step_changed.connect(self._on_step_changed)
        self._inside.place_changed.connect(self._on_place_changed)
        self.hide_first.toggled.connect(attention.set_hides_first)
        self.switch.clicked.connect(self._switch_head)
        self.grid.head_chosen.connect(attention.choose_head)
        self.grid.head_opened.connect(self._on_head_opened)
        self.grid.side_changed.connect(self._on_sizes_changed)
        self.grid.height_changed.connect(self._divide)
        self.map.height_changed.connect(self._divide)
        self.map.cells_changed.connect(self._on_sizes_changed)
        self.map.cell_chosen.connect(attention.set_cursor)
        self.map.row_chosen.connect(self._inside.look_at)
        self.map.row_opened.connect(self._on_row_opened)
        self.smaller.clicked.connect(partial(self.map.zoom, -1))
        self.larger.clicked.connect(partial(self.map.zoom, 1))
        self.fit.clicked.connect(partial(self.map.zoom, 0))
        self.row_before.clicked.connect(partial(self._move_row, -1))
        self.row_after.clicked.connect(partial(self._move_row, 1))
        self.heads_table.activated.connect(self._on_heads_row_activated)
        self.heads_table.selectionModel().currentRowChanged.connect(self._on_heads_row_reached)
        self.cells_table.activated.connect(self._on_cells_row_activated)
        self.menu.done.connect(self.note.say)
        self.menu.failed.connect(self.note.keep)
        self.menu.aboutToShow.connect(self._on_menu_opened)

    def _build_keys(self) -> None:
        """Keys that tables and pictures would take for something else."""
        self.setProperty(KEEPS_SPACE, True)  # it switches a head
        everywhere = Qt.ShortcutContext.WidgetWithChildrenShortcut
        here = Qt.ShortcutContext.WidgetShortcut
        for key, place, context, act in (
            (AS_TABLE.keys[0], self, everywhere, self._toggle_table),
            (GO_UP.keys[0], self, everywhere, self._go_up),
            (SWITCH.keys[0], self.heads_table, here, self._switch_head),
            (BESIDE.keys[0], self.cells_table, here, partial(self._move_row, -1)),
            (BESIDE.keys[1], self.cells_table, here, partial(self._move_row, 1)),
            (COPY.keys[0], self.heads_table, here, self.copy),
            (COPY.keys[0], self.cells_table, here, self.copy),
        ):
            shortcut = QShortcut(QKeySequence(key), place)
            shortcut.setContext(context)
            shortcut.activated.connect(act)

    # -- what the window asks

    def look(self) -> None:
        """Ask for what is on show."""
        words = words_of(Stop.SCORES, self._inside.design)
        self.sentence.setText(f"{words.formula}    {words.sentence}")
        self.heading.setToolTip(f"{words.formula}\n{words.sentence}")
        self._tokens = self._inside.texts
        self.grid.show_size(self._inside.n_layers, self._inside.n_heads, self._inside.group_size)
        self._on_step_changed()
        self.attention.ask()
        self._show_tint()

    def customEvent(self, event: QEvent) -> None:
        """Write in the new size."""
        if event.type() == APPEARANCE_CHANGED:
            self._restyle()

    def _restyle(self) -> None:
        theme, zoom = current_theme(), zoom_of(self)
        heading = theme.font("ui", zoom)
        heading.setBold(True)
        set_font(self.heading, heading)
        set_font(self.cells_title, theme.font("ui", zoom))
        for label in (self.sentence, self.readout, self.note, self.cells_foot):
            set_font(label, theme.font("ui_small", zoom))
        self.sentence.setVisible(zoom <= _MOST_ZOOM_WITH_SENTENCE)  # else in the heading's tip
        self._divide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Switch the head, copy."""
        if SWITCH.matches(event):
            self._switch_head()
        elif COPY.matches(event):
            self.copy()
        else:
            super().keyPressEvent(event)

    # -- what is shown

    @Slot()
    def _on_view_changed(self) -> None:
        view = self.attention.view
        self._tokens = self._tokens or self._inside.texts
        for one, button in self.segments.items():
            show_segment(button, is_chosen=one is view)
        order = (AttentionView.GRID, AttentionView.HEAD, AttentionView.TABLE)
        is_picture = view in {AttentionView.GRID, AttentionView.HEAD}
        if view in order:
            self._views.setCurrentIndex(order.index(view))
        self._divide()
        is_grid = self.attention.picture is AttentionView.GRID
        self.table.setCurrentIndex(0 if is_grid else 1)
        for part in (self.smaller, self.larger, self.fit):
            part.setVisible(view is AttentionView.HEAD)
        self.legend.setVisible(is_picture)
        self.readout.setVisible(is_picture or is_grid)
        self.hide_first.setChecked(self.attention.hides_first)
        self._fill_table()
        self._show_readout()
        self._show_tint()

    @Slot()
    def _divide(self) -> None:
        """Show the row beside a picture where both have room; alone it has all of it."""
        view = self.attention.view
        is_picture = view in {AttentionView.GRID, AttentionView.HEAD}
        least = self.row.minimumSizeHint().width()
        picture_width = _PICTURE_WIDTH * zoom_of(self) // 100
        if view is AttentionView.GRID:  # a few heads do with less
            picture_width = min(picture_width, self.grid.least_width)
        has_room = self.width() >= picture_width + SPACE_4 + least
        self._views.setVisible(view is not AttentionView.ROW)
        self.row.setVisible(view is AttentionView.ROW or (is_picture and has_room))
        picture = self.grid if view is AttentionView.GRID else self.map
        is_beside = is_picture and has_room
        self._views.setMinimumWidth(picture_width if is_beside else 0)
        wanted = min(picture.wanted_width, self.width() - SPACE_4 - least)
        self._views.setMaximumWidth(wanted if is_beside else _UNBOUNDED)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Divide the room anew."""
        super().resizeEvent(event)
        self._divide()

    @Slot()
    def _on_step_changed(self) -> None:
        """Another head stands in the heading at once; its figures come."""
        if self._inside.step.page is Page.ATTENTION:
            self.heading.setText(step_title(self._inside.step))
            self._show_marks()

    @Slot()
    def _on_place_changed(self) -> None:
        if not self._switched:
            self.note.clear()

    def _show_marks(self) -> None:
        """Show the head that is looked at, what is off, and the place."""
        at = self._inside.at
        block, head = self.attention.head
        self.grid.show_marks((block, head), self._off(), 0 if at is None else at.place)
        self.switch.setText(self.tr("Head {0}.{1} &off").format(block, head))
        self.switch.setChecked(self.attention.is_off(block, head))
        self.map.show_place(0 if at is None else at.place)
        self._fill_table()
        self._show_readout()

    @Slot()
    def _on_heads_changed(self) -> None:
        self.grid.show_heads(self.attention.heads)
        if self.attention.view is AttentionView.TABLE:
            self._fill_table()
        self._show_readout()

    @Slot()
    def _on_map_changed(self) -> None:
        hidden = frozenset(self._inside.changes.hidden)
        self.map.show_map(self.attention.map, self._tokens, hidden)
        self._on_cursor_changed()

    @Slot()
    def _on_cursor_changed(self) -> None:
        self.map.show_cursor(self.attention.cursor)
        self._fill_table()
        self._show_readout()

    @Slot()
    def _on_row_changed(self) -> None:
        self._show_tint()

    @Slot()
    def _on_outdated_changed(self) -> None:
        is_outdated = self.attention.is_outdated
        self.grid.show_outdated(is_outdated=is_outdated)
        self.map.show_outdated(is_outdated=is_outdated)

    @Slot()
    def _on_sizes_changed(self) -> None:
        self.attention.set_picture_sizes(self.map.cells, self.grid.side)

    def _show_tint(self) -> None:
        """Tint the text by the row, as long as it is of the place that is looked at."""
        at = self._inside.at
        is_here = at is not None and self.attention.row_place == at.place
        if is_here and self.attention.is_row_of_now:
            self._inside.show_tint(self.attention.tint())

    def _show_readout(self) -> None:
        is_grid = self.attention.picture is AttentionView.GRID
        self.readout.setToolTip(patterns_in_words() if is_grid else "")
        if is_grid and self.attention.view is not AttentionView.ROW:
            self.readout.setText(self.grid.in_words(self.attention.head))
        elif self.attention.view is AttentionView.HEAD:
            has_map = self.attention.map is not None
            words = self._cell_in_words(*self.attention.cursor) if has_map else ""
            self.readout.setText(words)

    def _token_at(self, place: int) -> str:
        tokens = self._tokens or self._inside.texts
        return tokens[place - 1] if place <= len(tokens) else ""

    def _cell_in_words(self, row: int, column: int) -> str:
        return cell_in_words(self._tokens, row, column, self.attention.map_cell(row, column))

    def _cell_heard(self, row: int, column: int) -> str:
        cell = self.attention.map_cell(row, column)
        return cell_in_words(self._tokens, row, column, cell, spoken_percent)

    def _off(self) -> frozenset[tuple[int, int]]:
        heads = self._inside.changes.heads
        return frozenset((one.block, one.head) for one in heads if one.is_off)

    def _states(self) -> dict[tuple[int, int], str]:
        """Return how heads are changed, those that are."""
        heads = self._inside.changes.heads
        return {(one.block, one.head): change_state(one) for one in heads}

    # -- tables

    def _fill_table(self) -> None:
        if self.attention.view is not AttentionView.TABLE:
            return
        if self.attention.picture is AttentionView.GRID:
            self._fill_heads()
        else:
            self._fill_cells()

    def _fill_heads(self) -> None:
        heads, states = self.attention.patterns, self._states()
        keys = tuple(sorted(heads))

        def cell(row: int, column: int) -> str:
            block, head = keys[row]
            if column == 0:
                return f"{block}.{head}"
            if column == 5:
                return states.get(keys[row], "")
            return pattern_text(heads[block, head][column - 1])

        self._heads_in_table = ()  # the first row is not chosen by the user
        self._heads_model.show_rows(len(keys), cell)
        if self.attention.head in keys:
            self.heads_table.selectRow(keys.index(self.attention.head))
        self._heads_in_table = keys

    def _fill_cells(self) -> None:
        attention, row = self.attention, self.attention.cursor[0]
        if attention.map is None or row > len(self._tokens):
            self._cells_model.show_rows(0, lambda _row, _column: "")
            return
        first = attention.map.first_place
        start = first + 1 if attention.hides_first and row > first else first
        cells = [attention.map_cell(row, place) for place in range(first, row + 1)]

        def cell(index: int, column: int) -> str:
            place = start + index
            read = cells[place - first]
            if column < 2:
                return self._tokens[place - 1] if column else str(place)
            if read is None:
                return self.tr("not allowed")
            return figure_text(read[1]) if column == 3 else percent_text(read[0])

        self._cells_model.show_rows(row - start + 1, cell)
        column = attention.cursor[1]
        if start <= column <= row:
            self.cells_table.selectRow(column - start)
        self.cells_title.setText(self.tr("from “{0}”, {1}").format(self._tokens[row - 1], row))
        weights = ((first + i, 0.0 if one is None else one[0]) for i, one in enumerate(cells))
        self.cells_foot.setText(sum_in_words(weights, first if start > first else None, row))

    # -- what the user does

    def _show_view(self, view: AttentionView, _is_checked: bool = False) -> None:
        self.attention.show(view)

    @Slot()
    def _toggle_table(self) -> None:
        self.attention.toggle_table()
        self._focus_view()

    @Slot()
    def _go_up(self) -> None:
        if not self.row.sums.hide_sum() and self.attention.go_up():
            self._focus_view()

    @Slot(int, int)
    def _on_head_opened(self, block: int, head: int) -> None:
        self.attention.open_head(block, head)
        self._focus_view()

    @Slot(int)
    def _on_row_opened(self, place: int) -> None:
        self._inside.look_at(place)
        self.attention.show(AttentionView.ROW)
        self._focus_view()

    def _focus_view(self) -> None:
        """Give the keyboard to the view on show."""
        is_grid = self.attention.picture is AttentionView.GRID
        {
            AttentionView.GRID: self.grid,
            AttentionView.HEAD: self.map,
            AttentionView.ROW: self.row.table,
            AttentionView.TABLE: self.heads_table if is_grid else self.cells_table,
        }[self.attention.view].setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(QModelIndex)
    def _on_heads_row_activated(self, index: QModelIndex) -> None:
        if index.row() < len(self._heads_in_table):
            self._on_head_opened(*self._heads_in_table[index.row()])

    @Slot(QModelIndex)
    def _on_heads_row_reached(self, index: QModelIndex) -> None:
        if 0 <= index.row() < len(self._heads_in_table):
            self.attention.choose_head(*self._heads_in_table[index.row()])

    @Slot(QModelIndex)
    def _on_cells_row_activated(self, _index: QModelIndex) -> None:
        self._on_row_opened(self.attention.cursor[0])

    def _move_row(self, direction: int, _is_checked: bool = False) -> None:
        row, column = self.attention.cursor
        self.attention.set_cursor(row + direction, column)

    @Slot()
    def _switch_head(self) -> None:
        """Switch the head; what came of it is said once it is known."""
        inside = self._inside
        if inside.at is not None and inside.view is not None:
            self._before = (inside.at.place, inside.view.outcome.p)
        change = self.attention.switch_head()
        on = self.tr("head {0} on again").format(change.name)
        self._switched = heads_text((change,)) if change.is_off else on
        self._show_marks()

    @Slot()
    def _on_place_view_changed(self) -> None:
        """Say what a switched head did to the token, unless its chance is to be guessed."""
        inside = self._inside
        if not self._switched or inside.view is None or inside.at is None:
            return
        words, target = self._switched, inside.target_id
        is_covered = self._talk.is_covered_ahead
        if self._before is not None and self._before[0] == inside.at.place and not is_covered:
            words = self.tr("{0}; {1} {2}, was {3}").format(
                words,
                "" if target is None else inside.text_of(target),
                percent_text(inside.view.outcome.p),
                percent_text(self._before[1]),
            )
        self._before, self._switched = None, ""
        self.note.setText(words)  # the bar below the pages tells it to screen readers

    # -- what is taken away

    def figures(self) -> Figures | None:
        """Return what is on show: the row, the heads, the row of the map, the dot product."""
        attention, view = self.attention, self.attention.view
        parts: list[Figures | None] = []
        if self.row.isVisible():
            parts.append(self._row_figures())
        written = self.row.card.written
        if self.row.isVisible() and self.row.card.isVisible() and written is not None:
            parts.append(sum_figures(written))
        if view is not AttentionView.ROW:
            is_grid = attention.picture is AttentionView.GRID
            parts.append(self._heads_figures() if is_grid else self._map_figures())
        known = [one for one in parts if one is not None]
        return joined(known) if known else None

    def picture(self) -> bytes | None:
        """Return the picture on show as a PNG: all heads, or the map of one."""
        attention = self.attention
        is_grid = attention.picture is AttentionView.GRID
        is_whole = attention.are_heads_of_now if is_grid else attention.is_map_of_now
        is_on_show = attention.view in {AttentionView.GRID, AttentionView.HEAD}
        return self._picture_png() if is_on_show and is_whole else None

    def _heads_figures(self) -> Figures | None:
        if not self.attention.are_heads_of_now:
            return None
        patterns = self.attention.patterns
        names = tuple(str(self._heads_model.headerData(c, _ACROSS)) for c in range(5))
        rows = tuple(
            (
                KeptCell(f"{block}.{head}"),
                *(KeptCell(pattern_text(p)) if p is None else share_cell(p) for p in shares),
            )
            for (block, head), shares in sorted(patterns.items())
        )
        return Figures(names, rows, (row_of(5, means_in_words()),))

    def _row_figures(self) -> Figures | None:
        """Return what the head reads from the place, in the order on show."""
        attention = self.attention
        if attention.row is None or not attention.is_row_of_now:
            return None
        width = self._inside.head_width
        root = f"÷ √{width}"
        names = (self.row.title.text(), self.tr("place"), self.tr("score"), root, self.tr("weight"))
        names += (self.tr("value length"),)
        rows = tuple(
            (
                KeptCell(one.token),
                KeptCell(str(one.read.place), one.read.place),
                *map(number_cell, (one.read.score, one.read.scaled)),
                share_cell(one.read.weight)
                if one.read.is_allowed
                else KeptCell(self.tr("not allowed")),
                number_cell(one.read.value_length),
            )
            for one in self.row.table.rows
        )
        total = total_cell(math.fsum(attention.row.weights))
        foot = [row_of(len(names), self.tr("sum"), "", "", "", total)]
        left_out = [one for one in attention.read_places() if attention.is_left_out(one.place)]
        for one in left_out:
            words = self.tr("place {0}, left out").format(one.place)
            foot.insert(0, row_of(len(names), words, "", "", "", share_cell(one.weight)))
        return Figures(names, rows, tuple(foot))

    def _map_figures(self) -> Figures | None:
        """Return the row of the map in which the cursor stands."""
        attention, row = self.attention, self.attention.cursor[0]
        if attention.map is None or not attention.is_map_of_now or row > len(self._tokens):
            return None
        names = (
            self.tr("from “{0}”, {1}").format(self._tokens[row - 1], row),
            *(self.tr("place"), self.tr("weight"), f"÷ √{self._inside.head_width}"),
        )
        rows: list[tuple[KeptCell, ...]] = []
        weights: list[float] = []
        for place in range(attention.map.first_place, row + 1):
            cell = attention.map_cell(row, place)
            weights.append(cell[0] if cell else 0.0)
            figures = (share_cell(cell[0]), number_cell(cell[1])) if cell else ()
            first = (KeptCell(self._tokens[place - 1]), KeptCell(str(place), place))
            rows.append(row_of(len(names), *first, *(figures or (self.tr("not allowed"),))))
        foot = row_of(len(names), self.tr("sum"), "", total_cell(math.fsum(weights)))
        return Figures(names, tuple(rows), (foot,))

    @Slot()
    def copy(self) -> None:
        """Put the rows that are on show on the clipboard, with their numbers in full."""
        QGuiApplication.clipboard().setText(self._as_text())
        self.note.say(self.tr("Copied."))

    def _as_text(self) -> str:
        attention = self.attention
        lines: list[tuple[str, ...]]
        if attention.view is AttentionView.ROW:
            return self.row.table.text()
        if attention.picture is AttentionView.GRID:
            lines = [(self.tr("head"), "previous", "first", "same token", "induction")]
            for (block, head), shares in sorted(attention.patterns.items()):
                numbers = (UNKNOWN if p is None else repr(p) for p in shares)
                lines.append((f"{block}.{head}", *numbers))
            lines.append((means_in_words(),))
        else:
            row = attention.cursor[0]
            lines = [(self.tr("place"), self.tr("token"), self.tr("weight"), "÷ √D")]
            first = row if attention.map is None else attention.map.first_place
            for place in range(first, row + 1):
                cell = attention.map_cell(row, place)
                numbers = map(repr, cell) if cell else (self.tr("not allowed"), "")
                lines.append((str(place), self._tokens[place - 1], *numbers))
        return "\n".join("\t".join(line) for line in lines)

    def _offers(self) -> tuple[Offer, ...]:
        return (
            Offer(self.tr("Row as CSV"), "attention row.csv", "text/csv", self._row_csv),
            Offer(self.tr("Map as CSV"), "attention map.csv", "text/csv", self._map_csv),
            Offer(self.tr("Heads as CSV"), "heads.csv", "text/csv", self._heads_csv),
            Offer(self.tr("Picture as PNG"), "attention.png", "image/png", self._picture_png),
        )

    @Slot()
    def _on_menu_opened(self) -> None:
        """Offer what is there."""
        attention = self.attention
        can = {
            "attention row.csv": attention.is_row_of_now,
            "attention map.csv": attention.is_map_of_now,
            "heads.csv": attention.are_heads_of_now,
            "attention.png": attention.are_heads_of_now
            if attention.picture is AttentionView.GRID
            else attention.is_map_of_now,
        }

        def obstacle(offer: Offer) -> str:
            return "" if can[offer.file_name] else self.tr("It is being computed.")

        self.menu.show_obstacles(obstacle)

    def _origin(self) -> str:
        return origin_of(self._inside)

    def _row_csv(self) -> bytes:
        origin = clauses((step_title(self._inside.step), self._origin()))
        return row_csv(origin, self._tokens, self.attention.read_places())

    def _map_csv(self) -> Callable[[], bytes]:
        """Return what writes it, in another thread: a million numbers take a second."""
        assert self.attention.map is not None, "offered only with one"
        origin = clauses((step_title(self._inside.step), self._origin()))
        return partial(map_csv, origin, self._tokens, self.attention.map)

    def _heads_csv(self) -> bytes:
        origin = clauses((self._origin(), means_in_words()))
        return heads_csv(origin, self.attention.patterns, self._states())

    def _picture_png(self) -> bytes:
        if self.attention.picture is AttentionView.GRID:
            title = self.tr("Attention of all heads")
            return heads_png(title, self._origin(), self.attention.heads, self._off())
        return map_png(step_title(self._inside.step), self._origin(), self.map)
