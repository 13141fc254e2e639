"""The number of threads that compute, chosen by how long a step takes.

Every operation of a step ends when its slowest thread does. With a thread on every core that is
the fastest there is on a quiet machine, and the slowest on a busy one: as soon as another program
takes one core, each of some hundred operations per token waits for the thread that lost it, and
two threads fall to a quarter of their speed, where one thread loses nothing.

So the step time is watched. Fewer threads are tried once at the beginning, and whenever steps stay
well above what they were; the faster number stays. While that is fewer, all of them are tried now
and then, as rarely as a vain trial is dear. What slows down only some of the steps, as a window
that paints does, is no reason: the better ones of a few count. Owns this decision only: it measures
nothing and sets nothing itself.
"""

from __future__ import annotations

from collections import deque
from statistics import median

_SLOW = 1.5  # times the usual step: not noise any more
_LOOK = 6  # steps that are compared, by the third best of them
_MEMORY = 64  # steps of which the best are the usual
_TRIAL, _TRIAL_OF_ALL = 4, 6  # steps; the first is not counted, as threads wake up in it
_VERY_SLOW = 4.0  # times the usual step: not worth a second look
_FIRST_LOOK = 4  # steps before the trial at the beginning; the first ones are cold
_CLEARLY = 0.8  # times the time to beat: fewer threads must be better than noise
# Between trials of all threads: the first comes soon, as the fewer may have won while the window
# painted; later ones after so long that what a vain one loses is two per cent of it.
_SHORTEST_WAIT_S, _LONGEST_WAIT_S, _WAIT_PER_LOSS = 0.25, 30.0, 50.0


class ThreadGovernor:
    """Watches step times and says with how many threads to go on.

    Attributes:
        threads: to compute the next step with.
    """

    def __init__(self, most: int) -> None:
        """Begin with `most` threads, and never use more."""
        self.threads = most
        self._most = most
        self._usual: deque[float] = deque(maxlen=_MEMORY)  # seconds per step, all threads
        self._latest: deque[float] = deque(maxlen=_LOOK)  # seconds per step, as it is now
        self._trial: list[float] | None = None
        self._to_beat_s = 0.0  # what a trial is compared with
        self._settled_with = most
        self._was_tried = False
        self._since_trial_s = 0.0
        self._wait_s = _SHORTEST_WAIT_S

    def forget_usual(self) -> None:
        """Begin a run: steps of another length of context are no measure for it."""
        self._usual.clear()
        self._latest.clear()

    def note(self, step_s: float) -> None:
        """Take the time of one step, in seconds; `threads` is what the next one should use."""
        if self._most == 1:
            return
        if self._trial is not None:
            self._note_trial(step_s)
            return
        self._latest.append(step_s)
        if self.threads == self._most:
            self._usual.append(step_s)
            doubtful_s = self._doubtful_s()
            if doubtful_s is not None:
                self._was_tried = True
                self._begin_trial(max(1, self._most // 2), _CLEARLY * doubtful_s)
            return
        self._since_trial_s += step_s
        if self._since_trial_s >= self._wait_s and len(self._latest) == _LOOK:
            # older steps may be of a better time
            self._begin_trial(self._most, min(list(self._latest)[-2:]))

    def _doubtful_s(self) -> float | None:
        """Return what a step takes now, if fewer threads should be tried; None: all are right."""
        latest = list(self._latest)
        if not self._was_tried:
            return sorted(latest)[1] if len(latest) == _FIRST_LOOK else None
        usual_s = median(sorted(self._usual)[: max(1, len(self._usual) // 4)])
        if min(latest[-2:]) > _VERY_SLOW * usual_s:
            return min(latest[-2:])
        better_s = sorted(latest)[2] if len(latest) == _LOOK else 0.0
        return better_s if better_s > _SLOW * usual_s else None

    def _begin_trial(self, threads: int, to_beat_s: float) -> None:
        self._to_beat_s = to_beat_s
        self._settled_with = self.threads
        self.threads = threads
        self._trial = []

    def _note_trial(self, step_s: float) -> None:
        assert self._trial is not None
        self._trial.append(step_s)
        # A trial that is plainly worse is not sat out.
        is_hopeless = step_s > (2.5 if len(self._trial) > 1 else _VERY_SLOW) * self._to_beat_s
        length = _TRIAL_OF_ALL if self.threads == self._most else _TRIAL
        if len(self._trial) < length and not is_hopeless:
            return
        has_won = not is_hopeless and sorted(self._trial[1:])[1] < self._to_beat_s
        lost_s = max(0.0, sum(self._trial) - len(self._trial) * self._to_beat_s)
        self._trial = None
        self._since_trial_s = 0.0
        self._latest.clear()
        if has_won:
            self._wait_s = _SHORTEST_WAIT_S
            if self.threads == self._most:  # quiet again: what is usual is learnt anew
                self._usual.clear()
            return
        if self.threads == self._most:
            wait_s = max(_SHORTEST_WAIT_S, _WAIT_PER_LOSS * lost_s)
            self._wait_s = min(wait_s, _LONGEST_WAIT_S)
        else:  # fewer threads are no faster: this is what the steps cost now
            self._usual.clear()
        self.threads = self._settled_with
