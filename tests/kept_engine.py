"""The real engine, which keeps its network from test to test: to read one takes half a second."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from gptdesk.engine.engines import Engines
from gptdesk.engine.local_engine import InferenceEngine
from gptdesk.engine.types import LoadProgress, LoadRequest, ModelInfo


class KeptEngine(InferenceEngine):
    """Does not read a model again that is loaded already; of its texts nothing is remembered."""

    def load(self, request: LoadRequest, progress: LoadProgress) -> ModelInfo:
        loaded = self._loaded
        if loaded is None or loaded.request != replace(request, path=loaded.request.path):
            return super().load(request, progress)
        if request.path.resolve() != loaded.request.path.resolve():
            return super().load(request, progress)
        loaded.reader.forget()
        loaded.look_back.forget()
        return self._laid_out_as_asked(request)

    def unload(self) -> None:
        self._forget_inside()


@cache
def kept_engine() -> KeptEngine:
    """One for all tests of a process; each program uses it in a thread of its own, in turn."""
    return KeptEngine(threads=1)


def kept_engines() -> Engines:
    """As the program's own engines, with the kept one for what is computed here."""
    return Engines(kept_engine())
