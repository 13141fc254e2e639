"""The choice from what a server tells: equal to the one from everything, or more is asked for."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import pytest
import torch
from torch import Tensor

from gptdesk.chat.tokens import SamplingSettings, TokenRecord
from gptdesk.engine.choice.definition import choose_by_definition
from gptdesk.engine.choice.sampling import Dice, force
from gptdesk.engine.remote.told import (
    LEVELS,
    NextToken,
    Told,
    choose_told,
    force_told,
    stats_told,
    told_from,
)

SIZE = 20_000
SETTINGS = {
    "greedy": SamplingSettings(temperature=0),
    "default": SamplingSettings(),
    "top-k": SamplingSettings(temperature=1.3, top_k=30, top_p=1),
    "top-p, flat": SamplingSettings(temperature=1.5, top_p=0.5),
    "min-p": SamplingSettings(temperature=0.7, top_p=1, min_p=0.05),
    "nothing": SamplingSettings(temperature=1, top_p=1),
    "penalty": SamplingSettings(temperature=0.8, top_k=20, repetition_penalty=1.3),
    "reward": SamplingSettings(temperature=0.8, top_k=20, repetition_penalty=0.8),
}


def log_p_of(seed: int, sharpness: float) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    logits = sharpness * torch.randn(SIZE, dtype=torch.float64, generator=generator)
    return logits.log_softmax(dim=-1)


def teller(log_p: Tensor, asked: list[int]) -> Callable[[int], Told]:
    """Return what tells as a server does: the first so many, in order of probability."""

    def ask(count: int) -> Told:
        asked.append(count)
        top = log_p.topk(min(count, SIZE))
        pairs = zip(top.indices.tolist(), top.values.tolist(), strict=True)
        return told_from(list(pairs), SIZE)

    return ask


def figures(record: TokenRecord) -> tuple[object, ...]:
    return (record.token_id, record.draw, record.rank, record.top_ids)


@pytest.mark.parametrize("name", SETTINGS)
@pytest.mark.parametrize("sharpness", [1.0, 3.0, 6.0])
def test_it_is_the_choice_from_the_whole_vocabulary(name: str, sharpness: float) -> None:
    """Same dice, same token, same figures as far as there are any; with what was not told left."""
    settings = SETTINGS[name]
    seen = list(range(0, SIZE, 500))
    all_asked: list[int] = []
    for seed in range(5):
        log_p = log_p_of(seed, sharpness)
        asked: list[int] = []
        told = choose_told(NextToken(teller(log_p, asked), SIZE), settings, seen, Dice(seed))
        u = None if settings.temperature == 0 else Dice(seed).roll()
        whole = choose_by_definition(log_p, settings, seen, u)
        assert figures(told) == figures(whole)
        assert told.raw_p == pytest.approx(whole.raw_p, rel=1e-9)
        assert told.final_p == pytest.approx(whole.final_p, abs=5e-5)
        assert told.top_final_p == pytest.approx(whole.top_final_p, abs=5e-5)
        assert told.kept in (None, whole.kept)
        is_whole = asked[-1] == SIZE
        assert told.entropy_bits == (
            pytest.approx(whole.entropy_bits, rel=1e-9) if is_whole else None
        )
        all_asked += asked
    if name in ("greedy", "top-k", "penalty"):
        assert set(all_asked) == {LEVELS[0]}, "the filters leave only what was told"
    if name == "min-p" and sharpness > 1:
        assert SIZE not in all_asked
    if name == "reward":
        assert SIZE in all_asked, "it may bring up any token"


def test_a_filter_that_leaves_more_than_was_told_asks_for_more() -> None:
    """Top-k of a hundred is not decided by the first sixty-four."""
    asked: list[int] = []
    settings = SamplingSettings(temperature=1, top_k=100, top_p=1)
    record = choose_told(NextToken(teller(log_p_of(1, 2.0), asked), SIZE), settings, [], Dice(1))
    assert asked == [LEVELS[0], LEVELS[1]]
    assert record.kept == 100


def test_without_a_filter_the_count_of_tokens_is_not_told() -> None:
    """The draw is certain where it falls among the told; how many others there are is not."""
    asked: list[int] = []
    settings = SamplingSettings(temperature=1, top_p=1)
    record = choose_told(NextToken(teller(log_p_of(2, 6.0), asked), SIZE), settings, [], Dice(1))
    assert asked == [LEVELS[0]]
    assert record.kept is None
    assert record.final_p == pytest.approx(record.raw_p)


def test_ties_at_the_end_of_the_list_are_left_out() -> None:
    """Which of them come first by id is known of all or of none."""
    told = told_from([(5, -1.0), (9, -2.0), (3, -2.0), (4, -1.0)], vocab_size=10)
    assert told.ids.tolist() == [4, 5]
    whole = told_from([(1, -1.0), (0, -1.0)], vocab_size=2)
    assert whole.ids.tolist() == [0, 1]


@pytest.mark.parametrize("is_piled", [True, False])
def test_the_rest_has_what_the_told_have_not(is_piled: bool) -> None:
    """And no token of it more than the last that was told."""
    log_p = log_p_of(3, 2.0)
    told = teller(log_p, [])(64)
    p = told.logits(is_piled=is_piled).exp()
    assert float(p.sum()) == pytest.approx(1, abs=1e-9)
    others = torch.ones(SIZE, dtype=torch.bool)
    others[told.ids] = False
    assert float(p[others].amax()) <= math.exp(float(told.log_p[-1])) * (1 + 1e-9)


def test_a_token_of_the_user_is_looked_for_as_far_as_it_takes() -> None:
    """Its probability is told, or asked for; it is never guessed."""
    log_p = log_p_of(4, 3.0)
    unlikely = int(log_p.argmin())
    asked: list[int] = []
    settings = SamplingSettings(top_k=40)
    dice = Dice(5)
    record = force_told(NextToken(teller(log_p, asked), SIZE), settings, [], dice, unlikely)
    assert asked[-1] == SIZE
    expected = force(log_p, settings, [], Dice(5), unlikely)
    assert figures(record) == figures(expected)
    assert (record.rank, record.final_p, record.is_forced) == (SIZE, 0.0, True)
    assert dice.roll() == Dice(5, skip=1).roll(), "the dice were rolled for its place"


def test_a_text_is_measured_from_what_is_told() -> None:
    """A likely token needs the first list only; its entropy stays unknown."""
    log_p = log_p_of(6, 3.0)
    asked: list[int] = []
    likely = int(log_p.argmax())
    stats = stats_told(NextToken(teller(log_p, asked), SIZE), 7, likely, 5)
    assert asked == [LEVELS[0]]
    assert (stats.index, stats.token_id, stats.rank, stats.entropy_bits) == (7, likely, 1, None)
    assert stats.raw_p == pytest.approx(math.exp(float(log_p.amax())))
    assert stats.surprisal_bits == pytest.approx(-float(log_p.amax()) / math.log(2))


class FixedDice(Dice):
    """Dice that show what they are told to."""

    def __init__(self, u: float) -> None:
        super().__init__(0)
        self.u = u

    def roll(self) -> float:
        return self.u


class FakeBeyond:
    """A server that draws always the same, and notes how it was asked to."""

    def __init__(self) -> None:
        self.asked: list[tuple[SamplingSettings, int, list[int]]] = []

    def draw(self, settings: SamplingSettings, seed: int, without: Sequence[int]) -> int:
        self.asked.append((settings, seed, list(without)))
        return 7

    def log_p(self, token_id: int) -> float:
        assert token_id == 7
        return math.log(1e-3)


def listed_place() -> tuple[NextToken, FakeBeyond]:
    """Return a place of which 20 tokens are told, those with the highest ids; the rest is even."""
    p = torch.full((SIZE,), 0.4 / (SIZE - 21), dtype=torch.float64)
    p[-21:] = 0.6 * torch.linspace(2, 1, 21, dtype=torch.float64).softmax(dim=-1)
    log_p = (p / p.sum()).log()

    def ask(count: int) -> Told:
        best = log_p.topk(count)
        pairs = zip(best.indices.tolist(), best.values.tolist(), strict=True)
        return told_from(list(pairs), SIZE)

    beyond = FakeBeyond()
    return NextToken(ask, SIZE, most=20, beyond=beyond), beyond


def test_the_last_that_was_told_is_ours_and_has_its_place() -> None:
    """The rest as it is thought up has tokens that tie with it and have lower ids."""
    following, beyond = listed_place()
    told, covered = following.told, float(following.told.log_p.exp().sum())
    record = choose_told(following, SETTINGS["nothing"], (), FixedDice(covered - 1e-9))
    assert (record.token_id, record.rank) == (int(told.ids[-1]), 19)
    assert record.draw == covered - 1e-9
    assert set(record.top_ids) == set(told.ids.tolist())
    assert beyond.asked == []


def test_beyond_a_list_that_does_not_grow_the_server_draws() -> None:
    """From the rest alone where `u` is known to fall there; from all where nothing is known."""
    following, beyond = listed_place()
    covered = float(following.told.log_p.exp().sum())
    record = choose_told(following, SETTINGS["nothing"], (), FixedDice(covered + 1e-9))
    assert (record.token_id, record.raw_p) == (7, pytest.approx(1e-3))
    unknown = record.final_p, record.rank, record.draw, record.kept, record.entropy_bits
    assert unknown == (None, None, None, None, None)
    assert record.top_ids == tuple(following.told.ids.tolist())
    hot = SamplingSettings(temperature=1.5, top_p=1)
    for u in (0.0, 0.5, 0.99):
        assert choose_told(following, hot, (), FixedDice(u)).draw is None
    seeds = [seed for _, seed, _ in beyond.asked]
    assert len(set(seeds)) == 4
    withouts = [without for _, _, without in beyond.asked]
    assert withouts == [following.told.ids.tolist(), [], [], []]
    put = force_told(following, SETTINGS["nothing"], (), FixedDice(0.5), 7)
    assert (put.is_forced, put.raw_p, put.rank) == (True, pytest.approx(1e-3), None)
    stats = stats_told(following, 3, 7, 5)
    assert (stats.surprisal_bits, stats.rank) == (pytest.approx(-math.log2(1e-3)), None)
    assert len(stats.top_ids) == 5
