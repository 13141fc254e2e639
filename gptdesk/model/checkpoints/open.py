"""Opening a model on the disk, in every format: `open_checkpoint`.

Owns the way from a path to weights by our names: which file of a folder, which configuration,
every parameter there and finite, all memory our own. What the names mean stands in
`gpt2_names` and `llama_names`, what shapes and words mean in `gpt2_shape` and `llama_shape`, how
bytes are read safely in `files` and `readers`, what is said of a tokenizer in `tokenizers`. Must
not know how a text is encoded, devices or user folders.
"""

from __future__ import annotations

import hashlib
import math
import os
import re
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from gptdesk.errors import CheckpointError
from gptdesk.files.hub_cache import repository_name
from gptdesk.files.regular import open_regular
from gptdesk.model.checkpoints.files import (
    GGUF_KIND,
    PYTORCH_FORM,
    Contents,
    changed_meanwhile,
    foreign_kind,
    open_contents,
)
from gptdesk.model.checkpoints.gguf_model import JOIN_PARTS
from gptdesk.model.checkpoints.gguf_types import bits_per_weight
from gptdesk.model.checkpoints.gpt2_names import GGUF, LLMS_FROM_SCRATCH, Row
from gptdesk.model.checkpoints.gpt2_shape import BIASES, Layout, derive_config, understand
from gptdesk.model.checkpoints.llama_names import hub_format
from gptdesk.model.checkpoints.llama_shape import HUB_FAMILIES, understand_words, with_tokens
from gptdesk.model.checkpoints.parameter_shapes import BLOCKS, parameter_shapes
from gptdesk.model.checkpoints.readers import COPY_AGAIN, quoted, read_json
from gptdesk.model.checkpoints.tokenizers.facts import TokenizerFacts
from gptdesk.model.checkpoints.tokenizers.folder import has_tokenizer, read_tokenizer
from gptdesk.model.checkpoints.untrained import SEED_SUFFIX
from gptdesk.model.config import LlamaConfig
from gptdesk.sentences import Sentence, counted

# What a folder is searched for, in this order; then for a single file with one of the suffixes.
_WELL_KNOWN = (
    "model.safetensors",
    "model.safetensors.index.json",
    "pytorch_model.bin",
    "pytorch_model.bin.index.json",
    "ckpt.pt",
)
_INDEXES = tuple(name for name in _WELL_KNOWN if name.endswith(".json"))
_PART = re.compile(r"-[0-9]{5}-of-([0-9]{5})\.")
_GGUF_SUFFIX = ".gguf"
# What converters call a GGUF by themselves, with or without how its numbers are stored.
_SAYS_NOTHING = re.compile(r"(ggml-)?model([-_.](i?q[0-9]\w*|b?f(16|32)))?", re.IGNORECASE)
_SUFFIXES = (".safetensors", _GGUF_SUFFIX, ".pth", ".pt", ".bin", ".ckpt", SEED_SUFFIX)

_MAX_NAME_LENGTH = 60
_HASHED_BYTES = 16 * 2**20  # of a file, between two words about how far it is
_MODEL_CARD = "README.md"
_CARD_BYTES = 10_000  # its metadata stand at its head
_LICENCE = re.compile(r"^(license|license_name):[ \t]*([\w.+-]{1,60})[ \t\r]*$", re.MULTILINE)


def say_nothing(_sentence: str) -> None:
    """Drop a progress sentence."""


class StoredModel:
    """A model file, understood: complete, of known shape, and not read yet.

    Its weights come block by block, so that a model can be packed into less memory than its
    file takes. What they are packed by asks for each once and then calls `close`.

    Attributes:
        config: the network's shape.
        longest_context: tokens that the file allows; a limit may have made `config.ctx_len` less.
        name: short, for the window.
        path: the file; the index of a sharded model.
        file_format: for example "Hugging Face GPT-2 safetensors".
        stored_dtype: numbers as stored, "float16".
        tokenizer: the one that belongs to it; None is GPT-2's own.
        template: name of the prompt template for conversations; empty when none is named.
        licence: of the weights, as its files name it; empty where they do not.
        size_bytes: of its files on the disk.
        bits_per_weight: as stored, on average.
        notes: sentences the user should know.
    """

    def __init__(
        self,
        file: Path,
        contents: Contents,
        words: Mapping[str, Any],
        progress: Callable[[str], None],
        context_limit: int | None = None,
        *,
        is_outline: bool = False,
    ) -> None:
        """Understand what a file holds; `words` is its configuration.

        Raises:
            CheckpointError: it is no complete model of a known kind.
        """
        llama, family = contents.llama, HUB_FAMILIES.get(str(words.get("model_type")))
        known = GGUF if contents.kind == GGUF_KIND else None
        if llama is not None:
            known = llama.format
        elif family is not None:
            known = hub_format(family)
        layout = understand(file, contents.tensors, known, words)
        if family is not None and llama is None:
            llama = understand_words(file, words, layout.tensors)
        self.tokenizer: TokenizerFacts | None = None
        if is_outline:
            tokens = _count_tokens(file, contents, layout)
        else:
            if contents.read_tokenizer is not None:
                self.tokenizer = contents.read_tokenizer()
            elif layout.vocabulary:  # without one it is refused below
                self.tokenizer = read_tokenizer(file.parent, layout.vocabulary, words)
            tokens = len(self.tokenizer.pieces) if self.tokenizer else None
        if llama is None:
            self.config, notes = derive_config(file, layout, words, tokens, is_outline=is_outline)
        else:
            self.config, notes = with_tokens(file, llama.config, tokens)
        self.longest_context = self.config.ctx_len
        if isinstance(self.config, LlamaConfig) and context_limit is not None:
            shorter = min(context_limit, self.longest_context)
            self.config = replace(self.config, ctx_len=shorter)
        self.path = file
        self.name = _name(file, words)
        self.file_format = _describe_format(layout, contents.kind, words)
        self.licence = contents.licence or _licence_in(words) or _licence_beside(file)
        self.size_bytes = contents.size_bytes
        self.bits_per_weight = bits_per_weight(
            (one.dtype, math.prod(one.shape)) for one in layout.tensors.values()
        )
        self.stored_dtype = " and ".join(sorted({t.dtype for t in layout.tensors.values()}))
        self.template = words["template"] if isinstance(words.get("template"), str) else ""
        self._contents, self._layout, self._progress = contents, layout, progress
        self._shapes = parameter_shapes(self.config)
        absent = self._shapes.keys() - layout.parameters
        is_llama = isinstance(self.config, LlamaConfig)
        has_biases = is_llama or layout.has_biases or words.get("bias") is True
        _require_complete(file, layout, absent, self.config.n_layers, has_biases=has_biases)
        # A tied head that is stored as well was found equal; there is no parameter for it.
        self._rows = [row for row in layout.rows if self._shapes.keys() >= set(row.ours)]
        for row in self._rows:
            _require_shape(file, layout, row, self._shapes[row.ours[0]])
        lacks_biases = (Sentence("The file has no biases; they are zero."),) if absent else ()
        tokenizer_notes = self.tokenizer.notes if self.tokenizer else ()
        self.notes = (*contents.notes, *notes, *lacks_biases, *tokenizer_notes)

    def embeddings(self) -> dict[str, Tensor]:
        """Read what is outside the blocks, float32, by `GPTModel`'s names; no tied `out_head`.

        Raises:
            CheckpointError: it cannot be read, or holds numbers that are none.
        """
        self._progress(Sentence("Reading {name}", name=self.path.name))
        return self._read("")

    def block(self, number: int) -> dict[str, Tensor]:
        """Read one block, float32, by `TransformerBlock`'s names.

        Raises:
            CheckpointError: it cannot be read, or holds numbers that are none.
        """
        share = 100 * (number + 1) // (self.config.n_layers + 1)
        self._progress(Sentence("Reading {name}, {share} %", name=self.path.name, share=share))
        return self._read(f"{BLOCKS}{number}.")

    def close(self) -> str:
        """Return the file's SHA-256, once all is read.

        Raises:
            CheckpointError: the file was changed meanwhile.
        """
        with explaining(self.path):
            digest = hashlib.sha256()
            with open_regular(self.path) as raw:
                size = max(1, os.fstat(raw.fileno()).st_size)
                while piece := raw.read(_HASHED_BYTES):
                    share = 100 * raw.tell() // size
                    self._progress(
                        Sentence("Checking {name}, {share} %", name=self.path.name, share=share)
                    )
                    digest.update(piece)
            self._contents.require_unchanged()
        self._progress(Sentence("Checking {name}", name=self.path.name))
        return digest.hexdigest()

    def _read(self, prefix: str) -> dict[str, Tensor]:
        """Read the parameters whose name starts with `prefix`, or that are in no block."""

        def is_wanted(name: str) -> bool:
            return name.startswith(prefix) if prefix else not name.startswith(BLOCKS)

        parameters: dict[str, Tensor] = {}
        with explaining(self.path):
            for row in self._rows:
                if is_wanted(row.ours[0]):
                    parameters |= _read_row(
                        self.path, self._layout, row, self._shapes, self.config.head_dim
                    )
            for name, shape in self._shapes.items():
                if is_wanted(name) and name not in parameters:
                    parameters[name] = torch.zeros(shape)  # a bias that the file has not
        return {name.removeprefix(prefix): tensor for name, tensor in parameters.items()}


def open_checkpoint(
    path: Path,
    *,
    context_limit: int | None = None,
    progress: Callable[[str], None] = say_nothing,
    is_outline: bool = False,
) -> StoredModel:
    """Open a model file, or a folder that holds one, and understand it.

    Args:
        path: safetensors, GGUF, a pickle of torch.save, a Hugging Face index, or their folder.
        context_limit: most tokens of context of a network that could have more: its keys and values
            take memory. GPT-2 has learned its positions, and keeps them.
        progress: called with a short sentence on what is being done, now and while reading.
        is_outline: only headers are read, in milliseconds: it is to be listed, not to be computed.
            It has no tokenizer then, and its vocabulary may count unused rows.

    Raises:
        CheckpointError: nothing usable is there, in one sentence: which file, what, what to do.
    """
    with explaining(path):
        file = _model_file(path)
        _require_whole(file)
        progress(Sentence("Opening {name}", name=file.name))
        contents = open_contents(file)
        words: Mapping[str, Any] = contents.config
        config_file = file.with_name("config.json")
        if not words and os.path.lexists(config_file):  # else a folder, or a pipe, is none
            words = read_json(config_file)
        return StoredModel(file, contents, words, progress, context_limit, is_outline=is_outline)


@contextmanager
def explaining(path: Path) -> Generator[None]:
    """Turn what the system says of a file into a sentence."""
    try:
        yield
    except OSError as exc:
        raise CheckpointError(
            Path(exc.filename) if isinstance(exc.filename, str) else path,
            "it cannot be read ({why})",
            remedy="Check that it is still there and that you may open it.",
            why=exc,
        ) from exc
    except MemoryError as exc:
        raise CheckpointError(
            path, "there is not enough memory for it", remedy="Open a smaller model."
        ) from exc


def _count_tokens(file: Path, contents: Contents, layout: Layout) -> int | None:
    """Return how many tokens a model's own tokenizer has at most; None where it has none."""
    if contents.count_tokens is not None:
        return contents.count_tokens()
    return layout.vocabulary if layout.vocabulary and has_tokenizer(file.parent) else None


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
    known = next((path / name for name in _WELL_KNOWN if (path / name).is_file()), None)
    if known and not any(path.glob(f"*{_GGUF_SUFFIX}")):  # which is another model
        return known
    files = sorted(file for file in path.iterdir() if file.is_file())
    others = [file for file in files if file.suffix in _SUFFIXES]
    if len(others) == 1 or (others and all(_PART.search(one.name) for one in others)):
        return others[0]  # one of several parts is refused
    if others:
        raise CheckpointError(
            path,
            "this folder holds {count} model files, {example} among them",
            remedy="Choose one of the files.",
            count=len(others),
            example=quoted(others[0].name),
        )
    for file in files:
        if kind := foreign_kind(file):
            raise CheckpointError(
                path,
                "{file} in this folder is {kind}",
                remedy=PYTORCH_FORM,
                file=quoted(file.name),
                kind=kind,
            )
    raise CheckpointError(
        path,
        "this folder holds no model",
        remedy="Choose a folder with {well_known}, or a model file.",
        well_known=_WELL_KNOWN[0],
    )


def _require_whole(file: Path) -> None:
    """Refuse one of the files that only an index makes a model of."""
    part = _PART.search(file.name)
    if part and int(part[1]) > 1:
        if file.suffix == _GGUF_SUFFIX:
            remedy = JOIN_PARTS
        elif any(file.with_name(name).is_file() for name in _INDEXES):
            remedy = "Open its folder."
        else:
            remedy = "Download the others and their index, too, and open their folder."
        raise CheckpointError(
            file, "it is one of the {part} parts of a model", remedy=remedy, part=int(part[1])
        )


def _require_complete(
    file: Path, layout: Layout, absent: set[str], n_layers: int, *, has_biases: bool
) -> None:
    """Refuse a file that lacks weights; without `has_biases`, those may be absent."""
    missing = {name for name in absent if has_biases or not name.endswith(BIASES)}
    if missing:
        table = layout.format.rows_for(n_layers)
        first = next(row.theirs for row in table if not missing.isdisjoint(row.ours))
        more = counted(len(missing) - 1, "more weight")
        others = f" and {more} are" if len(missing) > 1 else " is"
        raise CheckpointError(
            file,
            "{first}{others} missing from it",
            remedy=COPY_AGAIN,
            first=quoted(first),
            others=others,
        )


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
            "{theirs} has the shape {stored} instead of {wanted}",
            remedy=COPY_AGAIN,
            theirs=quoted(row.theirs),
            stored=list(stored),
            wanted=list(wanted),
        )


def _read_row(
    file: Path,
    layout: Layout,
    row: Row,
    shapes: Mapping[str, tuple[int, ...]],
    head_dim: int,
) -> dict[str, Tensor]:
    """Read one stored tensor, and forget it; return the parameters it holds, float32."""
    stored = layout.tensors.pop(row.theirs)
    tensor = stored.read()
    if tuple(tensor.shape) != stored.shape:
        raise changed_meanwhile(file)
    smallest, largest = torch.aminmax(tensor)  # both NaN if one number is
    if not (torch.isfinite(smallest) and torch.isfinite(largest)):
        raise CheckpointError(
            file,
            "{theirs} holds numbers that are infinite or not numbers (NaN)",
            remedy="The training probably diverged; open an earlier checkpoint.",
            theirs=quoted(row.theirs),
        )
    parts = oriented(tensor, row, head_dim).chunk(len(row.ours))
    # In memory of their own: no part keeps the others alive, no padding the whole.
    return {
        name: torch.empty(shapes[name]).copy_(part[: shapes[name][0]])
        for name, part in zip(row.ours, parts, strict=True)
    }


def oriented(stored: Tensor, row: Row, head_dim: int) -> Tensor:
    """Return a stored matrix, or a bias, as ours are: (out, in), paired rows half a head apart.

    llama.cpp's order of rows is undone as in transformers (`LlamaTensorProcessor`,
    https://github.com/huggingface/transformers/blob/main/src/transformers/modeling_gguf_pytorch_utils.py).
    """
    if row.is_transposed:
        return stored.T
    if row.is_permuted:
        pairs = stored.reshape(-1, head_dim // 2, 2, *stored.shape[1:])  # (heads, pairs, 2, in)
        return pairs.transpose(1, 2).reshape(stored.shape)
    return stored


def _name(file: Path, words: Mapping[str, Any]) -> str:
    """Return a short name: the configuration's, the folder's, else the file's.

    A GGUF is called as its file is, which people choose it by; the name inside is what a converter
    made of some folder's, "Smollm2 135M 8k Lc100K Mix1 Ep2", and counts only if the file's is none.
    """
    said = words.get("name")
    is_gguf = file.suffix == _GGUF_SUFFIX
    has_name = is_gguf and not _SAYS_NOTHING.fullmatch(file.stem)
    if not has_name and isinstance(said, str) and said.strip() and said.isprintable():
        name = said.strip()
    elif file.name in _WELL_KNOWN or (is_gguf and not has_name):
        folder = file.resolve().parent if file.parent.name in {"", ".."} else file.parent
        name = repository_name(folder).rpartition("/")[2] or folder.name
    else:
        name = file.stem
    return name if len(name) <= _MAX_NAME_LENGTH else name[: _MAX_NAME_LENGTH - 1] + "…"


def _licence_in(words: Mapping[str, Any]) -> str:
    """Return the licence that a configuration names; nothing where it is no plain name.

    "unknown" is what training writes where nobody named one.
    """
    said = words.get("license")
    if not isinstance(said, str) or said == "unknown":
        return ""
    return said if _LICENCE.fullmatch(f"license: {said}") else ""


def _licence_beside(file: Path) -> str:
    """Return the licence that a model card beside a file names; nothing where there is none.

    Source: https://huggingface.co/docs/hub/model-cards#model-card-metadata
    """
    try:
        with open_regular(file.with_name(_MODEL_CARD)) as card:
            text = card.read(_CARD_BYTES).decode("utf-8", "replace")
    except OSError:
        return ""
    metadata = text.partition("\n---")[0] if text.startswith("---") else ""
    said = dict(_LICENCE.findall(metadata))
    name = said.get("license_name") or said.get("license") or ""
    return name if name.isprintable() else ""


def _describe_format(layout: Layout, kind: str, words: Mapping[str, Any]) -> str:
    # Our names are the book's; `tie_embeddings` is a word of ours alone.
    is_ours = layout.format is LLMS_FROM_SCRATCH and "tie_embeddings" in words
    is_hubs = words.get("model_type") in HUB_FAMILIES
    maker = "GPTDesk" if is_ours else f"{'Hugging Face ' * is_hubs}{layout.format.name}"
    return f"{maker} {kind}"
