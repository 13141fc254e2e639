"""GGUF files that LM Studio and Ollama have on this computer.

Owns where they keep them and what they call them, read-only: nothing there is written or removed.

    ~/.lmstudio/models/<owner>/<repository>/<file>.gguf
    ~/.lmstudio/settings.json                                      "downloadsFolder": another one
    ~/.ollama/models/manifests/<registry>/<owner>/<name>/<tag>     JSON, which names a blob
                    /blobs/sha256-<64 digits>                      the GGUF file

Sources: https://lmstudio.ai/docs/app/advanced/import-model
https://github.com/ollama/ollama/blob/main/docs/faq.mdx
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from gptdesk.files.regular import read_regular

_POINTER_BYTES = 10_000
_SETTINGS_BYTES = 10_000_000
_MANIFEST_BYTES = 1_000_000  # one has a thousand
_MODEL_LAYER = "application/vnd.ollama.image.model"
_DIGEST = re.compile(r"sha256:([0-9a-f]{64})")
_BLOB = re.compile(r"sha256[-:]([0-9a-f]{64})")
_OLLAMA_HOUSE, _OLLAMA_OWNER = "registry.ollama.ai", "library"  # are not said


def home_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the user's folder."""
    return Path(environment.get("HOME") or os.path.expanduser("~"))  # noqa: PTH111  Path's raises


def lm_studio_models() -> Iterator[tuple[str, Path]]:
    """Yield owner/repository/file and path of every GGUF file of LM Studio, by name."""
    for folder in _lm_studio_folders(home_folder()):
        for path in _sorted(folder, "*/*/*.gguf"):
            yield path.relative_to(folder).with_suffix("").as_posix(), path


def ollama_models(environment: Mapping[str, str] = os.environ) -> Iterator[tuple[str, Path]]:
    """Yield name:tag and path of every GGUF file of Ollama, by name; two names can mean one."""
    for folder in _ollama_folders(environment):
        for manifest in _sorted(folder / "manifests", "*/*/*/*"):
            digest = _digest_in(manifest)
            blobs = (folder / "blobs" / f"sha256{between}{digest}" for between in "-:")
            blob = next((one for one in blobs if digest and _is_file(one)), None)
            if blob is not None:
                house, owner, name, tag = manifest.parts[-4:]
                before = [part for part in (house,) if part != _OLLAMA_HOUSE]
                before += [part for part in (owner,) if before or part != _OLLAMA_OWNER]
                yield "/".join((*before, f"{name}:{tag}")), blob


def ollama_digest(path: Path) -> str:
    """Return the hash that Ollama names a blob by; empty where `path` is none."""
    match = _BLOB.fullmatch(path.name)
    return match[1] if match and path.parent.name == "blobs" else ""


def _lm_studio_folders(home: Path) -> Iterator[Path]:
    """Yield its folders of models: of the home that it has chosen, of old versions, of new ones."""
    homes = [home / ".lmstudio", home / ".cache" / "lm-studio"]
    try:
        said = read_regular(home / ".lmstudio-home-pointer", _POINTER_BYTES).decode().strip()
        homes.insert(0, Path(said))
    except (OSError, ValueError):  # there is none; no text
        pass
    chosen = [folder for one in homes if (folder := _chosen_folder(one / "settings.json"))]
    folders = (*chosen, *(one / "models" for one in homes))
    yield from dict.fromkeys(one for one in folders if one.is_absolute())


def _chosen_folder(settings: Path) -> Path | None:
    """Return where the user of LM Studio has models put; None where that is not said."""
    try:
        said: Any = json.loads(read_regular(settings, _SETTINGS_BYTES))
        folder = said["downloadsFolder"]
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None
    return Path(folder) if isinstance(folder, str) and folder else None


def _ollama_folders(environment: Mapping[str, str]) -> Iterator[Path]:
    """Yield its folders of models: the user's, and that of a service of the system."""
    if said := environment.get("OLLAMA_MODELS"):
        yield Path(said)
        return
    yield home_folder(environment) / ".ollama" / "models"
    yield Path("/usr/share/ollama/.ollama/models")


def _digest_in(manifest: Path) -> str:
    """Return the hash of the model that a manifest names; empty where it names none."""
    try:
        said: Any = json.loads(read_regular(manifest, _MANIFEST_BYTES))
        layers = [one for one in said["layers"] if one["mediaType"] == _MODEL_LAYER]
        match = _DIGEST.fullmatch(str(layers[0]["digest"]))
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return ""
    return match[1] if match else ""


def _sorted(folder: Path, pattern: str) -> list[Path]:
    """Return the files below a folder that are meant; none where it cannot be read."""
    try:
        return sorted(path for path in folder.glob(pattern) if _is_file(path))
    except OSError:
        return []


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False
