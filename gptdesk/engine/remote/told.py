"""A choice from the part of a distribution that a server tells, where that part is enough.

A server tells the most probable tokens with their raw probabilities. What all others have is known
together, and each has no more than the last that was told. So the definition of a choice is asked
twice: with the rest piled up as high as it can lie, and spread out as thin as it can. Where both
give the same choice from tokens that were told, with the same probabilities, it is the choice from
the whole vocabulary, whatever the rest looks like. Where they do not, more has to be told.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from gptdesk.chat.tokens import TOP_N, SamplingSettings, TokenRecord, TokenStats
from gptdesk.engine.choice.definition import Filtered, describe_choice, draw, filtered
from gptdesk.engine.choice.sampling import Dice
from gptdesk.engine.inspection.measure import token_stats
from gptdesk.engine.run.device import one_thread

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


class NextToken:
    """The distribution of the next token at one place, told as far as it is needed.

    Attributes:
        level: how many times more was asked for than the fewest that are.
    """

    def __init__(self, ask: Callable[[int], Told], vocab_size: int, level: int = 0) -> None:
        """Ask for what is told at first.

        Args:
            ask: for so many tokens; what comes may be fewer.
            vocab_size: of the vocabulary.
            level: where to begin.
        """
        self._ask, self._vocab_size = ask, vocab_size
        self._tell(level)

    def grow(self, at_least: int = 0) -> Iterator[Told]:
        """Yield what is told, and more and more; the last one is the whole vocabulary.

        Args:
            at_least: fewer tokens are of no use.
        """
        while not self._told.is_whole:
            if len(self._told.ids) >= at_least:
                yield self._told
            self._tell(self.level + 1)
        yield self._told

    def _tell(self, level: int) -> None:
        counts = [count for count in LEVELS if 3 * count < self._vocab_size]
        self.level = min(level, len(counts))
        self._told = self._ask([*counts, self._vocab_size][self.level])


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
    raise AssertionError("the whole vocabulary settles it")


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
    raise AssertionError("the whole vocabulary has every token")


def stats_told(following: NextToken, index: int, token_id: int, top_n: int) -> TokenStats:
    """Compare a token of a text with what could have come, asking until it is among it."""
    for told in following.grow(top_n):
        if told.names(token_id):
            with one_thread():
                stats = token_stats(told.logits(is_piled=True), index, token_id, top_n)
            return stats if told.is_whole else replace(stats, entropy_bits=None)
    raise AssertionError("the whole vocabulary has every token")


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
    chosen = int(sure.final.argmax()) if u is None else draw(sure.final, u)
    if not told.is_whole and not told.names(chosen):
        return None
    return _described(told, sure, chosen, u)


@dataclass(frozen=True, slots=True)
class _Agreed:
    """What the settings leave, whatever was not told; `is_kept_known` says if that is all."""

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
    return _Agreed(left, logits, is_kept_known)


def _described(told: Told, sure: _Agreed, token_id: int, u: float | None) -> TokenRecord:
    record = describe_choice(sure.logits, sure.left, token_id, u, min(TOP_N, len(told.ids)))
    if told.is_whole:
        return record
    kept = record.kept if sure.is_kept_known else None
    return replace(record, entropy_bits=None, kept=kept)
