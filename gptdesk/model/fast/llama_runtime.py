"""A network of the Llama family, packed for speed: what `llama.py` computes, in fewer steps.

Queries, keys and values are one multiplication, gate and widening another, keys and values are
written once into memory that is there already, and attention is PyTorch's fused kernel, for which
a group's heads read the same keys without a copy. In a one-token step no module is called, and
operations are few, for the reason that `runtime.py` gives.

Equal to `LlamaModel` by test, at every precision within its bound.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import torch
from torch import Tensor
from torch.nn import functional

from gptdesk.model.config import LlamaConfig
from gptdesk.model.fast.kernels import Linear
from gptdesk.model.kv_cache import KVCache
from gptdesk.model.llama import FIRST_ROOM, frequencies, unseen_places
from gptdesk.precision import PrecisionError

_ZERO = torch.zeros(1)  # two factors and a sum are one operation


@dataclass(frozen=True, slots=True)
class Places:
    """Where the T tokens of a call stand in their text.

    Attributes:
        cos, sin: of the angle of every number of every head, (T, n_heads + 2 * n_kv_heads,
            head_dim): those of values are turned by 0. The sine of a head's first half is negative.
        mask: added to the attention scores, (T, S + T): -inf for what a token must not see. None
            for one token, which sees all that `window` leaves.
    """

    cos: Tensor
    sin: Tensor
    mask: Tensor | None

    @classmethod
    def of(cls, cfg: LlamaConfig, S: int, T: int, cache: KVCache) -> Places:
        """Return the places of T tokens after the S of a cache."""
        turns = _turns(cfg)
        angles = torch.arange(S, S + T).view(T, 1, 1) * turns if T > 1 else (turns * S).unsqueeze(0)
        sin = angles.sin()
        sin[..., : cfg.head_dim // 2].neg_()
        mask = None
        if T > 1:
            unseen = unseen_places(S, T, cfg.window)
            mask = torch.zeros(T, S + T).masked_fill_(unseen, -torch.inf)
            mask = mask.to(cache.device, cache.dtype)
        return cls(angles.cos().to(cache.device), sin.to(cache.device), mask)


@lru_cache(maxsize=4)
def _turns(cfg: LlamaConfig) -> Tensor:
    """Return by how much a number turns per place, (n_heads + 2 * n_kv_heads, head_dim)."""
    turned = cfg.n_heads + cfg.n_kv_heads
    turns = torch.zeros(turned + cfg.n_kv_heads, cfg.head_dim)
    turns[:turned] = frequencies(cfg).repeat(2)
    return turns


@dataclass(frozen=True, slots=True)
class PackedLlamaBlock:
    """One block.

    Attributes:
        cfg: the network's shape.
        has_rope: whether queries and keys are turned.
        norm1, norm2: scales, (emb_dim,) each.
        head_norms: scales of every head's queries and keys, (head_dim,) each; None without.
        qkv: (n, emb_dim) to (n, (n_heads + 2 * n_kv_heads) * head_dim): queries, keys, values.
        out_proj: (n, n_heads * head_dim) to (n, emb_dim).
        gate_up: (n, emb_dim) to (n, 2 * hidden_dim): the gate, then what it gates.
        down: (n, hidden_dim) to (n, emb_dim).
    """

    cfg: LlamaConfig
    has_rope: bool
    norm1: Tensor
    norm2: Tensor
    head_norms: tuple[Tensor, Tensor] | None
    qkv: Linear
    out_proj: Linear
    gate_up: Linear
    down: Linear

    def run(
        self,
        x: Tensor,
        slot: tuple[Tensor, Tensor, Tensor],
        places: Places,
        *,
        only_last: bool = False,
    ) -> Tensor:
        """Pass T tokens through the block.

        Args:
            x: the residual stream, (T, emb_dim), float32; it is changed in place.
            slot: this layer's part of `KVCache.open`.
            places: of the tokens.
            only_last: only the last token goes on; of the others, keys and values are left.

        Returns:
            the residual stream, (T, emb_dim), or of the last token, (1, emb_dim).
        """
        cfg, (memory, keys, values), mask = self.cfg, slot, places.mask
        heads = self.qkv(_rms_norm(x, self.norm1, cfg.norm_eps)).view(len(x), -1, cfg.head_dim)
        if self.head_norms is not None:
            heads = self._normalised(heads, *self.head_norms)
        if self.has_rope:
            swapped = heads.roll(cfg.head_dim // 2, dims=-1)  # the halves of every head
            heads = torch.addcmul(heads * places.cos, swapped, places.sin)
        queries, new = heads.split_with_sizes((cfg.n_heads, 2 * cfg.n_kv_heads), dim=1)
        memory.copy_(new.view(len(x), 2, cfg.n_kv_heads, cfg.head_dim).permute(1, 2, 0, 3))
        if only_last:
            x, queries, mask = x[-1:], queries[-1:], None
        x += self.out_proj(self._attend(queries.to(keys.dtype), keys, values, mask))
        both = self.gate_up(_rms_norm(x, self.norm2, cfg.norm_eps))
        gate, up = both.split_with_sizes((cfg.hidden_dim, cfg.hidden_dim), dim=1)
        x += self.down(functional.silu(gate).mul_(up))
        return x

    def step(self, x: Tensor, slot: tuple[Tensor, Tensor, Tensor], places: Places) -> Tensor:
        """Pass one token through the block: `run` for T = 1, with fewer operations."""
        cfg, (memory, keys, values) = self.cfg, slot
        heads = self.qkv(_rms_norm(x, self.norm1, cfg.norm_eps)).float().view(1, -1, cfg.head_dim)
        if self.head_norms is not None:
            heads = self._normalised(heads, *self.head_norms)
        if self.has_rope:
            swapped = heads.roll(cfg.head_dim // 2, 2)
            heads = (heads * places.cos).addcmul_(swapped, places.sin)
        queries, new = heads.split_with_sizes((cfg.n_heads, 2 * cfg.n_kv_heads), 1)
        memory.copy_(new.view(memory.shape))
        if cfg.window is not None:
            keys, values = (t[:, :, -cfg.window :] for t in (keys, values))
        grouped = queries.view(1, cfg.n_kv_heads, -1, cfg.head_dim)  # (1, n_kv_heads, G, head_dim)
        found = functional.scaled_dot_product_attention(grouped, keys, values)
        x += self.out_proj(found.view(x.shape[0], -1))
        both = self.gate_up(_rms_norm(x, self.norm2, cfg.norm_eps))
        gate, up = both.split_with_sizes((cfg.hidden_dim, cfg.hidden_dim), 1)
        x += self.down(functional.silu(gate).mul_(up))
        return x

    def _normalised(self, heads: Tensor, query_scale: Tensor, key_scale: Tensor) -> Tensor:
        """Return heads whose queries and keys are scaled to a mean square of 1, and stretched."""
        cfg = self.cfg
        queries, keys, values = heads.float().split_with_sizes(
            (cfg.n_heads, cfg.n_kv_heads, cfg.n_kv_heads), dim=1
        )
        queries = functional.rms_norm(queries, query_scale.shape, query_scale, cfg.norm_eps)
        keys = functional.rms_norm(keys, key_scale.shape, key_scale, cfg.norm_eps)
        return torch.cat((queries, keys, values), dim=1)

    def _attend(self, queries: Tensor, keys: Tensor, values: Tensor, mask: Tensor | None) -> Tensor:
        """Return what the heads of T tokens found, (T, n_heads * head_dim).

        Args:
            queries: (T, n_heads, head_dim).
            keys, values: (1, n_kv_heads, S + T, head_dim).
            mask: (T, S + T); None for the last token alone.
        """
        n_kv_heads, head_dim = keys.shape[1], keys.shape[3]
        if mask is None:  # nothing is hidden, so that the heads of a group can stand as tokens
            if self.cfg.window is not None:
                keys, values = (t[:, :, -self.cfg.window :] for t in (keys, values))
            grouped = queries.reshape(1, n_kv_heads, -1, head_dim)  # (1, n_kv_heads, G, head_dim)
            return functional.scaled_dot_product_attention(grouped, keys, values).view(1, -1)
        # (n_kv_heads, G, T, head_dim), and the keys of a head for all G of its group
        T = len(queries)
        grouped = queries.view(T, n_kv_heads, -1, head_dim).permute(1, 2, 0, 3)
        shared = (n_kv_heads, grouped.shape[1], *keys.shape[2:])
        heads = functional.scaled_dot_product_attention(
            grouped,
            keys[0].unsqueeze(1).expand(shared),
            values[0].unsqueeze(1).expand(shared),
            attn_mask=mask,
        )
        return heads.permute(2, 0, 1, 3).reshape(T, -1)


@dataclass(frozen=True, slots=True)
class LlamaRuntime:
    """A packed network of the Llama family; a `Network`.

    Attributes:
        cfg: its shape.
        precision: one of `PRECISIONS`.
        kernel: name of what multiplies.
        error: measured while packing; None for `exact`, which is float32 itself.
        size_bytes: memory that the weights take.
        device: where they are.
        cache_dtype: numbers that keys and values are kept in.
        tok_emb: (vocab_size, emb_dim).
        blocks: in order.
        final_norm: its scale, (emb_dim,).
        head: (n, emb_dim) to (n, vocab_size).
        stored: of an exact network, all its weights by `LlamaModel`'s names, as views of what
            multiplies; empty where weights were rounded.
        reads_alike: several tokens read at once give what they give one by one, but for the last
            digits of float32; where tokens or the cache are rounded, they do not.
    """

    cfg: LlamaConfig
    precision: str
    kernel: str
    error: PrecisionError | None
    size_bytes: int
    device: torch.device
    cache_dtype: torch.dtype
    tok_emb: Tensor
    blocks: Sequence[PackedLlamaBlock]
    final_norm: Tensor
    head: Linear
    stored: Mapping[str, Tensor] = field(default_factory=dict[str, Tensor], repr=False)
    reads_alike: bool = False

    def new_cache(self) -> KVCache:
        """Return an empty cache for one text, which grows."""
        return KVCache(self.cfg, capacity=FIRST_ROOM, device=self.device, dtype=self.cache_dtype)

    @torch.inference_mode()
    def hidden_states(self, in_idx: Tensor, cache: KVCache) -> Tensor:
        """Read T more tokens, (1, T); return what the head reads, (1, T, emb_dim), float32.

        Raises:
            ValueError: they do not fit the context any more.
        """
        return self._read(in_idx, cache).unsqueeze(0)

    @torch.inference_mode()
    def last_hidden_state(self, in_idx: Tensor, cache: KVCache) -> Tensor:
        """Read T more tokens, (1, T); return what the head reads after the last, (1, emb_dim).

        Raises:
            ValueError: they do not fit the context any more.
        """
        return self._read(in_idx, cache, only_last=True)

    def _read(self, in_idx: Tensor, cache: KVCache, *, only_last: bool = False) -> Tensor:
        S, T = cache.length, in_idx.shape[1]
        if S + T > self.cfg.ctx_len:
            raise ValueError(f"{S} + {T} tokens do not fit a context of {self.cfg.ctx_len}")
        x = self.tok_emb.index_select(0, in_idx[0]).float()  # (T, emb_dim)
        places = Places.of(self.cfg, S, T, cache)
        for block, slot in zip(self.blocks, cache.open(T), strict=True):
            if T == 1:
                x = block.step(x, slot, places)
            else:
                x = block.run(x, slot, places, only_last=only_last and block is self.blocks[-1])
        cache.advance(T)
        return _rms_norm(x, self.final_norm, self.cfg.norm_eps)

    @torch.inference_mode()
    def out_head(self, hidden: Tensor) -> Tensor:
        """Map hidden states, (n, emb_dim), to logits, (n, vocab_size), float32."""
        return self.head(hidden).float()


def _rms_norm(x: Tensor, scale: Tensor, eps: float) -> Tensor:
    """Do what `RMSNorm` does, for (n, emb_dim).

    On a CPU, torch's is seven operations; for one token two and a number do.
    """
    if x.shape[0] > 1 or not x.is_cpu:
        return functional.rms_norm(x, scale.shape, scale, eps)
    vector = x.view(-1)
    mean_square = torch.dot(vector, vector).item() / vector.shape[0]
    return torch.addcmul(_ZERO, x, scale, value=1 / math.sqrt(mean_square + eps))
