"""The positions of an answer's tokens, and of its prompt's, in the texts on the screen.

Converts characters into tokens and back, by position and never by searching for text. A
character that is split over tokens makes one group of them. Plain Python.
"""

from __future__ import annotations

import codecs
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from gptdesk.analysis.vocabularies import VocabularyOf
from gptdesk.chat.messages import Message, PromptMode
from gptdesk.engine.tokenizers.vocabulary import Vocabulary

_COMPARED = 64  # characters that tell whether the text was shortened in front
_KEPT = 256  # texts whose positions are kept

Group = tuple[int, int, int, int]  # first token, the one after the last, first character, end


class TokenSpans:
    """The characters of each token, in the decoded text of a sequence that may grow.

    A token that holds a part of a character has the whole of it; `<|endoftext|>` has none.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._ids: tuple[int, ...] = ()
        self._start_over()

    def _start_over(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._firsts = array("I")
        self._ends = array("I")
        self._length = 0  # of the characters that are complete
        self.head = ""  # of the decoded text

    @property
    def count(self) -> int:
        """Tokens read."""
        return len(self._firsts)

    @property
    def length(self) -> int:
        """Characters, an unfinished one at the end included."""
        return self._ends[-1] if self._ends else 0

    def read(self, ids: tuple[int, ...], vocabulary: Vocabulary | None = None) -> None:
        """Take the whole sequence; where it only grew, only the new tokens are decoded.

        Args:
            ids: all tokens.
            vocabulary: the one of now, where it grew with them.
        """
        if ids is self._ids:
            return
        self._vocabulary = vocabulary or self._vocabulary
        if ids[: self.count] != self._ids:
            self._start_over()
        for token_id in islice(ids, self.count, None):
            self._take(token_id)
        self._ids = ids

    def _take(self, token_id: int) -> None:
        piece = self._vocabulary.piece(token_id)
        pending = bool(self._decoder.getstate()[0])
        if token_id in self._vocabulary.end_ids:
            self._add_text(self._decoder.decode(b"", final=True))
            first = end = self._length
        else:
            # Bytes that do not go on with an unfinished character leave it to the token before.
            is_going_on = pending and bool(piece) and 0x80 <= piece[0] < 0xC0
            first = self._length + (pending and not is_going_on)
            self._add_text(self._decoder.decode(piece))
            end = max(first, self._length + bool(self._decoder.getstate()[0]))
        self._firsts.append(first)
        self._ends.append(end)

    def _add_text(self, text: str) -> None:
        self._length += len(text)
        if len(self.head) < 2 * _COMPARED:
            self.head += text

    def span(self, index: int) -> tuple[int, int]:
        """Return the first character of a token, and the one after its last."""
        return self._firsts[index], self._ends[index]

    def token_of(self, char: int) -> int:
        """Return the first token that has a part of a character; `count` beyond the end."""
        return bisect_right(self._ends, char)

    def group_of(self, index: int) -> tuple[int, int]:
        """Return the tokens that share characters with a token: first, and after the last."""
        first, stop = index, index + 1
        while first > 0 and self._ends[first - 1] > self._firsts[first]:
            first -= 1
        while stop < self.count and self._firsts[stop] < self._ends[stop - 1]:
            stop += 1
        return first, stop

    def groups_from(self, index: int) -> Iterator[Group]:
        """Yield the groups from the one that begins with a token on."""
        firsts, ends, count = self._firsts, self._ends, self.count
        while index < count:
            stop = index + 1
            while stop < count and firsts[stop] < ends[stop - 1]:
                stop += 1
            yield index, stop, firsts[index], ends[stop - 1]
            index = stop


@dataclass(frozen=True, slots=True)
class PlacedTokens:
    """Tokens in the text of one message.

    Attributes:
        spans: in the decoded text.
        shift: characters of the decoded text before the message's own.
        begin, end: part of the message's text that came from tokens, or became tokens.
        first, stop: the tokens that stand in it; those of an answer all do.
    """

    spans: TokenSpans
    shift: int
    begin: int
    end: int
    first: int
    stop: int

    def span(self, index: int) -> tuple[int, int]:
        """Return the characters of a token in the message's text; none for one that has no text."""
        first, end = self.spans.span(index)
        begin = min(max(first - self.shift, self.begin), self.end)
        return begin, max(begin, min(end - self.shift, self.end))

    def token_at(self, char: int) -> int | None:
        """Return the token that a character of the message came from; None for none."""
        if not self.begin <= char < self.end:
            return None
        index = self.spans.token_of(char + self.shift)
        return index if index < self.stop else None

    def group_of(self, index: int) -> Group:
        """Return the tokens that share characters with a token, and these characters."""
        first, stop = self.spans.group_of(index)
        return first, stop, self.span(first)[0], self.span(stop - 1)[1]

    def groups_between(self, start: int, end: int) -> Iterator[Group]:
        """Yield the groups that have characters in a range of the message's text, in order."""
        start, end = max(start, self.begin), min(end, self.end)
        if start >= end:
            return
        index = self.spans.group_of(self.spans.token_of(start + self.shift))[0]
        for first, stop, left, right in self.spans.groups_from(index):
            begin = max(left - self.shift, self.begin)
            if first >= self.stop or begin >= end:
                return
            if right > left:
                yield first, stop, begin, min(right - self.shift, self.end)


class TokenPositions:
    """Places the tokens of messages; each text is decoded once, and a growing one read on."""

    def __init__(self, vocabulary_of: VocabularyOf) -> None:
        self._vocabulary_of = vocabulary_of
        self._spans: dict[tuple[str, bool], TokenSpans] = {}
        self._prompts: dict[str, tuple[Message, tuple[int, ...], PlacedTokens | None]] = {}

    def in_answer(self, answer: Message) -> PlacedTokens:
        """Return where an answer's tokens stand in its text."""
        spans = self._read(answer, is_prompt=False)
        shift = _trimmed(spans.head, answer.text)
        end = min(len(answer.text), max(0, spans.length - shift))
        return PlacedTokens(spans, shift, 0, end, 0, spans.count)

    def in_prompt(self, prompt: Message, answer: Message) -> PlacedTokens | None:
        """Return where the tokens that an answer saw stand in the user's message before it.

        Returns:
            None where they are not known, or are not those of this text.
        """
        known = self._prompts.get(answer.id)
        if known is None or known[0] is not prompt or known[1] is not answer.prompt_ids:
            placed = self._place_prompt(prompt, answer)
            known = (prompt, answer.prompt_ids, placed)
            self._prompts[answer.id] = known
            _forget_oldest(self._prompts)
        return known[2]

    def _place_prompt(self, prompt: Message, answer: Message) -> PlacedTokens | None:
        """Align text and tokens at their ends: in front, other turns or dropped text may stand."""
        decoded, own = _decoded(answer, self._vocabulary_of(answer))
        begin, end = 0, len(prompt.text)
        if answer.mode is PromptMode.CONVERSATION:  # templates strip what the user wrote
            begin, end = end - len(prompt.text.lstrip()), len(prompt.text.rstrip())
        length = min(own, end - begin)
        shift = own - end
        begin = end - length
        if length <= 0 or not _agree(decoded[own - length : own], prompt.text[begin:end]):
            return None
        spans = self._read(answer, is_prompt=True)
        first = spans.group_of(spans.token_of(own - length))[0]
        stop = spans.group_of(min(spans.token_of(own - 1), spans.count - 1))[1]
        return PlacedTokens(spans, shift, begin, end, first, stop)

    def _read(self, answer: Message, *, is_prompt: bool) -> TokenSpans:
        key = (answer.id, is_prompt)
        spans = self._spans.get(key)
        if spans is None:
            spans = self._spans[key] = TokenSpans(self._vocabulary_of(answer))
            _forget_oldest(self._spans)
        ids = answer.prompt_ids if is_prompt else answer.token_ids
        spans.read(ids, self._vocabulary_of(answer))
        return spans


def _decoded(answer: Message, vocabulary: Vocabulary) -> tuple[str, int]:
    """Return the text of a prompt as `TokenSpans` has it, and its characters without the suffix.

    Tokens that end a text, as those between the turns of a conversation, are none of it, although
    `prompt_suffix` counts their bytes.
    """
    parts: list[list[bytes]] = [[]]
    for token_id in answer.prompt_ids:
        if token_id in vocabulary.end_ids:
            parts.append([])
        else:
            parts[-1].append(vocabulary.piece(token_id))
    texts = [b"".join(part) for part in parts]
    left = suffix = answer.prompt_suffix
    for token_id in reversed(answer.prompt_ids):
        if left <= 0:
            break
        size = len(vocabulary.piece(token_id))
        if token_id in vocabulary.end_ids:
            suffix -= min(size, left)
        left -= size
    data = b"".join(texts)
    decoded = "".join(text.decode("utf-8", "replace") for text in texts)
    return decoded, len(decoded) - len(data[len(data) - suffix :].decode("utf-8", "replace"))


def _forget_oldest(kept: dict[Any, Any]) -> None:
    while len(kept) > _KEPT:
        del kept[next(iter(kept))]


def _trimmed(head: str, text: str) -> int:
    """Return how many spaces the shown text lacks in front of what the tokens say."""
    if head[:_COMPARED] == text[:_COMPARED]:
        return 0
    spaces = len(head) - len(head.lstrip(" "))
    return spaces if head[spaces:].startswith(text[:_COMPARED]) else 0


def _agree(decoded: Sequence[str], text: Sequence[str]) -> bool:
    """Return whether tokens say what was written.

    The first character may have lost bytes to a context that is too short, and half a surrogate
    pair is no character.
    """
    if decoded[1:] == text[1:]:
        return decoded[0] in (text[0], "\ufffd")
    return all(
        one == other or (one == "\ufffd" and "\ud800" <= other < "\ue000")
        for one, other in zip(decoded[1:], text[1:], strict=True)
    )
