"""Reads thousands of damaged and malicious model files and prints what came of them.

    python tests/benchmarks/checkpoint_fuzz.py [--mutations 30000] [--seed 1] [--changes 100]

C12-C14 of the reliability list: no crash, no file that takes more than a second, memory within
200 MB beyond the file, no payload run, every refusal a sentence, a model that is in use unharmed,
and a heartbeat of the window's thread under 100 ms, while another thread of the same process
reads. The suite runs the same cases in a smaller number. Exits with 1 when a limit is broken.

On a busy machine the clock also counts the time of other programs. So each figure is printed a
second time in processor time: of the reading thread for a file, of the whole process for a gap,
which is an upper bound of how long the interpreter was held.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import resource
import sys
import tempfile
import time
import warnings
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import torch

from gptdesk.errors import CheckpointError
from gptdesk.model.checkpoints.read import read_checkpoint
from gptdesk.model.gpt import GPTModel
from tests.model.checkpoints import gguf_files, malformed, test_gguf

MAX_SECONDS = 1.0
MAX_GROWTH_MIB = 200.0
MAX_GAP_S = 0.1
BEAT_S = 0.002


@dataclass
class Reading:
    """What reading one file cost.

    Attributes:
        refusal: the sentence; empty for a sound model.
        fault: what else came of it; empty as it should be.
        clock_s, processor_s: time on the clock, and of the reading thread.
        growth_mib: memory at the worst moment, beyond what was in use before.
    """

    refusal: str
    fault: str
    clock_s: float
    processor_s: float
    growth_mib: float


@dataclass(frozen=True)
class Gap:
    """How long the window's thread did not get its turn, on the clock and of the processor."""

    clock_s: float
    processor_s: float

    def or_longer(self, other: Gap) -> Gap:
        """Return the longer one by either measure."""
        return Gap(max(self.clock_s, other.clock_s), max(self.processor_s, other.processor_s))

    def __str__(self) -> str:
        return f"{1000 * self.clock_s:.0f} ms, {1000 * self.processor_s:.0f} ms of processor"


@dataclass
class Tally:
    """What happened to one group of files."""

    files: int = 0
    refused: int = 0
    slowest_s: float = 0.0
    slowest_processor_s: float = 0.0
    growth_mib: float = 0.0
    longest_gap: Gap = Gap(0.0, 0.0)
    at_longest_gap: str = ""
    faults: list[str] = field(default_factory=list[str])

    def add(self, name: str, reading: Reading, gap: Gap, size_mib: float) -> None:
        """Count one file."""
        self.files += 1
        self.refused += bool(reading.refusal)
        if reading.fault:
            self.faults.append(f"{name}: {reading.fault}")
        self.slowest_s = max(self.slowest_s, reading.clock_s)
        self.slowest_processor_s = max(self.slowest_processor_s, reading.processor_s)
        self.growth_mib = max(self.growth_mib, reading.growth_mib - size_mib)
        if gap.processor_s > self.longest_gap.processor_s:
            self.at_longest_gap = name
        self.longest_gap = self.longest_gap.or_longer(gap)

    def line(self, title: str) -> str:
        """Return the figures."""
        return (
            f"{title:<24} {self.files:>6} files  {self.refused:>6} refused  "
            f"{self.files - self.refused:>5} sound  {len(self.faults)} faults\n"
            f"    slowest {self.slowest_s:.3f} s, {self.slowest_processor_s:.3f} s of processor;  "
            f"memory +{self.growth_mib:.0f} MiB;  longest gap "
            f"{self.longest_gap} ({self.at_longest_gap})"
        )


def read_all(folder: Path, cases: Iterable[tuple[str, bytes]]) -> Tally:
    """Write each case where a model would lie, and read it in another thread."""
    tally = Tally()
    path = folder / "model.bin"
    with ThreadPoolExecutor(1) as worker:
        for name, data in cases:
            path.write_bytes(data)
            future = worker.submit(_read, path)
            gap = _beat_until(future)
            tally.add(name, future.result(), gap, len(data) / 2**20)
    return tally


def _read(path: Path) -> Reading:
    before = _memory_mib("VmRSS")
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak begins anew
    clock, processor = time.perf_counter(), time.thread_time()
    refusal = fault = ""
    try:
        refusal = malformed.outcome(path)
    except BaseException as exc:
        fault = f"{type(exc).__name__} {exc!s:.200}"
    return Reading(
        refusal,
        fault,
        time.perf_counter() - clock,
        time.thread_time() - processor,
        _memory_mib("VmHWM") - before,
    )


def _memory_mib(line: str) -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split(f"{line}:")[1].split()[0]) / 1024


def _beat_until(future: Future[Reading]) -> Gap:
    """Stand in for the window's thread, which wakes up often; return the longest gaps."""
    longest, clock, processor = Gap(0.0, 0.0), time.perf_counter(), time.process_time()
    while not future.done():
        time.sleep(BEAT_S)
        clock_now, processor_now = time.perf_counter(), time.process_time()
        gap = Gap(clock_now - clock - BEAT_S, processor_now - processor)
        longest, clock, processor = longest.or_longer(gap), clock_now, processor_now
    return longest


def read_changing_files(folder: Path, count: int, model: GPTModel) -> int:
    """Change a file at a random moment of reading it, with `model` at work.

    Returns:
        how many were refused.
    """
    dice, ids = random.Random(3), torch.arange(8).view(1, 8)
    packed, path = malformed.pack(malformed.tiny_state()), folder / "model.safetensors"
    before, refused = model(ids), 0
    changes = (
        lambda: os.truncate(path, dice.randrange(len(packed))),
        lambda: path.write_bytes(dice.randbytes(5000)),
        path.unlink,
    )
    for _ in range(count):
        path.write_bytes(packed)
        # progress is told: opening, reading 0 %, 57 %, checking
        sentences_left = dice.randrange(1, 5)

        def count_down(_sentence: str) -> None:
            nonlocal sentences_left
            sentences_left -= 1
            if sentences_left == 0:
                dice.choice(changes)()

        try:
            read_checkpoint(path, progress=count_down)
        except CheckpointError:
            refused += 1
        if not torch.equal(model(ids), before):
            sys.exit("the model in use was changed")
    path.unlink(missing_ok=True)
    return refused


def made_by_hand(canary: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every file that is wrong on purpose."""
    plain = malformed.bombs()
    yield from malformed.handmade()
    yield from malformed.pickles(canary)
    yield from plain.items()
    yield from malformed.in_archives(plain).items()
    yield from ((f"{name}, old format", malformed.old_format(data)) for name, data in plain.items())
    yield from malformed.archives().items()
    yield from malformed.headers().items()
    for name, file, _ in test_gguf.CASES:
        yield f"GGUF, {name}", file if isinstance(file, bytes) else file.packed()


def main() -> int:
    """Run all groups and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mutations", type=int, default=30_000)
    parser.add_argument("--changes", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "config.json").write_text(json.dumps(malformed.TINY.to_dict()), encoding="utf-8")
        state = malformed.tiny_state()
        sound = folder / "model.bin"
        sound.write_bytes(malformed.pack(state))
        in_use = read_checkpoint(sound).model
        gc.collect()
        gc.freeze()  # as in the window: its collector passes over what stays
        start_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        quarter = options.mutations // 4
        kinds = {
            "damaged safetensors": malformed.pack(state),
            "damaged archives": malformed.saved(state),
            "damaged old pickles": malformed.saved(state, zipped_format=False),
            "damaged GGUF": gguf_files.whole_file().packed(),
        }
        groups = {"made by hand": read_all(folder, made_by_hand(folder / "canary"))}
        for title, packed in kinds.items():
            damaged = malformed.mutations(packed, quarter, options.seed)
            cases = ((f"number {number}", data) for number, data in enumerate(damaged))
            groups[title] = read_all(folder, chain(cases, [("undamaged", packed)]))
        sound.unlink()
        refused = read_changing_files(folder, options.changes, in_use)
        canary = (folder / "canary").exists()
        growth = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - start_mib

    for title, tally in groups.items():
        print(tally.line(title))
        for fault in tally.faults:
            print("   ", fault)
    print(f"changed while read       {options.changes:>6} files  {refused:>6} refused")
    print(f"peak memory grew by {growth:.0f} MiB; payloads run: {int(canary)}; seed {options.seed}")
    tallies = groups.values()
    is_slow = any(
        tally.slowest_processor_s > MAX_SECONDS or tally.longest_gap.processor_s > MAX_GAP_S
        for tally in tallies
    )
    is_large = any(tally.growth_mib > MAX_GROWTH_MIB for tally in tallies)
    has_faults = any(tally.faults for tally in tallies)
    is_mixed = refused < options.changes
    return int(is_slow or is_large or has_faults or canary or is_mixed)


if __name__ == "__main__":
    sys.exit(main())
