"""A field over the window that finds a conversation by its title: Ctrl+K, a few letters, Enter.

Owns the popup; what matches is the view model's.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gptdesk.app.icons import icon
from gptdesk.app.theme import SPACE_2, SPACE_6, zoom_of, zoomed
from gptdesk.app.viewmodels.conversations.list import title_of
from gptdesk.app.viewmodels.conversations.search import ConversationSearch

_SIZE = QSize(480, 360)
_MOST = 50
_ID_ROLE = int(Qt.ItemDataRole.UserRole)


class JumpBox(QFrame):
    """Titles that have every typed word; Up and Down walk, Enter opens, Esc leaves.

    Signals:
        chosen: a conversation's id, str.
    """

    chosen = Signal(str)

    def __init__(self, search: ConversationSearch, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._over = parent
        self._search = search
        self.setProperty("kind", "card")
        self.setAccessibleName(self.tr("Go to a conversation"))
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(self.tr("Go to a conversation"))
        self.field.setAccessibleName(self.tr("Words of the title"))
        self.field.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("Conversations with these words"))
        self.list.setProperty("kind", "plain")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the field keeps the keyboard
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._nothing = QLabel(self.tr("No title has these words."), self)
        self._nothing.setProperty("kind", "muted")
        self._nothing.setContentsMargins(SPACE_2, 0, SPACE_2, 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_2, SPACE_2, SPACE_2, SPACE_2)
        layout.setSpacing(SPACE_2)
        layout.addWidget(self.field)
        layout.addWidget(self._nothing)
        layout.addWidget(self.list, 1)
        self.field.textChanged.connect(self._on_text_changed)
        self.field.installEventFilter(self)
        self.list.itemClicked.connect(self._choose)

    @Slot()
    def open_over(self) -> None:
        """Show the box over its window, with all conversations, the newest first."""
        window = self._over.window()
        wanted = QSize(zoomed(_SIZE.width(), zoom_of(self)), zoomed(_SIZE.height(), zoom_of(self)))
        self.ensurePolished()  # else its least size is not known yet, and the place is wrong
        self.resize(wanted.boundedTo(window.size() - QSize(2 * SPACE_6, 2 * SPACE_6)))
        left = (window.width() - self.width()) // 2
        self.move(window.mapToGlobal(QPoint(left, 2 * SPACE_6)))
        self.field.clear()
        self._on_text_changed("")
        self.show()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Walk through the list while the keyboard stays in the field."""
        if watched is self.field and event.type() == QEvent.Type.KeyPress:
            assert isinstance(event, QKeyEvent)
            steps = {
                Qt.Key.Key_Down: 1,
                Qt.Key.Key_Up: -1,
                Qt.Key.Key_PageDown: 8,
                Qt.Key.Key_PageUp: -8,
            }
            step = steps.get(Qt.Key(event.key()))
            if step is not None and self.list.count():
                row = self.list.currentRow() + step
                self.list.setCurrentRow(min(max(row, 0), self.list.count() - 1))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._choose(self.list.currentItem())
                return True
        return super().eventFilter(watched, event)

    @Slot(str)
    def _on_text_changed(self, text: str) -> None:
        self.list.clear()
        for summary in self._search.matching(text)[:_MOST]:
            item = QListWidgetItem(" ".join(title_of(summary).split()))
            item.setData(_ID_ROLE, summary.id)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self._nothing.setVisible(not self.list.count())

    @Slot(QListWidgetItem)
    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.hide()
            self.chosen.emit(item.data(_ID_ROLE))
