"""File locks between programs; the system takes a lock back however its program ends.

The standard library only.
"""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from pathlib import Path

_ATTEMPTS = 100


class NoLocksError(OSError):
    """Files cannot be locked on this file system."""


def lock_file(path: Path, mode: int = 0o600) -> int | None:
    """Make a file if need be, and lock it without waiting.

    Args:
        path: the file; who has it locked may remove it, and then closes the descriptor.
        mode: of a new file, less the umask.

    Returns:
        its descriptor; None while another program has it.

    Raises:
        NoLocksError: files cannot be locked there; it is removed again.
        OSError: it cannot be made or opened.
    """
    for _ in range(_ATTEMPTS):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, mode)
        try:
            if not lock(descriptor):
                os.close(descriptor)
                return None
            if os.path.samestat(os.fstat(descriptor), path.stat()):
                return descriptor
        except NoLocksError:
            os.close(descriptor)
            with suppress(OSError):
                path.unlink()
            raise
        except OSError:  # the program that had it has removed it since it was opened
            pass
        os.close(descriptor)
    return None


if sys.platform == "win32":
    import msvcrt

    def lock(descriptor: int) -> bool:
        """Lock an open file without waiting; return False while another program has it."""
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def lock(descriptor: int) -> bool:
        """Lock an open file without waiting; return False while another program has it.

        Raises:
            NoLocksError: files cannot be locked there.
        """
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as exc:
            if exc.errno in (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EINTR):
                return False
            raise NoLocksError(exc.errno, exc.strerror) from exc
        return True
