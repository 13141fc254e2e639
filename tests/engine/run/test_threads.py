"""The number of threads follows the machine, simulated with the figures of a real one."""

from __future__ import annotations

import random

import pytest

from gptdesk.engine.run.threads import ThreadGovernor

QUIET_S = {1: 0.037, 2: 0.019}
BUSY_S = {1: 0.040, 2: 0.080}  # one of two cores taken: two threads fall to a quarter


class Machine:
    """Two cores, one of which another program may take."""

    def __init__(self, governor: ThreadGovernor, *, noise: float = 0.1) -> None:
        self.governor = governor
        self.random = random.Random(1)
        self.noise = noise
        self.now_s = 0.0

    def run(self, seconds: float, step_s: dict[int, float]) -> float:
        """Decode for some seconds, and to the end of a trial; return the tokens per second."""
        tokens, end_s = 0, self.now_s + seconds
        while self.now_s < end_s or self.governor._trial is not None:
            took_s = step_s[self.governor.threads] * (1 + self.noise * self.random.random())
            self.now_s += took_s
            self.governor.note(took_s)
            tokens += 1
        return tokens / seconds


def test_a_quiet_machine_keeps_all_threads():
    """One trial at the beginning; no step is wasted while nothing is wrong."""
    governor = ThreadGovernor(2)
    machine = Machine(governor, noise=0.3)
    assert machine.run(60, QUIET_S) > 0.85 / QUIET_S[2]
    assert governor.threads == 2


def test_a_busy_machine_keeps_half_of_the_speed():
    """Another program takes a core in the middle of an answer: the bar of the benchmark."""
    machine = Machine(ThreadGovernor(2), noise=0.05)
    alone = machine.run(10, QUIET_S)
    machine.run(2, BUSY_S)  # noticing takes some steps
    assert machine.governor.threads == 1
    assert machine.run(30, {1: 0.037, 2: 0.080}) >= 0.49 * alone


def test_a_machine_that_was_busy_before():
    """The first answer has nothing to compare with, and must not be slow for all that."""
    machine = Machine(ThreadGovernor(2))
    machine.run(2, BUSY_S)
    assert machine.governor.threads == 1


def test_all_threads_come_back_when_it_is_quiet_again():
    """An update that ran for a minute must not cost speed for the rest of the day."""
    machine = Machine(ThreadGovernor(2))
    machine.run(5, QUIET_S)
    machine.run(60, BUSY_S)
    assert machine.governor.threads == 1
    machine.run(10, QUIET_S)
    assert machine.governor.threads == 2
    machine.run(2, BUSY_S)
    assert machine.governor.threads == 1, "it happens again as often as it must"


def test_a_network_that_merely_got_slower_keeps_its_threads():
    """A hot processor, or a longer context: fewer threads would be slower still."""
    governor = ThreadGovernor(2)
    machine = Machine(governor)
    machine.run(5, QUIET_S)
    speed = machine.run(30, {1: 0.080, 2: 0.040})
    assert governor.threads == 2
    assert speed > 0.9 * 1 / 0.042


@pytest.mark.parametrize("most", [1, 2, 3, 8])
def test_never_none_and_never_too_many(most):
    """Whatever times come, the number is one that can be set."""
    governor = ThreadGovernor(most)
    rng = random.Random(2)
    for number in range(5000):
        if number % 700 == 0:
            governor.forget_usual()
        governor.note(rng.choice((0.001, 0.01, 0.1, 1.0)) * rng.random())
        assert 1 <= governor.threads <= most


def test_a_disturbed_start_is_made_good_soon():
    """The window paints while the first steps are timed; a small network makes 140 a second."""
    governor = ThreadGovernor(2)
    machine = Machine(governor, noise=0.05)
    while governor._trial is None:
        governor.note(0.012)
    machine.run(0.01, {1: 0.0069, 2: 0.012})
    assert governor.threads == 1
    machine.run(0.35, {1: 0.0069, 2: 0.0057})
    assert governor.threads == 2


def test_a_window_that_paints_is_no_reason_for_fewer_threads():
    """Some steps are slow, now and then several in a row; the others are as fast as ever."""
    governor = ThreadGovernor(2)
    fewer = steps = 0
    for seed in range(20):
        rng = random.Random(seed)
        governor.forget_usual()
        for number in range(200):
            slow_s = rng.uniform(0.003, 0.015) if number % 20 < rng.choice((1, 1, 3)) else 0.0
            took_s = {1: 0.0073, 2: 0.0057 + slow_s}[governor.threads] * rng.uniform(1, 1.3)
            governor.note(took_s)
            steps += 1
            fewer += governor.threads == 1
    assert fewer < 0.02 * steps


def test_a_disturbed_trial_is_made_good_soon():
    """All threads are tried while the window paints: they are slower then, for some steps."""
    governor = ThreadGovernor(2)
    machine = Machine(governor, noise=0.05)
    machine.run(1, {1: 0.0073, 2: 0.024})
    assert governor.threads == 1
    while governor._trial is None:
        governor.note(0.0073)
    for _ in range(4):
        governor.note(0.009)
    machine.run(0.8, {1: 0.0073, 2: 0.0059})
    assert governor.threads == 2
