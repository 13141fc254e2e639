"""C7: how long the window is away while it generates for a minute, and how fast typing echoes.

python tests/benchmarks/window_gap.py [--plain] [--model fake|bundled|PATH] [--seconds S]
                                      [--inspect]

With `--inspect` tokens are coloured by probability, and one is marked: the first of each answer, so
that the side panel shows its pipeline while the answer grows.
"""

from __future__ import annotations

import time

from bench_window import (
    Heartbeat,
    Room,
    add_model_option,
    engine_and_model,
    leave,
    open_room,
    parser,
    percentile,
    spread,
    turn_until,
    verdict,
)
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit

from gptdesk.analysis.figures import Measure, TokenRef
from gptdesk.app.views.window.main_window import MainWindow
from gptdesk.engine.types import FinishReason
from tests.fakes import FakeEngine, Script, flood_pieces


class Typist(QObject):
    """Presses a key every 100 ms and measures until the text shows it."""

    def __init__(self, editor: QPlainTextEdit) -> None:
        super().__init__()
        self.echoes_ms: list[float] = []
        self._editor = editor
        self._pressed = 0.0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._on_timeout)
        editor.textChanged.connect(self._on_text_changed)

    def start(self) -> None:
        self._timer.start(100)

    def stop(self) -> None:
        self._timer.stop()

    @Slot()
    def _on_timeout(self) -> None:
        self._pressed = time.perf_counter()
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a")
            QCoreApplication.postEvent(self._editor, event)

    @Slot()
    def _on_text_changed(self) -> None:
        if self._pressed:
            self.echoes_ms.append((time.perf_counter() - self._pressed) * 1000)
            self._pressed = 0.0


def keep_busy(room: Room, fake: FakeEngine, until: float) -> None:
    """Ask again whenever an answer is done."""
    if not room.chat.is_busy and time.perf_counter() < until:
        fake.enqueue(Script(flood_pieces(400), FinishReason.MAX_TOKENS, tokens_per_s=400))
        room.chat.submit("Once upon a time")


class Looker(QObject):
    """Colours tokens, and marks one of every answer."""

    def __init__(self, room: Room) -> None:
        super().__init__()
        assert isinstance(room.window, MainWindow), "the plain window has no tokens"
        self.marks = 0
        self._chat, self._window = room.chat, room.window
        room.window.views.legend.measure_chosen.emit(Measure.PROBABILITY)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._on_timeout)

    def start(self) -> None:
        self._timer.start(250)

    def stop(self) -> None:
        self._timer.stop()

    @Slot()
    def _on_timeout(self) -> None:
        marked = self._window.views.transcript.tokens.marked.ref
        answer = self._chat.messages.messages[-1]
        if answer.token_ids and (marked is None or marked.answer_id != answer.id):
            self.marks += 1
            first = TokenRef(answer.id, is_prompt=False, index=0)
            self._window.views.transcript.tokens.marked.token_marked.emit(first)


def main() -> None:
    options = parser(__doc__)
    add_model_option(options)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--inspect", action="store_true")
    args = options.parse_args()
    fake = FakeEngine()
    factory, model = engine_and_model(args.model, fake)
    room = open_room(factory, model=model, is_plain=args.plain)
    room.wait_until_loaded()
    room.sampling.set_max_new_tokens(400)
    editors = room.window.findChildren(QPlainTextEdit)
    typists = [Typist(editor) for editor in editors if editor.isVisible()][:1]
    lookers = [Looker(room)] if args.inspect else []
    heartbeat = Heartbeat()
    until = time.perf_counter() + args.seconds
    keep_busy(room, fake, until)
    for part in (heartbeat, *typists, *lookers):
        part.start()

    def is_over() -> bool:
        keep_busy(room, fake, until)
        return time.perf_counter() >= until

    turn_until(is_over, limit_s=args.seconds + 60)
    for part in (heartbeat, *typists, *lookers):
        part.stop()
    messages = room.chat.messages.messages
    tokens = sum(len(message.token_ids) for message in messages)
    print(f"window gaps: {room.kind}, {args.model}, {args.seconds:g} s, {tokens:,} tokens")
    for looker in lookers:
        print(f"  coloured by probability, {looker.marks} tokens marked, one after another")
    print(f"  window gaps     {spread(heartbeat.gaps_ms, 'ms')}")
    checks = {
        "p50 gap <= 20 ms": percentile(heartbeat.gaps_ms, 50) <= 20,
        "p99 gap <= 50 ms": percentile(heartbeat.gaps_ms, 99) <= 50,
        "longest gap <= 150 ms": max(heartbeat.gaps_ms) <= 150,
    }
    for typist in typists:
        print(f"  typing echo     {spread(typist.echoes_ms, 'ms')}")
        checks["typing echo p99 <= 50 ms"] = percentile(typist.echoes_ms, 99) <= 50
    leave(room, verdict({}, checks, is_untimed=args.untimed))


if __name__ == "__main__":
    main()
