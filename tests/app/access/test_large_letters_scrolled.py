"""At 200 % the large side windows scroll as a page: by keys, and what is wanted comes in sight."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gptdesk.app import fitting_zoom
from gptdesk.app.main import Program
from gptdesk.app.theme import zoom_of
from gptdesk.app.viewmodels.model.downloads import DownloadRow, DownloadState
from gptdesk.app.views.compare.dialog import CompareDialog
from gptdesk.app.views.widgets.little_room import ScrollingPart
from tests.app import test_whole_words
from tests.app.test_whole_words import come_to_rest, cut_parts, lasting_faults, opened, windows

program = test_whole_words.program
SCREENS = {(1280, 800): 200, (960, 600): 150}  # and how large letters become on it, percent
_SCROLLED = ("library 0", "library 1", "library 2", "library 3", "reading", "compare")


@pytest.fixture
def screen(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    """A screen of this size, as far as windows ask for one."""
    width, height = request.param
    room = QSize(width, height) * 0.9
    monkeypatch.setattr(
        fitting_zoom,
        "window_size",
        lambda width, height: (QSize(width, height) * (zoom_of(None) / 100)).boundedTo(room),
    )
    return request.param


def scrolled(qtbot: QtBot, program: Program) -> Iterator[tuple[str, QWidget]]:
    """Open each of these windows, and close it again."""
    program.window.show()
    for name, show, where in windows(program):
        if name in _SCROLLED:
            window = opened(qtbot, show, where)
            window.activateWindow()
            qtbot.waitUntil(window.isActiveWindow)
            come_to_rest()
            yield name, window
            window.close()
            come_to_rest()


def comparison(qtbot: QtBot, program: Program) -> CompareDialog:
    """Open the comparison of the two answers."""
    program.window.show()
    program.view_models.comparing.compare(1)
    side = program.window.views.side_windows
    qtbot.waitUntil(lambda: side.compare_dialog is not None)
    assert side.compare_dialog is not None
    return side.compare_dialog


def pages(window: QWidget) -> list[ScrollingPart]:
    return [one for one in window.findChildren(ScrollingPart) if one.isVisible()]


def most(page: ScrollingPart) -> int:
    """Return how far down a page can be scrolled, pixels."""
    return page.verticalScrollBar().maximum()


def in_sight(part: QWidget) -> bool:
    """Return whether all of a part is seen, or as much of it as its pages have room for."""
    window = part.window()
    seen, room = QRect(part.mapTo(window, QPoint()), part.size()), part.size()
    above = part.parentWidget()
    while above is not None:
        seen &= QRect(above.mapTo(window, QPoint()), above.size())
        if isinstance(above, ScrollingPart):
            room = room.boundedTo(above.viewport().size())
        above = None if above is window else above.parentWidget()
    return seen.size().expandedTo(room) == seen.size()


def walk(qtbot: QtBot, window: QWidget, key: Qt.Key) -> Iterator[QWidget]:
    """Go once round a window by Tab, or back."""
    met: set[QWidget] = set()
    while (focus := QApplication.focusWidget()) not in met:
        assert focus is not None
        assert focus.window() is window
        met.add(focus)
        yield focus
        qtbot.keyClick(focus, key)


def name_of(part: QWidget) -> str:
    text = part.text() if isinstance(part, QPushButton) else ""
    return f"{type(part).__name__} “{text or part.accessibleName()}”"


@pytest.mark.parametrize("screen", SCREENS, indirect=True)
def test_what_has_the_keyboard_is_in_sight(
    qtbot: QtBot, program: Program, screen: tuple[int, int]
) -> None:
    """In whichever direction Tab goes; and nothing has to be scrolled sideways."""
    program.view_models.appearance._set_zoom(200)
    found: list[str] = []
    for name, window in scrolled(qtbot, program):
        assert zoom_of(window) == SCREENS[screen], name
        faults = lasting_faults(qtbot, lambda one=window: list(cut_parts(one)))
        found += [f"{name}: {one}" for one in faults]
        for key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            for focus in walk(qtbot, window, key):
                come_to_rest()
                if not in_sight(focus):
                    found.append(f"{name}: {name_of(focus)} is not in sight")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("screen", [(1280, 800)], indirect=True)
def test_a_page_is_scrolled_by_keys_between_what_stays(
    qtbot: QtBot, program: Program, screen: tuple[int, int]
) -> None:
    """Buttons of the window are in sight wherever the page is."""
    program.view_models.appearance._set_zoom(200)
    names: set[str] = set()
    for name, window in scrolled(qtbot, program):
        for page in (one for one in pages(window) if most(one)):
            names.add(name)
            bar = page.verticalScrollBar()
            assert page in set(walk(qtbot, window, Qt.Key.Key_Tab)), name
            page.setFocus()
            bar.setValue(0)
            for there, back in (
                (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp),
                (Qt.Key.Key_Down, Qt.Key.Key_Up),
            ):
                qtbot.keyClick(page, there)
                assert bar.value() > 0, (name, there)
                qtbot.keyClick(page, back)
                assert bar.value() == 0, (name, back)
            bar.setValue(bar.maximum())
            come_to_rest()
            outside = [one for one in window.findChildren(QPushButton) if one.isVisible()]
            outside = [one for one in outside if not page.isAncestorOf(one)]
            assert outside, name
            assert [one.text() for one in outside if not in_sight(one)] == [], name
    assert names == {"library 2", "reading", "compare"}


def test_nothing_scrolls_at_100_percent(qtbot: QtBot, program: Program) -> None:
    """As these windows open, each has room for its whole page."""
    for name, window in scrolled(qtbot, program):
        assert [most(page) for page in pages(window)] == [0] * len(pages(window)), name


@pytest.mark.parametrize("screen", [(1280, 800)], indirect=True)
def test_a_text_comes_into_sight_wherever_its_cursor_is(
    qtbot: QtBot, program: Program, screen: tuple[int, int]
) -> None:
    """Scrolled together, one text has its cursor out of sight; Qt scrolled the page there."""
    program.view_models.appearance._set_zoom(200)
    dialog = comparison(qtbot, program)
    come_to_rest()
    for text in (dialog.left, dialog.right):
        text.setPlainText("line\n" * 40)
    come_to_rest()
    for key, start in ((Qt.Key.Key_Tab, dialog.page), (Qt.Key.Key_Backtab, dialog.right)):
        start.setFocus()
        dialog.left.moveCursor(QTextCursor.MoveOperation.End)
        dialog.left.verticalScrollBar().setValue(0)
        dialog.page.verticalScrollBar().setValue(most(dialog.page))
        assert most(dialog.page) > 100
        qtbot.keyClick(start, key)
        come_to_rest()
        assert dialog.left.hasFocus()
        assert in_sight(dialog.left)


@pytest.mark.parametrize("screen", [(1280, 800)], indirect=True)
def test_buttons_that_are_too_wide_stand_below_each_other(
    qtbot: QtBot, program: Program, screen: tuple[int, int]
) -> None:
    """In the letters of some systems they made the comparison wider than its screen lets it."""
    program.view_models.appearance._set_zoom(200)
    dialog = comparison(qtbot, program)
    size = dialog.size()
    dialog.show_left.setText(dialog.show_left.text() + "m" * 6)
    come_to_rest()
    assert dialog.size() == size
    buttons = [one for one in dialog.findChildren(QPushButton) if one.text() != "Other…"]
    seen = [one for one in buttons if one.isVisible() and not dialog.page.isAncestorOf(one)]
    assert len(seen) == 3
    assert [one.text() for one in seen if not in_sight(one)] == []
    assert len({one.mapTo(dialog, QPoint()).y() for one in seen}) == 2


@pytest.mark.parametrize("screen", [(1280, 800)], indirect=True)
def test_downloads_leave_the_library_its_size_and_what_is_told_its_place(
    qtbot: QtBot, program: Program, screen: tuple[int, int]
) -> None:
    """A failed one made the window 1671 pixels wide; an error below the page's end was not seen."""
    program.view_models.appearance._set_zoom(200)
    program.window.show()
    side = program.window.views.side_windows
    side.show_library()
    library = side.library_window
    assert library is not None
    library.activateWindow()
    qtbot.waitUntil(library.isActiveWindow)
    size = library.size()
    name, problem = "a-name-of-a-model-" * 9 + "Q4", "The connection was closed. " * 6
    states = (DownloadState.RUNNING, DownloadState.FAILED, DownloadState.PAUSED)
    rows = [
        DownloadRow(f"{number} {name}", "a/b", state, 10**8, 10**9, 1e6, problem)
        for number, state in enumerate(states)
    ]
    library.list.show_rows(tuple(rows))
    for page in range(library.tabs.count()):
        library.tabs.setCurrentIndex(page)
        assert lasting_faults(qtbot, lambda: list(cut_parts(library))) == [], page
        assert library.size() == size
        for focus in walk(qtbot, library, Qt.Key.Key_Tab):
            come_to_rest()
            assert in_sight(focus), (page, name_of(focus))
    assert name[:9] in library.list.lines[rows[0].name].title.text()
    library.tabs.setCurrentWidget(library.make_page)
    train = library.make_page.train
    train.text.setFocus()
    qtbot.keyClicks(train.text, "/nowhere/at-all.txt")
    qtbot.waitUntil(train.start.isEnabled)
    (page,) = (one for one in pages(library) if one.isAncestorOf(train))
    page.verticalScrollBar().setValue(0)
    assert not in_sight(train.figures)
    qtbot.keyClick(train.text, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "no such file" in train.figures.text())
    qtbot.waitUntil(lambda: in_sight(train.figures))
