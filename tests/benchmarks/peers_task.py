"""What an engine of `peers.py` is asked, and the clock it is timed with; knows no engine.

The clock runs in the engine's own process: from the call to the first streamed token, and from
token to token.
"""

from __future__ import annotations

import json
import statistics
import time
from array import array
from collections.abc import Callable
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

WARM_UP_TOKENS = 4
FIRST_TOKEN_ONLY = 2  # tokens after a prompt that is there for the time to first token
SLOW_TOKENS = 8  # after a long prompt, for an engine that reads all of it for every token


@dataclass(frozen=True)
class Prompt:
    """A text and the tokens that it is."""

    text: str
    ids: list[int]


@dataclass(frozen=True)
class Task:
    """What an engine has to do.

    Attributes:
        model: the Hugging Face folder.
        converted: the engine's own file or folder, where it needs one.
        threads: to compute with.
        new_tokens: after each of the prompts that are timed.
        warm_up: a prompt that is not measured.
        prompts: by their length in tokens.
        first_token_only: lengths of prompts after which only the first token is timed.
        forced: tokens of a text, whose distributions are written down; none for no such file.
        log_p: where, float32: what is expected after each of them.
    """

    model: Path
    converted: Path
    threads: int
    new_tokens: int
    warm_up: Prompt
    prompts: dict[int, Prompt]
    first_token_only: tuple[int, ...]
    forced: tuple[int, ...] = ()
    log_p: Path = Path()

    def to_json(self) -> str:
        """Write it down for another process."""
        return json.dumps(asdict(self), default=str)

    @classmethod
    def from_json(cls, text: str) -> Task:
        """Read what `to_json` wrote."""
        values = json.loads(text)
        return cls(
            model=Path(values["model"]),
            converted=Path(values["converted"]),
            threads=values["threads"],
            new_tokens=values["new_tokens"],
            warm_up=Prompt(**values["warm_up"]),
            prompts={int(n): Prompt(**prompt) for n, prompt in values["prompts"].items()},
            first_token_only=tuple(values["first_token_only"]),
            forced=tuple(values["forced"]),
            log_p=Path(values["log_p"]),
        )


OnToken = Callable[[int | None], None]  # None: the engine does not say which
Stream = Callable[[Prompt, int, OnToken], None]  # calls back with every new token's id
# Returns log-probabilities of the whole vocabulary after each token of a text, row by row.
LogP = Callable[[tuple[int, ...]], "array[float]"]


@dataclass(frozen=True)
class Opened:
    """A loaded engine.

    Attributes:
        stream: continues a prompt.
        detail: version, and what computes.
        in_network_s: the network's part of every token's time, appended as they come; None where
            that is not known.
        log_p: see `LogP`.
    """

    stream: Stream
    detail: str
    in_network_s: list[float] | None = None
    log_p: LogP | None = None


Load = Callable[[Task], Opened]


@dataclass(frozen=True)
class Engine:
    """A line of the table.

    Attributes:
        name: for the table and `--engines`.
        start: imports what it needs, given `kind`, and returns what loads.
        kind: a precision, in the engine's own word.
        package: the distribution's module, without which it is left out.
        conversion: "ctranslate2" or "gguf" where it reads a file of its own.
        is_slow: reads the whole text for every token.
        reads: kinds of model that it is compared on: a Hugging Face folder, a GGUF file.
    """

    name: str
    start: Callable[[str], Load]
    kind: str = ""
    package: str = "torch"
    conversion: str = ""
    is_slow: bool = False
    reads: tuple[str, ...] = ("folder",)


def _time(stream: Stream, prompt: Prompt, new_tokens: int) -> dict[str, Any]:
    """Return the tokens and when they came."""
    ids: list[int | None] = []
    stamps = [time.perf_counter()]
    cpu_stamps: list[float] = []

    def on_token(token_id: int | None) -> None:
        stamps.append(time.perf_counter())
        cpu_stamps.append(time.process_time())
        ids.append(token_id)

    stream(prompt, new_tokens, on_token)
    gaps = [later - earlier for earlier, later in pairwise(stamps[1:])]
    cpu_gaps = [later - earlier for earlier, later in pairwise(cpu_stamps)]
    return {
        "cpu_step_s": statistics.median(cpu_gaps) if cpu_gaps else None,
        "first_token_s": stamps[1] - stamps[0] if ids else None,
        "step_s": statistics.median(gaps) if gaps else None,
        "token_ids": ids,
    }


def measure(engine: Engine, task: Task) -> dict[str, Any]:
    """Import, load and run an engine; return what the table is made of."""
    begin_s = time.perf_counter()
    load = engine.start(engine.kind)
    imported_s = time.perf_counter()
    opened = load(task)
    # Some map the file and read it when it is needed, so a first answer belongs to the loading.
    opened.stream(task.warm_up, WARM_UP_TOKENS, lambda _: None)
    loaded_s = time.perf_counter()

    def new_tokens(length: int) -> int:
        if length in task.first_token_only:
            return FIRST_TOKEN_ONLY
        return SLOW_TOKENS if engine.is_slow and length > 100 else task.new_tokens

    runs: dict[int, dict[str, Any]] = {}
    network: dict[int, float] = {}
    for length, prompt in task.prompts.items():
        if opened.in_network_s is not None:
            opened.in_network_s.clear()
        runs[length] = _time(opened.stream, prompt, new_tokens(length))
        if opened.in_network_s and length not in task.first_token_only:
            network[length] = statistics.median(opened.in_network_s[1:])  # the first is the prompt
    peak_mib = _peak_mib()
    if task.forced and opened.log_p is not None:
        with task.log_p.open("wb") as file:
            opened.log_p(task.forced).tofile(file)
    return {
        "detail": opened.detail,
        "import_s": imported_s - begin_s,
        "load_s": loaded_s - imported_s,
        "runs": runs,
        "peak_mib": peak_mib,
        "network_step_s": network,
    }


def _peak_mib() -> float | None:
    """Return the most memory that this process has held; needs no library, as some engines."""
    try:
        for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 2**10
    except OSError:
        pass
    return None
