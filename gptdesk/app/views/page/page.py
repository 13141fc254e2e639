"""The page of a transcript: its entries one below another, laid out as they are seen.

Groups rows into entries, owns their heights, and converts points of the page into characters of
messages. Entries that were never seen have estimated heights; when a real one replaces an
estimate, what is on the screen stays where it is. Must not know widgets, colours or the mouse.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from gptdesk.app.theme import SPACE_4
from gptdesk.app.views.page.entry import Entry, PageStyle, continues
from gptdesk.app.views.page.height_stack import HeightStack
from gptdesk.app.views.page.text_block import TextBlock
from gptdesk.chat.messages import Message

MARGIN = SPACE_4  # above the first entry

_KEPT_LAYOUTS = 1_000  # paragraphs whose lines are kept; others are laid out again when seen
_MAX_ROUNDS = 60  # of laying out what an earlier round brought into sight


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position between two characters of the conversation.

    Attributes:
        row: of the message.
        char: position in its text.
    """

    row: int
    char: int


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place that stays on the screen while heights change.

    Attributes:
        entry: index of the entry.
        piece: index of a piece of it that is on the screen; None is its header.
        offset: from the top of that to the top of the view, in pixels.
        place: the words at the top of the view, for when lines break elsewhere.
    """

    entry: int
    piece: int | None
    offset: float
    place: Place | None = None


class Page:
    """All entries, and their tops.

    Attributes:
        entries: in order.
    """

    def __init__(self, style: PageStyle) -> None:
        self.entries: list[Entry] = []
        self._style = style
        self._stack = HeightStack()
        self._laid_out: dict[TextBlock, None] = {}
        self._streaming: set[int] = set()  # entries that are being written; one at most, mostly

    @property
    def style(self) -> PageStyle:
        """Fonts and width in use."""
        return self._style

    @property
    def height(self) -> int:
        """Pixels of all entries together; partly estimated."""
        return MARGIN + self._stack.total

    @property
    def is_streaming(self) -> bool:
        """Whether an answer is being written (it need not be the last one)."""
        return bool(self._streaming)

    # -- changes

    def reset(self, messages: Sequence[Message]) -> None:
        """Show another conversation."""
        self.entries = []
        self._stack = HeightStack()
        self._laid_out.clear()
        self._streaming.clear()
        self.append(messages)

    def append(self, messages: Sequence[Message]) -> None:
        """Add messages at the end."""
        old = len(self.entries)
        row = self.entries[-1].last_row + 1 if self.entries else 0
        at = 0
        if messages and old and continues(self.entries[-1].messages, messages[0]):
            self.entries[-1].update((*self.entries[-1].messages, messages[0]))
            self._measure(old - 1)
            at = 1
        while at < len(messages):
            together = messages[at : at + 1]
            if at + 1 < len(messages) and continues(together, messages[at + 1]):
                together = messages[at : at + 2]
            self.entries.append(Entry(row + at, together, self._style))
            at += len(together)
        self._stack.replace_from(old, [entry.height for entry in self.entries[old:]])
        new = range(old, len(self.entries))
        self._streaming.update(i for i in new if self.entries[i].is_streaming)

    def truncate(self, row: int) -> None:
        """Take the message in a row away, and all that come after it."""
        index = self.entry_of(row)
        if index >= len(self.entries):
            return
        entry = self.entries[index]
        kept = entry.messages[: row - entry.first_row]
        if kept:
            entry.update(kept)
            index += 1
        del self.entries[index:]
        self._stack.replace_from(index, ())
        self._streaming = {i for i in self._streaming if i < index}
        if kept:
            self._measure(index - 1)

    def replace(self, row: int, message: Message) -> bool:
        """Show a newer form of one message.

        Returns:
            False when it changes which messages belong together: then `reset`.
        """
        index = self.entry_of(row)
        entry = self.entries[index]
        messages = list(entry.messages)
        old = messages[row - entry.first_row]
        if (old.role, old.mode) != (message.role, message.mode):
            return False
        messages[row - entry.first_row] = message
        entry.update(messages)
        self._measure(index)
        return True

    def restyle(self, style: PageStyle) -> None:
        """Use other fonts or another width."""
        self._style = style
        self._laid_out.clear()
        for entry in self.entries:
            entry.restyle(style)
        self._stack = HeightStack(entry.height for entry in self.entries)

    def _measure(self, index: int) -> None:
        entry = self.entries[index]
        self._stack.set_height(index, entry.height)
        if entry.is_streaming:
            self._streaming.add(index)
        else:
            self._streaming.discard(index)

    # -- what is seen

    def anchor(self, top: float, view_height: int) -> Anchor | None:
        """Return the first thing on the screen whose height is known; None on an empty page."""
        for index in self.visible(top, top + view_height):
            y = self.top(index)
            piece = self.entries[index].first_seen(top - y, top + view_height - y)
            if piece is not None:
                return Anchor(index, piece, top - y - self.entries[index].piece_top(piece))
        index = self.entry_at(top)
        return Anchor(index, None, top - self.top(index)) if index >= 0 else None

    def anchor_words(self, top: float, view_height: int) -> Anchor | None:
        """Return the words at the top of the view as the anchor, for other fonts or widths."""
        anchor = self.anchor(top, view_height)
        return anchor and replace(anchor, place=self.place_at(0, top))

    def lay_out_view(
        self, top: float, view_height: int, *, to_end: bool, anchor: Anchor | None
    ) -> int:
        """Lay out what is seen, until nothing in it is an estimate.

        Args:
            top: where the view begins now.
            view_height: pixels.
            to_end: stay at the end of the page.
            anchor: else keep this at the top; None: keep what is there.

        Returns:
            Where the view is to begin.
        """
        if not to_end:
            anchor = anchor or self.anchor(top, view_height)
        if anchor is not None and anchor.entry < len(self.entries):
            entry = self.entries[anchor.entry]
            entry.body.prepare()
            if anchor.place is not None:  # its words say where they are once they are laid out
                y = entry.piece_top(anchor.piece)
                self._laid_out.update(dict.fromkeys(entry.lay_out_between(y, y + 1)))
            self._measure(anchor.entry)
            words = self._words_top(anchor)
            if words is not None:
                top, anchor = words, None  # then stay there
        for _ in range(_MAX_ROUNDS):
            top = self._aim(top, view_height, to_end=to_end, anchor=anchor)
            if not self._lay_out(top, top + view_height):
                break
        self._forget_old(top, top + view_height)
        return round(top)

    def _aim(self, top: float, view_height: int, *, to_end: bool, anchor: Anchor | None) -> float:
        end = max(0, self.height - view_height)
        if to_end:
            return end
        if anchor is not None and anchor.entry < len(self.entries):
            entry = self.entries[anchor.entry]
            top = self.top(anchor.entry) + entry.piece_top(anchor.piece) + anchor.offset
        return min(max(0.0, top), end)

    def _words_top(self, anchor: Anchor) -> float | None:
        """Return where the line with the anchor's words is now."""
        if anchor.place is None:
            return None
        entry = self.entries[anchor.entry]
        if anchor.offset < 0 or not entry.first_row <= anchor.place.row <= entry.last_row:
            return None
        box = entry.caret(entry.position_of(anchor.place.row, anchor.place.char))
        return None if box is None else self.top(anchor.entry) + box.top()

    def _lay_out(self, top: float, bottom: float) -> bool:
        has_changed = False
        for index in self.visible(top, bottom):
            y = self.top(index)
            for block in self.entries[index].lay_out_between(top - y, bottom - y):
                self._laid_out[block] = None
                has_changed = True
            has_changed |= self._stack.set_height(index, self.entries[index].height)
        return has_changed

    def _forget_old(self, top: float, bottom: float) -> None:
        """Free the lines of paragraphs that are not seen, when there are many."""
        if len(self._laid_out) <= _KEPT_LAYOUTS:
            return
        seen: set[TextBlock] = set()
        for index in self.visible(top, bottom):
            y = self.top(index)
            seen.update(p.block for p, _ in self.entries[index].pieces_between(top - y, bottom - y))
        for block in self._laid_out:
            if block not in seen:
                block.forget_layout()
        self._laid_out = dict.fromkeys(seen)

    def visible(self, top: float, bottom: float) -> Iterator[int]:
        """Yield the entries that are seen between two heights; they may change meanwhile."""
        index = max(0, self._stack.index_at(top - MARGIN))
        while index < len(self.entries) and self.top(index) < bottom:
            yield index
            index += 1

    def top(self, index: int) -> int:
        """Return where an entry begins."""
        return MARGIN + self._stack.top(index)

    def entry_at(self, y: float) -> int:
        """Return the entry nearest to a height; -1 on an empty page."""
        return self._stack.index_at(y - MARGIN)

    def entry_of(self, row: int) -> int:
        """Return the entry that holds a row."""
        low, high = 0, len(self.entries)
        while low < high:
            middle = (low + high) // 2
            if self.entries[middle].last_row < row:
                low = middle + 1
            else:
                high = middle
        return low

    # -- characters

    def place_at(self, x: float, y: float) -> Place | None:
        """Return the place nearest to a visible point; None on an empty page."""
        index = self.entry_at(y)
        if index < 0:
            return None
        entry = self.entries[index]
        return Place(*entry.locate(entry.position_at(x, y - self.top(index))))

    def message_at(self, row: int) -> Message:
        """Return the message in a row."""
        entry = self.entries[self.entry_of(row)]
        return entry.messages[row - entry.first_row]
