"""How long the window is away while a very long conversation is opened, exported and searched.

    python tests/benchmarks/window_archive.py [--messages 100000] [--tokens 64]

Each line: how long it took, and the longest gap of the window's heartbeat meanwhile.
"""

from __future__ import annotations

import argparse
import gc
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from bench_window import (
    Heartbeat,
    dice,
    leave,
    open_room,
    parser,
    turn_for,
    turn_until,
    verdict,
)
from history_open import build
from PySide6.QtCore import QElapsedTimer
from window_history import memory_mib, store

from gptdesk.app.views.window.main_window import MainWindow
from gptdesk.storage.paths import user_paths
from tests.fakes import FakeEngine
from tests.storage.history.conversations import chat

LONGEST_GAP_MS = 500.0


def measured(
    title: str, action: Callable[[], object], is_done: Callable[[], bool], limit_s: float
) -> float:
    """Do something, turn the event loop until it is done, and return the longest gap in ms."""
    heartbeat, clock = Heartbeat(), QElapsedTimer()
    heartbeat.start()
    turn_for(0.1)
    clock.start()
    begin = time.thread_time()
    action()
    try:
        turn_until(is_done, limit_s=limit_s)
        end = f"{clock.elapsed() / 1000:7.2f} s"
    except TimeoutError:
        end = f"not done after {limit_s:g} s"
    cpu = time.thread_time() - begin
    turn_for(0.3)
    heartbeat.stop()
    longest = max(heartbeat.gaps_ms)
    print(
        f"  {title:<26} {end}, longest gap {longest:7.0f} ms, the window's thread {cpu:.2f} s,"
        f" {memory_mib():.0f} MiB",
        flush=True,
    )
    return longest


def main() -> None:
    options = parser(__doc__.splitlines()[0])
    options.add_argument("--messages", type=int, default=100_000)
    options.add_argument("--tokens", type=int, default=64)
    options.add_argument("--limit", type=float, default=120)
    sys.exit(measure(options.parse_args()))


def measure(options: argparse.Namespace) -> int:
    """Print all figures; return the exit code."""
    random = dice(options.seed)
    big = build(options.messages, options.tokens, random)
    small = chat(random, 20)
    store([big, small])
    big_id, small_id = big.id, small.id
    del big, small
    gc.collect()
    room = open_room(FakeEngine, model=None, is_plain=False)
    room.wait_until_loaded()
    assert isinstance(room.window, MainWindow)
    models = room.window._models
    size = user_paths().history_file.stat().st_size
    print(f"window, {options.messages:,} messages, {size / 1e6:.0f} MB on the disk", flush=True)
    turn_for(1)
    gaps: list[float] = []

    def step(title: str, action: Callable[[], object], is_done: Callable[[], bool]) -> None:
        gaps.append(measured(title, action, is_done, options.limit))

    def is_open(conversation_id: str) -> bool:
        return room.chat.conversation.id == conversation_id

    step(
        "open a short one",
        lambda: models.conversations.open_conversation(small_id),
        lambda: is_open(small_id),
    )
    step(
        "open the long one",
        lambda: models.conversations.open_conversation(big_id),
        lambda: is_open(big_id),
    )
    done: list[str] = []
    models.transfer.done.connect(done.append)
    models.transfer.failed.connect(done.append)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for suffix in (".json", ".md", ".html"):
            done.clear()
            step(
                f"export as {suffix}",
                lambda suffix=suffix: models.transfer.export(big_id, folder / f"long{suffix}"),
                lambda: bool(done),
            )
            print(f"    {done}", flush=True)
        done.clear()
        step(
            "export all",
            lambda: models.transfer.export_all(folder, ".json"),
            lambda: bool(done),
        )
        print(f"    {done}", flush=True)
        found: list[object] = []
        step(
            "search",
            lambda: models.history.ask(lambda history: history.search("the of"), found.append),
            lambda: bool(found),
        )
        count = models.conversations.list.rowCount
        before = count()
        step(
            "duplicate",
            lambda: models.conversations.duplicate(big_id),
            lambda: count() > before,
        )
        step(
            "open a short one again",
            lambda: models.conversations.open_conversation(small_id),
            lambda: is_open(small_id),
        )
        json_file = folder / "long.json"
        if json_file.exists():
            before = count()
            step(
                "import",
                lambda: models.transfer.import_files([json_file]),
                lambda: count() > before or bool(done[1:]),
            )
    exit_code = verdict(
        {},
        {f"longest gap <= {LONGEST_GAP_MS:g} ms": max(gaps) <= LONGEST_GAP_MS},
        is_untimed=options.untimed,
    )
    leave(room, exit_code)
    return exit_code


if __name__ == "__main__":
    main()
