"""Plain values on the tokenizer of a model, as its files describe it: `TokenizerFacts`.

Owns the letters in which a byte-level tokenizer is written down and the sign of a space in
SentencePiece's, GPT-2's own tokenizer, and the checks that tokens, merges and special ids belong
together. Must not know the formats of files, nor how a text is encoded.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from gptdesk.errors import CheckpointError
from gptdesk.model.checkpoints.readers import COPY_AGAIN, quoted
from gptdesk.sentences import Sentence

OTHER_KIND = Sentence(
    "GPTDesk reads byte-pair encoding: of bytes, as GPT-2, Llama 3 and Qwen have it, and of "
    "characters, as SentencePiece's in Llama 2."
)

_END_OF_TEXT = "<|endoftext|>"
GPT2_SIZE = 50257
# SHA-256 of GPT-2's tokens before <|endoftext|>, and of its merges, a line each: what OpenAI
# published as encoder.json and vocab.bpe, without how it is written down.
_TOKENS_SHA256 = "3a1f1c010d179f036be1992bc14b861e326341438633869c694dc4dccfe153d3"
_MERGES_SHA256 = "04e3597d7996f292ca9b8b7285ca4d58a6ae171ac47d73fc7140ceb0c7a6bbc0"

_NO_LETTER = "\uffff"

SPACE = "▁"  # U+2581: a space in SentencePiece's tokens
_BYTE = re.compile(r"<0x([0-9A-Fa-f]{2})>")


def _bytes_of_letters() -> dict[int, str]:
    """Return, for `str.translate`, the byte of each of GPT-2's letters as a Latin-1 character.

    The letter of a printable byte is itself; the others have the next ones from U+0100 on
    (github.com/openai/gpt-2, src/encoder.py). What is no letter becomes no byte.
    """
    printable = {*range(33, 127), *range(161, 173), *range(174, 256)}
    others = [byte for byte in range(256) if byte not in printable]
    letters = {byte: chr(byte) if byte in printable else _NO_LETTER for byte in range(256)}
    return letters | {256 + number: chr(byte) for number, byte in enumerate(others)}


_BYTES = _bytes_of_letters()


class Merge(NamedTuple):
    """Two neighbours that become one token; all are ids."""

    left: int
    right: int
    merged: int


@dataclass(frozen=True, slots=True)
class Spaces:
    """Where SentencePiece puts a space that a text does not have, so that words are as within one.

    Attributes:
        before_text: in front of a text.
        before_part: in front of what follows a control token, too.
        before_space: also where a space is there already.
    """

    before_text: bool
    before_part: bool
    before_space: bool = True


@dataclass(frozen=True, slots=True)
class Characters:
    """What there is to know of byte-pair encoding that merges characters, SentencePiece's.

    Attributes:
        scores: by id: of all neighbours that would make a token, those that make the one with the
            highest score are merged first. Empty where `TokenizerFacts.merges` says the order.
        byte_ids: the token of each byte, for the UTF-8 of a character that is no token; empty
            where there are none.
        unused_ids: tokens on the way to longer ones, which never stay.
        spaces: put where the text has none.
    """

    scores: tuple[float, ...]
    byte_ids: tuple[int, ...]
    unused_ids: frozenset[int]
    spaces: Spaces


@dataclass(frozen=True, slots=True)
class TokenizerFacts:
    """A byte-pair tokenizer, as a model's files describe it.

    Attributes:
        pieces: bytes of token id i at index i; none where an id has no token.
        control_ids: tokens that no text becomes; only a template writes them.
        user_defined_ids: tokens that are found in a text before it is split.
        merges: in order, the first to be tried first.
        pattern: how a text is split before bytes are merged, as tiktoken writes it; empty where
            characters are.
        is_composed: a text is brought into Unicode's form NFC first.
        takes_whole_pieces: a piece of text that is a token is that token, whatever merges say.
        start_id: the token that a text is begun with that has no beginning; None if there is none.
        adds_start: every text is begun with it.
        end_ids: tokens that end a text and are no part of it.
        chat_template: how a conversation is laid out, in Jinja; empty without one.
        bos, eos: the names of the tokens that begin and end a text there; empty without one.
        notes: sentences that the user should know.
        characters: how they are merged, where it is not bytes that are.
    """

    pieces: tuple[bytes, ...]
    control_ids: frozenset[int]
    user_defined_ids: frozenset[int]
    merges: tuple[Merge, ...]
    pattern: str
    is_composed: bool
    takes_whole_pieces: bool
    start_id: int | None
    adds_start: bool
    end_ids: frozenset[int]
    chat_template: str
    bos: str
    eos: str
    notes: tuple[str, ...]
    characters: Characters | None = None


@dataclass(frozen=True, slots=True)
class WrittenTokens:
    """Tokens and merges as a file has them.

    Attributes:
        path: the file, for messages.
        tokens: by id; empty where an id has none.
        control_ids, user_defined_ids, unused_ids: those that are written as plain text, by kind.
        merges: the two parts of each; None for one that has not two.
    """

    path: Path
    tokens: Sequence[str]
    control_ids: frozenset[int]
    user_defined_ids: frozenset[int]
    unused_ids: frozenset[int]
    merges: Sequence[tuple[str, str] | None]

    @property
    def are_gpt2s(self) -> bool:
        """Whether these are GPT-2's own, and none beside."""
        last = GPT2_SIZE - 1
        return (
            tuple(self.tokens[last:]) == (_END_OF_TEXT,)
            and _is_digest(self.tokens[:last], _TOKENS_SHA256)
            and _is_digest((" ".join(merge or ()) for merge in self.merges), _MERGES_SHA256)
        )

    def pieces(self) -> tuple[bytes, ...]:
        """Return the bytes of every token."""
        plain = self.control_ids | self.user_defined_ids | self.unused_ids
        return tuple(
            token.encode() if token_id in plain else _piece(token)
            for token_id, token in enumerate(self.tokens)
        )

    def character_pieces(self, byte_ids: Sequence[int]) -> tuple[bytes, ...]:
        """Return the bytes of every token where tokens are characters, beside those of bytes."""
        named = self.control_ids
        pieces = [
            (token if token_id in named else token.replace(SPACE, " ")).encode("utf-8", "replace")
            for token_id, token in enumerate(self.tokens)
        ]
        for byte, token_id in enumerate(byte_ids):
            pieces[token_id] = bytes((byte,))
        return tuple(pieces)

    def byte_ids(self, kinds: Collection[int] | None = None) -> tuple[int, ...]:
        """Return the tokens `<0x00>` to `<0xFF>`, in the order of their bytes.

        Args:
            kinds: the ids that may be such tokens; None is all of them.

        Raises:
            CheckpointError: some of them are missing, and some are there.
        """
        ids: dict[int, int] = {}
        for token_id, token in enumerate(self.tokens):
            found = _BYTE.fullmatch(token)
            if found and (kinds is None or token_id in kinds):
                ids.setdefault(int(found[1], 16), token_id)
        if len(ids) not in (0, 256):
            raise CheckpointError(
                self.path,
                "it has tokens for {found} of the 256 bytes only",
                remedy=COPY_AGAIN,
                found=len(ids),
            )
        return tuple(ids[byte] for byte in sorted(ids))

    def understood(self) -> tuple[tuple[Merge, ...], tuple[str, ...]]:
        """Return the merges of tokens that there are, and sentences on those left out."""
        plain = self.control_ids | self.user_defined_ids | self.unused_ids
        ids: dict[str, int] = {}
        for token_id, token in enumerate(self.tokens):
            if token and token_id not in plain:
                ids.setdefault(token, token_id)
        merges = [_merge(merge, ids) for merge in self.merges]
        found = tuple(merge for merge in merges if merge is not None)
        notes: list[str] = []
        if left_out := len(merges) - len(found):
            notes.append(
                Sentence(
                    "Merges of its tokenizer that could not be used, as there is no token of that "
                    "name: {count:,}.",
                    count=left_out,
                )
            )
        twice = sum(1 for token in self.tokens if token) - len(plain) - len(ids)
        if twice > 0:
            notes.append(
                Sentence(
                    "Tokens that stand in its vocabulary twice, of which the first one is used: "
                    "{count:,}.",
                    count=twice,
                )
            )
        return found, tuple(notes)


def _piece(token: str) -> bytes:
    try:
        return token.translate(_BYTES).encode("latin-1")
    except UnicodeEncodeError:  # not in these letters: it stands for itself
        return token.encode("utf-8", "replace")


def _merge(parts: tuple[str, str] | None, ids: Mapping[str, int]) -> Merge | None:
    if parts is None:
        return None
    left, right, merged = ids.get(parts[0]), ids.get(parts[1]), ids.get("".join(parts))
    if left is None or right is None or merged is None:
        return None
    return Merge(left, right, merged)


def merge_parts(line: str) -> tuple[str, str] | None:
    """Return the two parts of a merge that is written as one text, "a b"."""
    left, _, right = line.partition(" ")
    return (left, right) if left and right else None


def document_start(
    written: WrittenTokens, start: int | None, end_ids: frozenset[int]
) -> int | None:
    """Return the token that stands before a document, where texts are not begun with one.

    GPT-2's kin puts the same one behind every document as well; where a model has another end (the
    one of a turn) it is <|endoftext|>, or nothing.
    """
    if start in end_ids:
        return start
    marks = (n for n in written.control_ids if written.tokens[n] == _END_OF_TEXT)
    return next(marks, None)


def require_token(path: Path, name: str, token_id: int | None, size: int) -> None:
    """Refuse an id that is said to be special, and is none.

    Raises:
        CheckpointError: it is outside the vocabulary.
    """
    if token_id is not None and not 0 <= token_id < size:
        raise CheckpointError(
            path,
            "it says that its {name} is {token_id}, and it has {tokens:,} tokens",
            remedy=COPY_AGAIN,
            name=name,
            token_id=quoted(token_id),
            tokens=size,
        )


def _is_digest(lines: Iterable[str], sha256: str) -> bool:
    text = "\n".join(lines).encode("utf-8", "surrogatepass")
    return hashlib.sha256(text).hexdigest() == sha256
