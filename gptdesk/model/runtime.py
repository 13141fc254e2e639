"""The same network, packed for speed: what `gpt.py` computes, with fewer and faster steps.

Query, key and value are one multiplication, keys and values are written once into memory that
is there already, attention is PyTorch's fused kernel, and every matrix is held by the kernel
that `packing.py` found fastest here. In a one-token step no module is called: some twenty
operations per block, on plain tensors.

Equal to `GPTModel` by test, at every precision within its bound.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from gptdesk.model.config import GPTConfig, PrecisionError
from gptdesk.model.kernels import Linear
from gptdesk.model.kv_cache import KVCache

EPS = 1e-5  # of the norms, as in `gpt.py`


@dataclass(frozen=True, slots=True)
class PackedBlock:
    """One transformer block.

    Attributes:
        norm1, norm2: scale and shift, (emb_dim,) each.
        qkv: (n, emb_dim) to (n, 3 * emb_dim): queries, keys, values.
        out_proj: (n, emb_dim) to the same.
        widen: (n, emb_dim) to (n, 4 * emb_dim), GELU included.
        narrow: (n, 4 * emb_dim) to (n, emb_dim).
    """

    norm1: tuple[Tensor, Tensor]
    norm2: tuple[Tensor, Tensor]
    qkv: Linear
    out_proj: Linear
    widen: Linear
    narrow: Linear

    def run(
        self,
        x: Tensor,
        place: tuple[Tensor, Tensor, Tensor],
        mask: Tensor | None,
        *,
        is_causal: bool,
    ) -> Tensor:
        """Pass T tokens through the block.

        Args:
            x: the residual stream, (T, emb_dim), float32; it is changed in place.
            place: this layer's part of `KVCache.open`.
            mask: added to the attention scores, (T, S + T), for a later part of a prompt.
            is_causal: the same for a prompt's first part, where S is 0.

        Returns:
            the residual stream, (T, emb_dim).
        """
        slot, keys, values = place
        h = functional.layer_norm(x, x.shape[1:], *self.norm1, EPS)
        queries, new = self.split(self.qkv(h), slot.shape[1])
        slot.copy_(new)
        heads = functional.scaled_dot_product_attention(
            queries.to(keys.dtype), keys, values, attn_mask=mask, is_causal=is_causal
        )
        return self.finish(x, heads)

    def split(self, qkv: Tensor, n_heads: int) -> list[Tensor]:
        """Return queries, (1, n_heads, T, head_dim), and keys with values, (2, …the same)."""
        T = qkv.shape[0]
        return list(qkv.view(T, 3, n_heads, -1).permute(1, 2, 0, 3).split_with_sizes((1, 2)))

    def finish(self, x: Tensor, heads: Tensor) -> Tensor:
        """Add to x, (T, emb_dim), what the heads found, (1, n_heads, T, head_dim), and think."""
        x += self.out_proj(heads[0].transpose(0, 1).reshape(x.shape))
        x += self.narrow(self.widen(functional.layer_norm(x, x.shape[1:], *self.norm2, EPS)))
        return x


@dataclass(frozen=True, slots=True)
class Runtime:
    """A packed network; a `Network`.

    Attributes:
        cfg: its shape.
        precision: one of `PRECISIONS`.
        kernel: name of what multiplies.
        error: measured while packing; None for `exact`, which is float32 itself.
        size_bytes: memory that the weights take.
        device: where they are.
        cache_dtype: numbers that keys and values are kept in.
        tok_emb, pos_emb: (vocab_size, emb_dim) and (ctx_len, emb_dim).
        blocks: in order.
        final_norm: scale and shift.
        head: (n, emb_dim) to (n, vocab_size).
    """

    cfg: GPTConfig
    precision: str
    kernel: str
    error: PrecisionError | None
    size_bytes: int
    device: torch.device
    cache_dtype: torch.dtype
    tok_emb: Tensor
    pos_emb: Tensor
    blocks: Sequence[PackedBlock]
    final_norm: tuple[Tensor, Tensor]
    head: Linear

    def new_cache(self) -> KVCache:
        """Return an empty cache for one text."""
        return KVCache(self.cfg, device=self.device, dtype=self.cache_dtype)

    @torch.inference_mode()
    def hidden_states(self, in_idx: Tensor, cache: KVCache) -> Tensor:
        """Read T more tokens, (1, T); return what the head reads, (1, T, emb_dim), float32.

        Raises:
            ValueError: they do not fit the context any more.
        """
        S, T = cache.length, in_idx.shape[1]
        if S + T > self.cfg.ctx_len:
            raise ValueError(f"{S} + {T} tokens do not fit a context of {self.cfg.ctx_len}")
        mask = _later_part_mask(S, T, cache) if S and T > 1 else None
        is_causal = T > 1 and not S
        x = self.tok_emb[in_idx[0]].float()  # (T, emb_dim)
        x += self.pos_emb[S : S + T]
        for block, place in zip(self.blocks, cache.open(T), strict=True):
            x = block.run(x, place, mask, is_causal=is_causal)
        cache.advance(T)
        return functional.layer_norm(x, (self.cfg.emb_dim,), *self.final_norm, EPS).unsqueeze(0)

    @torch.inference_mode()
    def out_head(self, hidden: Tensor) -> Tensor:
        """Map hidden states, (n, emb_dim), to logits, (n, vocab_size), float32."""
        return self.head(hidden).float()


def _later_part_mask(S: int, T: int, cache: KVCache) -> Tensor:
    """Return (T, S + T): 0 where token S + t may look, -inf where the future is."""
    future = torch.full((T, T), -torch.inf, dtype=cache.dtype, device=cache.device).triu(1)
    return functional.pad(future, (S, 0))
