"""Direct contributions: what every part of the network wrote to a logit.

The last norm divides by σ of the last stream (the root of its mean square, where the norm takes no
mean off), whichever part is looked at, so that the shares of all parts sum to the logit; the lens,
which takes each point's own σ, is another question. Every share is computed from its own part, none
as what the others leave. Exact as an account; no forecast of what happens without a part, because
later blocks read it.

The parts are float32, as the network has them; the account is kept in float64.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from threading import Event

import torch
from torch import Tensor

from gptdesk.engine.choice.definition import most_probable, raw_distribution
from gptdesk.engine.choice.ranking import to_floats, to_ints
from gptdesk.engine.inside.attention import kv_index
from gptdesk.engine.inside.sight import Sight
from gptdesk.engine.inside.values import (
    Contributions,
    ContributionsRequest,
    HeadSourcesRequest,
    NeuronsRequest,
    Share,
)
from gptdesk.engine.types import Progress
from gptdesk.model.walk import attention_weights, head_share, hidden_places
from gptdesk.model.walked import (
    Block,
    bias_of,
    blocks_of,
    gauge_of,
    input_parts,
    narrowing,
    neurons_of,
    shift_of,
    through_norm,
    window_of,
)


@dataclass(frozen=True, slots=True)
class _Reading:
    """How the last norm and the head read the stream at a place, σ held fast.

    The three columns are raw, centred and versus, float64.

    Attributes:
        directions: a part of the stream times this is its share, (d, 3).
        shift: the share of the last norm's shift, (3,); None where it has none.
        target: what the network itself has, (3,).
        versus_id: the token of the third column.
    """

    directions: Tensor
    shift: Tensor | None
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
        shift = shift_of(norm)
        return cls(
            directions=through_norm(norm, ways) / gauge_of(norm, last).divisor,
            shift=None if shift is None else shift.double() @ ways,
            target=torch.stack(
                (target, target - all_logits.mean(), target - all_logits[versus_id])
            ),
            versus_id=versus_id,
        )


def mean_row(head: Tensor) -> Tensor:
    """Return the mean row of the head's matrix, (V, d), as float64, (d,)."""
    return head.mean(dim=0).double()  # a sum in float64 takes 15 times as long, and differs by 1e-8


@torch.inference_mode()
def account_for_logit(
    request: ContributionsRequest, sight: Sight, cancelled: Event, progress: Progress
) -> Contributions:
    """Return the shares of token, position, heads, biases, MLPs and shift, in this order.

    A network without position vectors, biases or a shift has no such part.
    """
    reading = _Reading.of(sight, request.versus_id)
    network, row = sight.network, sight.row
    d = reading.directions
    parts = {
        name: part.double() @ d  # (1, 3)
        for name, part in input_parts(network, sight.ids[-1:], row).items()
    }
    for number, block in enumerate(blocks_of(network), start=1):
        states = sight.walk.block(number)
        shares = head_shares(block, states.z[:, row], d)  # (H, 3)
        parts |= {f"head {number}.{i + 1}": shares[i : i + 1] for i in range(len(shares))}
        if (bias := bias_of(block.att.out_proj)) is not None:
            parts[f"bias {number}"] = bias.double().unsqueeze(0) @ d
        parts[f"mlp {number}"] = block.ff(block.norm2(states.m[row : row + 1])).double() @ d
    if reading.shift is not None:
        parts["shift"] = reading.shift.unsqueeze(0)
    target = _share("logit", reading.target)
    return _account(sight, reading, parts, torch.cat(tuple(parts.values())), target)


@torch.inference_mode()
def account_for_head(
    request: HeadSourcesRequest, sight: Sight, cancelled: Event, progress: Progress
) -> Contributions:
    """Return what a head wrote, by the place it was read from: a_ij v_j through the projection."""
    reading = _Reading.of(sight, request.versus_id)
    number, head, n = request.block, request.head, sight.row + 1
    block, states = blocks_of(sight.network)[number - 1], sight.walk.block(number)
    window, shared = window_of(sight.network.cfg), kv_index(sight, head)
    q, k = states.q[head - 1 : head, :n], states.k[shared : shared + 1, :n]
    hidden = hidden_places(sight.walk.changes, n, states.q.device)
    change = next((c for c in sight.at.changes.in_block(number) if c.head == head), None)
    if change is not None and change.uses_mean:  # of this pass, which ends at the place
        weights = attention_weights(q, k, hidden, window)[0].mean(dim=0)
    else:
        weights = attention_weights(q[:, n - 1 :], k, hidden, window)[0, 0]
        weights = weights if change is None else change.factor * weights
    read = (weights.unsqueeze(1) * states.v[shared, :n]).double()  # (n, D)
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
    block = blocks_of(sight.network)[request.block - 1]
    m = sight.walk.block(request.block).m[sight.row : sight.row + 1]
    narrow, h = narrowing(block), block.norm2(m)
    g = neurons_of(block, h).written[0].double()  # (M,)
    parts = g.unsqueeze(1) * (narrow.weight.T.double() @ reading.directions)  # (M, 3)
    names = [*map(str, range(1, len(g) + 1))]
    if (bias := bias_of(narrow)) is not None:
        parts = torch.cat((parts, bias.double().unsqueeze(0) @ reading.directions))
        names.append("bias")
    whole = (block.ff(h).double() @ reading.directions)[0]
    return _account(sight, reading, names, parts, _share(f"mlp {request.block}", whole))


@torch.inference_mode()
def centred_head_shares(sight: Sight) -> dict[tuple[int, int], float]:
    """Return every head's share of the logit above the average, by (block, head)."""
    directions = _Reading.of(sight, None).directions[:, 1:2]
    return {
        (number, head): share
        for number, block in enumerate(blocks_of(sight.network), start=1)
        for head, share in enumerate(
            to_floats(
                head_shares(block, sight.walk.block(number).z[:, sight.row], directions)[:, 0]
            ),
            start=1,
        )
    }


def head_shares(block: Block, z: Tensor, directions: Tensor) -> Tensor:
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


def _head_directions(block: Block, head: int, directions: Tensor) -> Tensor:
    """Return what reads one head's output along directions, (D, n)."""
    return head_share(block.att, head).T.double() @ directions


def _account(
    sight: Sight, reading: _Reading, names: Iterable[str], parts: Tensor, target: Share
) -> Contributions:
    columns = (to_floats(column) for column in parts.T)
    shares = tuple(Share(*row) for row in zip(names, *columns, strict=True))
    return Contributions(sight.target_id, reading.versus_id, shares, target)


def _share(name: str, columns: Tensor) -> Share:
    return Share(name, *to_floats(columns))
