"""Plain values on the tokenizer of a model, as its files describe it: `TokenizerFacts`.

Owns the letters in which a byte-level tokenizer is written down, GPT-2's own tokenizer, and the
checks that tokens, merges and special ids belong together. Must not know the formats of files, nor
how a text is encoded.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from gptdesk.errors import CheckpointError
from gptdesk.model.checkpoints.readers import COPY_AGAIN, quoted
from gptdesk.sentences import Sentence

OTHER_KIND = "GPTDesk reads byte-level byte-pair encoding, as GPT-2, Llama 3 and Qwen have it."

_END_OF_TEXT = "<|endoftext|>"
GPT2_SIZE = 50257
# SHA-256 of GPT-2's tokens before <|endoftext|>, and of its merges, a line each: what OpenAI
# published as encoder.json and vocab.bpe, without how it is written down.
_TOKENS_SHA256 = "3a1f1c010d179f036be1992bc14b861e326341438633869c694dc4dccfe153d3"
_MERGES_SHA256 = "04e3597d7996f292ca9b8b7285ca4d58a6ae171ac47d73fc7140ceb0c7a6bbc0"

_NO_LETTER = "\uffff"


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
class TokenizerFacts:
    """A byte-level byte-pair tokenizer, as a model's files describe it.

    Attributes:
        pieces: bytes of token id i at index i; none where an id has no token.
        control_ids: tokens that no text becomes; only a template writes them.
        user_defined_ids: tokens that are found in a text before it is split.
        merges: in order, the first to be tried first.
        pattern: how a text is split before bytes are merged, as tiktoken writes it.
        is_composed: a text is brought into Unicode's form NFC first.
        takes_whole_pieces: a piece of text that is a token is that token, whatever merges say.
        start_id: the token that a text is begun with that has no beginning; None if there is none.
        adds_start: every text is begun with it.
        end_ids: tokens that end a text and are no part of it.
        chat_template: how a conversation is laid out, in Jinja; empty without one.
        bos, eos: the names of the tokens that begin and end a text there; empty without one.
        notes: sentences that the user should know.
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
