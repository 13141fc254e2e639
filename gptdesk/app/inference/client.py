"""The window's side of inference: owns the threads, and speaks to them.

Sends jobs and loads to the worker; what comes back of jobs, what is asked beside them, and the
tokenizer have a desk each (`JobDesk`, `AsideDesk`, `TokenDesk`). What is asked for while a model is
on its way waits for it. Lives in the window's thread and never blocks it; only `shutdown` waits.
"""

from __future__ import annotations

import itertools
import logging
from collections import deque
from collections.abc import Callable
from threading import Event

from PySide6.QtCore import QDeadlineTimer, QObject, Qt, QThread, Signal, Slot

from gptdesk.app.inference.answers import JobDesk
from gptdesk.app.inference.aside_desk import AsideDesk
from gptdesk.app.inference.jobs import Job, cancelled_end
from gptdesk.app.inference.questions import AsideBox
from gptdesk.app.inference.token_counter import PromptDraft, Tokenizer, load_tokenizer
from gptdesk.app.inference.token_desk import TokenDesk
from gptdesk.app.inference.worker import InferenceWorker
from gptdesk.engine.inspection.values import PipelineRequest, WhatIfRequest
from gptdesk.engine.protocol import Engine
from gptdesk.engine.types import GenerationRequest, LoadRequest, ModelInfo

logger = logging.getLogger(__name__)

_QUEUED = Qt.ConnectionType.QueuedConnection


class InferenceClient(QObject):
    """Runs an engine in a thread of its own, and a token counter in another.

    Signals:
        load_progressed: a short sentence on what is being done, str.
        loaded: the `ModelInfo` of the model that is now in use; also when it moved to the CPU
            because the card failed.
        load_failed: a sentence, str; what was in use before still is.
        vocabulary_ready: the `Vocabulary`, once.
        events_ready: a `Job` and a tuple of its events in order, at most every 16 ms.
        finished: a `Job` and its `GenerationEnd`, after its last events.
        failed: a `Job` and a sentence. Each job ends in exactly one of `finished` and `failed`.
        token_count_ready: number of the request, `PromptCount`.
        tokenized: number of the request, tuple of token ids.
        pipeline_ready: number of the request, `Pipeline`.
        measured: number of the request, `TextStats` of all its tokens.
        what_if_progressed: number of the request, tokens done, tokens in all.
        what_if_ready: number of the request, `WhatIf`; one that was stopped is not complete.
        aside_failed: number of one of these five requests, a sentence.

    Numbers of requests count up, over all kinds. A request ends in exactly one of the signals of
    its kind and `aside_failed`, but for what a newer one overtook. After `shutdown` none comes.
    """

    load_progressed = Signal(str)
    loaded = Signal(object)
    load_failed = Signal(str)
    vocabulary_ready = Signal(object)
    events_ready = Signal(object, object)
    finished = Signal(object, object)
    failed = Signal(object, str)
    token_count_ready = Signal(int, object)
    tokenized = Signal(int, object)
    pipeline_ready = Signal(int, object)
    measured = Signal(int, object)
    what_if_progressed = Signal(int, int, int)
    what_if_ready = Signal(int, object)
    aside_failed = Signal(int, str)

    _start_requested = Signal()
    _load_requested = Signal(object)
    _generate_requested = Signal(object)
    _close_requested = Signal()
    _waiting_cancelled = Signal()

    def __init__(
        self,
        engine_factory: Callable[[], Engine],
        parent: QObject | None = None,
        *,
        tokenizer_factory: Callable[[], Tokenizer] = load_tokenizer,
    ) -> None:
        super().__init__(parent)
        self._info: ModelInfo | None = None
        self._loads_pending = 0
        self._waiting_jobs: list[Job] = []  # for a model
        self._numbers = itertools.count(1)  # of all requests but jobs and loads
        self._asked_before: deque[int] = deque()  # per pending load: numbers below are older
        self._is_started = False
        self._is_shut_down = False
        self._closing = Event()
        self._start_requested.connect(self._send_waiting, _QUEUED)  # if no load follows at once
        self._waiting_cancelled.connect(self._on_waiting_cancelled, _QUEUED)
        self._jobs = JobDesk(self)
        self._jobs.events_ready.connect(self.events_ready)
        self._jobs.finished.connect(self.finished)
        self._jobs.failed.connect(self.failed)
        self._build_worker(engine_factory)
        self._build_asides()
        self._build_tokens(tokenizer_factory)

    def _build_worker(self, engine_factory: Callable[[], Engine]) -> None:
        self._thread = QThread(self)
        self._thread.setObjectName("inference")
        self._aside_box = AsideBox()
        self._worker = InferenceWorker(
            engine_factory, self._jobs.hand_over, self._aside_box, self._closing
        )
        self._worker.moveToThread(self._thread)
        self._start_requested.connect(self._worker.start, _QUEUED)
        self._load_requested.connect(self._worker.load, _QUEUED)
        self._generate_requested.connect(self._worker.generate, _QUEUED)
        self._close_requested.connect(self._worker.close, _QUEUED)
        self._worker.load_progressed.connect(self._on_load_progressed, _QUEUED)
        self._worker.loaded.connect(self._on_loaded, _QUEUED)
        self._worker.load_failed.connect(self._on_load_failed, _QUEUED)
        self._worker.model_moved.connect(self._on_model_moved, _QUEUED)
        self._worker.events_available.connect(self._jobs.on_events_available, _QUEUED)

    def _build_asides(self) -> None:
        self._asides = AsideDesk(self._aside_box, self._numbers, self)
        # A prompt's figures wait for an answer; so the end of that answer goes before them.
        self._worker.asides.measured.connect(self._jobs.drain, _QUEUED)
        self._asides.listen_to(self._worker.asides)
        self._asides.wanted.connect(self._worker.serve_aside, _QUEUED)
        self._asides.pipeline_ready.connect(self.pipeline_ready)
        self._asides.measured.connect(self.measured)
        self._asides.what_if_progressed.connect(self.what_if_progressed)
        self._asides.what_if_ready.connect(self.what_if_ready)
        self._asides.failed.connect(self.aside_failed)

    def _build_tokens(self, tokenizer_factory: Callable[[], Tokenizer]) -> None:
        self._tokens = TokenDesk(tokenizer_factory, self)
        self._tokens.vocabulary_ready.connect(self.vocabulary_ready)
        self._tokens.token_count_ready.connect(self.token_count_ready)
        self._tokens.tokenized.connect(self.tokenized)
        self._tokens.failed.connect(self.aside_failed)

    # -- what the window asks for

    @property
    def info(self) -> ModelInfo | None:
        """The model in use; None while there is none."""
        return self._info

    @property
    def is_loading(self) -> bool:
        """Whether a model is on its way, or may be: before `start`."""
        return self._loads_pending > 0 or not self._is_started

    @property
    def loads_pending(self) -> int:
        """How many loads were asked for and have not ended."""
        return self._loads_pending

    @property
    def is_running(self) -> bool:
        """Whether jobs are accepted; before `start` they wait, after `shutdown` they are not."""
        return not self._is_shut_down

    def start(self) -> None:
        """Start both threads; the engine is built in its own."""
        self._is_started = True
        self._thread.start()
        self._tokens.start()
        self._start_requested.emit()

    def load(self, request: LoadRequest) -> None:
        """Cancel what runs and replace the model; jobs that wait for one go on waiting."""
        if self._is_shut_down:
            return
        for job in self._jobs.jobs:
            if job not in self._waiting_jobs:
                job.cancelled.set()
        self._loads_pending += 1
        self._asked_before.append(next(self._numbers))
        self._asides.hold()
        self._load_requested.emit(request)

    def generate(self, request: GenerationRequest) -> Job:
        """Ask for an answer; it begins when what was asked for before is done.

        Raises:
            RuntimeError: the client was shut down.
        """
        if self._is_shut_down:
            raise RuntimeError("no job can follow shutdown()")
        job = self._jobs.open(request)
        if self.is_loading:
            self._waiting_jobs.append(job)
        else:
            self._send(job)
        return job

    def cancel(self, job: Job | None = None) -> None:
        """Stop `job`, or every job: from now on only its end comes."""
        for wanted in (job,) if job is not None else self._jobs.jobs:
            wanted.cancelled.set()
            if wanted in self._waiting_jobs:
                self._waiting_cancelled.emit()

    def count_tokens(self, draft: PromptDraft) -> int:
        """Ask for the number of tokens in `draft`; return the number of this request.

        A request that is overtaken by a newer one is not answered.
        """
        number = next(self._numbers)
        self._tokens.count(number, draft)
        return number

    def tokenize(self, text: str) -> int:
        """Ask for the tokens of `text`; return the number of this request."""
        number = next(self._numbers)
        self._tokens.tokenize(number, text)
        return number

    def explain(self, request: PipelineRequest) -> int:
        """Ask how the token at a place is chosen; return the number of this request.

        Only the newest request is computed, while an answer runs between two of its tokens.
        """
        return self._asides.explain(request)

    def measure(self, ids: tuple[int, ...]) -> int:
        """Ask for the figures of tokens that are known; return the number of this request.

        It waits until no answer waits or runs; one that is asked for meanwhile goes first.
        """
        return self._asides.measure(ids)

    def what_if(self, request: WhatIfRequest) -> int:
        """Ask what other settings would have made of a text; return the number of this request.

        The one before is stopped. So is this one by an answer that is asked for while it runs.
        """
        return self._asides.what_if(request)

    def cancel_what_if(self) -> None:
        """Stop *What if*; its end comes."""
        self._asides.cancel_what_if()

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
            self._asides.close()
            self._tokens.close()
            self._close_requested.emit()
        are_joined = self._thread.wait(deadline) and self._tokens.wait(deadline)
        if not are_joined:
            logger.info("a thread is still busy after %d ms", timeout_ms)
        self._jobs.close()
        return are_joined

    # -- what comes back

    @Slot(str)
    def _on_load_progressed(self, sentence: str) -> None:
        if not self._is_shut_down:
            self.load_progressed.emit(sentence)

    @Slot(object)
    def _on_loaded(self, info: ModelInfo) -> None:
        self._loads_pending -= 1
        before, self._info = self._info, info
        asked_before = self._asked_before.popleft()
        if before is not None:
            self._asides.end_before(asked_before)
        if not self._is_shut_down:
            self.loaded.emit(info)
            self._send_waiting()

    @Slot(str)
    def _on_load_failed(self, sentence: str) -> None:
        self._loads_pending -= 1
        self._asked_before.popleft()
        if not self._is_shut_down:
            self.load_failed.emit(sentence)  # may be answered by another load
            self._send_waiting()

    @Slot(object)
    def _on_model_moved(self, info: ModelInfo) -> None:
        self._info = info
        if not self._is_shut_down:
            self.loaded.emit(info)

    @Slot()
    def _send_waiting(self) -> None:
        """Send what waited for a model; without one the engine refuses it."""
        if not self.is_loading:
            waiting, self._waiting_jobs = self._waiting_jobs, []
            for job in waiting:
                self._send(job)
            self._asides.release()

    def _send(self, job: Job) -> None:
        self._asides.give_way()
        self._generate_requested.emit(job)

    @Slot()
    def _on_waiting_cancelled(self) -> None:
        for job in [job for job in self._waiting_jobs if job.cancelled.is_set()]:
            self._waiting_jobs.remove(job)
            self._jobs.end(job, cancelled_end())
