"""SentencePiece's byte-pair encoding in files: its own `tokenizer.model`, and in `tokenizer.json`.

Owns the few fields of the protocol buffer that matter, and which ways to put spaces are known. Must
not know what else stands in a folder.

Fields: https://github.com/google/sentencepiece/blob/master/src/sentencepiece_model.proto
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from gptdesk.errors import CheckpointError
from gptdesk.files.regular import open_regular
from gptdesk.model.checkpoints.readers import COPY_AGAIN, quoted
from gptdesk.model.checkpoints.tokenizers.facts import OTHER_KIND, SPACE, Spaces

_MAX_BYTES = 20 << 20  # the largest of 2026, of 262,144 tokens, has 4.7 MB
_MAX_PIECES = 1 << 20
_MAX_PIECE_BYTES = 1 << 12

# Kinds of pieces.
_UNKNOWN, _CONTROL, _USER_DEFINED, _UNUSED, _BYTE = 2, 3, 4, 5, 6
_BYTE_PAIRS = 2  # of the ways to train
_WAYS = {1: "Unigram", 3: "Word", 4: "Char"}
# Fields, by the message that they are in.
_PIECE, _TRAINER, _NORMALIZER = 1, 2, 3
_TEXT, _SCORE, _KIND = 1, 2, 3
_WAY, _IS_SUFFIX, _BOS_ID, _EOS_ID = 3, 24, 41, 42
_CHARSMAP, _DUMMY_PREFIX, _EXTRA_SPACES, _ESCAPES = 2, 3, 4, 5

_Value = int | bytes
_Message = dict[int, _Value]
_Piece = tuple[str, float, int]  # text, score, kind


@dataclass(frozen=True, slots=True)
class SentencePieceFile:
    """What a `tokenizer.model` says.

    Attributes:
        tokens, scores: by id.
        control_ids, user_defined_ids, unused_ids, byte_kind_ids: by kind.
        bos, eos: the tokens that begin and end a text; empty without one.
        spaces: put where a text has none.
    """

    tokens: tuple[str, ...]
    scores: tuple[float, ...]
    control_ids: frozenset[int]
    user_defined_ids: frozenset[int]
    unused_ids: frozenset[int]
    byte_kind_ids: frozenset[int]
    bos: str
    eos: str
    spaces: Spaces


def read_sentencepiece(path: Path) -> SentencePieceFile:
    """Read a `tokenizer.model`.

    Raises:
        CheckpointError: it is none, is damaged, or is not of byte-pair encoding.
        OSError: it cannot be read.
    """
    with open_regular(path) as file:
        data = file.read(_MAX_BYTES + 1)
    try:
        pieces, trainer, normalizer = _parsed(data)
    except (ValueError, struct.error) as exc:  # UnicodeDecodeError is one of the former
        raise CheckpointError(
            path, "it is no tokenizer of SentencePiece, or is damaged", remedy=COPY_AGAIN
        ) from exc
    _require_known(path, trainer, normalizer)
    tokens = tuple(text for text, _, _ in pieces)

    def of_kind(*wanted: int) -> frozenset[int]:
        return frozenset(n for n, (_, _, kind) in enumerate(pieces) if kind in wanted)

    def named(field: int, usual: int) -> str:
        token_id = trainer.get(field, usual)
        return tokens[token_id] if isinstance(token_id, int) and token_id < len(tokens) else ""

    puts_space = bool(normalizer.get(_DUMMY_PREFIX, 1))
    return SentencePieceFile(
        tokens=tokens,
        scores=tuple(score for _, score, _ in pieces),
        control_ids=of_kind(_UNKNOWN, _CONTROL),
        user_defined_ids=of_kind(_USER_DEFINED),
        unused_ids=of_kind(_UNUSED),
        byte_kind_ids=of_kind(_BYTE),
        bos=named(_BOS_ID, 1),
        eos=named(_EOS_ID, 2),
        spaces=Spaces(puts_space, puts_space),
    )


def spaces_in_json(path: Path, normalizer: object, splitter: object) -> Spaces:
    """Return where spaces are put by a `tokenizer.json` that merges characters.

    Args:
        path: the file, for messages.
        normalizer, splitter: its `normalizer` and `pre_tokenizer`.

    Raises:
        CheckpointError: it changes or splits a text in another way.
    """
    steps = _steps(normalizer, "normalizers")
    replaces = {"type": "Replace", "pattern": {"String": " "}, "content": SPACE}
    if not splitter and steps and _is(steps[-1], replaces):
        if len(steps) == 1:
            return Spaces(before_text=False, before_part=False)
        if len(steps) == 2 and _is(steps[0], {"type": "Prepend", "prepend": SPACE}):
            return Spaces(before_text=True, before_part=True)
    splits = _steps(splitter, "pretokenizers")
    if not steps and len(splits) == 1:
        metaspace = {"type": "Metaspace", "replacement": SPACE, "split": False}
        scheme = splits[0].get("prepend_scheme")
        if _is(splits[0], metaspace) and scheme in ("always", "first", "never"):
            return Spaces(scheme != "never", scheme == "always", before_space=False)
    raise CheckpointError(
        path,
        "its tokenizer is {what}",
        remedy=OTHER_KIND,
        what="one that splits a text in a way that is not known",
    )


def _steps(value: object, several: str) -> list[Mapping[str, Any]]:
    """Return the steps of a part of a `tokenizer.json`, one or a sequence."""
    if not isinstance(value, dict):
        return []
    fields = cast("dict[str, Any]", value)
    if fields.get("type") != "Sequence":
        return [fields]
    listed: object = fields.get(several)
    steps = cast("list[object]", listed) if isinstance(listed, list) else []
    return [cast("dict[str, Any]", one) for one in steps if isinstance(one, dict)]


def _is(step: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    return all(step.get(name) == value for name, value in wanted.items())


# --- protocol buffers ----------------------------------------------------------------------------


def _parsed(data: bytes) -> tuple[list[_Piece], _Message, _Message]:
    """Return the pieces, and what is said of training and of changing a text.

    Raises:
        ValueError, struct.error: it is not of SentencePiece.
    """
    pieces: list[_Piece] = []
    trainer: _Message = {}
    normalizer: _Message = {}
    for number, value in _fields(data) if len(data) <= _MAX_BYTES else ():
        if number == _PIECE and len(pieces) < _MAX_PIECES:
            pieces.append(_piece(_bytes(value)))
        elif number == _TRAINER:
            trainer |= dict(_fields(_bytes(value)))
        elif number == _NORMALIZER:
            normalizer |= dict(_fields(_bytes(value)))
    if not pieces or len({text for text, _, _ in pieces}) < len(pieces):
        raise ValueError("no tokens, or one twice")
    return pieces, trainer, normalizer


def _piece(data: bytes) -> _Piece:
    """Return the text, score and kind of a piece."""
    fields = dict(_fields(data))
    text, score, kind = fields.get(_TEXT), fields.get(_SCORE, b"\0\0\0\0"), fields.get(_KIND, 1)
    if not isinstance(text, bytes) or not 0 < len(text) <= _MAX_PIECE_BYTES:
        raise ValueError("text")
    (number,) = struct.unpack("<f", _bytes(score))
    if not isinstance(kind, int) or not math.isfinite(number):
        raise ValueError("score")
    return text.decode("utf-8"), number, kind


def _bytes(value: _Value) -> bytes:
    if isinstance(value, int):
        raise ValueError("kind of field")
    return value


def _fields(data: bytes) -> Iterator[tuple[int, _Value]]:
    """Yield the fields of a message: whole numbers, and the bytes of everything else.

    Source: https://protobuf.dev/programming-guides/encoding/

    Raises:
        ValueError: it is no message.
    """
    at, size = 0, len(data)
    while at < size:
        key, at = _varint(data, at)
        number, wire = key >> 3, key & 7
        if not number:
            raise ValueError("field")
        if wire == 0:
            value, at = _varint(data, at)
            yield number, value
            continue
        if wire == 2:
            length, at = _varint(data, at)
        else:
            length = {1: 8, 5: 4}.get(wire, size + 1)
        if length > size - at:
            raise ValueError("length")
        yield number, data[at : at + length]
        at += length


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """Return a whole number, and where it ends."""
    value = 0
    for shift in range(0, 70, 7):
        if at >= len(data):
            break
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
    raise ValueError("number")


def _require_known(
    path: Path, trainer: Mapping[int, _Value], normalizer: Mapping[int, _Value]
) -> None:
    """Refuse another way to merge, and what changes a text beyond its spaces."""
    way = trainer.get(_WAY, 1)
    what = ""
    if way != _BYTE_PAIRS:
        what = f"SentencePiece's of the kind {quoted(_WAYS.get(int(way), way))}"
    elif normalizer.get(_CHARSMAP) or normalizer.get(_EXTRA_SPACES, 1):
        what = "one that changes a text first"
    elif trainer.get(_IS_SUFFIX) or not normalizer.get(_ESCAPES, 1):
        what = "one that splits a text in a way that is not known"
    if what:
        raise CheckpointError(path, "its tokenizer is {what}", remedy=OTHER_KIND, what=what)
