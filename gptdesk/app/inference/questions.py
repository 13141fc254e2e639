"""Questions beside the answers: what one is, and the queue of those that wait for their turn.

Plain Python, no Qt; the window's thread puts questions in, the thread that answers takes them out.
Owns who comes first.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from threading import Event, Lock
from typing import Any, ClassVar, Generic, TypeVar

from gptdesk.engine.types import Progress

Source = TypeVar("Source", contravariant=True)  # who is asked: the engine, or the tokenizer
Answer = TypeVar("Answer", covariant=True)


class Priority(IntEnum):
    """When the turn of a question comes; the smallest number first."""

    BETWEEN_TOKENS = 0  # also in the midst of an answer or of another question
    DURING_ANSWER = 1  # from its first token on; it and the question go on by turns
    INSIDE = 2  # after answers, before all else
    AFTER_ANSWERS = 3
    LAST = 4


class Question(ABC, Generic[Source, Answer]):
    """A question, as a frozen dataclass; a new kind of question is a new subclass.

    Attributes:
        priority: when its turn comes.
        is_newest_first: of several that wait, the last one that was asked comes first.
        is_only_newest_wanted: a newer one of its kind replaces it.
        is_for_tokenizer: the tokenizer is asked, in its own thread, and not the engine.
    """

    priority: ClassVar[Priority] = Priority.AFTER_ANSWERS
    is_newest_first: ClassVar[bool] = False
    is_only_newest_wanted: ClassVar[bool] = False
    is_for_tokenizer: ClassVar[bool] = False

    @property
    def kind(self) -> type:
        """What has to be the same for one question to replace another."""
        return type(self)

    @property
    def reads_as_stored(self) -> bool:
        """Whether the engine keeps the weights as stored, and what it read with them, for it."""
        return False

    @abstractmethod
    def run(self, source: Source, cancelled: Event, progress: Progress) -> Answer | None:
        """Find the answer, in the thread that owns `source`.

        Args:
            source: who is asked.
            cancelled: once set, come to an end as soon as possible.
            progress: to be called now and then with tokens done and tokens in all; a more urgent
                question may be answered meanwhile.

        Returns:
            The answer; None if it was left unanswered after `cancelled`, and has to be asked again
            when the way is free.

        Raises:
            GPTDeskError: with a sentence for the user.
        """

    def leaves(self, running: Any) -> bool:  # another question of the same kind
        """Return whether an older one that runs is of no use any more."""
        return self.is_only_newest_wanted

    def unbegun_answer(self) -> Answer | None:
        """Return the answer if it is stopped before its turn; None is no answer at all."""
        return None


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A question that was asked; equal only to itself.

    Attributes:
        number: counts up over all questions.
        question: what is asked.
        cancelled: once set, it is left as soon as possible.
    """

    number: int
    question: Question[Any, Any]
    cancelled: Event = field(default_factory=Event)


class QuestionQueue:
    """What waits and what runs, with at most one wake-up on its way.

    While it is held (`hold`, `release`) nothing is taken. While an answer waits or runs, only
    questions of the first two priorities are, and only by `take_between_tokens`.
    """

    def __init__(self, wake: Callable[[], None], *, is_held: bool = False) -> None:
        """Begin empty.

        Args:
            wake: called, in either thread, when the other side has something to take.
            is_held: nothing is taken before `release`.
        """
        self._wake = wake
        self._lock = Lock()
        self._waiting: list[Asked] = []
        self._running: list[Asked] = []  # two, where one is answered in the midst of another
        self._stopped: set[int] = set()  # numbers of those that run and are not asked again
        self._open_answers = 0
        self._is_held = is_held
        self._is_closed = False
        self._is_wake_up_pending = False

    # -- the window's side

    def put(self, asked: Asked) -> list[Asked]:
        """Add a question; return those that it replaces before their turn came.

        Of its kind, what runs and is of no use any more is left.
        """
        question = asked.question
        with self._lock:
            if self._is_closed:
                return []
            replaced: list[Asked] = []
            if question.is_only_newest_wanted:
                replaced = self._take_out(lambda other: other.question.kind is question.kind)
            self._waiting.append(asked)
            for other in self._running:
                if other.question.kind is question.kind and question.leaves(other.question):
                    other.cancelled.set()
        self._announce()
        return replaced

    def stop(self, number: int) -> Asked | None:
        """Leave a question for good; return it if its turn had not come."""
        with self._lock:
            for running in self._running:
                if running.number == number:
                    running.cancelled.set()
                    self._stopped.add(number)
            waiting = self._take_out(lambda other: other.number == number)
        return waiting[0] if waiting else None

    def open_answer(self) -> None:
        """Let an answer go first: what runs is left, and asked again later."""
        with self._lock:
            self._open_answers += 1
            _cancel(self._running)

    def hold(self) -> None:
        """Hand nothing out until `release`, because another model is on its way."""
        with self._lock:
            self._is_held = True
            _cancel(self._running)

    def release(self) -> None:
        """Hand out again."""
        with self._lock:
            self._is_held = False
        self._announce()

    def drop_before(self, number: int) -> list[Asked]:
        """Take out what was asked before `number` and waits; return it in order."""
        with self._lock:
            old = self._take_out(lambda other: other.number < number)
        return sorted(old, key=lambda asked: asked.number)

    def close(self) -> None:
        """Leave everything; nothing goes in or out any more."""
        with self._lock:
            self._is_closed = True
            self._waiting.clear()
            _cancel(self._running)

    # -- the side that answers

    def close_answer(self) -> None:
        """Note that an answer ended."""
        with self._lock:
            self._open_answers -= 1
        self._announce()

    def take(self) -> Asked | None:
        """Return what is to be answered next, if anything; `put_down` follows."""
        with self._lock:
            self._is_wake_up_pending = False
            return self._take(self._waiting) if self._has_next() else None

    def take_between_tokens(self, most: Priority) -> Asked | None:
        """Return what may be answered in the midst of something longer, if anything.

        Args:
            most: the last priority that may.
        """
        with self._lock:
            urgent = [asked for asked in self._waiting if asked.question.priority <= most]
            return self._take(urgent) if urgent and not self._is_held else None

    def put_down(self, asked: Asked, *, is_answered: bool) -> bool:
        """Note that the work on `asked` ended; return whether that was its end.

        One that was left unanswered waits again, unless it was stopped or a newer one replaces it.
        """
        question = asked.question
        with self._lock:
            self._running.remove(asked)
            is_stopped = asked.number in self._stopped
            self._stopped.discard(asked.number)
            is_replaced = question.is_only_newest_wanted and any(
                other.question.kind is question.kind for other in self._waiting
            )
            is_over = is_answered or is_stopped or is_replaced or self._is_closed
            if not is_over:
                self._waiting.append(Asked(asked.number, question))
        self._announce()
        return is_over

    # -- both

    def _announce(self) -> None:
        with self._lock:
            must_wake = self._has_next() and not self._is_wake_up_pending
            self._is_wake_up_pending |= must_wake
        if must_wake:
            self._wake()

    # -- with the lock held

    def _has_next(self) -> bool:
        return bool(self._waiting) and not self._is_held and self._open_answers == 0

    def _take(self, among: list[Asked]) -> Asked:
        asked = min(among, key=_turn)
        self._waiting.remove(asked)
        self._running.append(asked)
        return asked

    def _take_out(self, is_meant: Callable[[Asked], bool]) -> list[Asked]:
        out = [asked for asked in self._waiting if is_meant(asked)]
        self._waiting = [asked for asked in self._waiting if asked not in out]
        return out


def _turn(asked: Asked) -> tuple[int, int]:
    question = asked.question
    return question.priority, -asked.number if question.is_newest_first else asked.number


def _cancel(asked: Iterable[Asked]) -> None:
    for one in asked:
        one.cancelled.set()
