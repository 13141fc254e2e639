"""All parts of the main window: its widgets, and the presenters that open dialogs over it.

Owns nothing: the main window makes the parts, and the list of wiring connects them.
"""

from __future__ import annotations

from dataclasses import dataclass

from gptdesk.app.access.kept_keyboard import KeptKeyboard
from gptdesk.app.views.composer.composer import Composer
from gptdesk.app.views.composer.sending import PromptSending
from gptdesk.app.views.conversations.commands import ConversationCommands
from gptdesk.app.views.conversations.exporting import ConversationExport
from gptdesk.app.views.conversations.history_warnings import HistoryWarnings
from gptdesk.app.views.conversations.sidebar import Sidebar
from gptdesk.app.views.find.find import ConversationFind
from gptdesk.app.views.guess.talk_keys import TalkKeys
from gptdesk.app.views.help.tour import TourBar
from gptdesk.app.views.inspector.side_panel import SidePanel
from gptdesk.app.views.model.opening import ModelOpening
from gptdesk.app.views.printing.printing import ConversationPrinting
from gptdesk.app.views.text.text_page import TextPage
from gptdesk.app.views.tokens.colour_legend import ColourLegend
from gptdesk.app.views.transcript.transcript import TranscriptView
from gptdesk.app.views.widgets.notice_bar import NoticeBar
from gptdesk.app.views.widgets.spare_undo import SpareUndo
from gptdesk.app.views.window.columns import ThreeColumns
from gptdesk.app.views.window.editing import Editing
from gptdesk.app.views.window.empty_state import EmptyState
from gptdesk.app.views.window.help import HelpDialogs
from gptdesk.app.views.window.menu import MainMenu
from gptdesk.app.views.window.side_windows import SideWindows
from gptdesk.app.views.window.status_bar import StatusBar
from gptdesk.app.views.window.token_presenter import TokenPresenter


@dataclass(frozen=True, slots=True)
class WindowViews:
    """The parts of one main window."""

    menu: MainMenu
    # in the middle
    transcript: TranscriptView
    empty_state: EmptyState
    legend: ColourLegend
    notice_bar: NoticeBar
    tour: TourBar
    finding: ConversationFind
    composer: Composer
    # around it
    sidebar: Sidebar
    side_panel: SidePanel
    columns: ThreeColumns
    status: StatusBar
    # what moves them
    sending: PromptSending
    tokens: TokenPresenter
    talk_keys: TalkKeys
    kept_keyboard: KeptKeyboard
    spare_undo: SpareUndo
    editing: Editing
    commands: ConversationCommands
    export: ConversationExport
    history_warnings: HistoryWarnings
    side_windows: SideWindows
    printing: ConversationPrinting
    opening: ModelOpening
    help: HelpDialogs

    @property
    def text_page(self) -> TextPage:
        """The page of the inspector on a whole text; like its other pages, made when asked for."""
        return self.side_panel.page("text")
