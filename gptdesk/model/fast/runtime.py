"""The same network, packed for speed: what `gpt.py` computes, with fewer and faster steps.

Query, key and value are one multiplication, keys and values are written once into memory that
is there already, attention is PyTorch's fused kernel, and every matrix is held by the kernel
that `packing.py` found fastest here. In a one-token step no module is called: fifteen operations
per block, on plain tensors. They are counted, because between two matrices every one of them
takes its 5 µs: the weights that passed have swept its code out of the processor's cache.

Equal to `GPTModel` by test, at every precision within its bound.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor
from torch.nn import functional

from gptdesk.model.config import GPTConfig
from gptdesk.model.fast.kernels import Linear
from gptdesk.model.kv_cache import KVCache
from gptdesk.precision import PrecisionError

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
        only_last: bool = False,
    ) -> Tensor:
        """Pass T tokens through the block.

        Args:
            x: the residual stream, (T, emb_dim), float32; it is changed in place.
            place: this layer's part of `KVCache.open`.
            mask: added to the attention scores, (T, S + T), for a later part of a prompt.
            is_causal: the same for a prompt's first part, where S is 0.
            only_last: only the last token goes on; of the others, keys and values are left.

        Returns:
            the residual stream, (T, emb_dim), or of the last token, (1, emb_dim).
        """
        slot, keys, values = place
        h = torch.layer_norm(x, x.shape[1:], *self.norm1, EPS)
        queries, new = self.split(self.qkv(h), slot.shape[1])
        slot.copy_(new)
        if only_last:  # it sees all the others
            x, queries, mask, is_causal = x[-1:], queries[:, :, -1:], None, False
        heads = functional.scaled_dot_product_attention(
            queries.to(keys.dtype), keys, values, attn_mask=mask, is_causal=is_causal
        )
        return self.finish(x, heads[0].transpose(0, 1))

    def step(self, x: Tensor, place: tuple[Tensor, Tensor, Tensor]) -> Tensor:
        """Pass one token through the block: `run` for T = 1, with fewer operations."""
        slot, keys, values = place
        qkv = self.qkv(torch.layer_norm(x, x.shape[1:], *self.norm1, EPS))
        queries, new = qkv.view(3, *slot.shape[1:]).split_with_sizes((1, 2))
        slot.copy_(new)
        heads = functional.scaled_dot_product_attention(queries.to(keys.dtype), keys, values)
        return self.finish(x, heads)

    def split(self, qkv: Tensor, n_heads: int) -> list[Tensor]:
        """Return queries, (1, n_heads, T, head_dim), and keys with values, (2, …the same)."""
        T = qkv.shape[0]
        return list(qkv.view(T, 3, n_heads, -1).permute(1, 2, 0, 3).split_with_sizes((1, 2)))

    def finish(self, x: Tensor, heads: Tensor) -> Tensor:
        """Add to x, (T, emb_dim), what the heads found, (…, T, n_heads, head_dim), and think.

        With one token the heads may come in either order: (…, n_heads, 1, head_dim).
        """
        x += self.out_proj(heads.reshape(x.shape))
        x += self.narrow(self.widen(torch.layer_norm(x, x.shape[1:], *self.norm2, EPS)))
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
        stored: of an exact network, all its weights by `GPTModel`'s names, as views of what
            multiplies; empty where weights were rounded or rewritten.
        reads_alike: several tokens read at once give what they give one by one, but for the last
            digits of float32; where tokens or the cache are rounded, they do not.
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
    stored: Mapping[str, Tensor] = field(default_factory=dict[str, Tensor], repr=False)
    reads_alike: bool = False

    def new_cache(self) -> KVCache:
        """Return an empty cache for one text."""
        return KVCache(self.cfg, device=self.device, dtype=self.cache_dtype)

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

        The last block is spared for all other tokens: of twelve, a sixteenth of the work.

        Raises:
            ValueError: they do not fit the context any more.
        """
        return self._read(in_idx, cache, only_last=True)

    def _read(self, in_idx: Tensor, cache: KVCache, *, only_last: bool = False) -> Tensor:
        S, T = cache.length, in_idx.shape[1]
        if S + T > self.cfg.ctx_len:
            raise ValueError(f"{S} + {T} tokens do not fit a context of {self.cfg.ctx_len}")
        x = self.tok_emb.index_select(0, in_idx[0]).float()  # (T, emb_dim)
        x += self.pos_emb[S : S + T]
        places = cache.open(T)
        if T == 1:
            for block, place in zip(self.blocks, places, strict=True):
                x = block.step(x, place)
        else:
            mask = _later_part_mask(S, T, cache) if S else None
            for block, place in zip(self.blocks, places, strict=True):
                is_end = only_last and block is self.blocks[-1]
                x = block.run(x, place, mask, is_causal=not S, only_last=is_end)
        cache.advance(T)
        return torch.layer_norm(x, (self.cfg.emb_dim,), *self.final_norm, EPS)

    @torch.inference_mode()
    def out_head(self, hidden: Tensor) -> Tensor:
        """Map hidden states, (n, emb_dim), to logits, (n, vocab_size), float32."""
        return self.head(hidden).float()


def _later_part_mask(S: int, T: int, cache: KVCache) -> Tensor:
    """Return (T, S + T): 0 where token S + t may look, -inf where the future is."""
    future = torch.full((T, T), -torch.inf, dtype=cache.dtype, device=cache.device).triu(1)
    return functional.pad(future, (S, 0))
