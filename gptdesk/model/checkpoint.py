"""Reads a GPT-2 from disk, whoever saved it: `read_checkpoint`.

Owns the way from a path to a filled `GPTModel`: which file of a folder, which configuration,
every parameter filled and finite, all memory our own. What the names mean stands in
`checkpoint_formats`, what the shapes mean in `checkpoint_shape`, how bytes are read safely in
`checkpoint_files` and `checkpoint_readers`. Must not know the tokenizer, devices or user folders.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from torch.overrides import TorchFunctionMode

from gptdesk.errors import CheckpointError
from gptdesk.model.checkpoint_files import open_contents
from gptdesk.model.checkpoint_formats import LLMS_FROM_SCRATCH, Row
from gptdesk.model.checkpoint_readers import COPY_AGAIN, quoted, read_json
from gptdesk.model.checkpoint_shape import Layout, derive_config, understand
from gptdesk.model.config import GPTConfig
from gptdesk.model.gpt import GPTModel

# What a folder is searched for, in this order; then for a single file with one of the suffixes.
_WELL_KNOWN = (
    "model.safetensors",
    "model.safetensors.index.json",
    "pytorch_model.bin",
    "pytorch_model.bin.index.json",
    "ckpt.pt",
)
_SUFFIXES = (".safetensors", ".pth", ".pt", ".bin", ".ckpt")

_MAX_NAME_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What reading a model file gave.

    Attributes:
        model: in evaluation mode, on the CPU, in memory of its own.
        name: short, for the window.
        path: the file that was read; the index of a sharded model.
        sha256: of that file.
        file_format: for example "Hugging Face GPT-2 safetensors".
        stored_dtype: numbers as stored, "float16".
        template: name of the prompt template for conversations; empty when none is named.
        notes: sentences the user should know.
    """

    model: GPTModel
    name: str
    path: Path
    sha256: str
    file_format: str
    stored_dtype: str
    template: str
    notes: tuple[str, ...]


def _ignore(_sentence: str) -> None:
    """Take a progress sentence that nobody asked for."""


def read_checkpoint(
    path: Path,
    *,
    dtype: torch.dtype = torch.float32,
    progress: Callable[[str], None] = _ignore,
) -> Checkpoint:
    """Read a model from a file, or from a folder that holds one.

    Args:
        path: safetensors, a pickle of torch.save, a Hugging Face index, or their folder.
        dtype: numbers that the network shall compute with.
        progress: called with a short sentence on what is being done now.

    Raises:
        CheckpointError: nothing usable is there, in one sentence: which file, what, what to do.
    """
    try:
        return _read(_model_file(path), dtype, progress)
    except OSError as exc:
        raise CheckpointError(
            path,
            f"it cannot be read ({exc.strerror or 'the disk reports an error'})",
            remedy="Check that it is still there and that you may open it.",
        ) from exc
    except MemoryError as exc:
        raise CheckpointError(
            path, "there is not enough memory for it", remedy="Open a smaller model."
        ) from exc


def _model_file(path: Path) -> Path:
    """Return the file that `path` stands for."""
    if path.is_file():
        return path
    if not path.is_dir():
        is_there = path.exists()
        raise CheckpointError(
            path,
            "it is not a regular file" if is_there else "there is no such file",
            remedy="Choose a model file, or a folder that holds one.",
        )
    for name in _WELL_KNOWN:
        if (path / name).is_file():
            return path / name
    others = sorted(file for file in path.iterdir() if file.suffix in _SUFFIXES and file.is_file())
    if len(others) == 1:
        return others[0]
    if others:
        raise CheckpointError(
            path,
            f"this folder holds {len(others)} model files, {quoted(others[0].name)} among them",
            remedy="Choose one of the files.",
        )
    raise CheckpointError(
        path,
        "this folder holds no model",
        remedy=f"Choose a folder with {_WELL_KNOWN[0]}, or a model file.",
    )


def _read(file: Path, dtype: torch.dtype, progress: Callable[[str], None]) -> Checkpoint:
    progress(f"Opening {file.name}")
    contents = open_contents(file)
    words: Mapping[str, Any] = contents.config
    config_file = file.with_name("config.json")
    if not words and config_file.is_file():
        words = read_json(config_file)
    layout = understand(file, contents.tensors)
    config, notes = derive_config(file, layout, words)
    stored_dtype = " and ".join(sorted({tensor.dtype for tensor in layout.tensors.values()}))
    model, fill_notes = _fill(file, config, layout, dtype, progress)

    progress(f"Checking {file.name}")
    with file.open("rb") as raw:
        sha256 = hashlib.file_digest(raw, "sha256").hexdigest()
    contents.require_unchanged()
    return Checkpoint(
        model=model.eval(),
        name=_name(file, words),
        path=file,
        sha256=sha256,
        file_format=_describe_format(layout, contents.kind, words),
        stored_dtype=stored_dtype,
        template=words["template"] if isinstance(words.get("template"), str) else "",
        notes=(*notes, *fill_notes),
    )


class _NoInit(TorchFunctionMode):
    """Leaves new parameters as the memory happens to be: all of them are about to be filled."""

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: object,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        if getattr(func, "__module__", "") == "torch.nn.init":
            return args[0] if args else (kwargs or {})["tensor"]
        return func(*args, **(kwargs or {}))


@torch.no_grad()
def _fill(
    file: Path,
    config: GPTConfig,
    layout: Layout,
    dtype: torch.dtype,
    progress: Callable[[str], None],
) -> tuple[GPTModel, tuple[str, ...]]:
    """Build the network and copy every parameter into it, one stored tensor at a time."""
    shapes = _parameter_shapes(config)
    absent = shapes.keys() - layout.parameters
    _require_complete(file, layout, absent, config.n_layers)
    # A tied head that is stored as well was found equal; there is nothing to copy it to.
    rows = [row for row in layout.rows if shapes.keys() >= set(row.ours)]
    for row in rows:
        _require_shape(file, layout, row, shapes[row.ours[0]])

    try:
        with _NoInit():
            model = GPTModel(config).to(dtype)
    except RuntimeError as exc:  # torch's allocator, which raises no MemoryError
        raise MemoryError from exc
    parameters = dict(model.named_parameters())
    for number, row in enumerate(rows):
        if number % 16 == 0:
            progress(f"Reading {file.name}, {100 * number // len(rows)} %")
        _copy(file, layout, row, parameters)
    for name in absent:
        parameters[name].zero_()
    notes = ("The file has no biases; they are zero.",) if absent else ()
    return model, notes


def _parameter_shapes(config: GPTConfig) -> dict[str, tuple[int, ...]]:
    """Return what `GPTModel(config)` has to be filled with, learnt from one of its blocks.

    So that a file which promises a thousand blocks and holds none of them costs nothing.
    """
    with _NoInit():
        one_block = GPTModel(replace(config, n_layers=1))
    shapes: dict[str, tuple[int, ...]] = {}
    for name, parameter in one_block.named_parameters():  # a tied head is listed once, as tok_emb
        numbers = range(config.n_layers if name.startswith("trf_blocks.") else 1)
        for number in numbers:
            shapes[name.replace("trf_blocks.0.", f"trf_blocks.{number}.")] = tuple(parameter.shape)
    return shapes


def _require_complete(file: Path, layout: Layout, absent: set[str], n_layers: int) -> None:
    """Refuse a file that lacks weights; one without any bias at all is complete."""
    biases = (".bias", ".shift")
    has_biases = any(name.endswith(biases) for name in layout.parameters)
    missing = {name for name in absent if has_biases or not name.endswith(biases)}
    if missing:
        table = layout.format.rows_for(n_layers)
        first = next(row.theirs for row in table if not missing.isdisjoint(row.ours))
        others = f" and {len(missing) - 1} more weights are" if len(missing) > 1 else " is"
        raise CheckpointError(file, f"{quoted(first)}{others} missing from it", remedy=COPY_AGAIN)


def _require_shape(file: Path, layout: Layout, row: Row, shape: tuple[int, ...]) -> None:
    """Refuse a stored tensor that is not made of parameters of `shape`."""
    rows, *columns = shape
    if row.ours in {("tok_emb.weight",), ("out_head.weight",)}:
        rows = layout.vocabulary  # may be padded; it is cut while copying
    wanted = (len(row.ours) * rows, *columns)
    if row.is_transposed:
        wanted = wanted[::-1]
    stored = layout.tensors[row.theirs].shape
    if stored != wanted:
        raise CheckpointError(
            file,
            f"{quoted(row.theirs)} has the shape {list(stored)} instead of {list(wanted)}",
            remedy=COPY_AGAIN,
        )


def _copy(file: Path, layout: Layout, row: Row, parameters: Mapping[str, torch.Tensor]) -> None:
    """Copy one stored tensor into the parameters it holds, and forget it."""
    stored = layout.tensors.pop(row.theirs)
    tensor = stored.read()
    if tuple(tensor.shape) != stored.shape:
        raise CheckpointError(
            file,
            "it changed while it was being read",
            remedy="Wait until it is complete and open it again.",
        )
    if row.is_transposed:
        tensor = tensor.T
    for name, part in zip(row.ours, tensor.chunk(len(row.ours)), strict=True):
        parameter = parameters[name]
        parameter.copy_(part[: parameter.shape[0]])
        smallest, largest = torch.aminmax(parameter)  # both NaN if one number is
        if not (torch.isfinite(smallest) and torch.isfinite(largest)):
            raise CheckpointError(
                file,
                f"{quoted(row.theirs)} holds numbers that are infinite or not numbers (NaN)",
                remedy="The training probably diverged; open an earlier checkpoint.",
            )


def _name(file: Path, words: Mapping[str, Any]) -> str:
    """Return a short name: the configuration's, the folder's, else the file's."""
    said = words.get("name")
    if isinstance(said, str) and said.strip() and said.isprintable():
        name = said.strip()
    elif file.name in _WELL_KNOWN:
        name = file.resolve().parent.name if file.parent.name in {"", ".."} else file.parent.name
    else:
        name = file.stem
    return name if len(name) <= _MAX_NAME_LENGTH else name[: _MAX_NAME_LENGTH - 1] + "…"


def _describe_format(layout: Layout, kind: str, words: Mapping[str, Any]) -> str:
    # Our names are the book's; `tie_embeddings` is a word of ours alone.
    is_ours = layout.format is LLMS_FROM_SCRATCH and "tie_embeddings" in words
    return f"{'GPTDesk' if is_ours else layout.format.name} {kind}"
