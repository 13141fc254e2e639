"""Gradients of a text's loss, and integrated gradients."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import product
from threading import Event

import pytest
import torch

from gptdesk.chat.changes import Changes, HeadChange
from gptdesk.engine.inside.gradients import pass_back
from gptdesk.engine.inside.inside import Inside
from gptdesk.engine.inside.passes import Passes
from gptdesk.engine.inside.values import (
    IntegratedGradientsRequest,
    Loss,
    LossRequest,
    TextPlace,
)
from gptdesk.errors import RequestError
from gptdesk.model.config import GPTConfig
from gptdesk.model.gpt import GPTModel
from tests.engine.inside.learning_networks import (
    IDS,
    loss_by_definition,
    small_network,
    trainable,
)
from tests.engine.inside.plain_network import PlainNetwork

CHANGES = Changes((HeadChange(1, 2), HeadChange(2, 1, 0.5)), hidden=(3,))
MEAN = Changes((HeadChange(1, 3, uses_mean=True),))


@pytest.fixture
def in_float64() -> Iterator[None]:
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


def ask(inside: Inside, request: object, cancelled: Event | None = None):
    return inside.answer(request, cancelled or Event(), lambda done, total: None)


def gradients_of(
    network: GPTModel,
    ids: tuple[int, ...] = IDS,
    changes: Changes | None = None,
    *,
    has_shortcuts: bool = True,
) -> tuple[list[str], dict[str, torch.Tensor]]:
    """Return the parts in the order in which they came, and all gradients by parameter."""
    at = TextPlace(ids, len(ids), changes=changes or Changes())
    sight = Passes(network).sight(at, Event(), lambda done, total: None)
    parts: list[str] = []
    gradients: dict[str, torch.Tensor] = {}

    def use(part: str, of_part: dict[str, torch.Tensor]) -> None:
        parts.append(part)
        gradients.update({name: gradient.clone() for name, gradient in of_part.items()})

    assert pass_back(sight, Event(), lambda done, total: None, use, has_shortcuts=has_shortcuts)
    return parts, gradients


def loss_with_changes(network: GPTModel, changes: Changes) -> float:
    """Return the mean loss from a pass of the network with the changes, in its own numbers."""
    at = TextPlace(IDS, len(IDS), changes=changes)
    sight = Passes(network).sight(at, Event(), lambda done, total: None)
    with torch.inference_mode():
        logits = network.out_head(network.final_norm(sight.walk.last_stream))
        return float(torch.nn.functional.cross_entropy(logits[:-1], torch.tensor(IDS[1:])))


@pytest.mark.usefixtures("in_float64")
@pytest.mark.parametrize(("has_bias", "is_tied"), list(product([True, False], repeat=2)))
def test_gradients_are_those_of_torch(has_bias: bool, is_tied: bool) -> None:
    """Every parameter's, computed from the readable network by its own backward pass."""
    network = small_network(has_bias=has_bias, is_tied=is_tied)
    _, gradients = gradients_of(network)
    truth = trainable(network)
    loss_by_definition(truth).backward()
    own = dict(truth.named_parameters())  # a tied head is named once
    assert gradients.keys() == own.keys()
    for name, parameter in own.items():
        assert gradients[name].shape == parameter.shape
        # float64, gradients below 10
        assert (gradients[name] - parameter.grad).abs().max() <= 1e-12, name


@pytest.mark.usefixtures("in_float64")
def test_without_shortcuts_the_gradients_are_those_of_torch() -> None:
    """Each block replaces the stream: written out with the readable network's own modules."""
    network = small_network(is_tied=False)
    _, gradients = gradients_of(network, has_shortcuts=False)
    truth = trainable(network)
    x = truth.tok_emb(torch.tensor([IDS])) + truth.pos_emb.weight[: len(IDS)]
    for block in truth.trf_blocks:
        attended = block.att(block.norm1(x))
        x = block.ff(block.norm2(attended))
    logits = truth.out_head(truth.final_norm(x))[0, :-1]
    torch.nn.functional.cross_entropy(logits, torch.tensor(IDS[1:])).backward()
    for name, parameter in truth.named_parameters():
        # float64, gradients below 10
        assert (gradients[name] - parameter.grad).abs().max() <= 1e-12, name


@pytest.mark.usefixtures("in_float64")
@pytest.mark.parametrize("changes", [Changes(), CHANGES, MEAN], ids=["plain", "changed", "mean"])
def test_gradients_are_central_differences(changes: Changes) -> None:
    """20 weights of each kind: what the loss does when one weight is moved, with the changes."""
    network = small_network(is_tied=False)
    _, gradients = gradients_of(network, changes=changes)
    dice = torch.Generator().manual_seed(1)
    compared = 0
    for name, parameter in network.named_parameters():
        with torch.inference_mode():
            flat, gradient = parameter.view(-1), gradients[name].view(-1)
            largest = float(gradient.abs().max())
            for index in torch.randperm(flat.numel(), generator=dice)[:20].tolist():
                losses = []
                kept = float(flat[index])
                for step in (1e-5, -1e-5):
                    flat[index] = kept + step
                    losses.append(loss_with_changes(network, changes))
                flat[index] = kept
                difference = (losses[0] - losses[1]) / 2e-5
                # Relative; 1e-10 is the rounding of a loss near 10 over the step, and a key's bias
                # has no effect at all.
                allowed = 1e-4 * abs(difference) + max(1e-9, 1e-7 * largest)
                assert abs(float(gradient[index]) - difference) <= allowed, (name, index)
                compared += 1
    assert compared > 400


def test_the_loss_and_its_parts() -> None:
    """What the page shows: p of every token, their mean, and a length for every part in order."""
    network = small_network(is_tied=False)
    loss: Loss = ask(Inside(network), LossRequest(TextPlace((*IDS, 5, 6), len(IDS))))
    truth = trainable(network)
    mean = loss_by_definition(truth)
    mean.backward()
    # float32 logits of about 10
    assert loss.mean_nats == pytest.approx(mean.item(), abs=1e-5)
    probabilities = truth(torch.tensor([IDS]))[0].softmax(dim=1).detach()
    true = [float(probabilities[row, token]) for row, token in enumerate(IDS[1:])]
    assert loss.p == pytest.approx(true, abs=1e-5)
    assert loss.first_place == 1
    starts = {
        "token": "tok_emb",
        "position": "pos_emb",
        "block 1": "trf_blocks.0.",
        "block 2": "trf_blocks.1.",
        "final norm": "final_norm",
        "head": "out_head",
    }
    assert [part for part, _ in loss.gradient_lengths] == list(starts)
    for part, length in loss.gradient_lengths:
        own = [p.grad for name, p in truth.named_parameters() if name.startswith(starts[part])]
        true_length = float(torch.cat([gradient.flatten() for gradient in own]).norm())
        assert length == pytest.approx(true_length, rel=1e-4), part


def test_a_tied_head_is_in_the_token_vectors() -> None:
    """One table, one gradient: both of its uses add to it."""
    loss = ask(Inside(small_network()), LossRequest(TextPlace(IDS, len(IDS))))
    assert "head" not in dict(loss.gradient_lengths)


def test_the_loss_of_one_token_is_refused() -> None:
    """Nothing is predicted; a mean of no numbers would be none."""
    with pytest.raises(RequestError, match="after the first"):
        ask(Inside(small_network()), LossRequest(TextPlace(IDS, 1)))


def test_the_loss_of_a_text_longer_than_the_context() -> None:
    """It is that of what the network still saw, and says where that begins."""
    network = small_network()
    ids = tuple(range(60))
    loss = ask(Inside(network), LossRequest(TextPlace(ids, 60, keep_tokens=12)))
    seen = ids[loss.first_place - 1 :]
    assert 1 < len(seen) <= 24
    assert len(loss.p) == len(seen) - 1
    assert loss.mean_nats == pytest.approx(float(loss_by_definition(network, seen)), abs=1e-5)


@pytest.mark.parametrize(
    "request_of",
    [LossRequest, IntegratedGradientsRequest],
)
def test_a_cancelled_request_ends_without_an_answer(request_of: type) -> None:
    """Leaving must not wait for a long computation."""
    inside, at = Inside(small_network()), TextPlace(IDS, len(IDS))
    ask(inside, LossRequest(at))  # the pass is there: what is left is the way back
    cancelled, calls = Event(), []

    def progress(done: int, total: int) -> None:
        calls.append(done)
        cancelled.set()

    assert inside.answer(request_of(at), cancelled, progress) is None
    assert len(calls) == 1


@pytest.mark.parametrize("changes", [Changes(), CHANGES], ids=["plain", "changed"])
@pytest.mark.parametrize("baseline", ["zero", "end_of_text"])
def test_integrated_gradients_close(baseline: str, changes: Changes) -> None:
    """The sum over the tokens is the difference of ln p, up to the remainder that is printed."""
    network = small_network()
    at = TextPlace(IDS, len(IDS), changes=changes)
    answer = ask(Inside(network, end_id=90), IntegratedGradientsRequest(at, 7, baseline))
    assert answer.target_id == 7
    assert len(answer.values) == len(IDS)
    assert answer.steps in {16, 32, 64, 128, 256}
    difference = answer.end - answer.start
    assert answer.steps == 256 or abs(answer.remainder) <= 0.01 * abs(difference)
    assert sum(answer.values) - difference == pytest.approx(answer.remainder, abs=1e-12)
    assert abs(answer.remainder) <= 0.05 * abs(difference)  # also where the steps end it


def test_integrated_gradients_by_hand() -> None:
    """The midpoint rule from torch's own gradients, at the steps that the answer names."""
    network = small_network()
    at = TextPlace(IDS, len(IDS))
    answer = ask(Inside(network, end_id=90), IntegratedGradientsRequest(at, 7, "end_of_text"))
    truth = trainable(network)
    own = truth.tok_emb.weight.detach()[list(IDS)]
    start = truth.tok_emb.weight.detach()[90]
    total = torch.zeros_like(own)

    def log_p(e: torch.Tensor) -> torch.Tensor:
        x = (e + truth.pos_emb.weight[: len(IDS)]).unsqueeze(0)
        for block in truth.trf_blocks:
            x = block(x)
        return truth.out_head(truth.final_norm(x))[0, -1].log_softmax(dim=0)[7]

    for k in range(answer.steps):
        e = (start + (k + 0.5) / answer.steps * (own - start)).requires_grad_()
        total += torch.autograd.grad(log_p(e), e)[0]
    values = ((own - start) * total).sum(dim=1) / answer.steps
    # float32 gradients of about 1, summed over 16 to 256 steps
    assert answer.values == pytest.approx(values.tolist(), abs=1e-4)
    assert answer.end == pytest.approx(log_p(own).item(), abs=1e-5)
    assert answer.start == pytest.approx(log_p(start.expand_as(own)).item(), abs=1e-5)


def test_a_linear_network_gives_its_coefficients() -> None:
    """Where ln p is linear in the embeddings, each token's share is exact with any steps."""
    cfg = GPTConfig(vocab_size=11, ctx_len=8, emb_dim=6, n_heads=2, n_layers=1)
    torch.manual_seed(4)
    network = GPTModel(cfg).eval().requires_grad_(requires_grad=False)
    block = network.trf_blocks[0]
    block.norm1 = network.final_norm = torch.nn.Identity()
    block.att.W_query.weight.zero_()  # so that every head reads all places alike
    block.ff.layers[2].weight.zero_()
    block.ff.layers[2].bias.zero_()
    w = torch.randn(6)
    network.out_head.weight.zero_()
    network.out_head.weight[2] = w
    network.pos_emb.weight[:] = -60 * w / (w @ w)  # its logit is near -60: ln p = logit - ln 10
    network.tok_emb.weight *= 0.3
    ids = (1, 4, 9, 5, 4)
    answer = ask(Inside(network), IntegratedGradientsRequest(TextPlace(ids, 5), 2))
    e = network.tok_emb.weight[list(ids)]
    read = block.att.out_proj.weight @ block.att.W_value.weight
    exact = (e @ read.T @ w) / 5
    exact[-1] += e[-1] @ w
    assert exact.abs().max() > 0.1
    assert answer.steps == 16
    # float32 sums with a logit of 60
    assert answer.values == pytest.approx(exact.tolist(), abs=1e-4)


def test_a_vocabulary_without_an_end_of_text_says_so() -> None:
    """The baseline does not exist; another token must not stand in for it."""
    request = IntegratedGradientsRequest(TextPlace(IDS, 4), None, "end_of_text")
    for end_id in (None, 97):
        with pytest.raises(RequestError, match="no token that ends a text"):
            ask(Inside(small_network(), end_id), request)


def test_the_bundled_models_figures(
    storyteller: Inside, plain: PlainNetwork, example_ids: tuple[int, ...]
) -> None:
    """The loss with shortcuts and without by plain formulas; 16 steps from zero leave little."""
    at = TextPlace(example_ids, len(example_ids))
    as_is = plain.run(example_ids)
    loss = float(as_is.loss(example_ids))
    assert ask(storyteller, LossRequest(at)).mean_nats == pytest.approx(loss, abs=1e-5)
    without = ask(storyteller, LossRequest(at, is_without_shortcuts=True))
    cut = float(plain.run(example_ids, has_shortcuts=False).loss(example_ids))
    assert without.mean_nats == pytest.approx(cut, abs=1e-4)
    assert cut > loss + 3
    lengths = dict(without.gradient_lengths)
    assert lengths["block 1"] > 1, "the norms stay: gradients do not vanish"
    answer = ask(storyteller, IntegratedGradientsRequest(at))
    assert answer.steps == 16
    assert answer.end == pytest.approx(math.log(as_is.p(2613)), abs=1e-4)
    assert answer.end - answer.start > 1
    assert abs(answer.remainder) <= 0.01 * (answer.end - answer.start)
