"""The GPT-2 vocabulary as plain bytes: what each token id stands for, and how to show it.

Owns reading `resources/tokenizer/gpt2.tiktoken` and the visible form of a token. The standard
library only, so that the window can name tokens without importing the tokenizer.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path

from gptdesk.errors import TokenizerError
from gptdesk.resources import resource_path

END_OF_TEXT = "<|endoftext|>"
END_OF_TEXT_ID = 50256
VOCAB_SIZE = 50257

# The table that OpenAI publishes as r50k_base.
VOCABULARY_SHA256 = "306cd27f03c1a714eca7108e03d66b7dc042abe8c258b44c199a7ed9838dd930"

_VISIBLE = str.maketrans({" ": "␣", "\n": "↵", "\t": "⇥", "\r": "␍"})


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every token's bytes, by id.

    Attributes:
        pieces: bytes of token id i at index i; the last is `<|endoftext|>`.
    """

    pieces: tuple[bytes, ...]

    def visible(self, token_id: int) -> str:
        """Return a token as one line in which every character can be seen.

        Spaces are ␣, newlines ↵, tabs ⇥; control characters and bytes that are only a part of a
        character are written as ‹E4›. An id outside the vocabulary is written as ‹id 50300›.
        """
        if not 0 <= token_id < len(self.pieces):
            return f"‹id {token_id}›"
        piece = self.pieces[token_id]
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
            f"{path}: the tokenizer's vocabulary cannot be read. Install GPTDesk again."
        ) from exc
    if hashlib.sha256(data).hexdigest() != VOCABULARY_SHA256:
        raise TokenizerError(
            f"{path}: the tokenizer's vocabulary was altered. Install GPTDesk again."
        )
    pieces = [b""] * VOCAB_SIZE
    for line in data.splitlines():
        encoded, rank = line.split()
        pieces[int(rank)] = base64.b64decode(encoded)
    pieces[END_OF_TEXT_ID] = END_OF_TEXT.encode()
    return Vocabulary(tuple(pieces))
