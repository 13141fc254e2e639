"""Heads off and tokens hidden, by hand in the real window, at the shipped example."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionButton
from pytestqt.qtbot import QtBot

from gptdesk.app.viewmodels.inside.trying import Way
from gptdesk.app.viewmodels.inside.walking import Page
from gptdesk.app.views.inside.what_if.tick_grid import TickGrid
from gptdesk.app.views.inside.what_if.tried_table import TriedTable
from gptdesk.app.views.inside.what_if_page import WhatIfPage
from gptdesk.app.views.widgets.figures import percent_text, signed_text
from gptdesk.chat.changes import HeadChange
from tests.app.views.inside.conftest import BALL, EXAMPLE, Example, Hood, shown_piece, start

CLOSE = 2e-5  # of a probability: float32 beside float64


class Stage:
    """The page, and the hands on it."""

    def __init__(self, hood: Hood) -> None:
        self.hood = hood
        self.inside = hood.inside
        self.what_if = hood.program.view_models.network_what_if
        page = hood.window.page(Page.WHAT_IF)
        assert isinstance(page, WhatIfPage)
        self.page = page
        self.bar = hood.window.off_bar

    def click(self, widget, pos: QPoint | None = None) -> None:
        self.hood.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=pos or QPoint())

    def key(self, widget, *keys: Qt.Key) -> None:
        for key in keys:
            self.hood.qtbot.keyClick(widget, key)

    def stand_on(self, block: int, head: int) -> None:
        """Walk to a head with the arrow keys."""
        grid = self.page.grid
        self.key(grid, *[Qt.Key.Key_Up] * 6, Qt.Key.Key_Home)
        self.key(grid, *[Qt.Key.Key_Down] * (block - 1), *[Qt.Key.Key_Right] * (head - 1))
        assert (grid.block, grid.head) == (block, head)

    def switch(self, *heads: tuple[int, int]) -> None:
        for head in heads:
            self.stand_on(*head)
            self.key(self.page.grid, Qt.Key.Key_Space)

    def wait_for_effect(self) -> None:
        """Wait until the effect of the changes of now is known."""
        self.hood.qtbot.waitUntil(lambda: self.what_if._effect_at == self.inside.at)

    def fact(self, row: int, column: int) -> str:
        return str(self.page.effect.facts.data(self.page.effect.facts.index(row, column)))

    def top(self, row: int, column: int) -> str:
        return str(self.page.effect.top.data(self.page.effect.top.index(row, column)))

    def try_all(self, tab: int, table: TriedTable) -> None:
        self.page.tabs.setCurrentIndex(tab)
        self.click(table.run)
        self.hood.qtbot.waitUntil(lambda: table.run.text().startswith("&Try") and table.rows != ())


def cells(table: TriedTable, row: int) -> list[str]:
    return [str(table.model.data(table.model.index(row, column))) for column in range(8)]


@pytest.fixture
def stage(hood: Hood) -> Stage:
    entries = hood.window.stops.list
    item = next(
        entries.item(row)
        for row in range(entries.count())
        if entries.item(row).text().strip() == "heads off"
    )
    hood.qtbot.mouseClick(
        entries.viewport(), Qt.MouseButton.LeftButton, pos=entries.visualItemRect(item).center()
    )
    stage = Stage(hood)
    hood.qtbot.waitUntil(lambda: stage.page.isVisible() and stage.page.tokens.count() == 24)
    stage.page.grid.setFocus()
    return stage


def test_a_few_heads_off_by_space_lose_the_ball(stage: Stage, example: Example) -> None:
    """Made with the keyboard alone; the figures by plain formulas."""
    assert not stage.bar.isVisible()
    stage.switch(*example.off)
    stage.wait_for_effect()
    effect = stage.what_if.effect
    assert effect is not None
    p = example.without.p(BALL)
    assert effect.after.p == pytest.approx(p, abs=CLOSE)
    assert (stage.fact(0, 1), stage.fact(0, 2)) == (example.shown, example.shown_without)
    assert (stage.fact(1, 1), stage.fact(1, 2)) == ("1", str(example.without.rank(BALL)))
    first = shown_piece(example.first_without)
    p_first = percent_text(example.without.p(example.first_without))
    assert (stage.top(0, 1), stage.top(0, 4), stage.top(0, 5)) == ("● ␣ball", first, p_first)
    assert stage.bar.isVisible()
    ticks = ", ".join(tick.text() for tick in stage.bar.ticks if tick.isVisible())
    assert ticks == example.off_names
    assert f"now first: “{first}” {p_first}" in stage.bar.figures.text()
    said = f"{100 * p:.1f} percent, was {100 * example.as_is.p(BALL):.1f}"
    assert stage.bar.said == f"heads {ticks} off; ␣ball {said}"
    assert stage.hood.window.origin.text().endswith(f", heads {ticks} off")


def test_what_is_off_is_put_back_one_by_one_and_all_at_once(stage: Stage, example: Example) -> None:
    """A tick of the bar puts one head back, the button all; then the network is whole."""
    stage.switch((3, 2), (5, 1), (6, 1))
    stage.wait_for_effect()
    stage.click(stage.bar.ticks[1], QPoint(8, stage.bar.ticks[1].height() // 2))
    assert [change.name for change in stage.inside.changes.heads] == ["3.2", "6.1"]
    stage.click(stage.bar.put_back)
    assert not stage.inside.changes
    stage.hood.wait_for_view()
    assert not stage.bar.isVisible()
    assert (stage.fact(0, 1), stage.fact(0, 2)) == (example.shown, "–")
    percent = 100 * example.as_is.p(BALL)
    assert stage.bar.said.startswith(f"all put back; ␣ball {percent:.1f} percent")


def test_a_cross_means_off_everywhere(stage: Stage) -> None:
    """A mark that is on here and off there is misread: boxes are empty, or crossed when off."""

    def marks(block: int, head: int) -> int:
        """Return how many colours stand inside the box."""
        box = stage.page.grid.rect_of(block, head)
        image = stage.page.grid.viewport().grab(box.adjusted(10, 10, -10, -10)).toImage()
        return len({image.pixel(x, y) for x in range(image.width()) for y in range(image.height())})

    stage.stand_on(1, 1)
    assert marks(3, 2) == 1
    stage.switch((3, 2))
    stage.stand_on(1, 1)
    assert marks(3, 2) > 1
    assert marks(3, 3) == 1
    stage.page.tokens.item(16).setCheckState(Qt.CheckState.Checked)
    stage.hood.qtbot.waitUntil(lambda: stage.bar.ticks[1].isVisible())
    style = stage.bar.ticks[0].style()
    for tick in stage.bar.ticks[:2]:  # a cross is its own mirror image, a tick is not
        option = QStyleOptionButton()
        option.initFrom(tick)
        box = style.subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, tick)
        image = tick.grab(box.adjusted(3, 3, -3, -3)).toImage()
        wide, high = range(image.width()), range(image.height())
        lines = [[image.pixelColor(x, y).lightness() for x in wide] for y in high]
        assert max(map(max, lines)) - min(map(min, lines)) > 60, "of 255: there is a mark"
        pairs = [pair for line in lines for pair in zip(line, reversed(line), strict=True)]
        assert max(abs(a - b) for a, b in pairs) < 60, "smoothing may differ from side to side"
        assert tick.accessibleName() in {"3.2 off", "place 17 hidden"}
    assert stage.page.tokens.property("kind") == stage.bar.ticks[0].property("kind") == "off"


def test_a_click_switches_the_head_under_the_mouse(stage: Stage, example: Example) -> None:
    """The grid's rows are blocks, its columns heads; the other fields follow."""
    viewport = stage.page.grid.viewport()
    stage.click(viewport, stage.page.grid.rect_of(3, 2).center())
    stage.wait_for_effect()
    assert stage.inside.changes.heads == (HeadChange(3, 2),)
    assert stage.hood.window.stops.block.value() == 3
    assert stage.hood.window.stops.head.value() == 2
    now, before = 100 * example.p_without((3, 2)), 100 * example.as_is.p(BALL)
    assert stage.bar.said == f"head 3.2 off; ␣ball {now:.1f} percent, was {before:.1f}"
    stage.click(viewport, stage.page.grid.rect_of(3, 2).center())
    assert not stage.inside.changes


def test_the_dial_turns_a_head_down(stage: Stage, example: Example) -> None:
    """50 % is between all and nothing, and 100 % is no change."""
    stage.stand_on(3, 2)
    stage.page.dial.field.setFocus()
    stage.page.dial.field.selectAll()
    stage.hood.qtbot.keyClicks(stage.page.dial.field, "50")
    stage.key(stage.page.dial.field, Qt.Key.Key_Return)
    assert stage.inside.changes.heads == (HeadChange(3, 2, 0.5),)
    stage.wait_for_effect()
    effect = stage.what_if.effect
    assert effect is not None
    assert example.p_without((3, 2)) < effect.after.p < example.as_is.p(BALL)
    assert stage.bar.ticks[0].text() == "3.2 at 50 %"
    assert stage.bar.word.text() == "Changed:", "it is not off"
    assert stage.bar.said.startswith("head 3.2 at 50 %; ␣ball")
    stage.switch((5, 1))
    ticks = [tick.text() for tick in stage.bar.ticks if tick.isVisible()]
    assert ticks == ["3.2 at 50 %", "5.1 off"]
    stage.switch((5, 1))
    stage.stand_on(3, 2)
    stage.key(stage.page.dial.slider, Qt.Key.Key_Delete)
    assert not stage.inside.changes


def test_a_head_that_is_off_can_write_its_mean(stage: Stage) -> None:
    """Zero is an input that the network never saw; the mean is a fairer nothing."""
    stage.switch((3, 2))
    stage.wait_for_effect()
    zero = stage.what_if.effect
    stage.click(stage.page.uses_mean, QPoint(8, stage.page.uses_mean.height() // 2))
    assert stage.inside.changes.heads == (HeadChange(3, 2, uses_mean=True),)
    stage.wait_for_effect()
    mean = stage.what_if.effect
    assert zero is not None
    assert mean is not None
    assert zero.after.p != mean.after.p
    assert not stage.bar.again.isEnabled()
    assert "mean" in stage.bar.again.toolTip()
    stage.switch((5, 1))  # another one is off in the same way
    assert all(change.uses_mean for change in stage.inside.changes.heads)


def test_a_token_is_hidden_by_its_tick(stage: Stage, example: Example) -> None:
    """What is lost without the earlier “ball”; the predicting place cannot be hidden."""
    bits = example.bits_without(17)
    tokens = stage.page.tokens
    tokens.setFocus()
    tokens.setCurrentRow(16)
    stage.key(tokens, Qt.Key.Key_Space)
    assert stage.inside.changes.hidden == (17,)
    stage.wait_for_effect()
    effect = stage.what_if.effect
    assert effect is not None
    assert effect.bits == pytest.approx(bits, abs=1e-3)
    assert stage.fact(4, 2) == f"{bits:+.2f}"
    assert not stage.bar.again.isEnabled()
    assert "hidden" in stage.bar.again.toolTip()
    tokens.setCurrentRow(23)
    assert tokens.item(23).text().startswith("–")
    stage.key(tokens, Qt.Key.Key_Space)
    assert stage.inside.changes.hidden == (17,)


def test_all_heads_off(stage: Stage) -> None:
    """Nothing is left but tokens, positions and MLPs; it is a number all the same."""
    stage.click(stage.page.all_off)
    stage.wait_for_effect()
    effect = stage.what_if.effect
    assert effect is not None
    assert len(stage.inside.changes.heads) == 24
    assert effect.after.rank > 1
    assert "more" in stage.hood.window.origin.text()


def test_each_head_is_tried(stage: Stage, example: Example) -> None:
    """Direct part and true effect disagree: the head that is needed most need not write most."""
    table, dearest = stage.page.heads, example.dearest
    name, p = "{}.{}".format(*dearest), example.p_without(dearest)
    stage.try_all(1, table)
    assert len(table.rows) == 24
    trial = table._trial()
    assert trial is not None
    by_share = sorted(
        example.plain.every_head, key=lambda one: -abs(example.shares["head {}.{}".format(*one)])
    )
    assert list(trial.parts) == by_share, "the largest direct part comes first"
    assert cells(table, 0)[:6] == [
        *(name, "", signed_text(example.shares[f"head {name}"], 2)),
        signed_text(math.log2(example.as_is.p(BALL) / p), 2),
        percent_text(p),
        signed_text(100 * (p - example.as_is.p(BALL)), 1),
    ]
    table.table.setFocus()
    table.table.setCurrentIndex(table.model.index(0, 0))
    filled: list[bool] = []
    table.model.modelReset.connect(lambda: filled.append(True))
    stage.what_if.trying.changed.emit()
    assert not filled, "the same rows are not measured anew"
    stage.key(table.table, Qt.Key.Key_Return)
    assert stage.inside.changes.heads == (HeadChange(*dearest),)
    assert filled, "they are drawn again: one of them is off now"
    assert cells(table, 0)[1] == "off"
    assert table.table.currentIndex().row() == 0
    assert "nothing else changed" in table.caption.text()
    assert table.of_before.isVisible()
    assert table.of_before.text().endswith(f"with nothing changed. Now: head {name} off.")
    stage.click(table.run)
    stage.hood.qtbot.waitUntil(
        lambda: len(table.rows) == 24 and table.run.text() == "&Try each head"
    )
    assert not table.of_before.isVisible()
    row = next(row for row, one in enumerate(table.rows) if one.part == dearest)
    assert cells(table, row)[3:7:3] == ["0.00", "0"], "it is off already: exactly nothing"
    stage.click(stage.bar.put_back)
    assert table.of_before.text().endswith(f"with head {name} off. Now: nothing changed.")


def test_rows_are_sorted_by_any_number(stage: Stage, example: Example) -> None:
    """The largest first; chosen again, the smallest."""
    heads = {name: share for name, share in example.shares.items() if name.startswith("head ")}
    most = max(heads, key=heads.__getitem__).removeprefix("head ")
    table = stage.page.heads
    stage.try_all(1, table)
    header = table.table.horizontalHeader()
    place = QPoint(header.sectionPosition(2) + 8, header.height() // 2)
    stage.click(header.viewport(), place)
    assert cells(table, 0)[0] == most
    assert table.sorted_by.currentText() == "direct, centred"
    stage.click(header.viewport(), place)
    assert cells(table, 23)[0] == most
    table.sorted_by.setFocus()
    stage.key(table.sorted_by, Qt.Key.Key_Home)
    stage.hood.qtbot.waitUntil(lambda: cells(table, 0)[0] == "1.1")


def test_each_token_is_tried_hidden_and_left_out(stage: Stage, example: Example) -> None:
    """Two questions: what is read from it, and what the text would be without it."""
    table = stage.page.tokens_tried
    stage.try_all(2, table)
    lost = {place: example.bits_without(place) for place in range(1, 24)}
    assert [row.part for row in table.rows[:2]] == sorted(lost, key=lambda one: -lost[one])[:2]
    assert table.rows[0].part == 17
    assert table.rows[0].effect.bits == pytest.approx(lost[17], abs=1e-3)
    stage.click(stage.page.ways[Way.LEFT_OUT])
    assert table.rows == ()
    stage.try_all(2, table)
    assert len(table.rows) == 23
    assert table.rows[0].part == 17
    table.table.setFocus()
    stage.click(stage.page.ways[Way.HIDDEN])
    assert table.rows[0].effect.bits == pytest.approx(lost[17], abs=1e-3)
    table.table.setCurrentIndex(table.model.index(0, 0))
    stage.key(table.table, Qt.Key.Key_Return)
    assert stage.inside.changes.hidden == (17,)


def test_a_trial_is_stopped_and_goes_on(stage: Stage) -> None:
    """What is known stays, and is not computed again."""
    table, trying = stage.page.heads, stage.what_if.trying
    stage.page.tabs.setCurrentIndex(1)
    stage.click(table.run)
    assert table.run.text() == "S&top"
    stage.hood.qtbot.waitUntil(lambda: table.rows != ())
    if len(table.rows) < 24:
        stage.click(table.run)
        known = {row.part for row in table.rows}
        assert not trying.is_running(table._trial())
        assert table.run.text() == "&Go on"
        stage.click(table.run)
        assert known <= {row.part for row in table.rows}
    stage.hood.qtbot.waitUntil(lambda: len(table.rows) == 24)
    assert len({row.part for row in table.rows}) == 24


def test_moving_the_place_stops_a_trial(stage: Stage) -> None:
    """No row of another place stands in the table."""
    table = stage.page.heads
    stage.try_all(1, table)
    stage.inside.look_at(20)
    assert table.rows == ()
    stage.inside.look_at(24)
    assert len(table.rows) == 24
    assert stage.inside.at is not None
    assert stage.inside.at.ids[23] == stage.inside.at.ids[15], "of both places “red” comes next"
    stage.inside.look_at(23)
    stage.try_all(1, table)
    stage.inside.look_at(15)
    assert table.rows == ()


def test_rows_are_copied_and_saved_with_their_origin(stage: Stage, example: Example) -> None:
    """A table without its origin is worth nothing a week later."""
    table = stage.page.heads
    stage.try_all(1, table)
    table.table.setFocus()
    stage.hood.qtbot.keyClick(table.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].startswith("head\tnow\tdirect, centred")
    block, head = example.dearest
    direct = example.shares[f"head {block}.{head}"]
    assert lines[1].split("\t")[:3] == [f"{block}.{head}", "", signed_text(direct, 2)]
    assert "float32, as stored, place 24; of “␣ball”, each head alone off" in lines[-1]
    csv = table.csv().decode().splitlines()
    assert len(csv) == 26
    assert float(csv[2].split(",")[1]) == pytest.approx(direct, abs=1e-4)
    assert len(csv[2].split(",")[1]) > 10
    assert "each head alone off" in csv[0]


def test_the_first_other_place_is_found_and_gone_to(stage: Stage, example: Example) -> None:
    """Where the text would have left its path, on demand."""
    best = [found.logits.argmax(dim=1) for found in (example.as_is, example.without)]
    place = int((best[0] != best[1]).nonzero()[0]) + 1
    stage.switch(*example.off)
    stage.wait_for_effect()
    stage.click(stage.page.effect.find_first)
    stage.hood.qtbot.waitUntil(lambda: stage.page.effect.go.isVisible())
    assert f"After place {place}" in stage.page.effect.found.text()
    stage.click(stage.page.effect.go)
    assert stage.inside.at is not None
    assert stage.inside.at.place == place


def test_guess_mode_covers_effects(stage: Stage, example: Example) -> None:
    """What comes next must not be read from what a head does to it."""
    stage.switch((3, 2))
    stage.wait_for_effect()
    stage.hood.program.view_models.talk.set_guessing(True)
    assert not stage.page.effect.isVisible()
    assert "%" not in stage.bar.figures.text()
    assert stage.hood.window.prediction.text() == ""
    stage.hood.program.view_models.talk.reveal()
    assert percent_text(example.p_without((3, 2))) in stage.bar.figures.text()
    chat = stage.hood.program.view_models.chat
    first = chat.messages.messages[-1]
    stage.click(stage.bar.again)
    assert not chat.is_busy, "how it begins is asked first"
    with stage.hood.qtbot.waitSignal(chat.run_finished):
        stage.click(stage.bar.again)
    assert chat.messages.messages[-1].id != first.id
    assert len(chat.messages.messages[-1].token_ids) == 4, "it is compared: it is whole"


def test_the_answer_is_written_again_with_heads_off(stage: Stage, example: Example) -> None:
    """Same dice, other network: a branch that says so, compared with the first, also tomorrow."""
    hood, models = stage.hood, stage.hood.program.view_models
    chat, views = models.chat, hood.program.window.views
    first = chat.messages.messages[-1]
    stage.switch(*example.off)
    stage.wait_for_effect()
    with hood.qtbot.waitSignal(chat.run_finished):
        stage.bar.again.setFocus()
        stage.key(stage.bar.again, Qt.Key.Key_Space)
        assert not stage.bar.again.isEnabled(), "while one is written"
        assert not stage.bar.put_back.hasFocus(), "the next Space would undo what was chosen"
    assert stage.bar.again.hasFocus(), "the keyboard is where the user was"
    branch = chat.messages.messages[-1]
    assert branch.id != first.id
    assert branch.token_ids[0] == example.first_without
    assert branch.seed == first.seed
    assert branch.runs[0].switched_off == stage.inside.changes.heads
    stage.click(stage.bar.compare)
    dialog = views.side_windows.compare_dialog
    assert dialog is not None
    assert dialog.isVisible()
    dialog.close()
    hood.mark(0)
    stage.click(stage.bar.put_back)
    hood.wait_for_view()
    assert hood.window.title.text().endswith("“␣red”, place 24, as stored, with all heads on")
    p_first = percent_text(example.without.p(example.first_without))
    assert hood.window.prediction.text().startswith(f"answer: {p_first} (head")
    conversation_id = chat.conversation.id
    hood.program.window.close()
    again = start(hood.qtbot, hood.program.client.info.path)  # pyright: ignore[reportOptionalMemberAccess]
    again.view_models.conversations.open_conversation(conversation_id)
    hood.qtbot.waitUntil(lambda: len(again.view_models.chat.messages.messages) == 2)
    again.window.views.menu.about_answer.trigger()
    about = again.window.views.side_windows.answer_dialog
    assert about is not None
    hood.qtbot.waitUntil(lambda: example.off_names in about.heads.text())
    again.window.close()
    assert again.is_joined or again.client.shutdown(10_000)


def test_at_the_end_of_a_text_the_network_s_own_favourite_is_asked_about(stage: Stage) -> None:
    """It is that of the whole network, also where heads that are off prefer another one."""
    assert stage.inside.at is not None
    stage.inside.look_at(len(stage.inside.at.ids))
    stage.hood.wait_for_view()
    favourite = stage.what_if.target_id
    assert favourite is not None
    stage.click(stage.page.all_off)
    stage.wait_for_effect()
    assert stage.what_if.target_id == favourite
    effect = stage.what_if.effect
    assert effect is not None
    assert effect.before.rank == 1
    assert effect.after.rank > 1


def test_a_large_network_has_a_grid_that_scrolls(qtbot: QtBot) -> None:
    """48 blocks of 25 heads: the cursor is always in sight, the last tick is reached by keys."""
    grid = TickGrid(lambda block, head: f"head {block}.{head}")
    qtbot.addWidget(grid)
    grid.resize(240, 200)
    grid.show_heads(48, 25, (HeadChange(48, 25),))
    grid.head_reached.connect(grid.show_cursor)
    switched: list[tuple[int, int]] = []
    grid.switched.connect(lambda block, head: switched.append((block, head)))
    grid.show()
    qtbot.waitExposed(grid)
    qtbot.keyClick(grid, Qt.Key.Key_End)
    for _ in range(60):
        qtbot.keyClick(grid, Qt.Key.Key_Down)
    qtbot.keyClick(grid, Qt.Key.Key_Space)
    assert switched == [(48, 25)]
    rect = grid.rect_of(48, 25)
    assert grid.viewport().rect().contains(rect)
    assert grid.accessibleDescription() == "head 48.25"


def test_another_model_forgets_what_was_off(stage: Stage, example: Example) -> None:
    """Heads are those of one network; its figures are asked for again."""
    stage.switch((3, 2))
    stage.wait_for_effect()
    info = stage.hood.inside.info
    assert info is not None
    library = stage.hood.program.view_models.library
    with stage.hood.qtbot.waitSignal(library.model_opened):
        library.open_model(info.path)
    assert not stage.inside.changes
    stage.hood.wait_for_view()
    assert stage.inside.view is not None
    assert stage.inside.view.outcome.p == pytest.approx(example.as_is.p(BALL), abs=1e-4)
    assert not stage.bar.isVisible()


def test_the_list_of_tokens_stays_where_a_cross_is_put(make_hood: Callable[..., Hood]) -> None:
    """It jumped to its end: the crossed row was out of sight, and a second click hid another."""
    hood = make_hood(text=EXAMPLE + " ball. " + EXAMPLE)
    hood.inside.go_to(hood.inside.step.at_page(Page.WHAT_IF))
    page = hood.window.page(Page.WHAT_IF)
    assert isinstance(page, WhatIfPage)
    tokens = page.tokens
    hood.qtbot.waitUntil(lambda: tokens.count() > 40 and not hood.window._is_computing())
    item = tokens.item(tokens.count() - 20)
    tokens.scrollToItem(item)
    QApplication.processEvents()
    where = tokens.visualItemRect(item)
    cross = where.topLeft() + QPoint(10, where.height() // 2)
    for hidden in ((tokens.row(item) + 1,), ()):
        hood.qtbot.mouseClick(tokens.viewport(), Qt.MouseButton.LeftButton, pos=cross)
        assert hood.inside.changes.hidden == hidden
        hood.qtbot.waitUntil(lambda: not hood.window._is_computing())
        hood.qtbot.wait(50)
        row = tokens.currentRow()
        assert tokens.visualItemRect(tokens.item(row)) == where


def test_the_marked_token_stays_in_sight_in_another_size(make_hood: Callable[..., Hood]) -> None:
    """In a narrower window, or in larger letters, it lay below the strip."""
    hood = make_hood(text=" ".join([EXAMPLE] * 4))
    strip = hood.window.strip
    for width, zoom in ((1040, 100), (700, 100), (700, 150), (1040, 100)):
        hood.window.resize(width, 720)
        hood.program.view_models.appearance._set_zoom(zoom)
        for _ in range(4):
            QApplication.processEvents()
        box = strip._boxes[strip.place - 1].translated(0, -strip.verticalScrollBar().value())
        assert strip.viewport().rect().contains(box), (width, zoom)
