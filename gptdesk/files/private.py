"""Permissions that keep other users out: 0700 for folders, 0600 for files.

Must not know what is in the files. Bits of the owner stay as they are: what may only be read is
not made writable. Where a system knows no such bits, nothing happens.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def make_private_folder(path: Path, files: str = "*") -> None:
    """Make a folder for its owner alone; one that is there is put right, with files in it.

    Args:
        path: the folder.
        files: pattern of the names of the files that are put right; links are not followed.

    Raises:
        OSError: it cannot be made.
    """
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    make_private(path)
    for file in path.glob(files):
        if file.is_file() and not file.is_symlink():
            make_private(file)


def make_private(path: Path) -> None:
    """Let only its owner read a file or folder; what belongs to another user stays as it is."""
    with suppress(OSError):
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & _OTHERS:
            path.chmod(mode & ~_OTHERS)


def open_private(path: str | os.PathLike[str], flags: int) -> int:
    """Open a file, which only its owner may read if it is new; an `opener` for `open`."""
    return os.open(path, flags, 0o600)
