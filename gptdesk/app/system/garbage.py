"""Python's garbage collector, run in the window's thread only.

The collector runs in whichever thread happens to make the last straw of an object. In the network's
or the history's thread it would destroy widgets and timers that stand in a circle of references,
and Qt's objects must be destroyed in their own thread. So it is switched off, and a timer here does
its work, by the thresholds that Python has anyway.

torch and the window are 200,000 objects, and to look through them takes 60 ms. They stay until the
end, so from the first model on they are passed over.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

_LOOK_MS = 1_000


class WindowGarbageCollector(QObject):
    """Collects garbage in the thread that it is made in, until `stop`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._was_enabled = gc.isenabled()
        self._thresholds = gc.get_threshold()
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._on_look)

    def start(self) -> None:
        """Take over from Python."""
        gc.disable()
        self._timer.start()

    @Slot()
    def freeze_loaded(self) -> None:
        """Pass over what is there now from then on."""
        gc.freeze()

    def stop(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.unfreeze()
        if self._was_enabled:
            gc.enable()

    @Slot()
    def _on_look(self) -> None:
        """Collect the oldest generation that is due, as Python would have."""
        counts = gc.get_count()
        for generation in reversed(range(len(counts))):
            if counts[generation] > self._thresholds[generation]:
                gc.collect(generation)
                return
