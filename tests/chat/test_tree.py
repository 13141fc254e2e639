"""The conversation that changes says what the plain value says, whatever happens to it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gptdesk.chat.messages import Conversation, Message, Role
from gptdesk.chat.tree import ConversationTree
from tests.conversation_values import showing, with_messages


@given(st.lists(st.tuples(st.sampled_from("abnrs"), st.integers(0, 99)), max_size=30))
def test_it_is_the_same_tree(steps: list[tuple[str, int]]) -> None:
    """`Conversation` defines what a path and a branch are; this only finds them faster."""
    tree = ConversationTree(Conversation())
    defined = tree.value
    for what, number in steps:
        ids = [message.id for message in defined.messages]
        some = ids[number % len(ids)] if ids else None
        if what in "ab" or some is None:
            message = Message(Role.USER, str(number), parent=defined.leaf if what == "a" else some)
            tree.add_message(message)
            defined = with_messages(defined, message)
        elif what == "n":
            tree.reshape(title=str(number), is_pinned=number % 2 == 0)
            defined = replace(defined, title=str(number), is_pinned=number % 2 == 0)
        elif what == "r":
            message = replace(tree.message(some), text=f"{number}!")
            tree.replace_message(message)
            defined = defined.with_replaced(message)
        else:
            tree.show(some)
            defined = showing(defined, some)
        assert tree.value == defined
        assert ConversationTree(defined).value == defined
        assert tree.path_to(tree.leaf) == defined.path()
        for message in defined.messages:
            assert tree.branches(message.id) == [one.id for one in defined.branches(message.id)]


def test_a_value_that_was_handed_out_stays_as_it_is() -> None:
    """It may be on its way to the disk in another thread."""
    tree = ConversationTree(Conversation())
    message = Message(Role.USER, "a")
    tree.add_message(message)
    before = tree.value
    tree.replace_message(replace(message, text="b"))
    assert before.messages == (message,)
    assert tree.value.messages[0].text == "b"


def test_what_was_said_last_is_newest() -> None:
    """The list of conversations goes by this."""
    old = Conversation((Message(Role.USER, "a", id="a"),), leaf="a", changed_at=1.0)
    tree = ConversationTree(old)
    tree.reshape(title="named")
    tree.show("a")
    assert tree.value.changed_at == 1.0, "nothing was said"
    tree.touch()
    assert tree.value.changed_at > 1.0


def test_an_unknown_message_is_a_mistake_in_the_program() -> None:
    tree = ConversationTree(Conversation())
    with pytest.raises(KeyError):
        tree.replace_message(Message(Role.USER, "a"))
    with pytest.raises(KeyError):
        tree.message("nobody")
