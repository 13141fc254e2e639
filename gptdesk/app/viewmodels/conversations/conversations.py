"""All conversations: which one is open, and what is done with them as a whole.

Owns opening, naming, pinning, copying, deleting and taking that back; what is said in a
conversation is the chat's. Knows no widgets and no files.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from PySide6.QtCore import QObject, Signal, Slot

from gptdesk.app.system.timers import single_shot
from gptdesk.app.viewmodels.chat.chat import ChatViewModel
from gptdesk.app.viewmodels.conversations.drafts import Drafts
from gptdesk.app.viewmodels.conversations.history import HistoryAdapter
from gptdesk.app.viewmodels.conversations.list import ConversationListModel, title_of
from gptdesk.app.viewmodels.conversations.search import ConversationSearch
from gptdesk.chat.messages import Conversation, Message
from gptdesk.storage.history.history import History
from gptdesk.storage.history.types import Backup, Deletion, Interrupted, Summary
from gptdesk.storage.history.unsaved import summary_of

UNDO_S = 10.0  # what is deleted within this time of another is brought back together with it
_WHOLE_MESSAGES = 50  # at the end of a path: those whose tokens are read with the conversation


class ConversationsViewModel(QObject):
    """The list of conversations, beside the chat that shows one of them.

    Attributes:
        is_loaded: whether the list is there.
        list: all of them as rows.
        search: what is searched for, and where it was found.
        drafts: what stands in the composer, by conversation.

    Signals:
        loaded: the list is there; said at the start and whenever all of it was read again.
        replaced: a backup is in the place of all conversations, or there are none any more; the
            `Backup` that was made of them first, or None, object.
        deleted: how many conversations `undo_delete` would bring back, and what the last one was
            called, int, str.
        can_undo_delete_changed: whether anything can be brought back, bool.
        stored_aside: id of a conversation from a file that is there now, and is not shown, because
            the user does something else meanwhile, str.
        interrupted_found: the title and the id of a conversation, and how many answers were
            interrupted when a program ended, the newest of them in this one, str, str, int.
        message_found: id of a message that was looked for; it is in the rows now, str.
        words_found: the search found these words in that message: its id, str, and the words, str.
        continue_wanted: the interrupted answer is on the screen, and is to go on.
    """

    loaded = Signal()
    replaced = Signal(object)
    deleted = Signal(int, str)
    can_undo_delete_changed = Signal(bool)
    stored_aside = Signal(str)
    interrupted_found = Signal(str, str, int)
    message_found = Signal(str)
    words_found = Signal(str, str)
    continue_wanted = Signal()

    def __init__(
        self, history: HistoryAdapter, chat: ChatViewModel, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._history = history
        self._chat = chat
        self.is_loaded = False
        self._opening = 0  # counts what was asked to be opened: only the newest is
        self._changes = 0  # counts what was done to the list; what was read before one is outdated
        self._is_written = False  # something into the composer, since the start or an import
        self._is_to_continue = False  # once it is shown
        self._interrupted_id = ""  # of the newest answer that the last end interrupted
        self._deletions: list[list[Deletion]] = []  # of this run; each is brought back as one
        self._deleted_at = 0.0  # the last one, on a clock that is never put back
        self._deleted_ids: set[str] = set()  # in this run; such an id is not given again
        self._left_ids: set[str] = set()  # of conversations that were open when deleted
        self.list = ConversationListModel(parent=self)
        self.list.set_open(chat.conversation.id)
        self.search = ConversationSearch(history, self.list, self)
        self.drafts = Drafts(history, self)
        self.drafts.written.connect(self._on_written)
        self._midnight = single_shot(self, then=self._on_midnight)
        for rows in (self.list, self.search.results):
            rows.rename_requested.connect(self.rename)
        history.stored.connect(self._on_stored)
        chat.shown.changed.connect(self._on_conversation_changed)
        chat.busy_changed.connect(self._on_busy_changed)
        chat.shown.messages_wanted.connect(self._on_messages_wanted)

    @property
    def open_id(self) -> str:
        """Id of the conversation that is shown."""
        return self._chat.conversation.id

    @property
    def deleted_ids(self) -> frozenset[str]:
        """Ids of what was deleted in this run; as it may be brought back, none is given again."""
        return frozenset(self._deleted_ids)

    @Slot()
    def refresh(self) -> None:
        """Read the list again: at the start, and when another window may have changed it.

        What is changed here while it is being read stays changed: the list is read once more then.
        """
        number = self._changes

        def then(summaries: tuple[Summary, ...]) -> None:
            if number == self._changes:
                self._take_summaries(summaries)
            else:
                self.refresh()

        self._history.ask(History.summaries, then)
        self._await_midnight()

    def open_at_start(self, last_id: str) -> None:
        """Show the chat with an answer that a crash interrupted, else the one that was open.

        Nobody is taken away from what he does already.

        Args:
            last_id: of the chat that was on the screen when the program ended; empty for a new one.
        """
        number, self._is_written = self._opening, False

        def find(history: History) -> tuple[tuple[Interrupted, ...], Conversation | None]:
            interrupted = history.interrupted()
            wanted = interrupted[0].conversation_id if interrupted else last_id
            is_there = wanted and any(one.id == wanted for one in history.summaries())
            return interrupted, history.load(wanted, _WHOLE_MESSAGES) if is_there else None

        def then(found: tuple[tuple[Interrupted, ...], Conversation | None]) -> None:
            interrupted, conversation = found
            if conversation is None:
                return
            is_idle = number == self._opening and not self._is_written and not self._chat.is_busy
            message_id = interrupted[0].message_id if interrupted else ""
            if is_idle:
                self._show(conversation, message_id)
            if interrupted:
                self._interrupted_id = message_id
                title = title_of(summary_of(conversation))
                self.interrupted_found.emit(title, conversation.id, len(interrupted))

        self._history.ask(find, then)

    # -- what the user asks for

    @Slot(str)
    def continue_interrupted(self, conversation_id: str) -> None:
        """Show the answer that the last end interrupted, and go on with it."""
        self._is_to_continue = True
        self.open_conversation(conversation_id, self._interrupted_id)

    @Slot()
    def new(self) -> None:
        """Show an empty conversation."""
        self._opening += 1
        self._chat.new_chat()

    @Slot(str)
    @Slot(str, str)
    def open_conversation(self, conversation_id: str, message_id: str = "") -> None:
        """Show a conversation, with a message in its rows if one is named.

        One that an answer is being written into is shown as it grows.
        """
        self._opening += 1
        if conversation_id in (self.open_id, self._chat.running_conversation_id):
            self._show(Conversation(id=conversation_id), message_id)
            return
        number = self._opening

        def then(conversation: Conversation) -> None:
            if number == self._opening:
                self._show(conversation, message_id)

        self._history.ask(lambda history: history.load(conversation_id, _WHOLE_MESSAGES), then)

    @Slot(str, str)
    def rename(self, conversation_id: str, title: str) -> None:
        """Give a conversation a title; without one it is called by its first words."""
        self._changes += 1
        self.list.rename(conversation_id, title)
        if not self._chat.rename(conversation_id, title):
            self._history.ask(
                lambda history: history.rename(conversation_id, title), failed=self.refresh
            )
        self.search.ask_again()

    @Slot(str, bool)
    def set_pinned(self, conversation_id: str, is_pinned: bool) -> None:
        """Keep a conversation at the top of the list, or no more."""
        self._changes += 1
        self.list.set_pinned(conversation_id, is_pinned=is_pinned)
        if not self._chat.set_pinned(conversation_id, is_pinned):
            self._history.ask(
                lambda history: history.pin(conversation_id, is_pinned=is_pinned),
                failed=self.refresh,
            )

    @Slot(str)
    def duplicate(self, conversation_id: str) -> None:
        """Store a copy of a conversation, and show it."""
        self._opening += 1
        number = self._opening

        def then(copy_id: str) -> None:
            self.refresh()
            if number == self._opening:
                self.open_conversation(copy_id)

        self._history.ask(lambda history: history.duplicate(conversation_id), then)

    @Slot(str)
    def delete(self, conversation_id: str) -> None:
        """Delete a conversation; an answer that is being written in it ends."""
        summary = self.list.summary(conversation_id)
        if summary is None:
            return
        if conversation_id == self.open_id:
            self._opening += 1
            self._left_ids.add(conversation_id)
        self._deleted_ids.add(conversation_id)
        self._chat.leave_conversation(conversation_id)
        self._changes += 1
        self.list.remove(conversation_id)
        self.search.forget(conversation_id)
        title = title_of(summary)

        def then(deletion: Deletion) -> None:
            now = time.monotonic()
            if not self._deletions or now - self._deleted_at > UNDO_S:
                self._deletions.append([])
            self._deleted_at = now
            self._deletions[-1].append(deletion)
            self.can_undo_delete_changed.emit(True)
            self.deleted.emit(len(self._deletions[-1]), title)

        def failed() -> None:
            self._deleted_ids.discard(conversation_id)
            self.refresh()

        self._history.ask(lambda history: history.delete(conversation_id), then, failed)

    @Slot()
    def undo_delete(self) -> None:
        """Bring back what was deleted last in this run, and is deleted still."""
        if not self._deletions:
            return
        for deletion in self._deletions.pop():
            self._bring_back(deletion)
        self._deleted_at = -UNDO_S  # the next deletion has nothing to do with what is left
        self.can_undo_delete_changed.emit(bool(self._deletions))

    def _bring_back(self, deletion: Deletion) -> None:
        own = deletion.conversation_id

        def then(_: object) -> None:
            self.refresh()
            self.search.ask_again()
            if own in self._left_ids:
                self._left_ids.discard(own)
                self.open_conversation(own)

        def failed() -> None:
            self._deletions.insert(0, [deletion])  # for later; the others come first
            self.can_undo_delete_changed.emit(True)

        self._history.ask(lambda history: history.undelete(deletion), then, failed)

    @Slot(object)
    def add_conversation(self, conversation: Conversation) -> None:
        """Store a conversation that comes from a file, and show it.

        One with the same id that is here already stays, and this one is another.
        """
        show = self.show_later()

        def with_known(summaries: tuple[Summary, ...]) -> None:
            own = conversation
            if own.id in self._deleted_ids or any(one.id == own.id for one in summaries):
                own = replace(own, id=uuid4().hex)
            self._history.ask(lambda history: history.add_conversation(own), lambda _: show(own.id))

        self._history.ask(History.summaries, with_known)

    def show_later(self) -> Callable[[str], None]:
        """Return what shows a conversation that is being stored, once it is there.

        It is called with its id. Nobody is taken away from another conversation that he opened
        meanwhile, from what he writes or from an answer that grows.
        """
        self._opening += 1
        number = self._opening
        self._is_written = False

        def show(conversation_id: str) -> None:
            self.refresh()
            is_watching = self._chat.running_conversation_id == self.open_id
            if number != self._opening or self._is_written or is_watching:
                self.stored_aside.emit(conversation_id)
            else:
                self.open_conversation(conversation_id)

        return show

    @Slot(object)
    def restore(self, backup: Path) -> None:
        """Put a backup in the place of all conversations, which are copied first."""
        self._leave_all()
        self._history.ask(lambda history: history.restore(backup), self._start_anew)

    @Slot()
    def delete_everything(self) -> None:
        """Delete all conversations, drafts and backups for good; nothing brings them back."""
        self._leave_all()
        self.drafts.forget()
        self._history.ask(History.delete_everything, self._start_anew, self._go_on)

    # -- what is told

    def _leave_all(self) -> None:
        """Let go of what is open; what is being written ends, and stays."""
        running = self._chat.running_conversation_id
        if running is not None:
            self._chat.leave_conversation(running)
        self.new()

    def _start_anew(self, before: Backup | None) -> None:
        self._deletions.clear()
        self.can_undo_delete_changed.emit(False)
        self.search.ask("")
        self.drafts.load()
        self.refresh()
        self.replaced.emit(before)

    def _go_on(self) -> None:
        """Show what is there still."""
        self.drafts.load()
        self.refresh()

    def _show(self, conversation: Conversation, message_id: str) -> None:
        self._chat.open_conversation(conversation)
        is_there = bool(message_id) and self._chat.shown.show_message(message_id)
        is_to_continue, self._is_to_continue = self._is_to_continue, False
        if is_to_continue and message_id == self._interrupted_id:
            self.continue_wanted.emit()  # at its end: its beginning is not looked for
        elif is_there:
            self.message_found.emit(message_id)
            words = self.search.words_in(message_id)
            if words:
                self.words_found.emit(message_id, words)

    def _take_summaries(self, summaries: tuple[Summary, ...]) -> None:
        self.is_loaded = True
        self.list.set_summaries(summaries)
        self.loaded.emit()

    @Slot(object)
    def _on_stored(self, conversation: Conversation) -> None:
        """Show at once what is being stored; a conversation without messages is not."""
        if not conversation.messages:
            return
        self._changes += 1
        self.list.put(summary_of(conversation))

    @Slot(object)
    def _on_conversation_changed(self, conversation: Conversation) -> None:
        is_other = conversation.id != self.list.open_id
        self.list.set_open(conversation.id)
        own = conversation.id if conversation.messages else ""
        self.drafts.switch_to(own, is_other=is_other)

    @Slot()
    def _on_busy_changed(self) -> None:
        self.list.set_running(self._chat.running_conversation_id or "")

    @Slot(str, object)
    def _on_messages_wanted(self, conversation_id: str, ids: tuple[str, ...]) -> None:
        def then(messages: tuple[Message, ...]) -> None:
            self._chat.shown.fill(conversation_id, messages)

        self._history.ask(lambda history: history.load_messages(conversation_id, ids), then)

    @Slot()
    def _on_written(self) -> None:
        self._is_written = True

    def _await_midnight(self) -> None:
        now = datetime.now().astimezone()
        midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=1, microsecond=0)
        self._midnight.start(max(1000, round((midnight.timestamp() - time.time()) * 1000)))

    @Slot()
    def _on_midnight(self) -> None:
        self.list.arrange()
        self._await_midnight()
