"""The field in which a prompt is written.

Owns keys, input methods, pastes and drops of one plain-text editor that grows with its text. What
is sent, and when, is the composer's business.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from gptdesk.app.views.drop_overlay import dropped_model

LARGEST_INSERT_BYTES = 256 * 1024
_LARGEST_FILE_BYTES = 32 * 1024 * 1024
_PROBE_BYTES = 8 * 1024  # looked at to see whether a file is text
_MAX_LINES = 8
# Qt's own marks between and inside paragraphs, in a document's raw text
_LINE_ENDS = dict.fromkeys(map(ord, "\u2028\u2029\ufdd0\ufdd1"), "\n")


def cleaned(text: str) -> str:
    """Return `text` with plain newlines and without half surrogate pairs."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def is_large(text: str) -> bool:
    """Return whether a text is too long to be edited without the window standing still."""
    if len(text) > LARGEST_INSERT_BYTES:
        return True
    return len(text.encode("utf-8", "replace")) > LARGEST_INSERT_BYTES


class PromptEditor(QPlainTextEdit):
    """Plain text, one to eight lines high.

    Signals:
        send_requested(): Enter was pressed, and no input method was composing.
        stop_requested(): Esc was pressed.
        large_text_inserted(str): a paste that is too long to be edited; it was not inserted.
        files_dropped(list): paths of files whose text is wanted.
        focus_changed(): the keyboard came or went.
    """

    send_requested = Signal()
    stop_requested = Signal()
    large_text_inserted = Signal(str)
    files_dropped = Signal(list)
    focus_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_composing = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        # The frame around the editor is the composer's.
        self.setStyleSheet(
            "QPlainTextEdit, QPlainTextEdit:focus"
            " { border: none; padding: 0; background: transparent; }"
        )
        self.document().documentLayout().documentSizeChanged.connect(self._fit_height)

    @property
    def is_composing(self) -> bool:
        """Whether an input method holds letters that are not text yet."""
        return self._is_composing

    def text(self) -> str:
        """Return what is written; unlike `toPlainText` no-break spaces stay what they are."""
        return cleaned(self.document().toRawText().translate(_LINE_ENDS))

    def replace_text(self, text: str) -> None:
        """Put `text` in the place of what is written; Ctrl+Z brings that back."""
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(cleaned(text))
        self.moveCursor(QTextCursor.MoveOperation.End)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter sends, Shift+Enter is a new line, Esc stops and leaves the text alone."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        is_line = event.modifiers() & (
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.AltModifier
        )
        if event.key() == Qt.Key.Key_Escape and not self._is_composing:
            self.stop_requested.emit()
        elif is_enter and self._is_composing:
            event.accept()  # it ends the composing; it is neither a new line nor a wish to send
        elif is_enter and is_line:
            self.textCursor().insertText("\n")
            self.ensureCursorVisible()
        elif is_enter:
            self.send_requested.emit()
        else:
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Remember whether letters are being composed: Enter then belongs to the input method."""
        super().inputMethodEvent(event)
        self._is_composing = bool(event.preeditString())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell the composer."""
        super().focusInEvent(event)
        self.focus_changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell the composer; what was being composed is over."""
        super().focusOutEvent(event)
        self._is_composing = False
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
        """Insert text at the cursor, or hand it over when it is long."""
        text = cleaned(text)
        if is_large(text):
            self.large_text_inserted.emit(text)
        else:
            self.textCursor().insertText(text)
            self.ensureCursorVisible()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lines break elsewhere: the height may be another one."""
        super().resizeEvent(event)
        self._fit_height()

    @Slot()
    def _fit_height(self) -> None:
        """Take the height of the text, at most eight lines."""
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
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if is_long else policy.ScrollBarAlwaysOff
        )
        self.setFixedHeight(height + 2)


def _local_files(data: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


def text_in(path: Path) -> str | None:
    """Return the text of a file; None when it cannot be read or is none."""
    try:
        if path.stat().st_size > _LARGEST_FILE_BYTES:
            return None
        data = path.read_bytes()
    except OSError:
        return None
    if b"\0" in data[:_PROBE_BYTES]:
        return None
    return data.decode("utf-8-sig", "replace")
