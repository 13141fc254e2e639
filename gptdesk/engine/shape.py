"""The facts of a GPT-2's shape, as plain values: `shape_of`."""

from __future__ import annotations

from dataclasses import asdict

from gptdesk.engine.types import ModelShape
from gptdesk.model.config import GPTConfig, count_parameters


def shape_of(config: GPTConfig) -> ModelShape:
    """Return what the window shows of the shape `config`."""
    return ModelShape(
        architecture="GPT-2",
        context_length=config.ctx_len,
        vocab_size=config.vocab_size,
        rows=tuple(config.to_dict().items()),
        parameters=tuple(asdict(count_parameters(config)).items()),
    )
