"""One update of a copy of the network: what it does, and what it leaves alone."""

from __future__ import annotations

import hashlib
import math
from copy import copy
from threading import Event

import pytest
import torch

from gptdesk.chat.changes import Changes, HeadChange
from gptdesk.engine.inside.inside import Inside
from gptdesk.engine.inside.values import (
    LossRequest,
    TextPlace,
    Update,
    UpdateRequest,
    update_bytes,
)
from gptdesk.engine.shape import shape_of
from gptdesk.errors import RequestError
from gptdesk.model.config import PUBLISHED_SIZES, GPTConfig
from gptdesk.model.gpt import GPTModel
from tests.engine.inside.learning_networks import (
    IDS,
    loss_by_definition,
    small_network,
    trainable,
)
from tests.engine.inside.plain_network import PlainNetwork

AT = TextPlace(IDS, len(IDS))


def ask(inside: Inside, request: object):
    return inside.answer(request, Event(), lambda done, total: None)


def digest(network: GPTModel) -> str:
    found = hashlib.sha256()
    for name, parameter in network.named_parameters():
        found.update(name.encode())
        found.update(bytes(parameter.contiguous().view(torch.uint8).flatten().tolist()))
    return found.hexdigest()


@pytest.mark.parametrize("is_tied", [True, False])
@pytest.mark.parametrize("optimiser", ["descent", "adamw"])
def test_an_update_is_torchs_own_first_step(optimiser: str, is_tied: bool) -> None:
    """Plain descent, or AdamW's first step without decay; the loss after it is measured."""
    network, rate = small_network(is_tied=is_tied), 0.01
    answer: Update = ask(Inside(network), UpdateRequest(AT, optimiser, rate))
    truth = trainable(network)
    before = loss_by_definition(truth)
    before.backward()
    gradients = {name: p.grad.clone() for name, p in truth.named_parameters()}
    if optimiser == "adamw":
        step = torch.optim.AdamW(truth.parameters(), lr=rate, weight_decay=0)
    else:
        step = torch.optim.SGD(truth.parameters(), lr=rate)
    step.step()
    with torch.no_grad():
        after = float(loss_by_definition(truth))
        p = truth(torch.tensor([IDS]))[0].softmax(dim=1)
    # float32 logits of about 10; AdamW divides gradients by themselves, also tiny ones
    assert answer.before.mean_nats == pytest.approx(before.item(), abs=1e-5)
    assert answer.after_nats == pytest.approx(after, abs=1e-4)
    true = [float(p[row, token]) for row, token in enumerate(IDS[1:])]
    assert answer.after_p == pytest.approx(true, abs=1e-4)
    if optimiser == "adamw":
        slope = sum(float((g * g / (g.abs() + 1e-8)).sum()) for g in gradients.values())
    else:
        slope = sum(float((g * g).sum()) for g in gradients.values())
    assert answer.forecast_nats == pytest.approx(before.item() - rate * slope, rel=1e-4)
    assert answer.before == ask(Inside(network), LossRequest(AT))


@pytest.mark.parametrize(("optimiser", "rate"), [("descent", 0.1), ("adamw", 1.0)])
def test_the_loaded_network_is_as_it_was(optimiser: str, rate: float) -> None:
    """Byte by byte: what the user tries here must not change any later answer."""
    network = small_network()
    before = digest(network)
    ask(Inside(network), UpdateRequest(AT, optimiser, rate))
    assert digest(network) == before


def test_a_small_step_does_what_its_forecast_says() -> None:
    """The first order is the slope: at a small rate nothing else is left."""
    answer = ask(Inside(small_network()), UpdateRequest(AT, "descent", 1e-5))
    expected = answer.before.mean_nats - answer.forecast_nats
    assert expected > 0
    # The loss is rounded to some 1e-7 of 5 nats.
    gone = answer.before.mean_nats - answer.after_nats
    assert gone == pytest.approx(expected, rel=0.02, abs=5e-6)


def test_a_rate_that_diverges_is_told_in_figures() -> None:
    """Infinity and not-a-number are what came; an error would hide the lesson."""
    network = small_network(is_tied=False)
    with torch.inference_mode():  # logits of 1e30 are finite; gradients of the blocks are as large
        network.out_head.weight *= 1e15
        network.final_norm.scale *= 1e15
    answer = ask(Inside(network), UpdateRequest(AT, "descent", 1.0))
    assert math.isfinite(answer.before.mean_nats)
    assert not math.isfinite(answer.after_nats)
    assert len(answer.after_p) == len(IDS) - 1
    assert any(math.isnan(p) for p in answer.after_p)


def test_an_update_knows_the_changes() -> None:
    """A head that is off stays off, before the step and after it."""
    at = TextPlace(IDS, len(IDS), changes=Changes((HeadChange(1, 2), HeadChange(2, 3))))
    network = small_network()
    answer = ask(Inside(network), UpdateRequest(at, "descent", 1e-5))
    assert answer.before == ask(Inside(network), LossRequest(at))
    # A step of 1e-5 moves the loss by less than 1e-2; the heads by more.
    assert answer.after_nats == pytest.approx(answer.before.mean_nats, abs=1e-2)
    plain = ask(Inside(network), UpdateRequest(AT, "descent", 1e-5))
    assert abs(plain.before.mean_nats - answer.before.mean_nats) > 0.05


def test_one_token_is_refused() -> None:
    """There is nothing to learn from."""
    with pytest.raises(RequestError, match="after the first"):
        ask(Inside(small_network()), UpdateRequest(TextPlace(IDS, 1), "descent", 0.01))


def test_a_cancelled_update_ends_without_an_answer() -> None:
    """Also after the way back, while the updated copy reads the text."""
    inside = Inside(small_network())
    for last in (1, 3):
        ask(inside, LossRequest(AT))
        cancelled, seen = Event(), []

        def progress(done: int, total: int, last=last, cancelled=cancelled, seen=seen) -> None:
            seen.append((done, total))
            if done == last:
                cancelled.set()

        assert inside.answer(UpdateRequest(AT, "descent", 0.01), cancelled, progress) is None
        assert seen == [(done, 4) for done in range(1, last + 1)]


def test_the_window_can_ask_before_an_update_takes_much_memory() -> None:
    """GPT-2's smallest needs over 500 MB, which is asked for; the bundled network does not."""
    bundled = GPTConfig(ctx_len=512, emb_dim=256, n_heads=4, n_layers=6, tie_embeddings=True)
    smallest = update_bytes(shape_of(PUBLISHED_SIZES["gpt2"]))
    assert smallest > 4 * shape_of(PUBLISHED_SIZES["gpt2"]).parameter_count
    assert 500e6 < smallest < 1e9
    assert update_bytes(shape_of(bundled)) < 500e6


def test_the_bundled_models_three_rates(
    storyteller: Inside, plain: PlainNetwork, example_ids: tuple[int, ...]
) -> None:
    """Three clicks that teach the learning rate: a small one helps, a large one destroys."""
    at = TextPlace(example_ids, len(example_ids))
    stored = plain.weights
    learning = copy(plain)
    learning.weights = {name: w.clone().requires_grad_() for name, w in stored.items()}
    before = learning.run(example_ids).loss(example_ids)
    before.backward()
    loss = before.item()
    gradients = {name: weight.grad for name, weight in learning.weights.items()}
    steepness = sum(float(one.square().sum()) for one in gradients.values())
    after = {}
    # The last one is chaotic: what float32 rounds comes back a thousand times larger.
    for rate, near in ((0.01, 1e-4), (0.1, 2e-3), (1.0, 2e-2)):
        answer = ask(storyteller, UpdateRequest(at, "descent", rate))
        learning.weights = {name: stored[name] - rate * one for name, one in gradients.items()}
        after[rate] = float(learning.run(example_ids).loss(example_ids))
        assert answer.before.mean_nats == pytest.approx(loss, abs=1e-5)
        assert answer.after_nats == pytest.approx(after[rate], rel=near)
        assert answer.forecast_nats == pytest.approx(loss - rate * steepness, rel=2e-3)
    assert after[0.01] < loss < after[1.0]
