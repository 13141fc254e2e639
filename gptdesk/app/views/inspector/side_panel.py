"""The instrument beside the text: pages in tabs.

Owns the tabs, how wide the page in front wants to be, and the button that covers the chances; must
not know what stands on a page.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QTabWidget, QToolButton, QVBoxLayout, QWidget

from gptdesk.app.theme import APPEARANCE_CHANGED, PANEL_WIDTH, set_own_zoom, zoom_of
from gptdesk.app.viewmodels.chat.sampling import SamplingViewModel
from gptdesk.app.viewmodels.inspector.next_token import NextTokenViewModel
from gptdesk.app.viewmodels.inspector.pipeline import PipelineViewModel
from gptdesk.app.viewmodels.inspector.talk import TalkViewModel
from gptdesk.app.viewmodels.model.model_info import ModelInfoViewModel
from gptdesk.app.views.inspector.next_token_page import NextTokenPage
from gptdesk.app.views.model.page import ModelPage
from gptdesk.app.views.pipeline.page import PipelinePage, wanted_width


class SidePanel(QWidget):
    """Tabs with the pages.

    Args:
        next_token, sampling, model_info, pipeline: of the pages.
        talk: of the button that covers the chances.

    Signals:
        wanted_width_changed(int): the page in front wants another width, pixels.
    """

    wanted_width_changed = Signal(int)

    def __init__(
        self,
        next_token: NextTokenViewModel,
        sampling: SamplingViewModel,
        model_info: ModelInfoViewModel,
        parent: QWidget | None = None,
        *,
        pipeline: PipelineViewModel,
        talk: TalkViewModel,
    ) -> None:
        super().__init__(parent)
        self._pipeline = pipeline
        self._talk = talk
        self._wanted: dict[QWidget, int] = {}  # widths at 100 %
        self.next_token_page = NextTokenPage(next_token, sampling, talk)
        self.pipeline_page = PipelinePage(pipeline, next_token, sampling, talk)
        self.model_page = ModelPage(model_info)
        self.tabs = QTabWidget(self)
        self.tabs.setObjectName("sidePanelTabs")
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.tabBar().setAccessibleName(self.tr("Pages of the inspector"))
        self.tabs.addTab(self.next_token_page, self.tr("Next token"))
        self.add_page(self.pipeline_page, self.tr("Pipeline"), wanted_width())
        self.tabs.addTab(self.model_page, self.tr("Model"))
        self.setAccessibleName(self.tr("Side panel"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tabs)
        self._build_guess(talk)
        self.tabs.currentChanged.connect(self._on_current_changed)

    @property
    def wanted_width(self) -> int:
        """How wide the page in front would like to be, pixels."""
        wanted = self._wanted.get(self.tabs.currentWidget(), PANEL_WIDTH)
        return max(PANEL_WIDTH, wanted * zoom_of(self) // 100)

    def add_page(self, page: QWidget, title: str, wanted_width: int = PANEL_WIDTH) -> None:
        """Add a page before the *Model* page.

        Args:
            page: the panel owns it from now on.
            title: of its tab.
            wanted_width: how wide it would like to be at 100 %, pixels.
        """
        last = self.tabs.indexOf(self.model_page)
        self._wanted[page] = wanted_width
        self.tabs.insertTab(self.tabs.count() if last < 0 else last, page, title)

    @Slot()
    def show_next_token(self) -> None:
        """Bring the page to the front that has the sampling settings."""
        self.tabs.setCurrentWidget(self.next_token_page)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the charts grow as far as the width allows."""
        super().resizeEvent(event)
        self._fit_charts()

    def customEvent(self, event: QEvent) -> None:
        """Draw the charts in the new size; the panel may want another width for it."""
        if event.type() == APPEARANCE_CHANGED:
            self._fit_charts()
            self.wanted_width_changed.emit(self.wanted_width)

    def _fit_charts(self) -> None:
        """Give the charts the size that fits: in a narrow panel figures cut each other off."""
        zoom = min(zoom_of(self), max(100, 100 * self.width() // PANEL_WIDTH))
        for page in (self.next_token_page, self.pipeline_page):
            set_own_zoom(page, zoom)

    def showEvent(self, event: QShowEvent) -> None:
        """Somebody looks: the pipeline of the place is computed again."""
        super().showEvent(event)
        self._pipeline.set_watched(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks: nothing is computed."""
        super().hideEvent(event)
        self._pipeline.set_watched(False)

    def _build_guess(self, talk: TalkViewModel) -> None:
        self.guess_button = QToolButton(self)
        self.guess_button.setProperty("font_kind", "ui_small")
        self.guess_button.setText(self.tr("Guess"))
        self.guess_button.setCheckable(True)
        tip = self.tr("Hide the chances until you have guessed what comes next (Ctrl+G).")
        self.guess_button.setToolTip(tip)
        self.guess_button.setAccessibleName(self.tr("Guess mode"))
        self.guess_button.setAccessibleDescription(tip)
        self.tabs.setCornerWidget(self.guess_button, Qt.Corner.TopRightCorner)
        self.guess_button.clicked.connect(talk.set_guessing)
        talk.changed.connect(self._on_talk_changed)

    @Slot()
    def _on_talk_changed(self) -> None:
        self.guess_button.setChecked(self._talk.is_guessing)

    @Slot()
    def _on_current_changed(self) -> None:
        self.wanted_width_changed.emit(self.wanted_width)
