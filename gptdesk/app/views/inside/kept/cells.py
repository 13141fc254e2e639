"""Figures on the screen as cells that can be kept: the text as shown, the number in full.

Pure text; knows no widgets.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from gptdesk.app.viewmodels.inside.keeping import Cells, Figures
from gptdesk.app.viewmodels.inside.looking import InsideViewModel
from gptdesk.app.views.inside.sum_words import WrittenSum
from gptdesk.app.views.inside.words import vector_name
from gptdesk.app.views.tokens.formula import number_text
from gptdesk.app.views.widgets.figures import bits_text, count_text, percent_of, percent_text
from gptdesk.chat.kept_views import KeptCell
from gptdesk.engine.inside.values import NamedVector, Stop, floats

_DIGITS = 7  # that are shown
_FLOAT32_DIGITS = 9  # tell every float32 from its neighbours
_MANY = 900  # numbers; a view cannot hold many more


def number_cell(value: float, text: str = "") -> KeptCell:
    """Return a float32 number, shown as `text` or rounded."""
    text = text or number_text(value, _DIGITS)
    is_finite = math.isfinite(value)
    return KeptCell(text, float(f"{value:.{_FLOAT32_DIGITS}g}") if is_finite else None)


def share_cell(p: float) -> KeptCell:
    """Return a probability or a weight."""
    return KeptCell(percent_text(p), p)


def rank_cell(rank: int) -> KeptCell:
    """Return a rank in the vocabulary."""
    return KeptCell(count_text(rank), rank)


def bits_cell(bits: float) -> KeptCell:
    """Return a surprisal or an entropy."""
    return KeptCell(bits_text(bits), bits if math.isfinite(bits) else None)


def total_cell(total: float) -> KeptCell:
    """Return what shares add up to: 100.00 %, though float32 is off by a little."""
    return KeptCell(percent_of(f"{100 * total:.2f}"), total)


def row_of(width: int, *cells: KeptCell | str) -> Cells:
    """Return a row, with empty cells up to `width`."""
    filled = tuple(KeptCell(one) if isinstance(one, str) else one for one in cells)
    return (*filled, *(KeptCell("") for _ in range(width - len(filled))))


def joined(parts: Sequence[Figures]) -> Figures:
    """Return tables below each other, each with its own header; only as many as a view can hold.

    Args:
        parts: at least one; the first is the most telling.
    """
    first, *others = parts
    if not others:
        return first
    kept, numbers = [first], _numbers_in(first)
    for part in others:
        numbers += _numbers_in(part)
        if numbers <= _MANY:
            kept.append(part)
    if len(kept) == 1:
        return first
    width = max(len(one.columns) for one in kept)
    columns = (*first.columns, *("" for _ in range(width - len(first.columns))))
    rows: list[Cells] = []
    for part in kept:
        if part is not first:
            rows += [row_of(width), row_of(width, *part.columns)]
        rows += [row_of(width, *row) for row in (*part.rows, *part.foot)]
    return Figures(columns, tuple(rows))


def _numbers_in(figures: Figures) -> int:
    return sum(cell.number is not None for row in (*figures.rows, *figures.foot) for cell in row)


def vector_figures(vectors: Sequence[NamedVector], stop: Stop) -> Figures:
    """Return vectors as columns; of long ones the numbers farthest from 0 come first."""
    columns = (_tr("number"), *(vector_name(one.name, stop) for one in vectors))
    rows = [
        row_of(len(columns), name, *(number_cell(getattr(one, name_of)) for one in vectors))
        for name_of, name in (
            ("length", _tr("length")),
            ("mean", _tr("mean")),
            ("variance", _tr("variance")),
        )
    ]
    lists = [floats(one.values) for one in vectors]
    count = max(map(len, lists), default=0)
    order = list(range(count))
    if count * len(lists) > _MANY:
        order.sort(key=lambda i: -max(abs(one[i]) for one in lists if i < len(one)))
    for i in order:
        cells = [number_cell(one[i]) if i < len(one) else "" for one in lists]
        rows.append(row_of(len(columns), KeptCell(str(i + 1), i + 1), *cells))
    return Figures(columns, tuple(rows))


def sum_figures(written: WrittenSum) -> Figures:
    """Return a number as its sum, with the number that it must equal."""
    worked = written.worked
    columns = (written.title, written.left, written.right, _tr("product"))
    rows = tuple(
        (
            KeptCell(name),
            number_cell(term.left),
            KeptCell("") if term.right is None else number_cell(term.right),
            number_cell(term.value),
        )
        for name, term in zip(written.names, worked.terms, strict=True)
    )
    foot = [(KeptCell(_tr("sum")), KeptCell(""), KeptCell(""), number_cell(worked.total))]
    for words, (_, operand, result) in zip(written.steps, worked.after, strict=True):
        step = words.format("").strip()
        foot.append((KeptCell(step), KeptCell(""), number_cell(operand), number_cell(result)))
    for name, value in (
        (_tr("the network has"), worked.target),
        (_tr("difference"), worked.difference),
    ):
        foot.append((KeptCell(name), KeptCell(""), KeptCell(""), number_cell(value)))
    return Figures(columns, rows, tuple(foot))


def with_prediction(figures: Figures | None, inside: InsideViewModel) -> Figures:
    """Return figures that close with the prediction at the place, which is all there is for None.

    It has a header of its own: its numbers are not of the columns of the page.

    Args:
        figures: of a page; two columns or more.
        inside: knows the prediction.
    """
    header = (_tr("prediction"), _tr("value"))
    if inside.changes:
        header = (_tr("prediction, as changed"), _tr("value"))
    is_alone = figures is None
    figures = figures or Figures(header, ())
    view, width = inside.view, len(figures.columns)
    if view is None:
        return figures
    outcome = view.outcome
    foot = (
        *(() if is_alone else (row_of(width), row_of(width, *header))),
        row_of(
            width, _tr("p of “{0}”").format(inside.text_of(view.target_id)), share_cell(outcome.p)
        ),
        row_of(width, _tr("its rank"), rank_cell(outcome.rank)),
        row_of(width, _tr("its logit"), number_cell(view.logit)),
        row_of(width, _tr("its surprisal, bits"), bits_cell(outcome.surprisal_bits)),
        row_of(width, _tr("entropy, bits"), bits_cell(outcome.entropy_bits)),
    )
    return Figures(figures.columns, figures.rows, (*figures.foot, *foot))


def _tr(text: str) -> str:
    return QCoreApplication.translate("KeptCells", text)
