"""The engines of the window: a model on this computer, or one on a server, one at a time.

Owns which of the two is in use. What needs all logits is asked of the one on this computer only.
Imports what speaks to servers when one is first asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

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
from gptdesk.engine.protocol import Engine
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
from gptdesk.errors import RequestError

if TYPE_CHECKING:
    from gptdesk.engine.inspection.divergence import Kept
    from gptdesk.engine.local_engine import InferenceEngine
    from gptdesk.engine.remote_engine import RemoteEngine


class Engines(Engine):
    """Passes on what is asked to the engine that has the model in use.

    One network is in memory at a time, or two where both fit and a request says that the other one
    is asked again; what the one before predicted is kept for `diverge`.
    """

    def __init__(self, local: InferenceEngine) -> None:
        """Use `local` until a server is asked for."""
        self._local = local
        self._remote: RemoteEngine | None = None  # while a server's model is in use
        self._kept: Kept | None = None

    @property
    def info(self) -> ModelInfo | None:
        """What is in use; None when nothing is."""
        return self._used.info

    @property
    def tokenizer(self) -> Tokenizer:
        """The one of the model in use."""
        return self._used.tokenizer

    @property
    def _used(self) -> InferenceEngine | RemoteEngine:
        return self._local if self._remote is None else self._remote

    def load(self, request: LoadRequest, progress: LoadProgress) -> ModelInfo:
        """Replace the model in use, by one of either kind; on an error the old one stays."""
        if request.server is None:
            info = self._local.load(request, progress)
            self._leave_server()
            return info
        from gptdesk.engine.remote_engine import RemoteEngine

        remote = RemoteEngine()
        info = remote.load(request, progress)
        self._leave_server()
        self._remote = remote
        if request.keeps_other:
            self._local.set_aside()
        else:
            self._local.unload()
        return info

    def devices(self) -> tuple[ComputeDevice, ...]:
        """Return what a model on this computer can be loaded on."""
        return self._local.devices()

    def outline_of(
        self, path: Path, device: str, context_limit: int = CONTEXT_LIMIT
    ) -> ModelOutline:
        """Return what is known of a model on this computer, unread."""
        return self._local.outline_of(path, device, context_limit)

    def unload(self) -> None:
        """Free the model's memory, or let go of the server."""
        self._leave_server()
        self._local.unload()

    def generate(self, request: GenerationRequest, cancelled: Event) -> Iterator[GenerationEvent]:
        """Yield the events of an answer, as the engine in use has them."""
        return self._used.generate(request, cancelled)

    def inspect(self, text: str, *, bos: bool = False, top_n: int = TOP_N) -> TextStats:
        """Return what the model in use thinks of `text`."""
        return self._used.inspect(text, bos=bos, top_n=top_n)

    def measure(
        self,
        ids: tuple[int, ...],
        cancelled: Event,
        top_n: int = TOP_N,
        *,
        progress: Progress | None = None,
        heads: tuple[HeadChange, ...] = (),
    ) -> TextStats:
        """Return what the model thinks of each of `ids`."""
        return self._inspecting.measure(ids, cancelled, top_n, progress=progress, heads=heads)

    def pipeline(self, request: PipelineRequest, cancelled: Event | None = None) -> Pipeline | None:
        """Return how the token at a place is chosen."""
        return self._inspecting.pipeline(request, cancelled)

    def what_if(self, request: WhatIfRequest, cancelled: Event, progress: WhatIfProgress) -> WhatIf:
        """Return what other settings would have made of a text."""
        return self._inspecting.what_if(request, cancelled, progress)

    def look_inside(
        self, request: InsideRequest, cancelled: Event, progress: Progress
    ) -> InsideAnswer | None:
        """Answer a question about the inside of the network."""
        return self._inspecting.look_inside(request, cancelled, progress)

    def lay_out_by(self, layout: ChosenLayout | None) -> ModelInfo:
        """Lay out conversations by a template of the user's."""
        if self._remote is not None:
            raise RequestError("Conversations with a server's model are laid out in its own way.")
        return self._local.lay_out_by(layout)

    def stats_after(
        self, ids: tuple[int, ...], following: tuple[int, ...], cancelled: Event
    ) -> tuple[TokenStats, ...] | None:
        """Return what a server tells of tokens after a text; see `protocol.AsksServers`."""
        if self._remote is None:
            raise RequestError("This engine cannot tell.")
        return self._remote.stats_after(ids, following, cancelled)

    def keep_distributions(
        self, texts: tuple[ReadText, ...], cancelled: Event, progress: Progress
    ) -> bool:
        """Keep what the model in use predicts in some texts; see `protocol.Diverges`."""
        from gptdesk.engine.inspection.divergence import keep

        self._kept = None
        if not texts:
            self._local.forget_spare()
            return True
        sha256 = self.tokenizer.vocabulary.sha256
        read = (self._used.distributions(text, cancelled) for text in texts)
        self._kept = keep(texts, sha256, read, cancelled, progress)
        return self._kept is not None

    def diverge(self, cancelled: Event, progress: Progress) -> Divergences | None:
        """Compare what was kept with the model in use; see `protocol.Diverges`."""
        from gptdesk.engine.inspection.divergence import diverge

        kept = self._kept
        if kept is None:
            raise RequestError("What the first model predicts is not kept. Measure both again.")
        sha256 = self.tokenizer.vocabulary.sha256
        read = (self._used.distributions(text, cancelled) for text in kept.texts)
        found = diverge(kept, sha256, read, cancelled, progress)
        if found is not None:  # else it may be asked again, when the way is free
            self._kept = None
        return found

    @property
    def _inspecting(self) -> InferenceEngine:
        if self._remote is not None:
            raise RequestError("This engine cannot tell.")
        return self._local

    def _leave_server(self) -> None:
        if self._remote is not None:
            self._remote.unload()
            self._remote = None
