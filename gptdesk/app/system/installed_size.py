"""The room that the installed program takes on the disk, with all that it needs.

Owns adding it up; must not import what it adds up. The user's own files are not in it.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

_NAME = re.compile(r"[\w.\-]+")
_OF_CUDA = ("nvidia-", "cuda-", "triton")  # what PyTorch asks for besides, in its build for cards


@dataclass(frozen=True, slots=True)
class InstalledSize:
    """Bytes on the disk.

    Attributes:
        total: GPTDesk and every package that it needs; 0 where that cannot be told.
        torch: PyTorch's part, with what is only for graphics cards.
        cuda: the packages that are only for graphics cards; 0 for PyTorch's CPU build.
    """

    total: int
    torch: int
    cuda: int


def installed_size() -> InstalledSize:
    """Add up what is installed; takes a second or two, for a thread beside the window."""
    if getattr(sys, "frozen", False):
        folder = Path(sys.executable).parent
        parts = {path: _size(path) for path in folder.rglob("*") if path.is_file()}
        of_torch = sum(size for path, size in parts.items() if "torch" in path.parts)
        return InstalledSize(sum(parts.values()), of_torch, 0)
    sizes = {package.name.lower(): _package_size(package) for package in _needed("gptdesk")}
    cuda = sum(size for name, size in sizes.items() if name.startswith(_OF_CUDA))
    return InstalledSize(sum(sizes.values()), sizes.get("torch", 0) + cuda, cuda)


def _needed(name: str) -> Iterator[Distribution]:
    """Yield a package and all that it needs, each once; those that are not there are left out."""
    seen, names = set[str](), [name]
    while names:
        try:
            package = distribution(names.pop())
        except PackageNotFoundError:  # for another system, or another Python
            continue
        if package.name in seen:
            continue
        seen.add(package.name)
        yield package
        wanted = (one for one in package.requires or () if "extra ==" not in one)
        names += [found[0] for one in wanted if (found := _NAME.match(one))]


def _package_size(package: Distribution) -> int:
    """Return what the package's own record says, and look at what was compiled since."""
    rows = csv.reader((package.read_text("RECORD") or "").splitlines())
    return sum(
        int(size) if size.isdecimal() else _size(Path(str(package.locate_file(name))))
        for name, _hash, size in rows
    )


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
