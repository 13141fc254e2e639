"""C2 and C3: a program is killed in the middle of 100 streams; the power fails 1,000 times.

    python tests/benchmarks/history_kill.py [--kills 100] [--cuts 1000] [--seed 1]

Exits with 1 when anything that was acknowledged is lost, a file is not whole, or the answer on the
disk was more than half a second behind the one on the screen.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.storage.history.history_crashes import crash, open_after_cut, say

LAG_S = 0.5
OPEN_S = 1.0


def spread(values: list[float]) -> str:
    """Return how some values are spread."""
    ordered = sorted(values)
    middle, p99 = ordered[len(ordered) // 2], ordered[len(ordered) * 99 // 100]
    return f"p50 {middle:.3f}  p99 {p99:.3f}  max {ordered[-1]:.3f} s"


def kill(folder: Path, count: int, dice: random.Random) -> bool:
    """Kill programs that share one history; print what was found."""
    found = [crash(folder, seed, dice) for seed in range(count)]
    lags = [one.lag_s for one in found if one.lag_s is not None]
    lost = sum(len(one.lost) for one in found)
    corrupt = sum(one.integrity != "ok" for one in found)
    unmarked = sum(not one.is_interrupted for one in found)
    told = sum(bool(one.problems) for one in found)
    sent, done = sum(len(one.sent) for one in found), sum(len(one.done) for one in found)
    size_mb = (folder / "history.sqlite3").stat().st_size / 1e6
    print(f"{count} programs killed, {len(lags)} in the middle of an answer; {size_mb:.0f} MB")
    print(f"  acknowledged: {sent} prompts, {done} answers; lost: {lost}")
    print(f"  files not whole: {corrupt}; answers not marked: {unmarked}; problems told: {told}")
    print(f"  the disk was behind the screen: {spread(lags)}")
    print(f"  start and list:                 {spread([one.open_s for one in found])}")
    late = sum(lag > LAG_S for lag in lags)
    print(f"  answers more than {LAG_S} s behind: {late}")
    return not (lost or corrupt or unmarked or told or late)


def cut(folder: Path, count: int, dice: random.Random) -> bool:
    """Cut the log at random bytes; print what was found."""
    conversation, database, log = say(folder / "source", dice, 60)
    wrong = told = 0
    lengths: list[int] = []
    for _ in range(count):
        cut_log = log[: dice.randrange(len(log))]
        messages, problems = open_after_cut(folder, database, cut_log)
        wrong += messages != conversation.messages[: len(messages)]
        told += bool(problems)
        lengths.append(len(messages))
        for left in folder.glob("history.sqlite3*"):
            left.unlink()
    print(f"{count} logs cut at a random byte, of {len(log):,}")
    print(f"  opened: {count - told}; not the beginning of what was said: {wrong}")
    print(f"  messages left: {min(lengths)} to {max(lengths)} of {len(conversation.messages)}")
    return not (wrong or told)


def main() -> int:
    """Kill, cut, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--cuts", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    dice = random.Random(options.seed)
    begin = time.perf_counter()
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        is_kept = kill(Path(one), options.kills, dice) if options.kills else True
        is_prefix = cut(Path(other), options.cuts, dice) if options.cuts else True
    print(f"seed {options.seed}, {time.perf_counter() - begin:.0f} s")
    return int(not (is_kept and is_prefix))


if __name__ == "__main__":
    sys.exit(main())
