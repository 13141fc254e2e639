"""The thread's side of inference: owns the engine, and with it the network.

Everything here runs in the worker thread, one slot at a time; nothing waits for the window. Must
not touch widgets, and imports no torch itself: the engine's factory does, in this thread.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event

from PySide6.QtCore import QObject, Qt, Signal, Slot

from gptdesk.app.inference.aside_worker import AsideWorker
from gptdesk.app.inference.failures import ClosingError, told
from gptdesk.app.inference.jobs import (
    Failure,
    HandOver,
    Job,
    Outcome,
    RunningEvent,
    cancelled_end,
)
from gptdesk.app.inference.questions import AsideBox
from gptdesk.engine.protocol import Engine
from gptdesk.engine.types import GenerationEnd, GenerationStep, LoadRequest, ModelInfo

logger = logging.getLogger(__name__)


class InferenceWorker(QObject):
    """Loads models and runs jobs, in the order in which they were asked for, and asides.

    Attributes:
        asides: what is found out beside the answers.

    Signals:
        load_progressed: a short sentence on what is being done, str.
        loaded: the `ModelInfo` of the model that is now in use.
        load_failed: a sentence, str; what was in use before still is.
        model_moved: its new `ModelInfo`: the card failed, and the CPU computes from now on.
        events_available: something lies in the hand-over; one of these is pending at most.
        closed: the engine is gone and nothing more will come.
    """

    load_progressed = Signal(str)
    loaded = Signal(object)
    load_failed = Signal(str)
    model_moved = Signal(object)
    events_available = Signal()
    closed = Signal()

    def __init__(
        self,
        engine_factory: Callable[[], Engine],
        hand_over: HandOver,
        aside_box: AsideBox,
        closing: Event,
    ) -> None:
        super().__init__()
        self.asides = AsideWorker(aside_box, self)
        self.asides.more_wanted.connect(self.serve_aside, Qt.ConnectionType.QueuedConnection)
        self._engine_factory = engine_factory
        self._hand_over = hand_over
        self._closing = closing
        self._engine: Engine | None = None
        self._told_info: ModelInfo | None = None

    @Slot()
    def start(self) -> None:
        """Build the engine, so that the first model does not wait for it."""
        try:
            self._ready_engine()
        except BaseException:
            # The load or job that needs the engine tries again, and tells the user.
            logger.exception("the engine could not be built")

    @Slot(object)
    def load(self, request: LoadRequest) -> None:
        """Replace the model; ends in exactly one of `loaded` and `load_failed`."""
        try:
            self._check_open()
            info = self._ready_engine().load(request, self._report_progress)
        except BaseException as exc:  # noqa: BLE001  the thread's edge, see `told`
            self.load_failed.emit(told("loading a model", exc))
        else:
            self._told_info = info
            self.loaded.emit(info)

    @Slot(object)
    def generate(self, job: Job) -> None:
        """Run `job`; its last delivery is its one outcome."""
        self._deliver(job, self._outcome_of(job))
        self.asides.note_answer_ended()
        self._tell_if_moved()

    @Slot()
    def serve_aside(self) -> None:
        """Answer one of the questions that wait beside the answers."""
        self.asides.serve(self._ready_engine)
        self._tell_if_moved()

    def _tell_if_moved(self) -> None:
        info = self._engine.info if self._engine is not None else None
        if info is not None and info != self._told_info:
            self._told_info = info
            self.model_moved.emit(info)

    @Slot()
    def close(self) -> None:
        """Let go of the engine and end the thread."""
        try:
            if self._engine is not None:
                self._engine.unload()
        except BaseException:
            logger.exception("the engine could not be unloaded")
        self._engine = None
        self.closed.emit()
        self.thread().quit()

    def _outcome_of(self, job: Job) -> Outcome:
        if job.cancelled.is_set():
            return cancelled_end()
        try:
            engine = self._ready_engine()
            for event in engine.generate(job.request, job.cancelled):
                if isinstance(event, GenerationEnd):
                    return event
                self._deliver(job, event)
                if isinstance(event, GenerationStep):  # not before: the first token goes first
                    self.asides.explain_between(engine)
        except BaseException as exc:  # noqa: BLE001  the thread's edge, see `told`
            return Failure(told(f"job {job.id}", exc))
        logger.error("job %d: the engine stopped without an end", job.id)
        return Failure(self.tr("The answer broke off. Please try again."))

    def _deliver(self, job: Job, what: RunningEvent | Outcome) -> None:
        if self._hand_over.put(job, what):
            self.events_available.emit()

    def _ready_engine(self) -> Engine:
        if self._engine is None:
            self._check_open()
            self.load_progressed.emit(self.tr("Starting the engine…"))
            self._engine = self._engine_factory()
        return self._engine

    def _report_progress(self, sentence: str) -> None:
        self._check_open()
        self.load_progressed.emit(sentence)

    def _check_open(self) -> None:
        """Leave a load early when the window closes."""
        if self._closing.is_set():
            raise ClosingError
