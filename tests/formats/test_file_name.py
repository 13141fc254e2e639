"""The name proposed for a file is one that every system takes, and says what is in it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from gptdesk.chat.messages import Conversation, Message, Role
from gptdesk.formats.file_name import file_name, page_title, short_title
from tests.formats.random_conversations import conversations


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(conversations())
def test_any_conversation_has_a_name_for_its_file(conversation: Conversation) -> None:
    """No character of a title or a text reaches another folder, or no file at all."""
    name = file_name(conversation, ".json")
    assert 5 < len(name.encode()) <= 255
    assert not set(name) & set('/\\:*?"<>|\x00\n')


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Once upon a time", "Once upon a time"),
        ("  two\n lines ", "two lines"),
        ("", "Conversation"),
        ("word " * 30, " ".join(["word"] * 12) + "…"),
        ("从" * 100, "从" * 59 + "…"),
        ("从" * 58 + "，" + "从" * 40, "从" * 58 + "…"),
    ],
)
def test_title_is_proposed_from_the_first_prompt(text: str, title: str) -> None:
    """A list of conversations is read by its first words."""
    assert short_title(text) == title
    assert len(title) <= 60


def test_file_name_is_one_that_every_system_takes() -> None:
    """A title is free; a name on a disk is not."""
    names = {
        file_name(Conversation(title=title), ".md")
        for title in ("con", 'a/b\\c:"d"*?', "..", "a\x00b", "从" * 90, "𠀀" * 90)
    }
    assert names == {
        *("con_.md", "a b c d.md", "Conversation.md", "a b.md", "从" * 60 + ".md"),
        "𠀀" * 45 + ".md",  # 180 bytes
    }


def test_an_edited_prompt_changes_no_name() -> None:
    """The list goes on calling it by its first prompt, and so do all exports."""
    first = Message(Role.USER, "The dog said")
    edited = Message(Role.USER, "The bird said")
    conversation = Conversation((first, edited), leaf=edited.id)
    assert page_title(conversation) == "The dog said"
    assert file_name(conversation, ".md") == "The dog said.md"
