"""The memory that a model will take, told before it is loaded, against what loading takes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from gptdesk.engine import local_engine
from gptdesk.engine.local_engine import InferenceEngine
from gptdesk.engine.types import LoadRequest
from gptdesk.errors import DeviceOutOfMemoryError
from gptdesk.model.checkpoints.open import say_nothing
from gptdesk.storage.models.catalog import bundled_model

# Memory of its own (no files, no code), before and after loading, in a process of its own.
_LOADING = """
import re, sys
from pathlib import Path
from gptdesk.engine.local_engine import InferenceEngine
from gptdesk.engine.types import LoadRequest
def own():
    return 1024 * int(re.search(r"RssAnon:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
engine = InferenceEngine(threads=1)
before = own()
engine.load(LoadRequest(Path(sys.argv[1]), "cpu", sys.argv[2]), lambda _: None)
print(own() - before)
"""
# What torch itself takes at the first multiplications: code and buffers of the kernel.
_OF_TORCH = 32 * 2**20
_NOISE = 4 * 2**20  # pages of a cache that nothing was written to yet, pages of the allocator


@pytest.mark.skipif(
    "RssAnon" not in getattr(Path("/proc/self/status"), "read_text", str)(),
    reason="the system does not tell a process's own memory",
)
@pytest.mark.parametrize("precision", ["exact", "balanced", "fast"])
def test_the_figure_told_before_loading_is_what_loading_takes(precision: str) -> None:
    """A teacher chooses a model and a precision by it, before minutes are spent on reading.

    Tolerance: what is taken lies between the figure less 4 MiB and the figure plus 36 MiB; in
    Balanced, where FBGEMM may be the fastest, plus a fifth besides. On this model 76, 77 (FBGEMM:
    101) and 59 MB are taken, and 77, 65 and 47 told; a 124M network takes 575, 384 (437) and 272
    MB, and 573, 366 and 242 are told.
    """
    needs = InferenceEngine().outline_of(bundled_model(), "auto")
    assert needs.parameters == 17_731_328
    told = needs.of(precision).total
    command = (sys.executable, "-c", _LOADING, str(bundled_model()), precision)
    taken = int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    most = told * (1.2 if precision == "balanced" else 1) + _OF_TORCH + _NOISE
    assert told - _NOISE <= taken <= most


def test_the_weights_part_is_exactly_what_the_loaded_model_tells() -> None:
    """One piece of arithmetic: the Model page must not say two things."""
    engine = InferenceEngine(threads=1)
    told = engine.outline_of(bundled_model(), "cpu").of("exact").weights
    assert engine.load(LoadRequest(bundled_model(), "cpu"), say_nothing).size_bytes == told


def test_what_this_computer_can_never_hold_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise the system ends the whole program while it reads; what was open stays open."""
    engine = InferenceEngine(threads=1)
    before = engine.load(LoadRequest(bundled_model(), "cpu"), say_nothing)
    monkeypatch.setattr(local_engine, "physical_memory_bytes", lambda: 60 * 10**6)
    with pytest.raises(DeviceOutOfMemoryError, match=r"needs about 73\.6 MiB .* has 57\.2 MiB"):
        engine.load(LoadRequest(bundled_model(), "cpu"), say_nothing)
    assert engine.info is before
    engine.load(LoadRequest(bundled_model(), "cpu", "fast"), say_nothing)
