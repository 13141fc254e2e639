"""The conversation on the screen: which path of it is in the rows, and what is known of it.

Owns the way from rows to messages of the tree, and changes that no answer makes; knows nothing of
jobs. A conversation that an answer is written into is lent by its writer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from itertools import islice

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.analysis.compare import last_parting
from gptdesk.app.obstacles import answer_is_read
from gptdesk.app.system.timers import single_shot
from gptdesk.app.viewmodels.chat.answer import are_of_prompt
from gptdesk.app.viewmodels.chat.conversation_store import ConversationStore
from gptdesk.app.viewmodels.chat.messages import MessageListModel
from gptdesk.chat.kept_views import MOST_BYTES, MOST_VIEWS, KeptView
from gptdesk.chat.messages import Conversation, Message, Role
from gptdesk.chat.tokens import TokenStats
from gptdesk.chat.tree import ConversationTree
from gptdesk.engine.run.context import context_after
from gptdesk.engine.types import GenerationStats
from gptdesk.storage.history.types import Outline, is_written_elsewhere

_PAGE = 50  # messages at the end of a path that are read whole at once
_AHEAD = 10  # messages above and below what is looked at that are read with it
_LOOK_AGAIN_MS = 1000  # at what another window is writing
_UNREAD = ("token_ids", "records", "prompt_ids", "prompt_stats", "kept_views")  # of an outline
_KEPT = 400  # messages that were read since; of others only the outline is kept


class ShownConversation(QObject):
    """One conversation as rows.

    Attributes:
        tree: the conversation.
        messages: the rows, its path from the first message to the leaf.

    Signals:
        changed: another `Conversation`, or another path of it, is in the rows; or it has its first
            messages, and is stored from now on.
        messages_wanted: id of a conversation, and of messages of it that are shown and of which
            only the outline is there; `fill` takes them.
    """

    changed = Signal(object)
    messages_wanted = Signal(str, object)

    def __init__(
        self, store: ConversationStore, tell: Callable[[str], object], parent: QObject
    ) -> None:
        """Show nothing yet; `tell` takes a sentence: why nothing can be done with an answer."""
        super().__init__(parent)
        self._tell = tell
        self._store = store
        self.tree = ConversationTree(Conversation())  # stored with its first message
        self.messages = MessageListModel(self)
        self._asked: set[str] = set()  # ids of messages that are being read
        self._read: dict[str, Message] = {}  # what came of it; what was looked at last at the end
        self._told_tokens: dict[str, int] = {}  # in the context after an answer that a server drew
        self._held: str | None = None
        self._again = single_shot(self, _LOOK_AGAIN_MS, self.look_again)

    def open_tree(self, tree: ConversationTree) -> None:
        """Show another conversation."""
        self.tree = tree
        self._asked.clear()
        self._read.clear()
        self.show_path(is_other=True)

    def show_path(self, *, is_other: bool = False) -> None:
        """Put the path that is to be seen into the rows."""
        is_other |= self.messages.rowCount() == 0
        is_other |= self.messages.show(self.tree.path_to(self.tree.leaf))
        if is_other:
            rows = self.messages.rowCount()
            self.want(max(0, rows - _PAGE), rows - 1)
            self.changed.emit(self.tree.value)
        if any(is_written_elsewhere(one) for one in self.messages.messages):
            self._again.start()

    @Slot(int, int)
    def want(self, first: int, last: int) -> None:
        """Ask for what is not read yet of the messages in some rows, and near them."""
        near = self.messages.between(first - _AHEAD, last + _AHEAD)
        ids = tuple(
            one.id for one in near if isinstance(one, Outline) and one.id not in self._asked
        )
        if ids:
            self._asked.update(ids)
            self.messages_wanted.emit(self.tree.id, ids)
        for message in near:
            if message.id in self._read:
                self._read[message.id] = self._read.pop(message.id)
        self._let_go()

    @Slot()
    def look_again(self) -> None:
        """Ask for what another window was writing when it was read: it may be whole now."""
        ids = tuple(one.id for one in self.messages.messages if is_written_elsewhere(one))
        if ids:
            self.messages_wanted.emit(self.tree.id, ids)

    def hold(self, message_id: str | None) -> None:
        """Keep a message whole however far from it the user looks; None: none in particular."""
        self._held = message_id

    def fill(self, conversation_id: str, messages: Sequence[Message]) -> None:
        """Put whole messages in the place of outlines, and of what another window was writing.

        What is whole stays as it is; so does all if another conversation is shown by now.
        """
        if conversation_id != self.tree.id:
            return
        self._asked.clear()
        for message in messages:
            if self._is_unread(message.id):
                self._replace(message)
                self._read[message.id] = message
        self._let_go()
        if any(is_written_elsewhere(message) for message in messages):
            self._again.start()

    def _let_go(self) -> None:
        """Keep outlines of what was read long ago: scrolling must not fill the memory.

        They are read again when they are looked at again. What changed since it was read stays.
        """
        surplus = len(self._read) - _KEPT
        for message_id in list(islice(self._read, max(0, surplus))):
            message = self._read.pop(message_id)
            if message_id == self._held:
                self._read[message_id] = message
            elif self.tree.message(message_id) is message:
                self._replace(_outline_of(message))

    def _replace(self, message: Message) -> None:
        self.tree.replace_message(message)
        row = self.messages.row_of(message.id)
        if row is not None:
            self.messages.replace(row, message)

    def branch_place(self, row: int) -> tuple[int, int]:
        """Return the place of the message in `row` among its branches, from 1, and their count."""
        message_id = self.messages.message(row).id
        branches = self.tree.branches(message_id)
        return branches.index(message_id) + 1, len(branches)

    def parting_place(self, row: int) -> int | None:
        """Return where the text of the message in `row` leaves that of an older branch.

        It is the first character that none of them has there after the same beginning; None where
        there is no older one, while the text is still the same as one of them, and where the row
        has just gone with its conversation: a page that is painted meanwhile still has it.
        """
        if row >= self.messages.rowCount():
            return None
        message = self.messages.message(row)
        branches = self.tree.branches(message.id)
        older = branches[: branches.index(message.id)]
        return last_parting(message.text, (self.tree.message(one).text for one in older))

    @Slot(int, int)
    def show_branch(self, row: int, step: int) -> None:
        """Show the branch `step` places after that of `row`; nothing happens at the ends."""
        message_id = self.messages.message(row).id
        branches = self.tree.branches(message_id)
        place = branches.index(message_id) + step
        if step and 0 <= place < len(branches):
            self._show_through(branches[place])

    def show_message(self, message_id: str) -> bool:
        """Show a path through a message, that of now if it is on it.

        Returns:
            Whether it is in the conversation.
        """
        if message_id not in self.tree:
            return False
        if self.messages.row_of(message_id) is None:
            self._show_through(message_id)
        return True

    def reshape(
        self,
        tree: ConversationTree,
        *,
        title: str | None = None,
        is_pinned: bool | None = None,
        is_markdown: bool | None = None,
    ) -> None:
        """Change what a conversation in memory says of itself; without messages none is stored."""
        tree.reshape(title=title, is_pinned=is_pinned, is_markdown=is_markdown)
        if tree.leaf is not None:
            self._store.save_shape(tree.value)

    def message_in(self, row: int, role: Role) -> Message | None:
        """Return the message in a row if it is one of that role."""
        if not 0 <= row < self.messages.rowCount():
            return None
        message = self.messages.message(row)
        return message if message.role is role else None

    def last_answer_row(self) -> int | None:
        """Return the row of the last answer; None where there is none."""
        rows = range(self.messages.rowCount() - 1, -1, -1)
        return next((row for row in rows if self.message_in(row, Role.ASSISTANT)), None)

    def tokens_in_context(self, context_length: int) -> int | None:
        """Return how many tokens the context held at the end of the last answer; None: unknown."""
        row = self.last_answer_row()
        answer = None if row is None else self.messages.message(row)
        if answer is None:
            return 0
        if answer.is_drawn_by_server:
            return self._told_tokens.get(answer.id)
        if not answer.token_ids and (answer.text or not answer.prompt_ids):
            return None  # the network has read nothing, or nobody knows what
        return context_after(len(answer.prompt_ids) + len(answer.token_ids), context_length)

    def note_stats(self, answer: Message, stats: GenerationStats) -> None:
        """Take how many tokens an answer had before it; of one that a server drew nobody counts."""
        if answer.is_drawn_by_server:
            self._told_tokens.pop(answer.id, None)  # of a shorter one
            if stats.prompt_tokens:
                self._told_tokens[answer.id] = stats.prompt_tokens + stats.new_tokens

    def set_prompt_stats(self, answer_id: str, stats: tuple[TokenStats, ...]) -> None:
        """Take and store what the network thought of the prompt of an answer that is open."""
        if answer_id not in self.tree or not are_of_prompt(stats, self.tree.message(answer_id)):
            return
        answer = replace(self.tree.message(answer_id), prompt_stats=stats)
        self._take(answer)
        if not is_written_elsewhere(answer):  # what is on the disk is the other window's
            self._store.save(self.tree.value, answer)

    def kept_views(self, answer_id: str) -> tuple[KeptView, ...]:
        """Return what was kept with an answer, the oldest first.

        One that is not here or not read yet has none. Its row of `messages` changes when it is
        read, and with each view that is kept or dropped.
        """
        return self.tree.message(answer_id).kept_views if answer_id in self.tree else ()

    def keep_view(self, answer_id: str, view: KeptView) -> bool:
        """Keep a view with an answer, and store it; return whether it is kept."""
        answer = self.own_answer(answer_id)
        if answer is None:
            return False
        if view.size_bytes > MOST_BYTES:
            sentence = self.tr("This view has too many figures to be kept: {0} KB of {1} KB.")
            used = -(-view.size_bytes // 2**10)
            self._tell(sentence.format(used, MOST_BYTES // 2**10))
            return False
        if len(answer.kept_views) >= MOST_VIEWS:
            sentence = self.tr(
                "This answer keeps {0}, the most there can be. Drop one of them first."
            )
            self._tell(sentence.format(MOST_VIEWS))
            return False
        answer = replace(answer, kept_views=(*answer.kept_views, view))
        self._take(answer)
        self._store.save(self.tree.value, answer)
        return True

    def drop_view(self, answer_id: str, view_id: str) -> bool:
        """Forget a kept view; return whether it was there."""
        answer = self.own_answer(answer_id)
        if answer is None or view_id not in {view.id for view in answer.kept_views}:
            return False
        left = tuple(view for view in answer.kept_views if view.id != view_id)
        answer = replace(answer, kept_views=left)
        self._take(answer)
        self._store.drop_view(self.tree.value, answer, view_id)
        return True

    def own_answer(self, answer_id: str) -> Message | None:
        """Return a whole answer of this conversation; None, and a notice, where it is none."""
        answer = self.tree.message(answer_id) if answer_id in self.tree else None
        if answer is None or answer.role is not Role.ASSISTANT:
            self._tell(self.tr("This answer is not in the chat that is open."))
        elif isinstance(answer, Outline):
            self._tell(answer_is_read())
        elif is_written_elsewhere(answer):
            self._tell(self.tr("Another window is writing this answer."))
        else:
            return answer
        return None

    def _take(self, answer: Message) -> None:
        """Put another state of a whole answer into the tree and its row."""
        if answer.id in self._read:
            self._read[answer.id] = answer
        self._replace(answer)

    def _show_through(self, message_id: str) -> None:
        self.tree.show(message_id)
        self._store.save_shape(self.tree.value)
        self.show_path()

    def _is_unread(self, message_id: str) -> bool:
        message = self.tree.message(message_id) if message_id in self.tree else None
        return message is not None and (
            isinstance(message, Outline) or is_written_elsewhere(message)
        )


def _outline_of(message: Message) -> Outline:
    values = {one.name: getattr(message, one.name) for one in fields(Message)}
    unread = dict.fromkeys(_UNREAD, ())
    return Outline(**{**values, **unread})
