"""The hits of a search in the conversation on the screen.

Searches the rows a slice at a time, and keeps the hits correct while answers grow. A prompt and its
continuation are searched as one text. Must not know how hits are drawn.
"""

from __future__ import annotations

import time
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QObject, QTimer, Signal, Slot

from gptdesk.app.viewmodels.chat.messages import MessageListModel
from gptdesk.app.views.page.entry import continues
from gptdesk.chat.folding import FoldedText, folded, letter_start
from gptdesk.chat.messages import Message

_SLICE_S = 0.004  # of searching, between which the window does everything else


class Hit(NamedTuple):
    """A range of text that was found.

    Attributes:
        row: first row of the entry that holds it.
        start, end: its characters in the entry's text.
    """

    row: int
    start: int
    end: int


class FindHits(QObject):
    """All hits of one query, in the order of the conversation.

    Args:
        messages: the rows that are searched.
        clock: seconds, which end a slice.

    Signals:
        found(int, int): the hits in the entries of these rows, first and last, changed.
        extended(int, int): an entry that grew has further hits: its row, and the first of their
            characters.
        counted: `count` changed, or the search finished.
    """

    found = Signal(int, int)
    extended = Signal(int, int)
    counted = Signal()

    def __init__(
        self,
        messages: MessageListModel,
        parent: QObject | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self._messages = messages
        self._query = ""
        self._rows: array[int] = array("I")  # of the hits; ascending, as are the starts in a row
        self._starts: array[int] = array("I")
        self._ends: array[int] = array("I")
        self._next_row = 0  # the first one that was not searched
        self._searched: dict[int, int] = {}  # characters of a growing entry that were searched
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._search_on)
        messages.rowsInserted.connect(self._on_rows_inserted)
        messages.rowsRemoved.connect(self._on_rows_removed)
        messages.modelReset.connect(self._on_reset)
        messages.dataChanged.connect(self._on_data_changed)

    @property
    def query(self) -> str:
        """The words as the user typed them."""
        return self._query

    @property
    def count(self) -> int:
        """Hits so far."""
        return len(self._rows)

    @property
    def is_complete(self) -> bool:
        """Whether all rows were searched."""
        return not self._timer.isActive()

    def set_query(self, query: str) -> None:
        """Search for `query` as `folding` sees it; an empty one finds nothing."""
        if query != self._query:
            self._query = query
            self._begin()

    def hit(self, index: int) -> Hit:
        """Return a hit by its place, 0 … count - 1."""
        return Hit(self._rows[index], self._starts[index], self._ends[index])

    def place(self, row: int, start: int) -> int:
        """Return the place of the first hit at or after a character; `count` if there is none."""
        first = bisect_left(self._rows, row)
        if first == len(self._rows) or self._rows[first] > row:
            return first
        return bisect_left(self._starts, start, first, self._end_of(row, first))

    def between(self, row: int, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield the hits of an entry that stand in a range of its text, if only in part."""
        first = self.place(row, start)
        if first and self._rows[first - 1] == row and self._ends[first - 1] > start:
            first -= 1
        for index in range(first, len(self._rows)):
            if self._rows[index] != row or self._starts[index] >= end:
                return
            yield self._starts[index], self._ends[index]

    def _end_of(self, row: int, first: int = 0) -> int:
        return bisect_left(self._rows, row + 1, first)

    # -- searching

    def _begin(self, row: int = 0) -> None:
        """Search from a row on, which begins an entry."""
        first = bisect_left(self._rows, row)
        del self._rows[first:], self._starts[first:], self._ends[first:]
        self._searched = {at: size for at, size in self._searched.items() if at < row}
        self._next_row = row
        self.found.emit(row, max(row, self._messages.rowCount() - 1))
        if self._query:
            self._search_on()
        else:
            self._next_row = self._messages.rowCount()
            self._timer.stop()
            self.counted.emit()

    @Slot()
    def _search_on(self) -> None:
        until = self._clock() + _SLICE_S
        first, rows = self._next_row, self._messages.rowCount()
        before = self.count
        query = folded(self._query)
        while self._next_row < rows and self._clock() < until:
            row = self._next_row
            text = self._text(row)
            spans = tuple(FoldedText(text).find_all(query))
            self._put(row, spans, self.count, self.count)
            self._searched[row] = len(text)
            self._next_row += len(self._entry(row))
        if self._next_row < rows and not self._timer.isActive():
            self._timer.start()
        elif self._next_row >= rows:
            self._timer.stop()
        if self.count > before:
            self.found.emit(first, self._next_row - 1)
        self.counted.emit()

    def _entry(self, row: int) -> tuple[Message, ...]:
        """Return the messages that stand together from a row on."""
        first = self._messages.message(row)
        if row + 1 < self._messages.rowCount():
            following = self._messages.message(row + 1)
            if continues((first,), following):
                return first, following
        return (first,)

    def _text(self, row: int) -> str:
        return "".join(message.text for message in self._entry(row))

    def _first_row(self, row: int) -> int:
        if row > 0 and len(self._entry(row - 1)) > 1:
            return row - 1
        return row

    # -- the rows

    @Slot()
    def _on_reset(self) -> None:
        self._begin()

    @Slot(QModelIndex, int, int)
    def _on_rows_inserted(self, _parent: QModelIndex, first: int, _last: int) -> None:
        if self._query:
            row = self._first_row(first)
            if row < self._next_row:
                self._begin(row)
            elif self.is_complete:
                self._search_on()
        else:
            self._next_row = self._messages.rowCount()

    @Slot(QModelIndex, int, int)
    def _on_rows_removed(self, _parent: QModelIndex, first: int, _last: int) -> None:
        if self._query:
            row = first - 1 if first - 1 in self._searched else first  # its continuation went
            if row < self._next_row:
                self._begin(row)
        else:
            self._next_row = self._messages.rowCount()

    @Slot(QModelIndex, QModelIndex)
    def _on_data_changed(self, first: QModelIndex, last: QModelIndex) -> None:
        if not self._query:
            return
        before = self.count
        for changed in range(first.row(), last.row() + 1):
            row = self._first_row(changed)
            if row in self._searched:
                self._search_again(row)
        if self.count != before:
            self.counted.emit()

    def _search_again(self, row: int) -> None:
        """Search the text added to an entry; all of it if more than that changed."""
        begin, text, query = self._searched[row], self._text(row), folded(self._query)
        first, end = bisect_left(self._rows, row), self._end_of(row)
        if len(text) == begin:
            return  # nothing of the text: figures, a note, that it is complete
        self._searched[row] = len(text)
        at = _changed_from(text, begin, query) if len(text) > begin else 0
        kept = end
        while kept > first and self._ends[kept - 1] > at:  # what follows may change the last one
            kept -= 1
            at = min(at, self._starts[kept])
        at = max(at, self._ends[kept - 1]) if kept > first else at
        spans = tuple(
            (at + start, at + stop) for start, stop in FoldedText(text[at:]).find_all(query)
        )
        before = tuple(zip(self._starts[kept:end], self._ends[kept:end], strict=True))
        self._put(row, spans, kept, end)
        if spans[: len(before)] != before:
            self.found.emit(row, row)
        elif len(spans) > len(before):
            self.extended.emit(row, spans[len(before)][0])

    def _put(self, row: int, spans: Sequence[tuple[int, int]], first: int, end: int) -> None:
        """Put hits of a row in the place of some that are there."""
        self._rows[first:end] = array("I", [row] * len(spans))
        self._starts[first:end] = array("I", [start for start, _ in spans])
        self._ends[first:end] = array("I", [stop for _, stop in spans])


def _changed_from(text: str, begin: int, query: str) -> int:
    """Return from where on a text that grew must be searched again.

    Args:
        text: as it is now.
        begin: its length before.
        query: folded; nothing that was there already can be a part of a new hit farther back.
    """
    at = letter_start(text, begin)
    step = max(1, len(query))
    while at > 0 and len(folded(text[at:begin])) < len(query):
        at = letter_start(text, max(0, at - step))
        step *= 2  # thousands of characters can be folded to nothing
    return at
