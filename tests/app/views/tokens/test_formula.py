"""The worked formula can be checked with a pocket calculator: every line follows from itself."""

from __future__ import annotations

import itertools
import math
import re

import pytest
import torch

from gptdesk.app.views.text.words import settings_in_words
from gptdesk.app.views.tokens.formula import exp_text, formula_of, number_text, score_text
from gptdesk.app.views.widgets.figures import setting_text
from gptdesk.chat.tokens import SamplingSettings
from gptdesk.engine.inspection.pipeline import explain_choice
from gptdesk.engine.inspection.values import Pipeline, PipelineRow

HARD = SamplingSettings(temperature=0.7, top_k=30, top_p=0.9, min_p=0.05, repetition_penalty=1.3)
USUAL = (
    SamplingSettings(),
    HARD,
    SamplingSettings(temperature=1, top_p=1),
    SamplingSettings(temperature=0.02, top_p=1),
    SamplingSettings(temperature=0, repetition_penalty=1.2),
    SamplingSettings(temperature=1.4, top_p=1, min_p=0.1, repetition_penalty=0.8),
)
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_POWER = re.compile(r" ?× ?10([⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)")
_NUMBER = re.compile(r"[0-9.]+(?: ?× ?10[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)?")


def pipeline(settings: SamplingSettings, seed: int = 0, offset: float = 0.0) -> Pipeline:
    """Return how a token of random logits is chosen; some tokens were seen before."""
    generator = torch.Generator().manual_seed(seed)
    logits = torch.randn(5000, generator=generator) * 3 + offset
    seen = logits.topk(9).indices.tolist()[::2]
    return explain_choice(logits, settings, seen, u=0.4, token_id=17)


def typed(text: str) -> float:
    """Return what a calculator shows when `text` is typed into it."""
    text = _POWER.sub(lambda power: f"e{power[1].translate(_SUPERSCRIPTS)}", text)
    text = text.replace("\N{MINUS SIGN}", "-").replace("×", "*").replace("e^", "exp")
    return eval(text, {"exp": math.exp})


def last_place(text: str) -> float:
    """Return one unit in the last place of the number that `text` is."""
    mantissa, _, power = text.strip("\N{MINUS SIGN}").partition(" × 10")
    decimals = len(mantissa.partition(".")[2])
    return 10.0 ** (int(power.translate(_SUPERSCRIPTS) or 0) - decimals)


def checked(line: str, before: str | None) -> None:
    """Each side of an equals sign gives the next, to the digits that are printed."""
    parts = [part for part in line.split(" = ") if not part.endswith("%")]
    parts = [re.split(r" [≥<] ", part)[0] for part in parts]
    sides = [part.removeprefix("= ").removeprefix("kept together: ") for part in parts]
    if before is not None:
        sides.insert(0, before)
    for left, right in itertools.pairwise(sides):
        expected, shown = typed(left), typed(right)
        unit = last_place(_NUMBER.findall(right)[-1]) if "e^" not in right else 0.0
        # Half a unit is rounding; 1e-6 is the sixth decimal of two scores in an exponent.
        assert shown == pytest.approx(expected, rel=3e-6, abs=0.51 * unit), (left, right)


def rows_worth_a_look(found: Pipeline) -> list[PipelineRow]:
    return [*found.rows[:3], *found.rows[9:11], *found.rows[-3:]]


@pytest.mark.parametrize("settings", USUAL)
@pytest.mark.parametrize("offset", [0.0, -60.0])
def test_every_line_can_be_typed_into_a_calculator(
    settings: SamplingSettings, offset: float
) -> None:
    """The formula is there to be checked; a figure that does not follow would teach distrust."""
    found = pipeline(settings, offset=offset)
    lines = 0
    for row in rows_worth_a_look(found):
        for step in formula_of(found, row):
            before = None
            for line in step.lines:
                checked(line, before if line.startswith("= ") else None)
                before = line.removeprefix("= ").split(" = ")[0]
                lines += 1
    assert lines > 20


@pytest.mark.parametrize("settings", USUAL)
def test_results_are_those_of_the_table(settings: SamplingSettings) -> None:
    """The last line of a row's formula is the figure that stands in its last column."""
    found = pipeline(settings)
    for row in rows_worth_a_look(found):
        first, *_, last = formula_of(found, row)
        for step, p in ((first, row.raw_p), (last, row.final_p)):
            line = step.lines[-1].replace("≈", "=")
            shown = line.removesuffix("%").rpartition("= ")[2]
            in_percent = line.endswith("%")
            printed = typed(shown.strip()) / (100 if in_percent else 1)
            assert printed == pytest.approx(p, rel=0.06, abs=6e-5)


def test_each_filter_says_its_rule_and_its_verdict() -> None:
    """Tools disagree on what top-p means (is the crossing token in?): ours is written out."""
    found = pipeline(HARD)
    removed = {row.removed_by: row for row in found.rows if row.removed_by}
    words = {
        name: {step.name.split()[0]: step for step in formula_of(found, row)}
        for name, row in removed.items()
    }
    assert "token that crosses 0.9 is kept" in words["top_p"]["top-p"].words
    assert words["top_p"]["top-p"].is_removal
    assert words["top_p"]["top-p"].words.endswith("This one is removed.")
    assert "Ties of the last one stay" in words["top_p"]["top-k"].words
    assert words["top_p"]["top-k"].words.endswith("This one stays.")
    assert words["top_p"]["final"].words == "Removed by top-p."
    kept = {step.name.split()[0]: step for step in formula_of(found, found.rows[0])}
    assert "0.05 times as probable" in kept["min-p"].words
    assert "divided by 1.3" in kept["penalty"].words
    assert f"{found.stages[2].kept} of {found.stages[1].kept} stay" in kept["top-p"].words


def test_what_changes_nothing_has_no_arithmetic() -> None:
    """A step that is off must not look like one that did something."""
    found = pipeline(SamplingSettings(temperature=1, top_p=1))
    steps = {step.name.split()[0]: step for step in formula_of(found, found.rows[0])}
    for name in ("penalty", "temperature", "top-k", "top-p", "min-p"):
        assert steps[name].lines == ()
        assert not steps[name].is_removal


def test_a_token_that_cannot_come_says_so() -> None:
    """Minus infinity has no arithmetic; a fraction of it would be nonsense."""
    logits = torch.zeros(30)
    logits[7] = -math.inf
    found = explain_choice(logits, SamplingSettings(), (), u=None, token_id=7)
    row = found.row_of(7)
    assert row is not None
    (step,) = formula_of(found, row)
    assert step.lines == ("0",)
    assert step.is_removal


def test_numbers_are_written_as_what_they_are() -> None:
    """Nothing possible becomes 0; a power of ten is written as in a book."""
    assert number_text(9.357623e-14) == "9.357623 × 10⁻¹⁴"
    assert number_text(1.0288390001) == "1.028839"
    assert score_text(-0.0000001) == "0.000000"
    assert score_text(-9.0144494) == "\N{MINUS SIGN}9.014449"
    assert exp_text(-1000.0) == "5.07596 × 10⁻⁴³⁵"
    assert exp_text(0.0) == "1"


def test_a_ratio_at_its_limit_is_told_from_it() -> None:
    """“0.05000 < 0.05” explains nothing: there are as many digits as it takes."""
    logits = torch.full((50,), -30.0)
    logits[0], logits[1] = 0.0, math.log(0.05) - 1e-6
    settings = SamplingSettings(temperature=1, top_p=1, min_p=0.05)
    made = explain_choice(logits, settings, (), u=0.4, token_id=1)
    row = made.row_of(1)
    assert row is not None
    assert row.removed_by == "min_p"
    lines = [line for step in formula_of(made, row) for line in step.lines if " < 0.05" in line]
    (line,) = lines
    value = line.split(" = ")[-1].partition(" < ")[0]
    assert float(value) < 0.05
    assert not line.endswith("0.05000 < 0.05")


def test_a_setting_that_is_not_neutral_is_not_written_as_neutral() -> None:
    """A top-p of 0.9999999, as a file can have, is not 1."""
    assert setting_text(0.9999999) == "0.9999999"
    assert setting_text(0.1 + 0.2) == "0.3"
    assert "top-p 0.9999999" in settings_in_words(SamplingSettings(top_p=0.9999999))
