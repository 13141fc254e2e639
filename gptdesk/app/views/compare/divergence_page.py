"""The page of KL: the distance of two models, token by token, along either answer.

Owns a page of the comparison; opening and measuring the two models is the view model's.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gptdesk.analysis.compare import Comparison
from gptdesk.app.phrases import sentences
from gptdesk.app.theme import SPACE_2
from gptdesk.app.viewmodels.cell_table import CellTableModel
from gptdesk.app.viewmodels.inspector.two_models import TwoModelsViewModel
from gptdesk.app.views.widgets.cell_table_view import CellTableView
from gptdesk.app.views.widgets.figures import decimal_text, share_text
from gptdesk.app.views.widgets.labels import sentence_label
from gptdesk.engine.inspection.values import Divergences, PlaceDivergence
from gptdesk.engine.tokenizers.vocabulary import Vocabulary

_LEAST_ROWS = 2


class DivergencePage(QWidget):
    """A sentence, a choice of the text, and a row for each token of it.

    Attributes:
        said: the sentence.
        along: which of the two texts the rows are of.
        measure, stop: buttons.
        rows, table: a row for each token.
    """

    def __init__(self, two_models: TwoModelsViewModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._two_models = two_models
        self._comparison: Comparison | None = None
        self._vocabulary: Vocabulary | None = None
        self._is_covered = False
        self._shown: tuple[object, ...] = ()
        self._build()
        self.measure.clicked.connect(self._on_measure_clicked)
        self.stop.clicked.connect(two_models.stop)
        self.along.currentIndexChanged.connect(self._show)
        two_models.changed.connect(self._show)

    def show_comparison(
        self, comparison: Comparison, vocabulary: Vocabulary, *, is_covered: bool
    ) -> None:
        """Show what is known of two answers.

        Args:
            comparison: of both.
            vocabulary: of their tokens, where it is one.
            is_covered: chances are to be guessed; nothing is shown.
        """
        self._comparison, self._vocabulary = comparison, vocabulary
        self._is_covered = is_covered
        self._show()

    def _build(self) -> None:
        self.said = sentence_label(self, "")
        self.said.setMinimumWidth(1)  # it wraps: a long sentence must not widen the window
        self.along = QComboBox(self)
        self.along.addItems((self.tr("Along the left text"), self.tr("Along the right text")))
        self.along.setAccessibleName(self.tr("Text that both models read"))
        self.progress = QProgressBar(self)
        self.progress.setAccessibleName(self.tr("Places measured"))
        self.measure = QPushButton(self.tr("&Measure both models"), self)
        self.stop = QPushButton(self.tr("&Stop"), self)
        for button in (self.measure, self.stop):
            button.setAutoDefault(False)
        left, right = self.tr("KL left ‖ right"), self.tr("KL right ‖ left")
        tip = self.tr("In nats, over the whole vocabulary, after the same tokens. 0 is the same.")
        header = (self.tr("Place"), self.tr("Token"), self.tr("p left"), self.tr("p right"))
        self.rows = CellTableModel(
            (*header, left, right),
            numbers=frozenset((0, 2, 3, 4, 5)),
            tips={4: tip, 5: tip},
            parent=self,
        )
        self.table = CellTableView(self.rows, self.tr("KL of both models, token by token"), self)
        self._rest = QWidget(self)  # in the place of the table
        stretch = QHeaderView.ResizeMode.Stretch
        self.table.horizontalHeader().setSectionResizeMode(1, stretch)
        line = QHBoxLayout()
        line.setSpacing(SPACE_2)
        line.addWidget(self.along)
        line.addWidget(self.progress, 1)
        line.addWidget(self.stop)
        line.addWidget(self.measure)
        line.addStretch()
        self.setMinimumWidth(1)  # the texts above say how wide the window has to be
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, SPACE_2, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addWidget(self.said)
        layout.addLayout(line)
        layout.addWidget(self.table, 1)
        layout.addWidget(self._rest, 1)

    @Slot()
    def _show(self) -> None:
        comparison = self._comparison
        if comparison is None:
            return
        models, two = self._two_models, (comparison.left, comparison.right)
        why = _tr("Covered: guess first.") if self._is_covered else models.why_not(*two)
        found = None if why else models.between(*two)
        is_running = models.is_running
        self.along.setVisible(found is not None)
        self.table.setVisible(found is not None)
        self._rest.setVisible(found is None)
        self.measure.setVisible(not why and found is None and not is_running)
        self.stop.setVisible(is_running)
        self.progress.setVisible(is_running and models.total > 0)
        self.progress.setRange(0, models.total)
        self.progress.setValue(models.done)
        side = self.along.currentIndex()
        self._show_rows(found, side)
        if why:
            words = why
        elif is_running and models.status:
            words = models.status
        elif found is not None:
            words = summary_of(found, side, self._vocabulary)
        else:
            question = _tr(
                "How far are the predictions of the two models apart? Each is opened and reads both"
                " answers; then the one in use now is in use again."
            )
            words = sentences((models.status, question))
        self.said.setText(words)

    def _show_rows(self, found: Divergences | None, side: int) -> None:
        shown = (found, side, self._vocabulary)
        if shown == self._shown:  # progress comes often
            return
        self._shown = shown
        places = () if found is None else found.of_texts[side]

        def cell(row: int, column: int) -> str:
            one = places[row]
            if column == 0:
                return f"{one.index + 1:,}"
            if column == 1:
                return "" if self._vocabulary is None else self._vocabulary.visible(one.token_id)
            if column in (2, 3):
                return share_text(one.first_p if column == 2 else one.second_p)
            return _kl_text(one.kl_nats if column == 4 else one.reverse_nats, found)

        self.rows.show_rows(len(places), cell)
        self.table.fit_columns()
        metrics = self.table.verticalHeader().defaultSectionSize()
        header = self.table.horizontalHeader().sizeHint().height()
        self.table.setMinimumHeight(header + _LEAST_ROWS * metrics)

    @Slot()
    def _on_measure_clicked(self) -> None:
        if self._comparison is not None:
            self._two_models.measure(self._comparison.left, self._comparison.right)


def summary_of(found: Divergences, side: int, vocabulary: Vocabulary | None) -> str:
    """Return what KL was on average along a text, and where it was most.

    Args:
        found: the figures, left first.
        side: 0 along the left text, 1 along the right one.
        vocabulary: of both; None where it is not known.
    """
    places = found.of_texts[side]
    if not places:
        return _tr("No place of this text could be measured.")
    means = (sum(map(one, places)) / len(places) for one in (_kl, _reverse))
    mean = (_kl_text(one, found) for one in means)
    most = max(places, key=_kl)
    name = "" if vocabulary is None else vocabulary.visible(most.token_id)
    said = _tr(
        "On average {0} nats, left ‖ right, and {1} the other way; most at place {2}, “{3}”: {4}."
    )
    figures = (*mean, f"{most.index + 1:,}", name, _kl_text(most.kl_nats, found))
    words = [said.format(*figures)]
    if len(places) < found.texts[side].places:
        full = _tr("Measured up to place {0}: there a context is full, or the memory for it.")
        words.append(full.format(f"{places[-1].index + 1:,}"))
    if found.is_bound:
        words.append(
            _tr(
                "At least so much (≥): a server told its most probable tokens only, and all others"
                " count as one."
            )
        )
    return sentences(words)


def _kl(one: PlaceDivergence) -> float:
    return one.kl_nats


def _reverse(one: PlaceDivergence) -> float:
    return one.reverse_nats


def _kl_text(nats: float, found: Divergences | None) -> str:
    text = decimal_text(nats, 3)
    return f"≥ {text}" if found is not None and found.is_bound else text


def _tr(text: str) -> str:
    return QCoreApplication.translate("DivergencePage", text)
