"""The page of a conversation in a scroll area: its rows, layout, scrolling and repainting.

Follows the rows of the model, lays out before each painting, keeps the scroll bar, converts points
of the viewport into places on the page, and repaints only what changed. Must not know tokens,
selections or gestures.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QModelIndex, QObject, QPoint, QRect, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractScrollArea

from gptdesk.app.system.timers import single_shot
from gptdesk.app.theme import (
    PADDING,
    SPACE_1,
    SPACE_2,
    SPACE_4,
    SPACE_5,
    column_width,
    current_theme,
    scroll_bar_width,
    target_size,
    zoom_of,
)
from gptdesk.app.viewmodels.chat.messages import MessageListModel
from gptdesk.app.views.page.entry import Entry, PageStyle
from gptdesk.app.views.page.formats import no_formats
from gptdesk.app.views.page.markdown_formats import MarkdownReader
from gptdesk.app.views.page.page import Anchor, Page, Place
from gptdesk.app.views.page.text_block import text_style
from gptdesk.chat.messages import Message, MessageState, Role

_NOTE_LINE_HEIGHT = 2.0  # notes stand apart from the text
_AT_END = 4  # pixels from the end that still count as the end
_TELL_MS = 40  # after the first of several changes, what is seen is told


class PageScroller(QObject):
    """Shows the rows of a `MessageListModel` in a scroll area, which asks it what to paint.

    Attributes:
        page: the entries, and where they stand.

    Signals:
        messages_replaced: other messages are shown.
        messages_removed: messages at the end went away; others may follow at once.
        message_changed: a finished message changed.
        answer_changed(object, object): an answer begins, grows or ends: its `Message` before and
            now.
        settled: something may stand elsewhere now.
        rows_seen(int, int): the first and the last row on the screen, soon after that may have
            changed.
    """

    messages_replaced = Signal()
    messages_removed = Signal()
    message_changed = Signal()
    answer_changed = Signal(object, object)
    settled = Signal()
    rows_seen = Signal(int, int)

    def __init__(self, area: QAbstractScrollArea) -> None:
        super().__init__(area)
        self._area = area
        self._bar = area.verticalScrollBar()
        self._model: MessageListModel | None = None
        self._has_headers = True
        self._markdown: MarkdownReader | None = None  # None: texts are shown as they are
        self.page = Page(self._style())
        self._begins_at_top = False
        self._is_at_end = True
        self._was_at_end = False  # before messages were taken away
        self._anchor: Anchor | None = None  # kept over a change of fonts or width
        self._is_settling = False
        # What a streaming answer alone has changed: everything from this height of the page on.
        self._changed_from: float | None = None
        self._is_all_changed = True
        self._settled_height = 0.0
        self._settle_timer = single_shot(self, then=self.lay_out_now)
        self._tell_timer = single_shot(self, _TELL_MS, self._tell_seen)
        self._bar.valueChanged.connect(self._on_scrolled)

    # -- what others tell it

    def set_model(self, model: MessageListModel) -> None:
        """Show the rows of a `MessageListModel`."""
        assert self._model is None
        self._model = model
        model.rowsInserted.connect(self._on_rows_inserted)
        model.rowsRemoved.connect(self._on_rows_removed)
        model.rowsMoved.connect(self._on_reset)
        model.modelReset.connect(self._on_reset)
        model.dataChanged.connect(self._on_data_changed)
        self._on_reset()

    def show_as_text(self) -> None:
        """Show a text from its beginning, without the line of who wrote it."""
        self._has_headers, self._begins_at_top, self._is_at_end = False, True, False
        self.restyle()

    def set_markdown(self, is_markdown: bool) -> None:
        """Show texts as Markdown or as they are, with the same words at the top."""
        if is_markdown != (self._markdown is not None):
            self._markdown = MarkdownReader() if is_markdown else None
            self.restyle()

    def on_resized(self) -> None:
        """Set the text in its new width, with the same words at the top."""
        if self.column[1] != self.page.style.width:
            self.restyle()
        self.settle_soon()

    def restyle(self) -> None:
        """Set the text in the fonts and the size of now, with the same words at the top."""
        if self._anchor is None:
            self._anchor = self.page.anchor_words(self.top, self.visible_height())
        self.page.restyle(self._style())
        self.settle_soon()

    def take_over(self, former: PageScroller) -> None:
        """Show the words that stand at the top of another view of the same messages, or the end."""
        self._is_at_end = former._is_at_end
        if not self._is_at_end:
            self._anchor = former.page.anchor_words(former.top, former.visible_height())
        self.settle_soon()

    def _style(self) -> PageStyle:
        theme, zoom = current_theme(), zoom_of(self._area)
        return PageStyle(
            text=text_style(
                theme.font("transcript", zoom),
                code=theme.font("mono", zoom),
                muted=theme.color("text_markup"),
            ),
            note=text_style(theme.font("ui_small", zoom), line_height=_NOTE_LINE_HEIGHT),
            header=theme.font("ui_small", zoom),
            width=self.column[1],
            formats_of=no_formats if self._markdown is None else self._markdown.formats_of,
            header_height=target_size(self._area) + SPACE_1 if self._has_headers else 0,
            gap=target_size(self._area),
        )

    # -- where things are

    @property
    def column(self) -> tuple[int, int]:
        """Left edge and width of the text, the same with and without a scroll bar."""
        area_width = self._area.width()
        side = max(SPACE_4, scroll_bar_width(zoom_of(self._area)))
        outer = min(column_width(self._area) + 2 * PADDING, max(160, area_width - 2 * side))
        return (area_width - outer + 1) // 2 + PADDING, outer - 2 * PADDING

    @property
    def top(self) -> int:
        """The height of the page at which the view begins."""
        return self._bar.value()

    def visible_height(self) -> int:
        """Return the height of what is seen of the page."""
        return self._area.viewport().height()

    def visible(self) -> Iterator[int]:
        """Yield the indices of the entries that are seen."""
        return self.page.visible(self.top, self.top + self.visible_height())

    def box_of(self, index: int) -> QRect:
        """Return the box of an entry in the viewport."""
        left, width = self.column
        return QRect(left, self.page.top(index) - self.top, width, self.page.entries[index].height)

    def entry_under(self, point: QPoint) -> int | None:
        """Return the entry that a point of the viewport is in."""
        index = self.page.entry_at(point.y() + self.top)
        if index < 0:
            return None
        box = self.box_of(index)
        return index if 0 <= point.y() - box.top() < box.height() else None

    def text_of(self, row: int) -> str:
        """Return the text of the message in a row."""
        return self._message(row).text

    def place_at(self, point: QPoint) -> Place | None:
        """Return the row and character nearest to a point of the viewport; None without any."""
        y = min(max(point.y(), 0), self.visible_height() - 1)
        return self.page.place_at(point.x() - self.column[0], y + self.top)

    def first_seen(self) -> tuple[int, int]:
        """Return the row in which the entry at the view's top begins, and a character there."""
        place = self.place_at(QPoint(self.column[0], 0))
        if place is None:
            return 0, 0
        entry = self.page.entries[self.page.entry_of(place.row)]
        return entry.first_row, entry.position_of(place.row, place.char)

    # -- scrolling

    @Slot(int)
    def scroll_by(self, pixels: int) -> None:
        """Scroll down, or up where negative."""
        self._bar.setValue(self.top + pixels)

    @Slot()
    def follow(self) -> None:
        """Go to the end, and stay there while an answer grows."""
        self._is_at_end = True
        self.settle_soon()

    def scroll_with(self, key: Qt.Key) -> bool:
        """Scroll as a key says; return whether it is one that scrolls."""
        bar = self._bar
        targets = {
            Qt.Key.Key_Up: bar.value() - bar.singleStep(),
            Qt.Key.Key_Down: bar.value() + bar.singleStep(),
            Qt.Key.Key_PageUp: bar.value() - bar.pageStep(),
            Qt.Key.Key_PageDown: bar.value() + bar.pageStep(),
            Qt.Key.Key_Home: bar.minimum(),
            Qt.Key.Key_End: bar.maximum(),
        }
        if key not in targets:
            return False
        bar.setValue(targets[key])
        return True

    def show_entry(self, index: int) -> None:
        """Scroll until an entry can be seen, or its beginning where it is long."""
        top, height = self.page.top(index), self.page.entries[index].height
        view_height = self.visible_height()
        if top < self.top or height > view_height:
            self._bar.setValue(top - SPACE_2)
        elif top + height > self.top + view_height:
            self._bar.setValue(top + height - view_height)

    def show_text(self, row: int, begin: int, end: int) -> None:
        """Scroll until a range of an entry's text can be seen.

        Args:
            row: the first one of the entry.
            begin, end: characters of its text.
        """
        if not self.page.entries or row > self.page.entries[-1].last_row:
            return
        height = self.visible_height()
        for _ in range(3):  # at first its line is an estimate
            self.lay_out_now()
            index = self.page.entry_of(row)
            entry = self.page.entries[index]
            entry.body.prepare()
            top, bottom = (y + self.page.top(index) for y in _text_band(entry, begin, end))
            if top < self.top + SPACE_2 or bottom > self.top + height - SPACE_5:
                self._bar.setValue(round(top - height / 3))

    @Slot(int)
    def _on_scrolled(self, value: int) -> None:
        if not self._is_settling:
            self._is_at_end = value >= self._bar.maximum() - _AT_END
            self._is_all_changed = True
            self.lay_out_now()

    # -- painting again

    def update_all(self) -> None:
        """Paint everything again, also what a streaming answer did not change."""
        self._is_all_changed = True
        self._area.viewport().update()

    @Slot(int, int)
    def update_rows(self, first_row: int, last_row: int) -> None:
        """Paint the messages of some rows again, where they are seen."""
        entries = (self.page.entries[index] for index in self.visible())
        if any(one.first_row <= last_row and first_row <= one.last_row for one in entries):
            self.update_all()

    @Slot(int, int)
    def update_from(self, row: int, char: int) -> None:
        """Paint a message that grows again from a character on: nothing above it changes."""
        if self._changed_from is None:
            self.update_rows(row, row)
            return
        index = self.page.entry_of(row)
        band = _text_band(self.page.entries[index], char, char)
        self._changed_from = min(self._changed_from, self.page.top(index) + band[0])

    # -- the model

    def _message(self, row: int) -> Message:
        assert self._model is not None
        return self._model.message(row)

    @Slot()
    def _on_reset(self) -> None:
        assert self._model is not None
        self.messages_replaced.emit()
        if self._begins_at_top:
            with QSignalBlocker(self._bar):
                self._bar.setValue(0)
        self._is_at_end = not self._begins_at_top
        self.page.reset(self._model.messages)
        self.settle_soon()

    @Slot(QModelIndex, int, int)
    def _on_rows_removed(self, _parent: QModelIndex, first: int, _last: int) -> None:
        """Another path begins at a row: what is above it stays where it is."""
        assert self._model is not None
        if first == 0 or first < self._model.rowCount():
            self._on_reset()
            return
        index = self.page.entry_of(first)
        self._anchor = Anchor(index, None, self.top - self.page.top(index))
        self._was_at_end = self._was_at_end or self._is_at_end
        self._is_at_end = False
        self.page.truncate(first)
        self.messages_removed.emit()
        self.settle_soon()

    @Slot(QModelIndex, int, int)
    def _on_rows_inserted(self, _parent: QModelIndex, first: int, last: int) -> None:
        assert self._model is not None
        if last + 1 < self._model.rowCount():
            self._on_reset()
            return
        messages = self._model.between(first, last)
        is_new = messages[-1].state is MessageState.STREAMING
        if self._begins_at_top:
            pass  # its figures have come
        elif self._anchor is None:
            # The user just said this, and wants to see the answer.
            self._is_at_end |= any(message.role is Role.USER for message in messages)
        elif is_new and self._was_at_end:  # another answer begins, and is followed as ever
            self._is_at_end = True
        self.page.append(messages)
        self.settle_soon()

    @Slot(QModelIndex, QModelIndex)
    def _on_data_changed(self, first: QModelIndex, last: QModelIndex) -> None:
        for row in range(first.row(), last.row() + 1):
            message = self._message(row)
            before = self.page.message_at(row)
            if before.state is message.state is MessageState.STREAMING:
                self._note_growth(row)
            else:
                self._is_all_changed = True
            if not self.page.replace(row, message):
                self._on_reset()
                return
            if before.state is not MessageState.STREAMING:
                self.message_changed.emit()
            if MessageState.STREAMING in {before.state, message.state}:
                self.answer_changed.emit(before, message)
        self._settle_timer.start()

    def _note_growth(self, row: int) -> None:
        """Text is about to be added: nothing above the caret's line, or open markup, changes."""
        index = self.page.entry_of(row)
        entry = self.page.entries[index]
        caret = entry.caret(min(len(entry.text), entry.formats().open_from()))
        if caret is None or row != entry.last_row:
            self._is_all_changed = True
        elif self._changed_from is None:
            self._changed_from = self.page.top(index) + caret.top()

    # -- layout

    def settle_soon(self) -> None:
        """Lay out before the next painting, and paint everything."""
        self._is_all_changed = True
        if not self._settle_timer.isActive():
            self._settle_timer.start()

    def settle_if_due(self, painted: QRect | None = None) -> None:
        """Lay out now if something changed.

        Args:
            painted: a part of the viewport that is being painted, and need not be once more.
        """
        if self._settle_timer.isActive():
            self.lay_out_now(is_painted=painted == self._area.viewport().rect())

    @Slot()
    def lay_out_now(self, *, is_painted: bool = False) -> None:
        """Lay out what is seen, and give the scroll bar its range.

        Args:
            is_painted: all that is seen is being painted anyway.
        """
        self._settle_timer.stop()
        if self._is_settling:
            return
        old_top = self.top
        self._is_settling = True  # the bar's changes are its own, not the user's
        try:
            self._lay_out()
        finally:
            self._is_settling = False
        self.settled.emit()
        # While an answer only grows in its place, the same rows are seen.
        is_all = self._changed_from is None or self._is_all_changed or self.top != old_top
        if not is_painted:
            self._update_changed(self.top, is_all=is_all)
        self._settled_height = self.page.height
        self._changed_from, self._is_all_changed = None, False
        if is_all and not self._tell_timer.isActive():
            self._tell_timer.start()

    def _lay_out(self) -> None:
        bar, height = self._bar, self.visible_height()
        line_height = self.page.style.text.line_height
        top = self.page.lay_out_view(
            bar.value(), height, to_end=self._is_at_end, anchor=self._anchor
        )
        self._anchor, self._was_at_end = None, False
        bar.setRange(0, max(0, self.page.height - height))
        bar.setPageStep(max(1, height - line_height))
        bar.setSingleStep(line_height)
        bar.setValue(top)

    def _update_changed(self, top: int, *, is_all: bool) -> None:
        """Paint again what may look different: of a growing answer only its end."""
        viewport = self._area.viewport()
        if self._changed_from is None or is_all:
            viewport.update()
        else:
            changed_y = int(self._changed_from - top) - PADDING
            end = max(self.page.height, self._settled_height)
            end_y = min(viewport.height(), int(end - top) + PADDING)
            viewport.update(0, changed_y, self._area.width(), end_y - changed_y)

    @Slot()
    def _tell_seen(self) -> None:
        """Say which rows are seen, whose tokens may have to be read yet."""
        if not self._area.isVisible():
            return
        self.settle_if_due()
        seen = [self.page.entries[index] for index in self.visible()]
        if seen:
            self.rows_seen.emit(seen[0].first_row, seen[-1].last_row)


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
