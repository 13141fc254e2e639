"""The check that the tokenizer of a model is GPT-2's: beside it, or as lists in its own file.

Owns the files in which other programs keep a tokenizer, and what is in GPT-2's. A vocabulary of
the same size can be another one; its numbers would then be read as the wrong pieces of text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from gptdesk.errors import CheckpointError
from gptdesk.files.regular import open_regular
from gptdesk.model.checkpoints.readers import LONG_JSON, read_json

OWN_TOKENIZER = "the model has a tokenizer of its own, and GPTDesk reads GPT-2's only"
GPT2_TOKENS_ONLY = "Open a model with GPT-2's own tokens."

END_OF_TEXT_ID = 50256
_END_OF_TEXT = "<|endoftext|>"
# SHA-256 of GPT-2's tokens before <|endoftext|>, and of its merges, a line each: what OpenAI
# published as encoder.json and vocab.bpe, without how it is written down.
_TOKENS_SHA256 = "3a1f1c010d179f036be1992bc14b861e326341438633869c694dc4dccfe153d3"
_MERGES_SHA256 = "04e3597d7996f292ca9b8b7285ca4d58a6ae171ac47d73fc7140ceb0c7a6bbc0"
_MAX_MERGES_BYTES = 1 << 20  # GPT-2's take 0.5 MB
_MAX_JSON_VALUES = 220_000  # GPT-2's tokenizer.json has 200,634

_VOCABULARIES = ("vocab.json", "encoder.json")
_MERGES = ("merges.txt", "vocab.bpe")
_TOKENIZER = "tokenizer.json"
# Tokenizers that are never GPT-2's: WordPiece, and SentencePiece.
_OTHERS = ("vocab.txt", "spiece.model", "tokenizer.model", "sentencepiece.bpe.model")


def require_gpt2_tokens(folder: Path) -> None:
    """Refuse a model in a folder that holds another tokenizer than GPT-2's.

    Raises:
        CheckpointError: it does, or a tokenizer's file is damaged; names that file.
        OSError: a file cannot be read.
    """
    for name in (*_VOCABULARIES, *_MERGES, _TOKENIZER, *_OTHERS):
        file = folder / name
        if file.is_file() and not _is_gpt2s(file):
            raise CheckpointError(file, OWN_TOKENIZER, remedy=GPT2_TOKENS_ONLY)


def are_gpt2_tokens(tokens: Sequence[str], merges: Iterable[str]) -> bool:
    """Return whether these are GPT-2's tokens by id, and its merges, "a b" each.

    Tokens added behind them are no concern here.
    """
    return (
        tuple(tokens[END_OF_TEXT_ID : END_OF_TEXT_ID + 1]) == (_END_OF_TEXT,)
        and _is_digest(tokens[:END_OF_TEXT_ID], _TOKENS_SHA256)
        and _is_digest(merges, _MERGES_SHA256)
    )


def _is_gpt2s(file: Path) -> bool:
    if file.name in _OTHERS:
        return False
    if file.name in _MERGES:
        return _are_gpt2_merge_lines(file)
    try:
        content = read_json(file, max_values=_MAX_JSON_VALUES)
    except CheckpointError as exc:
        if exc.reason == LONG_JSON:
            return False
        raise
    return _is_gpt2_tokenizer(content) if file.name == _TOKENIZER else _is_gpt2_tokens(content)


def _are_gpt2_merge_lines(file: Path) -> bool:
    with open_regular(file) as text:
        data = text.read(_MAX_MERGES_BYTES)
    lines = data.decode("utf-8", "replace").split("\n")
    return _is_digest(
        (line.rstrip("\r") for line in lines if line and not line.startswith("#version")),
        _MERGES_SHA256,
    )


def _is_gpt2_tokenizer(content: Mapping[str, Any]) -> bool:
    """Whether a `tokenizer.json` of the library tokenizers is GPT-2's."""
    model = content.get("model")
    if not isinstance(model, dict) or content.get("normalizer") is not None:
        return False
    fields = cast("dict[str, Any]", model)
    tokens, merges = fields.get("vocab"), fields.get("merges")
    if not isinstance(tokens, dict) or not isinstance(merges, list):
        return False
    lines = [_merge_line(pair) for pair in cast("list[object]", merges)]
    return _is_gpt2_tokens(cast("dict[str, Any]", tokens)) and _is_digest(lines, _MERGES_SHA256)


def _merge_line(merge: object) -> str:
    """Return a merge as one line, "a b"; newer files have the two apart."""
    if isinstance(merge, list):
        parts = cast("list[object]", merge)
        merge = " ".join(part for part in parts if isinstance(part, str))
    return merge if isinstance(merge, str) else ""


def _is_gpt2_tokens(tokens: Mapping[str, Any]) -> bool:
    """Whether these are GPT-2's ids by token. Tokens added behind them are no concern here."""
    ordered: list[str] = [""] * END_OF_TEXT_ID
    for token, token_id in tokens.items():
        if type(token_id) is not int or token_id < 0:
            return False
        if token_id < END_OF_TEXT_ID:
            ordered[token_id] = token
        elif (token == _END_OF_TEXT) != (token_id == END_OF_TEXT_ID):
            return False
    return _is_digest(ordered, _TOKENS_SHA256)


def _is_digest(lines: Iterable[str], sha256: str) -> bool:
    text = "\n".join(lines).encode("utf-8", "surrogatepass")
    return hashlib.sha256(text).hexdigest() == sha256
