"""Answers of engines that ask servers, as they came."""

from __future__ import annotations

from threading import Event

from gptdesk.engine.remote_engine import RemoteEngine
from gptdesk.engine.types import GenerationEnd, GenerationRequest, GenerationStep


class Answered:
    """What came of a request."""

    def __init__(self, engine: RemoteEngine, request: GenerationRequest) -> None:
        events = list(engine.generate(request, Event()))
        self.end = events[-1]
        assert isinstance(self.end, GenerationEnd)
        self.steps = [event for event in events if isinstance(event, GenerationStep)]
        new = (piece for step in self.steps for piece in step.new_pieces)
        self.pieces = (*request.pieces, *new)
        self.ids = tuple(step.record.token_id for step in self.steps)
        self.records = [step.record for step in self.steps]
        self.text = "".join(step.text for step in self.steps) + self.end.text

    @property
    def tokens(self) -> list[bytes]:
        return [self.pieces[one] for one in self.ids]
