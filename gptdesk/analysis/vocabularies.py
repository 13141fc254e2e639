"""The vocabulary of a message's tokens: its own, or none where that is not known.

Ids mean something only with the vocabulary that the message names. Tokens of any other are shown by
their ids, and no network is asked about them that reads this one.
"""

from __future__ import annotations

from gptdesk.chat.messages import Message
from gptdesk.engine.tokenizers.vocabulary import Vocabulary

NAMELESS = Vocabulary(())  # names every token by its id, and knows the text of none


def is_of(message: Message, vocabulary: Vocabulary) -> bool:
    """Tell whether a message's ids are of this vocabulary."""
    return message.vocabulary_sha256 == vocabulary.sha256


def vocabulary_for(message: Message, known: Vocabulary) -> Vocabulary:
    """Return the vocabulary that names a message's tokens: `known`, or `NAMELESS`."""
    return known if is_of(message, known) else NAMELESS
