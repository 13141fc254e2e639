"""The text of an answer while its tokens come: whole characters only, and no stop string.

Owns what may be shown when; must not know how tokens are chosen.
"""

from __future__ import annotations

from collections.abc import Sequence

from gptdesk.engine.tokenizers.byte_pairs import StopStringFilter, TextDecoder
from gptdesk.engine.tokenizers.protocol import Tokenizer


class AnswerText:
    """Turns tokens into the text that they add to what the reader has seen.

    An answer can be made in several runs. A run ends by showing what it held back, except for
    the bytes of an incomplete character: those the next run completes. Should that run find that
    what was shown began a stop string, it cannot unsay it and counts it instead.
    """

    def __init__(
        self, tokenizer: Tokenizer, stop: tuple[str, ...], answer_ids: Sequence[int] = ()
    ) -> None:
        """Go on after `answer_ids`, whose text was shown before."""
        self._end_ids = tokenizer.vocabulary.end_ids
        self._decoder = TextDecoder(tokenizer.vocabulary)
        self._filter = StopStringFilter(stop)
        begun = _begun_stop_string("".join(map(self._decode, answer_ids)), stop)
        self._filter.feed(begun)
        self._held_but_shown = len(begun)

    @property
    def is_stopped(self) -> bool:
        """Whether a stop string is complete: nothing may follow."""
        return self._filter.hit

    @property
    def retracted_chars(self) -> int:
        """Characters shown by earlier runs that belong to the stop string found now."""
        return self._held_but_shown if self.is_stopped else 0

    def feed(self, token_id: int) -> str:
        """Take the next token; return what can be shown now."""
        return self._unseen(self._filter.feed(self._decode(token_id)))

    def flush(self) -> str:
        """Return what was held back and turned out not to be a stop string."""
        return "" if self.is_stopped else self._unseen(self._filter.flush())

    def _decode(self, token_id: int) -> str:
        """Return the characters that a token completes; the end of a text ends them instead."""
        if token_id in self._end_ids:
            return self._decoder.flush()
        return self._decoder.feed(token_id)

    def _unseen(self, text: str) -> str:
        seen = min(len(text), self._held_but_shown)
        self._held_but_shown -= seen
        return text[seen:]


def _begun_stop_string(text: str, stop: tuple[str, ...]) -> str:
    """Return the longest end of `text` that may become a stop string, and holds none already."""
    beginnings = (end[:length] for end in stop for length in range(1, len(end)))
    undecided = (
        begun
        for begun in beginnings
        if text.endswith(begun) and not any(end in begun for end in stop)
    )
    return max(undecided, key=len, default="")
