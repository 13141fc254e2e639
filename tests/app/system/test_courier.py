"""What a thread found reaches the window, or nobody where the window has gone."""

from __future__ import annotations

from threading import Thread, get_ident

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from gptdesk.app.system import courier
from gptdesk.app.system.courier import way_to


def test_a_call_arrives_in_the_windows_thread(qtbot: QtBot) -> None:
    owner, called = QObject(), []
    send = way_to(owner)
    Thread(target=lambda: send(lambda: called.append(get_ident()))).start()
    qtbot.waitUntil(lambda: called == [get_ident()])


def test_what_comes_too_late_is_dropped(qtbot: QtBot) -> None:
    """A window closes while ten threads look at the disk; none of them may end the program."""
    called: list[int] = []
    for number in range(200):
        owner = QObject()
        send = way_to(owner)
        threads = [Thread(target=send, args=(lambda: called.append(1),)) for _ in range(10)]
        for thread in threads:
            thread.start()
        if number % 2:
            delete(owner)
        for thread in threads:
            thread.join()
        if not number % 2:
            delete(owner)
    last = QObject()
    way_to(last)(lambda: called.append(2))
    qtbot.waitUntil(lambda: called[-1:] == [2])
    assert called == [2]


def test_a_thread_that_outlives_it_ends_in_silence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Python takes it apart at its end, while a thread may still look at a slow disk."""
    own = courier._Courier()
    monkeypatch.setattr(courier, "_the_courier", lambda: own)
    send = way_to(QObject())
    delete(own)
    send(lambda: None)
