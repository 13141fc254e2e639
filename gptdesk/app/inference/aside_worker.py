"""The thread's side of asides: asks the engine what is wanted to know beside the answers.

Lives in the network's thread, as a part of `InferenceWorker`. A failure here is a sentence for the
user and never ends an answer.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event

from PySide6.QtCore import QObject, Signal

from gptdesk.app.inference.failures import told
from gptdesk.app.inference.questions import Aside, AsideBox
from gptdesk.engine.inspection.values import PipelineRequest, WhatIfRequest
from gptdesk.engine.protocol import Engine

logger = logging.getLogger(__name__)


class AsideWorker(QObject):
    """Answers one aside at a time; a place is explained also in the midst of another.

    Signals:
        pipeline_ready: number, `Pipeline`.
        measured: number, `TextStats` of all its tokens.
        what_if_progressed: number, tokens done, tokens in all.
        what_if_ready: number, `WhatIf`, also of one that was stopped.
        failed: number, a sentence.
        more_wanted: something waits; one of these is pending at most.
    """

    pipeline_ready = Signal(int, object)
    measured = Signal(int, object)
    what_if_progressed = Signal(int, int, int)
    what_if_ready = Signal(int, object)
    failed = Signal(int, str)
    more_wanted = Signal()

    def __init__(self, box: AsideBox, parent: QObject) -> None:
        super().__init__(parent)
        self._box = box

    def serve(self, ready_engine: Callable[[], Engine]) -> None:
        """Answer what waits first, if anything; loads and answers come before the next."""
        aside = self._box.take()
        if aside is not None:
            self._answer(aside, ready_engine)

    def explain_between(self, engine: Engine) -> None:
        """Explain the place that waits, if any, in the midst of something longer."""
        aside = self._box.take_explain()
        if aside is not None:
            self._answer(aside, lambda: engine)

    def note_answer_ended(self) -> None:
        """Go on with what the answer had held up."""
        if self._box.close_answer():
            self.more_wanted.emit()

    def _answer(self, aside: Aside, ready_engine: Callable[[], Engine]) -> None:
        is_done = True
        try:
            is_done = self._ask(aside, ready_engine())
        except BaseException as exc:  # noqa: BLE001  the thread's edge, see `told`
            self.failed.emit(aside.number, told(f"aside {aside.number}", exc))
        if not is_done and not aside.cancelled.is_set():
            logger.error("aside %d: the engine left it for no reason", aside.number)
            self.failed.emit(aside.number, self.tr("This could not be computed. Please try again."))
            is_done = True
        if self._box.put_down(aside, is_done=is_done):
            self.more_wanted.emit()

    def _ask(self, aside: Aside, engine: Engine) -> bool:
        """Ask and tell; return False where the question was left."""
        match aside.request:
            case PipelineRequest() as request:
                pipeline = engine.pipeline(request, aside.cancelled)
                if pipeline is None:
                    return False
                self.pipeline_ready.emit(aside.number, pipeline)
            case WhatIfRequest() as request:
                progress = self._progress(engine, aside.cancelled, aside.number)
                found = engine.what_if(request, aside.cancelled, progress)
                self.what_if_ready.emit(aside.number, found)
            case ids:
                stats = engine.measure(
                    ids, aside.cancelled, progress=self._progress(engine, aside.cancelled)
                )
                if len(stats.tokens) < len(ids):
                    return False
                self.measured.emit(aside.number, stats)
        return True

    def _progress(
        self, engine: Engine, cancelled: Event, number: int | None = None
    ) -> Callable[[int, int], None]:
        """Return what is called now and then: it tells, and does not let a place wait."""

        def note(done: int, total: int) -> None:
            if cancelled.is_set():
                return
            if number is not None:
                self.what_if_progressed.emit(number, done, total)
            self.explain_between(engine)

        return note
