"""The header of a GGUF file, and its tensors: `read_header`, `GGUFHeader`.

Owns safety, as `readers` does for other files: what a header costs in time and memory is bounded
before it is paid, nothing stays open or mapped, and whatever is wrong becomes one sentence. Texts
and lists stay in the file until they are asked for. Must not know what keys and names mean.

Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
"""

from __future__ import annotations

import math
import os
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import torch
from torch import Tensor

from gptdesk.errors import CheckpointError
from gptdesk.files.regular import open_regular
from gptdesk.model.checkpoints.gguf_types import TENSOR_TYPES, UNREAD_TYPES, TensorType
from gptdesk.model.checkpoints.readers import COPY_AGAIN, StoredTensor, quoted

_VERSIONS = (2, 3)  # they differ only in what a writer may leave out

# Limits that no model comes near, so that no header takes long or much memory. The largest
# vocabularies of 2026 have 260,000 tokens and 520,000 merges; 999 blocks have 12,000 tensors.
_MAX_KEYS = 10_000
_MAX_TENSORS = 20_000
_MAX_NAME_BYTES = 255  # llama.cpp allows a tensor's 63
_MAX_TEXTS = 1_000_000  # in all lists together
_MAX_TEXT_BYTES = 64 << 20
_MAX_READ_TEXT_BYTES = 128 << 10  # of a name, a token or a template that is asked for
_MAX_DIMENSIONS = 4
_MAX_WEIGHTS = 1 << 40  # in one tensor
_MAX_OFFSET = 1 << 48  # far beyond any disk
_MAX_ALIGNMENT = 1 << 20
_DEFAULT_ALIGNMENT = 32

_PIECE_WEIGHTS = 1 << 18  # are decoded at once: 10 MB with all that lies on the way

_TEXT, _LIST = 8, 9  # among the kinds of values; the others are numbers of a fixed size:
_NUMBERS: Mapping[int, struct.Struct] = {
    kind: struct.Struct(f"<{code}")
    for kind, code in {
        0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d",
    }.items()
}  # fmt: skip
_FLOAT32, _BOOL = 6, 7


@dataclass(frozen=True, slots=True)
class _Text:
    """A text that is still in the file."""

    start: int
    size_bytes: int


@dataclass(frozen=True, slots=True)
class _List:
    """A list that is still in the file; `kind` is that of its values."""

    start: int
    kind: int
    count: int


_Value = bool | int | float | _Text | _List


@dataclass(frozen=True, slots=True)
class _TensorInfo:
    """What a header says of a tensor: `offset` counts from the first of them all."""

    shape: tuple[int, ...]
    type_number: int
    offset: int


@dataclass(frozen=True, slots=True)
class _Numbers:
    """Where the blocks of a tensor lie in a file."""

    path: Path
    start: int
    kind: TensorType
    shape: tuple[int, ...]

    def read(self) -> Tensor:
        """Decode them to float32, in memory of their own.

        Raises:
            CheckpointError: they are not there any more.
            OSError: the file cannot be read.
        """
        count = math.prod(self.shape)
        try:
            weights = torch.empty(count)
        except RuntimeError as exc:  # torch's allocator, which raises no MemoryError
            raise MemoryError from exc
        piece = _PIECE_WEIGHTS  # a multiple of every block
        # Not mapped: a file that is truncated later would kill the process with SIGBUS.
        with open_regular(self.path) as file:
            file.seek(self.start)
            for done in range(0, count, piece):
                part = weights[done : done + piece]
                stored = bytearray(self.kind.size_bytes(len(part)))
                if file.readinto(stored) != len(stored):
                    raise CheckpointError(self.path, "it was cut short", remedy=COPY_AGAIN)
                blocks = torch.frombuffer(stored, dtype=torch.uint8)
                part.copy_(self.kind.decode(blocks.view(-1, self.kind.block_bytes)).flatten())
        return weights.view(self.shape)


@dataclass(frozen=True, slots=True)
class GGUFHeader:
    """What a GGUF file says before its numbers; texts and lists are read when asked for.

    Every question answers None where the file is silent, and raises `CheckpointError` where it
    says something of another kind.

    Attributes:
        path: the file.
        names: of its tensors.
    """

    path: Path
    names: frozenset[str]
    _values: Mapping[str, _Value]
    _tensors: Mapping[str, _TensorInfo]
    _end: int
    _size_bytes: int

    def has(self, key: str) -> bool:
        """Tell whether the file says anything of a key."""
        return key in self._values

    def whole_number(self, key: str) -> int | None:
        """Return an integer."""
        value = self._values.get(key)
        if value is None or type(value) is int:
            return value
        raise self._wrong_value(key)

    def flag(self, key: str) -> bool | None:
        """Return a truth value."""
        value = self._values.get(key)
        if value is None or isinstance(value, bool):
            return value
        raise self._wrong_value(key)

    def number(self, key: str) -> float | None:
        """Return a number; one that was written as float32 comes back as its writer meant it."""
        value = self._values.get(key)
        if value is None or type(value) is float:
            return value
        raise self._wrong_value(key)

    def text(self, key: str) -> str | None:
        """Return a short text."""
        value = self._values.get(key)
        if value is None:
            return None
        if not isinstance(value, _Text) or value.size_bytes > _MAX_READ_TEXT_BYTES:
            raise self._wrong_value(key)
        with open_regular(self.path) as file:
            file.seek(value.start)
            return self._decoded(_read(self.path, file, value.size_bytes))

    def beginning(self, key: str) -> str | None:
        """Return a text of any length, or the first 128 KiB of it; what is no UTF-8 is U+FFFD."""
        value = self._values.get(key)
        if value is None:
            return None
        if not isinstance(value, _Text):
            raise self._wrong_value(key)
        with open_regular(self.path) as file:
            file.seek(value.start)
            size = min(value.size_bytes, _MAX_READ_TEXT_BYTES)
            return _read(self.path, file, size).decode("utf-8", "replace")

    def texts(self, key: str) -> list[str] | None:
        """Return a list of short texts."""
        value = self._values.get(key)
        if value is None:
            return None
        if not isinstance(value, _List) or value.kind != _TEXT:
            raise self._wrong_value(key)
        with open_regular(self.path) as file:
            file.seek(value.start)
            return [self._decoded(text) for text in self._short_texts(file, value.count)]

    def text_count(self, key: str) -> int | None:
        """Return how many texts a list has, which stay in the file."""
        value = self._values.get(key)
        if value is None:
            return None
        if not isinstance(value, _List) or value.kind != _TEXT:
            raise self._wrong_value(key)
        return value.count

    def whole_numbers(self, key: str) -> list[int] | None:
        """Return a list of integers, of which there may be as many as there are texts."""
        value = self._values.get(key)
        if value is None:
            return None
        if (
            not isinstance(value, _List)
            or value.kind in {_TEXT, _FLOAT32, _BOOL, 12}
            or value.count > _MAX_TEXTS
        ):
            raise self._wrong_value(key)
        number = _NUMBERS[value.kind]
        with open_regular(self.path) as file:
            file.seek(value.start)
            stored = _read(self.path, file, value.count * number.size)
        return [whole for (whole,) in number.iter_unpack(stored)]

    def numbers(self, key: str) -> list[float] | None:
        """Return a list of numbers, of which there may be as many as there are texts."""
        value = self._values.get(key)
        if value is None:
            return None
        if not isinstance(value, _List) or value.kind != _FLOAT32 or value.count > _MAX_TEXTS:
            raise self._wrong_value(key)
        number = _NUMBERS[_FLOAT32]
        with open_regular(self.path) as file:
            file.seek(value.start)
            stored = _read(self.path, file, value.count * number.size)
        return [one for (one,) in number.iter_unpack(stored)]

    def shape(self, name: str) -> tuple[int, ...]:
        """Return a tensor's shape, rows first; an empty one where there is none of that name."""
        info = self._tensors.get(name)
        return info.shape if info else ()

    def stored_tensors(self) -> dict[str, StoredTensor]:
        """Return all tensors, each to be read when it is asked for.

        Raises:
            CheckpointError: numbers of a kind that is not read; tensors beyond the end, or one
                upon the other.
        """
        alignment = self._alignment()
        first = -(-self._end // alignment) * alignment
        places: list[tuple[int, int]] = []
        tensors: dict[str, StoredTensor] = {}
        for name, info in self._tensors.items():
            kind = self._kind(name, info)
            weights = math.prod(info.shape)
            if info.shape[-1] % kind.block_weights or info.offset % alignment:
                raise _impossible(self.path, name)
            start = first + info.offset
            places.append((start, start + kind.size_bytes(weights)))
            numbers = _Numbers(self.path, start, kind, info.shape)
            tensors[name] = StoredTensor(info.shape, kind.name, numbers.read)
        self._require_apart(sorted(places))
        return tensors

    def _alignment(self) -> int:
        alignment = self.whole_number("general.alignment")
        if alignment is None:
            return _DEFAULT_ALIGNMENT
        if not 0 < alignment <= _MAX_ALIGNMENT or alignment & (alignment - 1):
            raise CheckpointError(
                self.path,
                "it says that its numbers begin at multiples of {alignment:,} bytes, which is not "
                "possible",
                remedy=COPY_AGAIN,
                alignment=alignment,
            )
        return alignment

    def _kind(self, name: str, info: _TensorInfo) -> TensorType:
        kind = TENSOR_TYPES.get(info.type_number)
        if kind is None:
            unknown = f"numbers of an unknown kind ({info.type_number})"
            raise CheckpointError(
                self.path,
                "{name} is stored as {kind}, which GPTDesk does not read",
                remedy="Get the same model as another file, stored as F16, Q8_0 or Q4_K_M.",
                name=quoted(name),
                kind=UNREAD_TYPES.get(info.type_number, unknown),
            )
        return kind

    def _require_apart(self, places: list[tuple[int, int]]) -> None:
        """Refuse tensors, by their starts and ends in order, that overlap or are not there."""
        at = 0
        for start, end in places:
            if start < at:
                raise CheckpointError(
                    self.path, "two of its tensors lie in the same place", remedy=COPY_AGAIN
                )
            at = end
        if at > self._size_bytes:
            raise CheckpointError(
                self.path,
                "it was cut short: {there:,} of {needed:,} bytes are there",
                remedy=COPY_AGAIN,
                there=self._size_bytes,
                needed=at,
            )

    def _short_texts(self, file: BinaryIO, count: int) -> Iterator[bytes]:
        """Yield the texts of a list, whose lengths `read_header` has found in the file."""
        read, from_bytes = file.read, int.from_bytes  # at hand: there are 100,000 of them
        for _ in range(count):
            head = read(8)
            length = from_bytes(head, "little")
            if length > _MAX_READ_TEXT_BYTES:
                raise _damaged(self.path)
            text = read(length)
            if len(head) != 8 or len(text) != length:
                raise _cut_short(self.path)
            yield text

    def _decoded(self, text: bytes) -> str:
        try:
            return text.decode("utf-8")
        except UnicodeDecodeError as exc:
            raise _damaged(self.path) from exc

    def _wrong_value(self, key: str) -> CheckpointError:
        return CheckpointError(
            self.path,
            "what it says of {key} is not what belongs there",
            remedy=COPY_AGAIN,
            key=quoted(key),
        )


def read_header(path: Path) -> GGUFHeader:
    """Read what a GGUF file says before its numbers.

    Raises:
        CheckpointError: it is damaged, or of a version that is not read.
        OSError: it cannot be read.
    """
    with open_regular(path) as file:
        size_bytes = os.fstat(file.fileno()).st_size
        return _HeaderReader(path, file, size_bytes).read()


class _HeaderReader:
    """Reads a header from its first byte to its last; every number in it is checked first."""

    def __init__(self, path: Path, file: BinaryIO, size_bytes: int) -> None:
        self._path, self._file, self._size_bytes = path, file, size_bytes
        self._at = 0
        self._texts = 0  # in all lists so far

    def read(self) -> GGUFHeader:
        self._take(4)  # GGUF
        version = self._u32()
        if version not in _VERSIONS:
            raise _unread_version(self._path, version)
        tensor_count, key_count = self._u64(), self._u64()
        if key_count > _MAX_KEYS or tensor_count > _MAX_TENSORS:
            raise _damaged(self._path)
        values: dict[str, _Value] = {}
        for _ in range(key_count):
            key = self._name(values)
            values[key] = self._value(self._u32())
        tensors: dict[str, _TensorInfo] = {}
        for _ in range(tensor_count):
            name = self._name(tensors)
            tensors[name] = self._tensor_info(name)
        return GGUFHeader(
            self._path, frozenset(tensors), values, tensors, self._at, self._size_bytes
        )

    def _value(self, kind: int) -> _Value:
        if kind == _TEXT:
            size_bytes = self._length(_MAX_TEXT_BYTES)
            return _Text(self._skip(size_bytes), size_bytes)
        if kind == _LIST:
            return self._list()
        number = _NUMBERS.get(kind)
        if number is None:
            raise _damaged(self._path)
        stored = self._take(number.size)
        if kind == _BOOL and stored > b"\1":
            raise _damaged(self._path)
        (value,) = number.unpack(stored)
        # Six digits come through a float32 and back; the rest of a longer one is its rounding.
        return float(f"{value:.6g}") if kind == _FLOAT32 else value

    def _list(self) -> _List:
        kind, count, start = self._u32(), self._u64(), self._at
        if kind == _LIST:
            raise CheckpointError(
                self._path,
                "its table of contents holds lists of lists, which no model needs",
                remedy=COPY_AGAIN,
            )
        if kind == _TEXT:
            self._texts += count
            if self._texts > _MAX_TEXTS:
                raise _damaged(self._path)
            self._skip_texts(count)
            return _List(start, kind, count)
        number = _NUMBERS.get(kind)
        if number is None or count > self._size_bytes:
            raise _damaged(self._path)
        self._skip(count * number.size)
        return _List(start, kind, count)

    def _skip_texts(self, count: int) -> None:
        """Pass a list of texts; a vocabulary has 100,000 of them, so all is at hand here."""
        read, seek, from_bytes = self._file.read, self._file.seek, int.from_bytes
        at, last = self._at, self._size_bytes
        for _ in range(count):
            length = from_bytes(read(8), "little")
            at += 8 + length
            if at > last:
                raise _damaged(self._path) if length > _MAX_TEXT_BYTES else self._cut_short()
            seek(length, os.SEEK_CUR)
        self._at = at

    def _tensor_info(self, name: str) -> _TensorInfo:
        dimensions = self._u32()
        if not 0 < dimensions <= _MAX_DIMENSIONS:
            raise _impossible(self._path, name)
        sizes = [self._u64() for _ in range(dimensions)]
        type_number, offset = self._u32(), self._u64()
        if not 0 < math.prod(sizes) <= _MAX_WEIGHTS or offset > _MAX_OFFSET:
            raise _impossible(self._path, name)
        shape = tuple(reversed(sizes))  # stored fastest first
        return _TensorInfo(shape, type_number, offset)

    def _name(self, taken: Mapping[str, object]) -> str:
        """Return the name of a key or a tensor, which none before it has."""
        try:
            name = self._take(self._length(_MAX_NAME_BYTES)).decode("utf-8")
        except UnicodeDecodeError as exc:
            raise _damaged(self._path) from exc
        if name in taken:
            raise CheckpointError(
                self._path, "it lists {twice} twice", remedy=COPY_AGAIN, twice=quoted(name)
            )
        return name

    def _length(self, limit: int) -> int:
        length = self._u64()
        if length > limit:
            raise _damaged(self._path)
        return length

    def _u32(self) -> int:
        return int.from_bytes(self._take(4), "little")

    def _u64(self) -> int:
        return int.from_bytes(self._take(8), "little")

    def _take(self, count: int) -> bytes:
        self._require(count)
        self._at += count
        return _read(self._path, self._file, count)

    def _skip(self, count: int) -> int:
        """Pass some bytes; return where they begin."""
        self._require(count)
        self._at += count
        self._file.seek(count, os.SEEK_CUR)
        return self._at - count

    def _require(self, count: int) -> None:
        if count > self._size_bytes - self._at:
            raise self._cut_short()

    def _cut_short(self) -> CheckpointError:
        return CheckpointError(
            self._path,
            "it was cut short: it ends within its table of contents",
            remedy=COPY_AGAIN,
        )


def _read(path: Path, file: BinaryIO, count: int) -> bytes:
    data = file.read(count)
    if len(data) != count:
        raise _cut_short(path)
    return data


def _cut_short(path: Path) -> CheckpointError:
    return CheckpointError(path, "it was cut short", remedy=COPY_AGAIN)


def _unread_version(path: Path, version: int) -> CheckpointError:
    swapped = int.from_bytes(version.to_bytes(4, "little"), "big")
    if swapped < version:
        reason = "it is a GGUF file with the bytes of each number in the other order"
        remedy = "Get the little-endian file of the same model."
    elif version < _VERSIONS[0]:
        reason = "it is of GGUF's version {version}, which is no longer in use"
        remedy = "Get a newer file of the same model."
    else:
        reason = "it is of GGUF's version {version}, and GPTDesk reads 2 and 3"
        remedy = "Get a file of the same model in version 3."
    return CheckpointError(path, reason, remedy=remedy, version=version)


def _impossible(path: Path, name: str) -> CheckpointError:
    return CheckpointError(
        path, "what it says of {name} is not possible", remedy=COPY_AGAIN, name=quoted(name)
    )


def _damaged(path: Path) -> CheckpointError:
    return CheckpointError(path, "its table of contents is damaged", remedy=COPY_AGAIN)
