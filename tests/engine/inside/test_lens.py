"""The lens: every point of the stream, read with the last norm and the head."""

from __future__ import annotations

import math
from threading import Event

import pytest
import torch
from torch import Tensor

from gptdesk.chat.changes import Changes, HeadChange
from gptdesk.engine.inside.inside import Inside
from gptdesk.engine.inside.sight import Prediction
from gptdesk.engine.inside.values import (
    Lens,
    LensGrid,
    LensGridRequest,
    LensRequest,
    PlaceRequest,
    TextPlace,
)
from gptdesk.engine.inspection.measure import inspect_ids
from gptdesk.errors import NonFiniteStateError
from gptdesk.model.gpt import GPTModel
from tests.engine.inside.networks import KINDS, LONG_TEXT, TEXT, ask, network_of

# float32 against float64, with logits of about 10: measured 2e-6.
TOLERANCE = 1e-5


@torch.inference_mode()
def streams_of(network: GPTModel, ids: tuple[int, ...]) -> dict[str, Tensor]:
    """Return the stream after the last token by point, caught on its way through `gpt.py`."""
    caught: dict[str, Tensor] = {}
    hooks = []
    for number, block in enumerate(network.trf_blocks, start=1):

        def enters(_module: object, inputs: tuple[Tensor, ...], number: int = number) -> None:
            caught.setdefault("input", inputs[0][0, -1])

        def between(_module: object, inputs: tuple[Tensor, ...], number: int = number) -> None:
            caught[f"{number} attention"] = inputs[0][0, -1]

        def leaves(_module: object, _inputs: object, x: Tensor, number: int = number) -> None:
            caught[str(number)] = x[0, -1]

        hooks += [
            block.register_forward_pre_hook(enters),
            block.norm2.register_forward_pre_hook(between),
            block.register_forward_hook(leaves),
        ]
    network(torch.tensor([ids]))
    for hook in hooks:
        hook.remove()
    return caught


@torch.inference_mode()
def read_by_hand(network: GPTModel, x: Tensor) -> Tensor:
    """Return the distribution that a vector of the stream stands for, in float64."""
    x = x.double()
    mean = sum(x.tolist()) / len(x)
    variance = sum((value - mean) ** 2 for value in x.tolist()) / len(x)
    n = (x - mean) / math.sqrt(variance + 1e-5)
    norm = network.final_norm
    logits = network.out_head.weight.double() @ (n * norm.scale.double() + norm.shift.double())
    return logits.exp() / logits.exp().sum()


@pytest.mark.parametrize(("has_bias", "is_tied"), KINDS)
def test_every_point_is_read_with_its_own_mean_and_variance(has_bias: bool, is_tied: bool) -> None:
    """Against the definition by hand; with the last point's variance no inner row is right."""
    network = network_of(has_bias=has_bias, is_tied=is_tied)
    lens: Lens = ask(Inside(network), LensRequest(TextPlace(TEXT, len(TEXT)), target_id=13))
    streams = streams_of(network, TEXT)
    assert [point.name for point in lens.points] == [
        *("input", "1 attention", "1", "2 attention", "2", "3 attention", "3")
    ]
    answer = read_by_hand(network, streams["3"])
    for point in lens.points:
        p = read_by_hand(network, streams[point.name])
        outcome = point.outcome
        assert outcome.p == pytest.approx(float(p[13]), abs=TOLERANCE)
        assert outcome.rank == 1 + int((p > p[13]).sum())
        assert outcome.entropy_bits == pytest.approx(float(-(p * p.log2()).sum()), abs=1e-4)
        assert outcome.surprisal_bits == pytest.approx(-math.log2(p[13]), abs=1e-4)
        assert [one.token_id for one in outcome.top] == p.argsort(descending=True)[:5].tolist()
        divergence = float((answer * (answer / p).log()).sum())
        assert point.kl_nats == pytest.approx(divergence, abs=1e-4)
        assert point.stream_length == pytest.approx(float(streams[point.name].norm()), rel=1e-5)


def logits_of(kind: str, seed: int) -> Tensor:
    dice = torch.Generator().manual_seed(seed)
    logits = 3 * torch.randn(5000, generator=dice)
    if kind == "ties":
        logits = logits.round()
    if kind == "certain":
        logits[seed] = 900.0  # all others come to exactly 0 in float64
    if kind == "impossible":
        logits[100:200] = -torch.inf
    return logits


@pytest.mark.parametrize("kind", ["plain", "ties", "certain", "impossible"])
def test_what_logits_say_is_what_the_formulas_say(kind: str) -> None:
    """Each figure in one pass over the vocabulary; here term by term, as they are defined.

    Float64 on both sides: sums of 5,000 terms in another order differ by 1e-13.
    """
    logits, others = logits_of(kind, 3), logits_of(kind, 4)
    said, of_others = Prediction.of(logits), Prediction.of(others)
    p = logits.double().softmax(0).tolist()
    entropy = -sum(one * math.log2(one) for one in p if one > 0)
    for target in (3, 150, 4999):
        outcome = said.outcome(target)
        order = sorted(range(len(p)), key=lambda i: (-p[i], i))
        assert outcome.p == pytest.approx(p[target], rel=1e-12)
        assert outcome.rank == 1 + order.index(target)
        assert outcome.entropy_bits == pytest.approx(entropy, rel=1e-12, abs=1e-12)
        assert [one.token_id for one in outcome.top] == order[:5]
        if p[target] > 0:
            assert outcome.surprisal_bits == pytest.approx(-math.log2(p[target]), abs=1e-12)
        else:
            assert outcome.surprisal_bits > 1000
    # Where q is exactly 0, ln q is that of the logits: -900 here, or -inf, which adds nothing to 0.
    log_q = (others.double() - others.double().logsumexp(0)).tolist()
    terms = [one * (math.log(one) - other) for one, other in zip(p, log_q, strict=True) if one > 0]
    assert said.kl_nats(of_others) == pytest.approx(sum(terms), rel=1e-12)
    assert said.kl_nats(said) == Prediction.of(logits.clone()).kl_nats(said) == 0.0


def test_what_cannot_come_by_the_other_is_infinitely_far() -> None:
    """A token that one gives a chance and the other none: infinite, not left out as no number."""
    logits = logits_of("plain", 3)
    without = logits.clone()
    without[7] = -torch.inf
    assert Prediction.of(logits).kl_nats(Prediction.of(without)) == math.inf
    assert math.isfinite(Prediction.of(without).kl_nats(Prediction.of(logits)))


@torch.inference_mode()
def test_one_block_with_one_head() -> None:
    """The smallest network has three points: before, between, after."""
    network = network_of(n_layers=1, n_heads=1)
    lens: Lens = ask(Inside(network), LensRequest(TextPlace(TEXT[:1], 1)))
    assert [point.name for point in lens.points] == ["input", "1 attention", "1"]
    p = network(torch.tensor([TEXT[:1]]))[0, -1].softmax(dim=0)
    assert lens.target_id == int(p.argmax())
    assert lens.points[-1].outcome.p == pytest.approx(float(p.max()), abs=TOLERANCE)


@pytest.mark.parametrize("place", [1, 17, 40, 48, 49, 73, 90])
def test_the_last_point_is_the_answers_own_distribution(place: int) -> None:
    """The walk must end where the answer began: else nothing before can be believed."""
    inside = Inside(network_of())
    at = TextPlace(LONG_TEXT, place)
    last = ask(inside, LensRequest(at)).points[-1]
    assert last.outcome == ask(inside, PlaceRequest(at)).outcome
    assert last.kl_nats == 0.0
    if place < len(LONG_TEXT):
        known = inspect_ids(inside.network, LONG_TEXT, top_n=5).tokens[place]
        assert last.outcome.p == pytest.approx(known.raw_p, abs=TOLERANCE)
        assert last.outcome.rank == known.rank
        assert last.outcome.surprisal_bits == pytest.approx(known.surprisal_bits, abs=1e-4)
        assert last.outcome.entropy_bits == pytest.approx(known.entropy_bits, abs=1e-4)


def test_a_longer_text_gives_the_same_figures() -> None:
    """States do not depend on later places: one pass serves them all."""
    short = ask(Inside(network_of()), LensRequest(TextPlace(TEXT[:20], 20), target_id=3))
    long = ask(Inside(network_of()), LensRequest(TextPlace(TEXT, 20), target_id=3))
    for one, other in zip(short.points, long.points, strict=True):
        assert one.outcome.p == pytest.approx(other.outcome.p, abs=TOLERANCE)
        assert one.kl_nats == pytest.approx(other.kl_nats, abs=1e-5)


def test_changes_are_seen_from_their_block_on() -> None:
    """A head off in block 2 leaves what block 1 says, and moves what block 2 says."""
    inside = Inside(network_of())
    at = TextPlace(TEXT, 30)
    off = TextPlace(TEXT, 30, changes=Changes((HeadChange(2, 1),)))
    before, after = ask(inside, LensRequest(at)).points, ask(inside, LensRequest(off)).points
    assert [point.outcome for point in before[:3]] == [point.outcome for point in after[:3]]
    for one, other in zip(before[3:], after[3:], strict=True):
        assert abs(one.outcome.p - other.outcome.p) > 1e-6


def test_the_grid_is_the_lens_at_each_place() -> None:
    """Also beyond a shift of the context, and with what follows as each place's token."""
    inside, places = Inside(network_of()), (90, 3, 48, 49)
    grid: LensGrid = ask(inside, LensGridRequest(TextPlace(LONG_TEXT, 1), places))
    assert grid.places == places
    for place, column in zip(places, grid.columns, strict=True):
        points = ask(inside, LensRequest(TextPlace(LONG_TEXT, place))).points
        assert [point.name for point in column] == ["input", "1", "2", "3"]
        for point, same in zip(column, (points[0], *points[2::2]), strict=True):
            assert point.outcome.p == pytest.approx(same.outcome.p, abs=TOLERANCE)
            assert point.outcome.rank == same.outcome.rank
            assert point.kl_nats == pytest.approx(same.kl_nats, abs=1e-5)


def test_a_cancelled_grid_has_what_it_came_to() -> None:
    """Scrolling asks for other places: what is known is shown, the rest is left."""
    cancelled, told = Event(), []

    def progress(done: int, total: int) -> None:
        told.append((done, total))
        if (done, total) == (2, 4):
            cancelled.set()

    request = LensGridRequest(TextPlace(TEXT, 1), (1, 2, 3, 4))
    grid = Inside(network_of()).answer(request, cancelled, progress)
    assert isinstance(grid, LensGrid)
    assert grid.places == (1, 2)
    assert len(grid.columns) == 2
    assert told[-2:] == [(1, 4), (2, 4)]


def test_ties_are_ranked_by_id() -> None:
    """A head of zeros finds every token equal: the lowest id is first, as everywhere."""
    network = network_of()
    network.out_head.weight.zero_()
    for point in ask(Inside(network), LensRequest(TextPlace(TEXT, 9), target_id=4)).points:
        assert point.outcome.rank == 5
        assert [one.token_id for one in point.outcome.top] == [0, 1, 2, 3, 4]
        assert point.outcome.p == pytest.approx(1 / 97, rel=1e-9)
        assert point.kl_nats == pytest.approx(0, abs=1e-12)


def test_numbers_that_are_none_are_named() -> None:
    """No picture is drawn of a network that diverged; the block is said."""
    network = network_of()
    network.trf_blocks[1].ff.layers[2].bias[3] = torch.nan
    with pytest.raises(NonFiniteStateError, match="“2”"):
        ask(Inside(network), LensRequest(TextPlace(TEXT, 5)))
