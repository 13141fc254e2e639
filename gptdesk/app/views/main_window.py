"""The window: builds its parts, and connects them in one list.

Owns layout, menus and wiring. It keeps no state of its own and calls no storage; what a click
means is decided in the view models.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
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
from gptdesk.app.views.composer import Composer
from gptdesk.app.views.drop_overlay import DropOverlay, dropped_model
from gptdesk.app.views.empty_state import EmptyState
from gptdesk.app.views.live_count import LiveCount
from gptdesk.app.views.main_menu import MainMenu
from gptdesk.app.views.message_bar import MessageBar
from gptdesk.app.views.model_opening import ModelOpening
from gptdesk.app.views.room import Room
from gptdesk.app.views.side_panel import SidePanel
from gptdesk.app.views.status_bar import StatusBar
from gptdesk.app.views.transcript import TranscriptView
from gptdesk.app.views.window_help import WindowHelp
from gptdesk.app.views.window_parts import WindowParts
from gptdesk.chat import PromptMode
from gptdesk.engine.types import GenerationEnd, ModelInfo
from gptdesk.engine.vocabulary import Vocabulary

_MINIMUM_SIZE = QSize(560, 420)


class MainWindow(QMainWindow):
    """The one window of GPTDesk.

    Signals:
        closing: the window was asked to close; everything must be saved and joined now.
        first_painted: the window is on the screen.
    """

    closing = Signal()
    first_painted = Signal()

    def __init__(self, parts: WindowParts) -> None:
        super().__init__()
        self._parts = parts
        self._was_painted = False
        self.setWindowTitle("GPTDesk")
        self.setMinimumSize(_MINIMUM_SIZE)
        self.setAcceptDrops(True)
        self._build_centre()
        self._build_frame()
        self.menu = MainMenu(self)
        self._opening = ModelOpening(self, self.message_bar, parts.library)
        self._help = WindowHelp(self, self.menu, parts.log_dir)
        self._connect()
        self._restore()

    # -- building

    def _build_centre(self) -> None:
        parts = self._parts
        self.transcript = TranscriptView()
        self.transcript.set_model(parts.chat.messages)
        self.empty_state = EmptyState()
        self._pages = QStackedLayout()
        self._pages.addWidget(self.empty_state)
        self._pages.addWidget(self.transcript)
        self.message_bar = MessageBar()
        self.composer = Composer()
        self._live_count = LiveCount(self.composer, parts.client)

        self._centre = QWidget()
        layout = QVBoxLayout(self._centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._pages, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(SPACE_4, 0, SPACE_4, SPACE_4)
        foot.setSpacing(SPACE_2)
        foot.addWidget(self.message_bar)
        foot.addWidget(self.composer)
        layout.addLayout(foot)

    def _build_frame(self) -> None:
        parts = self._parts
        self.side_panel = SidePanel(parts.next_token, parts.sampling, parts.model_info)
        self.room = Room(self._centre, self.side_panel, QWidget())
        self.status = StatusBar()
        frame = QWidget()
        layout = QVBoxLayout(frame)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.room, 1)
        layout.addWidget(self.status)
        self.setCentralWidget(frame)
        self._drop_overlay = DropOverlay(frame)

    def _connect(self) -> None:
        """All wiring of the window, in one list."""
        parts, menu = self._parts, self.menu
        # composer -> chat
        self.composer.submitted.connect(self._on_submitted)
        self.composer.stop_requested.connect(parts.chat.stop)
        self.composer.step_requested.connect(self._on_step_requested)
        self.composer.mode_selected.connect(parts.chat.set_mode)
        self.composer.problem_raised.connect(self.message_bar.show_error)
        # transcript and empty state -> chat
        self.transcript.regenerate_requested.connect(parts.chat.regenerate)
        self.transcript.copy_requested.connect(self._on_copy_requested)
        self.transcript.continue_requested.connect(parts.chat.continue_answer)
        self.empty_state.example_chosen.connect(parts.chat.submit)
        self.empty_state.open_requested.connect(self._opening.ask_for_file)
        # chat -> window
        parts.chat.busy_changed.connect(self.composer.set_busy)
        parts.chat.busy_changed.connect(self._on_busy_changed)
        parts.chat.mode_changed.connect(self._on_mode_changed)
        parts.chat.error_raised.connect(self.message_bar.show_error)
        parts.chat.notice_raised.connect(self.message_bar.show_notice)
        parts.chat.context_changed.connect(self.status.set_context)
        parts.chat.context_changed.connect(parts.model_info.set_context)
        parts.chat.can_regenerate_changed.connect(menu.regenerate.setEnabled)
        parts.chat.messages.rowsInserted.connect(self._on_messages_changed)
        parts.chat.messages.modelReset.connect(self._on_messages_changed)
        parts.chat.run_finished.connect(self._on_run_finished)
        # the model
        parts.client.vocabulary_ready.connect(self._on_vocabulary_ready)
        parts.library.loading_started.connect(self._on_loading_started)
        parts.client.load_progressed.connect(self._on_load_progressed)
        parts.library.model_opened.connect(self._on_model_opened)
        parts.library.open_failed.connect(self._on_open_failed)
        parts.library.held_back.connect(self._opening.show_held_back)
        parts.library.recent_models_changed.connect(menu.set_recent_models)
        self.side_panel.model_page.precision_chosen.connect(parts.library.choose_precision)
        # menus
        menu.new_chat.triggered.connect(self._on_new_chat_triggered)
        menu.open_model.triggered.connect(self._opening.ask_for_file)
        menu.open_folder.triggered.connect(self._opening.ask_for_folder)
        menu.open_bundled.triggered.connect(parts.library.open_bundled)
        menu.model_chosen.connect(parts.library.open)
        menu.close_window.triggered.connect(self.close)
        menu.quit.triggered.connect(self.close)
        menu.copy_answer.triggered.connect(self._on_copy_answer_triggered)
        menu.focus_composer.triggered.connect(self.composer.focus_editor)
        menu.stop.triggered.connect(parts.chat.stop)
        menu.regenerate.triggered.connect(self._on_regenerate_triggered)
        menu.continue_answer.triggered.connect(parts.chat.continue_answer)
        menu.step.triggered.connect(self.composer.request_step)
        menu.side_panel.triggered.connect(self.room.set_panel_visible)
        self.room.panel_visibility_changed.connect(menu.side_panel.setChecked)
        menu.zoom_in.triggered.connect(parts.appearance.zoom_in)
        menu.zoom_out.triggered.connect(parts.appearance.zoom_out)
        menu.zoom_reset.triggered.connect(parts.appearance.zoom_reset)
        menu.colour_scheme_chosen.connect(parts.appearance.set_colour_scheme)
        menu.full_screen.triggered.connect(self._on_full_screen_triggered)
        menu.show_shortcuts.triggered.connect(self._help.show_shortcuts)
        menu.open_logs.triggered.connect(self._help.open_log_folder)
        menu.about.triggered.connect(self._help.show_about)
        # the rest
        parts.appearance.theme_changed.connect(self._on_theme_changed)
        parts.appearance.zoom_changed.connect(self._on_zoom_changed)
        parts.preferences.save_failed.connect(self.message_bar.show_error)
        parts.crashes.report_ready.connect(self._help.show_crash_report)

    def _restore(self) -> None:
        """Put everything as the preferences say."""
        preferences = self._parts.preferences
        settings = preferences.settings
        self._on_theme_changed(self._parts.appearance.theme)
        self.menu.set_colour_scheme(settings.colour_scheme)
        self.menu.set_recent_models(self._parts.library.recent_models)
        self.menu.set_found_models(self._parts.library.found_models())
        self.menu.regenerate.setEnabled(False)
        self.room.set_wanted(sidebar=False, panel=settings.side_panel_visible)
        self.menu.side_panel.setChecked(settings.side_panel_visible)
        self.transcript.set_zoom(settings.zoom)
        self.composer.set_mode(self._parts.chat.mode)
        self._on_mode_changed(self._parts.chat.mode)
        if not preferences.restore_geometry(self):
            self._take_comfortable_size()
        self.composer.focus_editor()

    def _take_comfortable_size(self) -> None:
        screen = QGuiApplication.primaryScreen().availableSize()
        self.resize(QSize(1280, 800).boundedTo(screen * 0.95))

    # -- what Qt calls

    def closeEvent(self, event: QCloseEvent) -> None:
        """Save and stop everything first; the window closes last."""
        preferences = self._parts.preferences
        preferences.change(side_panel_visible=self.room.is_panel_wanted)
        preferences.save_geometry(self)
        self.closing.emit()
        event.accept()

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

    @Slot(str)
    def _on_submitted(self, text: str) -> None:
        if not self._parts.chat.submit(text):
            self.composer.restore()  # what was not accepted is not lost

    @Slot(str)
    def _on_step_requested(self, text: str) -> None:
        if not self._parts.chat.step(text):
            self.composer.restore()

    # -- chat

    @Slot(bool)
    def _on_busy_changed(self, is_busy: bool) -> None:
        self.menu.stop.setEnabled(is_busy)
        if is_busy:
            self.message_bar.dismiss()

    @Slot(object)
    def _on_mode_changed(self, mode: PromptMode) -> None:
        self.composer.set_mode(mode)
        self._parts.preferences.change(mode=mode.value)

    @Slot()
    def _on_messages_changed(self) -> None:
        has_messages = self._parts.chat.messages.rowCount() > 0
        self._pages.setCurrentWidget(self.transcript if has_messages else self.empty_state)

    @Slot(object)
    def _on_run_finished(self, end: GenerationEnd) -> None:
        self.status.set_speed(end.stats)
        self._parts.model_info.set_run(end.stats)

    @Slot()
    def _on_new_chat_triggered(self) -> None:
        self._parts.chat.new_chat()
        self.message_bar.dismiss()
        self.composer.focus_editor()

    @Slot()
    def _on_regenerate_triggered(self) -> None:
        self._parts.chat.regenerate()

    @Slot(int)
    def _on_copy_requested(self, row: int) -> None:
        QGuiApplication.clipboard().setText(self.transcript.copy_text(row))
        self.status.set_message(self.tr("Copied."))

    @Slot()
    def _on_copy_answer_triggered(self) -> None:
        row = self._parts.chat.messages.rowCount() - 1
        if row >= 0:
            self._on_copy_requested(row)

    # -- the model

    @Slot(object)
    def _on_vocabulary_ready(self, vocabulary: Vocabulary) -> None:
        self.transcript.set_vocabulary(vocabulary)
        self._parts.next_token.set_vocabulary(vocabulary)

    @Slot(str)
    def _on_loading_started(self, name: str) -> None:
        self.message_bar.dismiss()
        self.status.set_message(self.tr("Opening {0}…").format(name))
        self.empty_state.set_model_name(name)

    @Slot(str)
    def _on_load_progressed(self, sentence: str) -> None:
        self.status.set_message(sentence.rstrip("….") + "…")  # it stays until the next

    @Slot(object)
    def _on_model_opened(self, info: ModelInfo) -> None:
        self._parts.model_info.set_info(info)
        self.status.set_model(info)
        self.status.set_device(info)
        self.status.set_message("")
        self.composer.set_context_length(info.config.ctx_len)
        self.empty_state.set_model_name(info.name)
        self.setWindowTitle(info.name)

    @Slot(str)
    def _on_open_failed(self, sentence: str) -> None:
        self.status.set_message("")
        self._opening.show_failure(sentence)

    # -- how it looks

    @Slot(bool)
    def _on_full_screen_triggered(self, is_wanted: bool) -> None:
        self.setWindowState(
            Qt.WindowState.WindowFullScreen if is_wanted else Qt.WindowState.WindowNoState
        )

    @Slot(int)
    def _on_zoom_changed(self, percent: int) -> None:
        self.transcript.set_zoom(percent)
        self.status.set_message(self.tr("Zoom {0} %").format(percent))

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        for part in (
            self.transcript,
            self.empty_state,
            self.message_bar,
            self.composer,
            self.side_panel,
            self.status,
            self._drop_overlay,
        ):
            part.apply_theme(theme)
