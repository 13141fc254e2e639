"""The lens of the place, and of all places: what every point of the stream would say.

Owns the answers, which of them are still true, and the order in which columns of the grid are
asked for. Formats nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.app.system.timers import single_shot
from gptdesk.app.viewmodels.inside.looking import OLD_FOR_MS, InsideViewModel
from gptdesk.app.viewmodels.inside.target import TargetViewModel
from gptdesk.engine.inside.values import (
    Lens,
    LensGrid,
    LensGridRequest,
    LensPoint,
    LensRequest,
    TextPlace,
)
from gptdesk.engine.types import ModelInfo

MOST_KL = 10.0  # nats, the end of its axis
_CHUNK = 2  # places asked for at once: on 124M they take 90 ms, and a move of the place waits


class Statistic(StrEnum):
    """What the curve and the grid show of a point."""

    P = "p"
    TOP = "top"  # the most probable token, by its p
    RANK = "rank"
    ENTROPY = "entropy"
    KL = "kl"

    def of(self, point: LensPoint) -> float:
        """Return the figure."""
        return {
            Statistic.P: point.outcome.p,
            Statistic.TOP: point.outcome.top[0].p,
            Statistic.RANK: float(point.outcome.rank),
            Statistic.ENTROPY: point.outcome.entropy_bits,
        }.get(self, point.kl_nats)

    def height_of(self, value: float, vocabulary: int) -> float:
        """Return how far up a figure stands between the ends of its axis, 0 … 1.

        Args:
            value: the figure.
            vocabulary: how many tokens there are: the last rank, and 2 to the highest entropy.
        """
        if self in {Statistic.P, Statistic.TOP}:
            return value
        if self is Statistic.RANK:
            return 1 - math.log(value) / math.log(max(vocabulary, 2))
        if self is Statistic.ENTROPY:
            return value / math.log2(max(vocabulary, 2))
        return min(value / MOST_KL, 1.0)


class LensViewModel(QObject):
    """The lens at the place of `inside`, for the token of `target`.

    Attributes:
        selected: the name of the point that is marked; it outlives the page.
        statistic: what curve and grid show.

    Signals:
        changed: `lens` is another one, or none.
        selected_changed: `selected` is another one.
        grid_changed: `columns` has more, or begins anew.
    """

    changed = Signal()
    selected_changed = Signal()
    grid_changed = Signal()

    def __init__(
        self, inside: InsideViewModel, target: TargetViewModel, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._inside = inside
        self._target = target
        self._lens: Lens | None = None
        self._known: tuple[TextPlace, int | None] | None = None  # whose lens it is
        self.selected = ""
        self.statistic = Statistic.P
        self._columns: dict[int, tuple[LensPoint, ...]] = {}
        self._text: tuple[TextPlace | None, ModelInfo | None] = (None, None)  # whose they are
        self._problem = ""
        self._wanted = range(0)
        self._asked: int | None = None
        self._old_timer = single_shot(self, OLD_FOR_MS, self._forget_old)
        inside.place_changed.connect(self._on_place_changed)
        target.changed.connect(self._old_timer.start)

    # -- at the place

    @property
    def lens(self) -> Lens | None:
        """All points; None while the place's own are not there."""
        return self._lens

    @property
    def vocabulary_size(self) -> int:
        """Tokens of the model in use: the last rank."""
        info = self._inside.info
        return 2 if info is None else info.vocabulary.size

    def look(self) -> None:
        """Ask for the lens at the place, unless it is here."""
        at, target_id = self._inside.at, self._target.target_id
        if at is not None and (self._lens is None or (at, target_id) != self._known):
            request = LensRequest(at, target_id)
            self._inside.ask(request, partial(self._on_lens, (at, target_id)))

    def select(self, point: str) -> None:
        """Mark another point, by its name."""
        if point != self.selected:
            self.selected = point
            self.selected_changed.emit()

    def _on_lens(self, key: tuple[TextPlace, int | None], lens: Lens) -> None:
        if key == (self._inside.at, self._target.target_id):
            self._old_timer.stop()
            self._lens, self._known = lens, key
            self.changed.emit()

    @Slot()
    def _on_place_changed(self) -> None:
        self._known = None
        self._old_timer.start()
        at, info = self._inside.at, self._inside.info
        if info is not self._text[1] or not _is_same_text(at, self._text[0]):
            self.leave_grid()
            self._text, self._columns, self._problem = (at, info), {}, ""
            self.grid_changed.emit()

    @Slot()
    def _forget_old(self) -> None:
        if self._known != (self._inside.at, self._target.target_id):
            self._lens = None
            self.changed.emit()

    # -- at all places

    @property
    def columns(self) -> Mapping[int, tuple[LensPoint, ...]]:
        """Of the places that are known, the points "input", "1", … "L"."""
        return self._columns

    @property
    def grid_problem(self) -> str:
        """A sentence: why no more columns come; empty while they do."""
        return self._problem

    def show_places(self, places: range) -> None:
        """Ask for the columns of `places`, nearest to the place that is looked at first."""
        self._wanted = places
        if self._asked is None:
            self._ask_chunk()

    def leave_grid(self) -> None:
        """Ask for no more columns."""
        self._wanted = range(0)
        self._inside.forget(self._asked)
        self._asked = None

    def _ask_chunk(self) -> None:
        at = self._inside.at
        if at is None:
            return
        last = len(at.ids)
        missing = [place for place in self._wanted if place <= last and place not in self._columns]
        missing.sort(key=lambda place: abs(place - at.place))
        if missing:
            request = LensGridRequest(at, tuple(sorted(missing[:_CHUNK])))
            self._asked = self._inside.ask(
                request, self._on_columns, self._on_grid_failed, is_of_place=False
            )

    def _on_columns(self, grid: LensGrid) -> None:
        self._asked = None
        self._columns.update(zip(grid.places, grid.columns, strict=True))
        self.grid_changed.emit()
        self._ask_chunk()

    def _on_grid_failed(self, sentence: str) -> None:
        self._asked, self._problem = None, sentence
        self.grid_changed.emit()


def _is_same_text(one: TextPlace | None, other: TextPlace | None) -> bool:
    """Return whether the network reads the same in both."""
    if one is None or other is None:
        return one is other
    return replace(one, place=1) == replace(other, place=1)
