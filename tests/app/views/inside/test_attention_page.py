"""The attention page: all heads, one head, one row, tables; by keys and mouse, on the example."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QWidget

from gptdesk.analysis.figures import TokenRef
from gptdesk.app.theme import TARGET
from gptdesk.app.viewmodels.inside.attention import AttentionView
from gptdesk.app.viewmodels.inside.walking import Page, Step
from gptdesk.app.views.inside.attention_page import AttentionPage
from gptdesk.app.views.inside.sum_card import SumCard
from gptdesk.app.views.widgets.figures import percent_text
from gptdesk.chat.changes import Changes, HeadChange
from gptdesk.engine.inside.values import Spot, Stop
from tests.app.views.inside.conftest import BALL, Example, Hood
from tests.tiny_models import TINY, write_tiny_model

SIX_ONE = Step(Page.ATTENTION, Spot(Stop.SCORES, 6, 1))


@pytest.fixture
def page(hood: Hood) -> AttentionPage:
    """The page at head 6.1, all pictures there."""
    return open_page(hood)


def open_page(hood: Hood, step: Step = SIX_ONE) -> AttentionPage:
    page = hood.window.page(Page.ATTENTION)
    assert isinstance(page, AttentionPage)
    hood.inside.go_to(step)
    hood.qtbot.waitUntil(lambda: page.attention.are_heads_of_now)
    hood.qtbot.waitUntil(lambda: page.attention.is_row_of_now)
    return page


def assert_terms_in_sight(hood: Hood, card: SumCard) -> None:
    """Five terms at least, all lines of the foot below them, and nothing else scrolls."""
    foot, table = card._foot, card.table
    room = 5 * table.verticalHeader().defaultSectionSize()
    hood.qtbot.waitUntil(lambda: hood.window._room.verticalScrollBar().maximum() == 0)
    hood.qtbot.waitUntil(lambda: foot.y() + foot.height() <= card.height())
    hood.qtbot.waitUntil(lambda: table.viewport().height() >= room)
    assert foot.height() >= foot.heightForWidth(foot.width())
    assert table.geometry().bottom() < foot.y()


def press(hood: Hood, key: Qt.Key, where: QWidget | None = None) -> None:
    """Press a key where the keyboard is."""
    target = where or QGuiApplication.focusObject()
    assert isinstance(target, QWidget)
    hood.qtbot.keyClick(target, key)


def click(hood: Hood, widget: QWidget, pos: QPoint | None = None) -> None:
    hood.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=pos or widget.rect().center())


def test_the_list_leads_to_all_heads(hood: Hood) -> None:
    """The stop *attention* is this page, not the plain one; its grid fills block by block."""
    entries = hood.window.stops.list
    item = next(i for i in map(entries.item, range(entries.count())) if i.text() == "    attention")
    hood.qtbot.mouseClick(
        entries.viewport(), Qt.MouseButton.LeftButton, pos=entries.visualItemRect(item).center()
    )
    page = hood.window.page(Page.ATTENTION)
    assert isinstance(page, AttentionPage)
    assert page.isVisible()
    hood.qtbot.waitUntil(lambda: page.attention.are_heads_of_now)
    assert len(page.attention.heads) == 24
    assert page.grid.isVisible()


def test_arrows_choose_a_head_and_enter_opens_it(
    hood: Hood, page: AttentionPage, example: Example
) -> None:
    """From all heads to a cell's figures by keys alone, and back up."""
    page.grid.setFocus()
    press(hood, Qt.Key.Key_Right, page.grid)
    assert hood.inside.step.spot == Spot(Stop.SCORES, 6, 2)
    assert "head 6.2" in page.readout.text()
    assert page.readout.text().endswith("(means over all places up to this one)")
    assert "what came next last time" in page.readout.toolTip()
    assert "induction" in page.grid.accessibleName()
    press(hood, Qt.Key.Key_Left, page.grid)
    press(hood, Qt.Key.Key_Return, page.grid)
    assert page.attention.view is AttentionView.HEAD
    hood.qtbot.waitUntil(lambda: page.attention.is_map_of_now)
    place, weight, score = example.row
    assert place == 17, "what followed “red” before"
    said = f"from ␣red, 24, to ␣ball, 17, weight {weight}, scaled score {score}"
    assert page.readout.text() == said
    percent = f"{100 * float(example.as_is.weights[6, 1][-1, 16]):.1f} percent"
    assert page.map.accessibleName().endswith(said.replace(weight, percent))
    press(hood, Qt.Key.Key_Left, page.map)
    assert "to ␣red, 16" in page.readout.text()
    press(hood, Qt.Key.Key_Up, page.map)
    assert "from ␣her, 23, to ␣red, 16" in page.readout.text()
    press(hood, Qt.Key.Key_Backspace, page.map)
    assert page.attention.view is AttentionView.GRID


def test_the_future_is_not_allowed(hood: Hood, page: AttentionPage) -> None:
    """A masked cell is no weight of 0: it says that it is not allowed."""
    page.attention.show(AttentionView.HEAD)
    hood.qtbot.waitUntil(lambda: page.attention.is_map_of_now)
    page.attention.set_cursor(24, 25)
    assert page.readout.text() == "from ␣red, 24, to ␣ball, 25: not allowed"
    page.attention.set_cursor(24, 24)
    assert "weight" in page.readout.text()


def test_the_row_has_every_figure_and_closes(
    hood: Hood, page: AttentionPage, example: Example
) -> None:
    """All places, the softmax with its numbers, the sum and what it must be."""
    click(hood, page.segments[AttentionView.ROW])
    row = page.row
    assert row.title.text() == "from “␣red”, 24"
    assert len(row.table.rows) == 24
    cells = row.table.accessible_cells()
    assert cells[0][3] == "÷ √64"
    scores = example.as_is.scores[6, 1][-1]
    weight, score = percent_text(float(example.as_is.weights[6, 1][-1, 16])), float(scores[16])
    length = f"{float(example.as_is.values[6, 1][16].norm()):.2f}"
    assert cells[1] == ("␣ball", "17", f"{score:.2f}", f"{score / 8:.2f}", weight, length)
    power, total = math.exp(score / 8), float((scores / 8).exp().sum())
    figures = [float(one) for one in re.findall(r"[\d.]+", row.softmax.text())[1:]]
    assert row.softmax.text().startswith("“␣ball”, 17 · softmax: e^")
    expected = [score / 8, power, total, power / total]
    assert figures == pytest.approx(expected, rel=1e-3)
    assert "sum 100.00\N{NO-BREAK SPACE}%, must be 100" in row.foot.text()
    assert "after 24: not allowed (mask)" in row.foot.text()
    assert row.table.row_name(0).startswith(f"to ␣ball, 17: weight {weight}")
    click(hood, row.by_place)
    assert [one.read.place for one in row.table.rows] == list(range(1, 25))


def test_enter_writes_the_dot_product_out(
    hood: Hood, page: AttentionPage, example: Example
) -> None:
    """The score is a sum of 64 products, and the card shows each."""
    page.attention.show(AttentionView.ROW)
    page.row.table.setFocus()
    page.row.table._is_outdated = True
    inks = [page.row.table._ink(row) for row in range(2)]
    assert inks == ["text", "text_muted"], "what is selected can be read"
    page.row.table._is_outdated = False
    press(hood, Qt.Key.Key_Return, page.row.table)
    hood.qtbot.waitUntil(lambda: page.row.card.isVisible())
    worked = page.row.card.worked
    assert worked is not None
    assert len(worked.terms) == 64
    score = float(example.as_is.scores[6, 1][-1, 16])
    assert worked.total == pytest.approx(score, abs=1e-3)
    scaled = re.search(r"÷ √64 = ([\d.]+)", page.row.card.foot)
    assert scaled is not None
    assert float(scaled[1]) == pytest.approx(score / 8, abs=1e-4)
    strip, card = hood.window.lower_strip, page.row.card
    table, area = page.row.table, page.row._scroller
    hood.window.resize(1280, 1200)
    hood.qtbot.waitUntil(table.isVisible)
    assert_terms_in_sight(hood, card)
    hood.window.resize(960, 600)
    hood.qtbot.waitUntil(lambda: strip.height() == strip.to_lens.sizeHint().height())
    assert strip.to_lens.isVisible(), "folded: the row has its room, and the way to the lens stays"
    assert not strip.lens_row.isVisible()
    hood.qtbot.waitUntil(lambda: not table.isVisible())
    assert_terms_in_sight(hood, card)
    for back in (partial(press, hood, Qt.Key.Key_Backspace, card.table), card.back.click):
        assert card.table.hasFocus()
        back()
        assert not card.isVisible()
        assert table.hasFocus()
        assert page.attention.view is AttentionView.ROW, "back to the row, and no further"
        hood.qtbot.waitUntil(lambda: area.height() >= table.header_height + 5 * TARGET)
        press(hood, Qt.Key.Key_Return, table)
        hood.qtbot.waitUntil(card.isVisible)
    click(hood, card.back)
    press(hood, Qt.Key.Key_End, table)
    last = table.current_place
    bar = area.verticalScrollBar()
    assert bar.value() > 0
    bar.setValue(0)
    others = {head: of for head, of in example.as_is.weights.items() if head != (6, 1)}
    least = min(others, key=lambda head: float(others[head][-1, last - 1]))
    hood.inside.go_to(Step(Page.ATTENTION, Spot(Stop.SCORES, *least)))
    hood.qtbot.waitUntil(lambda: page.attention.is_row_of_now)
    assert table.current_place != last, "that row is out of sight"
    assert table.row_rect(table.current_row).bottom() <= area.viewport().height()
    token = table.rows[table.current_row].token
    assert page.row.softmax.text().startswith(f"“{token}”, {table.current_place} · softmax")
    press(hood, Qt.Key.Key_Backspace, page.row.table)
    assert page.attention.view is AttentionView.HEAD


def test_any_picture_is_also_a_table(hood: Hood, page: AttentionPage, example: Example) -> None:
    """T turns all heads, and one head, into rows and back."""
    page.grid.setFocus()
    press(hood, Qt.Key.Key_T, page.grid)
    assert page.heads_table.isVisible()
    model = page.heads_table.model()
    assert model.rowCount() == 24
    assert model.index(20, 0).data() == "6.1"
    press(hood, Qt.Key.Key_Up, page.heads_table)
    assert hood.inside.step.spot == Spot(Stop.SCORES, 5, 4)
    press(hood, Qt.Key.Key_T, page.heads_table)
    assert page.attention.view is AttentionView.GRID
    page.attention.open_head(6, 1)
    hood.qtbot.waitUntil(lambda: page.attention.is_map_of_now)
    page.map.setFocus()
    press(hood, Qt.Key.Key_T, page.map)
    model = page.cells_table.model()
    assert model.rowCount() == 24
    assert model.index(16, 2).data() == example.row[1]
    assert "must be 100" in page.cells_foot.text()
    press(hood, Qt.Key.Key_Left, page.cells_table)
    assert page.cells_title.text() == "from “␣her”, 23"
    assert page.cells_table.model().rowCount() == 23


def test_backspace_goes_up_one_level(hood: Hood, page: AttentionPage) -> None:
    """The way back is the way one came: a table that was opened from the row leads to the row."""
    ways = (
        (AttentionView.ROW, page.row.table, page.cells_table),
        (AttentionView.HEAD, page.map, page.cells_table),
        (AttentionView.GRID, page.grid, page.heads_table),
    )
    for view, widget, table in ways:
        page.attention.show(view)
        hood.qtbot.waitUntil(lambda: not page.attention._is_missing())
        for back in (Qt.Key.Key_Backspace, Qt.Key.Key_T):
            widget.setFocus()
            press(hood, Qt.Key.Key_T, widget)
            assert page.attention.view is AttentionView.TABLE
            assert table.hasFocus()
            press(hood, back, table)
            assert page.attention.view is view
            assert widget.hasFocus()
    page.attention.show(AttentionView.ROW)
    page.row.table.setFocus()
    press(hood, Qt.Key.Key_Backspace, page.row.table)
    assert page.attention.view is AttentionView.HEAD
    press(hood, Qt.Key.Key_Backspace, page.map)
    assert page.attention.view is AttentionView.GRID
    press(hood, Qt.Key.Key_Backspace, page.grid)
    assert page.attention.view is AttentionView.GRID


def test_what_was_said_passes(
    hood: Hood, page: AttentionPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """“Copied.” leaves as notices of the chat do; what a switched head did stays."""
    monkeypatch.setattr("gptdesk.app.views.widgets.notice_bar._NOTICE_MS", 1)
    monkeypatch.setattr("gptdesk.app.views.widgets.notice_bar._READING_MS", 0)
    page.grid.setFocus()
    hood.qtbot.keyClick(page.grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert page.note.text() == "Copied."
    with hood.qtbot.waitSignal(page.note.passed):
        pass
    assert page.note.text() == ""
    hood.qtbot.keyClick(page.grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    press(hood, Qt.Key.Key_Space, page.grid)
    hood.qtbot.waitUntil(lambda: page.note.text().startswith("head 6.1 off; ␣ball "))
    hood.qtbot.waitUntil(lambda: not page.note._timer.isActive())
    assert page.note.text().startswith("head 6.1 off")


def test_space_switches_the_head_off_and_says_what_came_of_it(
    hood: Hood, page: AttentionPage, example: Example
) -> None:
    """What 6.1 off costs, and that on again gives it back, by plain formulas."""
    without = percent_text(example.plain.run(example.ids, off=[(6, 1)]).p(BALL))
    page.grid.setFocus()
    press(hood, Qt.Key.Key_Space, page.grid)
    assert [change.name for change in hood.inside.changes.heads] == ["6.1"]
    assert page.switch.isChecked()
    title = "How “␣ball”, place 25, {0} predicted after “␣red”, place 24"
    assert hood.window.title.text() == title.format("is") + ", with head 6.1 off"
    hood.wait_for_view()
    said = page.note.text()
    assert said == f"head 6.1 off; ␣ball {without}, was {example.shown}"
    assert "off" in page.grid.accessibleName()
    hood.qtbot.waitUntil(lambda: page.attention.are_heads_of_now)
    click(hood, page.switch)
    assert hood.inside.changes.heads == ()
    hood.wait_for_view()
    assert page.note.text().startswith(f"head 6.1 on again; ␣ball {example.shown}")
    assert hood.window.title.text() == title.format("was")
    changes = (HeadChange(3, 2, 0.5), HeadChange(5, 1, uses_mean=True), HeadChange(6, 1))
    hood.inside.set_changes(Changes(changes, hidden=(17,)))
    words = "head 3.2 at 50 %; head 5.1 at its mean; head 6.1 off; place 17 hidden"
    assert hood.window.title.text().endswith(f", with {words}")
    assert hood.window.origin.text().endswith(f"place 24, {words}"), "at 50 % it is not off"
    hood.qtbot.waitUntil(lambda: page.attention.are_heads_of_now)
    press(hood, Qt.Key.Key_T, page.grid)
    table = [
        [page._heads_model.index(row, column).data() for column in (0, 5)] for row in range(24)
    ]
    states = [["3.2", "at 50 %"], ["5.1", "at its mean"], ["6.1", "off"]]
    assert [row for row in table if row[1]] == states
    lines = [line.split(",") for line in page._heads_csv().decode("utf-8-sig").splitlines()[2:]]
    assert [[f"{line[0]}.{line[1]}", line[-1]] for line in lines if line[-1]] == states


def test_the_first_place_can_be_left_out(hood: Hood, page: AttentionPage) -> None:
    """Pictures, row and tint are without it; the sum says how much that is."""
    page.attention.choose_head(2, 3)  # it reads the first place for 68 %
    page.attention.show(AttentionView.ROW)
    hood.qtbot.waitUntil(lambda: page.attention.is_row_of_now)
    assert page.attention.row is not None
    first = page.attention.row.weights[0]
    page.hide_first.click()
    assert [one.read.place for one in page.row.table.rows if one.read.place == 1] == []
    assert f"place 1, left out, {first:.2%}".replace("%", "\N{NO-BREAK SPACE}%") in (
        page.row.foot.text()
    )
    assert 1 not in hood.inside.tint
    hood.qtbot.waitUntil(lambda: page.attention.is_row_of_now)
    page.attention.show(AttentionView.HEAD)
    hood.qtbot.waitUntil(lambda: page.attention.is_map_of_now)
    attention = page.attention.map
    assert attention is not None
    column = [attention.picture[i * attention.picture_side] for i in range(attention.picture_side)]
    assert set(column) == {0}


def test_the_row_tints_strip_and_message(hood: Hood, page: AttentionPage, example: Example) -> None:
    """The head's reading is seen on the words themselves, as long as it is on show."""
    layer = hood.program.window.views.transcript.tokens
    answer = hood.program.view_models.chat.messages.messages[-1]
    ball = TokenRef(answer.id, is_prompt=True, index=16)
    weight = float(example.as_is.weights[6, 1][-1, 16])
    assert hood.window.strip.tint[17] == pytest.approx(weight, abs=1e-3)
    assert f"weight {percent_text(weight)}" in hood.window.strip.words_of(17)
    assert layer._reading[ball] == pytest.approx(weight, abs=1e-3)
    hood.inside.go_to(Step())
    assert not layer._reading
    assert not hood.window.strip.tint
    open_page(hood)
    hood.qtbot.waitUntil(lambda: bool(layer._reading))
    hood.window.close()
    assert not layer._reading


def test_the_message_is_painted_with_the_tint(hood: Hood, page: AttentionPage) -> None:
    """The most read word stands on another ground than before."""
    transcript = hood.program.window.views.transcript
    answer = hood.program.view_models.chat.messages.messages[-1]
    box = transcript.tokens.box(TokenRef(answer.id, is_prompt=True, index=16))
    assert box is not None

    def ground() -> tuple[int, int, int]:
        image: QImage = transcript.viewport().grab().toImage()
        corner = box.bottomRight() - QPoint(3, 1)
        return image.pixelColor(corner).getRgb()[:3]  # pyright: ignore[reportReturnType]

    tinted = ground()
    hood.window.close()
    plain = ground()
    assert plain[2] - tinted[2] > 40, "orange has little blue"


def test_a_click_on_a_row_of_the_map_looks_at_its_place(hood: Hood, page: AttentionPage) -> None:
    """The map is a way through the text too; a double click opens the row."""
    page.attention.show(AttentionView.HEAD)
    hood.qtbot.waitUntil(lambda: page.attention.is_map_of_now)
    cell = page.map.rect_of(17, 16).center().toPoint()
    click(hood, page.map.viewport(), cell)
    assert hood.inside.at is not None
    assert hood.inside.at.place == 17
    assert page.attention.is_map_of_now, "the same pass has the same map"
    hood.qtbot.mouseDClick(page.map.viewport(), Qt.MouseButton.LeftButton, pos=cell)
    assert page.attention.view is AttentionView.ROW
    hood.qtbot.waitUntil(lambda: page.row.title.text() == "from “␣ball”, 17")


def test_the_map_zooms_and_fits_again(hood: Hood, page: AttentionPage) -> None:
    """Cells become larger by keys and buttons, the cursor stays in sight."""
    page.attention.show(AttentionView.HEAD)
    hood.qtbot.waitUntil(lambda: page.attention.is_map_of_now)
    fit = page.map.place_size
    for _ in range(3):
        press(hood, Qt.Key.Key_Plus, page.map)
    assert page.map.place_size > fit
    cursor = page.map.rect_of(*page.attention.cursor)
    assert page.map.viewport().rect().contains(cursor.center().toPoint())
    click(hood, page.smaller)
    click(hood, page.fit)
    assert page.map.place_size == fit


def test_a_hidden_place_is_not_allowed(hood: Hood, page: AttentionPage) -> None:
    """Its weight is no small number: the row and the map say that it may not be read."""
    hood.inside.set_changes(Changes(hidden=(17,)))
    page.attention.show(AttentionView.ROW)
    hood.qtbot.waitUntil(lambda: page.attention.is_row_of_now)
    names = [page.row.table.row_name(row) for row in range(page.row.table.row_count())]
    assert any(name.startswith("to ␣ball, 17: not allowed, score") for name in names)
    assert names[-1].startswith("to ␣ball, 17"), "by weight it is the last"
    page.attention.show(AttentionView.HEAD)
    hood.qtbot.waitUntil(lambda: page.attention.is_map_of_now)
    page.attention.set_cursor(24, 17)
    assert page.readout.text() == "from ␣red, 24, to ␣ball, 17: not allowed"
    page.map.grab()


def test_rows_are_copied_and_saved_with_their_origin(
    hood: Hood, page: AttentionPage, example: Example, tmp_path: Path
) -> None:
    """What leaves the window has all digits, and says whose numbers they are."""
    weights = example.as_is.weights[6, 1][-1]
    most = int(weights.argmax())
    page.attention.show(AttentionView.ROW)
    page.row.table.setFocus()
    hood.qtbot.keyClick(page.row.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == 25
    assert lines[1].split("\t")[1] == str(most + 1)
    assert len(lines[1].split("\t")[4]) > 12
    page.attention.show(AttentionView.HEAD)
    hood.qtbot.waitUntil(lambda: page.attention.is_map_of_now)
    page.menu._ask_where = lambda _parent, start, _what, then: then(tmp_path / start.name)
    page.menu.aboutToShow.emit()
    for action in page.menu.actions():
        if action.text().startswith("Save"):
            assert action.isEnabled()
            action.trigger()
    hood.qtbot.waitUntil((tmp_path / "attention map.csv").exists)  # written in another thread
    for name in ("attention row.csv", "attention map.csv", "heads.csv"):
        text = (tmp_path / name).read_text(encoding="utf-8-sig")
        assert "float32, as stored, place 24" in text.splitlines()[0]
    rows = (tmp_path / "attention map.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(rows) == 2 + len(page._tokens)
    assert float(rows[25].split(",")[most + 2]) == pytest.approx(float(weights[most]), abs=1e-3)
    assert rows[2].endswith(",,")
    assert not QImage(str(tmp_path / "attention.png")).isNull()

    # The means are of the rows up to the place: at 2 there is one, at 1 none can read so.
    read = page.attention.map_cell(2, 1)
    assert read is not None
    page.attention.show(AttentionView.GRID)
    for place, shares in ((2, [read[0]] * 2), (1, [])):
        hood.inside.look_at(place)
        hood.qtbot.waitUntil(lambda: page.attention.is_row_of_now)
        texts = [percent_text(one) for one in shares] + ["–"] * (4 - len(shares))
        said = "head 6.1: previous place {}, first place {}, same token {}, induction {} "
        assert page.readout.text().startswith(said.format(*texts))
        page.attention.toggle_table()
        assert [page._heads_model.index(20, column).data() for column in range(1, 5)] == texts
        hood.qtbot.waitUntil(lambda: page.attention.are_heads_of_now)
        kept = page._heads_figures()
        assert kept is not None
        assert [cell.text for cell in kept.rows[20][1:]] == texts
        page.copy()
        copied = QGuiApplication.clipboard().text().splitlines()[21].split("\t")
        exported = page._heads_csv().decode("utf-8-sig").splitlines()[22].split(",")
        for found in (copied[1:], exported[2:6]):
            numbers = [float(one) for one in found if one not in {"", "–"}]
            assert numbers == pytest.approx(shares, abs=1e-6)
        page.attention.toggle_table()


def test_one_block_with_one_head(make_hood: Callable[..., Hood], tmp_path: Path) -> None:
    """The smallest network is a grid of one."""
    small = write_tiny_model(tmp_path / "small", replace(TINY, n_layers=1, n_heads=1))
    hood = make_hood(small, text="The")
    page = open_page(hood)
    assert list(page.attention.heads) == [(1, 1)]
    page.grid.setFocus()
    press(hood, Qt.Key.Key_Down, page.grid)
    press(hood, Qt.Key.Key_Return, page.grid)
    hood.qtbot.waitUntil(lambda: page.attention.is_map_of_now)
    assert page.attention.head == (1, 1)
    assert "weight 100\N{NO-BREAK SPACE}%" in page.readout.text()


def test_the_window_becomes_small_again(hood: Hood, page: AttentionPage) -> None:
    """The picture takes what room there is, and does not hold the window open."""
    hood.window.resize(1400, 900)
    hood.qtbot.waitUntil(lambda: page.width() > 1000)
    assert page.row.isVisible(), "there is room beside the picture"
    sides, grid = [], page.grid
    for width, height in ((1280, 800), (1040, 720), (960, 600), (1040, 560)):
        hood.window.resize(width, height)
        hood.qtbot.waitUntil(lambda size=(width, height): hood.window.size().toTuple() == size)
        hood.qtbot.waitUntil(lambda: not grid.verticalScrollBar().maximum())  # all blocks
        assert grid.viewport().rect().contains(grid.rect_of((6, 4)))
        sides.append(grid.side)
    assert sides == sorted(sides, reverse=True)
    least = page.minimumSizeHint().width()
    hood.window.resize(900, 640)
    assert hood.window.width() < 1000
    assert least < 800


def test_more_height_makes_nothing_smaller(hood: Hood, page: AttentionPage) -> None:
    """The strip below takes from a growing window what it grows by, and nothing from the heads."""
    window, strip, grid = hood.window, hood.window.lower_strip, page.grid
    seen = []
    for height in range(560, 1160, 15):
        window.resize(1400, height)
        hood.qtbot.waitUntil(lambda: page.height() == window._room.viewport().height())
        hood.qtbot.waitUntil(lambda: not window._room.verticalScrollBar().maximum())
        lines = len(strip.parts.accessible_cells()) - 1 if strip.parts.isVisible() else 0
        assert strip.to_lens.isVisible()
        assert strip.to_lens.height() + lines * strip.parts.line <= strip.height(), "whole lines"
        seen.append((grid.side, page.row._scroller.height(), strip.height(), lines))
    for figures in zip(*seen, strict=True):
        assert list(figures) == sorted(figures), "less height never makes a part larger"
    assert {0, 3, 4, 5} == {lines for *_, lines in seen}
