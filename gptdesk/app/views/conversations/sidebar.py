"""All conversations at the left of the text: a new one, a search, and the list.

Owns what stands there and how the keyboard walks through it; what is done is the view model's.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QPushButton,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gptdesk.app.icons import icon
from gptdesk.app.theme import SPACE_1, SPACE_2, SPACE_3
from gptdesk.app.viewmodels.conversations.conversations import ConversationsViewModel
from gptdesk.app.views.conversations.list import ConversationListView
from gptdesk.app.views.conversations.search_results import SearchResultsView


class Sidebar(QWidget):
    """The conversations, and where something was found in them.

    Signals:
        left: Esc in the list, or where nothing is searched for.
        composer_wanted: Enter chose a conversation, or there is a new one; the keyboard belongs
            into the composer.
        hide_requested: the sidebar is to make room.
    """

    left = Signal()
    composer_wanted = Signal()
    hide_requested = Signal()

    def __init__(
        self, conversations: ConversationsViewModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._conversations = conversations
        self.setAccessibleName(self.tr("Conversations"))
        self._build_head()
        self._build_lists()
        self._build_layout()
        self._connect()
        self._on_search_changed()

    @Slot()
    def focus_search(self) -> None:
        """Put the keyboard into the search field."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Walk from the search field into what was found; keep its button at its end."""
        if watched is self.search and event.type() == QEvent.Type.Resize:
            side = self.search.height()
            self._clear.setGeometry(self.search.width() - side, 0, side, side)
            self.search.setTextMargins(0, 0, side, 0)
        is_key = watched is self.search and event.type() == QEvent.Type.KeyPress
        if is_key and isinstance(event, QKeyEvent) and self._take_search_key(event.key()):
            return True
        return super().eventFilter(watched, event)

    # -- building

    def _build_head(self) -> None:
        self._new = QPushButton(icon("new-chat", "text"), self.tr("New chat"), self)
        self._new.setProperty("kind", "row")
        self._new.setToolTip(self.tr("New chat (Ctrl+N)"))
        self._hide = QToolButton(self)
        self._hide.setIcon(icon("sidebar"))
        self._hide.setAutoRaise(True)
        self._hide.setProperty("kind", "large_icon")
        self._hide.setAccessibleName(self.tr("Hide the conversations"))
        self._hide.setToolTip(self.tr("Hide the conversations (F9)"))
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(self.tr("Search"))
        self.search.setAccessibleName(self.tr("Search in all conversations"))
        self.search.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self._clear = QToolButton(self.search)  # Qt's own has 22 x 18 pixels
        self._clear.setIcon(icon("close"))
        self._clear.setAutoRaise(True)
        self._clear.setCursor(Qt.CursorShape.ArrowCursor)
        self._clear.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Esc in the field does the same
        self._clear.setAccessibleName(self.tr("Clear the search"))
        self._clear.setToolTip(self.tr("Clear the search"))
        self._clear.hide()
        self.search.installEventFilter(self)

    def _build_lists(self) -> None:
        self.list = ConversationListView(self)
        self.list.set_conversations(self._conversations.list)
        self.results = SearchResultsView(self._conversations.search.results, self)
        self._nothing = QLabel(self)
        self._nothing.setProperty("kind", "muted")
        self._nothing.setWordWrap(True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._nothing.setContentsMargins(SPACE_3, SPACE_2, SPACE_3, 0)

    def _build_layout(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(SPACE_1)
        head.addWidget(self._new, 1)
        head.addWidget(self._hide)
        top = QVBoxLayout()
        top.setContentsMargins(SPACE_2, SPACE_2, SPACE_2, SPACE_1)
        top.setSpacing(SPACE_2)
        top.addLayout(head)
        top.addWidget(self.search)
        self._pages = QStackedLayout()
        for page in (self.list, self.results, self._nothing):
            self._pages.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, SPACE_1)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addLayout(self._pages, 1)

    def _connect(self) -> None:
        conversations = self._conversations
        self._new.clicked.connect(self._on_new_clicked)
        self._hide.clicked.connect(self.hide_requested)
        self.search.textChanged.connect(conversations.search.ask)
        self.search.textChanged.connect(self._on_search_edited)
        self._clear.clicked.connect(self.search.clear)
        self.list.open_requested.connect(self._on_open_requested)
        self.list.pin_requested.connect(conversations.set_pinned)
        self.list.duplicate_requested.connect(conversations.duplicate)
        self.list.delete_requested.connect(conversations.delete)
        self.list.left.connect(self.left)
        self.list.entered.connect(self.composer_wanted)
        self.results.entered.connect(self.composer_wanted)
        self.results.open_requested.connect(self._on_open_requested)
        self.results.delete_requested.connect(conversations.delete)
        self.results.left.connect(self.focus_search)
        conversations.search.changed.connect(self._on_search_changed)
        conversations.loaded.connect(self._on_search_changed)
        conversations.list.rowsInserted.connect(self._on_search_changed)
        conversations.list.rowsRemoved.connect(self._on_search_changed)

    # -- what happens

    def _take_search_key(self, key: int) -> bool:
        if key == Qt.Key.Key_Down and self._pages.currentWidget() is not self._nothing:
            self._shown_list().setFocus(Qt.FocusReason.TabFocusReason)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.results.enter_row(max(0, self.results.currentIndex().row()))
        elif key == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            return False
        return True

    def _shown_list(self) -> QListView:
        return self.results if self._conversations.search.question else self.list

    @Slot(str)
    def _on_search_edited(self, text: str) -> None:
        self._clear.setVisible(bool(text))

    @Slot()
    def _on_search_changed(self) -> None:
        search = self._conversations.search
        page: QWidget = self._shown_list()
        if search.question and search.is_answered and not search.results.rowCount():
            self._nothing.setText(self.tr("Nothing was found."))
            page = self._nothing
        elif search.question or not self._conversations.is_loaded:
            pass  # what is not read yet is not nothing
        elif not self._conversations.list.rowCount():
            self._nothing.setText(self.tr("Conversations are kept here as soon as one begins."))
            page = self._nothing
        if page is self._nothing and (self.list.hasFocus() or self.results.hasFocus()):
            self._new.setFocus(Qt.FocusReason.OtherFocusReason)  # else nothing would have it
        self._pages.setCurrentWidget(page)

    @Slot()
    def _on_new_clicked(self) -> None:
        self._conversations.new()
        self.composer_wanted.emit()

    @Slot(str)
    @Slot(str, str)
    def _on_open_requested(self, conversation_id: str, message_id: str = "") -> None:
        self._conversations.open_conversation(conversation_id, message_id)
