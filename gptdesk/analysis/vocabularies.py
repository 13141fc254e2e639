"""The vocabulary of a message's tokens: its own, or none where that is not known.

Ids mean something only with the vocabulary that the message names. Tokens of one that is not known
are shown by their ids, and no network is asked about ids of any other than its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TypeAlias

from gptdesk.chat.messages import Message
from gptdesk.engine.tokenizers.vocabulary import AnswerPieces, Vocabulary, answer_pieces

NAMELESS = Vocabulary(())  # names every token by its id, and knows the text of none

Vocabularies: TypeAlias = Mapping[str, Vocabulary]  # those that are known, by their `sha256`
_KEPT = 64  # answers on a screen

VocabularyOf: TypeAlias = Callable[[Message], Vocabulary]  # of a message's ids, or `NAMELESS`


def is_of(message: Message, vocabulary: Vocabulary) -> bool:
    """Tell whether a message's ids are of this vocabulary."""
    return message.vocabulary_sha256 == vocabulary.sha256


def vocabulary_for(message: Message, known: Vocabularies) -> Vocabulary:
    """Return the vocabulary that names a message's tokens, or `NAMELESS`."""
    if message.is_drawn_by_server:
        return _own_pieces(message.pieces)
    return known.get(message.vocabulary_sha256, NAMELESS)


@lru_cache(_KEPT)
def _own_pieces(pieces: tuple[bytes, ...]) -> AnswerPieces:
    return answer_pieces(pieces)
