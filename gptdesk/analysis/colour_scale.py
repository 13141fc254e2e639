"""The scales by which tokens are coloured: from a figure to a step, and how each step looks.

Owns steps, strengths and names of colours; what a name means is the theme's. The weight of the
line under a token says the same as its tint, for readers who see no difference of colour.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from gptdesk.analysis.figures import Bands, Measure, surprisal_bits
from gptdesk.chat.tokens import TokenRecord, TokenStats
from gptdesk.sentences import Translate, to_translate

SHADES = 16  # steps of a ramp
BANDS = 4  # of ranks
MOST_BITS = 10.0  # of surprisal and entropy at the end of their ramps

_TINT = 0.35  # of a token's ground at the end of a ramp
_BAND_COLOURS = ("", "token_sky", "token_orange", "token_vermillion")


@dataclass(frozen=True, slots=True)
class Shade:
    """How one step of a scale looks.

    Attributes:
        tint: name of the theme's colour behind the token.
        opacity: of that tint, 0 … 1.
        line: name of the colour under it.
        weight: of the line, 0 … 3 pixels.
    """

    tint: str
    opacity: float
    line: str
    weight: int


@dataclass(frozen=True, slots=True)
class Scale:
    """By what tokens are coloured, on a page.

    Attributes:
        measure: any but `Measure.NONE`.
        bands: of the ranks.
    """

    measure: Measure = Measure.PROBABILITY
    bands: Bands = field(default_factory=Bands)

    def legend(self, translate: Translate = to_translate) -> str:
        """Return what the colours say, a sentence in the language of `translate`."""
        if self.measure is Measure.RANK:
            edges = (f"{edge:,}" for edge in self.bands.edges)
            return translate(
                "exports", "Tint: rank; none is up to {0}, then up to {1}, up to {2}, more."
            ).format(*edges)
        if self.measure is Measure.PROBABILITY:
            return translate(
                "exports", "Tint: probability; the stronger, the less probable a token was."
            )
        words = (
            translate("exports", "Tint: entropy; none is 0 bits, the strongest {0} bits and more.")
            if self.measure is Measure.ENTROPY
            else translate(
                "exports", "Tint: surprisal; none is 0 bits, the strongest {0} bits and more."
            )
        )
        return words.format(f"{MOST_BITS:g}")


def shades_of(measure: Measure) -> tuple[Shade, ...]:
    """Return the steps from nothing to the most: `SHADES` of them, or `BANDS` for ranks."""
    if measure is Measure.RANK:
        return tuple(
            _shade(name or "token_sky", _TINT if name else 0.0, weight)
            for weight, name in enumerate(_BAND_COLOURS)
        )
    name = "token_blue" if measure is Measure.ENTROPY else "token_orange"
    return tuple(
        _shade(name, _TINT * step / (SHADES - 1), step * BANDS // SHADES) for step in range(SHADES)
    )


def step_of(figure: TokenRecord | TokenStats, measure: Measure, bands: Bands) -> int | None:
    """Return the place of a token in `shades_of(measure)`; None where its figure is not known."""
    if measure is Measure.RANK:
        return None if figure.rank is None else bands.band_of(figure.rank)
    if measure is Measure.ENTROPY:
        return None if figure.entropy_bits is None else _step(figure.entropy_bits / MOST_BITS)
    if figure.raw_p is None:
        return None
    if measure is Measure.PROBABILITY:
        return _step(1.0 - figure.raw_p)
    return _step(surprisal_bits(figure.raw_p) / MOST_BITS)


def _step(strength: float) -> int:
    """Return the step of a ramp for 0 (nothing) … 1 and more, infinity included."""
    if math.isnan(strength):
        return 0
    return int(min(SHADES - 1.0, max(0.0, strength * SHADES)))


def _shade(name: str, opacity: float, weight: int) -> Shade:
    return Shade(name, opacity, f"{name}_line", weight)
