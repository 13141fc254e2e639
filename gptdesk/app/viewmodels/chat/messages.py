"""The messages of the open conversation as a Qt list model.

Owns the rows and what changed in them; knows neither how they are drawn nor where they came from.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from gptdesk.chat.messages import Message

MESSAGE_ROLE = int(Qt.ItemDataRole.UserRole) + 1

_Index = QModelIndex | QPersistentModelIndex


class MessageListModel(QAbstractListModel):
    """One row per message; `MESSAGE_ROLE` is the `Message`, the display role its text.

    The rows are the path that is shown through the conversation's tree. A growing answer is
    replaced as a whole, at most once per hand-over: copying even 500 KB of text takes a tenth of a
    millisecond, and readers in any place see one immutable value.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._messages: list[Message] = []
        self._row_of: dict[str, int] = {}
        self._is_half_shown = False

    @property
    def is_half_shown(self) -> bool:
        """Whether rows went away just now, and those of another path follow at once."""
        return self._is_half_shown

    @property
    def messages(self) -> tuple[Message, ...]:
        """All messages, in order."""
        return tuple(self._messages)

    def message(self, row: int) -> Message:
        """Return the message in `row`, 0 … rowCount() - 1.

        Raises:
            IndexError: there is no such row.
        """
        if row < 0:
            raise IndexError(f"no message {row}")
        return self._messages[row]

    def between(self, first: int, last: int) -> Sequence[Message]:
        """Return the messages in some rows, as far as there are such rows."""
        return self._messages[max(0, first) : last + 1]

    def append(self, message: Message) -> int:
        """Add `message` at the end and return its row."""
        row = len(self._messages)
        self.beginInsertRows(QModelIndex(), row, row)
        self._add((message,))
        self.endInsertRows()
        return row

    def replace(self, row: int, message: Message) -> None:
        """Put `message` in the place of the one in `row`.

        Raises:
            IndexError: there is no such row.
        """
        self.message(row)
        self._messages[row] = message
        index = self.index(row)
        self.dataChanged.emit(index, index, [MESSAGE_ROLE, int(Qt.ItemDataRole.DisplayRole)])

    def show(self, messages: Sequence[Message]) -> bool:
        """Show another path: the rows that both have in front stay.

        Returns:
            Whether rows went away; if not, some may have been added.
        """
        same = 0
        for old, new in zip(self._messages, messages, strict=False):
            if old.id != new.id:
                break
            same += 1
        before = len(self._messages)
        if same == 0 and before:
            self.reset(messages)
            return True
        for row in range(same):
            if self._messages[row] is not messages[row]:
                self.replace(row, messages[row])
        if before > same:
            self._is_half_shown = len(messages) > same
            self.beginRemoveRows(QModelIndex(), same, before - 1)
            for message in self._messages[same:]:
                del self._row_of[message.id]
            del self._messages[same:]
            self.endRemoveRows()
            self._is_half_shown = False
        if len(messages) > same:
            self.beginInsertRows(QModelIndex(), same, len(messages) - 1)
            self._add(messages[same:])
            self.endInsertRows()
        return before > same

    def row_of(self, message_id: str) -> int | None:
        """Return the row of a message; None where it is not shown."""
        return self._row_of.get(message_id)

    def reset(self, messages: Iterable[Message] = ()) -> None:
        """Show another conversation."""
        self.beginResetModel()
        self._messages, self._row_of = [], {}
        self._add(messages)
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        """Return the number of messages; a message has no children."""
        return 0 if parent is not None and parent.isValid() else len(self._messages)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what `role` asks about the message at `index`, None for an unknown role."""
        if not index.isValid() or not 0 <= index.row() < len(self._messages):
            return None
        message = self._messages[index.row()]
        if role == MESSAGE_ROLE:
            return message
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return message.text
        return None

    def _add(self, messages: Iterable[Message]) -> None:
        for message in messages:
            self._row_of[message.id] = len(self._messages)
            self._messages.append(message)
