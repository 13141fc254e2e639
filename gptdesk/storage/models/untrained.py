"""Models made by a user: a file that says a shape and a seed, and a name that is still free.

Owns names in the user's folder; what the file says is read by `model/checkpoints/untrained.py`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from itertools import chain, count
from pathlib import Path

from gptdesk.errors import SettingsError
from gptdesk.files.atomic import write_atomic
from gptdesk.storage.models.catalog import BUNDLED_MODEL, SEED_SUFFIX

_LONGEST_NAME = 60
_NUMBERED = re.compile(r"-[0-9]{1,6}$")


def free_place(models_dir: Path, name: str, suffix: str = "") -> Path:
    """Return where a model of this name goes.

    Raises:
        SettingsError: it is no name of a file, or a taken one.
    """
    name = name.strip()
    is_name = 0 < len(name) <= _LONGEST_NAME and name.isprintable() and not name.startswith(".")
    if not is_name or any(char in '/\\:*?"<>|' for char in name):
        raise SettingsError(
            "“{name}” cannot be a model's name: give one without / \\ : * ? \" < > |, of at most "
            "{most} characters.",
            name=name[:_LONGEST_NAME],
            most=_LONGEST_NAME,
        )
    if name == BUNDLED_MODEL:  # which is meant by that name everywhere
        raise SettingsError(
            "There is a model “{name}”, which came with GPTDesk: give another name.", name=name
        )
    if any((models_dir / f"{name}{one}").exists() for one in {"", suffix}):
        raise SettingsError(
            "There is a model “{name}” in your models folder: give another name.", name=name
        )
    return models_dir / f"{name}{suffix}"


def free_name(models_dir: Path, name: str) -> str:
    """Return a model's name if it is free, else the first one with a number that is: "tiny-2"."""
    base = _NUMBERED.sub("", name)
    names = chain([name], (f"{base}-{number}" for number in count(2)))
    return next(
        one
        for one in names
        if not any((models_dir / f"{one}{suffix}").exists() for suffix in ("", SEED_SUFFIX))
    )


def write_untrained(models_dir: Path, name: str, network: Mapping[str, object], seed: int) -> Path:
    """Put an untrained model into the user's folder; return its file.

    Args:
        models_dir: made if it is not there.
        name: of the model and of its file.
        network: its shape, in the names of `GPTConfig`.
        seed: of its first weights.

    Raises:
        SettingsError: the name is none, or taken.
        OSError: the disk refuses.
    """
    file = free_place(models_dir, name, SEED_SUFFIX)
    words = {"untrained": 1, "seed": seed, "name": name.strip(), "template": "plain", **network}
    models_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_atomic(file, f"{json.dumps(words, indent=2)}\n".encode(), is_private=True)
    return file
