"""Models that another program has already downloaded from the Hugging Face hub.

Owns where that cache is and what is newest in it, read-only: nothing is downloaded, changed or
completed here.

    <cache>/models--openai-community--gpt2/refs/main                 the commit, as text
                                          /snapshots/<commit>/       config.json, model.safetensors

Source: https://huggingface.co/docs/huggingface_hub/guides/manage-cache
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from gptdesk.files.hub_cache import repository_name
from gptdesk.files.regular import read_regular

_REF_BYTES = 1_000  # a commit has 40


def cache_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Return where the hub's own library keeps its files, by the variables that it obeys."""
    for variable, below in (
        ("HF_HUB_CACHE", ""),
        ("HUGGINGFACE_HUB_CACHE", ""),
        ("HF_HOME", "hub"),
        ("XDG_CACHE_HOME", "huggingface/hub"),
    ):
        if environment.get(variable):
            return Path(environment[variable]) / below
    home = environment.get("HOME") or os.path.expanduser("~")  # noqa: PTH111  Path's raises
    return Path(home) / ".cache" / "huggingface" / "hub"


def snapshots(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield repository name and snapshot folder of every model in the cache, by name.

    The newest commit that was fetched under the name `main`; a cache that cannot be read, or an
    entry that is not whole, yields nothing.
    """
    try:
        repositories = sorted(path for path in folder.iterdir() if repository_name(path))
    except OSError:
        return
    for repository in repositories:
        try:
            commit = read_regular(repository / "refs" / "main", _REF_BYTES).decode().strip()
        except (OSError, ValueError):
            continue
        snapshot = repository / "snapshots" / commit
        if commit and Path(commit).name == commit and snapshot.is_dir():
            yield repository_name(repository), snapshot
