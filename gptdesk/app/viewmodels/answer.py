"""An answer while it is written: events in, one immutable message out.

Owns how events become text, token ids and notes. Plain Python but for the translation of its
sentences; knows neither rows nor jobs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import QCoreApplication

from gptdesk.app.inference.jobs import RunningEvent
from gptdesk.chat import Message, MessageState, PromptMode, TokenRecord
from gptdesk.engine.types import (
    ContextShifted,
    FinishReason,
    GenerationEnd,
    GenerationStep,
    PromptReady,
)


class AnswerWriter:
    """Writes on at one answer.

    Events are joined before they are added, so the cost of a hand-over is one copy of the text,
    however many tokens it brings.

    Attributes:
        last_record: the newest token; None before the first.
        context_tokens: tokens in the context; None before the prompt is ready.
    """

    def __init__(self, message: Message) -> None:
        self._message = message
        self._text = message.text
        self._token_ids = list(message.token_ids)
        self._notes = list(message.notes)
        self._silent_tokens = 0  # newest tokens, of which nothing is shown yet
        self.last_record: TokenRecord | None = None
        self.context_tokens: int | None = None

    def add(self, events: Iterable[RunningEvent]) -> Message:
        """Add events in order; return the answer as it is now."""
        pieces: list[str] = []
        for event in events:
            match event:
                case GenerationStep():
                    self._take_step(event, pieces)
                case ContextShifted():
                    self._join(pieces)
                    self._note(_shift_sentence(event.dropped_tokens))
                case PromptReady():
                    self.context_tokens = event.prompt_tokens
                    if event.dropped_tokens and not self._notes:
                        self._note(_dropped_sentence(event.dropped_tokens))
        self._join(pieces)
        return self._current(MessageState.STREAMING)

    def finish(self, end: GenerationEnd, *, interruption: str = "") -> Message:
        """Return the answer as it stays.

        Args:
            end: how the run ended.
            interruption: a sentence if it was cancelled, but not by the user.
        """
        self._join([end.text])
        if end.retracted_chars:
            self._text = self._text[: -end.retracted_chars]
            self._notes = [(min(at, len(self._text)), note) for at, note in self._notes]
        if end.reason is not FinishReason.CANCELLED:
            return self._current(MessageState.COMPLETE)
        if self._silent_tokens and not end.text:
            # Stopped while text was held back: the tokens go with it, and come again, with the
            # same dice, should the answer be continued.
            del self._token_ids[-self._silent_tokens :]
        if interruption:
            self._note(interruption)
        return self._current(MessageState.STOPPED)

    def fail(self, sentence: str) -> Message:
        """Return the answer as it stays after an error; what was written is kept."""
        self._note(sentence)
        return self._current(MessageState.FAILED)

    def _take_step(self, step: GenerationStep, pieces: list[str]) -> None:
        self.last_record = step.record
        self.context_tokens = step.context_tokens
        self._token_ids.append(step.record.token_id)
        if step.text:
            pieces.append(step.text)
            self._silent_tokens = 0
        else:
            self._silent_tokens += 1

    def _join(self, pieces: list[str]) -> None:
        text = "".join(pieces)
        pieces.clear()
        if self._message.mode is PromptMode.CONVERSATION and not self._text:
            text = text.lstrip(" ")  # the template's own space, see engine/prompt.py
        if text:
            self._text += text

    def _note(self, sentence: str) -> None:
        self._notes.append((len(self._text), sentence))

    def _current(self, state: MessageState) -> Message:
        return replace(
            self._message,
            text=self._text,
            token_ids=tuple(self._token_ids),
            notes=tuple(self._notes),
            state=state,
        )


def _shift_sentence(dropped_tokens: int) -> str:
    return QCoreApplication.translate(
        "AnswerWriter", "The context was full here; the oldest tokens were forgotten ({0})."
    ).format(f"{dropped_tokens:,}")


def _dropped_sentence(dropped_tokens: int) -> str:
    return QCoreApplication.translate(
        "AnswerWriter",
        "The prompt is longer than the context; tokens at its beginning were left out ({0}).",
    ).format(f"{dropped_tokens:,}")
