"""Which tokens stand in which entry of the transcript, and where.

Owns the way from positions in an entry's text to `TokenRef`s and back, over prompt and answer.
Must not know widgets, colours or the mouse.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gptdesk.analysis.figures import TokenRef
from gptdesk.app.views.page.entry import Entry
from gptdesk.app.views.page.page import Page
from gptdesk.app.views.page.token_positions import PlacedTokens, TokenPositions
from gptdesk.chat.messages import Message, Role
from gptdesk.engine.tokenizers.vocabulary import Vocabulary


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
        parts: of the prompt, of the answer; what is not known is left out.
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
    """The tokens of all entries of a page, found when they are asked for."""

    def __init__(self, page: Page, vocabulary: Vocabulary) -> None:
        self._page = page
        self._positions = TokenPositions(vocabulary)

    def of(self, index: int) -> EntryTokens:
        """Return the tokens of an entry."""
        entries = self._page.entries
        entry = entries[index]
        following = entries[index + 1].messages[0] if index + 1 < len(entries) else None
        return EntryTokens(tuple(self._parts(entry, following)))

    def _parts(self, entry: Entry, following: Message | None) -> Iterator[TokenPart]:
        first, last = entry.messages[0], entry.messages[-1]
        if first.role is Role.USER:
            answer = following if last is first else last
            if answer is not None and answer.role is Role.ASSISTANT and answer.prompt_ids:
                placed = self._positions.in_prompt(first, answer)
                if placed is not None:
                    yield TokenPart(answer, True, placed, 0)
        if last.role is Role.ASSISTANT and last.token_ids:
            offset = 0 if last is first else entry.join
            yield TokenPart(last, False, self._positions.in_answer(last), offset)

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
