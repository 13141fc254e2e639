"""Questions about the inside of the network: *Under the hood*.

Run in the network's thread between answers; nothing is computed while an answer waits or runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from threading import Event
from typing import ClassVar

from gptdesk.app.inference.questions import Priority, Question
from gptdesk.app.inference.token_questions import inspecting
from gptdesk.engine.inside.values import (
    AttentionRowRequest,
    ContributionsRequest,
    ForgetRequest,
    HeadSourcesRequest,
    InsideAnswer,
    InsideRequest,
    LensRequest,
    NeuronsRequest,
    PlaceRequest,
    StopRequest,
    SumRequest,
)
from gptdesk.engine.protocol import Generates
from gptdesk.engine.types import Progress

# They cost little beside the pass that they need; one that runs is not left for another place of
# the same text, which needs that pass too.
_QUICK = (
    PlaceRequest
    | StopRequest
    | SumRequest
    | AttentionRowRequest
    | LensRequest
    | ContributionsRequest
    | HeadSourcesRequest
    | NeuronsRequest
)


@dataclass(frozen=True, slots=True)
class LookInside(Question[Generates, InsideAnswer]):
    """A look inside the network; a newer one with the same kind of request replaces it."""

    request: InsideRequest

    priority: ClassVar[Priority] = Priority.INSIDE
    is_only_newest_wanted: ClassVar[bool] = True

    @property
    def kind(self) -> type:
        """One of each kind of request waits."""
        return type(self.request)

    @property
    def reads_as_stored(self) -> bool:
        """All but the one that gives them up."""
        return not isinstance(self.request, ForgetRequest)

    def run(self, source: Generates, cancelled: Event, progress: Progress) -> InsideAnswer | None:
        """Ask the engine."""
        return inspecting(source).look_inside(self.request, cancelled, progress)

    def leaves(self, running: LookInside) -> bool:
        """Leave the one that runs, unless it makes the pass that this one needs."""
        mine, its = self.request, running.request
        if not (isinstance(mine, _QUICK) and isinstance(its, _QUICK)):
            return True
        passes = [(r.at.ids, r.at.keep_tokens, r.at.changes) for r in (mine, its)]
        return passes[0] != passes[1]
