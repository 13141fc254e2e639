"""The name proposed for the file of a conversation, and the title it is made from."""

from __future__ import annotations

import re

from gptdesk.chat.messages import Conversation
from gptdesk.formats.safe_text import encodable
from gptdesk.sentences import Translate, to_translate

_LONGEST_TITLE = 60  # characters
_LONGEST_NAME_BYTES = 180  # of the 255 that a name may have, so that a number finds room


def page_title(conversation: Conversation, translate: Translate = to_translate) -> str:
    """Return what a conversation is called: its title, or else how it began, as in the list.

    A prompt that was edited since begins another branch, and changes no name.
    """
    if conversation.title.strip():
        return conversation.title.strip()
    first = next((one.text for one in conversation.messages if one.text.strip()), "")
    return short_title(first, translate)


def short_title(text: str, translate: Translate = to_translate) -> str:
    """Return how a text begins, as a title in one line; a name in the place of no text."""
    line = " ".join(text[: 8 * _LONGEST_TITLE].split())
    if len(line) <= _LONGEST_TITLE:
        return line or translate("exports", "Conversation")
    cut = line[: _LONGEST_TITLE - 1]
    words = cut.rsplit(" ", 1)[0] if line[_LONGEST_TITLE - 1] != " " and " " in cut else cut
    return f"{words.rstrip(' ,;:，、；：')}…"


def file_name(conversation: Conversation, suffix: str) -> str:
    """Return a name for a conversation's file that every file system takes.

    Args:
        conversation: which its title names.
        suffix: with its point, ".json" for example.
    """
    return file_name_of(page_title(conversation), suffix)


def file_name_of(title: str, suffix: str) -> str:
    """Return a name that every file system takes, from what a conversation is called."""
    words = re.sub(r"[^\w\- ]+", " ", encodable(title))
    stem = " ".join(words.split())[:60].strip() or "Conversation"
    while len(stem.encode()) > _LONGEST_NAME_BYTES:
        stem = stem[:-1]
    if re.fullmatch(r"(?i)con|prn|aux|nul|(com|lpt)\d", stem):  # devices, on Windows
        stem += "_"
    return stem + suffix
