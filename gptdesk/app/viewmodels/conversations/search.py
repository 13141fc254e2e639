"""The search in all conversations: the question and its hits.

Owns the question and the traffic with the history: one question at a time, the newest next. Knows
no widgets.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.app.viewmodels.conversations.history import HistoryAdapter
from gptdesk.app.viewmodels.conversations.list import ConversationListModel, title_of
from gptdesk.app.viewmodels.conversations.search_results import SearchResultsModel
from gptdesk.chat.folding import folded
from gptdesk.formats.file_name import short_title
from gptdesk.storage.history.search import title_matches
from gptdesk.storage.history.types import Hit, Summary

_MOST_HITS = 100


class ConversationSearch(QObject):
    """A question and its answer.

    Attributes:
        results: the hits as rows.

    Signals:
        changed: there is another question, or its answer came.
    """

    changed = Signal()

    def __init__(
        self, history: HistoryAdapter, conversations: ConversationListModel, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._history = history
        self._conversations = conversations
        self._question = ""
        self._asked: str | None = None  # what the history is looking for now
        self._hits: tuple[Hit, ...] = ()
        self._is_answered = True
        self._is_outdated = False  # what is looked for now is to be looked for again
        self.results = SearchResultsModel(self)

    @property
    def question(self) -> str:
        """What is searched for; empty for nothing."""
        return self._question

    @property
    def is_answered(self) -> bool:
        """Whether the results belong to the question."""
        return self._is_answered

    @Slot(str)
    def ask(self, text: str) -> None:
        """Search for `text`; what was found before stays until the answer comes."""
        question = text.strip()
        if question == self._question:
            return
        self._question = question
        self._is_answered = not question
        if not question:
            self._take(())
        elif self._asked is None:
            self._send()
        self.changed.emit()

    @Slot()
    def ask_again(self) -> None:
        """Search for the same: what it is in, or what that is called, is another one now."""
        if self._asked is not None:
            self._is_outdated = True
        elif self._question:
            self._send()

    def forget(self, conversation_id: str) -> None:
        """Take a deleted conversation out of the results."""
        if any(hit.conversation_id == conversation_id for hit in self._hits):
            self._take(hit for hit in self._hits if hit.conversation_id != conversation_id)
            self.changed.emit()

    def words_in(self, message_id: str) -> str:
        """Return what was found in a message, as it stands there; "" where nothing was."""
        parts = next((hit.parts for hit in self._hits if hit.message_id == message_id), ())
        return next((text for text, is_found in parts if is_found), "")

    def matching(self, text: str) -> tuple[Summary, ...]:
        """Return the conversations whose title has every word of `text`, in the list's order."""
        wanted = folded(text).split()
        return tuple(
            summary
            for summary in self._conversations.summaries
            if title_matches(title_of(summary), wanted)
        )

    def _send(self) -> None:
        self._asked = question = self._question
        self._is_outdated = False

        def then(hits: tuple[Hit, ...] | None) -> None:
            self._asked = None
            if question == self._question:
                self._is_answered = True
                self._take(hits or ())
                self.changed.emit()
            if self._question and (self._is_outdated or question != self._question):
                self._send()

        self._history.ask(
            lambda history: history.search(question, _MOST_HITS), then, lambda: then(None)
        )

    def _take(self, hits: Iterable[Hit]) -> None:
        self._hits = tuple(hits)
        self.results.set_hits((hit, self._title_of(hit)) for hit in self._hits)

    def _title_of(self, hit: Hit) -> str:
        summary = self._conversations.summary(hit.conversation_id)
        return title_of(summary) if summary is not None else short_title(hit.title)
