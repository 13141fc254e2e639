"""A text that the bundled model goes on well: each figure of a page, by plain formulas."""

from __future__ import annotations

import math
from threading import Event
from typing import Any

import pytest

from gptdesk.chat.changes import Changes, HeadChange
from gptdesk.engine.inside.inside import Inside
from gptdesk.engine.inside.values import (
    ContributionsRequest,
    EffectRequest,
    InsideRequest,
    LensGridRequest,
    LensRequest,
    PlaceRequest,
    TextPlace,
    TryHeadsRequest,
    TryTokensRequest,
)
from gptdesk.engine.local_engine import InferenceEngine
from gptdesk.engine.tokenizers.vocabulary import gpt2_vocabulary
from gptdesk.engine.types import LoadRequest
from gptdesk.precision import PRECISIONS
from gptdesk.resources import resource_path
from tests.engine.inside.networks import ask
from tests.engine.inside.plain_network import Head, PlainNetwork, PlainPass, rank_in

BALL = 2613
CLOSE = 2e-5  # of a probability, and of figures near 10: float32 beside float64


@pytest.fixture(scope="module")
def at(example_ids: tuple[int, ...]) -> TextPlace:
    return TextPlace(example_ids, len(example_ids))


@pytest.fixture(scope="module")
def as_is(plain: PlainNetwork, at: TextPlace) -> PlainPass:
    """The text read by plain formulas."""
    return plain.run(at.ids)


@pytest.fixture(scope="module")
def circuit(plain: PlainNetwork, at: TextPlace) -> tuple[Head, ...]:
    """Heads that copy the " ball": without them another token comes first."""
    return plain.needed_heads(at.ids, BALL)


def off(heads: tuple[Head, ...]) -> Changes:
    return Changes(tuple(HeadChange(*head) for head in heads))


def test_the_lens_row(
    storyteller: Inside, plain: PlainNetwork, at: TextPlace, as_is: PlainPass
) -> None:
    """After each block what the final norm and the head make of the stream; " ball" comes late."""
    lens = ask(storyteller, LensRequest(at))
    assert gpt2_vocabulary().piece(lens.target_id) == b" ball"
    ends = [lens.points[0], *lens.points[2::2]]
    for point, stream in zip(ends, as_is.points, strict=True):
        logits = plain.logits_of(stream[-1:])[0]
        p = float(logits.softmax(dim=0)[BALL])
        assert point.outcome.p == pytest.approx(p, abs=CLOSE), point.name
        assert point.outcome.rank == rank_in(logits, BALL), point.name
    assert ends[-1].outcome.p > 0.5 > ends[2].outcome.p


def test_what_wrote_the_logit(
    storyteller: Inside, plain: PlainNetwork, at: TextPlace, as_is: PlainPass
) -> None:
    """39 parts, each by plain formulas; the sum is the network's own number."""
    account = ask(storyteller, ContributionsRequest(at))
    assert len(account.parts) == 39
    assert account.sum.centred == pytest.approx(account.target.centred, abs=3e-5)
    assert account.sum.raw == pytest.approx(account.target.raw, abs=3e-5)
    last = as_is.logits[-1]
    assert account.target.raw == pytest.approx(float(last[BALL]), abs=1e-4)
    assert account.target.centred == pytest.approx(float(last[BALL] - last.mean()), abs=1e-4)
    assert account.versus_id == last.topk(2).indices[1]
    shares = plain.shares(as_is, BALL)
    assert {part.name for part in account.parts} == set(shares)
    for part in account.parts:
        assert part.centred == pytest.approx(shares[part.name], abs=1e-4), part.name


def test_each_head_off(
    storyteller: Inside, plain: PlainNetwork, at: TextPlace, as_is: PlainPass
) -> None:
    """What a head writes itself, and what is lost without it, are two things."""
    shares = plain.shares(as_is, BALL)
    tried = ask(storyteller, TryHeadsRequest(at, tuple(plain.every_head))).heads
    for one, (block, head) in zip(tried, plain.every_head, strict=True):
        without = plain.run(at.ids, off=[(block, head)])
        assert one.effect.before.p == pytest.approx(as_is.p(BALL), abs=CLOSE)
        assert one.effect.after.p == pytest.approx(without.p(BALL), abs=CLOSE)
        assert one.centred == pytest.approx(shares[f"head {block}.{head}"], abs=1e-4)


def test_without_a_few_heads_the_ball_is_lost(
    storyteller: Inside,
    plain: PlainNetwork,
    at: TextPlace,
    as_is: PlainPass,
    circuit: tuple[Head, ...],
) -> None:
    """What copies is gone: another toy comes first."""
    assert 1 <= len(circuit) <= 4
    effect = ask(storyteller, EffectRequest(TextPlace(at.ids, at.place, changes=off(circuit))))
    without = plain.run(at.ids, off=circuit)
    assert effect.target_id == BALL
    first = int(without.logits[-1].argmax())
    assert (effect.after.top[0].token_id, effect.after.rank) == (first, without.rank(BALL))
    assert effect.after.top[0].p == pytest.approx(without.p(first), abs=CLOSE)
    assert effect.after.p == pytest.approx(without.p(BALL), abs=CLOSE)
    assert first != BALL
    assert effect.after.p < as_is.p(BALL) / 2


def test_the_token_that_is_copied_is_the_one_that_matters(
    storyteller: Inside, plain: PlainNetwork, at: TextPlace, as_is: PlainPass
) -> None:
    """The earlier " ball" hidden costs most, then the " red" before it."""
    tried = ask(storyteller, TryTokensRequest(at, tuple(range(1, at.place)))).tokens
    bits = {one.place: one.effect.bits for one in tried}
    assert at.ids[16] == BALL
    for place, shown in bits.items():
        p = plain.run(at.ids, hidden=[place]).p(BALL)
        assert shown == pytest.approx(math.log2(as_is.p(BALL) / p), abs=1e-3), place
    assert max(bits, key=bits.__getitem__) == 17


def _page(engine: InferenceEngine, at: TextPlace, changes: Changes) -> list[float]:
    """Return the figures of a page: prediction, lens, account and effects."""

    def answer(request: InsideRequest) -> Any:
        return engine.look_inside(request, Event(), lambda _done, _total: None)

    place = answer(PlaceRequest(at))
    account = answer(ContributionsRequest(at))
    off = answer(EffectRequest(TextPlace(at.ids, at.place, changes=changes)))
    tokens = answer(TryTokensRequest(at, (16, 17))).tokens
    grid = answer(LensGridRequest(at, (3, 20))).columns
    return [
        place.outcome.p,
        place.logit,
        *(value for p in answer(LensRequest(at)).points for value in (p.outcome.p, p.kl_nats)),
        *(value for p in account.parts for value in (p.raw, p.centred, p.versus)),
        *(off.after.p, off.bits, off.kl_nats),
        *(one.effect.bits for one in tokens),
        *(point.outcome.p for column in grid for point in column),
    ]


def test_every_precision_shows_the_same_page(at: TextPlace, circuit: tuple[Head, ...]) -> None:
    """The weights as stored, whatever the answer was computed with."""
    pages = []
    for precision in PRECISIONS:
        engine = InferenceEngine(threads=1)
        path = resource_path("models/storyteller")
        engine.load(LoadRequest(path, "cpu", precision), lambda _sentence: None)
        pages.append(_page(engine, at, off(circuit)))
    assert len(pages) == 3
    for page in pages[1:]:
        assert page == pytest.approx(pages[0], abs=1e-4)
