"""A choice from the part of a distribution that a server tells, where that part is enough.

A server tells the most probable tokens with their raw probabilities. What all others have is known
together, and each has no more than the last that was told. So the definition of a choice is asked
twice: with the rest piled up as high as it can lie, and spread out as thin as it can. Where both
give the same choice from tokens that were told, with the same probabilities, it is the choice from
the whole vocabulary, whatever the rest looks like. Where they do not, more has to be told.

A server that tells so many and no more has the last word there, so that the distribution is the
settings' all the same. Where the probabilities are known and `u` lies beyond all that was told, it
draws among the others alone. Where they are not, it draws among all, whatever `u` is: to take its
word only where `u` lies badly would favour the tokens that were told.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import torch
from torch import Tensor

from gptdesk.chat.tokens import TOP_N, SamplingSettings, TokenRecord, TokenStats
from gptdesk.engine.choice.definition import Filtered, describe_choice, draw, filtered
from gptdesk.engine.choice.sampling import Dice
from gptdesk.engine.inspection.measure import token_stats
from gptdesk.engine.run.device import one_thread
from gptdesk.engine.types import MAX_SEED

_SAME = 5e-5  # of a final probability, which is shown in hundredths of a percent
LEVELS = (64, 512, 4096)  # tokens that are asked for; then all


@dataclass(frozen=True, slots=True)
class Told:
    """The most probable tokens of one place.

    Attributes:
        ids: int64, (n,), by descending probability; ties by id. None of the others is as probable.
        log_p: natural logarithms of their raw probabilities, float64, (n,).
        vocab_size: of the vocabulary.
    """

    ids: Tensor
    log_p: Tensor
    vocab_size: int

    @property
    def is_whole(self) -> bool:
        """Whether there is nothing else."""
        return len(self.ids) == self.vocab_size

    @property
    def pairs(self) -> list[tuple[int, float]]:
        """Ids and logarithms, in order."""
        return [(int(one), float(log_p)) for one, log_p in zip(self.ids, self.log_p, strict=True)]

    def names(self, token_id: int) -> bool:
        """Tell whether a token is among them."""
        return bool((self.ids == token_id).any())

    def logits(self, *, is_piled: bool) -> Tensor:
        """Return scores of the whole vocabulary, float64, (vocab_size,), softmax of which is p.

        Args:
            is_piled: the rest is on as few tokens as can hold it; else all have the same of it.
        """
        logits = torch.full((self.vocab_size,), -math.inf, dtype=torch.float64)
        rest = max(0.0, 1 - float(self.log_p.exp().sum()))
        others = self.vocab_size - len(self.ids)
        if rest and others:
            untold = torch.ones(self.vocab_size, dtype=torch.bool)
            untold[self.ids] = False
            spread = torch.full((others,), math.log(rest / others), dtype=torch.float64)
            most = math.exp(float(self.log_p[-1]))
            if is_piled and rest < others * most:
                full = int(rest / most)
                spread[:] = -math.inf
                spread[:full] = self.log_p[-1]
                left = rest - full * most
                spread[full] = math.log(left) if left > 0 else -math.inf
            logits[untold] = spread
        logits[self.ids] = self.log_p
        return logits


def told_from(pairs: Sequence[tuple[int, float]], vocab_size: int) -> Told:
    """Return what was told, in order.

    The last ones may tie with some that were not told, and are left out then.

    Args:
        pairs: ids and natural logarithms of raw probabilities, in any order.
        vocab_size: of the vocabulary.
    """
    order = sorted(pairs, key=lambda pair: (-pair[1], pair[0]))
    if len(order) < vocab_size:
        last = order[-1][1]
        while order and order[-1][1] == last:
            order.pop()
    ids = torch.tensor([token_id for token_id, _ in order], dtype=torch.long)
    log_p = torch.tensor([log_p for _, log_p in order], dtype=torch.float64)
    return Told(ids, log_p, vocab_size)


class Beyond(Protocol):
    """What a server does at one place for the tokens that it does not list."""

    def draw(self, settings: SamplingSettings, seed: int, without: Sequence[int]) -> int:
        """Return the token that the server draws.

        Args:
            settings: how.
            seed: of its dice.
            without: tokens that it does not draw.
        """
        ...

    def log_p(self, token_id: int) -> float | None:
        """Return the logarithm of a token's raw probability; None where it is not told."""
        ...


class NextToken:
    """The distribution of the next token at one place, told as far as it is needed.

    Attributes:
        level: how many times more was asked for than the fewest that are.
        told: the most that was told up to now.
        beyond: does the rest, where a server does not tell all; else None.
    """

    def __init__(
        self,
        ask: Callable[[int], Told],
        vocab_size: int,
        level: int = 0,
        *,
        most: int | None = None,
        beyond: Beyond | None = None,
    ) -> None:
        """Ask for what is told at first.

        Args:
            ask: for so many tokens; what comes may be fewer.
            vocab_size: of the vocabulary.
            level: where to begin.
            most: more are not told; None is the whole vocabulary.
            beyond: does the rest, where `ask` may never give the whole vocabulary.
        """
        self._ask, self.beyond = ask, beyond
        most = vocab_size if most is None else min(most, vocab_size)
        few = (count for count in LEVELS if 3 * count < vocab_size and count < most)
        self._counts = [*few, most]
        self._tell(level)

    def grow(self, at_least: int = 0) -> Iterator[Told]:
        """Yield what is told, and more and more; the last one is all that is ever told.

        Args:
            at_least: fewer tokens are of no use, if more can be had.
        """
        while not (self.told.is_whole or self._is_most):
            if len(self.told.ids) >= at_least:
                yield self.told
            self._tell(self.level + 1)
        yield self.told

    @property
    def _is_most(self) -> bool:
        return self.beyond is not None and self.level == len(self._counts) - 1

    def _tell(self, level: int) -> None:
        self.level = min(level, len(self._counts) - 1)
        self.told = self._ask(self._counts[self.level])


def choose_told(
    following: NextToken, settings: SamplingSettings, seen_ids: Sequence[int], dice: Dice
) -> TokenRecord:
    """Choose the next token as `sampling.choose` does, asking for as much as it takes."""
    u = None if settings.temperature == 0 else dice.roll()
    for told in following.grow(settings.top_k):
        with one_thread():
            record = settled(told, settings, seen_ids, u)
        if record is not None:
            return record
    return _drawn_beyond(following, settings, seen_ids, u)


def force_told(
    following: NextToken,
    settings: SamplingSettings,
    seen_ids: Sequence[int],
    dice: Dice,
    token_id: int,
) -> TokenRecord:
    """Put a token next that the user chose, as `sampling.force` does."""
    if settings.temperature > 0:
        dice.roll()
    for told in following.grow():
        if told.names(token_id):
            with one_thread():
                sure = _agreed(told, settings, seen_ids)
                if sure is not None:
                    return replace(_described(told, sure, token_id, None), is_forced=True)
    return replace(_as_told(following, token_id), is_forced=True)


def stats_told(following: NextToken, index: int, token_id: int, top_n: int) -> TokenStats:
    """Compare a token of a text with what could have come, asking until it is among it."""
    for told in following.grow(top_n):
        if told.names(token_id):
            with one_thread():
                stats = token_stats(told.logits(is_piled=False), index, token_id, top_n)
            return stats if told.is_whole else replace(stats, entropy_bits=None)
    record = _as_told(following, token_id)
    return TokenStats(
        index,
        token_id,
        raw_p=record.raw_p,
        surprisal_bits=None if record.raw_p is None else _bits(record.raw_p),
        top_ids=record.top_ids[:top_n],
        top_raw_p=record.top_raw_p[:top_n],
    )


def settled(
    told: Told, settings: SamplingSettings, seen_ids: Sequence[int], u: float | None
) -> TokenRecord | None:
    """Return the choice, with its figures; None where it hangs on what was not told.

    What only the whole vocabulary tells is None in it: the entropy, and without a filter that
    leaves told tokens alone how many were kept.
    """
    sure = _agreed(told, settings, seen_ids)
    if sure is None:
        return None
    chosen = _chosen(told, sure.final, u)
    return None if chosen is None else _described(told, sure, chosen, u)


def _chosen(told: Told, final: Tensor, u: float | None) -> int | None:
    """Return the token that `u` falls on, None where that is one that was not told.

    Those that were told come first, as they do in the whole vocabulary; the rest as it was thought
    up has tokens that tie with the last of them.
    """
    if told.is_whole:
        return int(final.argmax()) if u is None else draw(final, u)
    of_told, order = final[told.ids].sort(descending=True, stable=True)
    place = int((of_told.cumsum(dim=-1) <= (u or 0.0)).sum())
    return int(told.ids[order[place]]) if place < len(order) else None


@dataclass(frozen=True, slots=True)
class _Agreed:
    """What the settings leave, whatever was not told; `is_kept_known` says if that is all.

    `logits` have the rest spread out, so that none of it stands among those that were told.
    """

    left: Filtered
    logits: Tensor
    is_kept_known: bool

    @property
    def final(self) -> Tensor:
        return self.left.final


def _agreed(told: Told, settings: SamplingSettings, seen_ids: Sequence[int]) -> _Agreed | None:
    """Return what both extremes of the rest say of the tokens that were told, if it is the same."""
    logits = told.logits(is_piled=True)
    left = filtered(logits, settings, seen_ids)
    if told.is_whole:
        return _Agreed(left, logits, is_kept_known=True)
    if settings.repetition_penalty < 1:  # may bring up what lies below the last that was told
        return None
    others = [told.logits(is_piled=False)]
    if settings.repetition_penalty > 1:  # may press the rest down as far as it likes
        only_told = torch.full_like(logits, -math.inf)
        only_told[told.ids] = told.log_p
        others.append(only_told)
    kept = left.stages[-1]
    is_kept_known = int(kept[told.ids].sum()) == int(kept.sum())
    for other in others:
        other_left = filtered(other, settings, seen_ids)
        apart = (left.final[told.ids] - other_left.final[told.ids]).abs().amax()
        if apart > _SAME:
            return None
        is_kept_known &= torch.equal(other_left.stages[-1], kept)
    return _Agreed(left, others[0], is_kept_known)


def _drawn_beyond(
    following: NextToken, settings: SamplingSettings, seen_ids: Sequence[int], u: float | None
) -> TokenRecord:
    """Have the server draw what its list does not settle; its dice are given a seed by ours."""
    told, beyond = following.told, _beyond(following)
    with one_thread():
        is_sure = _agreed(told, settings, seen_ids) is not None
    without = [one for one, _ in told.pairs] if is_sure else []
    if without and settings.top_k:
        settings = replace(settings, top_k=max(settings.top_k - len(without), 1))
    seed = 0 if u is None else int(u * (MAX_SEED + 1))
    return _as_told(following, beyond.draw(settings, seed, without))


def _as_told(following: NextToken, token_id: int) -> TokenRecord:
    """Return what is known of a token whose final probability is not: of the raw ones, all told."""
    told = following.told
    listed, log_ps = zip(*told.pairs, strict=True)
    place = listed.index(token_id) if token_id in listed else None
    log_p = _beyond(following).log_p(token_id) if place is None else log_ps[place]
    return TokenRecord(
        token_id=token_id,
        raw_p=None if log_p is None else math.exp(log_p),
        final_p=None,
        rank=None if place is None else place + 1,
        entropy_bits=None,
        kept=None,
        draw=None,
        top_ids=listed[:TOP_N],
        top_raw_p=tuple(map(math.exp, log_ps[:TOP_N])),
        top_final_p=(),
    )


def _beyond(following: NextToken) -> Beyond:
    assert following.beyond is not None, "the whole vocabulary settles everything"
    return following.beyond


def _bits(p: float) -> float:
    return -math.log2(p) if p else math.inf


def _described(told: Told, sure: _Agreed, token_id: int, u: float | None) -> TokenRecord:
    record = describe_choice(sure.logits, sure.left, token_id, u, min(TOP_N, len(told.ids)))
    if told.is_whole:
        return record
    kept = record.kept if sure.is_kept_known else None
    return replace(record, entropy_bits=None, kept=kept)
