"""Text and what stands beside it, and one over the other where there is no room."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gptdesk.app.theme import PANEL_WIDTH
from gptdesk.app.views.window.columns import SIDEBAR_WIDTH, ThreeColumns


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
def columns(
    qtbot: QtBot, qapp: object, centre: QWidget, panel: QWidget, sidebar: QWidget
) -> ThreeColumns:
    """Three shown columns of 1280 x 800."""
    columns = ThreeColumns(centre, panel, sidebar)
    qtbot.addWidget(columns)
    columns.resize(1280, 800)
    columns.show()
    return columns


def test_all_three_stand_side_by_side(columns, centre, panel, sidebar):
    """Conversations, text and figures are readable in a window of ordinary size."""
    assert panel.isVisible()
    assert sidebar.isVisible()
    assert panel.width() == PANEL_WIDTH
    assert sidebar.width() == SIDEBAR_WIDTH
    assert not centre.geometry().intersects(panel.geometry())
    assert not centre.geometry().intersects(sidebar.geometry())


def test_what_is_hidden_gives_its_place_to_the_text(columns, centre, panel, sidebar):
    """Hiding both is for reading in full width."""
    columns.set_panel_visible(False)
    columns.set_sidebar_visible(False)
    assert not panel.isVisible()
    assert not sidebar.isVisible()
    assert centre.width() == 1280


def test_the_instrument_gives_way_first(columns, centre, panel, sidebar):
    """At 960 the text stays readable; F8 lays the panel over it, F9 makes room for it."""
    columns.resize(960, 600)
    assert sidebar.isVisible()
    assert not panel.isVisible()
    before = centre.geometry()
    columns.set_panel_visible(True)
    assert panel.isVisible()
    assert centre.geometry() == before, "it lies over the text and moves nothing"
    assert panel.geometry().right() == 959

    columns.set_panel_visible(False)
    columns.set_sidebar_visible(False)
    assert panel.isVisible(), "there is room beside the text now"
    assert not centre.geometry().intersects(panel.geometry())


def test_in_a_small_window_both_lie_over_the_text(columns, centre, panel, sidebar):
    """The text never gets narrower than its column for the sake of what stands beside it."""
    columns.resize(700, 600)
    assert centre.width() == 700
    assert not panel.isVisible()
    assert not sidebar.isVisible()
    columns.set_sidebar_visible(True)
    assert sidebar.isVisible()
    assert centre.width() == 700


def test_growing_again_brings_back_what_was_chosen(columns):
    """What the user chose for the wide window is still chosen there."""
    columns.resize(700, 600)
    columns.resize(1280, 800)
    assert columns.is_panel_visible
    assert columns.is_sidebar_visible
    columns.set_panel_visible(False)
    columns.resize(700, 600)
    columns.resize(1280, 800)
    assert not columns.is_panel_visible
    assert columns.is_sidebar_visible


def test_what_was_laid_over_the_text_does_not_come_back_by_itself(columns, panel, sidebar):
    """Opened over the text in a small window, made large and small again: the text is free."""
    columns.resize(700, 600)
    columns.set_sidebar_visible(True)
    columns.set_panel_visible(True)
    assert sidebar.isVisible()
    assert panel.isVisible()
    columns.resize(1280, 800)
    columns.resize(700, 600)
    assert not sidebar.isVisible()
    assert not panel.isVisible()


def test_a_wide_panel_takes_what_the_text_can_spare(columns, centre, panel):
    """The pipeline's columns want more room; the text keeps its readable width."""
    columns.set_sidebar_visible(False)
    columns.set_panel_width(560)
    assert panel.width() == 560
    columns.set_sidebar_visible(True)
    assert PANEL_WIDTH < panel.width() < 560
    assert centre.width() == 560
    columns.set_panel_width(0)
    assert panel.width() == PANEL_WIDTH


def test_visibility_is_told(columns, qtbot: QtBot):
    """The check marks in the menu follow."""
    with qtbot.waitSignal(columns.panel_visibility_changed) as told:
        columns.resize(960, 600)
    assert told.args == [False]
    with qtbot.waitSignal(columns.sidebar_visibility_changed) as told:
        columns.resize(700, 600)
    assert told.args == [False]
