"""GGUF files inside the Python packages of the running interpreter.

Owns the search, read-only: each package lists its files itself, so no folder is walked through and
nothing of a package is imported.

Source: https://packaging.python.org/specifications/recording-installed-packages/#the-record-file
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from importlib.metadata import distributions
from pathlib import Path

_SUFFIX = ".gguf"


def gguf_files() -> Iterator[Path]:
    """Yield the GGUF files that installed packages say they have, in their order."""
    for package in distributions():
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
