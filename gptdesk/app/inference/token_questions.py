"""Questions to the engine about tokens that exist: a place, a prompt, a whole text.

Run in the network's thread, and knows no window. Another kind of question is another class like
these, in a file of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from threading import Event
from typing import ClassVar

from gptdesk.app.inference.questions import Priority, Question
from gptdesk.chat.changes import HeadChange
from gptdesk.chat.tokens import NEUTRAL, TokenStats
from gptdesk.engine.inspection.values import (
    Divergences,
    Pipeline,
    PipelineRequest,
    ReadText,
    WhatIf,
    WhatIfRequest,
)
from gptdesk.engine.protocol import AsksServers, Diverges, Generates, Inspects
from gptdesk.engine.types import Progress, TextStats
from gptdesk.errors import RequestError


@dataclass(frozen=True, slots=True)
class ExplainToken(Question[Generates, Pipeline]):
    """How the token at a place is chosen.

    Only the newest is computed, while an answer runs between two of its tokens.
    """

    request: PipelineRequest

    priority: ClassVar[Priority] = Priority.BETWEEN_TOKENS
    is_only_newest_wanted: ClassVar[bool] = True

    @property
    def reads_as_stored(self) -> bool:
        """Heads are changed only there."""
        return bool(self.request.heads)

    def run(self, source: Generates, cancelled: Event, progress: Progress) -> Pipeline | None:
        """Ask for the pipeline."""
        return inspecting(source).pipeline(self.request, cancelled)

    def leaves(self, running: ExplainToken) -> bool:
        """Leave the one that runs if it is about another place.

        At the same place its forward pass is wanted all the same: only the settings changed.
        """
        return _place(self.request) != _place(running.request)


@dataclass(frozen=True, slots=True)
class ExplainNext(ExplainToken):
    """The same of the place after a text that is being typed, before a token of it is made.

    It waits until no answer waits or runs. It is left between two parts of the text, and what was
    read of it is kept for the answer.
    """

    priority: ClassVar[Priority] = Priority.AFTER_ANSWERS


@dataclass(frozen=True, slots=True)
class ExplainOther(ExplainToken):
    """The same of a place that is compared with another one; each is answered, in order."""

    priority: ClassVar[Priority] = Priority.AFTER_ANSWERS
    is_only_newest_wanted: ClassVar[bool] = False

    def leaves(self, running: ExplainToken) -> bool:
        """Leave none: both sides are wanted."""
        return False


@dataclass(frozen=True, slots=True)
class MeasureTokens(Question[Generates, TextStats]):
    """The figures of tokens that are known, with the changed heads that read them.

    It waits until no answer waits or runs; one that is asked meanwhile goes first.
    """

    ids: tuple[int, ...]
    heads: tuple[HeadChange, ...] = ()

    priority: ClassVar[Priority] = Priority.LAST
    is_newest_first: ClassVar[bool] = True

    @property
    def reads_as_stored(self) -> bool:
        """Heads are changed only there."""
        return bool(self.heads)

    def run(self, source: Generates, cancelled: Event, progress: Progress) -> TextStats | None:
        """Ask for the figures of all tokens; those of a part are of no use."""
        measure = inspecting(source).measure
        stats = measure(self.ids, cancelled, progress=progress, heads=self.heads)
        return stats if len(stats.tokens) == len(self.ids) else None


@dataclass(frozen=True, slots=True)
class MeasureRunningPrompt(MeasureTokens):
    """The same, of the prompt of an answer that is being written."""

    priority: ClassVar[Priority] = Priority.DURING_ANSWER


@dataclass(frozen=True, slots=True)
class MeasureGuess(Question[Generates, tuple[TokenStats, ...]]):
    """The raw figures of tokens that somebody guesses to come after a text, one after another.

    Those of each are after `ids` and the guessed tokens before it, computed as a place's pipeline
    is, with the heads that were off there, or told by the server. It waits until no answer waits or
    runs.
    """

    ids: tuple[int, ...]
    guessed: tuple[int, ...]
    heads: tuple[HeadChange, ...] = ()
    is_of_server: bool = False

    def run(
        self, source: Generates, cancelled: Event, progress: Progress
    ) -> tuple[TokenStats, ...] | None:
        """Look at one place after another."""
        if self.is_of_server:
            if not isinstance(source, AsksServers):
                raise RequestError("This engine cannot tell.")
            return source.stats_after(self.ids, self.guessed, cancelled)
        stats: list[TokenStats] = []
        for place, token_id in enumerate(self.guessed):
            ids = self.ids + self.guessed[:place]
            request = PipelineRequest(ids, NEUTRAL, token_id=token_id, top_n=1, heads=self.heads)
            found = inspecting(source).pipeline(request, cancelled)
            row = None if found is None else found.row_of(token_id)
            if found is None or row is None:
                return None
            figures = (row.raw_p, row.rank, found.surprisal_bits, found.entropy_bits)
            stats.append(TokenStats(len(ids), token_id, *figures))
        return tuple(stats)


@dataclass(frozen=True, slots=True)
class JudgeText(Question[Generates, WhatIf]):
    """*What if*: what other settings would have made of a text.

    Whatever stops it, a newer one or an answer that is asked for too, it says what it knows then.
    """

    request: WhatIfRequest

    is_only_newest_wanted: ClassVar[bool] = True

    @property
    def reads_as_stored(self) -> bool:
        """Heads are changed only there."""
        return bool(self.request.heads)

    def run(self, source: Generates, cancelled: Event, progress: Progress) -> WhatIf | None:
        """Ask for the verdict."""
        return inspecting(source).what_if(self.request, cancelled, progress)

    def unbegun_answer(self) -> WhatIf | None:
        """Return a verdict on no token."""
        return WhatIf(self.request.settings, 0, (), 0, None, 0, is_complete=False)


@dataclass(frozen=True, slots=True)
class KeepDistributions(Question[Generates, bool]):
    """What the model in use predicts in some texts, kept beside it until another one is there.

    It waits until no answer waits or runs. Without texts nothing is kept any more.
    """

    texts: tuple[ReadText, ...]

    def run(self, source: Generates, cancelled: Event, progress: Progress) -> bool | None:
        """Have it kept."""
        if not isinstance(source, Diverges):
            raise RequestError("This engine cannot tell.")
        return source.keep_distributions(self.texts, cancelled, progress) or None


@dataclass(frozen=True, slots=True)
class Diverge(Question[Generates, Divergences]):
    """How far what was kept is from what the model in use predicts."""

    def run(self, source: Generates, cancelled: Event, progress: Progress) -> Divergences | None:
        """Ask for the comparison."""
        if not isinstance(source, Diverges):
            raise RequestError("This engine cannot tell.")
        return source.diverge(cancelled, progress)


def _place(request: PipelineRequest) -> tuple[object, ...]:
    return request.keep_tokens, request.heads, request.ids


def inspecting(engine: Generates) -> Inspects:
    """Return an engine as one that can answer; the window asks no other, see `can_inspect`."""
    if not isinstance(engine, Inspects):
        raise RequestError("This engine cannot tell.")
    return engine
