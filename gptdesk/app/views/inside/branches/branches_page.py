"""The page of two branches: the same stop of both with its differences, and the patching picture.

Owns which of the two is on show; the branches and what is asked of them are the view model's.
"""

from __future__ import annotations

import math
from functools import partial

from PySide6.QtCore import QT_TRANSLATE_NOOP, QRectF, QSignalBlocker, QSize, Qt, Slot
from PySide6.QtGui import QGuiApplication, QHideEvent, QKeySequence, QPainter, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gptdesk.analysis.compare import Side
from gptdesk.app.phrases import sentences, without_access_key
from gptdesk.app.theme import SPACE_1, SPACE_2, SPACE_4, current_theme
from gptdesk.app.viewmodels.cell_table import CellTableModel
from gptdesk.app.viewmodels.export_offers import Offer
from gptdesk.app.viewmodels.inside.branches import BranchesViewModel, Pair
from gptdesk.app.viewmodels.inside.keeping import Beside, Cells, Figures
from gptdesk.app.viewmodels.inside.looking import InsideViewModel
from gptdesk.app.viewmodels.inside.walking import Page, Step
from gptdesk.app.viewmodels.inspector.talk import TalkViewModel
from gptdesk.app.views.guess.cover import GuessStack
from gptdesk.app.views.inside.attention_page import GO_UP
from gptdesk.app.views.inside.branches.patch_map import PatchCells, PatchMap, share_text
from gptdesk.app.views.inside.kept.cells import number_cell, row_of, share_cell, total_cell
from gptdesk.app.views.inside.logits.page_parts import (
    CopiedTable,
    ExportButton,
    ZoomedLabel,
    announce,
    page_heading,
)
from gptdesk.app.views.inside.steady_button import show_obstacle
from gptdesk.app.views.inside.words import (
    changed_in_words,
    origin_of,
    page_name,
    step_title,
    vector_name,
    words_of,
)
from gptdesk.app.views.text.chart_files import picture_png
from gptdesk.app.views.tokens.formula import number_text
from gptdesk.app.views.widgets.figures import UNKNOWN
from gptdesk.app.views.widgets.handled_key import HandledKey
from gptdesk.app.views.widgets.painted_table import COPY
from gptdesk.app.views.widgets.segments import segment, show_segment
from gptdesk.chat.kept_views import KeptCell
from gptdesk.engine.inside.values import Patching, Spot, Stop, floats
from gptdesk.formats.csv_text import labels_csv

AS_TABLE = HandledKey(
    QT_TRANSLATE_NOOP("ShortcutList", "Two branches: the patching picture as a table, and back"),
    ("T",),
)
_FIRST_WORDS = 48  # characters of a branch
_PICTURE = QSize(1000, 420)


class BranchesPage(QWidget):
    """Two branches.

    Attributes:
        other, stop: choose the other branch, and the stop.
        chances, figures_table: both at the stop.
        map, patch_table: the patching picture, and the same as a table.
        this_token, other_token: whose chances patching weighs.
        patch: computes it, or stops.
    """

    def __init__(
        self,
        inside: InsideViewModel,
        branches: BranchesViewModel,
        talk: TalkViewModel,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._inside, self._branches = inside, branches
        self._rows: tuple[Cells, ...] = ()
        self._chance_rows: tuple[Cells, ...] = ()
        self._columns: tuple[str, ...] = ("",)
        self._cells: PatchCells | None = None
        self._candidates: tuple[tuple[int, ...], tuple[int, ...]] | None = None
        self._wanted: Beside | None = None  # of a kept view, until both branches are there
        self._build_head()
        self._build_figures()
        self._build_patching()
        self._lay_out(talk)
        branches.sides_changed.connect(self._on_sides_changed)
        branches.pair_changed.connect(self._on_pair_changed)
        branches.patching_changed.connect(self._on_patching_changed)
        inside.place_changed.connect(self._on_place_changed)
        inside.view_changed.connect(self._on_view_changed)
        self._show_view(0)
        self._on_sides_changed()

    # -- building

    @Slot()
    def _fill_stops(self) -> None:
        """Offer the stops of the network in use."""
        blocker, chosen = QSignalBlocker(self.stop), self.stop.currentData()
        self.stop.clear()
        for stop in self._inside.anatomy.stops:
            self.stop.addItem(words_of(stop).name, stop.value)
        self.stop.setCurrentIndex(max(self.stop.findData(chosen), 0))
        blocker.unblock()

    def _build_head(self) -> None:
        self.heading = page_heading(page_name(Page.BRANCHES), self)
        self.sentence = ZoomedLabel(parent=self, is_muted=True)
        self.other, self.stop = QComboBox(self), QComboBox(self)
        self.other.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        for field, name in (
            (self.other, self.tr("The other branch")),
            (self.stop, self.tr("Stop")),
        ):
            field.setAccessibleName(name)
            field.setToolTip(name)
        self._fill_stops()
        self._inside.tour_changed.connect(self._fill_stops)
        self.other.activated.connect(self._branches.choose)
        self.go_there = QPushButton(self.tr("&Go there"), self)
        self.go_there.setProperty("kind", "quiet")
        self.go_there.setToolTip(self.tr("Show the other branch, and look at this place of it"))
        self.go_there.clicked.connect(self._branches.go_to_other)
        self.stop.activated.connect(self._on_stop_chosen)
        self._frame = QFrame(self)
        self._frame.setProperty("kind", "segments")
        self._frame.setAccessibleName(self.tr("View"))
        self.side_by_side = segment(
            self.tr("side by side"), self.tr("The same stop of both branches"), self._frame
        )
        self.patching = segment(
            self.tr("patching"), self.tr("The other's stream in this branch"), self._frame
        )
        row = QHBoxLayout(self._frame)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(0)
        for index, button in enumerate((self.side_by_side, self.patching)):
            button.clicked.connect(partial(self._show_view, index))
            row.addWidget(button)
        self.export = ExportButton(
            (
                Offer(self.tr("Both as CSV"), "branches.csv", "text/csv", self._csv),
                Offer(self.tr("Patching as CSV"), "patching.csv", "text/csv", self._patch_csv),
                Offer(self.tr("Patching as PNG"), "patching.png", "image/png", self._png),
            ),
            self._obstacle,
            self,
        )

    def _build_figures(self) -> None:
        header = (
            self.tr("prediction"),
            self.tr("p here"),
            self.tr("rank here"),
            self.tr("p there"),
            self.tr("rank there"),
        )
        numbers = frozenset({1, 2, 3, 4})
        self._chances = CellTableModel(header, numbers=numbers, parent=self)
        self._vectors = CellTableModel(
            (
                self.tr("vector"),
                self.tr("length here"),
                self.tr("length there"),
                self.tr("length of the difference"),
                self.tr("cosine"),
            ),
            numbers=numbers,
            parent=self,
        )
        self._weights = CellTableModel(
            (
                self.tr("from place"),
                self.tr("token here"),
                self.tr("weight here"),
                self.tr("token there"),
                self.tr("weight there"),
                self.tr("points apart"),
            ),
            numbers=frozenset({2, 4, 5}),
            parent=self,
        )
        self.chances = CopiedTable(self._chances, self.tr("Predictions of both"), self._text, self)
        self.figures_table = CopiedTable(
            self._vectors, self.tr("The stop in both branches"), self._text, self
        )
        for table in (self.chances, self.figures_table):
            table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)

    def _build_patching(self) -> None:
        self.question = ZoomedLabel(parent=self, font_kind="ui_small")
        self.this_token, self.other_token = QComboBox(self), QComboBox(self)
        for field in (self.this_token, self.other_token):  # a piece is never cut
            field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.this_token.setToolTip(self.tr("0 is how far this branch prefers its own token"))
        self.other_token.setToolTip(self.tr("1 is how far the other branch prefers its own token"))
        self.patch = QPushButton(self.tr("&Compute"), self)
        self.patch.setAutoDefault(False)
        self.patch.clicked.connect(self._on_patch_clicked)
        self.map = PatchMap(self._cell_in_words, self)
        self.map.cell_reached.connect(self._show_readout)
        self._patch_model = CellTableModel(("",), parent=self)
        self.patch_table = CopiedTable(
            self._patch_model, self.tr("Patching, place by point"), self._patch_text, self
        )
        self.readout = ZoomedLabel(parent=self, font_kind="ui_small")

    def _lay_out(self, talk: TalkViewModel) -> None:
        both, patching = QWidget(), QWidget()
        column = QVBoxLayout(both)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        column.addWidget(self.chances)
        column.addWidget(self.figures_table, 1)
        tokens = QGridLayout()
        tokens.setHorizontalSpacing(SPACE_2)
        for place, (name, field) in enumerate(
            (
                (self.tr("&0 is this branch's"), self.this_token),
                (self.tr("&1 is the other's"), self.other_token),
            )
        ):
            label = ZoomedLabel(name, self)
            label.setWordWrap(False)
            label.setTextFormat(Qt.TextFormat.AutoText)  # for the mnemonic
            label.setBuddy(field)
            tokens.addWidget(label, 0, 2 * place)
            tokens.addWidget(field, 0, 2 * place + 1)
        tokens.addWidget(self.patch, 0, 4)
        tokens.setColumnStretch(5, 1)
        self._pictures = QStackedWidget()
        self._pictures.addWidget(self.map)
        self._pictures.addWidget(self.patch_table)
        lower = QVBoxLayout(patching)
        lower.setContentsMargins(0, 0, 0, 0)
        lower.setSpacing(SPACE_2)
        lower.addWidget(self.question)
        lower.addLayout(tokens)
        lower.addWidget(self._pictures, 1)
        lower.addWidget(self.readout)
        lower.addStretch(0)  # where there is no picture
        self._views = QStackedWidget()
        self._views.addWidget(both)
        self._views.addWidget(patching)
        self._covered = GuessStack(self._views, talk, then_focus=self.chances, is_ahead=True)
        head, choices = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self.heading, 1)
        head.addWidget(self._frame)
        choices.setSpacing(SPACE_2)
        choices.addWidget(self.other, 2)
        choices.addWidget(self.stop, 1)
        choices.addWidget(self.go_there)
        choices.addWidget(self.export)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addLayout(head)
        layout.addLayout(choices)
        layout.addWidget(self.sentence)
        layout.addWidget(self._covered, 1)
        layout.addWidget(self.export.notice)
        layout.addStretch(0)
        for key, place, context, act in (
            (AS_TABLE.keys[0], self, _WITH_CHILDREN, self._toggle_table),
            (GO_UP.keys[0], self.patch_table, _WITH_CHILDREN, self._toggle_table),
            (COPY.keys[0], self.map, Qt.ShortcutContext.WidgetShortcut, self._copy_picture),
        ):
            shortcut = QShortcut(QKeySequence(key), place)
            shortcut.setContext(context)
            shortcut.activated.connect(act)

    # -- what the window asks

    def look(self) -> None:
        """Ask for both branches."""
        stop = self._inside.step.spot.stop
        self.stop.setCurrentIndex(self.stop.findData(stop.value))
        self._branches.look()
        self._show_sentence()

    def figures(self) -> Figures | None:
        """Return the patching picture as a table if it is on show, else both at the stop."""
        if self._views.currentIndex() == 1 and self._cells is not None:
            columns, rows = self._patch_rows(self._cells)
            return Figures(columns, rows, self._weighed_rows(len(columns)))
        if self._branches.pair is None:
            return None
        width = len(self._columns)
        rows = tuple(row_of(width, *row[:width]) for row in self._chance_rows)
        head = tuple(str(self._chances.headerData(c, _ACROSS)) for c in range(5))
        names = row_of(width, *head[:width])
        return Figures(self._columns, (*self._rows, names, *rows))

    def beside(self) -> Beside | None:
        """Return what is chosen here of what `figures` shows."""
        other, patching = self._branches.chosen, self._branches.patching
        if other is None:
            return None
        is_patching = self._views.currentIndex() == 1 and self._cells is not None
        if patching is None or not is_patching:
            return Beside(other.answer.id)
        return Beside(other.answer.id, (patching.b_id, patching.a_id))

    @Slot(object)
    def come_back_to(self, beside: Beside) -> None:
        """Choose again what was chosen when a view was kept; patching is computed again."""
        self._wanted = beside
        self._show_view(0 if beside.tokens is None else 1)
        self._branches.choose_answer(beside.other_id)

    def _choose_wanted(self, pair: Pair) -> None:
        """Weigh the tokens of the kept view that was gone to, once both branches are there."""
        branches, wanted = self._branches, self._wanted
        if wanted is None or pair.this != self._inside.at:
            return
        self._wanted, chosen = None, branches.chosen
        if wanted.tokens is None or chosen is None or chosen.answer.id != wanted.other_id:
            return  # that branch is gone
        for field, token_id in zip((self.this_token, self.other_token), wanted.tokens, strict=True):
            if field.findData(token_id) < 0:
                field.addItem(self._inside.text_of(token_id), token_id)
            field.setCurrentIndex(field.findData(token_id))
        known = branches.patching
        if known is not None and (known.b_id, known.a_id) == wanted.tokens:
            return
        if not branches.patching_obstacle:
            branches.patch(*wanted.tokens)

    def picture(self) -> bytes | None:
        """Return the patching picture as a PNG, if it is on show."""
        is_on_show = self._views.currentIndex() == 1 and self._cells is not None
        return self._png() if is_on_show else None

    def hideEvent(self, event: QHideEvent) -> None:
        """Compute nothing more for a page that is left."""
        super().hideEvent(event)
        self._branches.leave()

    # -- what is shown

    @Slot()
    def _on_place_changed(self) -> None:
        """Mute what is of another place until the new figures are there."""
        self._wanted = None
        for table in (self.chances, self.figures_table):
            table.show_outdated(is_outdated=True)

    @Slot()
    def _on_view_changed(self) -> None:
        if self.isVisible() and self._inside.view is not None:
            self._branches.look()

    @Slot()
    def _on_sides_changed(self) -> None:
        sides, chosen = self._branches.sides, self._branches.chosen
        blocker = QSignalBlocker(self.other)
        self.other.clear()
        for side in sides:
            self.other.addItem(self._name_of(side))
        if chosen is not None:
            self.other.setCurrentIndex(sides.index(chosen))
        blocker.unblock()
        for part in (self.other, self.go_there, self.export, self._covered, self._frame):
            part.setVisible(bool(sides))
        self._show_heading()
        self._show_sentence()

    def _name_of(self, side: Side) -> str:
        words = " ".join(side.answer.text[: 4 * _FIRST_WORDS].split())
        words = words if len(words) <= _FIRST_WORDS else f"{words[:_FIRST_WORDS]}…"
        message = self._inside.message
        if message is not None and side.answer.parent == message.parent:
            return self.tr("Answer {0} of {1}: {2}").format(side.place, side.count, words)
        return self.tr("To prompt {0} of {1}: {2}").format(side.place, side.count, words)

    def _show_sentence(self) -> None:
        """Say where the two part."""
        branches, at, other = self._branches, self._inside.at, self._branches.chosen
        if other is None or at is None:
            self.sentence.setText(
                self.tr(
                    "This answer has no other branch yet. Put another token in the place of one, "
                    "regenerate the answer or edit the prompt: then both stand here at the same "
                    "stop."
                )
            )
            return
        place = branches.difference
        if branches.problem:
            self.sentence.setText(branches.problem)
        elif place is None:
            self.sentence.setText(self.tr("Both texts are the same, token by token."))
        elif place > at.place:
            self.sentence.setText(
                self.tr(
                    "They part at place {0}: {1} here, {2} there. Up to place {3} they are the "
                    "same, and so are all numbers."
                ).format(place, self._token(at.ids, place), self._token(other.ids, place), at.place)
            )
        else:
            words = self.tr("They part at place {0}: {1} here, {2} there.").format(
                place, self._token(at.ids, place), self._token(other.ids, place)
            )
            if len(other.ids) < at.place:
                ends = self.tr("The other ends at place {0}, which is shown.")
                words = sentences((words, ends.format(len(other.ids))))
            self.sentence.setText(words)
        if self._inside.changes and not branches.problem:
            computed = self.tr("Both are computed with {0}, however they were written.")
            computed = computed.format(changed_in_words(self._inside.changes))
            self.sentence.setText(sentences((self.sentence.text(), computed)))

    def _token(self, ids: tuple[int, ...], place: int) -> str:
        if 1 <= place <= len(ids):
            return f"“{self._inside.text_of(ids[place - 1])}”"
        return self.tr("the end")

    @Slot()
    def _on_pair_changed(self) -> None:
        pair = self._branches.pair
        for table in (self.chances, self.figures_table):
            table.show_outdated(is_outdated=pair is None)
        self._show_sentence()
        self._chance_rows = self._rows = ()
        if pair is not None:
            self._chance_rows = tuple(
                (
                    KeptCell(self.tr("“{0}”").format(self._inside.text_of(one.token_id))),
                    share_cell(one.this.p),
                    KeptCell(f"{one.this.rank:,}", one.this.rank),
                    share_cell(one.other.p),
                    KeptCell(f"{one.other.rank:,}", one.other.rank),
                )
                for one in pair.chances
            )
            is_of_weights = pair.spot.stop is Stop.SCORES
            self._rows = self._weight_rows(pair) if is_of_weights else _vector_rows(pair)
            model = self._weights if is_of_weights else self._vectors
            if self.figures_table.model() is not model:
                self.figures_table.setModel(model)
            columns = range(model.columnCount())
            self._columns = tuple(str(model.headerData(c, _ACROSS)) for c in columns)
            rows = self._rows
            model.show_rows(len(rows), lambda row, column: rows[row][column].text)
            self._show_candidates(pair)
        self._show_heading()
        chances = self._chance_rows
        self._chances.show_rows(len(chances), lambda row, column: chances[row][column].text)
        self.chances.show_at_most(2)
        self._on_patching_changed()
        if pair is not None:
            self._choose_wanted(pair)

    def _show_heading(self) -> None:
        """Name the stop on show; patching is about all blocks."""
        pair, is_of_stop = self._branches.pair, self._views.currentIndex() == 0
        self.stop.setVisible(is_of_stop and bool(self._branches.sides))
        words = self.tr("Two branches")
        if pair is not None:
            step = Step(spot=pair.spot).at_stop(pair.spot.stop)
            what = step_title(step) if is_of_stop else self.patching.text()
            words = self.tr("Two branches · {0}").format(what)
        self.heading.setText(words)

    def _weight_rows(self, pair: Pair) -> tuple[Cells, ...]:
        """Return what the head reads from each place, the largest differences first."""

        def cells(ids: tuple[int, ...], place: int, weight: float | None) -> Cells:
            if weight is None:
                return KeptCell(UNKNOWN), KeptCell(UNKNOWN)
            return KeptCell(self._inside.text_of(ids[place - 1])), share_cell(weight)

        def apart(this: float | None, other: float | None) -> float:
            return (other or 0.0) - (this or 0.0)

        rows = [
            (
                KeptCell(str(one.place), one.place),
                *cells(pair.this.ids, one.place, one.this),
                *cells(pair.other.ids, one.place, one.other),
                _points_cell(apart(one.this, one.other)),
            )
            for one in sorted(pair.weights, key=lambda one: -abs(apart(one.this, one.other)))
        ]
        sums = [math.fsum(getattr(one, side) or 0.0 for one in pair.weights) for side in _SIDES]
        total = self.tr("sum"), "", total_cell(sums[0]), "", total_cell(sums[1])
        return (*rows, row_of(6, *total))

    def _show_candidates(self, pair: Pair) -> None:
        if pair.candidates == self._candidates:
            return
        self._candidates = pair.candidates
        for field, ids in zip((self.this_token, self.other_token), pair.candidates, strict=True):
            blocker = QSignalBlocker(field)
            field.clear()
            for token_id in ids:
                field.addItem(self._inside.text_of(token_id), token_id)
            blocker.unblock()

    # -- patching

    @Slot()
    def _on_patch_clicked(self) -> None:
        if self._branches.patching_done is not None:
            self._branches.stop_patching()
        elif self.this_token.count() and self.other_token.count():
            self._branches.patch(
                int(self.this_token.currentData()), int(self.other_token.currentData())
            )

    @Slot()
    def _on_patching_changed(self) -> None:
        branches, pair = self._branches, self._branches.pair
        patching, done = branches.patching, branches.patching_done
        self.patch.setText(self.tr("&Compute") if done is None else self.tr("&Stop"))
        unlike = branches.patching_obstacle
        obstacle = unlike if pair is not None else self.tr("Both branches are not read yet.")
        does = self.tr(
            "Computes this branch again, each time with one vector of one place taken from the"
            " other branch."
        )
        if done is not None:
            does = self.tr("Stops here.")
        show_obstacle(self.patch, obstacle, does)
        self._cells = (
            None if patching is None or pair is None else self._patch_cells(patching, pair)
        )
        self.map.show_cells(self._cells)
        self._pictures.setVisible(self._cells is not None)
        self._fill_patch_table()
        if done is not None and done[1]:
            self.question.setText(self.tr("Computing, cell {0} of {1}").format(*done))
        elif unlike and not branches.patching_problem:
            self.question.setText(unlike)
        elif branches.patching_problem:
            self.question.setText(branches.patching_problem)
            announce(self.question, branches.patching_problem)
        else:
            self.question.setText(
                self.tr(
                    "In which place of which block does the difference sit? Each cell: this branch "
                    "is computed again with that one vector taken from the other. 0: the "
                    "prediction stays this branch's; 1: it is the other's."
                )
            )
        self._show_readout()

    def _patch_cells(self, patching: Patching, pair: Pair) -> PatchCells:
        places = range(patching.first_place, patching.first_place + patching.places)
        tokens = tuple(self._inside.text_of(pair.this.ids[place - 1]) for place in places)
        return PatchCells(
            patching.points, tokens, patching.first_place, tuple(floats(patching.values))
        )

    def _cell_in_words(self, row: int, column: int) -> str:
        cells = self._cells
        if cells is None:
            return ""
        value = cells.value(row, column)
        point = cells.points[row]
        where = (
            self.tr("the input")
            if row == 0
            else self.tr("the stream after block {0}").format(point)
        )
        if math.isnan(value):
            words = self.tr("{0} at “{1}”, place {2}: not computed")
            return words.format(where, cells.tokens[column], cells.first_place + column)
        return self.tr("{0} at “{1}”, place {2}, taken from the other branch: {3}").format(
            where, cells.tokens[column], cells.first_place + column, share_text(value)
        )

    @Slot()
    def _show_readout(self) -> None:
        patching = self._branches.patching
        if self._cells is None or patching is None:
            self.readout.setText("")
            return
        this, other = (self._inside.text_of(one) for one in (patching.b_id, patching.a_id))
        scale = self.tr("ln(p “{0}” / p “{1}”): here {2}, there {3}").format(
            other, this, number_text(patching.delta_b, 4), number_text(patching.delta_a, 4)
        )
        self.readout.setText(f"{self._cell_in_words(*self.map.cursor_cell)}\n{scale}")

    def _patch_rows(self, cells: PatchCells) -> tuple[tuple[str, ...], tuple[Cells, ...]]:
        """Return the picture as a table: a row per place, a column per point."""
        columns = (self.tr("place"), self.tr("token"), *cells.points)
        rows = tuple(
            (
                KeptCell(str(cells.first_place + column), cells.first_place + column),
                KeptCell(token),
                *(
                    number_cell(value, share_text(value))
                    for value in (cells.value(row, column) for row in range(len(cells.points)))
                ),
            )
            for column, token in enumerate(cells.tokens)
        )
        return columns, rows

    def _weighed_rows(self, width: int) -> tuple[Cells, ...]:
        """Return which tokens the picture on show weighs against each other."""
        patching = self._branches.patching
        if patching is None:
            return ()
        return tuple(
            row_of(width, without_access_key(name), f"“{self._inside.text_of(token_id)}”")
            for name, token_id in (
                (self.tr("&0 is this branch's"), patching.b_id),
                (self.tr("&1 is the other's"), patching.a_id),
            )
        )

    def _fill_patch_table(self) -> None:
        if self._cells is None:
            return
        columns, rows = self._patch_rows(self._cells)
        numbers = frozenset(range(2, len(columns)))
        self._patch_model = CellTableModel(columns, numbers=numbers, parent=self)
        self._patch_model.show_rows(len(rows), lambda row, column: rows[row][column].text)
        self.patch_table.replace_model(self._patch_model)
        self.patch_table.fit_columns()

    # -- what the user asks for

    @Slot()
    def _on_stop_chosen(self) -> None:
        spot = self._inside.step.spot
        stop = Stop(self.stop.currentData())
        self._inside.go_to(Step(Page.BRANCHES, Spot(stop, spot.block, spot.head)))

    def _show_view(self, index: int, _is_checked: bool = True) -> None:
        self._views.setCurrentIndex(index)
        for place, button in enumerate((self.side_by_side, self.patching)):
            show_segment(button, is_chosen=place == index)
        self._show_heading()

    @Slot()
    def _toggle_table(self) -> None:
        if self._views.currentIndex() == 1 and self._cells is not None:
            is_table = self._pictures.currentIndex() == 1
            self._pictures.setCurrentIndex(0 if is_table else 1)
            (self.map if is_table else self.patch_table).setFocus()

    # -- what is taken away

    def origin(self) -> str:
        """Return whose numbers are shown, and which is the other branch."""
        return self.with_other(origin_of(self._inside))

    def with_other(self, words: str) -> str:
        """Return words about this branch that name the other too."""
        other = self._branches.chosen
        if other is None:
            return words
        return self.tr("{0}; the other: {1}").format(words, self._name_of(other))

    def _text(self) -> str:
        return "".join("\t".join(map(str, row)) + "\n" for row in self._lines())

    def _patch_text(self) -> str:
        return "".join("\t".join(map(str, row)) + "\n" for row in self._patch_lines())

    def _csv(self) -> bytes:
        *lines, origin = self._lines()
        return labels_csv((origin, *lines)).encode()

    def _patch_csv(self) -> bytes:
        *lines, origin = self._patch_lines()
        return labels_csv((origin, *lines)).encode()

    def _lines(self) -> list[tuple[object, ...]]:
        head = tuple(str(self._chances.headerData(c, _ACROSS)) for c in range(5))
        lines = [head, *map(_values, self._chance_rows), self._columns, *map(_values, self._rows)]
        return [*lines, (self.origin(),)]

    def _patch_lines(self) -> list[tuple[object, ...]]:
        if self._cells is None:
            return [(self.origin(),)]
        columns, rows = self._patch_rows(self._cells)
        rows = (*rows, *self._weighed_rows(len(columns)))
        return [columns, *map(_values, rows), (self.origin(),)]

    def _png(self) -> bytes:
        theme = current_theme()

        def paint(painter: QPainter) -> None:
            painter.setFont(theme.font("ui_small"))
            line = painter.fontMetrics().height() + SPACE_1
            room = QRectF(0, 0, _PICTURE.width(), _PICTURE.height())
            room = room.adjusted(SPACE_4, SPACE_4, -SPACE_4, -SPACE_4)
            painter.setPen(theme.color("text"))
            painter.drawText(room, int(Qt.AlignmentFlag.AlignTop), self.sentence.text())
            painter.setPen(theme.color("text_muted"))
            painter.drawText(room, int(Qt.AlignmentFlag.AlignBottom), self.origin())
            self.map.paint_picture(painter, room.adjusted(0, line + SPACE_2, 0, -line - SPACE_2))

        return picture_png(_PICTURE, theme, paint)

    def _obstacle(self, offer: Offer) -> str:
        """Return why figures or picture cannot be taken away; empty where they can."""
        if self._inside.is_computing:
            return self.tr("It is being computed.")
        if offer.file_name.startswith("patching"):
            return "" if self._cells else self.tr("Nothing is patched yet: compute it first.")
        return "" if self._branches.pair else self.tr("There are no figures of two branches yet.")

    @Slot()
    def _copy_picture(self) -> None:
        QGuiApplication.clipboard().setText(self._patch_text())


_WITH_CHILDREN = Qt.ShortcutContext.WidgetWithChildrenShortcut
_ACROSS = Qt.Orientation.Horizontal
_SIDES = ("this", "other")


def _vector_rows(pair: Pair) -> tuple[Cells, ...]:
    return tuple(
        (
            KeptCell(vector_name(one.name, pair.spot.stop)),
            *map(number_cell, (one.this, one.other, one.difference)),
            KeptCell(UNKNOWN) if one.cosine is None else number_cell(one.cosine),
        )
        for one in pair.vectors
    )


def _points_cell(difference: float) -> KeptCell:
    """Return a difference of two shares in points: +12.30."""
    return number_cell(100 * difference, share_text(100 * difference))


def _values(row: Cells) -> tuple[object, ...]:
    return tuple(cell.text if cell.number is None else cell.number for cell in row)
