"""One pass through a `GPTModel` that keeps what happens inside, and grows with its text.

For every block it keeps the stream that enters, queries, keys, values, the heads' outputs and the
stream between attention and feed-forward; all else is one small matrix away. The operations are
those of `gpt.py`, in its order, so that without changes a whole pass has its very numbers. What a
token's place shows does not depend on later places; a longer text only adds rows.

Letters in shape comments: T places in all, S places read before this call, d `emb_dim`, H heads, D
`head_dim`. Must not know text, vocabularies or what the numbers are shown for.
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
from gptdesk.model.gpt import GPTModel, MultiHeadAttention, TransformerBlock
from gptdesk.model.kv_cache import common_prefix

_ROOM = 64  # places that a walk makes room for at a time

BlockDone = Callable[[int], None]  # called with the number of blocks that are done


@dataclass(frozen=True, slots=True)
class BlockStates:
    """What happened in one block at T places.

    Attributes:
        x: the stream that enters, (T, d).
        q, k, v: queries, keys and values, (H, T, D).
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


class Walk:
    """A text on its way through a network, kept.

    Attributes:
        network: what reads it.
        changes: what is changed in it; its hidden places are counted in this text.
        ids: the tokens read so far, at most `ctx_len`.
    """

    def __init__(self, network: GPTModel, changes: Changes = NO_CHANGES) -> None:
        """Begin empty; memory is taken while reading."""
        self.network, self.changes = network, changes
        self.ids: tuple[int, ...] = ()
        self._room = 0
        self._blocks: list[BlockStates] = []
        self._last = torch.empty(0)  # the stream after the last block, (room, d)

    @property
    def size_bytes(self) -> int:
        """Memory held, filled or not."""
        cfg = self.network.cfg
        return 4 * self._room * cfg.emb_dim * (6 * cfg.n_layers + 1)

    @property
    def last_stream(self) -> Tensor:
        """The stream after the last block, (T, d)."""
        return self._last[: len(self.ids)]

    def block(self, number: int) -> BlockStates:
        """Return what happened in a block, counted from 1."""
        return self._blocks[number - 1].first(len(self.ids))

    def stream(self, number: int) -> Tensor:
        """Return the stream after a block, (T, d); 0 is the input."""
        is_last = number == self.network.cfg.n_layers
        return self.last_stream if is_last else self._blocks[number].x[: len(self.ids)]

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
        network, device = self.network, self.network.tok_emb.weight.device
        new = torch.tensor(ids[S:], device=device)
        places = torch.arange(S, len(ids), device=device)
        x = network.tok_emb(new) + network.pos_emb(places)  # (T - S, d)
        hidden = hidden_places(self.changes, len(ids), device)
        for index, block in enumerate(network.trf_blocks):
            if cancelled.is_set():
                return False
            assert isinstance(block, TransformerBlock)
            kept = self._blocks[index]
            keys, values = kept.k[:, :S], kept.v[:, :S]
            states, x = pass_block(block, x, keys, values, self.changes.in_block(index + 1), hidden)
            require_finite(states.m, f"{index + 1} attention")
            require_finite(x, str(index + 1))
            _write(kept, states, S)
            block_done(index + 1)
        self._last[S : len(ids)] = x
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
            _write(mine, theirs.first(S), 0)
        self._last[:S] = other._last[:S]
        self.ids = tuple(ids[:S])

    @torch.inference_mode()
    def _make_room(self, n_places: int, kept: int) -> None:
        """Make room for `n_places`; the first `kept` stay."""
        if n_places <= self._room:
            return
        cfg, device = self.network.cfg, self.network.tok_emb.weight.device
        self._room = min(_ROOM * math.ceil(n_places / _ROOM), cfg.ctx_len)
        for index in range(cfg.n_layers):
            flat = torch.empty(2, self._room, cfg.emb_dim, device=device)
            heads = torch.empty(4, cfg.n_heads, self._room, cfg.head_dim, device=device)
            q, k, v, z = heads.unbind()
            roomy = BlockStates(flat[0], q, k, v, z, flat[1])
            if kept:
                _write(roomy, self._blocks[index].first(kept), 0)
            self._blocks[index : index + 1] = [roomy]
        last = torch.empty(self._room, cfg.emb_dim, device=device)
        last[:kept] = self._last[:kept] if kept else last[:0]
        self._last = last


def pass_block(
    block: TransformerBlock,
    x: Tensor,
    keys: Tensor,
    values: Tensor,
    changes: Sequence[HeadChange],
    hidden: Tensor | None,
    *,
    has_shortcuts: bool = True,
) -> tuple[BlockStates, Tensor]:
    """Pass places S … T through a block as `gpt.py` does, dropout off.

    Args:
        block: in evaluation mode.
        x: the stream that enters, (T - S, d).
        keys, values: of the places before, (H, S, D).
        changes: of this block's heads.
        hidden: as `hidden_places` returns it.
        has_shortcuts: without them attention and feed-forward replace the stream, and add nothing.

    Returns:
        what happened at the new places, and the stream after them, (T - S, d).
    """
    attention = block.att
    n = x.shape[0]
    h = block.norm1(x)
    q, k, v = (
        project(h).view(n, attention.n_heads, attention.head_dim).transpose(0, 1)
        for project in (attention.W_query, attention.W_key, attention.W_value)
    )  # (H, T - S, D) each
    if keys.shape[1]:
        keys, values = torch.cat((keys, k), dim=1), torch.cat((values, v), dim=1)  # (H, T, D)
    else:
        keys, values = k, v
    z = attention_weights(q, keys, hidden) @ values  # (H, T - S, D)
    z = change_heads(z, changes)
    attended = attention.out_proj(z.transpose(0, 1).reshape(n, -1))
    m = x + attended if has_shortcuts else attended
    fed = block.ff(block.norm2(m))
    return BlockStates(x, q, k, v, z, m), m + fed if has_shortcuts else fed


def attention_scores(q: Tensor, k: Tensor, hidden: Tensor | None = None) -> Tensor:
    """Return the scaled scores of the last places of a text; -inf where they may not look.

    Args:
        q: queries of the last n places, (H, n, D).
        k: keys of all places, (H, T, D).
        hidden: as `hidden_places` returns it.

    Returns:
        q · k / √D, (H, n, T).
    """
    n, T = q.shape[1], k.shape[1]
    scores = q @ k.transpose(1, 2) / math.sqrt(q.shape[2])
    if n > 1:
        future = torch.ones(n, T, dtype=torch.bool, device=q.device).triu(T - n + 1)
        scores = scores.masked_fill(future, -torch.inf)
    if hidden is not None:
        own = torch.eye(T, dtype=torch.bool, device=q.device)[T - n :]
        scores = scores.masked_fill(hidden[:T] & ~own, -torch.inf)
    return scores


def attention_weights(q: Tensor, k: Tensor, hidden: Tensor | None = None) -> Tensor:
    """Return the softmax of `attention_scores` over the places read, (H, n, T)."""
    return torch.softmax(attention_scores(q, k, hidden), dim=-1)


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


def head_share(attention: MultiHeadAttention, head: int) -> Tensor:
    """Return the columns of the output projection that read a head, (d, D); heads count from 1."""
    D = attention.head_dim
    return attention.out_proj.weight[:, (head - 1) * D : head * D]


def require_finite(x: Tensor, point: str) -> None:
    """Refuse a stream with NaN or infinity; `point` is its name, as "3 attention" or "3"."""
    if not bool(torch.isfinite(x).all()):
        raise NonFiniteStateError(
            "The network's numbers become infinite or NaN first at “{point}”: in the block of "
            "that number, after its attention or at its end. Open another checkpoint.",
            point=point,
        )


def _write(kept: BlockStates, new: BlockStates, start: int) -> None:
    end = start + new.x.shape[0]
    kept.x[start:end] = new.x
    kept.m[start:end] = new.m
    for rows, more in ((kept.q, new.q), (kept.k, new.k), (kept.v, new.v), (kept.z, new.z)):
        rows[:, start:end] = more
