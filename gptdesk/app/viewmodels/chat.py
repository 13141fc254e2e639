"""The chat: what the user asked for becomes jobs, and what the jobs yield becomes messages.

Owns the flow of one prompt on the window's side (DESIGN.md, 'The flow of one prompt') and the
open conversation; knows no widgets, no files and no network.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.app.inference.client import InferenceClient
from gptdesk.app.inference.jobs import Job, RunningEvent, cancelled_end
from gptdesk.app.viewmodels.answer import AnswerWriter
from gptdesk.app.viewmodels.messages import MessageListModel
from gptdesk.app.viewmodels.sampling import SamplingViewModel
from gptdesk.chat import Conversation, Message, MessageState, PromptMode, Role
from gptdesk.engine.types import FinishReason, GenerationEnd, GenerationRequest, ModelInfo
from gptdesk.engine.vocabulary import END_OF_TEXT_ID


class Conversations(Protocol):
    """The part of the history that is needed here."""

    def save_conversation(self, conversation: Conversation) -> Conversation:
        """Store a conversation as a whole."""
        ...

    def add_message(self, conversation_id: str, message: Message) -> Conversation:
        """Put a message at the end of a conversation."""
        ...

    def replace_message(self, conversation_id: str, message: Message) -> Conversation:
        """Put a message in the place of the one with the same id."""
        ...


class ChatViewModel(QObject):
    """The open conversation and the answer that is being written.

    One answer is written at a time; what would start another one meanwhile does nothing. While a
    model is being loaded everything can be asked for: it begins when the model is there.

    Attributes:
        messages: the rows that the transcript shows.

    Signals:
        busy_changed: an answer is being written, bool.
        record_added: the newest `TokenRecord`, once per hand-over.
        run_finished: a job ended, its `GenerationEnd`.
        error_raised: a sentence: something the user asked for did not work.
        notice_raised: a sentence: something the user should know.
        mode_changed: the `PromptMode` of the next message.
        context_changed: tokens in the context, and its length.
        can_regenerate_changed: there is an answer that can be written again, bool.
    """

    busy_changed = Signal(bool)
    record_added = Signal(object)
    run_finished = Signal(object)
    error_raised = Signal(str)
    notice_raised = Signal(str)
    mode_changed = Signal(object)
    context_changed = Signal(int, int)
    can_regenerate_changed = Signal(bool)

    def __init__(
        self,
        client: InferenceClient,
        store: Conversations,
        sampling: SamplingViewModel,
        *,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._client = client
        self._store = store
        self._sampling = sampling
        self._mode = PromptMode.CONTINUE
        self._conversation: Conversation | None = None  # stored with its first message
        self._job: Job | None = None
        self._row = -1  # of the answer that is being written
        self._writer: AnswerWriter | None = None
        self._is_stop_asked = False
        self._is_shut_down = False
        self._ended_answers: set[str] = set()  # ids of answers that ended at a stop string
        self._could_regenerate = False
        self.messages = MessageListModel(self)
        client.loaded.connect(self._on_loaded)
        client.events_ready.connect(self._on_events_ready)
        client.finished.connect(self._on_finished)
        client.failed.connect(self._on_failed)

    @property
    def mode(self) -> PromptMode:
        """How the next message becomes a prompt."""
        return self._mode

    @property
    def is_busy(self) -> bool:
        """Whether an answer is being written."""
        return self._job is not None

    @property
    def can_regenerate(self) -> bool:
        """Whether there is an answer that can be written again now."""
        return not self.is_busy and self._last_answer_row() is not None

    # -- what the user asks for

    @Slot(str)
    def submit(self, text: str) -> bool:
        """Send `text` and have it answered; without text the last answer goes on.

        Returns:
            Whether it was accepted. If not, the text is not in the conversation.
        """
        return self._submit(text, self._sampling.max_new_tokens)

    @Slot(str)
    def step(self, text: str = "") -> bool:
        """Generate one token: of a new answer if there is text, else of the last one."""
        return self._submit(text, 1)

    @Slot()
    def continue_answer(self) -> bool:
        """Go on with the last answer."""
        return self._submit("", self._sampling.max_new_tokens)

    @Slot()
    @Slot(int)
    def regenerate(self, row: int | None = None) -> bool:
        """Write the answer in `row` again, the last one without a row.

        The dice are new unless the user fixed the seed. Messages after that row stay.
        """
        row = self._last_answer_row() if row is None else row
        if row is None or not 0 <= row < self.messages.rowCount() or not self._can_begin():
            return False
        old = self.messages.message(row)
        if old.role is not Role.ASSISTANT:
            return False
        empty = replace(self._new_answer(), id=old.id, mode=old.mode)
        self._begin(row, empty, self._sampling.max_new_tokens)
        return True

    @Slot()
    def stop(self) -> None:
        """End the answer where it is; nothing happens if none is being written."""
        if self._job is not None:
            self._is_stop_asked = True
            self._client.cancel(self._job)

    @Slot()
    def new_chat(self) -> None:
        """Leave this conversation for an empty one; an unfinished answer stays as it is."""
        self._break_off("")
        self._conversation = None
        self._ended_answers.clear()
        self.messages.reset()
        self._announce_context(0)
        self._announce_regenerate()

    @Slot()
    def shutdown(self) -> None:
        """Keep what is written of an unfinished answer, and accept nothing more."""
        self._is_shut_down = True
        self._break_off(self.tr("The answer was interrupted here."))

    @Slot(object)
    def set_mode(self, mode: PromptMode) -> None:
        """Choose how the next message becomes a prompt."""
        if mode is not self._mode:
            self._mode = mode
            self.mode_changed.emit(mode)

    # -- from a wish to a job

    def _submit(self, text: str, max_new_tokens: int) -> bool:
        if not self._can_begin():
            return False
        if text:
            self._append(Message(Role.USER, text, mode=self._mode))
            answer = self._new_answer()
            self._begin(self._append(answer), answer, max_new_tokens)
            return True
        row = self.messages.rowCount() - 1
        if row != self._last_answer_row():  # nothing to go on with: let the model begin
            answer = self._new_answer()
            self._begin(self._append(answer), answer, max_new_tokens)
            return True
        answer = self.messages.message(row)
        if answer.id in self._ended_answers or answer.token_ids[-1:] == (END_OF_TEXT_ID,):
            self.notice_raised.emit(
                self.tr("The model ended its answer here. Send a message, or regenerate it.")
            )
            return False
        self._begin(row, answer, max_new_tokens)
        return True

    def _can_begin(self) -> bool:
        if self.is_busy or self._is_shut_down or not self._client.is_running:
            return False
        if self._client.info is None and not self._client.is_loading:
            self.error_raised.emit(self.tr("No model is open. Open one, then send again."))
            return False
        return True

    def _new_answer(self) -> Message:
        return Message(
            Role.ASSISTANT,
            "",
            mode=self._mode,
            state=MessageState.STREAMING,
            seed=self._sampling.next_seed(),
        )

    def _append(self, message: Message) -> int:
        """Store a message, then show it: what is on the screen is safe."""
        if self._conversation is None:
            self._conversation = self._store.save_conversation(Conversation())
        self._conversation = self._store.add_message(self._conversation.id, message)
        return self.messages.append(message)

    def _begin(self, row: int, answer: Message, max_new_tokens: int) -> None:
        """Start a job that writes on at `answer`, which is or will be in `row`."""
        info = self._client.info
        if answer.seed is None:
            answer = replace(answer, seed=self._sampling.next_seed())
        answer = replace(
            answer,
            state=MessageState.STREAMING,
            model_name=info.name if info is not None else answer.model_name,
        )
        request = GenerationRequest(
            messages=self.messages.messages[:row],
            mode=answer.mode,
            answer_ids=answer.token_ids,
            settings=self._sampling.settings,
            max_new_tokens=max_new_tokens,
            seed=answer.seed or 0,
        )
        self._ended_answers.discard(answer.id)
        self._row = row
        self._writer = AnswerWriter(answer)
        self._is_stop_asked = False
        self.messages.replace(row, answer)
        self._job = self._client.generate(request)
        self.busy_changed.emit(True)
        self._announce_regenerate()

    # -- from a job to a message

    @Slot(object, object)
    def _on_events_ready(self, job: Job, events: tuple[RunningEvent, ...]) -> None:
        if job is not self._job or self._writer is None:
            return
        self.messages.replace(self._row, self._writer.add(events))
        if self._writer.context_tokens is not None:
            self._announce_context(self._writer.context_tokens)
        if self._writer.last_record is not None:
            self.record_added.emit(self._writer.last_record)

    @Slot(object, object)
    def _on_finished(self, job: Job, end: GenerationEnd) -> None:
        if job is not self._job or self._writer is None:
            return
        interruption = "" if self._is_stop_asked else self.tr("The answer was interrupted here.")
        answer = self._writer.finish(end, interruption=interruption)
        if end.reason is FinishReason.STOP_STRING:
            self._ended_answers.add(answer.id)
        self._keep(answer)
        self._end_job()
        self.run_finished.emit(end)

    @Slot(object, str)
    def _on_failed(self, job: Job, sentence: str) -> None:
        if job is not self._job or self._writer is None:
            return
        self._keep(self._writer.fail(sentence))
        self._end_job()
        self.error_raised.emit(sentence)

    @Slot(object)
    def _on_loaded(self, info: ModelInfo) -> None:
        self.context_changed.emit(0, info.config.ctx_len)

    def _keep(self, answer: Message) -> None:
        """Show and store an answer as it stays."""
        info = self._client.info
        if not answer.model_name and info is not None:  # it was asked for while loading
            answer = replace(answer, model_name=info.name)
        self.messages.replace(self._row, answer)
        if self._conversation is not None:
            self._conversation = self._store.replace_message(self._conversation.id, answer)

    def _break_off(self, interruption: str) -> None:
        """Cancel the job and let go of it at once; its end is not waited for."""
        if self._job is not None and self._writer is not None:
            self._client.cancel(self._job)
            self._keep(self._writer.finish(cancelled_end(), interruption=interruption))
            self._end_job()

    def _end_job(self) -> None:
        self._job = self._writer = None
        self._row = -1
        self.busy_changed.emit(False)
        self._announce_regenerate()

    def _last_answer_row(self) -> int | None:
        messages = self.messages.messages
        for row in range(len(messages) - 1, -1, -1):
            if messages[row].role is Role.ASSISTANT:
                return row
        return None

    def _announce_context(self, used: int) -> None:
        info = self._client.info
        if info is not None:
            self.context_changed.emit(used, info.config.ctx_len)

    def _announce_regenerate(self) -> None:
        if self.can_regenerate != self._could_regenerate:
            self._could_regenerate = self.can_regenerate
            self.can_regenerate_changed.emit(self._could_regenerate)
