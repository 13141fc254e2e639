"""A note, which outlives a crash, of the model that is being loaded.

A marker file exists while a model is being loaded. One that is there at the start tells that the
last load took the whole program with it, so that model is not loaded again by itself.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path

from gptdesk.files.atomic import write_atomic
from gptdesk.files.regular import read_regular

logger = logging.getLogger(__name__)

_MOST_BYTES = 10_000  # a number and a path


class LoadGuard:
    """The marker and its three moments.

    A disk that cannot be written costs the protection, never the load.
    """

    def __init__(self, marker: Path) -> None:
        """Use the file `marker`; nothing is read or written yet."""
        self._marker = marker

    def interrupted(self) -> Path | None:
        """Return the model whose load never ended, at the start of the program.

        A model that another window is loading at this moment is not one of these.
        """
        pid, name = self._read()
        if not name or (pid != os.getpid() and _is_running(pid)):
            return None
        return Path(name)

    def remember_load(self, model: Path) -> None:
        """Note that `model` is about to be loaded by this process."""
        try:
            data = b"%d\n%s" % (os.getpid(), os.fsencode(model))
            write_atomic(self._marker, data, is_private=True)
        except OSError as exc:
            logger.warning("load marker not written: %s", exc)

    def forget_load(self) -> None:
        """Note that the load ended, well or with an error; both are better than a crash."""
        pid, _ = self._read()
        if pid != os.getpid() and _is_running(pid):
            return  # another window's
        try:
            self._marker.unlink(missing_ok=True)
        except OSError as exc:
            logger.warning("load marker not removed: %s", exc)

    def _read(self) -> tuple[int, str]:
        """Return the process and the model of the marker; 0 and nothing where there is none."""
        try:
            pid, _, name = read_regular(self._marker, _MOST_BYTES).partition(b"\n")
            return int(pid), os.fsdecode(name)
        except (OSError, ValueError):  # not there; not a marker
            return 0, ""


def _is_running(pid: int) -> bool:
    """Whether a process of that number exists; always False where asking would end it."""
    if os.name == "nt" or pid <= 0:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):  # another user's; no number of a process
        return True
    return True
