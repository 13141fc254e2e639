"""`python -m gptdesk` and the `gptdesk` command: opens the window.

Arguments are read before anything of Qt is imported, so that `--help` and `--version` are instant
and work without a screen.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from pathlib import Path

from gptdesk.model.config import PRECISIONS
from gptdesk.quiet import expect_no_numpy
from gptdesk.version import program_version

_QT_PACKAGES = "libegl1 libgl1 libdbus-1-3 libxcb-cursor0 libxcb-icccm4 libxkbcommon-x11-0"


def main(argv: list[str] | None = None) -> int:
    """Open the window and return the exit code."""
    parser = argparse.ArgumentParser(
        prog="gptdesk", description="Prompt a GPT and see the probability of every token."
    )
    parser.add_argument(
        "model",
        nargs="?",
        type=Path,
        help="a GPT-2 checkpoint, or a folder that holds one (default: the last one used)",
    )
    parser.add_argument(
        "--device", choices=("auto", "cpu", "cuda"), help="where the network runs (default: auto)"
    )
    parser.add_argument(
        "--precision",
        choices=PRECISIONS,
        help="how finely it is computed, in this run (default: as set on the Model page)",
    )
    parser.add_argument("--version", action="version", version=f"GPTDesk {program_version()}")
    options = parser.parse_args(argv)

    expect_no_numpy()
    obstacle = _obstacle_to_a_window()
    if obstacle:
        print(f"gptdesk: {obstacle}", file=sys.stderr)  # noqa: T201  there is no window to say it in
        return 1
    from gptdesk.app.main import run

    return run(model=options.model, device=options.device, precision=options.precision)


def _obstacle_to_a_window() -> str:
    """Say what keeps Qt from opening a window, with the remedy; nothing if it can."""
    has_screen = any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
    if sys.platform == "linux" and not has_screen and not os.environ.get("QT_QPA_PLATFORM"):
        return (
            "There is no screen here (DISPLAY is not set). Start it in a desktop session, or use "
            "gptdesk-cli, which needs none."
        )
    try:
        importlib.import_module("PySide6.QtWidgets")
    except ImportError as exc:
        library = str(exc).partition(":")[0]
        return (
            f"The window needs {library}, which this system does not have. On Debian or Ubuntu: "
            f"apt install {_QT_PACKAGES}"
        )
    return ""


if __name__ == "__main__":
    sys.exit(main())
