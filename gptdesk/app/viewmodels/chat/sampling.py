"""The user's sampling settings and seed: checked, with a signal on change.

Owns the values and the choice of a seed; knows neither sliders nor the settings file.
"""

from __future__ import annotations

import secrets
from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.chat.tokens import SamplingSettings
from gptdesk.engine.types import MAX_SEED

DEFAULT_MAX_NEW_TOKENS = 256


class SamplingViewModel(QObject):
    """Sampling settings, seed and length of an answer.

    A setter refuses a value that makes no sense with `ValueError` and keeps what it had.

    Signals:
        changed: any value is another one now.
    """

    changed = Signal()

    def __init__(
        self,
        settings: SamplingSettings | None = None,
        *,
        seed: int | None = None,
        max_new_tokens: int = DEFAULT_MAX_NEW_TOKENS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings = settings or SamplingSettings()
        self._seed = _checked_seed(seed)
        self._max_new_tokens = _checked_length(max_new_tokens)

    @property
    def settings(self) -> SamplingSettings:
        """How tokens are chosen."""
        return self._settings

    @property
    def seed(self) -> int | None:
        """The fixed seed of the dice, 0 … 2**31 - 1; None for new dice with every answer."""
        return self._seed

    @property
    def max_new_tokens(self) -> int:
        """At most this many tokens per answer, 1 or more."""
        return self._max_new_tokens

    def next_seed(self) -> int:
        """Return the seed of the next answer: the fixed one, else one drawn by the system."""
        return self.new_seed() if self._seed is None else self._seed

    def new_seed(self) -> int:
        """Return a seed drawn by the system, another one than the fixed one."""
        while (seed := secrets.randbelow(MAX_SEED + 1)) == self._seed:
            pass
        return seed

    @Slot(float)
    def set_temperature(self, temperature: float) -> None:
        """Set the temperature, 0 (greedy) or more."""
        self.set_settings(replace(self._settings, temperature=temperature))

    @Slot(int)
    def set_top_k(self, top_k: int) -> None:
        """Keep the `top_k` most probable tokens; 0 keeps all."""
        self.set_settings(replace(self._settings, top_k=top_k))

    @Slot(float)
    def set_top_p(self, top_p: float) -> None:
        """Keep the most probable tokens that reach `top_p`, 0 … 1; 1 keeps all."""
        self.set_settings(replace(self._settings, top_p=top_p))

    @Slot(float)
    def set_min_p(self, min_p: float) -> None:
        """Keep tokens at least this fraction of the most probable one, 0 … 1; 0 keeps all."""
        self.set_settings(replace(self._settings, min_p=min_p))

    @Slot(float)
    def set_repetition_penalty(self, penalty: float) -> None:
        """Set the repetition penalty, above 0; 1 is neutral."""
        self.set_settings(replace(self._settings, repetition_penalty=penalty))

    @Slot(object)
    def set_seed(self, seed: int | None) -> None:
        """Fix the seed, 0 … 2**31 - 1; None for new dice with every answer."""
        if _checked_seed(seed) != self._seed:
            self._seed = seed
            self.changed.emit()

    @Slot(int)
    def set_max_new_tokens(self, max_new_tokens: int) -> None:
        """Set the longest answer in tokens, 1 or more."""
        if _checked_length(max_new_tokens) != self._max_new_tokens:
            self._max_new_tokens = max_new_tokens
            self.changed.emit()

    @Slot(object)
    def set_settings(self, settings: SamplingSettings) -> None:
        """Set all of the sampling at once."""
        if settings != self._settings:
            self._settings = settings
            self.changed.emit()

    @Slot()
    def reset(self) -> None:
        """Return to the values of a fresh installation."""
        before = (self._settings, self._seed, self._max_new_tokens)
        after = (SamplingSettings(), None, DEFAULT_MAX_NEW_TOKENS)
        if before != after:
            self._settings, self._seed, self._max_new_tokens = after
            self.changed.emit()


def _checked_seed(seed: int | None) -> int | None:
    if seed is not None and not 0 <= seed <= MAX_SEED:
        raise ValueError(f"seed must be between 0 and {MAX_SEED}, not {seed!r}")
    return seed


def _checked_length(max_new_tokens: int) -> int:
    if max_new_tokens < 1:
        raise ValueError(f"max_new_tokens must be 1 or more, not {max_new_tokens!r}")
    return max_new_tokens
