"""Writing a file so that there is always a whole one, and never losing a damaged one.

Owns the order of the steps; must not know what is in the files.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from datetime import datetime
from itertools import count
from pathlib import Path


def write_atomic(path: Path, data: bytes) -> None:
    """Replace the content of `path`: a reader, or a crash, meets the old one or the new one.

    The data goes to a file beside it, is forced to the disk, and takes the name in one step. A
    link is followed, so that settings kept elsewhere stay there. Missing folders are made.

    Raises:
        OSError: it could not be written (no room, no permission); the old content is whole.
    """
    path = Path(os.path.realpath(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}.tmp")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    handle = os.open(temporary, flags, 0o666)  # less the umask, as every new file of the user's
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, temporary)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _force_folder_to_disk(path.parent)


def move_aside(path: Path) -> Path:
    """Rename a damaged file to `<name>.corrupt-<time>` and return its new path.

    Raises:
        OSError: it cannot be renamed.
    """
    stamp = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
    base = f"{path.name}.corrupt-{stamp}"
    names = (base if n == 1 else f"{base}-{n}" for n in count(1))
    target = next(path.with_name(name) for name in names if not path.with_name(name).exists())
    return path.rename(target)


def _force_folder_to_disk(folder: Path) -> None:
    """Make the new name survive a power cut, where the system has a way to ask for that."""
    with contextlib.suppress(OSError):  # Windows and some network disks have none
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
