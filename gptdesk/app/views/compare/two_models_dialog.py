"""*Ask two models*: a prompt, two models, and what is being done.

Owns the dialog; what both answer stands in the chat and in the comparison, which opens by itself.
Closed, it stops nothing: what has begun can be stopped in the comparison, and here again.
It closes by itself while the beginning of an answer is to be guessed.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gptdesk.app.access.reading_order import TabAsRead
from gptdesk.app.fitting_zoom import FittingZoom
from gptdesk.app.phrases import sentences, without_access_key
from gptdesk.app.theme import SPACE_2, SPACE_3, SPACE_4
from gptdesk.app.viewmodels.chat.sampling import SamplingViewModel
from gptdesk.app.viewmodels.inspector.two_models import ModelChoice, TwoModelsViewModel
from gptdesk.app.views.text.words import settings_in_words
from gptdesk.app.views.widgets.elided_choice import ElidedChoice
from gptdesk.app.views.widgets.labels import sentence_label, tell
from gptdesk.sentences import numbered


class TwoModelsDialog(TabAsRead, QDialog):
    """Fields for a prompt and two models.

    Attributes:
        prompt, first, second: its fields.
        settings: a sentence: how both choose their tokens.
        said: a sentence on what happens.
        ask, stop, close_button: its buttons.
    """

    def __init__(
        self,
        two_models: TwoModelsViewModel,
        sampling: SamplingViewModel,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._two_models, self._sampling = two_models, sampling
        self._models: tuple[ModelChoice, ...] = ()
        self._was_running = False
        self.setWindowTitle(self.tr("Ask two models"))
        self._build()
        FittingZoom(self, opening=(560, 440), room=(480, 360))
        self.ask.clicked.connect(self._on_ask)
        self.stop.clicked.connect(two_models.stop)
        self.close_button.clicked.connect(self.reject)
        self.prompt.textChanged.connect(self._show)
        self.first.currentIndexChanged.connect(self._show)
        self.second.currentIndexChanged.connect(self._show)
        two_models.changed.connect(self._on_changed)
        two_models.notice_raised.connect(self._say)
        two_models.guess_wanted.connect(self._on_guess_wanted)
        sampling.changed.connect(self._show)

    def begin(self, prompt: str) -> None:
        """Offer a prompt, and all models that there are now; what was chosen stays chosen.

        The prompt is selected: what is typed takes its place.
        """
        if not self._two_models.is_running:
            self.prompt.setPlainText(prompt)
            self.prompt.selectAll()
            self._offer(self._two_models.choices)
        self._show()
        self.prompt.setFocus()

    def _offer(self, models: tuple[ModelChoice, ...]) -> None:
        before = [self._chosen(field) for field in (self.first, self.second)]
        self._models = models
        names = self._two_models.names_of(models)
        for field, chosen, other in ((self.first, before[0], 0), (self.second, before[1], 1)):
            field.clear()
            field.addItems(names)
            for row, model in enumerate(models):
                field.setItemData(row, model.place, Qt.ItemDataRole.ToolTipRole)
            place = models.index(chosen) if chosen in models else min(other, len(models) - 1)
            field.setCurrentIndex(place)

    def _chosen(self, field: QComboBox) -> ModelChoice | None:
        place = field.currentIndex()
        return self._models[place] if 0 <= place < len(self._models) else None

    def _build(self) -> None:
        self.prompt = QPlainTextEdit(self)
        self.prompt.setTabChangesFocus(True)
        # What tells models of one name apart is the end.
        self.first, self.second = (
            ElidedChoice(self, elide=Qt.TextElideMode.ElideMiddle) for _ in range(2)
        )
        fields = QFormLayout()
        fields.setSpacing(SPACE_2)
        fields.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for name, field in (
            (self.tr("&Prompt"), self.prompt),
            (self.tr("&First model"), self.first),
            (self.tr("S&econd model"), self.second),
        ):
            field.setAccessibleName(without_access_key(name))
            fields.addRow(name, field)
        for field in (self.first, self.second):
            field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.settings = sentence_label(self, "muted")
        self.said = sentence_label(self, "")
        self.progress = QProgressBar(self)
        self.progress.setAccessibleName(self.tr("Places measured"))
        self.ask = QPushButton(self.tr("&Ask both"), self)
        self.ask.setDefault(True)
        self.stop = QPushButton(self.tr("&Stop"), self)
        self.close_button = QPushButton(self.tr("Close"), self)
        foot = QHBoxLayout()
        foot.setSpacing(SPACE_2)
        foot.addStretch(1)
        for button in (self.stop, self.ask, self.close_button):
            foot.addWidget(button)
        for button in (self.stop, self.close_button):
            button.setAutoDefault(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        layout.setSpacing(SPACE_3)
        layout.addLayout(fields, 1)
        layout.addWidget(self.settings)
        layout.addWidget(self.said)
        layout.addWidget(self.progress)
        layout.addLayout(foot)

    @Slot()
    def _show(self) -> None:
        models, sampling = self._two_models, self._sampling
        most = numbered(sampling.max_new_tokens, self.tr("1 token"), self.tr("{0} tokens"))
        dice = (
            self.tr("new dice")
            if sampling.seed is None
            else self.tr("seed {0}").format(sampling.seed)
        )
        first, second = self._chosen(self.first), self._chosen(self.second)
        how = self.tr(
            "Both answer at the end of this chat, one after the other, with its settings ({0})"
            " and the same dice ({1}), {2} at most. Then both are compared and measured,"
            " and the model in use now is in use again."
        ).format(settings_in_words(sampling.settings), dice, most)
        chosen = [one for one in (first, second) if one is not None]
        self.settings.setText(sentences((how, models.on_their_dice(chosen))))
        is_running, focused = models.is_running, self.focusWidget()
        for field in (self.prompt, self.first, self.second):
            field.setEnabled(not is_running)
        self.ask.setVisible(not is_running)
        self.stop.setVisible(is_running)
        if is_running and focused in (self.prompt, self.first, self.second, self.ask):
            self.stop.setFocus()  # else Qt goes to Close, which the next Space would press
        elif not is_running and focused is self.stop:
            self.prompt.setFocus()
        self.progress.setVisible(is_running and models.total > 0)
        self.progress.setRange(0, models.total)
        self.progress.setValue(models.done)
        can_ask = bool(self.prompt.toPlainText().strip()) and first is not None
        self.ask.setEnabled(can_ask and first != second)
        said, kind = models.status, "error" if models.has_failed and not is_running else ""
        if not is_running and first == second:
            said = self.tr("Choose two models: with the same dice one would answer the same.")
            kind = ""
        tell(self.said, said, kind)

    @Slot()
    def _on_changed(self) -> None:
        """Show it; when all went well the comparison takes the dialog's place."""
        is_over = self._was_running and not self._two_models.is_running
        self._was_running = self._two_models.is_running
        self._show()
        if is_over and not self._two_models.status:
            self.accept()

    @Slot()
    def _on_guess_wanted(self) -> None:
        """Make room for the question: a Space that reveals would press a button here."""
        parent = self.parentWidget()
        if self.isVisible() and parent is not None:
            self.accept()
            parent.activateWindow()

    @Slot(str)
    def _say(self, sentence: str) -> None:
        tell(self.said, sentence, "")

    @Slot()
    def _on_ask(self) -> None:
        first, second = self._chosen(self.first), self._chosen(self.second)
        if first is not None and second is not None:
            self._two_models.ask(self.prompt.toPlainText(), first, second)
