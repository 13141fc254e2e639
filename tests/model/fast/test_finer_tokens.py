"""A token that is rounded four times, a quarter of a step apart, loses a sixteenth of it."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from gptdesk.model.fast.kernels import CANDIDATES, FLOAT32, Kernel
from gptdesk.model.gpt import GELU
from tests.model.fast.right_here import skip_unless_right

ROUNDING = [one for one in CANDIDATES["fast", "cpu"] if one.token_steps is not None]


def _loss(linear, rounded: Tensor, bias: Tensor, inputs: Tensor) -> float:
    """The mean square of what rounding the tokens changes, one by one."""
    truth = inputs.double() @ rounded.double().T + bias.double()
    found = torch.cat([linear(one.unsqueeze(0)) for one in inputs])
    return (found.double() - truth).square().mean().item()


@pytest.mark.parametrize("kernel", ROUNDING, ids=lambda kernel: kernel.name)
@pytest.mark.parametrize("middle", [0.0, 0.7])
@torch.inference_mode()
def test_the_loss_is_a_sixteenth(kernel: Kernel, middle: float) -> None:
    """Of one token; more at once are read as they were."""
    skip_unless_right(kernel)
    generator = torch.Generator().manual_seed(5)
    weight = torch.randn(96, 256, generator=generator)
    bias = torch.randn(96, generator=generator)
    inputs = torch.randn(64, 256, generator=generator) + middle
    assert kernel.rounded is not None
    rounded = kernel.rounded(weight)
    plain, fine = kernel.pack(weight, bias, None), kernel.pack_finely(weight, bias, None)
    whole = _loss(plain, rounded, bias, inputs)
    assert whole / 20 < _loss(fine, rounded, bias, inputs) < whole / 12
    assert torch.equal(fine(inputs), plain(inputs))
    assert torch.isfinite(fine(torch.zeros(1, 256))).all()

    with_gelu = kernel.pack_finely(weight, bias, "tanh")
    assert torch.equal(with_gelu(inputs[:1]), GELU("tanh")(fine(inputs[:1])))


@torch.inference_mode()
def test_what_rounds_no_tokens_is_packed_as_ever() -> None:
    weight, inputs = torch.randn(8, 16), torch.randn(1, 16)
    fine, plain = FLOAT32.pack_finely(weight, None, None), FLOAT32.pack(weight, None, None)
    assert torch.equal(fine(inputs), plain(inputs))
