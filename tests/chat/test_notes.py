"""Notes: what the program must recognise is a code, and what the user reads a sentence."""

from __future__ import annotations

import pytest

from gptdesk.chat.notes import NoteCode, code_and_number, coded, counted_note, note_sentence


@pytest.mark.parametrize("code", [NoteCode.PROMPT_LEFT_OUT, NoteCode.FORGOTTEN])
def test_a_code_with_its_number_is_read_back(code: NoteCode) -> None:
    """The window Under the hood says how many tokens the network did not see."""
    note = counted_note(code, 1_037)
    assert code_and_number(note) == (code, 1_037)
    assert "(1,037)" in note_sentence(note)
    assert coded(note_sentence(note)) == note


@pytest.mark.parametrize(
    "note", ["", "forgotten", "forgotten -1", "forgotten 1,000", "forgotten ٣", "sentence 12"]
)
def test_what_only_looks_like_a_code_is_shown(note: str) -> None:
    """Files from outside hold any text; nothing of it may raise or vanish."""
    assert code_and_number(note) == (note, None)
    assert note_sentence(note) == note or note == NoteCode.FORGOTTEN


def test_sentences_of_former_times_are_codes_and_others_stay() -> None:
    """Also one that quotes such a sentence."""
    former = "The context was full here; the oldest tokens were forgotten (12)."
    assert coded(former) == "forgotten 12"
    assert coded("The answer was interrupted here.") == NoteCode.INTERRUPTED
    assert coded(f"Not: {former}") == f"Not: {former}"


def test_the_user_reads_a_translation() -> None:
    """A number is put into the translated sentence, not into the English one."""
    assert note_sentence("forgotten 7", lambda _: "voll ({0})") == "voll (7)"
