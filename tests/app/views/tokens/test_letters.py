"""Texts that are kept shaped stand where Qt draws them afresh, in every script."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter
from pytestqt.qtbot import QtBot

from gptdesk.app.theme import load_theme
from gptdesk.app.views.tokens.letters import Letters
from gptdesk.app.views.tokens.marks import Marks

WHITE, BLACK = QColor("white"), QColor("black")
ROW = QRect(10, 3, 180, 24)
TEXTS = ["50256", "0.03\N{NO-BREAK SPACE}%", "2×10⁻⁷\N{NO-BREAK SPACE}%", "␣Paris", "␣שלום", "你好"]


@pytest.fixture(params=["ui_small", "mono_small"])
def font(request: pytest.FixtureRequest, qtbot: QtBot) -> QFont:
    """A font of the rows."""
    del qtbot  # a font needs the application
    return load_theme("light").font(request.param)


def ink(image: QImage) -> QRect:
    """Return the smallest box that holds what is drawn."""
    places = itertools.product(range(image.width()), range(image.height()))
    dark = [(x, y) for x, y in places if image.pixel(x, y) != WHITE.rgb()]
    columns, rows = zip(*dark, strict=True) if dark else ((0,), (0,))
    return QRect(QPoint(min(columns), min(rows)), QPoint(max(columns), max(rows)))


def drawn(draw: Callable[[QPainter], object]) -> QImage:
    """Return a white picture with something drawn on it."""
    image = QImage(200, 30, QImage.Format.Format_RGB32)
    image.fill(WHITE)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw(painter)
    return image


@pytest.mark.parametrize("text", TEXTS)
def test_a_kept_text_stands_where_it_is_drawn_afresh(font: QFont, text: str) -> None:
    """Drawn twice: the first time it is shaped, the second time it is kept."""
    letters, end = Letters(font), ROW.left() + ROW.width()

    def afresh(painter: QPainter) -> None:
        painter.setFont(font)
        painter.drawText(ROW, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)

    wanted = ink(drawn(afresh))
    assert wanted.width() > 10
    assert wanted.width() < ROW.width()
    left, middle = end - letters.width(text), ROW.top() + ROW.height() / 2
    for add in (
        lambda marks: marks.add_right(letters, BLACK, end, middle, text),
        lambda marks: marks.add_right(letters, BLACK, end, middle, text),
        lambda marks: marks.add_left(letters, BLACK, left, middle, text),
    ):
        marks = Marks()
        add(marks)
        box = ink(drawn(marks.draw))
        assert (box.top(), box.bottom()) == (wanted.top(), wanted.bottom())
        assert box.right() == pytest.approx(wanted.right(), abs=1)
        assert box.width() == pytest.approx(wanted.width(), abs=2)  # widths of letters are rounded


@pytest.mark.parametrize("first", [12, 12.5])
@pytest.mark.parametrize("row_height", [24, 33])
def test_rows_of_any_height_stand_evenly(font: QFont, row_height: int, first: float) -> None:
    """Halves of a pixel that are rounded to even numbers would make every other gap wider.

    Where they are rounded depends on the height of the font: `first` is the first row's middle.
    """
    letters, tops = Letters(font), list[int]()
    for row in range(6):

        def draw(painter: QPainter, row: int = row) -> None:
            marks = Marks()
            marks.add_left(letters, BLACK, 10, first + row * row_height, "50256")
            painter.translate(0, -row * row_height)
            marks.draw(painter)

        tops.append(ink(drawn(draw)).top())
    assert len(set(tops)) == 1


def test_what_is_gathered_lies_in_its_order(font: QFont) -> None:
    """A line that was added later covers the earlier, whatever else has its colour."""
    marks, red, blue = Marks(), QColor("red"), QColor("blue")
    box = QRectF(20, 4, 100, 20)
    marks.add_left(Letters(font), BLACK, 130, 14, "text")
    marks.add_line(blue, QRectF(20, 4, 10, 20))
    marks.add_line(red, QRectF(20, 8, 100, 12))
    marks.add_line(blue, QRectF(20, 12, 100, 4))
    marks.add_box(BLACK, box, 0)
    marks.add_box(red, QRectF(180, 4, 1, 20), 4)  # too narrow to be round
    image = drawn(marks.draw)

    def column(x: int, *rows: int) -> list[str]:
        return [image.pixelColor(x, y).name() for y in rows]

    assert column(70, 5, 10, 14) == [BLACK.name(), red.name(), blue.name()]
    assert column(25, 5, 10, 14) == [blue.name(), red.name(), blue.name()]
    assert column(180, 14) == [red.name()]
    assert ink(image).right() == 180


def test_a_long_text_is_cut_as_qt_cuts_it(font: QFont) -> None:
    """The same words in another width are cut elsewhere."""
    letters, text = Letters(font), "␣internationalization"
    for width in (40, 80, 80, 400):
        cut = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, width)
        assert letters.elided(text, width) == cut
