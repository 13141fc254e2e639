"""The window's way to the *History* dialog, *About this answer*, and the question before closing.

Owns when they open; at most one of each.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from gptdesk.app.viewmodels.view_models import ViewModels
from gptdesk.app.views.conversations.history_dialog import HistoryDialog
from gptdesk.app.views.inspector.answer_dialog import AnswerDialog
from gptdesk.app.views.transcript.transcript import TranscriptView
from gptdesk.app.views.widgets.notice_bar import NoticeBar
from gptdesk.app.views.window.closing_dialog import ClosingDialog

STORE_S = 1.5  # for what is not on the disk yet: a few messages at most


class WindowHistory(QObject):
    """Three dialogs over one window.

    Signals:
        close_anyway: the window is to close, although something is not saved.
    """

    close_anyway = Signal()

    def __init__(
        self, window: QWidget, transcript: TranscriptView, bar: NoticeBar, models: ViewModels
    ) -> None:
        super().__init__(window)
        self._window = window
        self._transcript = transcript
        self._bar = bar
        self._care = models.history_care
        self._facts = models.answer_facts
        self._history = models.history
        self._drafts = models.conversations.drafts
        self._closing_dialog: ClosingDialog | None = None
        self.history_dialog: HistoryDialog | None = None
        self.answer_dialog: AnswerDialog | None = None

    @Slot()
    def show_history(self) -> None:
        """Show where the conversations are, and their backups."""
        if self.history_dialog is None:
            self.history_dialog = HistoryDialog(self._care, self._window)
        self._show(self.history_dialog)
        self._care.refresh()

    @Slot(int)
    def show_answer(self, row: int) -> None:
        """Show how the answer in a row was made."""
        self._show_chosen(self._facts.choose(row))

    @Slot()
    def show_current_answer(self) -> None:
        """Show how the answer that the keyboard is on was made; without one the last."""
        entry = self._transcript.buttons.entry
        is_found = False
        if entry is not None:  # a prompt's answer stands below it
            is_found = any(map(self._facts.choose, (entry.last_row, entry.last_row + 1)))
        self._show_chosen(is_found or self._facts.choose(None))

    def may_close(self) -> bool:
        """Store what is new; where that is not possible, ask whether to close and lose it."""
        self._drafts.store_now()
        unstored = self._history.store_all(STORE_S)
        if unstored is not None and not unstored:
            return True
        if self._closing_dialog is not None:  # it may say something else by now
            self._closing_dialog.deleteLater()
        self._closing_dialog = ClosingDialog(unstored, self._window)
        self._closing_dialog.accepted.connect(self.close_anyway)
        self._closing_dialog.open()
        return False

    def _show_chosen(self, is_chosen: bool) -> None:
        if not is_chosen:
            self._bar.show_notice(self.tr("There is no answer yet."))
            return
        if self.answer_dialog is None:
            self.answer_dialog = AnswerDialog(self._facts, self._window)
        self._show(self.answer_dialog)

    def _show(self, dialog: HistoryDialog | AnswerDialog) -> None:
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()
