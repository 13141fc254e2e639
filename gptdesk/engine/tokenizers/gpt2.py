"""GPT-2's byte-pair encoding: text to token ids and back, whole or as a stream.

Owns the tokenizer, the incremental decoder and the watch for stop strings. Knows the bundled
vocabulary only: no download, no cache folder, no network. Must not know the model.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator

import tiktoken

from gptdesk.engine.tokenizers.vocabulary import Vocabulary, gpt2_vocabulary
from gptdesk.errors import RequestError, TokenizerError

# How GPT-2 splits a text before it merges bytes. The release's pattern is
#   's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
# (github.com/openai/gpt-2, src/encoder.py); this form is tiktoken's, which splits the same.
_PATTERN = r"'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s"

# Unicode's White_Space, the `\s` of the pattern above; Python's own `\s` has four more.
_WHITE_SPACE = re.compile(r"[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]++")

# WORKAROUND https://github.com/openai/tiktoken/issues/245: remove when tiktoken encodes any text.
# The pattern's `\s+(?!\S)` backtracks on a stack for about a million characters of white space;
# with more, the library panics. A text longer than this is cut at the next place that allows it.
_PIECE_CHARS = 100_000
_STEP_CHARS = 1_000_000  # looked through in about 10 ms


class GPT2Tokenizer:
    """Text to token ids and back.

    Attributes:
        vocabulary: what each id stands for.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._encoding = tiktoken.Encoding(
            "gpt2",
            pat_str=_PATTERN,
            mergeable_ranks={
                piece: token_id
                for token_id, piece in enumerate(vocabulary.pieces)
                if token_id not in vocabulary.end_ids
            },
            special_tokens={},  # text can never become <|endoftext|>: only our code writes that id
        )

    @classmethod
    def load(cls) -> GPT2Tokenizer:
        """Build the tokenizer from the bundled vocabulary (about 0.1 s).

        Raises:
            TokenizerError: the vocabulary is missing or was altered.
        """
        return cls(gpt2_vocabulary())

    def encode(self, text: str) -> list[int]:
        """Return the token ids of any text, of any length.

        `<|endoftext|>` is ordinary text (seven tokens). A lone surrogate, which is no character,
        becomes U+FFFD. Cutting a long text changes no token, see `_pieces`.

        Raises:
            TokenizerError: the library failed on this text; no text is known on which it does.
        """
        ids: list[int] = []
        for piece in _pieces(_well_formed(text)):
            try:
                ids += self._encoding.encode_ordinary(piece)
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
        return ids

    def decode(self, ids: Iterable[int]) -> str:
        """Return the text of token ids; bytes that form no character become U+FFFD.

        Raises:
            RequestError: an id is not in the vocabulary.
        """
        return b"".join(_piece(self.vocabulary, token_id) for token_id in ids).decode(
            "utf-8", errors="replace"
        )


class TextDecoder:
    """Turns a stream of token ids into text, never showing half a character.

    GPT-2 spreads most characters outside the Latin alphabet over several tokens. What comes out
    is final: the pieces, joined, are exactly `GPT2Tokenizer.decode` of all the ids.
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


def _pieces(text: str) -> Iterator[str]:
    """Cut a long text where GPT-2's pattern splits in any case.

    That is just before the last white-space character that stands ahead of another character:
    the pattern gives what comes earlier in the same white space a piece of its own (also a run
    at the end of a text), nothing but white space crosses the place, and the pattern never looks
    back. A text without such a place stays whole; so does white space itself, however long, and
    being at the end of its piece it needs no backtracking.
    """
    start = 0
    while len(text) - start > _PIECE_CHARS:
        white_space = _next_white_space(text, start + _PIECE_CHARS)
        if white_space is None or white_space.end() == len(text):
            break
        cut = white_space.end() - 1
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


def _well_formed(text: str) -> str:
    """Return `text` with surrogate pairs joined and lone surrogates replaced by U+FFFD."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _piece(vocabulary: Vocabulary, token_id: int) -> bytes:
    if not 0 <= token_id < vocabulary.size:
        raise RequestError(
            "{token_id} is not a token of GPT-2's vocabulary (0 to {last_id}).",
            token_id=token_id,
            last_id=vocabulary.size - 1,
        )
    return vocabulary.pieces[token_id]
