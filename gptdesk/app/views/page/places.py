"""Where tokens are on the page, which one is at a point, and which are beside a token.

Owns the geometry of tokens on top of the page's; points and boxes are those of the page, with x
counted from the text column. Must not know widgets, colours or who asks.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF

from gptdesk.analysis.figures import TokenRef
from gptdesk.app.views.page.entry import Entry
from gptdesk.app.views.page.page import Page
from gptdesk.app.views.page.token_boxes import lines_between, token_boxes
from gptdesk.app.views.page.tokens import EntryTokens, PageTokens
from gptdesk.engine.tokenizers.vocabulary import Vocabulary


class TokenPlaces(PageTokens):
    """The tokens of a page, and where they stand on it."""

    def __init__(self, page: Page, vocabulary: Vocabulary) -> None:
        super().__init__(page, vocabulary)
        self._page = page

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
            entry.settle(y, y + 1)
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
