"""Small random networks to look into, and how they are asked."""

from __future__ import annotations

from itertools import product
from threading import Event
from typing import Any

import torch

from gptdesk.engine.inside.inside import Inside
from gptdesk.engine.inside.values import InsideRequest
from gptdesk.model.config import GPTConfig
from gptdesk.model.gpt import GPTModel

VOCABULARY, CONTEXT = 97, 48
KINDS = list(product([True, False], repeat=2))  # with and without biases, tied and not
TEXT = tuple(
    torch.randint(0, VOCABULARY, (40,), generator=torch.Generator().manual_seed(5)).tolist()
)
LONG_TEXT = tuple(
    torch.randint(0, VOCABULARY, (90,), generator=torch.Generator().manual_seed(6)).tolist()
)


def network_of(
    *,
    has_bias: bool = True,
    is_tied: bool = False,
    n_layers: int = 3,
    n_heads: int = 3,
    seed: int = 0,
) -> GPTModel:
    """Return a network whose every parameter is random, also norms and biases."""
    cfg = GPTConfig(
        vocab_size=VOCABULARY,
        ctx_len=CONTEXT,
        emb_dim=24,
        n_heads=n_heads,
        n_layers=n_layers,
        qkv_bias=has_bias,
        tie_embeddings=is_tied,
    )
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        network = GPTModel(cfg).eval().requires_grad_(requires_grad=False)
        for parameter in network.parameters():
            parameter += 0.2 * torch.randn_like(parameter)
    return network


def ask(inside: Inside, request: InsideRequest) -> Any:
    """Return the answer of a question that nobody cancels."""
    answer = inside.answer(request, Event(), lambda _done, _total: None)
    assert answer is not None
    return answer
