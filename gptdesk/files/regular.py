"""Opening of regular files only, without waiting for another program.

A path that the user names, drops or has in a folder can be a pipe, a device or far too long. The
standard library only.
"""

from __future__ import annotations

import errno
import io
import os
import stat
from pathlib import Path

# So that a named pipe gives an error instead of waiting for somebody to write. Windows has none.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def open_regular(path: Path) -> io.BufferedReader:
    """Open a file for reading.

    Raises:
        OSError: it cannot be opened, or is no regular file.
    """
    try:
        descriptor = os.open(path, _FLAGS)
    except ValueError as exc:  # a NUL, or a surrogate that no file name has
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path)) from exc
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "it is not a regular file", str(path))
    return os.fdopen(descriptor, "rb")


def read_regular(path: Path, max_bytes: int) -> bytes:
    """Return what is in a file.

    Raises:
        OSError: it cannot be read, is no regular file, or has more than `max_bytes`.
    """
    with open_regular(path) as file:
        data = file.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(path))
    return data
