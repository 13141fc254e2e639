"""What would come next after the typed prompt, in the shown window, before a token is made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from gptdesk.analysis.figures import TokenRef
from gptdesk.app.inference.token_counter import EncodePrompt, SplitText
from gptdesk.app.main import Program, build_program
from gptdesk.app.system.crash import CrashReporter
from gptdesk.app.viewmodels.inspector import typed_text
from gptdesk.chat.messages import PromptMode
from gptdesk.model.fast.runtime import Runtime
from gptdesk.storage.paths import user_paths
from gptdesk.storage.settings import read_settings
from tests.fakes import FakeEngine
from tests.kept_engine import kept_engines
from tests.tiny_models import write_tiny_model

TEXT = "Once upon a time there was"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_model(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture
def fed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many tokens the network was fed, pass by pass."""
    fed: list[int] = []
    read = Runtime.last_hidden_state

    def counted(self, in_idx, cache):
        fed.append(in_idx.shape[1])
        return read(self, in_idx, cache)

    monkeypatch.setattr(Runtime, "last_hidden_state", counted)
    return fed


def _open(qtbot: QtBot, model: Path | None = None, engine_factory=kept_engines) -> Program:
    program = build_program(user_paths(), crashes=CrashReporter(), engine_factory=engine_factory)
    qtbot.addWidget(program.window)
    with qtbot.waitSignals(
        [program.view_models.library.model_opened, program.view_models.conversations.loaded]
    ):
        program.start(model)
    program.view_models.sampling.set_max_new_tokens(6)
    program.view_models.sampling.set_seed(7)
    program.window.resize(1280, 800)  # with the inspector beside the text
    program.window.show()
    qtbot.waitExposed(program.window)
    return program


@pytest.fixture
def program(qtbot: QtBot, model: Path) -> Iterator[Program]:
    program = _open(qtbot, model)
    yield program
    program.window.close()
    assert program.is_joined or program.client.shutdown(10_000)


@pytest.fixture(autouse=True)
def _short_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typed_text, "REST_MS", 300)
    monkeypatch.setattr(typed_text, "SEEN_MS", 50)


def _type(qtbot: QtBot, program: Program, text: str) -> None:
    qtbot.keyClicks(program.window.views.composer.editor, text)


def _wait_for_chart(qtbot: QtBot, program: Program) -> None:
    qtbot.waitUntil(lambda: program.view_models.pipeline.is_next_current)


def _says(program: Program) -> str:
    """Return what stands above the list, if it can be seen."""
    label = program.window.views.side_panel.next_token_page.summary._next
    return label.text() if label.isVisible() else ""


def _send(qtbot: QtBot, program: Program) -> None:
    with qtbot.waitSignal(program.view_models.chat.run_finished):
        qtbot.keyClick(program.window.views.composer.editor, Qt.Key.Key_Return)


def test_the_chart_is_what_the_answer_is_drawn_from_and_costs_it_nothing(
    qtbot: QtBot, program: Program, fed: list[int]
) -> None:
    """The same figures, the same ids; each token of the prompt is fed once, but for the last."""
    views, models = program.window.views, program.view_models
    _type(qtbot, program, TEXT)
    assert _says(program) == ""
    _wait_for_chart(qtbot, program)
    assert _says(program) == "Next after your text"
    rows = views.side_panel.next_token_page.bars.rows
    ids = models.typed_text.text.ids
    assert sum(fed) == len(ids)
    assert sum(row.raw_p for row in rows) == pytest.approx(1, abs=1e-9)  # float64 sums
    assert sum(row.final_p for row in rows) == pytest.approx(1, abs=1e-9)
    views.side_panel.tabs.setCurrentWidget(views.side_panel.pipeline_page)
    page = views.side_panel.pipeline_page
    assert "No token was drawn yet" in page.note.text()
    assert not page.draw_bar.isVisible(), "no room is kept for dice that were not asked"
    assert page.note.height() < page.draw_bar.sizeHint().height()
    fed.clear()
    _send(qtbot, program)
    answer = models.chat.messages.message(1)
    assert answer.prompt_ids == ids
    assert fed[: len(answer.token_ids)] == [1] * len(answer.token_ids), "nothing was read twice"
    first = answer.records[0]
    for row in rows[:-1]:
        place = first.top_ids.index(row.token_id)
        # float32, once in a pass of the whole prompt and once in a step
        assert row.raw_p == pytest.approx(first.top_raw_p[place], rel=1e-3)
        assert row.final_p == pytest.approx(first.top_final_p[place], rel=1e-3)


def test_in_a_conversation_it_is_the_prompt_of_that_mode(qtbot: QtBot, program: Program) -> None:
    """Earlier messages and who speaks are part of it; an empty composer is the text so far."""
    models = program.view_models
    models.chat.set_mode(PromptMode.CONVERSATION)
    _type(qtbot, program, "Hi")
    _send(qtbot, program)
    answer = models.chat.messages.message(1)
    qtbot.waitUntil(lambda: _says(program) == "Next after the text so far")
    assert models.typed_text.text.ids == (*answer.prompt_ids, *answer.token_ids)
    _type(qtbot, program, "Who are you?")
    assert _says(program) == "Next after the text so far …", "it is not true any more"
    _wait_for_chart(qtbot, program)
    ids = models.typed_text.text.ids
    _send(qtbot, program)
    assert models.chat.messages.message(3).prompt_ids == ids
    assert len(ids) > len(answer.prompt_ids)


def test_a_row_of_it_is_what_the_answer_begins_with(qtbot: QtBot, program: Program) -> None:
    """Return on a row sends; in an empty composer the answer goes on with it."""
    views, models = program.window.views, program.view_models
    bars = views.side_panel.next_token_page.bars
    _type(qtbot, program, TEXT)
    _wait_for_chart(qtbot, program)
    wanted = bars.rows[3].token_id
    with qtbot.waitSignal(models.chat.run_finished):
        qtbot.mouseClick(bars, Qt.MouseButton.LeftButton, pos=bars.row_rect(3).center())
    answer = models.chat.messages.message(1)
    assert models.chat.messages.message(0).text == TEXT
    assert answer.token_ids[0] == wanted
    assert answer.records[0].is_forced
    _wait_for_chart(qtbot, program)
    wanted = bars.rows[1].token_id
    bars.setFocus()
    qtbot.keyClick(bars, Qt.Key.Key_Home)
    qtbot.keyClick(bars, Qt.Key.Key_Down)
    with qtbot.waitSignal(models.chat.run_finished):
        qtbot.keyClick(bars, Qt.Key.Key_Return)
    longer = models.chat.messages.message(1)
    assert longer.id == answer.id
    assert longer.token_ids[: len(answer.token_ids) + 1] == (*answer.token_ids, wanted)


def test_filters_act_on_it_without_a_pass(qtbot: QtBot, program: Program, fed: list[int]) -> None:
    """A slider is moved before the token is spent: that is what the chart is for."""
    _type(qtbot, program, TEXT)
    _wait_for_chart(qtbot, program)
    fed.clear()
    program.view_models.sampling.set_top_k(3)
    bars = program.window.views.side_panel.next_token_page.bars
    qtbot.waitUntil(lambda: bars.rows[3].removed_by == "top_k")
    assert fed == []


def test_a_marked_token_wins_and_a_guess_covers_it(qtbot: QtBot, program: Program) -> None:
    """The chart gives way, comes back, and is not there to be read while the class guesses."""
    views, models = program.window.views, program.view_models
    _type(qtbot, program, TEXT)
    _send(qtbot, program)
    _wait_for_chart(qtbot, program)
    answer = models.chat.messages.message(1)
    ref = TokenRef(answer.id, is_prompt=False, index=2)
    models.inspector.mark(ref)
    assert _says(program) == ""
    assert models.pipeline.ref == ref
    models.inspector.clear_mark()
    assert _says(program) == "Next after the text so far", "known already: nothing flickers"
    qtbot.mouseClick(views.side_panel.guess_button, Qt.MouseButton.LeftButton)
    assert views.side_panel.next_token_page.cover.isVisible()
    assert _says(program) == ""
    _type(qtbot, program, "More")
    qtbot.wait(typed_text.REST_MS + 100)
    assert models.pipeline.next_after is None
    qtbot.mouseClick(views.side_panel.guess_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: _says(program) == "Next after your text")


def test_tokens_that_come_after_more_was_typed_are_those_of_no_text(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tokenizer may be slow: what it then says is about a text that is not there any more."""
    is_split, may_go_on = Event(), Event()
    run = EncodePrompt.run

    def slow(*arguments: object) -> tuple[int, ...] | None:
        is_split.set()
        may_go_on.wait(60)
        return run(*arguments)

    monkeypatch.setattr(EncodePrompt, "run", slow)
    program = _open(qtbot, engine_factory=FakeEngine)
    try:
        _type(qtbot, program, "Once upon")
        qtbot.waitUntil(is_split.is_set)
        monkeypatch.setattr(typed_text, "REST_MS", 10**8)
        _type(qtbot, program, " a time")
        may_go_on.set()
        answered: list[object] = []
        program.client.ask(SplitText("afterwards"), answered.append)
        qtbot.waitUntil(lambda: bool(answered))
        assert program.view_models.typed_text.text is None
        assert not program.view_models.typed_text.is_current
    finally:
        program.window.close()
        assert program.is_joined or program.client.shutdown(10_000)


def test_typing_on_leaves_it_and_only_a_rest_is_asked_about(qtbot: QtBot) -> None:
    """A pass for every letter would hold up the answer."""
    engine = FakeEngine()
    program = _open(qtbot, engine_factory=lambda: engine)
    try:
        _type(qtbot, program, "Once upon")
        _wait_for_chart(qtbot, program)
        assert len(engine.pipeline_requests) == 1
        _type(qtbot, program, " a time")
        assert _says(program) == "Next after your text …"
        assert not program.view_models.pipeline.can_swap
        _wait_for_chart(qtbot, program)
        assert len(engine.pipeline_requests) == 2
        _type(qtbot, program, "!")
        _send(qtbot, program)
        assert engine.requests[-1].messages[-1].text == "Once upon a time!"
    finally:
        program.window.close()
        assert program.is_joined or program.client.shutdown(10_000)


def test_it_can_be_switched_off_for_good(qtbot: QtBot, model: Path) -> None:
    """In the View menu, with the mouse; the next start remembers it."""
    program = _open(qtbot, model)
    views = program.window.views
    _type(qtbot, program, TEXT)
    _wait_for_chart(qtbot, program)
    action = views.menu.next_after_text
    menu = next(one for one in program.window.findChildren(QMenu) if action in one.actions())
    menu.popup(program.window.mapToGlobal(QPoint(0, 0)))
    place = menu.actionGeometry(action).center()
    qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=place)
    assert not action.isChecked()
    assert _says(program) == ""
    program.window.close()
    assert program.is_joined or program.client.shutdown(10_000)
    assert not read_settings(user_paths().settings_file)[0].next_after_text

    again = _open(qtbot)
    assert not again.window.views.menu.next_after_text.isChecked()
    _type(qtbot, again, TEXT)
    qtbot.wait(typed_text.REST_MS + 100)
    assert _says(again) == ""
    again.window.close()
    assert again.is_joined or again.client.shutdown(10_000)
