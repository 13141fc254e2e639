"""Reaches a streamed answer with an installed GPTDesk, as a new user would; see test_wheel.py.

Copied out of the checkout and run by the interpreter of a clean environment, without a network.
Prints where GPTDesk was imported from, the answer, and the number of network connections tried.
"""

from __future__ import annotations

import sys

CONNECTS: list[str] = []


def _watch(event: str, _arguments: tuple[object, ...]) -> None:
    if event in {"socket.connect", "socket.getaddrinfo"}:
        CONNECTS.append(event)


sys.addaudithook(_watch)

from PySide6.QtCore import QTimer  # noqa: E402

import gptdesk  # noqa: E402
from gptdesk.app.main import build_program, make_application, make_engine  # noqa: E402
from gptdesk.app.system.crash import CrashReporter  # noqa: E402
from gptdesk.storage.paths import user_paths  # noqa: E402


def main() -> int:
    """Open the window, send a prompt, and wait for the end of the answer."""
    app = make_application(["gptdesk"])
    crashes = CrashReporter()
    crashes.install(None)
    program = build_program(user_paths(), crashes=crashes, engine_factory=make_engine)
    chat = program.view_models.chat
    program.view_models.sampling.set_max_new_tokens(24)
    chat.run_finished.connect(program.window.close)
    chat.error_raised.connect(print)
    crashes.report_ready.connect(print)
    program.start(None)
    program.view_models.chat.submit("Once upon a time")
    QTimer.singleShot(60_000, app.quit)
    exit_code = app.exec()
    answer = chat.messages.message(1)
    print(f"from: {gptdesk.__path__[0]}")
    print(f"tokens: {len(answer.token_ids)}")
    print(f"answer: {answer.text!r}")
    print(f"connects: {len(CONNECTS)}")
    crashes.uninstall()
    return exit_code


if __name__ == "__main__":
    sys.exit(main())
