"""All conversations as rows of a list: the pinned ones, then the others by the day they changed.

Owns the order, the headers between the days and what changed in the rows; knows neither how they
are drawn nor where they are kept.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from PySide6.QtCore import (
    QAbstractListModel,
    QDate,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from gptdesk.app.phrases import in_a_row
from gptdesk.formats.file_name import short_title
from gptdesk.sentences import numbered
from gptdesk.storage.history.types import Summary

SUMMARY_ROLE = int(Qt.ItemDataRole.UserRole) + 1  # a `Summary`; None for a header
IS_OPEN_ROLE = SUMMARY_ROLE + 1
IS_RUNNING_ROLE = SUMMARY_ROLE + 2

_Index = QModelIndex | QPersistentModelIndex
_Row = Summary | str  # a conversation, or a header
_WEEK_DAYS = 7


def title_of(summary: Summary) -> str:
    """Return what a conversation is called: by the user, or else as it begins."""
    return summary.title or summary.first_words


def heading_of(summary: Summary) -> str:
    """Return what it is called where that stands whole: a long beginning ends after a word."""
    return summary.title or (short_title(summary.first_words) if summary.first_words else "")


class ConversationListModel(QAbstractListModel):
    """A row per conversation, and one per header, which cannot be chosen.

    The display role is the title, `SUMMARY_ROLE` the `Summary`. A title can be edited; that only
    asks for a rename.

    Signals:
        rename_requested: an id and a title, str, str.
        rows_about_to_move, rows_moved: around all that is taken out and put in at once.
        open_changed: another conversation is shown; it can get its row later.
    """

    rename_requested = Signal(str, str)
    rows_about_to_move = Signal()
    rows_moved = Signal()
    open_changed = Signal()

    def __init__(
        self, clock: Callable[[], float] = time.time, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self._summaries: dict[str, Summary] = {}
        self._rows: list[_Row] = []
        self._open_id = ""
        self._running_id = ""

    @property
    def summaries(self) -> tuple[Summary, ...]:
        """All conversations, in the order of the rows."""
        return tuple(row for row in self._rows if isinstance(row, Summary))

    @property
    def open_id(self) -> str:
        """Id of the conversation that is marked as the one that is shown; "" for none."""
        return self._open_id

    def summary(self, conversation_id: str) -> Summary | None:
        """Return one conversation; None if it is not here."""
        return self._summaries.get(conversation_id)

    def row_of(self, conversation_id: str) -> int | None:
        """Return the row of a conversation; None if it is not here."""
        for row, entry in enumerate(self._rows):
            if isinstance(entry, Summary) and entry.id == conversation_id:
                return row
        return None

    def set_summaries(self, summaries: Iterable[Summary]) -> None:
        """Show these conversations and no others."""
        self._summaries = {summary.id: summary for summary in summaries}
        self.arrange()

    def put(self, summary: Summary) -> None:
        """Add a conversation, or replace the one with its id."""
        self._summaries[summary.id] = summary
        self.arrange()

    def remove(self, conversation_id: str) -> None:
        """Take a conversation out."""
        self._summaries.pop(conversation_id, None)
        self.arrange()

    def rename(self, conversation_id: str, title: str) -> None:
        """Give a conversation another title."""
        self._change(conversation_id, title=title)

    def set_pinned(self, conversation_id: str, is_pinned: bool) -> None:
        """Put a conversation among the pinned ones, or back among the days."""
        self._change(conversation_id, is_pinned=is_pinned)

    def set_open(self, conversation_id: str) -> None:
        """Mark the conversation that is shown; "" for none."""
        if conversation_id != self._open_id:
            old, self._open_id = self._open_id, conversation_id
            self._mark(old, conversation_id)
            self.open_changed.emit()

    def set_running(self, conversation_id: str) -> None:
        """Mark the conversation that an answer is being written in; "" for none."""
        if conversation_id != self._running_id:
            old, self._running_id = self._running_id, conversation_id
            self._mark(old, conversation_id)

    def arrange(self) -> None:
        """Put every row where it belongs now; at midnight today becomes yesterday.

        Only the rows between the first and the last that differ are taken out and put in.
        """
        old, new = self._rows, list(self._arranged())
        start = _common(old, new)
        end = _common(old[start:][::-1], new[start:][::-1])
        self.rows_about_to_move.emit()
        if len(old) > start + end:
            self.beginRemoveRows(QModelIndex(), start, len(old) - end - 1)
            self._rows = old[:start] + old[len(old) - end :]
            self.endRemoveRows()
        if len(new) > start + end:
            self.beginInsertRows(QModelIndex(), start, len(new) - end - 1)
            self._rows = new
            self.endInsertRows()
        self._rows = new
        before = {_key(row): row for row in old}
        for row in (*range(start), *range(len(new) - end, len(new))):
            if new[row] != before[_key(new[row])]:
                self.dataChanged.emit(self.index(row), self.index(row))
        self.rows_moved.emit()

    # -- what Qt calls

    def rowCount(self, parent: _Index | None = None) -> int:
        """Return the number of rows, headers included."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Return that a conversation can be chosen and renamed, and a header nothing."""
        if self._summary_at(index) is None:
            return Qt.ItemFlag.NoItemFlags
        return (
            Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemIsEditable
            | Qt.ItemFlag.ItemNeverHasChildren
        )

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a view asks for."""
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        entry = self._rows[index.row()]
        if isinstance(entry, str):
            is_text = role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
            return entry if is_text else None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return title_of(entry)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tooltip(entry)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(entry)
        if role == SUMMARY_ROLE:
            return entry
        if role == IS_OPEN_ROLE:
            return entry.id == self._open_id
        if role == IS_RUNNING_ROLE:
            return entry.id == self._running_id
        return None

    def setData(  # noqa: N802  Qt calls it
        self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        """Ask for another title; an empty one is the first words again."""
        summary = self._summary_at(index)
        if summary is None or role != Qt.ItemDataRole.EditRole:
            return False
        title = " ".join(str(value).split())
        if title != title_of(summary):
            self.rename_requested.emit(summary.id, title)
        return True

    # -- rows

    def _arranged(self) -> Iterator[_Row]:
        newest = sorted(self._summaries.values(), key=lambda one: one.changed_at, reverse=True)
        today = _day(self._clock())
        header = ""
        for summary in sorted(newest, key=lambda one: not one.is_pinned):
            own = self.tr("Pinned") if summary.is_pinned else self._period(summary, today)
            if own != header:
                header = own
                yield header
            yield summary

    def _period(self, summary: Summary, today: date) -> str:
        """Return the name of the time in which a conversation changed last."""
        day = _day(summary.changed_at)
        if day >= today:  # a clock can have been put back
            return self.tr("Today")
        if day == today - timedelta(days=1):
            return self.tr("Yesterday")
        if day >= today - timedelta(days=_WEEK_DAYS):
            return self.tr("Previous 7 days")
        pattern = self.tr("MMMM", "a month of this year")
        if day.year != today.year:
            pattern = self.tr("MMMM yyyy", "a month")
        return QLocale().toString(QDate(day.year, day.month, day.day), pattern)

    def _tooltip(self, summary: Summary) -> str:
        moment = datetime.fromtimestamp(_within_years(summary.changed_at)).astimezone()
        messages = numbered(summary.message_count, self.tr("1 message"), self.tr("{0} messages"))
        changed = in_a_row((f"{moment:%Y-%m-%d %H:%M}", messages))
        return f"{title_of(summary)}\n{changed}"

    def _spoken(self, summary: Summary) -> str:
        parts = [title_of(summary)]
        if summary.is_pinned:
            parts.append(self.tr("pinned"))
        if summary.id == self._open_id:
            parts.append(self.tr("open"))
        if summary.id == self._running_id:
            parts.append(self.tr("an answer is being written"))
        return in_a_row(parts)

    def _summary_at(self, index: _Index) -> Summary | None:
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        entry = self._rows[index.row()]
        return entry if isinstance(entry, Summary) else None

    def _change(self, conversation_id: str, **values: object) -> None:
        summary = self._summaries.get(conversation_id)
        if summary is not None:
            self.put(replace(summary, **values))

    def _mark(self, *conversation_ids: str) -> None:
        for conversation_id in conversation_ids:
            row = self.row_of(conversation_id)
            if row is not None:
                self.dataChanged.emit(self.index(row), self.index(row))


def _common(some: list[_Row], others: list[_Row]) -> int:
    """Return how many rows at the beginning are the same conversations or headers."""
    count = 0
    for one, other in zip(some, others, strict=False):
        if _key(one) != _key(other):
            break
        count += 1
    return count


def _key(row: _Row) -> tuple[bool, str]:
    return (True, row.id) if isinstance(row, Summary) else (False, row)


@lru_cache(maxsize=16_384)  # the list is arranged with every message that is sent
def _day(moment: float) -> date:
    return datetime.fromtimestamp(_within_years(moment)).astimezone().date()


def _within_years(moment: float) -> float:
    """Return a time that every system has a date for; an imported file can say any number."""
    return 86_400.0 if math.isnan(moment) else min(max(moment, 86_400.0), 4e9)
