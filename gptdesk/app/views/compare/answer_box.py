"""A field over the window that finds one answer among all chats, by a few words."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from gptdesk.app.viewmodels.inspector.answer_finder import AnswerFinder, FoundAnswer
from gptdesk.app.views.conversations.choice_box import ChoiceBox

_WIDTH = 640
_TITLE_CHARS = 28


class AnswerBox(ChoiceBox):
    """Chats by their titles, and answers by their words; the values are `FoundAnswer`s."""

    def __init__(self, finder: AnswerFinder, parent: QWidget) -> None:
        super().__init__(
            parent,
            title=self.tr("Find an answer in any chat"),
            nothing=self.tr("No title, prompt or answer has these words."),
            width=_WIDTH,
        )
        self.text_changed.connect(finder.ask)
        finder.found.connect(self._on_found)

    @Slot(object)
    def _on_found(self, found: tuple[FoundAnswer, ...]) -> None:
        self.set_choices((self._line(one), one) for one in found)

    def _line(self, found: FoundAnswer) -> str:
        title = found.title
        title = title if len(title) <= _TITLE_CHARS else f"{title[:_TITLE_CHARS]}…"
        if not found.message_id:
            return self.tr("{0}: its last answer").format(title)
        words = self.tr("{0}: the answer to “{1}”") if found.is_prompt else self.tr("{0}: {1}")
        return words.format(title, found.words)
