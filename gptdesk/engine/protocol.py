"""The engine interface: what every engine can do, and what only one that has all logits can.

Three `Protocol`s over the values of `types.py` and `inspection/values.py`; no torch. An engine that
only generates, as one that asks a server does, says so in `ModelInfo.can_inspect`; what it cannot
tell of a token is None in its records.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Protocol, runtime_checkable

from gptdesk.chat.changes import HeadChange
from gptdesk.chat.tokens import TOP_N, TokenStats
from gptdesk.engine.inside.values import InsideAnswer, InsideRequest
from gptdesk.engine.inspection.values import (
    Divergences,
    Pipeline,
    PipelineRequest,
    ReadText,
    WhatIf,
    WhatIfProgress,
    WhatIfRequest,
)
from gptdesk.engine.tokenizers.chosen_layout import ChosenLayout
from gptdesk.engine.tokenizers.protocol import Tokenizer
from gptdesk.engine.types import (
    CONTEXT_LIMIT,
    ComputeDevice,
    GenerationEvent,
    GenerationRequest,
    LoadProgress,
    LoadRequest,
    ModelInfo,
    ModelOutline,
    Progress,
    TextStats,
)


class Generates(Protocol):
    """What every engine can do; used from one thread only."""

    @property
    def info(self) -> ModelInfo | None:
        """What is loaded and where it computes; None when nothing is."""
        ...

    def load(self, request: LoadRequest, progress: LoadProgress) -> ModelInfo:
        """Replace the loaded model; on an error the old one stays.

        Raises:
            GPTDeskError: with a sentence for the user.
        """
        ...

    def devices(self) -> tuple[ComputeDevice, ...]:
        """Return what a model can be loaded on; the CPU, or what stands for it, comes first."""
        ...

    def outline_of(
        self, path: Path, device: str, context_limit: int = CONTEXT_LIMIT
    ) -> ModelOutline:
        """Return what is known of the model at `path` unread, and the memory it would take.

        Raises:
            GPTDeskError: it cannot be loaded, and why.
        """
        ...

    def unload(self) -> None:
        """Free the model's memory."""
        ...

    def generate(self, request: GenerationRequest, cancelled: Event) -> Iterator[GenerationEvent]:
        """Yield `PromptReady`, then steps, then exactly one `GenerationEnd`.

        Raises:
            GPTDeskError: while iterating; everything yielded before stays valid.
        """
        ...


@runtime_checkable
class Inspects(Protocol):
    """What only an engine can do that has the logits of the whole vocabulary, at every place."""

    def inspect(self, text: str, *, bos: bool = False, top_n: int = TOP_N) -> TextStats:
        """Return what the loaded model thinks of `text`.

        Args:
            text: any text, also longer than the context.
            bos: predict the first token, from the one that begins a text.
            top_n: alternatives per token.
        """
        ...

    def measure(
        self,
        ids: tuple[int, ...],
        cancelled: Event,
        top_n: int = TOP_N,
        *,
        progress: Progress | None = None,
        heads: tuple[HeadChange, ...] = (),
    ) -> TextStats:
        """Return what the loaded model thinks of each of `ids`, as far as it came.

        Args:
            ids: a text's tokens.
            cancelled: once set, what is known so far is returned.
            top_n: alternatives per token.
            progress: called now and then with tokens done and tokens in all.
            heads: changed while it reads, as in a `GenerationRequest`.
        """
        ...

    def pipeline(self, request: PipelineRequest, cancelled: Event | None = None) -> Pipeline | None:
        """Return how the token at a place is chosen; None when cancelled."""
        ...

    def what_if(self, request: WhatIfRequest, cancelled: Event, progress: WhatIfProgress) -> WhatIf:
        """Return what other settings, with the same dice, would have made of a text."""
        ...

    def look_inside(
        self, request: InsideRequest, cancelled: Event, progress: Progress
    ) -> InsideAnswer | None:
        """Answer a question about the inside of the loaded network; None when cancelled."""
        ...


@runtime_checkable
class AsksServers(Protocol):
    """What an engine can do whose server tells token ids and their probabilities."""

    def stats_after(
        self, ids: tuple[int, ...], following: tuple[int, ...], cancelled: Event
    ) -> tuple[TokenStats, ...] | None:
        """Return the raw figures of tokens after `ids`, one after another; None when cancelled.

        The entropy is not among them.

        Raises:
            GPTDeskError: with a sentence for the user.
        """
        ...


@runtime_checkable
class LaysOut(Protocol):
    """What an engine can do that lays out conversations itself."""

    def lay_out_by(self, layout: ChosenLayout | None) -> ModelInfo:
        """Lay out conversations with the loaded model so; None is as its files say.

        Raises:
            ChatTemplateError: it is no template; what was in force before still is.
        """
        ...


@runtime_checkable
class Diverges(Protocol):
    """What an engine can do that has two models one after the other."""

    def keep_distributions(
        self, texts: tuple[ReadText, ...], cancelled: Event, progress: Progress
    ) -> bool:
        """Keep what the model in use predicts in some texts, also when another one is loaded.

        Nothing else is kept then; without texts nothing is.

        Returns:
            Whether it is kept; False once `cancelled` is set.

        Raises:
            GPTDeskError: with a sentence for the user.
        """
        ...

    def diverge(self, cancelled: Event, progress: Progress) -> Divergences | None:
        """Compare what was kept with what the model in use predicts; then it is kept no longer.

        Returns:
            How far the two are apart; None when cancelled: what was kept still is.

        Raises:
            GPTDeskError: with a sentence for the user.
        """
        ...


class Engine(Generates, Inspects, LaysOut, Protocol):
    """An engine that can do all of it."""

    @property
    def tokenizer(self) -> Tokenizer:
        """The loaded model's."""
        ...
