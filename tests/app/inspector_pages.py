"""All pages of the inspector, for tests that look at what nobody has opened yet."""

from __future__ import annotations

from gptdesk.app.views.window.main_window import MainWindow


def make_pages(window: MainWindow) -> None:
    """Make the pages that are made when they are first seen else."""
    for name in ("next_token", "pipeline", "text", "model"):
        window.views.side_panel.page(name)
