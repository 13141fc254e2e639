"""Hits of a search as rows of a list.

Owns the rows; knows neither how they are drawn nor who searched.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from gptdesk.chat.messages import Role
from gptdesk.storage.history.types import Hit

HIT_ROLE = int(Qt.ItemDataRole.UserRole) + 1

_Index = QModelIndex | QPersistentModelIndex


class SearchResultsModel(QAbstractListModel):
    """A row per `Hit`, in `HIT_ROLE`; the display role is the piece of text around it.

    The title of its conversation can be edited; that only asks for a rename.

    Signals:
        rename_requested: id of a conversation and a title, str, str.
    """

    rename_requested = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hits: list[tuple[Hit, str]] = []  # and the title of its conversation

    def set_hits(self, hits: Iterable[tuple[Hit, str]]) -> None:
        """Show other hits, each with what its conversation is called."""
        self.beginResetModel()
        self._hits = list(hits)
        self.endResetModel()

    def title(self, row: int) -> str:
        """Return what the conversation of a hit is called."""
        return self._hits[row][1]

    def rowCount(self, parent: _Index | None = None) -> int:
        """Return the number of hits."""
        return 0 if parent is not None and parent.isValid() else len(self._hits)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a view asks for."""
        if not index.isValid() or not 0 <= index.row() < len(self._hits):
            return None
        hit, title = self._hits[index.row()]
        snippet = "".join(text for text, _ in hit.parts)
        if role == Qt.ItemDataRole.DisplayRole:
            return snippet
        if role == Qt.ItemDataRole.AccessibleTextRole:
            if hit.role is None:
                return self.tr("{0}, a title").format(title)
            who = self.tr("You") if hit.role is Role.USER else self.tr("The model")
            return self.tr("{0}. {1}: {2}").format(title, who, snippet)
        if role == Qt.ItemDataRole.EditRole:
            return title
        if role == HIT_ROLE:
            return hit
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Return that the conversation of every hit can be renamed."""
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def setData(  # noqa: N802  Qt calls it
        self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        """Ask for another title; an empty one is the first words again."""
        if not index.isValid() or role != Qt.ItemDataRole.EditRole:
            return False
        hit, before = self._hits[index.row()]
        title = " ".join(str(value).split())
        if title != before:
            self.rename_requested.emit(hit.conversation_id, title)
        return True
