"""Shapes of a network's parameters, learnt from its class without making one.

Must not know files.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import torch
from torch.overrides import TorchFunctionMode

from gptdesk.model.config import LlamaConfig, NetworkConfig
from gptdesk.model.gpt import GPTModel
from gptdesk.model.llama import LlamaModel

BLOCKS = "trf_blocks."  # what our names of a block's parameters start with


class NoInit(TorchFunctionMode):
    """Leaves new parameters as the memory happens to be: all of them are about to be filled."""

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: object,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        if getattr(func, "__module__", "") == "torch.nn.init":
            return args[0] if args else (kwargs or {})["tensor"]
        return func(*args, **(kwargs or {}))


def parameter_shapes(config: NetworkConfig) -> dict[str, tuple[int, ...]]:
    """Return what a network of this shape has to be filled with, learnt from one of its blocks.

    So that a file which promises a thousand blocks, or huge ones, costs nothing before its memory
    is asked for.
    """
    with torch.device("meta"), NoInit():
        if isinstance(config, LlamaConfig):
            one_block = LlamaModel(replace(config, n_layers=1))
        else:
            one_block = GPTModel(replace(config, n_layers=1))
    shapes: dict[str, tuple[int, ...]] = {}
    for name, parameter in one_block.named_parameters():  # a tied head is listed once, as tok_emb
        numbers = range(config.n_layers if name.startswith(BLOCKS) else 1)
        for number in numbers:
            shapes[name.replace(f"{BLOCKS}0.", f"{BLOCKS}{number}.")] = tuple(parameter.shape)
    return shapes
