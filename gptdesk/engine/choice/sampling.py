"""From logits to one token, and every number that the window shows about it.

Pure functions on one vector of logits, (vocab_size,), on any device. 'Numbers' in `chat/tokens.py`
says what each figure means.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from gptdesk.chat.tokens import TOP_N, SamplingSettings, TokenRecord
from gptdesk.engine.choice.fast import FILTERS, choose_fast, judge_fast
from gptdesk.engine.choice.filters import (
    FIRST_LOOK,
    apply_min_p,
    apply_repetition_penalty,
    apply_temperature,
    apply_top_k,
    apply_top_p,
)
from gptdesk.engine.choice.ranking import to_floats
from gptdesk.errors import NonFiniteLogitsError, RequestError

_WORTHWHILE = 2048  # tokens: fewer are sorted in no time to speak of

_GREEDY = ("greedy",)


@dataclass(frozen=True, slots=True)
class Filtered:
    """What the settings leave of the logits.

    Attributes:
        penalised: the scores after the repetition penalty, float64, (vocab_size,).
        scaled: these after the temperature, likewise; None with temperature 0.
        final: the distribution that the token is drawn from, float64, (vocab_size,).
        filters: what was applied, in order.
        stages: which tokens were left after each of them, bool, (filters, vocab_size).
    """

    penalised: Tensor
    scaled: Tensor | None
    final: Tensor
    filters: tuple[str, ...]
    stages: Tensor


class Dice:
    """One seeded random number per token.

    The numbers come from the CPU's generator whatever the device, so that a seed means the same
    everywhere.

    Args:
        seed: 0 … 2**31 - 1.
        skip: numbers that earlier tokens of the same answer have used already.
    """

    def __init__(self, seed: int, *, skip: int = 0) -> None:
        self._generator = torch.Generator().manual_seed(seed)
        self._take(skip)

    def roll(self) -> float:
        """Return the next number, in [0, 1)."""
        return self._take(1).item()

    def _take(self, count: int) -> Tensor:
        return torch.rand(count, dtype=torch.float64, generator=self._generator)


Choose = Callable[[Tensor, SamplingSettings, Sequence[int], Dice], TokenRecord]
"""What `choose` does for a loop of steps: logits, settings, tokens seen, dice."""


def choose(
    logits: Tensor,
    settings: SamplingSettings,
    seen_ids: Sequence[int],
    dice: Dice,
    top_n: int = TOP_N,
) -> TokenRecord:
    """Choose the next token and say how it was chosen.

    Args:
        logits: (vocab_size,), any floating dtype; -inf marks a token that cannot come.
        settings: how to choose. With temperature 0 the dice are left alone.
        seen_ids: tokens in the context, for the repetition penalty; repeats make no difference.
        dice: where the random number comes from.
        top_n: most probable tokens to report.

    Raises:
        NonFiniteLogitsError: the logits contain NaN or +inf, or nothing finite.
        RequestError: the repetition penalty drives the scores out of all bounds.
    """
    u = None if settings.temperature == 0 else dice.roll()
    return choose_with(logits, settings, seen_ids, u, top_n)


def choose_with(
    logits: Tensor,
    settings: SamplingSettings,
    seen_ids: Sequence[int],
    u: float | None,
    top_n: int = TOP_N,
) -> TokenRecord:
    """Do what `choose` does with the dice rolled already; `u` is None with temperature 0."""
    exact, scores = _scores(logits, settings, seen_ids)
    record = None
    if logits.numel() >= _WORTHWHILE:
        record = choose_fast(exact, scores, settings, u, top_n)
    return record or choose_by_definition(logits, settings, seen_ids, u, top_n)


def judge(
    logits: Tensor,
    settings: SamplingSettings,
    seen_ids: Sequence[int],
    u: float | None,
    token_id: int,
) -> tuple[int, float, str]:
    """Return the token that `choose` takes, its final probability, and what removes `token_id`.

    The last is "greedy", "top_k", "top_p", "min_p", or "" for a token that could be chosen.

    Args:
        logits, settings, seen_ids: as for `choose`.
        u: the random number, in [0, 1); None with temperature 0.
        token_id: any token of the vocabulary.

    Raises:
        NonFiniteLogitsError, RequestError: as `choose` does.
    """
    exact, scores = _scores(logits, settings, seen_ids)
    if logits.numel() >= _WORTHWHILE:
        verdict = judge_fast(exact, scores, settings, u, token_id)
        if verdict is not None:
            return verdict
    left = filtered(logits, settings, seen_ids)
    drawn = int(left.final.argmax()) if u is None else draw(left.final, u)
    passed = int(left.stages[:, token_id].sum())
    return drawn, float(left.final[drawn]), (*left.filters, "")[passed]


def _scores(
    logits: Tensor, settings: SamplingSettings, seen_ids: Sequence[int]
) -> tuple[Tensor, Tensor]:
    """Return logits in float32 or better, and the same after the penalty, where there is one."""
    exact = logits if logits.dtype == torch.float64 else logits.float()  # 16 bits fit into 32
    if settings.repetition_penalty == 1 or not seen_ids:
        return exact, exact  # whoever adds them up finds what is no number
    _check_finite(logits)
    return exact, _penalised(logits.double(), settings, seen_ids)


def choose_by_definition(
    logits: Tensor,
    settings: SamplingSettings,
    seen_ids: Sequence[int],
    u: float | None,
    top_n: int = TOP_N,
) -> TokenRecord:
    """Do what `choose` does from the definitions of every figure; `u` is None when greedy."""
    left = filtered(logits, settings, seen_ids)
    token_id = int(left.final.argmax()) if u is None else draw(left.final, u)
    return _record(raw_distribution(logits), left, token_id, u, top_n)


def force(
    logits: Tensor,
    settings: SamplingSettings,
    seen_ids: Sequence[int],
    dice: Dice,
    token_id: int,
    top_n: int = TOP_N,
) -> TokenRecord:
    """Put a token next that the user chose; return the same figures as `choose`.

    The dice are rolled all the same, so that the tokens after it meet the numbers of their places.

    Args:
        logits, settings, seen_ids, dice, top_n: as for `choose`.
        token_id: any token of the vocabulary.

    Raises:
        NonFiniteLogitsError, RequestError: as `choose` does.
    """
    if settings.temperature > 0:
        dice.roll()
    left = filtered(logits, settings, seen_ids)
    record = _record(raw_distribution(logits), left, token_id, None, top_n)
    return replace(record, is_forced=True)


def _record(raw: Tensor, left: Filtered, token_id: int, u: float | None, top_n: int) -> TokenRecord:
    final = left.final
    top = most_probable(raw, top_n)[:top_n]
    raw_p = raw[token_id]
    ahead = (raw > raw_p).sum() + (raw[:token_id] == raw_p).sum()
    entropy = torch.xlogy(raw, raw).sum().abs() / math.log(2)  # nats to bits; 0 log 0 is 0
    figures = torch.stack((raw_p, final[token_id], ahead + 1, entropy, left.stages[-1].sum()))
    survived = left.stages[:, top].sum(dim=0)  # (top_n,), filters passed: they only remove
    # All figures travel together: ids and counts are exact in float64.
    p, q, rank, entropy_bits, kept, *lists = to_floats(
        torch.cat((figures, top, raw[top], final[top], survived))
    )
    n = top.numel()
    outcomes = (*left.filters, "")
    return TokenRecord(
        token_id=token_id,
        raw_p=p,
        final_p=q,
        rank=int(rank),
        entropy_bits=entropy_bits,
        kept=int(kept),
        draw=u,
        top_ids=tuple(int(i) for i in lists[:n]),
        top_raw_p=tuple(lists[n : 2 * n]),
        top_final_p=tuple(lists[2 * n : 3 * n]),
        top_removed_by=tuple(outcomes[int(passed)] for passed in lists[3 * n :]),
    )


def raw_distribution(logits: Tensor) -> Tensor:
    """Return softmax(logits) in float64, (vocab_size,).

    Raises:
        NonFiniteLogitsError: the logits contain NaN or +inf, or nothing finite.
    """
    _check_finite(logits)
    return logits.double().softmax(dim=-1)


def final_distribution(
    logits: Tensor, settings: SamplingSettings, seen_ids: Sequence[int]
) -> Tensor:
    """Return the distribution that the token is drawn from, float64, (vocab_size,).

    Repetition penalty, temperature, top-k, top-p, min-p, in this order, renormalised. With
    temperature 0 all of it is on the most probable token after the penalty, the lowest id on ties.

    Raises:
        NonFiniteLogitsError: the logits contain NaN or +inf, or nothing finite.
        RequestError: the repetition penalty drives the scores out of all bounds.
    """
    return filtered(logits, settings, seen_ids).final


def filtered(logits: Tensor, settings: SamplingSettings, seen_ids: Sequence[int]) -> Filtered:
    """Apply all settings in order, and remember what each step left; errors as above."""
    _check_finite(logits)
    scores = _penalised(logits.double(), settings, seen_ids)
    if settings.temperature == 0:
        best = (scores == scores.amax()).nonzero()[0]  # the lowest id: argmax promises none
        final = torch.zeros_like(scores).index_fill(0, best, 1.0)
        return Filtered(scores, None, final, _GREEDY, (final > 0).unsqueeze(0))
    scaled = apply_temperature(scores, settings.temperature)
    after_top_k = apply_top_k(scaled, settings.top_k)
    after_top_p = apply_top_p(after_top_k, settings.top_p)
    after_min_p = apply_min_p(after_top_p, settings.min_p)
    stages = torch.stack((after_top_k, after_top_p, after_min_p)) > -math.inf
    return Filtered(scores, scaled, after_min_p.softmax(dim=-1), FILTERS, stages)


def _penalised(scores: Tensor, settings: SamplingSettings, seen_ids: Sequence[int]) -> Tensor:
    """Return the scores after the penalty, finite where they have to be."""
    penalty = settings.repetition_penalty
    penalised = apply_repetition_penalty(scores, seen_ids, penalty)
    if penalised is not scores and not math.isfinite(penalised.amax()):
        raise RequestError(
            "A repetition penalty of {penalty:g} is too extreme for this model's scores. "
            "Choose one nearer to 1.",
            penalty=penalty,
        )
    return penalised


def draw(final: Tensor, u: float) -> int:
    """Return the first token, in descending probability, whose cumulative probability exceeds `u`.

    Ties go by id. Where rounding leaves the sum of all at or below `u`, it is the last token that
    is possible at all.

    Args:
        final: (vocab_size,), float64, sums to 1.
        u: in [0, 1).
    """
    possible = int(final.count_nonzero())
    ids = most_probable(final, min(FIRST_LOOK, possible))
    place = _count_up_to(final[ids], u)
    if place == ids.numel():
        ids = most_probable(final, possible)
        place = min(_count_up_to(final[ids], u), possible - 1)
    return int(ids[place])


def _count_up_to(p: Tensor, u: float) -> int:
    """Return how many entries of `p` come before their running sum exceeds `u`."""
    return int((p.cumsum(dim=-1) <= u).sum())


def most_probable(p: Tensor, count: int) -> Tensor:
    """Return the ids of the `count` largest of `p` and of all ties of the last; ties by id."""
    last = p.topk(min(count, p.numel())).values[-1]
    ids = (p >= last).nonzero().squeeze(1)
    return ids[p[ids].sort(descending=True, stable=True).indices]


def _check_finite(logits: Tensor) -> None:
    """Refuse logits that describe no distribution; NaN and +inf both surface in the maximum."""
    if not math.isfinite(logits.amax()):
        raise NonFiniteLogitsError(
            "The model produced values that are not numbers. Its file may be damaged: "
            "load it again, or choose another model."
        )
