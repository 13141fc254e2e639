"""The step that a CUDA graph records is the runtime's step; recording itself needs a card."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from gptdesk.model.fast.cuda_graph import GraphedRuntime, Work, fixed_step
from gptdesk.model.fast.packing import pack
from gptdesk.model.fast.runtime import Runtime
from tests.model.fast.test_runtime import SHAPES, one_by_one, random_ids, spread_model
from tests.model.model_weights import ModelWeights


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
def test_replayed_steps_are_the_runtimes_steps(caplog):
    """All but the recording itself: here what was asked for is simply asked for again."""
    model = spread_model(SHAPES[1])
    runtime = pack(ModelWeights(model))
    network = GraphedRuntime(runtime, record=done_again)
    check_replays(network, runtime, random_ids(model.cfg, 150))
    assert "not replayed" not in caplog.text


def done_again(work: Work) -> Work:
    """Record as a card without graphs would."""
    work()
    return work


def check_replays(network: GraphedRuntime, runtime: Runtime, ids: Tensor) -> None:
    """Read a text, and again after a branch; in another cache too, and never past the end."""
    wanted = one_by_one(runtime, ids, prefill=30)
    for _ in range(2):
        cache = network.new_cache()
        cache.whole().fill_(torch.nan)  # what memory may happen to hold
        network.hidden_states(ids[:, :30], cache)
        for start in (30, 60):
            cache.truncate(start)
            for place in range(start, 150):
                hidden = network.last_hidden_state(ids[:, place : place + 1], cache)
                logits = network.out_head(hidden)
                torch.testing.assert_close(logits[0], wanted[place], atol=1e-3, rtol=1e-3)
    whole = torch.cat((ids, ids), dim=1)[:, : runtime.cfg.ctx_len]
    cache.truncate(0)
    network.hidden_states(whole, cache)
    with pytest.raises(ValueError, match="do not fit"):
        network.last_hidden_state(ids[:, :1], cache)


@torch.inference_mode()
def test_a_replay_that_is_wrong_is_not_used(caplog):
    """Whatever a card does: the first replay is compared with the runtime."""
    model = spread_model(SHAPES[1])
    runtime = pack(ModelWeights(model))
    network = GraphedRuntime(runtime, record=lambda work: (work(), lambda: None)[1])
    ids = random_ids(model.cfg, 40)
    assert torch.equal(one_by_one(network, ids, prefill=10), one_by_one(runtime, ids, prefill=10))
    assert "are off by" in caplog.text


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
def test_a_real_graph_replays_the_runtimes_steps():
    """On a real card."""
    model = spread_model(SHAPES[0])
    runtime = pack(ModelWeights(model), device="cuda")
    check_replays(GraphedRuntime(runtime), runtime, random_ids(model.cfg, 150).cuda())
