"""Effects of changes: the prediction with a head off, a token hidden or left out, computed anew.

Exact: nothing is estimated, and of a pass only those rows are taken over that the change cannot
reach. Effects are in bits of the token that is asked about, and in nats over the whole vocabulary.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from threading import Event

import torch
from torch import Tensor

from gptdesk.chat.changes import NO_CHANGES, Changes, HeadChange
from gptdesk.engine.inside.contributions import centred_head_shares
from gptdesk.engine.inside.passes import Passes
from gptdesk.engine.inside.sight import Prediction, Sight, Window, decode
from gptdesk.engine.inside.values import (
    Effect,
    EffectRequest,
    GreedyDifference,
    GreedyDifferenceRequest,
    HeadEffect,
    Outcome,
    TokenEffect,
    TriedHeads,
    TriedTokens,
    TryHeadsRequest,
    TryTokensRequest,
)
from gptdesk.engine.types import Progress
from gptdesk.errors import RequestError
from gptdesk.model.walk import hidden_places, pass_block
from gptdesk.model.walked import blocks_of, input_of

_HEAD_ROWS = 32  # rows of logits held at once: 32 x 50,257 float32 are 6 MB


@dataclass(frozen=True, slots=True)
class _Before:
    """The prediction that an effect is measured from.

    Attributes:
        target_id: the token that is asked about.
        prediction: of every token.
        outcome: of the target.
    """

    target_id: int
    prediction: Prediction
    outcome: Outcome

    @classmethod
    def at(cls, sight: Sight) -> _Before:
        prediction = Prediction.of(sight.logits)
        return cls(sight.target_id, prediction, prediction.outcome(sight.target_id))

    def effect(self, logits: Tensor) -> Effect:
        """Return what came of it where these logits, (vocab,), are what follows the changes."""
        after = Prediction.of(logits)
        kl_nats = self.prediction.kl_nats(after)
        return Effect(self.target_id, self.outcome, after.outcome(self.target_id), kl_nats)


@torch.inference_mode()
def measure_effect(
    request: EffectRequest, passes: Passes, cancelled: Event, progress: Progress
) -> Effect | None:
    """Return the prediction without any change and with those of the place."""
    at = replace(request.at, changes=NO_CHANGES)
    before = passes.sight(at, cancelled, progress, request.target_id)
    if before is None:
        return None
    after = passes.sight(request.at, cancelled, progress, before.target_id)
    if after is None:
        return None
    return _Before.at(before).effect(after.logits)


@torch.inference_mode()
def try_heads(
    request: TryHeadsRequest, sight: Sight, cancelled: Event, progress: Progress
) -> TriedHeads:
    """Return what each head alone does when it is off; when cancelled, what is known so far."""
    before, direct = _Before.at(sight), centred_head_shares(sight)
    tried: list[HeadEffect] = []
    for block, head in request.heads:
        change = HeadChange(block, head, uses_mean=request.uses_mean)
        last = _last_stream_without(change, sight, cancelled)
        if last is None:
            break
        effect = before.effect(decode(sight.network, last)[0])
        tried.append(HeadEffect(block, head, direct[block, head], effect))
        progress(len(tried), len(request.heads))
    return TriedHeads(tuple(tried))


@torch.inference_mode()
def try_tokens(
    request: TryTokensRequest, sight: Sight, cancelled: Event, progress: Progress
) -> TriedTokens:
    """Return what each token alone does; when cancelled, what is known so far.

    A token is hidden from, or left out of, what the network saw at the place; one that it did not
    see any more has no effect.

    Raises:
        RequestError: a place that is not before the one that predicts.
    """
    for place in request.places:
        if not 1 <= place < sight.at.place:
            raise RequestError(
                "Token {place} cannot be taken away: only those before the place that predicts, "
                "{last}, can.",
                place=place,
                last=sight.at.place,
            )
    before = _Before.at(sight)
    last_stream = _last_stream_left_out if request.is_left_out else _last_stream_hidden
    tried: list[TokenEffect] = []
    for place in request.places:
        index = place - 1 - sight.window.start
        last = last_stream(sight, index, cancelled) if index >= 0 else _as_it_is(sight, cancelled)
        if last is None:
            break
        tried.append(TokenEffect(place, before.effect(decode(sight.network, last)[0])))
        progress(len(tried), len(request.places))
    return TriedTokens(tuple(tried))


@torch.inference_mode()
def find_greedy_difference(
    request: GreedyDifferenceRequest, passes: Passes, cancelled: Event, progress: Progress
) -> GreedyDifference | None:
    """Return the first place at which the most probable token is another one.

    Every place is seen as it was when the text was written, also before a shift of the context.
    """
    at, place = request.at, 1
    while place <= at.place:
        # One pass serves all places up to the end of a window.
        window = Window.around(replace(at, place=place), passes.network.cfg)
        end = replace(at, place=min(window.end, at.place))
        plain = passes.sight(replace(end, changes=NO_CHANGES), cancelled, progress)
        changed = plain and passes.sight(end, cancelled, progress)
        if plain is None or changed is None:
            return None
        for first in range(place, end.place + 1, _HEAD_ROWS):
            if cancelled.is_set():
                return None
            row, end_row = first - 1 - window.start, end.place - window.start
            rows = slice(row, min(row + _HEAD_ROWS, end_row))
            before, after = (
                decode(one.network, one.walk.last_stream[rows]).argmax(dim=1)
                for one in (plain, changed)
            )
            if (found := (before != after).nonzero()).numel():
                row = int(found[0])
                return GreedyDifference(first + row, int(before[row]), int(after[row]))
        place = end.place + 1
        progress(end.place, at.place)
    return GreedyDifference(None, None, None)


def _as_it_is(sight: Sight, cancelled: Event) -> Tensor | None:
    """Return the last stream at the place where a trial changes nothing: its effect is exactly 0.

    Computed anew over fewer rows, the same sums end in other last bits.
    """
    return None if cancelled.is_set() else sight.last_row


def _last_stream_without(change: HeadChange, sight: Sight, cancelled: Event) -> Tensor | None:
    """Return the last stream at the place, (1, d), with one more head changed; None if cancelled.

    What is before the head's block stays, and of later places nothing is needed.
    """
    others = (c for c in sight.at.changes.heads if (c.block, c.head) != (change.block, change.head))
    changes = replace(sight.walk.changes, heads=(*others, change))
    if changes == sight.walk.changes:
        return _as_it_is(sight, cancelled)
    is_last = change.block == sight.network.cfg.n_layers
    # In the last block no other place's row reaches this one: their keys and values are kept.
    S = sight.row if is_last and not changes.depends_on_whole_text else 0
    x = sight.walk.stream(change.block - 1)[S : sight.row + 1]
    return _pass_on(sight, x, S, changes, cancelled, first_block=change.block)


def _last_stream_hidden(sight: Sight, index: int, cancelled: Event) -> Tensor | None:
    """Return the last stream at the place, (1, d), with the token of a row hidden."""
    now = sight.walk.changes
    changes = replace(now, hidden=(*now.hidden, index + 1))
    if changes == now:
        return _as_it_is(sight, cancelled)
    S = 0 if changes.depends_on_whole_text else index + 1  # its own row does not change
    return _pass_on(sight, sight.walk.stream(0)[S : sight.row + 1], S, changes, cancelled)


def _last_stream_left_out(sight: Sight, index: int, cancelled: Event) -> Tensor | None:
    """Return the last stream at the place, (1, d), of the text without the token of a row."""
    now = sight.walk.changes
    hidden = (place - (place > index + 1) for place in now.hidden if place != index + 1)
    changes = replace(now, hidden=tuple(hidden))
    S = 0 if changes.depends_on_whole_text else index
    ids = (*sight.ids[:index], *sight.ids[index + 1 :])
    return _pass_on(sight, input_of(sight.network, ids[S:], S), S, changes, cancelled)


def _pass_on(
    sight: Sight, x: Tensor, S: int, changes: Changes, cancelled: Event, first_block: int = 1
) -> Tensor | None:
    """Pass the last places through the blocks from one on; return the last row, (1, d).

    Args:
        sight: whose pass holds keys and values of the first S places.
        x: the stream that enters, (T - S, d).
        S: places before them.
        changes: what is changed now.
        cancelled: looked at before every block.
        first_block: where `x` enters.
    """
    hidden = hidden_places(changes, S + len(x), x.device)
    network = sight.network
    for number, block in enumerate(blocks_of(network)[first_block - 1 :], start=first_block):
        if cancelled.is_set():
            return None
        kept = sight.walk.block(number).first(S)
        _, x = pass_block(network.cfg, block, x, kept.k, kept.v, changes.in_block(number), hidden)
    return x[-1:]
