"""The field in which a prompt is written.

Owns keys, input methods, pastes and drops of one plain-text editor that grows with its text. What
is sent, and when, stands in `sending`.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import (
    QT_TRANSLATE_NOOP,
    QEvent,
    QMimeData,
    QSignalBlocker,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QResizeEvent,
    QTextCursor,
)
from PySide6.QtWidgets import QFrame, QWidget

from gptdesk.app.views.model.drop_overlay import dropped_model
from gptdesk.app.views.widgets.exact_text import (
    ExactTextEdit,
    insert_exactly,
    selected_exactly,
    whole_characters,
)
from gptdesk.app.views.widgets.handled_key import HandledKey

SEND = HandledKey(QT_TRANSLATE_NOOP("ShortcutList", "Send"), ("Return",))
NEW_LINE = HandledKey(QT_TRANSLATE_NOOP("ShortcutList", "New line"), ("Shift+Return",))
LEAVE = HandledKey(
    QT_TRANSLATE_NOOP(
        "ShortcutList", "Stop the answer, or the opening of a model; else leave an edit"
    ),
    ("Esc",),
)

LARGEST_INSERT_BYTES = 32 * 1024  # one line of this, of whatever letters, is laid out in 0.1 s
_MAX_LINES = 8


def cleaned(text: str) -> str:
    """Return `text` with plain newlines and without half surrogate pairs."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return whole_characters(text)


def is_large(text: str, *, beside: int = 0) -> bool:
    """Return whether a text is too long to be edited without the window standing still.

    Args:
        text: what is to be inserted.
        beside: characters that stand there already.
    """
    room = max(0, LARGEST_INSERT_BYTES - beside)
    return len(text) > room or len(text.encode("utf-8", "replace")) > room


class PromptEditor(ExactTextEdit):
    """Plain text, one to eight lines high.

    Signals:
        send_requested(): Enter was pressed, and no input method was composing.
        leave_requested(): Esc was pressed, and no input method was composing.
        large_text_inserted(object): a paste, str, that is too long to be edited; it was not
            inserted.
        files_dropped(object): paths of files whose text is wanted, a tuple.
        focus_changed(): the keyboard came or went.
    """

    send_requested = Signal()
    leave_requested = Signal()
    large_text_inserted = Signal(object)  # not `str`: Qt would copy it for every receiver
    files_dropped = Signal(object)
    focus_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        across = self.horizontalScrollBar()  # the space at a line's end is nothing to scroll to
        across.rangeChanged.connect(lambda: across.setRange(0, 0))
        self._text_height = 0  # pixels that the text takes, as far as it is wanted in sight
        self.document().setDocumentMargin(0)
        self.document().clearUndoRedoStacks()  # Qt takes the margin for something to undo
        # The frame around the editor is the composer's.
        self.setStyleSheet(
            "QPlainTextEdit, QPlainTextEdit:focus"
            " { border: none; padding: 0; background: transparent; }"
        )
        self.document().documentLayout().documentSizeChanged.connect(self._fit_height)

    def _composed(self) -> str:
        """Return letters that an input method holds, and that are not in the document yet."""
        return self.textCursor().block().layout().preeditAreaText()

    def text(self) -> str:
        """Return what is seen: what is written, with the letters that are being composed."""
        written, composed = super().text(), self._composed()
        if composed:
            block = self.textCursor().block()
            before = QTextCursor(block)
            before.setPosition(block.position() + block.layout().preeditAreaPosition())
            before.setPosition(0, QTextCursor.MoveMode.KeepAnchor)
            at = len(selected_exactly(before))
            written = written[:at] + whole_characters(composed) + written[at:]
        return written

    def begin_with(self, text: str) -> None:
        """Put `text` there as if nothing else had ever been: Ctrl+Z leads back to it."""
        if self._composed():  # these letters belong to the text that goes
            with QSignalBlocker(self):
                QGuiApplication.inputMethod().reset()
                super().inputMethodEvent(QInputMethodEvent())
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        insert_exactly(cursor, cleaned(text))
        self.moveCursor(QTextCursor.MoveOperation.End)
        self.document().clearUndoRedoStacks()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter sends, Shift+Enter is a new line, Esc leaves what goes on."""
        is_alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        is_sent, is_line = SEND.matches(event), NEW_LINE.matches(event)
        is_leaving = LEAVE.matches(event)
        if (is_sent or is_line or is_leaving) and self._composed():
            event.accept()  # it ends the composing, and nothing else
        elif is_leaving:
            if not event.isAutoRepeat():  # one press leaves one thing
                self.leave_requested.emit()
        elif is_line or (is_sent and is_alt):
            self.textCursor().insertText("\n")
            self.ensureCursorVisible()
        elif is_sent:
            self.send_requested.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell the composer."""
        super().focusInEvent(event)
        self.focus_changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell the composer; letters that an input method left behind are text now."""
        super().focusOutEvent(event)
        composed = self._composed()
        if composed:  # Qt has asked the input method to commit them; not every one does
            QGuiApplication.inputMethod().reset()
        if composed and composed == self._composed():
            written = QInputMethodEvent()
            written.setCommitString(composed)
            self.inputMethodEvent(written)
        self.focus_changed.emit()

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Take text and files with text; a model file is for the window."""
        if dropped_model(source) is not None:
            return False
        return source.hasText() or bool(_local_files(source))

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Insert plain text only; files and long texts are handed to the composer."""
        files = _local_files(source)
        if files:
            self.files_dropped.emit(files)
            return
        self.insert(source.text())

    def insert(self, text: str) -> None:
        """Insert text at the cursor, or hand it over when it makes the whole too long."""
        text = cleaned(text)
        if is_large(text, beside=self.document().characterCount()):
            self.large_text_inserted.emit(text)
        else:
            insert_exactly(self.textCursor(), text)
            self.ensureCursorVisible()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lines break elsewhere: the height may be another one."""
        super().resizeEvent(event)
        self._fit_height()

    def changeEvent(self, event: QEvent) -> None:
        """Letters of another size: the height is another one."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_height()

    def sizeHint(self) -> QSize:
        """Ask for the height of the text."""
        return QSize(super().sizeHint().width(), self._text_height)

    @Slot()
    def _fit_height(self) -> None:
        """Take the height of the text, at most eight lines; where there is no room for it, less."""
        line = self.fontMetrics().lineSpacing()
        lines = round(self.document().size().height())  # this layout counts in lines
        is_long = lines > _MAX_LINES
        height = _MAX_LINES * line
        if not is_long:
            block, height = self.document().begin(), 0
            while block.isValid():
                height += round(self.blockBoundingRect(block).height())
                block = block.next()
            height = max(height, line)
        self._text_height = height + 2
        policy = Qt.ScrollBarPolicy
        has_bar = is_long or self.minimumHeight() <= self.height() < self._text_height
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if has_bar else policy.ScrollBarAlwaysOff
        )
        self.setMinimumHeight(min(height, line) + 2)
        self.setMaximumHeight(self._text_height)
        self.updateGeometry()


def _local_files(data: QMimeData) -> tuple[Path, ...]:
    return tuple(Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile())
