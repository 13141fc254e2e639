"""Asks which model to open, and says why one was not.

Owns the questions and the sentences' actions; opening itself is the library's.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from gptdesk.app.viewmodels.model.devices import DevicesViewModel
from gptdesk.app.viewmodels.model.kept_models import KeptModels
from gptdesk.app.viewmodels.model.layouts import LayoutsViewModel
from gptdesk.app.viewmodels.model.library import LibraryViewModel
from gptdesk.app.viewmodels.model.listed_models import ListedModels
from gptdesk.app.viewmodels.model.model_records import ModelRecords
from gptdesk.app.viewmodels.model.servers import ServersViewModel
from gptdesk.app.views.model.drop_overlay import MODEL_SUFFIXES
from gptdesk.app.views.model.layout_dialog import LayoutDialog
from gptdesk.app.views.model.list_dialog import ModelListDialog
from gptdesk.app.views.model.server_dialog import ServerDialog
from gptdesk.app.views.widgets.notice_bar import NoticeBar

_PRECISION = "precision"  # key of a warning


class ModelOpening(QObject):
    """The way from "open a model" to the library, with its detours."""

    def __init__(
        self,
        window: QWidget,
        bar: NoticeBar,
        library: LibraryViewModel,
        devices: DevicesViewModel,
        listed: ListedModels,
        kept: KeptModels,
        records: ModelRecords,
        layouts: LayoutsViewModel,
        servers: ServersViewModel,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._bar = bar
        self._library = library
        self._devices = devices
        self._listed = listed
        self._kept = kept
        self._records = records
        self._layouts = layouts
        self._servers = servers
        self._held_back: Path | None = None
        self.list_dialog: ModelListDialog | None = None
        self.layout_dialog: LayoutDialog | None = None
        self.server_dialog: ServerDialog | None = None

    @Slot()
    def show_list(self) -> None:
        """Show the models on this computer, to choose from."""
        if self.list_dialog is None:
            self.list_dialog = ModelListDialog(
                *(self._listed, self._kept, self._records), parent=self._window
            )
            self.list_dialog.chosen.connect(self._devices.open_if_room)
        self.list_dialog.open()

    @Slot()
    def show_layouts(self) -> None:
        """Show how conversations are laid out for the model in use."""
        if self.layout_dialog is None:
            self.layout_dialog = LayoutDialog(self._layouts, self._window)
        self.layout_dialog.open()

    @Slot()
    def show_servers(self) -> None:
        """Show the fields for a server, and what the one in use can tell."""
        if self.server_dialog is None:
            self.server_dialog = ServerDialog(self._servers, self._window)
        self.server_dialog.open()

    @Slot()
    def ask_for_file(self) -> None:
        """Let the user choose a checkpoint, and open it."""
        path = ask_for_model_file(self._window, self._library.browse_dir)
        if path is not None:
            self._devices.open_if_room(path)

    @Slot()
    def ask_for_folder(self) -> None:
        """Let the user choose a model's folder, and open it."""
        path = ask_for_model_folder(self._window, self._library.browse_dir)
        if path is not None:
            self._devices.open_if_room(path)

    @Slot(str)
    def show_failure(self, sentence: str) -> None:
        """Say why a model was not opened; the one before it is still there."""
        self._bar.show_error(
            sentence, action_text=self.tr("Open another…"), action=self.ask_for_file
        )

    @Slot(str, object)
    def show_held_back(self, sentence: str, path: Path) -> None:
        """Say why a model was not opened, and offer to open it all the same."""
        self._held_back = path
        self._bar.show_error(sentence, action_text=self.tr("Open it"), action=self._open_held_back)

    @Slot(str)
    def show_kept_precision(self, sentence: str) -> None:
        """Say that another model is computed coarser than float32, and offer float32."""
        self._bar.show_warning(
            _PRECISION,
            sentence,
            action_text=self.tr("Use Exact"),
            action=lambda: self._library.choose_precision("exact"),
        )

    @Slot()
    def forget_what_is_open(self) -> None:
        """Take back what was said of the model in use: another one is being opened."""
        self._bar.withdraw_warning(_PRECISION)

    def _open_held_back(self) -> None:
        if self._held_back is not None:
            self._library.open_model(self._held_back)


def ask_for_model_file(parent: QWidget, start: Path) -> Path | None:
    """Let the user choose a checkpoint; None when they change their mind."""
    endings = " ".join(f"*{suffix}" for suffix in (*MODEL_SUFFIXES, ".json"))
    chosen, _ = QFileDialog.getOpenFileName(
        parent,
        _tr("Open a model file"),
        str(start),
        f"{_tr('Models')} ({endings});;{_tr('All files')} (*)",
    )
    return Path(chosen) if chosen else None


def ask_for_model_folder(parent: QWidget, start: Path) -> Path | None:
    """Let the user choose a folder that holds a model; None when they change their mind."""
    chosen = QFileDialog.getExistingDirectory(parent, _tr("Open a model folder"), str(start))
    return Path(chosen) if chosen else None


def _tr(text: str) -> str:
    return QCoreApplication.translate("ModelOpening", text)
