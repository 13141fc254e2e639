"""What the window does about conversations as a whole: a new one, the list, a history in trouble.

Owns the slots between sidebar, menu and the conversations' view model.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QGuiApplication

from gptdesk.app.viewmodels.view_models import WindowParts
from gptdesk.storage.history.types import NOT_SAVING, HistoryProblem, ProblemKind

if TYPE_CHECKING:
    from gptdesk.app.views.window.main_window import MainWindow

_SAVING = "saving"  # of the warning that something is not saved


class WindowConversations(QObject):
    """Slots about conversations, over one window."""

    def __init__(self, window: MainWindow, parts: WindowParts) -> None:
        super().__init__(window)
        self._window = window
        self._parts = parts

    @Slot()
    def on_new_chat_triggered(self) -> None:
        """Leave this conversation for an empty one."""
        self._parts.conversations.new()
        self._window.message_bar.dismiss()
        self._window.composer.focus_editor()

    @Slot()
    def on_sidebar_hidden(self) -> None:
        """Make room for the text."""
        self._window.room.set_sidebar_visible(False)
        self._window.composer.focus_editor()

    @Slot()
    def on_search_triggered(self) -> None:
        """Look for words in all conversations."""
        self._window.room.set_sidebar_visible(True)
        self._window.sidebar.focus_search()

    @Slot(object)
    def on_history_problem(self, problem: HistoryProblem) -> None:
        """Say what is wrong with the history, and offer the copy that would mend it."""
        backup, bar = problem.backup, self._window.message_bar
        if problem.kind is ProblemKind.SOLVED:
            bar.withdraw_warning(_SAVING)
            self._window.status.set_message(problem.sentence)
        elif problem.kind in NOT_SAVING:
            bar.show_warning(_SAVING, problem.sentence, is_closable=False)
        elif backup is None:
            bar.show_warning(problem.kind.value, problem.sentence)
        else:
            bar.show_warning(
                problem.kind.value,
                problem.sentence,
                action_text=self.tr("Restore the backup"),
                action=partial(self._parts.conversations.restore, backup.path),
            )

    @Slot(str)
    def on_message_found(self, message_id: str) -> None:
        """Scroll to a message that was searched for."""
        row = self._parts.chat.messages.row_of(message_id)
        if row is not None:
            self._window.transcript.show_row(row)

    @Slot(int)
    def on_copy_requested(self, row: int) -> None:
        """Put a message on the clipboard."""
        QGuiApplication.clipboard().setText(self._window.transcript.copy_text(row))
        self._window.status.set_message(self.tr("Copied."))

    @Slot()
    def on_copy_answer_triggered(self) -> None:
        """Put the last message on the clipboard."""
        row = self._parts.chat.messages.rowCount() - 1
        if row >= 0:
            self.on_copy_requested(row)
