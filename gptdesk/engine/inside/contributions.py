"""Direct contributions: what every part of the network wrote to a logit.

The last norm divides by σ of the last stream, whichever part is looked at, so that the shares of
all parts sum to the logit; the lens, which takes each point's own σ, is another question. Every
share is computed from its own part, none as what the others leave. Exact as an account; no forecast
of what happens without a part, because later blocks read it.

The parts are float32, as the network has them; the account is kept in float64.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from threading import Event
from typing import cast

import torch
from torch import Tensor, nn

from gptdesk.engine.choice.definition import most_probable, raw_distribution
from gptdesk.engine.choice.ranking import to_floats, to_ints
from gptdesk.engine.inside.sight import Sight
from gptdesk.engine.inside.values import (
    Contributions,
    ContributionsRequest,
    HeadSourcesRequest,
    NeuronsRequest,
    Share,
)
from gptdesk.engine.types import Progress
from gptdesk.model.gpt import GPTModel, LayerNorm, TransformerBlock
from gptdesk.model.walk import attention_weights, head_share, hidden_places


@dataclass(frozen=True, slots=True)
class _Reading:
    """How the last norm and the head read the stream at a place, σ held fast.

    The three columns are raw, centred and versus, float64.

    Attributes:
        directions: a part of the stream times this is its share, (d, 3).
        shift: the share of the last norm's shift, (3,).
        target: what the network itself has, (3,).
        versus_id: the token of the third column.
    """

    directions: Tensor
    shift: Tensor
    target: Tensor
    versus_id: int

    @classmethod
    def of(cls, sight: Sight, versus_id: int | None) -> _Reading:
        network, target_id = sight.network, sight.target_id
        last = sight.walk.last_stream[sight.row]  # (d,)
        logits = sight.logits
        if versus_id is None:
            leaders = to_ints(most_probable(raw_distribution(logits), 2))
            versus_id = next((one for one in leaders if one != target_id), target_id)
        head, norm = network.out_head.weight, network.final_norm
        w = head[target_id].double()
        ways = torch.stack((w, w - mean_row(head), w - head[versus_id].double()), dim=1)  # (d, 3)
        target, all_logits = logits[target_id].double(), logits.double()
        return cls(
            directions=_through_norm(norm, ways) / frozen_sigma(norm, last),
            shift=norm.shift.double() @ ways,
            target=torch.stack(
                (target, target - all_logits.mean(), target - all_logits[versus_id])
            ),
            versus_id=versus_id,
        )


def frozen_sigma(norm: LayerNorm, last: Tensor) -> Tensor:
    """Return what a norm divides by at a place, from the last stream there, (d,)."""
    return (last.double().var(correction=0) + norm.eps).sqrt()


def mean_row(head: Tensor) -> Tensor:
    """Return the mean row of the head's matrix, (V, d), as float64, (d,)."""
    return head.mean(dim=0).double()  # a sum in float64 takes 15 times as long, and differs by 1e-8


@torch.inference_mode()
def account_for_logit(
    request: ContributionsRequest, sight: Sight, cancelled: Event, progress: Progress
) -> Contributions:
    """Return the shares of token, position, heads, biases, MLPs and shift, in this order."""
    reading = _Reading.of(sight, request.versus_id)
    network, row = sight.network, sight.row
    d = reading.directions
    names, shares = ["token", "position"], [_embedded(sight) @ d]  # (2, 3)
    for number, block in enumerate(_blocks(network), start=1):
        states = sight.walk.block(number)
        H = block.att.n_heads
        names += [f"head {number}.{head}" for head in range(1, H + 1)]
        names += [f"bias {number}", f"mlp {number}"]
        shares += [
            head_shares(block, states.z[:, row], d),  # (H, 3)
            block.att.out_proj.bias.double().unsqueeze(0) @ d,
            block.ff(block.norm2(states.m[row : row + 1])).double() @ d,
        ]
    parts = torch.cat((*shares, reading.shift.unsqueeze(0)))
    return _account(sight, reading, [*names, "shift"], parts, _share("logit", reading.target))


@torch.inference_mode()
def account_for_head(
    request: HeadSourcesRequest, sight: Sight, cancelled: Event, progress: Progress
) -> Contributions:
    """Return what a head wrote, by the place it was read from: a_ij v_j through the projection."""
    reading = _Reading.of(sight, request.versus_id)
    number, head, n = request.block, request.head, sight.row + 1
    block, states = _blocks(sight.network)[number - 1], sight.walk.block(number)
    h = slice(head - 1, head)
    hidden = hidden_places(sight.walk.changes, n, states.q.device)
    change = next((c for c in sight.at.changes.in_block(number) if c.head == head), None)
    if change is not None and change.uses_mean:  # of this pass, which ends at the place
        weights = attention_weights(states.q[h, :n], states.k[h, :n], hidden)[0].mean(dim=0)
    else:
        weights = attention_weights(states.q[h, n - 1 : n], states.k[h, :n], hidden)[0, 0]
        weights = weights if change is None else change.factor * weights
    read = (weights.unsqueeze(1) * states.v[head - 1, :n]).double()  # (n, D)
    parts = read @ _head_directions(block, head, reading.directions)
    whole = head_shares(block, states.z[:, n - 1], reading.directions)[head - 1]
    names = [str(sight.window.start + place) for place in range(1, n + 1)]
    return _account(sight, reading, names, parts, _share(f"head {number}.{head}", whole))


@torch.inference_mode()
def account_for_neurons(
    request: NeuronsRequest, sight: Sight, cancelled: Event, progress: Progress
) -> Contributions:
    """Return what an MLP wrote, by neuron: g_k times its column of the narrowing matrix."""
    reading = _Reading.of(sight, request.versus_id)
    block = _blocks(sight.network)[request.block - 1]
    m = sight.walk.block(request.block).m[sight.row : sight.row + 1]
    widen, gate, narrow = block.ff.layers
    assert isinstance(narrow, nn.Linear)
    g = gate(widen(block.norm2(m)))[0].double()  # (4 d,)
    by_neuron = g.unsqueeze(1) * (narrow.weight.T.double() @ reading.directions)  # (4 d, 3)
    bias = narrow.bias.double().unsqueeze(0) @ reading.directions
    whole = (block.ff(block.norm2(m)).double() @ reading.directions)[0]
    names = [*map(str, range(1, len(g) + 1)), "bias"]
    parts = torch.cat((by_neuron, bias))
    return _account(sight, reading, names, parts, _share(f"mlp {request.block}", whole))


@torch.inference_mode()
def centred_head_shares(sight: Sight) -> dict[tuple[int, int], float]:
    """Return every head's share of the logit above the average, by (block, head)."""
    directions = _Reading.of(sight, None).directions[:, 1:2]
    return {
        (number, head): share
        for number, block in enumerate(_blocks(sight.network), start=1)
        for head, share in enumerate(
            to_floats(
                head_shares(block, sight.walk.block(number).z[:, sight.row], directions)[:, 0]
            ),
            start=1,
        )
    }


def head_shares(block: TransformerBlock, z: Tensor, directions: Tensor) -> Tensor:
    """Return what the heads of a block wrote along directions.

    Args:
        block: whose.
        z: the heads' outputs at a place, cut before the output projection, (H, D).
        directions: (d, n), float64.

    Returns:
        (H, n), float64.
    """
    H, D = z.shape
    through = block.att.out_proj.weight.T.double() @ directions  # (H D, n)
    return (z.double().unsqueeze(1) @ through.view(H, D, -1))[:, 0]


def _head_directions(block: TransformerBlock, head: int, directions: Tensor) -> Tensor:
    """Return what reads one head's output along directions, (D, n)."""
    return head_share(block.att, head).T.double() @ directions


def _through_norm(norm: LayerNorm, ways: Tensor) -> Tensor:
    """Return directions, (d, n), as a norm passes them on but for its σ and shift.

    Its scale stretches them, and since it takes the mean off what it reads, theirs is of no effect.
    """
    stretched = norm.scale.double().unsqueeze(1) * ways
    return stretched - stretched.mean(dim=0)


def _embedded(sight: Sight) -> Tensor:
    """Return the two parts of the input at the place, token and position, (2, d), float64."""
    network, token_id = sight.network, sight.ids[-1]
    both = (network.tok_emb.weight[token_id], network.pos_emb.weight[sight.row])
    return torch.stack(both).double()


def _blocks(network: GPTModel) -> list[TransformerBlock]:
    return cast("list[TransformerBlock]", list(network.trf_blocks))


def _account(
    sight: Sight, reading: _Reading, names: Iterable[str], parts: Tensor, target: Share
) -> Contributions:
    columns = (to_floats(column) for column in parts.T)
    shares = tuple(Share(*row) for row in zip(names, *columns, strict=True))
    return Contributions(sight.target_id, reading.versus_id, shares, target)


def _share(name: str, columns: Tensor) -> Share:
    return Share(name, *to_floats(columns))
