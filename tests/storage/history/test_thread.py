"""What is submitted is done in one thread, in its order, and ends in one way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event, current_thread

import pytest

from gptdesk.errors import HistoryError
from gptdesk.storage.history.history import History, Parts
from gptdesk.storage.history.thread import HistoryThread


@pytest.fixture
def thread(tmp_path: Path) -> Iterator[HistoryThread]:
    thread = HistoryThread(tmp_path / "history.sqlite3", tmp_path / "backups")
    thread.start()
    yield thread
    assert thread.close()


def test_actions_are_done_in_their_order_in_the_historys_thread(thread: HistoryThread) -> None:
    """A rename that was asked for after a save finds what was saved."""
    done: list[tuple[int, str]] = []
    for number in range(20):
        action = thread.submit(lambda _, one=number: done.append((one, current_thread().name)))
    action.result()
    assert done == [(number, "history") for number in range(20)]


def test_an_action_that_fails_stops_nothing_else(thread: HistoryThread) -> None:
    """A mistake in one operation must not cost the messages that are saved after it."""

    def fail(_: History) -> None:
        raise ZeroDivisionError

    failed, then = thread.submit(fail), thread.submit(History.summaries)
    assert isinstance(failed.exception(), ZeroDivisionError)
    assert then.result() == ()


def test_others_are_served_between_two_parts_and_the_last_one_is_the_result(
    thread: HistoryThread,
) -> None:
    """A long import does not hold up the message that is sent meanwhile."""
    told: list[str] = []
    may_begin = Event()

    def long(_: History) -> Parts[str]:
        may_begin.wait()
        told.append("first part")
        yield
        told.append("second part")
        return "whole"

    whole = thread.submit(long)
    thread.submit(lambda _: told.append("between"))
    may_begin.set()
    assert whole.result() == "whole"
    assert told == ["first part", "between", "second part"]


def test_parts_that_fail_fail_the_future(thread: HistoryThread) -> None:
    def long(_: History) -> Parts[str]:
        yield
        raise HistoryError("no more")

    with pytest.raises(HistoryError, match="no more"):
        thread.submit(long).result()


def test_what_was_cancelled_is_not_done(thread: HistoryThread) -> None:
    """Who gave up waiting must not find it done later."""
    may_begin, done = Event(), []
    thread.submit(lambda _: may_begin.wait())
    given_up = thread.submit(lambda _: done.append(1))
    assert given_up.cancel()
    may_begin.set()
    thread.submit(History.summaries).result()
    assert done == []


def test_something_long_is_finished_before_the_thread_ends(tmp_path: Path) -> None:
    """Closing the window in the middle of an import loses nothing of it."""
    thread = HistoryThread(tmp_path / "history.sqlite3", tmp_path / "backups")
    begun = Event()

    def long(_: History) -> Parts[int]:
        for _part in range(5):
            begun.set()
            yield
        return 5

    whole = thread.submit(long)
    thread.start()
    begun.wait()
    assert thread.close()
    assert whole.result(0) == 5
    with pytest.raises(HistoryError, match="closed"):
        thread.submit(History.summaries).result(0)
