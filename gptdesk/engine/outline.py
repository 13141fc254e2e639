"""Size and memory of a network before it is fetched, from its shape alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from gptdesk.engine.types import CONTEXT_LIMIT, MemoryNeed, ModelOutline
from gptdesk.model.config import (
    GPTConfig,
    LlamaConfig,
    NetworkConfig,
    count_parameters,
    network_from_fields,
)
from gptdesk.model.fast.kernels import LLAMA_KERNELS
from gptdesk.model.fast.memory import memory_needed
from gptdesk.precision import PRECISIONS


def outline_of_shape(
    network: Mapping[str, Any],
    stored_bits: int,
    *,
    device: str = "auto",
    context_limit: int = CONTEXT_LIMIT,
) -> ModelOutline:
    """Return what a network of this shape would be, and take.

    Args:
        network: its fields, as `network_from_fields` has them.
        stored_bits: of each weight in its file.
        device: that it would be computed on.
        context_limit: most tokens of context of a network that could have more.
    """
    config = network_from_fields(network)
    longest = config.ctx_len
    if isinstance(config, LlamaConfig):
        config = replace(config, ctx_len=min(longest, context_limit))
    parameters = count_parameters(config).total
    kind = "cpu" if device in ("auto", "cpu") else "cuda"
    return ModelOutline(
        path=Path(),
        file=Path(),
        family=config.family,
        file_bytes=parameters * stored_bits // 8,
        bits_per_weight=float(stored_bits),
        context_length=longest,
        loaded_context=config.ctx_len,
        licence="",
        parameters=parameters,
        by_precision=needs_of(config, precisions_of(config, kind, has_groups=False), kind),
    )


def precisions_of(config: NetworkConfig, device_type: str, *, has_groups: bool) -> tuple[str, ...]:
    """Return what a network can be computed in; whether a Llama's error is small is seen later.

    Args:
        config: its shape.
        device_type: "cpu" or "cuda".
        has_groups: whether its weights are stored in groups of few bits, which Fast keeps.
    """
    if isinstance(config, GPTConfig):
        return PRECISIONS
    return tuple(
        precision
        for precision in PRECISIONS
        if (precision, device_type) in LLAMA_KERNELS and (precision != "fast" or has_groups)
    )


def needs_of(
    config: NetworkConfig, precisions: tuple[str, ...], device_type: str
) -> tuple[tuple[str, MemoryNeed], ...]:
    """Return the memory that a network would take on a device, in each of the precisions."""
    return tuple(
        (precision, MemoryNeed(*memory_needed(config, precision, device_type)))
        for precision in precisions
    )
