"""The models that can be opened, and the model that a name means.

Owns the bundled models, the user's models folder and the list of recent ones; what lies elsewhere
is found by its neighbours. Looks at names and sizes of files only; the readers of model files look
inside them, and say why one cannot be opened.
"""

from __future__ import annotations

import contextlib
import errno
import json
import logging
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import Any

from gptdesk.errors import CheckpointError
from gptdesk.files.atomic import move_aside, write_atomic
from gptdesk.files.hub_cache import repository_name
from gptdesk.files.regular import read_regular
from gptdesk.resources import resource_path
from gptdesk.storage.models.hugging_face_cache import cache_folder, snapshots
from gptdesk.storage.models.installed_packages import gguf_files
from gptdesk.storage.models.other_programs import lm_studio_models, ollama_digest, ollama_models
from gptdesk.storage.paths import UserPaths, user_paths

logger = logging.getLogger(__name__)

BUNDLED_MODEL = "storyteller"
MAX_RECENT = 10
REMOVED_FOLDER = ".removed"  # of the user's models folder: what can still be brought back

_GGUF_SUFFIX = ".gguf"
SEED_SUFFIX = ".seed"  # a shape and a seed: a network that has learned nothing
_WEIGHTS_SUFFIXES = (".safetensors", _GGUF_SUFFIX, ".bin", ".pth", ".pt", SEED_SUFFIX)
_LATER_PART = re.compile(r"-(?!00001)[0-9]{5}-of-[0-9]{5}\.gguf$")  # of a model in several files
# What stands for the weights of a folder in which a GGUF, another model, lies beside them.
_MAIN_FILES = (
    "model.safetensors",
    "model.safetensors.index.json",
    "pytorch_model.bin",
    "pytorch_model.bin.index.json",
)
_RECENT_SCHEMA = 1
_RECENT_BYTES = 1_000_000  # ten paths are a hundredth of it


class Origin(StrEnum):
    """Where a model was found."""

    BUNDLED = "bundled"
    USER = "user"  # in the user's models folder
    PACKAGE = "python package"  # inside an installed one
    HUGGING_FACE = "hugging face"  # downloaded by another program
    LM_STUDIO = "lm studio"
    OLLAMA = "ollama"
    RECENT = "recent"  # anywhere, and opened before


@dataclass(frozen=True, slots=True)
class CatalogEntry:
    """A model on this computer, which may turn out not to be one that can be opened.

    Attributes:
        name: what `Catalog.resolve` understands; its path for a recent model, or a second one of a
            name.
        path: a file, or a folder that holds one.
        origin: where it was found.
        size_bytes: of its weights on the disk.
    """

    name: str
    path: Path
    origin: Origin
    size_bytes: int


class Catalog:
    """The models of one user."""

    def __init__(self, paths: UserPaths) -> None:
        """Look in the folders of `paths`; nothing is read yet."""
        self._models_dir = paths.models_dir
        self._recent_file = paths.recent_models_file

    def models(self) -> tuple[CatalogEntry, ...]:
        """Return all there are: bundled, the user's, in packages, other programs', recent."""
        named = self.named()
        known = {entry.path for entry in named}
        recent = (
            CatalogEntry(str(path), path, Origin.RECENT, size)
            for path in self.recent()
            if path not in known and (size := _size_of(_weights_in(path))) is not None
        )
        return (*named, *recent)

    def resolve(self, name_or_path: str | None) -> Path:
        """Return the file or folder that the user means; None is the bundled model.

        A name from the catalog comes before a file of that name; `./name` is always the file.

        Raises:
            CheckpointError: there is nothing of that name, or it cannot be reached.
        """
        name = name_or_path or BUNDLED_MODEL
        for entry in self._named():  # only as far as it is looked for
            # "openai-community/gpt2" is also called "gpt2"
            if name in (entry.name, entry.name.rpartition("/")[2]):
                return entry.path
        if not name_or_path:
            raise CheckpointError(
                bundled_model(),
                "the bundled model is missing",
                remedy="Install GPTDesk again, or name another model.",
            )
        return _existing(name_or_path)

    def own(self, name: str) -> Path | None:
        """Return the one model of that name in the user's folder; None without one, or with two."""
        entries = _models_in(self._models_dir, Origin.USER)
        paths = [entry.path for entry in entries if shown_name(entry.path) == name]
        return paths[0] if len(paths) == 1 else None

    def recent(self) -> tuple[Path, ...]:
        """Return the models opened last, the last one first; they may have gone since."""
        removed = self._models_dir / REMOVED_FOLDER
        return tuple(path for path in self._load_recent() or () if removed not in path.parents)

    def remember(self, model: Path) -> None:
        """Put `model` at the head of the recent ones; a disk that refuses only loses that."""
        recent = self._load_recent()
        if recent is None:
            return
        model = model.absolute()
        models = [model, *(path for path in recent if path != model)][:MAX_RECENT]
        document = {"schema": _RECENT_SCHEMA, "models": [str(path) for path in models]}
        try:
            data = json.dumps(document, indent=1).encode()
            write_atomic(self._recent_file, data, is_private=True)
        except OSError as exc:
            logger.warning("recent models not saved: %s", exc)

    def named(self) -> tuple[CatalogEntry, ...]:
        """Return what has a name, all but the recent ones; of a taken name it is the path."""
        return tuple(self._named())

    def _named(self) -> Iterator[CatalogEntry]:
        names: set[str] = set()
        for entry in chain(
            _models_in(resource_path("models"), Origin.BUNDLED),
            _models_in(self._models_dir, Origin.USER),
            _models_in_packages(),
            _models_of_hugging_face(),
            _files_of(lm_studio_models(), Origin.LM_STUDIO),
            _files_of(ollama_models(), Origin.OLLAMA),
        ):
            name = str(entry.path) if entry.name in names else entry.name
            names.add(name)
            yield replace(entry, name=name)

    def _load_recent(self) -> tuple[Path, ...] | None:
        """Return the recent models; None when the file is there and must stay as it is."""
        try:
            document: Any = json.loads(read_regular(self._recent_file, _RECENT_BYTES))
            schema, models = document["schema"], [Path(name) for name in document["models"]]
        except FileNotFoundError:
            return ()
        except OSError as exc:
            logger.warning("recent models not read: %s", exc)
            if exc.errno not in (errno.EINVAL, errno.EFBIG):  # else it is no list of ours
                return None
        except (ValueError, LookupError, TypeError, RecursionError):
            logger.warning("%s is damaged", self._recent_file)
        else:
            return tuple(models[:MAX_RECENT]) if schema == _RECENT_SCHEMA else None
        with contextlib.suppress(OSError):
            move_aside(self._recent_file)
        return ()


def is_there(path: Path) -> bool:
    """Tell whether there is something at `path`; on a dead network disk this never returns."""
    try:
        path.stat()
    except (OSError, ValueError):  # gone, out of reach; not a name
        return False
    return True


def shown_name(path: Path) -> str:
    """Return what a model at `path` is called, without asking the disk."""
    if name := repository_name(path):  # else it would be the hash of a commit
        return name
    if digest := ollama_digest(path):  # its name stands elsewhere on the disk
        return f"ollama {digest[:12]}"
    return path.stem if path.suffix in (*_WEIGHTS_SUFFIXES, ".ckpt") else path.name


def bundled_model() -> Path:
    """Return the folder of the model that GPTDesk brings along."""
    return resource_path(f"models/{BUNDLED_MODEL}")


def resolve_model(name_or_path: str | None) -> Path:
    """Return what this user means by a model's name or path; see `Catalog.resolve`."""
    return Catalog(user_paths()).resolve(name_or_path)


def files_that_name(path: Path) -> list[Path]:
    """Return the files at `path` of which one has the hash that a model is known by.

    That is the one that the readers of models read first: of a model in parts its index.
    """
    main = (path / name for name in _MAIN_FILES if (path / name).exists())
    found = next(main, None) if path.is_dir() else path
    return _weights_in(path) if found is None else [found]


def _models_in(folder: Path, origin: Origin) -> Iterator[CatalogEntry]:
    """Yield the models that lie in `folder`, as single files or in a folder each, by name."""
    try:
        paths = sorted(folder.iterdir())
    except OSError:
        return
    for path in paths:
        if path.name != REMOVED_FOLDER:
            yield from _models_at(path, shown_name(path), origin)


def _models_in_packages() -> Iterator[CatalogEntry]:
    """Yield the GGUF files of installed packages, by name."""
    for path in sorted(gguf_files(), key=lambda path: path.name):
        yield from _models_at(path, path.stem, Origin.PACKAGE)


def _models_of_hugging_face() -> Iterator[CatalogEntry]:
    """Yield the models in the cache of the Hugging Face hub, by name."""
    for name, path in snapshots(cache_folder()):
        yield from _models_at(path, name, Origin.HUGGING_FACE)


def _files_of(models: Iterable[tuple[str, Path]], origin: Origin) -> Iterator[CatalogEntry]:
    """Yield models that are a file each, which nobody calls by its name; parts of one are one."""
    for name, path in models:
        if not _LATER_PART.search(path.name):
            yield CatalogEntry(name, path, origin, _size_of([path]) or 0)


def _models_at(path: Path, name: str, origin: Origin) -> Iterator[CatalogEntry]:
    """Yield the model at `path`; of a folder, each GGUF file by itself if there are others."""
    files = _weights_in(path)
    ggufs = [file for file in files if file.suffix == _GGUF_SUFFIX]
    others = [file for file in files if file.suffix != _GGUF_SUFFIX]
    if not (ggufs and others) and len(ggufs) < 2:
        size = _size_of(files)
        if size is not None:
            yield CatalogEntry(name, path, origin, size)
        return
    if others:
        main = (path / file for file in _MAIN_FILES if (path / file).exists())
        yield CatalogEntry(name, next(main, path), origin, _size_of(others) or 0)
    for file in ggufs:
        if not _LATER_PART.search(file.name):
            yield CatalogEntry(f"{name}/{file.stem}", file, origin, _size_of([file]) or 0)


def _weights_in(path: Path) -> list[Path]:
    """Return the files of weights at `path`, a folder or one of them, by name."""
    try:
        files = sorted(path.iterdir()) if path.is_dir() else [path] if path.exists() else []
    except (OSError, ValueError):  # gone, out of reach; not a name
        return []
    return [file for file in files if file.name.endswith(_WEIGHTS_SUFFIXES)]


def _size_of(files: Iterable[Path]) -> int | None:
    """Return the bytes of some files, of which one may be a link to nothing; None without any."""
    sizes: list[int] = []
    for file in files:
        try:
            sizes.append(file.stat().st_size)
        except OSError:
            sizes.append(0)
    return sum(sizes) if sizes else None


def _existing(name: str) -> Path:
    path = Path(name)
    if name.startswith("~"):
        path = Path(os.path.expanduser(name))  # noqa: PTH111  Path's raises for an unknown user
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError, ValueError) as exc:
        raise CheckpointError(
            path,
            "there is no such file or folder, and no model of that name",
            remedy="`gptdesk-cli models` lists the models there are.",
        ) from exc
    except OSError as exc:
        raise CheckpointError(
            path,
            "it cannot be reached ({why})",
            remedy="Choose another file, or change its permissions.",
            why=exc,
        ) from exc
    return path
