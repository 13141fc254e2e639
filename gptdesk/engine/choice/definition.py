"""The definition of a choice: one token from logits, and every number that the window shows of it.

The truth that the fast forms (`fast.py` on a CPU, `fixed_shape.py` on a graphics card) are compared
with: where they are not sure, they leave the choice to this page. Pure functions on one vector of
logits, (vocab_size,), on any device. 'Numbers' in `chat/tokens.py` says what each figure means.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from gptdesk.chat.tokens import TOP_N, SamplingSettings, TokenRecord
from gptdesk.engine.choice.filters import (
    FILTERS,
    FIRST_LOOK,
    apply_min_p,
    apply_repetition_penalty,
    apply_temperature,
    apply_top_k,
    apply_top_p,
)
from gptdesk.engine.choice.ranking import to_floats
from gptdesk.errors import NonFiniteLogitsError, RequestError

_GREEDY = ("greedy",)


@dataclass(frozen=True, slots=True)
class Filtered:
    """What the settings leave of the logits.

    Attributes:
        penalised: the scores after the repetition penalty, float64, (vocab_size,).
        scaled: these after the temperature, float64, (vocab_size,); None with temperature 0.
        final: the distribution that the token is drawn from, float64, (vocab_size,).
        filters: what was applied, in order.
        stages: which tokens were left after each of them, bool, (filters, vocab_size).
    """

    penalised: Tensor
    scaled: Tensor | None
    final: Tensor
    filters: tuple[str, ...]
    stages: Tensor


def choose_by_definition(
    logits: Tensor,
    settings: SamplingSettings,
    seen_ids: Sequence[int],
    u: float | None,
    top_n: int = TOP_N,
) -> TokenRecord:
    """Choose the next token and say how it was chosen, as `sampling.choose_with` does.

    Args:
        logits: (vocab_size,), any floating dtype; -inf marks a token that cannot come.
        settings: how to choose.
        seen_ids: tokens in the context, for the repetition penalty; repeats make no difference.
        u: the random number, in [0, 1); None with temperature 0.
        top_n: most probable tokens to report.

    Raises:
        NonFiniteLogitsError: the logits contain NaN or +inf, or nothing finite.
        RequestError: the repetition penalty drives the scores out of all bounds.
    """
    left = filtered(logits, settings, seen_ids)
    return describe_choice(logits, left, _drawn(left, u), u, top_n)


def judge_by_definition(
    logits: Tensor,
    settings: SamplingSettings,
    seen_ids: Sequence[int],
    u: float | None,
    token_id: int,
) -> tuple[int, float, str]:
    """Return what `sampling.judge` does: the token drawn, its q, and what removes `token_id`."""
    left = filtered(logits, settings, seen_ids)
    drawn = _drawn(left, u)
    passed = int(left.stages[:, token_id].sum())
    return drawn, float(left.final[drawn]), (*left.filters, "")[passed]


def describe_choice(
    logits: Tensor, left: Filtered, token_id: int, u: float | None, top_n: int
) -> TokenRecord:
    """Return every figure of a token that `u` chose, or, with None, that no dice chose.

    Args:
        logits: (vocab_size,), any floating dtype.
        left: what the settings leave of them.
        token_id: any token of the vocabulary.
        u: the random number, in [0, 1), or None.
        top_n: most probable tokens to report.

    Raises:
        NonFiniteLogitsError: the logits contain NaN or +inf, or nothing finite.
    """
    raw, final = raw_distribution(logits), left.final
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
    check_finite(logits)
    return logits.double().softmax(dim=-1)


def filtered(logits: Tensor, settings: SamplingSettings, seen_ids: Sequence[int]) -> Filtered:
    """Apply all settings to (vocab_size,) logits, and remember what each step left.

    Repetition penalty, temperature, top-k, top-p, min-p, in this order, renormalised. With
    temperature 0 all of it is on the most probable token after the penalty, the lowest id on ties.

    Raises:
        NonFiniteLogitsError: the logits contain NaN or +inf, or nothing finite.
        RequestError: the repetition penalty drives the scores out of all bounds.
    """
    check_finite(logits)
    scores = penalised_scores(logits.double(), settings, seen_ids)
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


def _drawn(left: Filtered, u: float | None) -> int:
    return int(left.final.argmax()) if u is None else draw(left.final, u)


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


def penalised_scores(scores: Tensor, settings: SamplingSettings, seen_ids: Sequence[int]) -> Tensor:
    """Return finite scores, (vocab_size,), after the repetition penalty.

    Raises:
        RequestError: the penalty drives them out of all bounds.
    """
    penalty = settings.repetition_penalty
    penalised = apply_repetition_penalty(scores, seen_ids, penalty)
    if penalised is not scores and not math.isfinite(penalised.amax()):
        raise RequestError(
            "A repetition penalty of {penalty:g} is too extreme for this model's scores. "
            "Choose one nearer to 1.",
            penalty=penalty,
        )
    return penalised


def check_finite(logits: Tensor) -> None:
    """Refuse logits that describe no distribution.

    Raises:
        NonFiniteLogitsError: they contain NaN or +inf, or nothing finite.
    """
    # NaN and +inf both surface in the maximum.
    if not math.isfinite(logits.amax()):
        raise NonFiniteLogitsError(
            "The model produced values that are not numbers. Its file may be damaged: "
            "load it again, or choose another model."
        )
