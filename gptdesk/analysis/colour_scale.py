"""The scales by which tokens are coloured: from a figure to a step, and how each step looks.

Owns steps, strengths and names of colours; what a name means is the theme's. The weight of the
line under a token says the same as its tint, for readers who see no difference of colour.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from gptdesk.analysis.figures import Bands, Measure, surprisal_bits
from gptdesk.chat.tokens import TokenRecord, TokenStats
from gptdesk.sentences import Translate, to_translate

SHADES = 16  # steps of a ramp
BANDS = 4  # of ranks
UNTOLD = -1  # in the place of a step: a server told the token, and not this figure of it
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
        is_hatched: the tint is one of lines, which no step of a scale has.
    """

    tint: str
    opacity: float
    line: str
    weight: int
    is_hatched: bool = False


UNTOLD_SHADE = Shade("text_muted", 0.45, "text_muted", 0, is_hatched=True)


@dataclass(frozen=True, slots=True)
class Scale:
    """By what tokens are coloured, on a page.

    Attributes:
        measure: any but `Measure.NONE`.
        bands: of the ranks.
    """

    measure: Measure = Measure.PROBABILITY
    bands: Bands = field(default_factory=Bands)

    def legend(self, translate: Translate = to_translate, *, has_untold: bool = False) -> str:
        """Return what the colours say, in sentences in the language of `translate`.

        Args:
            translate: of a context and a text.
            has_untold: there are tokens whose figure was not told.
        """
        words = self._in_words(translate)
        return with_untold(words, translate) if has_untold else words

    def has_untold(self, figures: Iterable[TokenRecord | TokenStats]) -> bool:
        """Tell whether one of the tokens has no step because its figure was not told."""
        return any(step_of(one, self.measure, self.bands) == UNTOLD for one in figures)

    def _in_words(self, translate: Translate) -> str:
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


def with_untold(words: str, translate: Translate = to_translate) -> str:
    """Return what the colours say, and what the hatch says that some tokens have.

    Args:
        words: sentences on the colours.
        translate: of a context and a text.
    """
    return translate("exports", "{0} Hatched: not told by the server.").format(words)


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
    """Return the place of a token in `shades_of(measure)`.

    Returns:
        `UNTOLD` where the token was predicted and this figure of it is not known, None where
        nothing predicted it.
    """
    is_predicted = isinstance(figure, TokenRecord) or figure.raw_p is not None or figure.top_ids
    if not is_predicted:
        return None
    if measure is Measure.RANK:
        return _band(figure, bands)
    if measure is Measure.ENTROPY:
        return UNTOLD if figure.entropy_bits is None else _step(figure.entropy_bits / MOST_BITS)
    if figure.raw_p is None:
        return UNTOLD
    if measure is Measure.PROBABILITY:
        return _step(1.0 - figure.raw_p)
    return _step(surprisal_bits(figure.raw_p) / MOST_BITS)


def step_of_all(figures: Iterable[TokenRecord | TokenStats], measure: Measure, bands: Bands) -> int:
    """Return the step of tokens that have one colour: that of the least expected of them.

    Returns:
        `UNTOLD` where no figure that is known has a colour and one is not known; 0 for no colour.
    """
    steps = [step for one in figures if (step := step_of(one, measure, bands)) is not None]
    return max(steps, default=0) or min(steps, default=0)


def _band(figure: TokenRecord | TokenStats, bands: Bands) -> int:
    """Return the band of a token's rank; of one beyond a list, where the list is long enough."""
    if figure.rank is not None:
        return bands.band_of(figure.rank)
    is_beyond = figure.token_id not in figure.top_ids
    least = bands.band_of(len(figure.top_ids) + 1) if is_beyond else 0
    return least if least == BANDS - 1 else UNTOLD


def _step(strength: float) -> int:
    """Return the step of a ramp for 0 (nothing) … 1 and more, infinity included."""
    if math.isnan(strength):
        return 0
    return int(min(SHADES - 1.0, max(0.0, strength * SHADES)))


def _shade(name: str, opacity: float, weight: int) -> Shade:
    return Shade(name, opacity, f"{name}_line", weight)
