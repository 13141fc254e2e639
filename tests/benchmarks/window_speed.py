"""What streaming in the window costs: its tokens per second beside the command line's.

python tests/benchmarks/window_speed.py [--model bundled|PATH] [--tokens N] [--pairs N]

Two processes are started, one with the window and one without. They answer the same prompt in
turn, each time with the next seed, one at a time: a machine that becomes slower becomes so for
both answers of a pair. Shown are the medians and the median of the pairs' ratios, which should be
0.95 or more. The window is the real one as it opens the first time, of 1280 x 800 with the side
panel open; nothing but the program wakes it while an answer is timed. Its gaps are measured in an
answer of their own, as the clock that measures them wakes it 60 times a second. `--busy` keeps one
more process computing: then the ratio of interest is each kind's to itself alone.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import quantiles

PROMPT = "Once upon a time, there was a little girl named Lily. She had a"


def run_window(options: argparse.Namespace) -> Iterator[dict[str, float]]:
    """Stream answers in the window; yield their speeds, at last the window's gaps."""
    from bench_window import Heartbeat, engine_and_model, open_room, percentile, turn_for
    from PySide6.QtCore import QEventLoop

    from gptdesk.app.views.inspector.side_panel import SidePanel
    from gptdesk.chat.messages import PromptMode
    from gptdesk.chat.tokens import SamplingSettings
    from gptdesk.engine.types import GenerationEnd
    from tests.fakes import FakeEngine

    factory, model = engine_and_model(options.model, FakeEngine())
    room = open_room(factory, model=model, is_plain=False)
    room.wait_until_loaded()
    assert room.window.findChild(SidePanel).isVisible()
    room.chat.set_mode(PromptMode.CONTINUE)
    room.sampling.set_settings(SamplingSettings())
    ends: list[GenerationEnd] = []
    loop = QEventLoop()
    room.chat.run_finished.connect(ends.append)
    room.chat.run_finished.connect(loop.quit)
    heartbeat = Heartbeat()

    def answer(tokens: int, seed: int) -> float:
        room.chat.new_chat()
        room.sampling.set_seed(seed)
        room.sampling.set_max_new_tokens(tokens)
        turn_for(
            1.0
        )  # to store another seed, and what a new chat leaves to do, is not the answer's
        room.chat.submit(PROMPT)
        loop.exec()
        return ends[-1].stats.decode_tokens_per_s or 0.0

    answer(16, seed=0)
    for seed in range(options.pairs):
        speed = answer(options.tokens, seed)
        yield {"tokens_per_s": speed, "tokens": ends[-1].stats.new_tokens}
    heartbeat.start()
    answer(options.tokens, seed=options.pairs)
    heartbeat.stop()
    room.window.close()
    yield {"gap_p99_ms": percentile(heartbeat.gaps_ms, 99)}


def run_engine(options: argparse.Namespace) -> Iterator[dict[str, float]]:
    """Generate the same answers without a window, as `gptdesk-cli` does; yield their speeds."""
    from threading import Event

    from gptdesk.chat.messages import Message, Role
    from gptdesk.engine.local_engine import InferenceEngine
    from gptdesk.engine.types import GenerationEnd, GenerationRequest, GenerationStats, LoadRequest
    from gptdesk.resources import resource_path

    engine = InferenceEngine()
    bundled = options.model == "bundled"
    path = resource_path("models/storyteller") if bundled else Path(options.model)
    engine.load(LoadRequest(path), lambda _: None)

    def answer(tokens: int, seed: int) -> GenerationStats:
        request = GenerationRequest((Message(Role.USER, PROMPT),), max_new_tokens=tokens, seed=seed)
        *_, end = engine.generate(request, Event())
        assert isinstance(end, GenerationEnd)
        return end.stats

    answer(16, seed=0)
    for seed in range(options.pairs):
        stats = answer(options.tokens, seed)
        yield {"tokens_per_s": stats.decode_tokens_per_s or 0.0, "tokens": stats.new_tokens}


RUNS = {"command line": run_engine, "window": run_window}


def be_asked(kind: str, options: argparse.Namespace) -> None:
    """Be one of the two processes: go on by one answer for each line that is read."""
    figures = RUNS[kind](options)
    for _ in sys.stdin:
        print(json.dumps(next(figures)), flush=True)


class Asked:
    """One of the two processes, seen from the other side."""

    def __init__(self, kind: str, options: argparse.Namespace) -> None:
        arguments = ["--model", options.model, "--tokens", str(options.tokens)]
        arguments += ["--pairs", str(options.pairs), "--only", kind]
        self.process = subprocess.Popen(
            [sys.executable, __file__, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def next(self) -> dict[str, float]:
        """Let it answer, wait, and return its figures."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        while not (line := self.process.stdout.readline()).startswith("{"):
            assert line, "it ended early"
        return json.loads(line)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="bundled", help="'bundled', or a model file or folder")
    parser.add_argument("--tokens", type=int, default=200)
    parser.add_argument("--pairs", type=int, default=25)
    parser.add_argument("--busy", action="store_true", help="one more process computes meanwhile")
    parser.add_argument("--only", choices=RUNS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    sys.path.insert(0, str(Path(__file__).parents[2]))
    if options.only:
        be_asked(options.only, options)
        return
    busy = subprocess.Popen([sys.executable, "-c", "while True: pass"]) if options.busy else None
    try:
        asked = {kind: Asked(kind, options) for kind in RUNS}
        results = {kind: list[dict[str, float]]() for kind in RUNS}
        for pair in range(options.pairs):
            for kind in list(RUNS)[:: 1 if pair % 2 else -1]:  # each is the first every other time
                results[kind].append(asked[kind].next())
        gap_ms = asked["window"].next()["gap_p99_ms"]
        for one in asked.values():
            one.process.communicate()
    finally:
        if busy:
            busy.kill()
    speeds = {kind: [run["tokens_per_s"] for run in runs] for kind, runs in results.items()}
    counts = {kind: [run["tokens"] for run in runs] for kind, runs in results.items()}
    assert counts["window"] == counts["command line"], f"not the same answers: {counts}"
    beside = ", beside a busy process" if options.busy else ""
    print(f"{options.model}, {options.pairs} pairs of answers{beside}")
    for kind, values in speeds.items():
        print(f"  {kind:13} {_middle(values, 1, ' tokens/s')}")
    pairs = zip(speeds["window"], speeds["command line"], strict=True)
    print(f"  ratio         {_middle([window / line for window, line in pairs], 3)}")
    print(f"  window gaps   p99 {gap_ms:.1f} ms")


def _middle(values: list[float], digits: int, unit: str = "") -> str:
    """Return the median of values, and between which of them their middle half lies."""
    low, middle, high = (f"{value:.{digits}f}" for value in quantiles(values, n=4))
    return f"{middle:>7}{unit} (half of them {low} to {high})"


if __name__ == "__main__":
    main()
