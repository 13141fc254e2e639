"""The steps of a walk through the network: which page, which stop, which block and head.

Owns the tours, the order of their steps, and the way from one to the next; asks nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby

from gptdesk.engine.inside.values import ANATOMIES, Anatomy, Spot, Stop


class Page(StrEnum):
    """The pages of the window *Under the hood*."""

    STOP = "stop"
    ATTENTION = "attention"  # the stop `Stop.SCORES`
    LENS = "lens"
    CONTRIBUTIONS = "contributions"
    WHAT_IF = "what_if"
    SPACE = "space"
    LEARNING = "learning"
    BRANCHES = "branches"
    KEPT = "kept"
    PLAY = "play"


# Of all designs of networks; which of them one has is said by its `Anatomy`.
IN_BLOCK = tuple(s for s in Stop if any(s in one.in_block for one in ANATOMIES.values()))
_ALL_STOPS = tuple(s for s in Stop if any(s in one.stops for one in ANATOMIES.values()))
_BEFORE_BLOCKS, _AFTER_BLOCKS = (Stop.TOKEN, Stop.INPUT), (Stop.FINAL_NORM, Stop.LOGITS)
OTHER_PAGES = tuple(page for page in Page if page not in {Page.STOP, Page.ATTENTION})
FIRST = Spot(Stop.TOKEN)


class Tour(StrEnum):
    """A way through some of the stops and pages, one for each text that the network is taught by.

    ALL is no tour: every stop, through every block, and every page.
    """

    ALL = "all"
    SHORT = "short"
    EMBEDDING = "embedding"
    ATTENTION = "attention"
    BLOCK = "block"
    WHOLE_MODEL = "whole_model"
    LEARNING = "learning"


@dataclass(frozen=True, slots=True)
class Entry:
    """A stop or a page as it stands in the list; a stop of a block stands for all blocks."""

    page: Page
    stop: Stop | None = None


def entry_of(place: Stop | Page) -> Entry:
    """Return the entry of a stop, or of a page that is none."""
    if isinstance(place, Page):
        return Entry(place)
    return Entry(Page.ATTENTION if place is Stop.SCORES else Page.STOP, place)


_PLACES: dict[Tour, tuple[Stop | Page, ...]] = {
    Tour.ALL: (*_ALL_STOPS, *OTHER_PAGES),
    Tour.SHORT: (
        Stop.TOKEN,
        Stop.INPUT,
        Stop.QUERY_KEY_VALUE,
        Stop.SCORES,
        Stop.WEIGHTED_SUM,
        Stop.PROJECTION,
        Stop.LOGITS,
    ),
    Tour.EMBEDDING: (Stop.TOKEN, Stop.INPUT, Page.SPACE, Stop.RESIDUAL_2, *_AFTER_BLOCKS),
    Tour.ATTENTION: (
        *_BEFORE_BLOCKS,
        Stop.QUERY_KEY_VALUE,
        Stop.ROTATION,
        Stop.SCORES,
        Stop.WEIGHTED_SUM,
        Stop.PROJECTION,
        Stop.RESIDUAL_1,
        Stop.NORM_2,
    ),
    Tour.BLOCK: (Stop.INPUT, *IN_BLOCK),
    Tour.WHOLE_MODEL: (
        *_ALL_STOPS,
        Page.LENS,
        Page.CONTRIBUTIONS,
        Page.LEARNING,
        Page.PLAY,
    ),
    Tour.LEARNING: (Stop.LOGITS, Page.LEARNING),
}
_THROUGH_ALL_BLOCKS = (Tour.ALL, Tour.WHOLE_MODEL)


def entries_of(tour: Tour, anatomy: Anatomy) -> tuple[Entry, ...]:
    """Return the stops and pages of a tour, in order, as far as a network has them."""
    places = (p for p in _PLACES[tour] if isinstance(p, Page) or p in anatomy.stops)
    return tuple(map(entry_of, places))


@dataclass(frozen=True, slots=True)
class Step:
    """Where the walk stands.

    Attributes:
        page: what is on show; the stops of the network have `Page.STOP` or `Page.ATTENTION`.
        spot: the stop, and the block and head that all pages speak of.
    """

    page: Page = Page.STOP
    spot: Spot = FIRST

    @property
    def entry(self) -> Entry:
        """What is marked in the list."""
        is_stop = self.page in {Page.STOP, Page.ATTENTION}
        return entry_of(self.spot.stop if is_stop else self.page)

    @property
    def is_of_block(self) -> bool:
        """Whether the stop is in every block once."""
        return self.entry.stop in IN_BLOCK

    def at(self, entry: Entry) -> Step:
        """Return the same block and head at a stop or a page of the list."""
        if entry.stop is None:
            return replace(self, page=entry.page)
        return Step(entry.page, replace(self.spot, stop=entry.stop))

    def at_stop(self, stop: Stop) -> Step:
        """Return the same block and head at a stop."""
        return self.at(entry_of(stop))

    def at_page(self, page: Page) -> Step:
        """Return another page, with the same block and head."""
        return self.at_stop(Stop.SCORES) if page is Page.ATTENTION else self.at(Entry(page))


def next_step(step: Step, direction: int, n_layers: int, tour: Tour, anatomy: Anatomy) -> Step:
    """Return the step after or before one on a tour; at its ends the same.

    Args:
        step: where the walk stands; beside the tour, it goes to its beginning.
        direction: 1 or -1.
        n_layers: blocks of the network.
        tour: which; some go through all blocks, the others through the one that is shown.
        anatomy: of the network.
    """
    steps = _steps_of(step, n_layers, entries_of(tour, anatomy), tour)
    if step not in steps:
        return steps[0]
    return steps[min(max(steps.index(step) + direction, 0), len(steps) - 1)]


def _steps_of(step: Step, n_layers: int, entries: Iterable[Entry], tour: Tour) -> list[Step]:
    steps: list[Step] = []
    is_through_all = tour in _THROUGH_ALL_BLOCKS
    blocks = range(1, n_layers + 1) if is_through_all else (step.spot.block,)
    for is_of_block, run in groupby(entries, lambda entry: entry.stop in IN_BLOCK):
        of_run = list(run)
        for block in blocks if is_of_block else (step.spot.block,):
            here = replace(step, spot=replace(step.spot, block=block))
            steps += [here.at(entry) for entry in of_run]
    return steps
