"""What streaming in the window costs: its tokens per second beside the command line's.

python tests/benchmarks/window_speed.py [--model bundled|PATH] [--tokens N] [--rounds N]

Each run is a process of its own, the two kinds in turn; it answers the same prompt several times,
each time with the next seed, and its figure is the median. Shown are the medians of the runs and
the median of the rounds' ratios, which should be 0.95 or more. The window is the real one, with
the side panel open and colouring on; nothing but the program wakes it while an answer is timed. Its
gaps are measured in an answer of their own, as the clock that measures them wakes it 60 times a
second. `--busy` keeps one more process computing: then the ratio of interest is each kind's to
itself alone.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from statistics import median

ANSWERS = 5  # of which the median counts
PROMPT = "Once upon a time, there was a little girl named Lily. She had a"


def run_window(options: argparse.Namespace) -> dict[str, float]:
    """Stream answers in the window; return their speed and the window's gaps."""
    from bench_window import Heartbeat, engine_and_model, open_room, percentile, turn_for
    from PySide6.QtCore import QEventLoop

    from gptdesk.chat.messages import PromptMode
    from gptdesk.chat.tokens import SamplingSettings
    from gptdesk.engine.types import GenerationEnd
    from tests.fakes import FakeEngine

    factory, model = engine_and_model(options.model, FakeEngine())
    room = open_room(factory, model=model, is_plain=False)
    room.wait_until_loaded()
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
        turn_for(0.5)  # what a new chat leaves to do is not the answer's
        room.chat.submit(PROMPT)
        loop.exec()
        return ends[-1].stats.decode_tokens_per_s or 0.0

    answer(16, seed=0)
    speeds = [answer(options.tokens, seed) for seed in range(ANSWERS)]
    tokens = sum(end.stats.new_tokens for end in ends[1:])
    heartbeat.start()
    answer(options.tokens, seed=ANSWERS)
    heartbeat.stop()
    room.window.close()
    gap_p99_ms = percentile(heartbeat.gaps_ms, 99)
    return {"tokens_per_s": median(speeds), "tokens": tokens, "gap_p99_ms": gap_p99_ms}


def run_engine(options: argparse.Namespace) -> dict[str, float]:
    """Generate the same answers without a window, as `gptdesk-cli` does."""
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
    stats = [answer(options.tokens, seed) for seed in range(ANSWERS)]
    speed = median(one.decode_tokens_per_s or 0.0 for one in stats)
    return {"tokens_per_s": speed, "tokens": sum(one.new_tokens for one in stats)}


RUNS = {"command line": run_engine, "window": run_window}


def in_fresh_process(kind: str, options: argparse.Namespace) -> dict[str, float]:
    """Do one run in a process of its own."""
    arguments = ["--model", options.model, "--tokens", str(options.tokens), "--only", kind]
    done = subprocess.run(
        [sys.executable, __file__, *arguments], check=True, capture_output=True, text=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="bundled", help="'bundled', or a model file or folder")
    parser.add_argument("--tokens", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--busy", action="store_true", help="one more process computes meanwhile")
    parser.add_argument("--only", choices=RUNS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    sys.path.insert(0, str(Path(__file__).parents[2]))
    if options.only:
        print(json.dumps(RUNS[options.only](options)), flush=True)
        return
    busy = subprocess.Popen([sys.executable, "-c", "while True: pass"]) if options.busy else None
    try:
        results = {kind: [] for kind in RUNS}
        for _ in range(options.rounds):
            for kind in RUNS:
                results[kind].append(in_fresh_process(kind, options))
    finally:
        if busy:
            busy.kill()
    speeds = {kind: [run["tokens_per_s"] for run in runs] for kind, runs in results.items()}
    counts = {kind: runs[0]["tokens"] for kind, runs in results.items()}
    assert len(set(counts.values())) == 1, f"not the same answers: {counts}"
    beside = ", beside a busy process" if options.busy else ""
    print(f"{options.model}, {ANSWERS} answers, {options.rounds} rounds{beside}")
    for kind, values in speeds.items():
        print(
            f"  {kind:13} {median(values):7.1f} tokens/s ({min(values):.1f} to {max(values):.1f})"
        )
    pairs = zip(speeds["window"], speeds["command line"], strict=True)
    ratios = [window / line for window, line in pairs]
    print(
        f"  ratio         {median(ratios):7.2f}          ({min(ratios):.2f} to {max(ratios):.2f})"
    )
    gaps = [run["gap_p99_ms"] for run in results["window"]]
    print(f"  window gaps   p99 {max(gaps):.1f} ms")


if __name__ == "__main__":
    main()
