"""Menu commands on conversations: a new one, jump to one, export, import, undo.

Owns the file dialogs and the sentences in the notice bar; the work is the view models'.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from gptdesk.app.viewmodels.conversations.conversations import UNDO_S, ConversationsViewModel
from gptdesk.app.viewmodels.conversations.transfer import ConversationTransfer
from gptdesk.app.views.conversations.jump_box import JumpBox
from gptdesk.app.views.conversations.transfer_progress import TransferProgress
from gptdesk.app.views.widgets.notice_bar import NoticeBar
from gptdesk.formats.conversation import EXPORT_SUFFIXES
from gptdesk.sentences import numbered, one_line

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
        transfer.started.connect(notice_bar.dismiss)
        self._aside_id = ""  # of a conversation that was imported and is not shown
        conversations.stored_aside.connect(self._on_stored_aside)
        transfer.done.connect(self._on_transfer_done)
        transfer.failed.connect(notice_bar.show_error)
        self.progress = TransferProgress(window)
        self.progress.stop_requested.connect(transfer.stop)
        transfer.export_progressed.connect(self.progress.show_export)
        transfer.import_progressed.connect(self.progress.show_import)
        transfer.ended.connect(self.progress.dismiss)

    @Slot()
    def new_chat(self) -> None:
        """Leave this conversation for an empty one."""
        self._conversations.new()
        self._bar.dismiss()
        self.composer_wanted.emit()

    @Slot()
    def undo_delete(self) -> None:
        """Bring back what was deleted last; the offer to do so is out of date then."""
        self._bar.dismiss()
        self._conversations.undo_delete()

    @Slot()
    def export_open(self) -> None:
        """Ask where the conversation on the screen is to be saved."""
        self.export(self._conversations.open_id)

    @Slot(str)
    def export(self, conversation_id: str) -> None:
        """Ask where a conversation is to be saved, and in which format."""
        name = self._transfer.proposed_name(conversation_id, EXPORT_SUFFIXES[0])
        if not name:
            self._bar.show_notice(self.tr("There is nothing to export yet."))
            return
        dialog = self._dialog(self.tr("Export the conversation"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        filters = self._filters()
        dialog.setNameFilters(list(filters.values()))
        dialog.selectFile(name)
        dialog.setDefaultSuffix(EXPORT_SUFFIXES[0][1:])
        suffixes = {text: suffix for suffix, text in filters.items()}
        dialog.filterSelected.connect(lambda text: dialog.setDefaultSuffix(suffixes[text][1:]))

        def accept() -> None:
            path = Path(dialog.selectedFiles()[0])
            if path.suffix.lower() == ".pdf":
                self._bar.show_error(
                    self.tr("{0} was not written: a PDF is made by File, Export as PDF….").format(
                        path.name
                    )
                )
                return
            # The dialog takes what follows any dot for an ending: "1.5 times".
            if path.suffix.lower() not in EXPORT_SUFFIXES:
                path = path.with_name(path.name + suffixes[dialog.selectedNameFilter()])
                if path.exists():  # which the dialog has not asked about
                    self._bar.show_error(self.tr("{0} is there already.").format(path.name))
                    return
            self._folder = path.parent
            self._transfer.export(conversation_id, path)

        dialog.accepted.connect(accept)
        dialog.open()

    @Slot()
    def export_all(self) -> None:
        """Ask for a folder that gets a JSON file of every conversation."""
        dialog = self._dialog(self.tr("Export all conversations into a folder"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)

        def accept() -> None:
            self._folder = Path(dialog.selectedFiles()[0])
            self._transfer.export_all(self._folder, EXPORT_SUFFIXES[0])

        dialog.accepted.connect(accept)
        dialog.open()

    @Slot()
    def import_files(self) -> None:
        """Ask for files with conversations."""
        dialog = self._dialog(self.tr("Import conversations"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters([self._filters()[".json"]])

        def accept() -> None:
            paths = [Path(name) for name in dialog.selectedFiles()]
            self._folder = paths[0].parent
            self._transfer.import_files(paths)

        dialog.accepted.connect(accept)
        dialog.open()

    def _filters(self) -> dict[str, str]:
        """Return what the file dialogs say of each format."""
        return {
            ".json": self.tr("Everything, to be imported again (*.json)"),
            ".md": self.tr("Markdown (*.md)"),
            ".html": self.tr("Web page with coloured tokens (*.html)"),
            ".txt": self.tr("Plain text (*.txt)"),
            ".csv": self.tr("Table of all tokens (*.csv)"),
        }

    def _dialog(self, title: str) -> QFileDialog:
        folder = self._folder if self._folder.is_dir() else Path.home()  # it may be gone
        dialog = QFileDialog(self._window, title, str(folder))
        dialog.finished.connect(dialog.deleteLater)
        return dialog

    @Slot(str)
    def _on_jumped(self, conversation_id: str) -> None:
        self._conversations.open_conversation(conversation_id)
        self.composer_wanted.emit()

    @Slot(str)
    def _on_stored_aside(self, conversation_id: str) -> None:
        self._aside_id = conversation_id

    @Slot(str)
    def _on_transfer_done(self, sentence: str) -> None:
        """Say what was done; what was imported without being shown can be opened from there."""
        own, self._aside_id = self._aside_id, ""
        if own:
            self._bar.show_offer(
                sentence,
                action_text=self.tr("Open"),
                action=lambda: self._conversations.open_conversation(own),
                for_ms=round(UNDO_S * 1000),
            )
        else:
            self._bar.show_notice(sentence)

    @Slot(int, str)
    def _on_deleted(self, count: int, title: str) -> None:
        line = one_line(" ".join(title.split()))
        short = line if len(line) <= _QUOTED else f"{line[: _QUOTED - 1]}…"
        sentence = numbered(
            count,
            self.tr("“{0}” was deleted.").format(short),
            self.tr("{0} conversations were deleted."),
        )
        self._bar.show_offer(
            sentence,
            action_text=self.tr("Undo"),
            action=self._conversations.undo_delete,
            for_ms=round(UNDO_S * 1000),
        )
