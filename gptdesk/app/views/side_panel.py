"""The instrument beside the text: two pages, *Next token* and *Model*.

Owns the tabs; must not know what stands on a page.
"""

from __future__ import annotations

from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from gptdesk.app.theme import Theme
from gptdesk.app.viewmodels.model_info import ModelInfoViewModel
from gptdesk.app.viewmodels.next_token import NextTokenViewModel
from gptdesk.app.viewmodels.sampling import SamplingViewModel
from gptdesk.app.views.model_page import ModelPage
from gptdesk.app.views.next_token_page import NextTokenPage


class SidePanel(QWidget):
    """Tabs with the two pages."""

    def __init__(
        self,
        next_token: NextTokenViewModel,
        sampling: SamplingViewModel,
        model_info: ModelInfoViewModel,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.next_token_page = NextTokenPage(next_token, sampling)
        self.model_page = ModelPage(model_info)
        self.tabs = QTabWidget(self)
        self.tabs.setObjectName("sidePanelTabs")
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.addTab(self.next_token_page, self.tr("Next token"))
        self.tabs.addTab(self.model_page, self.tr("Model"))
        self.setAccessibleName(self.tr("Side panel"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tabs)

    def apply_theme(self, theme: Theme) -> None:
        """Take colours, fonts and icons from `theme`."""
        self.next_token_page.apply_theme(theme)
        self.model_page.apply_theme(theme)
