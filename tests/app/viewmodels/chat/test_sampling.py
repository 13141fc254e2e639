"""The user's sampling settings: checked, and told when they change."""

from __future__ import annotations

import pytest

from gptdesk.app.viewmodels.chat.sampling import SamplingViewModel
from gptdesk.chat.tokens import SamplingSettings
from gptdesk.engine.types import MAX_SEED


@pytest.fixture
def changes(qapp):
    return []


@pytest.fixture
def sampling(qapp, changes) -> SamplingViewModel:
    sampling = SamplingViewModel()
    sampling.changed.connect(lambda: changes.append(None))
    return sampling


def test_setters_change_one_value_each_and_say_so_once(sampling, changes):
    """Every slider writes to one place, and the settings file follows."""
    sampling.set_temperature(0.5)
    sampling.set_top_k(40)
    sampling.set_top_p(0.9)
    sampling.set_min_p(0.05)
    sampling.set_repetition_penalty(1.1)
    sampling.set_seed(7)
    sampling.set_max_new_tokens(10)
    assert len(changes) == 7
    assert sampling.settings == SamplingSettings(0.5, 40, 0.9, 0.05, 1.1)
    assert (sampling.seed, sampling.max_new_tokens) == (7, 10)


def test_same_value_again_is_no_change(sampling, changes):
    """A slider and its number field set each other; that must come to rest."""
    sampling.set_temperature(sampling.settings.temperature)
    sampling.set_seed(None)
    sampling.set_max_new_tokens(sampling.max_new_tokens)
    sampling.reset()
    assert not changes


@pytest.mark.parametrize(
    ("setter", "value"),
    [
        ("set_temperature", float("nan")),
        ("set_temperature", -1.0),
        ("set_top_k", -1),
        ("set_top_p", 1.5),
        ("set_min_p", -0.1),
        ("set_repetition_penalty", 0.0),
        ("set_seed", MAX_SEED + 1),
        ("set_max_new_tokens", 0),
    ],
)
def test_nonsense_is_refused_and_changes_nothing(sampling, changes, setter, value):
    """A value that the engine would refuse must not get as far as a job."""
    before = (sampling.settings, sampling.seed, sampling.max_new_tokens)
    with pytest.raises(ValueError, match=str(value)):
        getattr(sampling, setter)(value)
    assert (sampling.settings, sampling.seed, sampling.max_new_tokens) == before
    assert not changes


def test_seed_is_new_each_time_unless_fixed(sampling):
    """New dice by default; the same dice for who wants to compare."""
    seeds = {sampling.next_seed() for _ in range(10)}
    assert len(seeds) > 1
    assert all(0 <= seed <= MAX_SEED for seed in seeds)
    sampling.set_seed(42)
    assert {sampling.next_seed() for _ in range(10)} == {42}


def test_reset_returns_everything_at_once(sampling, changes):
    """One change, one write."""
    sampling.set_temperature(2.0)
    sampling.set_seed(3)
    changes.clear()
    sampling.reset()
    assert len(changes) == 1
    assert (sampling.settings, sampling.seed) == (SamplingSettings(), None)
