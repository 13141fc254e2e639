"""An answer whose ids are of another vocabulary: its text is shown, its tokens by their ids."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from gptdesk.analysis.figures import TokenRef
from gptdesk.app.viewmodels.inspector.what_if import Obstacle
from gptdesk.chat.messages import Conversation, Message, Role
from tests.app.test_modes import Opened
from tests.app.viewmodels.answers import PARIS, answer
from tests.conversation_values import with_messages
from tests.fakes import vocabulary

LARGE = 128_000  # there is no such token in GPT-2's vocabulary, and PARIS is another one in theirs
OTHER, TEXT = "ab" * 32, "Bonjour, le monde"


def own_conversation() -> Conversation:
    prompt = Message(Role.USER, "The capital of France is", id="prompt")
    own = replace(answer(answer_id="own"), parent="prompt")
    return with_messages(Conversation(id="own"), prompt, own)


def foreign_conversation() -> Conversation:
    """Return an answer of a model that is not known, with ids as another vocabulary has them."""
    prompt, own = own_conversation().messages
    run = replace(own.runs[0], vocabulary_sha256=OTHER, model_sha256="", model_name="llama")
    records = (own.records[0], replace(own.records[1], token_id=LARGE))
    other = replace(own, text=TEXT, token_ids=(PARIS, LARGE), records=records, runs=(run,))
    other = replace(other, prompt_stats=(), id="other")
    return with_messages(Conversation(id="foreign"), prompt, other)


@pytest.fixture
def opened(qtbot: QtBot) -> Iterator[Opened]:
    """The shown window with an answer of another vocabulary, read from the disk."""
    program = Opened(qtbot)
    program.window.resize(1400, 900)
    program.window.show()
    qtbot.waitExposed(program.window)
    qtbot.waitUntil(lambda: program.window.views.transcript.tokens.places is not None)
    for whole in (own_conversation(), foreign_conversation()):
        future = program.parts.history.submit(
            lambda history, one=whole: history.add_conversation(one)
        )
        qtbot.waitUntil(future.done)
        assert future.result()
    yield program
    program.close()


def show(opened: Opened, name: str) -> None:
    opened.open(name)
    opened.qtbot.waitUntil(lambda: opened.chat.messages.message(1).token_ids != ())
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)


def placed(opened: Opened, answer_id: str) -> bool:
    """Return whether tokens of an answer can be pointed at in the transcript."""
    places = opened.window.views.transcript.tokens.places
    assert places is not None
    parts = (TokenRef(answer_id, is_prompt, 1) for is_prompt in (False, True))
    return any(places.entry_of(ref) is not None for ref in parts)


def test_its_text_is_shown_and_its_tokens_by_their_ids(opened: Opened) -> None:
    """GPT-2's names for them would be words that no model ever wrote."""
    next_token, views = opened.parts.next_token, opened.window.views
    show(opened, "own")
    assert placed(opened, "own")
    opened.qtbot.waitUntil(lambda: views.side_panel.next_token_page.summary.chip.text == ".")
    show(opened, "foreign")
    assert TEXT in views.transcript.scroller.page.entries[0].text_in_words(1_000)
    assert not placed(opened, "other")
    chip = views.side_panel.next_token_page.summary.chip
    opened.qtbot.waitUntil(lambda: chip.text == f"‹id {LARGE}›")
    names = {row.token_id: row.text for row in next_token.rows if row.token_id is not None}
    assert len(names) > 2
    assert all(text == f"‹id {token_id}›" for token_id, text in names.items())
    show(opened, "own")
    opened.qtbot.waitUntil(lambda: chip.text == ".")


def test_its_figures_are_there_under_ids(opened: Opened) -> None:
    """In the table of the *Text* page, and in what it exports."""
    show(opened, "foreign")
    page = opened.window.views.text_page
    page.show()
    opened.parts.text_page.set_active(True)
    page.as_table.setChecked(True)
    rows = page.token_table.model()
    cells = [rows.index(row, 1).data() for row in range(rows.rowCount())]
    assert cells[-2:] == [f"‹id {PARIS}›", f"‹id {LARGE}›"]
    offers = {offer.file_name: offer for offer in page._exports.offers()}
    table = list(csv.DictReader(io.StringIO(offers["tokens.csv"].make().decode(), newline="")))
    assert [(row["id"], row["text"]) for row in table][-2:] == [(str(PARIS), ""), (str(LARGE), "")]
    assert table[-1]["p"] == "0.125"
    assert TEXT in offers["coloured text.html"].make().decode()
    assert "Paris" not in offers["coloured text.html"].make().decode()


def test_no_network_is_asked_about_ids_that_it_does_not_know(opened: Opened) -> None:
    """It would read other words, and its figures would be of a text that nobody wrote."""
    show(opened, "foreign")
    place = opened.parts.pipeline
    opened.qtbot.waitUntil(lambda: place.ref is not None)
    place.set_settings_now(True)
    assert place.pipeline is None
    assert "another model's vocabulary" in place.problem
    assert not place.can_swap
    assert not opened.parts.inspector.can_measure(opened.chat.messages.message(1))
    assert opened.parts.what_if.obstacle is Obstacle.OTHER_MODEL
    notices: list[str] = []
    opened.chat.notice_raised.connect(notices.append)
    assert not opened.chat.continue_answer()
    assert "another model's vocabulary" in notices[0]
    with opened.qtbot.waitSignal(opened.chat.run_finished):
        opened.window.views.menu.regenerate.trigger()
    new = opened.stored("foreign").messages[-1]
    assert new.vocabulary_sha256 == vocabulary().sha256
    assert opened.stored("foreign").messages[1].vocabulary_sha256 == OTHER
