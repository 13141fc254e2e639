"""One decoding step as a CUDA graph: recorded once, replayed with one call per token.

On a graphics card a step of a small GPT takes less time than Python needs to ask for its some two
hundred kernels. A graph asks for all of them at once. What is recorded must not change its shape
or place: the token and its position are numbers in memory, attention sees the whole cache behind
a mask, and the logits stay where they are, for the graph that chooses a token from them
(`engine/choice/cuda_graph.py`). Nothing waits for the card until that one's figures are read.

Prompts, and all else that is not one token, go through the `Runtime` as it is.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional

from gptdesk.model.config import GPTConfig
from gptdesk.model.fast.runtime import EPS, Runtime
from gptdesk.model.kv_cache import KVCache

logger = logging.getLogger(__name__)

_CLOSE = 5e-2  # logits of a replay to those of the runtime, in standard deviations of the logits

Work = Callable[[], None]
Record = Callable[[Work], Work]
"""Does some work and returns what does it again, on the same memory."""


def record_graph(work: Work) -> Work:
    """Record what `work` asks of the graphics card; return what asks for all of it at once.

    Raises:
        RuntimeError: there is no card, or something in `work` cannot be recorded.
    """
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):  # first calls allocate and choose kernels: not on record
        for _ in range(3):
            work()
    torch.cuda.current_stream().wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        work()
    return graph.replay


def fixed_step(
    runtime: Runtime, memory: Tensor, token: Tensor, position: Tensor
) -> tuple[Tensor, Tensor]:
    """Do what `Runtime` does for one token, with no number known to Python.

    Args:
        runtime: the network.
        memory: of a cache, (n_layers, 2, n_heads, ctx_len, head_dim); the position is filled.
        token, position: (1,), int64, on the network's device.

    Returns:
        hidden state, (1, emb_dim), and logits, (1, vocab_size), float32.
    """
    cfg = runtime.cfg
    mask = (torch.arange(cfg.ctx_len, device=memory.device) <= position).view(1, 1, 1, -1)
    x = runtime.tok_emb[token].float() + runtime.pos_emb[position]  # (1, emb_dim)
    for block, layer in zip(runtime.blocks, memory.unbind(), strict=True):
        h = torch.layer_norm(x, (cfg.emb_dim,), *block.norm1, EPS)
        queries, new = block.split(block.qkv(h), cfg.n_heads)
        layer.index_copy_(2, position, new.to(layer.dtype))
        heads = functional.scaled_dot_product_attention(
            queries.to(layer.dtype), layer[:1], layer[1:], attn_mask=mask
        )
        x = block.finish(x, heads)
    hidden = torch.layer_norm(x, (cfg.emb_dim,), *runtime.final_norm, EPS)
    return hidden, runtime.out_head(hidden)


class GraphedRuntime:
    """A `Network` on a CUDA device whose one-token steps are replayed."""

    def __init__(self, runtime: Runtime, record: Record = record_graph) -> None:
        """Replay steps of `runtime` that `record` has recorded."""
        self._runtime = runtime
        self._record_work = record
        self._step: _RecordedStep | None = None
        self._is_usable = True

    @property
    def cfg(self) -> GPTConfig:
        """Its shape."""
        return self._runtime.cfg

    def new_cache(self) -> KVCache:
        """Return an empty cache for one text."""
        return self._runtime.new_cache()

    @torch.inference_mode()
    def hidden_states(self, in_idx: Tensor, cache: KVCache) -> Tensor:
        """Read T more tokens, (1, T); return what the head reads, (1, T, emb_dim).

        Raises:
            ValueError: they do not fit the context any more.
        """
        step = self._step_for(in_idx, cache)
        if step is None:
            return self._runtime.hidden_states(in_idx, cache)
        return step.replay(in_idx).unsqueeze(0)

    @torch.inference_mode()
    def last_hidden_state(self, in_idx: Tensor, cache: KVCache) -> Tensor:
        """Do the same; return only what the head reads after the last token, (1, emb_dim)."""
        step = self._step_for(in_idx, cache)
        if step is None:
            return self._runtime.last_hidden_state(in_idx, cache)
        return step.replay(in_idx)

    def _step_for(self, in_idx: Tensor, cache: KVCache) -> _RecordedStep | None:
        """Return the step to replay, recorded now if need be; None where it is not one."""
        is_step = in_idx.shape[1] == 1 and 0 < cache.length < cache.capacity
        if not (is_step and self._is_usable):
            return None
        if self._step is None or self._step.cache is not cache:
            self._step = self._record(cache)
        return self._step

    @torch.inference_mode()
    def out_head(self, hidden: Tensor) -> Tensor:
        """Map hidden states, (n, emb_dim), to logits, (n, vocab_size), float32.

        For the state that the latest step left they are there already; the next step overwrites
        them.
        """
        step = self._step
        if step is not None and hidden.data_ptr() == step.hidden.data_ptr():
            return step.logits
        return self._runtime.out_head(hidden)

    def _record(self, cache: KVCache) -> _RecordedStep | None:
        """Record a step on this cache and try it; None where that does not work."""
        try:
            step = _RecordedStep(self._runtime, cache, self._record_work)
            problem = step.problem()
        except RuntimeError as exc:
            problem, step = str(exc), None
        if problem:
            logger.warning("steps are not replayed as a CUDA graph: %s", problem)
            self._is_usable = False
            return None
        return step


class _RecordedStep:
    """A recorded step, and the memory that it reads and writes.

    Attributes:
        cache: whose next token it reads.
        hidden, logits: what the latest step left, (1, emb_dim) and (1, vocab_size).
    """

    hidden: Tensor
    logits: Tensor

    def __init__(self, runtime: Runtime, cache: KVCache, record: Record) -> None:
        self.cache = cache
        self._runtime = runtime
        self._token = torch.zeros(1, dtype=torch.int64, device=cache.device)
        # What is tried out while recording is written where the next real token goes.
        self._position = torch.full_like(self._token, cache.length)
        # Nothing looks behind the text, but what the memory happens to hold times 0 may be NaN.
        cache.whole()[..., cache.length :, :] = 0.0
        self._replay = record(self._work)

    def _work(self) -> None:
        self.hidden, self.logits = fixed_step(
            self._runtime, self.cache.whole(), self._token, self._position
        )

    def replay(self, in_idx: Tensor) -> Tensor:
        """Read one token, (1, 1); return its hidden state, (1, emb_dim)."""
        self._token.copy_(in_idx[0], non_blocking=True)
        self._position.fill_(self.cache.length)
        self._replay()
        self.cache.advance(1)
        return self.hidden

    def problem(self) -> str:
        """Compare a replay with the runtime; return what is wrong, or nothing."""
        length = self.cache.length
        in_idx = torch.ones((1, 1), dtype=torch.int64, device=self.cache.device)
        self.replay(in_idx)
        replayed = self.logits.clone()
        self.cache.truncate(length)
        wanted = self._runtime.out_head(self._runtime.last_hidden_state(in_idx, self.cache))
        self.cache.truncate(length)
        error = (replayed - wanted).abs().amax().item()
        limit = _CLOSE * wanted.std().item()
        return "" if error <= limit else f"a replay's logits are off by {error:.2g}"
