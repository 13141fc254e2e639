"""The vocabulary of a model, from what its files say of its tokenizer: `vocabulary_of`.

SentencePiece's needs nothing but other names. Of bytes,
owns the one difficulty of encoding with tiktoken what was written for merging by pairs: tiktoken
joins any two neighbours whose union has a rank, and takes a whole piece of text that has one.

Every token is therefore merged from its own bytes here, by the pairs. If that ends in the token,
its rank is the place of the last pair. If not, no text ever becomes it by merging, and it gets no
rank. Both ways then agree for every text: as long as no merge has crossed the ends of a token's
bytes, what happens between them is what happens to these bytes alone, so that the last two parts
before the token are always the same pair.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise

from gptdesk.engine.tokenizers.vocabulary import BytePairs, CharacterPairs, PutSpaces, Vocabulary
from gptdesk.model.checkpoints.tokenizers.facts import SPACE, Characters, TokenizerFacts

_NO_RANK = 1 << 62


def vocabulary_of(facts: TokenizerFacts, name: str) -> Vocabulary:
    """Return the vocabulary of a model, about a second for 50,000 tokens at the first time.

    Args:
        facts: what its files say.
        name: a short one for the user.
    """
    return Vocabulary(
        pieces=facts.pieces,
        end_ids=facts.end_ids,
        name=name,
        start_id=facts.start_id,
        pairs=_byte_pairs(facts)
        if facts.characters is None
        else _character_pairs(facts, facts.characters),
    )


def _byte_pairs(facts: TokenizerFacts) -> BytePairs:
    return BytePairs(
        ranked_ids=_ranked_ids(facts),
        pattern=facts.pattern,
        is_composed=facts.is_composed,
        adds_start=facts.adds_start,
        control_ids=facts.control_ids,
        user_defined_ids=facts.user_defined_ids,
    )


def _character_pairs(facts: TokenizerFacts, characters: Characters) -> CharacterPairs:
    texts = [piece.decode("utf-8", "replace").replace(" ", SPACE) for piece in facts.pieces]
    spaces = characters.spaces
    return CharacterPairs(
        scores=characters.scores,
        merges=tuple((texts[merge.left], texts[merge.right]) for merge in facts.merges),
        byte_ids=characters.byte_ids,
        spaces=PutSpaces(spaces.before_text, spaces.before_part, spaces.before_space),
        unused_ids=characters.unused_ids,
        adds_start=facts.adds_start,
        control_ids=facts.control_ids,
        user_defined_ids=facts.user_defined_ids,
    )


@lru_cache(maxsize=2)  # of a model that is opened in another precision, or beside another one
def _ranked_ids(facts: TokenizerFacts) -> tuple[int, ...]:
    """Return single bytes, and then what is merged, in the order of merging."""
    plain = facts.control_ids | facts.user_defined_ids
    bytes_by_id = {
        token_id: piece[0]
        for token_id, piece in enumerate(facts.pieces)
        if len(piece) == 1 and token_id not in plain
    }
    id_of_byte = {byte: token_id for token_id, byte in reversed(bytes_by_id.items())}
    size = len(facts.pieces)
    ranks: dict[int, int] = {}
    for rank, merge in enumerate(facts.merges):
        ranks.setdefault(merge.left * size + merge.right, rank)
    merged = [merge.merged for merge in facts.merges]
    first = {token_id: rank for rank, token_id in reversed([*enumerate(merged)])}
    order: list[tuple[int, int]] = []
    for token_id in dict.fromkeys(merged):
        parts = [id_of_byte.get(byte, -1) for byte in facts.pieces[token_id]]
        last = _NO_RANK if -1 in parts else _last_merge(parts, ranks, merged, size)
        if parts == [token_id]:
            order.append((last, token_id))
        elif facts.takes_whole_pieces and -1 not in parts:
            order.append((first[token_id], token_id))
    return (*id_of_byte.values(), *(token_id for _, token_id in sorted(order)))


def _last_merge(parts: list[int], ranks: Mapping[int, int], merged: list[int], size: int) -> int:
    """Merge tokens as long as a pair is listed, the first of the list first; return the last one.

    Args:
        parts: ids of single bytes; what they became afterwards.
        ranks: the place in the list, by `left * size + right`.
        merged: what becomes of each pair of the list.
        size: tokens there are.
    """
    found = [ranks.get(a * size + b, _NO_RANK) for a, b in pairwise(parts)]
    last = _NO_RANK
    while found:
        best = min(found)
        if best == _NO_RANK:
            break
        last, at = best, found.index(best)
        parts[at : at + 2] = [merged[best]]
        del found[at]
        if at:
            found[at - 1] = ranks.get(parts[at - 1] * size + parts[at], _NO_RANK)
        if at < len(found):
            found[at] = ranks.get(parts[at] * size + parts[at + 1], _NO_RANK)
    return last
