"""The storage interface that the chat needs.

The history stores conversations in a file (`conversations.history`), tests in memory.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from gptdesk.chat.messages import Conversation, Message


class ConversationStore(Protocol):
    """Stores conversations; called in the window's thread, where it must not wait.

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

    def drop_view(self, conversation: Conversation, message: Message, view_id: str) -> None:
        """Store an answer from which a kept view was taken; saving alone only adds views."""
        ...

    def save_shape(self, conversation: Conversation) -> None:
        """Store which path is shown, the title and the pin."""
        ...
