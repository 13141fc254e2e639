"""The windows beside the main one: history, an answer, comparison, tokens, inside, library.

Owns when they open, and that there is at most one of each.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QWidget

from gptdesk.analysis.compare import Side
from gptdesk.analysis.figures import TokenRef
from gptdesk.app.inference.loaded_model import LoadedModel
from gptdesk.app.system.side_window import bring_to_front
from gptdesk.app.viewmodels.chat.dropped_texts import DroppedTexts
from gptdesk.app.viewmodels.chat.sampling import SamplingViewModel
from gptdesk.app.viewmodels.conversations.history_care import HistoryCare
from gptdesk.app.viewmodels.inside.branches import BranchesViewModel
from gptdesk.app.viewmodels.inside.keeping import KeepingViewModel
from gptdesk.app.viewmodels.inside.looking import InsideViewModel
from gptdesk.app.viewmodels.inside.network_what_if import NetworkWhatIfViewModel
from gptdesk.app.viewmodels.inspector.answer_facts import AnswerFactsViewModel
from gptdesk.app.viewmodels.inspector.answer_finder import AnswerFinder, FoundAnswer
from gptdesk.app.viewmodels.inspector.compare import ComparingViewModel
from gptdesk.app.viewmodels.inspector.inspector import InspectorViewModel
from gptdesk.app.viewmodels.inspector.reading import ReadingViewModel
from gptdesk.app.viewmodels.inspector.talk import TalkViewModel
from gptdesk.app.viewmodels.inspector.tokens_window import TokensViewModel
from gptdesk.app.viewmodels.inspector.two_models import TwoModelsViewModel
from gptdesk.app.viewmodels.model.downloads import DownloadsViewModel
from gptdesk.app.viewmodels.model.making import MakingViewModel
from gptdesk.app.viewmodels.model.training import TrainingViewModel
from gptdesk.app.views.compare.answer_box import AnswerBox
from gptdesk.app.views.compare.dialog import CompareDialog
from gptdesk.app.views.compare.reading_window import ReadingWindow
from gptdesk.app.views.compare.tokens_window import TokensWindow
from gptdesk.app.views.compare.two_models_dialog import TwoModelsDialog
from gptdesk.app.views.composer.composer import Composer
from gptdesk.app.views.conversations.history_dialog import HistoryDialog
from gptdesk.app.views.inspector.answer_dialog import AnswerDialog
from gptdesk.app.views.library.window import LibraryWindow
from gptdesk.app.views.transcript.transcript import TranscriptView
from gptdesk.app.views.widgets.notice_bar import NoticeBar, notice_ms
from gptdesk.app.views.window.window_place import stand_beside

if TYPE_CHECKING:  # imported when it is first opened: its pages take a tenth of a second
    from gptdesk.app.views.inside.window import InsideWindow


class SideWindows(QObject):
    """Opens the windows over a window.

    Signals:
        message_wanted(str, str): a chat and a message of it are to be seen, by their ids.
        model_wanted(object): the model at a path is to be opened.
        model_file_wanted: a model's file is to be chosen.
    """

    message_wanted = Signal(str, str)
    model_wanted = Signal(object)
    model_file_wanted = Signal()

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
        two_models: TwoModelsViewModel,
        sampling: SamplingViewModel,
        finder: AnswerFinder,
        inspector: InspectorViewModel,
        tokens: TokensViewModel,
        reading: ReadingViewModel,
        dropped: DroppedTexts,
        composer: Composer,
        inside: InsideViewModel,
        network_what_if: NetworkWhatIfViewModel,
        keeping: KeepingViewModel,
        branches: BranchesViewModel,
        talk: TalkViewModel,
        downloads: DownloadsViewModel,
        making: MakingViewModel,
        training: TrainingViewModel,
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
        self._reading = reading
        self._dropped = dropped
        self._composer = composer
        self._inside = inside
        self._network_what_if = network_what_if
        self._keeping = keeping
        self._branches = branches
        self._talk = talk
        self._downloads = downloads
        self._making, self._training = making, training
        downloads.arrived.connect(self._on_model_arrived)
        self._everywhere = everywhere  # actions whose keys work in each of these windows too
        self._model = model  # without its vocabulary nothing can be compared
        self.history_dialog: HistoryDialog | None = None
        self.answer_dialog: AnswerDialog | None = None
        self.compare_dialog: CompareDialog | None = None
        self.tokens_window: TokensWindow | None = None
        self.reading_window: ReadingWindow | None = None
        self.inside_window: InsideWindow | None = None
        self.library_window: LibraryWindow | None = None
        self._comparing = comparing
        self._two_models, self._sampling = two_models, sampling
        self.two_models_dialog: TwoModelsDialog | None = None
        comparing.sides_ready.connect(self._on_sides_ready)
        self._sides_to_show: tuple[tuple[Side, ...], int, int] | None = None
        self._compared_row: int | None = None  # of the answer that another one is looked for
        self._is_other_right = True  # the side on which it will stand
        self.answer_box = AnswerBox(finder, window)
        self.answer_box.chosen.connect(self._on_answer_chosen)
        inspector.colouring_changed.connect(self._colour_comparison)
        talk.changed.connect(self._colour_comparison)

    @Slot()
    def show_history(self) -> None:
        """Show where the conversations are, and their backups."""
        if self.history_dialog is None:
            self.history_dialog = HistoryDialog(self._care, self._running, self._window)
        self._bring_to_front(self.history_dialog)
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
        self._bring_to_front(self.tokens_window)
        self.tokens_window.text.setFocus()

    @Slot()
    def explain_selection(self) -> None:
        """Show the figures of what is selected: in the composer if the keyboard is there."""
        own = self._composer.editor.textCursor().selectedText().replace("\u2029", "\n")
        shown = self._transcript.selected_text()
        texts = (own, shown) if self._composer.editor.hasFocus() else (shown, own)
        text = next(filter(None, texts), "")
        if text:
            self.read_text(text, self.tr("Selected text"))
        else:
            self._bar.show_notice(self.tr("Select some text first, then explain it."))

    @Slot()
    def ask_for_text(self) -> None:
        """Let the user choose a text file, and read it without asking for an answer."""
        chosen, _ = QFileDialog.getOpenFileName(
            self._window,
            self.tr("Read a text file"),
            "",
            self.tr("Texts ({0});;All files (*)").format("*.txt *.md"),
        )
        if chosen:
            self._dropped.read_apart((Path(chosen),))

    @Slot(object, str)
    def read_text(self, text: str, name: str) -> None:
        """Open the window of a text that is only read."""
        if self.reading_window is None:
            self.reading_window = ReadingWindow(self._reading, self._model, self._window)
        self._reading.read(text, name)
        self._bring_to_front(self.reading_window)

    @Slot(object, str)
    def offer_to_read(self, text: str, name: str) -> None:
        """After files went into the prompt, offer to read them instead."""
        sentence = self.tr("{0} is in the prompt.").format(name)
        self._bar.show_offer(
            sentence,
            action_text=self.tr("Read this text"),
            action=partial(self.read_text, text, name),
            for_ms=notice_ms(sentence),
        )

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
        if not self.inside_window.isVisible() and self.inside_window.take_opening_size():
            stand_beside(self.inside_window, self._window, self._composer)
        self._bring_to_front(self.inside_window)

    @Slot()
    def show_library(self) -> None:
        """Open the *Library*, or bring it to the front as it was left."""
        if self.library_window is None:
            self.library_window = LibraryWindow(
                self._downloads, self._making, self._training, self._window
            )
            self.library_window.open_requested.connect(self.model_wanted)
            self.library_window.file_wanted.connect(self.model_file_wanted)
        self._bring_to_front(self.library_window)
        self._downloads.look()

    @Slot(str, object)
    def _on_model_arrived(self, name: str, path: Path) -> None:
        """Say that a model is there, where the library does not say so."""
        if self.library_window is None or not self.library_window.isVisible():
            sentence = self.tr("{0} has arrived.").format(name)
            self._bar.show_offer(
                sentence,
                action_text=self.tr("Open it"),
                action=partial(self.model_wanted.emit, path),
                for_ms=notice_ms(sentence),
            )

    def take_over(self, former: SideWindows) -> None:
        """Open the windows that stand beside the one before, where they stand."""
        if former.reading_window is not None and former.reading_window.isVisible():
            self.reading_window = ReadingWindow(self._reading, self._model, self._window)
        for theirs, show in (
            (former.library_window, self.show_library),
            (former.inside_window, self.show_inside),
        ):
            if theirs is not None and theirs.isVisible():
                show()
        for own, theirs in (
            (self.reading_window, former.reading_window),
            (self.library_window, former.library_window),
            (self.inside_window, former.inside_window),
        ):
            if own is not None and theirs is not None:
                own.setGeometry(theirs.geometry())
                own.show()

    @Slot()
    def close_all(self) -> None:
        """Close every window over the main one with it, this program's help among them."""
        for window in self._window.findChildren(
            QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly
        ):
            if window.isWindow():
                window.close()

    def _bring_to_front(self, window: QWidget) -> None:
        window.addActions(self._everywhere)
        bring_to_front(window)

    def _show_chosen_answer(self, is_chosen: bool) -> None:
        if not is_chosen:
            self._bar.show_notice(self.tr("There is no answer yet."))
            return
        if self.answer_dialog is None:
            self.answer_dialog = AnswerDialog(self._facts, self._window)
        self._bring_to_front(self.answer_dialog)

    # -- comparing

    @Slot()
    def ask_two_models(self) -> None:
        """Let the user choose two models for the draft of this chat, else an answer's prompt."""
        if self.two_models_dialog is None:
            self.two_models_dialog = TwoModelsDialog(
                *(self._two_models, self._sampling), parent=self._window
            )
        entry = self._transcript.buttons.entry
        row = None if entry is None else entry.last_row
        typed = self._composer.text()
        self.two_models_dialog.begin(typed if typed.strip() else self._two_models.prompt_at(row))
        self._bring_to_front(self.two_models_dialog)

    @Slot(int)
    def find_to_compare(self, row: int) -> None:
        """Let the user find an answer, of any chat, to compare the one in a row with."""
        self._compared_row = row
        self.answer_box.open_over()

    @Slot(bool)
    def _on_other_requested(self, is_right: bool) -> None:
        self._compared_row, self._is_other_right = None, is_right
        self.answer_box.open_over()

    @Slot(object)
    def _on_answer_chosen(self, found: FoundAnswer) -> None:
        dialog = self.compare_dialog
        if self._compared_row is not None:
            self._comparing.compare_with(self._compared_row, found)
        elif dialog is not None:
            is_right = self._is_other_right
            other = dialog.left_choice if is_right else dialog.right_choice
            self._comparing.put(found, other.currentIndex(), is_right=is_right)

    @Slot(object, int, int)
    def _on_sides_ready(self, sides: tuple[Side, ...], left: int, right: int) -> None:
        """Show them; two models end at any time, also while the user fills in a dialog."""
        self._sides_to_show = (sides, left, right)
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog):
            dialog.finished.connect(self._show_sides)
        else:
            self._show_sides()

    @Slot()
    def _show_sides(self) -> None:
        waiting, self._sides_to_show = self._sides_to_show, None
        if waiting is None or self._model.vocabulary is None:
            return
        if self.compare_dialog is None:
            dialog = CompareDialog(
                *(self._comparing, self._two_models, self._model), parent=self._window
            )
            dialog.token_chosen.connect(self._on_compared_token_chosen)
            dialog.other_requested.connect(self._on_other_requested)
            dialog.legend.measure_chosen.connect(self._inspector.set_colour_by)
            dialog.legend.bands_chosen.connect(self._inspector.set_bands)
            self.compare_dialog = dialog
            self._colour_comparison()
        self.compare_dialog.show_sides(*waiting)
        self._bring_to_front(self.compare_dialog)

    @Slot()
    def _colour_comparison(self) -> None:
        if self.compare_dialog is not None:
            self.compare_dialog.set_covered(is_covered=self._talk.is_covered)
            self.compare_dialog.set_colouring(self._inspector.colour_by, self._inspector.bands)

    @Slot(object, object)
    def _on_compared_token_chosen(self, ref: TokenRef | None, side: Side) -> None:
        """Show a place in its chat; in another one than is open, the answer that it is in."""
        if ref is not None and self._inspector.show_token(ref):
            return
        self.message_wanted.emit(side.conversation_id, side.answer.id)
