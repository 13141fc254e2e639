"""Help in the real window: every term is explained one click away, with this moment's figures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gptdesk.analysis.figures import TokenRef
from gptdesk.app.main import Program, build_program
from gptdesk.app.system.crash import CrashReporter
from gptdesk.app.system.term import term_of
from gptdesk.app.views.help.glossary import Glossary
from gptdesk.app.views.help.terms import TERMS_OF_PAGE, Page, all_groups
from gptdesk.app.views.widgets.figures import percent_text, points_text
from gptdesk.storage.paths import user_paths
from tests.kept_engine import kept_engines
from tests.tiny_models import write_tiny_model

TERMS = [term for group in all_groups() for term in group.terms]


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path) -> Iterator[Program]:
    program = build_program(user_paths(), crashes=CrashReporter(), engine_factory=kept_engines)
    qtbot.addWidget(program.window)
    with qtbot.waitSignal(program.view_models.library.model_opened):
        program.start(write_tiny_model(tmp_path / "tiny"))
    program.window.resize(1280, 800)  # the inspector has room
    sampling, chat = program.view_models.sampling, program.view_models.chat
    sampling.set_max_new_tokens(6)
    sampling.set_seed(11)
    sampling.set_top_k(30)
    with qtbot.waitSignal(chat.run_finished):
        chat.submit("Hello, I am")
    yield program
    program.window.close()
    assert program.is_joined or program.client.shutdown(10_000)


def mark(qtbot: QtBot, program: Program, index: int, *, is_prompt: bool = False) -> None:
    """Look at a token, and wait for the steps by which it was chosen."""
    models = program.view_models
    answer = models.chat.messages.message(1)
    models.inspector.mark(TokenRef(answer.id, is_prompt=is_prompt, index=index))
    if not is_prompt:
        qtbot.waitUntil(lambda: models.pipeline.pipeline is not None)


def rows(glossary: Glossary) -> list[str]:
    return [glossary.list.item(row).text() for row in range(glossary.list.count())]


def test_each_term_is_explained_once() -> None:
    """Two entries with one name would be two truths; a page may show no word without one."""
    assert len(TERMS) == len({term.title for term in TERMS}) == 38
    keys = {term.key for term in TERMS}
    assert len(keys) == 38
    for page in Page:
        listed = TERMS_OF_PAGE[page].split()
        assert len(listed) == len(set(listed))
        assert set(listed) <= keys
    for term in TERMS:
        assert term.text.endswith("."), term.key


def test_a_click_on_the_question_mark_explains_what_is_looked_at(
    qtbot: QtBot, program: Program
) -> None:
    """With the figures that the panel shows, found by typing, hidden while they are guessed."""
    window, models = program.window, program.view_models
    views = window.views
    mark(qtbot, program, 2)
    button = views.side_panel.explain_button
    assert min(button.width(), button.height()) >= 24  # pixels, of what can be clicked
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    shown = views.help.help_window
    assert shown is not None
    glossary = shown.glossary
    assert shown.tabs.currentWidget() is glossary
    assert shown.tabs.indexOf(glossary) == 2
    assert not shown.isModal(), "the window can be used beside it"
    assert rows(glossary)[0] == "On the page “Next token”"
    qtbot.waitUntil(glossary.search.hasFocus)

    pipeline = models.pipeline.pipeline
    assert pipeline is not None
    assert pipeline.draw is not None
    u, low, high = points_text(pipeline.draw.u, pipeline.draw.drawn.low, pipeline.draw.drawn.high)
    qtbot.keyClicks(glossary.search, "u")
    assert glossary.title.text() == "u"
    assert glossary.now.text().startswith(f"u = {u} here.")
    assert f"which has {low} to {high}" in glossary.now.text()
    glossary.search.clear()
    qtbot.keyClicks(glossary.search, "final q")
    assert glossary.title.text() == "Final q"
    row = pipeline.row_of(pipeline.token_id)
    assert row is not None
    assert percent_text(row.final_p) in glossary.now.text()
    before = glossary.now.text()
    mark(qtbot, program, 3)
    qtbot.waitUntil(lambda: glossary.now.text() != before)  # it follows the mark

    window.views.menu.guess.trigger()
    assert glossary.now.text() == "Hidden until it is revealed: guess mode is on."
    for term in TERMS:  # the figures of no term give the answer away
        told = views.help.moment.of_term(term.key)
        assert models.next_token.text not in told, term.key
    window.views.menu.guess.trigger()

    glossary.search.clear()
    qtbot.keyClicks(glossary.search, "xyzzy")
    assert glossary.nothing.isVisible()
    assert glossary.term is None
    glossary.search.clear()
    title = glossary.title.text()
    qtbot.keyClick(glossary.search, Qt.Key.Key_Down)
    assert glossary.title.text() != title, "the arrows walk while the field has the keyboard"
    glossary.list.setFocus()
    qtbot.keyClicks(glossary.list, "k")
    assert glossary.search.text() == "k", "who types in the list searches"
    qtbot.keyClick(glossary.search, Qt.Key.Key_Escape)
    assert not shown.isVisible()


def test_every_control_of_the_panel_that_is_about_a_term_leads_to_it(
    qtbot: QtBot, program: Program
) -> None:
    """Shift+F1 explains what the keyboard is on; from any page, and without a mouse."""
    views = program.window.views
    panel, keys = views.side_panel, {term.key for term in TERMS}
    about = [one for one in panel.findChildren(QWidget) if one.property("term")]
    assert {term_of(one) for one in about} <= keys
    pages = {
        panel.next_token_page: "Next token",
        panel.pipeline_page: "Pipeline",
        views.text_page: "Text",
        panel.model_page: "Model",
    }
    explain = views.menu.explain
    assert explain.shortcut().toString() == "Shift+F1"
    for page, name in pages.items():
        panel.tabs.setCurrentWidget(page)
        explain.trigger()
        assert views.help.help_window
        assert rows(views.help.help_window.glossary)[0] == f"On the page “{name}”"
    panel.tabs.setCurrentWidget(panel.pipeline_page)
    panel.pipeline_page.sampling.min_p.slider.setFocus()
    explain.trigger()
    assert views.help.help_window is not None
    glossary = views.help.help_window.glossary
    assert glossary.title.text() == "Min-p"
    assert glossary.now.text() == "0 here: it changes nothing."
    views.menu.show_glossary.trigger()
    assert rows(glossary)[0] == "What the network says"
    assert sum(row in {term.title for term in TERMS} for row in rows(glossary)) == 38
    views.menu.show_shortcuts.trigger()
    assert views.help.help_window.tabs.currentWidget() is views.help.help_window.shortcuts
    views.menu.show_guide.trigger()
    assert views.help.help_window.guide.text.isVisible()


def test_each_term_says_something_true_wherever_the_user_is(qtbot: QtBot, program: Program) -> None:
    """No term fails at a place without a pipeline, a draw, or a token."""
    models = program.view_models
    told = program.window.views.help.moment.of_term
    mark(qtbot, program, 2)
    nothing = [term.key for term in TERMS if told(term.key).startswith("Nothing")]
    assert not nothing, "every term has figures at a token that was drawn"
    assert models.next_token.figures is not None
    assert percent_text(models.next_token.figures.raw_p or 0) in told("raw_p")
    assert "30 here: of 50,257 tokens it left" in told("top_k")
    assert models.client.info is not None
    assert f"{models.client.info.shape.parameter_count:,}" in told("parameters")
    mark(qtbot, program, 1, is_prompt=True)
    qtbot.waitUntil(lambda: "raw p of" in told("raw_p"))
    assert told("draw") == "A token of the prompt: it was not drawn."
    assert told("forced").endswith("stands in the prompt.")
    assert all(told(term.key).strip() for term in TERMS)
    program.window.views.menu.new_chat.trigger()
    assert told("raw_p").startswith("Nothing to be told")
    assert all(told(term.key).strip() for term in TERMS)


def test_the_guess_button_is_no_tab_and_in_line(qtbot: QtBot, program: Program) -> None:
    """It looked like a fifth tab and sat 3 pixels low."""
    panel = program.window.views.side_panel
    bar = panel.tabs.tabBar()
    top = bar.mapTo(panel, QPoint(0, 0)).y()
    tab = bar.tabRect(0)
    for button in (panel.guess_button, panel.explain_button):
        place = button.mapTo(panel, button.rect().center())
        assert top <= button.mapTo(panel, QPoint(0, 0)).y()
        # The tab's underline is 2 pixels and 5 of padding; half of what is left over may differ.
        assert abs(place.y() - (top + tab.center().y())) <= 3
    last = bar.tabRect(bar.count() - 1)
    end = bar.mapTo(panel, last.bottomRight()).x()
    assert panel.explain_button.mapTo(panel, QPoint(0, 0)).x() > end
