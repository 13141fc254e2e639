"""The optimizers of a training, made and used without torch's compiler.

Knows which parameter is updated how; the steps are `loop.py`'s.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import torch

from gptdesk.model.gpt import GPTModel
from gptdesk.training.options import TrainingOptions

_COMPILER = "torch._dynamo"


def make_optimizers(model: GPTModel, options: TrainingOptions) -> list[torch.optim.Optimizer]:
    """Muon for the matrices of the blocks, AdamW with GPT-3's betas for all else.

    Muon makes the directions of a matrix's update equally long, so that the few loud ones do not
    drown the rest (arXiv:2502.16982; scaled as there, so that both share one learning rate).
    Decay pulls at matrices and embeddings, not at biases and norms.
    """
    in_blocks = [p for p in model.trf_blocks.parameters() if p.dim() == 2]
    embeddings = [model.tok_emb.weight, model.pos_emb.weight]
    vectors = [p for p in model.parameters() if p.dim() == 1]
    return [
        torch.optim.Muon(
            in_blocks,
            lr=options.learning_rate,
            weight_decay=options.weight_decay,
            adjust_lr_fn="match_rms_adamw",
        ),
        torch.optim.AdamW(
            [
                {"params": embeddings, "weight_decay": options.weight_decay},
                {"params": vectors, "weight_decay": 0.0},
            ],
            lr=options.learning_rate,
            betas=(0.9, 0.95),
            fused=True,
        ),
    ]


@contextmanager
def without_compiler() -> Generator[None, None, None]:
    """Let torch's optimizers be made and used without its compiler.

    They import it only to tell it to leave them alone: 800 modules, and more than a second before
    the first step of every training. Whatever else asks for it meanwhile gets it.
    """
    if _COMPILER in sys.modules:
        yield
        return
    sys.modules[_COMPILER] = stand_in = _NoCompiler(_COMPILER)
    try:
        yield
    finally:
        if sys.modules.get(_COMPILER) is stand_in:
            del sys.modules[_COMPILER]


class _NoCompiler(ModuleType):
    """What the optimizers call of the compiler, which does nothing where nothing is compiled."""

    @staticmethod
    def disable(call: Callable[..., Any], *_: object, **__: object) -> Callable[..., Any]:
        return call

    @staticmethod
    def graph_break(*_: object) -> None:
        pass

    def __getattr__(self, name: str) -> Any:
        """Make way for the real one."""
        if sys.modules.get(_COMPILER) is self:
            del sys.modules[_COMPILER]
        return getattr(importlib.import_module(_COMPILER), name)
