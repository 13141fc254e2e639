"""Notes of what happened at a place of an answer, as codes and as sentences.

A note is one of these codes, or a sentence already. A leaf: the standard library only.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum


class NoteCode(StrEnum):
    """A note that the program must recognise.

    INTERRUPTED: the program ended, or another model was opened, while the answer was written.
    MAX_TOKENS: as many tokens were made as the settings allow; taken back when the answer goes on.
    WRITTEN_ELSEWHERE: another window is writing it; never stored.
    """

    INTERRUPTED = "interrupted"
    MAX_TOKENS = "max-tokens"
    WRITTEN_ELSEWHERE = "written-elsewhere"


_SENTENCES: dict[str, str] = {
    NoteCode.INTERRUPTED: "The answer was interrupted here.",
    NoteCode.MAX_TOKENS: "Cut here, at “Maximum tokens” of the settings. Continue goes on.",
    NoteCode.WRITTEN_ELSEWHERE: "Another window is writing this answer.",
}

# What stands for a code in histories up to schema 2 and in conversation files up to version 2
FORMER_SENTENCES = {"The answer was interrupted here.": NoteCode.INTERRUPTED}


def note_sentence(note: str, translate: Callable[[str], str] = str) -> str:
    """Return a note for the user.

    Args:
        note: a code, or a sentence, which stays.
        translate: into the user's language.
    """
    sentence = _SENTENCES.get(note)
    return note if sentence is None else translate(sentence)
