"""The window's side of inference: owns the threads, and speaks to them.

Sends loads, answers (jobs) and questions to the threads, and hands on what comes back. What is
asked for while a model is on its way waits for it. Lives in the window's thread and never blocks
it; only `shutdown` waits.
"""

from __future__ import annotations

import itertools
import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from threading import Event
from typing import Any, TypeVar

from PySide6.QtCore import QDeadlineTimer, QObject, Qt, QThread, Signal, Slot

from gptdesk.app.inference.answers import AnswerStream, Job, cancelled_end
from gptdesk.app.inference.loaded_model import LoadedModel
from gptdesk.app.inference.questions import Asked, Priority, Question, QuestionQueue
from gptdesk.app.inference.token_counter import (
    TokenCounter,
    TokenizerFactory,
    TokenSource,
    load_tokenizer,
)
from gptdesk.app.inference.worker import InferenceWorker, Load, QuestionRunner
from gptdesk.app.obstacles import model_has_changed
from gptdesk.engine.protocol import Generates
from gptdesk.engine.tokenizers.vocabulary import Vocabulary
from gptdesk.engine.types import GenerationEnd, GenerationRequest, LoadRequest, ModelInfo

logger = logging.getLogger(__name__)

Answer = TypeVar("Answer")

_QUEUED = Qt.ConnectionType.QueuedConnection


@dataclass(frozen=True, slots=True)
class _Listener:
    """Who asked a question."""

    question: Question[Any, Any]
    then: Callable[[Any], object]
    failed: Callable[[str], None] | None
    progress: Callable[[int, int], None] | None


class InferenceClient(QObject):
    """Runs an engine in a thread of its own, and a token counter in another.

    Attributes:
        model: the model in use, with its vocabulary.
        answers: those that are open, and the signals of what comes of them.

    Signals:
        load_progressed: a short sentence on what is being done, str.
        loaded: the `ModelInfo` of the model that is now in use; also when it moved to the CPU
            because the card failed.
        key_refused: a server wants a key, or another one; `load_failed` follows.
        load_failed: a sentence, str; what was in use before still is.
        load_cancelled: a load was given up; what was in use before still is.
        stored_weights_read: an answer or a question ended for which the engine keeps the weights
            as stored; a `ForgetRequest` gives their memory back.
    """

    load_progressed = Signal(str)
    loaded = Signal(object)
    key_refused = Signal()
    load_failed = Signal(str)
    load_cancelled = Signal()
    stored_weights_read = Signal()

    _start_requested = Signal()
    _load_requested = Signal(object)
    _generate_requested = Signal(object)
    _close_requested = Signal()
    _engine_question_waits = Signal()
    _token_question_waits = Signal()
    _waiting_cancelled = Signal()
    _never_begun = Signal(object)

    def __init__(
        self,
        engine_factory: Callable[[], Generates],
        parent: QObject | None = None,
        *,
        tokenizer_factory: TokenizerFactory = load_tokenizer,
    ) -> None:
        super().__init__(parent)
        self.model = LoadedModel(self)
        self._loads: deque[Load] = deque()  # asked for, in order, and not ended
        self._waiting_jobs: list[Job] = []  # for a model
        self._numbers = itertools.count(1)  # of questions
        self._listeners: dict[int, _Listener] = {}  # of questions that have not ended
        self._asked_before: deque[int] = deque()  # per pending load: numbers below are older
        self._is_started = False
        self._is_shut_down = False
        self._closing = Event()
        self._start_requested.connect(self._send_waiting, _QUEUED)  # if no load follows at once
        self._waiting_cancelled.connect(self._on_waiting_cancelled, _QUEUED)
        self._never_begun.connect(self._on_never_begun, _QUEUED)
        self.answers = AnswerStream(self)
        self.answers.finished.connect(self._on_answer_finished)
        self._build_worker(engine_factory)
        self._build_counter(tokenizer_factory)

    def _build_worker(self, engine_factory: Callable[[], Generates]) -> None:
        self._thread = QThread(self)
        self._thread.setObjectName("inference")
        self._engine_queue = QuestionQueue(self._engine_question_waits.emit, is_held=True)
        self._worker = InferenceWorker(
            engine_factory, self.answers.hand_over, self._engine_queue, self._closing
        )
        self._worker.moveToThread(self._thread)
        self._start_requested.connect(self._worker.start, _QUEUED)
        self._load_requested.connect(self._worker.load, _QUEUED)
        self._generate_requested.connect(self._worker.generate, _QUEUED)
        self._engine_question_waits.connect(self._worker.answer_question, _QUEUED)
        self._close_requested.connect(self._worker.close, _QUEUED)
        self._worker.load_progressed.connect(self._on_load_progressed, _QUEUED)
        self._worker.loaded.connect(self._on_loaded, _QUEUED)
        self._worker.key_refused.connect(self.key_refused, _QUEUED)
        self._worker.load_failed.connect(self._on_load_failed, _QUEUED)
        self._worker.load_cancelled.connect(self._on_load_cancelled, _QUEUED)
        self._worker.model_moved.connect(self._on_model_moved, _QUEUED)
        self._worker.events_available.connect(self.answers.on_events_available, _QUEUED)
        self._listen_to(self._worker.questions)

    def _build_counter(self, tokenizer_factory: TokenizerFactory) -> None:
        self._token_thread = QThread(self)
        self._token_thread.setObjectName("token counter")
        self._token_queue = QuestionQueue(self._token_question_waits.emit)
        self._counter = TokenCounter(tokenizer_factory, self._token_queue, self._closing)
        self._counter.moveToThread(self._token_thread)
        self._start_requested.connect(self._counter.start, _QUEUED)
        self._token_question_waits.connect(self._counter.answer_question, _QUEUED)
        self._close_requested.connect(self._counter.close, _QUEUED)
        self._counter.bundled_read.connect(self._on_bundled_read, _QUEUED)
        self._listen_to(self._counter.questions)

    def _listen_to(self, runner: QuestionRunner) -> None:
        runner.answered.connect(self._on_answered, _QUEUED)
        runner.failed.connect(self._on_question_failed, _QUEUED)
        runner.progressed.connect(self._on_question_progressed, _QUEUED)

    # -- what the window asks for

    @property
    def info(self) -> ModelInfo | None:
        """The model in use; None while there is none."""
        return self.model.info

    @property
    def is_loading(self) -> bool:
        """Whether a model is on its way, or may be: before `start`."""
        return bool(self._loads) or not self._is_started

    @property
    def loads_pending(self) -> int:
        """How many loads were asked for and have not ended."""
        return len(self._loads)

    @property
    def is_running(self) -> bool:
        """Whether jobs are accepted; before `start` they wait, after `shutdown` they are not."""
        return not self._is_shut_down

    def start(self) -> None:
        """Start both threads; the engine is built in its own."""
        self._is_started = True
        self._thread.start()
        self._token_thread.start()
        self._start_requested.emit()

    def load(self, request: LoadRequest) -> None:
        """Cancel what runs and replace the model; jobs that wait for one go on waiting.

        A model that is being loaded is wanted no more.
        """
        if self._is_shut_down:
            return
        for job in self.answers.jobs:
            if job not in self._waiting_jobs:
                job.cancelled.set()
        self.cancel_loads()
        self._loads.append(Load(request))
        self._asked_before.append(next(self._numbers))
        self._engine_queue.hold()
        self._load_requested.emit(self._loads[-1])

    def cancel_loads(self) -> None:
        """Give up every load; each ends in `load_cancelled`, if it is not through already."""
        for load in self._loads:
            load.cancelled.set()

    def generate(self, request: GenerationRequest) -> Job:
        """Ask for an answer; it begins when what was asked for before is done.

        Raises:
            RuntimeError: the client was shut down.
        """
        if self._is_shut_down:
            raise RuntimeError("no job can follow shutdown()")
        job = self.answers.open_job(request)
        if self.is_loading:
            self._waiting_jobs.append(job)
        else:
            self._send(job)
        return job

    def cancel(self, job: Job | None = None) -> None:
        """Stop `job`, or every job: from now on only its end comes."""
        for wanted in (job,) if job is not None else self.answers.jobs:
            wanted.cancelled.set()
            if wanted in self._waiting_jobs:
                self._waiting_cancelled.emit()
        self.answers.hurry()

    def ask(
        self,
        question: Question[Generates, Answer] | Question[TokenSource, Answer],
        then: Callable[[Answer], object],
        failed: Callable[[str], None] | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> int:
        """Ask the engine or the tokenizer a question; return its number.

        It ends in exactly one call of `then` and `failed`, in this thread and never before this
        call returns; in none if a newer question or `stop` ended it unanswered, and after
        `forget` and `shutdown`.

        Args:
            question: what is asked; its `priority` says when its turn comes.
            then: called with the answer.
            failed: called with a sentence.
            progress: called now and then with tokens done and tokens in all.
        """
        number = next(self._numbers)
        if self._is_shut_down:
            return number
        self._listeners[number] = _Listener(question, then, failed, progress)
        queue = self._token_queue if question.is_for_tokenizer else self._engine_queue
        for replaced in queue.put(Asked(number, question)):
            self._never_begun.emit(replaced)
        return number

    def is_open(self, number: int) -> bool:
        """Return whether a question has not ended, and somebody waits for it."""
        return number in self._listeners

    def stop(self, number: int) -> None:
        """Stop a question; what is known so far comes as its answer, of most kinds nothing."""
        for queue in (self._engine_queue, self._token_queue):
            asked = queue.stop(number)
            if asked is not None:
                self._never_begun.emit(asked)

    def forget(self, number: int | None) -> None:
        """Stop a question, if it is one, and hear nothing of it any more."""
        if number is not None and self._listeners.pop(number, None) is not None:
            self.stop(number)

    def shutdown(self, timeout_ms: int = 2000) -> bool:
        """Cancel everything, end both threads, and give every open job its end.

        Returns:
            Whether both threads ended in time. If not, one of them sits in a call that nobody can
            interrupt (importing torch): call again to wait longer, or leave the process with
            `os._exit`; this object must not be destroyed before.
        """
        deadline = QDeadlineTimer(timeout_ms)
        if not self._is_shut_down:
            self._is_shut_down = True
            self._closing.set()
            self.cancel()
            self._listeners.clear()
            self._engine_queue.close()
            self._token_queue.close()
            self._close_requested.emit()
        are_joined = self._thread.wait(deadline) and self._token_thread.wait(deadline)
        if not are_joined:
            logger.info("a thread is still busy after %d ms", timeout_ms)
        self.answers.close()
        return are_joined

    # -- what comes back

    @Slot(str)
    def _on_load_progressed(self, sentence: str) -> None:
        # Nothing would take back "Starting the engine…" where no model follows.
        if self._loads and not self._is_shut_down:
            self.load_progressed.emit(sentence)

    @Slot(object)
    def _on_loaded(self, info: ModelInfo) -> None:
        self.answers.drain()  # the end of an answer of the model before it comes first
        self._loads.popleft()
        had_model = self.info is not None
        self._set_info(info)
        asked_before = self._asked_before.popleft()
        if had_model:
            for asked in self._engine_queue.drop_before(asked_before):
                self._on_question_failed(asked, model_has_changed())
        if not self._is_shut_down:
            self.loaded.emit(info)
            self._send_waiting()

    @Slot(str)
    def _on_load_failed(self, sentence: str) -> None:
        self._end_load(partial(self.load_failed.emit, sentence))

    @Slot()
    def _on_load_cancelled(self) -> None:
        self._end_load(self.load_cancelled.emit)

    def _end_load(self, tell: Callable[[], None]) -> None:
        """Go on with the model before; `tell` may be answered by another load."""
        self._loads.popleft()
        self._asked_before.popleft()
        if not self._is_shut_down:
            tell()
            self._send_waiting()

    @Slot(object)
    def _on_model_moved(self, info: ModelInfo) -> None:
        self.answers.drain()
        self._set_info(info)
        if not self._is_shut_down:
            self.loaded.emit(info)

    @Slot()
    def _send_waiting(self) -> None:
        """Send what waited for a model; without one the engine refuses it."""
        if not self.is_loading:
            waiting, self._waiting_jobs = self._waiting_jobs, []
            for job in waiting:
                self._send(job)
            self._engine_queue.release()

    def _send(self, job: Job) -> None:
        self._engine_queue.open_answer()
        self._generate_requested.emit(job)

    @Slot()
    def _on_waiting_cancelled(self) -> None:
        for job in [job for job in self._waiting_jobs if job.cancelled.is_set()]:
            self._waiting_jobs.remove(job)
            self.answers.end_job(job, cancelled_end())

    @Slot(object)
    def _on_bundled_read(self, vocabulary: Vocabulary) -> None:
        if self.info is None and not self._is_shut_down:
            self.model.set_vocabulary(vocabulary)

    def _set_info(self, info: ModelInfo) -> None:
        """Take another model; the tokenizer follows, and what it was asked for the old one ends."""
        before = self.model.vocabulary
        server = None if self.info is None else self.info.server
        if (before, server) != (info.vocabulary, info.server):
            form = "" if info.abilities is None else info.abilities.form
            self._counter.use(info.vocabulary, info.server, form)
        if before not in (None, info.vocabulary):
            for number, listener in tuple(self._listeners.items()):
                if listener.question.is_for_tokenizer:
                    self.forget(number)
                    if listener.failed is not None:
                        listener.failed(model_has_changed())
        self.model.set_info(info)

    @Slot(object, object)
    def _on_answer_finished(self, job: Job, _end: GenerationEnd) -> None:
        if job.request.heads:
            self.stored_weights_read.emit()

    @Slot(object, object)
    def _on_answered(self, asked: Asked, answer: object | None) -> None:
        if asked.question.priority is Priority.LAST:
            self.answers.drain()  # the end of the answer that it waited for comes first
        listener = self._listeners.pop(asked.number, None)
        if listener is not None and answer is not None:
            listener.then(answer)
        if asked.question.reads_as_stored:
            self.stored_weights_read.emit()

    @Slot(object)
    def _on_never_begun(self, asked: Asked) -> None:
        self._on_answered(asked, asked.question.unbegun_answer())

    @Slot(object, str)
    def _on_question_failed(self, asked: Asked, sentence: str) -> None:
        listener = self._listeners.pop(asked.number, None)
        if listener is not None and listener.failed is not None:
            listener.failed(sentence)

    @Slot(object, int, int)
    def _on_question_progressed(self, asked: Asked, done: int, total: int) -> None:
        listener = self._listeners.get(asked.number)
        if listener is not None and listener.progress is not None:
            listener.progress(done, total)
