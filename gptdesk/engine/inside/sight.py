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
from gptdesk.model.config import NetworkConfig
from gptdesk.model.walk import Walk
from gptdesk.model.walked import ReadableNetwork


@dataclass(frozen=True, slots=True)
class Window:
    """The part of a text that one pass reads.

    Attributes:
        start, end: its first token's index in the text, and the one after its last.
    """

    start: int
    end: int

    @classmethod
    def around(cls, at: TextPlace, cfg: NetworkConfig) -> Window:
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

    network: ReadableNetwork
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
        return int(self.logits.argmax())

    @property
    def last_row(self) -> Tensor:
        """The stream after the last block at the place, (1, d)."""
        return self.walk.last_stream[self.row : self.row + 1]

    @cached_property
    def logits(self) -> Tensor:
        """What the network says at the place, (vocab,); multiplied once for all who ask."""
        return decode(self.network, self.last_row)[0]

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


def decode(network: ReadableNetwork, x: Tensor) -> Tensor:
    """Return what vectors of the stream, (n, d), would say: norm_f(x) W_Uᵀ, logits (n, vocab)."""
    return network.out_head(network.final_norm(x))


@dataclass(frozen=True, slots=True)
class Prediction:
    """What logits say of every token.

    Attributes:
        p: the distribution, (vocab,), float64.
        log_p: ln p from the logits, (vocab,), float64, so that it stays finite where p is 0.
    """

    p: Tensor
    log_p: Tensor

    @classmethod
    def of(cls, logits: Tensor) -> Prediction:
        """Take both from logits, (vocab,).

        Raises:
            NonFiniteLogitsError: they describe no distribution.
        """
        return cls(raw_distribution(logits), logits.double().log_softmax(dim=0))

    def outcome(self, target_id: int) -> Outcome:
        """Return what is said of a token."""
        p, log_p = self.p[target_id], self.log_p[target_id]
        rank = 1 + int((self.p > p).sum() + (self.p[:target_id] == p).sum())
        surprisal = float(-log_p.clamp_max(0)) / math.log(2)
        entropy = abs(self._mean(self.log_p)) / math.log(2)
        ids = most_probable(self.p, LENS_TOP)[:LENS_TOP]
        top = zip(to_ints(ids), to_floats(self.p[ids]), strict=True)
        return Outcome(float(p), rank, surprisal, entropy, tuple(Chance(*one) for one in top))

    def kl_nats(self, other: Prediction) -> float:
        """Return KL(this ‖ other) over the whole vocabulary, in nats; exactly 0 from itself."""
        return max(self._mean(self.log_p - other.log_p), 0.0)

    def _mean(self, values: Tensor) -> float:
        """Return Σ p x; a token that cannot come adds 0, whatever its x is."""
        return float((self.p * values).nansum())  # 0 times infinity is no number


def to_bytes(values: Tensor | Sequence[float]) -> Floats:
    """Return numbers as float32 in `bytes`, row by row."""
    return _copied(torch.as_tensor(values, dtype=torch.float32))


def to_cells(values: Tensor) -> bytes:
    """Return a picture, numbers from 0 to 255, as one byte a cell, row by row."""
    return _copied(values.to(torch.uint8))


def _copied(tensor: Tensor) -> bytes:
    tensor = tensor.detach().cpu().contiguous()
    return ctypes.string_at(tensor.data_ptr(), tensor.nbytes)  # without numpy, in 1 ms for 4 MB
