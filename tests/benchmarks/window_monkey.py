"""C25: every control of the real window, as often as you like: `tests/app/every_control.py`.

    python tests/benchmarks/window_monkey.py [--runs 10] [--acts 200] [--seed 1]

Each run has a screen, a user folder and a seed of its own: it operates what it finds with the X
server's mouse and keyboard, closes the window, opens it anew and compares every message, mode,
branch and record with what was shown. No error may be logged, Qt may not warn, nothing may do
nothing. Needs Xvfb, openbox and xdotool. `--one N` repeats one run, and prints what it operated.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

SCRIPT = Path(__file__).parents[1] / "app" / "every_control.py"
ON_A_SCREEN = ("xvfb-run", "-a", "-s", "-screen 0 1400x900x24", "sh", "-c")


def one(seed: int, acts: int, *, is_told: bool) -> bool:
    """Use the window once; print what came of it and return whether all was well."""
    with tempfile.TemporaryDirectory(prefix="gptdesk-monkey-") as folder:
        notes = Path(folder) / "notes"
        used = f"{sys.executable} {SCRIPT} {seed} {acts} {notes} {'-v' if is_told else ''}"
        compared = f"{sys.executable} {SCRIPT} --compare {notes}"
        result = subprocess.run(
            [*ON_A_SCREEN, f"openbox & {used} && {compared}"],
            capture_output=True,
            text=True,
            check=False,
            timeout=4 * acts + 300,
            env={
                **os.environ,
                "GPTDESK_HOME": str(Path(folder) / "home"),
                "QT_QPA_PLATFORM": "xcb",
            },
        )
    print(result.stdout.strip() or "?", flush=True)
    is_good = result.returncode == 0 and "Traceback" not in result.stderr
    if not is_good:
        print(f"exit code {result.returncode}\n{result.stderr[-3000:]}", flush=True)
    return is_good


def main() -> int:
    """Let the hands at several windows, one after another."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--runs", type=int, default=10)
    options.add_argument("--acts", type=int, default=200)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--one", type=int, help="repeat this run")
    args = options.parse_args()
    if args.one is not None:
        return int(not one(args.one, args.acts, is_told=True))
    seeds = range(args.seed * 1000, args.seed * 1000 + args.runs)
    bad = sum(not one(seed, args.acts, is_told=False) for seed in seeds)
    print(f"{args.runs} runs of {args.acts} acts, {bad} of them bad")
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
