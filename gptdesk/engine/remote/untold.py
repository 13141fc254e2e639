"""The stand-in for the tokenizer of a server that tells none; no torch, for the window."""

from __future__ import annotations

from gptdesk.engine.tokenizers.vocabulary import AnswerPieces
from gptdesk.errors import RequestError


class UntoldTokenizer:
    """Stands for the tokenizer of a server that tells neither ids nor tokens of a text.

    Attributes:
        vocabulary: the pieces of the latest answer.
    """

    def __init__(self, vocabulary: AnswerPieces) -> None:
        self.vocabulary = vocabulary

    def encode(self, text: str, *, goes_on: bool = False) -> list[int]:  # noqa: ARG002
        """Split nothing.

        Raises:
            RequestError: always, but for a text without a character.
        """
        if text:
            raise RequestError("This server does not tell how a text is split into tokens.")
        return []

    def count_lost(self, text: str) -> int:  # noqa: ARG002  the interface's
        """Know of no lost character."""
        return 0
