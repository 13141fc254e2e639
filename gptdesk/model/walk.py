"""One pass through a network that keeps what happens inside, and grows with its text.

For every block it keeps queries, keys, values, the heads' outputs, the stream between attention and
feed-forward and the one after it; all else is one small matrix away. The operations are those of
`gpt.py` or `llama.py`, in their order, so that without changes a whole pass has the very numbers;
of a text over `_ROWS` tokens but for rounding, since what the mask forbids is not computed. What a
token's place shows does not depend on later places; a longer text only adds rows.

Letters in shape comments: T places in all, S places read before this call, d `emb_dim`, H query
heads, K heads of keys and values, D `head_dim`. Must not know text, vocabularies or what the
numbers are shown for; in what the two pages differ is told by `walked.py`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Event

import torch
from torch import Tensor

from gptdesk.chat.changes import NO_CHANGES, Changes, HeadChange
from gptdesk.errors import NonFiniteStateError
from gptdesk.model.config import NetworkConfig
from gptdesk.model.kv_cache import common_prefix
from gptdesk.model.walked import (
    Attention,
    Block,
    ReadableNetwork,
    blocks_of,
    head_vectors,
    input_of,
    window_of,
)

_ROOM = 64  # places that a walk makes room for at a time
_ROWS = 128  # of the attention of all heads, at a time: 6 MB of scores for GPT-2's smallest

BlockDone = Callable[[int], None]  # called with the number of blocks that are done


@dataclass(frozen=True, slots=True)
class BlockStates:
    """What happened in one block at T places.

    Attributes:
        x: the stream that enters, (T, d).
        q: queries, as the scores read them, (H, T, D).
        k, v: keys, as the scores read them, and values, (K, T, D).
        z: the heads' outputs, after any change, (H, T, D).
        m: the stream after attention, (T, d).
    """

    x: Tensor
    q: Tensor
    k: Tensor
    v: Tensor
    z: Tensor
    m: Tensor

    def first(self, n_places: int) -> BlockStates:
        """Return the first places' rows, as views."""
        return BlockStates(
            x=self.x[:n_places],
            q=self.q[:, :n_places],
            k=self.k[:, :n_places],
            v=self.v[:, :n_places],
            z=self.z[:, :n_places],
            m=self.m[:n_places],
        )


@dataclass(frozen=True, slots=True)
class _Kept:
    """Rows of `BlockStates`, and the stream after the block; its input is the one before's."""

    q: Tensor
    k: Tensor
    v: Tensor
    z: Tensor
    m: Tensor
    after: Tensor

    def write(self, new: _Kept, start: int) -> None:
        """Put the rows of `new` where they belong."""
        end = start + new.m.shape[0]
        self.m[start:end], self.after[start:end] = new.m, new.after
        for mine, more in ((self.q, new.q), (self.k, new.k), (self.v, new.v), (self.z, new.z)):
            mine[:, start:end] = more

    def first(self, n_places: int) -> _Kept:
        """Return the first places' rows, as views."""
        q, k, v, z = (rows[:, :n_places] for rows in (self.q, self.k, self.v, self.z))
        return _Kept(q, k, v, z, self.m[:n_places], self.after[:n_places])


class Walk:
    """A text on its way through a network, kept.

    Attributes:
        network: what reads it.
        changes: what is changed in it; its hidden places are counted in this text.
        ids: the tokens read so far, at most `ctx_len`.
    """

    def __init__(self, network: ReadableNetwork, changes: Changes = NO_CHANGES) -> None:
        """Begin empty; memory is taken while reading."""
        self.network, self.changes = network, changes
        self.ids: tuple[int, ...] = ()
        self._room = 0
        self._blocks: list[_Kept] = []

    @property
    def size_bytes(self) -> int:
        """Memory held, filled or not."""
        cfg = self.network.cfg
        of_heads = 2 * (cfg.n_heads + cfg.n_kv_heads) * cfg.head_dim
        return 4 * self._room * (2 * cfg.emb_dim + of_heads) * cfg.n_layers

    @property
    def last_stream(self) -> Tensor:
        """The stream after the last block, (T, d)."""
        return self.stream(self.network.cfg.n_layers)

    def block(self, number: int) -> BlockStates:
        """Return what happened in a block, counted from 1."""
        kept = self._blocks[number - 1].first(len(self.ids))
        return BlockStates(self.stream(number - 1), kept.q, kept.k, kept.v, kept.z, kept.m)

    @torch.inference_mode()
    def stream(self, number: int) -> Tensor:
        """Return the stream after a block, (T, d); 0 is the input, which is added up again."""
        if number:
            return self._blocks[number - 1].after[: len(self.ids)]
        return input_of(self.network, self.ids)

    @torch.inference_mode()
    def read(
        self, ids: Sequence[int], cancelled: Event, block_done: BlockDone = lambda _: None
    ) -> bool:
        """Read `ids`, of which what was read already is not read again.

        Args:
            ids: the whole text, one to `ctx_len` tokens of the vocabulary.
            cancelled: looked at before every block.
            block_done: called after every block.

        Returns:
            Whether it came to the end; if not, what was read before is as it was.

        Raises:
            NonFiniteStateError: a number became infinite or none; it says where.
        """
        ids = tuple(ids)
        is_fresh = self.changes.depends_on_whole_text and ids != self.ids
        S = 0 if is_fresh else common_prefix(self.ids, ids)
        if S == len(ids):
            self.ids = ids
            return True
        self.ids = self.ids[:S]  # what holds if this is left
        self._make_room(len(ids), S)
        x = input_of(self.network, ids[S:], S)  # (T - S, d)
        hidden = hidden_places(self.changes, len(ids), x.device)
        cfg = self.network.cfg
        for index, block in enumerate(blocks_of(self.network)):
            if cancelled.is_set():
                return False
            kept, changes = self._blocks[index], self.changes.in_block(index + 1)
            states, x = pass_block(cfg, block, x, kept.k[:, :S], kept.v[:, :S], changes, hidden)
            require_finite(states.m, f"{index + 1} attention")
            require_finite(x, str(index + 1))
            kept.write(_Kept(states.q, states.k, states.v, states.z, states.m, x), S)
            block_done(index + 1)
        self.ids = ids
        return True

    @torch.inference_mode()
    def copy_beginning(self, other: Walk, ids: Sequence[int]) -> None:
        """Take over from another walk, with the same changes, what it read of `ids`."""
        S = common_prefix(other.ids, tuple(ids))
        if not S or self.changes.depends_on_whole_text:
            return
        self._make_room(len(ids), 0)
        for mine, theirs in zip(self._blocks, other._blocks, strict=True):
            mine.write(theirs.first(S), 0)
        self.ids = tuple(ids[:S])

    @torch.inference_mode()
    def _make_room(self, n_places: int, kept: int) -> None:
        """Make room for `n_places`; the first `kept` stay."""
        if n_places <= self._room:
            return
        cfg, device = self.network.cfg, self.network.tok_emb.weight.device
        self._room = min(_ROOM * math.ceil(n_places / _ROOM), cfg.ctx_len)
        for index in range(cfg.n_layers):
            m, after = torch.empty(2, self._room, cfg.emb_dim, device=device)
            q, z = torch.empty(2, cfg.n_heads, self._room, cfg.head_dim, device=device)
            k, v = torch.empty(2, cfg.n_kv_heads, self._room, cfg.head_dim, device=device)
            roomy = _Kept(q, k, v, z, m, after)
            if kept:
                roomy.write(self._blocks[index].first(kept), 0)
            self._blocks[index : index + 1] = [roomy]


def pass_block(
    cfg: NetworkConfig,
    block: Block,
    x: Tensor,
    keys: Tensor,
    values: Tensor,
    changes: Sequence[HeadChange],
    hidden: Tensor | None,
    *,
    has_shortcuts: bool = True,
) -> tuple[BlockStates, Tensor]:
    """Pass places S … T through a block as its page does, dropout off.

    Args:
        cfg: of the network.
        block: in evaluation mode.
        x: the stream that enters, (T - S, d).
        keys, values: of the places before, (K, S, D).
        changes: of this block's heads.
        hidden: as `hidden_places` returns it.
        has_shortcuts: without them attention and feed-forward replace the stream, and add nothing.

    Returns:
        what happened at the new places, and the stream after them, (T - S, d).
    """
    n, S, window = x.shape[0], keys.shape[1], window_of(cfg)
    vectors = head_vectors(cfg, block.att, block.norm1(x), S)
    (q, k), v = vectors.ready, vectors.values  # (H, T - S, D), (K, T - S, D) twice
    if S:
        keys, values = torch.cat((keys, k), dim=1), torch.cat((values, v), dim=1)  # (K, T, D)
    else:
        keys, values = k, v
    parts: list[Tensor] = []
    for start in range(0, n, _ROWS):
        seen = S + min(start + _ROWS, n)  # places up to the part's last: the mask forbids the rest
        rows = q[:, start : start + _ROWS]
        weights = attention_weights(rows, keys[:, :seen], hidden, window)
        parts.append(weighted_sum(weights, values[:, :seen]))
    z = change_heads(torch.cat(parts, dim=1), changes)  # (H, T - S, D)
    attended = block.att.out_proj(z.transpose(0, 1).reshape(n, -1))
    m = x + attended if has_shortcuts else attended
    fed = block.ff(block.norm2(m))
    return BlockStates(x, q, k, v, z, m), m + fed if has_shortcuts else fed


def attention_scores(
    q: Tensor, k: Tensor, hidden: Tensor | None = None, window: int | None = None
) -> Tensor:
    """Return the scaled scores of the last places of a text; -inf where they may not look.

    Args:
        q: queries of the last n places, (H, n, D).
        k: keys of all places, (K, T, D); H / K heads that follow each other share them.
        hidden: as `hidden_places` returns it.
        window: places that one may look at, itself included; None for all before it.

    Returns:
        q · k / √D, (H, n, T).
    """
    H, n, D = q.shape
    K, T, _ = k.shape
    # A group's queries stand below each other, and read the same keys.
    scores = (q.reshape(K, -1, D) @ k.transpose(1, 2)).view(H, n, T)
    scores /= math.sqrt(D)  # in place: it takes longer to find new memory
    if n > 1:
        future = torch.ones(n, T, dtype=torch.bool, device=q.device).triu(T - n + 1)
        scores.masked_fill_(future, -torch.inf)
    if window is not None and T > window:
        gone = torch.ones(n, T, dtype=torch.bool, device=q.device).tril(T - n - window)
        scores.masked_fill_(gone, -torch.inf)
    if hidden is not None:
        own = torch.eye(T, dtype=torch.bool, device=q.device)[T - n :]
        scores.masked_fill_(hidden[:T] & ~own, -torch.inf)
    return scores


def attention_weights(
    q: Tensor, k: Tensor, hidden: Tensor | None = None, window: int | None = None
) -> Tensor:
    """Return the softmax of `attention_scores` over the places read, (H, n, T)."""
    return torch.softmax(attention_scores(q, k, hidden, window), dim=-1)


def weighted_sum(weights: Tensor, v: Tensor) -> Tensor:
    """Return what the heads read, (H, n, D): weights, (H, n, T), times values, (K, T, D)."""
    H, n, T = weights.shape
    return (weights.view(v.shape[0], -1, T) @ v).view(H, n, -1)


def change_heads(z: Tensor, changes: Sequence[HeadChange]) -> Tensor:
    """Return the heads' outputs, (H, n, D), with some of them scaled or replaced by their mean."""
    if not changes:
        return z
    z = z.clone()
    for change in changes:
        of_head = z[change.head - 1]
        z[change.head - 1] = of_head.mean(dim=0) if change.uses_mean else change.factor * of_head
    return z


def hidden_places(changes: Changes, n_places: int, device: torch.device) -> Tensor | None:
    """Return which of `n_places` no later one may read, (T,), bool; None where all may be read."""
    inside = [place - 1 for place in changes.hidden if place <= n_places]
    if not inside:
        return None
    hidden = torch.zeros(n_places, dtype=torch.bool, device=device)
    hidden[inside] = True
    return hidden


def head_share(attention: Attention, head: int) -> Tensor:
    """Return the columns of the output projection that read a head, (d, D); heads count from 1."""
    D = attention.head_dim
    return attention.out_proj.weight[:, (head - 1) * D : head * D]


def require_finite(x: Tensor, point: str) -> None:
    """Refuse a stream with NaN or infinity; `point` is its name, as "3 attention" or "3"."""
    if not bool(torch.isfinite(torch.stack(x.aminmax())).all()):  # NaN surfaces in both
        raise NonFiniteStateError(
            "The network's numbers become infinite or NaN first at “{point}”: in the block of "
            "that number, after its attention or at its end. Open another checkpoint.",
            point=point,
        )
