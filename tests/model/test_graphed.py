"""The step that a CUDA graph records is the runtime's step; recording itself needs a card."""

from __future__ import annotations

import pytest
import torch

from gptdesk.model.graphed import GraphedRuntime, fixed_step
from gptdesk.model.packing import ModelWeights, pack
from tests.model.test_runtime import SHAPES, one_by_one, random_ids, spread_model


@pytest.mark.parametrize("precision", ["exact", "balanced"])
@torch.inference_mode()
def test_a_step_of_fixed_shape_is_a_step(precision):
    """Position, mask and memory are data here; the logits are the same at every position."""
    model = spread_model(SHAPES[1])
    runtime = pack(ModelWeights(model), precision)
    ids = random_ids(model.cfg, 120)
    wanted = one_by_one(runtime, ids, prefill=20)

    cache = runtime.new_cache()
    runtime.hidden_states(ids[:, :20], cache)
    cache.whole()[..., 20:, :] = 1e4  # what lies behind the text must not be seen
    for place in range(20, 120):
        position = torch.tensor([place])
        _, logits = fixed_step(runtime, cache.whole(), ids[0, place : place + 1], position)
        torch.testing.assert_close(logits[0], wanted[place], atol=2e-2, rtol=1e-2)


@torch.inference_mode()
def test_where_nothing_can_be_recorded_it_computes_as_before(caplog):
    """Without a card, or with one that refuses, the answer is the same and the log says why."""
    if torch.cuda.is_available():
        pytest.skip("there is a card here, on which recording works")
    model = spread_model(SHAPES[1])
    runtime = pack(ModelWeights(model))
    ids = random_ids(model.cfg, 40)
    graphed = one_by_one(GraphedRuntime(runtime), ids, prefill=10)
    torch.testing.assert_close(graphed, one_by_one(runtime, ids, prefill=10), atol=0, rtol=0)
    assert "not replayed" in caplog.text


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA graphics card")
@torch.inference_mode()
def test_replays_are_the_runtimes_steps():
    """A real graph, over a whole text and again after a branch."""
    model = spread_model(SHAPES[0])
    runtime = pack(ModelWeights(model), device="cuda")
    graphed = GraphedRuntime(runtime)
    ids = random_ids(model.cfg, 150).cuda()
    wanted = one_by_one(runtime, ids, prefill=30)
    cache = graphed.new_cache()
    graphed.hidden_states(ids[:, :30], cache)
    for start in (30, 60):
        cache.truncate(start)
        for place in range(start, 150):
            hidden = graphed.hidden_states(ids[:, place : place + 1], cache)
            logits = graphed.out_head(hidden[0])
            torch.testing.assert_close(logits[0], wanted[place].cpu(), atol=1e-3, rtol=1e-3)
