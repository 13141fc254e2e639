"""The version of the installed program. A leaf: the standard library only."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version


def program_version() -> str:
    """Return the installed version, "(source)" when GPTDesk is not installed."""
    try:
        return version("gptdesk")
    except PackageNotFoundError:
        return "(source)"
