"""The steps of a walk through the network: which page, which stop, which block and head.

Owns their order and the way from one to the next, through all blocks; asks nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from gptdesk.engine.inside.values import Spot, Stop


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


BEFORE_BLOCKS = (Stop.TOKEN, Stop.INPUT)
IN_BLOCK = (
    Stop.NORM_1,
    Stop.QUERY_KEY_VALUE,
    Stop.SCORES,
    Stop.WEIGHTED_SUM,
    Stop.PROJECTION,
    Stop.RESIDUAL_1,
    Stop.NORM_2,
    Stop.WIDEN,
    Stop.GELU,
    Stop.NARROW,
    Stop.RESIDUAL_2,
)
AFTER_BLOCKS = (Stop.FINAL_NORM, Stop.LOGITS)
OF_HEAD = (Stop.QUERY_KEY_VALUE, Stop.SCORES, Stop.WEIGHTED_SUM)
ALL_STOPS = (*BEFORE_BLOCKS, *IN_BLOCK, *AFTER_BLOCKS)
OTHER_PAGES = tuple(page for page in Page if page not in {Page.STOP, Page.ATTENTION})

FIRST = Spot(Stop.TOKEN)


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
    def is_of_block(self) -> bool:
        """Whether the stop is in every block once."""
        return self.page in {Page.STOP, Page.ATTENTION} and self.spot.stop in IN_BLOCK

    def at_stop(self, stop: Stop) -> Step:
        """Return the same block and head at a stop."""
        page = Page.ATTENTION if stop is Stop.SCORES else Page.STOP
        return Step(page, replace(self.spot, stop=stop))

    def at_page(self, page: Page) -> Step:
        """Return another page, with the same block and head."""
        return self.at_stop(Stop.SCORES) if page is Page.ATTENTION else replace(self, page=page)


def next_step(step: Step, direction: int, n_layers: int, stops: tuple[Stop, ...]) -> Step:
    """Return the step after or before one; at the ends, and beside the stops, the same.

    Args:
        step: where the walk stands.
        direction: 1 or -1.
        n_layers: blocks that the walk goes through.
        stops: those of the tour, in order.
    """
    spots = [
        Spot(stop, block, step.spot.head)
        for stop, block in _in_order(stops, n_layers, step.spot.block)
    ]
    if step.page not in {Page.STOP, Page.ATTENTION} or step.spot not in spots:
        return step
    place = min(max(spots.index(step.spot) + direction, 0), len(spots) - 1)
    return replace(step.at_stop(spots[place].stop), spot=spots[place])


def _in_order(stops: tuple[Stop, ...], n_layers: int, block: int) -> list[tuple[Stop, int]]:
    """Return each stop with its block; one outside of all blocks keeps the block that is shown."""
    inside = [stop for stop in stops if stop in IN_BLOCK]
    walk: list[tuple[Stop, int]] = [(stop, block) for stop in stops if stop in BEFORE_BLOCKS]
    walk += [(stop, number) for number in range(1, n_layers + 1) for stop in inside]
    return walk + [(stop, block) for stop in stops if stop in AFTER_BLOCKS]
