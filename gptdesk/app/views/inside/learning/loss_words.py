"""The words for losses, their parts and what became of them; pure text."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication

from gptdesk.app.views.inside.words import changed_in_words
from gptdesk.app.views.tokens.formula import number_text
from gptdesk.app.views.widgets.figures import MINUS, percent_text
from gptdesk.chat.changes import Changes

INFINITE = "∞"
_FAR = 0.5  # of the change that was forecast


def figure_text(value: float, digits: int = 4, *, is_signed: bool = False) -> str:
    """Write a number, also one that diverged: 1.556, ∞, not a number."""
    if math.isnan(value):
        return _tr("not a number")
    if math.isinf(value):
        return MINUS + INFINITE if value < 0 else INFINITE
    text = number_text(value, digits)
    return f"+{text}" if is_signed and value > 0 else text


def loss_text(nats: float) -> str:
    """Write a loss in nats and in bits."""
    if not math.isfinite(nats):
        return figure_text(nats)
    return _tr("{0} nats, {1} bits").format(figure_text(nats), figure_text(nats / math.log(2)))


def step_sentence(before: float, after: float, forecast: float) -> str:
    """Return what a step did to the loss, against what the gradient promised; all in nats."""
    if not math.isfinite(after):
        return _tr("The step was much too large: the loss is out of all bounds.")
    if after > before:
        return _tr("The step was too large: the loss grew.")
    if abs(after - forecast) > _FAR * abs(before - forecast):
        return _tr("The step was long: the loss fell, but far from the gradient's straight line.")
    return _tr("The step was short enough: the loss is near the gradient's straight line.")


def changes_sentence(changes: Changes) -> str:
    """Return that it is computed with changes; empty where nothing is changed."""
    words = changed_in_words(changes)
    return _tr("Computed in the changed network, with {0}.").format(words) if words else ""


def chance_text(p: float) -> str:
    """Write a probability; of a network that diverged it may be no number."""
    return _tr("not a number") if math.isnan(p) else percent_text(p)


def nats_of(p: float) -> float:
    """Return -ln p; of 0 it is infinite."""
    if math.isnan(p):
        return p
    return -math.log(p) if p > 0 else math.inf


def part_name(part: str) -> str:
    """Return what a part of the network is called; `part` is as in `Loss.gradient_lengths`."""
    if part.startswith("block "):
        return _tr("block {0}").format(part.removeprefix("block "))
    names = {
        "token": _tr("token table"),
        "position": _tr("position table"),
        "final norm": _tr("final norm"),
        "head": _tr("output matrix"),
    }
    return names.get(part, part)


def _tr(text: str) -> str:
    return QCoreApplication.translate("LossWords", text)
