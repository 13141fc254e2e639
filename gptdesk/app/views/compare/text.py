"""One of two compared texts: equal parts are muted, the first difference is marked.

Owns the look of such a text; it is read, selected and scrolled like any other.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QMimeData
from PySide6.QtGui import QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QWidget

from gptdesk.analysis.compare import Comparison, Side
from gptdesk.analysis.groups import TokenGroup, token_groups
from gptdesk.analysis.vocabularies import vocabulary_for
from gptdesk.app.theme import APPEARANCE_CHANGED, Theme, current_theme, set_font, zoom_of
from gptdesk.app.views.widgets.exact_text import insert_exactly, selected_exactly
from gptdesk.engine.tokenizers.vocabulary import Vocabulary

_LINE_HEIGHT = 150.0  # percent


class SideText(QTextEdit):
    """Read-only text with a mark in it."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pieces: tuple[tuple[str, str], ...] = ()  # kind and text
        self._mark = -1  # where the difference begins, in characters
        self.setReadOnly(True)
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)

    def show_side(self, side: Side, comparison: Comparison, vocabulary: Vocabulary) -> None:
        """Show a side of a comparison from where the two need be read."""
        self._pieces = tuple(_pieces(side, comparison, vocabulary))
        self._fill()

    def customEvent(self, event: QEvent) -> None:
        """Write again in the new colours and size."""
        if event.type() == APPEARANCE_CHANGED:
            self._fill()

    def createMimeDataFromSelection(self) -> QMimeData:
        """Copy the selected text, letter by letter."""
        data = QMimeData()
        data.setText(selected_exactly(self.textCursor()))
        return data

    def go_to_difference(self) -> None:
        """Put the cursor at the difference, where it can be seen."""
        if self._mark >= 0:
            cursor = self.textCursor()
            cursor.setPosition(self._mark)
            self.setTextCursor(cursor)
            self.ensureCursorVisible()

    def _fill(self) -> None:
        theme = current_theme()
        set_font(self, theme.font("transcript", zoom_of(self)))
        self.clear()
        cursor = QTextCursor(self.document())
        block = QTextBlockFormat()
        block.setLineHeight(_LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor.setBlockFormat(block)
        self._mark = -1
        for kind, text in self._pieces:
            if kind == "mark":
                self._mark = cursor.position()
            cursor.setCharFormat(self._format(theme, kind))
            insert_exactly(cursor, text)
        self.go_to_difference()

    def _format(self, theme: Theme, kind: str) -> QTextCharFormat:
        form = QTextCharFormat()
        muted = kind in ("same", "prompt")
        form.setForeground(theme.color("text_muted" if muted else "text"))
        if kind == "prompt":
            form.setBackground(theme.color("surface_raised"))
        if kind == "mark":
            form.setBackground(theme.color("selection"))
            form.setFontWeight(700)
            form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
            form.setUnderlineColor(theme.color("accent"))
        return form


def _pieces(
    side: Side, comparison: Comparison, vocabulary: Vocabulary
) -> Iterator[tuple[str, str]]:
    """Yield the parts of a side: kind ("prompt", "same", "mark", "other") and text.

    The token that differs is shown with every character visible: two can look alike.
    """
    start, place = comparison.same_prompt_tokens, comparison.difference
    ids = side.ids[start:]
    vocabulary = vocabulary_for(side.answer, vocabulary)
    for group in token_groups(ids, vocabulary):
        first, last = start + group.first, start + group.last
        text = group.text or _visible(side, group, start, vocabulary)
        if place is not None and first <= place <= last:
            yield "mark", _visible(side, group, start, vocabulary)
        elif place is None or last < place:
            yield ("prompt" if last < side.prompt_tokens else "same"), text
        else:
            yield "other", text
    if place is not None and place >= len(side.ids):
        yield "mark", "■"


def _visible(side: Side, group: TokenGroup, start: int, vocabulary: Vocabulary) -> str:
    """Return a group so that it can be told from another, with the line break that it makes."""
    if group.tokens > 1 and "\N{REPLACEMENT CHARACTER}" not in group.text:
        return group.text
    ids = side.ids[start + group.first : start + group.last + 1]
    name = "".join(map(vocabulary.visible, ids))
    return name + "\n" * group.text.count("\n")
