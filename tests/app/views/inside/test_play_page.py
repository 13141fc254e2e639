"""Play: the most probable token by one key, at the end of a tour and whatever the chat has set."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gptdesk.app.viewmodels.inside.walking import Page, Step, Tour
from gptdesk.app.views.guess.cover import GuessStack
from gptdesk.app.views.inside.play_page import PlayPage
from gptdesk.chat.changes import Changes, HeadChange
from gptdesk.chat.tokens import SamplingSettings
from tests.app.views.inside.conftest import Hood

END_OF_TEXT = 50_256  # of GPT-2's vocabulary


def open_page(hood: Hood) -> PlayPage:
    """Choose the page in the list, and wait for the end of the text."""
    entries = hood.window.stops.list
    items = [entries.item(row) for row in range(entries.count())]
    item = next(item for item in items if item.text() == "play")
    entries.scrollToItem(item)
    pos = entries.visualItemRect(item).center()
    QTest.mouseClick(entries.viewport(), Qt.MouseButton.LeftButton, pos=pos)
    page = hood.window.page(Page.PLAY)
    assert isinstance(page, PlayPage)
    wait_for_end(hood)
    return page


def wait_for_end(hood: Hood) -> None:
    hood.qtbot.waitUntil(lambda: hood.inside.is_at_end and hood.inside.view is not None)


def test_one_key_is_one_argmax_token(hood: Hood) -> None:
    """Hot dice are set in the chat: the text goes on greedily, and the run says so."""
    models = hood.program.view_models
    models.sampling.set_settings(SamplingSettings(temperature=1.9, top_k=3))
    page = open_page(hood)
    answer = models.chat.messages.messages[-1]
    for key_at in (hood.window.stops.list, page.take, page.table):
        key_at.setFocus()
        assert hood.inside.view is not None
        best = hood.inside.view.outcome.top[0].token_id
        name = hood.inside.text_of(best)
        assert page.take.text() == f"&Take “{name}” (Enter)"
        assert page.table.model().index(0, 1).data() == name
        with hood.qtbot.waitSignal(models.chat.run_finished):
            QTest.keyClick(key_at, Qt.Key.Key_Return)
        longer = models.chat.messages.messages[-1]
        assert longer.id == answer.id
        assert longer.token_ids == (*answer.token_ids, best)
        answer = longer
        whole = len(longer.prompt_ids) + len(longer.token_ids)
        hood.qtbot.waitUntil(lambda n=whole: _length(hood) == n)
        wait_for_end(hood)
    assert key_at.hasFocus()
    run = answer.run_at(len(answer.token_ids) - 1)
    assert run is not None
    assert (run.settings.temperature, run.settings.top_k) == (0, 0)
    assert models.sampling.settings.temperature == 1.9
    assert hood.window.title.text().startswith("What comes after")


def _length(hood: Hood) -> int:
    return 0 if hood.inside.at is None else len(hood.inside.at.ids)


def test_the_tour_of_the_whole_model_ends_with_it(hood: Hood) -> None:
    """Seed 004's loop: the last stop appends argmax; the keyboard stays on the button."""
    hood.inside.set_tour(Tour.WHOLE_MODEL)
    entries = hood.window.stops.list
    entries.setFocus()
    QTest.keyClick(entries, Qt.Key.Key_End)
    assert hood.inside.step.page is Page.PLAY
    assert "One key, one token" in hood.window.note.text()
    hood.inside.walk(1)
    assert hood.inside.step.page is Page.PLAY
    wait_for_end(hood)
    page = hood.window.page(Page.PLAY)
    assert isinstance(page, PlayPage)
    hood.mark(1, is_prompt=True)
    wait_for_end(hood)
    hood.inside.look_at(3)
    hood.wait_for_view()
    assert page.take.text().startswith("&Go to the end")
    page.take.setFocus()
    QTest.keyClick(page.take, Qt.Key.Key_Space)
    wait_for_end(hood)
    chat = hood.program.view_models.chat
    with hood.qtbot.waitSignal(chat.run_finished):
        QTest.keyClick(page.take, Qt.Key.Key_Space)
        assert not page.take.isEnabled()
    hood.qtbot.waitUntil(page.take.hasFocus)
    assert hood.program.view_models.inspector.marked is None


def test_the_chosen_place_is_there_again_after_it(hood: Hood) -> None:
    """A look at what would come next, by End and back, must not cost the place in the text."""
    entries = hood.window.stops.list
    entries.setFocus()
    for chosen, ends_at in ((9, 9), (None, 3)):
        if chosen is not None:
            hood.inside.look_at(chosen)
        QTest.keyClick(entries, Qt.Key.Key_End)
        wait_for_end(hood)
        if chosen is None:
            hood.inside.look_at(3)  # in the text above: that is where the user is now
        QTest.keyClick(entries, Qt.Key.Key_Home)
        assert hood.inside.at is not None
        assert hood.inside.at.place == ends_at


def test_it_writes_nothing_else_than_it_shows(hood: Hood) -> None:
    """With a head off only here the chat would take another token; while guessing, it is hidden."""
    page = open_page(hood)
    hood.inside.set_changes(Changes((HeadChange(3, 2),)))
    hood.wait_for_view()
    assert not page.take.isEnabled()
    assert "something else is changed here" in page.note.text()
    hood.inside.set_changes(Changes())
    hood.wait_for_view()
    assert page.take.isEnabled()
    assert page.note.text() == ""
    hood.program.view_models.talk.set_guessing(True)
    assert not page.take.isVisible()
    before = hood.program.view_models.chat.messages.messages[-1]
    QTest.keyClick(hood.window.stops.list, Qt.Key.Key_Return)
    assert hood.program.view_models.chat.messages.messages[-1] == before
    hood.program.view_models.talk.set_guessing(False)
    chat = hood.program.view_models.chat
    with hood.qtbot.waitSignal(chat.run_finished):
        chat.branch_at(chat.messages.rowCount() - 1, 0, (END_OF_TEXT,))
    hood.inside.look_at_end()
    wait_for_end(hood)
    assert not page.take.isEnabled()
    assert "The model ended its answer here" in page.note.text()
    assert page.take.toolTip() == page.note.text()


def test_while_guessing_the_end_of_the_text_is_covered(hood: Hood) -> None:
    """After each reveal the page stood at the new end: the next token was there to be read."""
    models = hood.program.view_models
    talk, chat = models.talk, models.chat
    page = open_page(hood)
    (cover,) = (stack.cover for stack in page.findChildren(GuessStack))
    made = len(chat.messages.messages[-1].token_ids)
    models.inspector.clear_mark()
    talk.set_guessing(True)
    talk.advance()
    hood.qtbot.waitUntil(lambda: not talk.is_covered and not chat.is_busy)
    for more in (1, 2):
        wait_for_end(hood)
        assert len(chat.messages.messages[-1].token_ids) == made + more
        assert not page.take.isVisible()
        assert cover.button.isVisible()
        assert hood.window.prediction.text() == ""
        if more == 1:
            with hood.qtbot.waitSignal(chat.run_finished):
                QTest.mouseClick(cover.button, Qt.MouseButton.LeftButton)
            hood.qtbot.waitUntil(lambda: not talk.is_covered)
    QTest.keyClick(hood.window.stops.list, Qt.Key.Key_Home)
    assert not talk.is_covered_ahead, "the token that came can be looked at"
    QTest.keyClick(hood.window.stops.list, Qt.Key.Key_End)
    wait_for_end(hood)
    with hood.qtbot.waitSignal(chat.run_finished):
        QTest.keyClick(hood.window.stops.list, Qt.Key.Key_Space)
    assert len(chat.messages.messages[-1].token_ids) == made + 3
    hood.window.close()
    assert not talk.is_covered_ahead


def test_its_figures_can_be_kept(hood: Hood) -> None:
    """As those of every page."""
    page = open_page(hood)
    figures = page.figures()
    assert figures is not None
    assert figures.rows[0][1].text == page.table.model().index(0, 1).data()
    hood.inside.go_to(Step())
