"""Text and what stands beside it, and one over the other where there is no room."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gptdesk.app.theme import PANEL_WIDTH
from gptdesk.app.views.window.columns import SIDEBAR_WIDTH, Room


@pytest.fixture
def centre() -> QWidget:
    return QWidget()


@pytest.fixture
def panel() -> QWidget:
    return QWidget()


@pytest.fixture
def sidebar() -> QWidget:
    return QWidget()


@pytest.fixture
def room(qtbot: QtBot, qapp: object, centre: QWidget, panel: QWidget, sidebar: QWidget) -> Room:
    """A shown room of 1280 x 800."""
    room = Room(centre, panel, sidebar)
    qtbot.addWidget(room)
    room.resize(1280, 800)
    room.show()
    return room


def test_all_three_stand_side_by_side(room, centre, panel, sidebar):
    """Conversations, text and figures are readable in a window of ordinary size."""
    assert panel.isVisible()
    assert sidebar.isVisible()
    assert panel.width() == PANEL_WIDTH
    assert sidebar.width() == SIDEBAR_WIDTH
    assert not centre.geometry().intersects(panel.geometry())
    assert not centre.geometry().intersects(sidebar.geometry())


def test_what_is_hidden_gives_its_place_to_the_text(room, centre, panel, sidebar):
    """Hiding both is for reading in full width."""
    room.set_panel_visible(False)
    room.set_sidebar_visible(False)
    assert not panel.isVisible()
    assert not sidebar.isVisible()
    assert centre.width() == 1280


def test_the_instrument_gives_way_first(room, centre, panel, sidebar):
    """At 960 the text stays readable; F8 lays the panel over it, F9 makes room for it."""
    room.resize(960, 600)
    assert sidebar.isVisible()
    assert not panel.isVisible()
    before = centre.geometry()
    room.set_panel_visible(True)
    assert panel.isVisible()
    assert centre.geometry() == before, "it lies over the text and moves nothing"
    assert panel.geometry().right() == 959

    room.set_panel_visible(False)
    room.set_sidebar_visible(False)
    assert panel.isVisible(), "there is room beside the text now"
    assert not centre.geometry().intersects(panel.geometry())


def test_in_a_small_window_both_lie_over_the_text(room, centre, panel, sidebar):
    """The text never gets narrower than its column for the sake of what stands beside it."""
    room.resize(700, 600)
    assert centre.width() == 700
    assert not panel.isVisible()
    assert not sidebar.isVisible()
    room.set_sidebar_visible(True)
    assert sidebar.isVisible()
    assert centre.width() == 700


def test_growing_again_brings_back_what_was_chosen(room):
    """What the user chose for the wide window is still chosen there."""
    room.resize(700, 600)
    room.resize(1280, 800)
    assert room.is_panel_visible
    assert room.is_sidebar_visible
    room.set_panel_visible(False)
    room.resize(700, 600)
    room.resize(1280, 800)
    assert not room.is_panel_visible
    assert room.is_sidebar_visible


def test_a_wide_panel_takes_what_the_text_can_spare(room, centre, panel):
    """The pipeline's columns want more room; the text keeps its readable width."""
    room.set_sidebar_visible(False)
    room.set_panel_width(560)
    assert panel.width() == 560
    room.set_sidebar_visible(True)
    assert PANEL_WIDTH < panel.width() < 560
    assert centre.width() == 560
    room.set_panel_width(0)
    assert panel.width() == PANEL_WIDTH


def test_visibility_is_told(room, qtbot: QtBot):
    """The check marks in the menu follow."""
    with qtbot.waitSignal(room.panel_visibility_changed) as told:
        room.resize(960, 600)
    assert told.args == [False]
    with qtbot.waitSignal(room.sidebar_visibility_changed) as told:
        room.resize(700, 600)
    assert told.args == [False]
