"""The `gptdesk` command where no window can be opened, and where none is wanted."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def run(*arguments: str, code: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Start the command in a process of its own, without a screen."""
    hidden = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    variables = {name: value for name, value in os.environ.items() if name not in hidden}
    start = f"{code}\nimport sys; from gptdesk.__main__ import main; sys.exit(main(sys.argv[1:]))"
    return subprocess.run(
        [sys.executable, "-c", start, *arguments],
        cwd=ROOT,
        env={**variables, **environment},
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )


def test_help_and_version_need_neither_screen_nor_qt() -> None:
    """Asking what a program does must always work."""
    no_qt = "import sys; sys.modules['PySide6'] = None"
    for argument, expected in (
        ("--help", "checkpoint"),
        ("--help", "--precision"),
        ("--version", "GPTDesk"),
    ):
        result = run(argument, code=no_qt)
        assert result.returncode == 0
        assert expected in result.stdout


def test_without_a_screen_there_is_a_sentence() -> None:
    """Qt alone would abort the process and leave a core file."""
    result = run()
    assert result.returncode == 1
    assert result.stderr.startswith("gptdesk: There is no screen here")
    assert "gptdesk-cli" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_missing_system_library_is_named_with_its_packages() -> None:
    """A bare Debian lacks them; an ImportError is no answer to a teacher."""
    broken = """
import importlib
real = importlib.import_module
def fail(name):
    if name == "PySide6.QtWidgets":
        raise ImportError("libEGL.so.1: cannot open shared object file: No such file")
    return real(name)
importlib.import_module = fail
"""
    result = run(code=broken, QT_QPA_PLATFORM="offscreen")
    assert result.returncode == 1
    assert "libEGL.so.1" in result.stderr
    assert "apt install" in result.stderr
    assert "Traceback" not in result.stderr
