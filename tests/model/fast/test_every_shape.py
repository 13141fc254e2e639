"""No width and no number of heads ends the process: a kernel is not called beyond what it takes."""

from __future__ import annotations

import logging
import random

import pytest
import torch

from gptdesk.model.config import GPTConfig
from gptdesk.model.fast import kernels, packing
from gptdesk.model.fast.kernels import CANDIDATES, Kernel, Machine
from gptdesk.model.fast.packing import pack
from tests.model.fast.every_shape import largest_errors, shapes_of, try_shapes
from tests.model.fast.test_precision_error import BOUNDS
from tests.model.fast.test_runtime import spread_model
from tests.model.model_weights import ModelWeights

# Widths at which the trial alone ended the process, then some of all kinds.
WIDTHS = (1, 2, 3, 36, 40, 50, 100, 300, *random.Random(12).sample(range(4, 300), 6))
INT8_WEIGHTS = next(one for one in CANDIDATES["fast", "cpu"] if one.name == "int8 weights")


@pytest.mark.parametrize("precision", ["balanced", "fast"])
def test_every_width_is_survived_and_right(precision: str):
    """`tests/benchmarks/kernel_shapes.py` tries all widths from 1 to 300."""
    shapes = random.Random(5).sample(shapes_of(WIDTHS), 12)
    shapes += [(width, 1, 1) for width in (36, 300)]
    outcomes, deadly = try_shapes(precision, shapes)
    assert deadly == []
    assert not [outcome for outcome in outcomes if outcome.refusal]
    for kernel, errors in largest_errors(outcomes).items():
        assert errors.found_wide <= BOUNDS[kernel]


def test_a_kernel_refuses_a_width_that_torch_would_not_survive():
    """Whatever the machine makes of the trial: it is asked before torch is."""
    shapes = [(48, 3, 1), (36, 3, 0), (40, 4, 1), (8, 1, 0), (64, 2, 0)]
    outcomes, deadly = try_shapes("fast", shapes, INT8_WEIGHTS.name)
    assert deadly == []
    refused = {outcome.shape[0]: outcome.refusal for outcome in outcomes}
    assert {width for width, refusal in refused.items() if not refusal} == {48, 64}
    assert "multiples of 16, and 36 is none" in refused[36]


@pytest.mark.parametrize(
    "kernel",
    [*CANDIDATES["balanced", "cpu"], *CANDIDATES["fast", "cpu"]],
    ids=lambda kernel: kernel.name,
)
def test_a_kernel_is_not_called_on_a_machine_that_it_does_not_name(kernel: Kernel, monkeypatch):
    """An old processor, another architecture, a torch without oneDNN."""
    monkeypatch.setattr(torch.backends.mkldnn, "is_available", lambda: False)
    monkeypatch.setattr(kernels, "quantised_engine", lambda: "none")
    if kernel is INT8_WEIGHTS:  # plain C++ where there is nothing better
        assert kernel.pack(torch.ones(4, 16), None, None)(torch.ones(1, 16)).shape == (1, 4)
        return
    with pytest.raises(RuntimeError, match="it needs"):
        kernel.pack(torch.ones(4, 16), None, None)


@torch.inference_mode()
def test_what_no_kernel_can_take_is_float32(monkeypatch, caplog):
    """The log says why; nothing was called."""

    def deadly(*_: object):
        raise AssertionError("it was called")

    nowhere = Machine("a machine of tomorrow", lambda: False)
    candidates = (
        Kernel("by 16", 8, deadly, width_step=16),
        Kernel("elsewhere", 8, deadly, machine=nowhere),
    )
    monkeypatch.setitem(packing.CANDIDATES, ("fast", "cpu"), candidates)
    config = GPTConfig(vocab_size=300, ctx_len=32, emb_dim=36, n_heads=3, n_layers=1)
    with caplog.at_level(logging.INFO):
        assert pack(ModelWeights(spread_model(config)), "fast").kernel == "float32"
    assert "it takes multiples of 16, and 36 is none" in caplog.text
    assert "it needs a machine of tomorrow" in caplog.text
