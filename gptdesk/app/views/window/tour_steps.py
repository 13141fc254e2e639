"""The seven steps of the first tour, at the controls of the window.

Owns what each step says and does; the bar is `help/tour.py`.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from gptdesk.analysis.figures import Measure, TokenRef
from gptdesk.app.viewmodels.view_models import ViewModels
from gptdesk.app.views.help.tour import TourStep
from gptdesk.app.views.window.window_views import WindowViews


def tour_steps(views: WindowViews, models: ViewModels) -> tuple[TourStep, ...]:
    """Return the steps, in the order in which one leads to the next."""
    return (_send(views, models), *_reading(views, models), *_playing(views, models))


def _send(views: WindowViews, models: ViewModels) -> TourStep:
    chat = models.chat
    return TourStep(
        _tr("Send a beginning"),
        _tr("Write the first words of a story and press Enter: the model goes on with them."),
        views.composer,
        lambda: None if chat.is_busy else views.sending.send_example(_tr("Once upon a time")),
        (chat.run_finished,),
        lambda: bool(chat.messages.rowCount()) and not chat.is_busy,
    )


def _reading(views: WindowViews, models: ViewModels) -> tuple[TourStep, ...]:
    inspector, panel = models.inspector, views.side_panel
    return (
        TourStep(
            _tr("Mark a token"),
            _tr(
                "Click a word of the answer, or press F2 and the arrow keys. The list beside it"
                " shows what else could have come."
            ),
            views.transcript,
            lambda: _mark(models),
            (inspector.marked_changed,),
            lambda: inspector.marked is not None,
            views.columns.show_panel,
        ),
        TourStep(
            _tr("Open Pipeline"),
            _tr("It shows step by step how this token was chosen, and where the dice fell."),
            panel.tabs.tabBar(),
            lambda: panel.show_page("pipeline"),
            (panel.tabs.currentChanged,),
            lambda: panel.page_name == "pipeline",
            views.columns.show_panel,
        ),
        TourStep(
            _tr("Colour the text"),
            _tr("Colour by surprisal (Ctrl+4): what the model did not expect stands out."),
            views.legend,
            lambda: inspector.set_colour_by(Measure.SURPRISAL),
            (inspector.colouring_changed,),
            lambda: inspector.colour_by is not Measure.NONE,
        ),
    )


def _playing(views: WindowViews, models: ViewModels) -> tuple[TourStep, ...]:
    panel, talk = views.side_panel, models.talk
    return (
        TourStep(
            _tr("Swap a token"),
            _tr(
                "Click another row of the list: the answer branches there and goes on from it."
                " The old one stays (‹ 2/2 ›)."
            ),
            panel.next_token_page.list,
            lambda: _swap(models),
            (models.chat.answer_started,),
            lambda: models.chat.is_busy,
            lambda: (views.columns.show_panel(), panel.show_next_token()),
        ),
        TourStep(
            _tr("Guess what comes next"),
            _tr(
                "Guess mode (Ctrl+G) covers the chances until you have guessed. Press it again to"
                " leave it."
            ),
            panel.guess_button,
            lambda: talk.set_guessing(True),
            (talk.changed,),
            lambda: talk.is_guessing,
            views.columns.show_panel,
        ),
        TourStep(
            _tr("Look under the hood"),
            _tr(
                "F7 walks the token through the network with its real numbers. Terms are explained"
                " by the “?” above the list."
            ),
            panel.explain_button,
            views.side_windows.show_inside,
            (),
            lambda: False,
        ),
    )


def _mark(models: ViewModels) -> None:
    """Mark the token in the middle of the last answer."""
    newest = models.inspector.newest
    if newest is not None:
        models.inspector.mark(
            TokenRef(newest.answer_id, is_prompt=False, index=max(0, newest.index // 2))
        )


def _swap(models: ViewModels) -> None:
    """Put the most probable other token in the place of the marked one."""
    if models.inspector.marked is None:
        _mark(models)
    ref = models.inspector.marked
    figures = None if ref is None else models.inspector.figures(ref)
    if ref is None or figures is None:
        return
    others = [top.token_id for top in figures.top if top.token_id != figures.token_id]
    if others and not ref.is_prompt:
        models.swaps.swap(ref, (others[0],))


def _tr(text: str) -> str:
    return QCoreApplication.translate("Tour", text)
