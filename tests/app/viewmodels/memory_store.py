"""A store of conversations that has only memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from gptdesk.chat.messages import Conversation, Message


class MemoryStore:
    """Keeps conversations as long as the program runs."""

    def __init__(self) -> None:
        self._conversations: dict[str, Conversation] = {}  # the one changed last is at the end

    def conversations(self) -> tuple[Conversation, ...]:
        """Return all conversations, the one changed last first."""
        return tuple(reversed(self._conversations.values()))

    def save(
        self,
        conversation: Conversation,
        message: Message,
        on_saved: Callable[[], None] | None = None,
    ) -> None:
        """Keep a message, which is safe at once."""
        self._keep(conversation)
        if on_saved is not None:
            on_saved()

    def save_partial(self, conversation: Conversation, message: Message) -> None:
        """Keep an answer as far as it is written."""
        self._keep(conversation)

    def drop_view(self, conversation: Conversation, message: Message, view_id: str) -> None:
        """Keep an answer without a view of it."""
        self._keep(conversation)

    def save_shape(self, conversation: Conversation) -> None:
        """Keep path, title and pin of a conversation that is kept."""
        kept = self._conversations.get(conversation.id)
        if kept is not None:
            self._conversations[conversation.id] = replace(
                conversation, messages=kept.messages, changed_at=kept.changed_at
            )

    def _keep(self, conversation: Conversation) -> None:
        self._conversations.pop(conversation.id, None)
        self._conversations[conversation.id] = conversation
