"""The windows beside the main one: history, about an answer, comparison, tokens, under the hood.

Owns when they open, and that there is at most one of each.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from gptdesk.analysis.compare import Side
from gptdesk.app.inference.loaded_model import LoadedModel
from gptdesk.app.viewmodels.conversations.history_care import HistoryCare
from gptdesk.app.viewmodels.inside.branches import BranchesViewModel
from gptdesk.app.viewmodels.inside.keeping import KeepingViewModel
from gptdesk.app.viewmodels.inside.looking import InsideViewModel
from gptdesk.app.viewmodels.inside.network_what_if import NetworkWhatIfViewModel
from gptdesk.app.viewmodels.inspector.answer_facts import AnswerFactsViewModel
from gptdesk.app.viewmodels.inspector.compare import ComparingViewModel
from gptdesk.app.viewmodels.inspector.inspector import InspectorViewModel
from gptdesk.app.viewmodels.inspector.talk import TalkViewModel
from gptdesk.app.viewmodels.inspector.tokens_window import TokensViewModel
from gptdesk.app.views.compare.dialog import CompareDialog
from gptdesk.app.views.compare.tokens_window import TokensWindow
from gptdesk.app.views.conversations.history_dialog import HistoryDialog
from gptdesk.app.views.inspector.answer_dialog import AnswerDialog
from gptdesk.app.views.transcript.transcript import TranscriptView
from gptdesk.app.views.widgets.notice_bar import NoticeBar

if TYPE_CHECKING:  # imported when it is first opened: its pages take a tenth of a second
    from gptdesk.app.views.inside.window import InsideWindow


class SideWindows(QObject):
    """Opens the windows over a window."""

    def __init__(
        self,
        window: QWidget,
        transcript: TranscriptView,
        bar: NoticeBar,
        *,
        care: HistoryCare,
        running: Callable[[], Sequence[str]],
        facts: AnswerFactsViewModel,
        comparing: ComparingViewModel,
        inspector: InspectorViewModel,
        tokens: TokensViewModel,
        inside: InsideViewModel,
        network_what_if: NetworkWhatIfViewModel,
        keeping: KeepingViewModel,
        branches: BranchesViewModel,
        talk: TalkViewModel,
        model: LoadedModel,
        everywhere: Sequence[QAction] = (),
    ) -> None:
        super().__init__(window)
        self._window = window
        self._transcript = transcript
        self._bar = bar
        self._care = care
        self._running = running
        self._facts = facts
        self._inspector = inspector
        self._tokens = tokens
        self._inside = inside
        self._network_what_if = network_what_if
        self._keeping = keeping
        self._branches = branches
        self._talk = talk
        self._everywhere = everywhere  # actions whose keys work under the hood too
        self._model = model  # without its vocabulary nothing can be compared
        self.history_dialog: HistoryDialog | None = None
        self.answer_dialog: AnswerDialog | None = None
        self.compare_dialog: CompareDialog | None = None
        self.tokens_window: TokensWindow | None = None
        self.inside_window: InsideWindow | None = None
        comparing.sides_ready.connect(self._on_sides_ready)

    @Slot()
    def show_history(self) -> None:
        """Show where the conversations are, and their backups."""
        if self.history_dialog is None:
            self.history_dialog = HistoryDialog(self._care, self._running, self._window)
        _bring_to_front(self.history_dialog)
        self._care.refresh()

    @Slot(int)
    def show_answer(self, row: int) -> None:
        """Show how the answer in a row was made."""
        self._show_chosen_answer(self._facts.choose(row))

    @Slot()
    def show_current_answer(self) -> None:
        """Show how the answer that the keyboard is on was made; without one the last."""
        entry = self._transcript.buttons.entry
        is_found = False
        if entry is not None:  # a prompt's answer stands below it
            is_found = any(map(self._facts.choose, (entry.last_row, entry.last_row + 1)))
        self._show_chosen_answer(is_found or self._facts.choose(None))

    @Slot()
    def show_tokens(self) -> None:
        """Open the *Tokens* window, or bring it to the front as it was left."""
        if self.tokens_window is None:
            self.tokens_window = TokensWindow(self._tokens, self._window)
        _bring_to_front(self.tokens_window)
        self.tokens_window.text.setFocus()

    @Slot()
    def show_inside(self) -> None:
        """Open *Under the hood*, or bring it to the front."""
        if self.inside_window is None:
            from gptdesk.app.views.inside.window import InsideWindow

            self.inside_window = InsideWindow(
                self._inside,
                self._network_what_if,
                self._keeping,
                self._branches,
                self._talk,
                self._window,
            )
            self.inside_window.addActions(self._everywhere)
        _bring_to_front(self.inside_window)

    @Slot()
    def close_inside(self) -> None:
        """Close *Under the hood*, which is a window of its own, with the main one."""
        if self.inside_window is not None:
            self.inside_window.close()

    def _show_chosen_answer(self, is_chosen: bool) -> None:
        if not is_chosen:
            self._bar.show_notice(self.tr("There is no answer yet."))
            return
        if self.answer_dialog is None:
            self.answer_dialog = AnswerDialog(self._facts, self._window)
        _bring_to_front(self.answer_dialog)

    @Slot(object, int, int)
    def _on_sides_ready(self, sides: tuple[Side, ...], left: int, right: int) -> None:
        vocabulary = self._model.vocabulary
        if vocabulary is None:
            return
        if self.compare_dialog is not None:
            self.compare_dialog.close()
            self.compare_dialog.deleteLater()
        dialog = CompareDialog(sides, vocabulary, self._window, left=left, right=right)
        dialog.token_chosen.connect(self._inspector.show_token)
        self.compare_dialog = dialog
        dialog.show()


def _bring_to_front(window: QWidget) -> None:
    window.show()
    window.raise_()
    window.activateWindow()
