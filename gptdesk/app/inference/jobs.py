"""Values that cross between the window's thread and the network's: jobs, and their events.

Plain Python, no Qt: a `Job` goes out, its events come back through one `HandOver`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Event, Lock

from gptdesk.engine.types import (
    ContextShifted,
    FinishReason,
    GenerationEnd,
    GenerationRequest,
    GenerationStats,
    GenerationStep,
    PromptReady,
)

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

    However fast one side puts, the other is woken once per `take`: queued calls cannot pile up in
    front of the user's clicks.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._items: list[Delivery] = []
        self._is_wake_up_pending = False

    def put(self, job: Job, what: RunningEvent | Outcome) -> bool:
        """Add one delivery; return whether the other side has to be woken now."""
        with self._lock:
            self._items.append((job, what))
            must_wake = not self._is_wake_up_pending
            self._is_wake_up_pending = True
        return must_wake

    def take(self) -> list[Delivery]:
        """Return all deliveries in order; the next `put` wakes again."""
        with self._lock:
            items, self._items = self._items, []
            self._is_wake_up_pending = False
        return items
