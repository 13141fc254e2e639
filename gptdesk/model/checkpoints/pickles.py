"""Files of torch.save, zip archives and plain pickles: their tensors and their words.

Owns where in such a file its parts lie. Torch itself never sees the file: it would build what a
pickle asks for, and it reads another directory of an archive than other programs do.

    archive, since 2020    <name>/data.pkl, and <name>/data/<key> for each storage, uncompressed
    before                 magic number, version, facts of the machine, the pickle, a list of keys,
                           then each storage: its length in 8 bytes, its numbers

Sources: https://github.com/pytorch/pytorch/blob/main/torch/serialization.py and
https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT (sections 4.3.7 to 4.3.16)
"""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import Any, cast

from gptdesk.errors import CheckpointError
from gptdesk.files.regular import open_regular
from gptdesk.model.checkpoints.readers import (
    COPY_AGAIN,
    LONG_CONTENTS,
    OPEN_KNOWN,
    Place,
    StoredTensor,
    span,
)
from gptdesk.model.checkpoints.unpickling import (
    DTYPE_BYTES,
    DamagedPickleError,
    ForeignPickleError,
    LongPickleError,
    PickledStorage,
    PickledTensor,
    unpickle,
)

SAVE_WEIGHTS = "Save only the weights, with torch.save(model.state_dict(), …), and open that file."
_DO_NOT_USE = "Do not use this model; download it from a source you trust."

_MAX_PICKLE_BYTES = 8 << 20  # GPT-2 XL's with its optimizer takes 0.3 MB
_MAX_DIRECTORY_BYTES = 1 << 20  # and 0.2 MB for its 2,300 parts

_WRAPPING_KEYS = ("model_state_dict", "state_dict", "model")
_CONFIG_KEYS = ("model_args", "model_config", "cfg", "config")  # nanoGPT's model_args comes first

_MAGIC, _VERSION = 0x1950A86A20F9469CFC6C, 1001  # how files from before 2020 begin

_END = struct.Struct("<4s4H2LH")  # of a zip directory
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR64 = struct.Struct("<4sLQL")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_FULL16, _FULL32 = 0xFFFF, 0xFFFFFFFF  # "see the 64-bit field"
_IS_ENCRYPTED = 1


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of an archive: where its header stands, and how many bytes it has."""

    header: int
    size: int


class _DamagedError(Exception):
    """The archive contradicts itself or ends too early."""


def open_pickle(path: Path) -> tuple[dict[str, StoredTensor], dict[str, Any]]:
    """List a file of torch.save: its tensors, and what it says about the network's shape.

    Raises:
        CheckpointError: it holds anything else, or is damaged.
        OSError: it cannot be read.
    """
    with open_regular(path) as file:
        try:
            is_archive = file.read(2) == b"PK"
            content = _Archive(path, file) if is_archive else _OldFile(path, file)
            return _tensors_and_words(content)
        except ForeignPickleError:
            raise CheckpointError(
                path,
                "it holds Python objects besides weights, and opening those can run foreign code",
                remedy=SAVE_WEIGHTS,
            ) from None
        except LongPickleError:
            raise CheckpointError(path, LONG_CONTENTS, remedy=OPEN_KNOWN) from None
        except (DamagedPickleError, _DamagedError, struct.error) as exc:
            reason = "it is damaged or was cut short"
            raise CheckpointError(path, reason, remedy=COPY_AGAIN) from exc


class _Archive:
    """A zip archive of torch.save.

    Attributes:
        path: the file.
        size: of it, in bytes.
        value: what was saved.
        is_swapped: its numbers are in the byte order of other machines.
    """

    def __init__(self, path: Path, file: BufferedReader) -> None:
        self.path, self.size = path, file.seek(0, 2)
        self._file = file
        self._parts = _directory(path, file, self.size)
        names = {name.rpartition("/")[2] for name in self._parts}
        if "constants.pkl" in names:
            raise CheckpointError(path, "it is a TorchScript program", remedy=SAVE_WEIGHTS)
        pickles = [name for name in self._parts if name.rpartition("/")[2] == "data.pkl"]
        if not pickles:
            raise CheckpointError(
                path,
                "it is a zip archive, not a model",
                remedy="Unpack it and open the file inside.",
            )
        if len(pickles) > 1:
            raise _DamagedError
        self._prefix = pickles[0].removesuffix("data.pkl")
        self.value: object = unpickle(self._read(pickles[0], _MAX_PICKLE_BYTES)).value
        order = f"{self._prefix}byteorder"
        self.is_swapped = order in self._parts and self._read(order, 100) == b"big"

    def start(self, storage: PickledStorage) -> int:
        """Return where the numbers of a storage begin, in bytes."""
        name = f"{self._prefix}data/{storage.key}"
        part = self._parts.get(name)
        if part is None or part.size != storage.count * DTYPE_BYTES[storage.dtype]:
            raise _DamagedError
        return self._start(name)

    def _start(self, name: str) -> int:
        """Return where a part begins, behind the header of its own."""
        part = self._parts[name]
        self._file.seek(part.header)
        fields = _LOCAL.unpack(self._file.read(_LOCAL.size))
        signature, *_, name_length, extra_length = fields
        own_name = self._file.read(name_length)
        start = part.header + _LOCAL.size + name_length + extra_length
        if signature != b"PK\x03\x04" or own_name != name.encode() or start + part.size > self.size:
            raise _DamagedError
        return start

    def _read(self, name: str, max_bytes: int) -> bytes:
        size = self._parts[name].size
        if size > max_bytes:
            raise LongPickleError
        self._file.seek(self._start(name))
        return self._file.read(size)


def _directory(path: Path, file: BufferedReader, size: int) -> dict[str, _Part]:
    """Return the parts of a zip archive, from the one place where it may list them: its end."""
    at = size - _END.size
    if at < 0:
        raise _DamagedError
    file.seek(at)
    signature, *disks, count, length, start, comment = _END.unpack(file.read(_END.size))
    if signature != b"PK\x05\x06" or comment:
        raise _DamagedError
    on_this_disk, end = disks.pop(), at
    if any(disks) or on_this_disk != count:
        raise _DamagedError
    if at >= _LOCATOR64.size:
        file.seek(at - _LOCATOR64.size)
        signature, disk, at64, total = _LOCATOR64.unpack(file.read(_LOCATOR64.size))
        if signature == b"PK\x06\x07":
            # The 64-bit end lies right before, and says the same as the other one.
            end = at - _LOCATOR64.size - _END64.size
            if disk or total != 1 or at64 != end or end < 0:
                raise _DamagedError
            file.seek(end)
            signature, rest, *_, here64, count64, length64, start64 = _END64.unpack(
                file.read(_END64.size)
            )
            is_same = (
                count in (_FULL16, count64)
                and length in (_FULL32, length64)
                and start in (_FULL32, start64)
                and here64 == count64
            )
            if signature != b"PK\x06\x06" or rest != _END64.size - 12 or not is_same:
                raise _DamagedError
            count, length, start = count64, length64, start64
    if start + length != end:
        raise _DamagedError
    if length > _MAX_DIRECTORY_BYTES:
        raise CheckpointError(path, LONG_CONTENTS, remedy=OPEN_KNOWN)
    file.seek(start)
    return _parts(path, file.read(length), count, start)


def _parts(path: Path, listing: bytes, count: int, data_end: int) -> dict[str, _Part]:
    """Return what a zip directory lists: parts that are stored as they are, one of each name."""
    parts: dict[str, _Part] = {}
    at = 0
    while at < len(listing):
        entry = _ENTRY.unpack_from(listing, at)
        signature, _, _, flags, method, _, _, _, packed, size, *rest = entry
        name_length, extra_length, comment_length, _, _, _, header = rest
        at += _ENTRY.size
        name = listing[at : at + name_length].decode("utf-8", "replace")
        extra = listing[at + name_length : at + name_length + extra_length]
        at += name_length + extra_length + comment_length
        size, packed, header = _wide(extra, size, packed, header)
        if signature != b"PK\x01\x02" or at > len(listing) or flags & _IS_ENCRYPTED:
            raise _DamagedError
        if method or packed != size:
            raise CheckpointError(
                path, "it is compressed, which torch.save never does", remedy=_DO_NOT_USE
            )
        if header + size > data_end:
            raise _DamagedError
        parts[name] = _Part(header, size)
    if len(parts) != count:  # also where a name stands twice
        raise _DamagedError
    return parts


def _wide(extra: bytes, *numbers: int) -> list[int]:
    """Return numbers of an entry; those that did not fit into 32 bits stand in its extra field."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        at += 4
        if kind == 1:
            wide = iter(struct.unpack_from(f"<{numbers.count(_FULL32)}Q", extra, at))
            return [next(wide) if number == _FULL32 else number for number in numbers]
        at += length
    return list(numbers)


class _OldFile:
    """A file of torch.save from before 2020, or another pickle; attributes as of `_Archive`."""

    is_swapped = False  # always little-endian

    def __init__(self, path: Path, file: BufferedReader) -> None:
        self.path, self.size = path, file.seek(0, 2)
        self._starts: dict[str, int] = {}
        file.seek(0)
        data = file.read(_MAX_PICKLE_BYTES)
        try:
            first = unpickle(data)
            self.value = cast("object", first.value)
            if first.value != _MAGIC:
                return
            version = unpickle(data, first.end)
            machine = unpickle(data, version.end)
            main = unpickle(data, machine.end)
            keys = unpickle(data, main.end)
        except DamagedPickleError:
            if len(data) < self.size and len(data) == _MAX_PICKLE_BYTES:
                raise LongPickleError from None  # it may go on behind what was read
            raise
        listed = cast("object", keys.value)
        if version.value != _VERSION or not isinstance(listed, list):
            raise _DamagedError
        self.value = cast("object", main.value)
        at = keys.end
        for key in cast("list[object]", listed):
            storage = main.storages.get(key) if isinstance(key, str) else None
            file.seek(at)
            if storage is None or storage.count != int.from_bytes(file.read(8), "little"):
                raise _DamagedError
            self._starts[storage.key] = at + 8
            at += 8 + storage.count * DTYPE_BYTES[storage.dtype]
        if at > self.size:
            raise _DamagedError

    def start(self, storage: PickledStorage) -> int:
        """Return where the numbers of a storage begin, in bytes."""
        if storage.key not in self._starts:
            raise _DamagedError
        return self._starts[storage.key]


def _tensors_and_words(
    content: _Archive | _OldFile,
) -> tuple[dict[str, StoredTensor], dict[str, Any]]:
    entries = _mapping(content.value)
    if entries is None:
        raise CheckpointError(
            content.path, "it holds a single value, not the weights of a model", remedy=SAVE_WEIGHTS
        )
    state = _first_mapping(entries, _WRAPPING_KEYS) or entries
    config = _first_mapping(entries, _CONFIG_KEYS) or {}
    tensors = {name: one for name, one in state.items() if isinstance(one, PickledTensor)}
    _require_own_numbers(content, tensors)
    return {name: _stored(content, tensor) for name, tensor in tensors.items()}, dict(config)


def _first_mapping(entries: dict[str, Any], keys: tuple[str, ...]) -> Mapping[str, Any] | None:
    found = (_mapping(entries.get(key)) for key in keys)
    return next((mapping for mapping in found if mapping is not None), None)


def _mapping(value: object) -> dict[str, Any] | None:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else None


def _require_own_numbers(
    content: _Archive | _OldFile, tensors: Mapping[str, PickledTensor]
) -> None:
    """Refuse tensors that share so many numbers that reading them takes more than the file."""
    weights = [one for one in tensors.values() if one.storage and not _is_repeated(one)]
    size_bytes = sum(math.prod(one.shape) * DTYPE_BYTES[one.dtype] for one in weights)
    span_bytes = sum(span(one.shape, one.strides) * DTYPE_BYTES[one.dtype] for one in weights)
    # A tied head is the embedding a second time; the parts of a fused query-key-value weight
    # reach three times over the same numbers.
    if size_bytes > 2 * content.size or span_bytes > 4 * content.size:
        raise CheckpointError(
            content.path, "its weights are larger than the file itself", remedy=_DO_NOT_USE
        )


def _is_repeated(tensor: PickledTensor) -> bool:
    """Whether a few numbers claim to be more, up to a terabyte."""
    return math.prod(tensor.shape) > span(tensor.shape, tensor.strides)


def _stored(content: _Archive | _OldFile, tensor: PickledTensor) -> StoredTensor:
    storage = tensor.storage
    if storage is None:
        start, dtype = 0, tensor.dtype
    elif tensor.offset + span(tensor.shape, tensor.strides) > storage.count:
        raise _DamagedError
    else:
        start = content.start(storage) + tensor.offset * DTYPE_BYTES[storage.dtype]
        dtype = f"repeated {storage.dtype}" if _is_repeated(tensor) else storage.dtype
    place = Place(content.path, start, dtype, tensor.shape, tensor.strides, content.is_swapped)
    return StoredTensor(tensor.shape, dtype, place.read, place)
