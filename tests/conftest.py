"""What every test gets: an offscreen Qt, its own user folder, no network."""

from __future__ import annotations

import gc
import os
import socket
import sys
from collections.abc import Generator
from functools import partialmethod
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Sentences are compared in English, whatever the language of who runs the tests.
os.environ["LC_ALL"] = "C.UTF-8"
# Tiny networks gain nothing from a second thread, and lose a lot when its core is busy.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("QT_QUICK_BACKEND", "software")
# Package and tests are compiled once, and not by each Python that the suite starts: also where
# PYTHONDONTWRITEBYTECODE is set, as in most containers.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

PATIENCE_MS = (
    60_000  # what is awaited comes late beside a busy process; a hang is seen all the same
)


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Say how many processes run the suite: three, and none beside pytest for single tests.

    On two cores, the third one works while another waits for a child, a disk or a timer.
    """
    return 0 if any("::" in argument for argument in config.args) else 3


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files with the longest tests first: no process waits for them at the end."""
    long = {
        item.path
        for item in items
        if any(item.get_closest_marker(name) for name in ("slow", "xvfb"))
    }
    items.sort(key=lambda item: item.path not in long)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Look for no garbage while tests are collected: there is none, and it takes a second.

    What was imported is never garbage: no later look goes through it again.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


class PatientBot(QtBot):
    """Awaits signals and conditions for as long as a busy machine may need."""

    waitSignal = partialmethod(QtBot.waitSignal, timeout=PATIENCE_MS)  # noqa: N815
    waitSignals = partialmethod(QtBot.waitSignals, timeout=PATIENCE_MS)  # noqa: N815
    waitUntil = partialmethod(QtBot.waitUntil, timeout=PATIENCE_MS)  # noqa: N815
    waitExposed = partialmethod(QtBot.waitExposed, timeout=PATIENCE_MS)  # noqa: N815


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    """What pytest-qt gives, with more patience."""
    return PatientBot(request)


@pytest.fixture(autouse=True)
def _own_user_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test may read or write the developer's own settings, conversations and models."""
    monkeypatch.setenv("GPTDESK_HOME", str(tmp_path / "gptdesk-home"))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setenv("OLLAMA_MODELS", str(tmp_path / "ollama"))
    monkeypatch.setattr(
        "gptdesk.storage.models.other_programs.home_folder", lambda *_: tmp_path / "home"
    )
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))  # and hand a file to their window
    monkeypatch.setattr("gptdesk.storage.models.installed_packages.installed_packages", tuple)


@pytest.fixture(autouse=True)
def _no_network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """GPTDesk works with the cable pulled out; so do its tests.

    A test marked `loopback` runs a server of its own, and may reach that.
    """
    may_reach_itself = request.node.get_closest_marker("loopback") is not None
    if may_reach_itself:  # not by way of this computer's proxy
        monkeypatch.setenv("no_proxy", "*")
        monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    else:  # for children too
        monkeypatch.setenv("HF_HUB_OFFLINE", "1")

    def refuse(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            if may_reach_itself and address[0] in ("127.0.0.1", "::1", "localhost"):
                return original_connect(self, address)
            pytest.fail(f"a test tried to connect to {address}")
        return original_connect(self, address)

    original_connect = socket.socket.connect
    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.fixture(autouse=True)
def _no_guesses(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each token be a step of its own: whether a guess pays is measured, and differs by run.

    Several tokens at once differ in the last digits of float32 from one by one, which tests that
    compare two answers to the last bit would meet now and then. See `engine/run/guessing.py`.
    """
    guessing = sys.modules.get("gptdesk.engine.run.guessing")
    if guessing is not None and request.node.get_closest_marker("guesses") is None:
        monkeypatch.setattr(guessing.Gain, "length_for", lambda *_: 0)
