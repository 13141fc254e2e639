"""Penalty, temperature and filters: from scores to those that a token is drawn by.

Pure functions on one vector of scores, (vocab_size,), on any device. Each does what the
transformers library's logits processor of the same name does, ties included, and removes tokens by
setting their score to -inf. `definition.py` applies them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from gptdesk.engine.choice.ranking import ROUNDING, to_floats

FILTERS = ("top_k", "top_p", "min_p")  # in the order in which they are applied
FIRST_LOOK = 1024  # what this many of the most probable tokens cannot settle is rare


def apply_repetition_penalty(scores: Tensor, seen_ids: Sequence[int], penalty: float) -> Tensor:
    """Divide the positive scores of tokens seen by `penalty`, multiply the negative ones.

    Section 4.1 of arXiv:1909.05858. A token seen twice is penalised once.
    """
    if penalty == 1 or not seen_ids:
        return scores
    ids = torch.tensor(seen_ids, dtype=torch.long, device=scores.device)
    return penalise(scores, ids, penalty)


def penalise(scores: Tensor, ids: Tensor, penalty: float | Tensor) -> Tensor:
    """Do the same to the tokens `ids`, (n,), with nothing known to Python."""
    seen = scores[ids]
    return scores.scatter(0, ids, torch.where(seen < 0, seen * penalty, seen / penalty))


def apply_temperature(scores: Tensor, temperature: float) -> Tensor:
    """Divide the scores by a temperature above 0: below 1 sharpens, above 1 flattens."""
    scaled = scores / temperature
    if math.isfinite(scaled.amax()):
        return scaled
    # Colder than the dtype can express: measured from the best score, which stays at 0.
    return (scores - scores.amax()) / temperature


def apply_top_k(scores: Tensor, top_k: int) -> Tensor:
    """Keep the `top_k` best scores, and every tie of the last of them; 0 keeps all."""
    if top_k == 0 or top_k >= scores.numel():
        return scores
    last = scores.topk(top_k).values[-1]
    return scores.masked_fill(scores < last, -math.inf)


def apply_top_p(scores: Tensor, top_p: float) -> Tensor:
    """Keep the most probable tokens that together reach `top_p`; 1 keeps all.

    The token that crosses `top_p` is kept, and at least one always is (arXiv:1904.09751). Of
    tokens that tie at the edge only as many stay as are needed.
    """
    if top_p == 1:
        return scores
    nucleus = _clear_nucleus(scores, top_p)
    if nucleus is not None:
        return scores.masked_fill(~nucleus, -math.inf)
    ascending, ids = scores.sort()
    is_tail = ascending.softmax(dim=-1).cumsum(dim=-1) <= 1 - top_p
    is_tail[-1] = False
    return scores.masked_fill(is_tail.scatter(0, ids, is_tail), -math.inf)


def _clear_nucleus(scores: Tensor, top_p: float) -> Tensor | None:
    """Return which tokens top-p keeps, where the best few settle it beyond doubt.

    Sorting the whole vocabulary is most of the time that choosing a token takes. It is only needed
    where the nucleus is wide, or its edge is a tie or so near to `top_p` that the order in which
    probabilities are added up decides.
    """
    if scores.dtype != torch.float64:
        return None
    p = scores.softmax(dim=-1)
    best = p.topk(min(FIRST_LOOK, p.numel())).values
    ahead = best.cumsum(dim=-1) - best  # a token is kept where less than `top_p` is ahead of it
    kept = int((ahead < top_p).sum())
    if not 0 < kept < best.numel():
        return None
    last, next_best, ahead_of_last, ahead_of_next = to_floats(
        torch.cat((best[kept - 1 : kept + 1], ahead[kept - 1 : kept + 1]))
    )
    is_clear = ahead_of_last < top_p - ROUNDING and top_p + ROUNDING < ahead_of_next
    return p >= last if is_clear and next_best < last else None


def apply_min_p(scores: Tensor, min_p: float) -> Tensor:
    """Keep tokens at least `min_p` times as probable as the best one; 0 keeps all."""
    if min_p == 0:
        return scores
    p = scores.softmax(dim=-1)
    return scores.masked_fill(p < min_p * p.amax(), -math.inf)
