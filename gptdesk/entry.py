"""Entry points of the commands `gptdesk` and `gptdesk-cli`.

Owns what Ctrl+C does until the program is there.
"""

from __future__ import annotations

from gptdesk.startup import end_at_interrupt


def window() -> int:
    """Run `gptdesk` and return its exit code."""
    end_at_interrupt()
    from gptdesk.__main__ import main

    return main()


def command_line() -> int:
    """Run `gptdesk-cli` and return its exit code."""
    end_at_interrupt()
    from gptdesk.cli.main import main

    return main()
