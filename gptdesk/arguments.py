"""Argument types that all commands share: names of files, counts.

Owns what argparse takes as their `type`: each says in plain words what was expected, where
argparse would print the name of a function.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from gptdesk.language import said


def named(text: str) -> str:
    """Return a name or a path as it was given; an empty one is a script's unset variable."""
    if not text:
        raise argparse.ArgumentTypeError(said("must name something; it is empty"))
    return text


def path(text: str) -> Path:
    """Return the path that was given; an empty one would be the current folder."""
    return Path(named(text))


def whole(text: str) -> int:
    """Return a whole number."""
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            said("must be a whole number, not {0}").format(f"{text!r:.40}")
        ) from None


def number(text: str) -> float:
    """Return any number."""
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            said("must be a number, not {0}").format(f"{text!r:.40}")
        ) from None


def count(text: str) -> int:
    """Return a whole number from 1 on."""
    given = whole(text)
    if given < 1:
        raise argparse.ArgumentTypeError(said("must be 1 or more, not {0}").format(given))
    return given


def reader_like(default: float) -> Callable[[str], float]:
    """Return what reads an option that has this default."""
    return whole if isinstance(default, int) else number
