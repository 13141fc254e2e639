"""Text and what stands beside it; who gives way where there is no room, and the way back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gptdesk.app.theme import PANEL_WIDTH, ThemeController, zoom_of
from gptdesk.app.views.window.columns import (
    COMFORTABLE_PANEL,
    SIDEBAR_WIDTH,
    WIDEST_PANEL,
    ThreeColumns,
)
from gptdesk.app.views.window.window_place import opening_size

READABLE = 480  # pixels of the text column


@pytest.fixture
def panel() -> QWidget:
    return QWidget()


@pytest.fixture
def sidebar() -> QWidget:
    return QWidget()


@pytest.fixture
def foot() -> QWidget:
    foot = QWidget()
    foot.setFixedHeight(90)
    return foot


@pytest.fixture
def centre(foot: QWidget) -> QWidget:
    centre = QWidget()
    layout = QVBoxLayout(centre)
    layout.addStretch(1)
    layout.addWidget(foot)
    return centre


@pytest.fixture
def columns(
    qtbot: QtBot, themes: ThemeController, centre, foot, panel: QWidget, sidebar: QWidget
) -> ThreeColumns:
    """Three shown columns of 1280 x 800."""
    columns = ThreeColumns(centre, panel, sidebar, foot=foot)
    qtbot.addWidget(columns)
    columns.resize(1280, 800)
    columns.show()
    return columns


def test_all_three_stand_side_by_side(columns, centre, panel, sidebar):
    """Conversations, text and figures are readable in a window of ordinary size."""
    assert panel.isVisible()
    assert sidebar.isVisible()
    assert panel.width() == COMFORTABLE_PANEL
    assert sidebar.width() == SIDEBAR_WIDTH
    assert not columns.left_rail.isVisible()
    assert not columns.right_rail.isVisible()
    assert not centre.geometry().intersects(panel.geometry())
    assert not centre.geometry().intersects(sidebar.geometry())


def test_what_is_hidden_leaves_a_rail_with_a_way_back(columns, centre, panel, sidebar):
    """Hiding both is for reading in full width; nothing is out of reach for it."""
    columns.set_panel_visible(False)
    columns.set_sidebar_visible(False)
    assert not panel.isVisible()
    assert not sidebar.isVisible()
    rails = (columns.left_rail, columns.right_rail)
    assert centre.width() == 1280 - sum(rail.width() + 1 for rail in rails)
    for rail in rails:
        assert rail.isVisible()
        assert rail.show_button.isVisible()
        assert not rail.geometry().intersects(centre.geometry())
    assert columns.left_rail.new_chat.isVisible()
    assert columns.left_rail.search.isVisible()


def test_the_sidebar_gives_way_first(columns, centre, panel, sidebar):
    """At 960 the reason for the program is seen: the instrument beside the text.

    The window opens so on a screen of that width; with 912 pixels it showed the conversations only.
    """
    opening = opening_size(QSize(960, 600))
    assert opening.boundedTo(QSize(958, 570)) == opening  # with a frame it is on the screen
    columns.resize(opening)
    assert not sidebar.isVisible()
    assert columns.left_rail.isVisible()
    assert panel.isVisible()
    assert panel.width() >= PANEL_WIDTH
    assert centre.width() >= READABLE
    assert not centre.geometry().intersects(panel.geometry())


def test_what_the_user_opens_wins(columns, centre, panel, sidebar):
    """Asked for by hand, the conversations stand beside the text, and the panel gives way."""
    columns.resize(960, 600)
    columns.set_sidebar_visible(True)
    assert sidebar.isVisible()
    assert not panel.isVisible()
    assert columns.right_rail.isVisible()
    assert not centre.geometry().intersects(sidebar.geometry())
    assert columns.is_sidebar_first
    columns.resize(1280, 800)
    assert panel.isVisible(), "there is room again, and nobody put it away"
    columns.resize(960, 600)
    columns.show_panel()
    assert panel.isVisible()
    assert not sidebar.isVisible()
    assert not columns.is_sidebar_first


def test_the_choice_comes_back_in_another_run(columns, panel, sidebar):
    """What the preferences kept is what the window opens with."""
    columns.resize(960, 600)
    columns.set_wanted(sidebar=True, panel=True, sidebar_first=True)
    assert sidebar.isVisible()
    assert not panel.isVisible()


def test_in_a_small_window_both_lie_over_the_text_and_not_over_the_foot(
    columns, centre, foot, panel, sidebar
):
    """The text never gets narrower than its column; Send is never covered."""
    columns.resize(700, 600)
    free = centre.geometry()
    assert not panel.isVisible()
    assert not sidebar.isVisible()
    for side, show in (
        (sidebar, columns.set_sidebar_visible),
        (panel, columns.set_panel_visible),
    ):
        show(True)
        assert side.isVisible()
        assert centre.geometry() == free, "it lies over the text and moves nothing"
        assert side.geometry().bottom() < foot.mapTo(columns, foot.rect().topLeft()).y()
        foot.setFixedHeight(140)  # more lines are written
        columns.grab()  # lays out what waits for it
        assert side.geometry().bottom() < foot.mapTo(columns, foot.rect().topLeft()).y()
        foot.setFixedHeight(90)
        show(False)
        assert not side.isVisible()


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


def test_what_lay_over_the_text_is_whole_beside_it_in_a_smaller_zoom(
    columns, themes: ThemeController, sidebar
):
    """A side that was opened over the text at a large zoom ended above the composer for good."""
    columns.resize(960, 600)
    columns.set_panel_visible(False)
    themes.set_zoom(250)
    assert columns.is_sidebar_over
    columns.set_sidebar_visible(True)
    assert sidebar.isVisible()
    assert sidebar.height() < columns.height()
    themes.set_zoom(100)
    assert not columns.is_sidebar_over
    assert sidebar.isVisible()
    assert sidebar.height() == columns.height()
    assert not columns.left_rail.isVisible()


def test_a_wide_window_gives_the_panel_what_the_text_does_not_need(columns, centre, panel):
    """Beside a full text column the pipeline shows all its steps; no page changes the width."""
    columns.resize(1920, 1000)
    assert panel.width() == WIDEST_PANEL
    assert centre.width() > 720


def test_the_panel_grows_with_the_letters_as_far_as_there_is_room(
    columns, centre, panel, sidebar, themes: ThemeController
):
    """A larger zoom never makes it narrower, at 960 pixels too; the text keeps half of the rest."""
    for size in ((1280, 800), (960, 600), (1024, 768), (1366, 768), (1920, 1000)):
        columns.resize(*size)
        themes.set_zoom(100)
        first = before = panel.width()
        for zoom in range(110, 260, 10):
            themes.set_zoom(zoom)
            assert panel.isVisible(), f"{size}, {zoom} %"
            assert panel.width() >= before, f"{size}, {zoom} %"
            assert centre.width() >= READABLE, f"{size}, {zoom} %"
            assert not sidebar.isVisible() or sidebar.width() >= 2 * zoom, f"{size}, {zoom} %"
            before = panel.width()
        assert panel.width() >= first + 50, size


@pytest.mark.parametrize("zoom", [150, 200, 250])
def test_large_type_takes_the_sidebar_and_keeps_the_text(
    columns, centre, panel, sidebar, themes: ThemeController, zoom: int
):
    """On a stage text and figures share the window; the text keeps its column of 480 pixels."""
    columns.resize(1280, 720)
    themes.set_zoom(zoom)
    assert zoom_of(columns) == zoom
    assert not sidebar.isVisible()
    assert columns.left_rail.isVisible()
    assert panel.width() > PANEL_WIDTH * 3 // 2 * min(zoom, 150) // 150
    assert centre.width() >= READABLE
    themes.set_zoom(100)
    assert sidebar.isVisible()


def test_visibility_is_told(columns, qtbot: QtBot):
    """The check marks in the menu follow."""
    with qtbot.waitSignal(columns.sidebar_visibility_changed) as told:
        columns.resize(960, 600)
    assert told.args == [False]
    with qtbot.waitSignal(columns.panel_visibility_changed) as told:
        columns.resize(700, 600)
    assert told.args == [False]


def test_the_rails_are_reached_by_tab_and_say_what_they_do(columns, qtbot: QtBot):
    """A way back that only a mouse finds is none."""
    columns.resize(960, 600)
    rail = columns.left_rail
    names = [one.accessibleName() for one in (rail.show_button, rail.new_chat, rail.search)]
    assert names == ["Show the conversations", "New chat", "Search in all conversations"]
    for button in (rail.show_button, rail.new_chat, rail.search):
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
        with qtbot.waitSignal(button.clicked):
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
