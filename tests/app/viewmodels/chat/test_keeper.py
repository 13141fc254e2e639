"""What is kept in memory is what would be on the disk."""

from __future__ import annotations

from dataclasses import replace

from gptdesk.app.viewmodels.chat.keeper import MemoryKeeper
from gptdesk.chat.messages import Conversation, Message, Role

HELLO = Message(Role.USER, "Hello")
ANSWER = Message(Role.ASSISTANT, "Hi", parent=HELLO.id)


def test_the_conversation_changed_last_comes_first() -> None:
    keeper = MemoryKeeper()
    first = Conversation().with_message(HELLO)
    second = Conversation().with_message(HELLO)
    saved = []
    keeper.save(first, HELLO, lambda: saved.append(1))
    keeper.save(second, HELLO)
    assert saved == [1]
    assert keeper.conversations() == (second, first)
    grown = first.with_message(ANSWER)
    keeper.save_partial(grown, ANSWER)
    assert keeper.conversations() == (grown, second)


def test_a_title_is_kept_and_changes_neither_order_nor_messages() -> None:
    keeper = MemoryKeeper()
    first = Conversation().with_message(HELLO)
    second = Conversation().with_message(HELLO)
    keeper.save(first, HELLO)
    keeper.save(second, HELLO)
    keeper.save_shape(replace(first.with_message(ANSWER), title="Mine", leaf=HELLO.id))
    keeper.save_shape(Conversation(title="never stored"))
    assert keeper.conversations() == (second, replace(first, title="Mine"))
