"""The main window: its parts, where they stand, and what Qt asks of a window.

Who tells whom stands in `wiring.py`; what a click means is decided in the view models.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QMainWindow, QSizePolicy, QStackedLayout, QVBoxLayout, QWidget

from gptdesk.app.access.kept_keyboard import KeptKeyboard
from gptdesk.app.access.reading_order import TabAsRead
from gptdesk.app.access.regions import Region, Regions
from gptdesk.app.system.side_window import bring_to_front
from gptdesk.app.theme import APPEARANCE_CHANGED, SPACE_2, SPACE_4, limit_own_zoom
from gptdesk.app.viewmodels.conversations.list import title_of
from gptdesk.app.viewmodels.settings.appearance import AnswerSpoken, CardWhen
from gptdesk.app.viewmodels.view_models import ViewModels
from gptdesk.app.views.composer.composer import Composer
from gptdesk.app.views.composer.editor import LEAVE
from gptdesk.app.views.composer.sending import PromptSending
from gptdesk.app.views.conversations.commands import ConversationCommands
from gptdesk.app.views.conversations.exporting import ConversationExport
from gptdesk.app.views.conversations.history_warnings import HistoryWarnings
from gptdesk.app.views.conversations.sidebar import Sidebar
from gptdesk.app.views.find.find import ConversationFind
from gptdesk.app.views.guess.talk_keys import TalkKeys
from gptdesk.app.views.help.moment import Moment
from gptdesk.app.views.help.tour import TourBar
from gptdesk.app.views.inspector.side_panel import SidePanel
from gptdesk.app.views.model.drop_overlay import (
    DropOverlay,
    dropped_conversations,
    dropped_model,
    may_be_conversation,
)
from gptdesk.app.views.model.opening import ModelOpening
from gptdesk.app.views.printing.printing import ConversationPrinting
from gptdesk.app.views.text.exports import TextExports
from gptdesk.app.views.text.text_page import TextPage
from gptdesk.app.views.tokens.colour_legend import ColourLegend
from gptdesk.app.views.transcript.transcript import TranscriptView
from gptdesk.app.views.widgets.notice_bar import NoticeBar
from gptdesk.app.views.widgets.spare_undo import SpareUndo
from gptdesk.app.views.window.closing_dialog import STORE_S, ClosingDialog
from gptdesk.app.views.window.columns import ThreeColumns
from gptdesk.app.views.window.editing import Editing
from gptdesk.app.views.window.empty_state import EmptyState
from gptdesk.app.views.window.help import HelpDialogs
from gptdesk.app.views.window.menu import MainMenu
from gptdesk.app.views.window.side_windows import SideWindows
from gptdesk.app.views.window.status_bar import StatusBar
from gptdesk.app.views.window.token_presenter import TokenPresenter
from gptdesk.app.views.window.tour_steps import tour_steps
from gptdesk.app.views.window.window_place import opening_size, restore_place, save_place
from gptdesk.app.views.window.window_views import WindowViews
from gptdesk.engine.types import ModelInfo

_MINIMUM_SIZE = QSize(560, 420)
_LEAST_TEXT = 40  # pixels
_TITLE_CHARS = 60
# Pixels of the window's height for a percent of the zoom: text has to be seen above them.
_LEGEND_HEIGHT, _STATUS_HEIGHT = 4.0, 3.0


class MainWindow(TabAsRead, QMainWindow):
    """The one window of GPTDesk.

    Signals:
        closing: the window was asked to close; everything must be saved and joined now.
        first_painted: the window is on the screen.
        activated: the user came to it.
    """

    closing = Signal()
    first_painted = Signal()
    activated = Signal()

    def __init__(self, models: ViewModels, log_dir: Path) -> None:
        super().__init__()
        self._models = models
        self._log_dir = log_dir
        self._model_name = "GPTDesk"
        self._was_painted = False
        self._was_guessing = False  # before the tour
        self._is_leaving = False  # whatever is not saved
        self._closing_dialog: ClosingDialog | None = None
        self.setWindowTitle("GPTDesk")
        self.setMinimumSize(_MINIMUM_SIZE)
        self.setAcceptDrops(True)
        self._frame = QWidget()
        self.setCentralWidget(self._frame)
        self._drop_overlay = DropOverlay(self._frame)
        self._centre = QWidget()
        self._pages = QStackedLayout()
        self.views = self._build_views()
        self._lay_out()
        self._restore()

    # -- building

    def _build_views(self) -> WindowViews:
        """Make the parts of the window, each with what it needs of the others."""
        models, chat = self._models, self._models.chat
        menu = MainMenu(self)
        notice_bar = NoticeBar()
        transcript = TranscriptView(models.client.model)
        transcript.set_model(chat.messages)
        transcript.set_branch_places(chat.shown.branch_place)
        transcript.set_parting_places(chat.shown.parting_place)
        two_models = models.two_models
        transcript.buttons.compare_menu.set_model_choices(
            two_models.choices_for, two_models.names_of
        )
        legend = ColourLegend()
        composer = Composer()
        sending = PromptSending(
            composer, notice_bar, chat, models.conversations.drafts, models.library, models.talk
        )
        sidebar = Sidebar(models.conversations)
        side_panel = SidePanel(
            models.next_token,
            models.sampling,
            models.model_info,
            pipeline=models.pipeline,
            talk=models.talk,
            guesses=models.guesses,
        )
        side_panel.add_page(self._text_page, self.tr("Text"), "text")
        return WindowViews(
            menu=menu,
            transcript=transcript,
            empty_state=EmptyState(),
            legend=legend,
            notice_bar=notice_bar,
            tour=TourBar(),
            finding=ConversationFind(transcript, composer, chat.messages),
            composer=composer,
            sidebar=sidebar,
            side_panel=side_panel,
            columns=ThreeColumns(self._centre, side_panel, sidebar, foot=composer),
            status=StatusBar(),
            sending=sending,
            tokens=TokenPresenter(
                transcript,
                legend,
                menu,
                inspector=models.inspector,
                talk=models.talk,
                inside=models.inside,
            ),
            talk_keys=TalkKeys(self, models.talk, composer.editor),
            kept_keyboard=KeptKeyboard(self, composer.editor),
            spare_undo=SpareUndo(self),
            editing=Editing(self, menu),
            commands=ConversationCommands(self, notice_bar, models.conversations, models.transfer),
            export=ConversationExport(
                self,
                notice_bar,
                models.conversations,
                models.transfer,
                models.preferences,
                models.inspector,
            ),
            history_warnings=HistoryWarnings(notice_bar, models.conversations),
            side_windows=SideWindows(
                self,
                transcript,
                notice_bar,
                care=models.history_care,
                running=models.transfer.running,
                facts=models.answer_facts,
                comparing=models.comparing,
                two_models=models.two_models,
                sampling=models.sampling,
                finder=models.answer_finder,
                inspector=models.inspector,
                tokens=models.tokens_window,
                reading=models.reading,
                dropped=models.dropped,
                composer=composer,
                inside=models.inside,
                network_what_if=models.network_what_if,
                keeping=models.keeping,
                branches=models.branches,
                talk=models.talk,
                downloads=models.downloads,
                making=models.making,
                training=models.training,
                model=models.client.model,
                everywhere=(menu.zoom_in, menu.zoom_out, menu.zoom_reset, menu.guess),
            ),
            printing=ConversationPrinting(
                self,
                notice_bar,
                chat.messages,
                conversations=models.conversations,
                transfer=models.transfer,
            ),
            opening=ModelOpening(
                self,
                notice_bar,
                models.library,
                models.devices,
                models.listed_models,
                models.kept_models,
                models.records,
                models.layouts,
                models.servers,
            ),
            help=HelpDialogs(
                self,
                side_panel,
                Moment(
                    models.next_token,
                    models.sampling,
                    models.text_page,
                    models.model_info,
                    models.talk,
                ),
                self._log_dir,
                everywhere=(menu.zoom_in, menu.zoom_out, menu.zoom_reset, menu.guess),
            ),
        )

    def _text_page(self) -> TextPage:
        models = self._models
        exports = TextExports(models.text_page, models.inspector, models.client.model)
        return TextPage(
            models.text_page,
            models.what_if,
            exports,
            talk=models.talk,
            sampling=models.sampling,
            guesses=models.guesses,
        )

    def _lay_out(self) -> None:
        """Lay out the parts: the text above the composer, with the rest around them."""
        views = self.views
        layout = QVBoxLayout(self._centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._pages, 1)
        # Not before: the first page is shown at once, without a parent as a window of its own.
        self._pages.addWidget(views.empty_state)
        self._pages.addWidget(views.transcript)
        for page in (views.transcript, views.empty_state):  # Qt's own grows over the composer
            page.setMinimumHeight(_LEAST_TEXT)
            page.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        foot = QVBoxLayout()
        foot.setContentsMargins(SPACE_4, 0, SPACE_4, SPACE_4)
        foot.setSpacing(SPACE_2)
        foot.addWidget(views.legend)
        foot.addWidget(views.notice_bar)
        foot.addWidget(views.tour)
        foot.addWidget(views.finding.bar)
        foot.addWidget(views.composer)
        layout.addLayout(foot)
        layout = QVBoxLayout(self._frame)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(views.columns, 1)
        layout.addWidget(views.status)
        columns = views.columns
        self.regions = Regions(
            self,
            (
                Region(self.tr("Conversations"), (views.sidebar, columns.left_rail)),
                Region(self.tr("Conversation"), (views.transcript, views.empty_state)),
                Region(self.tr("Messages"), (views.notice_bar, views.tour, views.finding.bar)),
                Region(self.tr("Prompt"), (views.composer,)),
                Region(self.tr("Inspector"), (views.side_panel, columns.right_rail)),
            ),
        )

    def _restore(self) -> None:
        """Put everything as the preferences say."""
        preferences, views = self._models.preferences, self.views
        settings = preferences.settings
        views.menu.set_colour_scheme(settings.colour_scheme)
        views.menu.set_language(settings.language)
        views.menu.next_after_text.setChecked(settings.next_after_text)
        views.menu.ids.setChecked(settings.ids_shown)
        views.menu.wide_bars.setChecked(settings.wide_scroll_bars)
        views.menu.set_token_card(CardWhen(settings.card_when))
        views.transcript.tokens.marked.set_when(CardWhen(settings.card_when))
        spoken = AnswerSpoken(settings.answers_spoken)
        views.menu.set_answer_spoken(spoken)
        views.transcript.spoken_answer.set_spoken(spoken)
        views.transcript.tokens.set_told_elsewhere(views.side_panel.tells_of)
        views.menu.regenerate.setEnabled(False)
        views.menu.stop.setEnabled(False)
        views.columns.set_wanted(
            sidebar=settings.sidebar_visible,
            panel=settings.side_panel_visible,
            sidebar_first=settings.sidebar_first,
        )
        views.side_panel.show_page(settings.side_panel_page)
        views.menu.side_panel.setChecked(settings.side_panel_visible)
        views.menu.sidebar.setChecked(settings.sidebar_visible)
        views.tokens.on_colouring_changed()
        views.empty_state.set_tour_offered(settings.tour_offered)
        views.composer.set_mode(self._models.chat.mode)
        views.empty_state.set_mode(self._models.chat.mode)
        if not restore_place(self, preferences):
            self.resize(opening_size(QGuiApplication.primaryScreen().availableSize()))
        views.composer.focus_editor()

    # -- what Qt calls

    def closeEvent(self, event: QCloseEvent) -> None:
        """Save and stop everything first; the window closes last.

        What cannot be saved is asked about, and the window stays meanwhile.
        """
        if not self._is_leaving and not self._may_close():
            event.ignore()
            return
        self.keep_place()
        self.closing.emit()
        event.accept()

    def keep_place(self) -> None:
        """Remember where the window stands, and what is seen in it."""
        preferences = self._models.preferences
        preferences.change(
            side_panel_visible=self.views.columns.is_panel_wanted,
            side_panel_page=self.views.side_panel.page_name,
            sidebar_visible=self.views.columns.is_sidebar_wanted,
            sidebar_first=self.views.columns.is_sidebar_first,
        )
        save_place(self, preferences)

    def take_over(self, former: MainWindow) -> None:
        """Stand where another window stood, with what was written, chosen and seen in it."""
        self._was_painted = True
        self.setGeometry(former.geometry())
        views, theirs = self.views, former.views
        views.menu.take_over(theirs.menu)
        views.composer.take_over(theirs.composer)
        views.sidebar.search.setText(theirs.sidebar.search.text())
        views.sending.show_edit()
        views.finding.take_over(theirs.finding)
        views.transcript.take_over(theirs.transcript)

    def _may_close(self) -> bool:
        """Store what is new; ask where that is not possible, and where something is unfinished."""
        self._models.conversations.drafts.store_now()
        unstored = self._models.history.store_all(STORE_S)
        unfinished = [*self._models.transfer.unfinished(), *self._models.training.unfinished()]
        if self.views.printing.is_busy:
            unfinished.append(self.tr("Pages are being made for a PDF or a printer."))
        if unstored is not None and not unstored and not unfinished:
            return True
        if self._closing_dialog is not None:  # it may say something else by now
            self._closing_dialog.deleteLater()
        self._closing_dialog = ClosingDialog(unstored, unfinished, self)
        self._closing_dialog.accepted.connect(self.close_at_once)
        self._closing_dialog.open()
        return False

    @Slot()
    def close_at_once(self) -> None:
        """Close without a question: it was answered, or there is nobody to ask."""
        self._is_leaving = True
        self.close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters and Esc that no part of the window had use for are the composer's."""
        if not LEAVE.matches(event):
            if not self.views.composer.take_letter(event):
                super().keyPressEvent(event)
        elif not event.isAutoRepeat():
            self.leave()

    @Slot()
    def leave(self) -> None:
        """Leave the tour while nothing is written (Esc); else the answer, or an edited prompt."""
        if self.views.tour.step is not None and not self._models.chat.is_busy:
            self.views.tour.end()
        else:
            self.views.sending.leave()

    @Slot()
    def start_tour(self) -> None:
        """Show the first step of the tour."""
        self._was_guessing = self._models.talk.is_guessing
        self.views.tour.start(tour_steps(self.views, self._models))

    @Slot()
    def on_tour_ended(self) -> None:
        """Leave guess mode, which a step of the tour goes to, unless it was on before."""
        if not self._was_guessing:
            self._models.talk.set_guessing(False)

    @Slot()
    def end_tour_offer(self) -> None:
        """Offer the tour no more: it was begun, refused, or the user found the way."""
        self._models.preferences.change(tour_offered=False)
        self.views.empty_state.set_tour_offered(False)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell once that the window can be seen."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            self.first_painted.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the menu's check mark true when the panel folds away."""
        super().resizeEvent(event)
        self.views.menu.side_panel.setChecked(self.views.columns.is_panel_visible)
        self.views.menu.sidebar.setChecked(self.views.columns.is_sidebar_visible)
        self._fit_foot()
        self.views.notice_bar.fit_to_room()

    def customEvent(self, event: QEvent) -> None:
        """Give composer and inspector as much of another zoom as there is room for."""
        if event.type() == APPEARANCE_CHANGED:
            self._fit_foot()
            self.views.side_panel.fit_to_width()

    def _fit_foot(self) -> None:
        """In a low window what stands below the text grows only so far that text can be seen."""
        self.views.composer.fit_to_window()
        limit_own_zoom(self.views.legend, int(self.height() / _LEGEND_HEIGHT))
        limit_own_zoom(self.views.status, int(self.height() / _STATUS_HEIGHT))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Offer to open a model, or to import conversations, dragged over the window."""
        path = dropped_model(event.mimeData())
        conversations = dropped_conversations(event.mimeData())
        if path is not None:
            self._drop_overlay.show_for(path)
        elif conversations:
            self._drop_overlay.show_import(conversations)
        else:
            return
        event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """The drag went elsewhere."""
        self._drop_overlay.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the dropped model, or import what may be conversations."""
        self._drop_overlay.hide()
        path = dropped_model(event.mimeData())
        conversations = dropped_conversations(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self._models.devices.open_if_room(path)
        elif conversations:
            event.acceptProposedAction()
            self._models.transfer.import_files(conversations)

    @Slot(object)
    def take_file(self, path: Path) -> None:
        """Come to the front and open what a later start was called with."""
        if self.isMinimized():
            self.showNormal()
        bring_to_front(self)
        if may_be_conversation(path):
            self._models.transfer.import_files((path,))
        else:
            self._models.devices.open_if_room(path)

    def changeEvent(self, event: QEvent) -> None:
        """Tell that the user comes back: another window may have changed what is shown."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.activated.emit()

    # -- what it shows

    @Slot()
    def on_messages_changed(self) -> None:
        """Show the conversation, or what can be done while there is none."""
        has_messages = self._models.chat.messages.rowCount() > 0
        views = self.views
        self._pages.setCurrentWidget(views.transcript if has_messages else views.empty_state)

    @Slot(object)
    def on_model_opened(self, info: ModelInfo) -> None:
        """Name the model that answers."""
        self._model_name = info.name
        self.show_title()

    @Slot()
    def show_title(self) -> None:
        """Name the conversation on the screen, and the model."""
        conversations = self._models.conversations.list
        summary = conversations.summary(conversations.open_id)
        title = "" if summary is None else " ".join(title_of(summary).split())
        if len(title) > _TITLE_CHARS:
            title = f"{title[:_TITLE_CHARS]}…"
        name = self.tr("{0} — {1}").format(title, self._model_name) if title else self._model_name
        # Qt puts the mark of an unsaved document in the place of a single [*].
        self.setWindowTitle(name.replace("[*]", "[*][*]"))

    # -- settings

    @Slot(str)
    def on_settings_not_saved(self, sentence: str) -> None:
        """Say so until they are."""
        self.views.notice_bar.show_warning("settings not saved", sentence)

    @Slot()
    def on_settings_saved_again(self) -> None:
        """The disk takes them again."""
        self.views.notice_bar.withdraw_warning("settings not saved")

    # -- how it looks

    @Slot(bool)
    def on_full_screen_triggered(self, is_wanted: bool) -> None:
        """Fill the screen, or do so no more."""
        self.setWindowState(
            Qt.WindowState.WindowFullScreen if is_wanted else Qt.WindowState.WindowNoState
        )
