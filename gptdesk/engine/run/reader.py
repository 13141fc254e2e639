"""Prefix reuse: the tokens in the KV cache, kept between jobs, so that none is computed twice.

Regenerating an answer, branching at a token and the next turn of a conversation all begin with
tokens whose keys and values are in memory already. Owns the cache and the tokens in it, and the
logits of the one place that was looked back at; must not know text or sampling.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from threading import Event
from weakref import ReferenceType, ref

import torch
from torch import Tensor

from gptdesk.engine.run.threads import ThreadGovernor
from gptdesk.model.config import LlamaConfig, NetworkConfig, count_parameters
from gptdesk.model.kv_cache import KVCache, PassCancelledError, common_prefix
from gptdesk.model.network import Network

# Weights times tokens of one pass, of which nothing stays when it is stopped: 512 tokens of the
# 124M network, a third of a second on two cores. More at once is faster: 128 tokens at a time take
# a fifth longer.
_WORK = 2**36
_FEWEST, _MOST = 64, 1024
# Of the Llama family, whose attention takes more the further into a text: 128 at a time read a
# prompt of 1,500 in three quarters of the time of 32, and 512 are no faster.
_LLAMA = 128
_TRIED_TOKENS = 33


def tokens_at_once(cfg: NetworkConfig) -> int:
    """Return how many tokens to feed to a network in one pass.

    It depends on nothing else: parts of another length round differently, and the same seed is to
    give the same answer.
    """
    if isinstance(cfg, LlamaConfig):
        return _LLAMA
    possible = max(1, _WORK // count_parameters(cfg).total)
    return min(max(1 << (possible.bit_length() - 1), _FEWEST), _MOST)


def tokens_aside(cfg: NetworkConfig) -> int:
    """Return how many tokens to read at once of a text that no answer goes on from.

    Fewer, because an answer that is asked for meanwhile waits for them: a twelfth of a second for
    the 124M network.
    """
    return max(tokens_at_once(cfg) // 4, _FEWEST // 2)


class Reader:
    """A network with the one text that it has in mind."""

    def __init__(self, network: Network, threads: ThreadGovernor | None = None) -> None:
        """Read with `network`; `threads` says how many compute, where that can be chosen."""
        self._network = network
        self._threads = threads
        self._chunk = tokens_at_once(network.cfg)
        self._cache: KVCache | None = None
        self._read: list[int] = []  # what the cache holds
        self._guessed = 0  # tokens at its end that are only a guess
        # Weak: in a circle, the network and its caches would not be freed with their last user.
        self._lender: ReferenceType[Reader] | None = None

    def share_with(self, other: Reader) -> None:
        """Take from each other what the other one has read; both read with the same network."""
        self._lender, other._lender = ref(other), ref(self)

    @property
    def network(self) -> Network:
        """What reads."""
        return self._network

    def forget(self) -> None:
        """Free the memory of what was read."""
        self._cache = None
        self._read.clear()
        self._guessed = 0

    @torch.inference_mode()
    def feed(
        self, context: Sequence[int], cancelled: Event, chunk: int | None = None
    ) -> Tensor | None:
        """Let the network read what it has not seen of `context`.

        Args:
            context: token ids, at least one and at most `ctx_len`.
            cancelled: looked at before every block of every chunk.
            chunk: tokens fed at once; None is as many as take a moment.

        Returns:
            the logits after the last token, (vocab,), float32 or better; None when cancelled.
        """
        if self._cache is None:
            self._cache = self._network.new_cache()
        known = min(common_prefix(self._read, context), len(context) - 1)
        self._cut(known)
        if len(context) - known > 1:
            known = self._borrow(context)
        hidden = None
        started_s = self._take_threads()
        chunk = chunk or self._chunk
        self._cache.cancelled = cancelled
        for start in range(known, len(context), chunk):
            if cancelled.is_set():
                return None
            new = context[start : start + chunk]
            ids = torch.tensor([new], device=self._cache.device)
            try:
                hidden = self._network.last_hidden_state(ids, self._cache)  # (1, emb_dim)
            except PassCancelledError:
                return None
            self._read += new
        assert hidden is not None, "there is always a token to feed"
        logits = self._logits(hidden)[0]
        self._give_time(time.perf_counter() - started_s, n_tokens=len(context) - known)
        return logits

    @torch.inference_mode()
    def check(
        self,
        context: Sequence[int],
        guess: Sequence[int],
        cancelled: Event,
        chunk: int | None = None,
    ) -> Tensor | None:
        """Let the network read the last token of `context` and what may follow it, in one pass.

        What of it turns out to be wrong is cut off by the next call, as all that is not of its
        text.

        Args:
            context: token ids, two or more; what was not read of it is read first.
            guess: token ids that fit into `ctx_len` after them.
            cancelled, chunk: as in `feed`.

        Returns:
            the logits after each of these tokens, (1 + len(guess), vocab), float32 or better;
            None when cancelled.
        """
        known = len(context) - 1
        if common_prefix(self._read, context) < known:  # forgotten meanwhile
            self.feed(context[:known], cancelled, chunk)
        if cancelled.is_set() or self._cache is None:
            return None
        self._cut(known)
        self._take_threads()
        self._cache.cancelled = cancelled
        new = [context[known], *guess]
        ids = torch.tensor([new], device=self._cache.device)
        try:
            hidden = self._network.hidden_states(ids, self._cache)  # (1, T, emb_dim)
        except PassCancelledError:
            return None
        self._read += new
        self._guessed = len(guess)
        return self._logits(hidden[0])

    def _cut(self, known: int) -> None:
        """Forget what was read after the first `known` tokens."""
        assert self._cache is not None
        self._cache.truncate(known)
        del self._read[known:]
        self._guessed = 0

    def _borrow(self, context: Sequence[int]) -> int:
        """Copy what the other reader has read of `context` and this one has not.

        Returns:
            how many of its tokens are read now; the last one never is.
        """
        known = len(self._read)
        lender = None if self._lender is None else self._lender()
        lent = None if lender is None else lender.lend(context, known)
        if lent is None or self._cache is None:
            return known
        shared = known + lent.shape[-2]
        self._cache.reserve(shared)
        self._cache.whole()[..., known:shared, :].copy_(lent)
        self._cache.advance(shared - known)
        self._read = list(context[:shared])
        return shared

    def lend(self, context: Sequence[int], known: int) -> Tensor | None:
        """Return keys and values of what was read of `context` from place `known` on.

        Returns:
            (n_layers, 2, n_heads, T, head_dim), a view, never of the last token; None if T is 0.
        """
        shared = min(common_prefix(self._read, context), len(context) - 1)
        if self._cache is None or shared <= known:
            return None
        return self._cache.whole()[..., known:shared, :]

    def is_continued_by(self, context: Sequence[int]) -> bool:
        """Tell whether `context` begins with all that was read but guesses, and has more."""
        read = self._read[: len(self._read) - self._guessed]
        return len(read) < len(context) and list(context[: len(read)]) == read

    @torch.inference_mode()
    def recall(self, context: Sequence[int]) -> Tensor | None:
        """Return once more the logits after `context`, as `feed` does; None if it was not read.

        One token is read again. What was read stays to the last bit, also what came after it.
        """
        read, cache, last = self._read, self._cache, len(context) - 1
        if cache is None or list(context) != read[: last + 1]:
            return None
        place = cache.whole()[..., last, :]  # (n_layers, 2, n_heads, head_dim)
        before = place.clone()
        cache.truncate(last)
        self._read = read[:last]  # what holds if this fails
        ids = torch.tensor([context[-1:]], device=cache.device)
        logits = self._logits(self._network.last_hidden_state(ids, cache))[0]
        place.copy_(before)
        cache.advance(len(read) - cache.length)
        self._read = read
        return logits

    def _logits(self, hidden: Tensor) -> Tensor:
        logits = self._network.out_head(hidden)
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


class LookBack:
    """The logits at any place of any text, without a reader losing what it has in mind.

    Those of the latest place are kept, so that other settings cost no forward pass. A text that
    the reader has not in mind is read aside, into a cache of its own. What either has read the
    other one copies: a prompt that was looked at while it was typed is not read again for its
    answer.
    """

    def __init__(self, reader: Reader) -> None:
        """Look back at what `reader` has read, where it has."""
        self._reader = reader
        self._aside = Reader(reader.network)
        self._aside.share_with(reader)
        self._context: tuple[int, ...] = ()
        self._logits: Tensor | None = None

    def forget(self) -> None:
        """Free the memory of what was looked at."""
        self._aside.forget()
        self._context, self._logits = (), None

    def logits_after(self, context: tuple[int, ...], cancelled: Event) -> Tensor | None:
        """Return the logits after `context`, on the CPU; None when cancelled.

        Args:
            context: token ids, at least one and at most `ctx_len`.
            cancelled: looked at before every chunk.
        """
        if self._logits is None or context != self._context:
            logits = self._reader.recall(context)
            if logits is None:
                if self._reader.is_continued_by(context):  # as the answer would read it
                    logits = self._reader.feed(list(context), cancelled)
                else:
                    at_once = tokens_aside(self._reader.network.cfg)
                    logits = self._aside.feed(list(context), cancelled, at_once)
            if logits is None:
                return None
            # a copy: a graphics card's steps write all their logits to the same place
            self._context, self._logits = context, logits.to("cpu", copy=True)
        return self._logits


def try_out(reader: Reader) -> None:
    """Read a short text: what fails, fails while loading, and the first answer starts warm."""
    text = [0] * min(_TRIED_TOKENS, reader.network.cfg.ctx_len)
    for length in (max(1, len(text) - 1), len(text)):  # as a prompt is read, and as an answer is
        reader.feed(text[:length], Event())
