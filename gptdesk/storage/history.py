"""Keeps conversations.

Owns which conversations exist and in which order. They live in memory for now; the calls are those
that a database answers as well: a message is stored before anything is done with it, and every
call returns the conversation as it then is.
"""

from __future__ import annotations

from dataclasses import replace

from gptdesk.chat import Conversation, Message


class ConversationStore:
    """Conversations by id, the one changed last first.

    An id that is not known is a mistake in the program: KeyError.
    """

    def __init__(self) -> None:
        self._conversations: dict[str, Conversation] = {}  # the one changed last is at the end

    def conversations(self) -> tuple[Conversation, ...]:
        """Return all conversations, the one changed last first."""
        return tuple(reversed(self._conversations.values()))

    def conversation(self, conversation_id: str) -> Conversation:
        """Return one conversation as it is now."""
        return self._conversations[conversation_id]

    def save_conversation(self, conversation: Conversation) -> Conversation:
        """Store a new conversation, or replace the one with the same id as a whole."""
        self._conversations.pop(conversation.id, None)
        self._conversations[conversation.id] = conversation
        return conversation

    def delete_conversation(self, conversation_id: str) -> None:
        """Forget a conversation."""
        del self._conversations[conversation_id]

    def add_message(self, conversation_id: str, message: Message) -> Conversation:
        """Put a message at the end of a conversation."""
        return self.save_conversation(self.conversation(conversation_id).with_message(message))

    def replace_message(self, conversation_id: str, message: Message) -> Conversation:
        """Put a message in the place of the one with the same id."""
        conversation = self.conversation(conversation_id)
        index = _index_of(conversation, message.id)
        messages = (*conversation.messages[:index], message, *conversation.messages[index + 1 :])
        return self.save_conversation(replace(conversation, messages=messages))

    def delete_message(self, conversation_id: str, message_id: str) -> Conversation:
        """Take a message out of a conversation."""
        conversation = self.conversation(conversation_id)
        index = _index_of(conversation, message_id)
        messages = conversation.messages[:index] + conversation.messages[index + 1 :]
        return self.save_conversation(replace(conversation, messages=messages))


def _index_of(conversation: Conversation, message_id: str) -> int:
    for index, message in enumerate(conversation.messages):
        if message.id == message_id:
            return index
    raise KeyError(message_id)
