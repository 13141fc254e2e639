"""The real program on a tiny model, in a process of its own: run by test_interrupted.py.

    python -m tests.app.interrupted_child MODEL stream|resume

"stream" sends a prompt and says "shown N" whenever tokens of the answer are on the screen; it is
killed while it does. "resume" is the next start, which finds the conversation on the screen: it
goes on with the answer by the button that is offered, and has the whole of it written once more in
another conversation. It says each of the three as a line of JSON.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from gptdesk.app.main import Program, build_program, make_application, make_engine
from gptdesk.app.system.crash import CrashReporter
from gptdesk.app.system.note_text import note_text
from gptdesk.chat.messages import Message, Role
from gptdesk.storage.history.types import Outline
from gptdesk.storage.paths import user_paths

PROMPT = "Once upon a time there was a fox"
SEED = 7
GOES_ON = 40
_PATIENCE_MS = 60_000


def main() -> int:
    """Do what the command line says."""
    app = make_application(["gptdesk"])
    crashes = CrashReporter()
    crashes.install(None)
    crashes.report_ready.connect(print)
    QTimer.singleShot(_PATIENCE_MS, lambda: app.exit(1))
    program = build_program(user_paths(), crashes=crashes, engine_factory=make_engine)
    program.view_models.chat.error_raised.connect(print)
    program.view_models.sampling.set_seed(SEED)
    opened = program.view_models.library.model_opened
    _wait(opened, lambda: program.start(Path(sys.argv[1])))
    if sys.argv[2] == "stream":
        _stream(program)
        return app.exec()
    _resume(program)
    program.window.close()
    crashes.uninstall()
    return 0 if program.is_joined else 1


def _stream(program: Program) -> None:
    """Have an answer written that never ends."""
    program.view_models.sampling.set_max_new_tokens(100_000)
    chat = program.view_models.chat
    chat.record_added.connect(lambda _: print("shown", len(_answer(program).token_ids), flush=True))
    program.view_models.chat.submit(PROMPT)


def _resume(program: Program) -> None:
    """Find the answer again, go on with it, and write it once more from the beginning."""
    parts, bar = program.view_models, program.window.views.notice_bar
    while not bar.text:
        _wait(parts.conversations.interrupted_found)
    while isinstance(_answer(program), Outline):
        _wait(parts.chat.messages.dataChanged)
    _say(program)
    parts.sampling.set_seed(SEED + 1)  # the answer has dice of its own
    parts.sampling.set_max_new_tokens(GOES_ON)
    (button,) = (one for one in bar.findChildren(QPushButton) if one.text() == "Continue")
    middle = button.rect().center()
    click = partial(QTest.mouseClick, button, Qt.MouseButton.LeftButton, pos=middle)
    _wait(parts.chat.run_finished, click)
    _say(program)
    parts.sampling.set_seed(SEED)
    parts.sampling.set_max_new_tokens(len(_answer(program).token_ids))
    program.window.views.menu.new_chat.trigger()
    _wait(parts.chat.run_finished, lambda: program.view_models.chat.submit(PROMPT))
    _say(program)


def _answer(program: Program) -> Message:
    prompt, answer = program.view_models.chat.messages.messages
    assert (prompt.role, prompt.text) == (Role.USER, PROMPT)
    return answer


def _say(program: Program) -> None:
    """Print what the window has of the answer."""
    answer = _answer(program)
    scroll_bar = program.window.views.transcript.verticalScrollBar()
    facts: dict[str, Any] = {
        "state": answer.state.value,
        "text": answer.text,
        "ids": answer.token_ids,
        "draws": [record.draw for record in answer.records],
        "notes": [note_text(note) for _, note in answer.notes],
        "runs": [(run.start, run.seed, run.model_name) for run in answer.runs],
        "is_end_seen": scroll_bar.value() == scroll_bar.maximum(),
        "told": program.window.views.notice_bar.text,
        "read_aloud": program.window.views.transcript.scroller.page.entries[0].text_in_words(1_000),
    }
    print(json.dumps(facts), flush=True)


def _wait(signal: Any, action: Callable[[], object] | None = None) -> None:
    """Do something, and wait for a signal that it leads to."""
    loop = QEventLoop()
    signal.connect(loop.quit)
    if action is not None:
        QTimer.singleShot(0, action)
    QTimer.singleShot(_PATIENCE_MS, lambda: loop.exit(1))
    if loop.exec():
        raise TimeoutError(f"no {signal}")
    signal.disconnect(loop.quit)


if __name__ == "__main__":
    sys.exit(main())
