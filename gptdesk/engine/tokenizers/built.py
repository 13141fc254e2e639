"""The tokenizer of a vocabulary, whichever kind it is of: `tokenizer_of`."""

from __future__ import annotations

from gptdesk.engine.tokenizers.byte_pairs import BytePairTokenizer
from gptdesk.engine.tokenizers.character_pairs import CharacterPairTokenizer
from gptdesk.engine.tokenizers.vocabulary import CharacterPairs, Vocabulary, gpt2_vocabulary

OwnTokenizer = BytePairTokenizer | CharacterPairTokenizer


def tokenizer_of(vocabulary: Vocabulary) -> OwnTokenizer:
    """Return the tokenizer of a vocabulary; of the bundled one, the one that is shared."""
    if vocabulary is gpt2_vocabulary():
        return BytePairTokenizer.load()
    pairs = vocabulary.pairs
    if isinstance(pairs, CharacterPairs):
        return CharacterPairTokenizer(vocabulary, pairs)
    return BytePairTokenizer(vocabulary)
