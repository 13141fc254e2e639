"""One stop of the network: its formula, its shape, the numbers of the place, any of them as a sum.

Owns which number is open; how vectors and sums look is theirs.
"""

from __future__ import annotations

import heapq
import math
from functools import partial

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHeaderView, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from gptdesk.app.phrases import sentences
from gptdesk.app.theme import SPACE_2, SPACE_5
from gptdesk.app.viewmodels.cell_table import CellTableModel
from gptdesk.app.viewmodels.inside.keeping import Figures
from gptdesk.app.viewmodels.inside.looking import InsideViewModel
from gptdesk.app.viewmodels.inspector.talk import TalkViewModel
from gptdesk.app.views.guess.cover import GuessStack
from gptdesk.app.views.inside.attention_page import GO_UP
from gptdesk.app.views.inside.kept.cells import (
    number_cell,
    share_cell,
    sum_figures,
    vector_figures,
)
from gptdesk.app.views.inside.logits.page_parts import ZoomedLabel
from gptdesk.app.views.inside.pair_turns import PairTurns, Turn
from gptdesk.app.views.inside.sum_card import SumCard, SumPlace
from gptdesk.app.views.inside.sum_words import written_sum
from gptdesk.app.views.inside.vector_rows import VectorRow, VectorRows
from gptdesk.app.views.inside.words import step_title, vector_name, words_of
from gptdesk.app.views.tokens.formula import number_text
from gptdesk.app.views.widgets.cell_table_view import CellTableView
from gptdesk.app.views.widgets.figures import percent_text
from gptdesk.chat.kept_views import KeptCell
from gptdesk.engine.inside.values import (
    OF_HEAD,
    Spot,
    Stop,
    StopRequest,
    StopView,
    SumRequest,
    WorkedSum,
    floats,
)

_BEST = 12  # logits that are named
_BESIDE = 4  # queries of a group in a line, at most


class StopPage(QWidget):
    """The vectors of a stop, and one of their numbers written out.

    Attributes:
        vectors, card: its parts.
        sums: the place of both.
        covered: hides the logits until they were guessed.
    """

    def __init__(
        self, inside: InsideViewModel, talk: TalkViewModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._inside = inside
        self._shown: StopView | None = None
        self._opened: tuple[int, int] | None = None  # row and index of the number in the card
        self.heading = ZoomedLabel(is_heading=True)
        self.formula = ZoomedLabel(font_kind="mono")
        self.sentence = ZoomedLabel(is_muted=True)
        self.shape = ZoomedLabel(font_kind="ui_small", is_muted=True)
        self.readout = ZoomedLabel(font_kind="mono_small")
        self.turns = PairTurns()
        self.turns.hide()
        self.vectors = VectorRows()
        self.vectors.number_reached.connect(self._on_number_reached)
        self.vectors.number_opened.connect(self._on_number_opened)
        header = (self.tr("token"), self.tr("id"), self.tr("logit"), "p")
        self._best = CellTableModel(header, numbers=frozenset({1, 2, 3}), parent=self)
        self._best_ids: list[int] = []
        self.best = CellTableView(self._best, self.tr("Tokens with the largest logits"))
        self.best.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.best.activated.connect(self._on_best_activated)
        self.best.hide()
        self.card = SumCard()
        self._build(talk)
        inside.step_changed.connect(self._on_step_changed)
        self._on_step_changed()

    def _build(self, talk: TalkViewModel) -> None:
        scroller = QScrollArea()
        scroller.setWidgetResizable(True)
        scroller.setFrameShape(QFrame.Shape.NoFrame)
        scroller.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroller.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        scroller.setMinimumHeight(2 * SPACE_5)  # a vector; the page need not scroll for more
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, SPACE_2, 0)
        column.setSpacing(SPACE_2)
        column.addWidget(self.turns)
        column.addWidget(self.vectors, 100)  # before what is left over below
        column.addWidget(self.readout)
        column.addWidget(self.best)
        column.addStretch(1)
        scroller.setWidget(inner)
        self.sums = SumPlace(scroller, self.card)
        self.sums.opened_changed.connect(self._on_sum_opened_or_closed)
        back = QShortcut(QKeySequence(GO_UP.keys[0]), self)
        back.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        back.activated.connect(self.sums.hide_sum)
        self.covered = GuessStack(self.sums, talk, then_focus=self.vectors, is_ahead=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        for part in (self.heading, self.formula, self.sentence, self.shape):
            layout.addWidget(part)
        layout.addWidget(self.covered, 1)

    def look(self) -> None:
        """Ask for the numbers of the stop."""
        step, at = self._inside.step, self._inside.at
        words = words_of(step.spot.stop, self._inside.design)
        self.heading.setText(step_title(step))
        self.formula.setText(words.formula)
        self.sentence.setText(words.sentence)
        if self._shown is not None and self._shown.spot != step.spot:
            self._shown = self._opened = None
            self.sums.hide_sum()
            self.vectors.show_rows(())
            self.turns.hide()  # what it showed is of another stop
        if at is not None:
            self._inside.ask(StopRequest(at, step.spot), self._on_view)

    @Slot()
    def _on_step_changed(self) -> None:
        """Only the logits tell what comes next."""
        self.covered.set_tells(tells=self._inside.step.spot.stop is Stop.LOGITS)

    @Slot()
    def _on_sum_opened_or_closed(self) -> None:
        if not self.sums.is_open:  # it does not come back at another place
            self._opened = None

    def figures(self) -> Figures | None:
        """Return the sum that is open, else the numbers of the stop."""
        view, written = self._shown, self.card.written
        if view is None or view.spot != self._inside.step.spot:
            return None
        if written is not None and self.card.isVisible():
            return sum_figures(written)
        if view.spot.stop is Stop.LOGITS:
            return self._best_figures(floats(view.vectors[-1].values))
        return vector_figures(view.vectors, view.spot.stop)

    def _best_figures(self, logits: memoryview[float]) -> Figures:
        columns = (self.tr("token"), self.tr("id"), self.tr("logit"), "p")
        largest = max(logits)
        total = math.fsum(math.exp(one - largest) for one in logits)
        rows = tuple(
            (
                KeptCell(self._inside.text_of(one)),
                KeptCell(str(one), one),
                number_cell(logits[one]),
                share_cell(math.exp(logits[one] - largest) / total),
            )
            for one in self._best_ids
        )
        return Figures(columns, rows)

    def _on_view(self, view: StopView) -> None:
        if view.spot != self._inside.step.spot:
            return
        self._shown = view
        shape = " × ".join(f"{size:,}" for size in view.shape)
        words = self.tr("Shape for all places: {0}. Below: this place.").format(shape)
        at = self._inside.at
        if at is not None and view.spot.stop in {Stop.TOKEN, Stop.INPUT}:
            token_id = at.ids[at.place - 1]
            token = self.tr("“{0}” is id {1}.").format(self._inside.text_of(token_id), token_id)
            words = sentences((token, words))
        self.shape.setText(sentences((words, self._group_in_words(view.spot))))
        self._show_turns(view)
        self.vectors.show_rows(
            tuple(
                VectorRow(
                    one.name,
                    self._name_of(one.name, view.spot),
                    floats(one.values),
                    one.mean,
                    one.variance,
                    one.length,
                )
                for one in view.vectors
            ),
            self._lines_of(view),
        )
        self._show_best(view)
        self._show_readout()
        if self._opened is not None:
            self._open(*self._opened)

    def _name_of(self, code: str, spot: Spot) -> str:
        """Return what a vector is called; a query by its head, where others stand beside it."""
        if code == "query" and spot.stop is Stop.QUERY_KEY_VALUE and self._inside.group_size > 1:
            code = f"query of head {spot.head}"
        return vector_name(code, spot.stop)

    def _group_in_words(self, spot: Spot) -> str:
        """Return which heads share keys and values with the head on show; empty without any."""
        size = self._inside.group_size
        if size == 1 or spot.stop not in OF_HEAD:
            return ""
        group = (spot.head - 1) // size
        return self.tr("Heads {0} to {1} share key and value {2} of {3}.").format(
            group * size + 1, (group + 1) * size, group + 1, self._inside.n_heads // size
        )

    def _lines_of(self, view: StopView) -> tuple[int, ...]:
        """Return how many vectors stand beside each other: a group's queries, gate and up."""
        count, size = len(view.vectors), self._inside.group_size
        if view.spot.stop in {Stop.GATE_UP, Stop.GATE}:
            return (2,) * (count // 2)
        if view.spot.stop is Stop.QUERY_KEY_VALUE and size > 1:
            lines = [min(_BESIDE, size - first) for first in range(0, size, _BESIDE)]
            return (*lines, *(2,) * ((count - size) // 2))
        return ()

    def _show_turns(self, view: StopView) -> None:
        """Draw the turns of query and key, at their stop."""
        is_turn = view.spot.stop is Stop.ROTATION
        self.turns.setVisible(is_turn)
        if is_turn:
            angle, *pairs = (floats(one.values) for one in view.vectors)
            names = (self.tr("query"), self.tr("key"))
            turns = zip(names, pairs[::2], pairs[1::2], strict=True)
            self.turns.show_turns(angle, tuple(Turn(*one) for one in turns))

    def _show_best(self, view: StopView) -> None:
        """Name the tokens with the largest logits, in the place of all that there are."""
        is_logits = view.spot.stop is Stop.LOGITS
        self.best.setVisible(is_logits)
        for part in (self.vectors, self.readout):
            part.setVisible(not is_logits)
        if not is_logits:
            return
        logits = floats(view.vectors[-1].values)
        ids = heapq.nlargest(_BEST, range(len(logits)), key=logits.__getitem__)
        largest = logits[ids[0]]
        total = math.fsum(math.exp(one - largest) for one in logits)
        rows = [
            (
                self._inside.text_of(one),
                str(one),
                number_text(logits[one], 7),
                percent_text(math.exp(logits[one] - largest) / total),
            )
            for one in ids
        ]
        self._best_ids = ids
        self._best.show_rows(len(rows), lambda row, column: rows[row][column])
        self.best.show_at_most(_BEST)

    @Slot(QModelIndex)
    def _on_best_activated(self, index: QModelIndex) -> None:
        self._open(0, self._best_ids[index.row()])

    @Slot()
    def _on_number_reached(self) -> None:
        self._show_readout()

    @Slot(int, int)
    def _on_number_opened(self, row: int, index: int) -> None:
        self._open(row, index)

    def _show_readout(self) -> None:
        rows, row = self.vectors.rows, self.vectors.current_row
        if not 0 <= row < len(rows):
            self.readout.setText(
                self.tr("Click a bar, or use the arrow keys; Enter opens its sum.")
            )
            return
        index = self.vectors.index
        self.readout.setText(
            self.tr("{0} [{1}] = {2}   (Enter: as a sum)").format(
                rows[row].name, self._number_name(index), number_text(rows[row].values[index], 7)
            )
        )

    def _number_name(self, index: int) -> str:
        """Return how a number of a vector is called: a token where it is a logit."""
        if self._inside.step.spot.stop is Stop.LOGITS:
            return self._inside.text_of(index)
        return str(index + 1)

    def _open(self, row: int, index: int) -> None:
        at, rows = self._inside.at, self.vectors.rows
        if at is None or not 0 <= row < len(rows):
            return
        self._opened = (row, index)
        title = f"{rows[row].name} [{self._number_name(index)}]"
        request = SumRequest(at, self._inside.step.spot, rows[row].code, index)
        self._inside.ask(request, partial(self._on_sum, title, request))

    def _on_sum(self, title: str, request: SumRequest, worked: WorkedSum) -> None:
        self.sums.show_sum(written_sum(title, request, worked, self._inside))
