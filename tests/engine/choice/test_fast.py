"""The fast way to a token: what is true of it alone."""

from __future__ import annotations

import itertools
import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from gptdesk.chat.tokens import SamplingSettings
from gptdesk.engine.choice import sampling
from gptdesk.engine.choice.definition import choose_by_definition, draw, filtered
from gptdesk.engine.choice.fast import choose_fast
from gptdesk.engine.choice.ranking import Bins, Leaders, RawFigures
from gptdesk.engine.choice.sampling import Dice, choose
from gptdesk.engine.inspection import measure as inspect
from tests.engine.choice.hard_choices import (
    ALL,
    ENTROPY,
    KINDS,
    RELATIVE,
    VOCAB,
    assert_same,
    fast_way,
    is_answered,
    vector,
)


@pytest.mark.parametrize("penalty", [1.1, 3.0])
def test_leaders_that_a_penalty_lowers_lead_no_more(penalty: float) -> None:
    """Behind them come tokens that were never among the leaders."""
    generator = torch.Generator().manual_seed(10)
    for spread, top_p in itertools.product((0.2, 1, 3), (0.03, 0.9)):
        logits = torch.randn(5000, generator=generator) * spread
        seen = logits.topk(480).indices.tolist()
        for u in torch.rand(20, generator=generator, dtype=torch.float64).tolist():
            how = SamplingSettings(1, 0, top_p, repetition_penalty=penalty)
            assert is_answered(fast_way, logits, how, seen, u)


def test_large_quotients_are_rounded_as_defined() -> None:
    """A score of -100 at temperature 1e-4 is known to 1e-10 only: to the same 1e-10 here."""
    generator = torch.Generator().manual_seed(11)
    for number in range(20):
        scores = torch.rand(3, generator=generator, dtype=torch.float64) * 1e-4 - 100
        assert is_answered(
            fast_way, scores, SamplingSettings(temperature=1e-4, top_p=1), [], number / 20, 3
        )


# --- what is too near to tell ---------------------------------------------------------------------


def test_an_edge_that_rounding_could_move_is_not_guessed() -> None:
    """A draw, top-p and min-p that hit a running sum to the last digit take the long way."""
    logits = torch.randn(500, generator=torch.Generator().manual_seed(5)).double()
    final = filtered(logits, ALL, ()).final
    p, ids = final.sort(descending=True)
    for place, error in itertools.product((0, 1, 20, 499), (-1e-10, -1e-13, 0, 1e-13, 1e-10)):
        edge = min(p[: place + 1].sum().item() + error, 1 - 2**-53)
        assert choose_fast(logits, logits, ALL, edge, 20) is None
        how = SamplingSettings(temperature=1, top_p=edge)
        assert choose_fast(logits, logits, how, 0.5, 20) is None
        if place:
            min_p = (p[place] / p[0] * (1 + error)).item()
            how = SamplingSettings(temperature=1, top_p=1, min_p=min_p)
            assert choose_fast(logits, logits, how, 0.5, 20) is None
    between = (p[0] + p[1] / 2).item()
    record = choose_fast(logits, logits, ALL, between, 20)
    assert record is not None
    assert record.token_id == ids[1] == draw(final, between)


def test_ties_at_the_edge_of_top_p_are_not_guessed() -> None:
    """Which of them stay is up to a sort; only where no figure depends on it is there an answer."""
    p = torch.tensor([0.4, 0.1, 0.1, 0.1, 0.1, 0.2], dtype=torch.float64)
    how = SamplingSettings(temperature=1, top_p=0.75)
    assert choose_fast(p.log(), p.log(), how, 0.1, 6) is None, "the list shows them"
    assert choose_fast(p.log(), p.log(), how, 0.95, 2) is None, "one of them is drawn"
    record = choose_fast(p.log(), p.log(), how, 0.1, 2)
    assert record is not None
    assert (record.token_id, record.kept) == (0, 4)
    assert is_answered(fast_way, p.log(), how, [], 0.1, 2)


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_has_no_figures(bad: float) -> None:
    """The long way refuses it with a sentence."""
    logits = torch.zeros(VOCAB, dtype=torch.float64)
    logits[::100] = torch.linspace(1, 9, len(logits[::100]), dtype=torch.float64)
    assert RawFigures.of(logits) is not None
    if bad > 0 or math.isnan(bad):
        logits[1234] = bad
    else:
        logits[:] = bad
    assert RawFigures.of(logits) is None


# --- the parts ------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=100)
@given(
    size=st.integers(1, 400),
    count=st.integers(1, 30),
    levels=st.sampled_from([1, 3, 40, 10**6]),
    seed=st.integers(0, 2**31),
)
def test_leaders_are_the_beginning_of_the_order(
    size: int, count: int, levels: int, seed: int
) -> None:
    """Whatever the sizes and ties: none is missing, and everything else is at `below` or less."""
    generator = torch.Generator().manual_seed(seed)
    scores = torch.randint(levels, (size,), generator=generator).double()
    leaders = Leaders.of(scores, count)
    ids = leaders.order.ids
    expected = sorted(range(size), key=lambda i: (-float(scores[i]), i))
    assert ids == expected[: len(ids)]
    assert leaders.order.scores == scores[ids].tolist()
    assert all(float(scores[i]) <= leaders.order.below for i in expected[len(ids) :])
    assert leaders.ids.tolist() == sorted(ids)
    if levels == 10**6:
        assert len(ids) >= min(count, size) - 3, "some ties at most"


@pytest.mark.parametrize("divisor", [1.0, 0.8])
def test_bins_find_every_place(divisor: float) -> None:
    """The bin at a mass holds the token that a sort of everything finds there."""
    generator = torch.Generator().manual_seed(6)
    for spread in (0.001, 1, 10):
        scores = torch.randn(3000, generator=generator).double() * spread
        values, ids = (scores / divisor).sort(descending=True, stable=True)
        best = float(values[0])
        running = (values - best).exp().cumsum(0)
        bins = Bins(scores, scores - scores.amax(), divisor, best)
        total = bins.total()
        assert total == pytest.approx(float(running[-1]), rel=RELATIVE)
        for u in torch.rand(100, generator=generator, dtype=torch.float64).tolist():
            stretch = bins.stretch_at(u * total)
            assert stretch is not None
            place = stretch.crossing(u * total, total)
            assert place is not None
            number = int((running <= u * total).sum())
            assert stretch.ids[place] == ids[number]
            assert stretch.count_before + place == number
            reached = bins.reaching(stretch.scores[place] - 1e-6 * spread)
            assert reached is None or reached[0] > number


def test_the_temperature_can_make_ties_and_the_ids_still_decide() -> None:
    """Two scores that differ in the last digit can be one score when they are divided."""
    low, high, temperature = 2.0**24 - 2**-27, 2.0**24 - 3 * 2**-29, 0.75
    assert low / temperature == high / temperature
    logits = torch.tensor([low, high, high + 1], dtype=torch.float64)
    how = SamplingSettings(temperature=temperature, top_p=1)
    ids = [choose_by_definition(logits, how, (), u).token_id for u in (0.1, 0.7, 0.9)]
    assert ids == [2, 0, 1], "the order of the ids, not of the scores"
    assert all(is_answered(fast_way, logits, how, [], u, 1) for u in (0.1, 0.7, 0.9))


def test_choose_takes_either_way_with_the_same_dice(monkeypatch: pytest.MonkeyPatch) -> None:
    """A long text: one number per token, whichever way decides."""
    generator = torch.Generator().manual_seed(7)
    vectors = [vector(KINDS[i % 7], 5000, generator) for i in range(70)]
    seen = list(range(50))
    how = SamplingSettings(repetition_penalty=1.1)
    dice = Dice(8)
    fast = [choose(logits, how, seen, dice) for logits in vectors]
    monkeypatch.setattr(sampling, "choose_fast", lambda *_: None)
    dice = Dice(8)
    for one, logits in zip(fast, vectors, strict=True):
        assert_same(one, choose(logits, how, seen, dice))


# --- the same figures of a given text -------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_given_token_as_defined(kind: str) -> None:
    """Any token of the vocabulary, however improbable."""
    generator = torch.Generator().manual_seed(9)
    logits = vector(kind, VOCAB, generator)
    some = torch.randint(VOCAB, (6,), generator=generator).tolist()
    for token_id in (*some, int(logits.argmax())):
        fast = inspect._fast_token_stats(logits, 3, token_id, 20)
        if fast is None:
            assert kind not in {"peaked", "story", "wide", "flat", "untrained", "16 bits"}
            continue
        defined = inspect._token_stats_by_definition(logits, 3, token_id, 20)
        assert (fast.index, fast.token_id, fast.rank) == (3, token_id, defined.rank)
        assert fast.top_ids == defined.top_ids
        for name in ("raw_p", "top_raw_p", "surprisal_bits"):
            assert getattr(fast, name) == pytest.approx(getattr(defined, name), rel=RELATIVE)
        assert fast.entropy_bits == pytest.approx(defined.entropy_bits, rel=RELATIVE, abs=ENTROPY)
