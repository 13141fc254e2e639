"""A way from a thread of one's own to the window's thread, which no closing window can cut.

A signal of an object that is being destroyed at this moment ends the program, however the emitting
is guarded: the thread that emits and the one that destroys do not see each other. So the signal is
that of an object which is never destroyed, and whether the listener is still there is looked at in
the window's thread, where it would be destroyed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid


@dataclass(frozen=True, slots=True)
class _Letter:
    to: QObject
    call: Callable[[], object]


class _Courier(QObject):
    sent = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.sent.connect(self._on_sent, Qt.ConnectionType.QueuedConnection)

    @Slot(object)
    def _on_sent(self, letter: _Letter) -> None:
        if isValid(letter.to):
            letter.call()


def way_to(owner: QObject) -> Callable[[Callable[[], object]], None]:
    """Return a function for other threads, by which they have something called here.

    Args:
        owner: an object of the window's thread, in which this is called; what is sent after it has
            gone is dropped.
    """
    courier = _the_courier()

    def send(call: Callable[[], object]) -> None:
        courier.sent.emit(_Letter(owner, call))

    return send


@cache
def _the_courier() -> _Courier:
    return _Courier()
