"""Counts the tokens of a text while it is typed, and tells them, in a thread of its own.

Owns a tokenizer and nothing else, so that a count never waits for an answer that is being
generated. Of several texts only the newest is counted.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event, Lock
from typing import Protocol

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.app.inference.failures import told
from gptdesk.engine.vocabulary import Vocabulary

logger = logging.getLogger(__name__)


class Tokenizer(Protocol):
    """The part of a tokenizer that is needed here."""

    @property
    def vocabulary(self) -> Vocabulary:
        """Every token's bytes."""
        ...

    def encode(self, text: str) -> list[int]:
        """Return the token ids of `text`."""
        ...


def load_tokenizer() -> Tokenizer:
    """Load the real tokenizer; called in the counter's thread."""
    from gptdesk.engine.tokenizer import GPT2Tokenizer  # imports tiktoken

    return GPT2Tokenizer.load()


class LatestText:
    """The newest text to be counted, with at most one wake-up on its way."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: tuple[int, str] | None = None
        self._is_wake_up_pending = False

    def put(self, number: int, text: str) -> bool:
        """Replace the text that waits; return whether the counter has to be woken now."""
        with self._lock:
            self._waiting = (number, text)
            must_wake = not self._is_wake_up_pending
            self._is_wake_up_pending = True
        return must_wake

    def take(self) -> tuple[int, str] | None:
        """Return the number and text that wait, if any."""
        with self._lock:
            waiting, self._waiting = self._waiting, None
            self._is_wake_up_pending = False
        return waiting


class TokenCounter(QObject):
    """Counts tokens; lives in its own thread.

    Signals:
        vocabulary_ready: the tokenizer's `Vocabulary`, once.
        counted: number of the request, tokens.
        tokenized: number of the request, tuple of ids.
        failed: number of a request to tokenize, a sentence.
    """

    vocabulary_ready = Signal(object)
    counted = Signal(int, int)
    tokenized = Signal(int, object)
    failed = Signal(int, str)

    def __init__(self, tokenizer_factory: Callable[[], Tokenizer], latest: LatestText) -> None:
        super().__init__()
        self._tokenizer_factory = tokenizer_factory
        self._latest = latest
        self._tokenizer: Tokenizer | None = None
        self._is_given_up = Event()

    def give_up(self) -> None:
        """Skip what waits, because the window closes; called from its thread."""
        self._is_given_up.set()

    @Slot()
    def start(self) -> None:
        """Load the tokenizer; without one nothing is counted, and loading a model says why."""
        try:
            self._tokenizer = self._tokenizer_factory()
        except BaseException:  # also a panic of the tokenizer's Rust
            logger.exception("no tokenizer to count tokens with")
            return
        self.vocabulary_ready.emit(self._tokenizer.vocabulary)

    @Slot()
    def count(self) -> None:
        """Count the newest text."""
        waiting = self._latest.take()
        if waiting is None or self._tokenizer is None:
            return
        number, text = waiting
        try:
            tokens = len(self._tokenizer.encode(text))
        except BaseException:  # also a panic of the tokenizer's Rust
            logger.exception("the tokens of a text of %d characters were not counted", len(text))
            return
        self.counted.emit(number, tokens)

    @Slot(int, object)
    def tokenize(self, number: int, text: str) -> None:
        """Tell the tokens of `text`; ends in exactly one of `tokenized` and `failed`."""
        if self._is_given_up.is_set():
            return
        if self._tokenizer is None:
            self.failed.emit(number, self.tr("There is no tokenizer. The details are in the log."))
            return
        try:
            ids = tuple(self._tokenizer.encode(text))
        except BaseException as exc:  # noqa: BLE001  also a panic of the tokenizer's Rust
            self.failed.emit(number, told(f"the tokens of {len(text)} characters", exc))
            return
        self.tokenized.emit(number, ids)

    @Slot()
    def close(self) -> None:
        """End the thread."""
        self.thread().quit()
