"""Packs networks of every width from 1 to 300 and prints how often the process died.

    python tests/benchmarks/kernel_shapes.py [--widths 300] [--every 1]

Every number of heads up to 25 that divides the width, with and without biases, in every precision;
then each kernel alone, whichever would have been the fastest. The error that the window would
show is compared with the error over another text. The suite does the same with fewer shapes.
Exits with 1 when a process died or an error is beyond its bound.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from gptdesk.model.fast.kernels import CANDIDATES
from gptdesk.precision import PRECISIONS
from tests.model.fast.every_shape import Shape, largest_errors, shapes_of, try_shapes
from tests.model.fast.test_precision_error import BOUNDS


def _report(title: str, precision: str, shapes: list[Shape], kernel: str = "") -> bool:
    """Try the shapes and print a line; return whether all is well."""
    started_s = time.monotonic()
    outcomes, deadly = try_shapes(precision, shapes, kernel)
    used = Counter(outcome.kernel for outcome in outcomes if not outcome.refusal)
    refused = sum(bool(outcome.refusal) for outcome in outcomes)
    print(
        f"{title}: {len(shapes):,} shapes, {len(deadly)} crashes, {refused:,} refused, "
        f"{time.monotonic() - started_s:.0f} s"
    )
    if deadly:
        print(f"  died at (width, heads, bias) {deadly[:10]}")
    is_well = not deadly
    for name, errors in sorted(largest_errors(outcomes).items()):
        print(
            f"  {name} computed {used[name]:,}; mean KL in nats, largest: shown {errors.shown:.1e}"
            f", found {errors.found:.1e}; wider than 3, found {errors.found_wide:.1e} "
            f"(bound {BOUNDS[name]:.1e})"
        )
        is_well &= errors.found_wide <= BOUNDS[name]
    sys.stdout.flush()
    return is_well


def main() -> None:
    """Try everything."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--widths", type=int, default=300)
    parser.add_argument("--every", type=int, default=1, help="only every n-th width")
    args = parser.parse_args()
    widths = range(1, args.widths + 1, args.every)
    results = [_report(precision, precision, shapes_of(widths)) for precision in PRECISIONS]
    plain = [(width, 1, bias) for width in widths for bias in (0, 1)]
    results += [
        _report(f"{kernel.name} alone", precision, plain, kernel.name)
        for precision in PRECISIONS[1:]
        for kernel in CANDIDATES[precision, "cpu"]
    ]
    sys.exit(not all(results))


if __name__ == "__main__":
    main()
