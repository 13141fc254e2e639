"""Ways to multiply a few tokens by a matrix of weights: one per number format.

At one token per step a CPU is as fast as it can read the weights, so halving their bytes nearly
doubles the speed, if the kernel that unpacks them keeps up. Which one does depends on the
processor and on how this torch was built; `packing.py` finds out by trying. A kernel that this
torch lacks fails when it packs its first matrix, never later.

Each takes any of the floating types and returns the one that it computes in, so that what passes
from one matrix to the next is not widened in between.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from gptdesk.model.gpt import GELU

Linear = Callable[[Tensor], Tensor]
"""Maps (n, in), of any floating type, to (n, out), of the kernel's own."""

PackMatrix = Callable[[Tensor, Tensor | None, str | None], Linear]
"""Makes a `Linear` of a weight, (out, in), a bias, (out,), or None, and the form of the GELU that
follows (see `GPTConfig`), or None. The weight may be freed afterwards."""


@dataclass(frozen=True, slots=True)
class Kernel:
    """One way to hold a matrix and multiply by it.

    Attributes:
        name: for the window and the log.
        bits: per weight.
        rounded: the weight as the kernel keeps it, (out, in), float32, where that is so coarse
            that the network is rewritten first (see `rewriting.py`); None where it is not.
        dtype: of weights and results, where the results are of 16 bits too; None where they are
            float32.
        is_spare: only for where none of the others is right.
        pack: raises RuntimeError or AttributeError where this torch or this machine cannot.
    """

    name: str
    bits: int
    pack: PackMatrix
    rounded: Callable[[Tensor], Tensor] | None = None
    dtype: torch.dtype | None = None
    is_spare: bool = False


def _then_gelu(linear: Linear, gelu: str | None) -> Linear:
    if gelu is None:
        return linear
    activate = GELU(gelu).forward
    return lambda x: activate(linear(x))


def _pack_float32(weight: Tensor, bias: Tensor | None, gelu: str | None) -> Linear:
    weight = weight.float().contiguous()
    return _then_gelu(lambda x: functional.linear(x.float(), weight, bias), gelu)


def _pack_half(dtype: torch.dtype) -> PackMatrix:
    def pack(weight: Tensor, bias: Tensor | None, gelu: str | None) -> Linear:
        weight = weight.to(dtype).contiguous()
        bias = None if bias is None else bias.to(dtype)
        return _then_gelu(lambda x: functional.linear(x.to(dtype), weight, bias), gelu)

    return pack


def _pack_fbgemm_float16(weight: Tensor, bias: Tensor | None, gelu: str | None) -> Linear:
    """float16 weights widened on the way to float32 arithmetic: only the weights are rounded."""
    packed = torch.ops.quantized.linear_prepack_fp16(weight.float(), bias)
    multiply = torch.ops.quantized.linear_dynamic_fp16.default
    return _then_gelu(lambda x: multiply(x.float(), packed), gelu)


def _pack_onednn_bfloat16(weight: Tensor, bias: Tensor | None, gelu: str | None) -> Linear:
    """bfloat16 weights and tokens, laid out for the processor's matrix units, GELU built in."""
    packed = torch.ops.mkldnn._reorder_linear_weight(weight.bfloat16(), 1)  # noqa: SLF001
    bias = None if bias is None else bias.bfloat16()
    multiply = torch.ops.mkldnn._linear_pointwise.default  # noqa: SLF001
    activation, algorithm = ("none", "") if gelu is None else ("gelu", GELU(gelu).approximate)

    def linear(x: Tensor) -> Tensor:
        return multiply(x.bfloat16(), packed, bias, activation, [], algorithm)

    return linear


def _to_int8(weight: Tensor) -> tuple[Tensor, Tensor]:
    """Return the nearest of 255 values per weight, int8, and every row's scale, float32."""
    values = torch.empty(weight.shape, dtype=torch.int8)
    scale = torch.empty(len(weight))
    # In slices: of a large vocabulary's head there is no room for copies.
    for start in range(0, len(weight), 2048):
        part = slice(start, start + 2048)
        scale[part] = (weight[part].abs().amax(dim=1) / 127).clamp_(min=1e-12)
        values[part] = (weight[part] / scale[part].unsqueeze(1)).round_().clamp_(-127, 127)
    return values, scale


def _rounded_to_int8(weight: Tensor) -> Tensor:
    values, scale = _to_int8(weight)
    return values.float() * scale.unsqueeze(1)


def _pack_fbgemm_int8(*, reduce_range: bool) -> PackMatrix:
    """int8 weights by rows, tokens rounded on the way.

    Without the VNNI instructions, two products of 8 bits can overflow the 16 that they are added
    up in; `reduce_range` gives tokens 7 bits.
    """

    def pack(weight: Tensor, bias: Tensor | None, gelu: str | None) -> Linear:
        values, scale = _to_int8(weight)
        zeros = torch.zeros(len(scale), dtype=torch.long)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # torch means to move these types to another package
            # Not through torch.ops, from where the warning would go past Python to the terminal.
            quantise = getattr(torch, "_make_per_channel_quantized_tensor")  # noqa: B009
            quantised = quantise(values, scale.double(), zeros, 0)
            packed = torch.ops.quantized.linear_prepack(quantised, bias)
        multiply = torch.ops.quantized.linear_dynamic.default
        return _then_gelu(lambda x: multiply(x.float(), packed, reduce_range), gelu)

    return pack


def _pack_int8_weights(weight: Tensor, bias: Tensor | None, gelu: str | None) -> Linear:
    """int8 weights by rows, tokens in bfloat16."""
    values, scale = _to_int8(weight)
    scale = scale.bfloat16()
    shift = 0.0 if bias is None else bias
    multiply = torch.ops.aten._weight_int8pack_mm.default  # noqa: SLF001
    return _then_gelu(lambda x: multiply(x.bfloat16(), values, scale).float() + shift, gelu)


FLOAT32 = Kernel("float32", 32, _pack_float32)

_HALVES = (
    Kernel("float16", 16, _pack_half(torch.float16), dtype=torch.float16),
    Kernel("bfloat16", 16, _pack_half(torch.bfloat16), dtype=torch.bfloat16),
)

# Candidates by precision and kind of device, none preferred: what is faster here is measured.
CANDIDATES: dict[tuple[str, str], tuple[Kernel, ...]] = {
    ("exact", "cpu"): (FLOAT32,),
    ("balanced", "cpu"): (
        Kernel("float16 weights", 16, _pack_fbgemm_float16),
        Kernel("bfloat16", 16, _pack_onednn_bfloat16, dtype=torch.bfloat16),
    ),
    ("fast", "cpu"): (
        Kernel("int8", 8, _pack_fbgemm_int8(reduce_range=False), _rounded_to_int8),
        Kernel(
            "int8, 7-bit tokens",
            8,
            _pack_fbgemm_int8(reduce_range=True),
            _rounded_to_int8,
            is_spare=True,
        ),
        Kernel("int8 weights", 8, _pack_int8_weights, _rounded_to_int8, is_spare=True),
    ),
    ("exact", "cuda"): (FLOAT32,),
    ("balanced", "cuda"): _HALVES,
    ("fast", "cuda"): _HALVES,  # at a card's bandwidth a small network gains nothing from 8 bits
}
