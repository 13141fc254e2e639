"""Logits and settings that are hard to choose by, and what every way to choose must get right."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import partial

import torch
from hypothesis import strategies as st
from torch import Tensor

from gptdesk.chat.tokens import SamplingSettings, TokenRecord
from gptdesk.engine.choice.definition import choose_by_definition
from gptdesk.engine.choice.fast import choose_fast
from gptdesk.engine.choice.filters import apply_repetition_penalty
from gptdesk.engine.choice.fixed_shape import fixed_choice, how_of, record_of

VOCAB = 50257
DEFAULT = SamplingSettings()
GREEDY = SamplingSettings(temperature=0)
ALL = SamplingSettings(temperature=1, top_p=1)

# Both ways compute in float64 and add up some 50,000 terms in different orders.
RELATIVE = 1e-12
# The definition of the entropy has log(p) of a p near 1 in it, which is rounded to 1e-16, and so is
# each of the sums that p comes from.
ENTROPY = 1e-14
is_near = partial(math.isclose, rel_tol=RELATIVE)

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
    for name in ("top_raw_p", "top_final_p"):
        ours, theirs = getattr(fast, name), getattr(defined, name)
        assert len(ours) == len(theirs), name
        assert all(map(is_near, ours, theirs)), f"{name}: {ours}, not {theirs}"
    for name in ("raw_p", "final_p"):
        ours, theirs = getattr(fast, name), getattr(defined, name)
        assert is_near(ours, theirs), f"{name}: {ours}, not {theirs}"
    assert is_near(fast.entropy_bits, defined.entropy_bits, abs_tol=ENTROPY)


Way = Callable[[Tensor, SamplingSettings, list[int], float | None, int], TokenRecord | None]
"""A way to choose: logits, settings, tokens seen, the random number, alternatives."""


def fast_way(
    logits: Tensor, how: SamplingSettings, seen: list[int], u: float | None, top_n: int
) -> TokenRecord | None:
    """Ask `choose_fast` as `choose` does."""
    raw = logits if logits.dtype == torch.float64 else logits.float()
    scores = raw
    if how.repetition_penalty != 1 and seen:
        scores = apply_repetition_penalty(logits.double(), seen, how.repetition_penalty)
    return choose_fast(raw, scores, how, u, top_n)


def fixed_way(
    logits: Tensor, how: SamplingSettings, seen: list[int], u: float | None, top_n: int
) -> TokenRecord | None:
    """Ask `fixed_choice` as `GraphedChooser` does."""
    numbers = how_of(how, u, logits.numel())
    if numbers is None:
        return None
    ids = torch.tensor(seen) if seen and how.repetition_penalty != 1 else None
    top_n = min(top_n, logits.numel())
    raw = logits if logits.dtype == torch.float64 else logits.float()
    figures = fixed_choice(raw, torch.tensor(numbers, dtype=torch.float64), ids, top_n)
    return record_of(figures.tolist(), u, top_n)


WAYS = (fast_way, fixed_way)


def is_answered(
    way: Way, logits: Tensor, how: SamplingSettings, seen: list[int], u: float, top_n: int = 20
) -> bool:
    """Compare a way with the definitions and return whether it knew an answer."""
    number = None if how.temperature == 0 else u
    record = way(logits, how, seen, number, top_n)
    if record is not None:
        assert_same(record, choose_by_definition(logits, how, seen, number, top_n))
    return record is not None


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


Case = tuple[str, Tensor, SamplingSettings, list[int], float, int]


def many_cases(count: int) -> Iterator[Case]:
    """Yield all kinds at sizes around those where another branch is taken, and all settings."""
    generator = torch.Generator().manual_seed(2)
    sizes = (1, 2, 19, 21, 50, 97, 256, 257, 258, 1000, 4097, 4113, 5000)
    temperatures = (1.0, 0.7, 1.3, 1e-6, 1e6, 0.1, 5e-324, 1e308)
    for number in range(count):
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
            yield kind, logits, how, seen, u, 1 + number % 25


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
