"""The page of networks that a user makes: a shape, what it would take, a name, and its training."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from gptdesk.app.phrases import without_access_key
from gptdesk.app.system.timers import single_shot
from gptdesk.app.theme import SPACE_1, SPACE_2, SPACE_3, set_kind
from gptdesk.app.viewmodels.model.making import MakingViewModel, WantedShape
from gptdesk.app.viewmodels.model.training import TrainingViewModel
from gptdesk.app.views.library.shelf_page import LEAST
from gptdesk.app.views.library.train_part import TrainPart
from gptdesk.app.views.widgets.labels import sentence_label, tell
from gptdesk.app.views.widgets.little_room import RING, FoldingRow, ScrollingPart
from gptdesk.app.views.widgets.slider_field import set_text_off_edge
from gptdesk.storage.models.trainings import Training

_MOST = 999_999  # can be typed; what a network can have is the view model's
_FIRST_NAME = "tiny"
_MOST_SEED = 2**31 - 1


class MakePage(QWidget):
    """A form for a network, and a button that makes it.

    Attributes:
        fields: the numbers, by the names of `WantedShape`.

    Signals:
        open_requested: the model that was made is to be opened, object (Path).
    """

    open_requested = Signal(object)

    def __init__(
        self,
        making: MakingViewModel,
        training: TrainingViewModel,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._making, self._training = making, training
        self._is_possible = False
        self._proposed = ""  # name; one that the user typed stays
        self._just_made = single_shot(self, QApplication.doubleClickInterval())
        self.fields: dict[str, QSpinBox] = {}
        lead = sentence_label(self, "muted")
        lead.setText(
            self.tr(
                "A network of the book's GPTModel, of any shape, with GPT-2's vocabulary. Untrained"
                " it writes noise; trained here on a text of yours its head is the token embedding."
            )
        )
        self.figures = sentence_label(self, "muted")
        self.said = sentence_label(self, "error")
        self.said.hide()
        form = self._form()  # the first fields: a page gives the keyboard to what was made first
        self.tied = QCheckBox(self.tr("The output head is the token &embedding"), self)
        self.biases = QCheckBox(self.tr("&Biases of query, key and value"), self)
        self.name = QLineEdit(self)
        self._propose_name(_FIRST_NAME)
        self.make = QPushButton(self.tr("&Make it, untrained"), self)
        self.make.setAutoDefault(False)
        self.make.setEnabled(False)  # till its first shape is weighed
        self.train = TrainPart(training, lambda: (self.name.text(), self.shape), self)
        self.train.open_requested.connect(self.open_requested)
        self.train.chosen.connect(self._show_training)
        self.train.told.connect(self._on_train_told)
        self._lay_out(lead, form)
        for field in self.fields.values():
            field.valueChanged.connect(self._weigh)
        for tick in (self.biases, self.tied):
            tick.toggled.connect(self._weigh)
        self.name.textChanged.connect(self._show_possible)
        self.name.returnPressed.connect(self._on_make_clicked)
        self.make.clicked.connect(self._on_make_clicked)
        making.weighed.connect(self._on_weighed)
        making.made.connect(self._on_made)
        making.opened.connect(self._on_opened)
        making.failed.connect(self._on_failed)
        training.trained.connect(self._on_trained)

    def _lay_out(self, lead: QLabel, form: QGridLayout) -> None:
        ticks = FoldingRow(SPACE_3, self)
        ticks.add(self.tied)
        ticks.add(self.biases)
        ticks.add_gap()
        inside = QVBoxLayout()
        inside.setSpacing(SPACE_2)
        inside.addWidget(lead)
        inside.addLayout(form)
        inside.addWidget(ticks)
        inside.addWidget(self.figures)
        inside.addLayout(self._name_row())
        inside.addWidget(self.said)
        inside.addSpacing(SPACE_2)
        inside.addWidget(self.train)
        inside.addWidget(self.train.results, 1)
        self._page = ScrollingPart(inside, self.tr("A network of your own"), self, least=LEAST)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, SPACE_2 - RING, 0, 0)
        layout.addWidget(self._page)

    @property
    def shape(self) -> WantedShape:
        """The network that the fields say."""
        numbers = {name: field.value() for name, field in self.fields.items()}
        return WantedShape(
            **numbers, qkv_bias=self.biases.isChecked(), tie_embeddings=self.tied.isChecked()
        )

    def _form(self) -> QGridLayout:
        titles = {
            "n_layers": (self.tr("&Layers"), self.tr("Transformer blocks, one after the other.")),
            "n_heads": (self.tr("&Heads"), self.tr("Attention heads in each block.")),
            "emb_dim": (self.tr("&Width"), self.tr("Numbers that describe a token inside.")),
            "ctx_len": (self.tr("Conte&xt"), self.tr("Tokens that it can look back.")),
            "seed": (self.tr("&Seed"), self.tr("The same seed draws the same first weights.")),
        }
        first, grid = WantedShape(), QGridLayout()
        grid.setHorizontalSpacing(SPACE_3)
        grid.setVerticalSpacing(SPACE_1)
        for column, (name, (title, meaning)) in enumerate(titles.items()):
            field = self.fields[name] = QSpinBox(self)
            set_text_off_edge(field)
            field.setRange(0, _MOST_SEED if name == "seed" else _MOST)
            field.setValue(getattr(first, name))
            field.setToolTip(meaning)
            field.setAccessibleName(without_access_key(title))
            field.setAccessibleDescription(meaning)
            # As wide as its column, not as the largest number that can be typed.
            field.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            label = QLabel(title, self)
            label.setBuddy(field)
            grid.addWidget(label, 0, column)
            grid.addWidget(field, 1, column)
            grid.setColumnStretch(column, 1)
        return grid

    def _name_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        label = QLabel(self.tr("&Name"), self)
        label.setBuddy(self.name)
        row.addWidget(label)
        row.addWidget(self.name, 1)
        row.addWidget(self.make)
        return row

    def showEvent(self, event: QShowEvent) -> None:
        """Weigh what stands there."""
        super().showEvent(event)
        if self.name.text() == self._proposed:
            self._propose_name(self._proposed)
        self._training.look()
        self._making.weigh(self.shape)  # what could be made when it was hidden still can, till told

    @Slot()
    def _weigh(self) -> None:
        self._is_possible = False
        self._show_possible()
        self._making.weigh(self.shape)

    @Slot(str, bool)
    def _on_weighed(self, sentence: str, is_possible: bool) -> None:
        self._is_possible = is_possible
        self.figures.setText(sentence)
        set_kind(self.figures, "muted" if is_possible else "error")
        self._show_possible()

    @Slot()
    def _show_possible(self) -> None:
        can_make = self._is_possible and bool(self.name.text().strip())
        self.make.setEnabled(can_make)
        self.train.set_possible(can_make)

    @Slot()
    def _on_make_clicked(self) -> None:
        """Make it; the second one of two quick clicks makes no second model."""
        is_twice = self._just_made.isActive() or self._making.is_opening
        if self.make.isEnabled() and not is_twice:
            self._say("")
            self._making.make(self.name.text(), self.shape)

    def _propose_name(self, name: str) -> None:
        self._proposed = self._making.free_name(name)
        self.name.setText(self._proposed)

    @Slot(object)
    def _on_made(self, file: Path) -> None:
        self._say(self.tr("{0} is made; it is being opened.").format(file.stem), "muted")
        self._propose_name(file.stem)
        self.open_requested.emit(file)
        self._just_made.start()

    @Slot(str)
    def _on_opened(self, name: str) -> None:
        self._say(self.tr("{0} is made and open.").format(name), "muted")

    @Slot(object)
    def _on_trained(self, folder: Path) -> None:
        if self.name.text().strip() == folder.name:
            self._propose_name(folder.name)

    @Slot(object)
    def _show_training(self, training: Training) -> None:
        """Show the name and the shape of a training that goes on, or can again."""
        self._say("")
        for name, value in training.shape:
            if name in self.fields:
                self.fields[name].setValue(value)
        self.biases.setChecked(False)  # a training makes none
        self.name.setText(training.name)

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        self._say(sentence)

    def _say(self, sentence: str, kind: str = "error") -> None:
        self.said.setVisible(bool(sentence))
        tell(self.said, sentence, kind)
        if sentence:
            self._page.show_part(self.said)

    @Slot()
    def _on_train_told(self) -> None:
        focus = self.focusWidget()
        if focus is None or self.train.isAncestorOf(focus):  # else the user is elsewhere
            self._page.show_part(self.train.figures)
