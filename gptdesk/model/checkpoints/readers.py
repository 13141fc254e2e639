"""Readers of the parts of every model file: JSON, safetensors, numbers at a place.

Owns safety: nothing in a file is ever run, no memory stays mapped to it, what a file costs is
bounded before it is paid, and whatever is wrong with it becomes one sentence. Must not know what
the names mean. Pickles have their own page, `pickles`.

No library reads a file here, so that what was checked is what is read.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, cast

import torch
from torch import Tensor

from gptdesk.errors import CheckpointError
from gptdesk.files.regular import open_regular

COPY_AGAIN = "Download or copy it again."
LONG_CONTENTS = "its table of contents is longer than any model's"
LONG_JSON = "it is not one of a model: too long, or too deeply nested"
OPEN_KNOWN = (
    "Open a GPT-2, SmolLM2, Llama 3 or Qwen (2, 2.5, 3) model, as GGUF or as a Hugging Face folder."
)

# GPT-2 XL's header is 0.06 MB with 5,000 values. Python parses one in a single step, during which
# the window stands still, and in 20 times its size.
_MAX_JSON_BYTES = 4 << 20
_MAX_JSON_VALUES = 50_000
_MAX_DIGITS = 40  # tokenizers have a longest text of 1e30 tokens, written out
_MAX_DIMENSIONS = 8

# How safetensors calls the numbers of a GPT-2, and how many bytes any of its numbers takes.
_DTYPES = {"F32": "float32", "F16": "float16", "BF16": "bfloat16", "F64": "float64"}
_BITS = {
    "F64": 64, "F32": 32, "F16": 16, "BF16": 16, "I64": 64, "I32": 32, "I16": 16, "I8": 8,
    "U64": 64, "U32": 32, "U16": 16, "U8": 8, "BOOL": 8, "C64": 64, "F8_E5M2": 8, "F8_E4M3": 8,
    "F8_E5M2FNUZ": 8, "F8_E4M3FNUZ": 8, "F8_E8M0": 8, "F6_E2M3": 6, "F6_E3M2": 6, "F4": 4,
}  # fmt: skip
_TORCH = {"float32": torch.float32, "float16": torch.float16, "bfloat16": torch.bfloat16}


@dataclass(frozen=True, slots=True)
class StoredTensor:
    """A tensor in a file that has not been read yet.

    Attributes:
        shape: as stored.
        dtype: its numbers in words, "float16"; anything that is not plain numbers says so.
        read: reads it into memory of its own.
        place: the same for two names of the same numbers; None where no file has those.
    """

    shape: tuple[int, ...]
    dtype: str
    read: Callable[[], Tensor]
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where the numbers of a tensor lie in a file.

    Attributes:
        path: the file.
        start: of the first number, in bytes.
        dtype: "float32", "float16" or "bfloat16".
        shape: one size for each dimension.
        strides: numbers to the next entry of each dimension.
        is_swapped: the bytes of each number are in the other order.
    """

    path: Path
    start: int
    dtype: str
    shape: tuple[int, ...]
    strides: tuple[int, ...]
    is_swapped: bool = False

    def read(self) -> Tensor:
        """Read the numbers into memory of their own.

        Raises:
            CheckpointError: they are not there any more.
            OSError: the file cannot be read.
        """
        dtype = _TORCH[self.dtype]
        if 0 in self.shape:
            return torch.empty(self.shape, dtype=dtype)
        numbers = bytearray(span(self.shape, self.strides) * dtype.itemsize)
        # Not mapped: a file that is truncated later would kill the process with SIGBUS.
        with open_regular(self.path) as file:
            file.seek(self.start)
            if file.readinto(numbers) != len(numbers):
                raise CheckpointError(self.path, "it was cut short", remedy=COPY_AGAIN)
        if self.is_swapped:
            in_order = torch.frombuffer(numbers, dtype=torch.uint8).view(-1, dtype.itemsize)
            flat = in_order.flip(1).view(dtype).flatten()
        else:
            flat = torch.frombuffer(numbers, dtype=dtype)
        return flat.as_strided(self.shape, self.strides)


def span(shape: tuple[int, ...], strides: tuple[int, ...]) -> int:
    """Return how many numbers lie from the first to the last one of a tensor, both included."""
    if 0 in shape:
        return 0
    return 1 + sum((size - 1) * stride for size, stride in zip(shape, strides, strict=True))


def read_json(
    path: Path, *, max_values: int = _MAX_JSON_VALUES, max_bytes: int = _MAX_JSON_BYTES
) -> dict[str, Any]:
    """Read a JSON object, in any of Unicode's encodings; a small one, if no other size is named.

    Raises:
        CheckpointError: it is too large, damaged, ambiguous or not an object.
        OSError: it cannot be read.
    """
    with open_regular(path) as file:
        raw = file.read(max_bytes + 1)
    if not raw:
        raise CheckpointError(path, "it is empty", remedy=COPY_AGAIN)
    if len(raw) > max_bytes:
        raise CheckpointError(path, LONG_JSON, remedy=OPEN_KNOWN)
    return _parse_json(path, raw, json.detect_encoding(raw), max_values, LONG_JSON)


def quoted(value: object) -> str:
    """Return something from a file, fit to stand in a sentence: short, printable, text in quotes.

    Never all of it: the text of a small list that contains itself many times would fill a disk.
    """
    if isinstance(value, str):
        shown = value if len(value) <= 80 else value[:79] + "…"
        return f"'{shown}'" if shown.isprintable() else ascii(shown)
    if isinstance(value, int) and value.bit_length() > 100:
        return "a number of many digits"
    if value is None or isinstance(value, bool | int | float):
        return str(value)
    return {"list": "a list", "dict": "a dictionary"}.get(type(value).__name__, "an object")


def open_safetensors(path: Path) -> dict[str, StoredTensor]:
    """List a safetensors file; each tensor is read when it is asked for.

    Source: https://huggingface.co/docs/safetensors#format

    Raises:
        CheckpointError: it is damaged.
    """
    with open_regular(path) as file:
        length = int.from_bytes(file.read(8), "little")
        raw = file.read(min(length, _MAX_JSON_BYTES + 1))
    if len(raw) > _MAX_JSON_BYTES:
        raise CheckpointError(path, LONG_CONTENTS, remedy=OPEN_KNOWN)
    header = _parse_json(path, raw, "utf-8", _MAX_JSON_VALUES, LONG_CONTENTS)
    header.pop("__metadata__", None)
    places: list[tuple[int, int]] = []
    tensors: dict[str, StoredTensor] = {}
    for name, entry in header.items():
        shape, stored_as, begin, end = _header_entry(path, entry)
        places.append((begin, end))
        dtype = _DTYPES.get(stored_as, stored_as)
        strides = tuple(math.prod(shape[n + 1 :]) for n in range(len(shape)))
        place = Place(path, 8 + length + begin, dtype, shape, strides)
        tensors[name] = StoredTensor(shape, dtype, place.read)
    _require_gapless(path, places, path.stat().st_size - 8 - length)
    return tensors


def _header_entry(path: Path, entry: object) -> tuple[tuple[int, ...], str, int, int]:
    """Return shape, kind of numbers, and the bytes from where to where, of one line of a header."""
    fields = cast("dict[str, object]", entry) if isinstance(entry, dict) else {}
    dtype = fields.get("dtype")
    shape, offsets = _sizes(fields.get("shape")), _sizes(fields.get("data_offsets"))
    if isinstance(dtype, str) and shape is not None and offsets is not None and len(offsets) == 2:
        begin, end = offsets
        if dtype in _BITS and math.prod(shape) * _BITS[dtype] == 8 * (end - begin):
            return shape, dtype, begin, end
    raise CheckpointError(path, "its table of contents is damaged", remedy=COPY_AGAIN)


def _sizes(value: object) -> tuple[int, ...] | None:
    """Return whole numbers of a possible size, of which there are not many; else None."""
    numbers = cast("list[object]", value) if isinstance(value, list) else [None]
    if len(numbers) > _MAX_DIMENSIONS:
        return None
    sizes = tuple(number for number in numbers if type(number) is int and 0 <= number < 2**48)
    return sizes if len(sizes) == len(numbers) else None


def _require_gapless(path: Path, places: list[tuple[int, int]], size: int) -> None:
    """Refuse tensors that overlap, leave holes, or do not fill the file."""
    needed = max((end for _, end in places), default=0)
    if size < needed:
        before = path.stat().st_size - size
        raise CheckpointError(
            path,
            "it was cut short: {there:,} of {needed:,} bytes are there",
            remedy=COPY_AGAIN,
            there=before + size,
            needed=before + needed,
        )
    at = 0
    for begin, end in sorted(places):
        if begin != at:
            raise CheckpointError(path, "its table of contents is damaged", remedy=COPY_AGAIN)
        at = end
    if at != size:
        raise CheckpointError(path, "more is in it than it says itself", remedy=COPY_AGAIN)


def _parse_json(
    path: Path, raw: bytes, encoding: str, max_values: int, too_long: str
) -> dict[str, Any]:
    # Every value but a container's first stands behind a comma.
    values = sum(raw.count(mark) for mark in (b",", b"[", b"{"))
    if values > max_values:
        raise CheckpointError(path, too_long, remedy=OPEN_KNOWN)
    try:
        parsed = json.loads(
            raw.decode(encoding), object_pairs_hook=partial(_entries, path), parse_int=_integer
        )
    except RecursionError as exc:
        raise CheckpointError(path, too_long, remedy=OPEN_KNOWN) from exc
    except ValueError as exc:
        raise CheckpointError(path, "its JSON text is damaged", remedy=COPY_AGAIN) from exc
    if not isinstance(parsed, dict):
        raise CheckpointError(path, "its JSON text is not an object", remedy=COPY_AGAIN)
    return cast("dict[str, Any]", parsed)


def _integer(digits: str) -> int:
    if len(digits) > _MAX_DIGITS:  # reading it takes the square of its length
        raise ValueError(digits[:_MAX_DIGITS])
    return int(digits)


def _entries(path: Path, pairs: list[tuple[str, Any]]) -> Mapping[str, Any]:
    """Return an object of a JSON text, in which no name stands twice."""
    entries = dict(pairs)
    if len(entries) != len(pairs):
        seen: set[str] = set()
        twice = next(name for name, _ in pairs if name in seen or seen.add(name))
        raise CheckpointError(
            path, "it lists {twice} twice", remedy=COPY_AGAIN, twice=quoted(twice)
        )
    return entries
