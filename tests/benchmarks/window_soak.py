"""C22: answer after answer, a new conversation every 20; does anything grow or get slower?

    python tests/benchmarks/window_soak.py [--seconds 180] [--generations 2000] [--warm-up 200]

Ends with whichever comes first. The engine is a fake that is as fast as it can be: the time per
token is the window's own. 2,000 generations of 256 tokens are C22's own numbers.
"""

from __future__ import annotations

import resource
import sys
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from bench_window import leave, open_room, parser, percentile, turn_for, turn_until, verdict
from PySide6.QtCore import QObject

from gptdesk.app.views.window.main_window import MainWindow
from gptdesk.engine.types import FinishReason
from gptdesk.storage.paths import user_paths
from tests.fakes import FakeEngine, Script, flood_pieces

TOKENS = 256
PER_CONVERSATION = 20


@dataclass(frozen=True)
class State:
    """What the process holds at one moment."""

    memory_mib: float
    objects: int
    threads: int
    files: int

    @classmethod
    def of(cls, window: QObject) -> State:
        """Look."""
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return cls(
            pages * resource.getpagesize() / 2**20,
            len(window.findChildren(QObject)),
            sum(1 for _ in Path("/proc/self/task").iterdir()),
            sum(1 for _ in Path("/proc/self/fd").iterdir()),
        )

    def line(self, done: int) -> str:
        """Return it as a line of a table."""
        return (
            f"  {done:>6}  {self.memory_mib:>7.1f} MiB  {self.objects:>6} objects"
            f"  {self.threads:>3} threads  {self.files:>3} files"
        )


def main() -> None:
    options = parser(__doc__.splitlines()[0])
    options.add_argument("--seconds", type=float, default=180)
    options.add_argument("--generations", type=int, default=2_000)
    options.add_argument("--warm-up", type=int, default=200)
    args = options.parse_args()
    engine = FakeEngine(story=Script(flood_pieces(TOKENS), FinishReason.MAX_TOKENS))
    room = open_room(lambda: engine, model=None, is_plain=False)
    room.wait_until_loaded()
    room.sampling.set_max_new_tokens(TOKENS)
    assert isinstance(room.window, MainWindow)
    states: list[State] = []
    times: list[float] = []  # of the window's thread, per batch, in microseconds per token
    done, begin = 0, time.monotonic()
    print(f"soak: {TOKENS} tokens an answer, a new conversation every {PER_CONVERSATION}")
    while done < args.generations and time.monotonic() < begin + args.seconds:
        room.window.views.menu.new_chat.trigger()
        engine.requests.clear()  # a fake remembers what it was asked
        cpu = time.thread_time()
        for _ in range(PER_CONVERSATION):
            room.chat.submit("Tell me a story")
            turn_until(lambda: not room.chat.is_busy)
        times.append((time.thread_time() - cpu) * 1e6 / (PER_CONVERSATION * TOKENS))
        done += PER_CONVERSATION
        if done >= args.warm_up and done % 100 == 0:
            turn_for(1.2)  # until garbage was looked for
            states.append(State.of(room.window))
            print(f"{states[-1].line(done)}  {times[-1]:>6.1f} us/token", flush=True)
    if len(states) < 2:
        print("  too short to say anything")
        leave(room, 1)
    first, last = states[0], states[-1]
    warm = times[args.warm_up // PER_CONVERSATION :]
    batch = max(1, min(5, len(warm) // 2))  # 100 generations
    early, late = (percentile(part, 50) for part in (warm[:batch], warm[-batch:]))
    grown = last.memory_mib - first.memory_mib
    file_mb = user_paths().history_file.stat().st_size / 1e6
    print(f"  {done:,} answers in {time.monotonic() - begin:.0f} s; history {file_mb:.0f} MB")
    print(f"  memory {grown:+.1f} MiB since the first {args.warm_up}")
    print(f"  CPU per token of the window's thread, last to first: {late / early - 1:+.1%}")
    exit_code = verdict(
        {
            "objects +-5": abs(last.objects - first.objects) <= 5,
            "threads constant": last.threads == first.threads,
            "files constant": last.files == first.files,
            "memory grew by 20 MiB at most": grown <= 20,
        },
        {"last 100 within 5 % of the first": late / early <= 1.05},
        is_untimed=args.untimed,
    )
    leave(room, exit_code)


if __name__ == "__main__":
    main()
