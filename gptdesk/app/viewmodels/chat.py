"""The chat: what the user asked for becomes jobs, and what the jobs yield becomes messages.

Owns the flow of one prompt on the window's side (DESIGN.md, 'The flow of one prompt') and which
conversation is shown; knows no widgets, no files and no network.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.app.inference.client import InferenceClient
from gptdesk.app.viewmodels.answer_runner import AnswerRunner, Wish
from gptdesk.app.viewmodels.branches import beginning_of, beside
from gptdesk.app.viewmodels.conversation_tree import ConversationTree
from gptdesk.app.viewmodels.keeping import Keeper
from gptdesk.app.viewmodels.messages import MessageListModel
from gptdesk.app.viewmodels.sampling import SamplingViewModel
from gptdesk.chat import Conversation, Message, PromptMode, Role, TokenStats
from gptdesk.engine.types import FinishReason, GenerationEnd, ModelInfo
from gptdesk.engine.vocabulary import END_OF_TEXT_ID, Vocabulary


class ChatViewModel(QObject):
    """The conversation that is shown, and the answer that is being written, there or elsewhere.

    One answer is written at a time; what would start another one meanwhile does nothing. While a
    model is being loaded everything can be asked for: it begins when the model is there. An answer
    belongs to its conversation: it goes on there when another one is opened.

    Attributes:
        messages: the rows that the transcript shows, a path through the conversation.

    Signals:
        busy_changed: an answer is being written, bool.
        record_added: the newest `TokenRecord`, once per hand-over, of an answer that is shown.
        run_finished: a job ended, its `GenerationEnd`.
        error_raised: a sentence: something the user asked for did not work.
        notice_raised: a sentence: something the user should know.
        mode_changed: the `PromptMode` of the next message.
        context_changed: tokens in the context, and its length.
        can_regenerate_changed: there is an answer that can be written again, bool.
        conversation_changed: another `Conversation`, or another path of it, is shown.
    """

    busy_changed = Signal(bool)
    record_added = Signal(object)
    run_finished = Signal(object)
    error_raised = Signal(str)
    notice_raised = Signal(str)
    mode_changed = Signal(object)
    context_changed = Signal(int, int)
    can_regenerate_changed = Signal(bool)
    conversation_changed = Signal(object)

    def __init__(
        self,
        client: InferenceClient,
        keeper: Keeper,
        sampling: SamplingViewModel,
        *,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._client = client
        self._keeper = keeper
        self._sampling = sampling
        self._mode = PromptMode.CONTINUE
        self._shown = ConversationTree(Conversation())  # stored with its first message
        self._row: int | None = None  # of the answer that is being written, if that is shown
        self._vocabulary: Vocabulary | None = None
        self._is_shut_down = False
        self._ended_answers: set[str] = set()  # ids of answers that ended at a stop string
        self._could_regenerate = False
        self.messages = MessageListModel(self)
        self._runner = AnswerRunner(client, keeper, self)
        self._runner.began.connect(self._on_began)
        self._runner.grew.connect(self._on_grew)
        self._runner.finished.connect(self._on_finished)
        self._runner.failed.connect(self._on_failed)
        client.loaded.connect(self._on_loaded)
        client.vocabulary_ready.connect(self._on_vocabulary_ready)

    @property
    def mode(self) -> PromptMode:
        """How the next message becomes a prompt."""
        return self._mode

    @property
    def conversation(self) -> Conversation:
        """What is shown, as it is now; without messages it is not stored."""
        return self._shown.value

    @property
    def is_busy(self) -> bool:
        """Whether an answer is being written, in any conversation."""
        return self._runner.home is not None

    @property
    def running_conversation_id(self) -> str | None:
        """Id of the conversation that an answer is being written in."""
        return None if self._runner.home is None else self._runner.home.id

    @property
    def can_regenerate(self) -> bool:
        """Whether there is an answer that can be written again now."""
        return not self.is_busy and self._last_answer_row() is not None

    def branch_place(self, row: int) -> tuple[int, int]:
        """Return the place of the message in `row` among its branches, from 1, and their count."""
        message_id = self.messages.message(row).id
        branches = self._shown.branches(message_id)
        return branches.index(message_id) + 1, len(branches)

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
        """Write another answer beside the one in `row`, beside the last one without a row.

        The dice are new unless the user fixed the seed.
        """
        row = self._last_answer_row() if row is None else row
        old = None if row is None else self._message_in(row, Role.ASSISTANT)
        if old is None or not self._can_begin():
            return False
        answer = beside(old, self._sampling.next_seed(), self._client.info)
        self._begin(answer, self._sampling.max_new_tokens)
        return True

    def branch_at(self, row: int, index: int, ids: tuple[int, ...]) -> bool:
        """Write another answer beside the one in `row`: `ids` from token `index` on, then more.

        The tokens before stay as they are, and the dice are the same.
        """
        return bool(ids) and self._branch(row, index, ids)

    def replay_from(self, row: int, index: int) -> bool:
        """Write the answer in `row` again from token `index` on, beside it.

        The dice are the same, the settings those of now.
        """
        return self._branch(row, index, ())

    def edit_prompt(self, row: int, text: str) -> bool:
        """Ask `text` in place of the user's message in `row`; the old branch stays."""
        old = self._message_in(row, Role.USER)
        if old is None or not text or not self._can_begin():
            return False
        prompt = Message(Role.USER, text, mode=old.mode, parent=old.parent)
        self._send(prompt, self._sampling.max_new_tokens)
        return True

    @Slot(int, int)
    def show_branch(self, row: int, step: int) -> None:
        """Show the branch `step` places after that of `row`; nothing happens at the ends."""
        message_id = self.messages.message(row).id
        branches = self._shown.branches(message_id)
        place = branches.index(message_id) + step
        if step and 0 <= place < len(branches):
            self._shown.show(branches[place])
            self._keep_shape(self._shown)
            self._show_path()

    @Slot()
    def stop(self) -> None:
        """End the answer where it is; nothing happens if none is being written."""
        self._runner.stop()

    @Slot()
    def shutdown(self) -> None:
        """Keep what is written of an unfinished answer, and accept nothing more."""
        self._is_shut_down = True
        self._runner.break_off(self.tr("The answer was interrupted here."))

    @Slot(object)
    def set_mode(self, mode: PromptMode) -> None:
        """Choose how the next message becomes a prompt."""
        if mode is not self._mode:
            self._mode = mode
            self.mode_changed.emit(mode)

    # -- which conversation is shown

    @Slot()
    def new_chat(self) -> None:
        """Leave this conversation for an empty one."""
        self.open_conversation(Conversation())

    @Slot(object)
    def open_conversation(self, conversation: Conversation) -> None:
        """Show another conversation; one that is open here already, as it is now."""
        tree = self._open_tree(conversation.id)
        if tree is not self._shown:
            self._shown = tree or ConversationTree(conversation)
            self._ended_answers.clear()
            self._show_path(is_other=True)
            self._announce_context(self._tokens_in_context())

    def leave_conversation(self, conversation_id: str) -> None:
        """Let go of a conversation that is to be deleted; what is written in it ends, and stays."""
        if self.running_conversation_id == conversation_id:
            self._runner.break_off("")
        if self._shown.id == conversation_id:
            self.new_chat()

    def rename(self, conversation_id: str, title: str) -> bool:
        """Give a conversation another title, and store it; return False if it is not open here."""
        tree = self._open_tree(conversation_id)
        if tree is not None:
            tree.name(title)
            self._keep_shape(tree)
        return tree is not None

    def set_pinned(self, conversation_id: str, is_pinned: bool) -> bool:
        """Pin a conversation, and store that; return False if it is not open here."""
        tree = self._open_tree(conversation_id)
        if tree is not None:
            tree.pin(is_pinned)
            self._keep_shape(tree)
        return tree is not None

    def set_prompt_stats(self, answer_id: str, stats: tuple[TokenStats, ...]) -> None:
        """Note what the network thought of the prompt of an answer, and store it.

        Figures of another prompt than the one that the answer has now are left out.
        """
        tree = next((tree for tree in self._open_trees() if answer_id in tree), None)
        if tree is None:
            return
        answer = tree.message(answer_id)
        if tuple(one.token_id for one in stats) != answer.prompt_ids:
            return
        if answer_id == self._runner.answer_id:
            self._runner.set_prompt_stats(stats)
            return
        answer = replace(answer, prompt_stats=stats)
        tree.replace(answer)
        self._keeper.save(tree.value, answer)
        row = self.messages.row_of(answer_id)
        if row is not None:
            self.messages.replace(row, answer)

    # -- from a wish to a job

    def _submit(self, text: str, max_new_tokens: int) -> bool:
        if not self._can_begin():
            return False
        leaf = self._shown.leaf
        if text:
            self._send(Message(Role.USER, text, mode=self._mode, parent=leaf), max_new_tokens)
            return True
        answer = None if leaf is None else self._shown.message(leaf)
        if answer is None or answer.role is not Role.ASSISTANT:  # let the model begin
            self._begin(self._new_answer(leaf, self._mode), max_new_tokens)
            return True
        if answer.id in self._ended_answers or answer.token_ids[-1:] == (END_OF_TEXT_ID,):
            self.notice_raised.emit(
                self.tr("The model ended its answer here. Send a message, or regenerate it.")
            )
            return False
        if answer.seed is None:
            answer = replace(answer, seed=self._sampling.next_seed())
        self._begin(answer, max_new_tokens)
        return True

    def _branch(self, row: int, index: int, ids: tuple[int, ...]) -> bool:
        old = self._message_in(row, Role.ASSISTANT)
        if old is None or self._vocabulary is None or not self._can_begin():
            return False
        answer = beginning_of(old, index, self._vocabulary, self._client.info)
        if answer is None:
            return False
        self._begin(answer, len(ids) + self._sampling.max_new_tokens, ids)
        return True

    def _can_begin(self) -> bool:
        if self.is_busy or self._is_shut_down or not self._client.is_running:
            return False
        if self._client.info is None and not self._client.is_loading:
            self.error_raised.emit(self.tr("No model is open. Open one, then send again."))
            return False
        return True

    def _new_answer(self, parent: str | None, mode: PromptMode) -> Message:
        seed = self._sampling.next_seed()
        return Message(Role.ASSISTANT, "", mode=mode, seed=seed, parent=parent)

    def _send(self, prompt: Message, max_new_tokens: int) -> None:
        self._begin(self._new_answer(prompt.id, prompt.mode), max_new_tokens, prompt=prompt)

    def _begin(
        self,
        answer: Message,
        max_new_tokens: int,
        ids: tuple[int, ...] = (),
        *,
        prompt: Message | None = None,
    ) -> None:
        """Have `answer` written, or written on, in the conversation that is shown."""
        self._ended_answers.discard(answer.id)
        settings = self._sampling.settings
        self._runner.begin(self._shown, Wish(answer, settings, max_new_tokens, ids, prompt))

    # -- what the runner tells

    @Slot()
    def _on_began(self) -> None:
        self._show_path()
        self.busy_changed.emit(True)
        self._announce_regenerate()

    @Slot(object)
    def _on_grew(self, answer: Message) -> None:
        if self._row is None:
            return
        self.messages.replace(self._row, answer)
        if self._runner.context_tokens is not None:
            self._announce_context(self._runner.context_tokens)
        if self._runner.last_record is not None:
            self.record_added.emit(self._runner.last_record)

    @Slot(object, object)
    def _on_finished(self, answer: Message, end: GenerationEnd) -> None:
        if end.reason is FinishReason.STOP_STRING:
            self._ended_answers.add(answer.id)
        self._end(answer)
        self.run_finished.emit(end)

    @Slot(object, str)
    def _on_failed(self, answer: Message, sentence: str) -> None:
        self._end(answer)
        self.error_raised.emit(sentence)

    def _end(self, answer: Message) -> None:
        if self._row is not None:
            self.messages.replace(self._row, answer)
        self._row = None
        self.busy_changed.emit(False)
        self._announce_regenerate()

    @Slot(object)
    def _on_loaded(self, info: ModelInfo) -> None:
        self.context_changed.emit(0, info.config.ctx_len)

    @Slot(object)
    def _on_vocabulary_ready(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    # -- what is shown

    def _show_path(self, *, is_other: bool = False) -> None:
        """Put the path that is to be seen into the rows."""
        is_other |= self.messages.show(self._shown.path_to(self._shown.leaf))
        answer_id = self._runner.answer_id
        self._row = None if answer_id is None else self.messages.row_of(answer_id)
        if is_other:
            self.conversation_changed.emit(self.conversation)
        self._announce_regenerate()

    def _open_trees(self) -> tuple[ConversationTree, ...]:
        home = self._runner.home
        return (self._shown,) if home is None or home is self._shown else (self._shown, home)

    def _open_tree(self, conversation_id: str) -> ConversationTree | None:
        return next((tree for tree in self._open_trees() if tree.id == conversation_id), None)

    def _keep_shape(self, tree: ConversationTree) -> None:
        if tree.leaf is not None:  # without messages it is not stored
            self._keeper.save_shape(tree.value)

    def _message_in(self, row: int, role: Role) -> Message | None:
        """Return the message in a row if it is one of that role."""
        if not 0 <= row < self.messages.rowCount():
            return None
        message = self.messages.message(row)
        return message if message.role is role else None

    def _last_answer_row(self) -> int | None:
        messages = self.messages.messages
        for row in range(len(messages) - 1, -1, -1):
            if messages[row].role is Role.ASSISTANT:
                return row
        return None

    def _announce_context(self, used: int) -> None:
        info = self._client.info
        if info is not None:
            self.context_changed.emit(min(used, info.config.ctx_len), info.config.ctx_len)

    def _tokens_in_context(self) -> int:
        """Return how much of the context the last answer that is shown has filled."""
        if self._row is not None and self._runner.context_tokens is not None:
            return self._runner.context_tokens
        row = self._last_answer_row()
        if row is None:
            return 0
        answer = self.messages.message(row)
        return len(answer.prompt_ids) + len(answer.token_ids)

    def _announce_regenerate(self) -> None:
        if self.can_regenerate != self._could_regenerate:
            self._could_regenerate = self.can_regenerate
            self.can_regenerate_changed.emit(self._could_regenerate)
