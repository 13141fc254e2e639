"""Gradients of a network that an engine has loaded, whatever its precision."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import pytest

from gptdesk.engine.inside.values import (
    IntegratedGradients,
    IntegratedGradientsRequest,
    LossRequest,
    TextPlace,
)
from gptdesk.engine.local_engine import InferenceEngine
from gptdesk.engine.types import LoadRequest
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
