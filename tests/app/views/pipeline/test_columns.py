"""The table tells the way from the logit to the choice, and every column of chances sums up."""

from __future__ import annotations

import pytest
import torch

from gptdesk.analysis.rows import fitting, rows_of_pipeline
from gptdesk.app.views.pipeline.columns import PipelineTable, table_of
from gptdesk.chat.tokens import SamplingSettings
from gptdesk.engine.inspection.pipeline import explain_choice

ALL_STEPS = SamplingSettings(temperature=0.8, top_k=4, top_p=0.9, min_p=0.3, repetition_penalty=1.5)
LOGITS = torch.tensor([4.0, 3.5, 3.0, 2.0, 1.0, 0.5])


def table(settings: SamplingSettings, token_id: int | None = 2, top_n: int = 5) -> PipelineTable:
    found = explain_choice(LOGITS, settings, (0,), u=0.1, token_id=token_id, top_n=top_n)
    return table_of(found, str)


def column(found: PipelineTable, key: str) -> list[tuple[str, bool]]:
    place = [column.key for column in found.columns].index(key)
    cells = [row.cells[place] for row in found.rows]
    return [(cell.text.replace("\N{NO-BREAK SPACE}", " "), cell.is_struck) for cell in cells]


def test_columns_are_the_steps_in_their_order() -> None:
    """The order of the steps changes the result, so it is what the table has to show."""
    assert [column.key for column in table(ALL_STEPS).columns] == [
        "logit", "raw", "penalty", "temperature", "top_k", "top_p", "min_p", "final",
    ]  # fmt: skip
    greedy = table(SamplingSettings(temperature=0))
    assert [column.key for column in greedy.columns] == ["logit", "raw", "penalty", "final"]
    assert [column.is_neutral for column in greedy.columns] == [False, False, True, False]


def test_every_column_of_probabilities_sums_to_one() -> None:
    """A column that does not sum to 100 % is a list that hides something."""
    for found in (table(ALL_STEPS), table(SamplingSettings()), table(ALL_STEPS, top_n=1)):
        totals = {column.key: column.total for column in found.columns}
        for key in ("raw", "top_k", "top_p", "min_p", "final"):
            assert totals[key] == "100\N{NO-BREAK SPACE}%"
        assert totals["logit"] == totals["penalty"] == totals["temperature"] == ""


def test_removed_tokens_are_struck_where_they_go_and_stand_nowhere_after() -> None:
    """What a filter takes away is what it does; the row itself stays."""
    found = table(ALL_STEPS)
    removed_by = {row.token.token_id: row.token.removed_by for row in found.rows}
    assert "top_k" in removed_by.values()
    assert "top_p" in removed_by.values() or "min_p" in removed_by.values()
    order = ("top_k", "top_p", "min_p")
    for place, row in enumerate(found.rows):
        if not row.token.removed_by:
            continue
        at = order.index(row.token.removed_by)
        for later, key in enumerate(order):
            text, is_struck = column(found, key)[place]
            assert is_struck == (later == at)
            assert bool(text) == (later <= at)
        assert column(found, "final")[place][0] == row.token.removed_by.replace("_", "-")


def test_penalty_and_temperature_are_seen_in_the_scores() -> None:
    """4 / 1.5 / 0.8: the numbers of the setting and of the cell belong together."""
    found = table(ALL_STEPS)
    titles = [(column.title, column.setting) for column in found.columns]
    assert ("penalty", "1.5") in titles
    assert ("÷ temp.", "0.8") in titles
    places = {row.token.token_id: place for place, row in enumerate(found.rows)}
    assert column(found, "penalty")[places[0]][0] == "2.67"
    assert column(found, "temperature")[places[0]][0] == "3.33"
    assert column(found, "penalty")[places[1]][0] == "3.50"


def test_each_column_says_its_rule_and_how_many_it_keeps() -> None:
    """'The token that crosses p is kept' and 'ties stay' are the two things others leave open."""
    rules = {column.key: column.rule for column in table(ALL_STEPS).columns}
    kept = {column.key: column.kept for column in table(ALL_STEPS).columns}
    assert "crosses 0.9 is kept" in rules["top_p"]
    assert "Ties" in rules["top_k"]
    assert kept["top_k"] == 4
    assert kept["final"] == kept["min_p"]
    assert kept["raw"] is None


def test_other_dice_are_marked_beside_the_token_that_stands_there() -> None:
    """With the settings of now the same dice may fall elsewhere; both are seen."""
    found = explain_choice(LOGITS, SamplingSettings(temperature=0.1), (), u=0.1, token_id=2)
    rows = rows_of_pipeline(found, str)
    assert [row.token_id for row in rows if row.is_chosen] == [2]
    assert [row.token_id for row in rows if row.is_drawn] == [0]
    same = explain_choice(LOGITS, SamplingSettings(temperature=0.1), (), u=0.1, token_id=0)
    assert not any(row.is_drawn for row in rows_of_pipeline(same, str))


def test_rows_that_find_no_room_become_everything_else() -> None:
    """The list has a fixed height; the sum stays, and what is marked keeps its row."""
    found = explain_choice(LOGITS, ALL_STEPS, (), u=0.1, token_id=5, top_n=5)
    rows = rows_of_pipeline(found, str)
    shown = fitting(rows, 4)
    assert len(shown) == 4
    assert [row.token_id for row in shown] == [0, 1, 5, None]
    assert sum(row.raw_p for row in shown) == pytest.approx(1)
    assert sum(row.final_p or 0 for row in shown) == pytest.approx(1)
    assert fitting(rows, 10) == rows
    found = explain_choice(LOGITS, SamplingSettings(1, top_p=1), (), u=0.95, token_id=5, top_n=5)
    shown = fitting(rows_of_pipeline(found, str), 4)
    assert [row.token_id for row in shown] == [0, 3, 5, None], "3 is where the dice fell"


def test_everything_else_is_removed_only_when_all_that_is_in_it_is() -> None:
    """Struck through, it would say that no token without a row could have been drawn."""
    found = explain_choice(LOGITS, SamplingSettings(top_k=3), (), u=0.1, token_id=0, top_n=4)
    rows = rows_of_pipeline(found, str)
    assert [row.is_removed for row in rows] == [False, False, False, True, True]
    assert [row.is_removed for row in fitting(rows, 4)] == [False, False, False, True]
    assert [row.is_removed for row in fitting(rows, 3)] == [False, False, False]
