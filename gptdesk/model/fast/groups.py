"""Weights in groups of 32 on 16 even steps, as 4-bit files store them: found again, and kept.

A file's Q4_0, Q4_1 and Q4_K blocks hold, for 32 weights of a row, where the lowest stands, the
step from one value to the next, and the number of steps of each. Their float32 weights show all
of it, so that no kind of file needs a word here, and nothing is rounded to a grid that was not
there before: what is not in such groups is refused.

torch keeps step and middle of a group in bfloat16 and multiplies bfloat16 tokens; that is the
whole error of this form.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

GROUP = 32
IN_GROUPS = frozenset({"Q4_0", "Q4_1", "Q4_K"})  # kinds of numbers that are
_STEPS = 15  # from the lowest of 16 values to the highest
_OFF_GRID = 1e-3  # steps; what float32 rounds is a thousandth of that
_SLICE = 2048  # rows that are worked on at once
_OUT_STEP = 16  # rows that torch packs together


def find_groups(weight: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Return the numbers of steps, (out, in), uint8, and of every group its lowest weight and step.

    Args:
        weight: (out, in), float32; `in` is a multiple of `GROUP`.

    Returns:
        weight = lowest + steps * step; both (out, in / GROUP), float32.

    Raises:
        RuntimeError: some group has more than 16 values, or uneven steps.
    """
    steps = torch.empty(weight.shape, dtype=torch.uint8)
    lowest, step = (torch.empty(len(weight), weight.shape[1] // GROUP) for _ in range(2))
    for start in range(0, len(weight), _SLICE):
        part = slice(start, start + _SLICE)
        groups = weight[part].reshape(-1, GROUP)
        found, low, width = _steps_of(groups)
        steps[part] = found.view(-1, weight.shape[1])
        lowest[part], step[part] = low.view(-1, lowest.shape[1]), width.view(-1, lowest.shape[1])
    return steps, lowest, step


def _steps_of(groups: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Return, for (n, GROUP) weights, their steps, uint8, the lowest ones and the step, (n,)."""
    lowest, highest = groups.aminmax(dim=1)
    steps, step = torch.empty(groups.shape, dtype=torch.uint8), torch.empty(len(groups))
    left = torch.arange(len(groups))
    for span in range(_STEPS, 0, -1):  # nearly all groups reach from the first value to the last
        width = ((highest[left] - lowest[left]) / span).clamp_(min=1e-12)
        exact = (groups[left] - lowest[left].unsqueeze(1)) / width.unsqueeze(1)
        nearest = exact.round()
        fits = (exact - nearest).abs().amax(dim=1) < _OFF_GRID
        steps[left[fits]], step[left[fits]] = nearest[fits].byte(), width[fits]
        left = left[~fits]
        if not len(left):
            return steps, lowest, step
    raise RuntimeError("its weights are not in groups of 4 bits")


def pack_groups(
    weight: Tensor, bias: Tensor | None, gelu: str | None
) -> Callable[[Tensor], Tensor]:
    """Make a `Linear` of a weight that is in groups; see `kernels.PackMatrix`.

    Raises:
        RuntimeError: it is not.
    """
    assert gelu is None, "networks with groups have a gate instead"
    if len(weight) % _OUT_STEP:
        raise RuntimeError(f"it takes multiples of {_OUT_STEP}, and {len(weight)} is none")
    steps, lowest, step = find_groups(weight)
    packed = torch.ops.aten._convert_weight_to_int4pack_for_cpu(steps.int(), 1)  # noqa: SLF001
    middle = lowest + 8 * step  # its zero
    scales = torch.stack((step, middle), dim=2).transpose(0, 1).contiguous().bfloat16()
    multiply = torch.ops.aten._weight_int4pack_mm_for_cpu.default  # noqa: SLF001
    if bias is None:
        return lambda x: multiply(x.bfloat16(), packed, GROUP, scales)
    return lambda x: multiply(x.bfloat16(), packed, GROUP, scales) + bias
