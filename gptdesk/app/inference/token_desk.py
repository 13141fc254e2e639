"""The window's side of the tokenizer: owns its thread, asks, and hands the answers on.

Lives in the window's thread and never blocks it; only `wait` waits.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QDeadlineTimer, QObject, Qt, QThread, Signal, Slot

from gptdesk.app.inference.token_counter import (
    LatestDraft,
    PromptCount,
    PromptDraft,
    TokenCounter,
    Tokenizer,
)
from gptdesk.engine.tokenizers.vocabulary import Vocabulary

_QUEUED = Qt.ConnectionType.QueuedConnection


class TokenDesk(QObject):
    """Runs a token counter in a thread of its own.

    Signals:
        vocabulary_ready: the `Vocabulary`, once.
        token_count_ready: number of the request, `PromptCount`.
        tokenized: number of the request, tuple of ids.
        failed: number of a request to tokenize, a sentence.
    """

    vocabulary_ready = Signal(object)
    token_count_ready = Signal(int, object)
    tokenized = Signal(int, object)
    failed = Signal(int, str)

    _start_requested = Signal()
    _count_requested = Signal()
    _tokenize_requested = Signal(int, object)
    _close_requested = Signal()

    def __init__(self, tokenizer_factory: Callable[[], Tokenizer], parent: QObject) -> None:
        super().__init__(parent)
        self._is_closed = False
        self._latest = LatestDraft()
        self._thread = QThread(self)
        self._thread.setObjectName("token counter")
        self._counter = TokenCounter(tokenizer_factory, self._latest)
        self._counter.moveToThread(self._thread)
        self._start_requested.connect(self._counter.start, _QUEUED)
        self._count_requested.connect(self._counter.count, _QUEUED)
        self._tokenize_requested.connect(self._counter.tokenize, _QUEUED)
        self._close_requested.connect(self._counter.close, _QUEUED)
        self._counter.vocabulary_ready.connect(self._on_vocabulary_ready, _QUEUED)
        self._counter.counted.connect(self._on_counted, _QUEUED)
        self._counter.tokenized.connect(self._on_tokenized, _QUEUED)
        self._counter.failed.connect(self._on_failed, _QUEUED)

    def start(self) -> None:
        """Start the thread; the tokenizer is loaded in it."""
        self._thread.start()
        self._start_requested.emit()

    def count(self, number: int, draft: PromptDraft) -> None:
        """Ask for the number of tokens in `draft`; a newer request overtakes this one."""
        if not self._is_closed and self._latest.put(number, draft):
            self._count_requested.emit()

    def tokenize(self, number: int, text: str) -> None:
        """Ask for the tokens of `text`; every request is answered, in order."""
        if not self._is_closed:
            self._tokenize_requested.emit(number, text)

    def close(self) -> None:
        """Ask the thread to end; nothing comes from here any more."""
        if not self._is_closed:
            self._is_closed = True
            self._counter.give_up()
            self._close_requested.emit()

    def wait(self, deadline: QDeadlineTimer) -> bool:
        """Wait for the thread's end; return whether it came in time."""
        return self._thread.wait(deadline)

    @Slot(object)
    def _on_vocabulary_ready(self, vocabulary: Vocabulary) -> None:
        if not self._is_closed:
            self.vocabulary_ready.emit(vocabulary)

    @Slot(int, object)
    def _on_counted(self, number: int, count: PromptCount) -> None:
        if not self._is_closed:
            self.token_count_ready.emit(number, count)

    @Slot(int, object)
    def _on_tokenized(self, number: int, ids: tuple[int, ...]) -> None:
        if not self._is_closed:
            self.tokenized.emit(number, ids)

    @Slot(int, str)
    def _on_failed(self, number: int, sentence: str) -> None:
        if not self._is_closed:
            self.failed.emit(number, sentence)
