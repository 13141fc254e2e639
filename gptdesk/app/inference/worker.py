"""The thread's side of inference: owns the engine, and with it the network.

Everything here runs in the worker thread, one slot at a time; nothing waits for the window. Must
not touch widgets, and imports no torch itself: the engine's factory does, in this thread.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from threading import Event

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.app.inference.answers import (
    Failure,
    HandOver,
    Job,
    Outcome,
    RunningEvent,
    cancelled_end,
)
from gptdesk.app.inference.questions import Asked, Priority, QuestionQueue
from gptdesk.app.system.error_text import (
    ClosingError,
    LoadCancelledError,
    in_words,
    log_and_explain,
)
from gptdesk.engine.protocol import Generates
from gptdesk.engine.types import (
    GenerationEnd,
    GenerationEvent,
    GenerationStep,
    LoadRequest,
    ModelInfo,
)
from gptdesk.errors import ServerKeyError

logger = logging.getLogger(__name__)


class QuestionRunner(QObject):
    """Answers one question at a time, and an urgent one in the midst of another.

    Lives in the thread that owns what is asked. A failure here is a sentence for the user and
    never ends an answer.

    Signals:
        answered: the `Asked`, its answer; None where there is none, and will be none.
        failed: the `Asked`, a sentence.
        progressed: the `Asked`, tokens done, tokens in all.
    """

    answered = Signal(object, object)
    failed = Signal(object, str)
    progressed = Signal(object, int, int)

    def __init__(self, queue: QuestionQueue, parent: QObject) -> None:
        super().__init__(parent)
        self._queue = queue

    def answer_next(self, ready_source: Callable[[], object]) -> None:
        """Answer what comes first, if anything; loads and answers come before the next."""
        asked = self._queue.take()
        if asked is not None:
            self._answer(asked, ready_source)

    def answer_between_tokens(self, source: object, go_on: Callable[[], object]) -> None:
        """Answer what may be answered between two tokens, if anything.

        Args:
            source: who is asked.
            go_on: makes the next token, between two parts of a longer question; never raises.
        """
        asked = self._queue.take_between_tokens(Priority.DURING_ANSWER)
        if asked is not None:
            self._answer(asked, lambda: source, go_on)

    def _answer(
        self,
        asked: Asked,
        ready_source: Callable[[], object],
        go_on: Callable[[], object] | None = None,
    ) -> None:
        sentence, answer = "", None
        try:
            answer = self._run(asked, ready_source(), go_on)
        except BaseException as exc:  # noqa: BLE001  the thread's edge, see `log_and_explain`
            sentence = log_and_explain(f"question {asked.number}", exc)
        if answer is None and not sentence and not asked.cancelled.is_set():
            logger.error("question %d: it was left for no reason", asked.number)
            sentence = self.tr("This could not be computed. Please try again.")
        # Told before the next one is announced.
        if sentence:
            self.failed.emit(asked, sentence)
        elif answer is not None:
            self.answered.emit(asked, answer)
        is_answered = bool(sentence) or answer is not None
        if self._queue.put_down(asked, is_answered=is_answered) and not is_answered:
            self.answered.emit(asked, None)

    def _run(
        self, asked: Asked, source: object, go_on: Callable[[], object] | None
    ) -> object | None:
        def note(done: int, total: int) -> None:
            if asked.cancelled.is_set():
                return
            self.progressed.emit(asked, done, total)
            urgent = self._queue.take_between_tokens(Priority.BETWEEN_TOKENS)
            if urgent is not None:
                self._answer(urgent, lambda: source)
            if go_on is not None:
                go_on()

        return asked.question.run(source, asked.cancelled, note)


@dataclass(slots=True, eq=False)
class _Run:
    """A job on its way."""

    job: Job
    events: Iterator[GenerationEvent]
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class Load:
    """A model to be loaded, as long as it is wanted.

    Attributes:
        request: which, and how.
        cancelled: once set, it is given up before the next of its parts.
    """

    request: LoadRequest
    cancelled: Event = field(default_factory=Event)


class InferenceWorker(QObject):
    """Loads models and runs jobs, in the order in which they were asked for, and questions.

    Attributes:
        questions: what is found out beside the answers.

    Signals:
        load_progressed: a short sentence on what is being done, str.
        loaded: the `ModelInfo` of the model that is now in use.
        key_refused: a server wants a key, or another one; `load_failed` follows.
        load_failed: a sentence, str; what was in use before still is.
        load_cancelled: a load was given up; what was in use before still is.
        model_moved: its new `ModelInfo`: the card failed, and the CPU computes from now on.
        events_available: something lies in the hand-over; one of these is pending at most.
    """

    load_progressed = Signal(str)
    loaded = Signal(object)
    key_refused = Signal()
    load_failed = Signal(str)
    load_cancelled = Signal()
    model_moved = Signal(object)
    events_available = Signal()

    def __init__(
        self,
        engine_factory: Callable[[], Generates],
        hand_over: HandOver,
        queue: QuestionQueue,
        closing: Event,
    ) -> None:
        super().__init__()
        self.questions = QuestionRunner(queue, self)
        self._queue = queue
        self._engine_factory = engine_factory
        self._hand_over = hand_over
        self._closing = closing
        self._engine: Generates | None = None
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
    def load(self, load: Load) -> None:
        """Replace the model; ends in one of `loaded`, `load_failed` and `load_cancelled`."""

        def go_on() -> None:
            self._check_open()
            if load.cancelled.is_set():
                raise LoadCancelledError

        def report_progress(sentence: str) -> None:
            go_on()
            self.load_progressed.emit(in_words(sentence))

        try:
            go_on()
            engine = self._ready_engine()
            go_on()
            info = engine.load(load.request, report_progress)
        except LoadCancelledError:
            logger.info("a load was given up")
            self.load_cancelled.emit()
        except BaseException as exc:  # noqa: BLE001  the thread's edge, see `log_and_explain`
            if isinstance(exc, ServerKeyError):
                self.key_refused.emit()
            self.load_failed.emit(log_and_explain("loading a model", exc))
        else:
            self._told_info = info
            # Its hash takes a while once, and else the window's thread would be the first to ask.
            logger.info("vocabulary: %s", info.vocabulary.sha256)
            self.loaded.emit(info)

    @Slot(object)
    def generate(self, job: Job) -> None:
        """Run `job`; its last delivery is its one outcome."""
        run = _Run(job, self._events_of(job))
        go_on = partial(self._advance, run)
        while (event := go_on()) is not None:
            if isinstance(event, GenerationStep):  # not before: the first token goes first
                self.questions.answer_between_tokens(self._engine, go_on)
        self._tell_if_moved()

    @Slot()
    def answer_question(self) -> None:
        """Answer one of the questions that wait beside the answers."""
        self.questions.answer_next(self._ready_engine)
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
        self.thread().quit()

    def _events_of(self, job: Job) -> Iterator[GenerationEvent]:
        if job.cancelled.is_set():
            yield cancelled_end()
        else:
            yield from self._ready_engine().generate(job.request, job.cancelled)

    def _advance(self, run: _Run) -> RunningEvent | None:
        """Deliver the next event of a run; None once it is over, and its outcome was delivered."""
        if run.is_over:
            return None
        event: GenerationEvent | Failure | None
        try:
            event = next(run.events, None)
        except BaseException as exc:  # noqa: BLE001  the thread's edge, see `log_and_explain`
            event = Failure(log_and_explain(f"job {run.job.id}", exc))
        if event is None:
            logger.error("job %d: the engine stopped without an end", run.job.id)
            event = Failure(self.tr("The answer broke off. Please try again."))
        if not isinstance(event, GenerationEnd | Failure):
            self._deliver(run.job, event)
            return event
        run.is_over = True
        run.events = iter(())  # what the engine kept for it is free
        self._deliver(run.job, event)
        self._queue.close_answer()
        return None

    def _deliver(self, job: Job, what: RunningEvent | Outcome) -> None:
        if self._hand_over.put(job, what):
            self.events_available.emit()

    def _ready_engine(self) -> Generates:
        if self._engine is None:
            self._check_open()
            self.load_progressed.emit(self.tr("Starting the engine…"))
            self._engine = self._engine_factory()
        return self._engine

    def _check_open(self) -> None:
        """Leave a load early when the window closes."""
        if self._closing.is_set():
            raise ClosingError
