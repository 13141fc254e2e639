"""C6, the window's part: a conversation of 10,000 messages is opened, scrolled, left, searched.

    python tests/benchmarks/window_history.py [--messages 10000] [--tokens 256] [--frames 600]

Each figure twice: by the clock, and the CPU time of the window's thread, which is what counts on a
machine that has other work to do. A frame is everything that this thread does from one painting
of the transcript to the next: scrolling, layout, painting, and messages that came from the disk.
"""

from __future__ import annotations

import argparse
import gc
import resource
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from bench_window import (
    Heartbeat,
    Room,
    dice,
    leave,
    open_room,
    parser,
    percentile,
    spread,
    turn_for,
    turn_until,
    verdict,
)
from history_open import build
from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QWidget

from gptdesk.app.views.window.main_window import MainWindow
from gptdesk.chat.messages import Conversation
from gptdesk.engine.types import FinishReason
from gptdesk.storage.history.history import History
from gptdesk.storage.history.types import Outline
from gptdesk.storage.paths import user_paths
from tests.fakes import FakeEngine, Script, flood_pieces
from tests.storage.history.asking import finished
from tests.storage.history.conversations import WORDS, chat, prose

FIRST_PAINT_MS = 300.0
FRAME_P99_MS = 33.0
SEARCH_P99_MS = 50.0
STREAM = Script(flood_pieces(50_000), FinishReason.MAX_TOKENS, tokens_per_s=200)


@dataclass
class Times:
    """The same moments on two clocks, in milliseconds.

    Attributes:
        wall: by the clock on the wall.
        cpu: of the window's thread.
    """

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    _begin: tuple[float, float] = (0.0, 0.0)

    def begin(self) -> None:
        """Something begins now."""
        self._begin = time.perf_counter(), time.thread_time()

    def end(self) -> None:
        """It is done."""
        wall, cpu = self._begin
        self.wall.append((time.perf_counter() - wall) * 1000)
        self.cpu.append((time.thread_time() - cpu) * 1000)

    def lines(self, title: str) -> None:
        """Print both."""
        print(f"  {title:<26} {spread(self.wall, 'ms')}")
        print(f"  {'':<26} CPU: {spread(self.cpu, 'ms')}")


class Paints(QObject):
    """Turns the event loop until a widget was painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._loop = QEventLoop()
        self._is_wanted: Callable[[], bool] = lambda: True
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """See a painting begin; the loop's next turn is after its end."""
        if event.type() == QEvent.Type.Paint and self._is_wanted():
            QTimer.singleShot(0, self._loop.quit)
        return False

    def wait(self, is_wanted: Callable[[], bool] = lambda: True, limit_s: float = 30.0) -> bool:
        """Wait for a painting that begins when `is_wanted`; return whether there was one."""
        self._is_wanted = is_wanted
        deadline = QTimer()
        deadline.setSingleShot(True)
        deadline.timeout.connect(self._loop.quit)
        deadline.start(round(limit_s * 1000))
        self._loop.exec()
        return deadline.isActive()


class Desk:
    """A window and what is measured in it."""

    def __init__(self, room: Room) -> None:
        assert isinstance(room.window, MainWindow)
        self.room = room
        self.window = room.window
        self.models = room.window._models
        self.transcript = room.window.views.transcript
        self.rows = room.chat.messages
        self.paints = Paints(self.transcript.viewport())

    def open(self, conversation_id: str, times: Times) -> None:
        """Open a conversation and wait until its last message is on the screen."""
        times.begin()
        self.models.conversations.open_conversation(conversation_id)

        def is_there() -> bool:
            return self.room.chat.conversation.id == conversation_id

        assert self.paints.wait(is_there), "never painted"
        times.end()

    def open_and_fill(self, conversation_id: str, times: Times) -> None:
        """Open a conversation, and let everything that follows it happen."""
        self.open(conversation_id, times)
        turn_for(0.1)

    def scroll(self, positions: Iterable[int]) -> Times:
        """Go to each position, one per frame."""
        times, bar = Times(), self.transcript.verticalScrollBar()
        for position in positions:
            times.begin()
            bar.setValue(position)
            self.transcript.viewport().update()
            assert self.paints.wait()
            times.end()
        return times


def store(conversations: list[Conversation]) -> None:
    """Put conversations into the history that the window will find."""
    paths = user_paths()
    history = History(paths.history_file, paths.backup_dir, print)
    history.open_file()
    for conversation in conversations:
        finished(history.add_conversation(conversation))
    history.close_file()


def memory_mib() -> float:
    """Return what this process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def seen_whole(desk: Desk) -> bool:
    """Return whether no message on the screen is an outline."""
    page, top = desk.transcript.scroller.page, desk.transcript.verticalScrollBar().value()
    entries = page.visible(top, top + desk.transcript.scroller.visible_height())
    return not any(
        isinstance(one, Outline) for index in entries for one in page.entries[index].messages
    )


def measure_scrolling(desk: Desk, frames: int) -> tuple[dict[str, Times], bool]:
    """Scroll as a wheel does, by pages, and to anywhere; end with a look at what is there."""
    random = dice(1)
    bar = desk.transcript.verticalScrollBar()
    end = bar.maximum()
    wheel = desk.scroll(end - 120 * frame for frame in range(frames))
    pages = desk.scroll(end // 2 - bar.pageStep() * frame for frame in range(frames))
    anywhere = desk.scroll(random.randrange(end) for _ in range(frames // 2))
    is_whole = True
    for _ in range(10):
        bar.setValue(random.randrange(bar.maximum()))
        with suppress(TimeoutError):
            turn_until(lambda: seen_whole(desk), limit_s=3)
        is_whole &= seen_whole(desk)
    bar.setValue(bar.maximum())
    print(f"  {'memory after scrolling':<26} {memory_mib():.0f} MiB")
    return {"wheel": wheel, "page by page": pages, "anywhere": anywhere}, is_whole


def measure_streaming(desk: Desk, big: str, small: str) -> tuple[Times, Times, Heartbeat]:
    """Write an answer under 10,000 messages, go to and fro, and look at the window's thread."""
    heartbeat, there, back = Heartbeat(), Times(), Times()
    desk.room.chat.submit("And then?")
    turn_until(lambda: desk.rows.message(desk.rows.rowCount() - 1).token_ids != ())
    heartbeat.start()
    begin, cpu = time.perf_counter(), time.thread_time()
    turn_for(5)
    share = (time.thread_time() - cpu) / (time.perf_counter() - begin)
    heartbeat.stop()
    print(f"  {'200 tokens/s in it':<26} {share:.0%} of one core, the window's thread")
    for _ in range(15):
        desk.open_and_fill(small, there)
        desk.open_and_fill(big, back)
    desk.room.chat.runner.stop()
    turn_until(lambda: not desk.room.chat.is_busy)
    return there, back, heartbeat


def measure_search(desk: Desk, rounds: int) -> Times:
    """Ask the history as the search field does; wait for the answer in the window's thread."""
    random, times = dice(2), Times()
    phrases = [prose(random, random.randrange(1, 4)) for _ in range(rounds)]
    beginnings = [random.choice(WORDS)[: random.randrange(1, 5)] for _ in range(rounds)]
    loop = QEventLoop()
    for text in (*phrases, *beginnings):
        times.begin()
        desk.models.history.ask(partial(History.search, text=text, limit=50), lambda _: loop.quit())
        loop.exec()
        times.end()
    return times


def main() -> None:
    options = parser(__doc__.splitlines()[0])
    options.add_argument("--messages", type=int, default=10_000)
    options.add_argument("--tokens", type=int, default=256)
    options.add_argument("--frames", type=int, default=300)
    options.add_argument("--rounds", type=int, default=200)
    sys.exit(measure(options.parse_args()))


def measure(options: argparse.Namespace) -> int:
    """Print all figures; return the exit code."""
    random = dice(options.seed)
    big = build(options.messages, options.tokens, random)
    small = [chat(random, 20) for _ in range(20)]
    store([big, *small])
    big_id, small_id = big.id, small[0].id
    del big, small
    gc.collect()
    engine = FakeEngine()
    engine.enqueue(STREAM)
    room = open_room(lambda: engine, model=None, is_plain=False)
    room.wait_until_loaded()
    room.sampling.set_max_new_tokens(50_000)
    desk = Desk(room)
    size = user_paths().history_file.stat().st_size
    print(f"window, {options.messages:,} messages, {size / 1e6:.0f} MB on the disk")
    turn_for(0.5)
    desk.open(small_id, Times())
    turn_for(0.5)

    before, first, again = memory_mib(), Times(), Times()
    print(f"  {'memory before':<26} {before:.0f} MiB")
    desk.open(big_id, first)
    turn_for(0.5)
    grown = memory_mib() - before
    first.lines("open, first time")
    print(f"  {'memory for it':<26} {grown:.1f} MiB")
    small_times = Times()
    for _ in range(9):
        desk.open_and_fill(small_id, small_times)
        desk.open_and_fill(big_id, again)
    again.lines("open again")
    small_times.lines("open a short one")
    scrolled, is_whole = measure_scrolling(desk, options.frames)
    for name, times in scrolled.items():
        times.lines(f"scroll, {name}")
    there, back, heartbeat = measure_streaming(desk, big_id, small_id)
    print(f"  {'  the window is away':<26} {spread(heartbeat.gaps_ms, 'ms')}")
    there.lines("leave while it streams")
    back.lines("come back to it")
    searched = measure_search(desk, options.rounds)
    searched.lines("search")
    frames = [ms for times in scrolled.values() for ms in times.cpu]
    opened = [*first.cpu, *again.cpu]
    exit_code = verdict(
        {"every message that is looked at is read": is_whole},
        {
            f"first paint <= {FIRST_PAINT_MS:g} ms": max(first.wall + again.wall) <= FIRST_PAINT_MS,
            f"  by CPU time <= {FIRST_PAINT_MS:g} ms": max(opened) <= FIRST_PAINT_MS,
            f"scroll p99 <= {FRAME_P99_MS:g} ms, CPU": percentile(frames, 99) <= FRAME_P99_MS,
            f"search p99 <= {SEARCH_P99_MS:g} ms": percentile(searched.wall, 99) <= SEARCH_P99_MS,
        },
        is_untimed=options.untimed,
    )
    leave(room, exit_code)
    return exit_code


if __name__ == "__main__":
    main()
