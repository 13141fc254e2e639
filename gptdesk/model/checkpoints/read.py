"""Reading a GPT-2 from the disk into a `GPTModel`, in every format: `read_checkpoint`.

Owns the filled network; what lies before it, from a path to tensors by our names, is
`open`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch

from gptdesk.errors import CheckpointError
from gptdesk.model.checkpoints.open import (
    BLOCKS,
    StoredModel,
    explaining,
    open_checkpoint,
    say_nothing,
)
from gptdesk.model.checkpoints.parameter_shapes import NoInit
from gptdesk.model.config import GPTConfig
from gptdesk.model.gpt import GPTModel

_OPEN_GPT2 = "Open a GPT-2 model."


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


def read_checkpoint(
    path: Path,
    *,
    dtype: torch.dtype = torch.float32,
    progress: Callable[[str], None] = say_nothing,
) -> Checkpoint:
    """Read a model into a `GPTModel`; see `open_checkpoint`.

    Args:
        path: a model file, or a folder that holds one.
        dtype: numbers that the network shall compute with.
        progress: called with a short sentence on what is being done now.

    Raises:
        CheckpointError: nothing usable is there, in one sentence: which file, what, what to do.
    """
    stored = open_checkpoint(path, progress=progress)
    with explaining(path):
        model = _fill(stored, dtype)
    return Checkpoint(
        model=model.eval(),
        name=stored.name,
        path=stored.path,
        sha256=stored.close(),
        file_format=stored.file_format,
        stored_dtype=stored.stored_dtype,
        template=stored.template,
        notes=stored.notes,
    )


@torch.no_grad()
def _fill(stored: StoredModel, dtype: torch.dtype) -> GPTModel:
    """Build the network and copy every parameter into it, one block at a time."""
    config = stored.config
    if not isinstance(config, GPTConfig):
        raise CheckpointError(
            stored.path, "it is a {family}, not a GPT-2", remedy=_OPEN_GPT2, family=config.family
        )
    try:
        with NoInit():
            model = GPTModel(config).to(dtype)
    except RuntimeError as exc:  # torch's allocator, which raises no MemoryError
        raise MemoryError from exc
    parameters = dict(model.named_parameters())
    for name, tensor in stored.embeddings().items():
        parameters[name].copy_(tensor)
    for number in range(stored.config.n_layers):
        for name, tensor in stored.block(number).items():
            parameters[f"{BLOCKS}{number}.{name}"].copy_(tensor)
    return model
