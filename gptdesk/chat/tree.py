"""A conversation that changes: the one that is shown, or the one that an answer is written into.

Owns finding messages and their branches quickly; every reader gets an immutable `Conversation`.
Plain Python; knows neither rows nor jobs.
"""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import replace

from gptdesk.chat.messages import Conversation, Message


class ConversationTree:
    """One conversation, to which messages are added and in which answers grow.

    A growing answer costs the same however many messages there are; a `Conversation` is made
    when somebody asks for it.
    """

    def __init__(self, conversation: Conversation) -> None:
        self._shape = replace(conversation, messages=())
        self._value: Conversation | None = conversation
        self._messages = {message.id: message for message in conversation.messages}
        self._children: defaultdict[str | None, list[str]] = defaultdict(list)
        for message in conversation.messages:
            self._children[message.parent].append(message.id)

    @property
    def id(self) -> str:
        """Of the conversation."""
        return self._shape.id

    @property
    def leaf(self) -> str | None:
        """Id of the last message of the path that is shown."""
        return self._shape.leaf

    @property
    def value(self) -> Conversation:
        """The conversation as it is now."""
        if self._value is None:
            self._value = replace(self._shape, messages=tuple(self._messages.values()))
        return self._value

    def __contains__(self, message_id: str) -> bool:
        return message_id in self._messages

    def message(self, message_id: str) -> Message:
        """Return a message as it is now.

        Raises:
            KeyError: it is not in this conversation.
        """
        return self._messages[message_id]

    def path_to(self, message_id: str | None, *, most: int | None = None) -> tuple[Message, ...]:
        """Return the messages from the first one to a certain one; none for None.

        Args:
            message_id: of the last one.
            most: return no more than so many, the last ones; None for all.
        """
        path: list[Message] = []
        while message_id is not None and len(path) != most:
            path.append(self._messages[message_id])
            message_id = path[-1].parent
        return tuple(reversed(path))

    def add_message(self, message: Message) -> None:
        """Put a new message after its parent, beside the branches that are there, and show it."""
        self._messages[message.id] = message
        self._children[message.parent].append(message.id)
        self._take(replace(self._shape, leaf=message.id, changed_at=time.time()))

    def replace_message(self, message: Message) -> None:
        """Put a message in the place of the one with its id.

        Raises:
            KeyError: there is none.
        """
        if message.id not in self._messages:
            raise KeyError(message.id)
        self._messages[message.id] = message
        self._value = None

    def touch(self) -> None:
        """Note that something was said just now."""
        self._take(replace(self._shape, changed_at=time.time()))

    def reshape(
        self,
        *,
        title: str | None = None,
        is_pinned: bool | None = None,
        is_markdown: bool | None = None,
    ) -> None:
        """Change the title, the place in the list, or how its texts are shown; None: nothing."""
        if title is not None:
            self._take(replace(self._shape, title=title))
        if is_pinned is not None:
            self._take(replace(self._shape, is_pinned=is_pinned))
        if is_markdown is not None:
            self._take(replace(self._shape, is_markdown=is_markdown))

    def show(self, message_id: str) -> None:
        """Show the path through a message, to its newest end."""
        while children := self._children.get(message_id):
            message_id = children[-1]
        self._take(replace(self._shape, leaf=message_id))

    def branches(self, message_id: str) -> list[str]:
        """Return the ids of the messages in the place of one, itself among them, oldest first."""
        return self._children[self._messages[message_id].parent]

    def is_end(self, message_id: str) -> bool:
        """Return whether nothing follows a message on any branch."""
        return not self._children.get(message_id)

    def _take(self, shape: Conversation) -> None:
        self._shape = shape
        self._value = None
