"""Conversations as plain values, message by message: the definition of what a tree does faster."""

from __future__ import annotations

from dataclasses import replace

from gptdesk.chat.messages import Conversation, Message


def with_messages(conversation: Conversation, *messages: Message) -> Conversation:
    """Return a conversation with messages added; their parents say where, the last is shown."""
    return replace(conversation, messages=(*conversation.messages, *messages), leaf=messages[-1].id)


def showing(conversation: Conversation, message_id: str) -> Conversation:
    """Return a conversation with the path through a message shown, to its newest end.

    Raises:
        KeyError: the message is not in this conversation.
    """
    leaf = conversation.message(message_id).id
    newest = {message.parent: message.id for message in conversation.messages}
    while leaf in newest:
        leaf = newest[leaf]
    return replace(conversation, leaf=leaf)
