"""The state of an unfinished run on disk: what `kill -9` must not take away.

Owns the file `training.pt`. It is not a model file: `export.py` writes that when the run is over.
"""

from __future__ import annotations

import os
import pickle
import struct
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from gptdesk.errors import TrainingError
from gptdesk.training.options import TrainingOptions

CHECKPOINT_NAME = "training.pt"

# What torch.load raises on bytes that are not a checkpoint, or only a part of one.
_DAMAGE = (
    OSError,
    RuntimeError,
    EOFError,
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    pickle.UnpicklingError,
    struct.error,
)


@dataclass(frozen=True, slots=True)
class SavedRun:
    """All that the next step depends on, but what follows from the seed: text order, dropout.

    Attributes:
        options: of the run, by name, its precision decided.
        kept_ids: GPT-2 ids that have a row of their own, (n,), int64.
        model: state dict.
        optimizers: state dict of each.
        losses: of every step done, nats per token; their number is the next step.
    """

    options: dict[str, Any]
    kept_ids: Tensor
    model: dict[str, Tensor]
    optimizers: list[dict[str, Any]]
    losses: list[float]


def save_run(folder: Path, run: SavedRun) -> None:
    """Write a checkpoint; a kill in the middle leaves the one before, whole."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / CHECKPOINT_NAME
    partial = path.with_suffix(".partial")
    with partial.open("wb") as file:
        torch.save({field.name: getattr(run, field.name) for field in fields(run)}, file)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def load_run(folder: Path, options: TrainingOptions) -> SavedRun | None:
    """Read the checkpoint of a folder; None where there is none.

    Raises:
        TrainingError: it is damaged, or of a run with other options.
    """
    path = folder / CHECKPOINT_NAME
    if not path.exists():
        return None
    try:
        run = SavedRun(**torch.load(path, map_location="cpu", weights_only=True, mmap=False))
    except _DAMAGE as exc:
        raise TrainingError(f"{path}: the checkpoint is damaged. Move it away.") from exc
    free = {"steps"} | ({"precision"} if options.precision == "auto" else set())
    for name, value in options.to_dict().items():
        before = run.options.get(name)
        if name not in free and before != value:
            raise TrainingError(
                f"{path}: the checkpoint was made with {name} = {before}, not {value}. "
                "Give the same options to go on, or another folder to begin anew."
            )
    return run
