"""Atomic writes: a file is whole at any time, and a damaged one is set aside, never lost.

Owns the order of the steps; must not know what is in the files.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
import stat
from collections.abc import Iterable
from datetime import datetime
from itertools import count
from pathlib import Path

from gptdesk.files.private import make_private_folder


class NoFolderError(FileNotFoundError):
    """The folder that a file was to be put into is not there; it is the error's `filename`."""


def write_atomic(
    path: Path,
    data: bytes | Iterable[bytes | bytearray],
    *,
    is_new: bool = False,
    is_private: bool = False,
) -> None:
    """Replace the content of `path`: a reader, or a crash, meets the old one or the new one.

    The data goes to a file beside it, is forced to the disk, and takes the name in one step. A
    link is followed, so that settings kept elsewhere stay there.

    Args:
        path: the file; only a file that may be written is replaced.
        data: its content, whole or part by part.
        is_new: nothing may be there already; a link, even to nothing, is something.
        is_private: it is the program's: only the owner may read it, and look into its folder, which
            is made where it is missing; what a link leads to keeps its mode.

    Raises:
        FileExistsError: with `is_new`, something is there; nothing was made of `data`.
        NoFolderError: its folder is missing, and it is not the program's to make one.
        OSError: it could not be written (no room, no permission); the old content is whole.
        Exception: what making the data raised; the old content is whole.
    """
    keeps_mode = not is_private or path.is_symlink()
    if is_private:
        make_private_folder(path.parent, path.name)
    if is_new:
        _expect_nothing(path)
    else:
        path = Path(os.path.realpath(path))
        _expect_replaceable(path)
    if is_private:
        path.parent.mkdir(parents=True, exist_ok=True)
    elif not path.parent.exists():
        raise NoFolderError(errno.ENOENT, os.strerror(errno.ENOENT), str(path.parent))
    temporary = path.with_name(f".{secrets.token_hex(8)}.tmp")  # fits where `path` does
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    mode = 0o600 if is_private else 0o666  # less the umask, as every new file of the user's
    handle = os.open(temporary, flags, mode)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines((data,) if isinstance(data, bytes) else data)
            file.flush()
            os.fsync(file.fileno())
        if is_new:
            _take_free_name(temporary, path)
        else:
            if keeps_mode and path.exists():
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


def _expect_nothing(path: Path) -> None:
    if os.path.lexists(path):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))


def _expect_replaceable(path: Path) -> None:
    """Refuse to put a file in the place of what is none, or of what its owner has protected."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "something that is no file has this name", str(path))
    # An administrator may write everything, but has protected it too.
    if not mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH) or not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, "it may only be read", str(path))


def _take_free_name(temporary: Path, path: Path) -> None:
    """Give a file its name unless something got that name meanwhile."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        _expect_nothing(path)
        temporary.replace(path)
    else:
        temporary.unlink()


def _force_folder_to_disk(folder: Path) -> None:
    """Make the new name survive a power cut, where the system has a way to ask for that."""
    with contextlib.suppress(OSError):  # Windows and some network disks have none
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
