"""A whole conversation leaves the window with its figures, in formats that others read."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace

import pytest

from gptdesk.analysis.vocabularies import Vocabularies
from gptdesk.app.viewmodels.export_offers import export_themes
from gptdesk.chat.messages import Conversation, Message, PromptMode, Role
from gptdesk.engine.tokenizers.vocabulary import Vocabulary
from gptdesk.formats.answer import model_of, table_csv, table_tokens
from gptdesk.formats.conversation import (
    EXPORT_SUFFIXES,
    coloured_pieces,
    export_parts,
)
from tests.app.viewmodels.answers import answer
from tests.fakes import vocabulary


def conversation() -> Conversation:
    prompt = Message(Role.USER, "The capital of France is", id="prompt")
    first = replace(answer(is_measured=False), parent="prompt")
    second = replace(answer(answer_id="second"), parent="prompt")
    unknown = Message(Role.ASSISTANT, " Paris", token_ids=(6342,), parent="prompt", id="unknown")
    return Conversation((prompt, first, second, unknown), "answer")


OTHER = Vocabulary((b"<over>", b"Bon", b"jour"), frozenset({0}), "Other")
KNOWN = {one.sha256: one for one in (vocabulary(), OTHER)}


def exported(conversation: Conversation, suffix: str, known: Vocabularies = KNOWN) -> bytes:
    return b"".join(export_parts(conversation, suffix, known, export_themes()))


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_table_of_all_answers_has_the_columns_of_one() -> None:
    """One spreadsheet holds every branch; its rows are the answers' own, measured prompt or not."""
    rows = rows_of(exported(conversation(), ".csv").decode("utf-8-sig"))
    assert [row["answer"] for row in rows] == ["1"] * 2 + ["2"] * 2 + ["3"]
    second = conversation().message("second")
    own = rows_of(table_csv(model_of(second, None), table_tokens(second), vocabulary()))
    assert [name for name in rows[0] if name not in ("answer", "message_id")] == list(own[0])
    prompt = len(second.prompt_ids)
    assert [{name: row[name] for name in own[0]} for row in rows[2:4]] == own[prompt:]
    assert [row["index"] for row in rows] == ["5", "6", "5", "6", "0"], "places in the whole text"
    assert (rows[4]["id"], rows[4]["p"]) == ("6342", "")


def test_html_shows_the_figures_of_each_token() -> None:
    """Whoever gets the file can point at a word, as in the window."""
    page = exported(conversation(), ".html").decode()
    assert 'title="p 50 %, rank 1"> Paris</span>' in page
    assert 'title="p 12.5 %, rank 50">.</span>' in page
    parts = export_parts(
        *(conversation(), ".html", KNOWN, export_themes()),
        translate=lambda _context, text: text.replace("rank", "排名"),
    )
    assert 'title="p 50 %, 排名 1"> Paris</span>' in b"".join(parts).decode()
    plain = exported(conversation(), ".html", {}).decode()
    assert " Paris." in plain
    assert "title=" not in plain


@pytest.mark.parametrize("mode", PromptMode)
def test_a_measured_prompt_is_coloured_as_in_the_window(mode: PromptMode) -> None:
    """Whether it stands above its answer or in front of it: the doubts about it are handed out."""
    prompt = Message(Role.USER, "  The capital of France is", mode, id="prompt")
    paris = replace(answer(), parent="prompt", mode=mode)
    page = exported(Conversation((prompt, paris), paris.id), ".html").decode()
    assert page.count('class="s8" title="p 50 %, rank 1"') == 4 + 1, "and of the answer's Paris"
    assert '>  The<span class="s8" title="p 50 %, rank 1"> capital</span>' in page
    assert re.sub("<[^>]*>", "", page).count("  The capital of France is") == 1
    others = replace(paris, parent="another prompt")
    other = Message(Role.USER, "Who?", mode, id="another prompt")
    page = exported(Conversation((prompt, other, others), others.id), ".html").decode()
    assert page.count("rank 1") == 1, "no figures stand on a text that is not theirs"


def test_tokens_of_another_vocabulary_have_no_text_of_this_one() -> None:
    """The answer's text is there, whole and not coloured; in the table are ids and figures."""
    own = answer((6342, 128_000), (0.5, 0.125), is_measured=False, text="Bonjour")
    foreign = replace(own, runs=(replace(own.runs[0], vocabulary_sha256="ab" * 32),))
    whole = Conversation((foreign,), foreign.id)
    page = exported(whole, ".html").decode()
    assert "Bonjour" in page
    assert "Paris" not in page
    rows = rows_of(exported(whole, ".csv").decode("utf-8-sig"))
    assert [(row["id"], row["text"], row["p"]) for row in rows] == [
        ("6342", "", "0.5"),
        ("128000", "", "0.125"),
    ]


def test_each_answer_is_coloured_and_named_by_its_own_vocabulary() -> None:
    """Two models have answered in one chat; neither is in use, or on the disk any more."""
    paris = answer(is_measured=False)
    own = answer((1, 2), (0.5, 0.125), is_measured=False, text="Bonjour", answer_id="own")
    run = replace(own.runs[0], vocabulary_sha256=OTHER.sha256)
    both = Conversation((paris, replace(own, runs=(run,), parent=paris.id)), "own")
    page = exported(both, ".html").decode()
    assert 'title="p 50 %, rank 1">Bon</span>' in page
    assert "> Paris</span>" in page
    rows = rows_of(exported(both, ".csv").decode("utf-8-sig"))
    assert [row["text"] for row in rows if row["message_id"] == "own"] == ["Bon", "jour"]
    file = json.loads(exported(both, ".json"))
    assert list(file["vocabularies"]) == [OTHER.sha256]


def test_a_character_of_several_tokens_is_one_piece() -> None:
    """Half a character is no text; the end token is none of it either."""
    ids = (20015, 236, 50256)  # the parts of a Chinese character
    pieces = coloured_pieces(answer(ids, (0.5, 0.25, 0.5), text="从"), None, KNOWN)
    assert [(piece.text, piece.step) for piece in pieces] == [("从", 12)]


@pytest.mark.parametrize("suffix", EXPORT_SUFFIXES)
def test_an_empty_conversation_has_a_file_in_every_format(suffix: str) -> None:
    """Nothing written yet is no reason to fail."""
    assert exported(Conversation(), suffix)


def test_another_format_is_a_mistake_in_the_program() -> None:
    with pytest.raises(ValueError, match=r"\.pdf"):
        exported(Conversation(), ".pdf")
