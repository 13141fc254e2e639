"""Sentences about attention: a cell, the sum of a row, its softmax with the numbers of a place.

Pure text; knows neither widgets nor fonts.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from PySide6.QtCore import QCoreApplication

from gptdesk.app.phrases import clauses
from gptdesk.app.viewmodels.inside.attention import ReadPlace
from gptdesk.app.views.inside.attention.row_table import figure_text
from gptdesk.app.views.tokens.formula import number_text
from gptdesk.app.views.widgets.figures import (
    MINUS,
    UNKNOWN,
    percent_of,
    percent_text,
)
from gptdesk.engine.inside.values import AttentionRow

_PLAIN = 30.0  # scores whose e^x is written as it is


def cell_in_words(
    tokens: tuple[str, ...],
    row: int,
    column: int,
    cell: tuple[float, float] | None,
    percent: Callable[[float], str] = percent_text,
) -> str:
    """Return a cell of a map as a sentence.

    Args:
        tokens: of the whole text.
        row, column: the place that reads, and the one that is read.
        cell: weight and scaled score; None where it is not allowed.
        percent: writes the weight.
    """
    read, reads = (tokens[p - 1] if p <= len(tokens) else "" for p in (column, row))
    if cell is None:
        return _tr("from {0}, {1}, to {2}, {3}: not allowed").format(reads, row, read, column)
    return _tr("from {0}, {1}, to {2}, {3}, weight {4}, scaled score {5}").format(
        reads, row, read, column, percent(cell[0]), figure_text(cell[1])
    )


def pattern_text(share: float | None) -> str:
    """Return one of the four figures of a head, or that no place can read so."""
    return UNKNOWN if share is None else percent_text(share)


def means_in_words() -> str:
    """Return of what the four figures of a head are means."""
    return _tr("means over all places up to this one")


def patterns_in_words() -> str:
    """Return what the four figures of a head are."""
    return _tr(
        "How much of the head's reading goes to the place before; to the first place; to earlier"
        " places with the same token; and, as induction, to the places right after these: to what"
        " came next last time. Each is the mean over all places up to this one that can read so."
    )


def sum_in_words(weights: Iterable[tuple[int, float]], left_out: int | None, place: int) -> str:
    """Return what the weights of a row sum to, what of it is not listed, and what the sum must be.

    Args:
        weights: all places with their weights.
        left_out: a place that is not listed; None for none.
        place: the one that reads.
    """
    pairs = tuple(weights)
    total = math.fsum(weight for _, weight in pairs)
    parts: list[str] = []
    if left_out is not None:
        hidden = math.fsum(weight for one, weight in pairs if one == left_out)
        parts.append(_tr("listed {0}").format(_percent(total - hidden)))
        parts.append(_tr("place {0}, left out, {1}").format(left_out, _percent(hidden)))
    difference = number_text(total - 1, 1)
    parts.append(
        _tr("sum {0}, must be {2}, difference {1}").format(
            _percent(total), difference, percent_of("100")
        )
    )
    parts.append(_tr("after {0}: not allowed (mask)").format(place))
    return clauses(parts)


def softmax_in_words(row: AttentionRow, read: ReadPlace) -> str:
    """Return how the weight of a place came about, with its numbers."""
    if not read.is_allowed:
        return _tr("softmax: {0} is not allowed, its weight is 0").format(read.place)
    weight = number_text(read.weight, 3)
    scaled = f"{abs(read.scaled):.5f}"
    sign = MINUS if read.scaled < 0 else ""
    if max(abs(read.scaled), abs(row.largest)) < _PLAIN:
        return _tr("softmax: e^{0} / Σ e^x = {1} / {2} = {3}").format(
            sign + scaled,
            number_text(math.exp(read.scaled), 5),
            number_text(row.exp_sum * math.exp(row.largest), 5),
            weight,
        )
    largest = number_text(row.largest, 7)
    minus = f"{MINUS} {largest}" if row.largest >= 0 else f"+ {largest.lstrip(MINUS)}"
    return _tr("softmax: e^({0} {1}) / Σ e^(x {1}) = {2} / {3} = {4}").format(
        sign + scaled,
        minus,
        number_text(math.exp(read.scaled - row.largest), 5),
        number_text(row.exp_sum, 5),
        weight,
    )


def _percent(share: float) -> str:
    return percent_of(f"{share * 100:.2f}")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Attention", text)
