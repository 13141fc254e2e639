"""SIGINT and SIGTERM as a request to close the window.

Qt's event loop does not return to Python while nothing happens, so a Python signal handler alone
would wait for the next mouse move. The interpreter writes each signal's number to a socket, and
Qt watches that socket.
"""

from __future__ import annotations

import os
import signal
import socket
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, Signal, Slot

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class UnixSignals(QObject):
    """Turns the first SIGINT or SIGTERM into a Qt signal; the second ends the process at once.

    Signals:
        quit_requested: the first signal came.
    """

    quit_requested = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._received = 0
        self._reader, self._writer = socket.socketpair()
        self._reader.setblocking(False)
        self._writer.setblocking(False)
        self._previous_fd = signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        self._previous = {number: signal.signal(number, self._on_signal) for number in _SIGNALS}
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_activated)

    def uninstall(self) -> None:
        """Give the handlers back."""
        self._notifier.setEnabled(False)
        for number, handler in self._previous.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._previous_fd)
        self._reader.close()
        self._writer.close()

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._received += 1
        if self._received > 1:
            os._exit(130)

    @Slot()
    def _on_activated(self) -> None:
        self._reader.recv(64)
        self.quit_requested.emit()
