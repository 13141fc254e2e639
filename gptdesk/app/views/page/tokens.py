"""The tokens of a page: their entries, their boxes, and their neighbours.

Converts positions in an entry's text into `TokenRef`s and back, over prompt and answer, and owns
the geometry of tokens on top of the page's: points and boxes are those of the page, with x counted
from the text column. Must not know widgets, colours or the mouse.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from gptdesk.analysis.figures import TokenRef
from gptdesk.analysis.token_positions import PlacedTokens, TokenPositions
from gptdesk.analysis.vocabularies import NAMELESS, VocabularyOf
from gptdesk.app.views.page.entry import Entry
from gptdesk.app.views.page.page import Page
from gptdesk.app.views.page.token_boxes import lines_between, token_boxes
from gptdesk.chat.messages import Message, Role


@dataclass(frozen=True, slots=True)
class TokenPart:
    """The tokens of one message of an entry.

    Attributes:
        answer: whose tokens they are, or whose prompt's.
        is_prompt: they are the tokens of a prompt.
        placed: in the message's text.
        offset: where that text begins in the entry's.
    """

    answer: Message
    is_prompt: bool
    placed: PlacedTokens
    offset: int

    def ref(self, index: int) -> TokenRef:
        """Return the name of a token of this part."""
        return TokenRef(self.answer.id, self.is_prompt, index)

    def holds(self, ref: TokenRef) -> bool:
        """Return whether a token stands in this part."""
        return (
            ref.answer_id == self.answer.id
            and ref.is_prompt == self.is_prompt
            and self.placed.first <= ref.index < self.placed.stop
        )


@dataclass(frozen=True, slots=True)
class TokenGroup:
    """Tokens that share a character, or a single one.

    Attributes:
        ref: the token that was asked about.
        first, stop: the group's tokens, counted as `ref.index` is.
        begin, end: its characters in the entry's text; none for a token without text.
    """

    ref: TokenRef
    first: int
    stop: int
    begin: int
    end: int


class EntryTokens:
    """The tokens of one entry, in the order of its text.

    Attributes:
        parts: of the prompt, of the answer; unknown ones are left out.
    """

    def __init__(self, parts: tuple[TokenPart, ...]) -> None:
        self.parts = parts

    @property
    def count(self) -> int:
        """Tokens that can be walked through."""
        return sum(part.placed.stop - part.placed.first for part in self.parts)

    def ref(self, place: int) -> TokenRef:
        """Return a token by its place, 0 … count - 1."""
        for part in self.parts:
            tokens = part.placed.stop - part.placed.first
            if place < tokens:
                return part.ref(part.placed.first + place)
            place -= tokens
        raise IndexError(place)

    def place(self, ref: TokenRef) -> int | None:
        """Return the place of a token; None when it does not stand in this entry."""
        before = 0
        for part in self.parts:
            if part.holds(ref):
                return before + ref.index - part.placed.first
            before += part.placed.stop - part.placed.first
        return None

    def group(self, ref: TokenRef) -> TokenGroup | None:
        """Return a token's group; None when it does not stand in this entry."""
        for part in self.parts:
            if part.holds(ref):
                first, stop, begin, end = part.placed.group_of(ref.index)
                return TokenGroup(ref, first, stop, begin + part.offset, end + part.offset)
        return None

    def span(self, ref: TokenRef | None) -> tuple[int, int] | None:
        """Return a token's characters in the entry's text; None when it does not stand here."""
        group = None if ref is None else self.group(ref)
        return None if group is None else (group.begin, group.end)

    def ref_at(self, char: int) -> TokenRef | None:
        """Return the token that a character of the entry's text came from."""
        for part in self.parts:
            index = part.placed.token_at(char - part.offset)
            if index is not None:
                return part.ref(index)
        return None

    def groups_between(
        self, start: int, end: int
    ) -> Iterator[tuple[TokenPart, int, int, int, int]]:
        """Yield part, first token, the one after the last, first character and end, in order."""
        for part in self.parts:
            offset = part.offset
            groups = part.placed.groups_between(start - offset, end - offset)
            for first, stop, left, right in groups:
                yield part, first, stop, left + offset, right + offset


class PageTokens:
    """The tokens of all entries of a page and their places, found on request."""

    def __init__(self, page: Page, vocabulary_of: VocabularyOf) -> None:
        self._page = page
        self._vocabulary_of = vocabulary_of
        self._positions = TokenPositions(vocabulary_of)

    def of(self, index: int) -> EntryTokens:
        """Return the tokens of an entry."""
        entries = self._page.entries
        entry = entries[index]
        following = entries[index + 1].messages[0] if index + 1 < len(entries) else None
        return EntryTokens(tuple(self._parts(entry, following)))

    def of_entry(self, entry: Entry) -> EntryTokens:
        """Return the tokens of an entry that is on the page."""
        return self.of(self._page.entry_of(entry.first_row))

    def _parts(self, entry: Entry, following: Message | None) -> Iterator[TokenPart]:
        first, last = entry.messages[0], entry.messages[-1]
        if first.role is Role.USER:
            answer = following if last is first else last
            if answer is not None and self._can_place(answer) and answer.prompt_ids:
                placed = self._positions.in_prompt(first, answer)
                if placed is not None:
                    yield TokenPart(answer, True, placed, 0)
        if self._can_place(last) and last.token_ids:
            offset = 0 if last is first else entry.join
            yield TokenPart(last, False, self._positions.in_answer(last), offset)

    def _can_place(self, message: Message) -> bool:
        """Return whether it is an answer whose vocabulary is known."""
        return message.role is Role.ASSISTANT and self._vocabulary_of(message) is not NAMELESS

    def entry_of(self, ref: TokenRef) -> int | None:
        """Return the entry in which a token stands."""
        entries = self._page.entries
        for index in range(len(entries) - 1, -1, -1):
            if entries[index].messages[-1].id == ref.answer_id:
                for near in (index, index - 1):  # the prompt may be an entry of its own
                    if near >= 0 and self.of(near).group(ref) is not None:
                        return near
                return None
        return None

    # -- where they stand on the page

    def boxes(self, ref: TokenRef) -> list[QRectF]:
        """Return the boxes of a token, or of the character that it is a part of.

        Returns:
            Nothing for a token whose paragraph was never seen, or that is not on the page.
        """
        index = self.entry_of(ref)
        if index is None:
            return []
        group = self.of(index).group(ref)
        if group is None:
            return []
        entry, top = self._page.entries[index], self._page.top(index)
        band = _band_of(entry, group.begin, max(group.begin, group.end - 1))
        return [box.translated(0, top) for box in token_boxes(entry, group.begin, group.end, band)]

    def at(self, point: QPointF) -> TokenRef | None:
        """Return the token whose box holds a visible point."""
        index = self._page.entry_at(point.y())
        if index < 0:
            return None
        entry = self._page.entries[index]
        y = point.y() - self._page.top(index)
        tokens = self.of(index)
        for block, line, first, last, _box in lines_between(entry, (y, y + 1)):
            for part, token, _stop, left, right in tokens.groups_between(first, last):
                for x0, x1 in block.spans_in(line, max(left, first), min(right, last)):
                    if x0 <= point.x() < x1:
                        return part.ref(token)
            return None
        return None

    def beside(self, ref: TokenRef, step: int) -> TokenRef | None:
        """Return the token `step` tokens further in the same entry; None beyond its ends."""
        found = self._found(ref)
        if found is None:
            return None
        _index, tokens, place = found
        wanted = place + step
        return tokens.ref(wanted) if 0 <= wanted < tokens.count else None

    def end_of_entry(self, ref: TokenRef, *, is_last: bool) -> TokenRef | None:
        """Return the first or last token of the entry in which a token stands."""
        found = self._found(ref)
        if found is None:
            return None
        tokens = found[1]
        return tokens.ref(tokens.count - 1 if is_last else 0)

    def end_of_line(self, ref: TokenRef, *, is_last: bool) -> TokenRef | None:
        """Return the first or last token that begins in the line of a token."""
        found, boxes = self._found(ref), self.boxes(ref)
        if found is None or not boxes:
            return None
        index, tokens, _place = found
        y = boxes[-1].center().y() - self._page.top(index)
        for _block, _line, first, last, _box in lines_between(
            self._page.entries[index], (y, y + 1)
        ):
            chars = range(last - 1, first - 1, -1) if is_last else range(first, last)
            refs = (tokens.ref_at(char) for char in chars)
            return next((one for one in refs if one is not None), None)
        return None

    def line_away(self, ref: TokenRef, step: int, x: float) -> TokenRef | None:
        """Return the token nearest to `x` in a line above (-1) or below (1) a token."""
        found, boxes = self._found(ref), self.boxes(ref)
        if found is None or not boxes:
            return None
        index, tokens, _place = found
        entry, top = self._page.entries[index], self._page.top(index)
        height = self._page.style.text.line_height
        y = (boxes[0] if step < 0 else boxes[-1]).center().y() - top
        while entry.body_top <= y + step * height <= entry.body_bottom:
            y += step * height
            entry.lay_out_between(y, y + 1)
            position = entry.position_at(x, y)
            for char in (position, position - 1):
                other = tokens.ref_at(char)
                if other is not None and other != ref:
                    return other
        return None

    def first_seen(self, index: int, top: float, bottom: float) -> TokenRef | None:
        """Return the first token of an entry that is seen between two heights of the page."""
        tokens, y = self.of(index), self._page.top(index)
        for _block, _line, first, last, _box in lines_between(
            self._page.entries[index], (top - y, bottom - y)
        ):
            for part, token, _stop, _left, _right in tokens.groups_between(first, last):
                return part.ref(token)
        return tokens.ref(0) if tokens.count else None

    def same_place(self, index: int, ref: TokenRef) -> TokenRef | None:
        """Return the token of an entry where another one stood, perhaps in another branch."""
        for part in reversed(self.of(index).parts):
            own = TokenRef(part.answer.id, is_prompt=ref.is_prompt, index=ref.index)
            if part.is_prompt == ref.is_prompt and self.of(index).group(own) is not None:
                return own
        return None

    def _found(self, ref: TokenRef) -> tuple[int, EntryTokens, int] | None:
        index = self.entry_of(ref)
        if index is None:
            return None
        tokens = self.of(index)
        place = tokens.place(ref)
        return None if place is None else (index, tokens, place)


def _band_of(entry: Entry, first: int, last: int) -> tuple[float, float]:
    """Return the heights between which the paragraphs of two positions stand."""
    above, below = entry.body.paragraph_at(first), entry.body.paragraph_at(last)
    if above is None or below is None:
        return 0.0, 0.0
    block, y = below
    height = block.height if block.line_count else 0
    return entry.body_top + above[1], entry.body_top + y + height
