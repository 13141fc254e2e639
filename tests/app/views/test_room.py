"""Text and instrument side by side, and one over the other where there is no room."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gptdesk.app.views.room import PANEL_WIDTH, Room


@pytest.fixture
def room(qtbot: QtBot) -> Room:
    """A shown room of 1280 x 800."""
    room = Room(QWidget(), QWidget())
    qtbot.addWidget(room)
    room.resize(1280, 800)
    room.show()
    return room


def _parts(room: Room) -> tuple[QWidget, QWidget]:
    return room._centre, room._panel


def test_panel_stands_beside_the_text(room: Room) -> None:
    """Text and figures are both readable in a window of ordinary size."""
    centre, panel = _parts(room)
    assert panel.isVisible()
    assert panel.width() == PANEL_WIDTH
    assert not centre.geometry().intersects(panel.geometry())


def test_hidden_panel_gives_its_place_to_the_text(room: Room) -> None:
    """Hiding the instrument is for reading in full width."""
    room.set_panel_visible(False)
    centre, panel = _parts(room)
    assert not panel.isVisible()
    assert centre.width() == 1280


def test_narrow_window_keeps_the_text_readable(room: Room) -> None:
    """The text never gets narrower than its column for the sake of the panel."""
    room.resize(700, 600)
    centre, panel = _parts(room)
    assert centre.width() == 700
    assert not panel.isVisible()
    room.set_panel_visible(True)
    assert panel.isVisible()
    assert centre.width() == 700, "it lies over the text and moves nothing"
    assert panel.geometry().right() == 699


def test_growing_again_brings_the_panel_back(room: Room) -> None:
    """What the user chose for the wide window is still chosen there."""
    room.resize(700, 600)
    room.resize(1280, 800)
    assert room.is_panel_visible
    room.set_panel_visible(False)
    room.resize(700, 600)
    room.resize(1280, 800)
    assert not room.is_panel_visible


def test_visibility_is_told(room: Room, qtbot: QtBot) -> None:
    """The check mark in the menu follows."""
    with qtbot.waitSignal(room.panel_visibility_changed) as told:
        room.resize(700, 600)
    assert told.args == [False]
