"""A slider is moved by hand to where the hand is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from gptdesk.app.theme import ThemeController
from gptdesk.app.views.widgets.slider_field import NeutralSlider


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
