"""The `Protocol` of a network that reads token ids.

`GPTModel` and `LlamaModel` keep it, which are the readable truth, and so do `Runtime` and
`LlamaRuntime`, which are the same networks made fast. The engine generates and inspects text with
either.
"""

from __future__ import annotations

from typing import Protocol

from torch import Tensor

from gptdesk.model.config import NetworkConfig
from gptdesk.model.kv_cache import KVCache


class Network(Protocol):
    """A network in evaluation mode."""

    @property
    def cfg(self) -> NetworkConfig:
        """Its shape."""
        ...

    def new_cache(self) -> KVCache:
        """Return an empty cache for one text, on the network's device."""
        ...

    def hidden_states(self, in_idx: Tensor, cache: KVCache) -> Tensor:
        """Read T more tokens, (1, T); return what the head reads, (1, T, emb_dim).

        Raises:
            ValueError: they do not fit the context any more.
        """
        ...

    def last_hidden_state(self, in_idx: Tensor, cache: KVCache) -> Tensor:
        """Do the same; return only what the head reads after the last token, (1, emb_dim)."""
        ...

    def out_head(self, hidden: Tensor) -> Tensor:
        """Map hidden states, (n, emb_dim), to logits, (n, vocab_size): one for every token."""
        ...
