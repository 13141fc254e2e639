"""The pipeline's table in words: cells for a screen reader, a row as a sentence, lines to copy.

Pure text, made of what is painted.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from gptdesk.app.views.pipeline.columns import Column, PipelineTable, PipelineTableRow
from gptdesk.app.views.tokens.row_words import marks_in_words, row_in_words


def cells_of(table: PipelineTable) -> tuple[tuple[str, ...], ...]:
    """Return the text of every cell: titles, rows, sums and what each step keeps."""
    columns = table.columns
    header = (_tr("rank"), _tr("token"), *map(_title, columns), _tr("remark"))
    kept = ("" if column.kept is None else f"{column.kept:,}" for column in columns)
    return (
        header,
        *map(_cells, table.rows),
        ("", _tr("sum"), *(column.total for column in columns), ""),
        ("", _tr("tokens kept"), *kept, ""),
    )


def row_name(table: PipelineTable, row: PipelineTableRow) -> str:
    """Return a row as one sentence, step by step, up to where the token is removed."""
    steps = [
        f"{_title(column)} {cell.text}"
        for column, cell in zip(table.columns, row.cells, strict=True)
        if cell.text and column.key not in {"raw", "final"} and not column.is_neutral
    ]
    return ", ".join((row_in_words(row.token), *steps))


def table_as_text(table: PipelineTable) -> str:
    """Return the table as lines of columns divided by tabs."""
    return "\n".join("\t".join(cells) for cells in cells_of(table))


def _cells(row: PipelineTableRow) -> tuple[str, ...]:
    token = row.token
    name = _tr("everything else") if token.is_rest else token.text
    marks = ", ".join(marks_in_words(token))
    return (str(token.rank or ""), name, *(cell.text for cell in row.cells), marks)


def _title(column: Column) -> str:
    return f"{column.title} {column.setting}".rstrip()


def _tr(text: str) -> str:
    return QCoreApplication.translate("PipelineWords", text)
