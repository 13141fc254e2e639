"""The inside of a network that an engine has loaded: gradients in any precision, and memory."""

from __future__ import annotations

import gc
from pathlib import Path
from threading import Event
from weakref import ref

import pytest
import torch

from gptdesk.engine.inside.values import (
    ForgetRequest,
    Forgotten,
    IntegratedGradients,
    IntegratedGradientsRequest,
    LossRequest,
    PlaceRequest,
    TextPlace,
)
from gptdesk.engine.local_engine import InferenceEngine
from gptdesk.engine.types import LoadRequest
from gptdesk.errors import DeviceLostError, DeviceOutOfMemoryError
from gptdesk.model.gpt import TransformerBlock
from tests.engine.inside.learning_networks import loss_by_definition
from tests.tiny_models import tiny_model, write_tiny_model

IDS = (5, 77, 1234, 50000, 77, 9)


@pytest.mark.parametrize("precision", ["exact", "fast"])
def test_a_loaded_network_takes_part_in_a_backward_pass(tmp_path: Path, precision: str) -> None:
    """Its tensors are packed in inference mode; and its vocabulary's end of text is a baseline."""
    engine = InferenceEngine(threads=1)
    engine.load(
        LoadRequest(write_tiny_model(tmp_path / "tiny"), device="cpu", precision=precision),
        lambda sentence: None,
    )
    at = TextPlace(IDS, len(IDS))

    def ask(request: LossRequest | IntegratedGradientsRequest):
        return engine.look_inside(request, Event(), lambda done, total: None)

    loss = ask(LossRequest(at))
    # float32 logits of some 30
    true = loss_by_definition(tiny_model(), IDS).item()
    assert loss.mean_nats == pytest.approx(true, abs=1e-4)
    assert all(length > 0 for _, length in loss.gradient_lengths)
    answer = ask(IntegratedGradientsRequest(at, 11, "end_of_text"))
    assert isinstance(answer, IntegratedGradients)
    of_ends = tuple(50256 for _ in IDS)
    ends = ask(IntegratedGradientsRequest(TextPlace(of_ends, len(IDS)), 11))
    assert isinstance(ends, IntegratedGradients)
    assert answer.start == pytest.approx(ends.end, abs=1e-4)
    engine.unload()


@pytest.mark.parametrize("precision", ["exact", "balanced", "fast"])
@pytest.mark.parametrize("how", ["forgotten", "another model", "closed", "failed", "card lost"])
def test_nothing_of_a_look_inside_stays_in_memory(tmp_path: Path, precision: str, how: str) -> None:
    """The pass, and the copy that is read from the disk where the loaded weights are packed.

    A card that is lost in the midst costs that question and the card: the next one is answered.
    """
    engine, request = InferenceEngine(threads=1), PlaceRequest(TextPlace(IDS, len(IDS)))

    def ask(asked):
        return engine.look_inside(asked, Event(), lambda done, total: None)

    def load() -> None:
        path = write_tiny_model(tmp_path / "tiny")
        engine.load(LoadRequest(path, device="cpu", precision=precision), lambda sentence: None)

    load()
    before = ask(request)
    opened = engine._opened
    assert opened is not None
    kept = [ref(one) for one in (opened.network, opened._passes._walks[-1])]
    if how == "forgotten":
        assert ask(ForgetRequest()) == Forgotten()
    elif how == "another model":
        load()
    elif how == "closed":
        engine.unload()
    else:  # in the midst of a pass
        error, expected = MemoryError(), DeviceOutOfMemoryError
        if how == "card lost":
            error = torch.AcceleratorError("CUDA error: device-side assert triggered")
            expected = DeviceLostError

        def fail(*_: object) -> None:
            raise error

        block = opened.network.trf_blocks[1]
        assert isinstance(block, TransformerBlock)
        block.norm1.register_forward_pre_hook(fail)
        del block
        with pytest.raises(expected):
            ask(PlaceRequest(TextPlace(IDS[::-1], len(IDS))))
    del opened
    gc.collect()
    assert [one() for one in kept] == [None, None]
    if how != "closed":
        assert ask(request) == before
        assert engine._card_is_lost == (how == "card lost")
    engine.unload()
