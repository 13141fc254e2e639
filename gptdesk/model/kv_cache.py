"""The KV cache: keys and values that a network has already computed.

Owns their memory and a length. It is passed into the network, never stored in it: two
conversations are two caches, and forgetting one cannot leak into the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from threading import Event
from typing import TypeAlias

import torch
from torch import Tensor

from gptdesk.model.config import NetworkConfig

_Places: TypeAlias = tuple[Tensor, Tensor, Tensor]  # of one layer, see `open`


class PassCancelledError(Exception):
    """A pass of several tokens was left between two blocks; the cache holds what it held before."""


class KVCache:
    """Keys and values of all blocks for up to `ctx_len` positions.

    Attributes:
        length: S, the positions that are filled; the next token gets position S.
        cancelled: looked at before every block that reads several tokens: once set, the pass ends
            in `PassCancelledError`. Some thousand places into a text, a pass takes a while.
    """

    def __init__(
        self,
        config: NetworkConfig,
        batch_size: int = 1,
        *,
        capacity: int | None = None,
        device: torch.device | str = "cpu",
        dtype: torch.dtype = torch.float32,
    ) -> None:
        """Allocate room for `batch_size` sequences.

        Args:
            config: the network's shape.
            batch_size: B.
            capacity: positions there is room for at first, where a whole context is much memory;
                the room doubles whenever it is full. None is `config.ctx_len`, at once.
            device, dtype: of the memory.
        """
        self._limit = config.ctx_len
        room = self._limit if capacity is None else min(capacity, self._limit)
        # (n_layers, keys and values, B, n_kv_heads, capacity, head_dim)
        shape = (config.n_layers, 2, batch_size, config.n_kv_heads, room, config.head_dim)
        self._memory = torch.empty(shape, device=device, dtype=dtype)
        self.length = 0
        self.cancelled: Event | None = None

    @property
    def device(self) -> torch.device:
        """Where it lies."""
        return self._memory.device

    @property
    def dtype(self) -> torch.dtype:
        """Numbers that keys and values are kept in."""
        return self._memory.dtype

    @property
    def capacity(self) -> int:
        """Positions there is room for now."""
        return self._memory.shape[4]

    @property
    def size_bytes(self) -> int:
        """Memory held, filled or not."""
        return self._memory.numel() * self._memory.element_size()

    def reserve(self, length: int) -> None:
        """Make room for `length` positions; what views showed before is not written any more."""
        if length <= self.capacity:
            return
        room = self.capacity
        while room < length:
            room *= 2
        *outer, _, head_dim = self._memory.shape
        memory = self._memory.new_empty((*outer, min(room, self._limit), head_dim))
        memory[..., : self.length, :] = self._memory[..., : self.length, :]
        self._memory = memory

    def append(self, layer: int, keys: Tensor, values: Tensor) -> tuple[Tensor, Tensor]:
        """Store T new positions of one layer; return all S + T of that layer.

        The length moves only in `advance`, once all layers have stored theirs.

        Args:
            layer: index of the block, from 0.
            keys, values: (B, n_kv_heads, T, head_dim).

        Returns:
            keys and values, (B, n_kv_heads, S + T, head_dim): views, not copies.
        """
        if keys.shape[2] > 1:
            self._go_on()
        end = self.length + keys.shape[2]
        self.reserve(end)
        self._memory[layer, 0, :, :, self.length : end] = keys
        self._memory[layer, 1, :, :, self.length : end] = values
        return self._memory[layer, 0, :, :, :end], self._memory[layer, 1, :, :, :end]

    def open(self, n_tokens: int) -> Iterable[_Places]:
        """Return, for every layer, where T new positions go and all S + T, at batch size 1.

        What `append` does, for all layers with a few calls: it matters in a one-token step.

        Returns:
            per layer: the slot to fill, keys first, (2, n_kv_heads, T, head_dim), then keys
            and values, (1, n_kv_heads, S + T, head_dim): views.
        """
        self.reserve(self.length + n_tokens)
        memory = self._memory.narrow(4, 0, self.length + n_tokens)
        places = list(
            zip(
                memory.select(2, 0).narrow(3, self.length, n_tokens).unbind(),
                memory.select(1, 0).unbind(),
                memory.select(1, 1).unbind(),
                strict=True,
            )
        )
        return places if n_tokens == 1 or self.cancelled is None else self._while_wanted(places)

    def _while_wanted(self, places: Iterable[_Places]) -> Iterator[_Places]:
        for place in places:
            self._go_on()
            yield place

    def _go_on(self) -> None:
        if self.cancelled is not None and self.cancelled.is_set():
            raise PassCancelledError

    def whole(self) -> Tensor:
        """Return all of it, filled or not: (n_layers, 2, n_kv_heads, capacity, head_dim)."""
        return self._memory[:, :, 0]

    def advance(self, n_tokens: int) -> None:
        """Count `n_tokens` more positions as filled."""
        self.length += n_tokens

    def truncate(self, length: int) -> None:
        """Forget everything from position `length` on."""
        if not 0 <= length <= self.length:
            raise ValueError(f"cannot truncate a cache of {self.length} positions to {length}")
        self.length = length


def common_prefix(one: Sequence[int], other: Sequence[int]) -> int:
    """Return how many tokens two texts begin with together: so many need not be read again."""
    if one == other[: len(one)]:  # one more step of the same text: the usual case, and quick
        return len(one)
    shorter = min(len(one), len(other))
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), shorter)
