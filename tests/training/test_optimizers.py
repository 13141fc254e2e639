"""The optimizers without torch's compiler; that it is not loaded, `tiny_run.py` asserts."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType

import pytest

from gptdesk.training.optimizers import without_compiler

COMPILER = "torch._dynamo"


def test_whatever_else_asks_for_the_compiler_gets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A later torch may ask for more than to be left alone, and a training must not end of it."""
    real = ModuleType(COMPILER)
    real.config = "real"  # pyright: ignore[reportAttributeAccessIssue]

    def load(name: str) -> ModuleType:
        sys.modules[name] = real
        return real

    monkeypatch.setitem(sys.modules, COMPILER, real)
    with without_compiler():
        assert sys.modules[COMPILER] is real, "it is there already"
    del sys.modules[COMPILER]
    monkeypatch.setattr(importlib, "import_module", load)
    with without_compiler():
        stand_in = sys.modules[COMPILER]
        assert stand_in.disable(len, False, wrapping=False) is len
        assert stand_in.graph_break() is None
        assert sys.modules[COMPILER] is stand_in
        assert stand_in.config == "real"
        assert sys.modules[COMPILER] is real
    assert sys.modules.pop(COMPILER) is real
    with without_compiler():
        pass
    assert COMPILER not in sys.modules
