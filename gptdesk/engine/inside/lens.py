"""The lens: what every point of the stream would say, read with the last norm and the head.

The norm takes the mean and the variance, or the mean square, of the point itself;
`contributions.py` has the other use, with those of the last point. It is a reading by the last
block's decoder, not a belief.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from threading import Event

import torch
from torch import Tensor

from gptdesk.engine.inside.passes import Passes
from gptdesk.engine.inside.sight import (
    Prediction,
    Sight,
    decode,
    point_names,
    streams_of,
)
from gptdesk.engine.inside.values import Lens, LensGrid, LensGridRequest, LensPoint, LensRequest
from gptdesk.engine.types import Progress


@torch.inference_mode()
def look_through_lens(
    request: LensRequest, sight: Sight, cancelled: Event, progress: Progress
) -> Lens:
    """Return all points of a place, before and after every attention."""
    walk, row, network = sight.walk, sight.row, sight.network
    names = point_names(network.cfg.n_layers)
    points = dict(zip(names, (stream[row] for stream in streams_of(walk)), strict=True))
    streams = torch.stack(list(points.values()))
    # The last by itself, as the answer's place is read: in one product its last bits may differ.
    logits = (*decode(network, streams[:-1]), sight.logits)
    return Lens(sight.target_id, _points(points, logits, sight.target_id))


@torch.inference_mode()
def look_at_lens_grid(
    request: LensGridRequest, passes: Passes, cancelled: Event, progress: Progress
) -> LensGrid:
    """Return the ends of the blocks at several places; when cancelled, what is known so far."""
    columns: list[tuple[LensPoint, ...]] = []
    for place in request.places:
        sight = passes.sight(replace(request.at, place=place), cancelled, progress)
        if sight is None or cancelled.is_set():
            break
        network = sight.network
        ends = point_names(network.cfg.n_layers)[::2]  # of the blocks
        points = {name: sight.walk.stream(n)[sight.row] for n, name in enumerate(ends)}
        logits = decode(network, torch.stack(list(points.values())))
        columns.append(_points(points, tuple(logits), sight.target_id))
        progress(len(columns), len(request.places))
    return LensGrid(request.places[: len(columns)], tuple(columns))


def _points(
    streams: Mapping[str, Tensor], logits: Sequence[Tensor], target_id: int
) -> tuple[LensPoint, ...]:
    """Return what is said of the points of one place.

    Args:
        streams: by the points' names, (d,) each; the last is the answer's own.
        logits: what they would say, (vocab,) each.
        target_id: the token that is asked about.
    """
    answer = Prediction.of(logits[-1])
    said = map(Prediction.of, logits)  # one held at a time: each is 800 kB of numbers
    return tuple(
        LensPoint(
            name=name,
            outcome=of_point.outcome(target_id),
            kl_nats=answer.kl_nats(of_point),
            stream_length=float(stream.double().square().sum().sqrt()),
        )
        for (name, stream), of_point in zip(streams.items(), said, strict=True)
    )
