"""Tokens joined where only together they are text: the bytes of one character in several tokens.

Owns the way from token ids to pieces of text that can be shown side by side. Plain Python.
"""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from dataclasses import dataclass

from gptdesk.engine.tokenizers.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class TokenGroup:
    """Tokens that follow each other and have a text together; mostly one.

    Attributes:
        first, last: their places among the ids, both included.
        text: what they say; bytes that form no character are U+FFFD.
    """

    first: int
    last: int
    text: str

    @property
    def tokens(self) -> int:
        """How many tokens it is."""
        return self.last - self.first + 1


def token_groups(ids: Sequence[int], vocabulary: Vocabulary) -> tuple[TokenGroup, ...]:
    """Divide tokens into the smallest groups that have a text.

    The texts, joined, are what all the ids decode to. An id that is not in the vocabulary says
    nothing and is a group of its own.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    groups: list[TokenGroup] = []
    text, first = "", 0
    for place, token_id in enumerate(ids):
        text += decoder.decode(vocabulary.piece(token_id))
        if not decoder.getstate()[0]:
            groups.append(TokenGroup(first, place, text))
            text, first = "", place + 1
    if first < len(ids):  # the text breaks off inside a character
        groups.append(TokenGroup(first, len(ids) - 1, text + decoder.decode(b"", final=True)))
    return tuple(groups)
