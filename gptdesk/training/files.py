"""The files of a training run: safetensors, replaced in one step, by one training at a time.

Owns their bytes, the lock of the folder, and the sentences about a disk that refuses. Must not
know what the tensors mean.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor

from gptdesk.errors import TrainingError
from gptdesk.files.atomic import write_atomic
from gptdesk.files.locks import NoLocksError, lock_file
from gptdesk.files.regular import open_regular
from gptdesk.sentences import Sentence

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
_LOCK_NAME = ".training.lock"
# A GPT-2 XL's with its optimizers is 0.3 MB.
_MAX_HEADER_BYTES = 4 << 20

_DTYPES = {torch.float16: "F16", torch.float32: "F32", torch.int64: "I64"}


class DamagedFileError(Exception):
    """A file that is not what was written."""


@contextmanager
def only_training(folder: Path) -> Generator[None]:
    """Make a folder, and keep every other training out of it until this one ends.

    However it ends: the system takes the lock back from a process that was killed.

    Raises:
        TrainingError: another training writes there, or nothing can be written there.
    """
    with explaining(folder):
        is_new = not folder.exists()
        folder.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = lock_file(folder / _LOCK_NAME, 0o666)
            is_taken = descriptor is None
        except NoLocksError:  # better unprotected than not at all
            descriptor, is_taken = None, False
    if is_taken:
        raise TrainingError(
            "{folder}: another training writes there. Wait until it has ended, or give another "
            "folder.",
            folder=folder,
        )
    try:
        yield
    finally:
        with suppress(OSError):  # before it is let go: nobody else has it then
            (folder / _LOCK_NAME).unlink()
        if descriptor is not None:
            os.close(descriptor)
        if is_new:
            with suppress(OSError):  # there is something in it now
                folder.rmdir()


@contextmanager
def explaining(path: Path) -> Generator[None]:
    """Turn what the system says about writing into a sentence."""
    try:
        yield
    except (FileExistsError, NotADirectoryError) as exc:
        raise TrainingError(
            "{file}: it is a file, or lies in one. Give a folder, in which the model is put.",
            file=path,
        ) from exc
    except OSError as exc:
        advice = Sentence("make room or give" if exc.errno in _NO_ROOM else "give")
        raise TrainingError(
            "{file}: it cannot be written ({why}). What "
            "was there before is whole; {advice} another folder, then repeat the command.",
            file=path,
            why=exc,
            advice=advice,
        ) from exc


def replace_file(path: Path, parts: Iterable[bytes | bytearray]) -> None:
    """Replace a file: a reader, or a kill in the middle, meets the old one or the new one.

    The folder is a training's own: it is made where it is missing.

    Raises:
        TrainingError: it could not be written; the old one is whole.
    """
    with explaining(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(path, parts)


def safetensors_parts(
    tensors: Mapping[str, Tensor], about: Mapping[str, str]
) -> Iterator[bytes | bytearray]:
    """Lay tensors out as https://huggingface.co/docs/safetensors says, one after the other.

    By hand, because `safetensors.torch.save` needs numpy, which GPTDesk does without: the
    header's length in 8 bytes, the header as JSON, the tensors' bytes.

    Args:
        tensors: of float16, float32 or int64, on any device.
        about: for the header.
    """
    header: dict[str, object] = {"__metadata__": dict(about)}
    end = 0
    for name, tensor in tensors.items():
        start, end = end, end + tensor.numel() * tensor.element_size()
        header[name] = {
            "dtype": _DTYPES[tensor.dtype],
            "shape": list(tensor.shape),
            "data_offsets": [start, end],
        }
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)  # tensors start on a multiple of 8
    yield len(text).to_bytes(8, "little") + text
    for tensor in tensors.values():
        yield bytes_of(tensor)


def bytes_of(tensor: Tensor) -> bytearray:
    """Return a copy of a tensor's numbers, in the order of this machine."""
    buffer = bytearray(tensor.numel() * tensor.element_size())
    if buffer:
        torch.frombuffer(buffer, dtype=tensor.dtype).copy_(tensor.flatten())
    return buffer


def read_safetensors(path: Path) -> tuple[dict[str, Tensor], dict[str, str]]:
    """Read what `safetensors_parts` laid out: tensors in memory of their own, and words.

    Raises:
        DamagedFileError: it is something else.
        OSError: it cannot be read, or is no regular file.
    """
    with open_regular(path) as raw:
        if int.from_bytes(raw.read(8), "little") > _MAX_HEADER_BYTES:
            raise DamagedFileError
    try:
        # pread copies; a mapped file that is cut short later would kill the process.
        with safe_open(path, framework="pt", device="cpu", backend="pread") as file:
            return {name: file.get_tensor(name) for name in file.keys()}, file.metadata() or {}  # noqa: SIM118
    except (SafetensorError, RuntimeError, ValueError) as exc:
        raise DamagedFileError from exc
