"""What a network has read so far, kept between jobs, so that nothing is read twice.

Regenerating an answer, branching at a token and the next turn of a conversation all begin with
tokens whose keys and values are in memory already. Owns the cache and the tokens in it; must not
know text or sampling.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from threading import Event

import torch
from torch import Tensor

from gptdesk.engine.threads import ThreadGovernor
from gptdesk.engine.vocabulary import VOCAB_SIZE
from gptdesk.model.kv_cache import KVCache
from gptdesk.model.network import Network

CHUNK = 128  # tokens fed at once, between two looks at `cancelled`


class Reader:
    """A network with the one text that it has in mind."""

    def __init__(self, network: Network, threads: ThreadGovernor | None = None) -> None:
        """Read with `network`; `threads` says how many compute, where that can be chosen."""
        self._network = network
        self._threads = threads
        self._cache: KVCache | None = None
        self._read: list[int] = []  # what the cache holds

    @property
    def network(self) -> Network:
        """What reads."""
        return self._network

    def forget(self) -> None:
        """Free the memory of what was read."""
        self._cache = None
        self._read.clear()

    @torch.inference_mode()
    def feed(self, context: Sequence[int], cancelled: Event, chunk: int = CHUNK) -> Tensor | None:
        """Let the network read what it has not seen of `context`.

        Args:
            context: token ids, at least one and at most `ctx_len`.
            cancelled: looked at before every chunk.
            chunk: tokens fed at once.

        Returns:
            the logits after the last token, (vocab,), float32 or better; None when cancelled.
            Rows that pad the vocabulary of some checkpoints stand for no token and are cut off.
        """
        if self._cache is None:
            self._cache = self._network.new_cache()
        known = min(_common_prefix(self._read, context), len(context) - 1)
        self._cache.truncate(known)
        del self._read[known:]
        hidden = None
        started_s = self._take_threads()
        for start in range(known, len(context), chunk):
            if cancelled.is_set():
                return None
            new = context[start : start + chunk]
            ids = torch.tensor([new], device=self._cache.device)
            hidden = self._network.hidden_states(ids, self._cache)  # (1, T, emb_dim)
            self._read += new
        assert hidden is not None, "there is always a token to feed"
        logits = self._network.out_head(hidden[:, -1])[0, :VOCAB_SIZE]
        self._give_time(time.perf_counter() - started_s, n_tokens=len(context) - known)
        return logits if logits.dtype == torch.float64 else logits.float()

    def _take_threads(self) -> float:
        """Let as many threads compute as is best now; return the time."""
        if self._threads is not None and self._threads.threads != torch.get_num_threads():
            torch.set_num_threads(self._threads.threads)
        return time.perf_counter()

    def _give_time(self, seconds: float, *, n_tokens: int) -> None:
        if self._threads is None:
            return
        if n_tokens == 1:
            self._threads.note(seconds)
        else:  # a prompt: a new run begins
            self._threads.forget_usual()


def _common_prefix(one: Sequence[int], other: Sequence[int]) -> int:
    """Return how many tokens two texts begin with together."""
    if one == other[: len(one)]:  # one more step of the same text: the usual case, and quick
        return len(one)
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(other))
