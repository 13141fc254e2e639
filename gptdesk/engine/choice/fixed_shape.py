"""The next token and its figures in operations of fixed shape, which a CUDA graph can record.

What `definition` says, once more, and by the same argument as in `fast`: every filter keeps the
beginning of one order, so that a cut, like the draw, is a place in a running sum. Here the whole
vocabulary is sorted, since a graphics card does that in no time, and no number is known to
Python on the way: settings come in as a small tensor, the figures go out as another one. It ends
with whether they are beyond doubt; where rounding or a tie leaves one, the long way decides.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from gptdesk.chat.tokens import SamplingSettings, TokenRecord
from gptdesk.engine.choice.fast import SMALLEST_MIN_P
from gptdesk.engine.choice.filters import FILTERS, penalise
from gptdesk.engine.choice.ranking import FAINT, NEAR, ROUNDING

_KEPT = len(FILTERS)  # what a token that no filter removes is marked with
_UNCLEAR = -1.0
_OUTCOMES = (*FILTERS, "")


def how_of(settings: SamplingSettings, u: float | None, vocab_size: int) -> list[float] | None:
    """Return the settings as numbers for `fixed_choice`; None where it is not made for them.

    Args:
        settings: how to choose.
        u: the random number, in [0, 1); None with temperature 0.
        vocab_size: of the logits.
    """
    penalty = settings.repetition_penalty
    if u is None:  # the best: no filter, and the first place in the order
        return [1.0, float(vocab_size), 1.0, -math.inf, penalty, 0.0]
    if 0 < settings.min_p < SMALLEST_MIN_P:
        return None
    top_k = settings.top_k if 0 < settings.top_k < vocab_size else vocab_size
    lowest = math.log(settings.min_p) if settings.min_p else -math.inf
    return [settings.temperature, float(top_k), settings.top_p, lowest, penalty, u]


def fixed_choice(logits: Tensor, how: Tensor, seen: Tensor | None, top_n: int) -> Tensor:
    """Choose the next token.

    Args:
        logits: (vocab_size,), float32 or float64.
        how: what `how_of` returned, (6,), float64, on the same device.
        seen: tokens in the context, (n,), int64, on that device; repeats make no difference.
            None where there is no penalty.
        top_n: most probable tokens to report, at most vocab_size.

    Returns:
        figures for `record_of`, (`n_figures(top_n)`,), float64.
    """
    temperature, top_k, top_p, lowest, penalty, u = how.unsqueeze(1).unbind()
    raw = _Raw.of(logits, top_n)
    if seen is None:
        scores, order = raw.scores, raw.order
    else:
        scores = penalise(raw.scores, seen, penalty)
        order = scores.sort(descending=True, stable=True).indices
    sorted_scores = scores[order]
    order_of = _Order(sorted_scores, sorted_scores / temperature)
    cuts, count, mass, is_clear = order_of.filtered(top_k, top_p, lowest)
    place, is_found = order_of.crossing(u * mass, mass)
    token = _at(order, place)
    token_score = _at(order_of.divided, place)
    rank, is_ranked = raw.rank(token)

    top_scores = scores[raw.top_ids] / temperature
    removed_by = _removed_by(torch.cat((top_scores, token_score)), cuts)
    top_final = torch.where(removed_by[:-1] == _KEPT, order_of.weight(top_scores) / mass, 0.0)
    is_clear = (
        is_clear
        & is_found
        & is_ranked
        & raw.is_clear
        & order_of.is_alone_or_tied(place)
        & (removed_by != _UNCLEAR).all()
        & order_of.best.isfinite()
    )
    figures = (is_clear, token, raw.p(token), order_of.weight(token_score) / mass, rank)
    return torch.cat(
        [
            *(one.double().view(1) for one in (*figures, raw.entropy_nats, count)),
            raw.top_ids.double(),
            raw.p(raw.top_ids),
            top_final,
            removed_by[:-1].double(),
        ]
    )


def n_figures(top_n: int) -> int:
    """Return how many figures there are about a token and `top_n` alternatives."""
    return 7 + 4 * top_n


def record_of(figures: list[float], u: float | None, top_n: int) -> TokenRecord | None:
    """Return what `fixed_choice` found as a record; None where it is in doubt.

    Args:
        figures: as numbers of Python.
        u, top_n: what it was asked with.
    """
    is_clear, token, p, q, rank, entropy_nats, kept, *lists = figures
    if not is_clear:
        return None
    top_ids = tuple(int(one) for one in lists[:top_n])
    is_greedy = u is None
    if is_greedy:
        top_q = tuple(float(one == token) for one in top_ids)
        removed_by = tuple("" if one == token else "greedy" for one in top_ids)
    else:
        top_q = tuple(lists[2 * top_n : 3 * top_n])
        removed_by = tuple(_OUTCOMES[int(one)] for one in lists[3 * top_n :])
    return TokenRecord(
        token_id=int(token),
        raw_p=p,
        final_p=1.0 if is_greedy else q,
        rank=int(rank),
        entropy_bits=entropy_nats / math.log(2),
        kept=1 if is_greedy else int(kept),
        draw=u,
        top_ids=top_ids,
        top_raw_p=tuple(lists[top_n : 2 * top_n]),
        top_final_p=top_q,
        top_removed_by=removed_by,
    )


@dataclass(frozen=True, slots=True)
class _Raw:
    """What there is to say before any setting; 0-d tensors, but for the vectors.

    Attributes:
        scores: the logits, float64, (vocab_size,).
        order: ids by descending logit, ties by id, int64, (vocab_size,).
        top_ids: the first of them, (top_n,).
        best, total: the best score, and the sum of all weights, exp(score - best).
        entropy_nats: of the whole distribution.
        is_clear: whether the order of the first is that of their probabilities.
    """

    scores: Tensor
    order: Tensor
    top_ids: Tensor
    best: Tensor
    total: Tensor
    entropy_nats: Tensor
    is_clear: Tensor

    @classmethod
    def of(cls, logits: Tensor, top_n: int) -> _Raw:
        scores = logits.double()
        ordered, order = logits.sort(descending=True, stable=True)
        best = ordered[0].double()
        shifted = scores - best
        weights = shifted.exp()
        total = weights.sum()
        energy = torch.where(weights > 0, weights * shifted, 0.0).sum()
        top = ordered[: top_n + 1].double()
        gaps = top[:-1] - top[1:]
        is_clear = ((gaps > NEAR) | (gaps == 0)).all() & (top[:top_n] > best + FAINT).all()
        # The last one's ties may go on behind it, and what is nearly tied with them behind those.
        last = top[top_n - 1]
        is_clear &= ~((scores < last) & (scores >= last - NEAR)).any()
        is_clear &= best.isfinite() & total.isfinite()
        entropy = total.log() - energy / total
        return cls(scores, order, order[:top_n], best, total, entropy, is_clear)

    def p(self, ids: Tensor) -> Tensor:
        """Return the probability of each of `ids`."""
        return (self.scores[ids] - self.best).exp() / self.total

    def rank(self, token: Tensor) -> tuple[Tensor, Tensor]:
        """Return the 1-based place of one token, (1,), and whether that is beyond doubt."""
        score = self.scores[token]
        ahead = (self.scores > score + NEAR).count_nonzero()
        at_least = (self.scores > score - NEAR).count_nonzero()
        is_tied = self.scores == score
        ids = torch.arange(len(self.scores), device=token.device)
        rank = ahead + 1 + (is_tied & (ids < token)).count_nonzero()
        is_clear = (is_tied.count_nonzero() == at_least - ahead) & (score > self.best + FAINT)
        return rank, is_clear


class _Order:
    """All tokens by descending score, with the running sum of their weights.

    Args:
        scores: descending, float64, (vocab_size,).
        divided: the same by the temperature.
    """

    def __init__(self, scores: Tensor, divided: Tensor) -> None:
        self.scores, self.divided = scores, divided
        self.best = divided[0]
        self.weights = (divided - self.best).exp()
        self.running = self.weights.cumsum(0)
        self._last = len(scores) - 1

    def weight(self, divided: Tensor) -> Tensor:
        """Return exp(score - best score)."""
        return (divided - self.best).exp()

    def filtered(
        self, top_k: Tensor, top_p: Tensor, lowest: Tensor
    ) -> tuple[list[_Cut], Tensor, Tensor, Tensor]:
        """Apply the filters.

        Returns:
            where each cuts, how many tokens are left, the sum of their weights, and whether that
            is beyond doubt.
        """
        possible = (self.divided > -math.inf).count_nonzero()
        # top-k keeps all ties of the last
        is_off = top_k > self._last
        cut = _at(self.divided, top_k.long() - 1)
        cut = _Cut(torch.where(is_off, -math.inf, cut), is_off)
        count = torch.minimum((self.divided >= cut.score).count_nonzero(), possible)
        is_clear = is_off | ~self._is_near(cut.score)
        cuts, mass = [cut], _at(self.running, count - 1)
        # top-p: up to the token whose running sum reaches it
        place, is_found = self.crossing(top_p * mass, mass)
        score = _at(self.divided, place)
        is_off = top_p == 1
        is_within_ties = (place < count - 1) & (_at(self.divided, place + 1) == score)
        cut = _Cut(
            torch.where(is_off, cut.score, score), torch.where(is_off, cut.is_tied, is_within_ties)
        )
        count = torch.where(is_off, count, torch.minimum(place + 1, count))
        is_clear = is_clear & (is_off | (is_found & ~self._is_near(score)))
        cuts.append(cut)
        mass = _at(self.running, count - 1)
        # min-p: what weighs enough, where the best weighs 1
        lowest = self.best + lowest
        enough = (self.divided >= lowest - ROUNDING).count_nonzero()
        surely = (self.divided >= lowest + ROUNDING).count_nonzero()
        is_only_best = _at(self.divided, enough - 1) == self.best
        is_off = lowest < cut.score - NEAR
        is_clear = is_clear & (is_off | (enough == surely) | is_only_best)
        is_off = is_off | (enough >= count)
        cut = _Cut(torch.where(is_off, cut.score, lowest), is_off & cut.is_tied)
        count = torch.where(is_off, count, enough)
        cuts.append(cut)
        places = torch.arange(len(self.divided), device=count.device)
        mass = torch.where(places < count, self.weights, 0.0).sum()  # rounded less than `running`
        return cuts, count, mass, is_clear

    def crossing(self, mass: Tensor, total: Tensor) -> tuple[Tensor, Tensor]:
        """Return the first place whose running sum exceeds `mass`, (1,), and whether surely."""
        slack = ROUNDING * total
        place = (self.running <= mass).count_nonzero().clamp(max=self._last).view(1)
        before = torch.where(place == 0, -math.inf, _at(self.running, place - 1))
        is_found = (_at(self.running, place) > mass + slack) & (before < mass - slack)
        return place, is_found

    def is_alone_or_tied(self, place: Tensor) -> Tensor:
        """Tell whether all tokens are clearly apart from this one, or tied in the order of ids."""
        divided, score = _at(self.divided, place), _at(self.scores, place)
        # Out of order only where a division made ties of them.
        is_made_tied = ((self.divided == divided) & (self.scores != score)).any()
        return ~self._is_near(divided) & ~is_made_tied

    def _is_near(self, divided: Tensor) -> Tensor:
        """Tell whether a score is nearly, and not quite, that of another token."""
        distance = (self.divided - divided).abs()
        return ((distance > 0) & (distance <= NEAR)).any()


@dataclass(frozen=True, slots=True)
class _Cut:
    """Where a filter cuts: the score below which it keeps nothing.

    Attributes:
        is_tied: of the tokens with this very score only some are kept.
    """

    score: Tensor
    is_tied: Tensor


def _removed_by(scores: Tensor, cuts: list[_Cut]) -> Tensor:
    """Return which filter removes tokens with these scores, by number."""
    removed_by = torch.full_like(scores, _KEPT)
    for number, cut in reversed(list(enumerate(cuts))):
        in_doubt = (scores == cut.score) & cut.is_tied
        removed_by = torch.where(in_doubt, _UNCLEAR, removed_by)
        removed_by = torch.where(scores < cut.score, float(number), removed_by)
    return torch.where(scores > cuts[-1].score, float(_KEPT), removed_by)


def _at(values: Tensor, place: Tensor) -> Tensor:
    """Return the number at a place, (1,); the nearest where there is none."""
    return values.index_select(0, place.clamp(0, len(values) - 1).view(1))
