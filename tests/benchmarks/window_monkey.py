"""C25: a monkey at the window: random events, each run in a process of its own.

    python tests/benchmarks/window_monkey.py [--runs 10] [--seconds 60] [--seed 1]

`--one N` is the process. No exception may be uncaught, Qt may not warn, the exit code is 0, and
what the list names can be opened at the end. A run that fails is repeated with `--one` and its
number.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from bench_window import Room, open_room, parser, turn_for, turn_until
from PySide6.QtCore import QPoint, Qt, QTimer, qInstallMessageHandler
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gptdesk.app.viewmodels.token_figures import Measure, TokenRef
from gptdesk.app.views.main_window import MainWindow
from gptdesk.chat import PromptMode
from gptdesk.engine.types import FinishReason
from tests.fakes import FakeEngine, Script, flood_pieces

EVENTS_PER_S = 17  # 1,000 in a minute
WAITING_MS = 300  # that a menu or a dialog stays open at most
OF_THE_PLATFORM = "This plugin does not support"
KEYS = (
    *(Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_F2),
    *(Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Space),
    *(Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_A),
    *(Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_F8, Qt.Key.Key_F9, Qt.Key.Key_F10),
)


class Monkey:
    """Does anything to a window."""

    def __init__(self, room: Room, seed: int) -> None:
        assert isinstance(room.window, MainWindow)
        self._room, self._window, self._parts = room, room.window, room.window._parts
        self._dice = random.Random(seed)
        self.done: dict[str, int] = {}
        self._events: tuple[Callable[[], object], ...] = (
            *(self.send, self.stop, self.regenerate, self.new, self.open, self.delete, self.undo),
            *(self.rename, self.pin, self.duplicate, self.search, self.scroll, self.resize),
            *(self.zoom, self.theme, self.colour, self.mark, self.swap, self.leaf_through),
            *(self.click, self.press, self.press, self.press, self.type, self.load, self.menu),
            *(self.measure, self.mode, self.send, self.send, self.open),
        )

    def act(self) -> None:
        """Do something."""
        event = self._dice.choice(self._events)
        self.done[event.__name__] = self.done.get(event.__name__, 0) + 1
        event()

    def _any(self) -> str:
        summaries = self._parts.conversations.list.summaries
        return self._dice.choice(summaries).id if summaries else ""

    def _row(self) -> int:
        return self._dice.randrange(max(1, self._room.chat.messages.rowCount()))

    def send(self) -> None:
        self._window.composer.set_text(self._dice.choice(("Hello", "Once\nupon", "🙂" * 9, " ")))
        self._window.composer.submitted.emit(self._dice.choice(("Hello", "Once\nupon", "🙂" * 9)))

    def stop(self) -> None:
        self._room.chat.stop()

    def regenerate(self) -> None:
        self._window.menu.regenerate.trigger()

    def new(self) -> None:
        self._window.menu.new_chat.trigger()

    def open(self) -> None:
        if conversation_id := self._any():
            self._parts.conversations.open(conversation_id)

    def delete(self) -> None:
        if self._dice.random() < 0.5 and (conversation_id := self._any()):
            self._parts.conversations.delete(conversation_id)

    def undo(self) -> None:
        self._parts.conversations.undo_delete()

    def rename(self) -> None:
        if conversation_id := self._any():
            self._parts.conversations.rename(conversation_id, f"Name {self._dice.random()}")

    def pin(self) -> None:
        if conversation_id := self._any():
            self._parts.conversations.set_pinned(conversation_id, self._dice.random() < 0.5)

    def duplicate(self) -> None:
        if self._dice.random() < 0.3 and (conversation_id := self._any()):
            self._parts.conversations.duplicate(conversation_id)

    def search(self) -> None:
        self._parts.conversations.search.ask(self._dice.choice(("", "hello", "a", "once up")))

    def scroll(self) -> None:
        bar = self._window.transcript.verticalScrollBar()
        bar.setValue(self._dice.randint(0, bar.maximum()))

    def resize(self) -> None:
        self._window.resize(self._dice.randrange(500, 1900), self._dice.randrange(400, 1100))

    def zoom(self) -> None:
        menu = self._window.menu
        self._dice.choice((menu.zoom_in, menu.zoom_out, menu.zoom_reset)).trigger()

    def theme(self) -> None:
        self._parts.appearance.set_colour_scheme(self._dice.choice(("light", "dark", "system")))

    def colour(self) -> None:
        self._parts.looking.inspector.set_colour_by(self._dice.choice(list(Measure)))

    def _ref(self) -> TokenRef | None:
        if not self._room.chat.messages.rowCount():
            return None
        message = self._room.chat.messages.message(self._row())
        count = len(message.token_ids)
        index = self._dice.randrange(count) if count else 0
        return TokenRef(message.id, is_prompt=self._dice.random() < 0.2, index=index)

    def mark(self) -> None:
        self._parts.looking.inspector.mark(self._ref())

    def swap(self) -> None:
        if ref := self._ref():
            self._parts.looking.swaps.swap(ref, (self._dice.randrange(50_000),))

    def leaf_through(self) -> None:
        if self._room.chat.messages.rowCount():
            self._room.chat.show_branch(self._row(), self._dice.choice((-1, 1)))

    def measure(self) -> None:
        self._parts.looking.inspector.clear_mark()

    def mode(self) -> None:
        self._room.chat.set_mode(self._dice.choice(list(PromptMode)))

    def load(self) -> None:
        if self._dice.random() < 0.3:
            self._parts.library.open_bundled()

    def menu(self) -> None:
        menu = self._window.menu
        actions = (menu.sidebar, menu.side_panel, menu.guess, menu.talk, menu.focus_composer)
        self._dice.choice((*actions, menu.find, menu.step, menu.continue_answer)).trigger()

    def click(self) -> None:
        view = self._window.transcript.viewport()
        if view.isVisible():
            place = QPoint(
                self._dice.randrange(max(1, view.width())), self._dice.randrange(view.height() or 1)
            )
            QTest.mouseMove(view, place)
            QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=place)

    def press(self) -> None:
        widget = QApplication.focusWidget()
        if widget is not None:
            QTest.keyClick(widget, self._dice.choice(KEYS))

    def type(self) -> None:
        widget = QApplication.focusWidget()
        if widget is not None:
            QTest.keyClicks(widget, "so it goes")


def leave_what_waits() -> None:
    """Close a menu or a dialog that a key has opened: Qt waits in it, and the monkey with it."""
    waiting = QApplication.activePopupWidget() or QApplication.activeModalWidget()
    if waiting is not None:
        QTest.keyClick(waiting, Qt.Key.Key_Escape)


def one(seed: int, seconds: float) -> int:
    """Be one of the runs."""
    complaints: list[str] = []

    def on_qt(_kind: object, _context: object, text: str) -> None:
        if OF_THE_PLATFORM not in text:
            complaints.append(f"Qt: {text}")

    engine = FakeEngine(story=Script(flood_pieces(400), FinishReason.MAX_TOKENS, tokens_per_s=300))
    room = open_room(lambda: engine, model=None, is_plain=False)
    assert isinstance(room.window, MainWindow)
    parts = room.window._parts
    parts.crashes.install(None)
    parts.crashes.report_ready.connect(complaints.append)
    qInstallMessageHandler(on_qt)
    room.wait_until_loaded()
    monkey, end = Monkey(room, seed), time.monotonic() + seconds
    closer = QTimer(interval=WAITING_MS)
    closer.timeout.connect(leave_what_waits)
    closer.start()
    while time.monotonic() < end:
        monkey.act()
        turn_for(1 / EVENTS_PER_S)
    turn_until(lambda: room.client.info is not None)
    room.chat.stop()
    turn_until(lambda: not room.chat.is_busy)
    parts.history.failed.connect(complaints.append)
    for summary in parts.conversations.list.summaries[:20]:
        parts.conversations.open(summary.id)
        turn_until(lambda wanted=summary.id: room.chat.conversation.id == wanted)
    room.window.close()
    for complaint in dict.fromkeys(complaints):
        print(complaint)
    print(f"{sum(monkey.done.values())} events, {len(complaints)} complaints", flush=True)
    code = 1 if complaints or not room.is_joined() else 0
    parts.crashes.uninstall()
    return code


def main() -> int:
    """Let the monkey at several windows, one after another."""
    options = parser(__doc__.splitlines()[0])
    options.add_argument("--runs", type=int, default=10)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--one", type=int, help="be one of the processes")
    args = options.parse_args()
    if args.one is not None:
        return one(args.one, args.seconds)
    bad = 0
    for number in range(args.seed * 1000, args.seed * 1000 + args.runs):
        command = [sys.executable, __file__, "--one", str(number), "--seconds", str(args.seconds)]
        with tempfile.TemporaryDirectory(prefix="gptdesk-monkey-") as home:
            result = subprocess.run(
                command,
                capture_output=True,
                text=True,
                check=False,
                timeout=args.seconds + 300,
                env={**os.environ, "GPTDESK_HOME": home},
            )
        lines = result.stdout.strip().splitlines()
        print(f"monkey {number}: exit code {result.returncode}, {lines[-1] if lines else '?'}")
        if result.returncode:
            bad += 1
            print(result.stdout + result.stderr[-3000:])
    print(f"{args.runs} runs of {args.seconds:g} s, {bad} of them bad")
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
