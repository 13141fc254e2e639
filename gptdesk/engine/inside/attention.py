"""The reading of attention heads: one row, one map, and small pictures of a block's heads.

Owns how attention is taken from a pass that keeps queries, keys and values, what a picture of it
holds, and the four patterns. A weight says where a head read, not what it did to the answer.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from threading import Event

import torch
from torch import Tensor
from torch.nn import functional

from gptdesk.engine.choice.ranking import to_floats
from gptdesk.engine.inside.sight import Sight, to_bytes, to_cells
from gptdesk.engine.inside.values import (
    AttentionGrid,
    AttentionGridRequest,
    AttentionMap,
    AttentionMapRequest,
    AttentionRow,
    AttentionRowRequest,
    HeadPattern,
)
from gptdesk.engine.types import Progress
from gptdesk.model.walk import attention_scores, hidden_places
from gptdesk.model.walked import window_of


@dataclass(frozen=True, slots=True)
class HeadRow:
    """What one head computes at a place; T places are seen up to it, itself included.

    Attributes:
        q: the place's query, (D,).
        k, v: keys and values, (T, D).
        scores: q · k, of hidden places too, (T,).
        scaled: ÷ √D, (T,).
        allowed: neither hidden nor too far back, (T,), bool.
        weights: as in the pass, (T,).
    """

    q: Tensor
    k: Tensor
    v: Tensor
    scores: Tensor
    scaled: Tensor
    allowed: Tensor
    weights: Tensor

    @classmethod
    def of(cls, sight: Sight, block: int, head: int) -> HeadRow:
        """Take it from the pass of a sight."""
        states, T = sight.walk.block(block), sight.row + 1
        length = sight.window.end - sight.window.start
        shared = kv_index(sight, head)
        q, k = states.q[head - 1, :length], states.k[shared, :length]
        # All rows are multiplied, as for the map: one row alone ends in other last bits.
        scores = (q[None] @ k[None].transpose(1, 2))[0, T - 1, :T]
        masked = _map_scores(sight, block, head, length)[T - 1]
        return cls(
            q=q[T - 1],
            k=k[:T],
            v=states.v[shared, :T],
            scores=scores,
            scaled=scores / math.sqrt(q.shape[1]),
            allowed=masked[:T].isfinite(),
            weights=torch.softmax(masked, dim=0)[:T],
        )


@torch.inference_mode()
def read_row(
    request: AttentionRowRequest, sight: Sight, cancelled: Event, progress: Progress
) -> AttentionRow:
    """Return what a head reads from the place of a sight."""
    row = HeadRow.of(sight, request.block, request.head)
    allowed = row.scaled[row.allowed].double()
    largest = float(allowed.max())
    return AttentionRow(
        block=request.block,
        head=request.head,
        first_place=sight.window.start + 1,
        scores=tuple(to_floats(row.scores)),
        scaled=tuple(to_floats(row.scaled)),
        allowed=tuple(bool(one) for one in to_floats(row.allowed)),
        weights=tuple(to_floats(row.weights)),
        value_lengths=tuple(to_floats(row.v.square().sum(dim=1).sqrt())),
        largest=largest,
        exp_sum=float((allowed - largest).exp().sum()),
    )


@torch.inference_mode()
def draw_map(
    request: AttentionMapRequest, sight: Sight, cancelled: Event, progress: Progress
) -> AttentionMap:
    """Return all rows of a head."""
    T = sight.window.end - sight.window.start  # the pass may hold a longer text
    scaled = _map_scores(sight, request.block, request.head, T)
    weights = torch.softmax(scaled, dim=-1)
    as_bytes = to_bytes(weights)
    picture_side, picture = _picture(weights, request.most_cells, request.hides_first)
    return AttentionMap(
        block=request.block,
        head=request.head,
        first_place=sight.window.start + 1,
        side=T,
        weights=as_bytes,
        scaled=to_bytes(scaled.masked_fill_(scaled.isneginf(), torch.nan)),
        picture_side=picture_side,
        picture=picture,
    )


@torch.inference_mode()
def draw_grid(
    request: AttentionGridRequest, sight: Sight, cancelled: Event, progress: Progress
) -> AttentionGrid | None:
    """Return small pictures of a block's heads, with their patterns; None when cancelled."""
    T, n_heads = sight.window.end - sight.window.start, sight.network.cfg.n_heads
    ids = torch.tensor(sight.walk.ids[:T], device=sight.walk.last_stream.device)
    cells = _pattern_cells(ids)
    heads: list[HeadPattern] = []
    for head in range(1, n_heads + 1):
        if cancelled.is_set():
            return None
        weights = torch.softmax(_map_scores(sight, request.block, head, T), dim=-1)
        means = torch.stack([_running_mean(weights, *one) for one in cells], dim=1)  # (T, 4)
        side, picture = _picture(weights, request.side, request.hides_first)
        first_place = sight.window.start + 1
        heads.append(HeadPattern(request.block, head, side, picture, first_place, to_bytes(means)))
        progress(head, n_heads)
    return AttentionGrid(request.block, tuple(heads))


def _map_scores(sight: Sight, block: int, head: int, T: int) -> Tensor:
    """Return a head's scaled scores over T places, -inf where it may not look, (T, T)."""
    states, shared = sight.walk.block(block), kv_index(sight, head)
    q, k = states.q[head - 1 : head, :T], states.k[shared : shared + 1, :T]
    hidden = hidden_places(sight.walk.changes, T, q.device)
    return attention_scores(q, k, hidden, window_of(sight.network.cfg))[0]


def kv_index(sight: Sight, head: int) -> int:
    """Return which keys and values a head, from 1, reads, from 0: a group's heads share them."""
    cfg = sight.network.cfg
    return (head - 1) // (cfg.n_heads // cfg.n_kv_heads)


def _pattern_cells(ids: Tensor) -> tuple[tuple[Tensor, Tensor], ...]:
    """Return rows and columns of the cells that make each of `Patterns` in a text, (T,)."""
    later = torch.arange(1, len(ids), device=ids.device)
    same = (ids[:, None] == ids).tril(-1)  # (T, T): place i has read the token of place j before
    repeated, read = same.nonzero(as_tuple=True)
    return (
        (later, later - 1),
        (later, torch.zeros_like(later)),
        (repeated, read),
        (repeated, read + 1),  # what came next then
    )


def _running_mean(weights: Tensor, rows: Tensor, columns: Tensor) -> Tensor:
    """Return the mean over the rows so far that have any of the cells, of their sum there, (T,).

    It is NaN as long as there is no such row.
    """
    sums = torch.zeros(len(weights), dtype=torch.float64, device=weights.device)
    counts = torch.zeros_like(sums).index_fill(0, rows, 1)
    sums.index_add_(0, rows, weights[rows, columns].double())
    return sums.cumsum(dim=0) / counts.cumsum(dim=0)


def _picture(weights: Tensor, most_cells: int, hides_first: bool) -> tuple[int, bytes]:
    """Return the side of a picture of weights, (T, T), and its cells; `weights` may be changed."""
    if hides_first:
        weights[:, 0] = 0
    cell = math.ceil(len(weights) / most_cells)  # places that share one
    if cell > 1:
        weights = functional.max_pool2d(weights[None], cell, ceil_mode=True)[0]
    return len(weights), to_cells((255 * weights.sqrt()).round())
