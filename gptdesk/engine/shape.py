"""The facts of a network's shape, as plain values: `shape_of`."""

from __future__ import annotations

from dataclasses import asdict

from gptdesk.engine.types import ModelShape
from gptdesk.model.config import NetworkConfig, count_parameters


def shape_of(config: NetworkConfig) -> ModelShape:
    """Return what the window shows of the shape `config`."""
    parts = asdict(count_parameters(config))
    if not parts["position_embedding"]:  # places are told by turning, which takes no parameters
        del parts["position_embedding"]
    return ModelShape(
        architecture=config.family,
        context_length=config.ctx_len,
        vocab_size=config.vocab_size,
        rows=tuple(config.to_dict().items()),
        parameters=tuple(parts.items()),
        design=config.design,
    )
