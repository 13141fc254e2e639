"""What is kept in memory is what would be on the disk."""

from __future__ import annotations

from dataclasses import replace

from gptdesk.chat.messages import Conversation, Message, Role
from tests.app.viewmodels.memory_store import MemoryStore
from tests.conversation_values import with_messages

HELLO = Message(Role.USER, "Hello")
ANSWER = Message(Role.ASSISTANT, "Hi", parent=HELLO.id)


def test_the_conversation_changed_last_comes_first() -> None:
    store = MemoryStore()
    first = with_messages(Conversation(), HELLO)
    second = with_messages(Conversation(), HELLO)
    saved = []
    store.save(first, HELLO, lambda: saved.append(1))
    store.save(second, HELLO)
    assert saved == [1]
    assert store.conversations() == (second, first)
    grown = with_messages(first, ANSWER)
    store.save_partial(grown, ANSWER)
    assert store.conversations() == (grown, second)


def test_a_title_is_kept_and_changes_neither_order_nor_messages() -> None:
    store = MemoryStore()
    first = with_messages(Conversation(), HELLO)
    second = with_messages(Conversation(), HELLO)
    store.save(first, HELLO)
    store.save(second, HELLO)
    store.save_shape(replace(with_messages(first, ANSWER), title="Mine", leaf=HELLO.id))
    store.save_shape(Conversation(title="never stored"))
    assert store.conversations() == (second, replace(first, title="Mine"))
