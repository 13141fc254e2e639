"""Packs networks of many shapes in a process of its own, so that one that dies is seen to die.

    python tests/model/fast/every_shape.py PRECISION [KERNEL] < lines of "emb_dim n_heads qkv_bias"

Answers every line with what came of it, in JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

Shape = tuple[int, int, int]  # emb_dim, n_heads, qkv_bias
_ROOT = Path(__file__).parents[3]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one shape.

    Attributes:
        shape: that was packed.
        kernel: that computed.
        shown_kl: the error that the window would show, mean KL in nats; 0 for float32.
        found_kl: the same over another text, read as a prompt and then token by token.
        refusal: what the kernel said instead.
    """

    shape: Shape
    kernel: str = ""
    shown_kl: float = 0.0
    found_kl: float = 0.0
    refusal: str = ""


def shapes_of(widths: Iterable[int]) -> list[Shape]:
    """Return every width with every number of heads up to 25, with and without biases."""
    return [
        (width, heads, bias)
        for width in widths
        for heads in range(1, 26)
        if width % heads == 0
        for bias in (0, 1)
    ]


def try_shapes(
    precision: str, shapes: Sequence[Shape], kernel: str = ""
) -> tuple[list[Outcome], list[Shape]]:
    """Return what came of the shapes, and those at which the process ended.

    Args:
        precision: one of `PRECISIONS`.
        shapes: tried in order.
        kernel: the one candidate to try; none tries all of the precision.
    """
    outcomes: list[Outcome] = []
    deadly: list[Shape] = []
    while len(outcomes) + len(deadly) < len(shapes):
        rest = shapes[len(outcomes) + len(deadly) :]
        child = subprocess.run(
            [sys.executable, "-W", "ignore", __file__, precision, kernel],
            input="\n".join(" ".join(map(str, shape)) for shape in rest),
            env={**os.environ, "PYTHONPATH": str(_ROOT), "PYTHONFAULTHANDLER": ""},
            capture_output=True,
            text=True,
            check=False,
        )
        lines = child.stdout.splitlines()
        outcomes += map(_read_outcome, lines)
        if child.returncode > 0:
            raise RuntimeError(child.stderr)
        if child.returncode < 0:
            deadly.append(rest[len(lines)])
    return outcomes, deadly


def _read_outcome(line: str) -> Outcome:
    values = json.loads(line)
    return Outcome(**{**values, "shape": tuple(values["shape"])})


@dataclass(frozen=True, slots=True)
class LargestErrors:
    """Of one kernel, mean KL in nats: as shown, as found, and as found where the width is over 3.

    A norm over two or three numbers is close to their signs: the least rounding may turn one.
    """

    shown: float
    found: float
    found_wide: float


def largest_errors(outcomes: Sequence[Outcome]) -> dict[str, LargestErrors]:
    """Return the errors of every kernel that computed."""
    return {
        kernel: LargestErrors(
            max(one.shown_kl for one in outcomes if one.kernel == kernel),
            max(one.found_kl for one in outcomes if one.kernel == kernel),
            max((o.found_kl for o in outcomes if o.kernel == kernel and o.shape[0] > 3), default=0),
        )
        for kernel in {one.kernel for one in outcomes if not one.refusal}
    }


def _main() -> None:
    import torch

    from gptdesk.model.config import GPTConfig
    from gptdesk.model.fast import packing
    from gptdesk.model.fast.packing import pack
    from tests.model.fast.test_runtime import mean_kl, one_by_one, random_ids, spread_model
    from tests.model.model_weights import ModelWeights

    precision, kernel = sys.argv[1:]
    candidates = packing.CANDIDATES[precision, "cpu"]
    one = next((one for one in candidates if one.name == kernel), None)
    if one:  # alone it would be taken without a trial
        packing.CANDIDATES[precision, "cpu"] = (one,)
    torch.set_grad_enabled(False)
    for line in sys.stdin:
        width, heads, bias = shape = tuple(map(int, line.split()))
        config = GPTConfig(
            vocab_size=300,
            ctx_len=128,
            emb_dim=width,
            n_heads=heads,
            n_layers=2,
            qkv_bias=bool(bias),
        )
        model = spread_model(config)
        try:
            runtime = pack(ModelWeights(model), precision)
        except RuntimeError as exc:
            outcome = Outcome(shape, kernel, refusal=str(exc))
        else:
            ids = random_ids(config, 64)
            found = mean_kl(model(ids)[0], one_by_one(runtime, ids, prefill=40))
            shown = runtime.error.mean_kl if runtime.error else 0.0
            outcome = Outcome(shape, runtime.kernel, shown, found)
        print(json.dumps(asdict(outcome)), flush=True)


if __name__ == "__main__":
    _main()
