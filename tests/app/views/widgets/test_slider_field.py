"""A slider is moved by hand to where the hand is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from gptdesk.app.theme import ThemeController
from gptdesk.app.views.widgets.slider_field import NeutralSlider, NumberField


@pytest.mark.parametrize("zoom", [100, 200])
def test_a_click_in_the_track_goes_there(qtbot: QtBot, themes: ThemeController, zoom: int) -> None:
    """Qt moves by a page: whoever wants 0.2 had to click five times."""
    themes.set_zoom(zoom)
    slider = NeutralSlider()
    qtbot.addWidget(slider)
    slider.setRange(0, 100)
    slider.resize(300, 48)
    slider.show()
    for share in (0.8, 0.2, 0.5):
        place = QPoint(round(share * slider.width()), slider.height() // 2)
        qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=place)
        # The handle has a width, so that the track is a little shorter than the slider.
        assert slider.value() == pytest.approx(100 * share, abs=6)
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(60, slider.height() // 2))
    qtbot.mouseMove(slider, QPoint(250, slider.height() // 2))
    assert slider.value() > 70, "the drag begins where it was pressed"
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(250, slider.height() // 2))


@pytest.mark.parametrize("place", ["first", "last"])
def test_a_double_click_selects_the_whole_number(
    qtbot: QtBot, themes: ThemeController, place: str
) -> None:
    """Qt selects up to the point: 0.7 typed over 1.50 became 0.50."""
    field = NumberField()
    qtbot.addWidget(field)
    field.setRange(0, 1000)
    field.setValue(1.5)
    field.show()
    line = field.lineEdit()
    line.setFocus()
    ends = {}
    for name, key in (("first", Qt.Key.Key_Home), ("last", Qt.Key.Key_End)):
        qtbot.keyClick(line, key)
        ends[name] = line.cursorRect().center()
    inwards = QPoint(field.fontMetrics().horizontalAdvance("1") // 2, 0)
    spot = ends[place] + (inwards if place == "first" else -inwards)
    qtbot.mouseClick(line, Qt.MouseButton.LeftButton, pos=spot)
    qtbot.mouseDClick(line, Qt.MouseButton.LeftButton, pos=spot)
    assert line.selectedText() == "1.50"
    qtbot.mousePress(line, Qt.MouseButton.LeftButton, pos=spot)
    qtbot.mouseRelease(line, Qt.MouseButton.LeftButton, pos=spot)
    assert line.selectedText() == "1.50", "the third click of a quick hand"
    qtbot.keyClicks(line, "0,7")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert (field.value(), field.text()) == (0.7, "0.70")


def test_a_point_typed_before_the_point_is_one_point(qtbot: QtBot, themes: ThemeController) -> None:
    """What is shown while it is typed is the number that it will be."""
    field = NumberField()
    qtbot.addWidget(field)
    field.setRange(0, 1000)
    field.setValue(1.5)
    field.show()
    line = field.lineEdit()
    for point in ".,":
        field.setValue(1.5)
        line.setSelection(0, 1)
        qtbot.keyClicks(line, f"0{point}")
        assert line.text() == "0.50"
        assert field.value() == 0.5


@pytest.mark.parametrize("zoom", [100, 200])
def test_the_number_has_the_whole_field(qtbot: QtBot, themes: ThemeController, zoom: int) -> None:
    """No button stands in it: numbers below each other end at one edge."""
    themes.set_zoom(zoom)
    field = NumberField()
    qtbot.addWidget(field)
    field.show()
    assert field.lineEdit().geometry().right() >= field.rect().right() - 2
