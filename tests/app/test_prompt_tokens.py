"""Another token in the place of a prompt's, with mouse and keyboard in the shown window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolTip
from pytestqt.qtbot import QtBot

from gptdesk.analysis.figures import TokenRef
from gptdesk.app.main import Program, build_program
from gptdesk.app.system.crash import CrashReporter
from gptdesk.storage.paths import user_paths
from tests.kept_engine import kept_engines
from tests.tiny_models import write_tiny_model

TEXT = "The capital of France is"
FRANCE = 3


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_model(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture
def program(qtbot: QtBot, model: Path) -> Iterator[Program]:
    """A window with one answer, which saw `TEXT`, and the fourth token of that marked."""
    program = build_program(user_paths(), crashes=CrashReporter(), engine_factory=kept_engines)
    qtbot.addWidget(program.window)
    models = program.view_models
    with qtbot.waitSignals([models.library.model_opened, models.conversations.loaded]):
        program.start(model)
    models.sampling.set_max_new_tokens(4)
    program.window.resize(1280, 800)
    program.window.show()
    qtbot.waitExposed(program.window)
    with qtbot.waitSignal(models.chat.run_finished):
        models.chat.submit(TEXT)
    ref = TokenRef(models.chat.messages.message(1).id, is_prompt=True, index=FRANCE)
    models.inspector.mark(ref)
    bars = program.window.views.side_panel.next_token_page.bars
    qtbot.waitUntil(lambda: bool(bars.rows))
    yield program
    program.window.close()
    assert program.is_joined or program.client.shutdown(10_000)


def test_return_on_a_row_edits_the_prompt_there(qtbot: QtBot, program: Program) -> None:
    """The rest of it stays, it is answered anew, and the old prompt is a branch beside it."""
    models = program.view_models
    bars = program.window.views.side_panel.next_token_page.bars
    row = next(index for index, one in enumerate(bars.rows) if not one.is_chosen)
    piece = program.client.model.vocabulary.piece(bars.rows[row].token_id).decode()
    bars.setFocus()
    qtbot.keyClick(bars, Qt.Key.Key_Home)
    for _ in range(row):
        qtbot.keyClick(bars, Qt.Key.Key_Down)
    assert "put this token into the prompt" in bars.row_tip(row)
    with qtbot.waitSignal(models.chat.run_finished):
        qtbot.keyClick(bars, Qt.Key.Key_Return)
    assert models.chat.messages.message(0).text == f"The capital of{piece} is"
    assert models.chat.shown.branch_place(0) == (2, 2)
    assert len(models.chat.messages.message(1).token_ids) == 4
    models.chat.shown.show_branch(0, -1)
    assert models.chat.messages.message(0).text == TEXT


def test_in_guess_mode_its_answer_is_asked_about(qtbot: QtBot, program: Program) -> None:
    """The chances of the prompt's token are seen; the first token of the new answer is not."""
    views, models = program.window.views, program.view_models
    chat, talk = models.chat, models.talk
    bars, before = views.side_panel.next_token_page.bars, chat.messages.message(0).text
    talk.set_guessing(True)
    qtbot.keyClick(views.transcript, Qt.Key.Key_Space)
    assert not talk.is_covered
    row = next(index for index, one in enumerate(bars.rows) if not one.is_chosen)
    bars.setFocus()
    for key in (Qt.Key.Key_Home, *[Qt.Key.Key_Down] * row, Qt.Key.Key_Return):
        qtbot.keyClick(bars, key)
    assert talk.is_covered
    assert chat.messages.message(0).text == before
    assert not chat.is_busy
    with qtbot.waitSignal(chat.run_finished):
        qtbot.keyClick(views.transcript, Qt.Key.Key_Space)
    assert chat.messages.message(0).text != before
    assert len(chat.messages.message(1).token_ids) == 1
    qtbot.waitUntil(lambda: not talk.is_covered)


@pytest.mark.parametrize("place", ["panel", "card"])
def test_any_text_can_stand_there(qtbot: QtBot, program: Program, place: str) -> None:
    """Typed in the panel or in the token's card."""
    views, models = program.window.views, program.view_models
    field = views.side_panel.next_token_page.swap_field
    if place == "card":
        views.transcript.tokens.marked.enter(models.inspector.marked)
        views.transcript.tokens.marked.open_card()
        field = views.transcript.tokens.marked.card.field
        assert field.placeholderText() == "Other text in its place, then Enter"
    qtbot.keyClicks(field, " New Zealand")
    with qtbot.waitSignal(models.chat.run_finished):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert models.chat.messages.message(0).text == "The capital of New Zealand is"


def test_return_says_why_where_it_can_do_nothing(qtbot: QtBot, program: Program) -> None:
    """On everything else, on the token itself, and in the table of steps without any."""
    panel = program.window.views.side_panel
    bars, before = panel.next_token_page.bars, program.view_models.chat.messages.message(0).text
    bars.setFocus()
    qtbot.keyClick(bars, Qt.Key.Key_End)
    qtbot.keyClick(bars, Qt.Key.Key_Return)
    assert QToolTip.text().startswith("No single token")
    chosen = next(index for index, one in enumerate(bars.rows) if one.is_chosen)
    qtbot.mouseClick(bars, Qt.MouseButton.LeftButton, pos=bars.row_rect(chosen).center())
    assert QToolTip.text() == "This token stands there already."
    panel.tabs.setCurrentWidget(panel.pipeline_page)
    table = panel.pipeline_page.table
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Home)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert QToolTip.text().startswith("You wrote this token, no settings chose it.")
    assert program.view_models.chat.messages.message(0).text == before
    QToolTip.hideText()
