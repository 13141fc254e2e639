"""The menu that copies something, or saves it as a file.

Owns the menu, the question where to save, the thread of what takes long, and what is said
afterwards; what is copied and saved are `Offer`s.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from itertools import count
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import (
    QByteArray,
    QCoreApplication,
    QMimeData,
    QObject,
    QStandardPaths,
    QStringListModel,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QAction, QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from gptdesk.app.system.courier import run_for
from gptdesk.app.system.error_text import cause_in_words
from gptdesk.app.viewmodels.export_offers import Offer
from gptdesk.files.atomic import NoFolderError

_T = TypeVar("_T")

# Of a parent, a proposed path, a name for it, and what to do with the path that is chosen.
AskWhere = Callable[[QWidget, Path, str, Callable[[Path], None]], None]


class ExportMenu(QMenu):
    """Offers to copy and to save.

    Signals:
        done(str): a sentence: it was copied, or saved and where.
        failed(str): a sentence: it was not, and why.
    """

    done = Signal(str)
    failed = Signal(str)

    def __init__(
        self, offers: Sequence[Offer], parent: QWidget, *, ask_where: AskWhere | None = None
    ) -> None:
        super().__init__(parent)
        self._parent = parent
        self._ask_where = ask_where or ask_where_to_save
        self._folder: Path | None = None  # where a file was saved last
        for is_saving, verb in ((False, self.tr("Copy: {0}")), (True, self.tr("Save: {0}…"))):
            for offer in offers:
                self.addAction(verb.format(offer.name)).setData((is_saving, offer))
            self.addSeparator()
        self.setToolTipsVisible(True)
        self.triggered.connect(self._on_triggered)

    def show_obstacles(self, obstacle: Callable[[Offer], str]) -> None:
        """Offer what there is; of what there is not, a tip says why: the sentence of `obstacle`."""
        for action in self.actions():
            if not action.isSeparator():
                why = obstacle(action.data()[1])
                action.setEnabled(not why)
                action.setToolTip(why)

    def copy(self, offer: Offer) -> None:
        """Put the content on the clipboard."""
        made = offer.make()
        if callable(made):
            self._make_later(made, lambda future: self._put_on_clipboard(offer, future.result()))
        else:
            self._put_on_clipboard(offer, made)

    def save(self, offer: Offer) -> None:
        """Ask where, and write the content there."""
        start = self._start() / offer.file_name
        self._ask_where(self._parent, start, offer.name, lambda path: self._write(path, offer))

    @Slot(QAction)
    def _on_triggered(self, action: QAction) -> None:
        is_saving, offer = action.data()
        if is_saving:
            self.save(offer)
        else:
            self.copy(offer)

    def _put_on_clipboard(self, offer: Offer, content: bytes) -> None:
        data = _mime_data()
        if offer.mime_type == "image/png":
            data.setImageData(QImage.fromData(content))
        else:
            data.setData(offer.mime_type, QByteArray(content))
            data.setText(offer.plain_text() if offer.plain_text else content.decode())
        QGuiApplication.clipboard().setMimeData(data)
        self.done.emit(self.tr("Copied."))

    def _write(self, path: Path, offer: Offer) -> None:
        made = offer.make()
        if callable(made):
            self._make_later(
                lambda: offer.save(path, made()),
                lambda future: self._say_saved(path, future.result),
            )
        else:
            self._say_saved(path, partial(offer.save, path, made))

    def _say_saved(self, path: Path, save: Callable[[], None]) -> None:
        """Save, or hear whether that was done in the other thread, and tell."""
        try:
            save()
        except NoFolderError as exc:
            self.failed.emit(no_folder_sentence(path, exc.filename))
        except OSError as exc:
            sentence = self.tr("{0} could not be written: {1}.")
            self.failed.emit(sentence.format(path, cause_in_words(exc)))
        else:
            self._folder = path.parent
            self.done.emit(self.tr("Saved as {0}.").format(path))

    def _make_later(self, work: Callable[[], _T], then: Callable[[Future[_T]], None]) -> None:
        # Where the menu went with its window, the file is there all the same.
        run_for(self, "export", work, then)

    def _start(self) -> Path:
        """Return the folder to propose: one that is there, whatever the system calls Documents."""
        documents = QStandardPaths.StandardLocation.DocumentsLocation
        folder = self._folder or Path(QStandardPaths.writableLocation(documents))
        return folder if folder.is_dir() else Path.home()


def _mime_data() -> QMimeData:
    """Return empty data that Qt itself made.

    The clipboard of a platform without one of its own (offscreen) is taken down after Python, and
    an object that was made in Python crashes then.
    """
    model = QStringListModel([""])
    data = model.mimeData([model.index(0, 0)])
    data.clear()
    return data


class _Question(QObject):
    """Waits for the answer of a file dialog, and lives as long as it."""

    def __init__(self, dialog: QFileDialog, suffix: str, then: Callable[[Path], None]) -> None:
        super().__init__(dialog)
        self._suffix = suffix
        self._then = then
        dialog.fileSelected.connect(self._on_file_selected)

    @Slot(str)
    def _on_file_selected(self, chosen: str) -> None:
        if chosen:
            self._then(_with_suffix(Path(chosen), self._suffix))


def no_folder_sentence(path: Path, folder: Path | str) -> str:
    """Return why a file was not written."""
    sentence = _tr("{0} was not written, because there is no folder {1}.")
    return sentence.format(path.name, folder)


def _with_suffix(path: Path, suffix: str) -> Path:
    """Return a path whose ending says what is in the file, whatever the user typed.

    The dialog adds an ending only where it sees none, and takes what follows any dot for one. It
    asked whether the file that was typed may be replaced, and about no other one.
    """
    if path.suffix.lower() == suffix.lower():
        return path
    typed, numbers = path.name, count(2)
    path = path.with_name(typed + suffix)
    while os.path.lexists(path):
        path = path.with_name(f"{typed} {next(numbers)}{suffix}")
    return path


def ask_where_to_save(
    parent: QWidget, start: Path, what: str, then: Callable[[Path], None]
) -> None:
    """Let the user choose a file; nothing follows when they change their mind.

    Args:
        parent: the dialog stands over it.
        start: the folder and the name that are proposed; the ending is that of what is saved, and
            the file has it, whatever is typed.
        what: the name of what is saved.
        then: takes the path.
    """
    suffix = start.suffix[1:]
    dialog = QFileDialog(parent, _tr("Save: {0}").format(what), str(start.parent))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters(
        [
            f"{_tr('{0} files').format(suffix.upper())} (*.{suffix})",
            f"{_tr('All files')} (*)",
        ]
    )
    dialog.setDefaultSuffix(suffix)  # before it asks whether a file may be replaced
    dialog.selectFile(start.name)
    _Question(dialog, start.suffix, then)
    dialog.open()


def _tr(text: str) -> str:
    return QCoreApplication.translate("ExportMenu", text)
