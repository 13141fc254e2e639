"""Asides with the real engine on a small network: an answer that runs is never disturbed."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event, Semaphore

import pytest

from gptdesk.app.inference.answers import Job
from gptdesk.chat.messages import Message, Role
from gptdesk.chat.tokens import SamplingSettings, TokenRecord
from gptdesk.engine.inspection.values import Pipeline, PipelineRequest, WhatIfRequest
from gptdesk.engine.local_engine import InferenceEngine
from gptdesk.engine.types import (
    GenerationEvent,
    GenerationRequest,
    GenerationStep,
    LoadRequest,
    PromptReady,
)
from tests.app.asking import Asking
from tests.tiny_models import write_tiny_model

SETTINGS = SamplingSettings(temperature=1.3, top_k=40, top_p=0.95, repetition_penalty=1.1)
TOKENS = 90  # with 64 in the context: it is full once on the way


class SteppedEngine(InferenceEngine):
    """The real one; each token of an answer waits for a permit."""

    def __init__(self) -> None:
        super().__init__(threads=1)
        self.permits = Semaphore(0)

    def generate(self, request: GenerationRequest, cancelled: Event) -> Iterator[GenerationEvent]:
        for event in super().generate(request, cancelled):
            yield event
            while isinstance(event, PromptReady | GenerationStep) and not cancelled.is_set():
                if self.permits.acquire(timeout=0.002):
                    break

    def break_next_look(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let the next place find no memory, after its network has read a part."""
        look_back = self._loaded.look_back  # pyright: ignore[reportOptionalMemberAccess]
        whole = look_back.logits_after

        def fail(context, cancelled):
            whole(context, cancelled)
            monkeypatch.setattr(look_back, "logits_after", whole)
            raise MemoryError

        monkeypatch.setattr(look_back, "logits_after", fail)


@pytest.fixture
def engine(qapp) -> SteppedEngine:
    return SteppedEngine()


@pytest.fixture
def loaded(client, qtbot, tmp_path) -> Asking:
    client = Asking(client)
    with qtbot.waitSignal(client.loaded):
        client.load(LoadRequest(write_tiny_model(tmp_path / "tiny"), "cpu"))
    return client


class Answer:
    """What came of one job, as far as it is."""

    def __init__(self, client: Asking, engine: SteppedEngine, qtbot) -> None:
        self._client, self._engine, self._qtbot = client, engine, qtbot
        self.prompt: tuple[int, ...] = ()
        self.records: list[TokenRecord] = []
        self.is_finished = False
        client.answers.events_ready.connect(self._on_events_ready)
        client.answers.finished.connect(self._on_finished)
        prompt = Message(Role.USER, "Once upon a time there was")
        client.generate(
            GenerationRequest((prompt,), settings=SETTINGS, max_new_tokens=TOKENS, seed=7)
        )

    @property
    def ids(self) -> tuple[int, ...]:
        return (*self.prompt, *(record.token_id for record in self.records))

    def grow_to(self, tokens: int) -> None:
        self._engine.permits.release(tokens - len(self.records))
        self._qtbot.waitUntil(lambda: len(self.records) == tokens)

    def finish(self) -> list[TokenRecord]:
        self._engine.permits.release(1_000)
        self._qtbot.waitUntil(lambda: self.is_finished)
        self._engine.permits = Semaphore(0)
        return self.records

    def look_at(self, index: int, settings: SamplingSettings = SETTINGS) -> PipelineRequest:
        record = self.records[index]
        ids = (*self.prompt, *(record.token_id for record in self.records[:index]))
        return PipelineRequest(ids, settings, draw=record.draw, token_id=record.token_id)

    def _on_events_ready(self, job: Job, events: tuple[GenerationEvent, ...]) -> None:
        for event in events:
            if isinstance(event, PromptReady):
                self.prompt = event.ids
            elif isinstance(event, GenerationStep):
                self.records.append(event.record)

    def _on_finished(self, job: Job, end: object) -> None:
        self.is_finished = True


def test_looking_at_tokens_of_a_growing_answer_changes_nothing_of_it(loaded, engine, qtbot):
    """The chart says how each token was chosen, and the answer is the same to the last bit."""
    alone = Answer(loaded, engine, qtbot).finish()
    watched = Answer(loaded, engine, qtbot)
    shown = 0
    for tokens in range(10, TOKENS, 10):
        watched.grow_to(tokens)
        # its newest token, an older one, and a text that the network has not in mind
        for request in (watched.look_at(tokens - 1), watched.look_at(tokens // 2), STRANGE):
            with qtbot.waitSignal(loaded.pipeline_ready) as ready:
                loaded.explain(request)
                watched.grow_to(len(watched.records) + 1)
            pipeline: Pipeline = ready.args[1]
            if request is not STRANGE:
                record = watched.records[len(request.ids) - len(watched.prompt)]
                row = pipeline.row_of(record.token_id)
                assert row is not None
                assert pipeline.drawn_id == record.token_id
                assert row.raw_p == pytest.approx(record.raw_p, rel=1e-4)
                assert row.final_p == pytest.approx(record.final_p, rel=1e-4)
                assert pipeline.kept == record.kept
                shown += 1
    assert watched.finish() == alone
    assert shown == 16


STRANGE = PipelineRequest(tuple(range(500, 540)), SETTINGS, draw=0.5)


def test_answer_survives_errors_in_the_midst_of_it(loaded, engine, qtbot, monkeypatch):
    """Neither a token that the model has not nor a lack of memory costs the answer."""
    alone = Answer(loaded, engine, qtbot).finish()
    disturbed = Answer(loaded, engine, qtbot)
    sentences = []
    for tokens, (request, is_broken) in zip(
        range(10, TOKENS, 14),
        [
            (PipelineRequest((50_256, 60_000), SETTINGS), False),
            (None, True),
            (STRANGE, True),
        ]
        * 2,
        strict=True,
    ):
        disturbed.grow_to(tokens)
        if is_broken:
            engine.break_next_look(monkeypatch)
        with qtbot.waitSignal(loaded.aside_failed) as failed:
            loaded.explain(request or disturbed.look_at(tokens // 2))
            disturbed.grow_to(tokens + 1)
        sentences.append(failed.args[1])
    after = disturbed.finish()
    assert [record.token_id for record in after] == [record.token_id for record in alone]
    for record, before in zip(after, alone, strict=True):
        assert record.raw_p == pytest.approx(before.raw_p, rel=1e-4)
    assert all("memory" in sentence or "60000" in sentence for sentence in sentences)


def test_prompt_and_text_are_judged_after_the_answer(loaded, engine, qtbot):
    """Colours and *What if* of the answer that was just written agree with its own record."""
    answer = Answer(loaded, engine, qtbot)
    answer.grow_to(40)
    with (
        qtbot.waitSignal(loaded.measured) as measured,
        qtbot.waitSignal(loaded.what_if_ready) as judged,
    ):
        loaded.measure(answer.prompt)
        loaded.what_if(
            WhatIfRequest(
                answer.ids,
                SamplingSettings(temperature=0),
                tuple(record.draw for record in answer.records),
            )
        )
        answer.finish()
    stats, found = measured.args[1], judged.args[1]
    assert [token.token_id for token in stats.tokens] == list(answer.prompt)
    assert stats.tokens[0].raw_p is None
    assert all(token.rank is not None for token in stats.tokens[1:])
    assert found.is_complete
    other = next(index for index, record in enumerate(answer.records) if record.rank != 1)
    assert found.difference.index == len(answer.prompt) + other
