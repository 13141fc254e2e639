"""The transcript: the widget that shows a conversation, with its mouse and keyboard.

Owns the mouse, the keyboard, the clipboard, and the current entry. Layout and scrolling, the
tokens, the selection and the buttons are its parts.
"""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QEvent, QModelIndex, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QClipboard,
    QContextMenuEvent,
    QCursor,
    QFocusEvent,
    QGuiApplication,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QFrame, QMenu, QToolButton, QWidget

from gptdesk.analysis.figures import TokenRef
from gptdesk.app.access.announcements import announce, is_heard
from gptdesk.app.inference.loaded_model import LoadedModel
from gptdesk.app.painting import painted, saved
from gptdesk.app.phrases import sentences
from gptdesk.app.theme import APPEARANCE_CHANGED, PADDING, SPACE_1, current_theme, target_size
from gptdesk.app.viewmodels.chat.messages import MessageListModel
from gptdesk.app.views.page.entry import Entry
from gptdesk.app.views.page.page import Place
from gptdesk.app.views.page.painter import EntryLook, EntryPainter, Layer
from gptdesk.app.views.transcript.accessible import (
    TranscriptReader,
    make_readable,
    tell_entries,
    tell_focus,
    tell_selection,
)
from gptdesk.app.views.transcript.code_buttons import CodeButtons
from gptdesk.app.views.transcript.entry_buttons import BranchPlaceOf, EntryButtons, EntryOffer
from gptdesk.app.views.transcript.page_scroller import PageScroller
from gptdesk.app.views.transcript.selection import Selection, SelectionGestures
from gptdesk.app.views.transcript.spoken_answer import SpokenAnswer
from gptdesk.app.views.transcript.token_layer import PartingOf, TokenLayer
from gptdesk.app.views.widgets.handled_key import HandledKey

MESSAGES = HandledKey(
    QT_TRANSLATE_NOOP("ShortcutList", "Message before, message after"), ("Ctrl+Up", "Ctrl+Down")
)

_ENTER_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2)


class TranscriptView(QAbstractScrollArea):
    """Shows the rows of a `MessageListModel`, and lets the user select, copy and act on them.

    Attributes:
        scroller: the page in its scroll area.
        tokens: colours, the marked token and its card.
        code_buttons: copy blocks of code.
        buttons: what can be done with the entry under the mouse, or the keyboard's.
        reader: what a screen reader is told.
        spoken_answer: what it says of an answer by itself.

    Signals:
        copied: a message was put on the clipboard.
        explain_requested: figures of the selected text are wanted.
        markdown_chosen(bool): whether the texts of this chat are to be shown as Markdown.
    """

    copied = Signal()
    markdown_chosen = Signal(bool)
    explain_requested = Signal()

    def __init__(self, model: LoadedModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._messages: MessageListModel | None = None
        self._is_busy = False
        self._is_markdown = False
        self._is_only_shown = False
        self._current: int | None = None  # entry that the keyboard is on
        self._hovered: int | None = None
        self._found: Layer | None = None  # what was searched for
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Conversation"))
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.viewport().setMouseTracking(True)
        make_readable(TranscriptView)
        self._build_parts(model)

    def _build_parts(self, model: LoadedModel) -> None:
        self.scroller = PageScroller(self)
        self.tokens = TokenLayer(self, self.scroller, model)
        self.tokens.marked.token_marked.connect(self._on_token_marked)
        self._selection = Selection()
        self.reader = TranscriptReader(
            self.scroller, self.tokens, self._selection, lambda: self._current
        )
        self.spoken_answer = SpokenAnswer(self, self.tokens)
        self._gestures = SelectionGestures(self.scroller, self._selection, self)
        self._gestures.changed.connect(self.viewport().update)
        self._gestures.scroll_requested.connect(self.scroller.scroll_by)
        self.buttons = EntryButtons(self.viewport())
        self.buttons.focus_changed.connect(self._refresh)
        self.code_buttons = CodeButtons(self.viewport())
        self.code_buttons.copied.connect(self.copied)
        self.scroller.messages_replaced.connect(self._on_messages_replaced)
        self.scroller.messages_removed.connect(self._on_messages_removed)
        self.scroller.answer_changed.connect(self.spoken_answer.on_answer_changed)
        self.scroller.settled.connect(self._place_buttons)

    # -- what others tell it

    def only_show(self) -> None:
        """Show a text that is no conversation: without names, and with nothing to do to it."""
        self._is_only_shown = True
        self.scroller.show_as_text()
        self.tokens.only_show()
        self.setAccessibleName(self.tr("Text"))

    def set_model(self, model: MessageListModel) -> None:
        """Show the rows of a `MessageListModel`."""
        self._messages = model
        self.scroller.set_model(model)
        model.rowsInserted.connect(self._on_rows_inserted)
        for change in (model.rowsInserted, model.rowsRemoved, model.modelReset):
            change.connect(self._tell_entries)

    def set_branch_places(self, place_of: BranchPlaceOf) -> None:
        """Take a function that says where the message in a row stands among its branches."""
        self.buttons.set_branch_places(place_of)
        self._refresh()

    @Slot(bool)
    def set_busy(self, is_busy: bool) -> None:
        """Say whether an answer is being written anywhere."""
        self._is_busy = is_busy
        self.tokens.set_busy(is_busy)

    def set_parting_places(self, parting_of: PartingOf) -> None:
        """Take a function that says where the message in a row left an older branch."""
        self.tokens.set_parting_places(parting_of)

    def set_found(self, found: Layer | None) -> None:
        """Mark what was found; None takes the marks away."""
        self._found = found
        self.scroller.update_all()

    def show_row(self, row: int) -> None:
        """Scroll to a message, and let the keyboard act on it."""
        self._go_to(self.scroller.page.entry_of(row))

    @Slot(str)
    def show_message(self, message_id: str) -> None:
        """Scroll to a message; nothing happens if it is not in these rows."""
        row = self._messages.row_of(message_id) if self._messages is not None else None
        if row is not None:
            self.show_row(row)

    @Slot(bool)
    def set_markdown(self, is_markdown: bool) -> None:
        """Show texts as Markdown, or as they are."""
        self._is_markdown = is_markdown
        self.scroller.set_markdown(is_markdown)

    def take_over(self, former: TranscriptView) -> None:
        """Show what another view of the same messages shows, with its selection."""
        self._selection.take_over(former._selection)
        self.scroller.take_over(former.scroller)

    # -- text

    @Slot(int)
    def copy_message(self, row: int) -> None:
        """Put a message on the clipboard."""
        QGuiApplication.clipboard().setText(self.copy_text(row))
        self.copied.emit()

    @Slot()
    def copy_last_message(self) -> None:
        """Put the last message on the clipboard, if there is one."""
        entries = self.scroller.page.entries
        if entries:
            self.copy_message(entries[-1].last_row)

    def copy_text(self, row: int) -> str:
        """Return what copying a row gives; a prompt and its continuation are one text."""
        page = self.scroller.page
        return page.entries[page.entry_of(row)].text

    def selected_text(self) -> str:
        """Return what is selected; entries with an empty line between them."""
        return self._selection.text(self.scroller.page.entries)

    @property
    def has_selection(self) -> bool:
        """Whether text is selected."""
        return not self._selection.is_empty

    @Slot()
    def select_all(self) -> None:
        """Select every message."""
        entries = self.scroller.page.entries
        if entries:
            last = entries[-1]
            self._selection.select(Place(0, 0), Place(*last.locate(len(last.text))))
            self.viewport().update()
            tell_selection(self)

    @Slot()
    def copy_selection(self) -> None:
        """Put what is selected on the clipboard; with nothing selected it stays as it is."""
        if not self._selection.is_empty:
            QGuiApplication.clipboard().setText(self.selected_text())

    # -- painting

    def customEvent(self, event: QEvent) -> None:
        """Show the text in the new colours and size."""
        if event.type() == APPEARANCE_CHANGED:
            self.scroller.restyle()
            self.tokens.recolour()

    @painted
    def paintEvent(self, painter: QPainter, event: QPaintEvent) -> None:
        """Paint what is seen."""
        self.scroller.settle_if_due(event.rect())
        theme = current_theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(event.rect(), theme.color("window"))
        page, left, scrolled = self.scroller.page, self.scroller.column[0], self.scroller.top
        found = () if self._found is None else (self._found,)
        layers = (self.tokens, *found, self._selection)
        entry_painter = EntryPainter(theme, page.style, layers)
        top, bottom = scrolled + event.rect().top(), scrolled + event.rect().bottom() + 1
        for index in page.visible(top, bottom):
            entry, y = page.entries[index], page.top(index)
            with saved(painter):
                painter.translate(left, y - scrolled)
                band = top - y, bottom - y
                look = self._look(index, entry, has_header=entry_painter.shows_header(band))
                entry_painter.paint(painter, entry, band, look)

    def _look(self, index: int, entry: Entry, *, has_header: bool) -> EntryLook:
        has_focus = self.hasFocus() or self.buttons.has_focus
        has_ring = has_focus and index == self._current and not self.tokens.marked.is_walking
        if not has_header:  # as mostly, while an answer grows
            return EntryLook(has_focus=has_ring)
        offer = self._offer(index, entry)
        is_acted_on = self.buttons.entry is entry
        return EntryLook(
            has_focus=has_ring,
            reserved_width=self.buttons.width_for(offer) if is_acted_on else 0,
            remark="" if is_acted_on else self.buttons.branches_in_words(offer),
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Set the text in its new width."""
        super().resizeEvent(event)
        self.scroller.on_resized()

    def hideEvent(self, event: QHideEvent) -> None:
        """The card goes with the text."""
        super().hideEvent(event)
        self.tokens.marked.hide_card()

    def changeEvent(self, event: QEvent) -> None:
        """Another window came to the front: the card would stand over nothing."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self.tokens.marked.hide_card()

    # -- what the page and the tokens tell

    @Slot()
    def _on_messages_replaced(self) -> None:
        self._on_messages_removed()
        self._current = self._hovered = None

    @Slot()
    def _on_messages_removed(self) -> None:
        self._selection.clear()
        self.buttons.forget_places()

    @Slot(QModelIndex, int, int)
    def _on_rows_inserted(self, _parent: QModelIndex, _first: int, _last: int) -> None:
        self.buttons.forget_places()
        self._describe()

    @Slot(object)
    def _on_token_marked(self, _ref: TokenRef | None) -> None:
        self.reader.is_read = False
        tell_focus(self)

    @Slot()
    def _tell_focus(self) -> None:
        tell_focus(self)

    @Slot()
    def _tell_entries(self) -> None:
        tell_entries(self)

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
        self.tokens.marked.hover(point)
        left, width = self.scroller.column
        is_inside = left - PADDING <= point.x() <= left + width + PADDING
        self.viewport().setCursor(
            Qt.CursorShape.IBeamCursor if is_inside else Qt.CursorShape.ArrowCursor
        )
        self._hover(point)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the selection; on X11 it can be pasted with the middle button."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._gestures.release()
            tell_selection(self)
            if self._selection.is_empty:
                self.tokens.marked.click(event.position().toPoint())
            clipboard = QGuiApplication.clipboard()
            if clipboard.supportsSelection() and not self._selection.is_empty:
                clipboard.setText(self.selected_text(), QClipboard.Mode.Selection)

    def leaveEvent(self, event: QEvent) -> None:
        """The mouse went elsewhere."""
        super().leaveEvent(event)
        self._hover(None)
        self.tokens.marked.hover(None)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Paint every visible line at its new place; another entry may be under the mouse."""
        self.viewport().update()
        self._place_buttons()
        if self.viewport().underMouse():
            self._hover(self.viewport().mapFromGlobal(QCursor.pos()))

    def _hover(self, point: QPoint | None) -> None:
        index = None if point is None else self.scroller.entry_under(point)
        if index != self._hovered:
            self._hovered = index
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
        if self._is_only_shown:
            menu.popup(event.globalPos())
            return
        explain = menu.addAction(self.tr("&Explain this text"), self.explain_requested.emit)
        explain.setEnabled(not self._selection.is_empty)
        menu.addSeparator()
        markdown = menu.addAction(self.tr("Show as &Markdown"))
        markdown.setCheckable(True)
        markdown.setChecked(self._is_markdown)
        markdown.triggered.connect(self.markdown_chosen)
        menu.popup(event.globalPos())

    # -- the keyboard

    def event(self, event: QEvent) -> bool:
        """Keep Esc from stopping the answer while it leaves a token."""
        is_leaving = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and is_leaving and self.tokens.marked.ref is not None:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk from token to token or from message to message, scroll, copy; press a button.

        Where Enter presses no button, Qt hands it on to what the button stands on, which is this.
        """
        focused = QApplication.focusWidget()
        if isinstance(focused, QToolButton) and event.key() in (
            Qt.Key.Key_Return,
            Qt.Key.Key_Enter,
        ):
            if not event.isAutoRepeat():
                focused.click()
            return
        if self.tokens.marked.press(event):
            return
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selection()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.select_all()
        elif event.key() in _ENTER_KEYS:
            self._enter()
        elif (place := MESSAGES.place(event)) >= 0:
            self._walk((-1, 1)[place])
        elif not self.scroller.scroll_with(Qt.Key(event.key())):
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is; a click needs no ring, and nothing scrolls."""
        super().focusInEvent(event)
        if event.reason() == Qt.FocusReason.MouseFocusReason:
            self._current = None
        elif event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            bottom = self.scroller.top + self.scroller.visible_height()
            last_seen = self.scroller.page.entry_at(bottom - 1)
            if self._current is None and last_seen >= 0:
                self._point_at(last_seen)
        self._refresh()
        if is_heard():
            QTimer.singleShot(0, self._tell_focus)  # after Qt has told that the view has it

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.OtherFocusReason:  # that is the card
            self.tokens.marked.blur()
        self._refresh()

    @Slot()
    def walk_tokens(self) -> None:
        """Go from token to token; once more: into the card of the marked one, and back."""
        if self.hasFocus() and self.tokens.marked.is_walking:
            self.tokens.marked.open_card()
        else:
            self.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._enter()

    def _enter(self) -> None:
        """Walk through the tokens of the entry that the keyboard is on."""
        index = len(self.scroller.page.entries) - 1 if self._current is None else self._current
        if index < 0:
            return
        is_same = self.tokens.marked.is_walking  # the keyboard comes back to the token
        self.reader.is_read = False
        if self.tokens.begin_walk(index):
            self._current = index
            self._refresh()
            if is_same:
                tell_focus(self)

    # -- the entry that is acted on

    def _walk(self, step: int) -> None:
        if self.tokens.marked.is_walking:
            self.tokens.marked.leave()
        last = len(self.scroller.page.entries) - 1
        if last < 0:
            return
        before = self._current
        index = min(max(0, (last + 1 if before is None else before) + step), last)
        self._go_to(index)
        self.reader.is_read = True
        if index == before:  # it has the focus already
            announce(self, self.reader.description(index))
        else:
            tell_focus(self)

    def _go_to(self, index: int) -> None:
        """Bring an entry into sight, and let the keyboard act on it."""
        self._point_at(index)
        self.scroller.show_entry(index)
        self._refresh()

    def _point_at(self, index: int) -> None:
        self._current = index
        self._hovered = None
        self._describe()

    def _describe(self) -> None:
        """Say on which message the keyboard is, and what leads to the others."""
        if self._current is not None and self._current < self.reader.entry_count:
            number = self.tr("Message {0} of {1}.").format(
                self._current + 1, self.reader.entry_count
            )
            keys = self.tr("Ctrl+Up and Ctrl+Down read messages, Enter walks through tokens.")
            self.setAccessibleDescription(sentences((number, keys)))

    @Slot()
    def _refresh(self) -> None:
        """Show where the mouse or the keyboard is now."""
        self.tokens.refresh()
        self._place_buttons()
        self.viewport().update()

    @Slot()
    def _place_buttons(self) -> None:
        """Put the buttons on the entry under the mouse, else on the keyboard's, and on code.

        They stand in its header; below its text while the header is out of sight; and where that
        is out of sight too and the keyboard is on them, at the lower edge, over the text.
        """
        self.code_buttons.place(self.scroller)
        index = None if self._is_only_shown else self._acted_on()
        if index is None:
            self.buttons.leave()
            return
        entry, box = self.scroller.page.entries[index], self.scroller.box_of(index)
        y = box.top() + SPACE_1 // 2 if box.top() >= 0 else box.bottom() - target_size(self) + 1
        lowest = self.viewport().height() - target_size(self)
        is_over_text = self.buttons.has_focus and y > lowest
        top_right = QPoint(box.left() + box.width(), lowest if is_over_text else y)
        self.buttons.setAutoFillBackground(is_over_text)
        self.buttons.show_for(entry, self._offer(index, entry), top_right)

    def _offer(self, index: int, entry: Entry) -> EntryOffer:
        page = self.scroller.page
        is_last = index == len(page.entries) - 1
        is_busy = self._is_busy or page.is_streaming
        return self.buttons.offer_of(entry, is_last=is_last, is_busy=is_busy)

    def _acted_on(self) -> int | None:
        """Return the entry under the mouse, else the keyboard's; pressed keys come first."""
        has_focus = self.hasFocus() or self.buttons.has_focus
        index = self._current if has_focus else None
        if index is None or (self._hovered is not None and not self.buttons.has_focus):
            index = self._hovered
        return index if index is not None and index < len(self.scroller.page.entries) else None
