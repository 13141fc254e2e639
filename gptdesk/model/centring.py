"""Takes the constant part out of what coarse matrices multiply: less error, at no cost.

    W x + b = W (x - m) + (b + W m)        for any m, exactly

With W and x rounded, both roundings act on x - m instead of x. And most of what a transformer's
matrices read is the same for every token: with m the mean over a short text, int8 errs two to ten
times less. The subtraction costs nothing, because it can be folded into what comes before:

    query, key, value; widening; head    the shift of the norm before them
    out_proj                             the bias of the values: attention weights sum to 1
    narrowing                            nothing, GELU is before it; but the mean error that W's
                                         rounding makes, (W - rounded W) m, goes into its bias
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor

from gptdesk.model.gpt import TransformerBlock

# Whose inputs are averaged, by the names in a block.
_READERS = ("att.W_query", "att.out_proj", "ff.layers.0", "ff.layers.2")


def pass_and_average(
    block: TransformerBlock, x: Tensor, rows: slice
) -> tuple[Tensor, dict[str, Tensor]]:
    """Pass a text through a block and average what its matrices read.

    Args:
        block: in evaluation mode.
        x: the residual stream, (1, T, emb_dim).
        rows: the tokens to average over.

    Returns:
        the residual stream after the block, and the mean input, (in,), of each of `_READERS`.
    """
    means: dict[str, Tensor] = {}

    def listen(name: str) -> Callable[..., None]:
        def average(_: torch.nn.Module, inputs: tuple[Any, ...]) -> None:
            means[name] = inputs[0][0, rows].mean(dim=0)

        return average

    for name in _READERS:
        block.get_submodule(name).register_forward_pre_hook(listen(name))
    return block(x), means


def centred(
    tensors: Mapping[str, Tensor],
    means: Mapping[str, Tensor],
    rounded: Callable[[Tensor], Tensor],
) -> dict[str, Tensor]:
    """Return a block's tensors with the constant part of every input moved into the biases.

    Args:
        tensors: by `TransformerBlock`'s names; queries, keys and values may lack biases.
        means: as `pass_and_average` gives them.
        rounded: a weight as it will be kept.
    """
    folded = dict(tensors)
    for part in ("query", "key", "value"):
        weight = tensors[f"att.W_{part}.weight"]
        bias = tensors.get(f"att.W_{part}.bias", torch.zeros(len(weight), device=weight.device))
        folded[f"att.W_{part}.bias"] = bias + weight @ means["att.W_query"]
    folded["att.W_value.bias"] = folded["att.W_value.bias"] - means["att.out_proj"]
    folded["norm1.shift"] = tensors["norm1.shift"] - means["att.W_query"]
    folded["norm2.shift"] = tensors["norm2.shift"] - means["ff.layers.0"]
    for name in ("att.out_proj", "ff.layers.0"):
        weight, bias = tensors[f"{name}.weight"], tensors[f"{name}.bias"]
        folded[f"{name}.bias"] = bias + weight @ means[name]
    weight, bias = tensors["ff.layers.2.weight"], tensors["ff.layers.2.bias"]
    folded["ff.layers.2.bias"] = bias + (weight - rounded(weight)) @ means["ff.layers.2"]
    return folded
