"""How long a start takes: until the window is visible, and until the bundled model answers.

python tests/benchmarks/bench_start.py [--starts N] [--model PATH] [--untimed]

ALONE ON THE MACHINE: a start waits for the disk and for both the window's and torch's threads.
Every start is a fresh process of the program's own entry point, in an empty user folder; one more
before them fills the file cache, so the figures are those of a warm start. The clock runs from
before the process exists until the first paint, and until the model is open and has computed its
first token. `--one` is the process.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
VISIBLE_S, READY_S = 0.8, 3.5
LIMIT_S = 120
STAGES = ("visible", "ready")


def start_once(arguments: list[str]) -> None:
    """Be the program, print when it got where, and close as soon as it is ready."""
    sys.path.insert(0, str(ROOT))
    import gptdesk.app.main as program_module  # Qt, but no torch: what the entry point imports
    from gptdesk.__main__ import main

    build = program_module.build_program

    def build_watched(*args: Any, **kwargs: Any) -> program_module.Program:
        program = build(*args, **kwargs)
        program.window.first_painted.connect(lambda: say("visible"))

        def on_opened(_info: object) -> None:
            say("ready")
            program_module.QTimer.singleShot(0, program.window.close)

        def on_failed(sentence: str) -> None:
            print(sentence, file=sys.stderr)
            program_module.QTimer.singleShot(0, program.window.close)

        program.view_models.library.model_opened.connect(on_opened)
        program.view_models.library.open_failed.connect(on_failed)
        return program

    program_module.build_program = build_watched
    sys.argv[:] = ["gptdesk"]
    sys.exit(main(arguments))


def say(stage: str) -> None:
    print(f"{stage}\t{time.monotonic()}", flush=True)


def measure_start(arguments: Sequence[str]) -> dict[str, float]:
    """Start the program in its own process; return seconds by stage.

    Raises:
        RuntimeError: it did not get to the end; with what it said.
    """
    with tempfile.TemporaryDirectory(prefix="gptdesk-start-") as home:
        environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ, "GPTDESK_HOME": home}
        begin_s = time.monotonic()
        result = subprocess.run(
            [sys.executable, __file__, "--one", *arguments],
            capture_output=True,
            text=True,
            timeout=LIMIT_S,
            check=False,
            env=environment,
        )
    stamps = dict(line.split("\t") for line in result.stdout.splitlines() if "\t" in line)
    if result.returncode or set(STAGES) - stamps.keys():
        raise RuntimeError(f"exit code {result.returncode}: {result.stderr.strip()[-500:]}")
    return {stage: float(stamps[stage]) - begin_s for stage in STAGES}


def main() -> None:
    if sys.argv[1:2] == ["--one"]:
        start_once(sys.argv[2:])
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--starts", type=int, default=5)
    parser.add_argument("--model", type=Path, help="another model than the bundled one")
    parser.add_argument(
        "--untimed", action="store_true", help="print times, but fail on what is wrong only"
    )
    options = parser.parse_args()
    arguments = [str(options.model.resolve())] if options.model else []
    measure_start(arguments)
    starts = [measure_start(arguments) for _ in range(options.starts)]
    platform = os.environ.get("QT_QPA_PLATFORM", "offscreen")
    print(f"start: {options.model or 'bundled model'}, {len(starts)} fresh processes, {platform}")
    is_met = True
    for stage, bar_s in zip(STAGES, (VISIBLE_S, READY_S), strict=True):
        seconds = [start[stage] for start in starts]
        is_met &= statistics.median(seconds) <= bar_s
        print(
            f"  {stage:<8} median {statistics.median(seconds):.2f} s, max {max(seconds):.2f} s"
            f" (median must be <= {bar_s} s)"
        )
    sys.exit(0 if is_met or options.untimed else 1)


if __name__ == "__main__":
    main()
