"""Work beside the window: in order, and never a reason to stay open."""

from __future__ import annotations

from threading import Event, current_thread

import pytest

from gptdesk.app.system.background import BackgroundThread


def test_one_thing_is_done_after_the_other() -> None:
    """In one thread; a failure is its caller's, and the next thing is done all the same."""
    thread, done = BackgroundThread("work"), []

    def fail() -> None:
        raise OSError(28, "No space left on device")

    first = thread.submit(lambda: done.append(1) or current_thread().name)
    failed = thread.submit(fail)
    last = thread.submit(lambda: done.append(2) or done.copy())
    assert last.result(10) == [1, 2]
    assert first.result() == "work"
    with pytest.raises(OSError, match="No space"):
        failed.result()
    assert thread.close(10)


def test_what_hangs_is_not_waited_for() -> None:
    """The thread is a daemon: it ends with the program. What waits behind is not begun."""
    thread, began, answers = BackgroundThread("work"), Event(), Event()
    daemons: list[bool] = []

    def hang() -> None:
        daemons.append(current_thread().daemon)
        began.set()
        answers.wait()

    hung, behind = thread.submit(hang), thread.submit(began.clear)
    assert began.wait(10)
    assert not thread.close(0.01)
    assert daemons == [True]
    answers.set()
    assert thread.close(10)
    assert hung.done()
    assert not behind.done()
    assert not thread.submit(began.clear).done()


def test_a_thread_that_had_nothing_to_do_is_closed() -> None:
    assert BackgroundThread("work").close(0)
