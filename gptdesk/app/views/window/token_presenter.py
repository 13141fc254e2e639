"""Shows in transcript, legend and menu how tokens are coloured, and which chances are covered.

Owns the way from the view models of inspector, talk and *Under the hood* to transcript, legend and
menu.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from gptdesk.app.viewmodels.inside.looking import InsideViewModel
from gptdesk.app.viewmodels.inspector.inspector import InspectorViewModel
from gptdesk.app.viewmodels.inspector.talk import TalkViewModel
from gptdesk.app.views.tokens.colour_legend import ColourLegend
from gptdesk.app.views.transcript.transcript import TranscriptView
from gptdesk.app.views.window.menu import MainMenu


class TokenPresenter(QObject):
    """Keeps transcript, legend and menu like the view models."""

    def __init__(
        self,
        transcript: TranscriptView,
        legend: ColourLegend,
        menu: MainMenu,
        *,
        inspector: InspectorViewModel,
        talk: TalkViewModel,
        inside: InsideViewModel,
    ) -> None:
        super().__init__(transcript)
        self._tokens = transcript.tokens
        self._legend = legend
        self._menu = menu
        self._inspector = inspector
        self._talk = talk
        self._inside = inside

    @Slot()
    def on_colouring_changed(self) -> None:
        """Colour tokens by another measure."""
        measure, bands = self._inspector.colour_by, self._inspector.bands
        self._tokens.set_colouring(measure, bands)
        self._legend.set_measure(measure)
        self._legend.set_bands(bands)
        self._menu.set_measure(measure)

    @Slot()
    def on_tint_changed(self) -> None:
        """Tint the text by what *Under the hood* shows a head to read, or no more."""
        self._tokens.set_reading(self._inside.tint_of_tokens)

    @Slot()
    def on_talk_changed(self) -> None:
        """Chances are covered until they were guessed, or no more."""
        is_covered, marked = self._talk.is_covered, self._tokens.marked
        self._menu.guess.setChecked(self._talk.is_guessing)
        if is_covered and marked.card.has_keyboard:
            self._tokens.take_keyboard()
        self._tokens.set_covered(is_covered=is_covered)
        marked.refresh()
