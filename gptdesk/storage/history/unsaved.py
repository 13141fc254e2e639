"""Changes that are not on the disk yet: kept, shown, and written when that is possible.

Owns the order and the newest state of every change; must not know SQL. Everything that is saved
passes through here, so that a full disk changes nothing but the moment of writing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from gptdesk.chat.messages import Conversation, Message
from gptdesk.storage.history.types import Summary

FIRST_WORDS = 200  # characters


@dataclass(frozen=True, slots=True)
class Shape:
    """What a conversation's own row says besides times.

    Attributes:
        title, is_pinned, is_markdown, leaf: as in `Conversation`.
    """

    title: str
    is_pinned: bool
    is_markdown: bool
    leaf: str | None


def shape_of(conversation: Conversation) -> Shape:
    """Return what goes into the conversation's row."""
    one = conversation
    return Shape(one.title, one.is_pinned, one.is_markdown, one.leaf)


@dataclass(slots=True)
class Change:
    """What must be written of one conversation.

    Attributes:
        conversation: as it is now.
        messages: by id, those to be written; in the order they came.
        is_whole: everything must be written, times included.
    """

    conversation: Conversation
    messages: dict[str, Message] = field(default_factory=dict[str, Message])
    is_whole: bool = False


class Unsaved:
    """Changes by conversation, the oldest first, drafts, and vocabularies of answers.

    Attributes:
        changes: by the conversation's id.
        drafts: text by the conversation's id.
        vocabularies: bytes by their key. Those that cannot be stored cost no answer: they come
            again with the next one.
        set_apart: ids of conversations whose change, or draft, cannot be stored as it is, and why.
            They are left out until they change again.
    """

    def __init__(self) -> None:
        self.changes: dict[str, Change] = {}
        self.drafts: dict[str, str] = {}
        self.vocabularies: dict[str, bytes] = {}
        self.set_apart: dict[str, Exception] = {}
        self._deleted: dict[str, Change] = {}  # set apart and then deleted: `show` brings it back

    def __bool__(self) -> bool:
        return bool(self.changes or self.drafts)

    def keep(self, conversation: Conversation, *messages: Message) -> None:
        """Note a conversation's newest state, and those of its messages that changed."""
        self.set_apart.pop(conversation.id, None)
        change = self.changes.setdefault(conversation.id, Change(conversation))
        change.conversation = conversation
        for message in messages:
            change.messages[message.id] = message

    def keep_whole(self, conversation: Conversation) -> None:
        """Note a conversation of which nothing is on the disk."""
        self.keep(conversation, *conversation.messages)
        self.changes[conversation.id].is_whole = True

    def keep_draft(self, conversation_id: str, text: str) -> None:
        """Note what stands in the composer."""
        self.set_apart.pop(conversation_id, None)
        self.drafts[conversation_id] = text

    def waiting(self) -> set[str]:
        """Return the ids of the conversations of which something is to be written now."""
        return {*self.changes, *self.drafts} - self.set_apart.keys()

    def hide(self, conversation_id: str) -> bool:
        """Take a deleted conversation that is set apart out of all lists; return whether it is."""
        is_apart = conversation_id in self.set_apart and conversation_id in self.changes
        if is_apart:
            self._deleted[conversation_id] = self.changes[conversation_id]
            self.forget((conversation_id,))
        return is_apart

    def show(self, conversation_id: str) -> bool:
        """Take back `hide`; return whether there was anything."""
        change = self._deleted.pop(conversation_id, None)
        if change is not None:
            self.changes[conversation_id] = change
        return change is not None

    def forget(self, conversation_ids: Iterable[str]) -> None:
        """Note that what was to be written of conversations is written, or wanted no more."""
        for one in conversation_ids:
            self.changes.pop(one, None)
            self.drafts.pop(one, None)
            self.set_apart.pop(one, None)

    def merged(
        self, conversation_id: str, stored: Conversation | None, known: Shape | None
    ) -> Conversation | None:
        """Return a conversation as the user last saw it.

        Args:
            conversation_id: which.
            stored: as it is on the disk; None where it is not there.
            known: what its owner last knew of its row.
        """
        change = self.changes.get(conversation_id)
        if change is None:
            return stored
        newest = change.conversation
        if stored is None:
            messages = tuple(change.messages.get(one.id, one) for one in newest.messages)
            return replace(newest, messages=messages)
        ids = {message.id for message in stored.messages}
        new = (message for message in change.messages.values() if message.id not in ids)
        messages = (
            *(change.messages.get(message.id, message) for message in stored.messages),
            *new,
        )
        shape, old = shape_of(newest), known or shape_of(stored)
        is_reset = shape.is_markdown != old.is_markdown
        return replace(
            stored,
            messages=messages,
            leaf=newest.leaf if shape.leaf != old.leaf else stored.leaf,
            title=newest.title if shape.title != old.title else stored.title,
            is_pinned=newest.is_pinned if shape.is_pinned != old.is_pinned else stored.is_pinned,
            is_markdown=newest.is_markdown if is_reset else stored.is_markdown,
            changed_at=max(stored.changed_at, newest.changed_at),
        )

    def summaries(
        self, stored: Mapping[str, Summary], known: Mapping[str, Shape]
    ) -> Iterator[Summary]:
        """Yield the summaries of all conversations, as the user last saw them.

        Args:
            stored: of those on the disk, by id.
            known: what their owner last knew of their rows.
        """
        for one, change in self.changes.items():
            if one not in stored:
                yield summary_of(change.conversation)
        for one, summary in stored.items():
            change, old = self.changes.get(one), known.get(one)
            if change is None:
                yield summary
                continue
            newest = summary_of(change.conversation)
            is_named = old is not None and newest.title != old.title
            is_moved = old is not None and newest.is_pinned != old.is_pinned
            yield replace(
                summary,
                title=newest.title if is_named else summary.title,
                is_pinned=newest.is_pinned if is_moved else summary.is_pinned,
                changed_at=max(summary.changed_at, newest.changed_at),
                message_count=max(summary.message_count, newest.message_count),
            )


def summary_of(conversation: Conversation) -> Summary:
    """Return a conversation as a line of the list."""
    messages = conversation.messages
    return Summary(
        conversation.id,
        conversation.title,
        first_words(messages[0].text if messages else ""),
        conversation.is_pinned,
        conversation.created_at,
        conversation.changed_at,
        len(messages),
    )


def first_words(text: str) -> str:
    """Return the beginning of a message in one line."""
    return " ".join(text[:FIRST_WORDS].split())
