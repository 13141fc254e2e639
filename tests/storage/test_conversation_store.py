"""Conversations are kept as they were said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gptdesk.chat import Conversation, Message, MessageState, Role
from gptdesk.storage.history import ConversationStore


def message(text: str, role: Role = Role.USER) -> Message:
    return Message(role, text)


def texts(conversation: Conversation) -> list[str]:
    return [message.text for message in conversation.messages]


def test_messages_stay_in_the_order_they_were_said() -> None:
    store = ConversationStore()
    conversation = store.save_conversation(Conversation())
    store.add_message(conversation.id, message("Hello"))
    after = store.add_message(conversation.id, message("", Role.ASSISTANT))
    assert texts(after) == ["Hello", ""]
    assert store.conversation(conversation.id) == after
    assert conversation.messages == (), "a value already handed out does not change"


def test_an_answer_takes_the_place_of_its_beginning() -> None:
    """Streaming and regenerating replace one message; the ones around it are untouched."""
    store = ConversationStore()
    said = [message("a"), message("b", Role.ASSISTANT), message("c")]
    conversation = store.save_conversation(Conversation(tuple(said)))
    answer = replace(said[1], text="better", state=MessageState.STOPPED)
    after = store.replace_message(conversation.id, answer)
    assert after.messages == (said[0], answer, said[2])
    assert texts(store.delete_message(conversation.id, answer.id)) == ["a", "c"]


def test_the_conversation_changed_last_comes_first() -> None:
    store = ConversationStore()
    first = store.save_conversation(Conversation(title="first"))
    second = store.save_conversation(Conversation(title="second"))
    assert [found.title for found in store.conversations()] == ["second", "first"]
    store.add_message(first.id, message("again"))
    assert [found.title for found in store.conversations()] == ["first", "second"]
    store.delete_conversation(first.id)
    assert store.conversations() == (second,)


def test_an_unknown_id_is_a_mistake_in_the_program() -> None:
    store = ConversationStore()
    conversation = store.save_conversation(Conversation())
    with pytest.raises(KeyError):
        store.add_message("nobody", message("x"))
    with pytest.raises(KeyError):
        store.replace_message(conversation.id, message("never added"))
