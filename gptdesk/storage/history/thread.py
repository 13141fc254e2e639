"""The thread that owns the history's file.

Owns the order in which things are done; must not know Qt, or what is asked of the history. Every
call returns at once, and its future is fulfilled in the thread.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Generator
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TypeVar, cast

from gptdesk.errors import HistoryError
from gptdesk.storage.history.history import History, Parts
from gptdesk.storage.history.types import HistoryProblem

logger = logging.getLogger(__name__)

_T = TypeVar("_T")


class HistoryThread:
    """One `History` and its thread; every method may be called from any thread.

    Attributes:
        on_problem: called in the history's thread with each `HistoryProblem`; None for no call.
    """

    def __init__(
        self,
        database: Path,
        backup_dir: Path,
        *,
        on_problem: Callable[[HistoryProblem], None] | None = None,
    ) -> None:
        """Name the files; nothing is touched before `start`.

        Args:
            database: made, with its folder, if it is not there.
            backup_dir: made when the first backup is.
            on_problem: the attribute.
        """
        self.on_problem = on_problem
        self._history = History(database, backup_dir, self._tell)
        self._tasks: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="history", daemon=True)
        self._is_closed = False
        self._is_clean = False

    def start(self) -> None:
        """Open the file, in its thread; make a backup if the newest is older than a day."""
        self._thread.start()

    def submit(self, action: Callable[[History], _T | Parts[_T]]) -> Future[_T]:
        """Do something with the history, after all that was submitted before.

        Between two parts of an action that returns `Parts`, others are done.

        Args:
            action: called in the thread; it must use only values that do not change.

        Returns:
            what the action returns, or the last of its parts; it fails with `HistoryError`, whose
            text is for the user, and always after `close`.
        """
        future: Future[_T] = Future()

        def parts() -> Parts[_T]:
            result = action(self._history)
            if isinstance(result, Generator):
                return (yield from cast("Parts[_T]", result))
            return result

        if self._is_closed:
            future.set_exception(HistoryError("The history is closed."))
        else:
            self._tasks.put(partial(self._go_on, future, parts()))
        return future

    def close(self, timeout_s: float = 5.0) -> bool:
        """Write what is left and end the thread; later calls fail.

        Returns:
            whether everything is on the disk and the thread has ended.
        """
        if not self._is_closed:
            self._is_closed = True
            self._history.hurry()
            self._tasks.put(None)
        if self._thread.ident is not None:
            self._thread.join(timeout_s)
        return self._is_clean and not self._thread.is_alive()

    # -- in the thread

    def _go_on(self, future: Future[_T], parts: Parts[_T]) -> None:
        """Do the next part; when it is the last one, the future has its result."""
        if not future.running() and not future.set_running_or_notify_cancel():
            return
        try:
            next(parts)
        except StopIteration as end:
            future.set_result(end.value)
        except Exception as exc:  # noqa: BLE001 the future brings it to the caller
            future.set_exception(exc)
        else:
            self._tasks.put(partial(self._go_on, future, parts))

    def _run(self) -> None:
        self._run_one(self._history.open_file)
        while True:
            try:
                task = self._tasks.get(timeout=self._history.wait_s())
            except queue.Empty:
                task = self._history.work_ahead
            if task is None:
                break
            self._run_one(task)
            self._run_one(self._history.write_what_is_due)
        with suppress(queue.Empty):  # what is left of something long
            while (task := self._tasks.get_nowait()) is not None:
                self._run_one(task)
        self._run_one(self._end)

    def _end(self) -> None:
        self._is_clean = self._history.close_file()

    def _tell(self, problem: HistoryProblem) -> None:
        if self.on_problem is not None:
            self.on_problem(problem)

    def _run_one(self, task: Callable[[], None]) -> None:
        try:
            task()
        except Exception:  # the thread must outlive every mistake
            logger.exception("a task of the history failed")
