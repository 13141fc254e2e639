"""What the window does about tokens: colours, the mark, guessing, and going to where one stands.

Owns the slots between the transcript, the legend, the menu and the inspector's view models.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from gptdesk.analysis.figures import TokenRef
from gptdesk.app.viewmodels.view_models import WindowParts

if TYPE_CHECKING:
    from gptdesk.app.views.window.main_window import MainWindow


class WindowTokens(QObject):
    """Slots about tokens, over one window."""

    def __init__(self, window: MainWindow, parts: WindowParts) -> None:
        super().__init__(window)
        self._window = window
        self._parts = parts

    @Slot()
    def on_colouring_changed(self) -> None:
        """Colour tokens by another measure, and remember it."""
        inspector = self._parts.looking.inspector
        measure, bands = inspector.colour_by, inspector.bands
        self._window.transcript.set_colouring(measure, bands)
        self._window.legend.set_measure(measure)
        self._window.legend.set_bands(bands)
        self._window.menu.set_measure(measure)
        edges = ", ".join(map(str, bands.edges))
        self._parts.preferences.change(colour_by=measure.value, rank_bands=edges)

    @Slot(object)
    def on_token_marked(self, ref: TokenRef | None) -> None:
        """The user looks at a token of the transcript, or at none any more."""
        inspector = self._parts.looking.inspector
        if ref is None:
            inspector.clear_mark()
        else:
            inspector.mark(ref)

    @Slot(object)
    def on_token_chosen(self, ref: TokenRef) -> None:
        """The user wants to see a token, which may stand in a branch that is not shown."""
        if self._parts.chat.show_message(ref.answer_id):
            self._parts.looking.inspector.mark(ref)

    @Slot()
    def on_settings_requested(self) -> None:
        """Show the sampling settings."""
        panel = self._window.side_panel
        panel.tabs.setCurrentWidget(panel.next_token_page)

    @Slot()
    def on_talk_changed(self) -> None:
        """Chances are covered until they were guessed, or no more."""
        talk, marks = self._parts.looking.talk, self._window.transcript.marks
        self._window.menu.guess.setChecked(talk.is_guessing)
        if talk.is_covered and marks.card.has_keyboard:
            self._window.transcript.take_keyboard()
        self._window.transcript.set_covered(is_covered=talk.is_covered)
        marks.refresh()
