"""The history as most tests ask it: each operation by its name, answered by a future."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any, TypeVar

from gptdesk.storage.history.history import History, Parts
from gptdesk.storage.history.thread import HistoryThread

_T = TypeVar("_T")


class AskedHistory(HistoryThread):
    """`history.rename(id, title)` submits `History.rename` to the thread."""

    def __getattr__(self, name: str) -> Callable[..., Future[Any]]:
        operation = getattr(History, name)

        def submit(*args: Any, **options: Any) -> Future[Any]:
            return self.submit(lambda history: operation(history, *args, **options))

        return submit


def finished(parts: Parts[_T]) -> _T:
    """Do all parts of something long, and return its result."""
    step = partial(next, parts)
    try:
        while True:
            step()
    except StopIteration as end:
        return end.value
