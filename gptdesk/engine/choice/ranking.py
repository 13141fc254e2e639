"""Ranks and sums in the order of scores, without sorting the vocabulary.

The order is by descending score, ties by id. `Leaders` are its first few hundred tokens, `Bins`
finds any place further down, `RawFigures` is what is said about a token before any setting. They
answer None where rounding could make a difference: then the long way in `definition` decides. Must
not know settings.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from operator import neg

import torch
from torch import Tensor

LEADERS = 256  # they settle most questions
NEAR = 1e-10  # scores that differ by less could tie or change places as probabilities

_ROWS = 16
_BINS = 1024
_DEPTH = 40.0  # below the best score: what is deeper shares one bin, and weighs e**-40 at most
_LONGEST = 8192  # tokens in one bin that are still worth sorting
ROUNDING = 1e-9  # far above the error of a sum of 50,257 weights in float64, some 1e-12
_LARGE = 500.0  # quotients below this are rounded by less than 1e-13
FAINT = -600.0  # below the best score: exp() of less than -708 loses digits, then all of them


@dataclass(frozen=True, slots=True)
class Stretch:
    """Tokens that follow one another in the order.

    Attributes:
        ids: theirs.
        scores: theirs.
        running: weights, exp(score - best score), summed up from the best token of all; empty
            where only the order is wanted.
        count_before, mass_before: how many tokens come before the first, and their weights.
        above, below: the nearest scores that any other token can have.
    """

    ids: list[int]
    scores: list[float]
    running: list[float]
    count_before: int = 0
    mass_before: float = 0.0
    above: float = math.inf
    below: float = -math.inf

    def crossing(self, mass: float, total: float) -> int | None:
        """Return the first place whose running sum exceeds `mass`, if it is here beyond doubt.

        Args:
            mass: 0 or more.
            total: the sum of all weights in question; it scales what is too near to tell.
        """
        place, slack = bisect_right(self.running, mass), ROUNDING * total
        if place == len(self.ids) or self.running[place] <= mass + slack:
            return None
        before = self.running[place - 1] if place else self.mass_before
        is_first = self.count_before + place == 0
        return place if is_first or before < mass - slack else None

    def reaching(self, score: float) -> tuple[int, float] | None:
        """Return how many tokens have `score` or more, and their weights' sum; None if unclear.

        Of the first stretch only, where nothing comes before.
        """
        if self.below > score - ROUNDING:
            return None
        count = bisect_right(self.scores, ROUNDING - score, key=neg)
        surely = bisect_right(self.scores, -ROUNDING - score, key=neg)
        is_clear = surely == count or self.scores[count - 1] == self.scores[0]
        return (count, self.running[count - 1]) if is_clear else None

    def ties(self, place: int) -> tuple[int, int]:
        """Return the first place with this one's score, and the place after the last."""
        key = -self.scores[place]
        return bisect_left(self.scores, key, key=neg), bisect_right(self.scores, key, key=neg)

    def is_apart(self, place: int, gap: float = NEAR) -> bool:
        """Tell whether all tokens are more than `gap` away from this one, or tied and in order."""
        score, (first, end) = self.scores[place], self.ties(place)
        above = self.scores[first - 1] if first else self.above
        below = self.scores[end] if end < len(self.ids) else self.below
        if above - score <= gap or score - below <= gap:
            return False
        tied = self.ids[first:end]  # out of order only where a division made ties of them
        return len(tied) == 1 or tied == sorted(tied)


@dataclass(frozen=True, slots=True)
class Leaders:
    """The best tokens of all.

    Attributes:
        ids: theirs, ascending, (some 256,).
        values: all their scores, descending, float64.
        order: the same as a stretch, without running sums.
    """

    ids: Tensor
    values: Tensor
    order: Stretch

    @classmethod
    def of(cls, scores: Tensor, count: int = LEADERS) -> Leaders:
        """Find all tokens that exceed a score which about `count` tokens exceed.

        This score is the `count`-th largest of the maxima of columns of 16. Ties make the tokens
        fewer, several good ones in a column make them more.

        Args:
            scores: (vocab_size,), float32 or float64.
            count: 1 or more.
        """
        width = scores.numel() // _ROWS
        if width > count:
            maxima = scores[: _ROWS * width].reshape(_ROWS, width).amax(dim=0)
            below = float(maxima.topk(count).values[-1])
        else:
            below = float(scores.topk(count).values[-1]) if scores.numel() > count else -math.inf
        return cls._above(below, (scores > below).nonzero().squeeze(1), scores)

    @classmethod
    def _above(cls, below: float, ids: Tensor, scores: Tensor) -> Leaders:
        values, order = scores[ids].double().sort(descending=True, stable=True)
        return cls(ids, values, Stretch(to_ints(ids[order]), to_floats(values), [], below=below))

    def lowered(self, scores: Tensor) -> Leaders:
        """Return those that are still leading by new scores, of which none has risen."""
        below = self.order.below
        return self._above(below, self.ids[scores[self.ids] > below], scores)

    def divided(self, divisor: float) -> Stretch:
        """Return them with their scores divided, and with running sums."""
        values = self.values if divisor == 1 else self.values / divisor
        running = (values - values[:1]).exp_().cumsum(0)
        order, both = self.order, to_floats(torch.cat((values, running)))
        count = len(order.ids)
        return Stretch(order.ids, both[:count], both[count:], below=order.below / divisor)


class Bins:
    """All tokens, in bins of equal width by score.

    Only the bin in question is sorted: what comes before it is known as a sum.

    Args:
        scores: (vocab_size,), float32 or float64.
        shifted: score - best score, float64, (vocab_size,).
        divisor: what the scores are divided by, above 0.
        best: the best score after that; finite.
    """

    def __init__(self, scores: Tensor, shifted: Tensor, divisor: float, best: float) -> None:
        self._scores, self._shifted = scores, shifted
        self._divisor, self._best = divisor, best
        self._width = 0.0
        self._bin_of = torch.empty(0)
        self._running: list[float] = []

    def total(self) -> float:
        """Return the sum of all weights."""
        return float(self._divided().exp_().sum())

    def stretch_at(self, mass: float) -> Stretch | None:
        """Return the bin where the running sum exceeds `mass`; None if it is too full to sort."""
        if not self._running:
            self._fill()
        number = bisect_right(self._running, mass)
        if number == _BINS:
            return None
        ids = (self._bin_of == number).nonzero().squeeze(1)
        if ids.numel() > _LONGEST:
            return None
        values = self._scores[ids].double() / self._divisor
        values, order = values.sort(descending=True, stable=True)
        mass_before = self._running[number - 1] if number else 0.0
        running = (values - self._best).exp_().cumsum(0) + mass_before
        is_last = number + 1 == _BINS
        return Stretch(
            to_ints(ids[order]),
            to_floats(values),
            to_floats(running),
            count_before=int((self._bin_of < number).count_nonzero()),
            mass_before=mass_before,
            above=self._best - number * self._width if number else math.inf,
            below=-math.inf if is_last else self._best - (number + 1) * self._width,
        )

    def reaching(self, score: float) -> tuple[int, float] | None:
        """Return how many tokens have `score` or more, and their weights' sum; None if unclear."""
        divided, lowest = self._divided(), score - self._best
        surely = int((divided > lowest + ROUNDING).count_nonzero())
        weights = divided[divided > lowest - ROUNDING].exp_()
        is_clear = surely == weights.numel()
        return (surely, float(weights.sum())) if is_clear else None

    def _divided(self) -> Tensor:
        """Return the distances to the best score after the division, as a new tensor."""
        factor = 1 / self._divisor
        if abs(self._best) < _LARGE and factor < math.inf:
            return self._shifted * factor  # a third of the time
        return (self._scores.double() / self._divisor).sub_(self._best)

    def _fill(self) -> None:
        divided = self._divided()
        weights = divided.exp()
        depth = min(-float(divided.amin()), _DEPTH)
        self._width = max(depth, NEAR) / _BINS
        self._bin_of = divided.mul_(-1 / self._width).clamp_(max=_BINS - 1).long()
        masses = weights.new_zeros(_BINS).scatter_add_(0, self._bin_of, weights)
        self._running = to_floats(masses.cumsum(0))


@dataclass(frozen=True, slots=True)
class RawFigures:
    """What there is to say about a token before any setting.

    Attributes:
        scores: (vocab_size,), float32 or float64.
        leaders: the best of them.
        best: the very best.
        shifted: score - best, float64.
        total: the sum of all weights, exp(score - best).
        entropy_nats: of the whole distribution.
    """

    scores: Tensor
    leaders: Leaders
    best: float
    shifted: Tensor
    total: float
    entropy_nats: float

    @classmethod
    def of(cls, logits: Tensor) -> RawFigures | None:
        """Look at logits, (vocab_size,), float32 or float64.

        Returns:
            None where too many are equally good to say anything quickly, or something is no number.
        """
        leaders = Leaders.of(logits)
        if not leaders.order.ids:
            return None
        best = leaders.order.scores[0]
        shifted = shifted_by(logits, best)
        weights = shifted.exp()
        total, energy = to_floats(torch.stack((weights.sum(), weights.dot(shifted))))
        if math.isnan(total):
            return None
        if math.isnan(energy):  # 0 times -inf, which counts as 0
            energy = float(weights.dot(shifted.clamp(min=2 * FAINT)))
        # -sum of p log p, where log p = shifted - log(total): no difference of large numbers
        return cls(logits, leaders, best, shifted, total, math.log(total) - energy / total)

    def probability(self, score: float) -> float:
        """Return the probability of a token with this score."""
        return math.exp(score - self.best) / self.total

    def surprisal_nats(self, score: float) -> float:
        """Return -log of the probability of a token with this score."""
        return math.log(self.total) - (score - self.best)

    def is_faint(self, score: float) -> bool:
        """Tell whether such probabilities are beyond what float64 can tell apart."""
        return score < self.best + FAINT

    def are_clear(self, count: int) -> bool:
        """Tell whether the order of the best `count` probabilities is that of their scores."""
        order = self.leaders.order
        if count == 0:
            return True
        if count > len(order.ids) or self.is_faint(order.scores[count - 1]):
            return False
        _, end = order.ties(count - 1)  # of the last one, which may go on behind it
        scores = [*order.scores, order.below][: end + 1]
        gaps = (scores[i] - scores[i + 1] for i in range(end))
        return all(gap > NEAR or gap == 0 for gap in gaps)

    def rank(self, token_id: int, score: float) -> int | None:
        """Return a token's 1-based place by probability, ties by id; None if unclear."""
        if self.is_faint(score):
            return None
        order = self.leaders.order
        if score > order.below:
            place = order.ids.index(token_id)
            return place + 1 if order.is_apart(place) else None
        ahead = (self.shifted > score - self.best + NEAR).count_nonzero()
        at_least = (self.shifted > score - self.best - NEAR).count_nonzero()
        ahead, at_least = to_ints(torch.stack((ahead, at_least)))
        if at_least - ahead == 1:
            return at_least
        ties = (self.scores == score).nonzero()
        return ahead + 1 + int((ties < token_id).sum()) if len(ties) == at_least - ahead else None


def shifted_by(scores: Tensor, best: float) -> Tensor:
    """Return score - best score, as a new tensor in float64."""
    return scores.to(torch.float64, copy=True).sub_(best)


def to_floats(values: Tensor) -> list[float]:
    """Return a small vector as plain numbers, in one transfer from its device."""
    # torch's stub says only `list`
    return values.tolist()  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]


def to_ints(values: Tensor) -> list[int]:
    """Return a small vector of ids or counts, in one transfer from its device."""
    return values.tolist()  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
