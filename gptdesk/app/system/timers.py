"""Timers that fire once after each start, and the pace of work that comes again and again."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, SignalInstance

_LATER_MS = 150  # for what is asked for next


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


class AfterPainting:
    """Does something once the window shows what has changed until now.

    What changed is laid out in the first turn of the event loop, and painted before the second.
    """

    _TURNS = 2

    def __init__(self, owner: QObject, then: Callable[[], object]) -> None:
        """Take what is to be done; it is not done any more when the owner has gone."""
        self._then = then
        self._turns_left = 0
        self._timer = single_shot(owner, then=self._on_turn)

    def start(self) -> None:
        """Have it done."""
        self._turns_left = self._TURNS
        self._timer.start()

    def stop(self) -> None:
        """Do not do it, if it waits."""
        self._timer.stop()

    def _on_turn(self) -> None:
        self._turns_left -= 1
        if self._turns_left > 0:
            self._timer.start()
        else:
            self._then()


class Pace:
    """A pause between pieces of work that come again and again, from what they take.

    On two cores whatever the window's thread works, the network's threads wait for: so a piece that
    is dear on this computer comes less often, between two bounds.

    Attributes:
        pause_ms: until the next piece.
    """

    def __init__(self, shortest_ms: int, longest_ms: int, share: float) -> None:
        """Begin with the shortest pause.

        Args:
            shortest_ms, longest_ms: the bounds.
            share: of one core, for this work.
        """
        self.pause_ms = shortest_ms
        self._bounds = shortest_ms, longest_ms
        self._share = share

    def note(self, work_s: float) -> None:
        """Take what one piece took, seconds of this thread; a single dear one changes little."""
        wanted_ms = 1000 * work_s / self._share
        smoothed_ms = round(0.75 * self.pause_ms + 0.25 * wanted_ms)
        shortest_ms, longest_ms = self._bounds
        self.pause_ms = min(max(smoothed_ms, shortest_ms), longest_ms)


class Turns:
    """Does something at a pace: at once where the last time is long ago, else a while later.

    What waits goes with the next asking after the pause, so that the window is laid out and painted
    once for both; where none comes, it is done a little later still.

    Attributes:
        pause_ms: between two times.
    """

    def __init__(self, owner: QObject, pause_ms: int, then: Callable[[], object]) -> None:
        """Take what is to be done; it is not done any more when the owner has gone."""
        self.pause_ms = pause_ms
        self._then = then
        self._since_last = QElapsedTimer()
        self._timer = single_shot(owner, then=self.take)

    @property
    def is_waiting(self) -> bool:
        """Whether it was asked for and not done yet."""
        return self._timer.isActive()

    def ask(self) -> None:
        """Have it done when it is time."""
        if not self._since_last.isValid() or self._since_last.hasExpired(self.pause_ms):
            self.take()
        elif not self._timer.isActive():
            self._timer.start(self.pause_ms - self._since_last.elapsed() + _LATER_MS)

    def take(self) -> None:
        """Do it now."""
        self._timer.stop()
        self._since_last.start()
        self._then()

    def begin_again(self) -> None:
        """Do nothing more of what was asked for; the next asking is the first."""
        self._timer.stop()
        self._since_last.invalidate()
