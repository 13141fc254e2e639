"""The colours of tokens in a theme, and painting them behind the text.

Which step of a scale a token has, and how that looks, is `analysis/colour_scale.py`'s.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter

from gptdesk.analysis.colour_scale import UNTOLD, UNTOLD_SHADE, Shade, shades_of, step_of_all
from gptdesk.analysis.figures import Bands, Measure, TokenRef
from gptdesk.app.theme import Theme
from gptdesk.app.views.page.entry import Entry
from gptdesk.app.views.page.token_boxes import lines_between
from gptdesk.app.views.page.tokens import EntryTokens, TokenPart
from gptdesk.chat.tokens import TokenRecord, TokenStats

STRONGEST_READING = 0.55  # opacity of a tint of 1
_BETWEEN = 1.0  # pixels between two tokens, so that they can be told apart


@dataclass(frozen=True, slots=True)
class ShadeBrushes:
    """One step of a scale in the colours of a theme.

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
        shades: from nothing to the most.
        untold: how a token looks whose figure was not told.
    """

    def __init__(self, theme: Theme, measure: Measure, bands: Bands) -> None:
        self.measure = measure
        self.bands = bands
        self.shades = tuple(brushes_of(theme, shade) for shade in shades_of(measure))
        self.untold = brushes_of(theme, UNTOLD_SHADE)

    def shade(self, step: int) -> ShadeBrushes:
        """Return how a step looks, or `UNTOLD`."""
        return self.untold if step == UNTOLD else self.shades[step]

    def groups(self, tokens: EntryTokens, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """Yield characters (first, end) and step of what is coloured in a range of an entry.

        Tokens of one character have one colour: that of the least expected of them.
        """
        for part, first, stop, left, right in tokens.groups_between(start, end):
            figures = _figures(part)
            of_group = map(figures.__getitem__, range(first, min(stop, len(figures))))
            if step := step_of_all(of_group, self.measure, self.bands):
                yield left, right, step

    def paint(
        self,
        painter: QPainter,
        entry: Entry,
        tokens: EntryTokens,
        band: tuple[float, float],
        covered: tuple[int, int] | None = None,
    ) -> bool:
        """Paint the tints of what is seen of an entry.

        Args:
            painter: its origin is the top left of the entry's text column.
            entry: laid out within the band.
            tokens: of the entry.
            band: the visible heights, from the entry's top.
            covered: characters that are left plain.

        Returns:
            Whether a figure of one of them was not told.
        """
        plain_from, plain_to = covered or (0, 0)
        has_untold = False
        for block, line, first, last, box in lines_between(entry, band):
            for left, right, step in self.groups(tokens, first, last):
                if left < plain_to and right > plain_from:
                    continue
                has_untold |= step == UNTOLD
                shade = self.shade(step)
                for x0, x1 in block.spans_in(line, max(left, first), min(right, last)):
                    width = max(1.0, x1 - x0 - _BETWEEN)
                    height = box.height() - shade.weight
                    painter.fillRect(QRectF(x0, box.top(), width, height), shade.tint)
                    if shade.weight:
                        under = QRectF(x0, box.top() + height, width, shade.weight)
                        painter.fillRect(under, shade.line)
        return has_untold


def paint_reading(
    painter: QPainter,
    theme: Theme,
    entry: Entry,
    tokens: EntryTokens,
    band: tuple[float, float],
    reading: Mapping[TokenRef, float],
) -> None:
    """Tint the tokens of an entry by how strongly they are read, 0 … 1, by its square root.

    Tokens of one character have the tint of the one that is read most.
    """
    for block, line, first, last, box in lines_between(entry, band):
        for part, token, stop, left, right in tokens.groups_between(first, last):
            weight = max((reading.get(part.ref(i), 0.0) for i in range(token, stop)), default=0.0)
            if weight <= 0:
                continue
            tint = theme.color("token_orange")
            tint.setAlphaF(STRONGEST_READING * weight**0.5)
            for x0, x1 in block.spans_in(line, max(left, first), min(right, last)):
                width = max(1.0, x1 - x0 - _BETWEEN)
                painter.fillRect(QRectF(x0, box.top(), width, box.height()), tint)


def _figures(part: TokenPart) -> Sequence[TokenRecord] | Sequence[TokenStats]:
    return part.answer.prompt_stats if part.is_prompt else part.answer.records


def brushes_of(theme: Theme, shade: Shade) -> ShadeBrushes:
    """Return how a step looks in a theme."""
    tint = QColor(theme.color(shade.tint))
    tint.setAlphaF(shade.opacity)
    pattern = Qt.BrushStyle.BDiagPattern if shade.is_hatched else Qt.BrushStyle.SolidPattern
    return ShadeBrushes(QBrush(tint, pattern), QBrush(theme.color(shade.line)), shade.weight)
