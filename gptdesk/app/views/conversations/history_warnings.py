"""Warnings about the history: it cannot be saved, it was damaged, a backup would mend it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.app.phrases import sentences
from gptdesk.app.system.error_text import in_words
from gptdesk.app.viewmodels.conversations.conversations import ConversationsViewModel
from gptdesk.app.views.widgets.figures import time_text
from gptdesk.app.views.widgets.notice_bar import NoticeBar
from gptdesk.storage.history.types import NOT_SAVING, Backup, HistoryProblem, ProblemKind

_SAVING = "saving"  # of the warning that something is not saved


class HistoryWarnings(QObject):
    """Shows problems of the history in a notice bar.

    Signals:
        solved: a sentence: everything is saved again.
    """

    solved = Signal(str)

    def __init__(self, bar: NoticeBar, conversations: ConversationsViewModel) -> None:
        super().__init__(bar)
        self._bar = bar
        self._conversations = conversations
        self._restoring: Backup | None = None
        conversations.replaced.connect(self._on_replaced)

    @Slot(object)
    def show_problem(self, problem: HistoryProblem) -> None:
        """Say what is wrong with the history, and offer the copy that would mend it."""
        backup, bar = problem.backup, self._bar
        if problem.kind is ProblemKind.SOLVED:
            bar.withdraw_warning(_SAVING)
            self.solved.emit(in_words(problem.sentence))
        elif problem.kind in NOT_SAVING:
            bar.show_warning(_SAVING, in_words(problem.sentence), is_closable=False)
        elif backup is None:
            bar.show_warning(problem.kind.value, in_words(problem.sentence))
        else:
            bar.show_warning(
                problem.kind.value,
                in_words(problem.sentence),
                action_text=self.tr("Restore the backup of {0}").format(time_text(backup.made_at)),
                action=partial(self._restore, backup),
            )

    def _restore(self, backup: Backup) -> None:
        self._restoring = backup
        self._conversations.restore(backup.path)

    @Slot(object)
    def _on_replaced(self, before: Backup | None) -> None:
        backup, self._restoring = self._restoring, None
        if backup is None:
            return
        sentence = self.tr("The conversations of {0} are here again.").format(
            time_text(backup.made_at)
        )
        kept = self.tr("Those of now were kept as a backup: File, History and backups.")
        self._bar.show_notice(sentence if before is None else sentences((sentence, kept)))
