"""What every test gets: an offscreen Qt, its own user folder, no network."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Tiny networks gain nothing from a second thread, and lose a lot when its core is busy.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("QT_QUICK_BACKEND", "software")


@pytest.fixture(autouse=True)
def _own_user_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test may read or write the developer's own settings and conversations."""
    monkeypatch.setenv("GPTDESK_HOME", str(tmp_path / "gptdesk-home"))


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """GPTDesk works with the cable pulled out; so do its tests."""

    def refuse(self: socket.socket, address: object) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            pytest.fail(f"a test tried to connect to {address}")
        original_connect(self, address)

    original_connect = socket.socket.connect
    monkeypatch.setattr(socket.socket, "connect", refuse)
