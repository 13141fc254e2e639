"""A row of alternatives in words: as a screen reader says it, as a tooltip, as copied text.

Pure text; the figures are written as in the window.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication

from gptdesk.analysis.rows import TokenRow
from gptdesk.app.views.tokens.formula import filter_name
from gptdesk.app.views.widgets.figures import percent_text


def row_in_words(row: TokenRow) -> str:
    """Return one row as a sentence without a full stop."""
    values = _tr("raw {0}").format(percent_text(row.raw_p))
    if row.final_p is not None:
        values = _tr("{0}, final {1}").format(values, percent_text(row.final_p))
    if row.is_rest:
        return _tr("everything else: {0}").format(values)
    words = _tr("rank {0}, token {1}, id {2}: {3}").format(row.rank, row.text, row.token_id, values)
    return ", ".join((words, *marks_in_words(row)))


def marks_in_words(row: TokenRow) -> tuple[str, ...]:
    """Return what marks and strokes say about a row."""
    marks: list[str] = []
    if row.is_chosen:
        marks.append(_tr("chosen"))
    if row.is_drawn:
        marks.append(_tr("the dice fall here now"))
    if row.is_removed and not row.is_rest:
        marks.append(_removal_in_words(row))
    return tuple(marks)


def tip_of(row: TokenRow) -> str:
    """Return what the mouse, or the keyboard, is told of a row."""
    if row.is_rest:
        return _tr("All the tokens that have no row of their own.")
    lines = [row.text, _tr("id {0}, rank {1}").format(row.token_id, row.rank)]
    return "\n".join((*lines, *marks_in_words(row)))


def rows_as_text(rows: Iterable[TokenRow]) -> str:
    """Return rows as lines of columns divided by tabs, with a header."""
    lines = ["rank\tid\ttoken\traw_p\tfinal_q\tchosen"]
    for row in rows:
        name = _tr("everything else") if row.is_rest else row.text
        final = "" if row.final_p is None else f"{row.final_p:.6g}"
        lines.append(
            f"{row.rank or ''}\t{'' if row.token_id is None else row.token_id}\t{name}\t"
            f"{row.raw_p:.6g}\t{final}\t{'●' if row.is_chosen else ''}"
        )
    return "\n".join(lines)


def _removal_in_words(row: TokenRow) -> str:
    if row.removed_by:
        return _tr("removed by {0}").format(filter_name(row.removed_by))
    return _tr("removed by the sampling settings")


def _tr(text: str) -> str:
    return QCoreApplication.translate("TokenWords", text)
