"""The way from "export" to a file: what and how, then where.

Owns the two questions and what is remembered of the answers; the work is the view models', and
pages are made by the printing room.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from gptdesk.analysis.colour_scale import Scale
from gptdesk.analysis.figures import Measure
from gptdesk.app.viewmodels.conversations.conversations import ConversationsViewModel
from gptdesk.app.viewmodels.conversations.list import heading_of
from gptdesk.app.viewmodels.conversations.transfer import ConversationTransfer
from gptdesk.app.viewmodels.inspector.inspector import InspectorViewModel
from gptdesk.app.viewmodels.settings.preferences import Preferences
from gptdesk.app.views.conversations.export_dialog import EVERYTHING, ExportChoice, ExportDialog
from gptdesk.app.views.widgets.export_menu import ask_where_to_save
from gptdesk.app.views.widgets.notice_bar import NoticeBar
from gptdesk.formats.conversation import ExportContent


class ConversationExport(QObject):
    """Asks over one window, and starts the export.

    Signals:
        pdf_requested: id of a conversation, str; where, object (Path); its `ExportContent`, object.
    """

    pdf_requested = Signal(str, object, object)

    def __init__(
        self,
        window: QWidget,
        notice_bar: NoticeBar,
        conversations: ConversationsViewModel,
        transfer: ConversationTransfer,
        preferences: Preferences,
        inspector: InspectorViewModel,
    ) -> None:
        super().__init__(window)
        self._inspector = inspector
        self._window = window
        self._bar = notice_bar
        self._conversations = conversations
        self._transfer = transfer
        self._preferences = preferences
        self._folder = Path.home()

    @Slot()
    def export_open(self) -> None:
        """Ask how the conversation on the screen is to be exported."""
        self.export(self._conversations.open_id)

    @Slot(str)
    def export(self, conversation_id: str) -> None:
        """Ask how a conversation is to be exported."""
        self._ask(conversation_id, self._remembered())

    @Slot()
    def export_all(self) -> None:
        """Ask how all conversations are to be exported."""
        remembered = self._remembered()
        suffix = ".json" if remembered.suffix == ".pdf" else remembered.suffix
        self._ask(self._conversations.open_id, replace(remembered, what=EVERYTHING, suffix=suffix))

    @Slot()
    def export_pdf(self) -> None:
        """Ask how the conversation on the screen is to become a PDF."""
        self._ask(self._conversations.open_id, replace(self._remembered(), suffix=".pdf"))

    @property
    def _scale(self) -> Scale:
        """That of the screen; without colours there, the one that shows most."""
        measure = self._inspector.colour_by
        is_coloured = measure is not Measure.NONE
        return Scale(measure if is_coloured else Measure.SURPRISAL, self._inspector.bands)

    def _content(self, choice: ExportChoice) -> ExportContent:
        return replace(choice.content, scale=self._scale)

    def _remembered(self) -> ExportChoice:
        settings = self._preferences.settings
        return ExportChoice(
            settings.export_what,
            f".{settings.export_form}",
            settings.export_colours,
            settings.export_figures,
        )

    def _ask(self, conversation_id: str, choice: ExportChoice) -> None:
        if not self._conversations.list.summaries:
            self._bar.show_notice(self.tr("There is nothing to export yet."))
            return
        summary = self._conversations.list.summary(conversation_id)
        title = "" if summary is None else heading_of(summary)
        measure = self._scale.measure
        dialog = ExportDialog(choice, self._window, title=title, measure=measure)
        dialog.chosen.connect(partial(self._ask_where, conversation_id))
        dialog.open()

    def _ask_where(self, conversation_id: str, choice: ExportChoice) -> None:
        what = {} if choice.what == EVERYTHING else {"export_what": choice.what}
        self._preferences.change(
            export_form=choice.suffix[1:],
            export_colours=choice.has_colours,
            export_figures=choice.has_figures,
            **what,
        )
        folder = self._folder if self._folder.is_dir() else Path.home()  # it may be gone
        if choice.what == EVERYTHING:
            self._ask_for_folder(folder, choice)
            return
        name = self._transfer.proposed_name(conversation_id, choice.suffix)
        then = partial(self._export, conversation_id, choice)
        ask_where_to_save(self._window, folder / name, self.tr("Conversation"), then)

    def _export(self, conversation_id: str, choice: ExportChoice, path: Path) -> None:
        self._folder = path.parent
        if choice.suffix == ".pdf":
            self.pdf_requested.emit(conversation_id, path, self._content(choice))
        else:
            self._transfer.export(conversation_id, path, self._content(choice))

    def _ask_for_folder(self, folder: Path, choice: ExportChoice) -> None:
        title = self.tr("Export all conversations into a folder")
        dialog = QFileDialog(self._window, title, str(folder))
        dialog.finished.connect(dialog.deleteLater)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)

        def accept() -> None:
            self._folder = Path(dialog.selectedFiles()[0])
            self._transfer.export_all(self._folder, choice.suffix, self._content(choice))

        dialog.accepted.connect(accept)
        dialog.open()
