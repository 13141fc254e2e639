"""The interface of every tokenizer: `Tokenizer`. No tiktoken, so that the window can name it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from gptdesk.engine.tokenizers.chat_format import Turn
from gptdesk.engine.tokenizers.vocabulary import Vocabulary


class Tokenizer(Protocol):
    """How a text becomes the tokens of a vocabulary."""

    @property
    def vocabulary(self) -> Vocabulary:
        """Every token's bytes, and which of them begin and end a text."""
        ...

    def encode(self, text: str, *, goes_on: bool = False) -> list[int]:
        """Return the token ids of `text`.

        Args:
            text: any.
            goes_on: it stands behind another text. Some vocabularies put a space before one that
                begins.
        """
        ...

    def count_lost(self, text: str) -> int:
        """Return how many characters of a text the vocabulary has no tokens for, not all bytes."""
        ...


@runtime_checkable
class Closes(Protocol):
    """A tokenizer that holds something until it is closed, as a connection."""

    def close(self) -> None:
        """Let go of it; it is taken up again with the next text."""
        ...


@runtime_checkable
class LaysOut(Protocol):
    """A tokenizer that lays out conversations too, as a server has it."""

    def lay_out(self, turns: Sequence[Turn]) -> list[int]:
        """Return the token ids of a conversation, with the beginning of an answer."""
        ...
