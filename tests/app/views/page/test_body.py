"""The paragraphs of an entry: those that are there stay when more comes, wherever it comes."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from PySide6.QtGui import QFont

from gptdesk.app.views.page.body import BEFORE_TEXT, Body, Content, Note
from gptdesk.app.views.page.text_block import TextStyle, text_style

_WIDTH = 400


@pytest.fixture
def style(qapp) -> TextStyle:
    return text_style(QFont())


def content(text: str, *notes: Note) -> Content:
    return Content(text, 0, len(text), tuple(sorted(notes, key=lambda note: note[0])))


def everything(body: Body) -> list[tuple[int, int, bool, str | None, int]]:
    """Lay all out; return start, end, whether a newline follows, note and top of each piece."""
    body.lay_out_between(0, 1e9)
    shown = body.pieces_between(0, 1e9)
    return [
        (piece.start, piece.block.end, piece.block.ends_line, piece.note, top)
        for piece, top in shown
    ]


def test_a_note_above_a_long_text_does_not_split_it_again(style: TextStyle) -> None:
    """It comes with the first token of an answer to a prompt that is too long."""
    text = "a line\n" * 1_000
    body = Body(content(text), style, style, _WIDTH)
    body.prepare()
    before = body.paragraph_at(3_500)
    assert before is not None
    body.update(content(text + "and more", (BEFORE_TEXT, "The beginning was left out.")))
    after = body.paragraph_at(3_500)
    assert after is not None
    assert after[0] is before[0]
    assert after[1] == before[1] + style.line_height
    assert body.first_text_top == style.line_height


def test_what_grows_is_what_is_shown_anew(style: TextStyle) -> None:
    """Random texts and notes, above, between and behind; as if each were the first."""
    dice = random.Random(12)
    for _ in range(300):
        text, notes = "", list[Note]()
        body = Body(content(text), style, style, _WIDTH)
        for _ in range(6):
            if dice.random() < 0.5:
                body.lay_out_between(0, dice.randrange(1, 200))
            text += "".join(dice.choices("ab \n", k=dice.randrange(8)))
            if dice.random() < 0.5:
                notes.append((dice.choice((BEFORE_TEXT, len(text))), f"note {len(notes)}"))
            if dice.random() < 0.2:
                notes = [note for note in notes if note[0] != BEFORE_TEXT]
            body.update(content(text, *notes))
        last = content(text, *notes)
        if dice.random() < 0.5:  # an answer that is done shows no empty lines at its end
            last = replace(last, end=len(text.rstrip("\n")))
            body.update(last)
        fresh = Body(last, style, style, _WIDTH)
        assert everything(body) == everything(fresh), (text, notes)
