"""The page of the transcript in a scrolling area: what it shows, and where it is scrolled to.

Owns following the rows of the model, layout in time, the scroll bar and painting. What the user
does with the mouse and the keyboard is the transcript's own business.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from gptdesk.app.painting import painted, saved
from gptdesk.app.theme import COLUMN_WIDTH, PADDING, SPACE_4, Theme
from gptdesk.app.viewmodels.chat.messages import MessageListModel
from gptdesk.app.views.page.entry import Entry, PageStyle
from gptdesk.app.views.page.found_marks import FoundMarks
from gptdesk.app.views.page.page import Anchor, Page, Place
from gptdesk.app.views.page.painter import EntryState, MessagePainter
from gptdesk.app.views.page.text_block import text_style
from gptdesk.chat.messages import Message, MessageState, Role

_NOTE_LINE_HEIGHT = 2.0  # notes stand apart from the text
_AT_END = 4  # pixels from the end that still count as the end
_TELL_MS = 40  # after the first of several changes, what is seen is told


class TranscriptCanvas(QAbstractScrollArea):
    """Shows the rows of a `MessageListModel`; a subclass says what is selected and focused.

    Signals:
        rows_seen(int, int): the first and the last row on the screen, soon after that may have
            changed.
    """

    rows_seen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model: MessageListModel | None = None
        self._theme: Theme | None = None
        self._zoom = 100
        self._page: Page | None = None  # once there is a theme
        self._painter: MessagePainter | None = None
        self._is_at_end = True
        self._was_at_end = False  # before messages were taken away
        self._anchor: Anchor | None = None  # kept over a change of fonts or width
        self._is_settling = False
        self._found: FoundMarks | None = None  # what was searched for
        # What a streaming answer alone has changed: everything from this height of the page on.
        self._changed_from: float | None = None
        self._is_all_changed = True
        self._settled_height = 0.0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._settle_timer = QTimer(self)
        self._settle_timer.setSingleShot(True)
        self._settle_timer.setInterval(0)
        self._settle_timer.timeout.connect(self._settle)
        self._tell_timer = QTimer(self)
        self._tell_timer.setSingleShot(True)
        self._tell_timer.setInterval(_TELL_MS)
        self._tell_timer.timeout.connect(self._tell_seen)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)

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

    def apply_theme(self, theme: Theme) -> None:
        """Take colours and fonts from `theme`."""
        self._theme = theme
        self._restyle()

    def set_zoom(self, percent: int) -> None:
        """Make the text larger or smaller; 100 is the normal size."""
        self._zoom = percent
        self._restyle()

    def text_of(self, row: int) -> str:
        """Return the text of the message in a row."""
        return self._message(row).text

    def visible_height(self) -> int:
        """Return the height of what is seen of the page."""
        return self.viewport().height()

    def place_at(self, point: QPoint) -> Place | None:
        """Return the row and character nearest to a point of the viewport; None without any."""
        if self._page is None:
            return None
        y = min(max(point.y(), 0), self.visible_height() - 1)
        return self._page.place_at(
            point.x() - self._column()[0], y + self.verticalScrollBar().value()
        )

    # -- what a subclass says

    def _entry_state(self, index: int, entry: Entry) -> EntryState:
        """Return what is selected and focused in an entry."""
        return EntryState()

    def _on_messages_replaced(self) -> None:
        """Forget what belonged to other messages."""

    def _on_messages_removed(self) -> None:
        """Messages at the end went away; others may follow at once."""

    def _on_settled(self) -> None:
        """Something may stand elsewhere now."""

    def _on_message_changed(self) -> None:
        """Something about a message that is complete is otherwise now."""

    def _on_answered(self, message: Message) -> None:
        """An answer is not being written any more."""

    # -- the model

    def _message(self, row: int) -> Message:
        assert self._model is not None
        return self._model.message(row)

    @Slot()
    def _on_reset(self) -> None:
        self._on_messages_replaced()
        self._is_at_end = True
        if self._page is not None and self._model is not None:
            self._page.reset(self._model.messages)
            self._settle_soon()

    @Slot(QModelIndex, int, int)
    def _on_rows_removed(self, _parent: QModelIndex, first: int, _last: int) -> None:
        """Another path begins at a row: what is above it stays where it is."""
        if self._page is None or self._model is None:
            return
        if first == 0 or first < self._model.rowCount():
            self._on_reset()
            return
        index, top = self._page.entry_of(first), self.verticalScrollBar().value()
        self._anchor = Anchor(index, None, top - self._page.top(index))
        self._was_at_end = self._was_at_end or self._is_at_end
        self._is_at_end = False
        self._page.truncate(first)
        self._on_messages_removed()
        self._settle_soon()

    @Slot(QModelIndex, int, int)
    def _on_rows_inserted(self, _parent: QModelIndex, first: int, last: int) -> None:
        if self._page is None or self._model is None:
            return
        if last + 1 < self._model.rowCount():
            self._on_reset()
            return
        messages = self._model.between(first, last)
        is_new = messages[-1].state is MessageState.STREAMING
        if self._anchor is None:
            # The user just said this, and wants to see the answer.
            self._is_at_end |= any(message.role is Role.USER for message in messages)
        elif is_new and self._was_at_end:  # another answer begins, and is followed as ever
            self._is_at_end = True
        self._page.append(messages)
        self._settle_soon()

    @Slot(QModelIndex, QModelIndex)
    def _on_data_changed(self, first: QModelIndex, last: QModelIndex) -> None:
        if self._page is None:
            return
        for row in range(first.row(), last.row() + 1):
            message = self._message(row)
            before = self._page.state_of(row)
            if before is message.state is MessageState.STREAMING:
                self._note_growth(row)
            else:
                self._is_all_changed = True
            if not self._page.replace(row, message):
                self._on_reset()
                return
            if before is not MessageState.STREAMING:
                self._on_message_changed()
            elif message.state is not before:
                self._on_answered(message)
        self._settle_timer.start()

    def _note_growth(self, row: int) -> None:
        """Text is about to be added: nothing above the caret's line will change."""
        assert self._page is not None
        index = self._page.entry_of(row)
        entry = self._page.entries[index]
        caret = entry.caret(len(entry.text))
        if caret is None or row != entry.first_row + len(entry.messages) - 1:
            self._is_all_changed = True
        elif self._changed_from is None:
            self._changed_from = self._page.top(index) + caret.top()

    # -- layout

    def _column(self) -> tuple[int, int]:
        """Return left edge and width of the text, the same with and without a scroll bar."""
        outer = min(COLUMN_WIDTH + 2 * PADDING, max(160, self.width() - 2 * SPACE_4))
        return (self.width() - outer + 1) // 2 + PADDING, outer - 2 * PADDING

    def _restyle(self) -> None:
        if self._theme is None:
            return
        style = PageStyle(
            text=text_style(self._theme.font("transcript", self._zoom)),
            note=text_style(
                self._theme.font("ui_small", self._zoom), line_height=_NOTE_LINE_HEIGHT
            ),
            header=self._theme.font("ui_small"),
            width=self._column()[1],
        )
        self._painter = MessagePainter(self._theme, style)
        if self._page is None:
            self._page = Page(style)
            self._on_reset()
        else:
            if self._anchor is None:
                self._anchor = self._page.anchor_words(
                    self.verticalScrollBar().value(), self.visible_height()
                )
            self._page.restyle(style)
        self._settle_soon()

    def _settle_soon(self) -> None:
        self._is_all_changed = True
        if not self._settle_timer.isActive():
            self._settle_timer.start()

    @Slot()
    def _settle(self) -> None:
        """Lay out what is seen, and give the scroll bar its range."""
        self._settle_timer.stop()
        if self._page is None or self._is_settling:
            return
        self._is_settling = True
        bar, height = self.verticalScrollBar(), self.viewport().height()
        old_top = bar.value()
        top = self._page.settle(bar.value(), height, to_end=self._is_at_end, anchor=self._anchor)
        self._anchor, self._was_at_end = None, False
        bar.setRange(0, max(0, self._page.height - height))
        bar.setPageStep(max(1, height - self._page.style.text.line_height))
        bar.setSingleStep(self._page.style.text.line_height)
        bar.setValue(top)
        self._is_settling = False
        self._on_settled()
        height_before, self._settled_height = self._settled_height, self._page.height
        if self._changed_from is not None and top == old_top and not self._is_all_changed:
            changed_y = int(self._changed_from - top) - PADDING
            end = max(self._page.height, height_before)
            end_y = min(height, int(end - top) + PADDING)
            self.viewport().update(0, changed_y, self.width(), end_y - changed_y)
        else:
            self.viewport().update()
        self._changed_from, self._is_all_changed = None, False
        if not self._tell_timer.isActive():
            self._tell_timer.start()

    @Slot()
    def _tell_seen(self) -> None:
        """Say which rows are seen, whose tokens may have to be read yet."""
        if self._page is None or not self.isVisible():
            return
        if self._settle_timer.isActive():
            self._settle()
        top = self.verticalScrollBar().value()
        seen = [self._page.entries[i] for i in self._page.visible(top, top + self.visible_height())]
        if seen:
            self.rows_seen.emit(seen[0].first_row, seen[-1].last_row)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Repaint: every visible line is painted at its new place."""
        self.viewport().update()

    def _scroll_with(self, key: Qt.Key) -> bool:
        """Scroll as a key says; return whether it is one that scrolls."""
        bar = self.verticalScrollBar()
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

    @Slot(int)
    def _on_scrolled(self, value: int) -> None:
        if not self._is_settling:
            self._is_at_end = value >= self.verticalScrollBar().maximum() - _AT_END
            self._is_all_changed = True
            self._settle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Set the text in its new width, with the same words at the top."""
        super().resizeEvent(event)
        if self._page is None:
            return
        if self._column()[1] != self._page.style.width:
            self._restyle()
        self._settle_soon()

    @painted
    def paintEvent(self, painter: QPainter, event: QPaintEvent) -> None:
        """Paint what is seen."""
        if self._settle_timer.isActive():
            self._settle()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._theme is None or self._page is None or self._painter is None:
            return
        painter.fillRect(event.rect(), self._theme.color("window"))
        scrolled = self.verticalScrollBar().value()
        top, bottom = scrolled + event.rect().top(), scrolled + event.rect().bottom() + 1
        left = self._column()[0]
        for index in self._page.visible(top, bottom):
            entry, y = self._page.entries[index], self._page.top(index)
            state = replace(self._entry_state(index, entry), found=self._found)
            with saved(painter):
                painter.translate(left, y - scrolled)
                self._painter.paint(painter, entry, (top - y, bottom - y), state)
