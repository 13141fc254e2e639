"""A model that took the program with it is not loaded again by itself."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gptdesk.storage.models.load_guard import LoadGuard


@pytest.fixture
def marker(tmp_path: Path) -> Path:
    return tmp_path / "data" / "loading"


def test_a_load_that_ended_leaves_no_trace(marker: Path) -> None:
    guard = LoadGuard(marker)
    assert guard.interrupted() is None
    guard.remember_load(Path("model.pth"))
    guard.forget_load()
    guard.forget_load()
    assert LoadGuard(marker).interrupted() is None
    assert not marker.exists()


def test_a_crash_while_loading_is_known_at_the_next_start(marker: Path) -> None:
    """The real thing: the process dies, as it does on a crash in a library."""
    code = """
import os, sys
from pathlib import Path
from gptdesk.storage.models.load_guard import LoadGuard
LoadGuard(Path(sys.argv[1])).remember_load(Path(sys.argv[2]))
os.abort()
"""
    model = "/models/bad é.pth"
    result = subprocess.run([sys.executable, "-c", code, str(marker), model], check=False)
    assert result.returncode != 0
    guard = LoadGuard(marker)
    assert guard.interrupted() == Path(model)
    guard.forget_load()
    assert guard.interrupted() is None


@pytest.mark.skipif(os.name == "nt", reason="file names are text there")
def test_any_file_name_is_kept(marker: Path) -> None:
    model = Path(os.fsdecode(b"/models/\xff\n.pth"))
    LoadGuard(marker).remember_load(model)
    assert LoadGuard(marker).interrupted() == model


def test_a_disk_that_refuses_does_not_stop_the_load(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    guard = LoadGuard(tmp_path / "file" / "loading")
    guard.remember_load(Path("model.pth"))
    assert guard.interrupted() is None
    guard.forget_load()


def test_a_load_in_another_window_is_no_crash(marker: Path) -> None:
    """Two windows opened at once: the second must not accuse the model that the first loads."""
    code = """
import sys
from pathlib import Path
from gptdesk.storage.models.load_guard import LoadGuard
LoadGuard(Path(sys.argv[1])).remember_load(Path("model.pth"))
print("begun", flush=True)
sys.stdin.read()
"""
    other = subprocess.Popen(
        [sys.executable, "-c", code, str(marker)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "begun\n"
    guard = LoadGuard(marker)
    assert guard.interrupted() is None
    guard.forget_load()
    assert marker.exists(), "the other window's marker is its own"
    other.kill()
    other.communicate()
    assert guard.interrupted() == Path("model.pth")


@pytest.mark.parametrize(
    "content", [b"", b"x", b"12", b"99999999999999999999\nm", b"-1\n", b"\n\n"]
)
def test_a_damaged_marker_stops_nothing(marker: Path, content: bytes) -> None:
    marker.parent.mkdir()
    marker.write_bytes(content)
    guard = LoadGuard(marker)
    assert guard.interrupted() is None
    guard.forget_load()
