"""What was searched for in the conversation on the screen: tinted, and scrolled to.

Owns where text can be seen from, and which part is painted again when hits come and go; the search
itself is `page/hits.py`'s.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, Slot

from gptdesk.app.theme import SPACE_2, SPACE_5
from gptdesk.app.views.page.entry import Entry
from gptdesk.app.views.page.found_marks import FoundMarks
from gptdesk.app.views.page.hits import Hit
from gptdesk.app.views.transcript.canvas import TranscriptCanvas


class TranscriptFound(TranscriptCanvas):
    """Shows hits on a transcript's page."""

    def set_found(self, found: FoundMarks | None) -> None:
        """Mark what was found; None takes the marks away."""
        self._found = found
        self._is_all_changed = True
        self.viewport().update()

    def show_hit(self, hit: Hit) -> None:
        """Scroll until a hit can be seen."""
        self.show_text(*hit)

    @Slot(int, int)
    def on_found(self, first_row: int, last_row: int) -> None:
        """Show hits that came or went in the messages of some rows."""
        if self._page is None:
            return
        top = self.verticalScrollBar().value()
        for index in self._page.visible(top, top + self.visible_height()):
            entry = self._page.entries[index]
            if entry.first_row <= last_row and first_row <= entry.last_row:
                self._is_all_changed = True
                self.viewport().update()
                return

    @Slot(int, int)
    def on_extended(self, row: int, char: int) -> None:
        """Show hits that came at the end of a message that grows: nothing above them changes."""
        if self._page is None or self._changed_from is None:
            self.on_found(row, row)
            return
        index = self._page.entry_of(row)
        band = _text_band(self._page.entries[index], char, char)
        self._changed_from = min(self._changed_from, self._page.top(index) + band[0])

    def first_seen(self) -> tuple[int, int]:
        """Return the row in which the entry at the view's top begins, and a character there."""
        place = self.place_at(QPoint(self._column()[0], 0))
        if place is None or self._page is None:
            return 0, 0
        entry = self._page.entries[self._page.entry_of(place.row)]
        return entry.first_row, entry.position_of(place.row, place.char)

    def show_text(self, row: int, begin: int, end: int) -> None:
        """Scroll until a range of an entry's text can be seen.

        Args:
            row: the first one of the entry.
            begin, end: characters of its text.
        """
        if self._page is None or row > (
            self._page.entries[-1].last_row if self._page.entries else -1
        ):
            return
        bar, height = self.verticalScrollBar(), self.visible_height()
        for _ in range(3):  # at first its line is an estimate
            self._settle()
            index = self._page.entry_of(row)
            entry = self._page.entries[index]
            entry.body.prepare()
            top, bottom = (y + self._page.top(index) for y in _text_band(entry, begin, end))
            if top < bar.value() + SPACE_2 or bottom > bar.value() + height - SPACE_5:
                bar.setValue(round(top - height / 3))


def _text_band(entry: Entry, begin: int, end: int) -> tuple[float, float]:
    """Return between which heights of an entry a range of its text stands.

    Where lines are not known yet, it is the top of the paragraph.
    """
    first, last = entry.caret(begin), entry.caret(max(begin, end - 1))
    if first is not None:
        return first.top(), (last or first).bottom()
    found = entry.body.paragraph_at(begin)
    top = float(entry.body_top + (found[1] if found else 0))
    return top, top
