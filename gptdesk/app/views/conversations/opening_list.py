"""A list of the sidebar with rows of conversations: opened, renamed, deleted, and left with Esc.

Owns the keys and the mouse; what a row is and how it looks is its subclasses'.
"""

from __future__ import annotations

from PySide6.QtCore import (
    QT_TRANSLATE_NOOP,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from gptdesk.app.theme import SPACE_1
from gptdesk.app.views.widgets.handled_key import HandledKey

OPEN = HandledKey(QT_TRANSLATE_NOOP("ShortcutList", "Open"), ("Return",))
RENAME = HandledKey(QT_TRANSLATE_NOOP("ShortcutList", "Rename"), ("F2",))
DELETE = HandledKey(QT_TRANSLATE_NOOP("ShortcutList", "Delete"), ("Del",))

_Index = QModelIndex | QPersistentModelIndex


class TitleDelegate(QStyledItemDelegate):
    """Lets the title of a conversation be edited in its row."""

    def createEditor(  # noqa: N802  Qt calls it
        self, parent: QWidget, option: QStyleOptionViewItem, index: _Index
    ) -> QWidget:
        """Return a field that a title is typed into."""
        editor = QLineEdit(parent)
        editor.setAccessibleName(self.tr("Title of the conversation"))
        editor.setMaxLength(200)
        return editor

    def updateEditorGeometry(  # noqa: N802  Qt calls it
        self, editor: QWidget, option: QStyleOptionViewItem, index: _Index
    ) -> None:
        """Let the field have the whole row."""
        editor.setGeometry(option.rect.adjusted(SPACE_1, 0, -SPACE_1, 0))


class OpeningList(QListView):
    """Rows as wide as the sidebar.

    Up and Down walk, Enter opens and goes to the composer, a click opens and stays in the list;
    F2 renames, Delete deletes; Backspace does nothing.

    Signals:
        left: Esc was pressed.
        entered: Enter opened a row.
        delete_requested: id of a conversation, str.
    """

    left = Signal()
    entered = Signal()
    delete_requested = Signal(str)

    def __init__(self, name: str, accessible_name: str, parent: QWidget | None = None) -> None:
        """Name the list for style sheets and tests, and for screen readers."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(accessible_name)
        self.setProperty("kind", "plain")
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._typed: tuple[str, int] | None = None  # of a title, and the cursor; while rows change

    def conversation_id(self, index: QModelIndex) -> str:
        """Return the id of the conversation that a row belongs to; "" for none."""
        raise NotImplementedError

    def open_index(self, index: QModelIndex) -> None:
        """Ask for what stands in a row, if it can be opened."""
        raise NotImplementedError

    def enter_index(self, index: QModelIndex) -> None:
        """Open what stands in a row, for somebody who goes on from there with the keyboard."""
        if self.conversation_id(index):
            self.open_index(index)
            self.entered.emit()

    def enter_first(self) -> None:
        """Put the keyboard on the first row that can be opened."""
        if self.model().rowCount():
            self.setCurrentIndex(self.model().index(0, 0))

    def current_id(self) -> str:
        """Return the id of the conversation with the keyboard; "" for none."""
        return self.conversation_id(self.currentIndex())

    def delete(self, conversation_id: str) -> None:
        """Ask for a deletion."""
        self.delete_requested.emit(conversation_id)

    def keep_title(self) -> None:
        """Note the title that is being typed, whose field goes when its row does."""
        field = self.window().focusWidget()
        self._typed = None
        if isinstance(field, QLineEdit) and self.isAncestorOf(field):
            self._typed = field.text(), field.cursorPosition()

    def type_on(self) -> None:
        """Go on typing that title in the current row, if its field is gone."""
        typed, self._typed = self._typed, None
        if typed is None or self.state() == QAbstractItemView.State.EditingState:
            return
        self.edit(self.currentIndex())
        field = self.window().focusWidget()
        if isinstance(field, QLineEdit) and self.isAncestorOf(field):
            field.setText(typed[0])
            field.setCursorPosition(typed[1])

    def event(self, event: QEvent) -> bool:
        """Keep F2, which means something else in the rest of the window."""
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and RENAME.matches(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what the keys of a list of documents do everywhere."""
        conversation_id = self.current_id()
        if self.state() == QAbstractItemView.State.EditingState:
            super().keyPressEvent(event)  # the title's field had it first, and left it: Enter
        elif DELETE.matches(event) and not event.modifiers() and conversation_id:
            self.delete(conversation_id)
        elif RENAME.matches(event) and conversation_id:
            self.edit(self.currentIndex())
        elif event.key() == Qt.Key.Key_Backspace:
            event.accept()  # never by a slip of the finger
        elif OPEN.matches(event):
            self.enter_index(self.currentIndex())
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open what was clicked."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index == self.currentIndex():
            self.open_index(index)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Have a row, so that the first arrow key walks from there and Enter means something."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self.enter_first()
