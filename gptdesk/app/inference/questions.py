"""Asides that wait: questions about tokens that exist, answered beside the answers.

Plain Python, no Qt; the window's thread puts in, the network's takes out. Owns who comes first:
answers go before everything, then the place that is looked at, then *What if*, then the figures of
prompts, the last asked for first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Event, Lock

from gptdesk.engine.inspection.values import PipelineRequest, WhatIfRequest

AsideRequest = PipelineRequest | WhatIfRequest | tuple[int, ...]  # ids: the figures of each


@dataclass(frozen=True, slots=True, eq=False)
class Aside:
    """One question; equal only to itself.

    Attributes:
        number: of the request.
        request: what is asked.
        cancelled: once set, it is left as soon as possible.
    """

    number: int
    request: AsideRequest
    cancelled: Event = field(default_factory=Event)


class AsideBox:
    """What waits and what runs, with at most one wake-up on its way.

    Nothing is taken while a model is on its way (`hold`, `release`), and while an answer waits or
    runs only the newest place, and only by `take_explain`, between two of its tokens.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._explain: Aside | None = None
        self._what_if: Aside | None = None
        self._measures: list[Aside] = []
        self._running: list[Aside] = []  # two, where a place is explained in the midst of another
        self._open_answers = 0
        self._is_held = True
        self._is_closed = False
        self._is_wake_up_pending = False

    # -- the window's side

    def put(self, number: int, request: AsideRequest) -> bool:
        """Add a question; return whether the other side has to be woken now.

        One about a place replaces the one that waits, and leaves the one that runs when that is
        about another place. *What if* leaves the one that runs; one that waits is to be taken out
        before.
        """
        aside = Aside(number, request)
        with self._lock:
            if self._is_closed:
                return False
            if isinstance(request, PipelineRequest):
                self._explain = aside
                self._leave(other for other in self._running if _is_elsewhere(other, request))
            elif isinstance(request, WhatIfRequest):
                self._what_if = aside
                self._leave(other for other in self._running if _is_what_if(other))
            else:
                self._measures.append(aside)
            return self._announce()

    def cancel_what_if(self) -> Aside | None:
        """Leave the *What if* that runs; return the one that had not begun."""
        with self._lock:
            waiting, self._what_if = self._what_if, None
            self._leave(other for other in self._running if _is_what_if(other))
        return waiting

    def open_answer(self) -> None:
        """Let an answer go first: what runs is left, and but for *What if* done again later."""
        with self._lock:
            self._open_answers += 1
            self._leave(self._running)

    def hold(self) -> None:
        """Hand nothing out until `release`, because another model is on its way."""
        with self._lock:
            self._is_held = True
            self._leave(self._running)

    def release(self) -> bool:
        """Hand out again; return whether the other side has to be woken now."""
        with self._lock:
            self._is_held = False
            return self._announce()

    def drop_before(self, number: int) -> list[int]:
        """Take out what was asked for before `number`, which has not begun; return the numbers."""
        with self._lock:
            waiting = [self._explain, self._what_if, *self._measures]
            old = [aside for aside in waiting if aside is not None and aside.number < number]
            if self._explain in old:
                self._explain = None
            if self._what_if in old:
                self._what_if = None
            self._measures = [aside for aside in self._measures if aside not in old]
        return sorted(aside.number for aside in old)

    def close(self) -> None:
        """Leave everything; nothing goes in or out any more."""
        with self._lock:
            self._is_closed = True
            self._explain = self._what_if = None
            self._measures.clear()
            self._leave(self._running)

    # -- the network's side

    def close_answer(self) -> bool:
        """Note that an answer ended; return whether a wake-up has to be sent."""
        with self._lock:
            self._open_answers -= 1
            return self._announce()

    def take(self) -> Aside | None:
        """Return what is to be done next, if anything; `put_down` follows."""
        with self._lock:
            self._is_wake_up_pending = False
            if not self._has_next():
                return None
            if self._explain is not None:
                aside, self._explain = self._explain, None
            elif self._what_if is not None:
                aside, self._what_if = self._what_if, None
            else:
                aside = self._measures.pop()
            self._running.append(aside)
            return aside

    def take_explain(self) -> Aside | None:
        """Return the place to be looked at, also in the midst of something else."""
        with self._lock:
            if self._explain is None or self._is_held:
                return None
            aside, self._explain = self._explain, None
            self._running.append(aside)
            return aside

    def put_down(self, aside: Aside, *, is_done: bool) -> bool:
        """Note that `aside` ended; return whether a wake-up has to be sent.

        One that was left undone waits again, unless a newer one has taken its place.
        """
        with self._lock:
            self._running.remove(aside)
            again = Aside(aside.number, aside.request)
            if is_done or self._is_closed or _is_what_if(aside):
                pass
            elif not isinstance(aside.request, PipelineRequest):
                self._measures.append(again)
            elif self._explain is None:
                self._explain = again
            return self._announce()

    # -- with the lock held

    def _has_next(self) -> bool:
        if self._is_held or self._open_answers > 0:
            return False
        return self._explain is not None or self._what_if is not None or bool(self._measures)

    def _announce(self) -> bool:
        must_wake = self._has_next() and not self._is_wake_up_pending
        self._is_wake_up_pending |= must_wake
        return must_wake

    @staticmethod
    def _leave(asides: Iterator[Aside] | list[Aside]) -> None:
        for aside in asides:
            aside.cancelled.set()


def _is_what_if(aside: Aside) -> bool:
    return isinstance(aside.request, WhatIfRequest)


def _is_elsewhere(aside: Aside, request: PipelineRequest) -> bool:
    """Tell whether `aside` looks at another place than `request`.

    At the same place its forward pass is wanted all the same: only the settings changed.
    """
    other = aside.request
    return isinstance(other, PipelineRequest) and (
        other.keep_tokens != request.keep_tokens or other.ids != request.ids
    )
