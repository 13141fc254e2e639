"""One of two compared texts: equal parts are muted, the first difference is marked.

Owns the look of such a text, with the colours of its tokens; it is read, selected and scrolled like
any other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QMimeData
from PySide6.QtGui import QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QWidget

from gptdesk.analysis.colour_scale import UNTOLD, step_of_all
from gptdesk.analysis.compare import Comparison, Side
from gptdesk.analysis.figures import Bands, Measure
from gptdesk.analysis.groups import TokenGroup, token_groups
from gptdesk.app.theme import APPEARANCE_CHANGED, Theme, current_theme, set_font, zoom_of
from gptdesk.app.views.page.colours import ShadeBrushes, TokenColours
from gptdesk.app.views.widgets.exact_text import insert_exactly, selected_exactly
from gptdesk.chat.tokens import TokenRecord, TokenStats
from gptdesk.engine.tokenizers.vocabulary import Vocabulary

_LINE_HEIGHT = 150.0  # percent
# The weight of the line under a token in the transcript, 0 … 3, which a text document cannot draw.
_UNDERLINES = (
    QTextCharFormat.UnderlineStyle.NoUnderline,
    QTextCharFormat.UnderlineStyle.DotLine,
    QTextCharFormat.UnderlineStyle.DashUnderline,
    QTextCharFormat.UnderlineStyle.SingleUnderline,
)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of the text.

    Attributes:
        kind: "prompt", "same", "mark" or "other".
        text: what is written.
        first, last: places of its tokens among the side's, both included; -1 where they are not
            known.
    """

    kind: str
    text: str
    first: int = -1
    last: int = -1


class SideText(QTextEdit):
    """Read-only text with a mark in it.

    Attributes:
        has_untold: a figure of one of its tokens, by which they are coloured, was not told.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side: Side | None = None
        self._pieces: tuple[_Piece, ...] = ()
        self._scale = Measure.NONE, Bands()
        self.has_untold = False
        self._mark = -1  # where the difference begins, in characters
        self.setReadOnly(True)
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)

    def show_side(self, side: Side, comparison: Comparison, vocabulary: Vocabulary) -> None:
        """Show a side of a comparison from where the two need be read."""
        self._side = side
        make = _pieces_by_text if comparison.is_by_text else _pieces
        self._pieces = tuple(make(side, comparison, vocabulary))
        self._fill()

    def set_colouring(self, measure: Measure, bands: Bands) -> None:
        """Colour the tokens by a measure; `NONE` takes the colours away."""
        if (measure, bands) != self._scale:
            self._scale = measure, bands
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
        is_coloured = self._scale[0] is not Measure.NONE
        colours = TokenColours(theme, *self._scale) if is_coloured else None
        self.has_untold = False
        for piece in self._pieces:
            if piece.kind == "mark":
                self._mark = cursor.position()
            step = 0 if colours is None else self._step(piece)
            self.has_untold |= step == UNTOLD
            shade = colours.shade(step) if colours is not None and step else None
            cursor.setCharFormat(_format(theme, piece.kind, shade))
            insert_exactly(cursor, piece.text)
        self.go_to_difference()

    def _step(self, piece: _Piece) -> int:
        """Return the step of a piece on the scale: that of the least expected of its tokens."""
        side = self._side
        if side is None or piece.first < 0:
            return 0
        known: list[TokenRecord | TokenStats] = []
        for place in range(piece.first, piece.last + 1):
            ref = side.ref_at(place)
            figures = side.answer.prompt_stats if ref.is_prompt else side.answer.records
            known += figures[ref.index : ref.index + 1]
        return step_of_all(known, *self._scale)


def _format(theme: Theme, kind: str, shade: ShadeBrushes | None) -> QTextCharFormat:
    form = QTextCharFormat()
    muted = kind in ("same", "prompt") and shade is None  # on a tint it could not be read
    form.setForeground(theme.color("text_muted" if muted else "text"))
    if kind == "prompt":
        form.setBackground(theme.color("surface_raised"))
    if shade is not None:
        form.setBackground(shade.tint)
        form.setUnderlineStyle(_UNDERLINES[shade.weight])
        form.setUnderlineColor(shade.line.color())
    if kind == "mark":
        if shade is None:
            form.setBackground(theme.color("selection"))
        form.setFontWeight(700)
        form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
        form.setUnderlineColor(theme.color("accent"))
    return form


def _pieces(side: Side, comparison: Comparison, vocabulary: Vocabulary) -> Iterator[_Piece]:
    """Yield the parts of a side, each of some tokens that have a text together.

    The token that differs is shown with every character visible: two can look alike.
    """
    start, place = comparison.same_prompt, comparison.difference
    ids = side.ids[start:]
    for group in token_groups(ids, vocabulary):
        first, last = start + group.first, start + group.last
        text = group.text or _visible(side, group, start, vocabulary)
        if place is not None and first <= place <= last:
            yield _Piece("mark", _visible(side, group, start, vocabulary), first, last)
        elif place is None or last < place:
            yield _Piece("prompt" if last < side.prompt_tokens else "same", text, first, last)
        else:
            yield _Piece("other", text, first, last)
    if place is not None and place >= len(side.ids):
        yield _Piece("mark", "■")


def _pieces_by_text(
    side: Side, comparison: Comparison, _vocabulary: Vocabulary
) -> Iterator[_Piece]:
    """Yield the parts of a side that is compared by text; the mark is one character."""
    text, start, prompt = side.text, comparison.same_prompt, len(side.prompt_text)
    place = len(text) if comparison.difference is None else comparison.difference
    yield _Piece("prompt", text[start : min(place, prompt)])
    yield _Piece("same", text[max(start, prompt) : place])
    if comparison.difference is not None:
        yield _Piece("mark", text[place : place + 1] or "■")
    yield _Piece("other", text[place + 1 :])


def _visible(side: Side, group: TokenGroup, start: int, vocabulary: Vocabulary) -> str:
    """Return a group so that it can be told from another, with the line break that it makes."""
    if group.tokens > 1 and "\N{REPLACEMENT CHARACTER}" not in group.text:
        return group.text
    ids = side.ids[start + group.first : start + group.last + 1]
    name = "".join(map(vocabulary.visible, ids))
    return name + "\n" * group.text.count("\n")
