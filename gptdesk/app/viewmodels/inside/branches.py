"""Two branches at the same stop of the network, and one patched into the other.

Owns which other branch it is, the questions about both, one after the other, and the differences.
Formats and draws nothing. *This* is the answer that is looked at.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from operator import mul
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.analysis.compare import Side, first_difference, sides_of
from gptdesk.app.system.error_text import sentence_for
from gptdesk.app.viewmodels.chat.chat import ChatViewModel
from gptdesk.app.viewmodels.conversations.history import HistoryAdapter
from gptdesk.app.viewmodels.inside.looking import InsideViewModel
from gptdesk.chat.messages import Message
from gptdesk.engine.inside.values import (
    AttentionRow,
    AttentionRowRequest,
    InsideRequest,
    NamedVector,
    Outcome,
    Patching,
    PatchingRequest,
    PlaceRequest,
    PlaceView,
    Spot,
    Stop,
    StopRequest,
    StopView,
    TextPlace,
    floats,
)
from gptdesk.errors import RequestError
from gptdesk.storage.history.types import Outline

_Shown = StopView | AttentionRow


@dataclass(frozen=True, slots=True)
class VectorPair:
    """A vector of both branches.

    Attributes:
        name: `NamedVector.name`.
        this, other, difference: lengths of both, and of one minus the other.
        cosine: of the two; None where one is zero.
    """

    name: str
    this: float
    other: float
    difference: float
    cosine: float | None


@dataclass(frozen=True, slots=True)
class WeightPair:
    """What a head reads from one place in both; None where a branch has no such place."""

    place: int
    this: float | None
    other: float | None


@dataclass(frozen=True, slots=True)
class ChancePair:
    """What both branches predict of one token."""

    token_id: int
    this: Outcome
    other: Outcome


@dataclass(frozen=True, slots=True)
class Pair:
    """The same stop of both branches.

    Attributes:
        spot: the stop.
        this, other: where.
        vectors: of the stop; empty at `Stop.SCORES`.
        weights: of the head, at `Stop.SCORES` only.
        chances: of the token that each predicts, this one's first; one if it is the same.
        candidates: tokens that this and the other think most probable, their own first.
    """

    spot: Spot
    this: TextPlace
    other: TextPlace
    vectors: tuple[VectorPair, ...]
    weights: tuple[WeightPair, ...]
    chances: tuple[ChancePair, ...]
    candidates: tuple[tuple[int, ...], tuple[int, ...]]


class BranchesViewModel(QObject):
    """Looks at two branches.

    Signals:
        sides_changed: `sides` or `chosen` may be others.
        pair_changed: `pair` or `problem` is another one.
        patching_changed: `patching`, `patching_problem` or `patching_done` is another one.
    """

    sides_changed = Signal()
    pair_changed = Signal()
    patching_changed = Signal()

    def __init__(
        self,
        inside: InsideViewModel,
        chat: ChatViewModel,
        history: HistoryAdapter,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._inside = inside
        self._chat = chat
        self._history = history
        self._sides: tuple[Side, ...] = ()
        self._chosen_id: str | None = None
        self._pair: Pair | None = None
        self._problem = ""
        self._asked_for: object = None  # of what the pair is that is shown or on its way
        self._patching: Patching | None = None
        self._patching_problem = ""
        self._patching_done: tuple[int, int] | None = None
        self._patching_of: object = None
        self._number: int | None = None
        inside.place_changed.connect(self._on_place_changed)

    # -- what is shown

    @property
    def sides(self) -> tuple[Side, ...]:
        """The branches beside this one; those of this prompt come first."""
        return self._sides

    @property
    def chosen(self) -> Side | None:
        """The other branch; None where there is none."""
        of_id = (side for side in self._sides if side.answer.id == self._chosen_id)
        return next(of_id, self._sides[-1] if self._sides else None)

    @property
    def pair(self) -> Pair | None:
        """The same stop of both; None until it is there."""
        return self._pair

    @property
    def problem(self) -> str:
        """A sentence: why there is no pair; empty where there is one, or one comes."""
        return self._problem

    @property
    def difference(self) -> int | None:
        """The first place, from 1, at which the two texts differ; None where they do not."""
        at, other = self._inside.at, self.chosen
        if at is None or other is None or not other.ids:
            return None
        index = first_difference(at.ids, other.ids)
        return None if index is None else index + 1

    @property
    def patching(self) -> Patching | None:
        """The picture, as far as it came; None where there is none."""
        return self._patching

    @property
    def patching_problem(self) -> str:
        """A sentence: why these two cannot be patched."""
        return self._patching_problem

    @property
    def patching_obstacle(self) -> str:
        """A sentence: why these two texts are not alike enough; empty where they are."""
        pair, view = self._pair, self._inside.view
        if pair is None or view is None:
            return ""
        try:
            PatchingRequest(pair.other, pair.this).where_they_differ(view.context_start)
        except RequestError as error:
            return sentence_for(error)
        return ""

    @property
    def patching_done(self) -> tuple[int, int] | None:
        """Values that are computed, of how many; None while none are."""
        return self._patching_done

    # -- what the user asks for

    def choose(self, index: int) -> None:
        """Compare with another of `sides`."""
        if 0 <= index < len(self._sides):
            self._chosen_id = self._sides[index].answer.id
            self.look()

    def choose_answer(self, answer_id: str) -> None:
        """Compare with a certain answer, if it is one of `sides` when both are asked for next."""
        self._chosen_id = answer_id
        self.sides_changed.emit()

    @Slot()
    def go_to_other(self) -> None:
        """Show the other branch in the chat, and look at the same place of it, as changed as here.

        This one is then the other.
        """
        inside, side, here = self._inside, self.chosen, self._inside.message
        at, changes = inside.at, inside.changes
        if side is None or at is None or here is None or isinstance(side.answer, Outline):
            return
        if self._chat.shown.show_message(side.answer.id):
            inside.show_place(side.answer, at.place, changes)
            self._chosen_id = here.id
            self.look()

    def look(self) -> None:
        """Find the branches, and ask for what is shown of both."""
        self._find_sides()
        inside, side = self._inside, self.chosen
        at, spot = inside.at, inside.step.spot
        if at is None or inside.view is None:
            return
        asked_for = (at, spot, side and side.ids)
        if asked_for == self._asked_for:
            return
        if self._patching_of != (at, side and side.ids):
            self._forget_patching()
        self._asked_for, self._problem = asked_for, ""
        if side is None:
            self._set_pair(None)
        elif isinstance(side.answer, Outline):
            self._read(side.answer.id)
        else:
            place = min(at.place, len(side.ids))
            other = TextPlace(side.ids, place, at.keep_tokens, at.changes)
            self._ask_both(at, other, spot)

    def patch(self, this_id: int, other_id: int) -> None:
        """Put the other's stream into this one, cell by cell.

        Args:
            this_id, other_id: the tokens whose chances are weighed against each other.
        """
        pair, side = self._pair, self.chosen
        if pair is None or side is None:
            return
        self._forget_patching()
        self._patching_of = (pair.this, side.ids)
        self._patching_done = (0, 0)
        request = PatchingRequest(pair.other, pair.this, other_id, this_id)
        self._number = self._inside.ask(
            request, self._on_patched, self._on_patching_failed, self._on_patching_progress
        )
        self.patching_changed.emit()

    @Slot()
    def stop_patching(self) -> None:
        """Stop; what is computed is shown."""
        if self._number is not None:
            self._inside.stop(self._number)

    @Slot()
    def leave(self) -> None:
        """Nobody looks any more: compute nothing further."""
        self._asked_for = None
        if self._patching_done is not None:
            self._forget_patching()

    @Slot()
    def _on_place_changed(self) -> None:
        """What was asked about the place before is not answered any more."""
        self._asked_for = None

    # -- both, one question after the other: a newer one of a kind replaces the one that waits

    def _ask_both(self, this: TextPlace, other: TextPlace, spot: Spot) -> None:
        shown: list[_Shown] = []
        views: list[PlaceView] = []
        requests: list[tuple[InsideRequest, Callable[[Any], object]]] = [
            (_stop_request(this, spot), shown.append),
            (_stop_request(other, spot), shown.append),
            (PlaceRequest(this), views.append),
            (PlaceRequest(other), views.append),
        ]
        asked_for = self._asked_for

        def go_on() -> None:
            if asked_for != self._asked_for:
                return  # another stop or branch is looked at by now
            if not requests and len(views) == 2:
                this_id, other_id = (view.target_id for view in views)
                requests.append((PlaceRequest(other, this_id), views.append))
                requests.append((PlaceRequest(this, other_id), views.append))
            if not requests:
                self._set_pair(_pair(spot, (this, other), shown, views))
                return
            request, take = requests.pop(0)
            self._inside.ask(request, partial(taken, take), self._on_failed)

        def taken(take: Callable[[Any], object], answer: object) -> None:
            take(answer)
            go_on()

        go_on()

    def _set_pair(self, pair: Pair | None) -> None:
        self._pair = pair
        self.pair_changed.emit()

    def _on_failed(self, sentence: str) -> None:
        self._problem = sentence
        self._set_pair(None)

    # -- the branches

    def _find_sides(self) -> None:
        """Take the other answers to this prompt, and the newest to the others in its place."""
        message, conversation = self._inside.message, self._chat.shown.tree.value
        sides: list[Side] = []
        if message is not None and message.id in self._chat.shown.tree:
            sides += sides_of(conversation, message.id)
            if message.parent is not None:
                sides += sides_of(conversation, message.parent)
            known = {message.id}
            sides = [
                side
                for side in sides
                if side.answer.id not in known
                and not known.add(side.answer.id)
                and side.answer.vocabulary_sha256 == message.vocabulary_sha256
                and (side.ids or isinstance(side.answer, Outline))
            ]
        if tuple(sides) != self._sides:
            self._sides = tuple(sides)
            self.sides_changed.emit()

    def _read(self, answer_id: str) -> None:
        """Ask the disk for a branch that nobody looked at yet."""
        conversation_id = self._chat.shown.tree.id

        def then(messages: tuple[Message, ...]) -> None:
            self._chat.shown.fill(conversation_id, messages)
            self.look()

        self._history.ask(
            lambda history: history.load_messages(conversation_id, (answer_id,)), then
        )

    # -- patching

    def _forget_patching(self) -> None:
        number, self._number = self._number, None
        self._inside.forget(number)
        self._patching, self._patching_problem, self._patching_done = None, "", None
        self._patching_of = None
        self.patching_changed.emit()

    def _on_patched(self, patching: Patching) -> None:
        self._patching, self._patching_done = patching, None
        self.patching_changed.emit()

    def _on_patching_failed(self, sentence: str) -> None:
        self._patching_problem, self._patching_done = sentence, None
        self.patching_changed.emit()

    def _on_patching_progress(self, done: int, total: int) -> None:
        self._patching_done = (done, total)
        self.patching_changed.emit()


def _stop_request(at: TextPlace, spot: Spot) -> InsideRequest:
    if spot.stop is Stop.SCORES:
        return AttentionRowRequest(at, spot.block, spot.head)
    return StopRequest(at, spot)


def _pair(
    spot: Spot,
    at: tuple[TextPlace, TextPlace],
    shown: Sequence[_Shown],
    views: Sequence[PlaceView],
) -> Pair:
    """Return both with their differences; `views` are own, own, this one's target, the other's."""
    this, other = shown
    own_this, own_other, this_target, other_target = views
    chances = [ChancePair(own_this.target_id, own_this.outcome, this_target.outcome)]
    if own_other.target_id != own_this.target_id:
        chances.append(ChancePair(own_other.target_id, other_target.outcome, own_other.outcome))
    vectors: tuple[VectorPair, ...] = ()
    weights: tuple[WeightPair, ...] = ()
    if isinstance(this, AttentionRow) and isinstance(other, AttentionRow):
        weights = _weights(this, other)
    elif isinstance(this, StopView) and isinstance(other, StopView):
        both = zip(this.vectors, other.vectors, strict=True)
        vectors = tuple(_vector_pair(one, two) for one, two in both)
    return Pair(
        spot, *at, vectors, weights, tuple(chances), (_candidates(own_this), _candidates(own_other))
    )


def _candidates(view: PlaceView) -> tuple[int, ...]:
    ids = (view.target_id, *(chance.token_id for chance in view.outcome.top))
    return tuple(dict.fromkeys(ids))


def _weights(this: AttentionRow, other: AttentionRow) -> tuple[WeightPair, ...]:
    ones, twos = (dict(enumerate(row.weights, row.first_place)) for row in (this, other))
    return tuple(
        WeightPair(place, ones.get(place), twos.get(place)) for place in sorted({*ones, *twos})
    )


def _vector_pair(this: NamedVector, other: NamedVector) -> VectorPair:
    a, b = floats(this.values), floats(other.values)
    product = math.fsum(map(mul, a, b))
    lengths = this.length * other.length
    return VectorPair(
        this.name,
        this.length,
        other.length,
        math.dist(a, b),
        product / lengths if lengths else None,
    )
