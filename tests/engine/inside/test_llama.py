"""The Llama family under the hood: each account and effect against the page and against torch."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from threading import Event

import pytest
import torch
from torch import Tensor

from gptdesk.chat.changes import Changes, HeadChange
from gptdesk.engine.inside.gradients import pass_back
from gptdesk.engine.inside.inside import Inside
from gptdesk.engine.inside.passes import Passes
from gptdesk.engine.inside.values import (
    Contributions,
    ContributionsRequest,
    EffectRequest,
    HeadSourcesRequest,
    IntegratedGradientsRequest,
    LensRequest,
    LossRequest,
    NeuronsRequest,
    PatchingRequest,
    PlaceRequest,
    PositionsRequest,
    Spot,
    Stop,
    StopRequest,
    StreamRequest,
    TextPlace,
    TryHeadsRequest,
    TryTokensRequest,
    UpdateRequest,
    floats,
)
from gptdesk.errors import RequestError
from gptdesk.model.llama import LlamaModel, frequencies, unseen_places
from gptdesk.model.switched import SwitchedNetwork
from gptdesk.model.walk import Walk, head_share
from tests.engine.inside.networks import LONG_TEXT, TEXT, ask
from tests.model.walked_networks import LLAMAS, llama_of

# float32 parts against the float32 sum, with logits of about 10 (measured 1e-5).
TOLERANCE = 1e-4
COLUMNS = ("raw", "centred", "versus")
EVERY_HEAD = tuple(product((1, 2, 3), range(1, 7)))
CHANGED = Changes((HeadChange(1, 2, 0.5), HeadChange(2, 5), HeadChange(3, 6, 2.0)), hidden=(4, 28))
MEAN = Changes((HeadChange(2, 4, uses_mean=True),), hidden=(6,))
CHANGES = {"as it is": Changes(), "changed": CHANGED, "with a mean": MEAN}


@pytest.fixture(params=LLAMAS)
def network(request: pytest.FixtureRequest) -> LlamaModel:
    return llama_of(request.param)


@pytest.fixture
def in_float64() -> Iterator[None]:
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


def through_blocks(network: LlamaModel, x: Tensor, first: int = 0) -> Tensor:
    """Return a whole text's stream, (1, T, d), after the page's own blocks from one on."""
    T = x.shape[1]
    angles = torch.arange(T).unsqueeze(1) * frequencies(network.cfg)
    unseen = unseen_places(0, T, network.cfg.window)
    for block in network.trf_blocks[first:]:
        x = block(x, angles, unseen)
    return x


def assert_closes(account: Contributions) -> None:
    for column in COLUMNS:
        total, target = getattr(account.sum, column), getattr(account.target, column)
        assert total == pytest.approx(target, abs=TOLERANCE), column


@pytest.mark.parametrize("changes", CHANGES.values(), ids=CHANGES)
def test_every_account_closes(network: LlamaModel, changes: Changes) -> None:
    """With no position, no bias and no shift; each part left out is missed."""
    inside, at = Inside(network), TextPlace(TEXT, 33, changes=changes)
    account: Contributions = ask(inside, ContributionsRequest(at, 13, 60))
    of_block = [*(f"head {{}}.{head}" for head in range(1, 7)), "mlp {}"]
    names = [name.format(block) for block in (1, 2, 3) for name in of_block]
    assert [part.name for part in account.parts] == ["token", *names]
    assert_closes(account)
    for left_out, part in enumerate(account.parts):
        if part.raw:
            rest = (*account.parts[:left_out], *account.parts[left_out + 1 :])
            with pytest.raises(AssertionError):
                assert_closes(replace(account, parts=rest))
    place, other = (ask(inside, PlaceRequest(at, token)) for token in (13, 60))
    assert account.target.raw == pytest.approx(place.logit, abs=1e-5)
    log_ratio = math.log(place.outcome.p / other.outcome.p)
    assert account.target.versus == pytest.approx(log_ratio, abs=1e-4)

    whole = {part.name: part for part in account.parts}
    for block, head in EVERY_HEAD:
        sources = ask(inside, HeadSourcesRequest(at, block, head, 13, 60))
        assert_closes(sources)
        assert sources.target == whole[f"head {block}.{head}"]
        if network.cfg.window and (block, head) != (2, 4):
            assert {part.raw for part in sources.parts[:-8]} == {0.0}, "beyond the window"
    for block in (1, 2, 3):
        neurons = ask(inside, NeuronsRequest(at, block, 13, 60))
        assert [part.name for part in neurons.parts] == [*map(str, range(1, 41))]
        assert_closes(neurons)
        assert neurons.target.raw == pytest.approx(whole[f"mlp {block}"].raw, abs=1e-9)


@torch.inference_mode()
def test_each_part_is_what_it_wrote(network: LlamaModel) -> None:
    """Module by module; the divisor is the root of the last stream's mean square, no mean off."""
    out: dict[str, Tensor] = {"token": network.tok_emb.weight[TEXT[-1]].double()}
    hooks = []
    for number, block in enumerate(network.trf_blocks, start=1):
        for name, module in (("attention", block.att), ("mlp", block.ff)):

            def leaves(_m: object, _i: object, x: Tensor, name: str = f"{name} {number}") -> None:
                out[name] = x[0, -1].double()

            hooks.append(module.register_forward_hook(leaves))
    network(torch.tensor([TEXT]))
    for hook in hooks:
        hook.remove()
    last = torch.stack(list(out.values())).sum(dim=0)
    way = network.final_norm.scale.double() * network.out_head.weight[13].double()
    way /= math.sqrt(float(last.square().mean()) + network.cfg.norm_eps)
    account = ask(Inside(network), ContributionsRequest(TextPlace(TEXT, len(TEXT)), 13))
    parts = {part.name: part.raw for part in account.parts}
    for name, wrote in out.items():
        kind, _, number = name.partition(" ")
        shown = parts.get(name)
        if kind == "attention":
            shown = sum(parts[f"head {number}.{head}"] for head in range(1, 7))
        assert shown == pytest.approx(float(wrote @ way), abs=TOLERANCE), name


@torch.inference_mode()
def test_every_point_of_the_lens_has_its_own_mean_square(network: LlamaModel) -> None:
    """By hand in float64; and the last point is the answer's own distribution."""
    inside, at = Inside(network), TextPlace(TEXT, len(TEXT))
    lens = ask(inside, LensRequest(at, 13))
    walk = Walk(network)
    assert walk.read(TEXT, Event())
    streams = [walk.stream(0), *(s for n in (1, 2, 3) for s in (walk.block(n).m, walk.stream(n)))]
    for point, stream in zip(lens.points, streams, strict=True):
        x = stream[-1].double()
        n = x / math.sqrt(float(x.square().mean()) + network.cfg.norm_eps)
        logits = network.out_head.weight.double() @ (n * network.final_norm.scale.double())
        p = logits.softmax(0)
        assert point.outcome.p == pytest.approx(float(p[13]), abs=1e-5), point.name
        assert point.outcome.rank == 1 + int((p > p[13]).sum())
    assert lens.points[-1].outcome == ask(inside, PlaceRequest(at, 13)).outcome
    assert lens.points[-1].kl_nats == 0.0


@pytest.mark.parametrize("changes", CHANGES.values(), ids=CHANGES)
def test_each_trial_is_a_pass_of_its_own(network: LlamaModel, changes: Changes) -> None:
    """Heads off, tokens hidden, tokens left out: later places turn otherwise then."""
    at, inside = TextPlace(TEXT, 33, changes=changes), Inside(network)
    heads, places = ((1, 3), (2, 5), (3, 1)), (1, 5, 28, 32)

    def alone(text: tuple[int, ...], place: int, changed: Changes) -> float:
        request = PlaceRequest(TextPlace(text, place, changes=changed), 13)
        return ask(Inside(network), request).outcome.surprisal_bits

    for one in ask(inside, TryHeadsRequest(at, heads, 13)).heads:
        others = tuple(c for c in changes.heads if (c.block, c.head) != (one.block, one.head))
        changed = replace(changes, heads=(*others, HeadChange(one.block, one.head)))
        after = one.effect.after.surprisal_bits
        assert after == pytest.approx(alone(TEXT, 33, changed), abs=1e-3)
    for one in ask(inside, TryTokensRequest(at, places, 13)).tokens:
        changed = replace(changes, hidden=(*changes.hidden, one.place))
        after = one.effect.after.surprisal_bits
        assert after == pytest.approx(alone(TEXT, 33, changed), abs=1e-3)
    for one in ask(inside, TryTokensRequest(at, places, 13, is_left_out=True)).tokens:
        hidden = tuple(p - (p > one.place) for p in changes.hidden if p != one.place)
        text = (*TEXT[: one.place - 1], *TEXT[one.place :])
        after = one.effect.after.surprisal_bits
        expected = alone(text, 32, replace(changes, hidden=hidden))
        assert after == pytest.approx(expected, abs=1e-3)


@torch.inference_mode()
def test_a_head_off_is_its_columns_zeroed(network: LlamaModel) -> None:
    """By the page itself: the heads of a group are still apart behind the shared keys."""
    off = ((1, 2), (2, 6))
    at = TextPlace(TEXT, 40, changes=Changes(tuple(HeadChange(*head) for head in off)))
    effect = ask(Inside(network), EffectRequest(at, 13))
    before = network(torch.tensor([TEXT]))[0, -1].double().softmax(0)
    for block, head in off:
        head_share(network.trf_blocks[block - 1].att, head).zero_()
    after = network(torch.tensor([TEXT]))[0, -1].double().softmax(0)
    assert effect.before.p == pytest.approx(float(before[13]), abs=TOLERANCE)
    assert effect.after.p == pytest.approx(float(after[13]), abs=TOLERANCE)
    assert effect.kl_nats == pytest.approx(float((before * (before / after).log()).sum()), abs=1e-4)
    assert effect.kl_nats > 1e-3


@torch.inference_mode()
def test_an_answer_with_heads_off_reads_as_the_walk_does(network: LlamaModel) -> None:
    """Token by token through a cache of shared keys, and from its midst."""
    heads = CHANGED.heads
    walk = Walk(network, Changes(heads))
    assert walk.read(TEXT, Event())
    truth = network.final_norm(walk.last_stream)
    switched = SwitchedNetwork(network, heads)
    cache = switched.new_cache()
    parts = [switched.hidden_states(torch.tensor([TEXT[:17]]), cache)[0]]
    parts += [switched.hidden_states(torch.tensor([[one]]), cache)[0] for one in TEXT[17:]]
    assert (torch.cat(parts) - truth).abs().max() <= TOLERANCE


@torch.inference_mode()
def test_after_a_shift_of_the_context_places_count_anew(network: LlamaModel) -> None:
    """What the network saw is turned from its own first place on."""
    inside, at = Inside(network), TextPlace(LONG_TEXT, 60)
    truth = network(torch.tensor([LONG_TEXT[24:60]]))[0, -1]
    view = ask(inside, StopRequest(at, Spot(Stop.LOGITS)))
    shown = torch.tensor(list(floats(view.vectors[0].values)))
    assert (shown - truth).abs().max() <= TOLERANCE
    angle = ask(inside, StopRequest(at, Spot(Stop.ROTATION))).vectors[0]
    assert list(floats(angle.values)) == pytest.approx((35 * frequencies(network.cfg)).tolist())


@torch.inference_mode()
def test_patching_by_hand(network: LlamaModel) -> None:
    """Every cell: the page's blocks, with one row of one point exchanged."""
    ids, swapped = TEXT[:10], 4
    other = (*ids[:swapped], 8, *ids[swapped + 1 :])
    request = PatchingRequest(TextPlace(ids, 10), TextPlace(other, 10), 44, 67)
    answer = ask(Inside(network), request)
    values = floats(answer.values)

    def streams(text: tuple[int, ...]) -> list[Tensor]:
        whole = network.trf_blocks
        found = [network.tok_emb(torch.tensor([text]))]
        for number in range(len(whole)):
            network.trf_blocks = whole[number : number + 1]
            found.append(through_blocks(network, found[-1]))
        network.trf_blocks = whole
        return found

    def delta(x: Tensor) -> float:
        logs = network.out_head(network.final_norm(x))[0, -1].double().log_softmax(dim=0)
        return float(logs[44] - logs[67])

    of_a, of_b = streams(ids), streams(other)
    delta_a, delta_b = delta(of_a[-1]), delta(of_b[-1])
    assert (answer.delta_a, answer.delta_b) == pytest.approx((delta_a, delta_b), abs=5e-5)
    for point, column in product(range(4), range(6)):
        x = of_b[point].clone()
        x[0, swapped + column] = of_a[point][0, swapped + column]
        true = (delta(through_blocks(network, x, point)) - delta_b) / (delta_a - delta_b)
        # Δ of a few nats, to 1e-5, over their difference
        allowed = 1e-4 / abs(delta_a - delta_b)
        assert values[6 * point + column] == pytest.approx(true, abs=allowed), (point, column)


def loss_of(network: LlamaModel) -> Tensor:
    logits = network(torch.tensor([TEXT]))[0, :-1]
    return torch.nn.functional.cross_entropy(logits, torch.tensor(TEXT[1:]))


def trainable(network: LlamaModel) -> LlamaModel:
    copied = LlamaModel(network.cfg).eval()
    copied.load_state_dict(network.state_dict())
    return copied


@pytest.mark.usefixtures("in_float64")
def test_gradients_are_those_of_torch(network: LlamaModel) -> None:
    """Every parameter's, in float64; turns and shared keys pass back to their own matrices."""
    sight = Passes(network).sight(TextPlace(TEXT, len(TEXT)), Event(), lambda *_: None)
    gradients: dict[str, Tensor] = {}
    assert sight is not None
    assert pass_back(
        sight,
        Event(),
        lambda *_: None,
        lambda _part, own: gradients.update({name: g.clone() for name, g in own.items()}),
    )
    truth = trainable(network)
    loss_of(truth).backward()
    own = dict(truth.named_parameters())
    assert gradients.keys() == own.keys()
    for name, parameter in own.items():
        # float64, gradients below 10; the page's angles are float32 numbers in both
        assert (gradients[name] - parameter.grad).abs().max() <= 1e-10, name


def test_an_update_is_torchs_own_step(network: LlamaModel) -> None:
    """Of a copy: the loss after it, and a length for each part that there is."""
    answer = ask(Inside(network), UpdateRequest(TextPlace(TEXT, len(TEXT)), "descent", 0.01))
    truth = trainable(network)
    before = loss_of(truth)
    before.backward()
    torch.optim.SGD(truth.parameters(), lr=0.01).step()
    assert answer.before.mean_nats == pytest.approx(before.item(), abs=1e-4)
    with torch.no_grad():
        assert answer.after_nats == pytest.approx(float(loss_of(truth)), abs=1e-3)
    parts = ["token", "block 1", "block 2", "block 3", "final norm"]
    parts += [] if network.cfg.tie_embeddings else ["head"]
    assert [part for part, _ in answer.before.gradient_lengths] == parts
    without = ask(
        Inside(network), LossRequest(TextPlace(TEXT, len(TEXT)), is_without_shortcuts=True)
    )
    assert abs(without.mean_nats - answer.before.mean_nats) > 0.01


def test_a_line_from_the_end_of_text_closes(network: LlamaModel) -> None:
    """From zero there is none: the first norm jumps there, whatever the number of steps."""
    inside, at = Inside(network, end_id=90), TextPlace(TEXT[:20], 20)
    answer = ask(inside, IntegratedGradientsRequest(at, 7, "end_of_text"))
    difference = answer.end - answer.start
    assert answer.steps == 256 or abs(answer.remainder) <= 0.01 * abs(difference)
    assert abs(answer.remainder) <= 0.05 * abs(difference)
    assert answer.end == pytest.approx(
        math.log(ask(inside, PlaceRequest(at, 7)).outcome.p), abs=1e-4
    )
    with pytest.raises(RequestError, match="A line from zero tells nothing of this network"):
        ask(inside, IntegratedGradientsRequest(at, 7))


def test_it_has_no_position_vectors(network: LlamaModel) -> None:
    """The table is not there, the stream has no such part; its other lengths are as they are."""
    inside = Inside(network)
    with pytest.raises(RequestError, match="has no position vectors"):
        ask(inside, PositionsRequest())
    stream = ask(inside, StreamRequest(TextPlace(TEXT, 9)))
    assert stream.position_length is None
    token = network.tok_emb.weight[TEXT[8]]
    assert stream.token_length == pytest.approx(float(token.norm()), rel=1e-5)
    assert floats(stream.lengths)[8] == pytest.approx(float(token.norm()), rel=1e-5)
    gate = ask(inside, StopRequest(TextPlace(TEXT, 9), Spot(Stop.GATE, 2))).vectors
    values = {one.name: torch.tensor(list(floats(one.values))) for one in gate}
    step = stream.steps[1]
    assert step.negative_neurons == int((values["gate"] < 0).sum())
    passed = (values["gate"] < 0) & (values["silu"].abs() > 0.01)
    assert step.passed_neurons == int(passed.sum())
