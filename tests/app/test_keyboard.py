"""GPTDesk used with the keyboard alone, under a real X server and window manager."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gptdesk.resources import resource_path
from tests.tiny_models import write_tiny_model


@pytest.mark.xvfb
def test_a_session_with_the_keyboard_alone(drive: Callable[..., None], tmp_path: Path) -> None:
    """Everything the window is for can be done without a mouse; every key is a real one."""
    other = write_tiny_model(tmp_path / "other")
    bundled = resource_path("models/storyteller")
    drive("xvfb_driver.py", bundled, other / "model.safetensors")
