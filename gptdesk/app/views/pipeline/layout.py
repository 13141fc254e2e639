"""Where the columns of the pipeline stand: what is frozen, what scrolls, what is folded away.

Owns the arithmetic from widths of text to pixels; draws nothing. Rank, token and bars stay at the
left and the final probability at the right; the steps between them scroll where there is no room.
Steps that change nothing are folded away first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gptdesk.app.theme import SPACE_1, SPACE_2
from gptdesk.app.views.pipeline.columns import Column
from gptdesk.app.views.tokens.formula import MINUS
from gptdesk.app.views.widgets.figures import WIDEST_PERCENTAGES

_SCORES = {"logit", "penalty", "temperature"}
_WIDEST_SCORE = f"{MINUS}100.00"
_TOKEN = (56, 150)  # least and most, pixels at 100 %
_BAR = (20, 110)

Measure = Callable[[str], int]  # the width of a text in pixels


@dataclass(frozen=True, slots=True)
class Place:
    """Where one column stands.

    Attributes:
        index: of the column.
        left, width: of its cells; of a scrolling column from the left end of all of them.
    """

    index: int
    left: int
    width: int

    @property
    def right(self) -> int:
        """Where its figures end."""
        return self.left + self.width


@dataclass(frozen=True, slots=True)
class PipelineLayout:
    """Edges and widths, in pixels; they depend on font, width and settings, never on chances.

    Attributes:
        mark: left edge of the sign.
        rank_right: where ranks end.
        token, token_width: of the token's ground.
        bar, bar_width: of a full bar.
        steps: the columns that scroll.
        steps_left, steps_right: the window that they are seen through; it shows whole columns.
        seen: how many of them are seen at once.
        final: the last column, which does not scroll.
        folded: indices of the columns that are folded away.
    """

    mark: int
    rank_right: int
    token: int
    token_width: int
    bar: int
    bar_width: int
    steps: tuple[Place, ...]
    steps_left: int
    steps_right: int
    seen: int
    final: Place
    folded: tuple[int, ...]

    def scrolled(self, first: int) -> tuple[Place, ...]:
        """Return where the columns that are seen stand in the widget, from the `first` step on."""
        shown = self.steps[first : first + self.seen]
        start = self.steps_left - (shown[0].left if shown else 0)
        return tuple(Place(at.index, start + at.left, at.width) for at in shown)

    @property
    def unseen(self) -> int:
        """How many columns are out of sight; 0 when all are seen."""
        return len(self.steps) - self.seen


def layout_of(
    columns: Sequence[Column], width: int, measure: Measure, zoom: int = 100
) -> PipelineLayout:
    """Divide a width among columns.

    Args:
        columns: of the table, the last one being the final probability.
        width: of the widget, pixels.
        measure: of the bold font that the cells are written in.
        zoom: size of the text, percent.
    """
    rank_right = SPACE_1 + measure("●") + SPACE_1 + measure("50257")
    token = rank_right + SPACE_2
    least_token, most_token = (size * zoom // 100 for size in _TOKEN)
    least_bar, most_bar = (size * zoom // 100 for size in _BAR)
    widths = [_column_width(column, measure) for column in columns]
    final_width = widths[-1]
    final = Place(len(columns) - 1, width - SPACE_2 - final_width, final_width)

    steps = list(range(len(columns) - 1))
    room = final.left - token - SPACE_2  # for token, bars and steps
    folded = [index for index in steps if columns[index].is_neutral]
    if sum(widths[:-1]) + least_token + least_bar + SPACE_2 <= room:
        folded = []
    shown = [index for index in steps if index not in folded]
    for_steps = room - least_token - least_bar - SPACE_2
    seen = len(shown)
    if sum(widths[index] for index in shown) > for_steps:
        widths = [max(widths)] * len(columns)  # alike, so that as many are seen wherever one is
        seen = max(1, for_steps // widths[0])
    steps_width = sum(widths[index] for index in shown[:seen])
    spare = max(0, for_steps - steps_width)
    token_width = min(most_token, least_token + spare * 6 // 10)
    bar_width = min(most_bar, least_bar + spare - (token_width - least_token))
    bar = token + token_width + SPACE_2
    return PipelineLayout(
        mark=SPACE_1,
        rank_right=rank_right,
        token=token,
        token_width=token_width,
        bar=bar,
        bar_width=bar_width,
        steps=_places(shown, widths),
        steps_left=final.left - steps_width,
        steps_right=final.left,
        seen=seen,
        final=final,
        folded=tuple(folded),
    )


def full_width(columns: Sequence[Column], measure: Measure, zoom: int = 100) -> int:
    """Return the width at which nothing has to be folded or scrolled."""
    frozen = 2 * SPACE_1 + measure("●") + measure("50257") + 4 * SPACE_2 + SPACE_1
    least = (_TOKEN[0] + _BAR[0]) * zoom // 100
    return frozen + least + sum(_column_width(column, measure) for column in columns)


def _places(shown: list[int], widths: list[int]) -> tuple[Place, ...]:
    places: list[Place] = []
    left = 0
    for index in shown:
        places.append(Place(index, left, widths[index]))
        left += widths[index]
    return tuple(places)


def _column_width(column: Column, measure: Measure) -> int:
    figures = (_WIDEST_SCORE,) if column.key in _SCORES else WIDEST_PERCENTAGES
    texts = (*figures, column.title)
    return max(map(measure, texts)) + SPACE_2
