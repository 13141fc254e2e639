"""The *Library* window: a shelf of models, any model of the hub, and what is on its way.

Owns the pages and their order; what is fetched, and how, is the view model's. Opens no connection
by itself: a button is pressed first.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from gptdesk.app.access.reading_order import TabAsRead
from gptdesk.app.fitting_zoom import FittingZoom
from gptdesk.app.outside import show_page
from gptdesk.app.theme import SPACE_2, SPACE_3, SPACE_4
from gptdesk.app.viewmodels.model.downloads import DownloadsViewModel
from gptdesk.app.viewmodels.model.making import MakingViewModel
from gptdesk.app.viewmodels.model.training import TrainingViewModel
from gptdesk.app.views.library.downloads_list import DownloadsList
from gptdesk.app.views.library.hub_page import HubPage
from gptdesk.app.views.library.make_page import MakePage
from gptdesk.app.views.library.place_page import PlacePage
from gptdesk.app.views.library.shelf_page import ShelfPage
from gptdesk.app.views.widgets.labels import sentence_label, tell
from gptdesk.app.views.widgets.little_room import RING

_ROOM = (576, 360)  # pixels in which nothing is cut at 100 %; what has no room scrolls


class LibraryWindow(TabAsRead, QDialog):
    """Models to be had.

    Signals:
        open_requested: the model at a path is to be opened, object (Path).
        file_wanted: a model's file that lies on a disk is to be chosen.
    """

    open_requested = Signal(object)
    file_wanted = Signal()

    def __init__(
        self,
        downloads: DownloadsViewModel,
        making: MakingViewModel,
        training: TrainingViewModel,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._downloads = downloads
        self.setWindowTitle(self.tr("Library"))
        self.shelf_page = ShelfPage(downloads, self)
        self.hub_page = HubPage(downloads, self)
        self.tabs = QTabWidget(self)
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.tabBar().setAccessibleName(self.tr("Pages of the library"))
        self.tabs.addTab(self.shelf_page, self.tr("Good ones"))
        self.tabs.addTab(self.hub_page, self.tr("Any model of the hub"))
        self.place_page = PlacePage(downloads.place, self)
        self.tabs.addTab(self.place_page, self.tr("Where from"))
        self.make_page = MakePage(making, training, self)
        self.tabs.insertTab(2, self.make_page, self.tr("Make one"))
        self.list = DownloadsList(self)
        self.said = sentence_label(self, "muted")
        self.open_arrived = QPushButton(self.tr("&Open it"), self)
        self.open_arrived.setAutoDefault(False)
        self.open_arrived.hide()
        self.have_files = QPushButton(self.tr("I have the files…"), self)
        self.have_files.setToolTip(self.tr("Choose a model's file on this computer, or on a disk."))
        self.have_files.setAutoDefault(False)
        self.have_files.clicked.connect(self.file_wanted)
        close = QPushButton(self.tr("&Close"), self)
        close.setAutoDefault(False)
        close.clicked.connect(self.close)
        foot = QHBoxLayout()
        foot.setContentsMargins(RING, 0, RING, 0)
        foot.setSpacing(SPACE_2)
        foot.addWidget(self.said, 1)
        foot.addWidget(self.open_arrived)
        foot.addWidget(self.have_files)
        foot.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_4 - RING, SPACE_4, SPACE_4 - RING, SPACE_4)
        layout.setSpacing(SPACE_3)
        layout.addWidget(self.tabs, 1)
        layout.addWidget(self.list)
        layout.addLayout(foot)
        FittingZoom(self, opening=(820, 600), room=_ROOM)
        self._arrived: object = None
        self._connect()
        self._on_changed()

    def _connect(self) -> None:
        self._downloads.changed.connect(self._on_changed)
        self._downloads.arrived.connect(self._on_arrived)
        self._downloads.refused.connect(self._on_refused)
        self._downloads.looking.connect(self._on_looking)
        self.list.pause_requested.connect(self._downloads.pause)
        self.list.go_on_requested.connect(self._downloads.go_on)
        self.list.give_up_requested.connect(self._downloads.give_up)
        self.open_arrived.clicked.connect(self._on_open_clicked)
        self.make_page.open_requested.connect(self.open_requested)
        self.tabs.currentChanged.connect(self._forget_error)
        self.tabs.currentChanged.connect(self.hub_page.forget_error)
        for asked in (self.hub_page.look.clicked, self.hub_page.name.returnPressed):
            asked.connect(self._forget_error)  # the page tells what comes of it
        for page in (self.shelf_page, self.hub_page):
            page.page_wanted.connect(self._on_page_wanted)

    def showEvent(self, event: QShowEvent) -> None:
        """Open without the errors of the last time."""
        super().showEvent(event)
        if not event.spontaneous():
            self._forget_error()
            self.place_page.forget_answer()

    @Slot()
    def _forget_error(self) -> None:
        if self.said.property("kind") == "error":
            tell(self.said, "")

    @Slot()
    def _on_changed(self) -> None:
        rows = self._downloads.rows
        if {row.name for row in rows} - self.list.lines.keys():  # what was looked at is fetched now
            tell(self.said, "")
        self.list.show_rows(rows)

    @Slot(str, object)
    def _on_arrived(self, name: str, path: object) -> None:
        self._arrived = path
        self.open_arrived.show()
        there = self.tr("{0} is there: every file has the hash that the hub told.")
        tell(self.said, there.format(name))

    @Slot(str)
    def _on_looking(self, name: str) -> None:
        looking = self.tr("The header of {0} is looked at before it is fetched…")
        tell(self.said, looking.format(name))

    @Slot(str)
    def _on_refused(self, sentence: str) -> None:
        tell(self.said, sentence, "error")

    @Slot()
    def _on_open_clicked(self) -> None:
        self.open_requested.emit(self._arrived)

    @Slot(str)
    def _on_page_wanted(self, url: str) -> None:
        if sentence := show_page(url):
            self._on_refused(sentence)
