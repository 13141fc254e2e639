"""Qt's objects are destroyed in the window's thread, whichever thread makes garbage."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from gptdesk.app.system.garbage import WindowGarbageCollector


@pytest.fixture
def collector(qapp: object) -> Iterator[WindowGarbageCollector]:
    gc.enable()  # as Python begins
    collector = WindowGarbageCollector()
    collector.start()
    yield collector
    collector.stop()


def test_another_thread_collects_nothing(collector, qtbot: QtBot):
    """A running timer in a circle, and a thread that makes much garbage: Qt would complain."""

    class Circle(QObject):
        def __init__(self) -> None:
            super().__init__()
            self.me = self
            self.timer = QTimer(self)
            self.timer.start(50)

    circle = Circle()
    gone: list[str] = []
    circle.destroyed.connect(lambda: gone.append(threading.current_thread().name))
    del circle

    def make_garbage() -> None:
        for _ in range(20_000):
            knot: list[object] = []
            knot.append(knot)

    thread = threading.Thread(target=make_garbage, name="another")
    thread.start()
    thread.join()
    assert gone == []
    qtbot.waitUntil(lambda: gone == ["MainThread"])


def test_afterwards_python_does_it_again(collector):
    """Tests and scripts go on when the window is gone."""
    assert not gc.isenabled()
    collector.stop()
    assert gc.isenabled()


def test_what_is_there_for_good_is_passed_over(collector, qtbot: QtBot):
    """Afterwards a full collection is quick, and what becomes garbage then still goes."""
    collector.freeze_loaded()
    assert gc.get_freeze_count() > 10_000
    assert len(gc.get_objects()) < 10_000
    gone: list[bool] = []
    knot = QObject()
    knot.destroyed.connect(lambda: gone.append(True))
    knot.me = knot
    del knot
    for _ in range(3):  # as Python would, when enough others were made
        gc.collect()
    assert gone == [True]
    collector.stop()
    assert gc.get_freeze_count() == 0
