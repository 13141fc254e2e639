"""The window: builds its parts, and shows what they are told.

Owns layout; who tells whom stands in `wiring.py`, and what a click means is decided in the
view models.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QMainWindow, QStackedLayout, QVBoxLayout, QWidget

from gptdesk.app.theme import SPACE_2, SPACE_4, Theme
from gptdesk.app.viewmodels.view_models import WindowParts
from gptdesk.app.views.compare.windows import TextWindows
from gptdesk.app.views.composer.composer import Composer
from gptdesk.app.views.composer.live_count import LiveCount
from gptdesk.app.views.composer.prompt_editing import PromptEditing
from gptdesk.app.views.conversations.commands import ConversationCommands
from gptdesk.app.views.conversations.presenter import WindowConversations
from gptdesk.app.views.conversations.sidebar import Sidebar
from gptdesk.app.views.find.find import WindowFind
from gptdesk.app.views.inspector.side_panel import SidePanel
from gptdesk.app.views.model.drop_overlay import DropOverlay, dropped_model
from gptdesk.app.views.model.opening import ModelOpening
from gptdesk.app.views.model.presenter import WindowModel
from gptdesk.app.views.printing.printing import WindowPrinting
from gptdesk.app.views.text.exports import TextExports
from gptdesk.app.views.text.text_page import TextPage
from gptdesk.app.views.tokens.colour_legend import ColourLegend
from gptdesk.app.views.transcript.transcript import TranscriptView
from gptdesk.app.views.widgets.notice_bar import MessageBar
from gptdesk.app.views.window.columns import Room
from gptdesk.app.views.window.empty_state import EmptyState
from gptdesk.app.views.window.help import WindowHelp
from gptdesk.app.views.window.history_dialogs import WindowHistory
from gptdesk.app.views.window.menu import MainMenu
from gptdesk.app.views.window.status_bar import StatusBar
from gptdesk.app.views.window.talk_keys import TalkKeys
from gptdesk.app.views.window.token_presenter import WindowTokens
from gptdesk.app.views.window.wiring import connect_window
from gptdesk.chat.messages import PromptMode
from gptdesk.engine.types import GenerationEnd

_TEXT_PAGE_WIDTH = 480  # its table without a horizontal bar
_MINIMUM_SIZE = QSize(560, 420)


class MainWindow(QMainWindow):
    """The one window of GPTDesk.

    Signals:
        closing: the window was asked to close; everything must be saved and joined now.
        first_painted: the window is on the screen.
        activated: the user came to it.
    """

    closing = Signal()
    first_painted = Signal()
    activated = Signal()

    def __init__(self, parts: WindowParts) -> None:
        super().__init__()
        self._parts = parts
        self._was_painted = False
        self._is_leaving = False  # whatever is not saved
        self.setWindowTitle("GPTDesk")
        self.setMinimumSize(_MINIMUM_SIZE)
        self.setAcceptDrops(True)
        self._build_centre()
        self._build_frame()
        self.menu = MainMenu(self)
        self.editing = PromptEditing(
            self.message_bar, parts.chat, parts.conversations.drafts, parent=self
        )
        self._live_count = LiveCount(self.composer, parts.client, parts.chat, self.editing)
        self.tokens = WindowTokens(self, parts)
        self.talk_keys = TalkKeys(self, parts.looking.talk)
        self.conversations = WindowConversations(self, parts)
        self.commands = ConversationCommands(
            self, self.message_bar, parts.conversations, parts.transfer
        )
        self.printing = WindowPrinting(
            self,
            self.message_bar,
            parts.chat.messages,
            conversations=parts.conversations,
            transfer=parts.transfer,
        )
        self.opening = ModelOpening(self, self.message_bar, parts.library)
        self.model = WindowModel(self, parts)
        self.history = WindowHistory(self, parts)
        self.help = WindowHelp(self, self.menu, parts.log_dir)
        connect_window(self, parts)
        self._restore()

    # -- building

    def _build_centre(self) -> None:
        parts = self._parts
        self.transcript = TranscriptView()
        self.transcript.set_model(parts.chat.messages)
        self.transcript.set_branch_places(parts.chat.branch_place)
        self.empty_state = EmptyState()
        self._pages = QStackedLayout()
        self._pages.addWidget(self.empty_state)
        self._pages.addWidget(self.transcript)
        self.legend = ColourLegend()
        self.message_bar = MessageBar()
        self.composer = Composer()
        self.finding = WindowFind(self.transcript, self.composer, parts.chat.messages)

        self._centre = QWidget()
        layout = QVBoxLayout(self._centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._pages, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(SPACE_4, 0, SPACE_4, SPACE_4)
        foot.setSpacing(SPACE_2)
        foot.addWidget(self.legend)
        foot.addWidget(self.message_bar)
        foot.addWidget(self.finding.bar)
        foot.addWidget(self.composer)
        layout.addLayout(foot)

    def _build_frame(self) -> None:
        parts = self._parts
        self.sidebar = Sidebar(parts.conversations)
        self.side_panel = SidePanel(
            parts.looking.next_token,
            parts.sampling,
            parts.model_info,
            pipeline=parts.looking.pipeline,
            talk=parts.looking.talk,
        )
        exports = TextExports(
            parts.looking.text_page, parts.looking.inspector, lambda: parts.client.info
        )
        self.text_page = TextPage(
            parts.looking.text_page, parts.looking.what_if, exports, talk=parts.looking.talk
        )
        self.side_panel.add_page(self.text_page, self.tr("Text"), _TEXT_PAGE_WIDTH)
        self.windows = TextWindows(self, parts.looking.comparing, parts.looking.tokens)
        self.room = Room(self._centre, self.side_panel, self.sidebar)
        self.status = StatusBar()
        frame = QWidget()
        layout = QVBoxLayout(frame)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.room, 1)
        layout.addWidget(self.status)
        self.setCentralWidget(frame)
        self._drop_overlay = DropOverlay(frame)

    def _restore(self) -> None:
        """Put everything as the preferences say."""
        preferences = self._parts.preferences
        settings = preferences.settings
        self.on_theme_changed(self._parts.appearance.theme)
        self.menu.set_colour_scheme(settings.colour_scheme)
        self.menu.regenerate.setEnabled(False)
        self.menu.stop.setEnabled(False)
        self.room.set_wanted(sidebar=settings.sidebar_visible, panel=settings.side_panel_visible)
        self.menu.side_panel.setChecked(settings.side_panel_visible)
        self.menu.sidebar.setChecked(settings.sidebar_visible)
        self._show_zoom(settings.zoom)
        self.room.set_panel_width(self.side_panel.wanted_width)
        self.tokens.on_colouring_changed()
        self.on_mode_changed(self._parts.chat.mode)
        if not preferences.restore_geometry(self):
            self._take_comfortable_size()
        self.composer.focus_editor()

    def _take_comfortable_size(self) -> None:
        screen = QGuiApplication.primaryScreen().availableSize()
        self.resize(QSize(1280, 800).boundedTo(screen * 0.95))

    # -- what Qt calls

    def closeEvent(self, event: QCloseEvent) -> None:
        """Save and stop everything first; the window closes last.

        What cannot be saved is asked about, and the window stays meanwhile.
        """
        if not self._is_leaving and not self.history.may_close():
            event.ignore()
            return
        preferences = self._parts.preferences
        preferences.change(
            side_panel_visible=self.room.is_panel_wanted,
            sidebar_visible=self.room.is_sidebar_wanted,
        )
        preferences.save_geometry(self)
        self.closing.emit()
        event.accept()

    @Slot()
    def close_at_once(self) -> None:
        """Close without a question: it was answered, or there is nobody to ask."""
        self._is_leaving = True
        self.close()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell once that the window can be seen."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            self.first_painted.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the menu's check mark true when the panel folds away."""
        super().resizeEvent(event)
        self.menu.side_panel.setChecked(self.room.is_panel_visible)
        self.menu.sidebar.setChecked(self.room.is_sidebar_visible)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Offer to open a model file that is dragged over the window."""
        path = dropped_model(event.mimeData())
        if path is not None:
            self._drop_overlay.show_for(path)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """The drag went elsewhere."""
        self._drop_overlay.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the dropped model."""
        self._drop_overlay.hide()
        path = dropped_model(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self._parts.library.open(path)

    # -- composer

    @Slot(object)
    def on_submitted(self, text: str) -> None:
        """Send what was written; what is not accepted goes back into the composer."""
        was_sent = self.editing.send(text)
        if was_sent is None:
            was_sent = self._parts.chat.submit(text)
        if not was_sent:
            self.composer.restore()  # what was not accepted is not lost

    @Slot(object)
    def on_step_requested(self, text: str) -> None:
        """Make one token; what is not accepted goes back into the composer."""
        was_made = self.editing.step(text)
        if was_made is None:
            was_made = self._parts.chat.step(text)
        if not was_made:
            self.composer.restore()

    # -- chat

    def changeEvent(self, event: QEvent) -> None:
        """Read the list again when the user comes back: another window may have changed it."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.activated.emit()

    @Slot(bool)
    def on_busy_changed(self, is_busy: bool) -> None:
        """An answer begins or ends."""
        self.menu.stop.setEnabled(is_busy)
        if is_busy:
            self.message_bar.dismiss()
            self.status.clear_speed()

    @Slot(object)
    def on_mode_changed(self, mode: PromptMode) -> None:
        """Show how the next message becomes a prompt."""
        self.composer.set_mode(mode)
        self.empty_state.set_mode(mode)

    @Slot(object)
    def on_mode_chosen(self, mode: PromptMode) -> None:
        """Remember the mode for the next start."""
        self._parts.preferences.change(mode=mode.value)

    @Slot()
    def on_messages_changed(self) -> None:
        """Show the conversation, or what can be done while there is none."""
        has_messages = self._parts.chat.messages.rowCount() > 0
        self._pages.setCurrentWidget(self.transcript if has_messages else self.empty_state)

    @Slot(object)
    def on_run_finished(self, end: GenerationEnd) -> None:
        """Show how fast it was."""
        self.status.set_speed(end.stats)
        self._parts.model_info.set_run(end.stats)

    @Slot()
    def on_regenerate_triggered(self) -> None:
        """Answer the last prompt again."""
        self._parts.chat.regenerate()

    # -- settings

    @Slot(str)
    def on_settings_not_saved(self, sentence: str) -> None:
        """Say so until they are."""
        self.message_bar.show_warning("settings not saved", sentence)

    @Slot()
    def on_settings_saved_again(self) -> None:
        """The disk takes them again."""
        self.message_bar.withdraw_warning("settings not saved")

    # -- how it looks

    @Slot(bool)
    def on_full_screen_triggered(self, is_wanted: bool) -> None:
        """Fill the screen, or do so no more."""
        self.setWindowState(
            Qt.WindowState.WindowFullScreen if is_wanted else Qt.WindowState.WindowNoState
        )

    def _show_zoom(self, percent: int) -> None:
        card = self.transcript.marks.card
        for view in (self.transcript, card, self.side_panel, self.text_page, self.windows):
            view.set_zoom(percent)

    @Slot(int)
    def on_zoom_changed(self, percent: int) -> None:
        """Show text in another size."""
        self._show_zoom(percent)
        self.status.set_message(self.tr("Zoom {0} %").format(percent))

    @Slot(object)
    def on_theme_changed(self, theme: Theme) -> None:
        """Show everything in other colours."""
        for part in (
            self.transcript,
            self.empty_state,
            self.legend,
            self.message_bar,
            self.finding,
            self.composer,
            self.sidebar,
            self.commands,
            self.side_panel,
            self.text_page,
            self.windows,
            self.history,
            self.status,
            self._drop_overlay,
        ):
            part.apply_theme(theme)
