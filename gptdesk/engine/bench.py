"""How fast an engine is on this machine: loading, the first token, the tokens after it.

Owns what is run and what is read from the system; computes nothing itself.
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

from gptdesk.chat import Message, Role
from gptdesk.engine.types import (
    Engine,
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


@dataclass(frozen=True, slots=True)
class BenchResult:
    """What was measured.

    Attributes:
        info: the model and its device.
        load_s: reading the model's file; importing torch is not in it.
        stats: of the run; `new_tokens` is less than asked for where the model ended its text.
        peak_rss_mib: the most memory that the process held; None where the system does not say.
    """

    info: ModelInfo
    load_s: float
    stats: GenerationStats
    peak_rss_mib: float | None


def measure(
    engine: Engine,
    request: LoadRequest,
    progress: LoadProgress,
    *,
    prompt_tokens: int,
    new_tokens: int,
) -> BenchResult:
    """Load a model, warm it up, and time one run with the default sampling settings.

    Args:
        engine: with nothing loaded.
        request: the model, and the device.
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
    return BenchResult(info, load_s, longest, peak_rss_mib())


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
    request = GenerationRequest((Message(Role.USER, prompt),), max_new_tokens=new_tokens)
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
