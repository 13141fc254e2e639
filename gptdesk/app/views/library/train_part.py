"""The training on the *Make one* page: a text, a start, the curve, and what it writes so far."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from gptdesk.app.access.announcements import announce
from gptdesk.app.phrases import in_a_row, sentences
from gptdesk.app.system.timers import single_shot
from gptdesk.app.theme import APPEARANCE_CHANGED, SPACE_2, SPACE_3, set_kind, zoom_of, zoomed
from gptdesk.app.viewmodels.model.making import WantedShape
from gptdesk.app.viewmodels.model.training import TrainingState, TrainingViewModel
from gptdesk.app.views.library.loss_curve import LossCurve
from gptdesk.app.views.library.time_left import time_left_text
from gptdesk.app.views.widgets.exact_text import ExactTextEdit
from gptdesk.app.views.widgets.labels import sentence_label
from gptdesk.app.views.widgets.little_room import FoldingRow
from gptdesk.app.views.widgets.slider_field import set_text_off_edge
from gptdesk.app.views.widgets.steady import set_available
from gptdesk.storage.models.trainings import Training

_NAME_WIDTH, _FIGURES_WIDTH = 160, 160  # pixels at 100 %: the most on a button; the least
_KERNING = 2


class TrainPart(QWidget):
    """Trains a network of the shape and under the name that stand above it.

    Attributes:
        results: the curve and what it writes so far, which stand below it.

    Signals:
        open_requested: the trained model is to be opened, object (Path).
        chosen: a training that was stopped goes on, or was brought back, object (`Training`).
        told: its figures say something that the user has to know, or something else happens.
    """

    open_requested = Signal(object)
    chosen = Signal(object)
    told = Signal()

    def __init__(
        self,
        training: TrainingViewModel,
        wanted: Callable[[], tuple[str, WantedShape]],
        parent: QWidget | None = None,
    ) -> None:
        """`wanted` tells the name and the shape."""
        super().__init__(parent)
        self._training = training
        self._wanted = wanted
        self._is_possible = False
        self._state = training.state
        self._model: Path | None = None  # the one that was trained last
        self._problem = ""  # why the last one did not begin, or ended
        self._told: tuple[str, WantedShape] | None = None  # of a text that is too short
        self._just_told = single_shot(self, QApplication.doubleClickInterval())
        self._back: Training | None = None  # the one that was brought back last
        self._offered: Training | None = None  # the one that can go on, as the fields have it
        self._so_far = ""  # what is said of the model of one that can go on
        self.text = QLineEdit(self)
        self.text.setPlaceholderText(self.tr("A text file, or a folder of .txt files"))
        self.file = self._button(self.tr("&File…"))
        self.folder = self._button(self.tr("Fol&der…"))
        self.steps = QSpinBox(self)
        set_text_off_edge(self.steps)
        self.steps.setRange(1, 1_000_000)
        self.steps.setValue(1_000)
        self.steps.setCorrectionMode(QSpinBox.CorrectionMode.CorrectToNearestValue)
        self.steps.setToolTip(self.tr("Updates of the weights, each from 8 rows of text."))
        self.start = self._button(self.tr("T&rain it"))
        self.pause = self._button(self.tr("Pa&use"))
        self.stop = self._button(self.tr("Sto&p"))
        self.give_up = self._button(self.tr("Gi&ve up"))
        self.bring_back = self._button(self.tr("Bring it b&ack"))
        self.open = self._button(self.tr("Open &it"))
        self.results = QWidget(parent)
        self.curve = LossCurve(self.results)
        self.sample = ExactTextEdit(self.results)
        self.sample.setReadOnly(True)
        self.sample.setProperty("font_kind", "ui")
        self.sample.setAccessibleName(self.tr("What it writes so far"))
        self.sample.setPlaceholderText(
            self.tr("What it writes after “Once upon a time” appears here while it learns.")
        )
        self.figures = sentence_label(self, "muted")
        self._build_layout()
        self._connect()
        self._show()

    def _build_layout(self) -> None:
        text_label = self._text_label = QLabel(self.tr("&Text"), self)
        steps_label = QLabel(self.tr("Steps"), self)
        text_label.setBuddy(self.text)
        steps_label.setBuddy(self.steps)
        self.steps.setAccessibleName(self.tr("Steps"))
        asked = QHBoxLayout()
        asked.setSpacing(SPACE_2)
        for part in (text_label, self.text, self.file, self.folder, steps_label, self.steps):
            asked.addWidget(part, 1 if part is self.text else 0)
        done = FoldingRow(SPACE_2, self)
        self._later = QWidget(self)  # buttons of a training that can go on, or has ended
        done.add(_in_a_line(QWidget(self), self.start, self.pause, self.stop))
        done.add(_in_a_line(self._later, self.give_up, self.bring_back, self.open))
        done.add(self.figures, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addLayout(asked)
        layout.addWidget(done)
        beside = QHBoxLayout(self.results)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(SPACE_3)
        beside.addWidget(self.curve, 1)
        beside.addWidget(self.sample, 1)

    def _connect(self) -> None:
        self.text.textChanged.connect(self._on_text_changed)
        self.text.returnPressed.connect(self.start.click)
        self.file.clicked.connect(self._on_file_clicked)
        self.folder.clicked.connect(self._on_folder_clicked)
        self.start.clicked.connect(self._on_start_clicked)
        self.pause.clicked.connect(self._on_pause_clicked)
        self.stop.clicked.connect(self._training.stop)
        self.give_up.clicked.connect(self._on_give_up_clicked)
        self.bring_back.clicked.connect(self._on_bring_back_clicked)
        self.open.clicked.connect(self._on_open_clicked)
        self._training.changed.connect(self._show)
        self._training.failed.connect(self._on_failed)
        self._training.trained.connect(self._on_trained)
        self._training.written.connect(self._on_written)

    def customEvent(self, event: QEvent) -> None:
        """Give the words beside the buttons their room, or a line of their own, in another zoom."""
        if event.type() == APPEARANCE_CHANGED:
            zoom = zoom_of(self)
            self.figures.setMinimumWidth(zoomed(_FIGURES_WIDTH, zoom))
            # Qt draws an underlined T apart from its e, and measures both kerned.
            self._text_label.setContentsMargins(0, 0, zoomed(_KERNING, zoom), 0)
            self._show()

    def _button(self, text: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        return button

    def set_possible(self, is_possible: bool) -> None:
        """Offer to train, if the shape and the name above can be."""
        self._is_possible = is_possible
        if self._told is not None and self._told[1] != self._wanted()[1]:
            self._told, self._problem = None, ""
        self._show()

    @Slot()
    def _show(self) -> None:
        state, training = self._training.state, self._training
        is_idle = state is TrainingState.IDLE
        if state is not self._state:
            self._state = state
            self.told.emit()
        waiting = self._waiting() if is_idle else None
        if waiting is not None:
            room = zoomed(_NAME_WIDTH, zoom_of(self))
            middle = Qt.TextElideMode.ElideMiddle
            name = self.start.fontMetrics().elidedText(waiting.name, middle, room)
            words = self.tr("&Go on with {0}").format(name.replace("&", "&&"))
        elif is_idle and self._told is not None:
            words = self.tr("T&rain it all the same")
        else:
            words = self.tr("T&rain it")
        self.start.setText(words)
        done = 0 if waiting is None else training.steps_done(waiting)
        if is_idle:
            self.steps.setMinimum(max(1, done))
            if waiting is not None and waiting != self._offered:
                self.steps.setValue(waiting.steps)  # it goes on to what stands there
            if waiting != self._offered:
                self._offered, self._so_far = waiting, ""
        for field in (self.text, self.file, self.folder, self.steps):
            set_available(field, is_available=is_idle)  # they say what it is being trained on
        has_text = self._is_possible and bool(self.text.text().strip())
        can_start = is_idle and (waiting is not None or has_text)
        set_available(self.start, is_available=can_start)
        self.give_up.setVisible(waiting is not None)
        self.bring_back.setVisible(is_idle and training.can_bring_back)
        is_paused = state is TrainingState.PAUSED
        self.pause.setText(self.tr("Res&ume") if is_paused else self.tr("Pa&use"))
        can_pause = is_paused or state is TrainingState.RUNNING
        set_available(self.pause, is_available=can_pause)
        is_ending = state in (TrainingState.STOPPING, TrainingState.WRITING)
        set_available(self.stop, is_available=not is_idle and not is_ending)
        self.open.setVisible(is_idle and (done > 0 if waiting else self._model is not None))
        later = (self.give_up, self.bring_back, self.open)
        self._later.setVisible(any(one.isVisibleTo(self._later) for one in later))
        self._show_figures(state, done)
        latest = training.latest
        self.curve.show_losses(training.losses, latest.steps if latest else 0)
        if self.sample.text() != training.sample:
            self.sample.set_text(training.sample)

    def _waiting(self) -> Training | None:
        """Return the one that can go on: of the name above, or the first where no text is given."""
        waiting, name = self._training.waiting, self._wanted()[0].strip()
        by_name = [one for one in waiting if one.name == name]
        return next(iter(by_name or ([] if self.text.text().strip() else waiting)), None)

    def _show_figures(self, state: TrainingState, done: int) -> None:
        latest = self._training.latest
        words = {
            TrainingState.IDLE: self._words_on_waiting(done),
            TrainingState.STARTING: self.tr("The text is being read…"),
            TrainingState.RUNNING: "" if latest else self._words_before_step(),
            TrainingState.PAUSED: self.tr("Paused."),
            TrainingState.STOPPING: self.tr("Stopping after this step…"),
            TrainingState.WRITING: self.tr("What it has learned so far is being written…"),
        }[state]
        if latest is not None and state is not TrainingState.STARTING:
            step = self.tr("Step {0} of {1}, loss {2}, {3} tokens/s").format(
                f"{latest.step:,}",
                f"{latest.steps:,}",
                f"{latest.loss:.3f}",
                f"{latest.tokens_per_s:,.0f}",
            )
            if state is TrainingState.RUNNING:
                step = in_a_row((step, time_left_text(latest.remaining_s)))
            words = sentences(one for one in (words, step) if one)
        self._say(self._problem or words, "error" if self._problem else "muted")

    @Slot()
    def _on_file_clicked(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("A text to train on"),
            "",
            self.tr("Texts ({0});;All files (*)").format("*.txt *.md"),
        )
        if chosen:
            self.text.setText(chosen)

    @Slot()
    def _on_folder_clicked(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.tr("A folder of texts to train on"))
        if chosen:
            self.text.setText(chosen)

    @Slot()
    def _on_start_clicked(self) -> None:
        if self._just_told.isActive():  # the second one of two quick clicks read nothing yet
            return
        self._model, self._problem, self._back, self._so_far = None, "", None, ""
        waiting = self._waiting()
        if waiting is not None:
            steps = self.steps.value()
            self._choose(waiting)
            self.steps.setValue(steps)
            self._training.go_on(waiting, steps)
            return
        name, shape = self._wanted()
        text = self.text.text().strip()
        if why := self._training.why_nothing(text):
            self._on_failed(why)
            return
        if self._told != (text, shape) and (why := self._training.why_too_short(text, shape)):
            self._told = text, shape
            self._just_told.start()
            self._on_failed(why)
            return
        self._told = None
        self._training.start(name, text, shape, self.steps.value())

    def _choose(self, training: Training) -> None:
        """Show a training that was stopped: its name and shape above, its text and steps here."""
        self.chosen.emit(training)
        self.text.setText(training.data)
        self.steps.setValue(training.steps)

    @Slot()
    def _on_text_changed(self) -> None:
        """Show what can be done with another text; what was said was of the one before."""
        self._told, self._problem = None, ""
        self._show()

    def _words_on_waiting(self, done: int) -> str:
        """Return what is said of one that can go on."""
        waiting = self._waiting()
        if waiting is None:
            return ""
        if waiting == self._back:
            return self.tr("{0} is back, and can go on.").format(waiting.name)
        if self._so_far or self._training.latest is not None or not done:
            return self._so_far
        words = self.tr("Stopped after step {0} of {1}.")
        return words.format(f"{done:,}", f"{waiting.steps:,}")

    def _words_before_step(self) -> str:
        done = self._training.first_step
        if not done:
            return self.tr("The first step is being computed…")
        return self.tr("It goes on after step {0}…").format(f"{done:,}")

    @Slot()
    def _on_pause_clicked(self) -> None:
        if self._training.state is TrainingState.PAUSED:
            self._training.resume()
        else:
            self._training.pause()

    @Slot()
    def _on_give_up_clicked(self) -> None:
        waiting = self._waiting()
        self._problem, self._back = "", None
        if waiting is not None:
            self._training.give_up(waiting)

    @Slot()
    def _on_bring_back_clicked(self) -> None:
        self._problem = ""
        training = self._training.bring_back()
        if training is not None:
            self._choose(training)
            self._back = training
            self._show()
            announce(self.figures, self.figures.text())

    @Slot()
    def _on_open_clicked(self) -> None:
        waiting = self._waiting()
        if waiting is None:
            self.open_requested.emit(self._model)
        else:
            self._problem, self._back = "", None
            self._training.write_so_far(waiting)

    @Slot(object)
    def _on_trained(self, folder: Path) -> None:
        self._model = folder
        self.text.clear()
        self._show()
        announce(self.figures, self.tr("{0} is trained.").format(folder.name))

    @Slot(object)
    def _on_written(self, folder: Path) -> None:
        self._so_far = self.tr("{0} is what it has learned so far. It can still go on.").format(
            folder.name
        )
        self._show()
        announce(self.figures, self._so_far)
        self.open_requested.emit(folder)

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        self._problem = sentence
        self._show()
        self.told.emit()
        announce(self.figures, sentence)

    def _say(self, sentence: str, kind: str) -> None:
        set_kind(self.figures, kind)
        self.figures.setText(sentence)


def _in_a_line(place: QWidget, *parts: QWidget) -> QWidget:
    """Put parts beside each other into `place`, and return it."""
    line = QHBoxLayout(place)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(SPACE_2)
    for part in parts:
        line.addWidget(part)
    return place
