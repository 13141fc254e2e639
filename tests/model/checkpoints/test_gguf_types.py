"""Every kind of numbers in a GGUF file is decoded as by the format's own reference package."""

from __future__ import annotations

import gguf
import numpy as np
import pytest
import torch
from gguf import quants

from gptdesk.model.checkpoints.gguf_types import TENSOR_TYPES, UNREAD_TYPES, TensorType

BLOCKS = 4096
# Where the float16 scales of a block are: random bits there would be infinite one time in 32.
_SCALES = {
    "Q4_0": (0,), "Q4_1": (0, 2), "Q5_0": (0,), "Q5_1": (0, 2), "Q8_0": (0,), "Q2_K": (80, 82),
    "Q3_K": (108,), "Q4_K": (0, 2), "Q5_K": (0, 2), "Q6_K": (208,), "IQ4_NL": (0,), "IQ4_XS": (0,),
}  # fmt: skip
_PLAIN = {"float32": "F32", "float16": "F16", "bfloat16": "BF16"}
_FLOATS = {"float32": np.float32, "float16": np.float16}


def _random_blocks(kind: TensorType) -> np.ndarray:
    """Return stored blocks, (BLOCKS, bytes): random bits, scales of every finite float16."""
    dice = np.random.default_rng(7)
    blocks = dice.integers(0, 256, (BLOCKS, kind.block_bytes), dtype=np.uint8)
    finite = np.arange(1 << 16, dtype=np.uint16)
    finite = finite[np.isfinite(finite.view(np.float16))]
    for at in _SCALES.get(kind.name, ()):
        blocks[:, at : at + 2] = dice.choice(finite, BLOCKS).view(np.uint8).reshape(-1, 2)
    if kind.name in _FLOATS:
        values = blocks.view(_FLOATS[kind.name])
        values[~np.isfinite(values)] = 0
    if kind.name == "bfloat16":
        blocks[(blocks[:, 1] & 0x7F) == 0x7F] = 0
    return blocks


@pytest.mark.parametrize("number", TENSOR_TYPES, ids=lambda number: TENSOR_TYPES[number].name)
def test_blocks_are_decoded_bit_by_bit_as_by_the_reference(number: int) -> None:
    """A weight that is off by one place of its scale still gives fluent text."""
    kind, theirs = TENSOR_TYPES[number], gguf.GGMLQuantizationType(number)
    assert _PLAIN.get(kind.name, kind.name) == theirs.name
    assert (kind.block_weights, kind.block_bytes) == gguf.GGML_QUANT_SIZES[theirs]
    blocks = _random_blocks(kind)
    with np.errstate(over="ignore"):
        wanted = torch.from_numpy(quants.dequantize(blocks, theirs))
    decoded = kind.decode(torch.from_numpy(blocks))
    assert decoded.shape == (BLOCKS, kind.block_weights)
    assert decoded.dtype == torch.float32
    assert decoded.isfinite().all()
    assert torch.equal(decoded.view(torch.int32), wanted.view(torch.int32))


def test_kinds_of_numbers_have_the_reference_names() -> None:
    """A file that cannot be read is refused with the name that its page and its file have."""
    names = {number: _PLAIN.get(kind.name, kind.name) for number, kind in TENSOR_TYPES.items()}
    assert TENSOR_TYPES.keys().isdisjoint(UNREAD_TYPES)
    theirs = {kind.value: kind.name for kind in gguf.GGMLQuantizationType}
    assert theirs.items() >= names.items()
    assert {number: theirs.get(number, name) for number, name in UNREAD_TYPES.items()} == (
        UNREAD_TYPES
    )
