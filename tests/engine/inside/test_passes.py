"""Passes that are kept: what a question costs, and that it leaves no trace."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event

import pytest
import torch

from gptdesk.engine.inside.inside import Inside
from gptdesk.engine.inside.values import (
    AttentionMapRequest,
    AttentionRowRequest,
    PlaceRequest,
    Spot,
    Stop,
    StopRequest,
    SumRequest,
    TextPlace,
    floats,
)
from tests.engine.inside.kinds import small, stops_of
from tests.engine.inside.networks import TEXT, ask


@pytest.fixture
def two_threads() -> Iterator[None]:
    """What the engine computes with on two cores; tests have one."""
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(before)


def test_only_what_shows_logits_pays_for_the_head() -> None:
    """The head is most of GPT-2's work for one row: steps must not wait for it unseen."""
    inside, at, used = small(), TextPlace(TEXT, len(TEXT)), []
    inside.network.out_head.register_forward_hook(lambda *_: used.append(1))
    for stop in stops_of(inside):
        if stop is not Stop.LOGITS:
            ask(inside, StopRequest(at, Spot(stop, 2, 2)))
    ask(inside, SumRequest(at, Spot(Stop.SCORES, 2, 2), "score", 3))
    ask(inside, AttentionRowRequest(at, 2, 2))
    ask(inside, AttentionMapRequest(at, 2, 2))
    assert not used
    view = ask(inside, PlaceRequest(at))
    assert used
    assert view.target_id == view.outcome.top[0].token_id  # nothing follows: the most probable


def test_small_work_is_done_by_one_thread_and_others_are_given_back(two_threads: None) -> None:
    """On a busy machine two threads wait for each other: 10 ms became 100."""
    inside, at, threads = small(), TextPlace(TEXT, len(TEXT)), []
    inside.network.trf_blocks[1].norm1.register_forward_hook(
        lambda *_: threads.append(torch.get_num_threads())
    )
    ask(inside, PlaceRequest(at))  # 40 tokens are few
    ask(inside, StopRequest(at, Spot(Stop.NORM_1, 2)))
    assert threads == [1, 1]
    assert torch.get_num_threads() == 2


def test_a_long_pass_takes_all_threads(
    two_threads: None, storyteller: Inside, example_ids: tuple[int, ...]
) -> None:
    """And gives the network's numbers, and the threads back, also when it is left."""
    ids, threads = example_ids * 4, []
    inside = Inside(storyteller.network)
    hook = inside.network.trf_blocks[0].norm1.register_forward_hook(
        lambda *_: threads.append(torch.get_num_threads())
    )
    at, done = TextPlace(ids, len(ids)), []
    cancelled = Event()
    assert inside.answer(PlaceRequest(at), cancelled, lambda *steps: done.append(steps)) is not None
    hook.remove()
    assert threads == [2]
    assert done == [(number, 6) for number in range(1, 7)]
    assert torch.get_num_threads() == 2
    view = ask(inside, StopRequest(at, Spot(Stop.LOGITS)))
    shown = torch.tensor(list(floats(view.vectors[0].values)))
    with torch.inference_mode():
        truth = inside.network(torch.tensor([ids]))[0, -1]
    assert (shown - truth).abs().max() <= 5e-5  # logits of about 10, sums of 256 products

    left = Inside(storyteller.network)
    assert left.answer(PlaceRequest(at), cancelled, lambda *_: cancelled.set()) is None
    assert torch.get_num_threads() == 2
