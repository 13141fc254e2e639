"""The speed of an engine on this machine: loading, the first token, the tokens after it.

Owns what is run, what is read from the system, and the limit that the figures are held against:
at one token per step every weight is read once per token, so that memory sets the pace. Nothing is
guessed: a prompt of one word, said again and again, would tell more of itself than of the engine.
"""

from __future__ import annotations

import os
import platform
import sys
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from threading import Event

from gptdesk.chat.messages import Message, Role
from gptdesk.engine.protocol import Engine
from gptdesk.engine.types import (
    GenerationEnd,
    GenerationRequest,
    GenerationStats,
    LoadProgress,
    LoadRequest,
    ModelInfo,
)

# One token each. Every run repeats another one, so that none profits from a prompt that the engine
# has seen; and as a model may end its text early, there are several tries.
_WARM_UP_WORD = " a"
_WORDS = (" the", " of", " and", " to", " in")

_READ_ROWS, _READ_COLUMNS = 2**14, 2**12  # of float32: 256 MiB, more than processors' caches hold
_READS = 8


@dataclass(frozen=True, slots=True)
class BenchResult:
    """What was measured.

    Attributes:
        info: the model and its device.
        load_s: reading the model's file; importing torch is not in it.
        stats: of the run; `new_tokens` is less than asked for where the model ended its text.
        peak_rss_mib: the most memory that the process held; None where the system does not say.
        read_bytes_per_s: how fast this device reads its memory; None where there is no room to
            find out.
    """

    info: ModelInfo
    load_s: float
    stats: GenerationStats
    peak_rss_mib: float | None
    read_bytes_per_s: float | None

    @property
    def limit_tokens_per_s(self) -> float | None:
        """The speed if memory were read at its best all the time, and nothing else took any.

        A network that fits the processor's cache may be faster.
        """
        if self.read_bytes_per_s is None:
            return None
        return self.read_bytes_per_s / bytes_per_token(self.info)

    @property
    def share_of_limit(self) -> float | None:
        """How much of that was reached, 1 being all of it."""
        speed, limit = self.stats.decode_tokens_per_s, self.limit_tokens_per_s
        return None if speed is None or limit is None else speed / limit


def measure(
    engine: Engine,
    request: LoadRequest,
    progress: LoadProgress,
    *,
    prompt_tokens: int,
    new_tokens: int,
) -> BenchResult:
    """Load a model, warm it up, and time one run with the default sampling settings.

    Nothing is loaded afterwards.

    Args:
        engine: with nothing loaded.
        request: the model, the device and the precision.
        progress: told what is being done.
        prompt_tokens: length of the prompt; the context may be shorter, then so is the prompt.
        new_tokens: to generate.

    Raises:
        GPTDeskError: with a sentence for the user.
    """
    begin_s = time.perf_counter()
    info = engine.load(request, progress)
    load_s = time.perf_counter() - begin_s
    progress("Measuring")
    _run(engine, _WARM_UP_WORD, 4)
    runs: list[GenerationStats] = []
    for word in _WORDS:
        runs.append(_run(engine, word * prompt_tokens, new_tokens))
        if runs[-1].new_tokens == new_tokens:
            break
    longest = max(runs, key=lambda stats: stats.new_tokens)
    peak_mib = peak_rss_mib()  # before more is taken, to see how fast it can be read
    engine.unload()
    return BenchResult(info, load_s, longest, peak_mib, read_bytes_per_s(info.device, info.threads))


def bytes_per_token(info: ModelInfo) -> int:
    """Return how much of a network is read for one token: all but what is only looked up.

    Of the embeddings that is one row each, next to nothing; but a tied float32 head is the token
    embedding, and is read whole.
    """
    count, is_float32 = dict(info.shape.parameters), info.kernel == "float32"
    looked_up = 4 * count.get("position_embedding", 0)
    if not is_float32:
        looked_up += 2 * count["token_embedding"]  # a copy in float16, beside the packed head
    elif count["output_head"]:
        looked_up += 4 * count["token_embedding"]
    return info.size_bytes - looked_up


def read_bytes_per_s(device: str, threads: int) -> float | None:
    """Return how fast memory is read, at best: by products of a matrix and a vector, as in a step.

    Args:
        device: whose memory.
        threads: of the CPU, at most; one alone is tried too.
    """
    import torch

    def synchronise() -> None:
        if device != "cpu":
            torch.cuda.synchronize()

    try:
        matrix = torch.ones(_READ_ROWS, _READ_COLUMNS, device=device)
        vector = torch.ones(_READ_COLUMNS, device=device)
    except RuntimeError:  # no memory
        return None
    seconds: list[float] = []
    for count in sorted({1, threads}):
        torch.set_num_threads(count)
        for _ in range(_READS):
            synchronise()
            begin_s = time.perf_counter()
            torch.mv(matrix, vector)
            synchronise()
            seconds.append(time.perf_counter() - begin_s)
    return matrix.nbytes / min(seconds)


def machine_values() -> dict[str, str | int | None]:
    """Return what a figure has to be quoted with."""
    return {
        "cpu": _cpu_name(),
        "cores": os.cpu_count(),
        "platform": platform.platform(),
        "python": platform.python_version(),
        "torch": version("torch"),
    }


def peak_rss_mib() -> float | None:
    """Return the most memory that this process has held, in MiB; None if the system is silent."""
    try:
        # Linux. The portable figure below also counts the process that started this one.
        for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 2**10
    except OSError:
        pass
    if sys.platform == "win32":
        return None
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10  # bytes there, else KiB


def _run(engine: Engine, prompt: str, new_tokens: int) -> GenerationStats:
    request = GenerationRequest(
        (Message(Role.USER, prompt),), max_new_tokens=new_tokens, may_guess=False
    )
    for event in engine.generate(request, Event()):
        if isinstance(event, GenerationEnd):
            return event.stats
    raise AssertionError("a run that does not raise ends in a GenerationEnd")


def _cpu_name() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()
