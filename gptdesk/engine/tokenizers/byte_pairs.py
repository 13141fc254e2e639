"""Byte-pair encoding: text to token ids and back, whole or as a stream.

Owns the tokenizer of any byte-level vocabulary, the incremental decoder and the watch for stop
strings. No download, no cache folder, no network. Must not know the model.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import tiktoken

from gptdesk.engine.tokenizers.vocabulary import BytePairs, Vocabulary, gpt2_vocabulary
from gptdesk.errors import RequestError, TokenizerError
from gptdesk.model.checkpoints.tokenizers.splitting import GPT2

# Unicode's White_Space, the `\s` of the pattern above; Python's own `\s` has four more.
_WHITE_SPACE = re.compile(r"[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]++")

# WORKAROUND https://github.com/openai/tiktoken/issues/245: remove when tiktoken encodes any text.
# The pattern's `\s+(?!\S)` backtracks on a stack for about a million characters of white space;
# with more, the library panics. A text longer than this is cut at the next place that allows it.
_PIECE_CHARS = 100_000
_STEP_CHARS = 1_000_000  # looked through in about 10 ms


class BytePairTokenizer:
    """Text to token ids and back.

    Attributes:
        vocabulary: what each id stands for.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        pieces = vocabulary.pieces
        pairs = vocabulary.pairs
        if not isinstance(pairs, BytePairs):
            pairs = _as_in_gpt2(vocabulary)
        self._ids = list(pairs.ranked_ids)  # by rank
        lacking = {bytes((byte,)) for byte in range(256)} - {
            pieces[token_id] for token_id in pairs.ranked_ids
        }
        # The library must find every byte; such a rank stands for no token, and is left out.
        self._ranks_left_out = len(self._ids) if lacking else None
        self._lacking = frozenset(byte[0] for byte in lacking)
        ranked = [*(pieces[token_id] for token_id in self._ids), *sorted(lacking)]
        self._encoding = tiktoken.Encoding(
            vocabulary.name,
            pat_str=pairs.pattern,
            mergeable_ranks={piece: rank for rank, piece in enumerate(ranked)},
            special_tokens={},  # text can never become a control token: only our code writes one
        )
        self._is_composed = pairs.is_composed
        self._cuts = _Cuts.of(pairs.pattern)
        self._user_defined = {
            pieces[token_id].decode("utf-8", "replace"): token_id
            for token_id in sorted(pairs.user_defined_ids)
        }
        longest_first = sorted(self._user_defined, key=len, reverse=True)
        self._found_first = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")

    @classmethod
    @cache
    def load(cls) -> BytePairTokenizer:
        """Return the tokenizer of the bundled vocabulary, GPT-2's; built once (about 0.1 s).

        The engine and the token counter share it: nobody changes it.

        Raises:
            TokenizerError: the vocabulary is missing or was altered; the next call tries again.
        """
        return cls(gpt2_vocabulary())

    def encode(self, text: str, *, goes_on: bool = False) -> list[int]:  # noqa: ARG002
        """Return the token ids of any text, of any length.

        The names of control tokens, as `<|endoftext|>`, are ordinary text. A lone surrogate, which
        is no character, becomes U+FFFD. Bytes that the vocabulary has no token for are left out,
        see `count_lost`. Cutting a long text changes no token, see `_pieces`. A text that goes on
        is as one that begins.

        Raises:
            TokenizerError: the library failed on this text; no text is known on which it does.
        """
        ids: list[int] = []
        for piece in self._pieces(well_formed(text)):
            start = 0
            for found in self._found_first.finditer(piece) if self._user_defined else ():
                ids += self._encode_plain(piece[start : found.start()])
                ids.append(self._user_defined[found[0]])
                start = found.end()
            ids += self._encode_plain(piece[start:])
        return ids

    def count_lost(self, text: str) -> int:
        """Return how many characters of a text the vocabulary has no tokens for, not all bytes."""
        if not self._lacking:
            return 0
        return sum(
            piece.count(char)
            for piece in self._pieces(well_formed(text))
            for char in set(piece)
            if not self._lacking.isdisjoint(char.encode())
        )

    def _pieces(self, text: str) -> Iterator[str]:
        for piece in _pieces(text, self._cuts):
            yield unicodedata.normalize("NFC", piece) if self._is_composed else piece

    def _encode_plain(self, text: str) -> list[int]:
        try:
            ranks = self._encoding.encode_ordinary(text)
        except BaseException as exc:
            # A panic of the library's Rust code is a BaseException whose class has no
            # importable name; it would end a thread without a word.
            if type(exc).__name__ != "PanicException":
                raise
            raise TokenizerError(
                "A text of {characters:,} characters could not be split into tokens. "
                "Shorten it, or break it into lines.",
                characters=len(text),
            ) from exc
        if self._ranks_left_out is not None:
            ranks = [rank for rank in ranks if rank < self._ranks_left_out]
        return list(map(self._ids.__getitem__, ranks))

    def decode(self, ids: Iterable[int]) -> str:
        """Return the text of token ids; bytes that form no character become U+FFFD.

        Raises:
            RequestError: an id is not in the vocabulary.
        """
        return text_of_pieces(self.vocabulary, ids)


class TextDecoder:
    """Turns a stream of token ids into text, never showing half a character.

    Most characters outside the Latin alphabet are spread over several tokens. What comes out
    is final: the pieces, joined, are exactly `BytePairTokenizer.decode` of all the ids.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._utf8 = codecs.getincrementaldecoder("utf-8")(errors="replace")

    def feed(self, token_id: int) -> str:
        """Take one token and return the characters that it completed.

        Raises:
            RequestError: the id is not in the vocabulary.
        """
        return self._utf8.decode(_piece(self._vocabulary, token_id))

    def flush(self) -> str:
        """Return U+FFFD for a character that was left incomplete, else nothing."""
        return self._utf8.decode(b"", final=True)


class StopStringFilter:
    """Ends a stream of text at the first complete stop string.

    Text that may still turn out to be the beginning of a stop string is held back, so that no
    part of one is ever shown. How the text was cut into pieces makes no difference. Where two stop
    strings end at the same character, the longer one counts.

    Attributes:
        hit: whether a stop string was found; from then on nothing comes out.
    """

    def __init__(self, stop: Iterable[str]) -> None:
        self.hit = False
        self._stop = tuple(stop)
        self._held: str = ""

    def feed(self, text: str) -> str:
        """Take more text and return what can be shown now."""
        if self.hit:
            return ""
        text = self._held + text
        found = [(text.find(stop) + len(stop), stop) for stop in self._stop if stop in text]
        if found:
            end, stop = min(found, key=lambda hit: (hit[0], -len(hit[1])))
            self.hit, self._held = True, ""
            return text[: end - len(stop)]
        free = len(text) - self._undecided(text)
        self._held = text[free:]
        return text[:free]

    def flush(self) -> str:
        """Return what was held back: the stream is over, it was no stop string after all."""
        held, self._held = self._held, ""
        return held

    def _undecided(self, text: str) -> int:
        """Return how many last characters of `text` may be the beginning of a stop string."""
        longest = max((len(stop) - 1 for stop in self._stop), default=0)
        for length in range(min(longest, len(text)), 0, -1):
            if any(stop.startswith(text[-length:]) for stop in self._stop):
                return length
        return 0


def _as_in_gpt2(vocabulary: Vocabulary) -> BytePairs:
    ids = (n for n in range(vocabulary.size) if n not in vocabulary.end_ids)
    return BytePairs(tuple(ids), GPT2)


@dataclass(frozen=True, slots=True)
class _Cuts:
    """Where a pattern splits a text in any case.

    Attributes:
        lines_end: white space up to the last line end of a run is a piece, with what stands before.
        digits_stand_alone: white space before a digit is a piece, all of it.
    """

    lines_end: bool
    digits_stand_alone: bool

    @classmethod
    def of(cls, pattern: str) -> _Cuts:
        return cls(r"\s*[\r\n]+" in pattern, r"\s+(?=\p{N})" in pattern)

    def place(self, text: str, end: int) -> int:
        """Return where to cut near the end of a run of white space, behind which `end` stands."""
        if self.lines_end and text[end - 1] in "\r\n":
            return end
        if self.digits_stand_alone and unicodedata.category(text[end]).startswith("N"):
            return end
        return end - 1


def _pieces(text: str, cuts: _Cuts) -> Iterator[str]:
    """Cut a long text where the pattern splits in any case.

    That is near the end of a run of white space that stands ahead of another character. The last
    one of it belongs to what follows, or stands alone: the patterns give what comes earlier in the
    same white space a piece of its own (also a run at the end of a text), nothing but white space
    crosses the place, and no pattern ever looks back. Where the last one is a piece with what is
    before it, the place is behind it. A text without such a place stays whole; so does white space
    itself, however long, and being at the end of its piece it needs no backtracking.
    """
    start = 0
    while len(text) - start > _PIECE_CHARS:
        white_space = _next_white_space(text, start + _PIECE_CHARS)
        if white_space is None or white_space.end() == len(text):
            break
        cut = cuts.place(text, white_space.end())
        yield text[start:cut]
        start = cut
    yield text[start:]


def _next_white_space(text: str, start: int) -> re.Match[str] | None:
    """Return the first run of white space from `start` on.

    It is looked for in steps: no other thread runs while Python searches.
    """
    for at in range(start, len(text), _STEP_CHARS):
        found = _WHITE_SPACE.search(text, at, at + _STEP_CHARS)
        if found is not None:
            return _WHITE_SPACE.match(text, found.start())  # the step may have cut it
    return None


def well_formed(text: str) -> str:
    """Return `text` with surrogate pairs joined and lone surrogates replaced by U+FFFD."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def text_of_pieces(vocabulary: Vocabulary, ids: Iterable[int]) -> str:
    """Return the bytes of tokens as text; those that form no character become U+FFFD.

    Raises:
        RequestError: an id is not in the vocabulary.
    """
    return b"".join(_piece(vocabulary, token_id) for token_id in ids).decode("utf-8", "replace")


def _piece(vocabulary: Vocabulary, token_id: int) -> bytes:
    if not 0 <= token_id < vocabulary.size:
        raise RequestError(
            "{token_id} is not a token of this vocabulary (0 to {last_id}).",
            token_id=token_id,
            last_id=vocabulary.size - 1,
        )
    return vocabulary.pieces[token_id]
