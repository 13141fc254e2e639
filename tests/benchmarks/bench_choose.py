"""How long choosing a token takes: the definitions and the fast way side by side.

    python tests/benchmarks/bench_choose.py [--repeats 40] [--threads 1] [--vocabulary 50257]

Every row is one distribution over all tokens and one way to choose. The two ways take turns, so
that whatever else the machine does meets both; each column is the median over the repeats, each
with a random number of its own. Exits with 1 when they disagree about a token.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[2]))

import torch
from torch import Tensor

from gptdesk.chat.tokens import SamplingSettings, TokenRecord
from gptdesk.engine.choice.definition import choose_by_definition
from gptdesk.engine.choice.sampling import Dice, choose

CONTEXT = 500  # tokens for the repetition penalty

SETTINGS = {
    "greedy": SamplingSettings(temperature=0),
    "default": SamplingSettings(),
    "top_k 50": SamplingSettings(top_k=50),
    "no filters": SamplingSettings(temperature=1, top_p=1),
    "penalty 1.2": SamplingSettings(repetition_penalty=1.2),
}


def distributions(size: int, generator: torch.Generator) -> dict[str, Tensor]:
    """Return logits of `size` tokens, from sure to clueless.

    Those of a story fall with the logarithm of the rank.
    """
    noise = torch.randn(size, generator=generator)
    ranks = torch.randperm(size, generator=generator) + 1
    return {
        "peaked": noise.index_fill(0, torch.tensor([262]), 12.0),
        "story": -1.5 * ranks.log() + noise * 0.01,
        "N(0, 5)": noise * 5,
        "flat N(0, 3)": noise * 3,
        "flat N(0, 1)": noise,
    }


def timed(call: Callable[[], TokenRecord]) -> tuple[float, TokenRecord]:
    """Return microseconds and the result."""
    begin = time.perf_counter()
    record = call()
    return (time.perf_counter() - begin) * 1e6, record


def compare(
    logits: Tensor, how: SamplingSettings, seen: list[int], repeats: int
) -> tuple[float, float, list[int], bool]:
    """Return the medians of both ways, the numbers of tokens kept, and whether both agree."""
    dice, again = Dice(1), Dice(1)
    long_us: list[float] = []
    fast_us: list[float] = []
    kept: list[int] = []
    is_same = True
    for _ in range(repeats):
        us, fast = timed(lambda: choose(logits, how, seen, dice))
        fast_us.append(us)
        u = again.roll() if how.temperature else None
        us, defined = timed(lambda: choose_by_definition(logits, how, seen, u))  # noqa: B023
        long_us.append(us)
        kept.append(fast.kept)
        is_same &= (fast.token_id, fast.kept, fast.rank, fast.top_removed_by) == (
            defined.token_id,
            defined.kept,
            defined.rank,
            defined.top_removed_by,
        )
    return median(long_us), median(fast_us), kept, is_same


@torch.inference_mode()
def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=40)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--vocabulary", type=int, default=50257, help="tokens in it")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    # Loading a network frees blocks of this size, after which glibc keeps what is freed and the
    # next token's vectors meet no page faults. A fresh process would measure those.
    torch.zeros(6 * 2**20)
    generator = torch.Generator().manual_seed(0)
    seen = torch.randint(options.vocabulary, (CONTEXT,), generator=generator).tolist()
    print(f"torch {torch.__version__}, {options.threads} threads, µs per token (median)\n")
    print(
        f"{'distribution':14s}{'settings':13s}{'kept':>7s}{'defined':>9s}{'choose':>8s}{'ratio':>7s}"
    )
    is_all_same = True
    for name, logits in distributions(options.vocabulary, generator).items():
        for setting, how in SETTINGS.items():
            compare(logits, how, seen, 2)
            long_us, fast_us, kept, is_same = compare(logits, how, seen, options.repeats)
            is_all_same &= is_same
            print(
                f"{name:14s}{setting:13s}{kept[0]:7,d}{long_us:9,.0f}{fast_us:8,.0f}"
                f"{long_us / fast_us:7.1f}{'' if is_same else '  DIFFERENT'}"
            )
    sys.exit(0 if is_all_same else 1)


if __name__ == "__main__":
    main()
