"""SentencePiece's byte-pair encoding: characters are merged, and bytes stand for unknown ones.

Owns the tokenizer of a vocabulary whose tokens are made of characters. A space is the character ▁
in it. Must not know the model, nor files.

Source: https://github.com/google/sentencepiece/blob/master/src/bpe_model.cc
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from heapq import heapify, heappop, heappush

from gptdesk.engine.tokenizers.byte_pairs import text_of_pieces, well_formed
from gptdesk.engine.tokenizers.vocabulary import CharacterPairs, Vocabulary

_SPACE = "▁"  # U+2581
_WORD = re.compile("▁*[^▁]+|▁+")

_Rank = Callable[[str, str], "int | None"]


class CharacterPairTokenizer:
    """Text to token ids and back.

    Attributes:
        vocabulary: what each id stands for.
    """

    def __init__(self, vocabulary: Vocabulary, pairs: CharacterPairs) -> None:
        self.vocabulary = vocabulary
        self._pairs = pairs
        bytes_of = frozenset(pairs.byte_ids)
        found = pairs.user_defined_ids
        apart = pairs.control_ids | bytes_of | found
        texts = [
            piece.decode("utf-8", "replace").replace(" ", _SPACE) for piece in vocabulary.pieces
        ]
        self._ids: dict[str, int] = {}
        for token_id, text in enumerate(texts):
            if text and token_id not in apart:
                self._ids.setdefault(text, token_id)
        self._rank = _rank_by_scores(self._ids, pairs) if pairs.scores else _rank_in_list(pairs)
        self._user_defined = {texts[token_id]: token_id for token_id in sorted(found)}
        longest_first = sorted(filter(None, self._user_defined), key=len, reverse=True)
        self._found_first = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")
        # No token goes on with a space behind another character: then no merge crosses there.
        self._has_words = all(_SPACE not in text.lstrip(_SPACE) for text in self._ids)

    def encode(self, text: str, *, goes_on: bool = False) -> list[int]:
        """Return the token ids of any text, of any length.

        The names of control tokens, as `</s>`, are ordinary text. A lone surrogate, which is no
        character, becomes U+FFFD. Characters that the vocabulary has neither tokens nor bytes for
        are left out, see `count_lost`.

        Args:
            text: any.
            goes_on: it stands behind another text, so that no space is put before it.
        """
        text = well_formed(text)
        spaces = self._pairs.spaces
        is_put = spaces.before_text and not goes_on and bool(text)
        if is_put and (spaces.before_space or text[0] not in (" ", _SPACE)):
            text = _SPACE + text
        text = text.replace(" ", _SPACE)
        known: dict[str, list[int]] = {}
        ids: list[int] = []
        for word in self._words(text):
            found = self._user_defined.get(word)
            if found is not None:
                ids.append(found)
                continue
            merged = known.get(word)
            if merged is None:
                merged = known[word] = self._merged(word)
            ids += merged
        return ids

    def count_lost(self, text: str) -> int:
        """Return how many characters of a text the vocabulary has no tokens for."""
        if self._pairs.byte_ids:
            return 0
        text = well_formed(text).replace(" ", _SPACE)
        text = self._found_first.sub("", text)
        return sum(text.count(char) for char in set(text) if char not in self._ids)

    def decode(self, ids: Iterable[int]) -> str:
        """Return the text of token ids, without the space that was put before it.

        Bytes that form no character become U+FFFD.

        Raises:
            RequestError: an id is not in the vocabulary.
        """
        return self.vocabulary.without_own_space(text_of_pieces(self.vocabulary, ids))

    def _words(self, text: str) -> Iterator[str]:
        """Part a text at tokens that are found in it, and where no merge crosses."""
        start = 0
        for found in self._found_first.finditer(text) if self._user_defined else ():
            yield from self._parted(text[start : found.start()])
            yield found[0]
            start = found.end()
        yield from self._parted(text[start:])

    def _parted(self, text: str) -> Iterator[str]:
        if not self._has_words:
            return iter((text,) if text else ())
        return (found[0] for found in _WORD.finditer(text))

    def _merged(self, word: str) -> list[int]:
        """Merge characters, the best neighbours first; of equal ones the first in the text."""
        parts, rank = list(word), self._rank
        before, after = list(range(-1, len(parts) - 1)), list(range(1, len(parts) + 1))
        queue: list[tuple[int, int, int]] = []  # rank, left part, characters of both
        made_of: dict[str, tuple[str, str]] = {}  # of tokens that never stay

        def pair(left: int, right: int) -> tuple[int, int, int] | None:
            one, other = parts[left], parts[right]
            found = rank(one, other)
            if found is None:
                return None
            if self._pairs.unused_ids and self._ids.get(one + other) in self._pairs.unused_ids:
                made_of[one + other] = one, other
            return found, left, len(one) + len(other)

        queue = [one for n in range(len(parts) - 1) if (one := pair(n, n + 1))]
        heapify(queue)
        last = len(parts)
        while queue:
            _, left, length = heappop(queue)
            right = after[left]
            if right == last or not parts[left] or len(parts[left]) + len(parts[right]) != length:
                continue  # one of the two has been merged meanwhile
            parts[left] += parts[right]
            parts[right] = ""
            after[left] = right = after[right]
            if right != last:
                before[right] = left
                if one := pair(left, right):
                    heappush(queue, one)
            if before[left] >= 0 and (one := pair(before[left], left)):
                heappush(queue, one)
        ids: list[int] = []
        for part in filter(None, parts):
            ids += self._ids_of(part, made_of)
        return ids

    def _ids_of(self, part: str, made_of: dict[str, tuple[str, str]]) -> list[int]:
        """Return the token of a part; of one that never stays, those that it was made of."""
        token_id = self._ids.get(part)
        if token_id is None:
            byte_ids = self._pairs.byte_ids
            return [byte_ids[byte] for byte in part.encode()] if byte_ids else []
        if token_id not in self._pairs.unused_ids or part not in made_of:
            return [token_id]
        left, right = made_of[part]
        return [*self._ids_of(left, made_of), *self._ids_of(right, made_of)]


def _rank_by_scores(ids: dict[str, int], pairs: CharacterPairs) -> _Rank:
    """Return the order of merging: neighbours that make the token with the highest score first."""
    best_first = sorted({pairs.scores[token_id] for token_id in ids.values()}, reverse=True)
    ranks_of_scores = {score: rank for rank, score in enumerate(best_first)}
    ranks = {text: ranks_of_scores[pairs.scores[token_id]] for text, token_id in ids.items()}

    def rank(left: str, right: str) -> int | None:
        return ranks.get(left + right)

    return rank


def _rank_in_list(pairs: CharacterPairs) -> _Rank:
    ranks: dict[tuple[str, str], int] = {}
    for place, pair in enumerate(pairs.merges):
        ranks.setdefault(pair, place)

    def rank(left: str, right: str) -> int | None:
        return ranks.get((left, right))

    return rank
