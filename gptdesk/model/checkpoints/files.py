"""The tensors and words of a model file, or of an index with its shards, without their meaning.

Owns telling files apart by their first bytes, sharded models, and noticing files that change
while they are read. Must not know the names of any format.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any, cast

from gptdesk.errors import CheckpointError
from gptdesk.files.regular import open_regular
from gptdesk.model.checkpoints.gguf_model import open_gguf
from gptdesk.model.checkpoints.llama_shape import LlamaFacts
from gptdesk.model.checkpoints.pickles import open_pickle
from gptdesk.model.checkpoints.readers import (
    COPY_AGAIN,
    OPEN_KNOWN,
    StoredTensor,
    open_safetensors,
    quoted,
    read_json,
)
from gptdesk.model.checkpoints.tokenizers.facts import TokenizerFacts
from gptdesk.model.checkpoints.untrained import draw_tensors, is_untrained
from gptdesk.sentences import Sentence

_MAX_SHARDS = 256  # GPT-2 XL in files of 25 MB; the table of contents of each is read

GGUF_KIND = "GGUF"
_GGUF = b"GGUF"  # what such a file begins with

# How files begin that are saved or renamed as models by mistake.
_MISTAKEN = (
    (
        b"version https://git-lfs",
        Sentence("it is a Git LFS pointer, not the model itself"),
        Sentence("Fetch the file with `git lfs pull`, or download it from the model's page."),
    ),
    (
        b"<",
        Sentence("it is a web page, not a model"),
        Sentence("Open the page and download the file itself."),
    ),
    (
        _GGUF,
        Sentence("it is a GGUF file, which is never a part of another model"),
        Sentence("Open it by itself."),
    ),
    (
        b"\x89HDF\r\n\x1a\n",
        Sentence("it is a TensorFlow model (HDF5), which GPTDesk does not read"),
        Sentence("Open the model in its PyTorch form, as safetensors."),
    ),
    (
        b"\x1f\x8b",
        Sentence("it is a gzip archive"),
        Sentence("Unpack it and open the file inside."),
    ),
)

# Models of other libraries, known by their names.
_FOREIGN_ENDINGS = (
    (".h5", Sentence("a TensorFlow model (HDF5)")),
    (".keras", Sentence("a TensorFlow model (Keras)")),
    (".pb", Sentence("a TensorFlow model")),
    (".ckpt.index", Sentence("a part of a TensorFlow checkpoint")),
    (".ckpt.meta", Sentence("a part of a TensorFlow checkpoint")),
    (".data-00000-of-00001", Sentence("a part of a TensorFlow checkpoint")),
    (".msgpack", Sentence("a Flax model")),
    (".onnx", Sentence("an ONNX model")),
    (".ot", Sentence("a model for rust-bert")),
)
_Stamp = tuple[int, int, int]  # identity, size in bytes, time of the last change
PYTORCH_FORM = "Open the model in its PyTorch form, as safetensors."


def foreign_kind(path: Path) -> str:
    """Return which other library's model a file is, going by its name; else nothing."""
    name = path.name.lower()
    return next((kind for ending, kind in _FOREIGN_ENDINGS if name.endswith(ending)), "")


@dataclass(frozen=True, slots=True)
class Contents:
    """What a model file (or an index with its shards) holds.

    Attributes:
        kind: "safetensors", "pickle" or `GGUF_KIND`, for the user.
        tensors: by stored name. Deleting an entry frees its memory.
        llama: its configuration, where the file says that it is of the Llama family.
        config: what the file itself says about the network's shape; often nothing.
        stamps: identity, size and time of every file concerned, when it was opened.
        read_tokenizer, count_tokens: of the model's own, where the file itself brings one along.
        licence: of the weights, where the file itself names it.
        notes: sentences the user should know of the file.
    """

    kind: str
    tensors: dict[str, StoredTensor]
    config: Mapping[str, Any] = field(default_factory=dict[str, Any])
    stamps: dict[Path, _Stamp] = field(default_factory=dict[Path, _Stamp])
    llama: LlamaFacts | None = None
    read_tokenizer: Callable[[], TokenizerFacts | None] | None = None
    count_tokens: Callable[[], int] | None = None
    licence: str = ""
    notes: tuple[str, ...] = ()

    @property
    def size_bytes(self) -> int:
        """What its files take on the disk."""
        return sum(size for _, size, _ in self.stamps.values())

    def require_unchanged(self) -> None:
        """Refuse files that were replaced or altered since they were opened.

        Raises:
            CheckpointError: one was.
        """
        for path, stamp in self.stamps.items():
            if _stamp(path) != stamp:
                raise changed_meanwhile(path)


def changed_meanwhile(path: Path) -> CheckpointError:
    """Return the refusal of a file that is not what it was when it was opened."""
    return CheckpointError(
        path,
        "it changed while it was being read",
        remedy="Wait until it is complete and open it again.",
    )


def open_contents(path: Path) -> Contents:
    """List what is in `path`, going by its first bytes and not by its name.

    Raises:
        CheckpointError: it is no model file, or a damaged or unsafe one.
        OSError: it cannot be read.
    """
    stamp = _stamp(path)
    with open_regular(path) as file:
        start = file.read(64)
    if start.startswith(_GGUF):
        model = open_gguf(path)
        contents = Contents(
            GGUF_KIND,
            model.tensors,
            model.words,
            llama=model.llama,
            read_tokenizer=model.read_tokenizer,
            count_tokens=model.count_tokens,
            licence=model.licence,
            notes=model.notes,
        )
    else:
        contents = _open_json(path) if _is_json(start) else _open_single(path)
    contents.stamps[path] = stamp
    return contents


def _is_json(start: bytes) -> bool:
    """Whether a file begins like a JSON object, in any of Unicode's encodings."""
    is_safetensors = start[8:9] == b"{" and b"\0" in start[:8]
    text = start.decode(json.detect_encoding(start), "ignore")
    return not is_safetensors and text.lstrip().startswith("{")


def _open_json(path: Path) -> Contents:
    """List what a JSON file stands for: the shards that it names, or first weights."""
    words = read_json(path)
    if not is_untrained(words):
        return _open_shards(path, words)
    tensors, note = draw_tensors(path, words)
    return Contents("first weights", tensors, words, notes=(note,))


def _open_single(path: Path) -> Contents:
    """List a file that holds tensors itself."""
    stamp = _stamp(path)
    with open_regular(path) as file:
        start = file.read(64)
    if not start:
        raise CheckpointError(path, "it is empty", remedy=COPY_AGAIN)
    if start[8:9] == b"{" and b"\0" in start[:8]:  # a length in 8 bytes, then JSON
        kind, tensors, config = "safetensors", open_safetensors(path), {}
    elif start.startswith((b"PK\x03\x04", b"\x80")):
        kind, (tensors, config) = "pickle", open_pickle(path)
    else:
        text = start.lstrip(b"\xef\xbb\xbf \t\r\n")  # also behind a byte-order mark
        for beginning, reason, remedy in _MISTAKEN:
            if text.startswith(beginning):
                raise CheckpointError(path, reason, remedy=remedy)
        if kind := foreign_kind(path):
            raise CheckpointError(
                path, "it is {kind}, which GPTDesk does not read", remedy=PYTORCH_FORM, kind=kind
            )
        raise CheckpointError(
            path,
            "it is not a model file",
            remedy=OPEN_KNOWN,
        )
    if not tensors:
        raise CheckpointError(path, "it holds no weights", remedy=COPY_AGAIN)
    return Contents(kind, tensors, config, {path: stamp})


def _open_shards(path: Path, words: Mapping[str, Any]) -> Contents:
    """List the files that a Hugging Face index names, all in the index's own folder."""
    entry = words.get("weight_map")
    weight_map = cast("dict[str, object]", entry) if isinstance(entry, dict) else {}
    if not weight_map:
        raise CheckpointError(
            path,
            "it is a JSON file without weights",
            remedy="Open the model.safetensors beside it, or their folder.",
        )
    names = {name for name in weight_map.values() if isinstance(name, str)}
    if len(names) > _MAX_SHARDS:
        raise CheckpointError(
            path,
            "it says that the model lies in {name_count:,} files; GPTDesk reads "
            "{max_shards:,} at most",
            remedy=OPEN_KNOWN,
            name_count=len(names),
            max_shards=_MAX_SHARDS,
        )
    shards: dict[str, Contents] = {}
    tensors: dict[str, StoredTensor] = {}
    for name, shard_name in weight_map.items():
        shard_path = _shard_path(path, shard_name)
        if shard_path.name not in shards:
            shards[shard_path.name] = _open_single(shard_path)
        stored = shards[shard_path.name].tensors.pop(name, None)
        if stored is None:
            raise CheckpointError(
                shard_path,
                "{name} is missing from it, though {file} says it is there",
                remedy=COPY_AGAIN,
                name=quoted(name),
                file=path.name,
            )
        tensors[name] = stored
    kind = next(iter(shards.values())).kind
    stamps = {file: stamp for shard in shards.values() for file, stamp in shard.stamps.items()}
    return Contents(f"sharded {kind}", tensors, stamps=stamps)


def _shard_path(index: Path, shard_name: object) -> Path:
    """Return where a shard lies, if its name is a plain file name of a kind that holds weights."""
    is_plain = (
        isinstance(shard_name, str)
        and shard_name.isprintable()
        and shard_name == PurePosixPath(shard_name).name == PureWindowsPath(shard_name).name
        and shard_name.endswith((".safetensors", ".bin"))
    )
    if not is_plain:
        raise CheckpointError(
            index,
            "it points to {shard_name}, which is not a model file in its folder",
            remedy="Do not use this model; download it from a source you trust.",
            shard_name=quoted(shard_name),
        )
    path = index.with_name(str(shard_name))
    if not path.is_file():
        raise CheckpointError(
            path, "this part of the model {index} is missing", remedy=COPY_AGAIN, index=index.name
        )
    return path


def _stamp(path: Path) -> _Stamp:
    status = path.stat()
    return status.st_ino, status.st_size, status.st_mtime_ns
