"""A look inside the loaded network: which module answers which request.

Owns the refusal of what the network does not have. Used from the network's thread only. Must not
know files or devices.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from threading import Event
from typing import Any

from gptdesk.chat.changes import Changes, HeadChange
from gptdesk.engine.inside.attention import draw_grid, draw_map, read_row
from gptdesk.engine.inside.contributions import (
    account_for_head,
    account_for_logit,
    account_for_neurons,
)
from gptdesk.engine.inside.effects import (
    find_greedy_difference,
    measure_effect,
    try_heads,
    try_tokens,
)
from gptdesk.engine.inside.gradients import integrate_gradients, measure_loss
from gptdesk.engine.inside.lens import look_at_lens_grid, look_through_lens
from gptdesk.engine.inside.one_update import update_once
from gptdesk.engine.inside.passes import Passes
from gptdesk.engine.inside.patching import patch
from gptdesk.engine.inside.place import look_at_place
from gptdesk.engine.inside.sight import Sight
from gptdesk.engine.inside.space import (
    TokenSpace,
    calculate,
    find_neighbours,
    look_at_positions,
    look_at_stream,
)
from gptdesk.engine.inside.stops import look_at_stop, write_out
from gptdesk.engine.inside.values import (
    ArithmeticRequest,
    AttentionGridRequest,
    AttentionMapRequest,
    AttentionRowRequest,
    ContributionsRequest,
    EffectRequest,
    GreedyDifferenceRequest,
    HeadSourcesRequest,
    InsideAnswer,
    InsideRequest,
    IntegratedGradientsRequest,
    LensGridRequest,
    LensRequest,
    LossRequest,
    NeighboursRequest,
    NeuronsRequest,
    PatchingRequest,
    PlaceRequest,
    PositionsRequest,
    StopRequest,
    StreamRequest,
    SumRequest,
    TryHeadsRequest,
    TryTokensRequest,
    UpdateRequest,
)
from gptdesk.engine.run.device import one_thread
from gptdesk.engine.run.generate import check_ids
from gptdesk.engine.run.reader import LookBack, Reader
from gptdesk.engine.types import Progress
from gptdesk.errors import RequestError
from gptdesk.model.config import NetworkConfig
from gptdesk.model.switched import SwitchedNetwork
from gptdesk.model.walked import ReadableNetwork

# Which function answers which request. They get the `Sight` of the request's place, and compute
# with one thread what is small ...
_AT_A_PLACE: dict[type, Callable[[Any, Sight, Event, Progress], InsideAnswer | None]] = {
    PlaceRequest: look_at_place,
    StreamRequest: look_at_stream,
    LossRequest: measure_loss,
    UpdateRequest: update_once,
    StopRequest: look_at_stop,
    SumRequest: write_out,
    AttentionRowRequest: read_row,
    AttentionMapRequest: draw_map,
    AttentionGridRequest: draw_grid,
    LensRequest: look_through_lens,
    ContributionsRequest: account_for_logit,
    HeadSourcesRequest: account_for_head,
    NeuronsRequest: account_for_neurons,
}
# ... or pass through the network again and again; ...
_AGAIN_AT_A_PLACE: dict[type, Callable[[Any, Sight, Event, Progress], InsideAnswer | None]] = {
    TryHeadsRequest: try_heads,
    TryTokensRequest: try_tokens,
}
# ... or what makes one, where there is no place, or more than one ...
_OTHERS: dict[type, Callable[[Any, Passes, Event, Progress], InsideAnswer | None]] = {
    LensGridRequest: look_at_lens_grid,
    EffectRequest: measure_effect,
    GreedyDifferenceRequest: find_greedy_difference,
    PositionsRequest: look_at_positions,
    IntegratedGradientsRequest: integrate_gradients,
    PatchingRequest: patch,
}
# ... or the token vectors.
_IN_SPACE: dict[type, Callable[[Any, TokenSpace, Event, Progress], InsideAnswer | None]] = {
    NeighboursRequest: find_neighbours,
    ArithmeticRequest: calculate,
}


class Inside:
    """The network as stored, and what is kept of the latest questions.

    Attributes:
        network: in float32.
    """

    def __init__(self, network: ReadableNetwork, end_id: int | None = None) -> None:
        """Begin with no pass; `end_id` ends a text in the vocabulary, None where nothing does."""
        self.network = network
        self._passes = Passes(network, end_id)
        self._reader: Reader | None = None  # of the latest answer with changed heads
        self._reader_heads: tuple[HeadChange, ...] = ()
        self._look_back: LookBack | None = None  # at what that one has read

    def answer(
        self, request: InsideRequest, cancelled: Event, progress: Progress
    ) -> InsideAnswer | None:
        """Answer one of `InsideRequest`; None when cancelled before there is an answer.

        Raises:
            RequestError: a place, block, head or token that is not there.
            NonFiniteStateError: the network's numbers are none, first at a named point.
        """
        self._check(request)
        if (whole := _OTHERS.get(type(request))) is not None:
            return whole(request, self._passes, cancelled, progress)
        if (of_tokens := _IN_SPACE.get(type(request))) is not None:
            return of_tokens(request, self._token_space, cancelled, progress)
        at, target_id = getattr(request, "at"), getattr(request, "target_id", None)  # noqa: B009
        sight = self._passes.sight(at, cancelled, progress, target_id)
        if sight is None:
            return None
        if (of_passes := _AGAIN_AT_A_PLACE.get(type(request))) is not None:
            return of_passes(request, sight, cancelled, progress)
        with one_thread():
            return _AT_A_PLACE[type(request)](request, sight, cancelled, progress)

    @cached_property
    def _token_space(self) -> TokenSpace:
        return TokenSpace(self.network.tok_emb.weight)

    def reader_with(self, heads: tuple[HeadChange, ...]) -> Reader:
        """Return what answers with changed heads; it keeps what it read for the next token.

        Raises:
            RequestError: a head that is not there.
        """
        heads = Changes(heads).heads
        for change in heads:
            check_head(change.block, change.head, self.network.cfg)
        if self._reader is None or self._reader_heads != heads:
            self._reader = Reader(SwitchedNetwork(self.network, heads))
            self._reader_heads = heads
            self._look_back = LookBack(self._reader)
        return self._reader

    def look_back_with(self, heads: tuple[HeadChange, ...]) -> LookBack:
        """Return what tells the logits at any place of a text that was made with changed heads.

        Raises:
            RequestError: a head that is not there.
        """
        self.reader_with(heads)
        assert self._look_back is not None, "made with the reader"
        return self._look_back

    def _check(self, request: Any) -> None:
        """Refuse what the network does not have, in a sentence."""
        cfg = self.network.cfg
        places = [getattr(request, name) for name in ("at", "a", "b") if hasattr(request, name)]
        where = getattr(request, "spot", request)
        pairs = [(where.block, getattr(where, "head", 1))] if hasattr(where, "block") else []
        pairs += list(getattr(request, "heads", ()))
        pairs += [
            (c.block, c.head) for p in places if hasattr(p, "changes") for c in p.changes.heads
        ]
        for block, head in pairs:
            check_head(block, head, cfg)
        tokens = [getattr(request, name, None) for name in _TOKENS]
        check_ids([token for token in tokens if token is not None], cfg.vocab_size)


_TOKENS = ("target_id", "versus_id", "token_id", "expected_id", "a_id", "b_id", "c_id")


def check_head(block: int, head: int, cfg: NetworkConfig) -> None:
    """Refuse a head that the network has not.

    Raises:
        RequestError: naming it.
    """
    if not (1 <= block <= cfg.n_layers and 1 <= head <= cfg.n_heads):
        raise RequestError(
            "There is no head {block}.{head}: this network's last one is {n_layers}.{n_heads}.",
            block=block,
            head=head,
            n_layers=cfg.n_layers,
            n_heads=cfg.n_heads,
        )
