"""The conversation on the screen: what the user can do with it.

Owns the mouse, the keyboard, the selection, the clipboard and the buttons of the transcript. The
page, its layout and its painting are the canvas's; nothing here outlives the widget.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, Slot
from PySide6.QtGui import (
    QClipboard,
    QContextMenuEvent,
    QCursor,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
)
from PySide6.QtWidgets import QMenu, QWidget

from gptdesk.app.theme import PADDING, SPACE_1, SPACE_2, Theme
from gptdesk.app.views.page.entry import Entry
from gptdesk.app.views.page.page import Place
from gptdesk.app.views.page.painter import EntryState
from gptdesk.app.views.transcript.accessible import tell_answered
from gptdesk.app.views.transcript.entry_buttons import BranchPlaceOf, EntryButtons, EntryOffer
from gptdesk.app.views.transcript.selection import Selection, SelectionGestures
from gptdesk.app.views.transcript.token_layer import TranscriptLens
from gptdesk.chat.messages import Message

_ENTER_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2)


class TranscriptView(TranscriptLens):
    """Shows the rows of a `MessageListModel`, and lets the user select, copy and act on them.

    Attributes:
        buttons: what can be done with the entry under the mouse, or the keyboard's.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._current: int | None = None  # entry that the keyboard is on
        self._hovered: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Conversation"))
        self.viewport().setMouseTracking(True)
        self._selection = Selection()
        self._gestures = SelectionGestures(self, self._selection, self)
        self._gestures.changed.connect(self.viewport().update)
        self._gestures.scroll_requested.connect(self._on_scroll_requested)
        self.buttons = EntryButtons(self.viewport())
        self.buttons.focus_changed.connect(self._refresh)

    def set_branch_places(self, place_of: BranchPlaceOf) -> None:
        """Take a function that says where the message in a row stands among its branches."""
        self.buttons.set_branch_places(place_of)
        self._refresh()

    def apply_theme(self, theme: Theme) -> None:
        """Take colours, fonts and icons from `theme`."""
        self.buttons.apply_theme(theme)
        super().apply_theme(theme)

    def show_row(self, row: int) -> None:
        """Scroll to a message, and let the keyboard act on it."""
        if self._page is not None:
            self._go_to(self._page.entry_of(row))

    def copy_text(self, row: int) -> str:
        """Return what copying a row gives; a prompt and its continuation are one text."""
        return self._page.entries[self._page.entry_of(row)].text if self._page else ""

    def selected_text(self) -> str:
        """Return what is selected; entries with an empty line between them."""
        return self._selection.text(self._page.entries) if self._page else ""

    @Slot()
    def select_all(self) -> None:
        """Select every message."""
        if self._page and self._page.entries:
            last = self._page.entries[-1]
            self._selection.select(Place(0, 0), Place(*last.locate(len(last.text))))
            self.viewport().update()

    @Slot()
    def copy_selection(self) -> None:
        """Put what is selected on the clipboard; with nothing selected it stays as it is."""
        if not self._selection.is_empty:
            QGuiApplication.clipboard().setText(self.selected_text())

    # -- what the canvas asks and tells

    def _entry_state(self, index: int, entry: Entry) -> EntryState:
        has_focus = self.hasFocus() or self.buttons.has_focus
        offer = self._offer(index, entry)
        is_acted_on = self.buttons.entry is entry
        return EntryState(
            selection=self._selection.range_in(entry),
            has_focus=has_focus and index == self._current and not self.marks.is_walking,
            reserved_width=self.buttons.width_for(offer),
            remark="" if is_acted_on else self.buttons.branches_in_words(offer),
            tokens=self._token_state(index),
        )

    def _on_messages_replaced(self) -> None:
        super()._on_messages_replaced()
        self._selection.clear()
        self.buttons.forget_places()
        self._current = self._hovered = None

    def _on_messages_removed(self) -> None:
        super()._on_messages_removed()
        self._selection.clear()
        self.buttons.forget_places()

    @Slot(QModelIndex, int, int)
    def _on_rows_inserted(self, parent: QModelIndex, first: int, last: int) -> None:
        self.buttons.forget_places()
        super()._on_rows_inserted(parent, first, last)
        self._describe()

    def _on_answered(self, message: Message) -> None:
        """Tell a screen reader, once, that an answer is there."""
        self._describe()
        tell_answered(self, message)

    # -- the mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a selection."""
        if event.button() == Qt.MouseButton.LeftButton:
            is_extending = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._gestures.press(event.position().toPoint(), is_extending=is_extending)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Select a word."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._gestures.double_click(event.position().toPoint())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Extend the selection, or show what can be done with the entry under the mouse."""
        point = event.position().toPoint()
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._gestures.move(point)
            return
        self.marks.hover(point)
        left, width = self._column()
        is_inside = left - PADDING <= point.x() <= left + width + PADDING
        self.viewport().setCursor(
            Qt.CursorShape.IBeamCursor if is_inside else Qt.CursorShape.ArrowCursor
        )
        self._hover(point)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the selection; on X11 it can be pasted with the middle button."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._gestures.release()
            if self._selection.is_empty:
                self.marks.click(event.position().toPoint())
            clipboard = QGuiApplication.clipboard()
            if clipboard.supportsSelection() and not self._selection.is_empty:
                clipboard.setText(self.selected_text(), QClipboard.Mode.Selection)

    def leaveEvent(self, event: QEvent) -> None:
        """The mouse went elsewhere."""
        super().leaveEvent(event)
        self._hover(None)
        self.marks.hover(None)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Another entry may have come under the mouse."""
        super().scrollContentsBy(dx, dy)
        if self.viewport().underMouse():
            self._hover(self.viewport().mapFromGlobal(QCursor.pos()))

    @Slot(int)
    def _on_scroll_requested(self, pixels: int) -> None:
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + pixels)

    def _hover(self, point: QPoint | None) -> None:
        found = None
        if point is not None and self._page is not None:
            y = point.y() + self.verticalScrollBar().value()
            index = self._page.entry_at(y)
            if index >= 0 and 0 <= y - self._page.top(index) < self._page.entries[index].height:
                found = index
        if found != self._hovered:
            self._hovered = found
            self._refresh()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer Copy and Select all, with the mouse or the menu key."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        copy = menu.addAction(self.tr("&Copy"), self.copy_selection)
        copy.setShortcut(QKeySequence.StandardKey.Copy)
        copy.setEnabled(not self._selection.is_empty)
        select = menu.addAction(self.tr("Select &all"), self.select_all)
        select.setShortcut(QKeySequence.StandardKey.SelectAll)
        menu.popup(event.globalPos())

    # -- the keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk from token to token or from message to message, scroll, copy."""
        if self.marks.press(event):
            return
        has_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selection()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.select_all()
        elif event.key() in _ENTER_KEYS:
            self._enter()
        elif has_control and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._walk(-1 if event.key() == Qt.Key.Key_Up else 1)
        elif not self._scroll_with(Qt.Key(event.key())):
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is; a click needs no ring, and nothing scrolls."""
        super().focusInEvent(event)
        if event.reason() == Qt.FocusReason.MouseFocusReason:
            self._current = None
        elif event.reason() != Qt.FocusReason.ActiveWindowFocusReason and self._page:
            bottom = self.verticalScrollBar().value() + self.visible_height()
            last_seen = self._page.entry_at(bottom - 1)
            if self._current is None and last_seen >= 0:
                self._point_at(last_seen)
        self._refresh()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.OtherFocusReason:  # that is the card
            self.marks.blur()
        self._refresh()

    @Slot()
    def walk_tokens(self) -> None:
        """Go from token to token; once more: into the card of the marked one, and back."""
        if self.hasFocus() and self.marks.is_walking:
            self.marks.open_card()
        else:
            self.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._enter()

    def _enter(self) -> None:
        """Walk through the tokens of the entry that the keyboard is on."""
        if self._page is None or not self._page.entries:
            return
        index = len(self._page.entries) - 1 if self._current is None else self._current
        if self.begin_walk(index):
            self._current = index
            self._refresh()

    def _walk(self, step: int) -> None:
        if self.marks.is_walking:
            self.marks.leave()
        if self._page and self._page.entries:
            last = len(self._page.entries) - 1
            at = last + 1 if self._current is None else self._current
            self._go_to(min(max(0, at + step), last))

    def _go_to(self, index: int) -> None:
        """Bring an entry into sight, and let the keyboard act on it."""
        assert self._page is not None
        self._point_at(index)
        entry = self._page.entries[index]
        bar, view_height = self.verticalScrollBar(), self.viewport().height()
        top = self._page.top(index)
        if top < bar.value() or entry.height > view_height:
            bar.setValue(top - SPACE_2)
        elif top + entry.height > bar.value() + view_height:
            bar.setValue(top + entry.height - view_height)
        self._refresh()

    def _point_at(self, index: int) -> None:
        assert self._page is not None
        self._current = index
        self._hovered = None
        self._describe()

    def _describe(self) -> None:
        """Say what is written where the keyboard is."""
        if self._page and self._current is not None and self._current < len(self._page.entries):
            self.setAccessibleDescription(self.readable_name(self._current, None))

    # -- the buttons of an entry

    @Slot()
    def _refresh(self) -> None:
        """Show where the mouse or the keyboard is now."""
        self._on_settled()
        self.viewport().update()

    @Slot()
    def _on_settled(self) -> None:
        """Put the buttons on the entry under the mouse, else on the keyboard's."""
        super()._on_settled()
        index = self._acted_on()
        if index is None or self._page is None:
            self.buttons.leave()
            return
        entry = self._page.entries[index]
        left, width = self._column()
        y = self._page.top(index) - self.verticalScrollBar().value()
        place = QPoint(left + width, y + SPACE_1 // 2)
        self.buttons.show_for(entry, self._offer(index, entry), place)

    def _offer(self, index: int, entry: Entry) -> EntryOffer:
        assert self._page is not None
        is_last = index == len(self._page.entries) - 1
        is_busy = self._is_busy or self._page.is_streaming
        return self.buttons.offer_of(entry, is_last=is_last, is_busy=is_busy)

    def _acted_on(self) -> int | None:
        """Return the entry under the mouse, else the keyboard's; pressed keys come first."""
        has_focus = self.hasFocus() or self.buttons.has_focus
        index = self._current if has_focus else None
        if index is None or (self._hovered is not None and not self.buttons.has_focus):
            index = self._hovered
        if index is None or self._page is None or index >= len(self._page.entries):
            return None
        return index
