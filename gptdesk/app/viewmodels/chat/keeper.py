"""What the chat asks of whoever keeps conversations, and a keeper that has only memory.

Plain Python; knows neither files nor threads.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from gptdesk.chat.messages import Conversation, Message


class Keeper(Protocol):
    """Keeps conversations; called in the window's thread, where it must not wait.

    `conversation` always holds `message`, and its leaf, title and pin are to be kept with it. One
    without messages is never given.
    """

    def save(
        self,
        conversation: Conversation,
        message: Message,
        on_saved: Callable[[], None] | None = None,
    ) -> None:
        """Store a message that is new or another one now.

        Args:
            conversation: as it is now.
            message: one of its messages; its parent is stored already.
            on_saved: called once, in the window's thread: the message is safe, or the user has
                been told that it cannot be.
        """
        ...

    def save_partial(self, conversation: Conversation, message: Message) -> None:
        """Store an answer that is being written: the newest of many, twice a second at most."""
        ...

    def save_shape(self, conversation: Conversation) -> None:
        """Store which path is shown, the title and the pin."""
        ...


class MemoryKeeper:
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
