"""How long it takes to explain a token: from `ask` in the window's thread to the answer.

    python tests/benchmarks/bench_questions.py [--model bundled|PATH] [--count 200]

The client and the real engine without a window. At rest: other settings at the same place, as fast
as they come and at 60 calls a second, and another place in a text that the network has in mind.
While an answer runs: the same, at random moments. Then what an answer that is asked for loses to a
prompt that is being measured, and how long a place waits in the midst of a long text.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from bench_window import parser, percentile, spread, turn_for, turn_until, verdict
from PySide6.QtCore import QCoreApplication, QObject, Slot

from gptdesk.app.inference.answers import Job
from gptdesk.app.inference.client import InferenceClient
from gptdesk.chat.messages import Message, Role
from gptdesk.chat.tokens import SamplingSettings, TokenRecord
from gptdesk.engine.inspection.values import PipelineRequest, WhatIfRequest
from gptdesk.engine.protocol import Engine
from gptdesk.engine.types import (
    GenerationEnd,
    GenerationEvent,
    GenerationRequest,
    GenerationStep,
    LoadRequest,
    PromptReady,
)
from gptdesk.storage.models.catalog import bundled_model
from tests.app.asking import Asking

FRAME_MS = 33
PROMPT = "Once upon a time there was a little girl named Lily. She loved to play outside. "


class Bench(QObject):
    """A client, and when what came."""

    def __init__(self, client: InferenceClient) -> None:
        super().__init__()
        self.client = client = Asking(client)
        self.asked_s: dict[int, float] = {}
        self.came_s: dict[int, float] = {}
        self.prompt: tuple[int, ...] = ()
        self.records: list[TokenRecord] = []
        self.end: GenerationEnd | None = None
        self.failures: list[str] = []
        client.pipeline_ready.connect(self._on_came)
        client.measured.connect(self._on_came)
        client.what_if_ready.connect(self._on_came)
        client.aside_failed.connect(self._on_aside_failed)
        client.answers.events_ready.connect(self._on_events_ready)
        client.answers.finished.connect(self._on_finished)

    @property
    def ids(self) -> tuple[int, ...]:
        """The prompt and the answer so far."""
        return (*self.prompt, *(record.token_id for record in self.records))

    def explain(self, index: int, settings: SamplingSettings) -> int:
        """Ask for a token of the answer."""
        record = self.records[index]
        request = PipelineRequest(
            self.ids[: len(self.prompt) + index], settings, record.draw, record.token_id
        )
        return self.ask(lambda: self.client.explain(request))

    def ask(self, call: Callable[[], int]) -> int:
        """Note when `call` was made."""
        begin = time.perf_counter()
        number = call()
        self.asked_s[number] = begin
        return number

    def wait(self, number: int) -> float:
        """Turn the event loop until that answer came; return milliseconds from the call."""
        if number not in self.came_s:
            self._loop_until(lambda: number in self.came_s)
        return self.ms(number)

    def ms(self, number: int) -> float:
        """Return how long an answer that came took."""
        return (self.came_s[number] - self.asked_s[number]) * 1000

    def answer(self, prompt: str, tokens: int, seed: int = 1) -> Job:
        """Ask for an answer."""
        self.records, self.end = [], None
        return self.client.generate(
            GenerationRequest(
                (Message(Role.USER, prompt),),
                settings=SamplingSettings(temperature=1, top_p=1),
                max_new_tokens=tokens,
                seed=seed,
            )
        )

    def wait_for_answer(self) -> GenerationEnd:
        """Turn the event loop until the answer is complete."""
        turn_until(lambda: self.end is not None)
        assert self.end is not None
        return self.end

    def _loop_until(self, is_done: Callable[[], bool]) -> None:
        turn_until(is_done)

    @Slot(int, object)
    def _on_came(self, number: int, _what: object) -> None:
        self.came_s[number] = time.perf_counter()

    @Slot(int, str)
    def _on_aside_failed(self, number: int, sentence: str) -> None:
        self.failures.append(sentence)
        self.came_s[number] = time.perf_counter()

    @Slot(object, object)
    def _on_events_ready(self, _job: Job, events: Iterable[GenerationEvent]) -> None:
        for event in events:
            if isinstance(event, PromptReady):
                self.prompt = event.ids
            elif isinstance(event, GenerationStep):
                self.records.append(event.record)

    @Slot(object, object)
    def _on_finished(self, _job: Job, end: GenerationEnd) -> None:
        self.end = end


def at_rest(bench: Bench, count: int, dice: random.Random) -> dict[str, list[float]]:
    """Time explanations while nothing else is done."""
    last = len(bench.records) - 1
    bench.wait(bench.explain(last, settings(0.9)))
    same = [bench.wait(bench.explain(last, settings(0.5 + step / count))) for step in range(count)]
    other = [bench.wait(bench.explain(dice.randrange(last), settings(1))) for _ in range(count)]
    numbers = []
    for step in range(count):
        numbers.append(bench.explain(last, settings(0.5 + step / count)))
        turn_for(1 / 60)
    bench.wait(numbers[-1])
    dragged = [bench.ms(number) for number in numbers if number in bench.came_s]
    return {
        "at rest, the same place": same,
        "at rest, a slider at 60/s": dragged,
        "at rest, another place": other,
    }


def in_an_answer(bench: Bench, count: int, dice: random.Random) -> dict[str, list[float]]:
    """Time explanations at random moments of answers that run."""
    taken: dict[str, list[float]] = {"in an answer, its newest": [], "in an answer, another": []}
    while len(taken["in an answer, another"]) < count:
        bench.answer(PROMPT, 400, seed=dice.randrange(2**31))
        turn_until(lambda: len(bench.records) > 2)
        while bench.end is None and len(bench.records) < 350:
            for name in taken:
                turn_for(dice.uniform(0.0, 0.02))
                last = len(bench.records) - 1
                index = last if "newest" in name else dice.randrange(last)
                taken[name].append(bench.wait(bench.explain(index, settings(dice.random()))))
        bench.client.cancel()
        bench.wait_for_answer()
    return taken


def first_token(bench: Bench, text: tuple[int, ...], disturb: str, rounds: int) -> list[float]:
    """Time first tokens of answers that are asked for while something else is computed."""
    taken = []
    for seed in range(rounds):
        if disturb == "measure":
            bench.client.measure((*text[:-1], seed))
        elif disturb == "what_if":
            bench.client.what_if(WhatIfRequest(text, settings(0.5), (0.5,) * (len(text) - 1)))
        turn_for(0.05 + 0.1 * seed / rounds)
        begin = time.perf_counter()
        bench.answer(PROMPT, 4, seed)
        turn_until(lambda: bool(bench.records))
        taken.append((time.perf_counter() - begin) * 1000)
        bench.wait_for_answer()
        turn_for(0.3)
    return taken


def in_a_text(bench: Bench, text: tuple[int, ...]) -> dict[str, list[float]]:
    """Time places that are explained while a full context is judged, and the judging."""
    question = WhatIfRequest(text, settings(0.5), (0.5,) * (len(text) - 1))
    alone = bench.wait(bench.ask(lambda: bench.client.what_if(question)))
    measured = bench.wait(bench.ask(lambda: bench.client.measure(text)))
    taken = []
    for _ in range(3):
        number = bench.ask(lambda: bench.client.what_if(question))
        while number not in bench.came_s:
            taken.append(bench.wait(bench.explain(len(bench.records) - 1, settings(0.7))))
            turn_for(0.03)
    return {
        f"what if, {len(text):,} tokens": [alone],
        f"a prompt of {len(text):,} tokens": [measured],
        "in what if, the same place": taken,
    }


def make_engine() -> Engine:
    """Build the real engine, in the worker's thread."""
    from gptdesk.engine.local_engine import InferenceEngine

    return InferenceEngine()


def settings(temperature: float) -> SamplingSettings:
    """Return settings with every filter on."""
    return SamplingSettings(
        temperature=temperature, top_k=200, top_p=0.95, min_p=0.001, repetition_penalty=1.1
    )


def main() -> None:
    """Print the figures; exit with 1 when a promise is broken."""
    options = parser(__doc__ or "")
    options.add_argument("--model", default="bundled", help="'bundled', or a file or folder")
    options.add_argument("--count", type=int, default=200)
    args = options.parse_args()
    app = QCoreApplication([])
    client = InferenceClient(make_engine)
    bench = Bench(client)
    client.start()
    client.load(LoadRequest(bundled_model() if args.model == "bundled" else Path(args.model)))
    turn_until(lambda: client.info is not None)
    assert client.info is not None
    dice = random.Random(args.seed)

    bench.answer(PROMPT * 10, 200)
    speed = bench.wait_for_answer().stats.decode_tokens_per_s or 0
    taken = at_rest(bench, args.count, dice)
    taken |= in_an_answer(bench, args.count, dice)
    text = tuple((bench.ids * 1000)[: client.info.shape.context_length])
    bench.answer(PROMPT, 50)
    bench.wait_for_answer()
    taken |= in_a_text(bench, text)
    for disturb in ("nothing", "measure", "what_if"):
        taken[f"first token, after {disturb}"] = first_token(bench, text, disturb, 10)
    print(f"questions: {client.info.name}, {speed:.0f} tokens/s, {client.info.threads} threads")
    for name, values in taken.items():
        print(f"  {name:28s} {spread(values, 'ms')}")
    assert not bench.failures, bench.failures
    token_ms = 1000 / speed if speed else 0
    limits = {
        "at rest, the same place": FRAME_MS,
        "at rest, a slider at 60/s": FRAME_MS,
        "in an answer, its newest": FRAME_MS + token_ms,
    }
    is_right = client.shutdown(5_000)
    exit_code = verdict(
        {"both threads ended": is_right},
        {
            f"{name}: p99 <= {limit_ms:.0f} ms": percentile(taken[name], 99) <= limit_ms
            for name, limit_ms in limits.items()
        },
        is_untimed=args.untimed,
    )
    del app
    raise SystemExit(exit_code)


if __name__ == "__main__":
    main()
