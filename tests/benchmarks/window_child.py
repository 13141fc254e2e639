"""A whole program that talks to itself in a folder that it may share: run by window_kill.py.

    python tests/benchmarks/window_child.py FOLDER SEED [--answers N]

Every prompt goes into the composer, every answer comes from a fake engine. Without `--answers` it
goes on until it is killed. It says what its user saw, each line when it is so:

    sent ID             the model was given this prompt, so it is on the disk
    shown ID N TIME     so many tokens of this answer are in the window
    done ID             this answer is on the disk
    told SENTENCE       this stands in the notice bar
    closed TIME         the window is closing
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event

sys.path.insert(0, str(Path(__file__).parents[2]))

from PySide6.QtCore import QModelIndex, QObject, QTimer, Slot

from gptdesk.app.main import Program, build_program, make_application
from gptdesk.app.system.crash import CrashReporter
from gptdesk.app.system.unix_signals import UnixSignals
from gptdesk.chat.messages import Message, MessageState, Role
from gptdesk.engine.types import FinishReason, GenerationEvent, GenerationRequest
from gptdesk.storage.paths import UserPaths
from tests.fakes import FakeEngine, Script, flood_pieces

LONG, SHORT = flood_pieces(2_000), flood_pieces(12)


def say(*words: object) -> None:
    """Print a line at once."""
    print(*words, flush=True)


class TellingEngine(FakeEngine):
    """Says which prompt it was given."""

    def generate(self, request: GenerationRequest, cancelled: Event) -> Iterator[GenerationEvent]:
        say("sent", request.messages[-1].id)
        return super().generate(request, cancelled)


class Talker(QObject):
    """Sends one prompt after another, in several conversations."""

    def __init__(self, program: Program, engine: FakeEngine, seed: int, answers: int) -> None:
        super().__init__()
        self._program, self._engine, self._left = program, engine, answers
        self._is_endless = not answers
        self._dice = random.Random(seed)
        parts = program.view_models
        parts.sampling.set_max_new_tokens(5_000)
        parts.chat.messages.dataChanged.connect(self._on_data_changed)
        parts.chat.run_finished.connect(self._on_run_finished)
        parts.history.problem_raised.connect(lambda problem: say("told", problem.sentence))
        parts.history.failed.connect(lambda sentence: say("told", sentence))
        parts.chat.error_raised.connect(lambda sentence: say("told", sentence))

    @Slot()
    def send(self) -> None:
        """Type something and press Enter, or leave when everything was said."""
        if not self._left and not self._is_endless:
            self._program.window.close()
            return
        self._left -= 1
        is_long = self._is_endless and self._dice.random() < 0.7
        pieces, speed = (LONG, 400.0) if is_long else (SHORT, None)
        self._engine.enqueue(Script(pieces, FinishReason.MAX_TOKENS, tokens_per_s=speed))
        if self._dice.random() < 0.2:
            self._program.window.views.menu.new_chat.trigger()
        self._program.view_models.chat.submit("Say something about this.")

    def _last(self) -> Message:
        rows = self._program.view_models.chat.messages
        return rows.message(rows.rowCount() - 1)

    @Slot(QModelIndex, QModelIndex)
    def _on_data_changed(self) -> None:
        answer = self._last()
        if answer.role is Role.ASSISTANT and answer.state is MessageState.STREAMING:
            say("shown", answer.id, len(answer.token_ids), time.monotonic())

    @Slot()
    def _on_run_finished(self) -> None:
        answer_id = self._last().id

        def then(_: object) -> None:  # asked after the answer was saved, so answered after it
            say("done", answer_id)
            self.send()

        self._program.view_models.history.ask(lambda history: history.draft(""), then)


def main() -> int:
    """Open the window and talk."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("seed", type=int)
    parser.add_argument("--answers", type=int, default=0)
    options = parser.parse_args()
    app = make_application(["gptdesk"])
    folder = options.folder
    paths = UserPaths(folder / "config", folder, folder / "logs")
    crashes = CrashReporter()
    crashes.install(paths.log_dir)
    crashes.report_ready.connect(lambda report: say("told", report.splitlines()[-1]))
    engine = TellingEngine()
    program = build_program(paths, crashes=crashes, engine_factory=lambda: engine)
    talker = Talker(program, engine, options.seed, options.answers)
    signals = UnixSignals()
    signals.quit_requested.connect(program.window.close)
    program.window.closing.connect(lambda: say("closed", time.monotonic()))
    program.view_models.library.model_opened.connect(lambda _: QTimer.singleShot(0, talker.send))
    program.start(None)
    code = app.exec()
    signals.uninstall()
    crashes.uninstall()
    return code if program.is_joined else 3


if __name__ == "__main__":
    sys.exit(main())
