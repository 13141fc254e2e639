"""Argument types that all commands share: names of files, counts.

Owns what argparse takes as their `type`. A leaf: the standard library only.
"""

from __future__ import annotations

import argparse
from pathlib import Path


def named(text: str) -> str:
    """Return a name or a path as it was given; an empty one is a script's unset variable."""
    if not text:
        raise argparse.ArgumentTypeError("must name something; it is empty")
    return text


def path(text: str) -> Path:
    """Return the path that was given; an empty one would be the current folder."""
    return Path(named(text))


def count(text: str) -> int:
    """Return a whole number from 1 on."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be 1 or more, not {number}")
    return number
