"""Reads thousands of damaged and malicious model files and prints what came of them.

    python tests/benchmarks/checkpoint_fuzz.py [--mutations 1000] [--seed 1] [--changes 100]

C12-C14 of the reliability list: no crash, no file that takes more than a second, memory within
200 MB, no payload run, every refusal a sentence, a model that is in use unharmed. The suite runs
the same cases in a smaller number. Exits with 1 when a limit is broken.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import sys
import tempfile
import time
import warnings
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import torch

from gptdesk.errors import CheckpointError
from gptdesk.model.checkpoint import read_checkpoint
from gptdesk.model.gpt import GPTModel
from tests.model.malformed import TINY, handmade, mutations, outcome, pack, pickles, tiny_state

MAX_SECONDS = 1.0
MAX_GROWTH_MIB = 200.0


@dataclass
class Tally:
    """What happened to one group of files."""

    files: int = 0
    refused: int = 0
    slowest_s: float = 0.0
    faults: list[str] = field(default_factory=list[str])

    def read(self, path: Path, name: str) -> None:
        """Read one file and count it."""
        started = time.perf_counter()
        try:
            refusal = outcome(path)
        except BaseException as exc:
            self.faults.append(f"{name}: {type(exc).__name__} {exc!s:.200}")
            refusal = ""
        self.slowest_s = max(self.slowest_s, time.perf_counter() - started)
        self.files += 1
        self.refused += bool(refusal)

    def line(self, title: str) -> str:
        """Return the figures."""
        return (
            f"{title:<24} {self.files:>6} files  {self.refused:>6} refused  "
            f"{self.files - self.refused:>4} sound  slowest {self.slowest_s:.3f} s  "
            f"{len(self.faults)} faults"
        )


def read_all(folder: Path, cases: Iterable[tuple[str, bytes]]) -> Tally:
    """Write each case where a model would lie, and read it."""
    tally = Tally()
    path = folder / "model.bin"
    for name, data in cases:
        path.write_bytes(data)
        tally.read(path, name)
    return tally


def read_changing_files(folder: Path, count: int, model: GPTModel) -> int:
    """Change a file at a random moment of reading it, with `model` at work.

    Returns:
        how many were refused.
    """
    dice, ids = random.Random(3), torch.arange(8).view(1, 8)
    packed, path = pack(tiny_state()), folder / "model.safetensors"
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
    return refused


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    """Run all groups and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mutations", type=int, default=1000)
    parser.add_argument("--changes", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "config.json").write_text(json.dumps(TINY.to_dict()), encoding="utf-8")
        packed = pack(tiny_state())
        sound = folder / "model.safetensors"
        sound.write_bytes(packed)
        in_use = read_checkpoint(sound).model
        hand, bad_pickles = list(handmade()), list(pickles(folder / "canary"))
        start_mib = _peak_mib()
        damaged = (
            (f"mutation {number}", data)
            for number, data in enumerate(mutations(packed, options.mutations, options.seed))
        )
        groups = {
            "damaged safetensors": read_all(folder, damaged),
            "hand-made files": read_all(folder, hand),
            "pickles": read_all(folder, bad_pickles),
        }
        refused = read_changing_files(folder, options.changes, in_use)
        growth = _peak_mib() - start_mib
        canary = (folder / "canary").exists()

    for title, tally in groups.items():
        print(tally.line(title))
        for fault in tally.faults:
            print("   ", fault)
    print(f"changed while read       {options.changes:>6} files  {refused:>6} refused")
    print(f"peak memory grew by {growth:.0f} MiB; payloads run: {int(canary)}; seed {options.seed}")
    is_slow = any(tally.slowest_s > MAX_SECONDS for tally in groups.values())
    has_faults = any(tally.faults for tally in groups.values())
    is_mixed = refused < options.changes
    return int(is_slow or has_faults or canary or is_mixed or growth > MAX_GROWTH_MIB)


if __name__ == "__main__":
    sys.exit(main())
