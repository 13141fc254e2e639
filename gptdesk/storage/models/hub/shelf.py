"""Shelf of models worth having, which the program brings along as `resources/catalog.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from gptdesk.resources import resource_path
from gptdesk.sentences import Sentence
from gptdesk.storage.models.catalog import REMOVED_FOLDER, files_that_name
from gptdesk.storage.models.hub.download import SOURCE_FILE, read_source
from gptdesk.storage.models.hugging_face_cache import cache_folder, snapshots

_SCHEMA = 1


@dataclass(frozen=True, slots=True)
class ShelfModel:
    """A model of the shelf.

    Attributes:
        name: as people call it.
        repository: `owner/name` on the hub.
        good_for: one sentence.
        licence: its short name.
        stored_bits: of each weight in its file.
        network: its shape, in the names of `model/config.py`.
        file: the one of the repository that is meant; empty for the folder.
        revision: the commit that was looked at; `main` where none was.
        sha256: of its weights at that commit; empty where it is not known.
        is_gated: whether its licence has to be accepted on its page first.
    """

    name: str
    repository: str
    good_for: str
    licence: str
    stored_bits: int
    network: Mapping[str, Any] = field(repr=False)
    file: str = ""
    revision: str = "main"
    sha256: str = ""
    is_gated: bool = False


@cache
def shelf(file: Path | None = None) -> tuple[ShelfModel, ...]:
    """Return the models of the shelf, as they stand in the file.

    Args:
        file: another one than the program's own, in tests.
    """
    path = file or resource_path("catalog.toml")
    values = tomllib.loads(path.read_text(encoding="utf-8"))
    assert values["schema"] == _SCHEMA, "the shelf comes with the program"
    models: list[dict[str, Any]] = values["model"]
    for model in models:
        model["good_for"] = Sentence(model["good_for"])
    return tuple(ShelfModel(**model) for model in models)


def files_here(models_dir: Path) -> dict[str, Path]:
    """Return where models of a hub are on this computer: their first file, by `owner/name`.

    Args:
        models_dir: the user's folder; the cache of the Hugging Face hub is looked into, too.
    """
    folders = dict(snapshots(cache_folder()))
    try:
        own = sorted(path for path in models_dir.iterdir() if path.name != REMOVED_FOLDER)
    except OSError:
        own = []
    for folder in own:
        if source := read_source(folder / SOURCE_FILE):
            folders[source.repository] = folder
    found = ((name, files_that_name(folder)) for name, folder in folders.items())
    return {name: files[0] for name, files in found if files}
