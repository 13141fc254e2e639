"""The engine as a whole: loading, failing and going on."""

from __future__ import annotations

import gc
import math
import weakref
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event
from types import SimpleNamespace

import pytest
import torch
from torch import Tensor

from gptdesk.chat.tokens import SamplingSettings
from gptdesk.engine import local_engine as inference
from gptdesk.engine.inspection import measure as inspect_module
from gptdesk.engine.inspection import what_if as what_if_module
from gptdesk.engine.inspection.values import PipelineRequest, WhatIfRequest
from gptdesk.engine.local_engine import InferenceEngine
from gptdesk.engine.run.device import DeviceChoice
from gptdesk.engine.shape import shape_of
from gptdesk.engine.types import (
    GenerationEnd,
    GenerationEvent,
    GenerationStep,
    LoadRequest,
    PromptReady,
)
from gptdesk.errors import (
    CheckpointError,
    DeviceLostError,
    DeviceOutOfMemoryError,
    GPTDeskError,
    NoModelError,
    NonFiniteLogitsError,
    RequestError,
)
from gptdesk.model import gpt as gpt_module
from gptdesk.model.config import GPTConfig
from gptdesk.model.gpt import GPTModel
from gptdesk.model.kv_cache import KVCache
from tests.engine.small_models import DICE, WatchedModel, request

TINY = GPTConfig(ctx_len=16, emb_dim=8, n_heads=2, n_layers=1, tie_embeddings=True)
OUT_OF_MEMORY = (
    lambda: torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a"),
    lambda: RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 40 B"),
    MemoryError,
)
LOST = (
    lambda: torch.AcceleratorError("CUDA error: device-side assert triggered\nCUDA kernel errors"),
    lambda: RuntimeError("CUDA error: unspecified launch failure"),
    lambda: torch.AcceleratorError("CUDA error: driver shutting down"),
)


class Packed(WatchedModel):
    """A watched network that says of itself what a packed one does."""

    precision, kernel, error = "exact", "float32", None
    reads_alike = True
    is_tried = False

    def hidden_states(self, in_idx: Tensor, cache: KVCache | None = None) -> Tensor:
        if not self.is_tried:  # while loading, not asked for anything yet
            self.is_tried = True
            return GPTModel.hidden_states(self, in_idx, cache)
        return super().hidden_states(in_idx, cache)

    @property
    def size_bytes(self) -> int:
        return sum(parameter.numel() * 4 for parameter in self.parameters())


class FakeDisk:
    """Stands in for `open_checkpoint` and `pack`: a new small network per path, or an error.

    Attributes:
        read: the paths, in order.
        models: what was handed out; weak, so that the engine alone keeps a model alive.
        error: raised by the next reads, if set.
        card_is_full: whether a graphics card has no room.
    """

    def __init__(self) -> None:
        self.read: list[Path] = []
        self.models: list[weakref.ref[Packed]] = []
        self.error: BaseException | None = None
        self.template = ""
        self.card_is_full = False

    def stand_in(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(inference, "open_checkpoint", self.open)
        monkeypatch.setattr(inference, "pack", self.pack)

    def open(
        self, path: Path, *, context_limit: int, progress: Callable[[str], None]
    ) -> SimpleNamespace:
        self.read.append(path)
        progress(f"Reading {path.name}")
        if self.error is not None:
            raise self.error
        return SimpleNamespace(
            name=path.stem,
            path=path,
            close=lambda: "0" * 64,
            file_format="GPTDesk safetensors",
            stored_dtype="float16",
            template=self.template,
            tokenizer=None,
            config=TINY,
            longest_context=TINY.ctx_len,
            licence="MIT",
            bits_per_weight=16.0,
            notes=("A note.",),
        )

    def pack(self, stored: object, precision: str, *, device: torch.device) -> Packed:
        if device.type == "cuda" and self.card_is_full:
            raise torch.OutOfMemoryError("CUDA out of memory.")
        model = Packed(TINY)
        self.models.append(weakref.ref(model))
        return model

    @property
    def model(self) -> Packed:
        """The one handed out last."""
        model = self.models[-1]()
        assert model is not None
        return model


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> FakeDisk:
    disk = FakeDisk()
    disk.stand_in(monkeypatch)
    return disk


@pytest.fixture
def no_collection() -> Iterator[None]:
    """Memory must come back by itself: the window collects garbage in its own thread only."""
    gc.disable()
    yield
    gc.enable()


@pytest.fixture
def caches(monkeypatch: pytest.MonkeyPatch) -> list[weakref.ref[KVCache]]:
    """Weak references to the cache of every run."""
    made: list[weakref.ref[KVCache]] = []

    def remembered(*args: object, **kwargs: object) -> KVCache:
        cache = KVCache(*args, **kwargs)
        made.append(weakref.ref(cache))
        return cache

    monkeypatch.setattr(gpt_module, "KVCache", remembered)
    return made


@pytest.fixture
def engine() -> Iterator[InferenceEngine]:
    before = torch.get_num_threads()
    yield InferenceEngine(threads=1)
    torch.set_num_threads(before)


def load(engine: InferenceEngine, name: str = "small", device: str = "cpu") -> None:
    engine.load(LoadRequest(Path(f"{name}.safetensors"), device), lambda _: None)


def generated(engine: InferenceEngine, tokens: int = 5) -> list[GenerationEvent]:
    return list(engine.generate(request(settings=DICE, max_new_tokens=tokens), Event()))


def steps_of(events: Iterable[GenerationEvent]) -> list[GenerationStep]:
    return [event for event in events if isinstance(event, GenerationStep)]


def steps_until_error(
    engine: InferenceEngine, tokens: int
) -> tuple[list[GenerationStep], GPTDeskError]:
    """Generate until it fails; return the steps that came and the error, which is kept."""
    steps: list[GenerationStep] = []
    try:
        for event in engine.generate(request(settings=DICE, max_new_tokens=tokens), Event()):
            steps += steps_of([event])
    except GPTDeskError as error:
        return steps, error
    pytest.fail("nothing failed")


# Loading


def test_loading_tells_what_was_loaded(engine, disk):
    """The model page and the reproducibility of an answer rest on these values."""
    said: list[str] = []
    info = engine.load(LoadRequest(Path("tiny.safetensors"), "cpu"), said.append)

    assert info == engine.info
    assert info.name == "tiny"
    assert info.shape == shape_of(TINY)
    assert info.size_bytes == info.shape.parameter_count * 4  # the tied head counts once
    assert (info.precision, info.kernel, info.error) == ("exact", "float32", None)
    assert info.device == "cpu"
    assert info.device_reason
    assert info.threads == torch.get_num_threads() == 1
    assert info.template == "user_bot"
    assert info.notes == ("A note.",)
    assert said == [
        "Reading tiny.safetensors",
        "Reading the tokenizer of tiny",
        "Trying tiny",
    ]


def test_a_model_brings_its_own_template(engine, disk):
    """GPT-2 itself knows nothing of our bundled model's 'User:' and 'Bot:'."""
    disk.template = "plain"
    load(engine)
    assert engine.info.template == "plain"


def test_a_real_file(engine, tmp_path, capfd):
    """The whole way once: a file on the disk, its text, and its figures. Nothing is printed."""
    torch.save(WatchedModel(TINY).state_dict(), tmp_path / "model.pth")
    (tmp_path / "config.json").write_text(
        '{"vocab_size": 50257, "ctx_len": 16, "emb_dim": 8, "n_heads": 2, "n_layers": 1,'
        ' "tie_embeddings": true}'
    )
    engine.load(LoadRequest(tmp_path / "model.pth"), lambda _: None)
    events = generated(engine, tokens=20)
    assert isinstance(events[0], PromptReady)
    assert isinstance(events[-1], GenerationEnd)
    assert len(engine.inspect("Once upon a time").tokens) == 4
    assert capfd.readouterr() == ("", "")


def test_all_cores_by_default(disk, monkeypatch):
    """Asked for nothing, the engine takes the physical cores."""
    monkeypatch.setattr(inference, "physical_cores", lambda: 1)
    engine = InferenceEngine()
    load(engine)
    assert engine.info.threads == 1
    with pytest.raises(ValueError, match="threads"):
        InferenceEngine(threads=0)


@pytest.mark.parametrize(
    "error",
    [
        CheckpointError(Path("bad.pth"), "is not a model", remedy="Choose another file."),
        RuntimeError("DefaultCPUAllocator: can't allocate memory"),
    ],
)
def test_a_model_that_cannot_be_loaded_leaves_the_old_one(engine, disk, error):
    """A wrong click in the file dialog must not cost the model that works."""
    load(engine, "good")
    before = engine.info
    disk.error = error
    with pytest.raises(GPTDeskError):
        load(engine, "bad")
    assert engine.info is before
    assert isinstance(generated(engine)[-1], GenerationEnd)
    assert disk.read == [Path("good.safetensors"), Path("bad.safetensors")]


def test_a_defect_while_loading_is_not_dressed_up(engine, disk):
    """What is nobody's shortage is a defect, and must reach the log as it is."""
    load(engine)
    disk.error = RuntimeError("mat1 and mat2 shapes cannot be multiplied")
    with pytest.raises(RuntimeError, match="mat1") as caught:
        load(engine, "other")
    assert caught.value is disk.error
    assert engine.info.name == "small"


@pytest.mark.parametrize("requested", ["auto", "cuda"])
def test_a_card_without_room(engine, disk, monkeypatch, requested):
    """Left to choose, the engine takes the CPU; told to take the card, it says why it cannot."""
    card = DeviceChoice(torch.device("cuda", 0), "The card passed.")
    monkeypatch.setattr(inference, "choose_device", lambda _: card)
    disk.card_is_full = True
    if requested == "auto":
        load(engine, device="auto")
        assert engine.info.device == "cpu"
        assert "no room" in engine.info.device_reason
    else:
        with pytest.raises(DeviceOutOfMemoryError, match="graphics card"):
            load(engine, device="cuda")
        assert engine.info is None


def test_without_a_model(engine, disk):
    """A sentence, not an AttributeError; also after unloading, which frees the memory."""
    for _ in range(2):
        with pytest.raises(NoModelError, match="Open one"):
            generated(engine)
        with pytest.raises(NoModelError):
            engine.inspect("Hello")
        with pytest.raises(NoModelError):
            engine.pipeline(PipelineRequest((1,), DICE))
        with pytest.raises(NoModelError):
            engine.what_if(WhatIfRequest((1, 2), DICE, (0.5,)), Event(), lambda *_: None)
        load(engine)
        engine.unload()
        assert engine.info is None
        assert disk.models[-1]() is None


# Explaining


def test_every_token_of_an_answer_is_explained_as_it_was_chosen(engine, disk):
    """Also while the answer runs, which goes on as if nobody had looked, and past its context."""
    load(engine)
    undisturbed = [step.record for step in steps_of(generated(engine, 40))]
    ids = engine.tokenizer.encode("Once upon a time")
    records = []
    for event in engine.generate(request(settings=DICE, max_new_tokens=40), Event()):
        if not isinstance(event, GenerationStep):
            continue
        records.append(event.record)
        for place in {len(records) - 1, len(records) // 2}:
            record = records[place]
            before = (*ids, *(earlier.token_id for earlier in records[:place]))
            wanted = PipelineRequest(before, DICE, record.draw, record.token_id)
            pipeline = engine.pipeline(wanted)
            row = pipeline.row_of(record.token_id)
            assert pipeline.drawn_id == record.token_id
            assert (row.rank, pipeline.kept) == (record.rank, record.kept)
            assert row.raw_p == pytest.approx(record.raw_p, rel=1e-4)
            assert row.final_p == pytest.approx(record.final_p, rel=1e-4)
    assert records == undisturbed


def test_other_settings_for_the_same_place_are_no_forward_pass(engine, disk):
    """A slider asks dozens of times a second."""
    load(engine)
    wanted = PipelineRequest((11, 12, 13), DICE, 0.5, 14)
    engine.pipeline(wanted)
    disk.model.reset()
    kept = [
        engine.pipeline(replace(wanted, settings=SamplingSettings(1, top_k, 1))).kept
        for top_k in (1, 7, 40)
    ]
    assert kept == [1, 7, 40]
    assert disk.model.fed == []
    stopped = Event()
    stopped.set()
    assert engine.pipeline(replace(wanted, ids=(15, 16)), stopped) is None
    for wrong in ({"ids": (11, 50257)}, {"token_id": 50257}):
        with pytest.raises(RequestError, match="50257"):
            engine.pipeline(replace(wanted, **wrong))


def test_what_other_settings_would_have_made_of_an_answer(engine, disk):
    """The engine's own answer, greedy instead: told beforehand where it parts."""
    load(engine)
    records = [step.record for step in steps_of(generated(engine, 30))]
    ids = engine.tokenizer.encode("Once upon a time")
    question = WhatIfRequest(
        (*ids, *(record.token_id for record in records)),
        SamplingSettings(0),
        tuple(record.draw for record in records),
    )
    said = []
    told = engine.what_if(question, Event(), lambda *numbers: said.append(numbers))
    greedy = engine.generate(request(settings=question.settings, max_new_tokens=30), Event())
    others = [step.record.token_id for step in steps_of(greedy)]
    assert told.difference is not None
    parting = told.difference.index - len(ids)
    assert others[:parting] == [record.token_id for record in records[:parting]]
    assert others[parting] == told.difference.other_id != records[parting].token_id
    assert said[-1] == (33, 33)


@pytest.mark.usefixtures("engine")  # puts the threads back
def test_a_text_is_read_with_all_threads_and_judged_with_one(disk, monkeypatch):
    """A run may have ended with fewer. On a busy machine small steps of many threads take ages."""
    monkeypatch.setattr("gptdesk.engine.run.device._LONG_ENOUGH_S", math.inf)  # it would see one
    engine = InferenceEngine(threads=3)
    load(engine)
    torch.set_num_threads(1)
    reading: list[int] = []
    judging: list[int] = []

    def noting(function: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object) -> object:
            judging.append(torch.get_num_threads())
            return function(*arguments)

        return call

    monkeypatch.setattr(what_if_module, "judge", noting(what_if_module.judge))
    monkeypatch.setattr(inspect_module, "token_stats", noting(inspect_module.token_stats))
    disk.model.before_forward = lambda _: reading.append(torch.get_num_threads())
    ids = tuple(range(30))
    for look in (
        lambda: engine.what_if(WhatIfRequest(ids, DICE, (0.5,) * 20), Event(), lambda *_: None),
        lambda: engine.measure(ids, Event()),
        lambda: engine.inspect(engine.tokenizer.decode(ids)),
    ):
        torch.set_num_threads(1)
        look()
        assert (set(reading), set(judging)) == ({3}, {1})
        reading.clear()
        judging.clear()


@pytest.mark.usefixtures("no_collection")
def test_a_failed_look_costs_one_look(engine, disk, caches):
    """C21 holds for every job: the memory comes back, and the next look simply works."""
    load(engine)
    generated(engine)
    place = PipelineRequest((11, 12, 13), DICE, 0.5, 14)
    question = WhatIfRequest((11, 12, 13), DICE, (0.5,))
    kept_errors = []
    for look in (
        lambda: engine.pipeline(place),
        lambda: engine.what_if(question, Event(), lambda *_: None),
    ):
        disk.model.before_forward = lambda _: raise_(OUT_OF_MEMORY[0]())
        with pytest.raises(DeviceOutOfMemoryError) as caught:
            look()
        kept_errors.append(caught.value)
        assert all(cache() is None for cache in caches)
        disk.model.reset()
        assert look() is not None


# Failing and going on


@pytest.mark.usefixtures("no_collection")
@pytest.mark.parametrize("kind", range(3))
def test_out_of_memory_costs_one_job(engine, disk, caches, kind):
    """C21: what was written stays, the memory comes back, and the next job simply works."""
    load(engine)
    model = disk.model
    expected = steps_of(generated(engine, 20))
    kept_errors = []  # as a crash report or a log handler might
    for k in range(17):
        model.reset()

        def fail(pass_number: int, k: int = k) -> None:
            if pass_number == k:
                raise_(OUT_OF_MEMORY[kind]())

        model.before_forward = fail
        steps, error = steps_until_error(engine, tokens=20)
        kept_errors.append(error)

        assert type(error) is DeviceOutOfMemoryError
        assert "CUDA" not in str(error)
        assert steps == expected[:k]
        assert caches[-1]() is None
    model.reset()
    assert steps_of(generated(engine, 20)) == expected
    assert disk.read == [Path("small.safetensors")]


@pytest.mark.usefixtures("no_collection")
@pytest.mark.parametrize("kind", range(3))
def test_a_lost_card_costs_one_job_and_the_card(disk, caches, kind):
    """C21: after an assertion in a kernel nothing computes there; the CPU reads the file again."""
    kept_errors = []
    for k in range(17):
        engine = InferenceEngine(threads=1)
        load(engine, device="auto")
        lost = disk.models[-1]
        disk.model.reset()

        def fail(pass_number: int, k: int = k) -> None:
            if pass_number == k:
                raise_(LOST[kind]())

        disk.model.before_forward = fail
        steps, error = steps_until_error(engine, tokens=20)
        kept_errors.append(error)

        assert type(error) is DeviceLostError
        assert len(steps) == k
        assert caches[-1]() is None
        assert lost() is None, "the error keeps the network alive"

        assert len(steps_of(generated(engine))) == 5
        assert engine.info.device == "cpu"
        assert disk.models[-1]() is not None


def test_a_lost_card_is_not_tried_again(engine, disk, monkeypatch):
    """Torch still calls it available; only a new process can use it."""
    load(engine, device="auto")
    disk.model.before_forward = lambda _: raise_(LOST[0]())
    with pytest.raises(DeviceLostError):
        generated(engine)
    assert engine.info is None

    monkeypatch.setattr(inference, "choose_device", lambda requested: pytest.fail(requested))
    load(engine, "other", device="cuda")
    assert engine.info.device == "cpu"
    assert "new start" in engine.info.device_reason
    assert disk.read == [Path("small.safetensors"), Path("other.safetensors")]
    assert isinstance(generated(engine)[-1], GenerationEnd)


def test_a_lost_card_and_a_file_that_is_gone(engine, disk):
    """The engine says so as often as it is asked, and works again once the file is back."""
    load(engine)
    disk.model.before_forward = lambda _: raise_(LOST[0]())
    with pytest.raises(DeviceLostError):
        engine.inspect("Hello there")
    disk.error = CheckpointError(Path("small.safetensors"), "is gone", remedy="Put it back.")
    for _ in range(2):
        with pytest.raises(CheckpointError, match="is gone"):
            generated(engine)
    disk.error = None
    assert len(engine.inspect("Hello there").tokens) == 2


@pytest.mark.parametrize("error", [NonFiniteLogitsError, RequestError])
def test_our_own_errors_keep_nothing_alive_either(engine, disk, caches, error):
    """Their tracebacks lead through the same frames, with the same caches in them."""
    load(engine)
    disk.model.reset()
    disk.model.before_forward = lambda n: raise_(error("A sentence.")) if n == 2 else None
    steps, kept = steps_until_error(engine, 5)
    assert len(steps) == 2
    assert type(kept) is error
    assert kept.__context__ is None
    assert caches[-1]() is None


def test_a_defect_is_raised_as_it_is_and_the_engine_lives(engine, disk):
    """Hiding a defect behind a polite sentence would keep it from ever being mended."""
    load(engine)
    disk.model.before_forward = lambda _: raise_(RuntimeError("mat1 and mat2 shapes"))
    with pytest.raises(RuntimeError, match="mat1"):
        generated(engine)
    disk.model.reset()
    assert isinstance(generated(engine)[-1], GenerationEnd)


def test_a_run_that_nobody_finishes(engine, disk):
    """Closing the window in the middle of an answer: the next run is complete."""
    load(engine)
    events = engine.generate(request(), Event())
    next(events)
    next(events)
    events.close()
    assert not torch.is_inference_mode_enabled()
    assert isinstance(generated(engine)[-1], GenerationEnd)


def test_loading_another_model_frees_the_first(engine, disk):
    """Two large models at once would not fit; the window looks for circles in new objects only."""
    gc.disable()
    try:
        load(engine, "one")
        generated(engine)
        load(engine, "two")
        assert disk.models[0]() is None
    finally:
        gc.enable()
    assert engine.info.name == "two"


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA graphics card")
def test_a_real_card_writes_what_the_cpu_writes(engine, monkeypatch):
    """The same dice: only rounding differs, and that does not reach the first tokens."""
    texts = []
    for device in ("cpu", "cuda"):
        disk = FakeDisk()
        disk.stand_in(monkeypatch)
        load(engine, device=device)
        assert engine.info.device.startswith(device)
        texts.append([step.record.token_id for step in steps_of(generated(engine, 12))])
    assert texts[0] == texts[1]


def raise_(error: BaseException) -> None:
    raise error
