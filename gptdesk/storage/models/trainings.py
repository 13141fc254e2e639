"""Trainings that wait in the user's models folder: what each is trained on, and as what.

Owns the file `training.json` beside a training's checkpoint, which makes it one that can go on
after a new start; must not know how anything is trained.
"""

from __future__ import annotations

import json
import logging
import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from gptdesk.files.atomic import write_atomic
from gptdesk.files.regular import read_regular
from gptdesk.storage.models.untrained import free_place

logger = logging.getLogger(__name__)

_FILE, _CHECKPOINT, _MODEL = "training.json", "training.checkpoint", "model.safetensors"
_MOST_BYTES = 100_000
_MOST_HEADER_BYTES = 10_000_000  # of a checkpoint
_MOST_FILES = 10_000  # that are looked at in a folder of texts


@dataclass(frozen=True, slots=True)
class Training:
    """A training, by what it was asked for with.

    Attributes:
        name: of the model, and of its folder.
        data: the text, a file or a folder.
        steps: updates of the weights.
        shape: of the network, by the names of the command's options, the seed among them.
    """

    name: str
    data: str
    steps: int
    shape: tuple[tuple[str, int], ...]


def begin_training(models_dir: Path, training: Training) -> Path:
    """Make the folder of a training; return it.

    Raises:
        SettingsError: the name is none, or taken.
        OSError: the disk refuses.
    """
    folder = free_place(models_dir, training.name)
    folder.mkdir(parents=True, mode=0o700)
    write_training(folder, training)
    return folder


def write_training(folder: Path, training: Training) -> None:
    """Write what a training is asked for with; it goes on as that.

    Raises:
        OSError: the disk refuses.
    """
    data = json.dumps({"schema": 1, **asdict(training)}, indent=1).encode()
    write_atomic(folder / _FILE, data, is_private=True)


def steps_done(folder: Path) -> int:
    """Return how many steps the checkpoint in a folder has; 0 where there is none to be read.

    It is as many as it has losses, which its header tells: the tensors are not read.
    """
    try:
        with (folder / _CHECKPOINT).open("rb") as file:
            n_bytes = min(int.from_bytes(file.read(8), "little"), _MOST_HEADER_BYTES)
            header: Any = json.loads(file.read(n_bytes))
        return int(header["losses"]["shape"][0])
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return 0


def text_bytes(data: Path, enough: int) -> int | None:
    """Return how many bytes of text a training would read.

    Args:
        data: a text file, or a folder of .txt files.
        enough: bytes; no more are counted.

    Returns:
        None where that is not known: nothing is there, it cannot be looked at, it is a folder of
        tokens, or so large that counting would take long.
    """
    try:
        if data.is_file():
            return data.stat().st_size
        if not data.is_dir() or (data / "tokens").is_dir():
            return None
        n_bytes = 0
        for n_seen, file in enumerate(data.rglob("*")):
            if n_bytes >= enough or n_seen >= _MOST_FILES:
                return n_bytes if n_bytes >= enough else None
            if file.suffix.lower() == ".txt":
                n_bytes += file.stat().st_size
    except OSError:
        return None
    return n_bytes


def waiting_trainings(models_dir: Path) -> tuple[Training, ...]:
    """Return those that have begun and have no model yet, by name."""
    found: list[Training] = []
    for file in sorted(models_dir.glob(f"*/{_FILE}")):
        if (file.parent / _MODEL).exists() or file.parent.name.startswith("."):
            continue
        try:
            said: Any = json.loads(read_regular(file, _MOST_BYTES))
            shape = tuple((str(name), int(value)) for name, value in said["shape"])
            found.append(Training(file.parent.name, str(said["data"]), int(said["steps"]), shape))
        except (OSError, ValueError, LookupError, TypeError, RecursionError) as exc:
            logger.warning("%s is passed over: %s", file, exc)
    return tuple(found)


def end_training(folder: Path) -> None:
    """Keep the model of a training that is done, and nothing else of it."""
    for name in (_FILE, _CHECKPOINT):
        with suppress(OSError):
            (folder / name).unlink()


def forget_training(folder: Path) -> bool:
    """Remove a training that has no model and no checkpoint; return whether it is gone."""
    if (folder / _CHECKPOINT).exists() or (folder / _MODEL).exists():
        return False
    with suppress(OSError):
        shutil.rmtree(folder)
    return not folder.exists()
