"""Effects: heads off, tokens hidden and left out, against other ways to compute the same."""

from __future__ import annotations

import logging
import math
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
import torch
from torch import Tensor
from transformers import GPT2Config, GPT2LMHeadModel

from gptdesk.chat.changes import NO_CHANGES, Changes, HeadChange
from gptdesk.engine.inside.inside import Inside
from gptdesk.engine.inside.values import (
    ContributionsRequest,
    Effect,
    EffectRequest,
    GreedyDifference,
    GreedyDifferenceRequest,
    Outcome,
    PlaceRequest,
    TextPlace,
    TriedHeads,
    TriedTokens,
    TryHeadsRequest,
    TryTokensRequest,
)
from gptdesk.errors import NonFiniteStateError, RequestError
from gptdesk.model import as_stored
from gptdesk.model.checkpoints.open import open_checkpoint
from tests.engine.inside.networks import LONG_TEXT, TEXT, ask, network_of

# Two float32 implementations, or two orders of the same sums, with logits of about 10.
TOLERANCE = 1e-4
EVERY_HEAD = tuple((block, head) for block in (1, 2, 3) for head in (1, 2, 3))
BASES = [NO_CHANGES, Changes((HeadChange(1, 2, 0.5), HeadChange(3, 1, 2.0)), hidden=(4, 11))]
MEAN_BASE = Changes((HeadChange(2, 2, uses_mean=True),), hidden=(6,))


def assert_same(one: Outcome, other: Outcome) -> None:
    assert one.p == pytest.approx(other.p, abs=TOLERANCE)
    assert one.surprisal_bits == pytest.approx(other.surprisal_bits, abs=1e-3)
    assert one.entropy_bits == pytest.approx(other.entropy_bits, abs=1e-3)


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> tuple[GPT2LMHeadModel, Path]:
    """A small GPT-2 of transformers, random in every parameter, and where it is saved."""
    logging.getLogger("transformers").setLevel(logging.ERROR)
    config = GPT2Config(n_layer=3, n_head=4, n_embd=32, n_positions=48)
    config._attn_implementation = "eager"
    with torch.random.fork_rng():
        torch.manual_seed(11)
        model = GPT2LMHeadModel(config).eval()
        with torch.no_grad():
            for parameter in model.parameters():
                parameter += 0.3 * torch.randn_like(parameter)
    folder = tmp_path_factory.mktemp("reference")
    model.save_pretrained(folder)
    return model, folder


@pytest.fixture
def ours(reference: tuple[GPT2LMHeadModel, Path]) -> Inside:
    network, _ = as_stored.of_file(open_checkpoint(reference[1]))
    return Inside(network)


@torch.inference_mode()
def theirs(
    reference: tuple[GPT2LMHeadModel, Path],
    ids: tuple[int, ...],
    off: tuple[tuple[int, int], ...] = (),
    hidden: tuple[int, ...] = (),
) -> Tensor:
    """Return transformers' logits: rows of `c_proj` zeroed, a mask given."""
    model = GPT2LMHeadModel.from_pretrained(reference[1], attn_implementation="eager").eval()
    for block, head in off:
        model.transformer.h[block - 1].attn.c_proj.weight[(head - 1) * 8 : head * 8] = 0
    mask = torch.ones(1, len(ids), dtype=torch.long)
    mask[0, [place - 1 for place in hidden]] = 0
    positions = torch.arange(len(ids)).unsqueeze(0)
    return model(torch.tensor([ids]), attention_mask=mask, position_ids=positions).logits[0, -1]


@pytest.mark.parametrize(
    "off", [((2, 3),), ((1, 1), (3, 4)), tuple((b, h) for b in (1, 2, 3) for h in (1, 2, 3, 4))]
)
def test_heads_off_are_the_zeroed_rows_of_transformers(
    reference: tuple[GPT2LMHeadModel, Path], ours: Inside, off: tuple[tuple[int, int], ...]
) -> None:
    """The cut is before the projection: behind it those numbers belong to all heads."""
    changes = Changes(tuple(HeadChange(*head) for head in off))
    effect: Effect = ask(ours, EffectRequest(TextPlace(TEXT, 40, changes=changes)))
    before, after = (theirs(reference, TEXT, some).double().softmax(0) for some in ((), off))
    y = effect.target_id
    assert y == int(before.argmax())
    assert effect.before.p == pytest.approx(float(before[y]), abs=TOLERANCE)
    assert effect.after.p == pytest.approx(float(after[y]), abs=TOLERANCE)
    assert effect.bits == pytest.approx(math.log2(before[y] / after[y]), abs=TOLERANCE)
    divergence = float((before * (before / after).log()).sum())
    assert effect.kl_nats == pytest.approx(divergence, abs=TOLERANCE)
    assert divergence > 0.01


def test_a_hidden_token_is_a_mask_given_to_transformers(
    reference: tuple[GPT2LMHeadModel, Path], ours: Inside
) -> None:
    """In all blocks and heads, later rows only."""
    tried: TriedTokens = ask(ours, TryTokensRequest(TextPlace(TEXT, 40), (2, 17, 39)))
    before = theirs(reference, TEXT).double().softmax(0)
    y = int(before.argmax())
    for one in tried.tokens:
        after = theirs(reference, TEXT, hidden=(one.place,)).double().softmax(0)
        assert one.effect.after.p == pytest.approx(float(after[y]), abs=TOLERANCE)
        assert one.effect.bits == pytest.approx(math.log2(before[y] / after[y]), abs=TOLERANCE)
        at = TextPlace(TEXT, 40, changes=Changes(hidden=(one.place,)))
        assert_same(ask(ours, EffectRequest(at, y)).after, one.effect.after)


def test_off_and_on_again_are_the_same_bits() -> None:
    """Trying something must leave nothing behind."""
    inside, at = Inside(network_of()), TextPlace(TEXT, 40)
    before = ask(inside, PlaceRequest(at))
    ask(inside, EffectRequest(replace(at, changes=Changes((HeadChange(2, 1),), (3,)))))
    ask(inside, TryHeadsRequest(at, EVERY_HEAD))
    ask(inside, TryTokensRequest(at, (1, 2, 39)))
    on = replace(at, changes=Changes((HeadChange(2, 1, 1.0),)))
    assert ask(inside, PlaceRequest(on)) == before
    effect = ask(inside, EffectRequest(on))
    assert effect.bits == 0.0
    assert effect.kl_nats == 0.0
    assert effect.before == effect.after == before.outcome


def test_the_effect_asks_about_what_was_predicted_without_changes() -> None:
    """Else a change would also change the question."""
    inside = Inside(network_of())
    off = Changes(tuple(HeadChange(*head) for head in EVERY_HEAD))
    at = TextPlace(TEXT, 40, changes=off)
    first = ask(inside, PlaceRequest(TextPlace(TEXT, 40))).target_id
    assert ask(inside, PlaceRequest(at)).target_id != first
    effect = ask(inside, EffectRequest(at))
    assert effect.target_id == first
    assert effect.before.rank == 1
    assert ask(inside, EffectRequest(replace(at, place=20))).target_id == TEXT[20]


@pytest.mark.parametrize("uses_mean", [False, True])
@pytest.mark.parametrize("base", [*BASES, MEAN_BASE], ids=["as it is", "changed", "with a mean"])
def test_each_head_is_tried_as_by_a_pass_of_its_own(base: Changes, uses_mean: bool) -> None:
    """Only the blocks from the head's on are computed anew; that may change no figure."""
    at = TextPlace(TEXT, 33, changes=base)
    tried: TriedHeads = ask(Inside(network_of()), TryHeadsRequest(at, EVERY_HEAD, 13, uses_mean))
    assert [(one.block, one.head) for one in tried.heads] == list(EVERY_HEAD)
    before = ask(Inside(network_of()), PlaceRequest(at, 13)).outcome
    for one in tried.heads:
        change = HeadChange(one.block, one.head, uses_mean=uses_mean)
        others = tuple(c for c in base.heads if (c.block, c.head) != (one.block, one.head))
        changed = replace(at, changes=replace(base, heads=(*others, change)))
        assert_same(one.effect.before, before)
        assert_same(one.effect.after, ask(Inside(network_of()), PlaceRequest(changed, 13)).outcome)


def test_the_direct_part_stands_beside_the_effect() -> None:
    """The account of the same place; of a head that is off already both are nothing."""
    at = TextPlace(TEXT, 33, changes=Changes((HeadChange(2, 2),)))
    inside = Inside(network_of())
    parts = {p.name: p for p in ask(inside, ContributionsRequest(at, 13)).parts}
    for one in ask(inside, TryHeadsRequest(at, EVERY_HEAD, 13)).heads:
        direct = parts[f"head {one.block}.{one.head}"].centred
        assert one.centred == pytest.approx(direct, abs=1e-9)
        if (one.block, one.head) == (2, 2):
            assert one.centred == 0.0
            assert one.effect.before == one.effect.after
            assert (one.effect.bits, one.effect.kl_nats) == (0.0, 0.0)


@pytest.mark.parametrize("base", [*BASES, MEAN_BASE], ids=["as it is", "changed", "with a mean"])
def test_each_token_is_tried_as_by_a_pass_of_its_own(base: Changes) -> None:
    """Rows before the token are taken over; that may change no figure."""
    at, places = TextPlace(TEXT, 33, changes=base), tuple(range(1, 33))
    tried = ask(Inside(network_of()), TryTokensRequest(at, places, 13))
    assert [one.place for one in tried.tokens] == list(places)
    for one in tried.tokens:
        if one.place in base.hidden:
            assert one.effect.kl_nats == one.effect.bits == 0.0, "nothing more is changed"
        changed = replace(at, changes=replace(base, hidden=(*base.hidden, one.place)))
        assert_same(one.effect.after, ask(Inside(network_of()), PlaceRequest(changed, 13)).outcome)


@pytest.mark.parametrize("base", [*BASES, MEAN_BASE], ids=["as it is", "changed", "with a mean"])
def test_a_token_left_out_is_the_text_without_it(base: Changes) -> None:
    """Later places move up, and so do those that are hidden."""
    at, places = TextPlace(TEXT, 33, changes=base), (1, 4, 5, 11, 12, 32)
    tried = ask(Inside(network_of()), TryTokensRequest(at, places, 13, is_left_out=True))
    for one in tried.tokens:
        hidden = tuple(p - (p > one.place) for p in base.hidden if p != one.place)
        shorter = TextPlace(
            (*TEXT[: one.place - 1], *TEXT[one.place :]), 32, changes=replace(base, hidden=hidden)
        )
        assert_same(one.effect.after, ask(Inside(network_of()), PlaceRequest(shorter, 13)).outcome)
        assert abs(one.effect.bits) > 1e-3


def test_a_token_that_was_not_seen_any_more_has_no_effect() -> None:
    """After a shift of the context; the first one that was seen has one."""
    inside, at = Inside(network_of()), TextPlace(LONG_TEXT, 60)
    for is_left_out in (False, True):
        tried = ask(inside, TryTokensRequest(at, (1, 24, 25), 13, is_left_out=is_left_out))
        unseen, last_unseen, first_seen = (one.effect for one in tried.tokens)
        assert unseen.before == unseen.after
        assert last_unseen.before == last_unseen.after
        assert abs(first_seen.bits) > 1e-3
        plain = TextPlace((LONG_TEXT[25:60]), 35)
        if is_left_out:
            assert_same(first_seen.after, ask(inside, PlaceRequest(plain, 13)).outcome)


def test_hiding_changes_nothing_at_places_before() -> None:
    """Exactly nothing: no row before the hidden token can know of it."""
    inside = Inside(network_of())
    for place in range(1, 8):
        at = TextPlace(TEXT, place, changes=Changes(hidden=(7,)))
        effect = ask(inside, EffectRequest(at, 13))
        assert effect.bits == effect.kl_nats == 0.0
        assert effect.before == effect.after
    assert ask(inside, EffectRequest(replace(at, place=8), 13)).bits != 0.0


@pytest.mark.parametrize("place", [0, 20, 21, 41])
def test_the_place_itself_cannot_be_taken_away(place: int) -> None:
    """Without the token that predicts there is no prediction to compare."""
    for is_left_out in (False, True):
        request = TryTokensRequest(TextPlace(TEXT, 20), (3, place), is_left_out=is_left_out)
        with pytest.raises(RequestError, match=str(place)):
            ask(Inside(network_of()), request)


def test_a_head_that_is_not_there_is_refused() -> None:
    with pytest.raises(RequestError, match=r"4\.1"):
        ask(Inside(network_of()), TryHeadsRequest(TextPlace(TEXT, 5), ((1, 1), (4, 1))))
    at = TextPlace(TEXT, 5, changes=Changes((HeadChange(2, 9),)))
    with pytest.raises(RequestError, match=r"2\.9"):
        ask(Inside(network_of()), EffectRequest(at))


@pytest.mark.parametrize("ids", [TEXT, LONG_TEXT], ids=["short", "shifted"])
@pytest.mark.parametrize(
    "changes", [Changes((HeadChange(2, 1),)), Changes((HeadChange(3, 2, 0.9),)), Changes()]
)
def test_the_first_other_choice(ids: tuple[int, ...], changes: Changes) -> None:
    """Against asking at every place, each with the context that it had."""
    inside, expected = Inside(network_of()), GreedyDifference(None, None, None)
    for place in range(1, len(ids) + 1):
        firsts = [
            ask(inside, PlaceRequest(TextPlace(ids, place, changes=some))).outcome.top[0].token_id
            for some in (NO_CHANGES, changes)
        ]
        if firsts[0] != firsts[1]:
            expected = GreedyDifference(place, *firsts)
            break
    at = TextPlace(ids, len(ids), changes=changes)
    assert ask(inside, GreedyDifferenceRequest(at)) == expected
    if expected.place is not None:
        before = replace(at, place=max(expected.place - 1, 1))
        if expected.place > 1:
            assert ask(inside, GreedyDifferenceRequest(before)).place is None


def test_a_difference_after_a_shift_is_found() -> None:
    """The places of a second context are those of the whole text."""
    inside = Inside(network_of())
    changes = Changes(hidden=(50,))  # nothing before place 51 can differ
    found = ask(inside, GreedyDifferenceRequest(TextPlace(LONG_TEXT, 90, changes=changes)))
    assert found.place is not None
    assert found.place > 50
    at = TextPlace(LONG_TEXT, found.place)
    assert ask(inside, PlaceRequest(at)).outcome.top[0].token_id == found.before_id
    off = replace(at, changes=changes)
    assert ask(inside, PlaceRequest(off)).outcome.top[0].token_id == found.after_id


class _CancelledAfter:
    """A user who cancels when so much is done."""

    def __init__(self, done: int, total: int) -> None:
        self.cancelled, self.told = Event(), list[tuple[int, int]]()
        self._last = (done, total)

    def progress(self, done: int, total: int) -> None:
        self.told.append((done, total))
        if (done, total) == self._last:
            self.cancelled.set()


def test_what_is_cancelled_has_what_it_came_to() -> None:
    """A user who has seen enough keeps what was measured."""
    at = TextPlace(TEXT, 20)
    for request in (
        TryHeadsRequest(at, EVERY_HEAD),
        TryTokensRequest(at, tuple(range(1, 10))),
        TryTokensRequest(at, tuple(range(1, 10)), is_left_out=True),
    ):
        watch = _CancelledAfter(2, 9)
        answer = Inside(network_of()).answer(request, watch.cancelled, watch.progress)
        assert isinstance(answer, TriedHeads | TriedTokens)
        entries = answer.heads if isinstance(answer, TriedHeads) else answer.tokens
        assert len(entries) == 2
        assert watch.told[-2:] == [(1, 9), (2, 9)]


@pytest.mark.parametrize(
    "request_",
    [
        EffectRequest(TextPlace(TEXT, 20, changes=BASES[1])),
        GreedyDifferenceRequest(TextPlace(TEXT, 20, changes=BASES[1])),
        TryHeadsRequest(TextPlace(TEXT, 20), EVERY_HEAD),
    ],
    ids=["effect", "difference", "heads"],
)
def test_cancelled_before_the_first_pass_there_is_no_answer(request_: EffectRequest) -> None:
    cancelled = Event()
    cancelled.set()
    assert Inside(network_of()).answer(request_, cancelled, lambda *_: None) is None


def test_numbers_that_are_none_are_named() -> None:
    """A diverged network has no effects; where it diverged is said."""
    network = network_of()
    network.trf_blocks[2].att.out_proj.bias[0] = torch.inf
    with pytest.raises(NonFiniteStateError, match="3 attention"):
        ask(Inside(network), TryHeadsRequest(TextPlace(TEXT, 5), EVERY_HEAD))


def test_one_block_with_one_head() -> None:
    """Its only head off: what is left is bias and MLP."""
    inside = Inside(network_of(n_layers=1, n_heads=1))
    at = TextPlace(TEXT, 12)
    (tried,) = ask(inside, TryHeadsRequest(at, ((1, 1),))).heads
    off = replace(at, changes=Changes((HeadChange(1, 1),)))
    assert_same(tried.effect.after, ask(inside, EffectRequest(off)).after)
    assert ask(inside, TryTokensRequest(TextPlace(TEXT, 1), ())).tokens == ()
