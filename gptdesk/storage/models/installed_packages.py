"""GGUF files inside the Python packages of the running interpreter.

Owns the search, read-only: each package lists its files itself, so no folder is walked through and
nothing of a package is imported.

Source: https://packaging.python.org/specifications/recording-installed-packages/#the-record-file
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.metadata import Distribution

_SUFFIX = ".gguf"


def gguf_files() -> Iterator[Path]:
    """Yield the GGUF files that installed packages say they have, in their order."""
    for package in installed_packages():
        try:
            record = package.read_text("RECORD") or ""
        except (OSError, ValueError):  # out of reach; no text
            continue
        if _SUFFIX not in record:  # a hundred packages are asked in some 20 ms
            continue
        rows = csv.reader(line for line in record.splitlines() if _SUFFIX in line)
        for name, *_ in rows:
            if name.endswith(_SUFFIX):
                yield Path(str(package.locate_file(name)))


def installed_packages() -> Iterable[Distribution]:
    """Return the packages of the running interpreter."""
    from importlib.metadata import distributions  # 30 ms, which no start waits for

    return distributions()
