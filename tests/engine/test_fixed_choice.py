"""The way to a token that a graphics card records: every figure is the one that is defined."""

from __future__ import annotations

import math
from collections import Counter

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from gptdesk.chat import TokenRecord
from gptdesk.engine.fixed_choice import fixed_choice, how_of, record_of
from gptdesk.engine.sampling import choose_by_definition
from gptdesk.engine.types import SamplingSettings
from tests.engine.test_fast_choice import (
    KINDS,
    SCORE,
    SETTINGS,
    UNIT,
    USUAL,
    VOCAB,
    assert_same,
    vector,
)


def fixed(
    logits: Tensor, how: SamplingSettings, seen: list[int], u: float, top_n: int
) -> TokenRecord | None:
    """Ask as `GraphedChooser` does."""
    number = None if how.temperature == 0 else u
    numbers = how_of(how, number, logits.numel())
    if numbers is None:
        return None
    ids = torch.tensor(seen) if seen and how.repetition_penalty != 1 else None
    top_n = min(top_n, logits.numel())
    raw = logits if logits.dtype == torch.float64 else logits.float()
    figures = fixed_choice(raw, torch.tensor(numbers, dtype=torch.float64), ids, top_n)
    assert figures.shape == (7 + 4 * top_n,)
    return record_of(figures.tolist(), number, top_n)


def is_answered(
    logits: Tensor, how: SamplingSettings, seen: list[int], u: float, top_n: int = 20
) -> bool:
    """Compare with the definitions and return whether there was an answer."""
    record = fixed(logits, how, seen, u, top_n)
    if record is not None:
        number = None if how.temperature == 0 else u
        assert_same(record, choose_by_definition(logits, how, seen, number, top_n))
    return record is not None


@pytest.mark.parametrize("kind", KINDS)
def test_the_whole_vocabulary_as_defined(kind: str) -> None:
    """At 50,257 tokens sums have rounding to show."""
    generator = torch.Generator().manual_seed(1)
    for how in USUAL:
        seen = torch.randint(VOCAB, (300,), generator=generator).tolist()
        u = torch.rand(1, generator=generator, dtype=torch.float64).item()
        is_answered(vector(kind, VOCAB, generator), how, seen, u)


def test_thousands_of_vectors_as_defined() -> None:
    """All kinds at small sizes, through all settings."""
    generator = torch.Generator().manual_seed(2)
    sizes = (1, 2, 19, 21, 50, 97, 256, 1000, 3000)
    temperatures = (1.0, 0.7, 1.3, 1e-6, 1e6, 0.1, 5e-324, 0)
    answered: Counter[str] = Counter()
    for number in range(2500):
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
    assert answered.total() > 800, "else little was compared"
    assert len(answered) == len(KINDS)


@pytest.mark.parametrize("kind", ["peaked", "story", "wide", "flat", "untrained"])
@pytest.mark.parametrize("how", USUAL)
def test_usual_logits_are_beyond_doubt(kind: str, how: SamplingSettings) -> None:
    """Going back to the processor costs a graphics card more than the step."""
    generator = torch.Generator().manual_seed(3)
    seen = torch.randint(VOCAB, (300,), generator=generator).tolist()
    for u in torch.rand(5, generator=generator, dtype=torch.float64).tolist():
        assert is_answered(vector(kind, VOCAB, generator), how, seen, u)


def test_logits_of_16_bits_are_mostly_beyond_doubt() -> None:
    """Rounded to 16 bits, a card's logits tie in crowds."""
    generator = torch.Generator().manual_seed(5)
    answered = [
        is_answered((vector("peaked", VOCAB, generator) - 60).half(), SamplingSettings(), [], u)
        for u in torch.rand(20, generator=generator, dtype=torch.float64).tolist()
    ]
    assert sum(answered) >= 15


@settings(deadline=None, max_examples=400)
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
    """Ties, tokens that cannot come, edges that are met exactly: at worst it is in doubt."""
    logits = torch.tensor(scores).to(dtype)
    if math.isfinite(logits.amax()):
        is_answered(logits, how, [place % len(scores) for place in places], u, top_n)


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_in_doubt(bad: float) -> None:
    """The long way refuses it with a sentence."""
    logits = torch.randn(500)
    if bad == -math.inf:
        logits[:] = bad
    else:
        logits[123] = bad
    assert fixed(logits, SamplingSettings(), [], 0.5, 20) is None
