"""The page *What wrote the logit*: the shipped example, order, what a part is made of, exports."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from gptdesk.app.viewmodels.inside.contributions import Column
from gptdesk.app.viewmodels.inside.walking import Page
from gptdesk.app.views.inside.logits.contribution_table import ShareTable
from gptdesk.app.views.inside.logits.contributions_page import ContributionsPage
from gptdesk.chat.changes import Changes, HeadChange
from tests.app.views.inside.conftest import Example, Hood, shown_piece

LEFT = Qt.MouseButton.LeftButton
CONTROL = Qt.KeyboardModifier.ControlModifier


def open_page(hood: Hood) -> ContributionsPage:
    """Choose the page in the list, and wait for its figures."""
    entries = hood.window.stops.list
    items = [entries.item(row) for row in range(entries.count())]
    item = next(item for item in items if item.text() == "what wrote the logit")
    entries.scrollToItem(item)
    QTest.mouseClick(entries.viewport(), LEFT, pos=entries.visualItemRect(item).center())
    page = hood.window.page(Page.CONTRIBUTIONS)
    assert isinstance(page, ContributionsPage)
    hood.qtbot.waitUntil(lambda: page.table.model().rowCount() == 39)
    return page


def cell(table: ShareTable, row: int, column: int) -> str:
    return table.model().index(row, column).data()


def column(table: ShareTable, number: int) -> list[str]:
    return [cell(table, row, number) for row in range(table.model().rowCount())]


def is_whole(table: ShareTable) -> bool:
    """Return whether no part of the current row is cut, by the table or by the page around it."""
    row = table.visualRect(table.currentIndex())
    seen = table.viewport().visibleRegion().boundingRect()
    return (
        table.currentIndex().isValid() and seen.top() <= row.top() <= row.bottom() <= seen.bottom()
    )


def go_to_row(page: ContributionsPage, name: str) -> None:
    """Walk to a row by the keyboard."""
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Home, CONTROL)
    for _ in range(column(page.table, 0).index(name)):
        QTest.keyClick(page.table, Qt.Key.Key_Down)


def test_the_largest_parts_and_the_sum(hood: Hood, example: Example) -> None:
    """The promised figures, and an account that closes on the screen."""
    page = open_page(hood)
    rows = [(cell(page.table, row, 0), cell(page.table, row, 2)) for row in range(3)]
    assert rows == example.largest[:3]
    assert column(page.foot, 0) == ["sum", "the network's own", "difference"]
    assert cell(page.foot, 0, 2) == cell(page.foot, 1, 2) == f"{sum(example.shares.values()):+.3f}"
    account = hood.window.contributions.account
    assert account is not None
    for of in Column:  # rounding of float32, measured 6e-6
        assert of.of(account.sum) == pytest.approx(of.of(account.target), abs=3e-5)
    header = page.table.model().headerData(3, Qt.Orientation.Horizontal)
    assert header == "versus “␣car”"
    assert page.readout.text().startswith("{}: centred {}".format(*example.largest[0]))
    assert "no forecast" in page.sentence.text()


def test_rows_are_ordered_by_each_column(hood: Hood) -> None:
    """By buttons, by keys and by the header; the order of the network can be had back.

    The row that is chosen is whole in sight in a low window too, whoever chose it.
    """
    page = open_page(hood)
    hood.window.resize(960, 600)
    page.table.setFocus()
    for _ in range(page.table.model().rowCount()):
        QTest.keyClick(page.table, Qt.Key.Key_Down)
        assert is_whole(page.table), "by keys"
    hood.window.resize(960, 400)  # now the page around it scrolls
    hood.qtbot.waitUntil(lambda: hood.window._room.verticalScrollBar().maximum() > 50)
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Home):
        hood.window._room.verticalScrollBar().setValue(0 if key == Qt.Key.Key_Up else 999)
        QTest.keyClick(page.table, key, CONTROL)
        hood.qtbot.waitUntil(lambda: is_whole(page.table))
    hood.window.resize(960, 600)
    page.table.scrollToTop()
    page.resize(page.width(), page.height() - 7)  # a row is cut at the foot
    view = page.table.viewport()
    QTest.mouseClick(view, LEFT, pos=QPoint(9, view.height() - 2))
    hood.qtbot.waitUntil(lambda: page.table.currentIndex().row() < 30 and is_whole(page.table))
    page.resize(page.width(), page.height() - 100)  # as a longer sentence below it does
    assert is_whole(page.table)
    QTest.mouseClick(page.orders[None], LEFT)
    assert column(page.table, 0)[:2] == ["token “␣red”", "position 24"]
    assert column(page.table, 0)[-1].startswith("constant")
    QTest.mouseClick(page.orders[Column.RAW], LEFT)
    values = [float(text.replace("−", "-")) for text in column(page.table, 1)]
    assert values == sorted(values, reverse=True)
    page.orders[Column.RAW].setFocus()
    QTest.keyClick(page.orders[Column.RAW], Qt.Key.Key_Right)
    QTest.keyClick(page.orders[Column.CENTRED], Qt.Key.Key_Space)
    assert hood.window.contributions.column is Column.CENTRED
    header = page.table.horizontalHeader()
    x = header.sectionViewportPosition(3) + header.sectionSize(3) // 2
    for is_reversed in (False, True):
        QTest.mouseClick(header.viewport(), LEFT, pos=QPoint(x, 8))
        values = [float(text.replace("−", "-")) for text in column(page.table, 3)]
        assert values == sorted(values, reverse=not is_reversed)
    QTest.mouseClick(page.reverse, LEFT)
    assert not hood.window.contributions.is_reversed


def test_a_head_opens_into_the_places_it_read(hood: Hood, example: Example) -> None:
    """Enter and Backspace; the sources sum to the row, and the row is marked again after."""
    page = open_page(hood)
    go_to_row(page, "head 5.1")
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    hood.qtbot.waitUntil(lambda: page.table.model().rowCount() == 24)
    assert cell(page.table, 0, 0) == "17 “␣ball”"
    in_all = float(cell(page.foot, 0, 2).replace("−", "-"))
    assert in_all == pytest.approx(example.shares["head 5.1"], abs=1e-3)
    assert column(page.foot, 0)[1] == "head 5.1 in all"
    assert cell(page.foot, 0, 2) == cell(page.foot, 1, 2)
    assert page.heading.text() == "Head 5.1, by the place it read"
    QTest.keyClick(page.table, Qt.Key.Key_Backspace)
    assert page.table.model().rowCount() == 39
    assert cell(page.table, page.table.currentIndex().row(), 0) == "head 5.1"


def test_an_mlp_opens_into_its_neurons(hood: Hood, example: Example) -> None:
    """All of them and the bias, by a double click; the button goes back."""
    page = open_page(hood)
    rect = page.table.visualRect(page.table.model().index(0, 0))
    QTest.mouseClick(page.table.viewport(), LEFT, pos=rect.center())
    QTest.mouseDClick(page.table.viewport(), LEFT, pos=rect.center())
    hood.qtbot.waitUntil(lambda: page.table.model().rowCount() == 4 * 256 + 1)
    assert cell(page.table, 0, 0).startswith("neuron ")
    assert cell(page.foot, 0, 2) == cell(page.foot, 1, 2)
    shown = float(cell(page.foot, 0, 2).replace("−", "-"))
    assert shown == pytest.approx(float(example.largest[0][1]), abs=1e-3)
    assert page.back.isVisible()
    hood.inside.look_at(23)
    hood.qtbot.waitUntil(lambda: page.table.model().rowCount() == 4 * 256 + 1)
    QTest.mouseClick(page.back, LEFT)
    hood.qtbot.waitUntil(lambda: page.table.model().rowCount() == 39)


def test_what_has_no_parts_says_so(hood: Hood) -> None:
    """Enter that does nothing would look like a fault."""
    page = open_page(hood)
    go_to_row(page, "position 24")
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert page.readout.text() == "Only heads and MLPs have parts of their own."
    assert page.table.model().rowCount() == 39


def test_the_other_token_is_called_what_it_is(hood: Hood, example: Example) -> None:
    """A token that is not the most probable one is compared with the first, no runner-up."""
    page = open_page(hood)
    runner_up = shown_piece(example.as_is.logits[-1].topk(2).indices[1].item())
    assert page.versus.list.currentText() == f"{runner_up} (runner-up)"
    page.target.list.setFocus()
    QTest.keyClick(page.target.list, Qt.Key.Key_Down)
    assert page.target.list.currentText() == runner_up
    hood.qtbot.waitUntil(lambda: page.versus.list.currentText() == "␣ball (the first)")
    assert "versus “␣ball”" in page.table.model().headerData(3, Qt.Orientation.Horizontal)
    QTest.keyClick(page.target.list, Qt.Key.Key_Up)
    hood.qtbot.waitUntil(lambda: page.versus.list.currentText() == f"{runner_up} (runner-up)")


def test_versus_another_token(hood: Hood, example: Example) -> None:
    """The third column is about the token that is chosen, the others stay."""
    page = open_page(hood)
    before = sorted(column(page.table, 2))
    _, runner_up, third = map(shown_piece, example.as_is.logits[-1].topk(3).indices.tolist())
    assert page.versus.list.currentText() == f"{runner_up} (runner-up)"
    page.versus.list.setFocus()
    for _ in range(2):
        QTest.keyClick(page.versus.list, Qt.Key.Key_Down)
    name = page.versus.list.currentText()
    assert name == third
    account = hood.window.contributions

    def is_about_it() -> bool:
        return (
            account.account is not None
            and page.table.model().headerData(3, Qt.Orientation.Horizontal) == f"versus “{name}”"
        )

    hood.qtbot.waitUntil(is_about_it)
    assert sorted(column(page.table, 2)) == before


def test_a_head_that_is_off_is_struck_through(hood: Hood) -> None:
    """It writes nothing, and why is seen."""
    page = open_page(hood)
    hood.inside.set_changes(Changes((HeadChange(5, 1),)))
    hood.qtbot.waitUntil(lambda: is_struck(page) and share_of(page, "head 5.1") == "0.000")


def share_of(page: ContributionsPage, name: str) -> str:
    names = column(page.table, 0)
    return cell(page.table, names.index(name), 2) if name in names else ""


def is_struck(page: ContributionsPage) -> bool:
    names = column(page.table, 0)
    if "head 5.1" not in names:
        return False
    index = page.table.model().index(names.index("head 5.1"), 0)
    font = index.data(Qt.ItemDataRole.FontRole)
    return font is not None and font.strikeOut()


def test_shares_are_copied_and_saved(hood: Hood, tmp_path: Path) -> None:
    """Rows with their foot and the line of origin; full precision in the file."""
    page = open_page(hood)
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_C, CONTROL)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == 1 + 39 + 3 + 1
    assert lines[1].split("\t")[0] == "MLP 6"
    assert lines[-1] == hood.window.origin.text()
    page.export.exports._ask_where = lambda _w, start, _n, then: then(tmp_path / start.name)
    next(a for a in page.export.exports.actions() if a.text().startswith("Save")).trigger()
    assert "Saved as" in page.export.notice.text()
    text = (tmp_path / "what wrote the logit.csv").read_text("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    account = hood.window.contributions.account
    assert account is not None
    values = {part.name: part.centred for part in account.parts}
    assert {row[0]: float(row[2]) for row in rows[2:41]} == values
    assert rows[0] == [hood.window.origin.text()]


def test_guessing_covers_the_page(hood: Hood) -> None:
    """Who guesses must not read it in the account."""
    page = open_page(hood)
    hood.program.view_models.talk.set_guessing(True)
    assert page.cover.isVisible()
    assert not page.table.isVisible()
    QTest.mouseClick(page.cover.button, LEFT)
    assert page.table.isVisible()
