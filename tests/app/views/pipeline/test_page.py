"""The pages of the inspector on a real pipeline: what is shown, hidden, opened and swapped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
import torch
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gptdesk.analysis.figures import TokenRef
from gptdesk.app.theme import PANEL_WIDTH, TARGET, ThemeController, zoom_of
from gptdesk.app.viewmodels.inspector.next_token import NextTokenViewModel
from gptdesk.app.viewmodels.inspector.talk import TalkViewModel
from gptdesk.app.viewmodels.model.model_info import ModelInfoViewModel
from gptdesk.app.views.composer.editor import PromptEditor
from gptdesk.app.views.guess.talk_keys import TalkKeys
from gptdesk.app.views.inspector.side_panel import SidePanel
from gptdesk.app.views.pipeline.page import PipelinePage
from gptdesk.chat.changes import HeadChange
from gptdesk.engine.inspection.pipeline import explain_choice
from tests.app.viewmodels.places import ANSWER_IDS, PROMPT_IDS, Place, answer
from tests.fakes import record, stats_of

LOGITS = torch.randn(50257, generator=torch.Generator().manual_seed(1)) * 3


class Desk(Place):
    """A side panel on an answer; the engine's real pipeline comes when told to."""

    def __init__(self) -> None:
        super().__init__()
        self.next_token = NextTokenViewModel(self.client.model)
        self.next_token.look_through(self.view_model)
        self.talk = TalkViewModel(self.inspector)
        self.panel = SidePanel(
            self.next_token,
            self.sampling,
            ModelInfoViewModel(),
            pipeline=self.view_model,
            talk=self.talk,
        )

    @property
    def page(self) -> PipelinePage:
        return self.panel.pipeline_page

    def explain(self) -> None:
        """Answer the newest request."""
        asked = self.client.asked[-1]
        found = explain_choice(
            LOGITS, asked.settings, asked.ids, u=asked.draw, token_id=asked.token_id
        )
        self.client.answer(len(self.client.asked), found)

    def close(self) -> None:
        self.next_token.shutdown()
        super().close()


@pytest.fixture
def desk(themes: ThemeController, qtbot: QtBot) -> Iterator[Desk]:
    """The panel, its *Pipeline* page in front, a token marked and explained."""
    desk = Desk()
    qtbot.addWidget(desk.panel)
    desk.panel.resize(672, 730)
    desk.panel.tabs.setCurrentWidget(desk.page)
    desk.panel.show()
    desk.mark(1)
    desk.explain()
    yield desk
    desk.close()


def test_the_page_says_how_many_are_kept_and_by_which_rules(desk: Desk) -> None:
    """A share of the vocabulary, and the rule that made it."""
    assert desk.page.kept.text() == "6 of 50,257 tokens kept"
    assert "Top-k: Keeps the 7 best scores" in desk.page.rules.text()
    assert "crosses 0.95 is kept" in desk.page.rules.text()
    assert "Min-p" not in desk.page.rules.text(), "it did nothing"


def test_sliders_switch_to_the_settings_of_now(desk: Desk, qtbot: QtBot) -> None:
    """Moving a slider is asking what it would do; a click goes back to how it was."""
    assert desk.page.choice.then.isChecked()
    qtbot.waitUntil(lambda: not desk.view_model._pace.isActive())
    desk.page.sampling.top_k.slider.setValue(3)
    assert desk.page.choice.now.isChecked()
    desk.explain()
    assert desk.page.kept.text() == "3 of 50,257 tokens kept"
    desk.page.choice.then.click()
    desk.explain()
    assert desk.page.kept.text() == "6 of 50,257 tokens kept"


def test_an_open_formula_stays_with_its_token_while_a_slider_moves(
    desk: Desk, qtbot: QtBot
) -> None:
    """The point of it is to watch the figures change; another place closes it."""
    table = desk.page.table
    table.activate(2)
    token = table.table.rows[2].token.token_id
    before = table.formula.text
    assert f"id {token}" in before
    qtbot.waitUntil(lambda: not desk.view_model._pace.isActive())
    desk.sampling.set_temperature(1.9)
    desk.explain()
    assert table.table.rows[table.open_row].token.token_id == token
    assert "temperature 1.9" in table.formula.text
    desk.mark(2)
    assert table.open_row == -1


def test_before_the_pipeline_comes_the_record_is_shown(desk: Desk) -> None:
    """Marking a token is answered at once, with what is known."""
    desk.mark(2)
    assert [column.key for column in desk.page.table.table.columns] == ["raw", "final"]
    assert desk.page.table.table.rows
    desk.explain()
    assert len(desk.page.table.table.columns) == 8


def test_nothing_moves_when_the_pipeline_comes(desk: Desk) -> None:
    """An answer begins and ends: the table stays where the eye is."""
    before = desk.page.table.y()
    desk.inspector.clear_mark()
    desk.chat.set_busy(True)
    desk.page.scroller.widget().layout().activate()
    assert desk.page.table.y() == before
    desk.chat.set_busy(False)
    desk.explain()
    desk.page.scroller.widget().layout().activate()
    assert desk.page.table.y() == before
    assert desk.page.draw_bar.isVisible()


def test_what_is_missing_is_explained(desk: Desk) -> None:
    """Greedy, running, no model: each says so where it is missed."""
    desk.mark(0, is_prompt=True)
    assert "Nothing stands before the first token" in desk.page.note.text()
    desk.inspector.clear_mark()
    desk.chat.set_busy(True)
    assert "when the answer ends" in desk.page.note.text()
    desk.chat.set_busy(False)
    desk.explain()
    assert desk.page.note.text().startswith("u = 0.9000 falls on")
    desk.client.info = None
    desk.mark(1)
    assert "Open a model" in desk.page.note.text()


def test_a_prompts_token_is_judged_by_the_settings_when_the_user_asks(
    desk: Desk, qtbot: QtBot
) -> None:
    """Until then it says what its card says: no final figure, nothing struck out."""
    desk.chat.set_prompt_stats("answer", tuple(map(stats_of, range(3), PROMPT_IDS)))
    desk.mark(1, is_prompt=True)
    page = desk.page
    assert "no settings chose it" in page.note.text()
    assert "\N{EN DASH}" in [row.cells[-1].text for row in page.table.table.rows]
    assert page.choice.then.isChecked()
    for button in (page.choice.then, page.choice.now):
        assert button.width() >= button.sizeHint().width(), "a word is cut"
    left = Qt.MouseButton.LeftButton
    qtbot.mouseClick(page.choice.now, left)
    desk.explain()
    assert page.kept.text().endswith("50,257 tokens kept")
    assert "no settings chose it" not in page.note.text()

    next_page = desk.panel.next_token_page
    desk.panel.tabs.setCurrentWidget(next_page)
    assert next_page.now_button.isChecked()
    assert None not in [row.final_p for row in next_page.bars.rows]
    qtbot.mouseClick(next_page.now_button, left)
    assert not next_page.now_button.isChecked()
    assert {row.final_p for row in next_page.bars.rows} == {None}
    assert not any(row.is_removed for row in next_page.bars.rows)


def test_while_an_answer_streams_all_figures_belong_to_one_token(desk: Desk) -> None:
    """The list is paced for reading; a headline of another token would be a wrong headline."""
    desk.inspector.clear_mark()
    desk.chat.set_busy(True)
    for token_id in ANSWER_IDS:
        desk.next_token.show(record(token_id, draw=0.125))
        rows = desk.page.table.table.rows
        chosen = next(row.token.text for row in rows if row.token.is_chosen)
        assert desk.page.summary.chip.text == chosen
        assert "u = 0.1250" in desk.page.draw_bar.accessibleDescription()


def test_a_row_puts_its_token_into_the_text(desk: Desk, qtbot: QtBot) -> None:
    """A click or Enter on an alternative: by id, never by text."""
    page = desk.panel.next_token_page
    desk.panel.tabs.setCurrentWidget(page)
    bars = page.bars
    wanted = bars.rows[3].token_id
    ref = TokenRef("answer", is_prompt=False, index=1)
    with qtbot.waitSignal(page.swap_requested) as swap:
        qtbot.mouseClick(bars, Qt.MouseButton.LeftButton, pos=bars.row_rect(3).center())
    assert swap.args == [ref, (wanted,)]
    bars.setFocus()
    with qtbot.waitSignal(page.swap_requested) as swap:
        qtbot.keyClick(bars, Qt.Key.Key_Return)
    assert swap.args == [ref, (wanted,)]
    chosen = [row.is_chosen for row in bars.rows].index(True)
    with qtbot.assertNotEmitted(page.swap_requested):
        qtbot.mouseClick(bars, Qt.MouseButton.LeftButton, pos=bars.row_rect(chosen).center())
        desk.chat.set_busy(True)
        qtbot.mouseClick(bars, Qt.MouseButton.LeftButton, pos=bars.row_rect(3).center())


def test_any_text_can_be_put_there(desk: Desk, qtbot: QtBot) -> None:
    """What is not among the twenty is typed."""
    page = desk.panel.next_token_page
    desk.panel.tabs.setCurrentWidget(page)
    qtbot.keyClicks(page.swap_field, " a whale")
    with qtbot.waitSignal(page.swap_text_requested) as swap:
        qtbot.keyClick(page.swap_field, Qt.Key.Key_Return)
    assert swap.args == [TokenRef("answer", is_prompt=False, index=1), " a whale"]
    assert page.swap_field.text() == ""
    desk.mark(1, is_prompt=True)
    assert page.swap_field.isEnabled(), "a prompt is edited there"


def test_guess_mode_hides_answer_and_chances_on_both_pages(desk: Desk, qtbot: QtBot) -> None:
    """One figure left over would be the answer; a screen reader must not read it either."""
    desk.panel.guess_button.click()
    for page in (desk.page, desk.panel.next_token_page):
        desk.panel.tabs.setCurrentWidget(page)
        assert page.cover.isVisible()
        assert not page.summary.isVisible()
    assert not desk.panel.next_token_page.bars.isVisible()
    page = desk.panel.next_token_page
    page.cover.button.setFocus()
    qtbot.keyClick(page.cover.button, Qt.Key.Key_Space)
    assert page.bars.isVisible()
    assert not page.cover.isVisible()
    desk.panel.guess_button.click()
    assert not desk.talk.is_guessing


def test_space_is_one_token_where_nobody_types(desk: Desk, qtbot: QtBot) -> None:
    """In a talk one key is enough; in a field, and in a begun prompt, it writes a space."""
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    editor, field = PromptEditor(), QPlainTextEdit()
    for part in (editor, field, desk.panel):
        layout.addWidget(part)
    keys = TalkKeys(window, desk.talk, editor)
    steps: list[bool] = []
    keys.advance_requested.connect(lambda: steps.append(True))
    window.show()
    qtbot.keyClick(desk.page.table, Qt.Key.Key_Space)
    assert steps == [], "talk mode is off"
    desk.talk.set_on(True)
    qtbot.keyClick(desk.page.table, Qt.Key.Key_Space)
    qtbot.keyClick(desk.panel.next_token_page.bars, Qt.Key.Key_Space)
    assert len(steps) == 2
    qtbot.keyClick(field, Qt.Key.Key_Space)
    assert field.toPlainText() == " "
    assert len(steps) == 2
    qtbot.keyClick(editor, Qt.Key.Key_Space)
    assert (editor.text(), len(steps)) == ("", 3)
    qtbot.keyClicks(editor, "a ")
    assert (editor.text(), len(steps)) == ("a ", 3)
    desk.panel.setParent(None)  # pyright: ignore[reportArgumentType]  the fixture's again


def test_changing_the_page_moves_nothing(desk: Desk) -> None:
    """All pages have one width: the text beside them is not wrapped anew, a tab stays put."""
    tabs = desk.panel.tabs
    desk.panel.resize(480, 700)
    places = set()
    for index in range(tabs.count()):
        tabs.setCurrentIndex(index)
        rects = tuple(tabs.tabBar().tabRect(at).left() for at in range(tabs.count()))
        places.add((desk.panel.width(), desk.panel.minimumSizeHint().width() <= 360, rects))
    assert len(places) == 1


def test_large_type_grows_as_far_as_the_panel_allows(desk: Desk, themes: ThemeController) -> None:
    """In a panel that cannot be wider, larger figures would cut each other off."""
    page = desk.panel.next_token_page
    desk.panel.tabs.setCurrentWidget(page)
    usual = page.bars.row_rect(0).height()
    assert usual == TARGET
    desk.panel.resize(PANEL_WIDTH, 730)
    themes.set_zoom(200)
    desk.panel.fit_to_width()  # as the window does
    assert page.bars.row_rect(0).height() == usual
    desk.panel.resize(2 * PANEL_WIDTH, 730)
    assert page.bars.row_rect(0).height() > 1.2 * usual
    assert zoom_of(page.bars) == 200


@pytest.mark.parametrize("zoom", [100, 200])
def test_the_page_works_in_the_narrow_panel(desk: Desk, themes: ThemeController, zoom: int) -> None:
    """360 pixels, in a low window too: nothing wider than its place, one scroll bar."""
    themes.set_zoom(zoom)
    desk.panel.resize(PANEL_WIDTH, 500)
    page = desk.page
    assert page.scroller.widget().width() <= page.scroller.viewport().width()
    assert page.minimumSizeHint().width() <= PANEL_WIDTH
    layout = page.table._layout
    assert layout is not None
    assert layout.final.right <= page.table.width()


@pytest.mark.parametrize(("size", "zoom"), [((640, 560), 200), ((382, 540), 100)])
def test_lines_of_the_table_are_in_sight_in_a_low_page(
    desk: Desk, themes: ThemeController, qtbot: QtBot, size: tuple[int, int], zoom: int
) -> None:
    """1280x720 at 200 % and 960x600: the page opened with its head and its sliders, no chances."""
    desk.panel.resize(*size)
    themes.set_zoom(zoom)
    desk.panel.fit_to_width()
    page = desk.page
    for _ in range(4):  # a layout in a layout in a layout
        QCoreApplication.sendPostedEvents()
    last = page.table.row_rect(2)
    assert page.table.mapTo(page.scroller.viewport(), last.bottomLeft()).y() <= (
        page.scroller.viewport().height()
    )
    slider = page.sampling.penalty.slider
    is_beside = not page.scroller.isAncestorOf(slider)
    assert is_beside == (zoom == 100)
    page.sampling.min_p.slider.setFocus()
    qtbot.keyClick(page.sampling.min_p.slider, Qt.Key.Key_Tab)
    qtbot.keyClick(page.sampling.min_p.field, Qt.Key.Key_Tab)
    assert slider.hasFocus()
    QCoreApplication.sendPostedEvents()
    assert not slider.visibleRegion().isEmpty()  # scrolled to, where it is the end of the page
    themes.set_zoom(100)
    desk.panel.resize(672, 730)
    desk.panel.fit_to_width()
    assert not page.scroller.isAncestorOf(slider)


def test_the_row_under_the_keyboard_is_in_sight(desk: Desk, qtbot: QtBot) -> None:
    """In a low window the list is longer than its place: the keyboard must not walk blindly."""
    desk.panel.resize(PANEL_WIDTH, 500)
    list_page = desk.panel.next_token_page
    for page, rows, area in (
        (desk.page, desk.page.table, desk.page.scroller),
        (list_page, list_page.bars, list_page.list.area),
    ):
        desk.panel.tabs.setCurrentWidget(page)
        QCoreApplication.sendPostedEvents()  # what was resized is laid out now
        for key in (Qt.Key.Key_End, Qt.Key.Key_Home):
            qtbot.keyClick(rows, key)
            rect = rows.row_rect(rows.current_row)
            top = rows.mapTo(area.viewport(), rect.topLeft()).y()
            assert 0 <= top <= area.viewport().height() - rect.height()


@pytest.mark.parametrize(("width", "has_bar"), [(672, False), (PANEL_WIDTH, True)])
def test_the_titles_stay_in_sight_while_the_rows_scroll(
    desk: Desk, qtbot: QtBot, width: int, *, has_bar: bool
) -> None:
    """Eight columns of figures without their names say nothing."""
    desk.panel.resize(width, 560)
    desk.sampling.set_min_p(0.01)
    desk.explain()
    QCoreApplication.sendPostedEvents()
    page, table, titles = desk.page, desk.page.table, desk.page.table._titles
    viewport, scroll = page.scroller.viewport(), page.scroller.verticalScrollBar()

    def top_in_sight() -> int:
        return titles.mapTo(viewport, QPoint(0, 0)).y()

    assert titles.y() == 0
    assert table._bar.isVisible() == has_bar
    scroll.setValue(table.mapTo(page.scroller.widget(), table.row_rect(6).topLeft()).y())
    assert top_in_sight() == 0
    # The mouse finds the titles, and no row under them.
    final = QPoint(table.width() - 20, titles.y() + 4)
    assert table.row_at(final.y()) >= 0, "a row is there, under the titles"
    assert table.tip_at(final) == table.table.columns[-1].rule
    qtbot.mouseClick(titles, Qt.MouseButton.LeftButton, pos=QPoint(table.width() - 20, 4))
    assert table.open_row == -1
    under = titles.geometry().bottom() + table.row_rect(0).height()
    qtbot.mouseClick(table, Qt.MouseButton.LeftButton, pos=QPoint(40, under))
    assert table.open_row == table.row_at(under) > 0
    table.row_opened.emit(-1)
    # The keyboard walks to rows that are seen whole.
    for key in [Qt.Key.Key_End, *[Qt.Key.Key_Up] * 30]:
        qtbot.keyClick(table, key)
        row = table.row_rect(table.current_row)
        assert row.top() > titles.geometry().bottom()
    # What stands above the table grows and shrinks.
    scroll.setValue(scroll.maximum() // 2)
    page.draw_bar.hide()
    QCoreApplication.sendPostedEvents()
    assert top_in_sight() == 0
    desk.panel.resize(width, 330)  # the table is scrolled out of sight: they go with it
    for _ in range(4):  # a layout in a layout in a layout
        QCoreApplication.sendPostedEvents()
    scroll.setValue(scroll.maximum())
    assert titles.geometry().bottom() < table._footer_rect(table._painter).top()
    assert top_in_sight() < 0
    scroll.setValue(0)
    assert titles.y() == 0


def test_titles_scroll_sideways_with_their_figures(desk: Desk, qtbot: QtBot) -> None:
    """They are a widget of their own: the table's painting does not reach them."""
    desk.panel.resize(PANEL_WIDTH, 730)
    desk.sampling.set_min_p(0.01)
    desk.explain()
    table = desk.page.table

    def is_right() -> bool:
        """Whether the screen shows what a painting of all would."""
        for _ in range(4):
            QCoreApplication.processEvents()
        seen = desk.panel.screen().grabWindow(desk.panel.winId()).toImage()
        table._titles.update()
        QCoreApplication.processEvents()
        return seen == desk.panel.screen().grabWindow(desk.panel.winId()).toImage()

    assert is_right()
    for value in (0, table._bar.maximum()):
        table._bar.setValue(value)
        assert is_right(), value
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Left)
    assert is_right()
    desk.sampling.set_top_p(0.5)
    desk.explain()
    assert is_right(), "other settings stand in them"


def test_the_row_under_a_resting_mouse_is_marked_while_the_page_scrolls(
    desk: Desk, qtbot: QtBot
) -> None:
    """The mark went on with its row, away from the mouse."""
    list_page = desk.panel.next_token_page
    places = [
        (desk.page, desk.page.table, desk.page.scroller),
        (list_page, list_page.bars, list_page.list.area),
        (list_page, list_page.bars, list_page),  # in a low window it is the page that scrolls
    ]
    for height in range(740, 300, -40):
        desk.panel.resize(672, height)
        for place in tuple(places):
            page, rows, area = place
            desk.panel.tabs.setCurrentWidget(page)
            for _ in range(4):
                QCoreApplication.processEvents()
            bar, step = area.verticalScrollBar(), rows.row_rect(0).height()
            if bar.maximum() < step:
                continue
            places.remove(place)
            bar.setValue(0)
            qtbot.mouseMove(rows, rows.row_rect(2).center())
            qtbot.waitUntil(lambda rows=rows: rows.hovered_row == 2)
            bar.setValue(step)
            assert rows.hovered_row == 3
    assert places == []


def test_closing_the_panel_stops_the_asking(desk: Desk) -> None:
    """A hidden chart costs nothing."""
    desk.panel.hide()
    before = len(desk.client.asked)
    desk.mark(3)
    assert len(desk.client.asked) == before
    desk.panel.show()
    assert desk.client.asked[-1].token_id == ANSWER_IDS[3]


def test_both_themes_reach_every_part(desk: Desk, themes: ThemeController) -> None:
    """A theme that misses one part leaves a white hole in a dark window."""
    page = desk.page
    parts = (page.summary, page.choice, page.draw_bar, page.note, page.table, page.sampling)
    page.table.activate(1)
    light = [part.grab().toImage() for part in (*parts, page.table.formula)]
    themes.set_scheme("dark")
    dark = [part.grab().toImage() for part in (*parts, page.table.formula)]
    assert all(one != other for one, other in zip(light, dark, strict=True))


def test_the_page_says_which_heads_were_off(desk: Desk) -> None:
    """Its steps are not the whole network's, and end at the token all the same."""
    assert "computed with" not in desk.page.note.text()
    run = replace(answer().runs[0], switched_off=(HeadChange(3, 2),))
    desk.chat.messages.replace(0, answer(runs=(run,)))
    desk.mark(2)
    desk.explain()
    said = desk.page.note.text()
    assert "The steps are computed with head 3.2 off, as the answer was made." in said
