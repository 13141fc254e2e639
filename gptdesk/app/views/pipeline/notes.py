"""What the *Pipeline* page says in sentences: why something is not there, and the filters' rules.

Pure text, made of the view model's values.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from gptdesk.analysis.rows import NextTokenSummary
from gptdesk.app.viewmodels.inspector.pipeline import PipelineViewModel
from gptdesk.app.views.tokens.formula import changes_nothing, filter_name, rule_of
from gptdesk.app.views.widgets.figures import point_text
from gptdesk.engine.inspection.values import GREEDY, Pipeline


def why_no_steps(place: PipelineViewModel) -> str:
    """Return why there is no pipeline; empty where one is there or on its way."""
    if place.pipeline is not None:
        return ""
    if place.ref is None:
        return _tr("Every token that the model writes appears here, with the way it was chosen.")
    if place.is_following:
        return _tr(
            "The steps between appear when the answer ends, or at once when you mark a token."
        )
    if place.problem:
        return place.problem
    if not place.has_model:
        return _tr("Open a model to see the steps between.")
    if place.ref.is_prompt and place.ref.index == 0:
        return _tr("Nothing stands before the first token, so nothing predicted it.")
    if place.is_settings_now or place.has_settings_then:
        return ""
    if place.ref.is_prompt:
        return _tr(
            "You wrote this token, no settings chose it. “Settings now” shows what they would make "
            "of its place."
        )
    return _tr(
        "With which settings this token was chosen is not known. “Settings now” shows what those "
        "of now make of its place."
    )


def why_doubtful(place: PipelineViewModel) -> str:
    """Return why the steps may not be those of then; empty where they are."""
    if place.pipeline is None:
        return ""
    if place.other_model:
        return _tr(
            "This answer was written by {0}. The steps are what the model in use makes of it."
        ).format(place.other_model)
    if place.other_precision:
        return _tr(
            "This answer was computed with precision “{0}”. With the one in use the figures differ "
            "a little."
        ).format(place.other_precision)
    return ""


def why_no_draw(place: PipelineViewModel, summary: NextTokenSummary | None) -> str:
    """Return why no dice can be shown.

    Args:
        place: what is looked at.
        summary: of the token on show.
    """
    if place.ref is None or summary is None:
        return ""
    if place.ref.is_prompt:
        return _tr("A token of the prompt: it was not drawn.")
    if summary.is_forced:
        return _tr("You put this token here: no dice were asked.")
    if place.pipeline is not None and place.pipeline.stages[0].name == GREEDY:
        return _tr("Temperature 0: the best score is taken, no dice are asked.")
    if place.pipeline is not None:
        return _tr("The dice of this token are not known.")
    if summary.draw is not None:
        return _tr("The dice fell on u = {0}.").format(point_text(summary.draw))
    return ""


def kept_line(pipeline: Pipeline) -> str:
    """Return how many tokens could be chosen."""
    return _tr("{0} of {1} tokens kept").format(f"{pipeline.kept:,}", f"{pipeline.vocab_size:,}")


def rules_of(pipeline: Pipeline, folded: tuple[str, ...]) -> str:
    """Return what each step that did something does, and which steps are folded away."""
    settings = pipeline.settings
    names = [stage.name for stage in pipeline.stages]
    titles = {"penalty": _tr("Penalty"), "temperature": _tr("Temperature")}
    lines = [
        f"{titles.get(name) or filter_name(name).capitalize()}: {rule_of(name, settings)}"
        for name in ("penalty", *names)
        if not changes_nothing(name, settings)
    ]
    if folded:
        lines.append(_tr("Folded away, because off: {0}.").format(", ".join(folded)))
    return "\n".join(lines)


def _tr(text: str) -> str:
    return QCoreApplication.translate("PipelineNotes", text)
