"""Threads for work with files that must not hold the window, nor keep it from closing.

Must not know what the work is.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from queue import SimpleQueue
from threading import Event, Thread
from typing import TypeVar

_T = TypeVar("_T")


class BackgroundThread:
    """Does one thing after the other, in the order in which they were submitted.

    A daemon: a disk that does not answer keeps nobody from closing the program.
    """

    def __init__(self, name: str) -> None:
        self._tasks: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._closing = Event()
        self._thread = Thread(target=self._run, name=name, daemon=True)

    def submit(self, work: Callable[[], _T]) -> Future[_T]:
        """Do `work` in the thread; after `close` its future is never fulfilled."""
        future: Future[_T] = Future()
        if not self._closing.is_set():
            self._tasks.put(partial(_fulfil, future, work))
            if self._thread.ident is None:
                self._thread.start()
        return future

    def close(self, timeout_s: float) -> bool:
        """Begin nothing more, and return whether what was begun has ended in this time."""
        self._closing.set()
        self._tasks.put(None)
        if self._thread.ident is not None:
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while (task := self._tasks.get()) is not None and not self._closing.is_set():
            task()


def run_once(name: str, work: Callable[[], _T]) -> Future[_T]:
    """Do one thing in a thread of its own, a daemon too, which ends with it."""
    future: Future[_T] = Future()
    Thread(target=_fulfil, args=(future, work), name=name, daemon=True).start()
    return future


def _fulfil(future: Future[_T], work: Callable[[], _T]) -> None:
    try:
        future.set_result(work())
    except BaseException as exc:  # noqa: BLE001  the future brings it to the caller
        future.set_exception(exc)
