"""A field over the window that finds a conversation by its title: Ctrl+K, a few letters, Enter."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from gptdesk.app.viewmodels.conversations.list import title_of
from gptdesk.app.viewmodels.conversations.search import ConversationSearch
from gptdesk.app.views.conversations.choice_box import ChoiceBox

_MOST = 50


class JumpBox(ChoiceBox):
    """Titles that have every typed word, the newest first; the values are ids of conversations."""

    def __init__(self, search: ConversationSearch, parent: QWidget) -> None:
        super().__init__(
            parent,
            title=self.tr("Go to a conversation"),
            nothing=self.tr("No title has these words."),
        )
        self._search = search
        self.text_changed.connect(self._on_text_changed)

    @Slot(str)
    def _on_text_changed(self, text: str) -> None:
        found = self._search.matching(text)[:_MOST]
        self.set_choices((title_of(summary), summary.id) for summary in found)
