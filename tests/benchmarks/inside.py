"""How long a look inside the network takes, question by question, against what a user waits for.

    python tests/benchmarks/inside.py [--model bundled|124m] [--repeats 5] [--threads N]

The network as stored, without window or engine around it: the bundled model at 64 and 512 tokens,
and GPT-2 124M with random weights at 64 and 1,024. Each line is the median and the best of the
repeats, the process's own CPU time, and the load average when it was measured: on a busy
machine the best tells more. Exits with 1 when a best time, or the memory of a pass, is over the
limit beside it.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from threading import Event

sys.path.insert(0, str(Path(__file__).parents[2]))

import torch

from gptdesk.engine.inside.inside import Inside
from gptdesk.engine.inside.values import (
    ANATOMIES,
    AttentionGridRequest,
    AttentionMapRequest,
    AttentionRowRequest,
    ContributionsRequest,
    InsideRequest,
    LensRequest,
    PlaceRequest,
    Spot,
    Stop,
    StopRequest,
    SumRequest,
    TextPlace,
)
from gptdesk.engine.run.device import physical_cores
from gptdesk.model import as_stored
from gptdesk.model.checkpoints.open import open_checkpoint
from gptdesk.model.gpt import GPT_CONFIG_124M, GPTModel
from gptdesk.model.walk import Walk
from gptdesk.storage.models.catalog import bundled_model

# Tokens and the limit of the first numbers in ms; then the limits of a step, in ms, and of memory.
LIMITS = {
    "bundled": ({64: 150.0, 512: 500.0}, 50.0, 18.0),
    "124m": ({64: 500.0, 1024: 2500.0}, 150.0, 220.0),
}


def network_of(name: str) -> GPTModel:
    """Return the bundled network, or an untrained one of GPT-2's smallest size."""
    if name == "bundled":
        return as_stored.of_file(open_checkpoint(bundled_model()))[0]
    torch.manual_seed(123)
    return GPTModel(GPT_CONFIG_124M).eval().requires_grad_(requires_grad=False)


def ask(inside: Inside, *requests: InsideRequest) -> None:
    """Ask one after the other."""
    for request in requests:
        assert inside.answer(request, Event(), lambda _done, _total: None) is not None


class Table:
    """Prints one line a question.

    Attributes:
        over: what is over its limit.
    """

    def __init__(self, repeats: int) -> None:
        self._repeats = repeats
        self.over: list[str] = []
        columns = ("median ms", "best ms", "CPU ms", "load", "limit ms")
        print(f"{'':48}" + "".join(f"{column:>11}" for column in columns))

    def line(
        self,
        what: str,
        call: Callable[[Inside], None],
        fresh: Callable[[], Inside],
        limit: float,
        *,
        repeats: int = 0,
    ) -> None:
        """Time `call` on what `fresh` returns, which is not counted; a limit of 0 is none.

        `repeats` are those of the table, if 0.
        """
        walls: list[float] = []
        cpus: list[float] = []
        for _ in range(repeats or self._repeats):
            inside = fresh()
            cpu, wall = time.process_time(), time.perf_counter()
            call(inside)
            walls.append((time.perf_counter() - wall) * 1e3)
            cpus.append((time.process_time() - cpu) * 1e3)
        figures = (median(walls), min(walls), median(cpus))
        shown = "".join(f"{figure:11.1f}" for figure in figures)
        is_over = 0 < limit < min(walls)
        bound = f"{limit:11.0f}" if limit else f"{'–':>11}"
        mark = "  OVER" if is_over else ""
        print(f"{what:48}{shown}{os.getloadavg()[0]:11.2f}{bound}{mark}", flush=True)
        if is_over:
            self.over.append(what)


def measure(name: str, network: GPTModel, T: int, table: Table) -> None:
    """Print the lines of one network and text."""
    firsts, step, most_mib = LIMITS[name]
    cfg = network.cfg
    dice = torch.Generator().manual_seed(7)
    ids = tuple(torch.randint(0, cfg.vocab_size, (T,), generator=dice).tolist())
    at, before = TextPlace(ids, T), TextPlace(ids, T // 2)
    held = Inside(network)
    cold = f"{name} {T}: first numbers, memory untouched"
    table.line(cold, lambda it: ask(it, PlaceRequest(at)), lambda: held, firsts[T], repeats=1)
    shorter = TextPlace(ids[:-1], T - 1)

    def kept() -> Inside:
        return held

    def one_less() -> Inside:
        inside = Inside(network)
        ask(inside, PlaceRequest(shorter))
        return inside

    def line(what: str, *requests: InsideRequest, limit: float = 0.0) -> None:
        table.line(f"{name} {T}: {what}", lambda it: ask(it, *requests), kept, limit)

    table.line(
        f"{name} {T}: first numbers",
        lambda it: ask(it, PlaceRequest(at)),
        lambda: Inside(network),
        firsts[T],
    )
    table.line(f"{name} {T}: one more token", lambda it: ask(it, PlaceRequest(at)), one_less, step)
    line("another place", PlaceRequest(before), limit=step)
    block, head = cfg.n_layers, cfg.n_heads
    for stop in ANATOMIES[cfg.design].stops:
        if stop is not Stop.DRAW:
            line(f"stop {stop.value}", StopRequest(at, Spot(stop, block, head)), limit=step)
    score = SumRequest(at, Spot(Stop.SCORES, block, head), "score", T)
    line("score as a sum", score, limit=step)
    narrow = SumRequest(at, Spot(Stop.NARROW, block), "narrowed", 0)
    line(f"sum of {4 * cfg.emb_dim:,} neurons", narrow, limit=step)
    line("row of a head", AttentionRowRequest(at, block, head), limit=step)
    line("map of a head", AttentionMapRequest(at, block, head))
    line("grid of a block", AttentionGridRequest(at, block))
    every = [AttentionGridRequest(at, number) for number in range(1, cfg.n_layers + 1)]
    line(f"grids of all {cfg.n_layers * cfg.n_heads} heads", *every)
    line("lens, all points", LensRequest(at))
    line("what wrote the logit", ContributionsRequest(at))
    walk = Walk(network)
    walk.read(ids, Event())
    mib = walk.size_bytes / 2**20
    print(f"{f'{name} {T}: memory of the pass':48}{mib:11.1f} MiB of {most_mib:.0f}")
    if mib > most_mib:
        table.over.append(f"{name} {T}: memory")


def main() -> int:
    """Measure and judge."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", choices=LIMITS, action="append")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--threads", type=int, default=physical_cores())
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    print(f"{os.cpu_count()} CPUs, {arguments.threads} threads, torch {torch.__version__}")
    table = Table(arguments.repeats)
    for name in arguments.model or LIMITS:
        network = network_of(name)
        for T in LIMITS[name][0]:
            measure(name, network, T, table)
    print("over: " + "; ".join(table.over) if table.over else "all best times within the limits")
    return 1 if table.over else 0


if __name__ == "__main__":
    sys.exit(main())
