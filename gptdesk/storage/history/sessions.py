"""Sessions: the programs that use one history, and which of them are alive.

Owns a locked file beside the history for each of them. The system lets go of the lock when its
program ends, however it ends; so an answer that was being written by a program without a lock
was interrupted, and one of a program with a lock is still being written.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Generator, Iterable
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from gptdesk.files.locks import NoLocksError, lock, lock_file

logger = logging.getLogger(__name__)

_PATIENCE_S, _PAUSE_S = 30.0, 0.01
_YOUNG_S = 60.0  # a file that is younger may be about to be locked


class Session:
    """This program's use of one history.

    Attributes:
        id: unlike that of any other session.
        has_locks: files can be locked there, as far as is known.
    """

    def __init__(self, database: Path) -> None:
        """Name the session; nothing is written yet."""
        self.id = uuid4().hex
        self.has_locks = True
        self._folder = database.parent
        self._name = database.name
        self._prefix = f"{database.name}.session-"
        self._is_alone = False
        self._descriptor: int | None = None

    @contextmanager
    def alone(self) -> Generator[None]:
        """Keep other programs from opening the history, or putting it aside, meanwhile.

        Where the folder cannot be written, or another one takes too long, nobody is kept away.
        """
        if self._is_alone:
            yield
            return
        path = self._folder / f"{self._name}.opening"
        try:
            descriptor = _wait_for(path) if self.has_locks else None
        except NoLocksError as exc:
            logger.warning("%s cannot be locked: %s", path, exc)
            self.has_locks, descriptor = False, None
        self._is_alone = True
        try:
            yield
        finally:
            self._is_alone = False
            if descriptor is not None:
                with suppress(OSError):
                    path.unlink(missing_ok=True)
                os.close(descriptor)

    def announce(self) -> None:
        """Say that this program is alive; a folder that cannot be written costs only that."""
        if self._descriptor is not None:
            return
        path = self._path(self.id)
        try:
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            if not lock(self._descriptor):  # another program is looking whether anybody has it
                time.sleep(_PAUSE_S)
                if not lock(self._descriptor):
                    logger.warning("%s cannot be locked", path)
        except OSError as exc:
            logger.warning("session not announced: %s", exc)

    def withdraw(self) -> None:
        """Say that this program is gone."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
            with suppress(OSError):
                self._path(self.id).unlink(missing_ok=True)

    def gone(self, sessions: Iterable[str]) -> list[str]:
        """Return those of `sessions` whose program has ended."""
        return [one for one in sessions if one != self.id and self._is_gone(self._path(one))]

    def others(self) -> bool:
        """Tell whether another program uses the history now, as far as that can be known."""
        return any(
            path != self._path(self.id) and not self._is_gone(path)
            for path in self._folder.glob(f"{self._prefix}*")
        )

    def clean_up(self) -> None:
        """Remove what programs that were killed have left."""
        for path in self._folder.glob(f"{self._prefix}*"):
            with suppress(OSError):
                is_old = time.time() - path.stat().st_mtime > _YOUNG_S
                if is_old and path != self._path(self.id) and self._is_gone(path):
                    path.unlink()

    def _path(self, session: str) -> Path:
        return self._folder / (self._prefix + session)

    def _is_gone(self, path: Path) -> bool:
        try:
            descriptor = os.open(path, os.O_RDWR)
        except FileNotFoundError:
            return True
        except OSError:
            return False
        try:
            return lock(descriptor)
        except NoLocksError:
            return False
        finally:
            os.close(descriptor)


def _wait_for(path: Path) -> int | None:
    """Return the descriptor of a file that was locked; None where that is not possible.

    Raises:
        NoLocksError: it never will be, there.
    """
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until:
        try:
            descriptor = lock_file(path)
        except NoLocksError:
            raise
        except OSError:
            return None
        if descriptor is not None:
            return descriptor
        time.sleep(_PAUSE_S)
    return None
