"""Files of later starts, which the window that is open already takes.

Owns who is the first, and the way of one path between two processes of one user with the same
folders: a socket in the user's runtime folder, which no network reaches. Where there can be none
(Windows, a path that is too long for one), each start opens its own window. macOS starts nothing a
second time, and tells the running program instead.
"""

from __future__ import annotations

import errno
import logging
import os
import socket
import sys
import tempfile
import time
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSocketNotifier, Signal, Slot

from gptdesk.files.locks import NoLocksError, lock_file
from gptdesk.files.private import make_private_folder
from gptdesk.storage.paths import UserPaths

logger = logging.getLogger(__name__)

_LONGEST_PATH = 65_536  # bytes; no system has longer ones
_PATIENCE_S = 10.0  # for a first start that has a lock, and no socket yet
_PAUSE_S = 0.02
_NOBODY = (errno.ENOENT, errno.ECONNREFUSED)


class FirstStart(QObject):
    """This start, where it is the first one; it gets the paths that later ones are called with.

    Signals:
        path_received: a later start was called with it, object (Path, absolute).
    """

    path_received = Signal(object)

    def __init__(self, receiver: socket.socket, place: Path, lock: int) -> None:
        """Use `take_first_start`.

        Args:
            receiver: of datagrams, one path each; it may have some already.
            place: of the socket.
            lock: the descriptor of the locked file, which goes with this object.
        """
        super().__init__()
        self._receiver, self._place, self._lock = receiver, place, lock
        self._notifier: QSocketNotifier | None = None

    def listen(self) -> None:
        """Tell of paths from now on; those that came before are told too."""
        kind = QSocketNotifier.Type.Read
        self._notifier = QSocketNotifier(self._receiver.fileno(), kind, self)
        self._notifier.activated.connect(self._on_activated)

    @Slot()
    def close(self) -> None:
        """Take no more: the next start is a first one."""
        if self._notifier is not None:
            self._notifier.setEnabled(False)
        if self._receiver.fileno() < 0:
            return
        self._receiver.close()
        for path in (self._place, _lock_of(self._place)):
            with suppress(OSError):  # a clean-up of the folder was quicker
                path.unlink()
        os.close(self._lock)

    @Slot()
    def _on_activated(self) -> None:
        try:
            data = self._receiver.recv(_LONGEST_PATH)
        except BlockingIOError:
            return
        if data:
            self.path_received.emit(Path(os.fsdecode(data)))


class OpenedFiles(QObject):
    """Files that are opened with the program while it runs, where the system tells it (macOS).

    Signals:
        path_received: of a file, object (Path, absolute).
    """

    path_received = Signal(object)

    def __init__(self, app: QCoreApplication) -> None:
        super().__init__(app)
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the files; an address of anything else is left alone."""
        if event.type() == QEvent.Type.FileOpen:
            from PySide6.QtGui import QFileOpenEvent  # no later start needs it

            if isinstance(event, QFileOpenEvent) and event.file():
                self.path_received.emit(Path(event.file()).absolute())
                return True
        return super().eventFilter(watched, event)


def take_first_start(paths: UserPaths) -> FirstStart | None:
    """Become the first start; return None where another one is, or where none can be.

    Args:
        paths: the user's folders: with others, there is another first start.
    """
    place = _place(paths)
    if sys.platform == "win32" or place is None:
        return None
    try:
        lock = lock_file(_lock_of(place))
    except (NoLocksError, OSError) as exc:
        logger.info("files of later starts are not taken: %s", exc)
        return None
    if lock is None:
        return None
    receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    receiver.setblocking(False)
    try:
        place.unlink(missing_ok=True)  # of a start that was killed
        receiver.bind(str(place))
    except OSError as exc:
        logger.info("files of later starts are not taken: %s", exc)
        receiver.close()
        os.close(lock)
        return None
    return FirstStart(receiver, place, lock)


def hand_over(paths: UserPaths, path: Path) -> bool:
    """Give a path to the first start; return False where there is none that takes it."""
    place = _place(paths)
    if sys.platform == "win32" or place is None:
        return False
    deadline = time.monotonic() + _PATIENCE_S
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        sender.settimeout(_PATIENCE_S)
        while True:
            try:
                sender.sendto(os.fsencode(path.absolute()), str(place))
                return True
            except OSError as exc:  # a time-out is one
                if exc.errno not in _NOBODY or time.monotonic() > deadline:
                    logger.info("%s is not handed over: %s", path.name, exc)
                    return False
            time.sleep(_PAUSE_S)  # it has the lock, and makes its socket at this moment


def _place(paths: UserPaths) -> Path | None:
    """Return where the socket is; None where there is no folder that is the user's alone."""
    if sys.platform == "win32":
        return None
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    private = Path(tempfile.gettempdir()) / f"gptdesk-{os.getuid()}"
    folder = Path(runtime) / "gptdesk" if runtime else private
    try:
        make_private_folder(folder)
        if folder.stat().st_uid != os.getuid():
            return None
    except OSError as exc:
        logger.info("files of later starts are not taken: %s", exc)
        return None
    return folder / sha256(os.fsencode(paths.data_dir)).hexdigest()[:16]


def _lock_of(place: Path) -> Path:
    return place.with_suffix(".lock")
