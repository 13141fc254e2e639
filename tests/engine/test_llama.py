"""A network of the Llama family answers in the house as a GPT-2 does: same steps, same figures."""

from __future__ import annotations

import logging
import weakref
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Event

import pytest
import torch

from gptdesk import precision
from gptdesk.chat.changes import HeadChange
from gptdesk.chat.messages import Message, PromptMode, Role
from gptdesk.chat.tokens import SamplingSettings
from gptdesk.engine import local_engine
from gptdesk.engine.bench import bytes_per_token
from gptdesk.engine.inside.values import (
    Loss,
    LossRequest,
    PlaceRequest,
    PlaceView,
    PositionsRequest,
    TextPlace,
)
from gptdesk.engine.inspection.values import PipelineRequest, WhatIfRequest
from gptdesk.engine.local_engine import InferenceEngine
from gptdesk.engine.types import (
    FinishReason,
    GenerationEnd,
    GenerationEvent,
    GenerationRequest,
    GenerationStep,
    LoadRequest,
    MemoryNeed,
)
from gptdesk.errors import ChatTemplateError, DeviceOutOfMemoryError, RequestError
from gptdesk.model.checkpoints.open import open_checkpoint, say_nothing
from gptdesk.precision import PRECISIONS
from tests.model.llama_networks import make_network, page_of, write_gguf

DICE = SamplingSettings(temperature=1.0, top_k=40, repetition_penalty=1.1)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    logging.getLogger("gguf").setLevel(logging.ERROR)
    path = tmp_path_factory.mktemp("llama") / "tiny.gguf"
    write_gguf(path, "llama", make_network("llama"), "q8_0")
    return path


@pytest.fixture
def engine(path: Path) -> InferenceEngine:
    engine = InferenceEngine(threads=1)
    engine.load(LoadRequest(path, "cpu"), say_nothing)
    return engine


@pytest.mark.parametrize(
    "template",
    [
        "{% for %}",
        "{{ ''.__class__ }}",
        "{{ raise_exception('Never.') }}",
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "{% for m in messages %}{{ m.content }}{% endfor %}" + " " * 1_000_000,
        "{# nothing #}",
        "",
    ],
    ids=["syntax", "class", "refusal", "endless", "1 MB", "nothing", "none"],
)
def test_whatever_a_files_template_is_texts_are_continued(template: str, tmp_path: Path) -> None:
    """A conversation is refused in one sentence that names the way out."""
    path = tmp_path / "tiny.gguf"
    write_gguf(path, "llama", make_network("llama"), "q8_0", template)
    engine = InferenceEngine(threads=1)
    engine.load(LoadRequest(path, "cpu"), say_nothing)
    with pytest.raises((ChatTemplateError, RequestError), match=r"Continue|Never\.") as refused:
        run(engine, request(mode=PromptMode.CONVERSATION))
    assert "\n" not in str(refused.value)
    assert len(run(engine, request(mode=PromptMode.CONTINUE))) > 2


def request(**changes: object) -> GenerationRequest:
    prompt = (Message(Role.USER, "the cat that ate the hat"),)
    wanted = GenerationRequest(prompt, settings=DICE, seed=3, max_new_tokens=20)
    return replace(wanted, **changes)  # type: ignore[arg-type]


def run(engine: InferenceEngine, wanted: GenerationRequest) -> list[GenerationEvent]:
    return list(engine.generate(wanted, Event()))


def steps(events: list[GenerationEvent]) -> list[GenerationStep]:
    return [event for event in events if isinstance(event, GenerationStep)]


def test_one_token_at_a_time_is_one_long_run(engine: InferenceEngine) -> None:
    """Step, branch and continue all rest on it; the cache grows and is cut meanwhile."""
    whole = steps(run(engine, request()))
    assert len(whole) > 5
    ids: list[int] = []
    for step in whole:
        (one,) = steps(run(engine, request(answer_ids=tuple(ids), max_new_tokens=1)))
        assert one.record.token_id == step.record.token_id
        assert one.record.raw_p == pytest.approx(step.record.raw_p, rel=1e-4)
        ids.append(one.record.token_id)


def test_the_same_settings_would_have_made_the_same(engine: InferenceEngine) -> None:
    """What-if replays the dice over a pass of the whole text."""
    events = run(engine, request())
    records = [step.record for step in steps(events)]
    prompt = engine.tokenizer.encode("the cat that ate the hat")
    wanted = WhatIfRequest(
        ids=(*prompt, *(record.token_id for record in records)),
        settings=DICE,
        draws=tuple(record.draw for record in records),
        drawn_with=(DICE,) * len(records),
        seed=3,
    )
    answer = engine.what_if(wanted, Event(), lambda _done, _total: None)
    assert (answer.difference, answer.same_tokens) == (None, len(records))
    other = replace(wanted, settings=SamplingSettings(temperature=0.0), drawn_with=())
    changed = engine.what_if(other, Event(), lambda _done, _total: None)
    assert changed.difference is not None


def test_a_place_is_explained_as_it_was_chosen(engine: InferenceEngine) -> None:
    """The pipeline looks back into what the answer has read."""
    (first, *_rest) = steps(run(engine, request()))
    ids = tuple(engine.tokenizer.encode("the cat that ate the hat"))
    shown = engine.pipeline(
        PipelineRequest(ids, DICE, draw=first.record.draw, token_id=first.record.token_id)
    )
    assert shown is not None
    row = next(row for row in shown.rows if row.token_id == first.record.token_id)
    assert row.raw_p == pytest.approx(first.record.raw_p, rel=1e-4)


def test_a_refused_look_costs_no_other_look_its_pass(engine: InferenceEngine) -> None:
    """What was read for the page on show is there for the next question, and so is the answer's."""
    ids = tuple(engine.tokenizer.encode("the cat that ate the hat"))
    ask = partial(engine.look_inside, cancelled=Event())
    assert ask(PlaceRequest(TextPlace(ids, len(ids))), progress=lambda _done, _total: None)
    with pytest.raises(RequestError):
        ask(PositionsRequest(), progress=lambda _done, _total: None)
    read: list[int] = []
    assert ask(PlaceRequest(TextPlace(ids, 2)), progress=lambda done, _total: read.append(done))
    assert not read, "no block is passed again"


def test_it_stops_when_told_and_the_next_answer_is_right(engine: InferenceEngine) -> None:
    """An answer that is stopped leaves a cache of which a part is of no use."""
    wanted = run(engine, request())
    stop = Event()
    stopped: list[GenerationEvent] = []
    for event in engine.generate(request(), stop):
        stopped.append(event)
        if len(steps(stopped)) == 2:
            stop.set()
    assert isinstance(stopped[-1], GenerationEnd)
    assert stopped[-1].reason is FinishReason.CANCELLED
    again = [step.record.token_id for step in steps(run(engine, request()))]
    assert again == [step.record.token_id for step in steps(wanted)]


def test_what_it_says_of_itself(path: Path) -> None:
    """The window shows it, and offers only what can be done."""
    engine = InferenceEngine(threads=1)
    info = engine.load(LoadRequest(path, "cpu", "fast", context_limit=256), say_nothing)
    assert (info.precision, info.kernel, info.error) == ("exact", "float32", None)
    assert (info.precisions, info.can_look_inside) == (("exact", "balanced"), True)
    assert (info.shape.architecture, info.file_format) == ("Llama", "Llama GGUF")
    assert (info.shape.context_length, info.longest_context) == (128, 128)
    # 2 blocks, keys and values of 2 heads 8 wide, 128 places, 4 bytes each
    assert info.context_bytes == 2 * 2 * 2 * 8 * 128 * 4
    assert info.size_bytes == 4 * info.shape.parameter_count
    assert "position_embedding" not in dict(info.shape.parameters)
    # All matrices of an untied network but the rows of its embedding, which are looked up.
    assert bytes_per_token(info) == info.size_bytes - 4 * 160 * 64
    needs = engine.outline_of(path, "cpu")
    assert needs.of("exact") == MemoryNeed(info.size_bytes, info.context_bytes)
    assert [precision for precision, _ in needs.by_precision] == ["exact", "balanced"]
    balanced = engine.load(LoadRequest(path, "cpu", "balanced", context_limit=256), say_nothing)
    assert balanced.size_bytes == needs.of("balanced").weights < info.size_bytes


def test_a_file_of_4_bits_is_computed_in_its_own_groups(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fast is offered before it is tried; where its error is too large, Exact is loaded instead."""
    path = tmp_path / "tiny.gguf"
    write_gguf(path, "llama", make_network("llama"), "q4_1")
    engine = InferenceEngine(threads=1)
    wanted = LoadRequest(path, "cpu", "fast")
    monkeypatch.setattr(precision, "_PROMISED", {"fast": (2e-2, 0.5)})  # logits reach 40 here
    info = engine.load(wanted, say_nothing)
    assert (info.precision, info.kernel, info.precisions) == ("fast", "4-bit groups", PRECISIONS)
    assert info.error is not None
    assert info.error.places > 60
    assert steps(run(engine, request()))

    monkeypatch.setattr(precision, "_PROMISED", {"fast": (1e-9, 1.0)})
    info = engine.load(wanted, say_nothing)
    assert (info.precision, info.precisions) == ("exact", ("exact", "balanced"))
    assert any(note.startswith("Fast is not offered for this file: ") for note in info.notes)
    assert steps(run(engine, request()))


@pytest.mark.parametrize("precision", ["exact", "balanced"])
def test_its_inside_is_that_of_the_file(tmp_path: Path, precision: str) -> None:
    """In float32 as stored, whatever answers; read again with the context that was asked for."""
    path, made = tmp_path / "tiny.gguf", make_network("llama")
    made.config.max_position_embeddings = 2048
    write_gguf(path, "llama", made, "q8_0")
    engine = InferenceEngine(threads=1)
    engine.load(LoadRequest(path, "cpu", precision, context_limit=256), say_nothing)
    ids = tuple(engine.tokenizer.encode("the cat that ate the hat"))
    network = page_of(open_checkpoint(path))
    with torch.inference_mode():
        truth = network(torch.tensor([ids]))[0, -1].softmax(0)
    at = TextPlace(ids, len(ids))
    view = engine.look_inside(PlaceRequest(at), Event(), lambda _done, _total: None)
    assert isinstance(view, PlaceView)
    assert view.outcome.p == pytest.approx(float(truth.max()), abs=1e-5)
    assert engine._opened is not None
    assert engine._opened.network.cfg.ctx_len == 256
    loss = engine.look_inside(LossRequest(at), Event(), lambda _done, _total: None)
    assert isinstance(loss, Loss)
    assert all(length > 0 for _, length in loss.gradient_lengths)


def test_an_answer_with_heads_off_is_another_and_explains_itself(engine: InferenceEngine) -> None:
    """Generation, figures of the text and the pipeline leave out the same heads."""
    off = tuple(HeadChange(1, head) for head in range(1, 9))
    plain, without = (steps(run(engine, request(heads=heads))) for heads in ((), off))
    assert [s.record.token_id for s in plain] != [s.record.token_id for s in without]
    ids = tuple(engine.tokenizer.encode("the cat that ate the hat"))
    first = without[0].record
    asked = PipelineRequest(ids, DICE, first.draw, first.token_id, heads=off)
    assert engine.pipeline(asked).row_of(first.token_id).raw_p == pytest.approx(
        first.raw_p, rel=1e-4
    )
    whole = (*ids, *(step.record.token_id for step in without))
    stats = engine.measure(whole, Event(), heads=off).tokens[len(ids) :]
    for one, step in zip(stats, without, strict=True):
        assert one.raw_p == pytest.approx(step.record.raw_p, rel=1e-4)
    with pytest.raises(RequestError, match=r"no head 1\.9"):
        run(engine, request(heads=(HeadChange(1, 9),)))


def test_what_can_never_fit_is_refused_before_it_is_read(
    engine: InferenceEngine, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise the system ends the whole program; both numbers say by how much."""
    monkeypatch.setattr(local_engine, "physical_memory_bytes", lambda: 100_000)
    monkeypatch.setattr(local_engine, "_read", None)  # it would be called
    with pytest.raises(DeviceOutOfMemoryError, match=r"needs about .* has 97\.7 KiB.*a shorter"):
        engine.load(LoadRequest(path, "cpu"), say_nothing)
    assert steps(run(engine, request()))


def test_another_model_frees_the_first(engine: InferenceEngine, path: Path) -> None:
    """Two of them at once fill a laptop."""
    run(engine, request())
    assert engine._loaded is not None
    first = weakref.ref(engine._loaded.network.tok_emb)
    engine.load(LoadRequest(path, "cpu"), say_nothing)
    assert first() is None
