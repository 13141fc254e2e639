"""Two quick ways to a token: every figure must be the one that the definitions give.

What is true of one of them only stands in `test_fast.py` and `test_fixed_shape.py`.
"""

from __future__ import annotations

import math
from collections import Counter

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from gptdesk.chat.tokens import SamplingSettings
from tests.engine.choice.hard_choices import (
    KINDS,
    SCORE,
    SETTINGS,
    UNIT,
    USUAL,
    VOCAB,
    WAYS,
    Way,
    is_answered,
    many_cases,
    vector,
)

pytestmark = pytest.mark.parametrize("way", WAYS, ids=["fast", "fixed"])


@pytest.mark.parametrize("kind", KINDS)
def test_the_whole_vocabulary_as_defined(way: Way, kind: str) -> None:
    """At 50,257 tokens a nucleus can lie beyond the leaders, and sums have rounding to show."""
    generator = torch.Generator().manual_seed(1)
    for how in USUAL:
        seen = torch.randint(VOCAB, (300,), generator=generator).tolist()
        u = torch.rand(1, generator=generator, dtype=torch.float64).item()
        is_answered(way, vector(kind, VOCAB, generator), how, seen, u)


def test_thousands_of_vectors_as_defined(way: Way) -> None:
    """All kinds, all sizes, all settings."""
    answered: Counter[str] = Counter()
    for kind, *case in many_cases(2500):
        answered[kind] += is_answered(way, *case)
    assert answered.total() > 600, "else little was compared"
    assert len(answered) == len(KINDS)


@pytest.mark.parametrize("kind", ["peaked", "story", "wide", "flat", "untrained"])
@pytest.mark.parametrize("how", USUAL)
def test_usual_logits_need_no_other_way(way: Way, kind: str, how: SamplingSettings) -> None:
    """The long way takes milliseconds: it is for what is doubtful."""
    generator = torch.Generator().manual_seed(3)
    seen = torch.randint(VOCAB, (300,), generator=generator).tolist()
    first, *others = torch.rand(5, generator=generator, dtype=torch.float64).tolist()
    assert is_answered(way, vector(kind, VOCAB, generator), how, seen, first)
    for u in others:  # that what is answered is right is not asked again
        number = None if how.temperature == 0 else u
        assert way(vector(kind, VOCAB, generator), how, seen, number, 20) is not None


def test_what_is_nearly_tied_with_the_last_alternative_is_seen(way: Way) -> None:
    """Behind ties that go on after it: rounding makes one more of them, with a lower id."""
    scores = torch.zeros(11)
    scores[7], scores[10] = -(2.0**-52), 2.0
    is_answered(way, scores, SamplingSettings(temperature=0), [], 0.0, top_n=9)


@settings(deadline=None, max_examples=250)
@given(
    scores=st.lists(SCORE, min_size=1, max_size=50),
    dtype=st.sampled_from([torch.float32, torch.float64, torch.bfloat16, torch.float16]),
    how=SETTINGS,
    places=st.lists(st.integers(0, 49), max_size=8),
    u=st.one_of(st.sampled_from([0.0, 0.25, 0.5, 0.75, 1 - 2**-53]), UNIT),
    top_n=st.integers(1, 25),
)
def test_small_vocabularies_as_defined(
    way: Way,
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
        is_answered(way, logits, how, [place % len(scores) for place in places], u, top_n)


@settings(deadline=None, max_examples=60)
@given(
    seed=st.integers(0, 2**31),
    spread=st.floats(0.001, 8),
    steps=st.sampled_from([0, 1, 4, 64]),
    how=SETTINGS,
    u=UNIT,
)
def test_large_vocabularies_as_defined(
    way: Way, seed: int, spread: float, steps: int, how: SamplingSettings, u: float
) -> None:
    """Beyond the leaders, with and without ties in masses."""
    generator = torch.Generator().manual_seed(seed)
    logits = torch.randn(9000, generator=generator) * spread
    if steps:
        logits = (logits * steps).round() / steps
    is_answered(way, logits, how, list(range(0, 9000, 30)), u)


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_not_chosen_from(way: Way, bad: float) -> None:
    """The long way refuses it with a sentence."""
    logits = torch.randn(3000, generator=torch.Generator().manual_seed(8))
    if bad == -math.inf:
        logits[:] = bad
    else:
        logits[123] = bad
    assert way(logits, SamplingSettings(), [], 0.5, 20) is None
