"""The page *Lens*: figures of the shipped example, by keys and mouse, and what is exported."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest

from gptdesk.app.viewmodels.inside.lens import Statistic
from gptdesk.app.viewmodels.inside.walking import Page
from gptdesk.app.views.inside.logits.lens_page import LensPage
from gptdesk.engine.tokenizers.byte_pairs import BytePairTokenizer
from tests.app.views.inside.conftest import BALL, Example, Hood, shown_piece

CAR = 1097
NBSP = "\N{NO-BREAK SPACE}"
LEFT = Qt.MouseButton.LeftButton


def open_page(hood: Hood) -> LensPage:
    """Choose *Lens* in the list, and wait for its figures."""
    entries = hood.window.stops.list
    items = [entries.item(row) for row in range(entries.count())]
    item = next(item for item in items if item.text() == "lens")
    pos = entries.visualItemRect(item).center()
    QTest.mouseClick(entries.viewport(), LEFT, pos=pos)
    page = hood.window.page(Page.LENS)
    assert isinstance(page, LensPage)
    hood.qtbot.waitUntil(lambda: page.table.model().rowCount() == 13)
    return page


def open_grid(hood: Hood) -> LensPage:
    """Choose all places, and wait for the column of the place."""
    page = open_page(hood)
    QTest.mouseClick(page.everywhere, LEFT)
    hood.qtbot.waitUntil(lambda: page.grid.point_at(6, 24) is not None)
    return page


def asked_about(hood: Hood) -> int | None:
    """Return the token that the lens on show is about."""
    lens = hood.window.lens.lens
    return None if lens is None else lens.target_id


def cell(page: LensPage, row: int, column: int) -> str:
    return page.table.model().index(row, column).data()


def test_the_answer_comes_in_block_5(hood: Hood, example: Example) -> None:
    """What each block's stream says by plain formulas; p and rank together."""
    page = open_page(hood)
    assert [cell(page, row, 0) for row in (0, 1, 2, 11, 12)] == [
        *("input", "1 attention", "1", "6 attention", "6"),
    ]
    for block in range(7):
        p, rank = example.after_block(block)
        assert (cell(page, 2 * block, 1), cell(page, 2 * block, 2)) == (p, f"{rank:,}")
    assert cell(page, 12, 4) == "0.000"  # KL of the answer and itself
    assert cell(page, 10, 6).startswith(f"␣ball {example.after_block(5)[0]}   ␣")
    assert "not a belief" in page.sentence.text()


def test_table_and_curve_mark_one_point(hood: Hood, example: Example) -> None:
    """A point that is clicked in the curve is the row of the table, by keys too, and is read."""
    page = open_page(hood)
    assert page.curve.marked == 12
    pos = page.curve.spot_of(10).toPoint()
    QTest.mouseClick(page.curve, LEFT, pos=pos)
    assert page.table.currentIndex().row() == 10
    assert page.readout.text().startswith(
        f"after block 5: “␣ball” {example.after_block(5)[0]}, rank 1"
    )
    page.curve.setFocus()
    QTest.keyClick(page.curve, Qt.Key.Key_Left)
    assert page.table.currentIndex().row() == 9
    assert page.readout.text().startswith("after the attention of block 5")
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    assert page.curve.marked == 0
    hood.window.close()
    hood.program.window.views.menu.inside.trigger()
    hood.qtbot.waitUntil(lambda: page.table.isVisible())
    assert page.curve.marked == 0  # it outlives the window


def test_another_token_is_asked_about(hood: Hood, example: Example) -> None:
    """One of the list, and one that is typed, with the space that words begin with offered."""
    page = open_page(hood)
    page.target.list.setFocus()
    QTest.keyClick(page.target.list, Qt.Key.Key_Down)
    second = int(example.as_is.logits[-1].topk(2).indices[1])
    p_second, _ = example.after_block(6, second)
    hood.qtbot.waitUntil(lambda: cell(page, 12, 1) == p_second)
    assert page.target.list.currentText() == shown_piece(second)
    page.target.typed.setFocus()
    QTest.keyClicks(page.target.typed, " doll")
    QTest.keyClick(page.target.typed, Qt.Key.Key_Return)
    (doll,) = BytePairTokenizer.load().encode(" doll")
    p_doll, _ = example.after_block(6, doll)
    hood.qtbot.waitUntil(lambda: cell(page, 12, 1) == p_doll)
    assert page.target.list.currentText() == "␣doll"
    hood.inside.look_at(23)
    assert page.target.list.currentText() != "␣doll"
    assert hood.window.target.target_id is None


def test_pieces_of_what_is_typed_are_offered(hood: Hood) -> None:
    """A word of several tokens is no token: its pieces can be chosen."""
    page = open_page(hood)
    QTest.keyClicks(page.target.typed, "Timbuktu")
    QTest.keyClick(page.target.typed, Qt.Key.Key_Return)
    hood.qtbot.waitUntil(page.target.menu.isVisible)
    offered = page.target.menu.actions()
    assert len(offered) > 2
    assert all(action.text().startswith("“") for action in offered)
    QTest.keyClick(page.target.menu, Qt.Key.Key_Return)
    chosen = hood.window.target.target_id
    assert type(chosen) is int
    hood.qtbot.waitUntil(lambda: asked_about(hood) == chosen)


def test_the_grid_is_walked_and_speaks(hood: Hood, example: Example) -> None:
    """Every cell is a sentence; Enter looks at its place."""
    page = open_grid(hood)
    assert not page.target.isVisible()  # each column has its own token
    page.grid.setFocus()
    QTest.keyClick(page.grid, Qt.Key.Key_Up)
    assert page.readout.text().startswith(
        f"“␣red”, place 24, after block 5: “␣ball” {example.after_block(5)[0]}, rank 1"
    )
    QTest.keyClick(page.grid, Qt.Key.Key_Left)
    QTest.keyClick(page.grid, Qt.Key.Key_Return)
    assert hood.inside.at is not None
    assert hood.inside.at.place == 23
    assert (page.grid.row, page.grid.place) == (5, 23)
    pos = page.grid.cell_rect(3, 22).center()
    QTest.mouseClick(page.grid.viewport(), LEFT, pos=pos)
    assert (page.grid.row, page.grid.place) == (3, 22)
    QTest.mouseDClick(page.grid.viewport(), LEFT, pos=pos)
    assert hood.inside.at.place == 22


def test_only_what_is_in_sight_is_asked_for(hood: Hood) -> None:
    """A long text must not be computed because a corner of it is looked at."""
    hood.window.resize(900, 640)
    page = open_grid(hood)
    lens = hood.window.lens
    hood.qtbot.waitUntil(lambda: set(page.grid.places_in_sight()) <= set(lens.columns))
    assert 1 not in lens.columns
    QTest.keyClick(page.grid, Qt.Key.Key_Home)
    hood.qtbot.waitUntil(lambda: 1 in lens.columns)
    last = len(hood.inside.at.ids)
    assert last not in lens.columns
    page.grid.place_chosen.emit(2)
    assert 24 in lens.columns  # another place of the same text is no other grid


def test_the_statistic_is_chosen_by_mouse_and_keys(hood: Hood) -> None:
    """Five figures of one grid, each with its scale."""
    page = open_grid(hood)
    QTest.mouseClick(page.statistics[Statistic.TOP], LEFT)
    assert "␣ball" in page.grid.text().splitlines()[-1]
    QTest.mouseClick(page.statistics[Statistic.RANK], LEFT)
    assert page.scale.words == "rank 50,257 … 1 (logarithmic)"
    QTest.mouseClick(page.statistics[Statistic.ENTROPY], LEFT)
    assert page.scale.words == "entropy 0 … 15.6 bits"
    button = page.statistics[Statistic.ENTROPY]
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Right)
    assert page.statistics[Statistic.KL].isChecked()
    QTest.keyClick(page.statistics[Statistic.KL], Qt.Key.Key_Space)
    assert page.scale.words == "KL 0 … 10 nats or more"


def test_rows_and_cells_are_copied(hood: Hood, example: Example) -> None:
    """Ctrl+C, with whose figures they are."""
    p, rank = example.after_block(5)
    page = open_page(hood)
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == 15
    assert lines[11].split("\t")[:3] == ["5", p, str(rank)]
    assert lines[-1] == hood.window.origin.text()


def test_figures_and_pictures_are_saved(hood: Hood, tmp_path: Path) -> None:
    """Full precision and the line of origin in the table; a picture that is one."""
    page = open_grid(hood)
    actions = {action.text(): action for action in page.export.exports.actions()}
    for name in ("lens.csv", "lens grid.csv", "lens.png", "lens grid.png"):
        page.export.exports._ask_where = lambda _w, start, _n, then: then(tmp_path / start.name)
        offer = {
            "lens.csv": "Save: Lens as CSV…",
            "lens grid.csv": "Save: Grid as CSV…",
            "lens.png": "Save: Curve as PNG…",
            "lens grid.png": "Save: Grid as PNG…",
        }[name]
        actions[offer].trigger()
        assert "Saved as" in page.export.notice.text()
    rows = list(csv.reader(io.StringIO((tmp_path / "lens.csv").read_text("utf-8-sig"))))
    lens = hood.window.lens.lens
    assert lens is not None
    assert rows[12][:4] == ["24", "5", str(BALL), "␣ball"]
    assert float(rows[12][4]) == lens.points[10].outcome.p
    assert rows[0] == [hood.window.origin.text()]
    grid = list(csv.reader(io.StringIO((tmp_path / "lens grid.csv").read_text("utf-8-sig"))))
    assert len(grid) == 2 + 7 * len(hood.window.lens.columns)
    for name in ("lens.png", "lens grid.png"):
        image = QImage(str(tmp_path / name))
        assert image.width() > 1000
        colours = {image.pixel(x, y) for x in range(0, image.width(), 9) for y in range(0, 700, 9)}
        assert len(colours) > 3


def test_guessing_covers_the_page(hood: Hood) -> None:
    """Who guesses must not read what comes from the lens."""
    page = open_page(hood)
    talk = hood.program.view_models.talk
    talk.set_guessing(True)
    assert page.cover.isVisible()
    assert not page.table.isVisible()
    QTest.mouseClick(page.cover.button, LEFT)
    assert page.table.isVisible()
    assert not page.cover.isVisible()


def test_old_figures_do_not_stand_beside_a_new_place(hood: Hood) -> None:
    """While the answer for a new place is long in coming the old one goes away."""
    page = open_page(hood)
    hood.inside.look_at(20)
    hood.qtbot.waitUntil(lambda: asked_about(hood) != BALL)
    hood.qtbot.waitUntil(lambda: page.table.model().rowCount() == 13)
    assert asked_about(hood) == hood.inside.at.next_id


@pytest.mark.parametrize("size", [(900, 640), (1600, 1000)])
def test_nothing_is_cut(hood: Hood, size: tuple[int, int]) -> None:
    """At both ends of the sizes the choices have their whole width."""
    hood.window.resize(*size)
    page = open_page(hood)
    for button in (page.here, page.everywhere, *page.statistics.values()):
        if button.isVisible():
            assert button.width() >= button.minimumSizeHint().width()
    right = page.export.mapTo(hood.window, QPoint(page.export.width(), 0)).x()
    assert right <= hood.window.width()


def test_a_shorter_text_has_no_cell_of_the_longer_one(hood: Hood) -> None:
    """Another chat comes up while all places of a long text are on show."""
    page = open_grid(hood)
    page.grid.setFocus()
    hood.qtbot.keyClick(page.grid, Qt.Key.Key_End)
    place = page.grid.place
    hood.program.view_models.sampling.set_max_new_tokens(2)
    with hood.qtbot.waitSignal(hood.program.view_models.chat.run_finished):
        hood.program.window.views.menu.new_chat.trigger()
        hood.program.view_models.chat.submit("Tom")
    hood.mark(0)
    hood.wait_for_view()
    assert hood.inside.at is not None
    assert len(hood.inside.at.ids) < place
    assert page.grid.words_at(0, place) == ""
