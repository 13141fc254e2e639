"""A way from a thread of one's own to the window's thread, which no closing window can cut.

A signal of an object that is being destroyed at this moment ends the program, however the emitting
is guarded: the thread that emits and the one that destroys do not see each other. So the signal is
that of an object which stays until Python ends, and whether the listener is still there is looked
at in the window's thread, where it would be destroyed.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

from gptdesk.app.system.background import run_once

_T = TypeVar("_T")


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
            gone is dropped, and so is what is sent when Python ends.
    """
    courier = _the_courier()

    def send(call: Callable[[], object]) -> None:
        with suppress(RuntimeError):  # Python ends, and took the courier apart: nobody is left
            courier.sent.emit(_Letter(owner, call))

    return send


def run_for(
    owner: QObject, name: str, work: Callable[[], _T], then: Callable[[Future[_T]], object]
) -> Future[_T]:
    """Do one thing in a thread of its own, and call `then` here with what became of it.

    Args:
        owner: as in `way_to`.
        name: of the thread.
        work: what is done there.
        then: called in this thread, unless the owner has gone.
    """
    send = way_to(owner)
    future = run_once(name, work)
    future.add_done_callback(lambda done: send(lambda: then(done)))
    return future


@cache
def _the_courier() -> _Courier:
    return _Courier()
