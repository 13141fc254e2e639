"""Reads single model files, safetensors and pickles, into tensors by name.

Owns safety: nothing in a file is ever run, no memory stays mapped to it, and whatever is wrong
with it becomes one sentence. Must not know what the names mean.

What the libraries do not check is checked here: duplicate names in a safetensors header, files
cut short, archives larger inside than outside. Their own messages are never shown: torch's
advises to switch its safety off.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any, Protocol, cast

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor

from gptdesk.errors import CheckpointError

COPY_AGAIN = "Download or copy it again."
SAVE_WEIGHTS = "Save only the weights, with torch.save(model.state_dict(), …), and open that file."

# GPT-2 XL's header is 0.06 MB. Python needs 20 times a header's size to parse it, so that what is
# far beyond a GPT-2 is refused before.
_MAX_JSON_BYTES = 4 << 20

_DTYPES = {"F32": "float32", "F16": "float16", "BF16": "bfloat16", "F64": "float64"}

_WRAPPING_KEYS = ("model_state_dict", "state_dict", "model")
_CONFIG_KEYS = ("model_args", "model_config", "cfg", "config")  # nanoGPT's model_args comes first


@dataclass(frozen=True, slots=True)
class StoredTensor:
    """A tensor in a file that has not been read yet.

    Attributes:
        shape: as stored.
        dtype: its numbers in words, "float16"; anything that is not plain numbers says so.
        read: reads it into memory of its own.
    """

    shape: tuple[int, ...]
    dtype: str
    read: Callable[[], Tensor]


def read_json(path: Path) -> dict[str, Any]:
    """Read a small JSON object.

    Raises:
        CheckpointError: it is too large, damaged, ambiguous or not an object.
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return _parse_json(path, file.read(_MAX_JSON_BYTES + 1))


def quoted(name: object) -> str:
    """Return a name from a file, fit to stand in a sentence: short, printable, in quotes."""
    text = str(name)
    shown = text if len(text) <= 80 else text[:79] + "…"
    return f"'{shown}'" if shown.isprintable() else ascii(shown)


def open_safetensors(path: Path) -> dict[str, StoredTensor]:
    """List a safetensors file; each tensor is read when it is asked for.

    Raises:
        CheckpointError: it is damaged.
    """
    _check_safetensors_header(path)
    tensors: dict[str, StoredTensor] = {}
    try:
        with _open_copying(path) as file:
            for name in file.keys():  # noqa: SIM118 -- no dict: it cannot be iterated
                view = file.get_slice(name)
                tensors[name] = StoredTensor(
                    shape=tuple(view.get_shape()),
                    dtype=_DTYPES.get(view.get_dtype(), view.get_dtype()),
                    read=partial(_read_safetensor, path, name),
                )
    except SafetensorError as exc:
        raise CheckpointError(path, "its table of contents is damaged", remedy=COPY_AGAIN) from exc
    return tensors


class _Slice(Protocol):
    def get_shape(self) -> list[int]: ...
    def get_dtype(self) -> str: ...


class _OpenFile(Protocol):
    """What `safe_open` gives; the library leaves it untyped."""

    def keys(self) -> list[str]: ...
    def get_slice(self, name: str) -> _Slice: ...
    def get_tensor(self, name: str) -> Tensor: ...


def _open_copying(path: Path) -> AbstractContextManager[_OpenFile]:
    # pread copies into memory of our own. With the default, mmap, a file that is truncated later
    # kills the process with SIGBUS.
    file = safe_open(path, framework="pt", device="cpu", backend="pread")
    return cast("AbstractContextManager[_OpenFile]", file)


def _read_safetensor(path: Path, name: str) -> Tensor:
    try:
        with _open_copying(path) as file:
            return file.get_tensor(name)
    except SafetensorError as exc:
        raise CheckpointError(
            path, f"{quoted(name)} cannot be read from it", remedy=COPY_AGAIN
        ) from exc


def _check_safetensors_header(path: Path) -> None:
    """Refuse what the library accepts (a name listed twice) or explains badly (a cut file)."""
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        raw = file.read(min(length, _MAX_JSON_BYTES + 1))
    ends: list[int] = [0]
    header = _parse_json(path, raw)
    for entry in header.values():
        match entry:
            case {"data_offsets": [int(), int() as end]}:
                ends.append(end)
            case _:
                pass  # the library's own checks follow
    needed, size = 8 + length + max(ends), path.stat().st_size
    if size < needed:
        raise CheckpointError(
            path,
            f"it was cut short: {size:,} of {needed:,} bytes are there",
            remedy=COPY_AGAIN,
        )


def open_pickle(path: Path) -> tuple[dict[str, StoredTensor], dict[str, Any]]:
    """Read a file of torch.save: its tensors, and what it says about the network's shape.

    Torch's restricted unpickler builds tensors and plain values, and runs nothing.

    Raises:
        CheckpointError: it holds anything else, or is damaged.
    """
    _check_archive(path)
    try:
        saved = torch.load(path, map_location="cpu", weights_only=True, mmap=False)
    except Exception as exc:  # noqa: BLE001 -- a broken pickle can raise anything
        # `from None`: torch's message would teach how to switch the protection off
        raise _pickle_refusal(path, str(exc)) from None
    if not isinstance(saved, Mapping):
        raise CheckpointError(
            path, "it holds a single value, not the weights of a model", remedy=SAVE_WEIGHTS
        )
    entries = cast("Mapping[object, object]", saved)
    state = _first_mapping(entries, _WRAPPING_KEYS) or entries
    config = _first_mapping(entries, _CONFIG_KEYS) or {}
    tensors = {
        str(name): _in_memory(value) for name, value in state.items() if isinstance(value, Tensor)
    }
    return tensors, {str(name): value for name, value in config.items()}


def _first_mapping(
    entries: Mapping[object, object], keys: tuple[str, ...]
) -> Mapping[object, object] | None:
    found = (entries[key] for key in keys if isinstance(entries.get(key), Mapping))
    return cast("Mapping[object, object] | None", next(found, None))


def _check_archive(path: Path) -> None:
    """Refuse zip files that torch.save did not write, or that unpack to more than they are."""
    with path.open("rb") as file:
        if file.read(2) != b"PK":
            return  # torch's format before 2020: one plain pickle
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as exc:
        raise CheckpointError(path, "it is damaged or was cut short", remedy=COPY_AGAIN) from exc
    names = {PurePosixPath(entry.filename).name for entry in entries}
    if "constants.pkl" in names:
        raise CheckpointError(path, "it is a TorchScript program", remedy=SAVE_WEIGHTS)
    if "data.pkl" not in names:
        raise CheckpointError(
            path, "it is a zip archive, not a model", remedy="Unpack it and open the file inside."
        )
    if sum(entry.file_size for entry in entries) > path.stat().st_size:
        raise CheckpointError(
            path,
            "it would unpack to more than its own size, which torch.save never writes",
            remedy="Do not use this model; download it from a source you trust.",
        )


def _pickle_refusal(path: Path, message: str) -> CheckpointError:
    # The only look at torch's words: was there something the restricted unpickler would not build?
    is_code = any(word in message for word in ("GLOBAL", "Unsupported", "reduce", "unsupported"))
    if is_code:
        return CheckpointError(
            path,
            "it holds Python objects besides weights, and opening those can run foreign code",
            remedy=SAVE_WEIGHTS,
        )
    return CheckpointError(path, "it is damaged or was cut short", remedy=COPY_AGAIN)


def _in_memory(tensor: Tensor) -> StoredTensor:
    return StoredTensor(
        shape=() if tensor.is_nested else tuple(tensor.shape),
        dtype=_describe_dtype(tensor),
        read=lambda: tensor.detach(),
    )


def _describe_dtype(tensor: Tensor) -> str:
    dtype = str(tensor.dtype).removeprefix("torch.")
    if tensor.is_nested or tensor.layout != torch.strided:
        return f"sparse {dtype}"
    if tensor.device.type != "cpu":
        return f"{dtype} without data"
    if tensor.numel() * tensor.element_size() > tensor.untyped_storage().nbytes():
        return f"repeated {dtype}"  # a few bytes that claim to be gigabytes
    return dtype


def _parse_json(path: Path, raw: bytes) -> dict[str, Any]:
    def refuse_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        entries = dict(pairs)
        if len(entries) != len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            raise CheckpointError(path, f"it lists {quoted(twice)} twice", remedy=COPY_AGAIN)
        return entries

    if len(raw) > _MAX_JSON_BYTES:
        raise CheckpointError(
            path,
            "its table of contents is longer than any GPT-2's",
            remedy="Open a GPT-2 model.",
        )
    try:
        parsed = json.loads(raw.decode("utf-8"), object_pairs_hook=refuse_duplicates)
    except (ValueError, RecursionError) as exc:
        raise CheckpointError(path, "its JSON text is damaged", remedy=COPY_AGAIN) from exc
    if not isinstance(parsed, dict):
        raise CheckpointError(path, "its JSON text is not an object", remedy=COPY_AGAIN)
    return cast("dict[str, Any]", parsed)
