"""Stand-ins for the engine and the tokenizer: scripted, fast or slow on purpose, without torch.

`FakeEngine` keeps the promises of the `Engine` protocol unless a script says otherwise. Waiting
is done on events, so that cancelling ends it.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from threading import Event, Semaphore, get_ident

from gptdesk.chat.changes import HeadChange
from gptdesk.chat.tokens import TOP_N, TokenRecord, TokenStats
from gptdesk.engine.inside.values import ForgetRequest, Forgotten, InsideAnswer, InsideRequest
from gptdesk.engine.inspection.values import (
    GREEDY,
    TEMPERATURE,
    Draw,
    Interval,
    Normaliser,
    Pipeline,
    PipelineRequest,
    PipelineRow,
    Stage,
    WhatIf,
    WhatIfProgress,
    WhatIfRequest,
)
from gptdesk.engine.shape import shape_of
from gptdesk.engine.tokenizers.byte_pairs import BytePairTokenizer
from gptdesk.engine.tokenizers.chosen_layout import ChosenLayout
from gptdesk.engine.tokenizers.vocabulary import Vocabulary, load_vocabulary
from gptdesk.engine.types import (
    ComputeDevice,
    ContextShifted,
    FinishReason,
    GenerationEnd,
    GenerationEvent,
    GenerationRequest,
    GenerationStats,
    GenerationStep,
    LoadProgress,
    LoadRequest,
    ModelInfo,
    ModelOutline,
    Progress,
    PromptReady,
    TextStats,
)
from gptdesk.errors import CheckpointError, NoModelError, RequestError
from gptdesk.model.config import GPTConfig, count_parameters
from gptdesk.precision import PrecisionError


@cache
def vocabulary() -> Vocabulary:
    """The real one, read once."""
    return load_vocabulary()


CONFIG = GPTConfig(ctx_len=512, emb_dim=64, n_heads=2, n_layers=2, tie_embeddings=True)
INFO = ModelInfo(
    name="fake",
    path=Path("fake.safetensors"),
    sha256="0" * 64,
    file_format="none",
    shape=shape_of(CONFIG),
    size_bytes=4 * count_parameters(CONFIG).total,
    precision="exact",
    kernel="float32",
    error=None,
    device="cpu",
    device_reason="It is a fake.",
    threads=1,
    template="user_bot",
    vocabulary=vocabulary(),
)

KERNELS = {"exact": "float32", "balanced": "bfloat16", "fast": "int8"}
ERRORS = {"balanced": PrecisionError(4.13e-5, 1.0, 32), "fast": PrecisionError(0.0021, 31 / 32, 32)}


def info_in(precision: str) -> ModelInfo:
    """Return the fake's facts as it is loaded in `precision`."""
    if precision == INFO.precision:
        return INFO
    return replace(
        INFO, precision=precision, kernel=KERNELS[precision], error=ERRORS.get(precision)
    )


PROMPT_IDS = tuple(range(1_000, 1_010))  # of every prompt

Piece = tuple[int, str]  # a token and the text that it completes
_TOP_RAW_P = tuple(0.25 * 0.75**place for place in range(TOP_N))


@cache
def _whole_ids() -> tuple[int, ...]:
    """Ids of tokens that are whole characters by themselves, and print."""
    ids = []
    for token_id, piece in enumerate(vocabulary().pieces[:20_000]):
        text = piece.decode("utf-8", "replace")
        if text.isprintable() and "\ufffd" not in text:
            ids.append(token_id)
    return tuple(ids)


def pieces_of(token_ids: Sequence[int]) -> tuple[Piece, ...]:
    """Pair token ids, each of whole characters, with their text."""
    pieces = vocabulary().pieces
    return tuple((token_id, pieces[token_id].decode()) for token_id in token_ids)


def flood_pieces(tokens: int) -> tuple[Piece, ...]:
    """Return that many tokens of a text that never repeats for long, the same every time."""
    ids = _whole_ids()
    newline = (198, "\n")
    chosen = pieces_of([ids[(place * 7919) % len(ids)] for place in range(tokens)])
    return tuple(newline if place % 60 == 59 else piece for place, piece in enumerate(chosen))


STORY = pieces_of((7454, 2402, 257, 640, 11, 612, 373, 257, 21831, 13))  # Once upon a time, …


def story_text() -> str:
    return "".join(text for _, text in STORY)


def record(token_id: int, **values: object) -> TokenRecord:
    """Return a record in which everything is plausible, but for what `values` says."""
    others = (other for other in range(1000, 1000 + TOP_N) if other != token_id)
    fields: dict[str, object] = {
        "token_id": token_id,
        "raw_p": 0.25,
        "final_p": 0.25,
        "rank": 1,
        "entropy_bits": 2.0,
        "kept": 50257,
        "draw": 0.25,
        "top_ids": (token_id, *others)[:TOP_N],
        "top_raw_p": _TOP_RAW_P,
        "top_final_p": _TOP_RAW_P,
    }
    return TokenRecord(**{**fields, **values})  # pyright: ignore[reportArgumentType]


@dataclass(frozen=True)
class Script:
    """What one run of the fake engine does.

    Attributes:
        pieces: its tokens; those that the request already has are skipped.
        reason, end_text: of its end, if nothing stops it before.
        error: raised in place of an end.
        prefill_s: from the prompt to the first token, cut into 10 ms like chunks.
        tokens_per_s: None as fast as possible.
        dropped_tokens: of the prompt.
        shift_at: places in `pieces` before which the context is full.
        is_deaf: goes on though it is cancelled.
        is_endless: never yields an end, a broken promise.
        gate: if given, each token waits for a permit.
    """

    pieces: tuple[Piece, ...] = STORY
    reason: FinishReason = FinishReason.END_OF_TEXT
    end_text: str = ""
    retracted_chars: int = 0
    error: BaseException | None = None
    prefill_s: float = 0.0
    tokens_per_s: float | None = None
    dropped_tokens: int = 0
    shift_at: tuple[int, ...] = ()
    is_deaf: bool = False
    is_endless: bool = False
    gate: Semaphore | None = None


def _no_inside(_request: InsideRequest) -> InsideAnswer:
    raise RequestError("The fake has no inside.")


@dataclass
class FakeEngine:
    """Runs scripts in the order in which they were enqueued; without one, the story.

    Attributes:
        load_delay_s: how long loading takes, in steps of 10 ms that report progress.
        is_load_blocking: loading reports nothing meanwhile, like importing torch.
        load_errors: raised by the next loads, one each.
        requests: of all runs.
        inside_requests, look: looks inside, and what answers them.
        known_devices, outlines: what can be loaded on, and what a model takes.
        thread_ids: in which threads it was called.
    """

    load_delay_s: float = 0.0
    is_load_blocking: bool = False
    story: Script = Script()
    load_errors: deque[BaseException] = field(default_factory=deque)
    requests: list[GenerationRequest] = field(default_factory=list)
    pipeline_requests: list[PipelineRequest] = field(default_factory=list)
    measured: list[tuple[int, ...]] = field(default_factory=list)
    measured_heads: list[tuple[HeadChange, ...]] = field(default_factory=list)
    what_if_requests: list[WhatIfRequest] = field(default_factory=list)
    inside_requests: list[InsideRequest] = field(default_factory=list)
    look: Callable[[InsideRequest], InsideAnswer | None] = lambda request: _no_inside(request)
    loads: list[LoadRequest] = field(default_factory=list)
    thread_ids: set[int] = field(default_factory=set)
    known_devices: tuple[ComputeDevice, ...] = (ComputeDevice("cpu", threads=1),)
    outlines: dict[Path, ModelOutline] = field(default_factory=dict)
    load_gate: Event | None = None
    info: ModelInfo | None = None
    is_unloaded: bool = False
    _scripts: deque[Script] = field(default_factory=deque)

    def __post_init__(self) -> None:
        self.thread_ids.add(get_ident())

    def enqueue(self, *scripts: Script) -> None:
        self._scripts.extend(scripts)

    def enqueue_flood(self, tokens: int, *, tokens_per_s: float | None = 20_000) -> str:
        """Enqueue a run of that many tokens; return its text."""
        pieces = flood_pieces(tokens)
        self.enqueue(Script(pieces, FinishReason.MAX_TOKENS, tokens_per_s=tokens_per_s))
        return "".join(text for _, text in pieces)

    # -- the Engine protocol

    @property
    def tokenizer(self) -> BytePairTokenizer:
        return BytePairTokenizer(load_vocabulary())

    def load(self, request: LoadRequest, progress: LoadProgress) -> ModelInfo:
        self.thread_ids.add(get_ident())
        self.loads.append(request)
        progress("Reading the fake…")
        if self.load_gate is not None:
            self.load_gate.wait(30)
        until = time.monotonic() + self.load_delay_s
        while (left_s := until - time.monotonic()) > 0:
            Event().wait(left_s if self.is_load_blocking else min(left_s, 0.01))
            if not self.is_load_blocking:
                progress("Still reading the fake…")
        if self.load_errors:
            raise self.load_errors.popleft()
        self.info = info_in(request.precision)
        if request.device.startswith("cuda"):
            known = {one.name for one in self.known_devices}
            found = request.device if request.device in known else "cpu"
            reason = f"{found.upper()} was found for {request.device}."
            self.info = replace(self.info, device=found, device_reason=reason)
        return self.info

    def devices(self) -> tuple[ComputeDevice, ...]:
        return self.known_devices

    def outline_of(self, path: Path, device: str, context_limit: int = 4096) -> ModelOutline:
        if path in self.outlines:
            return self.outlines[path]
        raise CheckpointError(path, "the fake knows no such file", remedy="Tell it.")

    def lay_out_by(self, layout: ChosenLayout | None) -> ModelInfo:
        if self.info is None:
            raise NoModelError("No model is open. Open one first.")
        form = None if layout is None else layout.form(self.info.vocabulary)
        self.info = replace(self.info, layout=layout, chat=form)
        return self.info

    def unload(self) -> None:
        self.thread_ids.add(get_ident())
        self.info = None
        self.is_unloaded = True

    def generate(self, request: GenerationRequest, cancelled: Event) -> Iterator[GenerationEvent]:
        self.thread_ids.add(get_ident())
        self.requests.append(request)
        if self.info is None:
            raise NoModelError("No model is open. Open one, then send again.")
        script = self._scripts.popleft() if self._scripts else self.story
        return _play(script, request, Event() if script.is_deaf else cancelled)

    def inspect(self, text: str, *, bos: bool = False, top_n: int = TOP_N) -> TextStats:
        return TextStats((), None)

    def measure(
        self,
        ids: tuple[int, ...],
        cancelled: Event,
        top_n: int = TOP_N,
        *,
        progress: Progress | None = None,
        heads: tuple[HeadChange, ...] = (),
    ) -> TextStats:
        self.thread_ids.add(get_ident())
        self.measured.append(ids)
        self.measured_heads.append(heads)
        if self.info is None:
            raise NoModelError("No model is open. Open one first.")
        known = () if cancelled.is_set() else ids
        return TextStats(
            tuple(stats_of(index, token_id) for index, token_id in enumerate(known)), 2.0
        )

    def pipeline(self, request: PipelineRequest, cancelled: Event | None = None) -> Pipeline | None:
        self.thread_ids.add(get_ident())
        self.pipeline_requests.append(request)
        if self.info is None:
            raise NoModelError("No model is open. Open one first.")
        return None if cancelled is not None and cancelled.is_set() else pipeline(request)

    def what_if(self, request: WhatIfRequest, cancelled: Event, progress: WhatIfProgress) -> WhatIf:
        self.thread_ids.add(get_ident())
        self.what_if_requests.append(request)
        if self.info is None:
            raise NoModelError("No model is open. Open one first.")
        total = len(request.ids) - 1
        done = 0 if cancelled.is_set() else total
        progress(done, total)
        same = len(request.draws) if done else 0
        return WhatIf(request.settings, done, (), same, None, 0, is_complete=done == total)

    def look_inside(
        self, request: InsideRequest, cancelled: Event, progress: Progress
    ) -> InsideAnswer | None:
        self.thread_ids.add(get_ident())
        self.inside_requests.append(request)
        if isinstance(request, ForgetRequest):
            return Forgotten()
        if self.info is None:
            raise NoModelError("No model is open. Open one first.")
        return None if cancelled.is_set() else self.look(request)


class GeneratingEngine:
    """A fake that only generates, and is told little about its tokens, as by a server.

    Attributes:
        engine: what it asks.
    """

    def __init__(self) -> None:
        self.engine = FakeEngine()

    @property
    def info(self) -> ModelInfo | None:
        return None if self.engine.info is None else replace(self.engine.info, can_inspect=False)

    def load(self, request: LoadRequest, progress: LoadProgress) -> ModelInfo:
        return replace(self.engine.load(request, progress), can_inspect=False)

    def devices(self) -> tuple[ComputeDevice, ...]:
        return self.engine.devices()

    def outline_of(self, path: Path, device: str, context_limit: int = 4096) -> ModelOutline:
        return self.engine.outline_of(path, device, context_limit)

    def unload(self) -> None:
        self.engine.unload()

    def generate(self, request: GenerationRequest, cancelled: Event) -> Iterator[GenerationEvent]:
        for event in self.engine.generate(request, cancelled):
            if isinstance(event, GenerationStep):
                yield replace(event, record=told(event.record))
            else:
                yield event


def told(known: TokenRecord) -> TokenRecord:
    """Return what a server tells of a record: raw probabilities, of the best ones and this one."""
    return replace(
        known,
        **dict.fromkeys(("final_p", "rank", "entropy_bits", "kept", "draw")),
        top_final_p=(),
        top_removed_by=(),
    )


def stats_of(index: int, token_id: int) -> TokenStats:
    """Return plausible figures of a token of a prompt; nothing predicted the first one."""
    if index == 0:
        return TokenStats(0, token_id)
    return TokenStats(index, token_id, 0.5, 1, 1.0, 1.5, (token_id, 11), (0.5, 0.25))


def pipeline(request: PipelineRequest) -> Pipeline:
    """Return a pipeline of two tokens of one half each, in a vocabulary of two."""
    first = 0 if request.token_id is None else request.token_id
    greedy = request.settings.temperature == 0
    half = Normaliser(0.0, 2.0, math.log(2))
    names = (GREEDY,) if greedy else (TEMPERATURE, "top_k", "top_p", "min_p")
    stages = tuple(Stage(n, 1 if greedy else 2, None if greedy else half) for n in names)
    p = 1.0 if greedy else 0.5
    scaled = None if greedy else 0.0
    removed_by = GREEDY if greedy else ""
    columns = len(names)
    intervals = (Interval(first, 0.5, 0.0, 0.5), Interval(first + 1, 0.5, 0.5, 1.0))
    u = None if greedy else request.draw
    drawn = intervals[0 if u is None or u < 0.5 else 1]
    return Pipeline(
        settings=request.settings,
        vocab_size=2,
        token_id=request.token_id,
        drawn_id=drawn.token_id if greedy or u is not None else None,
        rows=(
            PipelineRow(first, 1, 1, 1, 0.0, 0.0, scaled, 0.5, (p,) * columns, ""),
            PipelineRow(
                *(first + 1, 1, int(not greedy), 2, 0.0, 0.0),
                *(scaled, 0.5, (1 - p,) * columns, removed_by),
            ),
            PipelineRow(None, 0, 0, None, None, None, None, 0.0, (0.0,) * columns, ""),
        ),
        raw=half,
        stages=stages,
        entropy_bits=1.0,
        surprisal_bits=None if request.token_id is None else 1.0,
        draw=None if u is None else Draw(u, drawn, intervals[0], intervals),
    )


def _play(
    script: Script, request: GenerationRequest, cancelled: Event
) -> Iterator[GenerationEvent]:
    """Yield what `script` says, as fast as it says."""
    begin = time.perf_counter()
    yield PromptReady(10, script.dropped_tokens, PROMPT_IDS)
    while (left_s := begin + script.prefill_s - time.perf_counter()) > 0:
        if cancelled.wait(min(left_s, 0.01)):
            break
    skipped = len(request.answer_ids)
    new_tokens = 0
    reason = script.reason
    begin = time.perf_counter()
    pieces = vocabulary().pieces
    forced = [
        (token_id, pieces[token_id].decode("utf-8", "replace")) for token_id in request.forced_ids
    ]
    script_pieces = [*forced, *script.pieces[skipped + len(forced) :]]
    for place, (token_id, text) in enumerate(script_pieces, start=skipped):
        if new_tokens == request.max_new_tokens:
            reason = FinishReason.MAX_TOKENS
            break
        if not _pace(script, begin, new_tokens, cancelled):
            reason = FinishReason.CANCELLED
            break
        if place in script.shift_at:
            yield ContextShifted(dropped_tokens=256, kept_tokens=256)
        new_tokens += 1
        made = replace(record(token_id), is_forced=place < skipped + len(forced))
        yield GenerationStep(made, text, context_tokens=min(10 + place + 1, 512))
    if script.error is not None:
        raise script.error
    if script.is_endless:
        return
    seconds = time.perf_counter() - begin
    stats = GenerationStats(10, new_tokens, 0.01, new_tokens / seconds if seconds > 0 else None)
    end_text = "" if reason is FinishReason.CANCELLED else script.end_text
    yield GenerationEnd(reason, end_text, stats, script.retracted_chars)


def _pace(script: Script, begin: float, new_tokens: int, cancelled: Event) -> bool:
    """Wait for the next token's time; return False if the run was cancelled."""
    if script.gate is not None:
        while not script.gate.acquire(timeout=0.005):
            if cancelled.is_set():
                return False
    if script.tokens_per_s is not None:
        ahead_s = begin + new_tokens / script.tokens_per_s - time.perf_counter()
        if ahead_s > 0.001:
            cancelled.wait(ahead_s)
    return not cancelled.is_set()


class FakeTokenizer:
    """One token per character; remembers where it was called."""

    def __init__(self, *, is_broken: bool = False) -> None:
        self.thread_ids = {get_ident()}
        self.texts: list[str] = []
        self.gate: Event | None = None
        self._is_broken = is_broken

    @property
    def vocabulary(self) -> Vocabulary:
        return Vocabulary((b"a", b"b"))

    def count_lost(self, text: str) -> int:
        return text.count("\x04")

    def encode(self, text: str, *, goes_on: bool = False) -> list[int]:
        self.thread_ids.add(get_ident())
        if self.gate is not None:
            self.gate.wait(30)
        self.texts.append(text)
        if self._is_broken:
            raise BaseException("a panic")  # noqa: TRY002  as tiktoken's PanicException
        return [0] * len(text)
