"""The chat: what the user asked for becomes jobs, and what the jobs yield becomes messages.

Owns the flow of one prompt on the window's side (DESIGN.md, 'The flow of one prompt') and which
conversation is shown; knows no widgets, no files and no network.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.app.inference.client import InferenceClient
from gptdesk.app.inference.token_counter import PromptDraft
from gptdesk.app.viewmodels.chat.answer_planner import AnswerPlan, AnswerPlanner
from gptdesk.app.viewmodels.chat.answer_runner import AnswerRunner
from gptdesk.app.viewmodels.chat.conversation_store import ConversationStore
from gptdesk.app.viewmodels.chat.sampling import SamplingViewModel
from gptdesk.app.viewmodels.chat.shown_conversation import ShownConversation
from gptdesk.chat.changes import HeadChange
from gptdesk.chat.kept_views import KeptView
from gptdesk.chat.messages import Conversation, Message, PromptMode, Role
from gptdesk.chat.tokens import TokenStats
from gptdesk.chat.tree import ConversationTree
from gptdesk.engine.types import GenerationEnd


class ChatViewModel(QObject):
    """The conversation that is shown, and the answer that is being written, there or elsewhere.

    One answer is written at a time; what would start another one meanwhile does nothing. While a
    model is being loaded everything can be asked for: it begins when the model is there. An answer
    belongs to its conversation: it goes on there when another one is opened.

    Attributes:
        shown: the conversation on the screen.
        messages: its rows, a path through the conversation.
        runner: writes the answer; `runner.stop` ends it.

    Signals:
        busy_changed: an answer is being written, bool.
        answer_started: an answer begins; id of the conversation that it belongs to.
        record_added: the newest `TokenRecord`, once per hand-over, of an answer that is shown.
        run_finished: a job ended, its `GenerationEnd`.
        error_raised: a sentence: something the user asked for did not work.
        notice_raised: a sentence: something the user should know.
        markdown_changed: whether the texts of the open conversation are shown as Markdown, bool.
        mode_changed: the `PromptMode` of the next message.
        mode_chosen: the `PromptMode` that the user chose, for this chat and for new ones.
        same_dice_found: an answer was not written again, its id: its dice are fixed, and would
            give the same one.
        context_changed: tokens in the context, and its length; 0 of 0 where that is not known.
        can_regenerate_changed: there is an answer that can be written again, bool.
    """

    busy_changed = Signal(bool)
    answer_started = Signal(str)
    record_added = Signal(object)
    run_finished = Signal(object)
    error_raised = Signal(str)
    notice_raised = Signal(str)
    markdown_changed = Signal(bool)
    mode_changed = Signal(object)
    mode_chosen = Signal(object)
    same_dice_found = Signal(str)
    context_changed = Signal(int, int)
    can_regenerate_changed = Signal(bool)

    def __init__(
        self,
        client: InferenceClient,
        store: ConversationStore,
        sampling: SamplingViewModel,
        *,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._client = client
        self._sampling = sampling
        self._mode = self._wanted_mode = PromptMode.CONTINUE
        self._mode_of_new = PromptMode.CONTINUE  # the one that was chosen last
        self._chosen_modes: dict[str, PromptMode] = {}  # by conversation, in this run
        self._is_shut_down = False
        self._is_token_by_token = False
        self._could_regenerate = False
        self.shown = ShownConversation(store, self.notice_raised.emit, self)
        self._mode_shown_for = self.shown.tree.id  # the conversation that `_mode` is that of
        self.messages = self.shown.messages
        self.shown.changed.connect(self._follow_mode)
        self.shown.changed.connect(self._announce_markdown)
        self.shown.changed.connect(self._announce_regenerate)
        self.shown.changed.connect(self.announce_context)
        self.messages.dataChanged.connect(self._on_message_replaced)
        self._planner = AnswerPlanner(client, self.shown, sampling, self.notice_raised.emit)
        self.runner = AnswerRunner(client, store, self)
        self.runner.began.connect(self._on_began)
        self.runner.grew.connect(self._on_grew)
        self.runner.finished.connect(self._on_finished)
        self.runner.failed.connect(self._on_failed)
        client.loaded.connect(self.announce_context)
        client.loaded.connect(self._take_mode)

    @property
    def mode(self) -> PromptMode:
        """How the next message becomes a prompt."""
        return self._mode

    @property
    def conversation(self) -> Conversation:
        """What is shown, as it is now; without messages it is not stored."""
        return self.shown.tree.value

    @property
    def is_busy(self) -> bool:
        """Whether an answer is being written, in any conversation."""
        return self.runner.home is not None

    @property
    def running_conversation_id(self) -> str | None:
        """Id of the conversation that an answer is being written in; None while there is none."""
        return None if self.runner.home is None else self.runner.home.id

    @property
    def can_regenerate(self) -> bool:
        """Whether there is an answer that can be written again now."""
        return not self.is_busy and self.shown.last_answer_row() is not None

    # -- what the user asks for

    @Slot(str)
    def submit(
        self,
        text: str,
        most: int | None = None,
        first_ids: tuple[int, ...] = (),
        *,
        is_whole: bool = False,
    ) -> bool:
        """Send `text` and have it answered; without text the last answer goes on.

        Args:
            text: the prompt.
            most: new tokens; None is as many as the sampling settings say.
            first_ids: tokens that come first, whatever the dice say.
            is_whole: the answer is written whole, also where tokens come one at a time.

        Returns:
            Whether it was accepted. If not, the text is not in the conversation.
        """
        plan = self._planner.for_text(text, self._mode, most) if self._can_send(text) else None
        return self._begin(plan, first_ids, is_whole=is_whole)

    @property
    def why_not_on(self) -> str:
        """Why the last answer cannot go on, in a sentence; empty where it can."""
        return self._planner.why_not_on()

    @Slot()
    def continue_answer(self) -> bool:
        """Go on with the last answer."""
        return self.submit("")

    def take_best(self) -> bool:
        """Go on with the last answer by one token, the most probable one, whatever is set."""
        return self._can_begin() and self._begin(self._planner.best_token(self._mode))

    @Slot()
    @Slot(int)
    def regenerate(self, row: int | None = None) -> bool:
        """Write another answer beside the one in `row`, beside the last one without a row.

        The dice are new unless the user fixed the seed. Where the same answer would come, it is not
        written, and that is told. The whole network writes it, also where heads were off in that
        one: for those there is `answer_again`.
        """
        row = self.shown.last_answer_row() if row is None else row
        old = None if row is None else self.shown.message_in(row, Role.ASSISTANT)
        if old is None or not self._can_begin():
            return False
        seed = self._sampling.next_seed()
        if self._planner.would_repeat(old, seed):
            if self._sampling.settings.temperature > 0:
                self.same_dice_found.emit(old.id)
            else:
                self.notice_raised.emit(
                    self.tr("At temperature 0 there are no dice: the same answer would come again.")
                )
            return False
        return self._begin(self._planner.again(old, seed))

    def regenerate_with_new_dice(self, message_id: str) -> None:
        """Write another answer beside one, with dice of its own; a fixed seed stays as it is."""
        row = self.messages.row_of(message_id)
        old = None if row is None else self.shown.message_in(row, Role.ASSISTANT)
        if old is not None and self._can_begin():
            self._begin(self._planner.again(old, self._sampling.new_seed()))

    @Slot()
    def regenerate_last(self) -> None:
        """Write another answer beside the last one."""
        self.regenerate()

    def answer_again(self, message_id: str, heads: tuple[HeadChange, ...]) -> bool:
        """Write an answer again, beside it, with some attention heads off, up or down.

        Prompt, settings and dice are those of the answer; it is computed in float32 from the
        weights as stored. Its run says which heads were off. Going on with it, step by step or
        from one of its tokens, keeps them off; `regenerate` does not.

        Args:
            message_id: of an answer of this conversation, on any branch.
            heads: of the model in use; none of them may use its mean. Without any the whole
                network answers, with the same dice.

        Returns:
            Whether it begins; if not, a signal has said why.
        """
        if not self._can_begin():
            return False
        return self._begin(self._planner.with_heads(message_id, heads), is_whole=True)

    def branch_at(self, row: int, index: int, ids: tuple[int, ...]) -> bool:
        """Write another answer beside the one in `row`: `ids` from token `index` on, then more.

        The tokens before stay as they are, and the dice are the same.
        """
        return (
            bool(ids) and self._can_begin() and self._begin(self._planner.branch(row, index, ids))
        )

    def branch_with_text(self, row: int, index: int, text: str) -> bool:
        """Do the same with a text, in an answer whose tokens are texts that a server told."""
        piece = text.encode(errors="replace")
        return self._can_begin() and self._begin(self._planner.branch(row, index, (), piece))

    def replay_from(self, row: int, index: int) -> bool:
        """Write the answer in `row` again from token `index` on, beside it.

        The dice are the same, the settings those of now.
        """
        return self._can_begin() and self._begin(self._planner.branch(row, index, ()))

    def edit_prompt(
        self,
        row: int,
        text: str,
        most: int | None = None,
        first_ids: tuple[int, ...] = (),
        *,
        mode: PromptMode | None = None,
    ) -> bool:
        """Ask `text` as `submit` does, beside the user's message in `row`, which stays.

        Without `mode` it is the mode of the next message.
        """
        can_send = self._can_send(text)
        plan = self._planner.edit(row, text, mode or self._mode, most) if can_send else None
        return self._begin(plan, first_ids)

    @Slot(bool)
    def set_token_by_token(self, is_token_by_token: bool) -> None:
        """Make one token at a time, whatever is asked for; of tokens that are given, these only.

        An answer that is written again whole, to be compared, is whole.
        """
        self._is_token_by_token = is_token_by_token

    @Slot()
    def shutdown(self) -> None:
        """Keep what is written of an unfinished answer, and accept nothing more."""
        self._is_shut_down = True
        self.runner.break_off(is_interrupted=True)

    @Slot(object)
    def set_mode(self, mode: PromptMode) -> None:
        """Choose how the next message becomes a prompt, here and in new chats."""
        self._mode_of_new = self._chosen_modes[self.shown.tree.id] = mode
        self.show_mode(mode)
        self.mode_chosen.emit(mode)

    def show_mode(self, mode: PromptMode) -> None:
        """Take a mode for the next message that the user did not choose for new chats."""
        self._wanted_mode = mode
        self._take_mode()

    @Slot()
    def _take_mode(self) -> None:
        """Continue texts with a model that does not say how conversations are laid out."""
        info = self._client.info
        is_there = info is None or info.can_converse
        mode = self._wanted_mode if is_there else PromptMode.CONTINUE
        if mode is not self._mode:
            self._mode = mode
            self.mode_changed.emit(mode)

    # -- views of the network's inside

    def keep_view(self, message_id: str, view: KeptView) -> bool:
        """Keep a view with an answer, and store it; `shown.kept_views` has it then.

        Returns:
            Whether it is kept; if not, a notice has said why.
        """
        return self._can_change_views(message_id) and self.shown.keep_view(message_id, view)

    def drop_view(self, message_id: str, view_id: str) -> bool:
        """Forget a kept view of an answer; return whether it was there."""
        return self._can_change_views(message_id) and self.shown.drop_view(message_id, view_id)

    def _can_change_views(self, message_id: str) -> bool:
        if self.runner.answer_id == message_id:
            self.notice_raised.emit(
                self.tr("This answer is being written. Its views can be kept when it ends.")
            )
            return False
        return True

    # -- what is shown

    @Slot()
    def new_chat(self) -> None:
        """Leave this conversation for an empty one."""
        if self.shown.tree.leaf is not None:
            self.open_conversation(Conversation())

    @Slot(object)
    def open_conversation(self, conversation: Conversation) -> None:
        """Show another conversation; one that is open here already, as it is now."""
        tree = self._open_tree(conversation.id)
        if tree is not self.shown.tree:
            self.shown.open_tree(tree or ConversationTree(conversation))

    def leave_conversation(self, conversation_id: str) -> None:
        """Let go of a conversation that is to be deleted; what is written in it ends, and stays."""
        if self.running_conversation_id == conversation_id:
            self.runner.break_off(is_interrupted=False)
        if self.shown.tree.id == conversation_id:
            self.open_conversation(Conversation())

    def draft(self, text: str, edited_id: str = "") -> PromptDraft:
        """Return what would be sent for `text`; for none, with the answer that would go on.

        Args:
            text: as it stands in the composer.
            edited_id: of the message in whose place it would stand; "" at the end of the path.
        """
        info = self._client.info
        ctx_len = 0 if info is None else info.shape.context_length
        written = (Message(Role.USER, text, mode=self._mode),) if text.strip() else ()
        if self._mode is PromptMode.CONTINUE or info is None:
            return PromptDraft(written, self._mode)
        tree = self.shown.tree
        before = tree.message(edited_id).parent if edited_id in tree else tree.leaf
        earlier = tree.path_to(before, most=ctx_len)  # each has a token at least
        return PromptDraft(
            (*earlier, *written),
            self._mode,
            () if written or not earlier else earlier[-1].token_ids,
            template=info.template,
            chat=info.chat,
            ctx_len=ctx_len,
            is_cut=bool(earlier) and earlier[0].parent is not None,
        )

    def draft_of_next(
        self, text: str, edited_id: str = ""
    ) -> tuple[PromptDraft, tuple[HeadChange, ...]] | None:
        """Return what the next token would come after: `text`, or the last answer without any.

        Args:
            text: as it stands in the composer.
            edited_id: as in `draft`.

        Returns:
            the prompt, with an answer that would go on, and the heads that would be off; None where
            nothing would be made: without a model, of a blank text, after an answer that ended.
        """
        info, tree = self._client.info, self.shown.tree
        if info is None:
            return None
        if text.strip():
            draft, heads = self.draft(text, edited_id), ()
        elif text or edited_id or (found := self._planner.answer_to_go_on()) is None:
            return None
        else:
            answer, heads = found
            before = tree.path_to(answer.parent, most=info.shape.context_length)
            draft = PromptDraft(before, answer.mode, answer.token_ids)
        ctx_len = info.shape.context_length
        return replace(draft, template=info.template, chat=info.chat, ctx_len=ctx_len), heads

    def rename(self, conversation_id: str, title: str) -> bool:
        """Give a conversation another title, and store it; return False if it is not open here."""
        return self._reshape(conversation_id, title=title)

    def set_pinned(self, conversation_id: str, is_pinned: bool) -> bool:
        """Pin a conversation, and store that; return False if it is not open here."""
        return self._reshape(conversation_id, is_pinned=is_pinned)

    @Slot(bool)
    def set_markdown(self, is_markdown: bool) -> None:
        """Show the texts of the open conversation as Markdown or as they are, and store that."""
        self.shown.reshape(self.shown.tree, is_markdown=is_markdown)
        self.markdown_changed.emit(is_markdown)

    @Slot(object)
    def _announce_markdown(self, conversation: Conversation) -> None:
        self.markdown_changed.emit(conversation.is_markdown)

    def _reshape(
        self, conversation_id: str, *, title: str | None = None, is_pinned: bool | None = None
    ) -> bool:
        tree = self._open_tree(conversation_id)
        if tree is not None:
            self.shown.reshape(tree, title=title, is_pinned=is_pinned)
        return tree is not None

    def set_prompt_stats(self, answer_id: str, stats: tuple[TokenStats, ...]) -> None:
        """Note what the network thought of the prompt of an answer, and store it.

        Figures of another prompt than the one that the answer has now are left out.
        """
        if not self.runner.set_prompt_stats(answer_id, stats):
            self.shown.set_prompt_stats(answer_id, stats)

    @Slot(object)
    def _follow_mode(self, conversation: Conversation) -> None:
        """Take the mode of a chat that was opened: the chosen one, else that of its last message.

        Another path through the same chat leaves the mode as it is.
        """
        if conversation.id == self._mode_shown_for:
            return
        self._mode_shown_for = conversation.id
        leaf = self.shown.tree.leaf
        own = self._mode_of_new if leaf is None else self.shown.tree.message(leaf).mode
        self.show_mode(self._chosen_modes.get(conversation.id, own))

    # -- from a plan to a job

    def _can_send(self, text: str) -> bool:
        if text and not text.strip():
            self.notice_raised.emit(self.tr("The prompt is blank. Write something, then send it."))
            return False
        return self._can_begin()

    def _can_begin(self) -> bool:
        if self._is_shut_down or not self._client.is_running:
            return False
        if self.is_busy:
            if self.runner.home is not self.shown.tree:
                self.notice_raised.emit(
                    self.tr("An answer is being written in another conversation. Stop it first.")
                )
            return False
        if self._client.info is None and not self._client.is_loading:
            self.error_raised.emit(self.tr("No model is open. Open one, then send again."))
            return False
        return True

    def _begin(
        self,
        plan: AnswerPlan | None,
        first_ids: tuple[int, ...] = (),
        *,
        is_whole: bool = False,
    ) -> bool:
        if plan is not None and first_ids:
            most = len(first_ids) + plan.max_new_tokens
            plan = replace(plan, forced_ids=first_ids, max_new_tokens=most)
        elif plan is not None and (owed := self.runner.owed_ids(plan.answer)):
            most = max(len(owed), plan.max_new_tokens)
            plan = replace(plan, forced_ids=owed, max_new_tokens=most)
        if plan is not None and self._is_token_by_token and not is_whole:
            most = max(1, len(plan.forced_ids))
            plan = replace(plan, max_new_tokens=most, is_step=True)
        if plan is not None:
            self.runner.write_answer(self.shown.tree, plan)
        return plan is not None

    # -- what comes of it

    @Slot()
    def _on_began(self) -> None:
        self.shown.show_path()
        self.busy_changed.emit(True)
        self.answer_started.emit(self.running_conversation_id)
        self._announce_regenerate()

    @Slot(object)
    def _on_grew(self, answer: Message) -> None:
        if not self._show(answer):
            return
        used = self.runner.context_tokens
        if used is not None or answer.is_drawn_by_server:
            self._announce_context(used)
        if self.runner.last_record is not None:
            self.record_added.emit(self.runner.last_record)

    @Slot(object, object)
    def _on_finished(self, answer: Message, end: GenerationEnd) -> None:
        self.shown.note_stats(answer, end.stats)
        self._end(answer)
        if answer.is_drawn_by_server:  # how much it read is told at the end
            self.announce_context()
        self.run_finished.emit(end)

    @Slot(object, str)
    def _on_failed(self, answer: Message, sentence: str) -> None:
        self._end(answer)
        self.error_raised.emit(sentence)

    def _end(self, answer: Message) -> None:
        self._show(answer)
        self.busy_changed.emit(False)
        self._announce_regenerate()

    def _show(self, running: Message) -> bool:
        """Put an answer that is being written into its row; return whether it is on the screen."""
        row = self.messages.rowCount() - 1  # nothing can stand after it
        is_shown = row >= 0 and self.messages.message(row).id == running.id
        if is_shown:
            self.messages.replace(row, running)
        return is_shown

    def _open_tree(self, conversation_id: str) -> ConversationTree | None:
        for tree in (self.shown.tree, self.runner.home):
            if tree is not None and tree.id == conversation_id:
                return tree
        return None

    def _announce_context(self, used: int | None) -> None:
        info = self._client.info
        if info is not None:
            length = 0 if used is None else info.shape.context_length
            self.context_changed.emit(min(used or 0, length), length)

    @Slot()
    def announce_context(self) -> None:
        """Say how full the context was at the end of the answer on the screen."""
        info, row = self._client.info, self.shown.last_answer_row()
        if info is None:
            return
        # An answer in another vocabulary has other tokens than this model would see of it.
        is_own = row is None or self._client.model.can_read(self.messages.message(row))
        used = self.shown.tokens_in_context(info.shape.context_length) if is_own else None
        self._announce_context(used)

    @Slot()
    def _on_message_replaced(self) -> None:
        """The tokens of an answer may be known only now; one that is written tells by itself."""
        if self.running_conversation_id != self.shown.tree.id:
            self.announce_context()

    @Slot()
    def _announce_regenerate(self) -> None:
        if self.can_regenerate != self._could_regenerate:
            self._could_regenerate = self.can_regenerate
            self.can_regenerate_changed.emit(self._could_regenerate)
