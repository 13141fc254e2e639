"""Counts the tokens of a prompt while it is typed, and tells them, in a thread of its own.

Owns a tokenizer and nothing else, so that a count never waits for an answer that is being
generated. Of several prompts only the newest is counted.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event, Lock
from typing import Protocol

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.app.inference.failures import told
from gptdesk.chat.messages import Message, PromptMode
from gptdesk.engine.run.prompt import Prompt, build_prompt, template_named
from gptdesk.engine.tokenizers.vocabulary import Vocabulary
from gptdesk.engine.types import GenerationRequest

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PromptDraft:
    """What would be sent now.

    Attributes:
        messages: as a request has them; of a long conversation only the end.
        mode: how they become a prompt.
        answer_ids: tokens of the answer that would go on.
        template: of the model that is open.
        ctx_len: of that model; 0 while there is none.
        is_cut: there are older messages, which cannot fit.
    """

    messages: tuple[Message, ...]
    mode: PromptMode = PromptMode.CONTINUE
    answer_ids: tuple[int, ...] = ()
    template: str = ""
    ctx_len: int = 0
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class PromptCount:
    """How long a prompt is.

    Attributes:
        tokens: of the text in *Continue*; in *Conversation* of all that the model will see, or of
            the message where it is too long by itself.
        is_cut: older messages were left out, because they do not fit.
    """

    tokens: int
    is_cut: bool = False


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
    from gptdesk.engine.tokenizers.gpt2 import GPT2Tokenizer  # imports tiktoken

    return GPT2Tokenizer.load()


class LatestDraft:
    """The newest prompt to be counted, with at most one wake-up on its way."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: tuple[int, PromptDraft] | None = None
        self._is_wake_up_pending = False

    def put(self, number: int, draft: PromptDraft) -> bool:
        """Replace the prompt that waits; return whether the counter has to be woken now."""
        with self._lock:
            self._waiting = (number, draft)
            must_wake = not self._is_wake_up_pending
            self._is_wake_up_pending = True
        return must_wake

    def take(self) -> tuple[int, PromptDraft] | None:
        """Return the number and prompt that wait, if any."""
        with self._lock:
            waiting, self._waiting = self._waiting, None
            self._is_wake_up_pending = False
        return waiting


class TokenCounter(QObject):
    """Counts tokens; lives in its own thread.

    Signals:
        vocabulary_ready: the tokenizer's `Vocabulary`, once.
        counted: number of the request, `PromptCount`.
        tokenized: number of the request, tuple of ids.
        failed: number of a request to tokenize, a sentence.
    """

    vocabulary_ready = Signal(object)
    counted = Signal(int, object)
    tokenized = Signal(int, object)
    failed = Signal(int, str)

    def __init__(self, tokenizer_factory: Callable[[], Tokenizer], latest: LatestDraft) -> None:
        super().__init__()
        self._tokenizer_factory = tokenizer_factory
        self._latest = latest
        self._tokenizer: Tokenizer | None = None
        self._turns: _Turns | None = None
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
        self._turns = _Turns(self._tokenizer)
        self.vocabulary_ready.emit(self._tokenizer.vocabulary)

    @Slot()
    def count(self) -> None:
        """Count the newest prompt."""
        waiting = self._latest.take()
        if waiting is None or self._tokenizer is None or self._turns is None:
            return
        number, draft = waiting
        try:
            count = self._count_of(draft)
        except BaseException:  # also a panic of the tokenizer's Rust
            length = sum(len(message.text) for message in draft.messages)
            logger.exception("the tokens of a prompt of %d characters were not counted", length)
            return
        finally:
            self._turns.forget_unused()
        self.counted.emit(number, count)

    def _count_of(self, draft: PromptDraft) -> PromptCount:
        assert self._tokenizer is not None
        if draft.mode is PromptMode.CONTINUE or not draft.ctx_len or not draft.messages:
            last = draft.messages[-1:]
            return PromptCount(sum(len(self._tokenizer.encode(one.text)) for one in last))
        prompt = self._prompt(draft, draft.messages)
        if not prompt.dropped_tokens:
            tokens = min(len(prompt.ids) + len(draft.answer_ids), draft.ctx_len - 1)
            return PromptCount(tokens, draft.is_cut)
        last = self._prompt(draft, draft.messages[-1:])
        if last.dropped_tokens:
            return PromptCount(len(last.ids) + last.dropped_tokens)
        return PromptCount(len(prompt.ids), is_cut=True)

    def _prompt(self, draft: PromptDraft, messages: tuple[Message, ...]) -> Prompt:
        assert self._turns is not None
        request = GenerationRequest(messages, draft.mode)
        return build_prompt(request, self._turns, template_named(draft.template), draft.ctx_len)

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


class _Turns:
    """A tokenizer that remembers the turns of the last prompt, and no others.

    So a letter that is typed costs one turn, and what is kept is never more than one prompt.
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._known: dict[str, list[int]] = {}
        self._used: dict[str, list[int]] = {}

    def encode(self, text: str) -> list[int]:
        """Return the token ids of `text`."""
        ids = self._known.get(text)
        if ids is None:
            ids = self._known[text] = self._tokenizer.encode(text)
        self._used[text] = ids
        return ids

    def forget_unused(self) -> None:
        """Forget what was not asked for since the last time."""
        self._known, self._used = self._used, {}
