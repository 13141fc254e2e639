"""Menu commands on conversations: a new one, jump to one, import, undo; what exports say.

Owns the file dialogs and the sentences in the notice bar; the work is the view models'.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from gptdesk.app.outside import show_folder
from gptdesk.app.viewmodels.conversations.conversations import UNDO_S, ConversationsViewModel
from gptdesk.app.viewmodels.conversations.transfer import ConversationTransfer
from gptdesk.app.views.conversations.jump_box import JumpBox
from gptdesk.app.views.conversations.transfer_progress import TransferProgress
from gptdesk.app.views.widgets.notice_bar import NoticeBar
from gptdesk.sentences import numbered, one_line

_INTERRUPTED = "interrupted"
_QUOTED = 40  # characters of a title in a sentence


class ConversationCommands(QObject):
    """Dialogs about conversations, over one window.

    Signals:
        composer_wanted: a conversation was chosen; the keyboard belongs into the composer.
    """

    composer_wanted = Signal()

    def __init__(
        self,
        window: QWidget,
        notice_bar: NoticeBar,
        conversations: ConversationsViewModel,
        transfer: ConversationTransfer,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._bar = notice_bar
        self._conversations = conversations
        self._transfer = transfer
        self._folder = Path.home()
        self.jump_box = JumpBox(conversations.search, window)
        self.jump_box.chosen.connect(self._on_jumped)
        conversations.deleted.connect(self._on_deleted)
        transfer.started.connect(notice_bar.dismiss_said)
        self._aside_id = ""  # of a conversation that was imported and is not shown
        self._exported: Path | None = None  # a file, or the folder of several
        transfer.exported.connect(self._on_exported)
        conversations.stored_aside.connect(self._on_stored_aside)
        transfer.done.connect(self._on_transfer_done)
        transfer.failed.connect(notice_bar.show_error)
        conversations.interrupted_found.connect(self._on_interrupted_found)
        self.progress = TransferProgress(window)
        self.progress.stop_requested.connect(transfer.stop)
        transfer.export_progressed.connect(self.progress.show_export)
        transfer.import_progressed.connect(self.progress.show_import)
        transfer.ended.connect(self.progress.dismiss)

    @Slot()
    def new_chat(self) -> None:
        """Leave this conversation for an empty one."""
        self._conversations.new()
        self._bar.dismiss_said()
        self.composer_wanted.emit()

    @Slot()
    def undo_delete(self) -> None:
        """Bring back what was deleted last; the offer to do so is out of date then."""
        self._bar.dismiss_offer()
        self._conversations.undo_delete()

    @Slot()
    def import_files(self) -> None:
        """Ask for files with conversations."""
        dialog = self._dialog(self.tr("Import conversations"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters([self.tr("Conversations that GPTDesk exported (*.json)")])

        def accept() -> None:
            paths = [Path(name) for name in dialog.selectedFiles()]
            self._folder = paths[0].parent
            self._transfer.import_files(paths)

        dialog.accepted.connect(accept)
        dialog.open()

    def _dialog(self, title: str) -> QFileDialog:
        folder = self._folder if self._folder.is_dir() else Path.home()  # it may be gone
        dialog = QFileDialog(self._window, title, str(folder))
        dialog.finished.connect(dialog.deleteLater)
        return dialog

    @Slot(str, str, int)
    def _on_interrupted_found(self, title: str, conversation_id: str, count: int) -> None:
        sentence = self.tr(
            "The answer in “{0}” was interrupted when GPTDesk ended; what was written is kept."
        )
        if count > 1:
            sentence = self.tr(
                "{1} answers were interrupted when GPTDesk ended, the last one in “{0}”; what was"
                " written is kept."
            )
        self._bar.show_warning(
            _INTERRUPTED,
            sentence.format(_short(title), f"{count:,}"),
            action_text=self.tr("Continue"),
            action=lambda: self._conversations.continue_interrupted(conversation_id),
        )

    @Slot()
    def withdraw_interrupted(self) -> None:
        """Say no more that an answer was interrupted: the user goes on."""
        self._bar.withdraw_warning(_INTERRUPTED)

    @Slot(object)
    def _on_jumped(self, conversation_id: str) -> None:
        self._conversations.open_conversation(conversation_id)
        self.composer_wanted.emit()

    @Slot(str)
    def _on_stored_aside(self, conversation_id: str) -> None:
        self._aside_id = conversation_id

    @Slot(object)
    def _on_exported(self, path: Path) -> None:
        self._exported = path

    @Slot(str)
    def _on_transfer_done(self, sentence: str) -> None:
        """Say what was done, and lead there: to the folder, or to an import that is not shown."""
        own, self._aside_id = self._aside_id, ""
        exported, self._exported = self._exported, None
        if exported is not None:
            folder = exported if exported.is_dir() else exported.parent
            self._bar.show_offer(
                sentence,
                action_text=self.tr("Show in folder"),
                action=lambda: self._show_folder(folder),
                for_ms=round(UNDO_S * 1000),
            )
        elif own:
            self._bar.show_offer(
                sentence,
                action_text=self.tr("Open"),
                action=lambda: self._conversations.open_conversation(own),
                for_ms=round(UNDO_S * 1000),
            )
        else:
            self._bar.show_notice(sentence)

    def _show_folder(self, folder: Path) -> None:
        if sentence := show_folder(folder):
            self._bar.show_notice(sentence)

    @Slot(int, str)
    def _on_deleted(self, count: int, title: str) -> None:
        sentence = numbered(
            count,
            self.tr("“{0}” was deleted.").format(_short(title)),
            self.tr("{0} conversations were deleted."),
        )
        self._bar.show_offer(
            sentence,
            action_text=self.tr("Undo"),
            action=self._conversations.undo_delete,
            for_ms=round(UNDO_S * 1000),
        )


def _short(title: str) -> str:
    line = one_line(" ".join(title.split()))
    return line if len(line) <= _QUOTED else f"{line[: _QUOTED - 1]}…"
