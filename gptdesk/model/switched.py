"""A `Network` with some attention heads turned down or off, for generation.

What the network's page computes, with each changed head's output scaled before the output
projection. Equal to a `Walk` with the same changes. Hidden places and means over a text are for
looking only.
"""

from __future__ import annotations

import torch
from torch import Tensor

from gptdesk.chat.changes import HeadChange
from gptdesk.model.config import NetworkConfig
from gptdesk.model.kv_cache import KVCache
from gptdesk.model.walk import pass_block
from gptdesk.model.walked import ReadableNetwork, blocks_of, input_of


class SwitchedNetwork:
    """A network that answers with changed heads; a `Network`."""

    def __init__(self, network: ReadableNetwork, heads: tuple[HeadChange, ...]) -> None:
        """Compute with `network`'s weights.

        Raises:
            ValueError: a head uses its mean, which an answer that grows does not have.
        """
        if any(change.uses_mean for change in heads):
            raise ValueError("a growing text has no mean of a head's output")
        self._network, self._heads = network, heads

    @property
    def cfg(self) -> NetworkConfig:
        """Its shape."""
        return self._network.cfg

    def new_cache(self) -> KVCache:
        """Return an empty cache for one text."""
        return self._network.new_cache()

    @torch.inference_mode()
    def hidden_states(self, in_idx: Tensor, cache: KVCache) -> Tensor:
        """Read T more tokens, (1, T); return what the head reads, (1, T, emb_dim).

        Raises:
            ValueError: they do not fit the context any more.
        """
        network, S, T = self._network, cache.length, in_idx.shape[1]
        if S + T > self.cfg.ctx_len:
            raise ValueError(f"{S} + {T} tokens do not fit a context of {self.cfg.ctx_len}")
        x = input_of(network, in_idx[0], S)  # (T, emb_dim)
        before = [(keys[0, :, :S], values[0, :, :S]) for _, keys, values in cache.open(T)]
        for index, block in enumerate(blocks_of(network)):
            changes = [change for change in self._heads if change.block == index + 1]
            states, x = pass_block(self.cfg, block, x, *before[index], changes, None)
            cache.append(index, states.k.unsqueeze(0), states.v.unsqueeze(0))
        cache.advance(T)
        return network.final_norm(x).unsqueeze(0)

    def last_hidden_state(self, in_idx: Tensor, cache: KVCache) -> Tensor:
        """Do the same; return only what the head reads after the last token, (1, emb_dim)."""
        return self.hidden_states(in_idx, cache)[:, -1]

    @torch.inference_mode()
    def out_head(self, hidden: Tensor) -> Tensor:
        """Map hidden states, (n, emb_dim), to logits, (n, vocab_size)."""
        return self._network.out_head(hidden)
