"""Words and figures for changes in the network and what came of them."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from gptdesk.app.views.inside.words import changed_in_words
from gptdesk.app.views.tokens.words import spoken_figure
from gptdesk.app.views.widgets.figures import percent_text
from gptdesk.chat.changes import Changes
from gptdesk.engine.inside.values import Effect


def effect_in_words(effect: Effect, first: str) -> str:
    """Return what came of changes in one line; `first` is the most probable token with them."""
    line = _tr("{0} → {1}").format(percent_text(effect.before.p), percent_text(effect.after.p))
    chance = effect.after.top[0]
    if chance.token_id == effect.before.top[0].token_id:
        return line
    return _tr("{0}, now first: “{1}” {2}").format(line, first, percent_text(chance.p))


def spoken_effect(changes: Changes, effect: Effect, target: str) -> str:
    """Return changes and their effect as a sentence to be heard."""
    return _tr("{0}; {1} {2} percent, was {3}").format(
        changed_in_words(changes),
        target,
        spoken_figure(effect.after.p),
        spoken_figure(effect.before.p),
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("Effects", text)
