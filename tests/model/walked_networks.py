"""Small random networks of every kind that a walk goes through: GPT-2, and Llama's relatives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import torch
from torch import nn

from gptdesk.model.config import GPTConfig, LlamaConfig
from gptdesk.model.gpt import GPTModel
from gptdesk.model.llama import LlamaModel, llama3_factors
from gptdesk.model.walked import ReadableNetwork

VOCABULARY = 97
_Made = TypeVar("_Made", bound=nn.Module)

_LLAMA = LlamaConfig(
    family="Llama",
    vocab_size=VOCABULARY,
    ctx_len=48,
    emb_dim=24,
    n_heads=6,
    n_kv_heads=2,
    head_dim=4,
    n_layers=3,
    hidden_dim=40,
    norm_eps=1e-5,
    rope_base=100.0,
)
_SLOWED = llama3_factors(100.0, 4, factor=8.0, low=1.0, high=4.0, original=16.0)
LLAMAS = {
    "llama": _LLAMA,
    "llama3": replace(_LLAMA, rope_factors=_SLOWED),
    "mistral": replace(_LLAMA, window=8),
    "qwen2": replace(_LLAMA, qkv_bias=True, tie_embeddings=True),
    "qwen3": replace(_LLAMA, head_dim=8, qk_norm=True),
    "smollm3": replace(_LLAMA, no_rope_layers=(1,), tie_embeddings=True),
}


def llama_of(kind: str, ctx_len: int = 48, n_layers: int = 3) -> LlamaModel:
    """Return a network of a kind of `LLAMAS`, every parameter of it random."""
    cfg = replace(LLAMAS[kind], ctx_len=ctx_len, n_layers=n_layers)
    return _random(lambda: LlamaModel(cfg))


def gpt_of(
    *, has_bias: bool = True, is_tied: bool = False, seed: int = 0, ctx_len: int = 48
) -> GPTModel:
    """Return a GPT-2 of 3 blocks of 3 heads, every parameter of it random."""
    cfg = GPTConfig(
        vocab_size=VOCABULARY,
        ctx_len=ctx_len,
        emb_dim=24,
        n_heads=3,
        n_layers=3,
        qkv_bias=has_bias,
        tie_embeddings=is_tied,
    )
    return _random(lambda: GPTModel(cfg), seed)


def network_of(kind: str, ctx_len: int = 48) -> ReadableNetwork:
    """Return "gpt", or one of `LLAMAS`."""
    return gpt_of(ctx_len=ctx_len) if kind == "gpt" else llama_of(kind, ctx_len)


KINDS = ("gpt", *LLAMAS)


def _random(make: Callable[[], _Made], seed: int = 0) -> _Made:
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        network = make().eval().requires_grad_(requires_grad=False)
        for parameter in network.parameters():
            parameter += 0.2 * torch.randn_like(parameter)
    return network
