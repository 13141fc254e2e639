"""A 4-bit file's own groups are found again in its weights, and kept as they are."""

from __future__ import annotations

import gguf
import pytest
import torch
from gguf import quants
from torch import Tensor
from torch.nn import functional

from gptdesk.model.checkpoints.gguf_types import TENSOR_TYPES
from gptdesk.model.fast.groups import GROUP, IN_GROUPS, find_groups, pack_groups

torch.manual_seed(4)


def stored_as(name: str, weight: Tensor) -> Tensor:
    """Return a weight as it comes back from a file."""
    kind = gguf.GGMLQuantizationType[name]
    stored = quants.quantize(weight.numpy(), kind)
    return torch.from_numpy(quants.dequantize(stored, kind).copy())


def of_random_blocks(name: str, rows: int, width: int) -> Tensor:
    """Return weights of blocks whose bits are random, and whose scales are small."""
    kind = next(kind for kind in TENSOR_TYPES.values() if kind.name == name)
    blocks = torch.randint(0, 256, (rows * width // kind.block_weights, kind.block_bytes))
    blocks[:, 1] = blocks[:, 3] = 36  # the high bytes of two float16: 0.016 to 0.031
    return kind.decode(blocks.to(torch.uint8)).view(rows, width)


@pytest.mark.parametrize("name", sorted(IN_GROUPS))
def test_weights_come_back_as_they_were(name: str) -> None:
    """Every weight stands on the step that the file says, also where not all 16 are in use."""
    weight = of_random_blocks(name, 64, 512)
    if name != "Q4_K":
        weight = torch.cat((weight, stored_as(name, torch.randn(64, 512))))
    weight[5, :GROUP] = 0.25  # all of one value
    weight[6, :GROUP] = 0.0
    weight[7, :GROUP:2], weight[7, 1:GROUP:2] = 0.5, -0.75  # of two
    steps, lowest, step = find_groups(weight)
    assert steps.max() == 15
    again = lowest.unsqueeze(2) + steps.view(len(weight), -1, GROUP) * step.unsqueeze(2)
    torch.testing.assert_close(again.view(weight.shape), weight, atol=1e-6, rtol=1e-6)


@pytest.mark.parametrize("name", ["Q5_0", "Q8_0", "Q6_K", "IQ4_NL", "float16"])
def test_other_weights_are_left_alone(name: str) -> None:
    """They are not on 16 even steps, and nobody may round them to some."""
    if name == "float16":
        weight = torch.randn(32, 256).half().float()
    else:
        weight = of_random_blocks(name, 32, 256)
    with pytest.raises(RuntimeError, match="not in groups of 4 bits"):
        pack_groups(weight, None, None)


@pytest.mark.parametrize("shape", [(16, 32), (48, 96), (80, 64), (576, 1536)], ids=str)
def test_they_multiply(shape: tuple[int, int]) -> None:
    """One token and many, with and without a bias; bfloat16 is all that is lost."""
    weight, bias = stored_as("Q4_1", torch.randn(shape)), torch.randn(shape[0])
    for n_tokens in (1, 2, 17):
        x = torch.randn(n_tokens, shape[1])
        for with_bias in (None, bias):
            wanted = functional.linear(x, weight, with_bias)
            result = pack_groups(weight, with_bias, None)(x)
            assert (result - wanted).norm() < 0.01 * wanted.norm()


def test_what_torch_cannot_take_is_refused() -> None:
    """It would read beyond the end of memory."""
    with pytest.raises(RuntimeError, match="multiples of 16, and 40 is none"):
        pack_groups(torch.zeros(40, 32), None, None)
