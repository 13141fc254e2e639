"""C2, C11 and C25 for the whole program: killed, asked to end, and two windows on one history.

    python tests/benchmarks/window_kill.py [--kills 20] [--ends 20] [--answers 250] [--seed 1]

Each is a process of its own on a history that the next one finds. Exits with 1 when anything that
was acknowledged is lost, the file is not whole, the disk was more than half a second behind the
window, or a user was told of a locked file. 100 kills are C2's own number.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from threading import Thread

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.storage.history.history_crashes import Crash, look

CHILD = Path(__file__).parent / "window_child.py"
LAG_S = 0.5
END_S = 1.5  # from SIGTERM or SIGINT to the end of the process
SECOND_END_S = 0.3  # from a second one


class Child:
    """A program in a process of its own, and what it says."""

    def __init__(self, folder: Path, seed: int, answers: int = 0) -> None:
        self.found = Crash()
        self.told: list[str] = []
        self.closed_at: float | None = None
        self._process = subprocess.Popen(
            [sys.executable, str(CHILD), str(folder), str(seed), "--answers", str(answers)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        )
        self._reader = Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.startswith("told "):
                self.told.append(line[5:].strip())
            elif line.startswith("closed "):
                self.closed_at = float(line.split()[1])
            elif line.endswith("\n"):
                self.found.take(line)

    def wait_for_talk(self) -> None:
        """Wait until it is at work."""
        while not self.found.shown and self._process.poll() is None:
            time.sleep(0.01)

    def wait(self, seconds: float) -> None:
        """Let it talk so long."""
        self._reader.join(seconds)

    def send(self, number: signal.Signals) -> float:
        """Send a signal; return when."""
        at = time.monotonic()
        self._process.send_signal(number)
        return at

    def end(self) -> tuple[int, float]:
        """Wait for its end; return the exit code, and when that was."""
        code = self._process.wait(120)
        at = time.monotonic()
        self._reader.join()
        return code, at


def spread(values: list[float]) -> str:
    """Return how some values are spread."""
    ordered = sorted(values)
    middle, p99 = ordered[len(ordered) // 2], ordered[len(ordered) * 99 // 100]
    return f"p50 {middle:.3f}  p99 {p99:.3f}  max {ordered[-1]:.3f} s"


def kill(folder: Path, count: int, dice: random.Random) -> bool:
    """Kill programs in mid-stream; print what was found."""
    found: list[Crash] = []
    told: list[str] = []
    for seed in range(count):
        child = Child(folder, seed)
        child.wait_for_talk()
        child.wait(dice.uniform(0, 1.5))
        killed_at = child.send(signal.SIGKILL)
        child.end()
        look(child.found, folder / "history.sqlite3", folder / "backups", killed_at)
        found.append(child.found)
        told += [*child.told, *(problem.sentence for problem in child.found.problems)]
    sent, done = sum(len(one.sent) for one in found), sum(len(one.done) for one in found)
    lost, corrupt = sum(len(one.lost) for one in found), sum(one.integrity != "ok" for one in found)
    unmarked = sum(not one.is_interrupted for one in found)
    lags = [one.lag_s for one in found if one.lag_s is not None]
    late = sum(lag > LAG_S for lag in lags)
    print(f"{count} windows killed, {len(lags)} in the middle of an answer")
    print(f"  acknowledged: {sent} prompts, {done} answers; lost: {lost}")
    print(f"  files not whole: {corrupt}; answers not marked: {unmarked}; told: {told}")
    print(f"  the disk was behind the window: {spread(lags)}; more than {LAG_S} s: {late}")
    return not (lost or corrupt or unmarked or told or late)


def ask_to_end(folder: Path, count: int, dice: random.Random) -> bool:
    """Send SIGTERM and SIGINT, some twice; print how long the programs took."""
    times: list[float] = []
    second: list[float] = []
    codes: list[int] = []
    lost = corrupt = 0
    lags: list[float] = []
    for number in range(count):
        child = Child(folder, 1000 + number)
        child.wait_for_talk()
        child.wait(dice.uniform(0, 0.7))
        at = child.send(signal.SIGTERM if number % 2 else signal.SIGINT)
        if number % 4 == 0:
            child.wait(0.02)
            second_at = child.send(signal.SIGINT)
            ended = child.end()
            second.append(ended[1] - second_at)
        else:
            ended = child.end()
            times.append(ended[1] - at)
            codes.append(ended[0])
        look(child.found, folder / "history.sqlite3", folder / "backups", child.closed_at or at)
        lost += len(child.found.lost)
        corrupt += child.found.integrity != "ok"
        lags.append(child.found.lag_s or 0.0)
    print(f"{count} windows asked to end; exit codes {sorted(set(codes))}; lost: {lost}")
    print(f"  from the signal to the end: {spread(times)}")
    print(f"  from a second one:          {spread(second)}")
    print(f"  not on the disk of what was shown: {spread(lags)}")
    is_kept = not lost and not corrupt and set(codes) == {0}
    return is_kept and max(times) <= END_S and max(second) <= SECOND_END_S


def two_windows(folder: Path, answers: int) -> bool:
    """Let two programs write into one history at once; print what was lost."""
    begin = time.perf_counter()
    children = [Child(folder, seed, answers) for seed in (1, 2)]
    codes = [child.end()[0] for child in children]
    seconds = time.perf_counter() - begin
    lost = 0
    for child in children:
        look(child.found, folder / "history.sqlite3", folder / "backups", time.monotonic())
        lost += len(child.found.lost)
    integrity = children[-1].found.integrity
    told = [sentence for child in children for sentence in child.told]
    writes = sum(len(child.found.sent) + len(child.found.done) for child in children)
    print(f"two windows on one history: {writes:,} messages in {seconds:.0f} s, exit codes {codes}")
    print(f"  lost: {lost}; file: {integrity}; told: {told}")
    complete = writes == 4 * answers
    return complete and not lost and not told and integrity == "ok" and codes == [0, 0]


def main() -> int:
    """Do all three, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--ends", type=int, default=20)
    parser.add_argument("--answers", type=int, default=250, help="of each of two windows")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    dice = random.Random(options.seed)
    is_good = True
    for run, count in (
        (lambda folder: kill(folder, options.kills, dice), options.kills),
        (lambda folder: ask_to_end(folder, options.ends, dice), options.ends),
        (lambda folder: two_windows(folder, options.answers), options.answers),
    ):
        if count:
            with tempfile.TemporaryDirectory() as name:
                is_good &= run(Path(name))
    print(f"seed {options.seed}: {'all kept' if is_good else 'NOT all kept'}")
    return int(not is_good)


if __name__ == "__main__":
    sys.exit(main())
