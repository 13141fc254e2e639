"""How tokens are coloured: from a figure to a tint and a line under the token.

Owns the scales, their colours in a theme, and painting them behind the text. The weight of the
line says the same as the colour, for who cannot tell the colours apart.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QBrush, QColor, QPainter

from gptdesk.analysis.figures import Bands, Measure, surprisal_bits
from gptdesk.app.theme import Theme
from gptdesk.app.views.page.entry import Entry
from gptdesk.app.views.page.token_boxes import lines_between
from gptdesk.app.views.page.tokens import EntryTokens, TokenPart
from gptdesk.chat.tokens import TokenRecord, TokenStats

SHADES = 16  # steps of a ramp
BANDS = 4  # of ranks
MOST_BITS = 10.0  # of surprisal and entropy at the end of their ramps

_TINT = 0.35  # of a token's ground at the end of a ramp
_BETWEEN = 1.0  # pixels between two tokens, so that they can be told apart
_BAND_COLOURS = ("", "token_sky", "token_orange", "token_vermillion")


@dataclass(frozen=True, slots=True)
class Shade:
    """How one step of a scale looks.

    Attributes:
        tint: behind the token.
        line: under it.
        weight: of the line, 0 … 3 pixels.
    """

    tint: QBrush
    line: QBrush
    weight: int


class TokenColours:
    """The colours of one measure in one theme.

    Attributes:
        measure: what is shown; not NONE.
        bands: of the ranks.
        shades: from nothing to the most, `SHADES` of them, or `BANDS` for ranks.
    """

    def __init__(self, theme: Theme, measure: Measure, bands: Bands) -> None:
        self.measure = measure
        self.bands = bands
        self.shades = _band_shades(theme) if measure is Measure.RANK else _ramp(theme, measure)

    def step_of(self, figure: TokenRecord | TokenStats) -> int | None:
        """Return the place of a token in `shades`; None where its figure is not known."""
        if self.measure is Measure.RANK:
            return None if figure.rank is None else self.bands.band_of(figure.rank)
        if self.measure is Measure.ENTROPY:
            return None if figure.entropy_bits is None else _step(figure.entropy_bits / MOST_BITS)
        if figure.raw_p is None:
            return None
        if self.measure is Measure.PROBABILITY:
            return _step(1.0 - figure.raw_p)
        return _step(surprisal_bits(figure.raw_p) / MOST_BITS)

    def groups(self, tokens: EntryTokens, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """Yield characters (first, end) and step of what is coloured in a range of an entry.

        Tokens of one character have one colour: that of the least expected of them.
        """
        for part, first, stop, left, right in tokens.groups_between(start, end):
            figures = _figures(part)
            steps = [
                self.step_of(figures[index]) for index in range(first, min(stop, len(figures)))
            ]
            step = max((step for step in steps if step is not None), default=0)
            if step:
                yield left, right, step

    def paint(
        self,
        painter: QPainter,
        entry: Entry,
        tokens: EntryTokens,
        band: tuple[float, float],
        covered: tuple[int, int] | None = None,
    ) -> None:
        """Paint the tints of what is seen of an entry.

        Args:
            painter: its origin is the top left of the entry's text column.
            entry: laid out within the band.
            tokens: of the entry.
            band: the visible heights, from the entry's top.
            covered: characters that are left plain.
        """
        plain_from, plain_to = covered or (0, 0)
        for block, line, first, last, box in lines_between(entry, band):
            for left, right, step in self.groups(tokens, first, last):
                if left < plain_to and right > plain_from:
                    continue
                shade = self.shades[step]
                for x0, x1 in block.spans_in(line, max(left, first), min(right, last)):
                    width = max(1.0, x1 - x0 - _BETWEEN)
                    height = box.height() - shade.weight
                    painter.fillRect(QRectF(x0, box.top(), width, height), shade.tint)
                    if shade.weight:
                        under = QRectF(x0, box.top() + height, width, shade.weight)
                        painter.fillRect(under, shade.line)


def _figures(part: TokenPart) -> Sequence[TokenRecord] | Sequence[TokenStats]:
    return part.answer.prompt_stats if part.is_prompt else part.answer.records


def _step(strength: float) -> int:
    """Return the step of a ramp for 0 (nothing) … 1 and more, infinity included."""
    if math.isnan(strength):
        return 0
    return int(min(SHADES - 1.0, max(0.0, strength * SHADES)))


def _ramp(theme: Theme, measure: Measure) -> tuple[Shade, ...]:
    name = "token_blue" if measure is Measure.ENTROPY else "token_orange"
    return tuple(
        _shade(theme, name, _TINT * step / (SHADES - 1), step * BANDS // SHADES)
        for step in range(SHADES)
    )


def _band_shades(theme: Theme) -> tuple[Shade, ...]:
    return tuple(
        _shade(theme, name or "token_sky", _TINT if name else 0.0, weight)
        for weight, name in enumerate(_BAND_COLOURS)
    )


def _shade(theme: Theme, name: str, opacity: float, weight: int) -> Shade:
    tint = QColor(theme.color(name))
    tint.setAlphaF(opacity)
    return Shade(QBrush(tint), QBrush(theme.color(f"{name}_line")), weight)
