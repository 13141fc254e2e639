"""C10: close the window 200 times at random moments, each in a process of its own.

python tests/benchmarks/window_close.py [--plain] [--closes N] [--jobs N]

`--one N` is the process: it opens a window, gets busy, and closes at the moment that N decides.
It prints the time of the close, so that the parent can measure until the process is gone.
"""

from __future__ import annotations

import faulthandler
import logging
import os
import random
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from bench_window import leave, open_room, parser, percentile, spread, turn_for, turn_until, verdict
from PySide6.QtWidgets import QMessageBox

from gptdesk.engine.types import FinishReason
from tests.fakes import FakeEngine, Script, flood_pieces

PHASES = ("start", "load", "blocked load", "prefill", "decode", "flood", "dialog", "idle")
HANG_S = 120  # a hang, and no busy machine
OF_THE_PLATFORM = "This plugin does not support"  # said by the offscreen one about dialogs


def close_once(number: int, *, is_plain: bool) -> None:
    """Open, get into the phase that `number` chooses, close at a random moment of it."""
    faulthandler.dump_traceback_later(HANG_S, exit=True)  # a hang becomes a complaint
    dice = random.Random(number)
    phase = PHASES[number % len(PHASES)]
    logging.disable(logging.WARNING)  # those are the log file's, which is not set up here
    engine = FakeEngine()
    if phase in ("load", "blocked load"):
        engine.load_delay_s = 3.0
        engine.is_load_blocking = phase == "blocked load"
    flood = Script(flood_pieces(20_000), FinishReason.MAX_TOKENS, tokens_per_s=20_000)
    stream = Script(flood_pieces(500), FinishReason.MAX_TOKENS, tokens_per_s=200)
    prefill = Script(prefill_s=5.0)
    engine.enqueue({"prefill": prefill, "flood": flood}.get(phase, stream))
    room = open_room(lambda: engine, model=None, is_plain=is_plain)
    room.sampling.set_max_new_tokens(20_000)
    if phase != "start":
        turn_until(lambda: bool(engine.loads))
        room.chat.submit("Once upon a time")
    if phase in ("prefill", "decode", "flood", "dialog", "idle"):
        room.wait_until_loaded()
        turn_until(lambda: bool(engine.requests))
    if phase == "dialog":
        QMessageBox(QMessageBox.Icon.Information, "open", "A dialog", parent=room.window).open()
    if phase == "idle":
        room.chat.runner.stop()
        turn_until(lambda: not room.chat.is_busy)
    turn_for(dice.uniform(0, 0.3))
    print(f"{phase}\t{time.monotonic()}", flush=True)
    leave(room, 0)


@dataclass(frozen=True)
class Closing:
    """How one close went."""

    phase: str
    exit_code: int
    seconds: float
    complaints: str


def run_one(number: int, *, is_plain: bool) -> Closing:
    """Run one close in its own process and measure until the process is gone."""
    command = [sys.executable, __file__, "--one", str(number), *(["--plain"] if is_plain else [])]
    with tempfile.TemporaryDirectory(prefix="gptdesk-close-") as home:  # no process sees another
        result = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=2 * HANG_S,
            check=False,
            env={**os.environ, "GPTDESK_HOME": home},
        )
        gone = time.monotonic()
    phase, _, closed = result.stdout.strip().rpartition("\n")[2].partition("\t")
    seconds = gone - float(closed) if closed else float("inf")
    complaints = [line for line in result.stderr.splitlines() if OF_THE_PLATFORM not in line]
    return Closing(phase or "?", result.returncode, seconds, "\n".join(complaints))


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--closes", type=int, default=200)
    options.add_argument("--jobs", type=int, default=1, help="processes at a time")
    options.add_argument("--one", type=int, help="be one of the processes")
    args = options.parse_args()
    if args.one is not None:
        close_once(args.one, is_plain=args.plain)
        return
    with ThreadPoolExecutor(args.jobs) as pool:
        numbers = range(args.seed * 1000, args.seed * 1000 + args.closes)
        closings = list(pool.map(lambda number: run_one(number, is_plain=args.plain), numbers))
    print(f"close: {'plain list view' if args.plain else 'main window'}, {len(closings)} closes")
    for phase in dict.fromkeys(closing.phase for closing in closings):
        seconds = [closing.seconds for closing in closings if closing.phase == phase]
        print(f"  {phase:<14}  {spread([1000 * s for s in seconds], 'ms')}")
    seconds = [closing.seconds for closing in closings]
    print(f"  close to gone   {spread([1000 * s for s in seconds], 'ms')}")
    for closing in closings:
        if closing.exit_code or closing.complaints:
            print(f"  {closing.phase}: exit code {closing.exit_code}\n{closing.complaints}")
    exact = {
        "exit code 0 every time": all(closing.exit_code == 0 for closing in closings),
        "nothing on standard error": not any(closing.complaints for closing in closings),
    }
    timed = {
        "p99 <= 1.0 s": percentile(seconds, 99) <= 1.0,
        "max <= 2.0 s": max(seconds) <= 2.0,
    }
    sys.exit(verdict(exact, timed, is_untimed=args.untimed))


if __name__ == "__main__":
    main()
