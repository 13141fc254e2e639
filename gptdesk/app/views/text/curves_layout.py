"""The layout of the curves over a text: scales, heights, and tokens that share a pixel.

Owns the arithmetic from tokens to pixels and back; draws nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF

from gptdesk.analysis.curves import Point

Figure = Callable[[Point], float | None]

BIT_SCALES = (2, 4, 8, 12, 16, 24, 32, 48, 64, 128, 256, 512, 1024, 2048)
POWER_SCALES = (2, 4, 8, 12, 16, 24, 32, 64, 128, 256, 512, 1024)  # powers of two


@dataclass(frozen=True, slots=True)
class CurvesLayout:
    """The places of plots, axis and tokens, in pixels.

    Attributes:
        bits, perplexity: the two plots.
        count: tokens on the axis.
        bit_scale, perplexity_scale: what the top of each plot stands for, in bits and in powers
            of two.
    """

    bits: QRectF
    perplexity: QRectF
    count: int
    bit_scale: int
    perplexity_scale: int

    @property
    def slot(self) -> float:
        """Width of one token's place."""
        return self.bits.width() / max(1, self.count)

    def x_of(self, place: int) -> float:
        """Return the middle of a token's place."""
        return self.bits.left() + (place + 0.5) * self.slot

    def places_at(self, x: float) -> tuple[int, int] | None:
        """Return the first and the last place whose bar a pixel shows; None beside the axis."""
        if not self.count or not self.bits.left() <= x <= self.bits.right():
            return None
        reach = max(0.0, (1.0 - self.slot) / 2)
        first = math.floor((x - reach - self.bits.left()) / self.slot)
        last = math.floor((x + reach - self.bits.left()) / self.slot)
        return max(0, min(first, self.count - 1)), max(0, min(last, self.count - 1))

    @property
    def zero(self) -> float:
        """The height of no bits: surprisal goes up from there, entropy down."""
        return self.bits.center().y()

    def y_of_surprisal(self, bits: float) -> float:
        """Return the height of a figure in bits, at most that of the scale's end."""
        return self.zero - min(1.0, bits / self.bit_scale) * self.bits.height() / 2

    def y_of_entropy(self, bits: float) -> float:
        """Return the height of a figure in bits, downwards."""
        return self.zero + min(1.0, bits / self.bit_scale) * self.bits.height() / 2

    def y_of_perplexity(self, perplexity: float) -> float:
        """Return the height of a perplexity."""
        power = math.log2(max(perplexity, 1.0)) if math.isfinite(perplexity) else math.inf
        return height_of(self.perplexity, power / self.perplexity_scale)


def height_of(plot: QRectF, share: float) -> float:
    """Return the height in a plot of a share of its scale; it stays inside."""
    return plot.bottom() - min(1.0, max(0.0, share)) * plot.height()


def scale_for(scales: Sequence[int], largest: float) -> int:
    """Return the smallest scale that holds the largest figure."""
    return next((scale for scale in scales if largest <= scale), scales[-1])


def largest_bits(points: Sequence[Point]) -> float:
    """Return the largest finite figure in bits."""
    values = (value for point in points for value in (point.surprisal_bits, point.entropy_bits))
    return max((value for value in values if value is not None and value < math.inf), default=0.0)


def largest_power(points: Sequence[Point]) -> float:
    """Return the largest perplexity as a power of two."""
    values = (point.perplexity for point in points)
    known = (value for value in values if value is not None and value < math.inf)
    return math.log2(max(known, default=1.0))


def bit_figures(scale: int) -> Iterator[tuple[float, str]]:
    """Yield the figures at the axis of bits, each with its share of the plot's height."""
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        yield share, f"{abs(share - 0.5) * 2 * scale:g}"


def perplexity_figures(scale: int) -> Iterator[tuple[float, str]]:
    """Yield the figures at an axis of perplexities, each with its share of the plot's height."""
    for share in (0.0, 0.5, 1.0):
        power = round(scale * share)
        yield share, f"{2**power:,}" if power < 10 else f"2{_superscript(power)}"


def _superscript(number: int) -> str:
    return str(number).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))


def peaks(points: Sequence[Point], figure: Figure, slot: float) -> Iterator[tuple[int, float]]:
    """Yield the places and figures that are drawn: of those in one pixel, the highest.

    Args:
        points: of the text.
        figure: which one of a point.
        slot: width of one token's place, in pixels.
    """
    column, best, highest = -1, -1, -1.0
    for place, point in enumerate(points):
        value = figure(point)
        if value is None:
            continue
        own = place if slot >= 1 else int(place * slot)
        if own != column:
            if best >= 0:
                yield best, highest
            column, best, highest = own, place, value
        elif value > highest:
            best, highest = place, value
    if best >= 0:
        yield best, highest


def means(points: Sequence[Point], figure: Figure, slot: float) -> Iterator[tuple[float, float]]:
    """Yield place and value, those in one pixel as their mean."""
    column, places, values = -1, 0.0, 0.0
    count = 0
    for place, point in enumerate(points):
        value = figure(point)
        if value is None:
            continue
        own = place if slot >= 1 else int(place * slot)
        if own != column and count:
            yield places / count, values / count
            places = values = count = 0
        column = own
        places += place + 0.5
        values += value
        count += 1
    if count:
        yield places / count, values / count
