"""A place that is looked at, with the pass that holds it; and what a stream says there.

Owns the two readings that every part shares: which tokens the network saw, and which distribution
a vector of the stream stands for. Must not know requests' answers.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor

from gptdesk.engine.choice.definition import most_probable, raw_distribution
from gptdesk.engine.choice.ranking import to_floats, to_ints
from gptdesk.engine.inside.values import LENS_TOP, Chance, Floats, Outcome, TextPlace
from gptdesk.engine.run.context import context_start, tokens_kept
from gptdesk.model.config import GPTConfig
from gptdesk.model.gpt import GPTModel
from gptdesk.model.walk import Walk


@dataclass(frozen=True, slots=True)
class Window:
    """The part of a text that one pass reads.

    Attributes:
        start, end: its first token's index in the text, and the one after its last.
    """

    start: int
    end: int

    @classmethod
    def around(cls, at: TextPlace, cfg: GPTConfig) -> Window:
        """Return what the network saw at a place, and what the same pass can read after it."""
        keep = tokens_kept(at.keep_tokens, cfg.ctx_len)
        start = context_start(at.place, cfg.ctx_len, keep)
        return cls(start, min(len(at.ids), start + cfg.ctx_len))


@dataclass(frozen=True)
class Sight:
    """A place, looked at.

    Attributes:
        network: as stored.
        walk: the pass, read at least up to the place.
        window: which part of the text it read.
        at: the place.
        asked_id: the token that is asked about; None is the one that follows, at the end the most
            probable one.
    """

    network: GPTModel
    walk: Walk
    window: Window
    at: TextPlace
    asked_id: int | None = None

    @cached_property
    def target_id(self) -> int:
        """The token that is asked about; found when it is needed, which may take the head."""
        if self.asked_id is not None:
            return self.asked_id
        if self.at.next_id is not None:
            return self.at.next_id
        return int(decode(self.network, self.walk.last_stream[self.row : self.row + 1])[0].argmax())

    @property
    def row(self) -> int:
        """Index of the place in the pass."""
        return self.at.place - 1 - self.window.start

    @property
    def ids(self) -> tuple[int, ...]:
        """The tokens that the network saw, up to the place."""
        return self.at.ids[self.window.start : self.at.place]


def point_names(n_layers: int) -> tuple[str, ...]:
    """Return what the points of the stream are called, in order, 2 L + 1 of them."""
    blocks = range(1, n_layers + 1)
    return ("input", *(name for n in blocks for name in (f"{n} attention", str(n))))


def streams_of(walk: Walk) -> Iterator[Tensor]:
    """Yield the stream at the points of `point_names`, (T, d) each."""
    yield walk.stream(0)
    for block in range(1, walk.network.cfg.n_layers + 1):
        yield walk.block(block).m
        yield walk.stream(block)


def decode(network: GPTModel, x: Tensor) -> Tensor:
    """Return what vectors of the stream, (n, d), would say: LN_f(x) W_Uᵀ, logits (n, vocab)."""
    return network.out_head(network.final_norm(x))


def outcome(logits: Tensor, target_id: int) -> Outcome:
    """Return what logits, (vocab,), say of a token."""
    return outcome_of(logits, raw_distribution(logits), target_id)


def outcome_of(logits: Tensor, raw: Tensor, target_id: int) -> Outcome:
    """Do so where the distribution, (vocab,), float64, is there already."""
    p = raw[target_id]
    rank = 1 + int((raw > p).sum() + (raw[:target_id] == p).sum())
    scores = logits.double()
    surprisal = float((scores.logsumexp(0) - scores[target_id]).clamp_min(0)) / math.log(2)
    entropy = float(torch.xlogy(raw, raw).sum().abs()) / math.log(2)
    ids = most_probable(raw, LENS_TOP)[:LENS_TOP]
    top = zip(to_ints(ids), to_floats(raw[ids]), strict=True)
    return Outcome(float(p), rank, surprisal, entropy, tuple(Chance(*one) for one in top))


def kl_nats(p: Tensor, q_logits: Tensor) -> float:
    """Return KL(p ‖ softmax(q_logits)) over the whole vocabulary, in nats, 0 or more.

    Args:
        p: a distribution, (vocab,), float64.
        q_logits: (vocab,).
    """
    log_q, q = q_logits.double().log_softmax(dim=0), q_logits.double().softmax(dim=0)
    log_q = torch.where(q > 1e-300, q.log(), log_q)  # so that it is exactly 0 from itself
    kept = p > 0  # 0 log 0 is 0, whatever q is
    return max(float((p[kept] * (p[kept].log() - log_q[kept])).sum()), 0.0)


def to_bytes(values: Tensor | Sequence[float]) -> Floats:
    """Return numbers as float32 in `bytes`, row by row."""
    return _copied(torch.as_tensor(values, dtype=torch.float32))


def to_cells(values: Tensor) -> bytes:
    """Return a picture, numbers from 0 to 255, as one byte a cell, row by row."""
    return _copied(values.to(torch.uint8))


def _copied(tensor: Tensor) -> bytes:
    tensor = tensor.detach().cpu().contiguous()
    return ctypes.string_at(tensor.data_ptr(), tensor.nbytes)  # without numpy, in 1 ms for 4 MB
