"""The inspector used with the keyboard alone, under a real X server and window manager."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

DRIVER = Path(__file__).with_name("xvfb_inspector.py")


@pytest.mark.xvfb
@pytest.mark.timeout(180)
def test_tokens_are_walked_looked_at_and_swapped_without_a_mouse(
    display: str, tmp_path: Path
) -> None:
    """Whoever has no mouse, or no eyes, can open any token and go elsewhere from it."""
    pictures = Path(os.environ.get("GPTDESK_TEST_PICTURES", tmp_path / "pictures"))
    environment = {
        **os.environ,
        "DISPLAY": display,
        "QT_QPA_PLATFORM": "xcb",
        "GPTDESK_HOME": str(tmp_path / "home"),
        "PYTHONPATH": str(DRIVER.parent.parent.parent),
    }
    result = subprocess.run(
        [sys.executable, str(DRIVER), pictures],
        env=environment,
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert "NOT REACHED" not in result.stdout
    assert "Traceback" not in result.stderr
