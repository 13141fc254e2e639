"""The next token and its figures as `definition` has them, in a fraction of the time.

Why it is equal. Every filter keeps the beginning of one order: the tokens by descending score,
ties by id. So a cut, like a draw, is the place in this order where a running sum of weights exceeds
a mass. The best few hundred tokens show most of these places; beyond them, one bin is sorted.
Which token stands at a place is decided by the very scores that the long way sorts; only sums are
added up in another order, so that their last digits differ. Where those could make a difference,
or where a tie leaves it to a sort which tokens stay, the answer is None: the long way decides.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from gptdesk.chat.tokens import SamplingSettings, TokenRecord
from gptdesk.engine.choice.filters import FILTERS
from gptdesk.engine.choice.ranking import (
    NEAR,
    Bins,
    Leaders,
    RawFigures,
    Stretch,
    shifted_by,
    to_floats,
)

SMALLEST_MIN_P = 1e-200  # its product with a probability stays within float64

_MOST_TOP_K = 2048  # above that the long way takes hardly longer
_SPARE = 64  # tokens after the last of top-k, which show whether it is tied
_ENOUGH = 64  # leaders: where a penalty leaves fewer, others are looked for


@dataclass(frozen=True, slots=True)
class _Cut:
    """Where a filter cuts.

    Attributes:
        score: no token below this one is kept.
        is_within_ties: of the tokens with this very score only some are.
    """

    score: float
    is_within_ties: bool = False


_NO_CUT = _Cut(-math.inf, is_within_ties=True)  # no filter can keep what is at -inf already


@dataclass(frozen=True, slots=True)
class _Kept:
    """What filters leave.

    Attributes:
        best: the best score; every filter keeps it.
        count: tokens left.
        mass: the sum of their weights, exp(score - best).
        cuts: one per filter applied.
    """

    best: float
    count: int
    mass: float
    cuts: tuple[_Cut, ...]

    def after(self, cut: _Cut, count: int, mass: float) -> _Kept:
        """Return what is left when one more filter has cut."""
        return _Kept(self.best, count, mass, (*self.cuts, cut))

    def after_none(self) -> _Kept:
        """Return the same after one more filter that removes nothing."""
        return self.after(self.cuts[-1], self.count, self.mass)

    def probability(self, score: float) -> float:
        """Return the final probability of a token with this score that no filter removes."""
        return math.exp(score - self.best) / self.mass

    def removed_by(self, score: float) -> str | None:
        """Return which filter removes a token with this score, "" for none; None if unclear."""
        if score > self.cuts[-1].score:  # the last filter cuts highest
            return ""
        for name, cut in zip(FILTERS, self.cuts, strict=True):
            if score < cut.score:
                return name
            if score == cut.score and cut.is_within_ties:
                return None
        return ""


@dataclass(frozen=True, slots=True)
class _Choice:
    """The token and what the settings made of it; as in `TokenRecord`.

    Attributes:
        place: its number in the order of the scores after the penalty, from 1; None where others
            have nearly the same score.
    """

    token_id: int
    place: int | None
    final_p: float
    kept: int
    top_final_p: list[float]
    top_removed_by: list[str]


def choose_fast(
    logits: Tensor, scores: Tensor, settings: SamplingSettings, u: float | None, top_n: int
) -> TokenRecord | None:
    """Choose the next token; None where only the long way can tell.

    Args:
        logits: (vocab_size,), float32 or float64, the largest of them finite.
        scores: after the repetition penalty, float64; the same tensor where there is none.
        settings: how to choose.
        u: the random number, in [0, 1); None with temperature 0.
        top_n: most probable tokens to report, 1 or more.
    """
    raw = RawFigures.of(logits)
    top_n = min(top_n, logits.numel())
    if raw is None or not raw.are_clear(top_n):
        return None
    leaders = _leaders(raw, scores, settings.repetition_penalty)
    if not leaders.order.ids:
        return None
    top_ids = raw.leaders.order.ids[:top_n]
    if u is None:
        choice = _greedy(leaders, top_ids)
    else:
        choice = _sampled(raw, leaders, scores, settings, u, top_ids)
    if choice is None:
        return None
    token_score = float(logits[choice.token_id])
    rank = choice.place
    if rank is None or scores is not logits or raw.is_faint(token_score):
        rank = raw.rank(choice.token_id, token_score)
    if rank is None:
        return None
    return TokenRecord(
        token_id=choice.token_id,
        raw_p=raw.probability(token_score),
        final_p=choice.final_p,
        rank=rank,
        entropy_bits=raw.entropy_nats / math.log(2),
        kept=choice.kept,
        draw=u,
        top_ids=tuple(top_ids),
        top_raw_p=tuple(raw.probability(score) for score in raw.leaders.order.scores[:top_n]),
        top_final_p=tuple(choice.top_final_p),
        top_removed_by=tuple(choice.top_removed_by),
    )


def judge_fast(
    logits: Tensor, scores: Tensor, settings: SamplingSettings, u: float | None, token_id: int
) -> tuple[int, float, str] | None:
    """Return the token chosen, its final probability, and what removes `token_id`, as `judge` does.

    None where only the long way can tell; the other arguments are those of `choose_fast`.
    """
    raw = RawFigures.of(logits)
    leaders = raw and _leaders(raw, scores, settings.repetition_penalty)
    if raw is None or leaders is None or not leaders.order.ids:
        return None
    if u is None:
        choice = _greedy(leaders, [token_id])
    else:
        choice = _sampled(raw, leaders, scores, settings, u, [token_id])
    return choice and (choice.token_id, choice.final_p, choice.top_removed_by[0])


def _leaders(raw: RawFigures, scores: Tensor, penalty: float) -> Leaders:
    """Return the best tokens after the repetition penalty."""
    if scores is raw.scores:
        return raw.leaders
    if penalty > 1:
        lowered = raw.leaders.lowered(scores)
        if len(lowered.order.ids) >= _ENOUGH:
            return lowered
    return Leaders.of(scores)


def _greedy(leaders: Leaders, top_ids: list[int]) -> _Choice:
    """Take the best score, the lowest id on ties."""
    token_id = leaders.order.ids[0]
    return _Choice(
        token_id=token_id,
        place=None,
        final_p=1.0,
        kept=1,
        top_final_p=[float(i == token_id) for i in top_ids],
        top_removed_by=["" if i == token_id else "greedy" for i in top_ids],
    )


def _sampled(
    raw: RawFigures,
    leaders: Leaders,
    scores: Tensor,
    settings: SamplingSettings,
    u: float,
    top_ids: list[int],
) -> _Choice | None:
    """Filter and draw, among the leaders if they show enough, else among all."""
    top_k = settings.top_k if settings.top_k < scores.numel() else 0
    if top_k > _MOST_TOP_K or 0 < settings.min_p < SMALLEST_MIN_P:
        return None
    if top_k >= len(leaders.order.ids):
        leaders = Leaders.of(scores, top_k + _SPARE)
    few = leaders.divided(settings.temperature)
    if not few.ids or not math.isfinite(few.scores[0]):
        return None

    if top_k:
        kept = _apply_top_k(few, top_k)
        drawn = kept and _filter_and_draw(few, kept, settings, u)
    else:
        is_raw = scores is raw.scores
        shifted = raw.shifted if is_raw else shifted_by(scores, leaders.order.scores[0])
        bins = Bins(scores, shifted, settings.temperature, few.scores[0])
        total = raw.total if is_raw and settings.temperature == 1 else bins.total()
        count = scores.numel() if settings.top_p < 1 else _possible(scores, settings.temperature)
        kept = _Kept(few.scores[0], count, total, (_NO_CUT,))
        drawn = _filter_and_draw(few, kept, settings, u)
        drawn = drawn or _filter_and_draw(bins, kept, settings, u)
    if drawn is None:
        return None
    stretch, place, kept = drawn

    if few.ids[: len(top_ids)] == top_ids:
        top_scores = few.scores[: len(top_ids)]
    else:
        at = torch.tensor(top_ids, device=scores.device)
        top_scores = to_floats(scores[at].double() / settings.temperature)
    removed_by = [kept.removed_by(score) for score in top_scores]
    known = [name for name in removed_by if name is not None]
    if len(known) < len(removed_by):
        return None
    # Before the division scores are nearer to each other where the temperature is below 1.
    first, end = stretch.ties(place)
    is_alone = end - first == 1 and stretch.is_apart(place, NEAR / min(settings.temperature, 1.0))
    return _Choice(
        token_id=stretch.ids[place],
        place=stretch.count_before + place + 1 if is_alone else None,
        final_p=kept.probability(stretch.scores[place]),
        kept=kept.count,
        top_final_p=[
            0.0 if name else kept.probability(score)
            for name, score in zip(known, top_scores, strict=True)
        ],
        top_removed_by=known,
    )


def _possible(scores: Tensor, temperature: float) -> int:
    """Return how many tokens can come at all."""
    if float(scores.amin()) / temperature > -math.inf:
        return scores.numel()
    return int((scores.double() / temperature > -math.inf).count_nonzero())


def _filter_and_draw(
    order: Stretch | Bins, kept: _Kept, settings: SamplingSettings, u: float
) -> tuple[Stretch, int, _Kept] | None:
    """Apply top-p and min-p to what top-k has left, and draw.

    Returns:
        a stretch, the place of the token in it, and what it was drawn from; None if unclear.
    """
    after_top_p = _apply_top_p(order, kept, settings.top_p)
    after_min_p = after_top_p and _apply_min_p(order, after_top_p, settings.min_p)
    found = after_min_p and _find(order, u * after_min_p.mass, after_min_p.mass)
    if after_min_p is None or found is None:
        return None
    stretch, place = found
    is_clear = after_min_p.removed_by(stretch.scores[place]) is not None
    return (stretch, place, after_min_p) if is_clear else None


def _find(order: Stretch | Bins, mass: float, total: float) -> tuple[Stretch, int] | None:
    """Return where the running sum first exceeds `mass`; None if unclear."""
    stretch = order if isinstance(order, Stretch) else order.stretch_at(mass)
    place = stretch and stretch.crossing(mass, total)
    if stretch is None or place is None or not stretch.is_apart(place):
        return None
    return stretch, place


def _apply_top_k(few: Stretch, top_k: int) -> _Kept | None:
    """Keep `top_k` tokens and all ties of the last; None if unclear."""
    if top_k > len(few.ids) or not few.is_apart(top_k - 1):
        return None
    _, end = few.ties(top_k - 1)
    cut = _Cut(few.scores[top_k - 1])
    return _Kept(few.scores[0], end, few.running[end - 1], (cut,))


def _apply_top_p(order: Stretch | Bins, kept: _Kept, top_p: float) -> _Kept | None:
    """Keep tokens up to the one whose running sum reaches `top_p`; None if unclear."""
    if top_p == 1:
        return kept.after_none()
    found = _find(order, top_p * kept.mass, kept.mass)
    if found is None:
        return None
    stretch, last = found
    _, end = stretch.ties(last)
    cut = _Cut(stretch.scores[last], is_within_ties=end > last + 1)
    return kept.after(cut, stretch.count_before + last + 1, stretch.running[last])


def _apply_min_p(order: Stretch | Bins, kept: _Kept, min_p: float) -> _Kept | None:
    """Keep tokens that weigh at least `min_p`, where the best weighs 1; None if unclear."""
    if min_p == 0:
        return kept.after_none()
    lowest = kept.best + math.log(min_p)
    if lowest < kept.cuts[-1].score - NEAR:
        return kept.after_none()
    reached = order.reaching(lowest)
    if reached is None:
        return None
    count, mass = reached
    return kept.after(_Cut(lowest), count, mass) if count < kept.count else kept.after_none()
