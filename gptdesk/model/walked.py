"""The differences of the two pages `gpt.py` and `llama.py`, for a walk through either network.

All else is alike: a block adds to the stream what its heads wrote, then what its feed-forward
layer wrote, each of which reads the stream normalised. Every difference is told apart here and
nowhere else, by the modules' own operations.

Letters in shape comments: n places in this call, S places before them, d `emb_dim`, H query heads,
K heads of keys and values (each shared by H / K of the others), D `head_dim`, M the width of the
feed-forward layer. Must not know text or what the numbers are shown for.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias, cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from gptdesk.model.config import GPTConfig, LlamaConfig, NetworkConfig
from gptdesk.model.gpt import FeedForward, GPTModel, LayerNorm, MultiHeadAttention, TransformerBlock
from gptdesk.model.llama import (
    GroupedQueryAttention,
    LlamaBlock,
    LlamaModel,
    RMSNorm,
    SwiGLU,
    frequencies,
    rotate,
)

ReadableNetwork: TypeAlias = GPTModel | LlamaModel
Block: TypeAlias = TransformerBlock | LlamaBlock
Attention: TypeAlias = MultiHeadAttention | GroupedQueryAttention
Norm: TypeAlias = LayerNorm | RMSNorm


def new_network(cfg: NetworkConfig) -> ReadableNetwork:
    """Return an untrained network of a shape."""
    return GPTModel(cfg) if isinstance(cfg, GPTConfig) else LlamaModel(cfg)


def blocks_of(network: ReadableNetwork) -> list[Block]:
    """Return the blocks, in order."""
    return cast("list[Block]", list(network.trf_blocks))


def window_of(cfg: NetworkConfig) -> int | None:
    """Return how many places one sees, itself included; None for all before it."""
    return cfg.window if isinstance(cfg, LlamaConfig) else None


# ---------------------------------------------------------------- the input


def input_parts(
    network: ReadableNetwork, ids: Sequence[int] | Tensor, S: int = 0
) -> dict[str, Tensor]:
    """Return what is added up to the input of the first block, by name, (n, d) each.

    Args:
        network: whose.
        ids: n tokens.
        S: places before the first of them.
    """
    device = network.tok_emb.weight.device
    new = ids if isinstance(ids, Tensor) else torch.tensor(ids, dtype=torch.long, device=device)
    parts = {"token": network.tok_emb(new)}
    if isinstance(network, GPTModel):
        parts["position"] = network.pos_emb(torch.arange(S, S + len(new), device=device))
    return parts


def input_of(network: ReadableNetwork, ids: Sequence[int] | Tensor, S: int = 0) -> Tensor:
    """Return the input of the first block at n places after S others, (n, d)."""
    first, *others = input_parts(network, ids, S).values()
    for other in others:
        first = first + other
    return first


def positions_of(network: ReadableNetwork) -> Tensor | None:
    """Return the position vectors of the whole context, (ctx_len, d); None without any."""
    return network.pos_emb.weight if isinstance(network, GPTModel) else None


# ---------------------------------------------------------------- queries, keys, values


@dataclass(frozen=True, slots=True)
class HeadVectors:
    """Queries, (H, n, D), keys, (K, n, D), and values of some places.

    Attributes:
        projected: queries and keys as the matrices give them.
        normed: the same normalised, where every head's are (see `head_norms`).
        ready: the same turned by their places, where they are: what the scores are made of.
        values: (K, n, D).
    """

    projected: tuple[Tensor, Tensor]
    normed: tuple[Tensor, Tensor]
    ready: tuple[Tensor, Tensor]
    values: Tensor


def head_vectors(cfg: NetworkConfig, attention: Attention, h: Tensor, S: int) -> HeadVectors:
    """Return queries, keys and values of some places.

    Args:
        cfg: of the network.
        attention: of the block.
        h: the normalised stream, (n, d).
        S: places before these.
    """
    n, D = h.shape[0], attention.head_dim
    q, k, v = (
        project(h).view(n, -1, D)
        for project in (attention.W_query, attention.W_key, attention.W_value)
    )  # (n, H or K, D) each
    projected = normed = (q.transpose(0, 1), k.transpose(0, 1))
    if (norms := head_norms(attention)) is not None:
        normed = (norms[0](q).transpose(0, 1), norms[1](k).transpose(0, 1))
    ready = normed
    if turns(attention):
        angles = angles_of(cfg, attention, S, n)
        ready = (rotate(normed[0], angles), rotate(normed[1], angles))
    return HeadVectors(projected, normed, ready, v.transpose(0, 1))


def head_norms(attention: Attention) -> tuple[RMSNorm, RMSNorm] | None:
    """Return what normalises every head's queries and keys; None where nothing does."""
    if isinstance(attention, MultiHeadAttention):
        return None
    query_norm, key_norm = attention.query_norm, attention.key_norm
    if isinstance(query_norm, RMSNorm) and isinstance(key_norm, RMSNorm):
        return query_norm, key_norm
    return None


def turns(attention: Attention) -> bool:
    """Return whether a block turns its queries and keys by their places."""
    return isinstance(attention, GroupedQueryAttention) and attention.has_rope


def angles_of(cfg: NetworkConfig, attention: Attention, S: int, n: int) -> Tensor:
    """Return by how much each pair is turned at places S … S + n, in radians, (n, D / 2).

    Zeros where a block turns nothing, or the network never does.
    """
    device = attention.W_query.weight.device
    if not isinstance(cfg, LlamaConfig) or not turns(attention):
        return torch.zeros(n, attention.head_dim // 2, device=device)
    places = torch.arange(S, S + n, device=device)
    return places.unsqueeze(1) * frequencies(cfg).to(device)


# ---------------------------------------------------------------- norms


@dataclass(frozen=True, slots=True)
class Gauge:
    """What a norm does to a vector before its scale: takes the mean off, if any, and divides.

    Attributes:
        mean: None where it takes none off.
        divisor: √(variance + eps), or of the mean square.
    """

    mean: float | None
    divisor: float


def gauge_of(norm: Norm, x: Tensor) -> Gauge:
    """Return what a norm does to a vector, (d,), in float64."""
    exact = x.double()
    if isinstance(norm, LayerNorm):
        return Gauge(float(exact.mean()), math.sqrt(float(exact.var(correction=0)) + norm.eps))
    return Gauge(None, math.sqrt(float(exact.square().mean()) + norm.eps))


def unscaled(norm: Norm, x: Tensor) -> Tensor:
    """Return what a norm makes of vectors, (…, d), before its scale and shift."""
    if isinstance(norm, LayerNorm):
        return functional.layer_norm(x, norm.scale.shape, eps=norm.eps)
    return functional.rms_norm(x, norm.scale.shape, eps=norm.eps)


def shift_of(norm: Norm) -> Tensor | None:
    """Return what a norm adds at the end, (d,); None where it adds nothing."""
    return norm.shift if isinstance(norm, LayerNorm) else None


def through_norm(norm: Norm, ways: Tensor) -> Tensor:
    """Return directions, (d, n), float64, as a norm passes them on but for divisor and shift.

    Its scale stretches them; where it takes the mean off what it reads, theirs is of no effect.
    """
    stretched = norm.scale.double().unsqueeze(1) * ways
    return stretched - stretched.mean(dim=0) if isinstance(norm, LayerNorm) else stretched


# ---------------------------------------------------------------- the feed-forward layer


@dataclass(frozen=True, slots=True)
class Neurons:
    """What the neurons of a feed-forward layer do with what they read, (…, M) each.

    Attributes:
        wide: what goes through the smooth gate.
        gated: what the gate makes of it.
        up: what the gate's result is multiplied by; None where it is written as it is.
        written: what the narrowing matrix reads.
    """

    wide: Tensor
    gated: Tensor
    up: Tensor | None
    written: Tensor


def neurons_of(block: Block, h: Tensor) -> Neurons:
    """Return what a block's neurons make of the normalised stream, (…, d)."""
    ff = block.ff
    if isinstance(ff, FeedForward):
        wide = ff.layers[0](h)
        gated = ff.layers[1](wide)
        return Neurons(wide, gated, None, gated)
    wide, up = ff.gate(h), ff.up(h)
    gated = functional.silu(wide)
    return Neurons(wide, gated, up, gated * up)


def widening(block: Block) -> tuple[nn.Linear, ...]:
    """Return the matrices that make `Neurons.wide` and, if there is one, `Neurons.up`."""
    if isinstance(block.ff, SwiGLU):
        return block.ff.gate, block.ff.up
    return (cast("nn.Linear", block.ff.layers[0]),)


def narrowing(block: Block) -> nn.Linear:
    """Return the matrix that makes a stream's vector of `Neurons.written`."""
    return block.ff.down if isinstance(block.ff, SwiGLU) else cast("nn.Linear", block.ff.layers[2])


def gate_of(cfg: NetworkConfig) -> str:
    """Return which smooth gate makes `Neurons.gated`: "gelu", "gelu exact" or "silu"."""
    if isinstance(cfg, LlamaConfig):
        return "silu"
    return "gelu" if cfg.gelu == "tanh" else "gelu exact"


def bias_of(layer: nn.Linear) -> Tensor | None:
    """Return a layer's bias, (out,); None where it has none."""
    return cast("Tensor | None", layer.bias)
