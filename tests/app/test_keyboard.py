"""GPTDesk used with the keyboard alone, under a real X server and window manager."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gptdesk.resources import resource_path
from tests.tiny_models import write_tiny_model

DRIVER = Path(__file__).with_name("xvfb_driver.py")


@pytest.mark.xvfb
@pytest.mark.timeout(180)
def test_a_session_with_the_keyboard_alone(display: str, tmp_path: Path) -> None:
    """Everything the window is for can be done without a mouse; every key is a real one."""
    other = write_tiny_model(tmp_path / "other")
    pictures = Path(os.environ.get("GPTDESK_TEST_PICTURES", tmp_path / "pictures"))
    environment = {
        **os.environ,
        "DISPLAY": display,
        "QT_QPA_PLATFORM": "xcb",
        "GPTDESK_HOME": str(tmp_path / "home"),
        "PYTHONPATH": str(DRIVER.parent.parent.parent),
    }
    bundled = resource_path("models/storyteller")
    result = subprocess.run(
        [sys.executable, str(DRIVER), str(bundled), str(other / "model.safetensors"), pictures],
        env=environment,
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert "NOT REACHED" not in result.stdout
    assert "Traceback" not in result.stderr
