"""Looks of the window, and what is spoken: chosen in a menu, remembered in the preferences.

Owns the limits and the memory; how things look is known to the theme and the views.
"""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QLocale, QObject, Signal, Slot

from gptdesk.app import translations
from gptdesk.app.theme import Theme, ThemeController
from gptdesk.app.viewmodels.settings.preferences import Preferences
from gptdesk.storage.settings import BOUNDS

_ZOOM_STEP = 10


class CardWhen(StrEnum):
    """When the card of a token comes by itself; Return in a walk always opens it."""

    REST = "rest"  # the mouse rests on the token, or a walk reaches it
    HELD = "held"  # the same, while Ctrl is held
    OFF = "off"


class AnswerSpoken(StrEnum):
    """What a screen reader says of an answer without being asked."""

    SENTENCES = "sentences"  # each as soon as it is whole
    WHOLE = "whole"  # all of it when it is there
    END = "end"  # that it is there


class Appearance(QObject):
    """How the window is to look, and to sound.

    Signals:
        zoom_changed: size of the text in percent, int.
        ids_shown_changed: whether lists of tokens show their ids, bool.
        language_chosen: another language than the window's was chosen.
        token_card_changed: when a token's card comes, a `CardWhen`.
        answer_spoken_changed: what a screen reader says of an answer, an `AnswerSpoken`.
    """

    zoom_changed = Signal(int)
    ids_shown_changed = Signal(bool)
    token_card_changed = Signal(object)
    answer_spoken_changed = Signal(object)
    language_chosen = Signal()

    def __init__(
        self, themes: ThemeController, preferences: Preferences, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._themes = themes
        self._preferences = preferences

    @property
    def theme(self) -> Theme:
        """The theme in force."""
        return self._themes.theme

    @Slot()
    def zoom_in(self) -> None:
        """Make the text a step larger."""
        self._set_zoom(self._preferences.settings.zoom + _ZOOM_STEP)

    @Slot()
    def zoom_out(self) -> None:
        """Make the text a step smaller."""
        self._set_zoom(self._preferences.settings.zoom - _ZOOM_STEP)

    @Slot()
    def zoom_reset(self) -> None:
        """Return to the actual size."""
        self._set_zoom(100)

    @Slot(str)
    def set_colour_scheme(self, scheme: str) -> None:
        """Wear "light" or "dark", or follow the "system"."""
        self._preferences.change(colour_scheme=scheme)
        self._themes.set_scheme(scheme)

    @Slot(bool)
    def set_wide_scroll_bars(self, is_wanted: bool) -> None:
        """Have scroll bars that are as wide as whatever else is clicked, or narrow ones."""
        self._preferences.change(wide_scroll_bars=is_wanted)
        self._themes.set_wide_bars(is_wide=is_wanted)

    @Slot(str)
    def set_language(self, language: str) -> None:
        """Speak `language`, or "system"."""
        self._preferences.change(language=language)
        system = QLocale.system()
        coming = translations.language_for(language, translations.offered(), system)
        if coming != translations.current_language():
            self.language_chosen.emit()

    @Slot(bool)
    def show_ids(self, is_wanted: bool) -> None:
        """Show the ids in lists of tokens, or not."""
        self._preferences.change(ids_shown=is_wanted)
        self.ids_shown_changed.emit(is_wanted)

    @Slot(object)
    def set_token_card(self, when: CardWhen) -> None:
        """Let the card of a token come by itself, while a key is held, or not."""
        self._preferences.change(card_when=when.value)
        self.token_card_changed.emit(when)

    @Slot(object)
    def set_answer_spoken(self, spoken: AnswerSpoken) -> None:
        """Let a screen reader say answers by the sentence, whole, or only that they are there."""
        self._preferences.change(answers_spoken=spoken.value)
        self.answer_spoken_changed.emit(spoken)

    def _set_zoom(self, percent: int) -> None:
        least, most = BOUNDS["zoom"]
        percent = round(max(least, min(most, percent)))
        self._preferences.change(zoom=percent)
        self._themes.set_zoom(percent)
        self.zoom_changed.emit(percent)
