"""Vocabularies as plain bytes: what each token id stands for, and how to show it; GPT-2's own.

Owns the identity of a vocabulary, the visible form of a token, and reading
`resources/tokenizer/gpt2.tiktoken`. The standard library only, so that the window can name tokens
without importing the tokenizer.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

from gptdesk.chat.messages import PIECES_VOCABULARY
from gptdesk.errors import TokenizerError
from gptdesk.resources import resource_path

END_OF_TEXT = "<|endoftext|>"
END_OF_TEXT_ID = 50256
VOCAB_SIZE = 50257

# The table that OpenAI publishes as r50k_base.
VOCABULARY_SHA256 = "306cd27f03c1a714eca7108e03d66b7dc042abe8c258b44c199a7ed9838dd930"

_VISIBLE = str.maketrans({" ": "␣", "\n": "↵", "\t": "⇥", "\r": "␍"})


@dataclass(frozen=True, slots=True)
class BytePairs:
    """How a text becomes token ids, by byte-pair encoding.

    Attributes:
        ranked_ids: tokens in the order in which they are merged, single bytes first. The bytes of
            a text that are none of them are left out.
        pattern: how a text is split before its bytes are merged, as tiktoken writes it.
        is_composed: a text is brought into Unicode's form NFC first.
        adds_start: every text is begun with `Vocabulary.start_id`.
        control_ids: tokens that no text becomes; only a template writes them.
        user_defined_ids: tokens that are found in a text before it is split.
    """

    ranked_ids: tuple[int, ...]
    pattern: str
    is_composed: bool = False
    adds_start: bool = False
    control_ids: frozenset[int] = frozenset()
    user_defined_ids: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class PutSpaces:
    """Where a space is put that a text does not have, so that words are as within one.

    Attributes:
        before_text: in front of a text.
        before_part: in front of what follows a control token, too.
        before_space: also where a space is there already.
    """

    before_text: bool
    before_part: bool
    before_space: bool = True


@dataclass(frozen=True, slots=True)
class CharacterPairs:
    """How a text becomes token ids, by SentencePiece's byte-pair encoding.

    Attributes:
        scores: by id; neighbours are merged first that make the token with the highest one. Empty
            where `merges` says the order.
        merges: pairs of neighbours in the order in which they are merged.
        byte_ids: the token of each byte, for characters that are no tokens; empty without any.
        spaces: put where the text has none.
        unused_ids: tokens on the way to longer ones, which never stay.
        adds_start, control_ids, user_defined_ids: as of `BytePairs`.
    """

    scores: tuple[float, ...]
    merges: tuple[tuple[str, str], ...]
    byte_ids: tuple[int, ...]
    spaces: PutSpaces
    unused_ids: frozenset[int] = frozenset()
    adds_start: bool = False
    control_ids: frozenset[int] = frozenset()
    user_defined_ids: frozenset[int] = frozenset()


@dataclass(frozen=True)  # without slots: the hash is kept in `__dict__`
class Vocabulary:
    """Every token's bytes, by id.

    Attributes:
        pieces: bytes of token id i at index i.
        end_ids: tokens that end a text and are no part of it, as `<|endoftext|>`.
        name: a short one for the user.
        start_id: the token from which a text is begun that has none; None where nothing begins
            one. GPT-2's documents follow an end.
        pairs: how a text becomes its ids; None is as in GPT-2, where ids are ranks.
    """

    pieces: tuple[bytes, ...]
    end_ids: frozenset[int] = frozenset()
    name: str = ""
    start_id: int | None = None
    pairs: BytePairs | CharacterPairs | None = field(default=None, repr=False)

    @property
    def size(self) -> int:
        """The number of tokens; ids go from 0 to one less."""
        return len(self.pieces)

    @property
    def adds_start(self) -> bool:
        """Whether every text is begun with `start_id`."""
        return self.pairs is not None and self.pairs.adds_start

    @property
    def is_parted_anew(self) -> bool:
        """Whether a text that follows a control token becomes tokens as if it began there."""
        return not isinstance(self.pairs, CharacterPairs) or self.pairs.spaces.before_part

    def without_own_space(self, text: str) -> str:
        """Return the decoded text of tokens without the space that was put before it, if one is."""
        puts = isinstance(self.pairs, CharacterPairs) and self.pairs.spaces.before_text
        return text.removeprefix(" ") if puts else text

    @cached_property
    def sha256(self) -> str:
        """The identity of the vocabulary, which stored answers name; 64 hexadecimal digits.

        Of all pieces in order, as `sized` joins them. Computed when it is first asked for, in some
        10 ms.
        """
        return hashlib.sha256(sized(self.pieces)).hexdigest()

    def piece(self, token_id: int) -> bytes:
        """Return a token's bytes; none for an id outside the vocabulary."""
        return self.pieces[token_id] if 0 <= token_id < self.size else b""

    def visible(self, token_id: int) -> str:
        """Return a token as one line in which every character can be seen.

        Spaces are ␣, newlines ↵, tabs ⇥; control characters and bytes that are only a part of a
        character are written as ‹E4›. An id without a token is written as ‹id 50300›.
        """
        piece = self.piece(token_id)
        if not piece:
            return f"‹id {token_id}›"
        try:
            text = piece.decode("utf-8")
        except UnicodeDecodeError:
            return "".join(
                chr(byte) if 0x20 <= byte < 0x7F else f"‹{byte:02X}›" for byte in piece
            ).translate(_VISIBLE)
        return "".join(
            char if char.isprintable() or char in "\n\t\r" else f"‹{ord(char):02X}›"
            for char in text
        ).translate(_VISIBLE)


@dataclass(frozen=True)
class AnswerPieces(Vocabulary):
    """The pieces of text of one answer, from a server that tells no ids; see `Message.pieces`.

    All of them have one identity, that of no pieces: a message that names it brings its own.
    """

    @cached_property
    def sha256(self) -> str:
        """The identity of a vocabulary without pieces."""
        return PIECES_VOCABULARY

    def visible(self, token_id: int) -> str:
        """Return a piece as one line; one without text ends an answer."""
        is_end = 0 <= token_id < self.size and not self.pieces[token_id]
        return "‹end›" if is_end else super().visible(token_id)


def answer_pieces(pieces: tuple[bytes, ...], name: str = "") -> AnswerPieces:
    """Return the vocabulary of an answer that brings its own pieces."""
    ends = frozenset({pieces.index(b"")}) if b"" in pieces else frozenset[int]()
    return AnswerPieces(pieces, ends, name)


def sized(pieces: Iterable[bytes]) -> bytes:
    """Return pieces joined, each after its length in bytes (4 bytes, little-endian)."""
    return b"".join(len(piece).to_bytes(4, "little") + piece for piece in pieces)


@cache
def gpt2_vocabulary() -> Vocabulary:
    """Return the bundled vocabulary, read once: the engine and the token counter share it.

    Raises:
        TokenizerError: as `load_vocabulary`; the next call tries again.
    """
    return load_vocabulary()


def load_vocabulary(path: Path | None = None) -> Vocabulary:
    """Read and check the bundled vocabulary (about 50 ms).

    Raises:
        TokenizerError: the file is missing, or is not the published table.
    """
    path = path or resource_path("tokenizer/gpt2.tiktoken")
    try:
        data = path.read_bytes()
    except OSError as exc:
        raise TokenizerError(
            "{file}: the tokenizer's vocabulary cannot be read. Install GPTDesk again.", file=path
        ) from exc
    if hashlib.sha256(data).hexdigest() != VOCABULARY_SHA256:
        raise TokenizerError(
            "{file}: the tokenizer's vocabulary was altered. Install GPTDesk again.", file=path
        )
    pieces = [b""] * VOCAB_SIZE
    for line in data.splitlines():
        encoded, rank = line.split()
        pieces[int(rank)] = base64.b64decode(encoded)
    pieces[END_OF_TEXT_ID] = END_OF_TEXT.encode()
    return Vocabulary(tuple(pieces), frozenset({END_OF_TEXT_ID}), "GPT-2", start_id=END_OF_TEXT_ID)
