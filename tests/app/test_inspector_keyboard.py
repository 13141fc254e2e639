"""The inspector used with the keyboard alone, under a real X server and window manager."""

from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.mark.xvfb
def test_tokens_are_walked_looked_at_and_swapped_without_a_mouse(
    drive: Callable[..., None],
) -> None:
    """Whoever has no mouse, or no eyes, can open any token and go elsewhere from it."""
    drive("xvfb_inspector.py")
