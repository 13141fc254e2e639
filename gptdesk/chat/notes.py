"""Notes of what happened at a place of an answer, as codes and as sentences.

A note is a code, a code with its number (`"prompt-left-out 37"`), or a sentence already. A leaf:
the standard library only.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum

from gptdesk.sentences import to_translate


class NoteCode(StrEnum):
    """A note that the program must recognise.

    INTERRUPTED: the program ended, or another model was opened, while the answer was written.
    MAX_TOKENS: as many tokens were made as the settings allow; taken back when the answer goes on.
    WRITTEN_ELSEWHERE: another window is writing it; never stored.
    PROMPT_LEFT_OUT: with a number: so many tokens at the prompt's beginning found no room.
    FORGOTTEN: with a number: the context was full, and so many of the oldest tokens left it.
    LOST_CHARACTERS: with a number: so many of the message's have no tokens in this vocabulary.
    """

    INTERRUPTED = "interrupted"
    MAX_TOKENS = "max-tokens"
    WRITTEN_ELSEWHERE = "written-elsewhere"
    PROMPT_LEFT_OUT = "prompt-left-out"
    FORGOTTEN = "forgotten"
    LOST_CHARACTERS = "lost-characters"


_SENTENCES: dict[str, str] = {
    NoteCode.INTERRUPTED: to_translate("notes", "The answer was interrupted here."),
    NoteCode.MAX_TOKENS: to_translate(
        "notes", "Cut here, at “Maximum tokens” of the settings. Continue goes on."
    ),
    NoteCode.WRITTEN_ELSEWHERE: to_translate("notes", "Another window is writing this answer."),
    NoteCode.PROMPT_LEFT_OUT: to_translate(
        "notes",
        "The prompt is longer than the context; tokens at its beginning were left out ({0}).",
    ),
    NoteCode.FORGOTTEN: to_translate(
        "notes", "The context was full here; the oldest tokens were forgotten ({0})."
    ),
    NoteCode.LOST_CHARACTERS: to_translate(
        "notes",
        "Characters that this model's vocabulary does not have were left out of the message ({0}).",
    ),
}
_COUNTED = re.compile(r"([a-z-]+) (\d{1,12})", re.ASCII)

# What histories up to schema 3 and conversation files up to version 3 say in the place of a code
_FORMER = tuple(
    (re.compile(re.escape(_SENTENCES[code]).replace(r"\{0\}", r"(\d[\d,]{0,15})"), re.ASCII), code)
    for code in (NoteCode.INTERRUPTED, NoteCode.PROMPT_LEFT_OUT, NoteCode.FORGOTTEN)
)


def counted_note(code: NoteCode, number: int) -> str:
    """Return a code with its number, which is not negative."""
    return f"{code} {number}"


def code_and_number(note: str) -> tuple[str, int | None]:
    """Return the code and the number of a note; a note without a number is returned as it is."""
    match = _COUNTED.fullmatch(note)
    if match is None or match[1] not in _SENTENCES:
        return note, None
    return match[1], int(match[2])


def is_sentence(note: str) -> bool:
    """Return whether a note is no code: it says why an answer failed."""
    return code_and_number(note)[0] not in _SENTENCES


def coded(note: str) -> str:
    """Return the code that stands for a sentence of former times; other notes as they are."""
    for sentence, code in _FORMER:
        if match := sentence.fullmatch(note):
            return counted_note(code, int(match[1].replace(",", ""))) if match.groups() else code
    return note


def note_sentence(note: str, translate: Callable[[str], str] = str) -> str:
    """Return a note for the user.

    Args:
        note: a code, with its number or without, or a sentence, which stays.
        translate: into the user's language.
    """
    code, number = code_and_number(note)
    sentence = _SENTENCES.get(code)
    if sentence is None:
        return note
    return translate(sentence).format("–" if number is None else f"{number:,}")
