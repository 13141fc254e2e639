"""One update of a copy of the network, by the gradient of one text's loss, and what it does.

The loaded network stays as it is, and nothing is written to the disk. Each part is updated as soon
as its gradient is there, so that the copy is nearly all that is held. Must not know training.
"""

from __future__ import annotations

from math import sqrt
from threading import Event

import torch
from torch import Tensor

from gptdesk.engine.inside.gradients import (
    chances,
    inner_product,
    log_p_of,
    loss_of,
    mean_nats,
    pass_back,
    passed_block,
    table_slices,
)
from gptdesk.engine.inside.sight import Sight
from gptdesk.engine.inside.values import Update, UpdateRequest
from gptdesk.engine.run.device import returning_memory
from gptdesk.engine.types import Progress
from gptdesk.model import as_stored
from gptdesk.model.walk import hidden_places
from gptdesk.model.walked import ReadableNetwork, blocks_of, input_of

_ADAMW_EPS = 1e-8


@returning_memory()
def update_once(
    request: UpdateRequest, sight: Sight, cancelled: Event, progress: Progress
) -> Update | None:
    """Return the loss of the text up to the place before and after one update of a copy.

    Raises:
        RequestError: nothing is predicted in the text.
    """
    n_layers = sight.network.cfg.n_layers
    copied = _Copy(sight.network, request)

    def back_progress(done: int, _total: int) -> None:
        progress(done, 2 * n_layers)

    has_shortcuts = not request.is_without_shortcuts
    log_p = pass_back(sight, cancelled, back_progress, copied.update, has_shortcuts=has_shortcuts)
    if log_p is None:
        return None
    before = loss_of(sight, log_p, copied.lengths)
    after = copied.log_p(sight, cancelled, progress)
    if after is None:
        return None
    return Update(
        before=before,
        after_p=chances(after),
        after_nats=mean_nats(after),
        forecast_nats=before.mean_nats - request.learning_rate * copied.slope,
    )


class _Copy:
    """A copy of a network that is updated part by part.

    Attributes:
        lengths: of every part's gradient.
        slope: gradient · direction of the step, summed so far.
    """

    def __init__(self, network: ReadableNetwork, request: UpdateRequest) -> None:
        self.lengths: dict[str, float] = {}
        self.slope = 0.0
        self._network, self._request = network, request
        self._parameters: dict[str, Tensor] = {}

    def update(self, part: str, gradients: dict[str, Tensor]) -> None:
        """Copy the parameters of a part, and go one step against their gradients."""
        self.lengths[part] = sqrt(sum(inner_product(g, g) for g in gradients.values()))
        for name, gradient in gradients.items():
            parameter = self._network.get_parameter(name).detach().clone()
            for rows, slopes in zip(table_slices(parameter), table_slices(gradient), strict=True):
                step = slopes
                if self._request.optimiser == "adamw":  # m̂ / (√v̂ + ε) of its first step
                    step = slopes / (slopes.abs() + _ADAMW_EPS)
                self.slope += inner_product(slopes, step)
                rows.sub_(step, alpha=self._request.learning_rate)
            self._parameters[name] = parameter

    @torch.inference_mode(mode=False)
    @torch.no_grad()
    def log_p(self, sight: Sight, cancelled: Event, progress: Progress) -> list[float] | None:
        """Return ln p of every token that is predicted, whatever the numbers; None if cancelled."""
        network = as_stored.with_weights(self._network.cfg, self._parameters)
        x = input_of(network, sight.ids)
        changes, n_layers = sight.walk.changes, network.cfg.n_layers
        hidden = hidden_places(changes, len(x), x.device)
        for index, block in enumerate(blocks_of(network)):
            if cancelled.is_set():
                return None
            x = passed_block(
                network.cfg,
                block,
                x,
                changes,
                index,
                hidden,
                has_shortcuts=not self._request.is_without_shortcuts,
            )
            progress(n_layers + index + 1, 2 * n_layers)
        return log_p_of(network, x, sight.ids)
