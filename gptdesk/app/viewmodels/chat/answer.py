"""An answer while it is written: events in, one immutable message out.

Owns how events become text, tokens with their records, and notes. Plain Python but for the
translation of its sentences; knows neither rows nor jobs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from gptdesk.app.inference.answers import RunningEvent
from gptdesk.chat.changes import HeadChange
from gptdesk.chat.messages import Message, MessageState, PromptMode, Run
from gptdesk.chat.notes import NoteCode, code_and_number, counted_note, is_sentence
from gptdesk.chat.packed_records import PackedRecords
from gptdesk.chat.tokens import SamplingSettings, TokenRecord, TokenStats
from gptdesk.engine.types import (
    ContextShifted,
    FinishReason,
    GenerationEnd,
    GenerationStep,
    ModelInfo,
    PromptReady,
)


class AnswerWriter:
    """Writes on at one answer.

    Events are joined before they are added, so the cost of a hand-over is one copy of text and
    ids, however many tokens it brings; records are not copied.

    Attributes:
        last_record: the newest token; None before the first.
        context_tokens: tokens in the context; None before the prompt is ready, or where a server
            does not tell it.
    """

    def __init__(
        self,
        message: Message,
        settings: SamplingSettings,
        heads: tuple[HeadChange, ...] = (),
        *,
        is_step: bool = False,
    ) -> None:
        """Go on with a message, whose tokens stay.

        Args:
            message: the answer so far.
            settings, heads: of the new tokens.
            is_step: the user asked for so many tokens: nothing is cut where they end.
        """
        self._message = message
        self._text = message.text
        self._token_ids = list(message.token_ids)
        self._records: PackedRecords | None = None  # not known, and never will be
        if len(message.records) == len(message.token_ids):
            known = message.records
            self._records = known if isinstance(known, PackedRecords) else PackedRecords(known)
        start = len(self._token_ids)
        self._earlier_runs = tuple(run for run in message.runs if run.start < start)
        self._run = Run(start, settings, message.seed or 0, switched_off=heads)
        self._is_step = is_step
        self._notes = [one for one in message.notes if one[1] != NoteCode.MAX_TOKENS]
        self._pieces = message.pieces
        self._silent_tokens = 0  # newest tokens, of which nothing is shown yet
        self.last_record: TokenRecord | None = None
        self.context_tokens: int | None = None

    def set_model(self, info: ModelInfo) -> None:
        """Note which network writes."""
        self._message = replace(self._message, model_name=info.name)
        self._run = replace(
            self._run,
            model_name=info.name,
            model_sha256=info.sha256,
            # with changed heads it is computed from the weights as stored, in float32
            precision="exact" if self._run.switched_off else info.precision,
            vocabulary_sha256=info.vocabulary.sha256,
        )

    def set_prompt_stats(self, stats: tuple[TokenStats, ...]) -> None:
        """Note what the network thought of the prompt, unless it was another one."""
        if are_of_prompt(stats, self._message):
            self._message = replace(self._message, prompt_stats=stats)

    def add_events(self, events: Iterable[RunningEvent] = ()) -> Message:
        """Add events in order; return the answer as it is now."""
        pieces: list[str] = []
        records: list[TokenRecord] = []
        told: list[bytes] = []  # texts of tokens without ids
        for event in events:
            match event:
                case GenerationStep():
                    records.append(event.record)
                    told += event.new_pieces
                    self._take_step(event, pieces)
                case ContextShifted():
                    self._join(pieces)
                    self._note(counted_note(NoteCode.FORGOTTEN, event.dropped_tokens))
                case PromptReady():
                    self._take_prompt(event)
        self._join(pieces)
        if told:
            self._pieces = (*self._pieces, *told)
        if records and self._records is not None:
            self._records = self._records.extended(records)
        return self._current(MessageState.STREAMING)

    def finish(self, end: GenerationEnd, *, is_interrupted: bool = False) -> Message:
        """Return the answer as it stays.

        Args:
            end: how the run ended.
            is_interrupted: if it was cancelled, then not by the user.
        """
        self._join([end.text])
        if end.retracted_chars:
            self._text = self._text[: -end.retracted_chars]
            self._notes = [(min(at, len(self._text)), note) for at, note in self._notes]
        if end.reason is FinishReason.MAX_TOKENS and not self._is_step:
            self._note(NoteCode.MAX_TOKENS)
        if end.reason is not FinishReason.CANCELLED:
            return self._current(MessageState.COMPLETE)
        if not end.text:
            self._drop_silent_tokens()
        if is_interrupted:
            self._note(NoteCode.INTERRUPTED)
        return self._current(MessageState.STOPPED)

    def fail(self, sentence: str) -> Message:
        """Return the answer as it stays after an error; what was written is kept."""
        self._drop_silent_tokens()
        here = len(self._text)
        # Tried again and failed again: why it failed now is what counts.
        self._notes = [one for one in self._notes if one[0] != here or not is_sentence(one[1])]
        self._note(sentence)
        return self._current(MessageState.FAILED)

    def _drop_silent_tokens(self) -> None:
        """Let tokens go with the text that was held back when it broke off.

        They come again, with the same dice, should the answer be continued.
        """
        if self._silent_tokens:
            del self._token_ids[-self._silent_tokens :]

    def _take_prompt(self, event: PromptReady) -> None:
        self.context_tokens = event.prompt_tokens or None
        if event.dropped_tokens and not self._notes:
            self._note(counted_note(NoteCode.PROMPT_LEFT_OUT, event.dropped_tokens))
        if event.lost_characters:
            self._note(counted_note(NoteCode.LOST_CHARACTERS, event.lost_characters))
        message = self._message
        is_first = self._run.start == 0 or not message.prompt_ids
        if is_first and event.ids != message.prompt_ids:
            self._message = replace(
                message, prompt_ids=event.ids, prompt_suffix=event.suffix, prompt_stats=()
            )

    def _take_step(self, step: GenerationStep, pieces: list[str]) -> None:
        self.last_record = step.record
        self.context_tokens = step.context_tokens or None
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
            text = text.lstrip(" ")  # the template's own space, see engine/run/prompt.py
        if text:
            self._text += text

    def _note(self, note: str) -> None:
        here = (len(self._text), note)
        if here not in self._notes:
            self._notes.append(here)

    def _current(self, state: MessageState) -> Message:
        tokens = len(self._token_ids)
        if state is not MessageState.STREAMING and self._records is not None:
            self._records.pack()
        return replace(
            self._message,
            text=self._text,
            token_ids=tuple(self._token_ids),
            records=() if self._records is None else self._records[:tokens],
            runs=self._runs(state),
            notes=tuple(self._notes),
            state=state,
            pieces=self._pieces,
        )

    def _runs(self, state: MessageState) -> tuple[Run, ...]:
        """Return how the tokens were made: going on in the same way is no run of its own."""
        earlier = self._earlier_runs
        is_vain = state is not MessageState.STREAMING and self._run.start >= len(self._token_ids)
        if is_vain:
            return earlier
        if earlier and replace(self._run, start=earlier[-1].start) == earlier[-1]:
            return earlier
        return (*earlier, self._run)


def are_of_prompt(stats: tuple[TokenStats, ...], answer: Message) -> bool:
    """Return whether `stats` are of the prompt that `answer` saw."""
    return tuple(one.token_id for one in stats) == answer.prompt_ids


def dropped_prompt_tokens(answer: Message) -> int:
    """Return how many tokens of an answer's prompt were left out, as its notes say."""
    notes = (code_and_number(note) for _, note in answer.notes)
    return next((number or 0 for code, number in notes if code == NoteCode.PROMPT_LEFT_OUT), 0)
