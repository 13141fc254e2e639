"""A painted text for a screen reader's review by letter, word and line: a text of Qt's, unseen.

A text interface written in Python cannot say what is selected: PySide 6.11 calls no override of
`QAccessibleTextInterface.selection`, and the reader gets what stood in memory. Its lines would be
whole paragraphs, too. So one of Qt's text fields, which is never shown, answers in its place.

Owns that field, and where its text and its caret would be seen. Whose text it is, is its owner's
to say each time that a reader asks.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QPoint, QSignalBlocker, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleTextInterface,
    QFont,
    QTextBlockFormat,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget


class SpokenText(QTextEdit):
    """A text that is only heard.

    Args:
        view: paints the text.

    Signals:
        caret_moved(int): a screen reader put the caret before a character, as when it was stopped
            while it read.
        selected(int, int): it selected characters.
    """

    caret_moved = Signal(int)
    selected = Signal(int, int)

    def __init__(self, view: QWidget) -> None:
        super().__init__(view)
        self._text = ""
        self.hide()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setLineWrapMode(QTextEdit.LineWrapMode.FixedPixelWidth)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document().setDocumentMargin(0)
        self.cursorPositionChanged.connect(self._on_caret_moved)
        self.selectionChanged.connect(self._on_selected)

    def show_text(self, text: str, font: QFont, line_height: int, width: int) -> None:
        """Have a text, set as it is painted.

        Args:
            text: what Qt can show, with a character for each of the painted text.
            font: its letters.
            line_height: pixels from line to line.
            width: of the lines, in pixels.
        """
        is_set = (self._text, self.font(), self.lineWrapColumnOrWidth()) == (text, font, width)
        if is_set:
            return
        self._text = text
        with QSignalBlocker(self), _unheard():
            self.setFont(font)
            self.document().setDefaultFont(font)
            self.setLineWrapColumnOrWidth(width)
            lines = QTextBlockFormat()
            lines.setLineHeight(line_height, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
            cursor = QTextCursor(self.document())
            cursor.select(QTextCursor.SelectionType.Document)
            cursor.setBlockFormat(lines)
            cursor.insertText(text)
        self.resize(width, round(self.document().size().height()))

    def stand_at(self, corner: QPoint, begin: int, end: int) -> None:
        """Say where the text begins in the view, what is selected, and where its caret is.

        Args:
            corner: of its first line, in the view.
            begin, end: characters that are selected, the caret after them; the same for none.
        """
        self.move(corner)
        anchor, position = self._unit(begin), self._unit(end)
        cursor = self.textCursor()
        if (cursor.anchor(), cursor.position()) != (anchor, position):
            cursor.setPosition(anchor)
            cursor.setPosition(position, QTextCursor.MoveMode.KeepAnchor)
            with QSignalBlocker(self), _unheard():
                self.setTextCursor(cursor)

    def interface(self) -> QAccessibleTextInterface:
        """Return what answers a screen reader."""
        return QAccessible.queryAccessibleInterface(self).textInterface()

    @Slot()
    def _on_caret_moved(self) -> None:
        if not self.textCursor().hasSelection():
            self.caret_moved.emit(self._char(self.textCursor().position()))

    @Slot()
    def _on_selected(self) -> None:
        cursor = self.textCursor()
        self.selected.emit(self._char(cursor.selectionStart()), self._char(cursor.selectionEnd()))

    # Qt counts in UTF-16 units

    def _unit(self, char: int) -> int:
        return len(self._text[:char].encode("utf-16-le")) // 2

    def _char(self, unit: int) -> int:
        units = self._text.encode("utf-16-le")
        return len(units[: 2 * unit].decode("utf-16-le", "ignore"))


@contextmanager
def _unheard() -> Iterator[None]:
    """Let Qt tell nobody what becomes of the field: its owner tells what becomes of the text."""
    is_heard = QAccessible.isActive()
    QAccessible.setActive(False)
    try:
        yield
    finally:
        QAccessible.setActive(is_heard)
