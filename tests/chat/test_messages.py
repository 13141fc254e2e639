"""A conversation is a tree; one path of it is shown."""

from __future__ import annotations

import pytest

from gptdesk.chat.messages import Conversation, Message, Role, Run
from gptdesk.chat.tokens import SamplingSettings
from tests.conversation_values import showing, with_messages


def said(text: str, parent: Message | None, role: Role = Role.ASSISTANT) -> Message:
    return Message(role, text, parent=None if parent is None else parent.id, id=text)


def test_a_branch_is_shown_and_the_old_one_stays():
    """Regenerating, swapping a token or editing a prompt loses nothing."""
    prompt = said("prompt", None, Role.USER)
    first, second = said("first", prompt), said("second", prompt)
    after = said("after first", first, Role.USER)
    conversation = Conversation()
    for message in (prompt, first, after, second):
        conversation = with_messages(conversation, message)

    assert conversation.path() == (prompt, second)
    assert conversation.branches("first") == (first, second)
    assert showing(conversation, "first").path() == (prompt, first, after)
    assert showing(conversation, "prompt").path() == (prompt, second), "the newest end"

    edited = said("edited", None, Role.USER)
    conversation = with_messages(conversation, edited)
    assert conversation.path() == (edited,)
    assert conversation.branches("prompt") == (prompt, edited)


def test_an_answer_that_grows_keeps_its_place():
    """Each hand-over is a new value with the same id."""
    prompt = said("prompt", None, Role.USER)
    answer = said("answer", prompt)
    conversation = with_messages(Conversation(), prompt, answer)
    longer = Message(Role.ASSISTANT, "answer and more", parent="prompt", id="answer")
    assert conversation.with_replaced(longer).path() == (prompt, longer)
    with pytest.raises(KeyError):
        conversation.with_replaced(said("unknown", prompt))
    assert Conversation().path() == ()


def test_each_token_knows_the_run_that_made_it():
    """An answer that was continued with other settings has two of them."""
    runs = (Run(0, SamplingSettings(), 7), Run(5, SamplingSettings(temperature=0), 7))
    answer = Message(Role.ASSISTANT, "", runs=runs)
    assert answer.run_at(4) is runs[0]
    assert answer.run_at(5) is runs[1]
    assert Message(Role.ASSISTANT, "").run_at(0) is None
