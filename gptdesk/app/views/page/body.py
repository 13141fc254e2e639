"""The text of one transcript entry as paragraphs and notes, each laid out when first seen.

Owns splitting, heights (estimated until a paragraph is laid out) and the way from points to
characters and back. Heights count from the body's own top. Must not know who wrote the text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF

from gptdesk.app.views.page.formats import PLAIN, Formats
from gptdesk.app.views.page.height_stack import HeightStack
from gptdesk.app.views.page.paragraphs import paragraph_spans
from gptdesk.app.views.page.text_block import TextBlock, TextStyle

Note = tuple[int, str]  # position in the text, sentence
BEFORE_TEXT = -1  # as a position: above the first paragraph


@dataclass(slots=True)
class Piece:
    """A paragraph of the text, or a note.

    Attributes:
        block: its lines.
        note: the sentence; None for a paragraph.
        start: position of the text at which it stands.
    """

    block: TextBlock
    note: str | None
    start: int


@dataclass(frozen=True, slots=True)
class Content:
    """The text and notes of a body.

    Attributes:
        text: all of it.
        begin, end: the part that is shown.
        notes: ascending by position.
        formats: of the text.
    """

    text: str
    begin: int
    end: int
    notes: tuple[Note, ...] = ()
    formats: Formats = PLAIN


def estimated_height(
    text: str, notes: int, style: TextStyle, note_style: TextStyle, width: int
) -> int:
    """Return about how many pixels a text with so many notes takes."""
    per_line = max(1.0, width / style.char_width)
    lines = 1 + text.count("\n") + int(len(text) / per_line)
    return lines * style.line_height + notes * note_style.line_height


class Body:
    """Paragraphs and notes, one below another."""

    __slots__ = ("_content", "_estimate", "_note_style", "_pieces", "_stack", "_style", "_width")

    def __init__(self, content: Content, style: TextStyle, note_style: TextStyle, width: int):
        self._content = content
        self._style = style
        self._note_style = note_style
        self._width = width
        self._pieces: list[Piece] = []  # empty until something of it is seen
        self._stack = HeightStack()
        self._estimate = 0

    @property
    def height(self) -> int:
        """Pixels; exact for the parts that were seen, an estimate for the rest."""
        if self._pieces:
            return self._stack.total
        if not self._estimate:
            content = self._content
            self._estimate = estimated_height(
                content.text, len(content.notes), self._style, self._note_style, self._width
            )
        return self._estimate

    # -- changes

    def update(self, content: Content) -> None:
        """Show other content; when it only grew, all but the last paragraph stays."""
        before, self._content, self._estimate = self._content, content, 0
        if not self._pieces:
            return
        self._replace_leading_notes(before)
        first = len(self._pieces) - 1
        same_until = min(content.end, content.formats.same_until(before.formats))
        while first > 0 and (
            self._pieces[first].note is not None or self._pieces[first].start > same_until
        ):
            first -= 1
        old_notes, notes = _notes_behind(before), _notes_behind(content)
        only_grew = (
            before.begin == content.begin
            and before.end == len(before.text)
            and content.text.startswith(before.text)
            and notes[: len(old_notes)] == old_notes
            and (content.end >= before.end or not notes)  # they may have moved up with the end
            and all(at > self._pieces[first].start for at, _ in notes[len(old_notes) :])
        )
        self._split(first if only_grew else 0, before)

    def _replace_leading_notes(self, before: Content) -> None:
        """Show other notes above the first paragraph, and keep all below."""
        old, notes = _leading_notes(before), _leading_notes(self._content)
        if notes != old:
            pieces = [_note_piece(note, self._content.begin) for _, note in notes]
            self._pieces[: len(old)] = pieces
            self._stack.replace(0, len(old), self._heights(pieces))

    def _split(self, first: int, before: Content) -> None:
        """Make the pieces again from `first` on; unchanged paragraphs keep their lines."""
        known = {
            (piece.start, piece.block.end, piece.note): piece
            for piece in self._pieces[first:]
            if piece.block.is_laid_out(self._width)
        }
        begin = self._pieces[first].start if first else self._content.begin
        new = self._new_pieces(begin, is_all=first == 0)
        pieces = [self._old_or(piece, known, before) for piece in new] if known else list(new)
        self._pieces[first:] = pieces
        self._stack.replace_from(first, self._heights(pieces))

    def _old_or(
        self, piece: Piece, known: Mapping[tuple[int, int, str | None], Piece], before: Content
    ) -> Piece:
        """Return the known piece with the same content as a new one, else the new one."""
        span, content = slice(piece.start, piece.block.end), self._content
        old = known.get((span.start, span.stop, piece.note))
        if old is None:
            return piece
        is_same = old.note is not None or (
            before.text[span] == content.text[span] and _has_same_formats(before, content, span)
        )
        if not is_same:
            return piece
        old.block.ends_line = piece.block.ends_line
        return old

    def _heights(self, pieces: Sequence[Piece]) -> list[int]:
        """Return the height of each, about right for those that are not laid out."""
        width, text, note = self._width, self._style, self._note_style
        return [
            piece.block.height
            if piece.block.is_laid_out(width)
            else piece.block.estimated_height(text if piece.note is None else note, width)
            for piece in pieces
        ]

    def _new_pieces(self, begin: int, *, is_all: bool) -> Iterator[Piece]:
        content = self._content
        shown = content.text[: content.end]
        notes = [(_after_space(shown, at), note) for at, note in _notes_behind(content)]
        notes = [(at, note) for at, note in notes if is_all or at > begin]
        if is_all:
            yield from (_note_piece(note, begin) for _, note in _leading_notes(content))
        notes.reverse()
        for start, stop, ends_line in paragraph_spans(shown, begin, sorted({n[0] for n in notes})):
            yield Piece(TextBlock(start, stop, ends_line=ends_line), None, start)
            while notes and notes[-1][0] <= stop + ends_line:
                yield _note_piece(notes.pop()[1], stop + ends_line)

    # -- what is seen

    def prepare(self) -> None:
        """Split the text, so that every paragraph has its (estimated) height."""
        if not self._pieces:
            self._split(0, self._content)

    def lay_out_between(self, top: float, bottom: float) -> list[TextBlock]:
        """Lay out what stands between two heights; return the blocks that were laid out now."""
        self.prepare()
        made: list[TextBlock] = []
        index = self._stack.index_at(top)
        while index < len(self._pieces) and self._stack.top(index) < bottom:
            if self._lay_out(index):
                made.append(self._pieces[index].block)
            index += 1
        return made

    def _lay_out(self, index: int) -> bool:
        piece = self._pieces[index]
        if piece.block.is_laid_out(self._width):
            return False
        self.lay_out(piece)
        self._stack.set_height(index, piece.block.height)
        return True

    def lay_out(self, piece: Piece) -> None:
        """Make the lines of a piece."""
        if piece.note is None:
            content = self._content
            block, formats = piece.block, content.formats
            block.lay_out(
                content.text,
                self._style,
                self._width,
                formats.between(block.start, block.end),
                formats.look(block.start),
            )
        else:
            piece.block.lay_out(piece.note, self._note_style, self._width)

    def pieces_between(self, top: float, bottom: float) -> Iterator[tuple[Piece, int]]:
        """Yield the laid-out pieces that stand between two heights, each with its top."""
        index = max(0, self._stack.index_at(top))
        while index < len(self._pieces) and self._stack.top(index) < bottom:
            if self._pieces[index].block.is_laid_out(self._width):
                yield self._pieces[index], self._stack.top(index)
            index += 1

    def first_seen(self, top: float, bottom: float) -> int | None:
        """Return the first laid-out piece that stands between two heights."""
        index = max(0, self._stack.index_at(top))
        while index < len(self._pieces) and self._stack.top(index) < bottom:
            if self._pieces[index].block.is_laid_out(self._width):
                return index
            index += 1
        return None

    def piece_top(self, index: int) -> int:
        """Return the top of a piece."""
        return self._stack.top(min(index, len(self._pieces)))

    @property
    def first_text_top(self) -> int:
        """Where the first paragraph begins, below notes that stand before it."""
        return self._stack.top(self._text_index(0)) if self._pieces else 0

    # -- characters

    def position_at(self, x: float, y: float) -> int:
        """Return the position of the text that is nearest to a point."""
        if not self._pieces:
            return self._content.begin
        hit = self._stack.index_at(y)
        index = self._text_index(hit)
        piece = self._pieces[index]
        self._lay_out(index)
        if index != hit:  # on a note: the end of the paragraph before it, or the very beginning
            return piece.block.end if index < hit else piece.block.start
        return piece.block.position_at(x, y - self._stack.top(index))

    def paragraph_at(self, position: int) -> tuple[TextBlock, int] | None:
        """Return the paragraph that holds a position, and its top; None before any was seen."""
        if not self._pieces:
            return None
        found = bisect_right(self._pieces, position, key=lambda piece: piece.start) - 1
        index = self._text_index(max(0, found))
        return self._pieces[index].block, self._stack.top(index)

    def caret(self, position: int) -> QRectF | None:
        """Return the line-high caret before a position; None unless its line is laid out."""
        found = self.paragraph_at(position)
        if found is None or not found[0].line_count:
            return None
        block, y = found
        inside = min(max(position, block.start), block.end)
        line = block.line_of(inside)
        top = block.line_top(line)
        return QRectF(block.caret(inside).x(), top + y, 0, block.line_top(line + 1) - top)

    def rects(self, start: int, end: int, top: float, bottom: float) -> Iterator[QRectF]:
        """Yield the boxes of a range of the text that are seen between two heights."""
        for piece, y in self.pieces_between(top, bottom):
            block = piece.block
            if piece.note is None and block.start <= end and start <= block.end:
                for box in block.rects(start, end, with_newline=block.ends_line):
                    yield box.translated(0, y)

    def _text_index(self, index: int) -> int:
        """Return the paragraph at or before a piece; the first one when there is none."""
        at = index
        while at >= 0 and self._pieces[at].note is not None:
            at -= 1
        if at < 0:
            at = next(i for i, piece in enumerate(self._pieces) if piece.note is None)
        return at


def _has_same_formats(one: Content, other: Content, span: slice) -> bool:
    """Return whether two contents format the characters of a range in the same way."""
    first, last = span.start, span.stop
    if one.formats is other.formats or last < other.formats.same_until(one.formats):
        return True
    looks = (contents.formats.look(first) for contents in (one, other))
    return len(set(looks)) == 1 and one.formats.between(first, last) == other.formats.between(
        first, last
    )


def _leading_notes(content: Content) -> tuple[Note, ...]:
    """Return the notes that stand above the first paragraph."""
    return tuple(note for note in content.notes if note[0] < 0)


def _notes_behind(content: Content) -> tuple[Note, ...]:
    """Return the notes behind its beginning."""
    return tuple(note for note in content.notes if note[0] >= 0)


def _note_piece(note: str, at: int) -> Piece:
    return Piece(TextBlock(0, len(note), ends_line=False), note, at)


def _after_space(text: str, at: int) -> int:
    """Return where a note at `at` stands: a line does not begin with the space before a word."""
    at = min(at, len(text))
    while at < len(text) and text[at] == " ":
        at += 1
    return at + 1 if at < len(text) and text[at] == "\n" else at
