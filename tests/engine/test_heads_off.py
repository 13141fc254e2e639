"""What recomputes an answer that was made with heads off leaves the same heads off."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event

import pytest
import torch

from gptdesk.chat.changes import HeadChange
from gptdesk.chat.messages import Message, Role
from gptdesk.chat.tokens import SamplingSettings, TokenRecord
from gptdesk.engine.inspection.values import PipelineRequest, WhatIfRequest
from gptdesk.engine.local_engine import InferenceEngine
from gptdesk.engine.types import GenerationRequest, GenerationStep, LoadRequest
from gptdesk.errors import RequestError
from gptdesk.resources import resource_path

PROMPT = "Once upon a time there was a little girl called Mia. Mia had a red ball. One day Mia"
OFF = (HeadChange(3, 2), HeadChange(5, 1), HeadChange(6, 1, 0.5))
DICE = SamplingSettings(temperature=1, top_k=0, top_p=0.95)
TOLERANCE = 1e-4  # relative; float32 at logits below 50, read a token at a time or at once


@pytest.fixture(scope="module", params=["exact", "fast"])
def engine(request: pytest.FixtureRequest) -> Iterator[InferenceEngine]:
    """Return an engine with the bundled model, in float32 and in 8 bits."""
    before = torch.get_num_threads()
    engine = InferenceEngine(threads=1)
    path = resource_path("models/storyteller")
    engine.load(LoadRequest(path, "cpu", request.param), lambda _: None)
    yield engine
    engine.unload()
    torch.set_num_threads(before)


@pytest.fixture
def records(engine: InferenceEngine) -> tuple[TokenRecord, ...]:
    """Return the tokens of an answer with heads off."""
    return answer(engine, OFF)


def answer(engine: InferenceEngine, heads: tuple[HeadChange, ...]) -> tuple[TokenRecord, ...]:
    message = Message(Role.USER, PROMPT)
    request = GenerationRequest((message,), settings=DICE, max_new_tokens=12, seed=3, heads=heads)
    events = engine.generate(request, Event())
    return tuple(event.record for event in events if isinstance(event, GenerationStep))


def test_the_steps_of_a_choice(engine: InferenceEngine, records: tuple[TokenRecord, ...]) -> None:
    """The pipeline of each token ends at its record; without the heads named it would not."""
    ids = engine.tokenizer.encode(PROMPT)
    others = 0
    for place, record in enumerate(records):
        before = (*ids, *(earlier.token_id for earlier in records[:place]))
        request = PipelineRequest(before, DICE, record.draw, record.token_id, heads=OFF)
        row = engine.pipeline(request).row_of(record.token_id)
        assert row.raw_p == pytest.approx(record.raw_p, rel=TOLERANCE)
        whole = PipelineRequest(before, DICE, record.draw, record.token_id)
        p = engine.pipeline(whole).row_of(record.token_id).raw_p
        others += abs(p - record.raw_p) > 0.01 * record.raw_p
    assert others > len(records) / 2


def test_the_figures_of_a_text(engine: InferenceEngine, records: tuple[TokenRecord, ...]) -> None:
    ids = (*engine.tokenizer.encode(PROMPT), *(record.token_id for record in records))
    stats = engine.measure(ids, Event(), heads=OFF).tokens[-len(records) :]
    for one, record in zip(stats, records, strict=True):
        assert one.raw_p == pytest.approx(record.raw_p, rel=TOLERANCE)
        assert one.rank == record.rank


def test_its_own_settings_make_the_same_text(
    engine: InferenceEngine, records: tuple[TokenRecord, ...]
) -> None:
    """*What if* with nothing changed finds no difference, and with all heads finds one."""
    ids = (*engine.tokenizer.encode(PROMPT), *(record.token_id for record in records))
    draws = tuple(record.draw for record in records)
    told = [
        engine.what_if(WhatIfRequest(ids, DICE, draws, heads=heads), Event(), lambda *_: None)
        for heads in (OFF, ())
    ]
    assert (told[0].difference, told[0].same_tokens) == (None, len(records))
    assert told[1].difference is not None
    parting = told[1].difference.index - len(ids) + len(records)
    whole = [record.token_id for record in answer(engine, ())]
    assert whole[:parting] == [record.token_id for record in records[:parting]]
    if engine.info.precision == "exact":  # the other one is packed, and rounds otherwise
        assert whole[parting] == told[1].difference.other_id


def test_a_head_that_is_not_there_is_refused(engine: InferenceEngine) -> None:
    """An imported answer can name any; the engine goes on working."""
    heads = (HeadChange(99, 1),)
    with pytest.raises(RequestError, match=r"no head 99\.1"):
        answer(engine, heads)
    with pytest.raises(RequestError, match=r"no head 99\.1"):
        engine.measure((1, 2), Event(), heads=heads)
    with pytest.raises(RequestError, match=r"no head 99\.1"):
        engine.pipeline(PipelineRequest((1, 2), DICE, heads=heads))
    assert len(engine.measure((1, 2), Event()).tokens) == 2
