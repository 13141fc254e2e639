"""Text fields that give back, letter by letter, what was written and pasted.

Qt's `toPlainText`, and what it copies, make a space of a no-break space and newlines of other
separators. Owns the way of a text into a Qt document and out of it.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QTextCursor, QTextDocument
from PySide6.QtWidgets import QPlainTextEdit

# A document takes these for newlines. In it four others stand for them, which Unicode keeps free
# for use inside a program: they are in no text, and each is as long as what it stands for.
_IN_DOCUMENT = {"\r": "\ufdec", "\u2029": "\ufded", "\ufdd0": "\ufdee", "\ufdd1": "\ufdef"}
_INTO = str.maketrans(_IN_DOCUMENT)
_KEYS = Qt.KeyboardModifier
_OUT_OF = str.maketrans({"\u2029": "\n"} | {inside: text for text, inside in _IN_DOCUMENT.items()})


def whole_characters(text: str) -> str:
    """Return `text` without half surrogate pairs."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def insert_exactly(cursor: QTextCursor, text: str) -> None:
    """Put `text` in the place of what a cursor has selected."""
    cursor.insertText(whole_characters(text).translate(_INTO))


def exact_text(document: QTextDocument) -> str:
    """Return the text of a document that `insert_exactly` wrote."""
    return whole_characters(document.toRawText().translate(_OUT_OF))


def selected_exactly(cursor: QTextCursor) -> str:
    """Return the text that a cursor has selected, of such a document."""
    return whole_characters(cursor.selectedText().translate(_OUT_OF))


def _is_letter_with_alt(event: QKeyEvent) -> bool:
    """Tell whether Alt alone is held; on a Mac it types letters of its own."""
    held = event.modifiers() & (_KEYS.ControlModifier | _KEYS.AltModifier | _KEYS.MetaModifier)
    return held == _KEYS.AltModifier and event.text().isprintable() and sys.platform != "darwin"


class ExactTextEdit(QPlainTextEdit):
    """Plain text that is read, copied and pasted as it is."""

    def text(self) -> str:
        """Return what is written."""
        return exact_text(self.document())

    def set_text(self, text: str) -> None:
        """Show another text."""
        self.setPlainText(whole_characters(text).translate(_INTO))

    def createMimeDataFromSelection(self) -> QMimeData:
        """Copy, cut and drag what is selected, letter by letter."""
        data = QMimeData()
        data.setText(selected_exactly(self.textCursor()))
        return data

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste and drop text, letter by letter."""
        if not self.isReadOnly():
            insert_exactly(self.textCursor(), source.text())
            self.ensureCursorVisible()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Shift+Enter is a newline too, not a separator that looks like one; Alt+W is no w."""
        if _is_letter_with_alt(event):
            event.ignore()  # of a menu or a button, perhaps one that is greyed now
        elif event.matches(QKeySequence.StandardKey.InsertLineSeparator) and not self.isReadOnly():
            self.textCursor().insertText("\n")
            self.ensureCursorVisible()
        else:
            super().keyPressEvent(event)
