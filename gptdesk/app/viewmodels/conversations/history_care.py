"""Care of the history: where it is, its backups, and deleting all of it.

Owns what is known of the files, and what is asked of them; knows no widgets.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.app.phrases import sentences
from gptdesk.app.viewmodels.conversations.conversations import ConversationsViewModel
from gptdesk.app.viewmodels.conversations.history import HistoryAdapter
from gptdesk.storage.history.backups import HistoryFacts
from gptdesk.storage.history.history import History
from gptdesk.storage.history.types import Backup


class HistoryCare(QObject):
    """What the *History* dialog shows and does.

    Attributes:
        facts: where the history is and what its backups hold; None until it was read.
        is_busy: something was asked for that is not done yet.
        made: the backup that the user asked for last; None for none.

    Signals:
        changed: `facts` or `is_busy` are others.
        done: a sentence: what was asked for is done.
        failed: a sentence: why it could not be done.
    """

    changed = Signal()
    done = Signal(str)
    failed = Signal(str)

    def __init__(
        self,
        history: HistoryAdapter,
        conversations: ConversationsViewModel,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._history = history
        self._conversations = conversations
        self._sentence = ""  # to be said when what runs is done
        self.facts: HistoryFacts | None = None
        self.is_busy = False
        self.made: Path | None = None
        history.failed.connect(self._on_failed)
        conversations.replaced.connect(self._on_replaced)

    @Slot()
    def refresh(self) -> None:
        """Look at the files again."""
        self._history.ask(History.facts, self._take_facts)

    @Slot()
    def back_up(self) -> None:
        """Make a backup now."""
        if self._begin(self.tr("A backup was made.")):
            self._history.ask(History.back_up, self._on_backed_up)

    @Slot(object)
    def restore(self, backup: Path) -> None:
        """Put a backup in the place of all conversations, which are copied first."""
        if self._begin(self.tr("The backup is in place.")):
            self._conversations.restore(backup)

    @Slot()
    def delete_everything(self) -> None:
        """Delete all conversations, drafts and backups for good."""
        if self._begin(self.tr("Everything was deleted.")):
            self._conversations.delete_everything()

    def _begin(self, sentence: str) -> bool:
        if self.is_busy:
            return False
        self.is_busy = True
        self._sentence = sentence
        self.changed.emit()
        return True

    def _end(self) -> None:
        self.is_busy = False
        self.refresh()

    def _take_facts(self, facts: HistoryFacts) -> None:
        self.facts = facts
        self.changed.emit()

    def _on_backed_up(self, made: Backup) -> None:
        self.made = made.path
        self._end()
        self.done.emit(self._sentence)

    @Slot(object)
    def _on_replaced(self, before: Backup | None) -> None:
        if self.is_busy:
            self._end()
            more = self.tr("What was there before is in the list.")
            self.done.emit(self._sentence if before is None else sentences((self._sentence, more)))
        else:
            self.refresh()

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        if self.is_busy:
            self._end()
            self.failed.emit(sentence)
