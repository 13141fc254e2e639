"""The lens: what every point of the stream would say, read with the last norm and the head.

The norm takes the mean and the variance of the point itself; `contributions.py` has the other use,
with those of the last point. It is a reading by the last block's decoder, not a belief.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from threading import Event

import torch
from torch import Tensor

from gptdesk.engine.choice.definition import raw_distribution
from gptdesk.engine.inside.passes import Passes
from gptdesk.engine.inside.sight import Sight, decode, kl_nats, outcome_of
from gptdesk.engine.inside.values import Lens, LensGrid, LensGridRequest, LensPoint, LensRequest
from gptdesk.engine.types import Progress


def look_through_lens(
    request: LensRequest, sight: Sight, cancelled: Event, progress: Progress
) -> Lens:
    """Return all points of a place, before and after every attention."""
    L = sight.network.cfg.n_layers
    points = [("input", sight.walk.stream(0)[sight.row])]
    for block in range(1, L + 1):
        points.append((f"{block} attention", sight.walk.block(block).m[sight.row]))
        points.append((str(block), sight.walk.stream(block)[sight.row]))
    return Lens(sight.target_id, _read_points(sight, points))


def look_at_lens_grid(
    request: LensGridRequest, passes: Passes, cancelled: Event, progress: Progress
) -> LensGrid:
    """Return the ends of the blocks at several places; when cancelled, what is known so far."""
    columns: list[tuple[LensPoint, ...]] = []
    for place in request.places:
        sight = passes.sight(replace(request.at, place=place), cancelled, progress)
        if sight is None or cancelled.is_set():
            break
        numbers = range(sight.network.cfg.n_layers + 1)
        points = [(str(n) if n else "input", sight.walk.stream(n)[sight.row]) for n in numbers]
        columns.append(_read_points(sight, points))
        progress(len(columns), len(request.places))
    return LensGrid(request.places[: len(columns)], tuple(columns))


@torch.inference_mode()
def _read_points(sight: Sight, points: Sequence[tuple[str, Tensor]]) -> tuple[LensPoint, ...]:
    """Return what named points, (d,) each, would say; the last is the answer's own."""
    network = sight.network
    streams = torch.stack([stream for _, stream in points])  # (points, d)
    # The last by itself, as the answer's place is read: in one product its last bits may differ.
    logits = torch.cat((decode(network, streams[:-1]), decode(network, streams[-1:])))
    answer = raw_distribution(logits[-1])
    return tuple(
        LensPoint(
            name=name,
            outcome=outcome_of(of_point, raw_distribution(of_point), sight.target_id),
            kl_nats=kl_nats(answer, of_point),
            stream_length=float(stream.double().square().sum().sqrt()),
        )
        for (name, stream), of_point in zip(points, logits, strict=True)
    )
