"""The pipeline as a table of words: columns, cells, sums; rows as sentences, and as lines to copy.

A painter and a screen reader take the same text from here. Pure values. A filter's column holds
what the filter judged: the tokens it removes are struck out there, and stand in no column after it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from gptdesk.analysis.rows import TextOf, TokenRow, rows_of_pipeline
from gptdesk.app.phrases import in_a_row
from gptdesk.app.views.tokens.formula import (
    changes_nothing,
    filter_name,
    rule_of,
    score_text,
)
from gptdesk.app.views.tokens.words import (
    final_text,
    marks_in_words,
    rank_text,
    row_token,
)
from gptdesk.app.views.widgets.figures import MINUS, percent_text, setting_text
from gptdesk.engine.inspection.values import GREEDY, Pipeline, PipelineRow


@dataclass(frozen=True, slots=True)
class Column:
    """One step of the pipeline.

    Attributes:
        key: "logit", "raw", "penalty", a stage of `Pipeline.stages`, or "final".
        title: what it is called.
        setting: the number it works with; empty where it has none.
        rule: what it does, in words.
        is_neutral: its setting changes nothing.
        kept: tokens left after it; None where it removes none.
        total: the sum of its probabilities; empty for scores, which have none.
    """

    key: str
    title: str
    setting: str
    rule: str
    is_neutral: bool = False
    kept: int | None = None
    total: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one row of a column; struck out where the token is removed there."""

    text: str
    is_struck: bool = False


@dataclass(frozen=True, slots=True)
class PipelineTableRow:
    """One token on its way.

    Attributes:
        token: what it is, raw and final probability.
        cells: one for each column.
    """

    token: TokenRow
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class PipelineTable:
    """What is painted, read aloud and copied.

    Attributes:
        columns, rows: its cells.
        rank_count: tokens of the vocabulary; 0 where that is not known.
    """

    columns: tuple[Column, ...] = ()
    rows: tuple[PipelineTableRow, ...] = ()
    rank_count: int = 0


def table_of(pipeline: Pipeline, text_of: TextOf) -> PipelineTable:
    """Return the table of a pipeline; its rows are those of `Pipeline.rows`."""
    columns = _columns(pipeline)
    tokens = rows_of_pipeline(pipeline, text_of)
    stages = {stage.name: place for place, stage in enumerate(pipeline.stages)}
    filters = {name: place for name, place in stages.items() if place > 0}
    ways = [(column.key, filters.get(column.key)) for column in columns]
    rows = tuple(
        PipelineTableRow(
            token,
            tuple(_cell(row, key, place, stages.get(row.removed_by)) for key, place in ways),
        )
        for token, row in zip(tokens, pipeline.rows, strict=True)
    )
    return PipelineTable(columns, rows, pipeline.vocab_size)


def table_of_rows(tokens: Sequence[TokenRow], kept: int | None, rank_count: int) -> PipelineTable:
    """Return what can be said before, or without, a pipeline: the ends of the way.

    Args:
        tokens: the rows.
        kept: tokens that the settings left; None where it is not known.
        rank_count: tokens of the vocabulary; 0 where that is not known.
    """
    columns = (
        Column("raw", _tr("raw p"), "", _tr("Before the settings.")),
        Column("final", _tr("final q"), "", _tr("After the settings."), kept=kept),
    )
    rows = (
        PipelineTableRow(token, (Cell(percent_text(token.raw_p)), Cell(final_text(token))))
        for token in tokens
    )
    return PipelineTable(columns, tuple(rows), rank_count)


def _step_titles() -> dict[str, str]:
    return {
        "logit": _tr("logit"),
        "raw": _tr("raw p"),
        "penalty": _tr("penalty"),
        "temperature": _tr("÷ temp."),
    }


def _columns(pipeline: Pipeline) -> tuple[Column, ...]:
    settings, rows = pipeline.settings, pipeline.rows
    titles = _step_titles()
    columns = [
        Column("logit", titles["logit"], "", _tr("The network's score for each token.")),
        Column(
            "raw",
            titles["raw"],
            "",
            _tr("e^logit, divided by the sum of e^logit over all {0} tokens.").format(
                f"{pipeline.vocab_size:,}"
            ),
            total=_total(row.raw_p for row in rows),
        ),
        Column(
            "penalty",
            titles["penalty"],
            setting_text(settings.repetition_penalty),
            rule_of("penalty", settings),
            is_neutral=changes_nothing("penalty", settings),
        ),
    ]
    if pipeline.stages[0].name != GREEDY:
        columns.append(
            Column(
                "temperature",
                titles["temperature"],
                setting_text(settings.temperature),
                rule_of("temperature", settings),
                is_neutral=changes_nothing("temperature", settings),
            )
        )
        columns.extend(
            Column(
                stage.name,
                filter_name(stage.name),
                {
                    "top_k": f"{settings.top_k}",
                    "top_p": setting_text(settings.top_p),
                    "min_p": setting_text(settings.min_p),
                }[stage.name],
                rule_of(stage.name, settings),
                is_neutral=changes_nothing(stage.name, settings),
                kept=stage.kept,
                total=_total(row.stage_p[place] for row in rows),
            )
            for place, stage in enumerate(pipeline.stages[1:])
        )
    return (*columns, _final_column(pipeline))


def _final_column(pipeline: Pipeline) -> Column:
    is_greedy = pipeline.stages[0].name == GREEDY
    rule = _tr("What is left, renormalised: divided by its sum, so that it is 100 % again.")
    return Column(
        "final",
        _tr("final q"),
        _tr("greedy") if is_greedy else "",
        rule_of(GREEDY, pipeline.settings) if is_greedy else rule,
        kept=pipeline.kept,
        total=_total(row.final_p for row in pipeline.rows),
    )


def _total(column: Iterable[float]) -> str:
    """Write a sum; what rounding leaves of it is no part of it."""
    return percent_text(round(math.fsum(column), 9))


def _cell(row: PipelineRow, key: str, place: int | None, removed_at: int | None) -> Cell:
    """Return what stands in a column.

    Args:
        row: one of the pipeline.
        key: of the column.
        place: of the column's filter among the stages; None for the other columns.
        removed_at: of the filter that removes the row; None for none.
    """
    if place is not None:
        return _filter_cell(row, place, removed_at)
    if key == "raw":
        return Cell(percent_text(row.raw_p))
    if key == "final":
        return Cell(filter_name(row.removed_by) if row.removed_by else percent_text(row.final_p))
    if row.token_id is None:
        return Cell("")
    score = {"logit": row.logit, "penalty": row.after_penalty, "temperature": row.scaled}[key]
    return Cell(f"{MINUS}∞" if score is None else score_text(score, 2))


def _filter_cell(row: PipelineRow, place: int, removed_at: int | None) -> Cell:
    """Return what the filter at `place` saw of a row, struck out where it removes it."""
    judged = row.stage_p[place - 1]
    if row.token_id is None:
        is_removed = judged > 0 and row.stage_p[place] == 0 and row.kept == 0
        is_gone = judged == 0 and row.kept == 0
    else:
        is_removed = removed_at == place
        is_gone = removed_at is not None and removed_at < place
    return Cell("" if is_gone else percent_text(judged), is_removed)


# -- in words


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


def table_as_text(table: PipelineTable) -> str:
    """Return the table as lines of columns divided by tabs."""
    return "\n".join("\t".join(cells) for cells in cells_of(table))


def _cells(row: PipelineTableRow) -> tuple[str, ...]:
    token = row.token
    marks = in_a_row(marks_in_words(token))
    return (rank_text(token), row_token(token), *(cell.text for cell in row.cells), marks)


def _title(column: Column) -> str:
    return f"{column.title} {column.setting}".rstrip()


def _tr(text: str) -> str:
    return QCoreApplication.translate("PipelineColumns", text)
