"""The guard that no thread outlives its test: it names ours, and no others of the same name."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread, get_native_id

import pytest
from PySide6.QtCore import QThread
from PySide6.QtWidgets import QApplication

from tests.app.conftest import TASKS, running_threads

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems do not tell")


@pytest.fixture
def namesake() -> Iterator[None]:
    """A thread that Qt knows nothing of, with the name that a thread of torch's pool inherits."""
    is_named, is_over = Event(), Event()

    def live() -> None:
        Path(TASKS, str(get_native_id()), "comm").write_text("inference")
        is_named.set()
        is_over.wait()

    thread = Thread(target=live)
    thread.start()
    is_named.wait()
    yield
    is_over.set()
    thread.join()


def test_a_thread_of_ours_is_named_until_it_ends(qapp: QApplication, namesake: None) -> None:
    """Torch's pool runs on for good, and would make every later test fail."""
    assert running_threads() == []
    thread = QThread()
    thread.setObjectName("inference")
    thread.start()
    assert "inference" in running_threads()
    thread.quit()
    assert thread.wait(10_000)
    assert running_threads() == []
