"""The worked formula: how one token came to its probability, with its own numbers.

Owns the words and the arithmetic of the worked formula. Each line follows from the figures printed
before it, so that a pocket calculator gives the same; the result is that of `Pipeline`. Pure text.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from gptdesk.app.phrases import sentences
from gptdesk.app.views.widgets.figures import MINUS, percent_text, power_of_ten, setting_text
from gptdesk.chat.tokens import SamplingSettings
from gptdesk.engine.inspection.values import GREEDY, Normaliser, Pipeline, PipelineRow
from gptdesk.sentences import numbered

_SUBTRACTABLE = 1e-4  # of 1 minus ten digits, five are right


@dataclass(frozen=True, slots=True)
class FormulaStep:
    """One step of the way.

    Attributes:
        name: what is done, as the column is called.
        lines: the arithmetic, one line after the other; empty where a step changes nothing.
        words: what the step does and what its numbers are.
        is_removal: it takes the token out; no step follows but the end.
    """

    name: str
    lines: tuple[str, ...]
    words: str
    is_removal: bool = False


def formula_of(pipeline: Pipeline, row: PipelineRow) -> tuple[FormulaStep, ...]:
    """Return the steps from a row's logit to its final probability.

    Args:
        pipeline: how the token was chosen.
        row: one of its rows; everything else is a difference to the rows above.
    """
    if row.token_id is None:
        return _of_the_rest(pipeline, row)
    if row.logit is None or row.after_penalty is None:
        words = _tr("The network gives this token no chance at all: its logit is minus infinity.")
        return (FormulaStep(_tr("raw p"), ("0",), words, is_removal=True),)
    steps = [_raw(pipeline, row.logit, row.raw_p), _penalty(pipeline, row.logit, row.after_penalty)]
    if pipeline.stages[0].name == GREEDY:
        return (*steps, _greedy(row))
    steps.append(_temperature(pipeline, row.after_penalty, row.scaled))
    if row.scaled is None:
        return tuple(steps)
    for place, stage in enumerate(pipeline.stages[1:], start=1):
        step = _filter(pipeline, row, place)
        steps.append(step)
        if step.is_removal:
            return (*steps, _nothing_left(stage.name))
    return (*steps, _final(pipeline, row.scaled, row.final_p))


def rule_of(name: str, settings: SamplingSettings) -> str:
    """Return what a step does, in one or two sentences with its setting.

    Args:
        name: "penalty", or a stage of `Pipeline.stages`.
        settings: whose numbers are written.
    """
    if name == "penalty":
        return _tr(
            "A token that already occurred has its logit divided by {0} if it is positive, "
            "multiplied if it is negative; once, however often it occurred."
        ).format(setting_text(settings.repetition_penalty))
    if name == "temperature":
        return _tr("Every score is divided by {0}.").format(setting_text(settings.temperature))
    if name == "top_k":
        return numbered(
            settings.top_k,
            _tr("Keeps the best score, and its ties."),
            _tr("Keeps the {0} best scores. Ties of the last one stay."),
        )
    if name == "top_p":
        return _tr(
            "Keeps the most probable tokens that together reach {0}. The token that crosses {0} "
            "is kept; of tokens that tie at the edge, as many as are needed."
        ).format(setting_text(settings.top_p))
    if name == "min_p":
        return _tr("Keeps tokens at least {0} times as probable as the most probable one.").format(
            setting_text(settings.min_p)
        )
    return _tr("At temperature 0 the best score is always taken; of ties, the lowest id.")


def changes_nothing(name: str, settings: SamplingSettings) -> bool:
    """Return whether a step is at its neutral value: "penalty", or a stage's name."""
    neutral = {
        "penalty": settings.repetition_penalty == 1,
        "temperature": settings.temperature == 1,
        "top_k": settings.top_k == 0,
        "top_p": settings.top_p == 1,
        "min_p": settings.min_p == 0,
    }
    return neutral.get(name, False)


def score_text(score: float, decimals: int = 6) -> str:
    """Write a logit or a score that was made of one: −9.014449."""
    if abs(score) >= 1e9:
        return number_text(score)
    text = f"{abs(score):.{decimals}f}"
    return f"{MINUS}{text}" if score < 0 and float(text) != 0 else text


def number_text(value: float, digits: int = 7) -> str:
    """Write a number with so many significant digits: 1.028839, 9.357623 × 10⁻¹⁴."""
    text = f"{abs(value):.{digits}g}"
    sign = MINUS if value < 0 else ""
    mantissa, _, exponent = text.partition("e")
    return sign + (f"{mantissa} × {power_of_ten(int(exponent))}" if exponent else mantissa)


def exp_text(exponent: float) -> str:
    """Write e^exponent, also where it is too small or too large for a float."""
    value = math.exp(exponent) if abs(exponent) < 700 else 0.0
    if value > 0:
        return number_text(value)
    tens = exponent / math.log(10)
    whole = math.floor(tens)
    return f"{10 ** (tens - whole):.5f} × {power_of_ten(whole)}"


# -- the steps


def _raw(pipeline: Pipeline, logit: float, raw_p: float) -> FormulaStep:
    words = _tr(
        "{0} is the largest logit, {1} the sum of e^(logit − {0}) over all {2} tokens."
    ).format(
        score_text(pipeline.raw.largest),
        number_text(pipeline.raw.weights),
        f"{pipeline.vocab_size:,}",
    )
    return FormulaStep(_tr("raw p"), _softmax_lines(logit, pipeline.raw, raw_p), words)


def _softmax_lines(score: float, normaliser: Normaliser, result: float) -> tuple[str, ...]:
    largest, weights = score_text(normaliser.largest), number_text(normaliser.weights)
    # Of the printed figures, which are what a pupil subtracts; 1e-6 is below the result's digits.
    difference = round(score, 6) - round(normaliser.largest, 6)
    minus = f"{MINUS} {largest}" if normaliser.largest >= 0 else f"+ {largest.lstrip(MINUS)}"
    return (
        f"e^({score_text(score)} {minus}) / {weights}",
        f"= e^({score_text(difference)}) / {weights}",
        f"= {exp_text(difference)} / {weights}",
        f"= {_result_text(result)}",
    )


def _result_text(probability: float) -> str:
    """Write a probability with five digits, and as it stands in the table."""
    if probability in {0.0, 1.0}:
        return f"{probability:g}"
    percent = percent_text(probability)
    sign, percent = ("≈", percent[1:]) if percent.startswith("≈") else ("=", percent)
    return f"{number_text(probability, 5)} {sign} {percent}"


def _penalty(pipeline: Pipeline, logit: float, after: float) -> FormulaStep:
    settings = pipeline.settings
    penalty = settings.repetition_penalty
    name = _named(_tr("penalty"), setting_text(penalty))
    if penalty == 1:
        return FormulaStep(name, (), _tr("A repetition penalty of 1 changes nothing."))
    if after == logit:
        words = _tr("This token has not occurred yet: its logit stays {0}.")
        return FormulaStep(name, (), words.format(score_text(logit)))
    sign = "/" if logit > 0 else "×"
    line = f"{score_text(logit)} {sign} {setting_text(penalty)} = {score_text(after)}"
    return FormulaStep(name, (line,), rule_of("penalty", settings))


def _temperature(pipeline: Pipeline, after: float, scaled: float | None) -> FormulaStep:
    temperature = pipeline.settings.temperature
    name = _named(_tr("temperature"), setting_text(temperature))
    if temperature == 1:
        return FormulaStep(name, (), _tr("A temperature of 1 changes nothing."))
    if scaled is None:  # so far below the best that float64 has no number for it
        words = _tr("So cold that nothing but the best score is left.")
        return FormulaStep(name, (), words, is_removal=True)
    if not math.isclose(after / temperature, scaled, rel_tol=1e-9, abs_tol=1e-12):
        words = _tr("So cold that scores are measured from the best one: {0}.")
        return FormulaStep(name, (), words.format(score_text(scaled)))
    line = f"{score_text(after)} / {setting_text(temperature)} = {score_text(scaled)}"
    return FormulaStep(name, (line,), rule_of("temperature", pipeline.settings))


def _filter(pipeline: Pipeline, row: PipelineRow, place: int) -> FormulaStep:
    """Return what the filter at `place` of the stages, 1 or more, did with a token."""
    settings = pipeline.settings
    stage, before = pipeline.stages[place], pipeline.stages[place - 1]
    setting = {"top_k": settings.top_k, "top_p": settings.top_p, "min_p": settings.min_p}
    name = _named(filter_name(stage.name), setting_text(setting[stage.name]))
    if changes_nothing(stage.name, settings):
        return FormulaStep(name, (), _tr("Off: all {0} stay.").format(f"{stage.kept:,}"))
    is_removal = row.removed_by == stage.name
    lines = _filter_lines(pipeline, row, place, is_removal=is_removal)
    verdict = _tr("This one is removed.") if is_removal else _tr("This one stays.")
    counts = _tr("1 of {1} stays.") if stage.kept == 1 else _tr("{0} of {1} stay.")
    counts = counts.format(f"{stage.kept:,}", f"{before.kept:,}")
    words = sentences((rule_of(stage.name, settings), counts, verdict))
    return FormulaStep(name, lines, words, is_removal=is_removal)


def _filter_lines(
    pipeline: Pipeline, row: PipelineRow, place: int, *, is_removal: bool
) -> tuple[str, ...]:
    stage, before = pipeline.stages[place], pipeline.stages[place - 1]
    assert stage.normaliser is not None, "not greedy"
    assert before.normaliser is not None, "not greedy"
    if stage.name == "top_p":
        inside, all_before = stage.normaliser.weights, before.normaliser.weights
        share = min(1.0, inside / all_before)
        sign = "≥" if share >= pipeline.settings.top_p else "<"
        line = _tr("kept together: {0} / {1} = {2} {3} {4}").format(
            number_text(inside),
            number_text(all_before),
            _told_apart(share, pipeline.settings.top_p),
            sign,
            setting_text(pipeline.settings.top_p),
        )
        return (line,)
    if stage.name == "min_p" and row.scaled is not None:
        difference = row.scaled - before.normaliser.largest
        sign = "<" if is_removal else "≥"
        ratio = f"e^({score_text(difference)}) = {_ratio_text(difference, pipeline.settings.min_p)}"
        return (f"{ratio} {sign} {setting_text(pipeline.settings.min_p)}",)
    return ()


def _ratio_text(exponent: float, limit: float) -> str:
    """Write e^exponent with as many digits as tell it from a limit."""
    text = exp_text(exponent)
    return _told_apart(math.exp(exponent), limit) if text == setting_text(limit) else text


def _told_apart(value: float, limit: float) -> str:
    """Write a number with five digits, or with as many as tell it from a limit."""
    beside = setting_text(limit)
    texts = (number_text(value, digits) for digits in range(5, 18))
    return next((text for text in texts if value == limit or text != beside), repr(value))


def _final(pipeline: Pipeline, scaled: float, final_p: float) -> FormulaStep:
    stage = pipeline.stages[-1]
    assert stage.normaliser is not None, "not greedy"
    words = _tr(
        "{0} is the largest score, {1} the sum of e^(score − {0}) over {2}: they are "
        "renormalised, so that they sum to 100 %."
    ).format(
        score_text(stage.normaliser.largest),
        number_text(stage.normaliser.weights),
        numbered(stage.kept, _tr("the 1 token that is left"), _tr("the {0} tokens that are left")),
    )
    return FormulaStep(_tr("final q"), _softmax_lines(scaled, stage.normaliser, final_p), words)


def _greedy(row: PipelineRow) -> FormulaStep:
    is_best = row.kept > 0
    verdict = _tr("This is it.") if is_best else _tr("This is another one.")
    words = sentences((rule_of(GREEDY, SamplingSettings()), verdict))
    return FormulaStep(
        _tr("final q"), ("1 = 100 %" if is_best else "0",), words, is_removal=not is_best
    )


def _nothing_left(name: str) -> FormulaStep:
    return FormulaStep(_tr("final q"), ("0",), _tr("Removed by {0}.").format(filter_name(name)))


def _of_the_rest(pipeline: Pipeline, row: PipelineRow) -> tuple[FormulaStep, ...]:
    """Everything else is what the rows above leave of 100 %."""
    above = [one for one in pipeline.rows if one.token_id is not None]
    without_row = numbered(
        row.tokens, _tr("1 token has no row of its own"), _tr("{0} tokens have no row of their own")
    )
    tokens = _tr("{0}; {1} of them could be chosen.").format(without_row, f"{row.kept:,}")
    steps: list[FormulaStep] = []
    for name, rows_p, own in (
        (_tr("raw p"), math.fsum(one.raw_p for one in above), row.raw_p),
        (_tr("final q"), math.fsum(one.final_p for one in above), row.final_p),
    ):
        line = _result_text(own)
        if own >= _SUBTRACTABLE:
            line = f"1 {MINUS} {number_text(min(1.0, rows_p), 10)} = {line}"
        steps.append(FormulaStep(name, (line,), tokens))
    return tuple(steps)


def filter_name(name: str) -> str:
    """Return a stage's name as the sliders call it; "removed" where it is not known."""
    names = {GREEDY: _tr("greedy"), "top_k": "top-k", "top_p": "top-p", "min_p": "min-p"}
    return names.get(name) or _tr("removed")


def _named(name: str, setting: str) -> str:
    return f"{name} {setting}"


def _tr(text: str) -> str:
    return QCoreApplication.translate("Formula", text)
