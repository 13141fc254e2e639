"""Runs `gptdesk-cli` in a process of its own, and reads what it says."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO, Any

import pytest

ROOT = Path(__file__).parents[2]
posix_only = pytest.mark.skipif(os.name == "nt", reason="POSIX signals, pipes and devices")


def start(
    *arguments: str, code: str = "", stdout: int | IO[bytes] = subprocess.PIPE, **environment: str
) -> subprocess.Popen[bytes]:
    """Start the command line in a process of its own, in which Ctrl+C has its usual meaning."""
    program = ["-c", code] if code else ["-m", "gptdesk.cli"]
    return subprocess.Popen(
        [sys.executable, *program, *arguments],
        stdout=stdout,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "OMP_NUM_THREADS": "1", **environment},
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )


def run(
    *arguments: str, code: str = "", stdout: int | IO[bytes] = subprocess.PIPE, **environment: str
) -> tuple[int, str, str]:
    with start(*arguments, code=code, stdout=stdout, **environment) as process:
        out, err = process.communicate(timeout=170)
    return process.returncode, (out or b"").decode(), err.decode()


def json_lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.removesuffix("\n").split("\n")]


def assert_one_sentence(text: str, *parts: str) -> None:
    """One line for the user, and nothing that a library or the interpreter said."""
    assert text.endswith(".\n")
    assert text.count("\n") == 1
    assert "Traceback" not in text
    assert "Error(" not in text
    for part in parts:
        assert part in text
