"""The version of the installed program. A leaf: the standard library only."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

_SOURCE = "(source)"


def program_version() -> str:
    """Return the installed version, "(source)" when GPTDesk is not installed."""
    try:
        return version("gptdesk")
    except PackageNotFoundError:
        return _SOURCE


def is_installed() -> bool:
    """Return whether this Python has GPTDesk among its packages, wherever it is started from."""
    return program_version() != _SOURCE
