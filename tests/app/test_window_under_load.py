"""The window with a fake engine that is fast, slow or busy on purpose: what must be exact, is.

These are small runs of the scripts in `tests/benchmarks`, without their limits on time: those
are measured on a quiet machine.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


def run_script(name: str, *arguments: str) -> str:
    """Run a script; return what it printed."""
    result = subprocess.run(
        [sys.executable, str(BENCHMARKS / name), "--untimed", *arguments],
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def test_flood_of_tokens_is_exact_and_wakes_the_window_one_at_a_time():
    """20,000 tokens in a second: no character lost, and no pile of queued calls."""
    assert "pending at most 1" in run_script("window_flood.py", "--tokens", "20000")


def test_stop_at_any_moment_appends_nothing_more():
    """Before the first token and in the stream: after the click the answer is as it was."""
    assert "after the click: 0 at most" in run_script("window_stop.py", "--stops", "40")


@pytest.mark.slow
def test_closing_at_any_moment_leaves_cleanly():
    """Loading, reading, writing, a dialog open: exit code 0, and Qt complains of no thread."""
    run_script("window_close.py", "--closes", "8", "--jobs", "2")
