"""The alternatives at a place as rows: the most probable tokens, the one that is there, the rest.

Owns the arithmetic from a token's figures, or from the pipeline that chose it, to rows that sum to
1. Frozen plain data; formats and draws nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from gptdesk.analysis.figures import TokenFigures
from gptdesk.engine.inspection.values import Pipeline, PipelineRow

TextOf = Callable[[int], str]  # a token's text with every character visible


@dataclass(frozen=True, slots=True)
class TokenRow:
    """One row of the list.

    Attributes:
        rank: 1-based place in the raw distribution; None for "everything else", and for the token
            that is there where the engine cannot tell it.
        token_id: None for "everything else".
        text: the token with every character visible; empty for "everything else".
        raw_p: probability before the sampling settings.
        final_p: after them; None where nothing was chosen, as in a prompt, or it is not known.
        is_chosen: the token that stands in the text.
        is_removed: the filters left nothing of it.
        removed_by: which of them: "greedy", "top_k", "top_p", "min_p"; empty if not known.
        is_rest: all tokens that have no row of their own.
        rank_beyond: so many tokens are known to come before it, where its rank is not told.
        has_id: `token_id` is an id, and not only the number of a text that a server told.
        is_drawn: another token stands in the text, and the same dice would fall here now.
    """

    rank: int | None
    token_id: int | None
    text: str
    raw_p: float
    final_p: float | None
    is_chosen: bool = False
    is_removed: bool = False
    removed_by: str = ""
    is_rest: bool = False
    is_drawn: bool = False
    rank_beyond: int | None = None
    has_id: bool = True


def figures_with_pipeline(
    figures: TokenFigures, pipeline: Pipeline, *, is_settings_now: bool
) -> TokenFigures:
    """Return a token's figures with what a pipeline adds to them.

    Args:
        figures: what is known of the token.
        pipeline: of the same place.
        is_settings_now: it is not how the token was chosen: the figures are the pipeline's.
    """
    row = pipeline.row_of(figures.token_id)
    if row is None or figures.token_id != pipeline.token_id:
        return figures
    if is_settings_now:
        return replace(
            figures,
            raw_p=row.raw_p,
            rank=row.rank,
            surprisal_bits=pipeline.surprisal_bits,
            entropy_bits=pipeline.entropy_bits,
            final_p=row.final_p,
            kept=pipeline.kept,
        )
    return replace(
        figures,
        raw_p=row.raw_p if figures.raw_p is None else figures.raw_p,
        rank=row.rank if figures.rank is None else figures.rank,
        surprisal_bits=pipeline.surprisal_bits
        if figures.surprisal_bits is None
        else figures.surprisal_bits,
        entropy_bits=pipeline.entropy_bits
        if figures.entropy_bits is None
        else figures.entropy_bits,
    )


def rows_of_figures(figures: TokenFigures, text_of: TextOf) -> tuple[TokenRow, ...]:
    """Return the most probable tokens by rank, the one that stands there, and everything else.

    Args:
        figures: of the token.
        text_of: how tokens are written.
    """
    if not figures.top:
        return ()  # nothing predicted it
    known = {top.token_id for top in figures.top}
    # Where no filter is named, a probability of 0 may only be too small for a number.
    is_unnamed = not any(top.removed_by for top in figures.top)
    is_filtered = is_unnamed and figures.kept is not None and figures.kept < len(figures.top)
    rows = [
        TokenRow(
            rank=rank,
            token_id=top.token_id,
            text=text_of(top.token_id),
            raw_p=top.raw_p,
            final_p=top.final_p,
            is_chosen=top.token_id == figures.token_id,
            is_removed=bool(top.removed_by) or (is_filtered and top.final_p == 0),
            removed_by=top.removed_by,
            has_id=figures.has_id,
        )
        for rank, top in enumerate(figures.top, start=1)
    ]
    if figures.token_id not in known and figures.raw_p is not None:
        rows.append(_row_of_token(figures, text_of))
    return (*rows, _rest_of(rows, figures))


def _row_of_token(figures: TokenFigures, text_of: TextOf) -> TokenRow:
    assert figures.raw_p is not None, "asked before"
    return TokenRow(
        rank=figures.rank,
        token_id=figures.token_id,
        text=text_of(figures.token_id),
        raw_p=figures.raw_p,
        final_p=figures.final_p,
        is_chosen=True,
        is_removed=figures.is_forced and figures.final_p == 0,
        rank_beyond=figures.rank_beyond,
        has_id=figures.has_id,
    )


def _rest_of(rows: list[TokenRow], figures: TokenFigures) -> TokenRow:
    """Return the row of all other tokens, with which the sums are 1.

    Its q is not known where a server told a part, and what the settings keep hangs on the others:
    the q of those that were told is sure as far as it is shown, and all its errors would be here.
    """
    raw_p = max(0.0, 1.0 - math.fsum(row.raw_p for row in rows))
    finals = [row.final_p for row in rows]
    final_p = None
    if figures.final_p is not None and figures.kept is not None and None not in finals:
        final_p = max(0.0, 1.0 - math.fsum(p or 0.0 for p in finals))
        if figures.kept <= sum(not row.is_removed for row in rows):
            final_p = 0.0  # all that was kept has a row; what is left is rounding
    return TokenRow(
        rank=None,
        token_id=None,
        text="",
        raw_p=raw_p,
        final_p=final_p,
        is_removed=final_p == 0.0,
        is_rest=True,
    )


def fitting(rows: tuple[TokenRow, ...], count: int) -> tuple[TokenRow, ...]:
    """Return at most `count` rows: the least probable unmarked ones become everything else."""
    spare = len(rows) - count
    if spare <= 0:
        return rows
    *own, rest = rows
    plain = [row for row in own if not (row.is_chosen or row.is_drawn)]
    folded = plain[len(plain) - spare :]
    finals = [row.final_p for row in (*folded, rest)]
    final_p = None if None in finals else math.fsum(p for p in finals if p is not None)
    raw_p = math.fsum(row.raw_p for row in (*folded, rest))
    is_removed = rest.is_removed and all(row.is_removed for row in folded)
    merged = replace(rest, raw_p=raw_p, final_p=final_p, is_removed=is_removed)
    return (*(row for row in own if row not in folded), merged)


def rows_of_pipeline(pipeline: Pipeline, text_of: TextOf) -> tuple[TokenRow, ...]:
    """Return the rows of a pipeline, one for each of `Pipeline.rows`, in that order."""
    drawn_id = None if pipeline.drawn_id == pipeline.token_id else pipeline.drawn_id
    return tuple(
        _row_of_pipeline(row, pipeline.token_id, drawn_id, text_of) for row in pipeline.rows
    )


def _row_of_pipeline(
    row: PipelineRow, token_id: int | None, drawn_id: int | None, text_of: TextOf
) -> TokenRow:
    if row.token_id is None:
        return TokenRow(
            rank=None,
            token_id=None,
            text="",
            raw_p=row.raw_p,
            final_p=row.final_p,
            is_removed=row.kept == 0,
            is_rest=True,
        )
    return TokenRow(
        rank=row.rank,
        token_id=row.token_id,
        text=text_of(row.token_id),
        raw_p=row.raw_p,
        final_p=row.final_p,
        is_chosen=row.token_id == token_id,
        is_removed=bool(row.removed_by),
        removed_by=row.removed_by,
        is_drawn=row.token_id == drawn_id,
    )
