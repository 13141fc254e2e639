"""The effect of many changes, each alone: every head off, every token away, a few at a time.

Owns the order in which they are tried and the rows that are known so far; must not know how an
effect is computed, nor how a row looks.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.app.viewmodels.inside.looking import InsideViewModel
from gptdesk.app.viewmodels.inside.walking import Page
from gptdesk.engine.inside.values import (
    Contributions,
    ContributionsRequest,
    Effect,
    TextPlace,
    TriedHeads,
    TriedTokens,
    TryHeadsRequest,
    TryTokensRequest,
)
from gptdesk.engine.run.context import context_start, tokens_kept

Head = tuple[int, int]  # block and head, from 1
Part = Head | int  # a head, or a token's place

_FIRST_BATCH, _MOST_IN_BATCH = 4, 64
_BATCH_S = 0.1  # what a batch may take: so long another question waits
_MOST_TRIALS = 8  # kept, the oldest go first


class Way(StrEnum):
    """How a part is taken away."""

    ZERO = "zero"  # a head writes nothing
    MEAN = "mean"  # a head writes its mean over the text
    HIDDEN = "hidden"  # no later place reads the token
    LEFT_OUT = "left_out"  # the text without the token

    @property
    def is_of_heads(self) -> bool:
        """Whether heads are tried, and not tokens."""
        return self in {Way.ZERO, Way.MEAN}


@dataclass(frozen=True, slots=True)
class Tried:
    """What one part alone does.

    Attributes:
        part: which.
        direct: what it wrote to the target's logit itself, centred; None of a token.
        effect: what came of taking it away.
    """

    part: Part
    direct: float | None
    effect: Effect


@dataclass(frozen=True, slots=True)
class Where:
    """What a trial is about, beside the changes.

    Attributes:
        way: how parts are taken away.
        ids: the text up to the place.
        keep_tokens: as of the place.
        target_id: the token that is asked about.
        model_sha256: of whose numbers.
    """

    way: Way
    ids: tuple[int, ...]
    keep_tokens: int | None
    target_id: int
    model_sha256: str


@dataclass(frozen=True, slots=True)
class Trial:
    """All parts that are tried at a place in one way.

    Attributes:
        where: what it is about.
        at: the same, with the changes that each part comes on top of.
        parts: in the order in which they are tried; empty until the order is known.
        rows: of the first of them.
        problem: a sentence: why it does not go on.
    """

    where: Where
    at: TextPlace
    parts: tuple[Part, ...] = ()
    rows: tuple[Tried, ...] = ()
    problem: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether all are known."""
        return bool(self.parts) and len(self.rows) == len(self.parts)


class Trying(QObject):
    """Tries every head, or every token, at the place that is looked at.

    One trial runs at a time. What is known of the latest few is kept, and shown again at its place.

    Signals:
        changed: a row, the end of a trial, or another one that runs.
    """

    changed = Signal()

    def __init__(
        self,
        inside: InsideViewModel,
        parent: QObject | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._inside = inside
        self._clock = clock
        self._trials: dict[Where, Trial] = {}  # the latest last
        self._running: Where | None = None
        self._asked: int | None = None  # the number of the question that runs
        self._asked_at = 0.0
        self._batch = _FIRST_BATCH
        inside.place_changed.connect(self._on_place_changed)
        inside.step_changed.connect(self._on_step_changed)
        inside.model_changed.connect(self._on_model_changed)

    def trial(self, way: Way, target_id: int | None) -> Trial | None:
        """Return what is known at the place that is looked at; None where nothing was tried."""
        where = self._where(way, target_id)
        return None if where is None else self._trials.get(where)

    def is_running(self, trial: Trial | None) -> bool:
        """Return whether rows of a trial are on their way."""
        return trial is not None and trial.where == self._running

    def start(self, way: Way, target_id: int) -> None:
        """Try all parts, on top of the changes of now; go on where that was stopped."""
        at, where = self._inside.at, self._where(way, target_id)
        if at is None or where is None:
            return
        self.stop()
        trial = self._trials.get(where)
        if trial is None or trial.is_whole or trial.at.changes != at.changes:
            trial = Trial(where, at)
        self._running, self._batch = where, _FIRST_BATCH
        self._keep(replace(trial, problem=""))
        self._go_on(where)

    @Slot()
    def stop(self) -> None:
        """Try no more; what is known stays."""
        if self._running is None:
            return
        self._running = None
        if self._asked is not None:
            self._inside.stop(self._asked)
        self.changed.emit()

    # -- a few at a time

    def _keep(self, trial: Trial) -> None:
        self._trials.pop(trial.where, None)
        self._trials[trial.where] = trial
        while len(self._trials) > _MOST_TRIALS:
            del self._trials[next(iter(self._trials))]
        self.changed.emit()

    def _go_on(self, where: Where) -> None:
        """Ask for the next few, or in which order they come."""
        trial = self._trials[where]
        if not trial.parts and not where.way.is_of_heads:  # the nearest come first
            parts = range(trial.at.place - 1, self._context_start(trial.at), -1)
            trial = replace(trial, parts=tuple(parts))
            self._trials[where] = trial
        if len(trial.rows) == len(trial.parts) and (trial.parts or not where.way.is_of_heads):
            self._end()
            return
        if trial.parts:
            done = len(trial.rows)
            request = _request(trial, trial.parts[done : done + self._batch])
            then = partial(self._on_rows, trial.where, trial.at)
        else:
            request = ContributionsRequest(trial.at, where.target_id)
            then = partial(self._on_order, trial.where)
        self._asked_at = self._clock()
        failed = partial(self._on_failed, trial.where)
        self._asked = self._inside.ask(request, then, failed, is_of_place=False)
        if self._asked is None:
            self._end()

    def _end(self) -> None:
        self._running = self._asked = None
        self.changed.emit()

    def _on_order(self, where: Where, account: Contributions) -> None:
        """The largest direct part comes first."""
        if where != self._running:
            return
        heads = [part for part in account.parts if part.name.startswith("head ")]
        heads.sort(key=lambda part: -abs(part.centred))
        names = (part.name.removeprefix("head ").split(".") for part in heads)
        parts = tuple((int(block), int(head)) for block, head in names)
        self._keep(replace(self._trials[where], parts=parts))
        self._go_on(where)

    def _on_rows(self, where: Where, at: TextPlace, answer: TriedHeads | TriedTokens) -> None:
        """Keep what is known, also of a question that was stopped."""
        trial = self._trials.get(where)
        if trial is None or trial.at != at:
            return
        rows, done = _rows(answer), len(trial.rows)
        if tuple(row.part for row in rows) == trial.parts[done : done + len(rows)]:
            self._trials[where] = replace(trial, rows=(*trial.rows, *rows))
        if where == self._running:
            took = max(self._clock() - self._asked_at, 1e-6)
            in_time = round(len(rows) * _BATCH_S / took)
            self._batch = min(max(in_time, 1), 2 * self._batch, _MOST_IN_BATCH)
            self._go_on(where)
        self.changed.emit()

    def _on_failed(self, where: Where, sentence: str) -> None:
        if where == self._running:
            self._trials[where] = replace(self._trials[where], problem=sentence)
            self._end()

    # -- what happens

    @Slot()
    def _on_place_changed(self) -> None:
        """Stop where nobody looks any more; other changes at the same place do not matter."""
        running = self._running
        if running is not None and self._where(running.way, running.target_id) != running:
            self.stop()

    @Slot()
    def _on_model_changed(self) -> None:
        """What was asked is never answered; the user can go on."""
        self._asked = None
        self.stop()

    @Slot()
    def _on_step_changed(self) -> None:
        """Stop before the order is known: another page may ask what it comes from."""
        is_here = self._inside.step.page is Page.WHAT_IF
        if not is_here and self._running is not None and not self._trials[self._running].parts:
            self.stop()

    def _context_start(self, at: TextPlace) -> int:
        """Return how many tokens of a text the network did not see any more."""
        length = at.place if self._inside.shape is None else self._inside.shape.context_length
        return context_start(at.place, length, tokens_kept(at.keep_tokens, length))

    def _where(self, way: Way, target_id: int | None) -> Where | None:
        at, info = self._inside.at, self._inside.info
        if at is None or info is None or target_id is None:
            return None
        return Where(way, at.ids[: at.place], at.keep_tokens, target_id, info.sha256)


def _request(trial: Trial, parts: tuple[Part, ...]) -> TryHeadsRequest | TryTokensRequest:
    at, way, target_id = trial.at, trial.where.way, trial.where.target_id
    if way.is_of_heads:
        heads = tuple(part for part in parts if isinstance(part, tuple))
        return TryHeadsRequest(at, heads, target_id, uses_mean=way is Way.MEAN)
    places = tuple(part for part in parts if isinstance(part, int))
    return TryTokensRequest(at, places, target_id, is_left_out=way is Way.LEFT_OUT)


def _rows(answer: TriedHeads | TriedTokens) -> tuple[Tried, ...]:
    if isinstance(answer, TriedHeads):
        return tuple(Tried((one.block, one.head), one.centred, one.effect) for one in answer.heads)
    return tuple(Tried(one.place, None, one.effect) for one in answer.tokens)
