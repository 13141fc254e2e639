"""The commands *Print…* and *Export as PDF…* of the open conversation, and *Print…* of figures.

Owns the dialogs, the one job that runs, and its messages; pages are painted by `job.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot
from PySide6.QtGui import QPagedPaintDevice
from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from gptdesk.analysis.colour_scale import Scale
from gptdesk.app.obstacles import nothing_to_print, pages_are_made
from gptdesk.app.system.timers import single_shot
from gptdesk.app.viewmodels.chat.messages import MessageListModel
from gptdesk.app.viewmodels.conversations.conversations import ConversationsViewModel
from gptdesk.app.viewmodels.conversations.list import heading_of
from gptdesk.app.viewmodels.conversations.transfer import ConversationTransfer
from gptdesk.app.views.printing.figure_pages import FigurePages, PrintedFigures
from gptdesk.app.views.printing.job import PdfFile, PrintJob, make_printer, paper_of
from gptdesk.app.views.printing.painter import ConversationPages
from gptdesk.app.views.widgets.export_menu import no_folder_sentence
from gptdesk.app.views.widgets.notice_bar import NoticeBar
from gptdesk.chat.messages import Message
from gptdesk.formats.conversation import ExportContent
from gptdesk.formats.conversation_pages import Pieces

_TITLE_CHARS = 80  # of a first message, where there is no title
_TOLD_AFTER_MS = 500
_TOLD_FOR_MS = 3_600_000  # as long as it takes


class ConversationPrinting(QObject):
    """Prints the open conversation of a window.

    Args:
        window: the dialogs stand over it.
        bar: shows progress and errors.
        messages: the rows that are printed.
        conversations: know the title.
        transfer: saves files.
    """

    def __init__(
        self,
        window: QWidget,
        bar: NoticeBar,
        messages: MessageListModel,
        *,
        conversations: ConversationsViewModel,
        transfer: ConversationTransfer,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._bar = bar
        self._messages = messages
        self._conversations = conversations
        self._transfer = transfer
        self._job: PrintJob | None = None
        self._target: tuple[PdfFile, Path] | QPrinter | None = None
        self._is_told = False
        self._patience = single_shot(self, _TOLD_AFTER_MS, self._on_patience_over)

    @property
    def is_busy(self) -> bool:
        """Whether pages are being made."""
        return self._job is not None

    @Slot()
    def print_open(self) -> None:
        """Ask for a printer, and print the conversation on the screen."""
        if not self._is_possible():
            return
        printer = ask_for_printer(self._title(), self._window)
        if printer is not None:
            self.print_on(printer)

    @Slot(str, object, object)
    def export_pdf(self, conversation_id: str, path: Path, content: ExportContent) -> None:
        """Save a conversation as a PDF, be it on the screen or not."""
        if not self._is_ready(path):
            return
        title = self._title_of(conversation_id)

        def start(messages: Sequence[Message], pieces: Pieces | None) -> None:
            if self._is_ready(path):
                self._start_pdf(path, title, messages, pieces, content.scale)

        self._transfer.read_pages(conversation_id, content, start)

    def print_on(self, printer: QPrinter) -> None:
        """Print the conversation."""
        if self._is_possible():
            pages = ConversationPages(self._title(), self._messages.messages, paper_of(printer))
            self._start(pages, printer, printer, first=printer.fromPage(), last=printer.toPage())

    def save_pdf(self, path: Path) -> None:
        """Save the conversation on the screen as a PDF, without colours."""
        if self._is_possible() and self._is_ready(path):
            self._start_pdf(path, self._title(), self._messages.messages, None)

    @Slot()
    def cancel(self) -> None:
        """Make no more pages; nothing is saved."""
        if self._job is not None:
            self._job.cancel()

    def _is_ready(self, path: Path) -> bool:
        """Tell whether a file can be made there now; if not, say why."""
        if not path.parent.exists():  # before pages are made for nothing
            self._bar.show_error(no_folder_sentence(path, path.parent))
            return False
        return self._is_free()

    def _is_free(self) -> bool:
        if self._job is not None:
            self._bar.show_notice(pages_are_made())
            return False
        return True

    def _is_possible(self) -> bool:
        if not self._is_free():
            return False
        if not self._messages.rowCount():
            self._bar.show_notice(nothing_to_print())
            return False
        return True

    def _title_of(self, conversation_id: str) -> str:
        summary = self._conversations.list.summary(conversation_id)
        return heading_of(summary) if summary is not None else ""

    def _title(self) -> str:
        title = self._title_of(self._conversations.open_id)
        return title or " ".join(self._messages.message(0).text.split())[:_TITLE_CHARS]

    def _start_pdf(
        self,
        path: Path,
        title: str,
        messages: Sequence[Message],
        pieces: Pieces | None,
        scale: Scale | None = None,
    ) -> None:
        pdf = PdfFile(title)
        pages = ConversationPages(title, messages, paper_of(pdf.device), pieces, scale)
        self._start(pages, pdf.device, (pdf, path))

    def _start(
        self,
        pages: ConversationPages,
        device: QPagedPaintDevice,
        target: tuple[PdfFile, Path] | QPrinter,
        *,
        first: int = 0,
        last: int = 0,
    ) -> None:
        job = PrintJob(pages, device, first=first, last=last, parent=self)
        self._job, self._target, self._is_told = job, target, False
        job.ended.connect(self._on_ended)
        job.start()
        self._patience.start()

    @Slot()
    def _on_patience_over(self) -> None:
        if self._job is not None:
            self._is_told = True
            self._bar.show_offer(
                self.tr("The pages are being made…"),
                action_text=self.tr("Cancel"),
                action=self.cancel,
                for_ms=_TOLD_FOR_MS,
            )

    @Slot(bool)
    def _on_ended(self, is_complete: bool) -> None:
        self._patience.stop()
        job, target = self._job, self._target
        self._job = self._target = None
        assert job is not None
        is_cancelled = job.is_cancelled
        job.deleteLater()
        if self._is_told:
            self._bar.dismiss()
        if is_cancelled:
            return
        if not is_complete:
            self._bar.show_error(refused_sentence())
        elif isinstance(target, tuple):
            pdf, path = target
            sentence = self.tr("Exported to {0}.").format(path.name)
            self._transfer.save(path, pdf.content(), sentence)
        else:
            self._bar.show_notice(printed_sentence(target))


class FiguresPrinting(QObject):
    """Prints figures of a window: a picture, a table and whose they are.

    Args:
        window: the dialog stands over it.

    Signals:
        said(str): a sentence: where the pages went, or why they did not.
    """

    said = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._job: PrintJob | None = None
        self._printer: QPrinter | None = None

    def ask(self, figures: PrintedFigures) -> None:
        """Ask for a printer, and print there."""
        if self._job is not None:
            self.said.emit(pages_are_made())
            return
        printer = ask_for_printer(figures.title, self._window)
        if printer is not None:
            self.print_on(printer, figures)

    def print_on(self, printer: QPrinter, figures: PrintedFigures) -> None:
        """Print figures; `said` tells the end."""
        pages = FigurePages(figures, paper_of(printer))
        job = PrintJob(pages, printer, first=printer.fromPage(), last=printer.toPage(), parent=self)
        self._job, self._printer = job, printer
        job.ended.connect(self._on_ended)
        job.start()

    @Slot(bool)
    def _on_ended(self, is_complete: bool) -> None:
        job, printer = self._job, self._printer
        self._job = self._printer = None
        assert job is not None
        job.deleteLater()
        self.said.emit(printed_sentence(printer) if is_complete else refused_sentence())


def ask_for_printer(name: str, parent: QWidget) -> QPrinter | None:
    """Ask for a printer, and for which pages; None when the user changes their mind."""
    printer = make_printer()
    printer.setDocName(name)
    dialog = QPrintDialog(printer, parent)
    dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintPageRange)
    # Not `open`: on Windows the system's own dialog knows only this way.
    is_wanted = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    return printer if is_wanted else None


def printed_sentence(printer: QPrinter | None) -> str:
    """Return where the pages went; printing to a file is not a printer's work."""
    file = "" if printer is None else printer.outputFileName()
    if file:
        return _tr("Printed to the file {0}.").format(file)
    return _tr("Sent to the printer.")


def refused_sentence() -> str:
    """Return what is said when the pages were not taken."""
    return _tr("The printer did not take the pages. Look whether it is ready.")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Printing", text)
