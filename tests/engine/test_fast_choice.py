"""The fast way to a token: every figure must be the one that the definitions give."""

from __future__ import annotations

import itertools
import math
from collections import Counter

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from gptdesk.chat import TokenRecord
from gptdesk.engine import inspect, sampling
from gptdesk.engine.fast_choice import choose_fast
from gptdesk.engine.filters import (
    apply_repetition_penalty,
)
from gptdesk.engine.ranking import Bins, Leaders, RawFigures
from gptdesk.engine.sampling import (
    Dice,
    choose,
    choose_by_definition,
    draw,
    final_distribution,
)
from gptdesk.engine.types import SamplingSettings

VOCAB = 50257
DEFAULT = SamplingSettings()
GREEDY = SamplingSettings(temperature=0)
ALL = SamplingSettings(temperature=1, top_p=1)

# Both ways compute in float64 and add up some 50,000 terms in different orders.
RELATIVE = 1e-12
# The definition of the entropy has log(p) of a p near 1 in it, which is rounded to 1e-16.
ENTROPY = 1e-15

USUAL = (
    DEFAULT,
    GREEDY,
    ALL,
    SamplingSettings(top_k=50),
    SamplingSettings(temperature=1.3, top_p=1, min_p=0.05),
    SamplingSettings(1.2, 200, 0.9, 0.02, 1.3),
    SamplingSettings(temperature=1, top_p=0.999),
    SamplingSettings(top_p=1, min_p=1e-4),
    SamplingSettings(temperature=0, repetition_penalty=0.8),
    SamplingSettings(repetition_penalty=1.1),
    SamplingSettings(top_k=1000, top_p=1),
)


def assert_same(fast: TokenRecord, defined: TokenRecord) -> None:
    """Whole numbers and names are equal, figures to the rounding of a sum."""
    for name in ("token_id", "rank", "kept", "draw", "top_ids", "top_removed_by"):
        assert getattr(fast, name) == getattr(defined, name), name
    for name in ("raw_p", "final_p", "top_raw_p", "top_final_p"):
        assert getattr(fast, name) == pytest.approx(getattr(defined, name), rel=RELATIVE, abs=0)
    assert fast.entropy_bits == pytest.approx(defined.entropy_bits, rel=RELATIVE, abs=ENTROPY)


def is_answered(
    logits: Tensor, how: SamplingSettings, seen: list[int], u: float, top_n: int = 20
) -> bool:
    """Compare both ways and return whether the fast one knew an answer."""
    raw = logits if logits.dtype == torch.float64 else logits.float()
    scores = raw
    if how.repetition_penalty != 1 and seen:
        scores = apply_repetition_penalty(logits.double(), seen, how.repetition_penalty)
    number = None if how.temperature == 0 else u
    fast = choose_fast(raw, scores, how, number, top_n)
    if fast is not None:
        assert_same(fast, choose_by_definition(logits, how, seen, number, top_n))
    return fast is not None


# --- vectors that somebody thought of -------------------------------------------------------------


def vector(kind: str, size: int, generator: torch.Generator) -> Tensor:
    """Return logits of one of the kinds that a network can give, or that are hard."""
    x = torch.randn(size, generator=generator)
    match kind:
        case "peaked":
            return x * 5
        case "story":  # probabilities fall as a power of the rank
            return -1.3 * torch.randperm(size, generator=generator).add(1).log() - 40 + x * 0.01
        case "wide":
            return x * 3
        case "flat":
            return x
        case "untrained":
            return x * 0.02
        case "16 bits":
            return (x * 2 - 60).bfloat16().float()
        case "few can come":
            return (x * 3).masked_fill(x < 2, -math.inf)
        case "one can come":
            return torch.full((size,), -math.inf).index_fill(0, torch.tensor([7]), 0.5)
        case "alike":
            return torch.zeros(size)
        case "rounded":
            return (x * 3).round()
        case "certain":
            return x.index_fill(0, torch.tensor([7]), 1000.0)
        case "nearly ties":
            return x * 1e-30 + (x > 2) * 5
        case _:
            return x * 1e30


KINDS = (
    *("peaked", "story", "wide", "flat", "untrained", "16 bits", "few can come"),
    *("one can come", "alike", "rounded", "certain", "nearly ties", "ends of float32"),
)


@pytest.mark.parametrize("kind", KINDS)
def test_the_whole_vocabulary_as_defined(kind: str) -> None:
    """At 50,257 tokens a nucleus can lie beyond the leaders, and sums have rounding to show."""
    generator = torch.Generator().manual_seed(1)
    for how in USUAL:
        seen = torch.randint(VOCAB, (300,), generator=generator).tolist()
        u = torch.rand(1, generator=generator, dtype=torch.float64).item()
        is_answered(vector(kind, VOCAB, generator), how, seen, u)


def test_thousands_of_vectors_as_defined() -> None:
    """All kinds at sizes around those where another branch is taken, through all settings."""
    generator = torch.Generator().manual_seed(2)
    sizes = (1, 2, 19, 21, 50, 97, 256, 257, 258, 1000, 4097, 4113, 5000)
    temperatures = (1.0, 0.7, 1.3, 1e-6, 1e6, 0.1, 5e-324, 1e308)
    answered: Counter[str] = Counter()
    for number in range(4000):
        kind, size = KINDS[number % len(KINDS)], sizes[number // 13 % len(sizes)]
        how = SamplingSettings(
            temperature=temperatures[number // 3 % 8],
            top_k=(0, 0, 1, 5, 40, size, 10**9)[number // 5 % 7],
            top_p=(1.0, 0.95, 0.95, 0.5, 0.1, 0.0, 0.999)[number // 7 % 7],
            min_p=(0.0, 0.0, 0.05, 0.3, 1.0, 1e-300)[number // 11 % 6],
            repetition_penalty=(1.0, 1.0, 1.2, 0.8, 2.0)[number // 2 % 5],
        )
        seen = torch.randint(size, (5,), generator=generator).tolist()
        u = (0.0, 1 - 2**-53, 0.5)[number % 3] if number % 4 == 0 else number * 0.618 % 1
        logits = vector(kind, max(size, 8), generator)[-size:]
        if math.isfinite(logits.amax()):
            answered[kind] += is_answered(logits, how, seen, u, top_n=1 + number % 25)
    assert answered.total() > 1000, "else little was compared"
    assert len(answered) == len(KINDS)


@pytest.mark.parametrize("kind", ["peaked", "story", "wide", "flat", "untrained"])
@pytest.mark.parametrize("how", USUAL)
def test_usual_logits_need_no_sorting(
    kind: str, how: SamplingSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The long way takes milliseconds: it is for what is doubtful."""
    monkeypatch.setattr(sampling, "choose_by_definition", None)
    generator = torch.Generator().manual_seed(3)
    seen = torch.randint(VOCAB, (300,), generator=generator).tolist()
    dice = Dice(4)
    for _ in range(5):
        choose(vector(kind, VOCAB, generator), how, seen, dice)


@pytest.mark.parametrize("penalty", [1.1, 3.0])
def test_leaders_that_a_penalty_lowers_lead_no_more(penalty: float) -> None:
    """Behind them come tokens that were never among the leaders."""
    generator = torch.Generator().manual_seed(10)
    for spread, top_p in itertools.product((0.2, 1, 3), (0.03, 0.9)):
        logits = torch.randn(5000, generator=generator) * spread
        seen = logits.topk(480).indices.tolist()
        for u in torch.rand(20, generator=generator, dtype=torch.float64).tolist():
            how = SamplingSettings(1, 0, top_p, repetition_penalty=penalty)
            assert is_answered(logits, how, seen, u)


def test_large_quotients_are_rounded_as_defined() -> None:
    """A score of -100 at temperature 1e-4 is known to 1e-10 only: to the same 1e-10 here."""
    generator = torch.Generator().manual_seed(11)
    for number in range(20):
        scores = torch.rand(3, generator=generator, dtype=torch.float64) * 1e-4 - 100
        assert is_answered(scores, SamplingSettings(temperature=1e-4, top_p=1), [], number / 20, 3)


# --- vectors that nobody thought of ---------------------------------------------------------------

UNIT = st.floats(0, 1, exclude_max=True)
SCORE = st.one_of(
    st.sampled_from([0.0, -0.0, 1.0, -1.0, 2.5, -math.inf, 1e-12, 1 + 2**-52, -700.0, 300.0]),
    st.floats(-30, 30),
    st.integers(-3, 3).map(float),
)
SETTINGS = st.builds(
    SamplingSettings,
    temperature=st.one_of(st.sampled_from([0, 1, 0.8, 1e-6, 1e6]), st.floats(0.05, 5)),
    top_k=st.sampled_from([0, 0, 1, 2, 5, 20, 49, 50]),
    top_p=st.one_of(st.sampled_from([0, 0.25, 0.5, 0.75, 0.95, 1, 1]), UNIT),
    min_p=st.one_of(st.sampled_from([0, 0, 0.05, 0.5, 1]), UNIT),
    repetition_penalty=st.sampled_from([1, 1, 1.2, 0.5, 2]),
)


@settings(deadline=None, max_examples=600)
@given(
    scores=st.lists(SCORE, min_size=1, max_size=50),
    dtype=st.sampled_from([torch.float32, torch.float64, torch.bfloat16, torch.float16]),
    how=SETTINGS,
    places=st.lists(st.integers(0, 49), max_size=8),
    u=st.one_of(st.sampled_from([0.0, 0.25, 0.5, 0.75, 1 - 2**-53]), UNIT),
    top_n=st.integers(1, 25),
)
def test_small_vocabularies_as_defined(
    scores: list[float],
    dtype: torch.dtype,
    how: SamplingSettings,
    places: list[int],
    u: float,
    top_n: int,
) -> None:
    """Ties, tokens that cannot come, edges that are met exactly: at worst the answer is None."""
    logits = torch.tensor(scores).to(dtype)
    if math.isfinite(logits.amax()):
        is_answered(logits, how, [place % len(scores) for place in places], u, top_n)


@settings(deadline=None, max_examples=60)
@given(
    seed=st.integers(0, 2**31),
    spread=st.floats(0.001, 8),
    steps=st.sampled_from([0, 1, 4, 64]),
    how=SETTINGS,
    u=UNIT,
)
def test_large_vocabularies_as_defined(
    seed: int, spread: float, steps: int, how: SamplingSettings, u: float
) -> None:
    """Beyond the leaders, with and without ties in masses."""
    generator = torch.Generator().manual_seed(seed)
    logits = torch.randn(9000, generator=generator) * spread
    if steps:
        logits = (logits * steps).round() / steps
    is_answered(logits, how, list(range(0, 9000, 30)), u)


# --- what is too near to tell ---------------------------------------------------------------------


def test_an_edge_that_rounding_could_move_is_not_guessed() -> None:
    """A draw, top-p and min-p that hit a running sum to the last digit take the long way."""
    logits = torch.randn(500, generator=torch.Generator().manual_seed(5)).double()
    final = final_distribution(logits, ALL, ())
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
    assert is_answered(p.log(), how, [], 0.1, 2)


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
    assert all(is_answered(logits, how, [], u, 1) for u in (0.1, 0.7, 0.9))


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
