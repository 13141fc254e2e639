"""Patching: the stream of one text put into another that differs in one token, row by row.

Where a patched row turns the answer into the other text's, the difference between the two texts is
at that point and place. Exact: everything after the patch is computed anew.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from threading import Event

import torch
from torch import Tensor

from gptdesk.engine.inside.passes import Passes
from gptdesk.engine.inside.sight import Sight, Window, point_names, to_bytes
from gptdesk.engine.inside.values import Patching, PatchingRequest
from gptdesk.engine.types import Progress
from gptdesk.errors import RequestError
from gptdesk.model.walk import hidden_places, pass_block
from gptdesk.model.walked import blocks_of

_LEAST_DIFFERENCE = 0.05  # of Δ between the two texts, in nats


@torch.inference_mode()
def patch(
    request: PatchingRequest, passes: Passes, cancelled: Event, progress: Progress
) -> Patching | None:
    """Return the picture as far as it came; None when cancelled before its first value.

    Raises:
        RequestError: the texts are not alike but for one token, or both answer the same.
    """
    start = Window.around(request.b, passes.network.cfg).start
    first = request.where_they_differ(start) - start
    a = passes.sight(request.a, cancelled, progress, request.a_id)
    b = passes.sight(request.b, cancelled, progress, request.b_id) if a else None
    if a is None or b is None:
        return None
    comparison = _Comparison.of(a, b)
    n_layers, n = b.network.cfg.n_layers, len(b.ids)
    values = torch.full((n_layers + 1, n - first), math.nan)
    done = 0
    for point in range(n_layers + 1):
        for row in range(first, n):
            if cancelled.is_set():
                break
            values[point, row - first] = comparison.patched(point, row)
            done += 1
            progress(done, values.numel())
    if not done:
        return None
    return Patching(
        a_id=a.target_id,
        b_id=b.target_id,
        first_place=b.window.start + 1 + first,
        places=n - first,
        points=point_names(n_layers)[::2],
        values=to_bytes(values),
        delta_a=comparison.delta_a,
        delta_b=comparison.delta_b,
    )


@dataclass(frozen=True, slots=True)
class _Comparison:
    """Text B, with rows of text A put into it.

    Attributes:
        a, b: the two texts at the same place.
        delta_a, delta_b: Δ = ln(p_a / p_b) of the two as they are, in nats.
        hidden: as `hidden_places` returns it.
    """

    a: Sight
    b: Sight
    delta_a: float
    delta_b: float
    hidden: Tensor | None

    @classmethod
    def of(cls, a: Sight, b: Sight) -> _Comparison:
        """Compare two texts.

        Raises:
            RequestError: Δ of the two is nearly the same.
        """
        if a.target_id == b.target_id:
            raise RequestError(
                "Both texts predict the same token here: choose two tokens to compare."
            )
        delta_a, delta_b = (_delta(sight.walk.last_stream[sight.row], a, b) for sight in (a, b))
        if abs(delta_a - delta_b) < _LEAST_DIFFERENCE:
            raise RequestError(
                "The two texts hardly differ in how they weigh these two tokens: ln(p/p) is "
                "{a} and {b}. There is nothing to patch.",
                a=round(delta_a, 3),
                b=round(delta_b, 3),
            )
        hidden = hidden_places(b.walk.changes, len(b.ids), b.walk.last_stream.device)
        return cls(a, b, delta_a, delta_b, hidden)

    def patched(self, point: int, row: int) -> float:
        """Return what A's row of the stream makes of B: 0 is B, 1 is A.

        Args:
            point: after that block; 0 is the input.
            row: of the text.
        """
        walk, n = self.b.walk, len(self.b.ids)
        x = walk.stream(point)[:n].clone()
        x[row] = self.a.walk.stream(point)[row]
        # Rows before it do not change, but for a head's mean over the text.
        start = 0 if walk.changes.depends_on_whole_text else row
        x = x[start:]
        network = self.b.network
        for number, block in enumerate(blocks_of(network)[point:], start=point + 1):
            kept, changes = walk.block(number), walk.changes.in_block(number)
            keys, values = kept.k[:, :start], kept.v[:, :start]
            _, x = pass_block(network.cfg, block, x, keys, values, changes, self.hidden)
        delta = _delta(x[-1], self.a, self.b)
        return (delta - self.delta_b) / (self.delta_a - self.delta_b)


def _delta(last: Tensor, a: Sight, b: Sight) -> float:
    """Return ln(p_a / p_b), the difference of two logits, from a row of the last stream, (d,)."""
    network = a.network
    weight = network.out_head.weight
    versus = weight[a.target_id].double() - weight[b.target_id].double()
    return float(network.final_norm(last).double() @ versus)
