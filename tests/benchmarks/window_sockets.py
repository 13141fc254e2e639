"""Counts the sockets of a day without the library: a start, an answer, a close.

    python tests/benchmarks/window_sockets.py

Needs Linux and strace. Prints every socket that is not a Unix one (the display and the desktop have
those); exits 0 without any, else 1. That strace would see one is tried first.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QTimer

sys.path.insert(0, str(Path(__file__).parents[2]))

_FOREIGN = re.compile(r"socket\((?!AF_UNIX|AF_LOCAL)|connect\([0-9]+, \{sa_family=(?!AF_UNIX)")
_PROBE = "import socket; socket.socket(socket.AF_INET).close()"


def foreign_sockets(command: list[str], home: str) -> list[str]:
    """Return the calls of a command, and of its children, that open or use a foreign socket."""
    log = Path(home, "calls")
    subprocess.run(
        ["strace", "-f", "-e", "trace=%network", "-o", str(log), *command],
        check=True,
        timeout=600,
        env={**os.environ, "GPTDESK_HOME": home},
    )
    return [line for line in log.read_text().splitlines() if _FOREIGN.search(line)]


def use_the_window() -> int:
    """Start the program, ask for an answer, and close it when that is there."""
    from gptdesk.app.main import build_program, make_application
    from gptdesk.app.system.crash import CrashReporter
    from gptdesk.engine.local_engine import InferenceEngine
    from gptdesk.storage.paths import user_paths

    application = make_application(["gptdesk"])
    program = build_program(
        user_paths(), crashes=CrashReporter(), engine_factory=lambda: InferenceEngine(threads=1)
    )
    models = program.view_models
    models.sampling.set_max_new_tokens(20)
    models.library.model_opened.connect(lambda _: models.chat.submit("Once upon a time"))
    models.chat.run_finished.connect(lambda _: QTimer.singleShot(500, program.window.close))
    program.start(None)
    application.exec()
    return 0 if models.chat.messages.message(1).text and program.is_joined else 1


def main() -> int:
    """Try strace, then the window."""
    with tempfile.TemporaryDirectory() as home:
        assert foreign_sockets([sys.executable, "-c", _PROBE], home), "strace sees nothing"
        found = foreign_sockets([sys.executable, __file__, "--window"], home)
    print("\n".join(found) or "0 sockets")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(use_the_window() if sys.argv[1:] == ["--window"] else main())
