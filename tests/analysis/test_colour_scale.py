"""A scale gives every figure a step, and its last steps are seen without colours too."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from gptdesk.analysis.colour_scale import BANDS, SHADES, UNTOLD, shades_of, step_of, step_of_all
from gptdesk.analysis.figures import Bands, Measure
from gptdesk.chat.tokens import TokenStats
from tests.fakes import record

_MEASURES = [one for one in Measure if one is not Measure.NONE]


@pytest.mark.parametrize(
    ("measure", "figures", "step"),
    [
        (Measure.PROBABILITY, {"raw_p": 1.0}, 0),
        (Measure.PROBABILITY, {"raw_p": 0.5}, SHADES // 2),
        (Measure.PROBABILITY, {"raw_p": 0.0}, SHADES - 1),
        (Measure.SURPRISAL, {"raw_p": 2.0**-5}, SHADES // 2),
        (Measure.SURPRISAL, {"raw_p": 0.0}, SHADES - 1),
        (Measure.ENTROPY, {"entropy_bits": 0.0}, 0),
        (Measure.ENTROPY, {"entropy_bits": 5.0}, SHADES // 2),
        (Measure.ENTROPY, {"entropy_bits": math.nan}, 0),
        (Measure.RANK, {"rank": 10}, 0),
        (Measure.RANK, {"rank": 11}, 1),
        (Measure.RANK, {"rank": 50_257}, BANDS - 1),
    ],
)
def test_a_figure_has_a_step(measure: Measure, figures: dict[str, float], step: int) -> None:
    """By hand: ten bits, or a probability of 0, are the end of the ramps."""
    assert step_of(replace(record(13), **figures), measure, Bands()) == step


@pytest.mark.parametrize("measure", _MEASURES)
def test_what_is_not_known_has_no_step(measure: Measure) -> None:
    """Nothing predicted the first token of a text: it is not the most probable one."""
    assert step_of(TokenStats(0, 13), measure, Bands()) is None


@pytest.mark.parametrize("measure", _MEASURES)
def test_every_step_looks_at_least_as_strong_as_the_one_before(measure: Measure) -> None:
    """From no tint and no line to a line of three pixels."""
    shades = shades_of(measure)
    assert len(shades) == (BANDS if measure is Measure.RANK else SHADES)
    looks = [(shade.opacity, shade.weight) for shade in shades]
    assert looks == sorted(looks)
    assert looks[0] == (0.0, 0)
    assert looks[-1][1] == 3


@pytest.mark.parametrize(
    ("measure", "edges", "step"),
    [
        (Measure.RANK, (10, 100, 1_000), UNTOLD),
        (Measure.RANK, (5, 10, 20), BANDS - 1),
        (Measure.RANK, (5, 10, 21), UNTOLD),
        (Measure.ENTROPY, (10, 100, 1_000), UNTOLD),
    ],
)
def test_what_a_server_did_not_tell_is_no_best_step(
    measure: Measure, edges: tuple[int, int, int], step: int
) -> None:
    """Beyond 20 that were told it may be rank 21 or the last one, unless all are one band."""
    top = tuple(range(20))
    told = replace(record(13), token_id=99, rank=None, entropy_bits=None, top_ids=top)
    assert step_of(told, measure, Bands(edges)) == step


def test_tokens_of_one_character_are_not_told_where_no_colour_is_known() -> None:
    """A known colour says that one of them surprised; no colour would say that none did."""
    best, worst = (replace(record(13), rank=rank) for rank in (1, 5_000))
    untold = replace(best, token_id=99, rank=None)
    for figures, step in (
        ((), 0),
        ((best,), 0),
        ((untold,), UNTOLD),
        ((best, untold), UNTOLD),
        ((untold, worst), BANDS - 1),
    ):
        assert step_of_all(figures, Measure.RANK, Bands()) == step
