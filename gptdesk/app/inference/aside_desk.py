"""The window's side of asides: puts questions into the box, and hands the answers on.

Lives in the window's thread and never blocks it. After `close` nothing comes from here.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject, Qt, Signal, Slot

from gptdesk.app.inference.aside_worker import AsideWorker
from gptdesk.app.inference.questions import AsideBox, AsideRequest
from gptdesk.engine.inspection.values import PipelineRequest, WhatIf, WhatIfRequest
from gptdesk.engine.types import TextStats

_QUEUED = Qt.ConnectionType.QueuedConnection


class AsideDesk(QObject):
    """What the window asks beside the answers.

    Every question ends in exactly one signal, but for an explanation that a newer one overtook.

    Signals:
        pipeline_ready, measured, what_if_progressed, what_if_ready, failed: as `AsideWorker` has
            them.
        wanted: the worker is to be woken.
    """

    pipeline_ready = Signal(int, object)
    measured = Signal(int, object)
    what_if_progressed = Signal(int, int, int)
    what_if_ready = Signal(int, object)
    failed = Signal(int, str)
    wanted = Signal()

    _never_begun = Signal(int, object)

    def __init__(self, box: AsideBox, numbers: Iterator[int], parent: QObject) -> None:
        super().__init__(parent)
        self._box = box
        self._numbers = numbers
        self._is_closed = False
        self._never_begun.connect(self._on_what_if_ready, _QUEUED)

    def listen_to(self, worker: AsideWorker) -> None:
        """Hand on what `worker`, in its thread, finds out."""
        worker.pipeline_ready.connect(self._on_pipeline_ready, _QUEUED)
        worker.measured.connect(self._on_measured, _QUEUED)
        worker.what_if_progressed.connect(self._on_what_if_progressed, _QUEUED)
        worker.what_if_ready.connect(self._on_what_if_ready, _QUEUED)
        worker.failed.connect(self._on_failed, _QUEUED)

    def explain(self, request: PipelineRequest) -> int:
        """Ask how the token at a place is chosen; a newer question overtakes this one."""
        return self._put(request)

    def measure(self, ids: tuple[int, ...]) -> int:
        """Ask for the figures of tokens that are known."""
        return self._put(ids)

    def what_if(self, request: WhatIfRequest) -> int:
        """Ask what other settings would have made of a text, in place of what was asked before."""
        self.cancel_what_if()
        return self._put(request)

    def cancel_what_if(self) -> None:
        """Stop it; what is known so far comes as its end."""
        waiting = self._box.cancel_what_if()
        if waiting is not None and isinstance(waiting.request, WhatIfRequest):
            self._never_begun.emit(waiting.number, _nothing_known(waiting.request))

    def hold(self) -> None:
        """Leave what runs, and let all wait, because another model was asked for."""
        self._box.hold()

    def release(self) -> None:
        """Go on."""
        if self._box.release():
            self.wanted.emit()

    def give_way(self) -> None:
        """Let an answer that was asked for go first."""
        self._box.open_answer()

    def end_before(self, number: int) -> None:
        """End what was asked of a model that is no longer there."""
        for old in self._box.drop_before(number):
            self._on_failed(old, self.tr("Another model was opened meanwhile."))

    def close(self) -> None:
        """Leave everything, and be silent."""
        self._is_closed = True
        self._box.close()

    def _put(self, request: AsideRequest) -> int:
        number = next(self._numbers)
        if self._box.put(number, request):
            self.wanted.emit()
        return number

    @Slot(int, object)
    def _on_pipeline_ready(self, number: int, pipeline: object) -> None:
        if not self._is_closed:
            self.pipeline_ready.emit(number, pipeline)

    @Slot(int, object)
    def _on_measured(self, number: int, stats: TextStats) -> None:
        if not self._is_closed:
            self.measured.emit(number, stats)

    @Slot(int, int, int)
    def _on_what_if_progressed(self, number: int, done: int, total: int) -> None:
        if not self._is_closed:
            self.what_if_progressed.emit(number, done, total)

    @Slot(int, object)
    def _on_what_if_ready(self, number: int, found: WhatIf) -> None:
        if not self._is_closed:
            self.what_if_ready.emit(number, found)

    @Slot(int, str)
    def _on_failed(self, number: int, sentence: str) -> None:
        if not self._is_closed:
            self.failed.emit(number, sentence)


def _nothing_known(request: WhatIfRequest) -> WhatIf:
    return WhatIf(request.settings, 0, (), 0, None, 0, is_complete=False)
