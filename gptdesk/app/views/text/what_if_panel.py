"""The *What if* part of the *Text* page: the current settings, applied to an existing text.

Owns the words, the sliders in their place, the list and the buttons; the view model owns the
question and its result.
"""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gptdesk.app.access.announcements import announce
from gptdesk.app.inference.loaded_model import LoadedModel
from gptdesk.app.phrases import sentences, with_colon
from gptdesk.app.system.heads_text import heads_text
from gptdesk.app.system.precision_text import precision_text
from gptdesk.app.theme import SPACE_2
from gptdesk.app.viewmodels.cell_table import CellTableModel
from gptdesk.app.viewmodels.chat.sampling import SamplingViewModel
from gptdesk.app.viewmodels.inspector.what_if import Obstacle, Verdict, WhatIfViewModel
from gptdesk.app.views.sampling.panel import SamplingPanel
from gptdesk.app.views.text.words import settings_in_words
from gptdesk.app.views.tokens.formula import filter_name
from gptdesk.app.views.widgets.cell_table_view import CellTableView
from gptdesk.app.views.widgets.figures import percent_text
from gptdesk.app.views.widgets.steady import set_available
from gptdesk.sentences import numbered

_ROWS_SHOWN = 6


class WhatIfPanel(QWidget):
    """Asks which tokens of the text other settings would not have allowed.

    Signals:
        token_chosen(object): in the list, or where the text would differ, a `TokenRef`.
        judged: a run ended, and its result is shown.
    """

    token_chosen = Signal(object)
    judged = Signal()

    def __init__(
        self,
        what_if: WhatIfViewModel,
        model: LoadedModel,
        sampling: SamplingViewModel,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.sampling = SamplingPanel(sampling, self, is_brief=True)
        self.sampling.hide()  # until they are to be changed
        self._what_if = what_if
        self._model = model
        self._shown: Verdict | None = None
        self._was_running = False
        self.setAccessibleName(self.tr("What if"))
        self._build()
        self._connect()
        self._on_changed()

    def _build(self) -> None:
        self.title = QLabel(self.tr("What if"), self)
        self.title.setProperty("kind", "title")
        self.title.setProperty("font_kind", "ui")
        self.intro = self._label(
            self.tr(
                "Which tokens of this text could not have come with the settings as they are now,"
                " and where would the same dice have led elsewhere?"
            )
        )
        self.intro.setProperty("kind", "muted")
        self.settings = self._label("")
        self.settings.setAccessibleDescription(self.tr("The settings as they are now"))
        self.change = QPushButton(self.tr("Change"), self)
        self.change.setProperty("kind", "quiet")
        self.change.setCheckable(True)
        self.change.setAccessibleName(self.tr("Change the sampling settings"))
        self.change.setToolTip(self.tr("Shows the sliders here, or hides them."))
        self.run = QPushButton(self.tr("&What if?"), self)
        self.run.setAccessibleDescription(self.tr("Judges this text by the settings now."))
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        keep_place = self.progress.sizePolicy()
        keep_place.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(keep_place)
        self.progress.setAccessibleName(self.tr("Tokens judged"))
        self.removed = self._label("")
        self.table = CellTableModel(
            (self.tr("Place"), self.tr("Token"), self.tr("Removed by")),
            numbers=frozenset((0,)),
            parent=self,
        )
        self.list = CellTableView(self.table, self.tr("Tokens that could not have come"), self)
        self.list.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.difference = self._label("")
        self.show_difference = QPushButton(self.tr("&Go there"), self)
        self.replay = QPushButton(self.tr("Re&play from there"), self)
        self.replay.setAccessibleDescription(
            self.tr("A new branch goes on from there, with the settings now and the same dice.")
        )
        self._arrange()

    def _label(self, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setProperty("font_kind", "ui_small")
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        return label

    def _arrange(self) -> None:
        settings = QHBoxLayout()
        settings.setSpacing(SPACE_2)
        settings.addWidget(self.settings, 1)
        settings.addWidget(self.change, 0, Qt.AlignmentFlag.AlignTop)
        running = QHBoxLayout()
        running.setSpacing(SPACE_2)
        running.addWidget(self.run)
        running.addWidget(self.progress, 1)
        where = QHBoxLayout()
        where.setSpacing(SPACE_2)
        where.addWidget(self.show_difference)
        where.addWidget(self.replay)
        where.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addWidget(self.title)
        layout.addWidget(self.intro)
        layout.addLayout(settings)
        layout.addWidget(self.sampling)
        layout.addLayout(running)
        layout.addWidget(self.removed)
        layout.addWidget(self.list)
        layout.addWidget(self.difference)
        layout.addLayout(where)

    def _connect(self) -> None:
        self._model.vocabulary_changed.connect(self._on_vocabulary_changed)
        self._what_if.changed.connect(self._on_changed)
        self.change.toggled.connect(self._on_change_toggled)
        self.run.clicked.connect(self._on_run_clicked)
        self.list.activated.connect(self._on_row_activated)
        self.list.clicked.connect(self._on_row_activated)
        self.show_difference.clicked.connect(self._on_show_clicked)
        self.replay.clicked.connect(self._what_if.replay)

    @Slot()
    def _on_vocabulary_changed(self) -> None:
        self._shown = None
        self._on_changed()

    @Slot(bool)
    def _on_change_toggled(self, is_open: bool) -> None:
        self.sampling.setVisible(is_open)
        self._on_changed()

    @Slot()
    def _on_run_clicked(self) -> None:
        if self._what_if.is_running:
            self._what_if.stop()
        else:
            self._what_if.run()

    @Slot(QModelIndex)
    def _on_row_activated(self, index: QModelIndex) -> None:
        if self._shown is not None:
            token = self._shown.what_if.removed[index.row()]
            self.token_chosen.emit(self._shown.ref_at(token.index))

    @Slot()
    def _on_show_clicked(self) -> None:
        difference = self._shown.what_if.difference if self._shown is not None else None
        if self._shown is not None and difference is not None:
            self.token_chosen.emit(self._shown.ref_at(difference.index))

    @Slot()
    def _on_changed(self) -> None:
        what_if = self._what_if
        obstacle = what_if.obstacle
        # The sliders say them too; another line above one would move it while it is drawn.
        is_open = self.change.isChecked()
        words = self.tr("The settings as they are now:")
        self.settings.setText(words if is_open else settings_in_words(what_if.settings))
        self.run.setText(self.tr("&Stop") if what_if.is_running else self.tr("&What if?"))
        set_available(self.run, is_available=what_if.is_running or obstacle is Obstacle.NONE)
        done, total = what_if.progress
        self.progress.setVisible(what_if.is_running)
        self.progress.setRange(0, max(1, total))
        self.progress.setValue(done)
        verdict = what_if.verdict
        if verdict is not self._shown:
            self._shown = verdict
            self._fill(verdict)
        self.removed.setText(self._removed_in_words(verdict, obstacle))
        self.list.setVisible(verdict is not None and bool(verdict.what_if.removed))
        self.difference.setText("" if verdict is None else self._difference_in_words(verdict))
        self.difference.setVisible(bool(self.difference.text()))
        has_difference = verdict is not None and verdict.what_if.difference is not None
        self.show_difference.setVisible(has_difference)
        self.replay.setVisible(has_difference)
        set_available(self.replay, is_available=what_if.can_replay)
        words = sentences((self.removed.text(), self.difference.text()))
        self.show_difference.setAccessibleDescription(self.difference.text())
        if verdict is not None and not what_if.is_running and self._was_running:
            announce(self, words)
            self.judged.emit()
        self._was_running = what_if.is_running
        self.replay.setToolTip("" if what_if.can_replay else self._why_no_replay(obstacle))

    def _fill(self, verdict: Verdict | None) -> None:
        removed = () if verdict is None else verdict.what_if.removed

        def cell(row: int, column: int) -> str:
            token = removed[row]
            if column == 0:
                return f"{token.index + 1:,}"
            if column == 1:
                return self._model.text_of(token.token_id)
            return filter_name(token.removed_by)

        self.table.show_rows(len(removed), cell)
        self.list.fit_columns()
        self.list.show_at_most(_ROWS_SHOWN)

    def _removed_in_words(self, verdict: Verdict | None, obstacle: Obstacle) -> str:
        if self._what_if.problem:
            return self._what_if.problem
        if verdict is None:
            return "" if self._what_if.is_running else self._obstacle_in_words(obstacle)
        what_if = verdict.what_if
        predicted = len(verdict.answer.prompt_ids) - 1  # nothing predicted the first one
        words = self.tr("{0} of the answer's {1} could not have come.")
        if predicted:
            words = self.tr(
                "{0} of the answer's {1} could not have come, and {2} of the prompt's {3} after its"
                " first."
            )
        words = words.format(
            f"{len(verdict.removed_of_answer):,}",
            self._tokens_text(len(verdict.answer.token_ids)),
            f"{len(verdict.removed_of_prompt):,}",
            f"{predicted:,}",
        )
        if not what_if.is_complete:
            words = self.tr("Stopped after {0}: so far, {1}").format(
                self._tokens_text(what_if.judged_tokens), words
            )
        heads = heads_text(verdict.answer.switched_off)
        if heads:
            words = self.tr("{0} It was read with {1}, as it was made.").format(words, heads)
        if not self._what_if.is_of_now:
            words = self.tr("With {0}: {1} The settings or the text have changed since.").format(
                settings_in_words(what_if.settings), words
            )
        return words

    def _difference_in_words(self, verdict: Verdict) -> str:
        what_if, answer = verdict.what_if, verdict.answer
        difference, index = what_if.difference, verdict.difference_index
        words, unexplained = "", self._unexplained_in_words(verdict)
        if difference is not None and index is not None:
            words = self.tr(
                "The same dice would lead elsewhere at place {0}, the answer's token {1}: to “{2}”"
                " ({3}) in place of “{4}”."
            ).format(
                f"{difference.index + 1:,}",
                f"{index + 1:,}",
                self._model.text_of(difference.other_id),
                percent_text(difference.other_final_p),
                self._model.text_of(difference.token_id),
            )
        elif what_if.same_tokens == len(answer.token_ids):
            words = (
                self.tr("At all the others the same dice would lead to the same token.")
                if unexplained
                else self.tr("The same dice would lead to the same answer.")
            )
            return sentences((unexplained, words))
        elif what_if.is_complete:
            first = numbered(
                what_if.same_tokens, self.tr("first token"), self.tr("first {0} tokens")
            )
            words = self.tr(
                "The same dice lead to the same {0}; the next one has no dice to compare with."
            ).format(first)
        return sentences((words, unexplained))

    def _unexplained_in_words(self, verdict: Verdict) -> str:
        """Say how many tokens this network would not have drawn, and why; empty for none."""
        count = verdict.what_if.unexplained_tokens
        if not count:
            return ""
        words = numbered(
            count,
            self.tr("1 token does not follow from its own settings and dice either"),
            self.tr("{0} tokens do not follow from their own settings and dice either"),
        )
        other = precision_text(verdict.other_precision)
        reason = (
            self.tr("the answer was computed in {0}, and this in {1}.").format(
                other, precision_text(verdict.precision)
            )
            if other
            else self.tr("rounding, or another device.")
        )
        return with_colon(words, reason)

    def _tokens_text(self, count: int) -> str:
        return numbered(count, self.tr("1 token"), self.tr("{0} tokens"))

    def _obstacle_in_words(self, obstacle: Obstacle) -> str:
        return {
            Obstacle.NONE: "",
            Obstacle.NO_ANSWER: self.tr("There is no answer to judge yet."),
            Obstacle.WRITING: self.tr("The answer is still being written."),
            Obstacle.NO_RECORD: self.tr("It is not known how this answer was made."),
            Obstacle.NO_MODEL: self.tr("No model is open. Open the one that wrote this answer."),
            Obstacle.OTHER_MODEL: self.tr(
                "Another model wrote this answer. Open that one to judge it."
            ),
            Obstacle.MIXED_HEADS: self.tr(
                "Parts of this answer were made with different heads changed: there is no one"
                " network to judge it by."
            ),
            Obstacle.CANNOT_TELL: self.tr(
                "This engine cannot tell what other settings would have made of a text: that needs"
                " the chances of all tokens, and a server tells those of the most probable ones."
            ),
        }[obstacle]

    def _why_no_replay(self, obstacle: Obstacle) -> str:
        if obstacle is not Obstacle.NONE:
            return self._obstacle_in_words(obstacle)
        return self.tr("The settings or the text have changed since. Ask again first.")
