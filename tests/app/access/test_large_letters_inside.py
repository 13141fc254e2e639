"""At 200 % *Under the hood* is read whole: letters twice as large, and nothing out of reach."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication, QWidget

from gptdesk.app.theme import zoom_of
from gptdesk.app.viewmodels.inside.walking import Page
from gptdesk.app.views.inside import window as window_module
from gptdesk.engine.inside.values import Stop
from tests.app.access.test_large_letters import is_seen
from tests.app.test_whole_words import come_to_rest, cut_parts
from tests.app.views.inside import conftest
from tests.app.views.inside.conftest import Hood
from tests.app.views.inside.test_access import states, words_of, written

make_hood = conftest.make_hood
hood = conftest.hood
# As it opens on a screen, and how large its letters become there, percent
_OPENED = {(1152, 720): 200, (956, 596): 165}


def cut(hood: Hood) -> Iterator[str]:
    """Name what is cut, and what has to be scrolled sideways."""
    yield from cut_parts(hood.window)
    if across := hood.window._room.horizontalScrollBar().maximum():
        yield f"{across} pixels stand out at the right"


def unseen(hood: Hood) -> Iterator[str]:
    """Walk round by Tab; name what has the keyboard and is not in sight."""
    hood.window.stops.setFocus()
    met: set[QWidget] = set()
    while (focus := QApplication.focusWidget()) not in met:
        assert focus is not None
        met.add(focus)
        if not is_seen(focus):
            yield f"{type(focus).__name__} “{words_of(focus)}” has the keyboard and is not seen"
        hood.qtbot.keyClick(focus, Qt.Key.Key_Tab)


@pytest.mark.parametrize("size", _OPENED)
def test_words_under_the_hood_become_twice_as_large(hood: Hood, size: tuple[int, int]) -> None:
    """They grew to 130 % on a screen of 1280 x 800: the list of stops took the pages' room."""
    window, appearance = hood.window, hood.program.view_models.appearance
    window.resize(*size)
    small = {state: written(window) for state in states(hood)}
    appearance._set_zoom(200)
    come_to_rest()
    assert zoom_of(window) == _OPENED[size]
    found: list[str] = []
    for state in states(hood):
        come_to_rest()
        is_page = state in set(Page)
        found += [f"{state}: {one}" for one in (*cut(hood), *(unseen(hood) if is_page else ()))]
        least = (_OPENED[size] - 1) / 100
        found += [
            f"{state}: “{words_of(part)}” has {points} of {small[state][part]} points"
            for part, points in written(window).items()
            if part in small[state] and points < least * small[state][part]
        ]
    assert not found, "\n".join(found)


def test_it_opens_larger_for_larger_letters(hood: Hood, monkeypatch: pytest.MonkeyPatch) -> None:
    """Opened again in the same zoom it is as it was left."""
    room = QSize(1152, 720)
    monkeypatch.setattr(
        window_module,
        "window_size",
        lambda width, height: (QSize(width, height) * (zoom_of(None) / 100)).boundedTo(room),
    )
    window, open_it = hood.window, hood.program.window.views.menu.inside.trigger
    window.resize(1040, 560)
    window.close()
    hood.program.view_models.appearance._set_zoom(200)
    placed: list[QSize] = []
    monkeypatch.setattr(
        "gptdesk.app.views.window.side_windows.stand_beside",
        lambda window, *_: placed.append(window.size()),
    )
    open_it()
    assert placed == [room]
    window.resize(1000, 600)
    window.close()
    open_it()
    assert window.isVisible()
    assert window.size() == QSize(1000, 600)
    assert len(placed) == 1


def test_stops_are_chosen_in_a_box_where_letters_are_large(hood: Hood) -> None:
    """It stands in a line above the page, and takes the keys that the list has beside it."""
    window, stops = hood.window, hood.window.stops
    stops.setFocus()
    assert stops.list.hasFocus()
    hood.program.view_models.appearance._set_zoom(200)
    window.resize(1152, 720)
    come_to_rest()
    assert not stops.list.isVisible()
    assert stops.choice.hasFocus(), "the keyboard stays with the stops"
    assert stops.choice.width() > stops.choice.fontMetrics().horizontalAdvance("embedding space")
    first = hood.inside.step
    hood.qtbot.keyClick(stops.choice, Qt.Key.Key_Down)
    second = hood.inside.step
    assert second != first
    assert stops.choice.currentText() == stops.list.currentItem().text().strip()
    hood.qtbot.keyClick(window, Qt.Key.Key_PageUp)
    assert hood.inside.step == first

    stops.choice.showPopup()
    view = stops.choice.view()
    index = stops.choice.model().index(stops.choice.findText("logits"), 0)
    view.scrollTo(index)
    at = view.visualRect(index).center()
    hood.qtbot.mouseMove(view.viewport(), at)
    hood.qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert hood.inside.step.spot.stop is Stop.LOGITS
    assert hood.inside.step.page is Page.STOP

    hood.program.view_models.appearance._set_zoom(100)
    come_to_rest()
    assert stops.list.isVisible()
    assert not stops.choice.isVisible()
    assert stops.list.hasFocus()
    assert stops.list.currentItem().text().strip() == "logits"


def test_a_page_begins_at_its_top(hood: Hood) -> None:
    """The next page stood as far down as the one before had been scrolled."""
    window, inside = hood.window, hood.inside
    hood.program.view_models.appearance._set_zoom(200)
    window.resize(1152, 720)
    scroll = window._room.verticalScrollBar()
    for page, other in ((Page.LEARNING, Page.WHAT_IF), (Page.WHAT_IF, Page.LENS)):
        inside.go_to(inside.step.at_page(page))
        hood.qtbot.waitUntil(lambda: scroll.maximum() > 100)
        scroll.setValue(100)
        inside.go_to(inside.step.at_page(other))
        hood.qtbot.waitUntil(lambda: not window._is_computing())
        come_to_rest()
        assert scroll.value() == 0
