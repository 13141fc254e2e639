"""The state of an unfinished run on the disk, which survives `kill -9`.

Owns the file `training.checkpoint`: tensors and words in the layout of safetensors, so that reading
it runs nothing. It is not a model file: `export.py` writes that when the run is over.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from gptdesk.errors import OtherTextError, TrainingError
from gptdesk.model.gpt import GPTModel
from gptdesk.training.dataset import Corpus
from gptdesk.training.files import (
    DamagedFileError,
    bytes_of,
    read_safetensors,
    replace_file,
    safetensors_parts,
)
from gptdesk.training.options import VOCAB_SIZE, TrainingOptions, named_as_options

CHECKPOINT_NAME = "training.checkpoint"
_FORMER_NAME = "training.pt"  # a pickle

# What the optimizers keep of a parameter, in its shape but for the count of steps.
_KEPT = {"Muon": {"momentum_buffer"}, "AdamW": {"step", "exp_avg", "exp_avg_sq"}}


@dataclass(frozen=True, slots=True)
class SavedRun:
    """All that the next step depends on, but what follows from the seed: text order, dropout.

    Attributes:
        options: of the run, by name, its precision decided.
        text: what tells the text that is learned from another one, see `digest_of`.
        start: what tells the model that the run began with from another one, see
            `digest_of_weights`; empty where it began with first weights.
        learned_ids: GPT-2 ids whose rows the run changes, (n,), int64; `kept_ids` in the file.
        tensors: weights and what the optimizers keep, see `state_of`.
        losses: of every step done, nats per token; their number is the next step.
    """

    options: Mapping[str, Any]
    text: str
    start: str
    learned_ids: Tensor
    tensors: Mapping[str, Tensor]
    losses: list[float]


def digest_of(corpus: Corpus) -> str:
    """Return the SHA-256 of a text's tokens and of what its parts are called."""
    parts = [(part.name, len(part.documents)) for part in corpus.parts]
    digest = hashlib.sha256(json.dumps(parts).encode())
    for piece in corpus.tokens.split(1 << 20):
        digest.update(bytes_of(piece))
    return digest.hexdigest()


def digest_of_weights(model: GPTModel | None) -> str:
    """Return the SHA-256 of a model's weights; of no model, nothing."""
    if model is None:
        return ""
    digest = hashlib.sha256()
    for name, parameter in model.named_parameters():
        digest.update(name.encode())
        digest.update(bytes_of(parameter.detach()))
    return digest.hexdigest()


def state_of(model: GPTModel, optimizers: Sequence[torch.optim.Optimizer]) -> dict[str, Tensor]:
    """Return by name what training changes: every weight, and what the optimizers keep of it."""
    names = {id(parameter): name for name, parameter in model.named_parameters()}
    tensors = {f"model.{name}": p.detach() for name, p in model.named_parameters()}
    for optimizer in optimizers:
        for parameter, kept in optimizer.state.items():
            tensors |= {f"{key}.{names[id(parameter)]}": kept[key] for key in kept}
    return tensors


@torch.no_grad()
def restore(
    saved: SavedRun, folder: Path, model: GPTModel, optimizers: Sequence[torch.optim.Optimizer]
) -> None:
    """Give a new network and its optimizers the state of a saved run.

    Raises:
        TrainingError: it is that of another network, or holds numbers that are none.
    """
    names = {id(parameter): name for name, parameter in model.named_parameters()}
    shapes = {f"model.{name}": p.shape for name, p in model.named_parameters()}
    wanted: list[tuple[torch.optim.Optimizer, torch.nn.Parameter, str, str]] = []
    for optimizer in optimizers:
        for group in optimizer.param_groups:
            for parameter in group["params"]:
                for key in _KEPT[type(optimizer).__name__]:
                    name = f"{key}.{names[id(parameter)]}"
                    shapes[name] = torch.Size() if key == "step" else parameter.shape
                    wanted.append((optimizer, parameter, key, name))
    if {name: tensor.shape for name, tensor in saved.tensors.items()} != shapes:
        raise _damaged(folder / CHECKPOINT_NAME)
    for tensor in saved.tensors.values():
        if tensor.dtype != torch.float32 or not tensor.isfinite().all():
            raise _damaged(folder / CHECKPOINT_NAME)
    for name, parameter in model.named_parameters():
        parameter.copy_(saved.tensors[f"model.{name}"])
    for optimizer, parameter, key, name in wanted:
        optimizer.state[parameter][key] = saved.tensors[name].to(parameter.device)


def save_run(folder: Path, run: SavedRun) -> None:
    """Write a checkpoint; a kill in the middle leaves the one before, whole.

    Raises:
        TrainingError: it cannot be written; the one before is whole then too.
    """
    about = {"options": json.dumps(dict(run.options)), "text": run.text, "start": run.start}
    losses = torch.tensor(run.losses)  # float32, as they were computed
    tensors = {"kept_ids": run.learned_ids, "losses": losses, **run.tensors}
    replace_file(folder / CHECKPOINT_NAME, safetensors_parts(tensors, about))


def load_run(
    folder: Path, options: TrainingOptions, corpus: Corpus, start: GPTModel | None = None
) -> SavedRun | None:
    """Read the checkpoint of a folder to go on with it; None where there is none.

    Raises:
        OtherTextError: it is of a run on another text.
        TrainingError: it is damaged, or of a run with other options or another model to start from.
    """
    path = folder / CHECKPOINT_NAME
    run = read_run(folder)
    if run is None:
        return None
    free = {"steps"} | ({"precision"} if options.precision == "auto" else set())
    for name, value in options.to_dict().items():
        before = run.options.get(name)
        if name not in free and before != value:
            raise TrainingError(
                "{file}: the checkpoint was made with {name} {before!s:.40}, not {value}. "
                "Give the same options to go on, or another folder to begin anew.",
                file=path,
                name=named_as_options(name),
                before=before,
                value=value,
            )
    if run.text != digest_of(corpus):
        raise OtherTextError(
            "{file}: the checkpoint was made with another text. Put the text back as it was to "
            "go on, or give another folder to begin anew.",
            file=path,
        )
    require_start(run, folder, start)
    return run


def require_start(run: SavedRun, folder: Path, start: GPTModel | None) -> None:
    """Refuse another model to start from than a run's own.

    Raises:
        TrainingError: it is another one.
    """
    if run.start != digest_of_weights(start):
        raise TrainingError(
            "{file}: the checkpoint was begun from another model, or from none. Give the same "
            "--from to go on, or another folder to begin anew.",
            file=folder / CHECKPOINT_NAME,
        )


def read_run(folder: Path) -> SavedRun | None:
    """Read the checkpoint of a folder, whatever it is of; None where there is none.

    Raises:
        TrainingError: it is damaged, of an earlier version, or cannot be read.
    """
    path = folder / CHECKPOINT_NAME
    try:
        return _read(path)
    except FileNotFoundError:
        former = folder / _FORMER_NAME
        if former.exists():
            raise TrainingError(
                "{former}: an earlier version of GPTDesk wrote this checkpoint. Finish the run "
                "with that version, or move the file away to begin anew.",
                former=former,
            ) from None
        return None
    except OSError as exc:
        raise TrainingError(
            "{file}: the checkpoint cannot be read ({fault}).", file=path, fault=exc
        ) from exc
    except (DamagedFileError, LookupError, TypeError, ValueError, RecursionError) as exc:
        raise _damaged(path) from exc


def _read(path: Path) -> SavedRun:
    tensors, about = read_safetensors(path)
    kept_ids, losses = tensors.pop("kept_ids"), tensors.pop("losses")
    options = json.loads(about["options"])
    TrainingOptions(**options)  # all there, each in range
    is_sound = (
        kept_ids.dtype == torch.int64
        and kept_ids.dim() == losses.dim() == 1
        and bool((kept_ids.diff() > 0).all())
        and bool(((kept_ids >= 0) & (kept_ids < VOCAB_SIZE)).all())
        and bool(losses.isfinite().all())
        and len(losses) > 0
    )
    if not is_sound:
        raise DamagedFileError
    start = about.get("start", "")  # an earlier version's began with first weights
    return SavedRun(options, about["text"], start, kept_ids, tensors, losses.tolist())


def _damaged(path: Path) -> TrainingError:
    return TrainingError(
        "{file}: the checkpoint is damaged. Move it away to begin anew.", file=path
    )
