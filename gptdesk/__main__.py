"""`python -m gptdesk` and the `gptdesk` command: opens the window.

Arguments are read before anything of Qt is imported, so that `--help` and `--version` are instant
and work without a screen.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from gptdesk.quiet import expect_no_numpy
from gptdesk.version import program_version


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
    parser.add_argument("--version", action="version", version=f"GPTDesk {program_version()}")
    options = parser.parse_args(argv)

    expect_no_numpy()
    from gptdesk.app.main import run

    return run(model=options.model, device=options.device)


if __name__ == "__main__":
    sys.exit(main())
