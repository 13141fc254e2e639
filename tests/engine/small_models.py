"""Small networks for the engine's tests: real ones, scripted ones and failing ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn

from gptdesk.chat.messages import Message, Role
from gptdesk.chat.tokens import SamplingSettings
from gptdesk.engine.types import GenerationRequest
from gptdesk.model.config import GPTConfig
from gptdesk.model.gpt import GPTModel
from gptdesk.model.kv_cache import KVCache

SMALL = GPTConfig(ctx_len=32, emb_dim=32, n_heads=2, n_layers=2)
GREEDY = SamplingSettings(temperature=0)
# Few candidates make the draw quick, which a flat random network would make slow.
DICE = SamplingSettings(temperature=1.0, top_k=50, top_p=1.0)


class WatchedModel(GPTModel):
    """A random network that remembers its logits and runs a hook before each forward pass.

    Attributes:
        fed: tokens of every forward pass with a cache so far.
        logits: the last row of every use of the head, (vocab,).
        before_forward: called with the number of the pass, from 0; may raise.
    """

    def __init__(self, cfg: GPTConfig, seed: int = 123) -> None:
        with torch.random.fork_rng():
            torch.manual_seed(seed)
            super().__init__(cfg)
        self.eval()
        self.fed: list[int] = []
        self.logits: list[Tensor] = []
        self.reset()
        logits = self.logits  # not `self`: the network must be freed with its last reference
        self.out_head.register_forward_hook(lambda *args: logits.append(args[-1][0]))

    def reset(self) -> None:
        self.fed.clear()
        self.logits.clear()
        self.before_forward: Callable[[int], None] = lambda _: None

    def hidden_states(self, in_idx: Tensor, cache: KVCache | None = None) -> Tensor:
        if cache is None:  # tried out while loading, not asked for anything yet
            return super().hidden_states(in_idx)
        self.before_forward(len(self.fed))
        self.fed.append(in_idx.shape[1])
        return super().hidden_states(in_idx, cache)


class _Script(nn.Module):
    """A head that puts all probability on the next token of a list."""

    def __init__(self, ids: Sequence[int]) -> None:
        super().__init__()
        self._ids = iter(ids)

    def forward(self, hidden: Tensor) -> Tensor:
        logits = torch.zeros(*hidden.shape[:-1], 50257)
        logits[..., next(self._ids)] = 100.0
        return logits


def scripted_model(ids: Sequence[int], ctx_len: int = 64) -> GPTModel:
    """Return a network that writes exactly these tokens."""
    model = WatchedModel(GPTConfig(ctx_len=ctx_len, emb_dim=4, n_heads=1, n_layers=1))
    model.out_head = _Script(ids)
    return model


def request(text: str = "Once upon a time", **changes: object) -> GenerationRequest:
    """Return a request to continue `text`."""
    return GenerationRequest(messages=(Message(Role.USER, text),), **changes)
