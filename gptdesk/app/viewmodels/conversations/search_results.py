"""Hits of a search as rows of a list.

Owns the rows; knows neither how they are drawn nor who searched.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from gptdesk.chat.messages import Role
from gptdesk.storage.history.types import Hit

HIT_ROLE = int(Qt.ItemDataRole.UserRole) + 1

_Index = QModelIndex | QPersistentModelIndex


class SearchResultsModel(QAbstractListModel):
    """A row per `Hit`, in `HIT_ROLE`; the display role is the piece of text around it."""

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
        if role == HIT_ROLE:
            return hit
        return None
