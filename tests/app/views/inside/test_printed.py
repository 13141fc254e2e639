"""What is on show under the hood, on paper: the picture, every row, and whose figures they are."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QSizeF, Qt
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from gptdesk.app.theme import current_theme, load_theme
from gptdesk.app.viewmodels.inside.walking import Page, Step
from gptdesk.app.views.printing import printing
from gptdesk.app.views.printing.figure_pages import FigurePages, PrintedFigures
from gptdesk.app.views.printing.pages import POINT
from gptdesk.chat.changes import Changes, HeadChange
from gptdesk.engine.inside.values import Spot, Stop
from tests.app.views.inside.conftest import Hood, Print, assert_is_on_paper, squeezed

A4 = QSizeF(595, 842)
PICTURES = {Page.ATTENTION, Page.LENS, Page.LEARNING}
ORIGIN = "storyteller, abc, float32, as stored, place 24"


def go_to(hood: Hood, page: Page, stop: Stop = Stop.SCORES) -> None:
    """Go to a page, and wait for its figures and its picture."""
    hood.inside.go_to(Step(page, Spot(stop, 6, 1)))
    shown = hood.window.page(page)
    hood.qtbot.waitUntil(lambda: shown.isVisible() and shown.figures() is not None)
    if page in PICTURES:
        hood.qtbot.waitUntil(lambda: shown.picture() is not None)


def test_a_stop_is_printed_with_its_origin(hood: Hood, printed: Print) -> None:
    """All 64 numbers, the prediction, and on each page whose figures they are."""
    hood.inside.set_changes(Changes((HeadChange(3, 2),)))
    hood.wait_for_view()
    go_to(hood, Page.STOP, Stop.QUERY_KEY_VALUE)
    text = squeezed(printed(hood).text)
    figures = hood.window.page(Page.STOP).figures()
    assert figures is not None
    for words in (
        "Block 6 · head 6.1 · query, key, value",
        "is predicted after “␣red”, place 24, with head 3.2 off",
        hood.window.origin.text(),
        *figures.columns,
        *(cell.text for row in figures.rows for cell in row),
    ):
        assert squeezed(words) in text
    assert "place24,head3.2off" in text
    pages = int(re.findall(r"1of(\d+)", text)[0])
    assert text.count(squeezed(hood.window.origin.text())) == pages


def test_every_page_can_be_printed(hood: Hood, printed: Print) -> None:
    """Its figures close with the prediction; a page with a picture has it."""
    hood.inside.set_changes(Changes((HeadChange(3, 2),)))
    hood.wait_for_view()
    for page in (Page.ATTENTION, Page.LENS, Page.CONTRIBUTIONS, Page.WHAT_IF, Page.LEARNING):
        go_to(hood, page)
        shown = hood.window._printed()
        assert shown is not None
        assert shown.picture is not None
        assert shown.picture.isNull() == (page not in PICTURES)
        text = squeezed(printed(hood).text)
        assert squeezed(shown.title) in text
        assert squeezed(hood.window.origin.text()) in text
        assert squeezed("p of “␣ball”") in text


def test_a_kept_view_is_printed_with_its_own_origin(hood: Hood, printed: Print) -> None:
    """Whatever is looked at now, the figures are those of the place where they were kept."""
    go_to(hood, Page.LENS)
    hood.qtbot.mouseClick(hood.window.keep, Qt.MouseButton.LeftButton)
    hood.inside.look_at(5)
    hood.inside.go_to(Step(Page.KEPT))
    page = hood.window.page(Page.KEPT)
    hood.qtbot.waitUntil(lambda: page.list.model().rowCount() == 1)
    text = squeezed(printed(hood).text)
    assert squeezed(page.origin.text()) in text
    assert "place24" in squeezed(page.origin.text())
    assert squeezed("How “␣ball”, place 25") in text


def test_nothing_covered_is_printed(hood: Hood, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever guesses must not find the answer on paper."""
    go_to(hood, Page.LENS)
    monkeypatch.setattr(printing, "ask_for_printer", lambda *_: pytest.fail("it was asked for"))
    hood.program.view_models.talk.set_guessing(is_guessing=True)
    hood.mark(1)
    assert hood.program.view_models.talk.is_covered
    hood.qtbot.mouseClick(hood.window.print, Qt.MouseButton.LeftButton)
    assert hood.window.said.text().startswith("It is covered while you guess.")


def test_a_page_that_is_being_computed_says_so(
    hood: Hood, printed: Print, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the figures of the place before, nor a page without its picture; then all of it."""
    for page in (Page.ATTENTION, Page.LENS, Page.CONTRIBUTIONS, Page.LEARNING):
        go_to(hood, page)
        hood.qtbot.waitUntil(lambda: not hood.window._is_computing())
        assert hood.inside.at is not None
        with monkeypatch.context() as patched:
            patched.setattr(printing, "ask_for_printer", lambda *_: pytest.fail("it was asked for"))
            hood.inside.look_at(hood.inside.at.place - 1)
            menu = hood.window.page(page).export.menu()
            menu.aboutToShow.emit()
            hood.qtbot.mouseClick(hood.window.print, Qt.MouseButton.LeftButton)
        assert hood.window.said.text().startswith("The page is being computed.")
        offers = [one for one in menu.actions() if one.data()]
        assert not offers[0].isEnabled()  # a map of attention is of all places: it stays
        assert offers[0].toolTip() == "It is being computed."
        hood.qtbot.waitUntil(lambda: not hood.window._is_computing())
        menu.aboutToShow.emit()
        assert offers[0].isEnabled()
        place = hood.inside.at.place
        assert_is_on_paper(hood, printed(hood).text, has_picture=page in PICTURES)
        assert f"place {place}" in hood.window.origin.text()


def test_without_a_place_it_says_so(hood: Hood) -> None:
    """A sentence instead of an empty sheet."""
    hood.program.view_models.chat.new_chat()
    hood.qtbot.waitUntil(lambda: bool(hood.inside.problem))
    hood.qtbot.mouseClick(hood.window.print, Qt.MouseButton.LeftButton)
    assert hood.window.said.text() == "There is nothing to print yet."


def test_a_picture_is_light_on_paper_in_every_theme(hood: Hood) -> None:
    """A dark sheet costs a cartridge; the window keeps its own colours."""
    hood.program.view_models.appearance.set_colour_scheme("dark")
    light = load_theme("light").color("window")
    for page in PICTURES:
        go_to(hood, page)
        hood.window.grab()  # lays the page out, and a picture of its size is asked for
        shown = hood.window.page(page)
        hood.qtbot.waitUntil(lambda shown=shown: shown.picture() is not None)
        before = hood.window.grab().toImage()
        printed = hood.window._printed()
        assert printed is not None
        assert printed.picture is not None
        assert printed.picture.pixelColor(1, 1) == light
        assert current_theme().name == "dark"
        assert hood.window.grab().toImage() == before


def of(columns: int, rows: int, text: str = "0.1234567", *, has_picture: bool = False):
    picture = QImage(400, 300, QImage.Format.Format_RGB32)
    picture.fill(0xFFFF0000)
    return PrintedFigures(
        "A title",
        "and a line",
        ORIGIN,
        tuple(f"column {number}" for number in range(columns)),
        tuple((f"row {row}", *(text for _ in range(columns - 1))) for row in range(rows)),
        frozenset(range(1, columns)),
        picture if has_picture else None,
    )


@pytest.mark.parametrize(("columns", "rows"), [(2, 3), (5, 400), (41, 30), (2, 0), (1, 9)])
def test_every_cell_is_on_paper_once(qtbot: QtBot, columns: int, rows: int) -> None:
    """However wide and long a table is: nothing is lost at an edge, no part leaves its page."""
    pages = FigurePages(of(columns, rows, has_picture=True), A4)
    for _ in pages.divide():
        pass
    seen: dict[tuple[int, int], int] = {}
    for sheet in pages.sheets:
        for part in sheet:
            assert part.stop > part.first
            height = (part.stop - part.first + 1) * pages._row_height
            assert part.top + height <= pages._end + 1
            for row in range(part.first, part.stop):
                for column in part.columns:
                    seen[row, column] = seen.get((row, column), 0) + 1
    assert seen.keys() == {(row, column) for row in range(rows) for column in range(columns)}
    assert all(count == 1 for (_, column), count in seen.items() if column)


def test_the_picture_stands_above_the_table(qtbot: QtBot) -> None:
    """On the first page, not over title or rows."""
    pages = FigurePages(of(3, 5, has_picture=True), A4)
    for _ in pages.divide():
        pass
    image = QImage(595, 842, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    painter.scale(1 / POINT, 1 / POINT)
    pages.paint(painter, 0)
    painter.end()
    red = [y for y in range(842) if image.pixelColor(297, y).name() == "#ff0000"]
    assert red
    assert red[-1] - red[0] + 1 == pytest.approx(300, abs=2), "a point for a pixel"
    (part,) = pages.sheets[0]
    assert red[-1] < part.top / POINT
