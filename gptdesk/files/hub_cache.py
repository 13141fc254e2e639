"""Names of models in the cache that Hugging Face's hub library keeps.

Owns what its folders are called, a commit's hash each, and which repository they belong to.

    <cache>/models--openai-community--gpt2/snapshots/<commit>/

Source: https://huggingface.co/docs/huggingface_hub/guides/manage-cache
"""

from __future__ import annotations

from pathlib import Path

_PREFIX = "models--"


def repository_name(folder: Path) -> str:
    """Return "openai-community/gpt2" for a folder of that model in the cache; nothing for others.

    Args:
        folder: the repository's own, or one of its snapshots; the disk is not asked.
    """
    if folder.parent.name == "snapshots":
        folder = folder.parent.parent
    name = folder.name
    return name.removeprefix(_PREFIX).replace("--", "/") if name.startswith(_PREFIX) else ""
