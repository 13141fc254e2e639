"""Timers that fire once after each start."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, SignalInstance


def single_shot(
    owner: QObject,
    interval_ms: int = 0,
    then: Callable[[], object] | SignalInstance | None = None,
    *,
    is_precise: bool = False,
) -> QTimer:
    """Return a timer that waits to be started, and fires once each time.

    Args:
        owner: it ends with this one.
        interval_ms: from a start to firing, where the start does not say; 0 is after what waits.
        then: what it calls.
        is_precise: to the millisecond; otherwise it may come a twentieth late.
    """
    timer = QTimer(owner)
    timer.setSingleShot(True)
    timer.setInterval(interval_ms)
    if is_precise:
        timer.setTimerType(Qt.TimerType.PreciseTimer)
    if then is not None:
        timer.timeout.connect(then)
    return timer
