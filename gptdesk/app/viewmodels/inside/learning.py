"""The loss of a text, one update of a copy of the network, and integrated gradients.

Owns what was asked and what came of it, as long as the place is the same; a page that is left
stops what still runs. Formats and draws nothing.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.app.system.timers import single_shot
from gptdesk.app.viewmodels.inside.looking import OLD_FOR_MS, InsideViewModel
from gptdesk.engine.inside.values import (
    IntegratedGradients,
    IntegratedGradientsRequest,
    Loss,
    LossRequest,
    TextPlace,
    Update,
    UpdateRequest,
    update_bytes,
)

MOST_BYTES = 500 * 10**6  # an update that needs more is asked for first
DESCENT, ADAMW = "descent", "adamw"
ZERO, END_OF_TEXT = "zero", "end_of_text"


class LearningViewModel(QObject):
    """What the page *learning* shows.

    Signals:
        loss_changed: `loss`, `update`, `progress`, `needed_bytes` or `problem` is another one.
        update_progressed: of these, only the figures of `progress`.
        path_changed: `path`, `path_progress` or `path_problem` is another one.
    """

    loss_changed = Signal()
    update_progressed = Signal()
    path_changed = Signal()

    def __init__(self, inside: InsideViewModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._inside = inside
        self._at: TextPlace | None = None  # of the loss, asked for or there
        self._loss: Loss | None = None
        self._update: Update | None = None
        self._made_with: UpdateRequest | None = None  # the update that is shown
        self._optimiser = DESCENT
        self._learning_rate = 0.01
        self._is_without_shortcuts = False
        self._progress: tuple[int, int] | None = None
        self._needed_bytes = 0
        self._problem = ""
        self._baseline = ZERO
        self._path: IntegratedGradients | None = None
        self._path_progress: tuple[int, int] | None = None
        self._path_problem = ""
        self._asked_loss: int | None = None
        self._asked_update: int | None = None
        self._asked_path: int | None = None
        self._clearing = single_shot(self, OLD_FOR_MS, self._clear)
        inside.place_changed.connect(self._on_place_changed)
        inside.model_changed.connect(self.path_changed)

    # -- what is shown

    @property
    def at(self) -> TextPlace | None:
        """The text that `loss` is of, up to its place."""
        return self._at

    @property
    def loss(self) -> Loss | None:
        """The loss of the text up to the place; None until it is known."""
        return self._loss

    @property
    def update(self) -> Update | None:
        """What one update did; None before it and after it was put back."""
        return self._update

    @property
    def made_with(self) -> UpdateRequest | None:
        """What `update` was asked with; the controls may stand elsewhere by now."""
        return self._made_with if self._update is not None else None

    @property
    def optimiser(self) -> str:
        """`DESCENT` or `ADAMW`."""
        return self._optimiser

    @property
    def learning_rate(self) -> float:
        """1e-5 … 1."""
        return self._learning_rate

    @property
    def is_without_shortcuts(self) -> bool:
        """Whether attention and feed-forward replace the stream, and add nothing to it."""
        return self._is_without_shortcuts

    @property
    def progress(self) -> tuple[int, int] | None:
        """How far an update is, in blocks; None while none runs."""
        return self._progress

    @property
    def needed_bytes(self) -> int:
        """What an update takes that was asked for and waits for a yes; 0 while none does."""
        return self._needed_bytes

    @property
    def problem(self) -> str:
        """A sentence: why there is no loss or no update; empty while all is well."""
        return self._problem

    @property
    def baseline(self) -> str:
        """`ZERO` or `END_OF_TEXT`: where the line of integrated gradients begins."""
        return self._baseline if self._inside.anatomy.has_positions else END_OF_TEXT

    @property
    def path(self) -> IntegratedGradients | None:
        """What each token adds along the line; None until it was computed."""
        return self._path

    @property
    def path_progress(self) -> tuple[int, int] | None:
        """How far integrated gradients are, in steps; None while they are not computed."""
        return self._path_progress

    @property
    def path_problem(self) -> str:
        """A sentence: why there are no integrated gradients."""
        return self._path_problem

    # -- what the user asks for

    def look(self) -> None:
        """Ask for the loss of the text up to the place, unless it is known."""
        at = self._inside.at
        if at is None or (at == self._at and (self._loss is not None or self._problem)):
            return
        self._at, self._problem = at, ""
        self._inside.forget(self._asked_loss)
        request = LossRequest(at, self._is_without_shortcuts)
        self._asked_loss = self._inside.ask(request, self._on_loss, self._on_failed)

    def leave(self) -> None:
        """Stop what still runs: nobody looks at it any more."""
        for asked in (self._asked_loss, self._asked_update, self._asked_path):
            self._inside.forget(asked)
        self._asked_loss = self._asked_update = self._asked_path = None
        if self._loss is None:
            self._at = None
        if self._progress is not None or self._needed_bytes:
            self._progress, self._needed_bytes = None, 0
            self.loss_changed.emit()
        if self._path_progress is not None:
            self._path_progress = None
            self.path_changed.emit()

    @Slot(str)
    def set_optimiser(self, optimiser: str) -> None:
        """Choose how the step is made."""
        self._optimiser = optimiser
        self.loss_changed.emit()

    @Slot(float)
    def set_learning_rate(self, learning_rate: float) -> None:
        """Choose how long the step is."""
        self._learning_rate = learning_rate
        self.loss_changed.emit()

    @Slot(bool)
    def set_without_shortcuts(self, is_without: bool) -> None:
        """Measure the network without its shortcuts, or as it is."""
        if is_without != self._is_without_shortcuts:
            self._is_without_shortcuts = is_without
            self.put_back()
            self._at = None
            self._clearing.start()
            self.look()

    def update_once(self, *, is_allowed: bool = False) -> None:
        """Update a copy once; one that needs over 500 MB waits until it is allowed."""
        at, shape = self._inside.at, self._inside.shape
        if at is None or shape is None:
            return
        needed = update_bytes(shape)
        if needed > MOST_BYTES and not is_allowed:
            self._needed_bytes = needed
        else:
            self._needed_bytes, self._problem, self._progress = 0, "", (0, 1)
            self._inside.forget(self._asked_update)
            request = UpdateRequest(
                at, self._optimiser, self._learning_rate, self._is_without_shortcuts
            )
            self._asked_update = self._inside.ask(
                request, partial(self._on_update, request), self._on_failed, self._on_progress
            )
        self.loss_changed.emit()

    @Slot()
    def put_back(self) -> None:
        """Drop the updated copy, or one that is being made, or the question before it."""
        self._inside.forget(self._asked_update)
        self._update, self._progress, self._needed_bytes = None, None, 0
        self.loss_changed.emit()

    @Slot(str)
    def set_baseline(self, baseline: str) -> None:
        """Choose where the line begins; what was computed from another one is gone."""
        if baseline != self._baseline:
            self._inside.forget(self._asked_path)
            self._baseline = baseline
            self._path, self._path_progress, self._path_problem = None, None, ""
            self.path_changed.emit()

    @Slot()
    def follow_path(self) -> None:
        """Compute integrated gradients for the target of the place."""
        at = self._inside.at
        if at is not None:
            self._inside.forget(self._asked_path)
            self._path_progress, self._path_problem = (0, 1), ""
            self._asked_path = self._inside.ask(
                IntegratedGradientsRequest(at, self._inside.target_id, self.baseline),
                self._on_path,
                self._on_path_failed,
                self._on_path_progress,
            )
            self.path_changed.emit()

    @Slot()
    def stop_path(self) -> None:
        """Compute no further."""
        self._inside.forget(self._asked_path)
        self._path_progress = None
        self.path_changed.emit()

    # -- what happens

    def _on_loss(self, loss: Loss) -> None:
        self._clearing.stop()
        self._loss, self._update, self._problem = loss, None, ""
        self.loss_changed.emit()

    def _on_update(self, request: UpdateRequest, update: Update) -> None:
        self._clearing.stop()
        self._loss, self._update, self._progress = update.before, update, None
        self._made_with = request
        self.loss_changed.emit()

    def _on_failed(self, sentence: str) -> None:
        self._problem, self._progress = sentence, None
        self.loss_changed.emit()

    def _on_progress(self, done: int, total: int) -> None:
        self._progress = (done, total)
        self.update_progressed.emit()

    def _on_path(self, path: IntegratedGradients) -> None:
        self._path, self._path_progress = path, None
        self.path_changed.emit()

    def _on_path_failed(self, sentence: str) -> None:
        self._path_progress, self._path_problem = None, sentence
        self.path_changed.emit()

    def _on_path_progress(self, done: int, total: int) -> None:
        self._path_progress = (done, total)
        self.path_changed.emit()

    @Slot()
    def _on_place_changed(self) -> None:
        """Stop what is of no use any more; what is shown goes as soon as it would be old."""
        self.leave()
        self._at = None
        if self._loss is not None or self._path is not None or self._problem:
            self._clearing.start()

    @Slot()
    def _clear(self) -> None:
        self._loss, self._update, self._problem = None, None, ""
        self._path, self._path_problem = None, ""
        self.loss_changed.emit()
        self.path_changed.emit()
