"""Decoding of the kinds of numbers in a GGUF file to float32, each layout by its number.

Owns how many bytes a block of weights takes and what each of its bits means, in torch alone. Every
result equals that of the reference package `gguf` (`gguf.quants`) bit by bit. Must not know files.

Layouts: the `block_…` structures of ggml-common.h, and the `dequantize_row_…` of ggml-quants.c
(https://github.com/ggml-org/ggml/tree/master/src); numbers: `enum ggml_type` of ggml.h. A scale
`d` and a minimum `m` are float16. In every layout the lowest bits of a stretch of bytes come
first: all low halves of 16 bytes, then all their high halves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

# The 16 weights of IQ4_NL and IQ4_XS: `kvalues_iq4nl` of ggml-common.h.
_IQ4_VALUES = (-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113)


@dataclass(frozen=True, slots=True)
class TensorType:
    """A kind of numbers.

    Attributes:
        name: for the user; plain numbers are called as in every other file, "float16".
        block_weights: weights in a block.
        block_bytes: bytes that it takes.
        decode: blocks as stored, uint8, (n, block_bytes), to weights, float32, (n, block_weights).
    """

    name: str
    block_weights: int
    block_bytes: int
    decode: Callable[[Tensor], Tensor]

    def size_bytes(self, weights: int) -> int:
        """Return what whole blocks take; `weights` is a multiple of `block_weights`."""
        return weights // self.block_weights * self.block_bytes


def _half(blocks: Tensor, at: int) -> Tensor:
    """Return the float16 at byte `at` of every block, (n, 1), as float32."""
    return blocks[:, at : at + 2].contiguous().view(torch.float16).float()


def _unpack(packed: Tensor, bits: int, stretch: int) -> Tensor:
    """Return small numbers, uint8, (n, bytes * 8 / bits), lowest bits of each stretch first."""
    shifts = torch.arange(0, 8, bits, dtype=torch.uint8).view(-1, 1)
    stretches = packed.reshape(len(packed), -1, 1, stretch)
    return ((stretches >> shifts) & ((1 << bits) - 1)).flatten(1)


def _float32(blocks: Tensor) -> Tensor:
    return blocks.contiguous().view(torch.float32)


def _float16(blocks: Tensor) -> Tensor:
    return blocks.contiguous().view(torch.float16).float()


def _bfloat16(blocks: Tensor) -> Tensor:
    return blocks.contiguous().view(torch.bfloat16).float()


def _q4_0(blocks: Tensor) -> Tensor:
    """Decode block_q4_0: d, 16 bytes of 4 bits."""
    return _half(blocks, 0) * (_unpack(blocks[:, 2:], 4, 16).float() - 8)


def _q4_1(blocks: Tensor) -> Tensor:
    """Decode block_q4_1: d, m, 16 bytes of 4 bits."""
    return _half(blocks, 0) * _unpack(blocks[:, 4:], 4, 16).float() + _half(blocks, 2)


def _five_bits(high: Tensor, low: Tensor) -> Tensor:
    """Return numbers of 5 bits, (n, 32): the fifth in 4 bytes in the weights' order."""
    return _unpack(low, 4, 16) | (_unpack(high, 1, 1) << 4)


def _q5_0(blocks: Tensor) -> Tensor:
    """Decode block_q5_0: d, 4 bytes of fifth bits, 16 bytes of 4 bits."""
    return _half(blocks, 0) * (_five_bits(blocks[:, 2:6], blocks[:, 6:]).float() - 16)


def _q5_1(blocks: Tensor) -> Tensor:
    """Decode block_q5_1: d, m, 4 bytes of fifth bits, 16 bytes of 4 bits."""
    weights = _five_bits(blocks[:, 4:8], blocks[:, 8:]).float()
    return _half(blocks, 0) * weights + _half(blocks, 2)


def _q8_0(blocks: Tensor) -> Tensor:
    """Decode block_q8_0: d, 32 signed bytes."""
    return _half(blocks, 0) * blocks[:, 2:].view(torch.int8).float()


def _scaled(scales: Tensor, weights: Tensor) -> Tensor:
    """Multiply the weights of each group of a super-block, (n, 256), by its scale, (n, groups)."""
    return scales.unsqueeze(2) * weights.float().view(*scales.shape, -1)  # (n, groups, weights)


def _q2_k(blocks: Tensor) -> Tensor:
    """Decode block_q2_K: 16 scales and minima of 4 bits, 64 bytes of 2 bits, d, m."""
    scales = _half(blocks, 80) * (blocks[:, :16] & 15).float()
    minima = _half(blocks, 82) * (blocks[:, :16] >> 4).float()
    weights = _unpack(blocks[:, 16:80], 2, 32)
    return (_scaled(scales, weights) - minima.unsqueeze(2)).flatten(1)


def _q3_k(blocks: Tensor) -> Tensor:
    """Decode block_q3_K: 32 bytes of third bits, 64 bytes of 2 bits, 16 scales of 6 bits, d.

    A weight is 4 less where its third bit is not set.
    """
    low, high = _unpack(blocks[:, 96:104], 4, 8), _unpack(blocks[:, 104:108], 2, 4)
    scales = _half(blocks, 108) * ((low | (high << 4)).float() - 32)
    third = _unpack(blocks[:, :32], 1, 32)
    weights = (_unpack(blocks[:, 32:96], 2, 32) | (third << 2)).float() - 4
    return _scaled(scales, weights).flatten(1)


def _scales_and_minima(packed: Tensor) -> tuple[Tensor, Tensor]:
    """Return 8 scales and 8 minima of 6 bits each, float32: `get_scale_min_k4` of ggml-quants.c.

    The first four of each lie in the low bits of bytes 0 to 3 and 4 to 7, the low bits of the last
    four in bytes 8 to 11, and their high bits above the first four.
    """
    first, second, third = packed[:, :4], packed[:, 4:8], packed[:, 8:12]
    scales = torch.cat((first & 63, (third & 15) | ((first >> 2) & 48)), dim=1)
    minima = torch.cat((second & 63, (third >> 4) | ((second >> 2) & 48)), dim=1)
    return scales.float(), minima.float()


def _with_minima(blocks: Tensor, weights: Tensor) -> Tensor:
    """Return the weights of block_q4_K and block_q5_K, which begin alike: d, m, 8 of each."""
    scales, minima = _scales_and_minima(blocks[:, 4:16])
    lowered = (_half(blocks, 2) * minima).unsqueeze(2)
    return (_scaled(_half(blocks, 0) * scales, weights) - lowered).flatten(1)


def _q4_k(blocks: Tensor) -> Tensor:
    """Decode block_q4_K: d, m, 8 scales and minima of 6 bits, 128 bytes of 4 bits."""
    return _with_minima(blocks, _unpack(blocks[:, 16:], 4, 32))


def _q5_k(blocks: Tensor) -> Tensor:
    """Decode block_q5_K: as block_q4_K, with 32 bytes of fifth bits before the others."""
    fifth = _unpack(blocks[:, 16:48], 1, 32)
    return _with_minima(blocks, _unpack(blocks[:, 48:], 4, 32) | (fifth << 4))


def _q6_k(blocks: Tensor) -> Tensor:
    """Decode block_q6_K: 128 bytes of low 4 bits, 64 bytes of high 2 bits, 16 signed scales, d."""
    low, high = _unpack(blocks[:, :128], 4, 64), _unpack(blocks[:, 128:192], 2, 32)
    scales = _half(blocks, 208) * blocks[:, 192:208].view(torch.int8).float()
    return _scaled(scales, (low | (high << 4)).float() - 32).flatten(1)


def _iq4_values(packed: Tensor) -> Tensor:
    return torch.tensor(_IQ4_VALUES, dtype=torch.float32)[_unpack(packed, 4, 16).long()]


def _iq4_nl(blocks: Tensor) -> Tensor:
    """Decode block_iq4_nl: d, 16 bytes of 4 bits, which are places in a table."""
    return _half(blocks, 0) * _iq4_values(blocks[:, 2:])


def _iq4_xs(blocks: Tensor) -> Tensor:
    """Decode block_iq4_xs: d, high 2 bits and low 4 bits of 8 scales, then as block_iq4_nl."""
    high, low = _unpack(blocks[:, 2:4], 2, 1), _unpack(blocks[:, 4:8], 4, 1)
    scales = _half(blocks, 0) * ((low | (high << 4)).float() - 32)
    return _scaled(scales, _iq4_values(blocks[:, 8:])).flatten(1)


TENSOR_TYPES: Mapping[int, TensorType] = {
    0: TensorType("float32", 1, 4, _float32),
    1: TensorType("float16", 1, 2, _float16),
    2: TensorType("Q4_0", 32, 18, _q4_0),
    3: TensorType("Q4_1", 32, 20, _q4_1),
    6: TensorType("Q5_0", 32, 22, _q5_0),
    7: TensorType("Q5_1", 32, 24, _q5_1),
    8: TensorType("Q8_0", 32, 34, _q8_0),
    10: TensorType("Q2_K", 256, 84, _q2_k),
    11: TensorType("Q3_K", 256, 110, _q3_k),
    12: TensorType("Q4_K", 256, 144, _q4_k),
    13: TensorType("Q5_K", 256, 176, _q5_k),
    14: TensorType("Q6_K", 256, 210, _q6_k),
    20: TensorType("IQ4_NL", 32, 18, _iq4_nl),
    23: TensorType("IQ4_XS", 256, 136, _iq4_xs),
    30: TensorType("bfloat16", 1, 2, _bfloat16),
}

_BITS = {kind.name: 8 * kind.block_bytes / kind.block_weights for kind in TENSOR_TYPES.values()}


def bits_per_weight(stored: Iterable[tuple[str, int]]) -> float:
    """Return how many bits a weight takes on average: of names of kinds, and how many have it."""
    counts = list(stored)
    return sum(_BITS[name] * count for name, count in counts) / sum(count for _, count in counts)


# Known by name only: weights by a codebook, of fewer than 3 bits, for activations, or no weights.
UNREAD_TYPES: Mapping[int, str] = {
    4: "Q4_2", 5: "Q4_3", 9: "Q8_1", 15: "Q8_K", 16: "IQ2_XXS", 17: "IQ2_XS", 18: "IQ3_XXS",
    19: "IQ1_S", 21: "IQ3_S", 22: "IQ2_S", 24: "I8", 25: "I16", 26: "I32", 27: "I64", 28: "F64",
    29: "IQ1_M", 34: "TQ1_0", 35: "TQ2_0", 39: "MXFP4", 40: "NVFP4", 41: "Q1_0",
}  # fmt: skip
