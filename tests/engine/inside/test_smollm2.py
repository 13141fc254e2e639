"""A real Llama under the hood: SmolLM2-135M-Instruct, whose streams are 22,000 long."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event
from typing import Any

import pytest
import torch

from gptdesk.engine.inside.values import (
    ANATOMIES,
    ContributionsRequest,
    ForgetRequest,
    HeadSourcesRequest,
    InsideRequest,
    LensRequest,
    NeuronsRequest,
    PlaceRequest,
    Spot,
    Stop,
    StopRequest,
    SumRequest,
    TextPlace,
    floats,
)
from gptdesk.engine.local_engine import InferenceEngine
from gptdesk.engine.types import LoadRequest
from gptdesk.model.checkpoints.open import say_nothing
from tests.smollm2 import smollm2_file

PARIS = (504, 3575, 282, 4649, 314)  # "The capital of France is"
AT = TextPlace(PARIS, len(PARIS))
MOST_BYTES = 220 * 2**20  # that a window may keep


@pytest.fixture(scope="module")
def engine() -> Iterator[InferenceEngine]:
    before = torch.get_num_threads()
    engine = InferenceEngine(threads=1)
    engine.load(LoadRequest(smollm2_file(), "cpu"), say_nothing)
    yield engine
    engine.unload()
    torch.set_num_threads(before)


def ask(engine: InferenceEngine, request: InsideRequest) -> Any:
    answer = engine.look_inside(request, Event(), lambda _done, _total: None)
    assert answer is not None
    return answer


def test_it_says_what_others_compute(engine: InferenceEngine) -> None:
    """The golden numbers, from another implementation; and no second copy of the weights."""
    outcome = ask(engine, PlaceRequest(AT)).outcome
    assert [one.token_id for one in outcome.top] == [7042, 260, 4528, 2250, 1315]
    shares = [100 * one.p for one in outcome.top]
    assert shares == pytest.approx([77.253, 6.452, 1.247, 0.985, 0.930], abs=0.005)
    assert outcome.entropy_bits == pytest.approx(2.1369, abs=1e-3)
    assert engine._opened is not None
    assert engine._loaded is not None
    for name, weight in engine._opened.network.state_dict().items():
        held = engine._loaded.network.stored.get(name, engine._loaded.network.tok_emb)
        assert weight.data_ptr() == held.data_ptr(), name


def test_its_accounts_close(engine: InferenceEngine) -> None:
    """301 parts make the logit; float32 sums over streams of 22,000: 1e-4 (measured 1e-5)."""
    account = ask(engine, ContributionsRequest(AT))
    assert len(account.parts) == 1 + 30 * (9 + 1)
    accounts = [account]
    accounts += [ask(engine, NeuronsRequest(AT, block)) for block in (1, 13, 30)]
    accounts += [ask(engine, HeadSourcesRequest(AT, block, 5)) for block in (1, 13, 30)]
    for one in accounts:
        for column in ("raw", "centred", "versus"):
            assert getattr(one.sum, column) == pytest.approx(getattr(one.target, column), abs=1e-4)
    lens = ask(engine, LensRequest(AT))
    assert lens.points[-1].outcome == ask(engine, PlaceRequest(AT)).outcome
    assert max(point.stream_length for point in lens.points) > 600


@pytest.mark.parametrize("stop", ANATOMIES["llama"].stops)
def test_every_number_is_its_sum(engine: InferenceEngine, stop: Stop) -> None:
    """The bound of GPT-2's sums, 5e-5, but where the first token's stream has terms of 20,000."""
    for place, block in ((5, 1), (1, 13), (5, 30)):
        at, spot = TextPlace(PARIS, place), Spot(stop, block, 5)
        for vector in ask(engine, StopRequest(at, spot)).vectors:
            shown = floats(vector.values)
            first = 1 if stop is Stop.SCORES else 0
            step = 9973 if stop is Stop.LOGITS else 211
            for i in range(0, len(shown), step):
                worked = ask(engine, SumRequest(at, spot, vector.name, i + first))
                largest = max(abs(term.value) for term in worked.terms)
                allowed = max(5e-5, 1e-6 * largest)  # float32 has seven digits
                assert abs(worked.difference) <= allowed, (spot, vector.name, i)


def test_a_long_text_keeps_within_the_windows_memory_and_is_left_at_once(
    engine: InferenceEngine,
) -> None:
    """512 tokens take 158 MiB, of which a block is computed at a time: it can be left after any."""
    ids = (PARIS * 103)[:512]
    cancelled, blocks = Event(), list[int]()

    def stop(done: int, _total: int) -> None:
        blocks.append(done)
        if done == 2:
            cancelled.set()

    assert engine.look_inside(PlaceRequest(TextPlace(ids, 512)), cancelled, stop) is None
    assert blocks == [1, 2], "no block after the one in which it was stopped"
    assert engine._opened is not None
    kept = [walk.size_bytes for walk in engine._opened._passes._walks]
    assert 150 * 2**20 < kept[-1] < MOST_BYTES
    ask(engine, ForgetRequest())
    assert engine._opened is None
