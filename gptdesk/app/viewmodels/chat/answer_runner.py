"""One answer at a time, from its plan to the message that stays.

Owns the job that runs, and what of its answer is stored when; knows neither rows nor which
conversation is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.app.inference.answers import Job, RunningEvent, cancelled_end
from gptdesk.app.inference.client import InferenceClient
from gptdesk.app.system.timers import AfterPainting, single_shot
from gptdesk.app.viewmodels.chat.answer import AnswerWriter
from gptdesk.app.viewmodels.chat.answer_planner import AnswerPlan
from gptdesk.app.viewmodels.chat.conversation_store import ConversationStore
from gptdesk.chat.messages import Message
from gptdesk.chat.tokens import TokenRecord, TokenStats
from gptdesk.chat.tree import ConversationTree
from gptdesk.engine.types import GenerationEnd, GenerationRequest

_STORE_MS = 400  # between two storings of an answer that grows: half a second is lost at most


@dataclass(slots=True, eq=False)
class RunningAnswer:
    """An answer on its way.

    Attributes:
        home: the conversation that it belongs to, shown or not.
        answer_id: of its message there.
        request: what to generate.
        writer: makes the message.
        job: None until the prompt is stored.
        has_begun: whether events came.
        is_stop_asked: the user ended it.
    """

    home: ConversationTree
    answer_id: str
    request: GenerationRequest
    writer: AnswerWriter
    job: Job | None = None
    has_begun: bool = False
    is_stop_asked: bool = False


class AnswerRunner(QObject):
    """Has answers written, each into the conversation that it belongs to.

    Signals:
        began: an answer runs now; its message is in its conversation.
        grew: its message after a hand-over.
        finished: nothing runs any more: the message that stays, and the `GenerationEnd`.
        failed: nothing runs any more: the message that stays, and a sentence.
    """

    began = Signal()
    grew = Signal(object)
    finished = Signal(object, object)
    failed = Signal(object, str)

    def __init__(self, client: InferenceClient, store: ConversationStore, parent: QObject) -> None:
        super().__init__(parent)
        self._client = client
        self._store = store
        self._running: RunningAnswer | None = None
        self._owed: dict[str, tuple[int, tuple[int, ...]]] = {}  # by answer; see `owed_ids`
        # Not at each hand-over: it wakes the history's thread, which takes time from the network.
        self._store_timer = single_shot(self, _STORE_MS, self._store_grown)
        # Both at once would wait for each other on two cores.
        self._starting = AfterPainting(self, self._start)
        client.answers.events_ready.connect(self._on_events_ready)
        client.answers.finished.connect(self._on_finished)
        client.answers.failed.connect(self._on_failed)

    @property
    def home(self) -> ConversationTree | None:
        """The conversation that an answer is written into; None while nothing runs."""
        return self._running.home if self._running is not None else None

    @property
    def answer_id(self) -> str | None:
        """Id of the answer that is being written; None while nothing runs."""
        return self._running.answer_id if self._running is not None else None

    @property
    def context_tokens(self) -> int | None:
        """Tokens in the context of what runs; None before its prompt is ready."""
        return self._running.writer.context_tokens if self._running is not None else None

    @property
    def last_record(self) -> TokenRecord | None:
        """The newest token of what runs."""
        return self._running.writer.last_record if self._running is not None else None

    def owed_ids(self, answer: Message) -> tuple[int, ...]:
        """Return the tokens that the user put after an answer's last one, and it ended before them.

        A swapped token is written with what the network thought of it. A stop before that leaves
        the branch without it; whoever goes on there wants it still.
        """
        length, ids = self._owed.get(answer.id, (0, ()))
        return ids if length == len(answer.token_ids) else ()

    def write_answer(self, home: ConversationTree, plan: AnswerPlan) -> None:
        """Put the messages of `plan` into a conversation; start when they are stored and shown."""
        info = self._client.info
        writer = AnswerWriter(plan.answer, plan.settings, plan.heads, is_step=plan.is_step)
        if info is not None and not self._client.is_loading:
            writer.set_model(info)
        if plan.prompt is not None:
            home.add_message(plan.prompt)
        stored = home.value
        answer = writer.add_events()
        if answer.id in home:
            home.replace_message(answer)
        else:
            home.add_message(answer)
        request = GenerationRequest(
            messages=home.path_to(answer.parent),
            mode=answer.mode,
            answer_ids=answer.token_ids,
            forced_ids=plan.forced_ids,
            settings=plan.settings,
            max_new_tokens=plan.max_new_tokens,
            seed=answer.seed or 0,
            heads=plan.heads,
            pieces=answer.pieces,
        )
        running = self._running = RunningAnswer(home, answer.id, request, writer)
        self.began.emit()
        if plan.prompt is None:
            self._start_soon(running)
        else:
            self._store.save(stored, plan.prompt, partial(self._start_soon, running))

    @Slot()
    def stop(self) -> None:
        """End the answer where it is, as the user wants; nothing happens if none runs."""
        running = self._running
        if running is None:
            return
        running.is_stop_asked = True
        if running.job is not None:
            self._client.cancel(running.job)
        else:
            self._finish(running, cancelled_end())

    def break_off(self, *, is_interrupted: bool) -> None:
        """Let go of the answer at once: its end is not waited for, what is written stays.

        Args:
            is_interrupted: the user did not ask for it, and finds a note.
        """
        running = self._running
        if running is None:
            return
        if running.job is not None:
            self._client.cancel(running.job)
        self._finish(running, cancelled_end(), is_interrupted=is_interrupted)

    def set_prompt_stats(self, answer_id: str, stats: tuple[TokenStats, ...]) -> bool:
        """Take what the network thought of a prompt; return whether its answer is what runs."""
        running = self._running
        if running is None or running.answer_id != answer_id:
            return False
        running.writer.set_prompt_stats(stats)
        self._grow(running, ())
        return True

    # -- from a job to a message

    def _start_soon(self, running: RunningAnswer) -> None:
        if running is self._running:  # else it was stopped while its prompt was being stored
            self._starting.start()

    def _start(self) -> None:
        running = self._running
        assert running is not None
        running.job = self._client.generate(running.request)
        self._store_grown()

    @Slot()
    def _store_grown(self) -> None:
        """Store what is written so far."""
        running = self._running
        if running is not None:
            answer = running.home.message(running.answer_id)
            self._store.save_partial(running.home.value, answer)

    @Slot(object, object)
    def _on_events_ready(self, job: Job, events: tuple[RunningEvent, ...]) -> None:
        running = self._of(job)
        if running is None:
            return
        if not running.has_begun:
            running.has_begun = True
            if self._client.info is not None:
                running.writer.set_model(self._client.info)
        self._grow(running, events)

    def _grow(self, running: RunningAnswer, events: tuple[RunningEvent, ...]) -> None:
        answer = running.writer.add_events(events)
        running.home.replace_message(answer)
        if not self._store_timer.isActive():
            self._store_timer.start()
        self.grew.emit(answer)

    @Slot(object, object)
    def _on_finished(self, job: Job, end: GenerationEnd) -> None:
        running = self._of(job)
        if running is not None:
            self._finish(running, end, is_interrupted=not running.is_stop_asked)

    @Slot(object, str)
    def _on_failed(self, job: Job, sentence: str) -> None:
        running = self._of(job)
        if running is not None:
            answer = running.writer.fail(sentence)
            self._keep(running, answer)
            self.failed.emit(answer, sentence)

    def _finish(
        self, running: RunningAnswer, end: GenerationEnd, *, is_interrupted: bool = False
    ) -> None:
        answer = running.writer.finish(end, is_interrupted=is_interrupted)
        self._keep(running, answer)
        self.finished.emit(answer, end)

    def _keep(self, running: RunningAnswer, answer: Message) -> None:
        self._running = None
        self._starting.stop()
        self._store_timer.stop()
        written = len(answer.token_ids) - len(running.request.answer_ids)
        owed = running.request.forced_ids[written:]
        self._owed.pop(answer.id, None)
        if owed:
            self._owed[answer.id] = len(answer.token_ids), owed
        running.home.replace_message(answer)
        running.home.touch()
        self._store.save(running.home.value, answer)

    def _of(self, job: Job) -> RunningAnswer | None:
        running = self._running
        return running if running is not None and running.job is job else None
