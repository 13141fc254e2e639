"""What comes again and again comes at a pace, and the last of it comes in any case."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from gptdesk.app.system.timers import Pace, Turns

PAUSE_MS = 60


@pytest.fixture
def done() -> list[int]:
    """How often it was done, as numbers."""
    return []


@pytest.fixture
def turns(qtbot: QtBot, done: list[int]) -> Iterator[Turns]:
    """Something that is done at a pace."""
    del qtbot  # timers need the application
    owner = QObject()
    yield Turns(owner, PAUSE_MS, lambda: done.append(len(done)))
    del owner


def test_the_first_is_done_at_once_and_many_are_one(
    turns: Turns, done: list[int], qtbot: QtBot
) -> None:
    """However often it is asked for in a pause, it is done once more, without another asking."""
    for _ in range(100):
        turns.ask()
    assert done == [0]
    assert turns.is_waiting
    qtbot.waitUntil(lambda: done == [0, 1])
    assert not turns.is_waiting


def test_what_waits_goes_with_the_next_asking(turns: Turns, done: list[int], qtbot: QtBot) -> None:
    """So the window is painted once for both, and not a second time a moment later."""
    turns.ask()
    turns.ask()
    qtbot.wait(PAUSE_MS + 10)
    turns.ask()
    assert not turns.is_waiting
    count = len(done)
    qtbot.wait(400)
    assert len(done) == count == 2


def test_it_can_be_done_now_and_begin_again(turns: Turns, done: list[int], qtbot: QtBot) -> None:
    """What is to be seen at once waits for no pace; what nobody wants any more is not done."""
    turns.ask()
    turns.ask()
    turns.take()
    assert done == [0, 1]
    turns.ask()
    turns.begin_again()
    qtbot.wait(400)
    assert done == [0, 1]
    turns.ask()
    assert done == [0, 1, 2], "the first after it"


def test_a_dear_piece_of_work_comes_less_often_within_bounds() -> None:
    """A hundredth of a core: 2 ms of work every 200 ms; one slow moment is no rule."""
    pace = Pace(100, 400, share=0.01)
    assert pace.pause_ms == 100
    pace.note(0.003)
    assert 100 < pace.pause_ms < 200
    for _ in range(30):
        pace.note(0.002)
    assert pace.pause_ms == pytest.approx(200, abs=5)
    for _ in range(30):
        pace.note(1.0)
    assert pace.pause_ms == 400
    for _ in range(30):
        pace.note(0.0)
    assert pace.pause_ms == 100
