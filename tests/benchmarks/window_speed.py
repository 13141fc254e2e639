"""What streaming in the window costs: its tokens per second beside the command line's.

python tests/benchmarks/window_speed.py [--model bundled|PATH] [--tokens N] [--rounds N]

Each run is a process of its own, the two kinds in turn; medians and their ratio, which should be
0.95 or more. The window is the real one, with the side panel open. `--busy` keeps one more
process computing beside them: then the ratio of interest is each kind's to itself alone.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from statistics import median

PROMPT = "Once upon a time, there was a little girl named Lily. She had a"


def run_window(options: argparse.Namespace) -> dict[str, float]:
    """Stream one answer in the window; return its speed and the window's gaps."""
    from bench_window import (
        Heartbeat,
        engine_and_model,
        open_room,
        percentile,
        turn_for,
        turn_until,
    )

    from gptdesk.engine.types import GenerationEnd
    from tests.fakes import FakeEngine

    factory, model = engine_and_model(options.model, FakeEngine())
    room = open_room(factory, model=model, is_plain=False)
    room.wait_until_loaded()
    ends: list[GenerationEnd] = []
    room.chat.run_finished.connect(ends.append)
    heartbeat = Heartbeat()
    room.sampling.set_max_new_tokens(16)
    room.chat.submit(PROMPT)
    turn_until(lambda: len(ends) == 1)
    room.sampling.set_max_new_tokens(options.tokens)
    turn_for(0.3)
    heartbeat.start()
    room.chat.submit(PROMPT)
    turn_until(lambda: len(ends) == 2)
    heartbeat.stop()
    room.window.close()
    return {
        "tokens_per_s": ends[1].stats.decode_tokens_per_s or 0.0,
        "tokens": ends[1].stats.new_tokens,
        "gap_p99_ms": percentile(heartbeat.gaps_ms, 99),
    }


def run_engine(options: argparse.Namespace) -> dict[str, float]:
    """Generate one answer without a window, as `gptdesk-cli` does."""
    from threading import Event

    from gptdesk.chat import Message, Role
    from gptdesk.engine.inference import InferenceEngine
    from gptdesk.engine.types import GenerationEnd, GenerationRequest, LoadRequest
    from gptdesk.resources import resource_path

    engine = InferenceEngine()
    bundled = options.model == "bundled"
    path = resource_path("models/storyteller") if bundled else Path(options.model)
    engine.load(LoadRequest(path), lambda _: None)
    stats = None
    for tokens in (16, options.tokens):
        request = GenerationRequest((Message(Role.USER, PROMPT),), max_new_tokens=tokens, seed=1)
        for event in engine.generate(request, Event()):
            if isinstance(event, GenerationEnd):
                stats = event.stats
    assert stats is not None
    return {"tokens_per_s": stats.decode_tokens_per_s or 0.0, "tokens": stats.new_tokens}


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
        result = RUNS[options.only](options)
        print(json.dumps(result), flush=True)
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
    beside = ", beside a busy process" if options.busy else ""
    print(f"{options.model}, {options.tokens} tokens, {options.rounds} rounds{beside}")
    for kind, values in speeds.items():
        print(
            f"  {kind:13} {median(values):7.1f} tokens/s ({min(values):.1f} to {max(values):.1f})"
        )
    gaps = [run["gap_p99_ms"] for run in results["window"]]
    print(f"  ratio         {median(speeds['window']) / median(speeds['command line']):.2f}")
    print(f"  window gaps   p99 {max(gaps):.1f} ms")


if __name__ == "__main__":
    main()
