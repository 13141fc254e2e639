"""Numbers as text: rounded, and never a zero that is none."""

from __future__ import annotations

import math

import pytest

from gptdesk.app.views.widgets.figures import bits_text, decimal_text, signed_text

POWER = "2×10⁻⁷"


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (15.191, 2, "15.19"),
        (-0.144, 2, "−0.14"),
        (0.005, 2, "0.01"),
        (0.0049, 2, "0.005"),
        (0.00049, 3, "0.0005"),
        (-0.00012, 3, "−0.0001"),
        (0.000096, 3, "0.0001"),
        (2e-7, 2, POWER),
        (-2e-7, 4, f"−{POWER}"),
        (0.0, 2, "0.00"),
        (-0.0, 3, "0.000"),
        (-math.inf, 1, "−∞"),
    ],
)
def test_only_zero_is_written_as_zero(value: float, decimals: int, text: str) -> None:
    """A divergence of 0.0004 is little, and not none."""
    assert decimal_text(value, decimals) == text
    assert signed_text(value, decimals) == ("+" * (value > 0)) + text
    if decimals == 2:
        assert bits_text(value) == text
