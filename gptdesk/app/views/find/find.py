"""The search for words in the open conversation (Ctrl+F).

Owns the current hit and the widget that had the keyboard before; connects the search, the bar and
the transcript.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from gptdesk.app.access.announcements import announce
from gptdesk.app.phrases import with_colon
from gptdesk.app.viewmodels.chat.messages import MessageListModel
from gptdesk.app.views.composer.composer import Composer
from gptdesk.app.views.find.bar import FindBar
from gptdesk.app.views.page.found_marks import FoundMarks
from gptdesk.app.views.page.hits import FindHits, Hit
from gptdesk.app.views.transcript.transcript import TranscriptView

_HEARD = 40  # characters before and after a hit
_MOST_TAKEN = 100  # characters of a selection that are looked for


class ConversationFind(QObject):
    """Finds words in the messages of a transcript.

    Attributes:
        bar: to be put above the composer.
    """

    def __init__(
        self, transcript: TranscriptView, composer: Composer, messages: MessageListModel
    ) -> None:
        super().__init__(transcript)
        self.bar = FindBar()
        self._transcript = transcript
        self._scroller = transcript.scroller
        self._composer = composer
        self._messages = messages
        self._hits = FindHits(messages, self)
        self._current: Hit | None = None
        self._anchor: tuple[int, int] | None = None  # the hit at or after it is to be looked at
        self._came_from: QWidget | None = None
        self._is_of_search = False  # what is marked was found in all conversations
        self._hits.found.connect(self._scroller.update_rows)
        self._hits.extended.connect(self._scroller.update_from)
        self._hits.counted.connect(self._on_counted)
        self.bar.text_changed.connect(self._on_text_changed)
        self.bar.step_requested.connect(self.step)
        self.bar.close_requested.connect(self.close_bar)
        messages.modelReset.connect(self._on_messages_changed)
        messages.rowsRemoved.connect(self._on_messages_changed)

    @Slot()
    def open_bar(self) -> None:
        """Ask for words; those that are selected are proposed."""
        if not self._messages.rowCount():
            return
        self._remember_keyboard()
        selected = self._transcript.selected_text()
        if selected and "\n" not in selected and len(selected) <= _MOST_TAKEN:
            self.bar.field.setText(selected)
        self._is_of_search = False
        self.bar.open()
        self._search(self.bar.field.text())

    @Slot(str, str)
    def show_words(self, message_id: str, words: str) -> None:
        """Mark what the search in all conversations found; the keyboard stays where it is."""
        row = self._messages.row_of(message_id)
        if row is None:
            return
        self.bar.hide()  # its field's text is no question yet
        self.bar.field.setText(words)
        self.bar.show()
        self._is_of_search = True
        self._current = None
        page = self._scroller.page
        entry = page.entries[page.entry_of(row)]
        self._search(words, (entry.first_row, entry.position_of(row, 0)))

    def take_over(self, former: ConversationFind) -> None:
        """Look for what another window's bar looks for, if it is open."""
        if former.bar.isVisible():
            self.open_bar()
            self.bar.field.setText(former.bar.field.text())

    @Slot()
    def close_bar(self) -> None:
        """Take the marks away, and give the keyboard back to where it was."""
        had_keyboard = self.bar.isAncestorOf(QApplication.focusWidget() or self._transcript)
        self.bar.hide()
        self._current = self._anchor = None
        self._is_of_search = False
        self._hits.set_query("")
        self._transcript.set_found(None)
        came_from, self._came_from = self._came_from, None
        if not had_keyboard:
            return
        if came_from and isValid(came_from) and came_from.isVisible() and came_from.isEnabled():
            came_from.setFocus()
        else:
            self._composer.focus_editor()

    @Slot()
    def find_next(self) -> None:
        """Go to the next hit; without a bar, look for the last words again."""
        self.step(1)

    @Slot()
    def find_previous(self) -> None:
        """Go to the hit before."""
        self.step(-1)

    @Slot(int)
    def step(self, step: int) -> None:
        """Go to the hit after (1) or before (-1); after the last comes the first."""
        if self.bar.isHidden():
            self.open_bar()
            return
        count = self._hits.count
        if not count:
            return
        if self._current is not None:
            place = self._hits.place(self._current.row, self._current.start) + step
        else:
            place = self._hits.place(*self._scroller.first_seen()) - (step < 0)
        self._look_at(self._hits.hit(place % count))

    # -- the search

    @Slot(str)
    def _on_text_changed(self, text: str) -> None:
        if not self.bar.isHidden():
            self._is_of_search = False
            self._search(text)

    def _search(self, text: str, start: tuple[int, int] | None = None) -> None:
        """Search for `text` from a place on, the current hit, or the top of the view."""
        current = self._current
        seen = (current.row, current.start) if current else self._scroller.first_seen()
        self._anchor = start or seen
        self._current = None
        if text == self._hits.query:
            self._on_counted()
        else:
            self._hits.set_query(text)
        self._mark()

    @Slot()
    def _on_counted(self) -> None:
        """Go to the first hit after the anchor, and show the number of hits."""
        if self.bar.isHidden():
            return
        count = self._hits.count
        if self._anchor is not None and (count or self._hits.is_complete):
            place = self._hits.place(*self._anchor)
            if place < count:
                self._look_at(self._hits.hit(place))
            elif self._hits.is_complete:
                self._anchor = None
                if count:
                    self._look_at(self._hits.hit(0))
        self._show_count()
        if self._hits.is_complete and not count:
            announce(self.bar, self.bar.count_text)

    def _look_at(self, hit: Hit) -> None:
        self._current, self._anchor = hit, None
        self._mark()
        self._scroller.show_text(*hit)
        self._show_count()
        announce(self.bar, with_colon(self.bar.count_text, self._around(hit)))

    def _around(self, hit: Hit) -> str:
        """Return the found words with some before and after them, for the ear."""
        entries = self._scroller.page.entries
        entry = entries[self._scroller.page.entry_of(hit.row)]
        at = entry.position_of(hit.row, hit.start)
        text = entry.text
        return " ".join(text[max(0, at - _HEARD) : at + len(self._hits.query) + _HEARD].split())

    def _mark(self) -> None:
        self._transcript.set_found(FoundMarks(self._hits, self._current))

    def _show_count(self) -> None:
        count, current = self._hits.count, self._current
        if not self._hits.query:
            sentence = ""
        elif not count:
            sentence = self.tr("Not found") if self._hits.is_complete else "…"
        elif current is None:
            sentence = self.tr("{0} found").format(f"{count:,}")
        else:
            place = self._hits.place(current.row, current.start) + 1
            sentence = self.tr("{0} of {1}").format(f"{place:,}", f"{count:,}")
        if count and not self._hits.is_complete:
            sentence += "…"
        self.bar.show_count(sentence, can_step=count > 0)

    # -- what else happens

    @Slot()
    def _on_messages_changed(self) -> None:
        """Forget the current hit if the messages do not hold it any more."""
        if self.bar.isHidden():
            return
        if not self._messages.rowCount() or self._is_of_search:
            self.close_bar()
            return
        current = self._current
        if current is None or current.row >= self._messages.rowCount() or not self._is_hit(current):
            self._current = self._anchor = None
            self._mark()
            self._show_count()

    def _is_hit(self, hit: Hit) -> bool:
        place = self._hits.place(hit.row, hit.start)
        return place < self._hits.count and self._hits.hit(place) == hit

    def _remember_keyboard(self) -> None:
        focus = QApplication.focusWidget()
        if focus is not None and not self.bar.isAncestorOf(focus):
            self._came_from = focus
