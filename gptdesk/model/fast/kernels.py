"""Kernels that multiply a few tokens by a matrix of weights: one per number format.

At one token per step a CPU is as fast as it can read the weights, so halving their bytes nearly
doubles the speed, if the kernel that unpacks them keeps up. Which one does depends on the
processor and on how this torch was built; `packing.py` finds out by trying.

A trial is only safe within what a kernel can take: beyond it torch may read past the end of
memory, and the process is gone. So each states its widths and its machine, and `Kernel.pack`
refuses all else. What this torch lacks raises when the first matrix is packed, never later.

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

from gptdesk.model.fast.groups import GROUP, pack_groups
from gptdesk.model.gpt import GELU

_MOST_PARTS = 8  # of a matrix that threads share: memory gives no more to more of them
_ROUNDINGS = 4  # of a token that is rounded finely
_BLOCK, _A_FEW = 128, 128  # results that a thread computes at once; tokens that are few

Linear = Callable[[Tensor], Tensor]
"""Maps (n, in), of any floating type, to (n, out), of the kernel's own."""

PackMatrix = Callable[[Tensor, Tensor | None, str | None], Linear]
"""Makes a `Linear` of a weight, (out, in), a bias, (out,), or None, and the form of the GELU that
follows (see `GPTConfig`), or None. The weight may be freed afterwards."""


@dataclass(frozen=True, slots=True)
class Machine:
    """What a kernel needs of the processor and of this torch.

    Attributes:
        name: "it needs …".
        is_here: asks torch; computes nothing.
    """

    name: str
    is_here: Callable[[], bool]


def quantised_engine() -> str:
    """Return what torch multiplies quantised numbers with; "x86" is FBGEMM and oneDNN."""
    return str(torch.backends.quantized.engine)


_ANY = Machine("any machine", lambda: True)
_FBGEMM = Machine("FBGEMM, an x86 with AVX2", lambda: quantised_engine() in ("x86", "fbgemm"))
_QUANTISED = Machine(
    "FBGEMM or QNNPACK", lambda: quantised_engine() in ("x86", "fbgemm", "qnnpack")
)
_ONEDNN_BFLOAT16 = Machine(
    "a processor on which oneDNN multiplies bfloat16",
    lambda: torch.backends.mkldnn.is_available() and torch.ops.mkldnn._is_mkldnn_bf16_supported(),  # noqa: SLF001
)


@dataclass(frozen=True, slots=True)
class Kernel:
    """One way to hold a matrix and multiply by it.

    Attributes:
        name: for the window and the log.
        bits: per weight.
        rounded: the weight as the kernel keeps it, (out, in), float32, where that is so coarse
            that the network is rewritten first (see `mixing.py`); None where it is not.
        dtype: of weights and results, where the results are of 16 bits too; None where they are
            float32.
        is_spare: only for where none of the others is right.
        pack_matrix: what `pack` does within what the kernel can take.
        machine: where it can be called at all.
        width_step: it takes weights whose `in` is a multiple of this; of `out` and of the number of
            tokens, all take any.
        laid_out: of one that keeps float32, how it keeps a matrix: packing makes no copy of that.
        is_float32: tokens are not rounded and sums are float32, so that what a token gives does not
            depend on those that are multiplied with it, but for its last digits.
        token_steps: that a token's numbers are rounded to, from its smallest to its largest; None
            where they are not, or hardly.
    """

    name: str
    bits: int
    pack_matrix: PackMatrix
    rounded: Callable[[Tensor], Tensor] | None = None
    dtype: torch.dtype | None = None
    is_spare: bool = False
    machine: Machine = _ANY
    width_step: int = 1
    laid_out: Callable[[Tensor], Tensor] = Tensor.contiguous
    is_float32: bool = False
    token_steps: int | None = None

    def pack_finely(self, weight: Tensor, bias: Tensor | None, gelu: str | None) -> Linear:
        """Make a `Linear` that rounds a single token less, where this kernel rounds it much.

        Raises:
            RuntimeError, AttributeError: as `pack`.
        """
        if self.token_steps is None:
            return self.pack(weight, bias, gelu)
        return _then_gelu(_rounding_finely(self.pack(weight, bias, None), self.token_steps), gelu)

    def pack(self, weight: Tensor, bias: Tensor | None, gelu: str | None) -> Linear:
        """Make a `Linear`; see `PackMatrix`.

        Raises:
            RuntimeError, AttributeError: this torch, this machine or the kernel cannot.
        """
        width = weight.shape[1]
        if width % self.width_step:
            raise RuntimeError(f"it takes multiples of {self.width_step}, and {width} is none")
        if not self.machine.is_here():
            raise RuntimeError(f"it needs {self.machine.name}")
        return self.pack_matrix(weight, bias, gelu)


def _then_gelu(linear: Linear, gelu: str | None) -> Linear:
    if gelu is None:
        return linear
    activate = GELU(gelu).forward
    return lambda x: activate(linear(x))


def _rounding_finely(multiply: Linear, steps: int) -> Linear:
    """Round one token four times, each time from a quarter of a step further on.

    The shifts add up to nothing, and the mean of the four has a sixteenth of the variance of one.
    The weights pass once: of 768 x 3072 that takes a third more time. Many tokens at once are
    rounded as ever.
    """
    places = torch.arange(_ROUNDINGS, dtype=torch.float32).unsqueeze(1)
    shifts = (places - places.mean()) / (_ROUNDINGS * steps)

    def multiply_finely(x: Tensor) -> Tensor:
        if len(x) > 1:
            return multiply(x)
        low, high = torch.aminmax(x)
        return multiply(torch.addcmul(x, shifts, high - low)).mean(dim=0, keepdim=True)

    return multiply_finely


def _pack_float32(weight: Tensor, bias: Tensor | None, gelu: str | None) -> Linear:
    weight = weight.float().contiguous()
    return _then_gelu(lambda x: functional.linear(x.float(), weight, bias), gelu)


def by_columns(weight: Tensor) -> Tensor:
    """Return the same matrix, (out, in), laid out column by column, (in, out) in memory."""
    return weight.t().contiguous().t()


def _pack_float32_by_columns(weight: Tensor, bias: Tensor | None, gelu: str | None) -> Linear:
    """Add up columns instead of multiplying rows: of one token's matrices MKL reads these faster.

    On an AMD EPYC (Zen 4) 17 GB/s instead of 12. MKL does it with one thread. Where there are more,
    each adds up some of the columns. Parts of the result instead, which need no sum, take an eighth
    less for matrices of 576 x 576 and 576 x 960, but only where each part is contiguous, and of
    those the readable network can be no view.

    Up to some hundred tokens MKL does with one thread, too: they are multiplied block by block.
    """
    weight = by_columns(weight.float())
    width, threads = weight.shape[1], torch.get_num_threads()
    parts = max(n for n in range(1, min(threads, _MOST_PARTS) + 1) if not width % n)
    columns = weight.t().view(parts, width // parts, len(weight))
    multiply_few = _by_blocks(weight) if threads > 1 and len(weight) >= _BLOCK else None

    def multiply(x: Tensor) -> Tensor:
        x = x.float()
        if parts > 1 and len(x) == 1:
            product = torch.bmm(x.view(parts, 1, -1), columns).sum(0)
        elif multiply_few is not None and 1 < len(x) <= _A_FEW:
            product = multiply_few(x)
        else:
            return functional.linear(x, weight, bias)
        return product if bias is None else product.add_(bias)

    return _then_gelu(multiply, gelu)


def _by_blocks(weight: Tensor) -> Linear:
    """Multiply a few tokens by 128 rows of a weight, (out, in), at a time, which threads share.

    With two of them 4 tokens take half the time, 16 two thirds, 64 five sixths.
    """
    whole = len(weight) // _BLOCK * _BLOCK
    blocks = weight[:whole].view(-1, _BLOCK, weight.shape[1]).transpose(1, 2)
    rest = weight[whole:].t()

    def multiply(x: Tensor) -> Tensor:
        product = x.new_empty(len(x), len(weight))
        by_block = torch.bmm(x.expand(len(blocks), *x.shape), blocks)  # (blocks, n, 128)
        product[:, :whole].view(len(x), -1, _BLOCK).copy_(by_block.transpose(0, 1))
        if rest.shape[1]:
            product[:, whole:] = x @ rest
        return product

    return multiply


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


def _pack_quantised(*, reduce_range: bool) -> PackMatrix:
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
    """int8 weights by rows, tokens in bfloat16.

    torch reads both in pieces of 8 or 16, without a look at where a row ends:
    https://github.com/pytorch/pytorch/blob/v2.13.0/aten/src/ATen/native/cpu/int8mm_kernel.cpp
    """
    values, scale = _to_int8(weight)
    scale = scale.bfloat16()
    shift = 0.0 if bias is None else bias
    multiply = torch.ops.aten._weight_int8pack_mm.default  # noqa: SLF001
    return _then_gelu(lambda x: multiply(x.bfloat16(), values, scale).float() + shift, gelu)


FLOAT32 = Kernel("float32", 32, _pack_float32, is_float32=True)
FLOAT32_BY_COLUMNS = Kernel(
    "float32", 32, _pack_float32_by_columns, laid_out=by_columns, is_float32=True
)

_FLOAT16_WEIGHTS = Kernel(
    "float16 weights", 16, _pack_fbgemm_float16, machine=_FBGEMM, is_float32=True
)
# 4 bits a weight, and a step and a middle of 16 bits for each group.
_FOUR_BIT_GROUPS = Kernel(
    "4-bit groups", 5, pack_groups, dtype=torch.bfloat16, machine=_FBGEMM, width_step=GROUP
)

_HALVES = (
    Kernel("float16", 16, _pack_half(torch.float16), dtype=torch.float16),
    Kernel("bfloat16", 16, _pack_half(torch.bfloat16), dtype=torch.bfloat16),
)

# Candidates by precision and kind of device, none preferred: what is faster here is measured.
CANDIDATES: dict[tuple[str, str], tuple[Kernel, ...]] = {
    ("exact", "cpu"): (FLOAT32_BY_COLUMNS,),
    ("balanced", "cpu"): (
        _FLOAT16_WEIGHTS,
        Kernel(
            "bfloat16",
            16,
            _pack_onednn_bfloat16,
            dtype=torch.bfloat16,
            machine=_ONEDNN_BFLOAT16,
        ),
    ),
    ("fast", "cpu"): (
        Kernel(
            "int8",
            8,
            _pack_quantised(reduce_range=False),
            _rounded_to_int8,
            machine=_QUANTISED,
            token_steps=255,
        ),
        Kernel(
            "int8, 7-bit tokens",
            8,
            _pack_quantised(reduce_range=True),
            _rounded_to_int8,
            is_spare=True,
            machine=_QUANTISED,
            token_steps=127,
        ),
        Kernel(
            "int8 weights",
            8,
            _pack_int8_weights,
            _rounded_to_int8,
            is_spare=True,
            width_step=16,
        ),
    ),
    ("exact", "cuda"): (FLOAT32,),
    ("balanced", "cuda"): _HALVES,
    ("fast", "cuda"): _HALVES,  # at a card's bandwidth a small network gains nothing from 8 bits
}

# Of a network of the Llama family every matrix takes the first that can hold it. bfloat16 tokens
# are too coarse for 16 bits here (7e-4 nats on SmolLM2-135M), and so are 8 bits by rows (2e-2).
# For Q8_0, 8 bits in groups, torch has no kernel. Two matrices of 4-bit groups, one for each half
# of a byte, would do, but all of SmolLM2-135M's take as long as float16 weights do: 7.0 ms, 6.9.
LLAMA_KERNELS: dict[tuple[str, str], tuple[Kernel, ...]] = {
    ("exact", "cpu"): (FLOAT32_BY_COLUMNS,),
    ("balanced", "cpu"): (_FLOAT16_WEIGHTS, FLOAT32_BY_COLUMNS),
    ("fast", "cpu"): (_FOUR_BIT_GROUPS, _FLOAT16_WEIGHTS, FLOAT32_BY_COLUMNS),
    ("exact", "cuda"): (FLOAT32,),
}
