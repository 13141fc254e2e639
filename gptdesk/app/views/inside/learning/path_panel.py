"""Integrated gradients: what each token adds to ln p along a line from a baseline.

Owns the choice of the baseline, the button, and the table with its account; the computation is
the view model's.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gptdesk.app.access.announcements import announce
from gptdesk.app.phrases import sentences
from gptdesk.app.theme import SPACE_2
from gptdesk.app.viewmodels.inside.keeping import Figures
from gptdesk.app.viewmodels.inside.learning import END_OF_TEXT, ZERO, LearningViewModel
from gptdesk.app.viewmodels.inside.looking import InsideViewModel
from gptdesk.app.views.inside.kept.cells import number_cell, row_of
from gptdesk.app.views.inside.learning.bar_rows import BarRow, BarRows
from gptdesk.app.views.inside.learning.loss_words import changes_sentence, figure_text
from gptdesk.app.views.inside.logits.page_parts import ZoomedLabel
from gptdesk.app.views.widgets.segments import segment, show_segment
from gptdesk.engine.inside.values import IntegratedGradients
from gptdesk.formats.csv_text import labels_csv


class PathPanel(QWidget):
    """Integrated gradients of the target at the place.

    Attributes:
        baselines: where the line begins, by name.
        run: computes; while it does, it stops.
        rows: a bar for each token.
        account: sum, difference and remainder.
    """

    def __init__(
        self, inside: InsideViewModel, learning: LearningViewModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._inside, self._learning = inside, learning
        self.sentence = ZoomedLabel(
            self.tr(
                "How ln p grows while the token vectors grow on a straight line from the baseline"
                " to the text; it depends on the baseline, and does not say what would happen"
                " without a token."
            ),
            is_muted=True,
        )
        frame = QFrame(self)
        frame.setProperty("kind", "segments")
        self._from_zero = self.tr("From vectors of length 0; positions stay")
        self._no_zero = self.tr(
            "Not for this network: its first norm makes the same of a vector at any length, so that"
            " all would happen at zero"
        )
        self._from_end = self.tr("From the end-of-text token at every place; positions stay")
        self._from_end_only = self.tr("From the end-of-text token at every place")
        self.baselines = {
            ZERO: segment(self.tr("&zero"), self._from_zero, frame),
            END_OF_TEXT: segment(self.tr("end of te&xt"), self._from_end, frame),
        }
        inner = QHBoxLayout(frame)
        inner.setContentsMargins(2, 2, 2, 2)
        inner.setSpacing(0)
        for button in self.baselines.values():
            inner.addWidget(button)
            button.clicked.connect(self._on_baseline_clicked)
        self.run = QPushButton(self)
        self.run.setProperty("kind", "primary")
        self.run.clicked.connect(self._on_run_clicked)
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(4)
        self.progress.setAccessibleName(self.tr("Progress of the integrated gradients"))
        keep = self.progress.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(keep)
        self.account = ZoomedLabel()
        self.account.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.rows = BarRows(
            (self.tr("token"), self.tr("Integrated gradient, nats")), is_signed=True, parent=self
        )
        self.rows.row_reached.connect(self._on_row_reached)
        self._scroller = QScrollArea(self)
        self._scroller.setWidgetResizable(True)
        self._scroller.setFrameShape(QFrame.Shape.NoFrame)
        self._scroller.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, SPACE_2, 0)
        column.addWidget(self.rows)
        column.addStretch(1)
        self._scroller.setWidget(holder)
        controls = QHBoxLayout()
        controls.setSpacing(SPACE_2)
        controls.addWidget(ZoomedLabel(self.tr("Baseline"), self))
        controls.addWidget(frame)
        controls.addWidget(self.run)
        controls.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addWidget(self.sentence)
        layout.addLayout(controls)
        layout.addWidget(self.progress)
        layout.addWidget(self._scroller, 1)
        layout.addWidget(self.account)
        learning.path_changed.connect(self._on_path_changed)
        self._on_path_changed()

    def figures(self) -> Figures | None:
        """Return the tokens with their account; None while nothing is computed."""
        path = self._learning.path
        if path is None:
            return None
        columns = (self.tr("place"), self.tr("token"), self.tr("nats"))
        rows = tuple(
            row_of(3, str(place), token, number_cell(value, figure_text(value, is_signed=True)))
            for place, token, value in self._values(path)
        )
        difference = path.end - path.start
        account = (
            (self.tr("sum"), difference + path.remainder),
            (self.tr("difference of ln p, baseline {0}").format(path.baseline), difference),
            (self.tr("remainder"), path.remainder),
        )
        foot = tuple(row_of(3, "", name, number_cell(value)) for name, value in account)
        return Figures(columns, rows, foot)

    def csv(self, origin: str) -> bytes:
        """Return places, tokens and values in full precision, and the account."""
        path = self._learning.path
        lines: list[Iterable[object]] = [(origin,), ("place", "token", "value, nats")]
        if path is not None:
            lines += self._values(path)
            target = self._inside.text_of(path.target_id)
            lines += [
                ("target", target),
                ("baseline", path.baseline),
                ("steps", path.steps),
                ("ln p at the baseline", None, path.start),
                ("ln p at the text", None, path.end),
                ("sum", None, path.end - path.start + path.remainder),
                ("remainder", None, path.remainder),
            ]
        return labels_csv(lines).encode()

    def _values(self, path: IntegratedGradients) -> list[tuple[int, str, float]]:
        at = self._inside.at
        if at is None:
            return []
        places = range(path.first_place, path.first_place + len(path.values))
        return [
            (place, self._inside.text_of(at.ids[place - 1]), value)
            for place, value in zip(places, path.values, strict=True)
        ]

    # -- what happens

    @Slot()
    def _on_baseline_clicked(self) -> None:
        chosen = next(name for name, one in self.baselines.items() if one.isChecked())
        self._learning.set_baseline(chosen)

    @Slot()
    def _on_run_clicked(self) -> None:
        if self._learning.path_progress is None:
            self._learning.follow_path()
        else:
            self._learning.stop_path()

    @Slot(int)
    def _on_row_reached(self, row: int) -> None:
        self.rows.bring_into_sight(row, self._scroller)

    @Slot()
    def _on_path_changed(self) -> None:
        learning = self._learning
        for name, button in self.baselines.items():
            show_segment(button, is_chosen=name == learning.baseline)
        has_zero = self._inside.anatomy.has_positions
        self.baselines[ZERO].setEnabled(has_zero)
        self.baselines[ZERO].setToolTip(self._from_zero if has_zero else self._no_zero)
        self.baselines[END_OF_TEXT].setToolTip(self._from_end if has_zero else self._from_end_only)
        running = learning.path_progress
        self.run.setText(self.tr("&Compute") if running is None else self.tr("&Stop"))
        does = self.tr("Follows the line from the baseline to the text, step by step.")
        self.run.setToolTip(does if running is None else self.tr("Stops here."))
        self.progress.setVisible(running is not None)
        if running is not None:
            self.progress.setRange(0, running[1])
            self.progress.setValue(running[0])
        path = learning.path
        rows = () if path is None else self._values(path)
        self.rows.show_rows(
            tuple(BarRow(f"{place}  {token}", value) for place, token, value in rows)
        )
        words = learning.path_problem if path is None else self._account_of(path)
        if path is not None:
            words = sentences((words, changes_sentence(self._inside.changes)))
        if words != self.account.text():
            self.account.setText(words)
            announce(self.account, words)

    def _account_of(self, path: IntegratedGradients) -> str:
        difference = path.end - path.start
        return self.tr(
            "“{0}”: ln p {1} at the baseline ({2}), {3} at the text, difference {4}."
            " Sum of the tokens {5}, remainder {6}; {7} steps."
        ).format(
            self._inside.text_of(path.target_id),
            figure_text(path.start),
            self.tr("zero") if path.baseline == ZERO else self.tr("end of text"),
            figure_text(path.end),
            figure_text(difference),
            figure_text(difference + path.remainder),
            figure_text(path.remainder, 2),
            path.steps,
        )
