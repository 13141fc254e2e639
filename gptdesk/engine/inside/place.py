"""The prediction at a place: what the network, read as stored, makes of the text there."""

from __future__ import annotations

from threading import Event

import torch

from gptdesk.engine.inside.sight import Prediction, Sight
from gptdesk.engine.inside.values import PlaceRequest, PlaceView
from gptdesk.engine.types import Progress


@torch.inference_mode()
def look_at_place(
    request: PlaceRequest, sight: Sight, cancelled: Event, progress: Progress
) -> PlaceView:
    """Return what was predicted at the place of a sight."""
    return PlaceView(
        target_id=sight.target_id,
        context_start=sight.window.start,
        context_end=sight.window.end,
        outcome=Prediction.of(sight.logits).outcome(sight.target_id),
        logit=float(sight.logits[sight.target_id]),
    )
