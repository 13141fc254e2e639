"""Which token a character of an answer came from.

Owns the way from characters back to tokens; a character that is split over tokens belongs to the
first of them. Plain Python.
"""

from __future__ import annotations

import codecs
from collections.abc import Sequence

from gptdesk.chat import Message
from gptdesk.engine.vocabulary import Vocabulary

_COMPARED = 64  # characters that tell whether the text was shortened in front


class TokenPositions:
    """The tokens of one growing answer; read only as far as somebody asks."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._message_id = ""
        self._ids: Sequence[int] = ()
        self._start_over()

    def _start_over(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._token_of_char: list[int] = []
        self._head = ""  # of the decoded text
        self._read = 0  # tokens
        self._pending_since = -1  # the token that began an unfinished character

    def token_at(self, message: Message, char: int) -> int | None:
        """Return the index in `message.token_ids` of the token that wrote a character.

        Returns:
            None for a character that no token wrote.
        """
        self._read_on(message)
        index = char + self._trimmed(message.text)
        if not 0 <= char < len(message.text) or index >= len(self._token_of_char):
            return None
        return self._token_of_char[index]

    def _read_on(self, message: Message) -> None:
        ids = message.token_ids
        if ids is self._ids and message.id == self._message_id:
            return
        is_same = message.id == self._message_id and tuple(ids[: self._read]) == tuple(
            self._ids[: self._read]
        )
        if not is_same:
            self._start_over()
        self._message_id, self._ids = message.id, ids
        pieces = self._vocabulary.pieces
        for index in range(self._read, len(ids)):
            piece = pieces[ids[index]] if 0 <= ids[index] < len(pieces) else b""
            self._take(self._decoder.decode(piece), index)
        self._read = len(ids)

    def _take(self, text: str, index: int) -> None:
        if text:
            first = self._pending_since if self._pending_since >= 0 else index
            self._token_of_char.append(first)
            self._token_of_char.extend([index] * (len(text) - 1))
            if len(self._head) < 2 * _COMPARED:
                self._head += text
        if not self._decoder.getstate()[0]:
            self._pending_since = -1
        elif text or self._pending_since < 0:
            self._pending_since = index

    def _trimmed(self, text: str) -> int:
        """Return how many spaces the shown text lacks in front of what the tokens say."""
        if self._head[:_COMPARED] == text[:_COMPARED]:
            return 0
        spaces = len(self._head) - len(self._head.lstrip(" "))
        return spaces if self._head[spaces:].startswith(text[:_COMPARED]) else 0
