"""Sampling: the next token, chosen the fast way where that is sure, by definition elsewhere.

The face of this room, and the dice. `definition.py` is the truth, `fast.py` its fast form on a CPU;
`cuda_graph.py` offers the same on a graphics card.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import torch
from torch import Tensor

from gptdesk.chat.tokens import TOP_N, SamplingSettings, TokenRecord
from gptdesk.engine.choice.definition import (
    check_finite,
    choose_by_definition,
    describe_choice,
    filtered,
    judge_by_definition,
    penalised_scores,
)
from gptdesk.engine.choice.fast import choose_fast, judge_fast

_WORTHWHILE = 2048  # tokens: fewer are sorted in no time to speak of


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
    return judge_by_definition(logits, settings, seen_ids, u, token_id)


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
    record = describe_choice(logits, left, token_id, None, top_n)
    return replace(record, is_forced=True)


def _scores(
    logits: Tensor, settings: SamplingSettings, seen_ids: Sequence[int]
) -> tuple[Tensor, Tensor]:
    """Return logits in float32 or better, and the same after the penalty, where there is one."""
    exact = logits if logits.dtype == torch.float64 else logits.float()  # 16 bits fit into 32
    if settings.repetition_penalty == 1 or not seen_ids:
        return exact, exact  # the sum over them finds what is no number
    check_finite(logits)
    return exact, penalised_scores(logits.double(), settings, seen_ids)
