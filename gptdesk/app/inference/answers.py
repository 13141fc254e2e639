"""Answers on their way: jobs to the network's thread, and their events back to the window.

A `Job` goes out, its events come back through one `HandOver`, at the window's pace. `AnswerStream`
lives in the window's thread, never blocks it, and gives each job exactly one end; the rest is plain
values that cross between the threads.
"""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass, field, replace
from threading import Event, Lock

from PySide6.QtCore import QElapsedTimer, QObject, Signal, Slot

from gptdesk.app.system.timers import Pace, single_shot
from gptdesk.engine.types import (
    ContextShifted,
    FinishReason,
    GenerationEnd,
    GenerationRequest,
    GenerationStats,
    GenerationStep,
    PromptReady,
)

HAND_OVER_MS = 33  # the window is left alone for at least this long between two hand-overs
_LONGEST_MS = 150  # and for no longer: text that comes seven times a second still flows
_WINDOW_SHARE = 0.03  # of one core, for showing an answer
_READ_PER_S = 60  # tokens; text that comes faster is looked over, not read
_UNREAD_LONGER = 5 / 3  # times as long the window is left alone then
_ANOTHER_RUN_S = 1.0  # between two hand-overs

RunningEvent = PromptReady | GenerationStep | ContextShifted  # what comes before the end


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """One answer that was asked for; equal only to itself.

    Attributes:
        id: counts up from 1.
        request: what to generate.
        cancelled: once set, the job ends before its next token.
    """

    id: int
    request: GenerationRequest
    cancelled: Event = field(default_factory=Event)


@dataclass(frozen=True, slots=True)
class Failure:
    """The end of a job that raised; `sentence` is for the user."""

    sentence: str


Outcome = GenerationEnd | Failure  # exactly one per job, after all its events
Delivery = tuple[Job, RunningEvent | Outcome]


def cancelled_end() -> GenerationEnd:
    """Return the end of a job that was cancelled before it began."""
    nothing = GenerationStats(0, 0, time_to_first_token_s=None, decode_tokens_per_s=None)
    return GenerationEnd(FinishReason.CANCELLED, "", nothing)


class HandOver:
    """A buffer between two threads, with at most one wake-up on its way.

    However fast one side puts, the other is woken once per `take`, and once more where an answer
    ends: queued calls cannot pile up in front of the user's clicks.

    Attributes:
        has_end: the end of an answer waits.
    """

    def __init__(self) -> None:
        self.has_end = False
        self._lock = Lock()
        self._items: list[Delivery] = []
        self._is_wake_up_pending = False

    def put(self, job: Job, what: RunningEvent | Outcome) -> bool:
        """Add one delivery; return whether the other side has to be woken now."""
        is_end = isinstance(what, GenerationEnd | Failure)
        with self._lock:
            must_wake = not self._is_wake_up_pending and (is_end or not self._items)
            self._items.append((job, what))
            self._is_wake_up_pending |= must_wake
            self.has_end |= is_end
        return must_wake

    def note_wake_up(self) -> None:
        """Note, on the other side, that the wake-up has come."""
        with self._lock:
            self._is_wake_up_pending = False

    def take(self) -> list[Delivery]:
        """Return all deliveries in order; the next `put` wakes again."""
        with self._lock:
            items, self._items = self._items, []
            self.has_end = False
        return items


class _Work:
    """What this thread works from one hand-over to the next, painting included."""

    def __init__(self) -> None:
        self._worked_s, self._at_s = time.thread_time(), time.perf_counter()

    def since_last_s(self) -> float | None:
        """Return the seconds of work since it was asked last; None: not for one answer."""
        work_s, self._worked_s = time.thread_time() - self._worked_s, time.thread_time()
        time_s, self._at_s = time.perf_counter() - self._at_s, time.perf_counter()
        return work_s if time_s <= _ANOTHER_RUN_S else None


class AnswerStream(QObject):
    """Opens jobs, hands their events on, and closes them.

    Attributes:
        hand_over: where the worker puts events.

    Signals:
        events_ready: a `Job` and a tuple of its events in order.
        finished: a `Job` and its `GenerationEnd`, after its last events.
        failed: a `Job` and a sentence. Each job ends in exactly one of `finished` and `failed`.
    """

    events_ready = Signal(object, object)
    finished = Signal(object, object)
    failed = Signal(object, str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.hand_over = HandOver()
        self._ids = itertools.count(1)
        self._open: dict[int, Job] = {}
        self._cut: dict[int, int] = {}  # cancelled: how many tokens of them were dropped
        self._since_drain = QElapsedTimer()
        self._since_drain.start()
        self._work = _Work()
        self._pace = Pace(HAND_OVER_MS, _LONGEST_MS, _WINDOW_SHARE)
        self._pause_ms = HAND_OVER_MS
        self._timer = single_shot(self, then=self.drain, is_precise=True)

    @property
    def jobs(self) -> tuple[Job, ...]:
        """Those that have not ended."""
        return tuple(self._open.values())

    def open_job(self, request: GenerationRequest) -> Job:
        """Return a new job; where it is fast, its prompt comes together with the first tokens."""
        job = Job(next(self._ids), request)
        self._open[job.id] = job
        self._pause_ms = HAND_OVER_MS
        self._since_drain.start()
        return job

    def end_job(self, job: Job, outcome: Outcome) -> None:
        """Emit the one terminal signal of `job`."""
        if self._open.pop(job.id, None) is None:
            return  # given its end by `close`
        if isinstance(outcome, Failure):
            self.failed.emit(job, outcome.sentence)
        elif job.id in self._cut:
            # The answer ends where it was when Stop was pressed; what was held back then belongs
            # after text that was dropped.
            tokens = outcome.stats.new_tokens - self._cut[job.id]
            end = replace(
                outcome,
                reason=FinishReason.CANCELLED,
                text="",
                stats=replace(outcome.stats, new_tokens=tokens),
                retracted_chars=0,
            )
            self.finished.emit(job, end)
        else:
            self.finished.emit(job, outcome)
        self._cut.pop(job.id, None)

    def hurry(self) -> None:
        """Take the end of what was cancelled as soon as it is there."""
        if self._timer.isActive():
            self._timer.start(0)
        self._pause_ms = 0

    def close(self) -> None:
        """Hand over what waits, and give every open job its end."""
        self._timer.stop()
        self.drain()
        for job in self.jobs:
            self.end_job(job, cancelled_end())

    @Slot()
    def on_events_available(self) -> None:
        """Take the events when the window has had its pause; now where an answer has ended."""
        self.hand_over.note_wake_up()
        left_ms = self._pause_ms - self._since_drain.elapsed()
        if left_ms <= 0 or self.hand_over.has_end:
            self.drain()
        elif not self._timer.isActive():
            self._timer.start(left_ms)

    @Slot()
    def drain(self) -> None:
        """Hand over all that waits: joined per job, in order."""
        taken = self.hand_over.take()
        if not taken:
            return
        work_s = self._work.since_last_s()
        if work_s is not None:
            self._pace.note(work_s)
        waited_ms = self._since_drain.elapsed()
        tokens = sum(isinstance(what, GenerationStep) for _, what in taken)
        is_ending = any(job.cancelled.is_set() for job in self._open.values())
        self._pause_ms = pause_after(0 if is_ending else tokens, waited_ms, self._pace.pause_ms)
        for job, deliveries in itertools.groupby(taken, _job_of):
            self._hand_on(job, [what for _, what in deliveries])
        self._since_drain.start()

    def _hand_on(self, job: Job, deliveries: list[RunningEvent | Outcome]) -> None:
        last = deliveries[-1]
        outcome = deliveries.pop() if isinstance(last, GenerationEnd | Failure) else None
        if deliveries and job.cancelled.is_set():
            dropped = sum(
                isinstance(what, GenerationStep) and not what.record.is_forced
                for what in deliveries
            )
            self._cut[job.id] = self._cut.get(job.id, 0) + dropped
        elif deliveries:
            self.events_ready.emit(job, tuple(deliveries))
        if isinstance(outcome, GenerationEnd | Failure):
            self.end_job(job, outcome)


def pause_after(tokens: int, waited_ms: int, pause_ms: int) -> int:
    """Return how long the window is left alone after a hand-over, milliseconds.

    Args:
        tokens: what it brought; after none the first one is waited for, and comes at once.
        waited_ms: since the one before.
        pause_ms: for text that is read while it comes.
    """
    if tokens == 0:
        return 0
    is_read = 1000 * tokens <= _READ_PER_S * waited_ms
    return pause_ms if is_read else round(_UNREAD_LONGER * pause_ms)


def _job_of(delivery: Delivery) -> Job:
    return delivery[0]
